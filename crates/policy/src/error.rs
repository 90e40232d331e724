//! Why a document is refused: where, what, AWS's words for it, and what to write in its place.
//!
//! AWS's texts are those of its MalformedPolicyDocument answers, as far as they are known; what is evaluated by AWS
//! and not yet here has no text of AWS and says `Syntax errors in policy.` on the wire.

use std::fmt;

use thiserror::Error;

pub use crate::action::ActionFault;
pub use crate::condition::ConditionFault;
use crate::limits::MAX_DOCUMENT_CHARS;
pub use crate::resource::ResourceFault;

/// A document that is refused. Its text names the statement and the element.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct PolicyError {
    statement: Option<usize>,
    fault: Fault,
}

impl PolicyError {
    /// The text that AWS puts on the wire with the code `MalformedPolicyDocument`.
    pub fn aws_message(&self) -> String {
        match &self.fault {
            Fault::Principal { .. } => "Policy document should not specify a principal.".into(),
            Fault::NoAction => "Policy statement must contain actions.".into(),
            Fault::NoResource => "Policy statement must contain resources.".into(),
            Fault::SidCharacters { .. } => {
                "Statement IDs (SID) must be alpha-numeric. Check that your input \
                 satisfies the regular expression [A-Za-z0-9]*"
                    .into()
            }
            Fault::SidRepeated { .. } => {
                "Statement IDs (SID) in a single policy must be unique.".into()
            }
            Fault::Action(fault) => fault.aws_message(),
            Fault::Resource(fault) => fault.aws_message(),
            Fault::TooLong { .. }
            | Fault::NotJson { .. }
            | Fault::Kind { .. }
            | Fault::Repeated { .. }
            | Fault::Unknown { .. }
            | Fault::Missing { .. }
            | Fault::Both { .. }
            | Fault::Version { .. }
            | Fault::Effect { .. }
            | Fault::TooMany { .. }
            | Fault::Condition(_) => "Syntax errors in policy.".into(),
        }
    }

    /// What to do about it, in one sentence without a final period.
    pub fn hint(&self) -> String {
        match &self.fault {
            Fault::TooLong { .. } => "split it into several policies".into(),
            Fault::NotJson { .. } => {
                "correct the document there; a policy is one JSON object".into()
            }
            Fault::Kind { expected, .. } => format!("write {expected} there"),
            Fault::Repeated { element } => {
                format!("keep one `{element}`, with a list where there are several values")
            }
            Fault::Unknown {
                nearest: Some(nearest),
                ..
            } => format!("write `{nearest}`, if that was meant"),
            Fault::Unknown { nearest: None, .. } => "leave it out".into(),
            Fault::Missing { element: "Effect" } => {
                "add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`".into()
            }
            Fault::Missing { element } => format!("add `{element}` with at least one entry"),
            Fault::NoAction => {
                "add `Action` or `NotAction` with at least one action, as in `iam:GetUser`".into()
            }
            Fault::NoResource => {
                "add `Resource` or `NotResource` with at least one ARN, or `*`".into()
            }
            Fault::Both { first, second } => {
                format!("keep `{first}` or `{second}`, or write two statements")
            }
            Fault::Principal { .. } => {
                "leave it out: the policy speaks of whomever it is attached to".into()
            }
            Fault::Version { .. } => "write `2012-10-17`".into(),
            Fault::Effect { .. } => "write `Allow` or `Deny`".into(),
            Fault::TooMany { max, .. } => {
                format!("keep at most {max}, or split them over several policies")
            }
            Fault::SidCharacters { .. } => "use letters A to Z and digits only".into(),
            Fault::SidRepeated { .. } => "give each statement a Sid of its own, or none".into(),
            Fault::Action(fault) => fault.hint(),
            Fault::Resource(fault) => fault.hint(),
            Fault::Condition(fault) => fault.hint(),
        }
    }

    /// The statement at fault, counted from 1; `None` where the fault is outside of all statements.
    pub fn statement(&self) -> Option<usize> {
        self.statement
    }

