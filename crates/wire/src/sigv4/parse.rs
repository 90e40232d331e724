//! The claim of a request: which key says that it signed what, and when.

use std::fmt;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::canonical::decoded;
use super::error::{SignatureError, hashed};
use super::request::Request;
use super::verify::EXPIRES_SECONDS_MAX;
use super::{ALGORITHM, TERMINATOR, stamp};
use crate::Sensitive;

/// Longest `Authorization` header.
pub const AUTHORIZATION_BYTES_MAX: usize = 8192;
/// Longest credential: key id, day, region, service, end.
pub const CREDENTIAL_BYTES_MAX: usize = 256;
/// Longest query of a request that is signed.
pub const QUERY_BYTES_MAX: usize = 65_536;
/// Longest session token.
pub const SESSION_TOKEN_BYTES_MAX: usize = 8192;
/// Most signed headers.
pub const SIGNED_HEADERS_MAX: usize = 100;
/// Headers that have to be signed if they are sent: what is asked, and as whom.
const DECIDING: [&str; 2] = ["x-amz-target", "x-amz-security-token"];
/// Most bytes of a refused date that a message repeats.
const DATE_BYTES_MAX: usize = 64;

/// What a request claims. Nothing of it is proved before [`Parsed::verify`].
pub struct Parsed {
    pub(super) access_key_id: String,
    pub(super) scope: Scope,
    pub(super) session_token: Option<Sensitive<String>>,
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: Signature,
    pub(super) at: Timestamp,
    pub(super) form: Form,
}

/// What a key signs for: a day, a region, a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    day: String,
    region: String,
    service: String,
}

/// Where the signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In the `Authorization` header.
    Header,
    /// In the query.
    Presigned {
        /// How long it is good for, if it says so; otherwise as long as one in the header.
        expires_seconds: Option<i64>,
    },
}

/// A signature that was sent. It has no `==` and is not printed.
pub struct Signature(pub(super) Option<Zeroizing<[u8; 32]>>);

/// Reads the claim of a request. The body is not looked at.
pub fn parse(request: &Request<'_>) -> Result<Parsed, SignatureError> {
    at_most("query", QUERY_BYTES_MAX, request.query)?;
    let presigned = Presigned::find(request.query)?;
    match (request.only("authorization")?, presigned) {
        (None, None) => Err(SignatureError::Missing),
        (Some(_), Some(_)) => Err(SignatureError::TwoForms),
        (Some(header), None) => in_header(request, header),
        (None, Some(query)) => query.parse(request),
    }
}

impl Parsed {
    /// The key that is named.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Its scope.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The token of a session, which the caller checks before the signature.
    pub fn session_token(&self) -> Option<&Sensitive<String>> {
        self.session_token.as_ref()
    }

    /// The headers that are signed.
    pub fn signed_headers(&self) -> &[String] {
        &self.signed_headers
    }

    /// When it was signed.
    pub fn signed_at(&self) -> Timestamp {
        self.at
    }

    /// Where the signature stood.
    pub fn form(&self) -> Form {
        self.form
    }

    fn new(claim: &Claim<'_>, request: &Request<'_>, form: Form) -> Result<Self, SignatureError> {
        let signed_headers = signed_headers(claim.signed_headers, request)?;
        let (access_key_id, scope) = credential(claim.credential)?;
        let token = claim.session_token;
        if let Some(token) = token {
            at_most("X-Amz-Security-Token", SESSION_TOKEN_BYTES_MAX, token)?;
        }
        let at = stamp::read(claim.date).ok_or_else(|| {
            SignatureError::Date(claim.date.chars().take(DATE_BYTES_MAX).collect())
        })?;
        if scope.day != stamp::day(at) {
            let scope = scope.day;
            return Err(SignatureError::DateMismatch { scope, at });
        }
        Ok(Self {
            access_key_id,
            scope,
            session_token: token.map(|token| Sensitive::new(token.to_owned())),
            signed_headers,
            signature: Signature::read(claim.signature),
            at,
            form,
        })
    }
}

