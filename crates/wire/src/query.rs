//! The Query protocol: form-encoded pairs as a tree of names and list positions.
//!
//! `Tags.member.1.Key=team` stands in the tree below `Tags`, `member`, 1, `Key`. What a node means is
//! decided by the shape that reads it ([`crate::shape`]); unknown names are ignored there.
//!
//! **Invariants.** Of a name that comes twice the first value counts. `01` is the position 1. A tree
//! has at most [`PARAMS_MAX`] nodes with values, each at most [`DEPTH_MAX`] deep.
//!
//! **Source.** Smithy 2.0, "AWS Query protocol"; what is refused as `MalformedInput`, and the texts,
//! as seen on AWS's IAM in 2026-09.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::error::{AwsError, common};

/// Most bytes of a body that AWS reads; a longer one is answered with 413 and no text.
pub const BODY_BYTES_MAX: usize = 10_000_000;
/// Most parameters of a request.
pub const PARAMS_MAX: usize = 4096;
/// Longest name of a parameter.
pub const NAME_BYTES_MAX: usize = 512;
/// Most parts of a name.
pub const DEPTH_MAX: usize = 16;
/// Most positions that a list may jump over.
pub const SKIPPED_MAX: u32 = 10;

/// Parameters that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MalformedInput {
    /// A position is 0, or too great to be one.
    #[error("{0} is not a valid index")]
    InvalidIndex(String),
    /// A position is negative.
    #[error("Key {0} may not have a leading '-'")]
    LeadingMinus(String),
    /// A list of lists, which no shape has.
    #[error("Two index elements may not occur back to back")]
    BackToBack,
    /// A list with too wide a gap.
    #[error("Excessively sparse input would skip {0} list elements")]
    TooSparse(u32),
    /// A list or a structure where a text is meant.
    #[error("Start of list found where not expected")]
    UnexpectedList,
    /// The member, of which the value is no integer.
    #[error("The value of {0} cannot be converted to an integer; write decimal digits")]
    NotAnInteger(String),
    /// The member, of which the value is no boolean.
    #[error("The value of {0} cannot be converted to a boolean; write true or false")]
    NotABoolean(String),
    /// The member, of which the value is no date.
    #[error("The value of {0} is not a date; write seconds since 1970")]
    NotADate(String),
    /// Bytes that are no text.
    #[error("A parameter is not UTF-8; encode its bytes as UTF-8, then as %XX")]
    NotUtf8,
    /// More than [`PARAMS_MAX`] parameters.
    #[error("There are too many parameters; send at most {PARAMS_MAX}")]
    TooMany,
    /// A name of more than [`NAME_BYTES_MAX`] bytes.
    #[error("The name of a parameter is too long; use at most {NAME_BYTES_MAX} bytes")]
    NameTooLong,
    /// A name of more than [`DEPTH_MAX`] parts.
    #[error("The name of a parameter has too many parts; use at most {DEPTH_MAX}")]
    TooDeep,
    /// More than [`BODY_BYTES_MAX`] bytes.
    #[error("The request is too long; send at most {BODY_BYTES_MAX} bytes")]
    TooLong,
    /// A body that is not the JSON of a structure.
    #[error("The request is not a JSON object")]
    NotJson,
    /// The member, of which the value is of another type in JSON.
    #[error("The value of {0} is not {1}")]
    WrongType(String, Written),
}

/// As what a value stands in a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Written {
    /// As parameters of the Query protocol stand: a text that may mean anything.
    #[default]
    Untyped,
    /// A string of JSON.
    Text,
    /// A number of JSON.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An array of JSON.
    List,
    /// An object of JSON.
    Structure,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Untyped => "a value",
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::List => "an array",
            Self::Structure => "an object",
        })
    }
}

impl From<MalformedInput> for AwsError {
    fn from(malformed: MalformedInput) -> Self {
        common::MALFORMED_INPUT.says(malformed.to_string())
    }
}

/// The parameters of a request. They may hold passwords: they are wiped, and cannot be printed.
#[derive(Default)]
pub struct Params {
    pub(crate) root: Node,
    pub(crate) action: Option<String>,
    pub(crate) version: Option<String>,
}

/// A name and what stands below it.
#[derive(Default)]
pub(crate) struct Node {
    pub(crate) written: Written,
    pub(crate) value: Option<Zeroizing<String>>,
    pub(crate) names: BTreeMap<String, Node>,
    pub(crate) positions: BTreeMap<u32, Node>,
}

