//! AWS Signature Version 4, both ends: who says they sign, whether they did, and signing oneself.
//!
//! **Duty.** [`parse`] reads the claim of a request, in the `Authorization` header or presigned in
//! the query; [`Parsed::verify`] proves it with the secret of the key that it names. Between the two
//! the caller looks for the key and checks the session token, because AWS refuses those first.
//! [`sign`] and [`presign`] make such requests.
//!
//! **Invariants.**
//! - A [`Signature`] has no `==` and is not printed; it is compared in constant time, and only here.
//! - `host` is signed, and so are `x-amz-target` and `x-amz-security-token` if they are sent: they
//!   say what is asked, and as whom.
//! - What decides is never there twice: a second `authorization`, `host`, date, token or target is
//!   refused, and so is a second one of the presigned parameters.
//! - The hash of the body is computed, never believed.
//! - Every text of a stranger has a named maximum, and no message repeats what may hold a secret.
//!
//! **Not here.** Keys and tokens (the caller's), S3's rules (one encoding, unsigned and streamed
//! bodies), SigV4A.
//!
//! **Source.** AWS General Reference, "Create a signed AWS API request"; texts of errors as seen on
//! AWS's query services. The dev-dependency `aws-sigv4` is the oracle (`tests/oracle.rs`).

mod canonical;
mod error;
mod key;
mod parse;
mod request;
mod sign;
mod stamp;
mod verify;

pub use error::SignatureError;
pub use key::SigningKey;
pub use parse::{
    AUTHORIZATION_BYTES_MAX, CREDENTIAL_BYTES_MAX, Form, Parsed, QUERY_BYTES_MAX,
    SESSION_TOKEN_BYTES_MAX, SIGNED_HEADERS_MAX, Scope, Signature, parse,
};
pub use request::Request;
pub use sign::{Credentials, presign, sign};
pub use verify::{EXPIRES_SECONDS_MAX, SKEW_SECONDS};

/// The one algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// The end of every scope.
const TERMINATOR: &str = "aws4_request";

#[cfg(test)]
mod tests;
