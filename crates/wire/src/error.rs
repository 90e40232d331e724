//! An error as AWS sends it: a code, a status, a text and whose fault it is.
//!
//! Codes of one service are generated from its model (`iam::codes`, `sts::codes`); those that every
//! service has are in [`common`]; texts that were seen on AWS are in [`crate::refusals`].

use std::borrow::Cow;
use std::fmt;

/// Whose fault an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The caller's.
    Sender,
    /// The server's.
    Receiver,
}

impl Fault {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sender => "Sender",
            Self::Receiver => "Receiver",
        }
    }
}

/// The code of an error, with the status that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The name on the wire, which SDKs tell errors apart by.
    pub name: &'static str,
    /// The status of HTTP.
    pub status: u16,
    /// Whose fault it is.
    pub fault: Fault,
}

impl Code {
    /// A code that blames the caller.
    pub const fn sender(name: &'static str, status: u16) -> Self {
        Self {
            name,
            status,
            fault: Fault::Sender,
        }
    }

    /// A code that blames the server.
    pub const fn receiver(name: &'static str, status: u16) -> Self {
        Self {
            name,
            status,
            fault: Fault::Receiver,
        }
    }

    /// An error of this code.
    pub fn says(self, message: impl Into<Cow<'static, str>>) -> AwsError {
        AwsError {
            code: self,
            message: message.into(),
            fields: Vec::new(),
        }
    }
}

/// An error for the caller. Its text holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsError {
    /// What kind of error it is.
    pub code: Code,
    /// AWS's text.
    pub message: Cow<'static, str>,
    /// The members that break a limit, for protocols that tell them one by one.
    pub fields: Vec<BrokenField>,
}

/// A member that breaks a limit of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenField {
    /// The member, as messages write it: `contactInformation.city`.
    pub name: String,
    /// The limit, in AWS's words.
    pub message: String,
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name, self.message)
    }
}

impl std::error::Error for AwsError {}

/// Codes that every service of AWS has.
pub mod common {
    use super::Code;

    /// The policies do not allow it.
    pub const ACCESS_DENIED: Code = Code::sender("AccessDenied", 403);
    /// The session is over.
    pub const EXPIRED_TOKEN: Code = Code::sender("ExpiredToken", 403);
    /// The signature is not whole.
    pub const INCOMPLETE_SIGNATURE: Code = Code::sender("IncompleteSignature", 400);
    /// Something broke here.
    pub const INTERNAL_FAILURE: Code = Code::receiver("InternalFailure", 500);
    /// There is no such operation.
    pub const INVALID_ACTION: Code = Code::sender("InvalidAction", 400);
    /// The key, or the token of the session, is not known.
    pub const INVALID_CLIENT_TOKEN_ID: Code = Code::sender("InvalidClientTokenId", 403);
    /// A parameter cannot be read.
    pub const MALFORMED_INPUT: Code = Code::sender("MalformedInput", 400);
    /// No operation was named.
    pub const MISSING_ACTION: Code = Code::sender("MissingAction", 400);
    /// Nothing was signed.
    pub const MISSING_AUTHENTICATION_TOKEN: Code = Code::sender("MissingAuthenticationToken", 403);
    /// AWS has it, this server does not. 501, because clients do not try that again.
    pub const NOT_IMPLEMENTED: Code = Code::receiver("NotImplemented", 501);
    /// The server has too much to do.
    pub const SERVICE_UNAVAILABLE: Code = Code::receiver("ServiceUnavailable", 503);
    /// The signature is wrong, or too old.
    pub const SIGNATURE_DOES_NOT_MATCH: Code = Code::sender("SignatureDoesNotMatch", 403);
    /// The caller asks too often.
    pub const THROTTLING: Code = Code::sender("Throttling", 400);
    /// A limit of the model does not hold.
    pub const VALIDATION_ERROR: Code = Code::sender("ValidationError", 400);
}
