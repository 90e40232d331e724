//! Why a file or a token was refused, for people and for programs.
//!
//! **Invariants.** No text shows any part of a secret; what it shows of a file is short and has
//! nothing unseen in it. A code (`code()`) once given keeps its meaning.

use std::fmt;

use crate::drift::DRIFT_STEPS_MAX;
use crate::params::ParamsError;
use crate::seed::SeedError;

use super::{
    DEPTH_MAX, ELEMENTS_MAX, ENTRIES_MAX, FILE_BYTES_MAX, ITERATIONS_MAX, NAME_CHARS_MAX,
    SERIAL_BYTES_MAX, TEXT_BYTES_MAX,
};

/// Where a token stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which token it is, the first being 1.
    pub number: u32,
    /// The line on which it begins, the first being 1.
    pub line: u32,
}

/// A token that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it stands.
    pub place: Place,
    /// Its serial number, where that is known and can be nothing else.
    pub serial: Option<String>,
    /// What is wrong with it.
    pub reason: Reason,
}

/// Why one token was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Something that has to be there.
    #[error("the {what} is missing")]
    Missing {
        /// What it is.
        what: &'static str,
    },
    /// Something that may be there once.
    #[error("there is more than one `{what}`, and only one can be right")]
    Several {
        /// The element or column.
        what: &'static str,
    },
    /// Characters that AWS's API does not take, or too many of them.
    #[error(
        "the serial number has more than {} characters, or others than letters, digits and \
         `_+=/:,.@-`",
        SERIAL_BYTES_MAX
    )]
    Serial,
    /// A number that a spreadsheet has rounded.
    #[error(
        "a spreadsheet has rounded the serial number; take the file as it was delivered, or format \
         the column as text"
    )]
    RoundedSerial,
    /// Two tokens of one serial number.
    #[error("another token of the file has the same serial number; keep the right one")]
    SharedSerial,
    /// A secret that no code can be computed of.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// A secret in no known notation.
    #[error("the secret is not written in {expected}")]
    Notation {
        /// The notation that was expected.
        expected: &'static str,
    },
    /// A secret in the clear in a file of encrypted ones, where anybody could have put it.
    #[error("the secret is not encrypted, and the file says that its secrets are")]
    NotEncrypted,
    /// An algorithm that is neither HOTP nor TOTP.
    #[error("the algorithm `{name}` is not served; HOTP and TOTP are")]
    Algorithm {
        /// Its name.
        name: String,
    },
    /// A hash, a number of digits or a time step that is not served.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// Codes that are not plain digits.
    #[error("codes are to be `{format}`; only decimal ones without a check digit are served")]
    Response {
        /// What they are to be.
        format: String,
    },
    /// A number that is none, or out of its range.
    #[error("the {what} is not a number that is served")]
    Number {
        /// What it is.
        what: &'static str,
    },
    /// A clock that is too far from ours.
    #[error(
        "the token's clock is `{steps}` steps from ours, and at most {} are followed",
        DRIFT_STEPS_MAX
    )]
    Drift {
        /// How many steps it is ahead.
        steps: i64,
    },
    /// A name that is too long or has something unseen in it.
    #[error(
        "the {what} has more than {} characters, or some that cannot be seen",
        NAME_CHARS_MAX
    )]
    Name {
        /// Whose name it is.
        what: &'static str,
    },
    /// A date that is none.
    #[error("the {what} is not a date such as `2026-05-31T00:00:00Z`")]
    Date {
        /// Which date it is.
        what: &'static str,
    },
    /// A condition of use that nobody here would keep (RFC 6030 section 5).
    #[error("the key may only be used under the condition `{name}`, which is not kept here")]
    Policy {
        /// The name of the condition.
        name: String,
    },
    /// A row with other than the header's number of fields.
    #[error("the row has {found} fields, and the header has {expected}")]
    Fields {
        /// How many there are.
        found: usize,
        /// How many there have to be.
        expected: usize,
    },
    /// A field of a row without header that could be anything.
    #[error("field {number} of the row is neither type, digits, time step nor hash")]
    Field {
        /// Which field it is, the first being 1.
        number: usize,
    },
    /// A quote that is not closed on its line.
    #[error("a quoted field does not end where it should")]
    Quote,
    /// A line that no token fills.
    #[error("the line is longer than {} bytes", TEXT_BYTES_MAX)]
    LongLine,
}

