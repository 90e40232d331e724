//! Why an operation was refused, one variant for each thing that a person or a program can act on.
//!
//! The console says it in the reader's language, the command line in English, the wire (when it
//! arrives) with AWS's code, status and text. No variant carries a secret.

use std::fmt;

use rules::session::{Over, Proof};
use rules::{Invalid, Timestamp};
use thiserror::Error;

/// What kind of thing was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// An account.
    Account,
    /// An account's alias.
    Alias,
    /// Root's address.
    Email,
    /// A user.
    User,
    /// An MFA device.
    Device,
    /// A wizard that was begun.
    PendingDevice,
    /// A session.
    Session,
    /// A password of a user.
    LoginProfile,
    /// An access key.
    AccessKey,
}

impl fmt::Display for Entity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Account => "account",
            Self::Alias => "account alias",
            Self::Email => "root user with this e-mail address",
            Self::User => "user",
            Self::Device => "MFA device",
            Self::PendingDevice => "MFA device that waits for its codes",
            Self::Session => "session",
            Self::LoginProfile => "console password",
            Self::AccessKey => "access key",
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
    #[error("there are as many as there may be: {0}; remove one first")]
    LimitExceeded(Entity),
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
    /// The session is over.
    #[error("this session is over; sign in again")]
    SessionOver(Over),
    /// A sensitive step needs a fresh proof first.
    #[error("prove once more who you are")]
    NotFresh(Proof),
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
            Self::Invalid(_) => "ValidationError",
            Self::AccessDenied { .. } | Self::NotFresh(_) | Self::WrongPassword => "AccessDenied",
            Self::NoSuchEntity(_) => "NoSuchEntity",
            Self::EntityAlreadyExists(_) | Self::SetUpClosed => "EntityAlreadyExists",
            Self::LimitExceeded(_) => "LimitExceeded",
            Self::PairRefused(_) | Self::CodeRefused { .. } => "InvalidAuthenticationCode",
            Self::SignInFailed | Self::PasswordExpired => "Failed authentication",
            Self::SignInWait(_) | Self::GuessesSpent | Self::Busy { .. } => "Throttling",
            Self::TicketOver | Self::SessionOver(_) => "ExpiredToken",
            Self::ConcurrentModification => "ConcurrentModification",
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
