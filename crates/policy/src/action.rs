//! Names of actions with wildcards: `iam:Get*`.
//!
//! The part before the colon names a service and has no wildcard unless it is one `*` altogether; the part behind it
//! may have any. Letter case does not matter, so both sides are folded.

use thiserror::Error;

use crate::aws_text;
use crate::document::Scope;
use crate::error::shorten;
use crate::limits::MAX_PATTERN_CHARS;
use crate::wildcard::{Pattern, Subject};

/// An entry of `Action` or `NotAction`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActionPattern {
    text: Box<str>,
    folded: Pattern,
}

impl ActionPattern {
    pub(crate) fn parse(text: &str) -> Result<ActionPattern, ActionFault> {
        check(text)?;
        Ok(ActionPattern {
            text: text.into(),
            folded: Pattern::of(&text.to_ascii_lowercase()),
        })
    }

    /// Whether the pattern covers an action whose letters were made small.
    pub(crate) fn covers(&self, folded_action: &Subject<'_>) -> bool {
        self.folded.covers(folded_action)
    }

    /// Whether it is one action of STS, without wildcards.
    pub(crate) fn is_of_sts(&self) -> bool {
        matches!(&self.folded, Pattern::Exactly(action) if action.starts_with("sts:"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

/// Which actions somebody can speak of, roughly: by service and by the first letter of the name. Most
/// statements are about others, and are passed over without a look at their patterns.
///
/// INVARIANT: a pattern that covers an action meets it; the other way round need not be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    services: u64,
    letters: u64,
}

impl Reach {
    const EVERYTHING: Reach = Reach {
        services: u64::MAX,
        letters: u64::MAX,
    };

    /// What the patterns of a statement reach.
    pub(crate) fn of_scope(scope: &Scope<ActionPattern>) -> Reach {
        let Scope::Only(patterns) = scope else {
            return Reach::EVERYTHING;
        };
        let nothing = Reach {
            services: 0,
            letters: 0,
        };
        let texts = patterns
            .iter()
            .map(|pattern| pattern.text.to_ascii_lowercase());
        texts
            .map(|text| Reach::of(&text))
            .fold(nothing, |all, one| Reach {
                services: all.services | one.services,
                letters: all.letters | one.letters,
            })
    }

    /// What an action, or a pattern, reaches whose letters were made small.
    pub(crate) fn of(folded: &str) -> Reach {
        let Some((service, name)) = folded.split_once(':') else {
            return Reach::EVERYTHING;
        };
        let bit = |number: u8| 1 << (number % 64);
        let sum = |sum: u8, byte: u8| sum.wrapping_mul(31).wrapping_add(byte);
        Reach {
            services: match service {
                "*" => u64::MAX,
                _ => bit(service.bytes().fold(0, sum)),
            },
            letters: match name.bytes().next() {
                None | Some(b'*' | b'?') => u64::MAX,
                Some(first) => bit(first),
            },
        }
    }

    /// Whether the two may speak of the same action.
    pub(crate) fn meets(self, other: Reach) -> bool {
        self.services & other.services != 0 && self.letters & other.letters != 0
    }
}

/// What is wrong with the name of an action.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ActionFault {
    /// There is no colon.
    #[error("the action `{action}` names no service")]
    NoService {
        /// As written.
        action: String,
    },
    /// There are several colons.
    #[error("the action `{action}` has more than one colon")]
    Colons {
        /// As written.
        action: String,
    },
    /// The part before the colon is not the name of a service.
    #[error("`{service}` in the action `{action}` is not the name of a service")]
    Service {
        /// As written.
        action: String,
        /// Its part before the colon.
        service: String,
    },
    /// The part behind the colon is empty or has a character that no action has.
    #[error("behind the colon of `{action}` stands no name of an action")]
    Name {
        /// As written.
        action: String,
    },
    /// The text is longer than any action.
    #[error("the action `{action}` has more than {MAX_PATTERN_CHARS} characters")]
    TooLong {
        /// Its beginning.
        action: String,
    },
}

impl ActionFault {
    pub(crate) fn aws_message(&self) -> String {
        match self {
            ActionFault::NoService { .. } => aws_text::NO_VENDOR.into(),
            ActionFault::Colons { .. } => "Actions/Condition can contain only one colon.".into(),
            ActionFault::Service { service, .. } => format!("Vendor {service} is not valid"),
            ActionFault::Name { .. } | ActionFault::TooLong { .. } => aws_text::SYNTAX.into(),
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            ActionFault::NoService { action } => {
                format!("write the service before the action, as in `iam:{action}`, or `*` for every action")
            }
            ActionFault::Colons { .. } => "write one action in one string, as in `iam:GetUser`".into(),
            ActionFault::Service { .. } => {
                "a service is letters, digits, hyphens and dots without wildcards, as in `iam:Get*`".into()
            }
            ActionFault::Name { .. } => {
                "an action is letters, digits, `-`, `_`, `.` and the wildcards `*` and `?`, as in `iam:Get*`".into()
            }
            ActionFault::TooLong { .. } => "write a shorter name, if need be with `*`".into(),
        }
    }
}

fn check(text: &str) -> Result<(), ActionFault> {
    let action = || shorten(text);
    if text == "*" {
        return Ok(());
    }
    if text.chars().count() > MAX_PATTERN_CHARS {
        return Err(ActionFault::TooLong { action: action() });
    }
    let Some((service, name)) = text.split_once(':') else {
        return Err(ActionFault::NoService { action: action() });
    };
    if name.contains(':') {
        return Err(ActionFault::Colons { action: action() });
    }
    let in_service = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    if service != "*" && (service.is_empty() || !service.bytes().all(in_service)) {
        return Err(ActionFault::Service {
            action: action(),
            service: shorten(service),
        });
    }
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.*?".contains(&byte);
    if name.is_empty() || !name.bytes().all(in_name) {
        return Err(ActionFault::Name { action: action() });
    }
    Ok(())
}
