//! Why a document is refused: where, what, AWS's words for it, and what to write in its place.
//!
//! AWS's texts are those of its MalformedPolicyDocument answers, as far as they are known (`aws_text.rs`); where none is
//! known, it is `Syntax errors in policy.` on the wire.

use std::fmt;

use thiserror::Error;

pub use crate::action::ActionFault;
pub use crate::condition::ConditionFault;
use crate::document::{Effect, Kind};
pub use crate::key::KeyFault;
use crate::limits::MAX_DOCUMENT_CHARS;
pub use crate::principal::PrincipalFault;
pub use crate::resource::ResourceFault;
pub use crate::template::VariableFault;

/// A document that is refused. Its text names the statement and the element.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct PolicyError {
    kind: Kind,
    statement: Option<usize>,
    fault: Fault,
}

impl PolicyError {
    /// The text that AWS puts on the wire with the code `MalformedPolicyDocument`.
    pub fn aws_message(&self) -> String {
        if self.kind == Kind::Trust {
            return self.fault.aws_message_of_trust();
        }
        self.fault.aws_message()
    }

    /// A trust policy names somebody under `AWS` who is not there, which its reader cannot know.
    pub fn unknown_principal(principal: &str) -> PolicyError {
        let fault = Fault::Who(PrincipalFault {
            kind: "AWS",
            principal: shorten(principal),
        });
        PolicyError::from(fault).of_kind(Kind::Trust)
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
            Fault::OldVersion => "add `\"Version\": \"2012-10-17\"`".into(),
            Fault::Missing { element: "Effect" } => {
                "add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`".into()
            }
            Fault::Missing { element } => format!("add `{element}` with at least one entry"),
            Fault::NoPrincipal => "add whom it speaks of, as in `\"AWS\": \"123456789012\"`".into(),
            Fault::PrincipalKind { .. } => "write `AWS`, `Service` or `Federated`".into(),
            Fault::TrustsAllBut { .. } => {
                "write `Principal` with those who may take on the role".into()
            }
            Fault::TrustAction { .. } => {
                "write `sts:AssumeRole`, or another action of STS in full".into()
            }
            Fault::TrustResource { .. } => "leave it out: the policy speaks of its role".into(),
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
            Fault::Who(fault) => fault.hint(),
            Fault::Variable(fault) => fault.hint(),
            Fault::Key(_) => {
                "write the service, a colon and the name, as in `aws:MultiFactorAuthPresent`".into()
            }
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
            kind: Kind::Identity,
            statement: Some(number),
            fault,
        }
    }

    /// Says what the document was read as.
    pub(crate) fn of_kind(self, kind: Kind) -> PolicyError {
        PolicyError { kind, ..self }
    }
}

impl From<Fault> for PolicyError {
    fn from(fault: Fault) -> PolicyError {
        PolicyError {
            kind: Kind::Identity,
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
        element: String,
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
    /// A managed policy in the language's first version.
    #[error("a managed policy is written in version `2012-10-17`")]
    OldVersion,
    /// A principal element that names nobody.
    #[error("the statement names no principal")]
    NoPrincipal,
    /// A name under `Principal` that the language does not have.
    #[error("there is no kind of principal `{kind}`")]
    PrincipalKind {
        /// As written.
        kind: String,
    },
    /// `NotPrincipal` in a trust policy.
    #[error("`NotPrincipal` may not stand in a trust policy")]
    TrustsAllBut {
        /// The statement's effect.
        effect: Effect,
    },
    /// An action in a trust policy that is none of STS.
    #[error("the trust policy speaks of `{action}`, which takes on no role")]
    TrustAction {
        /// As written.
        action: String,
    },
    /// A resource in a trust policy.
    #[error("`{element}` may not stand in a trust policy")]
    TrustResource {
        /// `Resource` or `NotResource`.
        element: &'static str,
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
        element: String,
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
    /// A principal that cannot be read.
    #[error(transparent)]
    Who(#[from] PrincipalFault),
    /// A variable that cannot be read.
    #[error(transparent)]
    Variable(#[from] VariableFault),
    /// The name of a condition key that cannot be read.
    #[error(transparent)]
    Key(#[from] KeyFault),
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
