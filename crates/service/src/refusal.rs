//! Why an operation was refused, one variant for each thing that a person or a program can act on.
//!
//! The console says it in the reader's language, the command line in English, the wire (when it
//! arrives) with AWS's code, status and text. No variant carries a secret.

use std::fmt;

use rules::account::{USERS_MAX, VIRTUAL_DEVICES_MAX};
use rules::principal::{ACCESS_KEYS_MAX, DEVICES_MAX};
use rules::session::{Over, Proof};
use rules::tags::TagFault;
use rules::{
    AccessKeyId, Alias, Invalid, KeyFault, SerialNumber, Timestamp, TokenSerial, UserName,
};
use thiserror::Error;

use crate::ops::assignments::ASSIGNED_MAX;

/// What was named, with its name where whoever asked gave one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entity {
    /// An account.
    Account,
    /// An account's alias.
    Alias(Alias),
    /// Root's address.
    Email,
    /// A user.
    User(UserName),
    /// An MFA device of the account.
    Device(SerialNumber),
    /// An MFA device of somebody.
    DeviceOfPerson(SerialNumber),
    /// A hardware token in the stock.
    Token(TokenSerial),
    /// A wizard that was begun.
    PendingDevice,
    /// A session.
    Session,
    /// A password of a user.
    LoginProfile(UserName),
    /// An access key.
    AccessKey(AccessKeyId),
    /// The account's password policy.
    PasswordPolicy,
    /// A rule of the MFA requirement.
    Requirement,
    /// Something to prove before a late first device.
    EnrolmentProof,
    /// An address to a new root password.
    ResetAddress,
}

impl fmt::Display for Entity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Account => "account",
            Self::Alias(_) => "account alias",
            Self::Email => "root user with this e-mail address",
            Self::User(_) => "user",
            Self::Device(_) | Self::DeviceOfPerson(_) => "MFA device",
            Self::Token(_) => "hardware token in the stock",
            Self::PendingDevice => "MFA device that waits for its codes",
            Self::Session => "session",
            Self::LoginProfile(_) => "console password",
            Self::AccessKey(_) => "access key",
            Self::PasswordPolicy => "password policy",
            Self::Requirement => "rule about MFA",
            Self::EnrolmentProof => "proof that is asked for",
            Self::ResetAddress => "address that still works",
        })
    }
}

/// Something of which there may be so many and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// Users of an account.
    Users,
    /// Devices of a person.
    DevicesOfPerson,
    /// Virtual devices of an account.
    VirtualDevices,
    /// Access keys of a person.
    AccessKeys,
    /// Accounts for which a person is responsible.
    AssignedAccounts,
}

impl Quota {
    /// How many there may be.
    pub fn most(self) -> u32 {
        let devices = u32::try_from(DEVICES_MAX).unwrap_or(u32::MAX);
        let keys = u32::try_from(ACCESS_KEYS_MAX).unwrap_or(u32::MAX);
        let assigned = u32::try_from(ASSIGNED_MAX).unwrap_or(u32::MAX);
        match self {
            Self::Users => USERS_MAX,
            Self::DevicesOfPerson => devices,
            Self::VirtualDevices => VIRTUAL_DEVICES_MAX,
            Self::AccessKeys => keys,
            Self::AssignedAccounts => assigned,
        }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Users => "users",
            Self::DevicesOfPerson => "MFA devices of a person",
            Self::VirtualDevices => "virtual MFA devices",
            Self::AccessKeys => "access keys of a person",
            Self::AssignedAccounts => "accounts for which a person is responsible",
        })
    }
}

/// What stands in the way of deleting a user, and has to go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leftover {
    /// A console password.
    LoginProfile,
    /// Access keys.
    AccessKeys,
    /// MFA devices.
    Devices,
    /// Attached policies.
    Policies,
}

impl fmt::Display for Leftover {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::LoginProfile => "a console password",
            Self::AccessKeys => "access keys",
            Self::Devices => "MFA devices",
            Self::Policies => "attached policies",
        })
    }
}

