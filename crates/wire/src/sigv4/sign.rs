//! Signing requests oneself: for the inspector and for tests.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::canonical::{self, encoded};
use super::error::SignatureError;
use super::key::SigningKey;
use super::parse::Scope;
use super::request::Request;
use super::verify::EXPIRES_SECONDS_MAX;
use super::{ALGORITHM, stamp};

/// A key to sign with. It cannot be printed.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// The id of the key.
    pub access_key_id: &'a str,
    /// Its secret.
    pub secret_access_key: &'a str,
    /// The token, if it is the key of a session.
    pub session_token: Option<&'a str>,
}

/// The headers that have to be added to a request so that it is signed. Every header that is there
/// already is signed with it; `host` has to be.
pub fn sign(
    request: &Request<'_>,
    credentials: Credentials<'_>,
    region: &str,
    service: &str,
    now: Timestamp,
) -> Result<Vec<(String, String)>, SignatureError> {
    let mut added = vec![("x-amz-date".to_owned(), stamp::write(now))];
    if let Some(token) = credentials.session_token {
        added.push(("x-amz-security-token".to_owned(), token.to_owned()));
    }
    let mut headers = request.headers.to_vec();
    headers.extend(
        added
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes())),
    );
    let complete = Request {
        headers: &headers,
        ..*request
    };
    let scope = Scope::new(now, region, service);
    let signed = names(&complete)?;
    let signature = signature(&complete, credentials, &scope, &signed, now)?;
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
        credentials.access_key_id,
        signed.join(";"),
    );
    added.push(("authorization".to_owned(), authorization));
    Ok(added)
}

/// The query of a request that is signed for some time, whoever sends it.
pub fn presign(
    request: &Request<'_>,
    credentials: Credentials<'_>,
    region: &str,
    service: &str,
    now: Timestamp,
    expires_seconds: i64,
) -> Result<String, SignatureError> {
    if !(1..=EXPIRES_SECONDS_MAX).contains(&expires_seconds) {
        return Err(SignatureError::Expires);
    }
    let scope = Scope::new(now, region, service);
    let signed = names(request)?;
    let credential = format!("{}/{scope}", credentials.access_key_id);
    let mut parameters = vec![
        ("X-Amz-Algorithm", ALGORITHM.to_owned()),
        ("X-Amz-Credential", credential),
        ("X-Amz-Date", stamp::write(now)),
        ("X-Amz-Expires", expires_seconds.to_string()),
        ("X-Amz-SignedHeaders", signed.join(";")),
    ];
    if let Some(token) = credentials.session_token {
        parameters.push(("X-Amz-Security-Token", token.to_owned()));
    }
    let mut query = request.query.to_owned();
    for (name, value) in parameters {
        let separator = if query.is_empty() { "" } else { "&" };
        let _ = write!(query, "{separator}{name}={}", encoded(value.as_bytes()));
    }
    let complete = Request {
        query: &query,
        ..*request
    };
    let signature = signature(&complete, credentials, &scope, &signed, now)?;
    Ok(format!(
        "{query}&{}={signature}",
        canonical::SIGNATURE_PARAMETER
    ))
}

/// The names of all headers, as they are signed.
fn names(request: &Request<'_>) -> Result<Vec<String>, SignatureError> {
    let mut names: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .collect();
    names.sort();
    names.dedup();
    if request.only("host")?.is_none() {
        return Err(SignatureError::HostNotSigned);
    }
    Ok(names)
}

fn signature(
    request: &Request<'_>,
    credentials: Credentials<'_>,
    scope: &Scope,
    signed: &[String],
    now: Timestamp,
) -> Result<String, SignatureError> {
    let canonical = canonical::request(request, signed)?;
    let text = canonical::string_to_sign(&canonical, scope, now);
    let key = SigningKey::derive(credentials.secret_access_key, scope);
    Ok(HEXLOWER.encode(&*key.sign(text.as_bytes())))
}
