//! Why a request is not believed, with AWS's code, status and text.

use data_encoding::BASE64;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::verify::SKEW_SECONDS;
use super::{ALGORITHM, TERMINATOR, stamp};
use crate::error::{AwsError, Code, common};

/// A request that is not believed.
///
/// AWS's texts repeat the `Authorization` header only as a hash, for it may hold what belongs
/// elsewhere; here the same goes for a credential.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// Nothing is signed.
    #[error("Request is missing Authentication Token")]
    Missing,
    /// Signed in the header and in the query.
    #[error(
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
    )]
    TwoForms,
    /// Another algorithm.
    #[error("Unsupported AWS 'algorithm': only {ALGORITHM} is supported.")]
    Algorithm,
    /// Parts that the header lacks.
    #[error("{requires}(Hashed with SHA-256 and encoded with Base64) Authorization={hash}")]
    HeaderIncomplete {
        /// One sentence for each missing part.
        requires: String,
        /// The header, hashed.
        hash: String,
    },
    /// A part of the header that is no pair.
    #[error(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '{0}'."
    )]
    NotAPair(String),
    /// Parameters that the query lacks, or has empty.
    #[error("{0}Re-examine the query-string parameters.")]
    QueryIncomplete(String),
    /// Something that decides comes twice, so that nobody knows which one is meant.
    #[error("'{0}' must not be sent more than once.")]
    Twice(&'static str),
    /// A header that decides comes twice.
    #[error("The header '{0}' must not be sent more than once.")]
    HeaderTwice(&'static str),
    /// A header that decides is not UTF-8.
    #[error("The header '{0}' must be text.")]
    HeaderNotText(&'static str),
    /// Something is longer than it may be.
    #[error("'{0}' is too long; send at most {1}.")]
    TooLong(&'static str, usize),
    /// Not five parts.
    #[error(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got (hashed with SHA-256 and encoded with Base64) '{0}'"
    )]
    Credential(String),
    /// The scope does not end as it should.
    #[error("Credential should be scoped with a valid terminator: '{TERMINATOR}'.")]
    Terminator,
    /// The scope names no region.
    #[error("Credential should be scoped to a valid region. ")]
    Region,
    /// The scope names another service than the one that is asked.
    #[error("Credential should be scoped to correct service: '{0}'. ")]
    Service(&'static str),
    /// The day of the scope is not the day of the signature.
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope}' != '{day}', from '{at}'.", at = stamp::write(*.at), day = stamp::day(*.at)
    )]
    DateMismatch {
        /// The day of the scope.
        scope: String,
        /// When the request was signed.
        at: Timestamp,
    },
    /// The date cannot be read.
    #[error(
        "Date must be in ISO-8601 'basic format'. Got '{0}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )]
    Date(String),
    /// A presigned request that never ends, or ends before it begins.
    #[error("X-Amz-Expires must be a number of seconds from 1 to 604800.")]
    Expires,
    /// `host` is not signed.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// A header that decides is not signed.
    #[error("'{0}' must be a 'SignedHeader' in the AWS Authorization.")]
    HeaderNotSigned(&'static str),
    /// The list of signed headers is not lower-case names, each once, all of them sent.
    #[error(
        "SignedHeaders must name headers of the request in lower case, separated by ';', each once."
    )]
    SignedHeaders,
    /// Signed too long ago.
    #[error("Signature expired: {} is now earlier than {} ({} - {} min.)", stamp::write(*.at), stamp::write(stamp::after(*.now, -SKEW_SECONDS)), stamp::write(*.now), SKEW_SECONDS / 60)]
    Expired {
        /// When the request was signed.
        at: Timestamp,
        /// The time here.
        now: Timestamp,
    },
    /// A presigned request whose time is over.
    #[error("Signature expired: {} is now earlier than {}", stamp::write(*.end), stamp::write(*.now))]
    PresignedExpired {
        /// When it ended.
        end: Timestamp,
        /// The time here.
        now: Timestamp,
    },
    /// Signed in the future.
    #[error("Signature not yet current: {} is still later than {} ({} + {} min.)", stamp::write(*.at), stamp::write(stamp::after(*.now, SKEW_SECONDS)), stamp::write(*.now), SKEW_SECONDS / 60)]
    NotYet {
        /// When the request was signed.
        at: Timestamp,
        /// The time here.
        now: Timestamp,
    },
    /// The signature, or the hash of the body, is another.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

impl SignatureError {
    /// AWS's code for it.
    pub fn code(&self) -> Code {
        match self {
            Self::Missing => common::MISSING_AUTHENTICATION_TOKEN,
            Self::Algorithm
            | Self::HeaderIncomplete { .. }
            | Self::NotAPair(_)
            | Self::QueryIncomplete(_)
            | Self::Twice(_)
            | Self::HeaderTwice(_)
            | Self::HeaderNotText(_)
            | Self::TooLong(..)
            | Self::Credential(_)
            | Self::Date(_)
            | Self::Expires
            | Self::SignedHeaders => common::INCOMPLETE_SIGNATURE,
            Self::TwoForms
            | Self::Terminator
            | Self::Region
            | Self::Service(_)
            | Self::DateMismatch { .. }
            | Self::HostNotSigned
            | Self::HeaderNotSigned(_)
            | Self::Expired { .. }
            | Self::PresignedExpired { .. }
            | Self::NotYet { .. }
            | Self::Mismatch => common::SIGNATURE_DOES_NOT_MATCH,
        }
    }
}

impl From<SignatureError> for AwsError {
    fn from(error: SignatureError) -> Self {
        error.code().says(error.to_string())
    }
}

/// How AWS's texts show what they do not repeat.
pub(super) fn hashed(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text))
}