impl Scope {
    /// A scope; the day is the one of `at`.
    pub fn new(at: Timestamp, region: &str, service: &str) -> Self {
        Self {
            day: stamp::day(at),
            region: region.to_owned(),
            service: service.to_owned(),
        }
    }

    /// The day, `20261124`.
    pub fn day(&self) -> &str {
        &self.day
    }

    /// The region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The service, by which the caller finds the interface that is meant.
    pub fn service(&self) -> &str {
        &self.service
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}/{}/{TERMINATOR}",
            self.day, self.region, self.service
        )
    }
}

impl Signature {
    /// What is no signature at all is one that never matches.
    fn read(text: &str) -> Self {
        let bytes = HEXLOWER.decode(text.as_bytes()).ok();
        Self(
            bytes
                .and_then(|bytes| bytes.try_into().ok())
                .map(Zeroizing::new),
        )
    }
}

/// The parts of a claim, wherever they stood.
struct Claim<'a> {
    credential: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
    date: &'a str,
    session_token: Option<&'a str>,
}

fn in_header(request: &Request<'_>, header: &str) -> Result<Parsed, SignatureError> {
    at_most("Authorization", AUTHORIZATION_BYTES_MAX, header)?;
    let (algorithm, pairs) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
    if algorithm != ALGORITHM && algorithm.starts_with("AWS4-") {
        return Err(SignatureError::Algorithm);
    }
    let pairs = if algorithm == ALGORITHM { pairs } else { "" };
    let [credential, signature, signed_headers] = header_parts(pairs)?;
    let date = match request.only("x-amz-date")? {
        Some(date) => Some(date),
        None => request.only("date")?,
    };
    let parts = [
        ("'Credential' parameter", credential),
        ("'Signature' parameter", signature),
        ("'SignedHeaders' parameter", signed_headers),
        (
            "existence of either a 'X-Amz-Date' or a 'Date' header",
            date,
        ),
    ];
    let missing = parts.iter().filter(|(_, part)| part.is_none());
    let requires: Vec<String> = missing
        .map(|(name, _)| format!("Authorization header requires {name}. "))
        .collect();
    let (Some(credential), Some(signature), Some(signed_headers), Some(date)) =
        (credential, signature, signed_headers, date)
    else {
        return Err(SignatureError::HeaderIncomplete {
            requires: requires.concat(),
            hash: hashed(header),
        });
    };
    let claim = Claim {
        credential,
        signed_headers,
        signature,
        date: date.trim(),
        session_token: request.only("x-amz-security-token")?.map(str::trim),
    };
    Parsed::new(&claim, request, Form::Header)
}

/// Credential, signature and signed headers out of `name=value, …`.
fn header_parts(pairs: &str) -> Result<[Option<&str>; 3], SignatureError> {
    const NAMES: [&str; 3] = ["Credential", "Signature", "SignedHeaders"];
    let mut parts = [None; 3];
    let pairs = pairs.split(',').map(str::trim);
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(SignatureError::NotAPair(hashed(pair)));
        };
        let Some(at) = NAMES.iter().position(|known| *known == name) else {
            continue;
        };
        if parts[at].replace(value).is_some() {
            return Err(SignatureError::Twice(NAMES[at]));
        }
    }
    Ok(parts)
}

/// The parameters of a presigned request.
#[derive(Default)]
struct Presigned {
    values: [Option<Zeroizing<String>>; PRESIGNED.len()],
}

/// Their names: what must be there comes first.
const PRESIGNED: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
];
/// Parameters that must be there.
const PRESIGNED_REQUIRED: usize = 5;
/// Parameters of which each says that the request is presigned.
const PRESIGNED_TELLING: usize = 3;