/// Why a file was refused as a whole: not one token of it is given out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// More bytes than any delivery has.
    #[error("the file is larger than {} bytes; split it", FILE_BYTES_MAX)]
    TooLarge,
    /// More tokens than are taken at once.
    #[error("the file has more than {} tokens; split it", ENTRIES_MAX)]
    TooManyEntries,
    /// No token at all.
    #[error("there is no token in the file")]
    Empty,
    /// Neither XML nor a table.
    #[error(
        "the file is neither PSKC (RFC 6030) nor a CSV of tokens; if it came packed or encrypted, \
         unpack it first"
    )]
    UnknownFormat,
    /// A text in another encoding.
    #[error("the file is not a text in UTF-8; save it as UTF-8")]
    NotUtf8,
    /// An XML declaration that says so itself.
    #[error("the file says that it is written in `{name}`; save it as UTF-8")]
    Encoding {
        /// The encoding.
        name: String,
    },
    /// Not well-formed XML.
    #[error("line {line}: this is not well-formed XML")]
    NotWellFormed {
        /// The line.
        line: u32,
    },
    /// A file that ends in the middle.
    #[error("line {line}: the file ends in the middle; fetch it again")]
    Cut {
        /// The last line.
        line: u32,
    },
    /// A document type definition, which PSKC does not need and attackers do.
    #[error("line {line}: a document type definition is never read; no seed file needs one")]
    Doctype {
        /// The line.
        line: u32,
    },
    /// A reference to something that is not predefined.
    #[error("line {line}: an entity that XML does not define is never expanded")]
    Entity {
        /// The line.
        line: u32,
    },
    /// Elements within elements within elements.
    #[error("line {line}: more than {} elements within each other", DEPTH_MAX)]
    TooDeep {
        /// The line.
        line: u32,
    },
    /// A token of too many parts.
    #[error(
        "line {line}: more than {} elements in one part of the file",
        ELEMENTS_MAX
    )]
    TooManyElements {
        /// The line.
        line: u32,
    },
    /// A text or a list of attributes that is too long.
    #[error("line {line}: a text of more than {} bytes", TEXT_BYTES_MAX)]
    TooLong {
        /// The line.
        line: u32,
    },
    /// XML of another kind, or of a draft of RFC 6030.
    #[error("the XML is not a `KeyContainer` of RFC 6030, version 1.0")]
    NotPskc,
    /// Something of the file that there is no way to read.
    #[error("{what} `{name}` is not served")]
    Unsupported {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// What says how the secrets are protected, a second time or after tokens.
    #[error("line {line}: `{what}` may be there once, before all tokens")]
    Misplaced {
        /// The line.
        line: u32,
        /// The element.
        what: &'static str,
    },
    /// An encrypted file, and no pre-shared key.
    #[error("the secrets are encrypted with the pre-shared key `{key_name}`; give that key")]
    KeyNeeded {
        /// What the file calls the key.
        key_name: String,
    },
    /// An encrypted file, and no passphrase.
    #[error("the secrets are encrypted with the passphrase `{key_name}`; give that passphrase")]
    PassphraseNeeded {
        /// What the file calls the passphrase.
        key_name: String,
    },
    /// A key for a file that needs none: whoever expects encrypted secrets is not handed others.
    #[error(
        "a key or passphrase was given, and nothing in the file is encrypted; if that is right, \
         leave it out"
    )]
    KeyNotNeeded,
    /// A key of the wrong length.
    #[error("the key has {bytes} bytes, and the file's encryption needs {expected}")]
    KeyLength {
        /// How many it has.
        bytes: usize,
        /// How many it needs.
        expected: usize,
    },
    /// Parameters from which no key can be derived.
    #[error("the {what} for deriving the key is missing or is not served")]
    Derivation {
        /// Which one.
        what: &'static str,
    },
    /// A count that would hold the machine up.
    #[error(
        "the key is to be derived in `{iterations}` rounds, and at most {} are made",
        ITERATIONS_MAX
    )]
    Iterations {
        /// How many were asked for.
        iterations: u64,
    },
    /// Something encrypted that cannot be read: not Base64, or no whole blocks.
    #[error("line {line}: an encrypted value is damaged")]
    Damaged {
        /// The line.
        line: u32,
    },
    /// A value that anybody could have changed (RFC 6030 section 6.2).
    #[error(
        "line {line}: an encrypted value has no MAC, so nobody can tell whether it was changed; \
         ask for a file with MACs"
    )]
    MacMissing {
        /// The line.
        line: u32,
    },
    /// A value that does not fit its MAC, or that the key does not open.
    #[error(
        "line {line}: the key or passphrase is wrong, or the file was changed; nothing was imported"
    )]
    BadMac {
        /// The line.
        line: u32,
    },
    /// A table whose header lacks what every token has.
    #[error("the header has no column for the {what}")]
    Column {
        /// What is missing.
        what: &'static str,
    },
    /// A table whose header names something twice.
    #[error("the header has two columns for the {what}")]
    Columns {
        /// What is there twice.
        what: &'static str,
    },
}

