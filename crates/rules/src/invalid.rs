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
    /// Not a number to call.
    #[error("a phone number has at most 25 digits, spaces and ( ) + -")]
    Phone,
    /// Not a number to call from everywhere.
    #[error(
        "a phone number begins with + and the code of the country, and has at most 20 digits, spaces and ( ) -"
    )]
    InternationalPhone,
    /// Not a country.
    #[error("a country is two letters of ISO 3166-1, like JP")]
    CountryCode,
    /// Not a user name of AWS's form.
    #[error("a user name has 1 to 64 letters, digits and + = , . @ _ -")]
    UserName,
    /// Not the name of a group of AWS's form.
    #[error("a group name has 1 to 128 letters, digits and + = , . @ _ -")]
    GroupName,
    /// Not the name of a role of AWS's form.
    #[error("a role name has 1 to 64 letters, digits and + = , . @ _ -")]
    RoleName,
    /// Not the name of a policy of AWS's form.
    #[error("a policy name has 1 to 128 letters, digits and + = , . @ _ -")]
    PolicyName,
    /// A description of a policy or role that is too long.
    #[error("a description has at most 1000 characters")]
    Description,
    /// Not a device name of AWS's form.
    #[error("a device name has 1 to 128 letters, digits and + = , . @ _ -")]
    DeviceName,
    /// Not a path of AWS's form.
    #[error("a path begins and ends with / and has at most 512 characters without spaces")]
    Path,
    /// Not the id of an access key.
    #[error("the id of an access key has 16 to 128 letters and digits")]
    AccessKeyId,
    /// A label that is too long or not one line.
    #[error("a label is one line of at most 60 characters")]
    DeviceLabel,
    /// Free text that is longer than this many characters.
    #[error("this is one line of at most {0} characters")]
    Line(usize),
    /// Not a tag of AWS's form.
    #[error(
        "a tag has a key of 1 to 128 and a value of at most 256 letters, digits, spaces and _ . : / = + - @"
    )]
    Tag,
    /// Not a serial number of AWS's form.
    #[error("a serial number has 9 to 256 letters, digits and + = / : , . @ _ -")]
    SerialNumber,
    /// Not a number as tokens bear it.
    #[error(
        "the serial number of a token has 1 to 256 letters, digits and + = / : , . @ _ - and does not begin with arn: or hardware/"
    )]
    TokenSerial,
    /// Not as many digits as the device shows: 6, or 6 to 8 for tokens.
    #[error("a code is the 6 to 8 digits that the device shows")]
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
    /// Fewer characters than the account's policy asks for.
    #[error("the account's password policy asks for at least {0} characters")]
    ShorterThan(u8),
    /// No symbol, which the account's policy asks for.
    #[error("the account's password policy asks for a symbol")]
    NoSymbol,
    /// No digit, which the account's policy asks for.
    #[error("the account's password policy asks for a digit")]
    NoNumber,
    /// No upper-case letter, which the account's policy asks for.
    #[error("the account's password policy asks for an upper-case letter")]
    NoUppercase,
    /// No lower-case letter, which the account's policy asks for.
    #[error("the account's password policy asks for a lower-case letter")]
    NoLowercase,
    /// One of the earlier ones that the account's policy remembers.
    #[error("the account's password policy does not allow one of the last {0} passwords")]
    Reused(u8),
}
