//! ARNs as patterns: `arn:aws:iam::*:user/${aws:username}`.
//!
//! An ARN has six fields. A wildcard stays inside its field; the sixth takes the whole rest of the text with its slashes
//! and colons. Letter case matters (spec: policy 4.3, 4.4, 6.12).

use crate::Context;
use crate::template::{self, Piece};
use crate::wildcard::{Pattern, Subject, Unit};

/// A name that a pattern is compared with, in its fields.
#[derive(Debug)]
pub(crate) struct Arn<'t> {
    /// Partition, service, region and account.
    head: [Subject<'t>; 4],
    rest: Subject<'t>,
}

impl<'t> Arn<'t> {
    /// Cuts an ARN; `None` for what is none, as the `*` of actions that concern no single resource.
    pub(crate) fn of(text: &'t str) -> Option<Arn<'t>> {
        let [partition, service, region, account, rest] = fields(text)?;
        Some(Arn {
            head: [partition, service, region, account].map(Subject::of),
            rest: Subject::of(rest),
        })
    }
}

/// A pattern whose first five fields have no variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArnPattern {
    head: [Pattern; 4],
    rest: Rest,
}

/// The sixth field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rest {
    Fixed(Pattern),
    Open(Vec<Piece>),
}

impl ArnPattern {
    pub(crate) fn of(head: [&str; 4], rest: Vec<Piece>) -> ArnPattern {
        // A fixed text needs no request to be resolved.
        let fixed = template::is_fixed(&rest)
            .then(|| template::units(&rest, &Context::new()))
            .flatten();
        ArnPattern {
            head: head.map(Pattern::of),
            rest: match fixed {
                Some(units) => Rest::Fixed(Pattern::of_units(units)),
                None => Rest::Open(rest),
            },
        }
    }

    /// Whether the pattern covers the name. A pattern whose variable has no value covers nothing.
    pub(crate) fn covers(&self, arn: &Arn<'_>, context: &Context) -> bool {
        let mut pairs = self.head.iter().zip(&arn.head);
        pairs.all(|(field, name)| field.covers(name))
            && match &self.rest {
                Rest::Fixed(pattern) => pattern.covers(&arn.rest),
                Rest::Open(pieces) => {
                    template::units(pieces, context).is_some_and(|pattern| arn.rest.fits(&pattern))
                }
            }
    }

    /// The variables of the sixth field.
    pub(crate) fn pieces(&self) -> &[Piece] {
        match &self.rest {
            Rest::Fixed(_) => &[],
            Rest::Open(pieces) => pieces,
        }
    }
}

/// Whether a pattern, cut at its first five colons, covers an ARN; one that is no ARN then covers nothing.
pub(crate) fn covers_units(pattern: &[Unit], arn: &Arn<'_>) -> bool {
    let mut fields = pattern.splitn(6, |unit| *unit == COLON);
    let is_arn = fields.next().is_some_and(|field| field == ARN);
    let mut subjects = arn.head.iter().chain([&arn.rest]);
    is_arn && subjects.all(|subject| fields.next().is_some_and(|field| subject.fits(field)))
}

/// The five fields behind `arn:`.
pub(crate) fn fields(text: &str) -> Option<[&str; 5]> {
    let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
    Some([
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    ])
}

const COLON: Unit = Unit::Exactly(b':' as u16);
const ARN: [Unit; 3] = [
    Unit::Exactly(b'a' as u16),
    Unit::Exactly(b'r' as u16),
    Unit::Exactly(b'n' as u16),
];