impl Reason {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Missing { .. } => "missing",
            Reason::Several { .. } => "several",
            Reason::Serial => "serial",
            Reason::RoundedSerial => "rounded-serial",
            Reason::SharedSerial => "shared-serial",
            Reason::Seed(_) => "seed",
            Reason::Notation { .. } => "notation",
            Reason::NotEncrypted => "not-encrypted",
            Reason::Algorithm { .. } => "algorithm",
            Reason::Params(_) => "parameters",
            Reason::Response { .. } => "response",
            Reason::Number { .. } => "number",
            Reason::Drift { .. } => "drift",
            Reason::Name { .. } => "name",
            Reason::Date { .. } => "date",
            Reason::Policy { .. } => "policy",
            Reason::Fields { .. } => "fields",
            Reason::Field { .. } => "field",
            Reason::Quote => "quote",
            Reason::LongLine => "long-line",
        }
    }
}

impl FileError {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            FileError::TooLarge => "too-large",
            FileError::TooManyEntries => "too-many-entries",
            FileError::Empty => "empty",
            FileError::UnknownFormat => "unknown-format",
            FileError::NotUtf8 | FileError::Encoding { .. } => "encoding",
            FileError::NotWellFormed { .. } => "not-well-formed",
            FileError::Cut { .. } => "cut",
            FileError::Doctype { .. } => "doctype",
            FileError::Entity { .. } => "entity",
            FileError::TooDeep { .. } => "too-deep",
            FileError::TooManyElements { .. } => "too-many-elements",
            FileError::TooLong { .. } => "too-long",
            FileError::NotPskc => "not-pskc",
            FileError::Unsupported { .. } => "unsupported",
            FileError::Misplaced { .. } => "misplaced",
            FileError::KeyNeeded { .. } => "key-needed",
            FileError::PassphraseNeeded { .. } => "passphrase-needed",
            FileError::KeyNotNeeded => "key-not-needed",
            FileError::KeyLength { .. } => "key-length",
            FileError::Derivation { .. } => "derivation",
            FileError::Iterations { .. } => "iterations",
            FileError::Damaged { .. } => "damaged",
            FileError::MacMissing { .. } => "mac-missing",
            FileError::BadMac { .. } => "bad-mac",
            FileError::Column { .. } | FileError::Columns { .. } => "column",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { number, line } = self.place;
        write!(f, "token {number}, line {line}")?;
        if let Some(serial) = &self.serial {
            write!(f, ", serial number `{serial}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}