impl Presigned {
    /// The parameters, if the request says that it is presigned.
    fn find(query: &str) -> Result<Option<Self>, SignatureError> {
        let mut found = Self::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name);
            let Some(at) = PRESIGNED.iter().position(|known| known.as_bytes() == name) else {
                continue;
            };
            let value = String::from_utf8(decoded(value))
                .map_err(|_| SignatureError::QueryIncomplete(String::new()))?;
            if found.values[at].replace(Zeroizing::new(value)).is_some() {
                return Err(SignatureError::Twice(PRESIGNED[at]));
            }
        }
        let is_presigned = found.values[..PRESIGNED_TELLING]
            .iter()
            .any(Option::is_some);
        Ok(is_presigned.then_some(found))
    }

    fn parse(&self, request: &Request<'_>) -> Result<Parsed, SignatureError> {
        let value = |at: usize| self.values[at].as_deref().map(String::as_str);
        let filled = |at: usize| value(at).filter(|value| !value.is_empty());
        let missing = (0..PRESIGNED_REQUIRED).filter(|at| filled(*at).is_none());
        let sentences: Vec<String> = missing
            .map(|at| {
                format!(
                    "AWS query-string parameters must include '{}'. ",
                    PRESIGNED[at]
                )
            })
            .collect();
        let (Some(algorithm), Some(credential), Some(signature), Some(signed_headers), Some(date)) =
            (filled(0), filled(1), filled(2), filled(3), filled(4))
        else {
            return Err(SignatureError::QueryIncomplete(sentences.concat()));
        };
        if algorithm != ALGORITHM {
            return Err(SignatureError::Algorithm);
        }
        let claim = Claim {
            credential,
            signed_headers,
            signature,
            date,
            session_token: value(6),
        };
        let expires_seconds = value(5).map(expires).transpose()?;
        Parsed::new(&claim, request, Form::Presigned { expires_seconds })
    }
}

fn expires(text: &str) -> Result<i64, SignatureError> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = text.parse().ok().filter(|_| is_number);
    seconds
        .filter(|seconds| (1..=EXPIRES_SECONDS_MAX).contains(seconds))
        .ok_or(SignatureError::Expires)
}

fn credential(text: &str) -> Result<(String, Scope), SignatureError> {
    at_most("Credential", CREDENTIAL_BYTES_MAX, text)?;
    let parts: Vec<&str> = text.split('/').collect();
    let [access_key_id, day, region, service, terminator] = parts[..] else {
        return Err(SignatureError::Credential(hashed(text)));
    };
    if access_key_id.is_empty() {
        return Err(SignatureError::Credential(hashed(text)));
    }
    if terminator != TERMINATOR {
        return Err(SignatureError::Terminator);
    }
    let is_region = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if region.is_empty() || !region.bytes().all(is_region) {
        return Err(SignatureError::Region);
    }
    let scope = Scope {
        day: day.to_owned(),
        region: region.to_owned(),
        service: service.to_owned(),
    };
    Ok((access_key_id.to_owned(), scope))
}

fn signed_headers(list: &str, request: &Request<'_>) -> Result<Vec<String>, SignatureError> {
    let mut names: Vec<String> = Vec::new();
    for name in list.split(';') {
        let is_lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        let is_sent = request.values(name).next().is_some();
        if names.len() == SIGNED_HEADERS_MAX {
            return Err(SignatureError::TooLong("SignedHeaders", SIGNED_HEADERS_MAX));
        }
        if !is_lower || !is_sent || names.iter().any(|known| known == name) {
            return Err(SignatureError::SignedHeaders);
        }
        names.push(name.to_owned());
    }
    if request.only("host")?.is_none() || !names.iter().any(|name| name == "host") {
        return Err(SignatureError::HostNotSigned);
    }
    for name in DECIDING {
        let is_signed = names.iter().any(|signed| signed == name);
        if request.only(name)?.is_some() && !is_signed {
            return Err(SignatureError::HeaderNotSigned(name));
        }
    }
    Ok(names)
}

fn at_most(name: &'static str, bytes_max: usize, text: &str) -> Result<(), SignatureError> {
    if text.len() > bytes_max {
        return Err(SignatureError::TooLong(name, bytes_max));
    }
    Ok(())
}
