//! What is wrong with something that was typed, one variant for each thing a person can mend.

use thiserror::Error;

/// A value that cannot be what it is offered as. The message says what would do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Invalid {
    /// Not twelve digits.
    #[error("an account id is 12 digits")]
    AccountId,
    /// Empty, too long, or with characters that a name of an account cannot have.
    #[error("an account name has 1 to 50 characters, without < > or control characters")]
    AccountName,
    /// Not an alias of AWS's form.
    #[error(
        "an alias has 3 to 63 lower-case letters, digits and single hyphens inside, and is not 12 digits"
    )]
    Alias,
    /// Not an address.
    #[error("an e-mail address looks like name@example.com, at most 254 characters")]
    Email,
    /// Not a user name of AWS's form.
    #[error("a user name has 1 to 64 letters, digits and + = , . @ _ -")]
    UserName,
    /// Not a device name of AWS's form.
    #[error("a device name has 1 to 64 letters, digits and + = , . @ _ -")]
    DeviceName,
    /// A label that is too long or not one line.
    #[error("a label is one line of at most 60 characters")]
    DeviceLabel,
    /// Not a serial number of AWS's form.
    #[error("a serial number has 9 to 256 letters, digits and + = / : , . @ _ -")]
    SerialNumber,
    /// Not six digits.
    #[error("a code is 6 digits")]
    Code,
    /// A password that cannot be set.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// A policy that is not served.
    #[error("this policy is not served; see `sekisho account --help` for those that are")]
    Policy,
}

/// Why a password cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Fewer than [`crate::password::LENGTH_MIN`] characters.
    #[error("a password has at least 8 characters")]
    TooShort,
    /// More than [`crate::password::LENGTH_MAX`] characters.
    #[error("a password has at most 128 characters")]
    TooLong,
    /// On the list of passwords that are tried first.
    #[error("this password is on the list that attackers try first; choose another")]
    Common,
    /// The account's name, the user's name or the address itself.
    #[error("a password is not the name or the address of its owner")]
    OwnName,
    /// The one that is set already.
    #[error("the new password is the same as the current one")]
    Same,
}
