//! The verdict on a request, and what it rests on.

use std::fmt;

/// What the policies say about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// A statement allows it and none denies it.
    Allowed(Because),
    /// A statement denies it; no Allow anywhere can change that.
    ExplicitDeny(Because),
    /// No statement speaks of it, which is a refusal too.
    ImplicitDeny,
}

impl Decision {
    /// Whether the request may go on.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Decision::Allowed(_))
    }

    /// The deciding statement, where there is one.
    pub fn because(&self) -> Option<&Because> {
        match self {
            Decision::Allowed(because) | Decision::ExplicitDeny(because) => Some(because),
            Decision::ImplicitDeny => None,
        }
    }
}

/// The statement that decided: the first one in the order in which the policies were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The name under which the policy was given: an ARN, or the name of an inline policy.
    pub policy: String,
    /// The statement's place in the document, counted from 1.
    pub statement: usize,
    /// The statement's Sid, if it has one.
    pub sid: Option<String>,
}

impl fmt::Display for Because {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "statement {}", self.statement)?;
        if let Some(sid) = &self.sid {
            write!(out, " (`{sid}`)")?;
        }
        write!(out, " of `{}`", self.policy)
    }
}