    /// What is wrong.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// Says in which statement the fault is.
    pub(crate) fn in_statement(fault: Fault, number: usize) -> PolicyError {
        PolicyError {
            statement: Some(number),
            fault,
        }
    }
}

impl From<Fault> for PolicyError {
    fn from(fault: Fault) -> PolicyError {
        PolicyError {
            statement: None,
            fault,
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.statement {
            write!(out, "statement {number}: ")?;
        }
        write!(out, "{}", self.fault)
    }
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The document is larger than any document may be.
    #[error("the document has {chars} characters, more than {MAX_DOCUMENT_CHARS}")]
    TooLong {
        /// Its size.
        chars: usize,
    },
    /// The text is not JSON, or nested too deeply.
    #[error("the text is not JSON: {reason}")]
    NotJson {
        /// What the reader stumbled over, with line and column.
        reason: String,
    },
    /// A value of another kind.
    #[error("`{element}` must be {expected}, not {found}")]
    Kind {
        /// The element.
        element: &'static str,
        /// What may stand there.
        expected: &'static str,
        /// What does stand there.
        found: &'static str,
    },
    /// A name that stands twice in one object.
    #[error("`{element}` stands twice in one object")]
    Repeated {
        /// The name.
        element: String,
    },
    /// A name that the language does not have.
    #[error("`{element}` is not an element of a {within}")]
    Unknown {
        /// As written.
        element: String,
        /// Where it stands: policy or statement.
        within: &'static str,
        /// The element that is spelled like it but for letter case.
        nearest: Option<&'static str>,
    },
    /// An element that must be there.
    #[error("`{element}` is missing")]
    Missing {
        /// The element.
        element: &'static str,
    },
    /// No action, or an empty list of them.
    #[error("the statement names no action")]
    NoAction,
    /// No resource, or an empty list of them.
    #[error("the statement names no resource")]
    NoResource,
    /// Two elements of which a statement has one.
    #[error("`{first}` and `{second}` exclude each other")]
    Both {
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A principal in a policy that is attached to one.
    #[error("`{element}` may not stand in an identity policy")]
    Principal {
        /// `Principal` or `NotPrincipal`.
        element: &'static str,
    },
    /// A version of the language that does not exist.
    #[error("there is no version `{version}` of the policy language")]
    Version {
        /// As written.
        version: String,
    },
    /// Neither `Allow` nor `Deny`.
    #[error("there is no effect `{effect}`")]
    Effect {
        /// As written.
        effect: String,
    },
    /// A list beyond its maximum.
    #[error("`{element}` has {count} entries, more than {max}")]
    TooMany {
        /// The list.
        element: &'static str,
        /// How many it has.
        count: usize,
        /// How many it may have.
        max: usize,
    },
    /// A Sid with other characters than letters and digits.
    #[error("the Sid `{sid}` has characters other than letters and digits")]
    SidCharacters {
        /// As written.
        sid: String,
    },
    /// A Sid that an earlier statement has.
    #[error("the Sid `{sid}` stands at an earlier statement too")]
    SidRepeated {
        /// As written.
        sid: String,
    },
    /// An action that cannot be read.
    #[error(transparent)]
    Action(#[from] ActionFault),
    /// A resource that cannot be read.
    #[error(transparent)]
    Resource(#[from] ResourceFault),
    /// A condition that cannot be evaluated.
    #[error(transparent)]
    Condition(#[from] ConditionFault),
}

/// Characters of a document that a message repeats.
const MAX_QUOTED_CHARS: usize = 80;

/// What a message repeats of a document: its beginning, without line breaks and other controls.
pub(crate) fn shorten(text: &str) -> String {
    let mut quoted: String = text
        .chars()
        .take(MAX_QUOTED_CHARS)
        .map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect();
    if text.chars().nth(MAX_QUOTED_CHARS).is_some() {
        quoted.push('…');
    }
    quoted
}
