//! What is wrong where a subject has refusals of its own.

use policy::PolicyError;
use rules::Timestamp;
use rules::closing::Not;
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

/// Billing, which a switch of root's keeps shut, whatever the policies say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BillingFault {
    /// Nobody beside root sees it.
    #[error(
        "IAM user and role access to billing is deactivated in this account; only the root user can activate it"
    )]
    AccessOff,
    /// Nobody beside root changes it.
    #[error(
        "editing billing is left to the root user in this account; only the root user can open it to IAM users and roles"
    )]
    EditingOff,
}

/// What the organization of the accounts does not let be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OrganizationFault {
    /// No account is marked as the management account.
    #[error(
        "no account of this installation is the management account, so there is no organization"
    )]
    NotInUse,
    /// Only the management account may ask.
    #[error("only the management account of the organization may ask this")]
    OnlyManagement,
    /// There is no account with this id.
    #[error("there is no such account in the organization")]
    NoSuchAccount,
    /// Somebody names their own account where it is meant without being named.
    #[error("leave out the account id; without it, your own account is meant")]
    OwnAccountNamed,
    /// Somebody names another account than their own.
    #[error("no account acts on another one here")]
    NoTrustedAccess,
}

impl OrganizationFault {
    /// AWS's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotInUse => "AWSOrganizationsNotInUseException",
            Self::NoSuchAccount => "AccountNotFoundException",
            Self::OnlyManagement | Self::OwnAccountNamed | Self::NoTrustedAccess => "AccessDenied",
        }
    }

    /// Whether somebody asked for what is not theirs.
    pub fn is_denied(self) -> bool {
        match self {
            Self::OnlyManagement | Self::OwnAccountNamed | Self::NoTrustedAccess => true,
            Self::NotInUse | Self::NoSuchAccount => false,
        }
    }
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

/// An account that is closed, or that is not closed, reopened or erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClosingFault {
    /// The account is closed, and whoever asks is not its root user on the way to reopen it.
    #[error("this account is closed")]
    Closed,
    /// The account is closed, and its root user has no second factor to reopen it with.
    #[error(
        "this account is closed, and reopening it needs MFA, which its root user does not have"
    )]
    ReopeningNeedsMfa,
    /// The management account of the organization stays open.
    #[error(
        "the management account cannot be closed: the organization of the others stands with it"
    )]
    Management,
    /// What was typed to confirm it is neither the account's name nor its id.
    #[error("what was typed is neither the name nor the id of this account")]
    Confirmation,
    /// The account does not stand so that it could be done.
    #[error("{}", sentence(*.0))]
    Not(Not),
}

impl ClosingFault {
    /// The code in the audit event.
    pub fn code(self) -> &'static str {
        match self {
            Self::Confirmation => "ValidationError",
            Self::Closed | Self::ReopeningNeedsMfa | Self::Management | Self::Not(_) => {
                "AccessDenied"
            }
        }
    }
}

impl From<Not> for ClosingFault {
    fn from(not: Not) -> Self {
        Self::Not(not)
    }
}

fn sentence(not: Not) -> String {
    match not {
        Not::Open => "this account is open".to_owned(),
        Not::Closed => "this account is closed already".to_owned(),
        Not::Until(until) => {
            format!("this account can be reopened until {until}, and is not erased before")
        }
        Not::Over(until) => format!("this account could be reopened until {until}"),
        Not::Purging => "this account is being erased".to_owned(),
        Not::Purged => "this account was erased".to_owned(),
    }
}

/// Another address for root that cannot be had so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EmailFault {
    /// It is root's address already.
    #[error("this is the address of the root user already")]
    Same,
    /// Another change is confirmed, and takes effect at that time.
    #[error("another address takes effect at {0}; cancel that first")]
    Waits(Timestamp),
    /// The code was mistyped.
    #[error("the code is not the one that was sent to the new address")]
    CodeWrong,
    /// No code is good any more, or none was sent.
    #[error("the code is not good any more; ask for the change again")]
    CodeOver,
    /// The address became another root's in the meantime.
    #[error("this is the address of another root user")]
    Taken,
    /// There is nothing to cancel.
    #[error("no change of the address is under way: it has taken effect, or was cancelled")]
    Over,
}

impl EmailFault {
    /// The code in the audit event.
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "ValidationError",
            Self::Waits(_) => "ConcurrentModification",
            Self::CodeWrong | Self::CodeOver | Self::Over => "InvalidAuthenticationCode",
            Self::Taken => "EntityAlreadyExists",
        }
    }
}

/// Something that only a program asks for, and not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProgramFault {
    /// Who has a device changes their own devices in a session with MFA only (AWS-2023-001).
    #[error("whoever has an MFA device changes their own devices in a session with MFA only")]
    OwnChangeNeedsMfa,
    /// The configuration does not let a key assign its owner's first device.
    #[error("a key may not assign the first MFA device of its owner here; do it in the console")]
    FirstDeviceByKey,
    /// The operation is about security keys only.
    #[error("only security keys have certifications")]
    OnlySecurityKeys,
    /// A session asked for a session.
    #[error("a session cannot be made with a session")]
    NotWithSession,
    /// A serial number without a code, or a code without a serial number.
    #[error("a serial number and a code come together or not at all")]
    BothOrNeither,
}

impl ProgramFault {
    /// AWS's code.
    pub fn code(self) -> &'static str {
        match self {
            Self::OnlySecurityKeys => "ValidationError",
            Self::OwnChangeNeedsMfa
            | Self::FirstDeviceByKey
            | Self::NotWithSession
            | Self::BothOrNeither => "AccessDenied",
        }
    }
}