impl Params {
    /// Decodes the query of a GET or the body of a POST.
    pub fn parse(encoded: &[u8]) -> Result<Self, MalformedInput> {
        if encoded.len() > BODY_BYTES_MAX {
            return Err(MalformedInput::TooLong);
        }
        let mut root = Node::default();
        let pairs = encoded.split(|byte| *byte == b'&');
        let pairs = pairs.filter(|pair| !pair.is_empty());
        for (count, pair) in pairs.enumerate() {
            if count == PARAMS_MAX {
                return Err(MalformedInput::TooMany);
            }
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            root.insert(&decoded(name)?, decoded(value)?)?;
        }
        let named = |name: &str| root.child(name)?.value().map(str::to_owned);
        let (action, version) = (named("Action"), named("Version"));
        Ok(Self {
            root,
            action,
            version,
        })
    }

    /// The operation that is asked for.
    pub fn action(&self) -> Option<&str> {
        self.action.as_deref()
    }

    /// The version of the interface.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The first value of a name without parts.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.root.child(name)?.value()
    }

    pub(crate) fn root(&self) -> &Node {
        &self.root
    }
}

impl Node {
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.names.get(name)
    }

    pub(crate) fn value(&self) -> Option<&str> {
        self.value.as_deref().map(String::as_str)
    }

    /// Whether it may be read as what stands so in JSON.
    pub(crate) fn is(&self, written: Written) -> bool {
        self.written == Written::Untyped || self.written == written
    }

    /// The value of a node that must have nothing below it.
    pub(crate) fn scalar(&self) -> Result<Option<&str>, MalformedInput> {
        if self.names.is_empty() && self.positions.is_empty() {
            Ok(self.value())
        } else {
            Err(MalformedInput::UnexpectedList)
        }
    }

    /// The elements below `member`, with a gap for each position that is missing.
    ///
    /// Something below `member` that is no position makes it one element, as on AWS.
    pub(crate) fn members(&self) -> Result<Vec<Option<&Node>>, MalformedInput> {
        let Some(member) = self.child("member") else {
            return Ok(Vec::new());
        };
        if !member.names.is_empty() || member.positions.is_empty() {
            return Ok(vec![Some(member)]);
        }
        let mut members = Vec::new();
        // Collections begin with one place; each position may extend them by ten.
        let mut extent = 1;
        for (position, node) in &member.positions {
            let skipped = position.saturating_sub(extent);
            if skipped > SKIPPED_MAX {
                return Err(MalformedInput::TooSparse(skipped));
            }
            extent = *position;
            members.resize(extent as usize - 1, None);
            members.push(Some(node));
        }
        Ok(members)
    }

    fn insert(&mut self, name: &str, value: Zeroizing<String>) -> Result<(), MalformedInput> {
        if name.len() > NAME_BYTES_MAX {
            return Err(MalformedInput::NameTooLong);
        }
        let mut node = self;
        let mut after_position = false;
        for (depth, part) in name.split('.').enumerate() {
            if depth == DEPTH_MAX {
                return Err(MalformedInput::TooDeep);
            }
            let is_position = is_position(part);
            if is_position && after_position {
                return Err(MalformedInput::BackToBack);
            }
            after_position = is_position;
            node = if is_position {
                node.positions.entry(position(part)?).or_default()
            } else {
                node.names.entry(part.to_owned()).or_default()
            };
        }
        node.value.get_or_insert(value);
        Ok(())
    }
}

/// Whether a part of a name is written like a position in a list.
fn is_position(part: &str) -> bool {
    let digits = part.strip_prefix('-').unwrap_or(part);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn position(part: &str) -> Result<u32, MalformedInput> {
    if part.starts_with('-') {
        return Err(MalformedInput::LeadingMinus(part.to_owned()));
    }
    match part.parse() {
        Ok(0) | Err(_) => Err(MalformedInput::InvalidIndex(part.to_owned())),
        Ok(position) => Ok(position),
    }
}

/// One name or value: `+` is a space, `%XX` a byte.
pub(crate) fn decoded(encoded: &[u8]) -> Result<Zeroizing<String>, MalformedInput> {
    let spaced: Zeroizing<Vec<u8>> = Zeroizing::new(
        encoded
            .iter()
            .map(|byte| if *byte == b'+' { b' ' } else { *byte })
            .collect(),
    );
    let bytes = percent_decode(&spaced).collect::<Vec<u8>>();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(MalformedInput::NotUtf8)
        }
    }
}

#[cfg(test)]
mod tests;
