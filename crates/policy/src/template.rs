//! Texts of a policy with variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.
//!
//! A value that is put in the place of a variable is taken literally, so a user who is named `*` is not everybody
//! (spec: policy 4.6 to 4.11).

use thiserror::Error;

use crate::Context;
use crate::context::Present;
use crate::document::Version;
use crate::error::shorten;
use crate::key::Key;
use crate::wildcard::{self, Unit};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// As written; whether its wildcards are wildcards depends on who asks.
    Written(Box<str>),
    /// `*`, `?` or `$`, for itself.
    Character(&'static str),
    /// The value of a key, or a text where the key is absent.
    Variable { key: Key, absent: Option<Box<str>> },
}

impl Piece {
    /// The text that the piece stands for; `None` for a variable without a value.
    fn text<'a>(&'a self, context: &'a Context) -> Option<&'a str> {
        match self {
            Piece::Written(text) => Some(text),
            Piece::Character(text) => Some(text),
            Piece::Variable { key, absent } => match key.present_in(context) {
                Some(Present::One(value)) => Some(value),
                Some(Present::List(_)) => None,
                None => absent.as_deref(),
            },
        }
    }
}

/// A `${` that opens no variable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VariableFault {
    /// There is no `}` for it.
    #[error("`{text}` opens a variable and does not close it")]
    Open {
        /// The text from `${` on.
        text: String,
    },
    /// What stands in it is neither the name of a condition key nor one of the three characters.
    #[error("`${{{variable}}}` is not a variable")]
    Name {
        /// What stands between the braces.
        variable: String,
    },
}

impl VariableFault {
    pub(crate) fn hint(&self) -> String {
        match self {
            VariableFault::Open { .. } => {
                "close it with `}`, or write `${$}` for a dollar sign".into()
            }
            VariableFault::Name { .. } => {
                "write a condition key, as in `${aws:username}` or `${aws:PrincipalTag/team, 'none'}`, or one of `${*}`, `${?}` and `${$}`".into()
            }
        }
    }
}

/// Cuts a text at its variables. Without variables in the language it stays whole.
pub(crate) fn parse(text: &str, version: Version) -> Result<Vec<Piece>, VariableFault> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${").filter(|_| version.has_variables()) {
        if at > 0 {
            pieces.push(Piece::Written(rest[..at].into()));
        }
        let (piece, behind) = variable(&rest[at..])?;
        pieces.push(piece);
        rest = behind;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Written(rest.into()));
    }
    Ok(pieces)
}

/// Whether no piece depends on the request.
pub(crate) fn is_fixed(pieces: &[Piece]) -> bool {
    !pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Variable { .. }))
}

/// The text with its values put in; `None` where a variable has none.
pub(crate) fn string(pieces: &[Piece], context: &Context) -> Option<String> {
    pieces.iter().map(|piece| piece.text(context)).collect()
}

/// The pattern with its values put in; `None` where a variable has none.
pub(crate) fn units(pieces: &[Piece], context: &Context) -> Option<Vec<Unit>> {
    let mut units = Vec::with_capacity(64);
    for piece in pieces {
        let text = piece.text(context)?;
        match piece {
            Piece::Written(_) => units.extend(wildcard::pattern(text)),
            Piece::Character(_) | Piece::Variable { .. } => units.extend(wildcard::literal(text)),
        }
    }
    Some(units)
}

/// The keys of the variables.
pub(crate) fn keys(pieces: &[Piece]) -> impl Iterator<Item = &Key> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Variable { key, .. } => Some(key),
        Piece::Written(_) | Piece::Character(_) => None,
    })
}

/// Reads the variable at the beginning of a text, which is `${`, and returns what stands behind it.
fn variable(text: &str) -> Result<(Piece, &str), VariableFault> {
    let open = || VariableFault::Open {
        text: shorten(text),
    };
    let inside = &text["${".len()..];
    for character in ["*", "?", "$"] {
        if let Some(behind) = inside
            .strip_prefix(character)
            .and_then(|rest| rest.strip_prefix('}'))
        {
            return Ok((Piece::Character(character), behind));
        }
    }
    let end = inside.find([',', '}']).ok_or_else(open)?;
    let (absent, behind) = if inside[end..].starts_with(',') {
        let (absent, behind) = quoted(&inside[end + 1..]).ok_or_else(open)?;
        (Some(absent.into()), behind)
    } else {
        (None, &inside[end + 1..])
    };
    let key = Key::parse(&inside[..end]).map_err(|_| VariableFault::Name {
        variable: shorten(&inside[..end]),
    })?;
    Ok((Piece::Variable { key, absent }, behind))
}

/// Reads spaces, a text in quotes, and `}`.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (absent, behind) = text
        .trim_start_matches(' ')
        .strip_prefix('\'')?
        .split_once('\'')?;
    Some((absent, behind.strip_prefix('}')?))
}
