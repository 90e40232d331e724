//! What is wrong where a subject has refusals of its own.

use policy::PolicyError;
use rules::Timestamp;
use thiserror::Error;

/// A policy that cannot be stored, attached, changed or asked.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PolicyFault {
    /// A document that is no policy, and what is wrong with it.
    #[error("the policy cannot be used: {0}")]
    Malformed(Box<PolicyError>),
    /// The policies of somebody would be larger together than they may be.
    #[error("{}", .0.aws_message(.1))]
    TooLarge(policy::Quota, String),
    /// The policy belongs to AWS or to another account.
    #[error("this policy is not one of this account, so it cannot be changed here")]
    Outside,
    /// What is no ARN of a policy.
    #[error("`{0}` is not the ARN of a policy")]
    Arn(String),
    /// A question to the simulator that cannot be asked so.
    #[error("{0}")]
    NotSimulated(String),
}

impl PolicyFault {
    /// AWS's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "MalformedPolicyDocument",
            Self::TooLarge(..) => "LimitExceeded",
            Self::Outside => "AccessDenied",
            Self::Arn(_) | Self::NotSimulated(_) => "InvalidInput",
        }
    }
}

/// An import of tokens that does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ImportFault {
    /// Another import of tokens is under way.
    #[error("another import of tokens is under way; wait until it has ended")]
    UnderWay,
    /// The import of tokens is not the one that is under way any more.
    #[error("this import was ended or overtaken by another one; nothing of it was imported")]
    Over,
}

/// A proof for a late first device that is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnrolmentFault {
    /// The code that was sent by mail was mistyped.
    #[error("the code is not the one that was sent")]
    CodeWrong,
    /// No code that was sent is good any more.
    #[error("the code is not good any more; have another one sent")]
    CodeOver,
    /// The address for a first device is not good, or not for this person.
    #[error("this address is not good any more, or not for you; ask for a new one")]
    AddressOver,
}

/// A way back in, or the proof of a device, that is not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecoveryFault {
    /// Root has not turned recovery codes on.
    #[error("recovery codes are off for the root user; turn them on first")]
    CodesOff,
    /// Nothing is under way, or not any more.
    #[error("no recovery is under way, or this address does not work any more")]
    Over,
    /// An address for proving a device was used, replaced or ended by wrong answers, or is too old.
    #[error("this address does not work any more; ask for a new one")]
    ProofOver,
    /// A recovery is under way, and its wait is not over.
    #[error("the wait ends at {0}")]
    Waits(Timestamp),
    /// Root has no device that could be lost.
    #[error("there is no MFA device that could be lost")]
    Nothing,
}

impl RecoveryFault {
    /// The code in the audit event.
    pub fn code(self) -> &'static str {
        match self {
            Self::CodesOff | Self::Waits(_) | Self::Nothing => "AccessDenied",
            Self::Over | Self::ProofOver => "InvalidAuthenticationCode",
        }
    }
}