/// An operation that was refused.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Refusal {
    /// Something that was typed cannot be what it is offered as.
    #[error("{0}")]
    Invalid(#[from] Invalid),
    /// The policies do not allow it.
    #[error("not authorized to perform {action} on {resource}{}", if *.explicit { " with an explicit deny" } else { "" })]
    AccessDenied {
        /// The action that is missing, or denied.
        action: String,
        /// On what.
        resource: String,
        /// Whether a policy denies it by name, so that no other can allow it.
        explicit: bool,
    },
    /// There is no such thing, or none that the caller may know of.
    #[error("there is no such {0}")]
    NoSuchEntity(Entity),
    /// There is one already.
    #[error("there is such a {0} already; choose another")]
    EntityAlreadyExists(Entity),
    /// There are as many as there may be.
    #[error("there are as many as there may be: {most} {0}; remove one first", most = .0.most())]
    LimitExceeded(Quota),
    /// Something has to be removed before.
    #[error("the user still has {0}; remove them first")]
    DeleteConflict(Leftover),
    /// The device has this very holder already.
    #[error("this device is assigned to this user already")]
    DeviceHeld(UserName),
    /// The device has another holder.
    #[error("this device is in use")]
    DeviceInUse,
    /// The token cannot be had: not in the stock, somebody's, another account's, or past its date.
    /// One answer for all of them, so that nobody learns which tokens there are.
    #[error("no token of this serial number can be added")]
    TokenUnavailable,
    /// Another import of tokens is under way.
    #[error("another import of tokens is under way; wait until it has ended")]
    ImportUnderWay,
    /// The import of tokens is not the one that is under way any more.
    #[error("this import was ended or overtaken by another one; nothing of it was imported")]
    ImportOver,
    /// A device that is assigned cannot be deleted.
    #[error("this device is assigned; deactivate it first")]
    DeviceAssigned,
    /// Who has a device changes their own devices in a session with MFA only (AWS-2023-001).
    #[error("whoever has an MFA device changes their own devices in a session with MFA only")]
    OwnChangeNeedsMfa,
    /// The configuration does not let a key assign its owner's first device.
    #[error("a key may not assign the first MFA device of its owner here; do it in the console")]
    FirstDeviceByKey,
    /// The operation is about security keys only.
    #[error("only security keys have certifications")]
    OnlySecurityKeys,
    /// The operation is not for root.
    #[error("the root user cannot do this here; do it in the console")]
    InvalidUserType,
    /// Tags that cannot be set.
    #[error(transparent)]
    Tags(#[from] TagFault),
    /// There is no credential report.
    #[error("there is no credential report; generate one first")]
    ReportNotPresent,
    /// The credential report is too old.
    #[error("the credential report has expired; generate a new one")]
    ReportExpired,
    /// The key is unknown or inactive, or its session is not good.
    #[error("the access key or the session token is not valid")]
    TokenInvalid,
    /// The session is over by the clock.
    #[error("the session token has expired")]
    TokenExpired,
    /// A session without MFA asked for something that wants one with MFA.
    #[error("a session without MFA asks for nothing but who it is")]
    SessionWithoutMfa,
    /// A session asked for a session.
    #[error("a session cannot be made with a session")]
    NotWithSession,
    /// A serial number without a code, or a code without a serial number.
    #[error("a serial number and a code come together or not at all")]
    BothOrNeither,
    /// The device is not the caller's.
    #[error("the MFA device is not one of the caller's")]
    DeviceRefused,
    /// The two codes do not belong together, and why.
    #[error("the two codes are not two in a row of this device")]
    PairRefused(otp::Hint),
    /// Name or password is wrong, and nobody is told which.
    #[error("the sign-in information is incorrect")]
    SignInFailed,
    /// Too many wrong passwords from here: not before this time.
    #[error("too many wrong passwords; wait until {0}")]
    SignInWait(Timestamp),
    /// A temporary password that was not changed in time.
    #[error("this temporary password has expired; ask for a new one")]
    PasswordExpired,
    /// The sign-in took too long, or was begun in another browser.
    #[error("this sign-in is over; begin again")]
    TicketOver,
    /// The code is wrong, used or too early. All look alike; a new one works from this time.
    #[error("the code was not accepted; wait for the next one")]
    CodeRefused {
        /// When the next try is worth it.
        try_from: Timestamp,
    },
    /// The budget of wrong codes is spent for browsers that are not known.
    #[error("too many wrong codes; sign in with a browser that you used before, or ask for help")]
    GuessesSpent,
    /// A passkey or security key was not accepted, and why.
    #[error("{0}")]
    KeyRefused(KeyFault),
    /// The session is over.
    #[error("this session is over; sign in again")]
    SessionOver(Over),
    /// A sensitive step needs a fresh proof first.
    #[error("prove once more who you are")]
    NotFresh(Proof),
    /// MFA is required of the caller since then, who has none: only their own enrolment is open.
    #[error("MFA is required since {0}; register an MFA device first")]
    PastDue(Timestamp),
    /// A first device that came late opens this only after a day.
    #[error("the MFA device was registered late, so this opens at {0}")]
    OnTrial(Timestamp),
    /// The last factor of somebody who must have one.
    #[error("MFA is required, so the last MFA device stays; register another one first")]
    LastFactor,
    /// A late first device needs something beside the password.
    #[error("a first MFA device after the deadline needs one more proof")]
    EnrolmentProofNeeded(rules::enrolment::Need),
    /// The code that was sent by mail was mistyped.
    #[error("the code is not the one that was sent")]
    EnrolmentCodeWrong,
    /// No code that was sent is good any more.
    #[error("the code is not good any more; have another one sent")]
    EnrolmentCodeOver,
    /// The address for a first device is not good, or not for this person.
    #[error("this address is not good any more, or not for you; ask for a new one")]
    EnrolmentAddressOver,
    /// The person has a device already.
    #[error("there is an MFA device already")]
    HasDevice,
    /// Somebody else has to do it.
    #[error("nobody does this for themselves; ask a colleague")]
    NotForOneself,
    /// The session must be one with MFA.
    #[error("this needs a session with MFA")]
    MfaNeeded,
    /// Somebody is given more time, and nobody said why.
    #[error("this gives somebody more time; say why")]
    ReasonMissing,
    /// No such zone.
    #[error("there is no such time zone; write one like `Asia/Tokyo`")]
    UnknownTimeZone,
    /// The mailbox was sent as much as a day allows.
    #[error("no more mails with a code today; try again tomorrow, or ask for an enrolment address")]
    TooManyMails,
    /// The installation sends no mails.
    #[error("this installation sends no mail")]
    NoMail,
    /// The session registers a device and does nothing else.
    #[error("this session only registers an MFA device; register one first")]
    OnlyRegisters,
    /// Root has not turned recovery codes on.
    #[error("recovery codes are off for the root user; turn them on first")]
    RecoveryCodesOff,
    /// An administrator is helped by another administrator or by root.
    #[error("the device of an administrator is reset by another administrator or by root")]
    OnlyAdministrators,
    /// Who did one half of getting somebody in does not do the other one before then.
    #[error("the same person may not reset both device and password before {0}; ask a colleague")]
    AnotherAdministrator(Timestamp),
    /// Nothing is under way, or not any more.
    #[error("no recovery is under way, or this address does not work any more")]
    RecoveryOver,
    /// An address for proving a device was used, replaced or ended by wrong answers, or is too old.
    #[error("this address does not work any more; ask for a new one")]
    ProofOver,
    /// A recovery is under way, and its wait is not over.
    #[error("the wait ends at {0}")]
    RecoveryWaits(Timestamp),
    /// Root has no device that could be lost.
    #[error("there is no MFA device that could be lost")]
    NothingToRecover,
    /// The current password was wrong.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Set-up is closed, because an account was made.
    #[error("the first account exists already; sign in")]
    SetUpClosed,
    /// Others were faster, again and again.
    #[error("the same thing was changed at the same moment; try again")]
    ConcurrentModification,
    /// Too many passwords are being checked.
    #[error("busy; try again in {retry_after_seconds} s")]
    Busy {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// The store did not answer. The reason is for the log, not for the caller.
    #[error("the store is not available")]
    Unavailable(String),
}

impl Refusal {
    /// The code in the audit event: AWS's where AWS has one.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(Invalid::Password(_)) => "PasswordPolicyViolation",
            Self::Invalid(_)
            | Self::OnlySecurityKeys
            | Self::ReasonMissing
            | Self::UnknownTimeZone => "ValidationError",
            Self::AccessDenied { .. }
            | Self::NotFresh(_)
            | Self::WrongPassword
            | Self::OwnChangeNeedsMfa
            | Self::FirstDeviceByKey
            | Self::NotWithSession
            | Self::BothOrNeither
            | Self::PastDue(_)
            | Self::OnTrial(_)
            | Self::LastFactor
            | Self::EnrolmentProofNeeded(_)
            | Self::NotForOneself
            | Self::OnlyRegisters
            | Self::RecoveryCodesOff
            | Self::OnlyAdministrators
            | Self::AnotherAdministrator(_)
            | Self::RecoveryWaits(_)
            | Self::NothingToRecover
            | Self::MfaNeeded
            | Self::DeviceRefused => "AccessDenied",
            Self::NoSuchEntity(_) | Self::TokenUnavailable => "NoSuchEntity",
            Self::EntityAlreadyExists(_)
            | Self::DeviceHeld(_)
            | Self::DeviceInUse
            | Self::HasDevice
            | Self::SetUpClosed => "EntityAlreadyExists",
            Self::LimitExceeded(_) | Self::Tags(TagFault::TooMany) => "LimitExceeded",
            Self::Tags(TagFault::Repeated | TagFault::Reserved) => "InvalidInput",
            Self::DeleteConflict(_) | Self::DeviceAssigned => "DeleteConflict",
            Self::InvalidUserType => "InvalidUserType",
            Self::ReportNotPresent => "ReportNotPresent",
            Self::ReportExpired => "ReportExpired",
            Self::PairRefused(_)
            | Self::KeyRefused(_)
            | Self::CodeRefused { .. }
            | Self::EnrolmentCodeWrong
            | Self::EnrolmentCodeOver
            | Self::EnrolmentAddressOver
            | Self::RecoveryOver
            | Self::ProofOver => "InvalidAuthenticationCode",
            Self::SignInFailed | Self::PasswordExpired => "Failed authentication",
            Self::SignInWait(_) | Self::GuessesSpent | Self::TooManyMails | Self::Busy { .. } => {
                "Throttling"
            }
            Self::NoMail => "NotSupported",
            Self::TicketOver | Self::SessionOver(_) | Self::TokenExpired => "ExpiredToken",
            Self::TokenInvalid | Self::SessionWithoutMfa => "InvalidClientTokenId",
            Self::ConcurrentModification | Self::ImportUnderWay | Self::ImportOver => {
                "ConcurrentModification"
            }
            Self::Unavailable(_) => "ServiceUnavailable",
        }
    }
}

impl From<rules::PasswordFault> for Refusal {
    fn from(fault: rules::PasswordFault) -> Self {
        Self::Invalid(fault.into())
    }
}

impl From<store::StoreError> for Refusal {
    fn from(error: store::StoreError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
