//! Names of actions with wildcards: `iam:Get*`.
//!
//! The part before the colon names a service and has no wildcard unless it is one `*` altogether; the part behind it
//! may have any. Letter case does not matter, so both sides are folded.

use thiserror::Error;

use crate::aws_text;
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
