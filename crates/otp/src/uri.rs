//! `otpauth` addresses: what a QR picture says and what a phone's link opens.
//!
//! Writing is strict, since most apps understand one form only: both the label and the `issuer`
//! parameter carry the issuer, a space is `%20` and never `+`, and parameters that have their
//! default value are left out. Reading is forgiving in spelling and strict in meaning: what would
//! make other codes than the issuer expects (a second secret, an unknown algorithm) is refused.
//!
//! An address holds the secret. No error repeats any of it but the values of parameters that are
//! no secret.
//!
//! **Not here.** Counter-based entries and the export of Google Authenticator: both are refused by
//! name.
//!
//! Source: Google Authenticator's wiki page "Key Uri Format" and the two Internet drafts that write
//! it down (`draft-linuxgemini-otpauth-uri`, `draft-andesco-otpauth-uri`).

use std::borrow::Cow;

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, PercentEncode, percent_decode_str, utf8_percent_encode,
};
use zeroize::Zeroizing;

use crate::label::Label;
use crate::params::{Digits, Params, ParamsError};
use crate::seed::{Seed, SeedError};
use crate::text::shown;

/// Everything is encoded but what RFC 3986 calls unreserved, and `@`, which apps show as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@');

/// An entry for an authenticator app: who it is for, its seed and how it makes codes.
#[derive(Debug)]
pub struct OtpauthUri {
    label: Label,
    seed: Seed,
    params: Params,
}

/// Why an address was not taken. No message shows the secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// Far longer than any address.
    #[error(
        "the address is longer than {} bytes; copy the otpauth address alone",
        OtpauthUri::TEXT_BYTES_MAX
    )]
    TooLong,
    /// Something else than an `otpauth` address.
    #[error("this is not an otpauth address; it begins with otpauth://totp/")]
    NotOtpauth,
    /// Several entries in one export.
    #[error(
        "this is an export of Google Authenticator with several entries, which is not read yet; \
         add each entry by its own QR code or secret key"
    )]
    Migration,
    /// HOTP.
    #[error(
        "codes that count presses (HOTP) are not supported; ask the issuer for a time-based code \
         (TOTP)"
    )]
    CounterBased,
    /// Neither TOTP nor HOTP.
    #[error("the address has a type of code that is not known; only totp is supported")]
    UnknownType,
    /// More than one colon.
    #[error("the label has more than one colon; one colon separates the issuer from the account")]
    Colons,
    /// Percent-encoded bytes that are no text.
    #[error("the {part} is not UTF-8 text; ask the issuer for a new address")]
    NotText {
        /// Which part of the address.
        part: &'static str,
    },
    /// A parameter that must not occur twice.
    #[error("the address has `{name}` twice; ask the issuer for a new address")]
    Twice {
        /// The parameter's name.
        name: &'static str,
    },
    /// No secret, or an empty one.
    #[error("the address has no secret; copy it again to its end")]
    NoSecret,
    /// A secret that is not a seed.
    #[error(transparent)]
    Secret(#[from] SeedError),
    /// An algorithm, number of digits or period that is not supported.
    #[error(transparent)]
    Params(#[from] ParamsError),
}

impl OtpauthUri {
    /// The longest text that is read as an address.
    pub const TEXT_BYTES_MAX: usize = 4096;

    /// Puts an entry together.
    pub fn new(label: Label, seed: Seed, params: Params) -> OtpauthUri {
        OtpauthUri {
            label,
            seed,
            params,
        }
    }

    /// Who issued the entry, with the installation.
    pub fn issuer(&self) -> Option<&str> {
        self.label.issuer()
    }

    /// For whom the entry is, mostly `user@alias`.
    pub fn account_label(&self) -> &str {
        self.label.account()
    }

    /// The entry's seed.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// How the entry makes codes.
    pub fn params(&self) -> Params {
        self.params
    }

    /// Writes the address.
    pub fn to_string(&self) -> Zeroizing<String> {
        let secret = self.seed.to_base32();
        let issuer = self.label.issuer().unwrap_or_default();
        let account = self.label.account();
        // Encoding makes three bytes of one at most, and the fixed parts are shorter than 96. Room
        // for all of it at once, since a string that grows leaves copies of the secret behind.
        let room = 96 + secret.len() + 3 * (2 * issuer.len() + account.len());
        let mut uri = Zeroizing::new(String::with_capacity(room));

        uri.push_str("otpauth://totp/");
        if !issuer.is_empty() {
            uri.extend(encoded(issuer));
            uri.push(':');
        }
        uri.extend(encoded(account));
        uri.push_str("?secret=");
        uri.push_str(&secret);
        if !issuer.is_empty() {
            uri.push_str("&issuer=");
            uri.extend(encoded(issuer));
        }
        push_changed(&mut uri, "algorithm", Params::algorithm, self);
        push_changed(&mut uri, "digits", Params::digits, self);
        push_changed(&mut uri, "period", Params::step_seconds, self);
        // INVARIANT: the string never grew, so the secret was written once.
        debug_assert!(uri.len() <= room, "{} of {room} bytes", uri.len());
        uri
    }

    /// Reads an address.
    pub fn parse(text: &str) -> Result<OtpauthUri, UriError> {
        if text.len() > Self::TEXT_BYTES_MAX {
            return Err(UriError::TooLong);
        }
        let address = after_scheme(text.trim())?;
        let address = address.split_once('#').map_or(address, |(kept, _)| kept);
        let (head, query) = address.split_once('?').unwrap_or((address, ""));
        let (kind, label) = head.split_once('/').unwrap_or((head, ""));
        match kind.to_ascii_lowercase().as_str() {
            "totp" => {}
            "hotp" => return Err(UriError::CounterBased),
            _ => return Err(UriError::UnknownType),
        }
        let query = Query::read(query)?;
        let (prefix, account) = split_label(label)?;
        let issuer = match query.issuer {
            // The parameter wins where the two differ: the drafts say so, and apps do so.
            Some(issuer) if !issuer.is_empty() => decoded(issuer, "issuer")?,
            _ => prefix,
        };
        Ok(OtpauthUri {
            label: Label::from_parts(&issuer, &account),
            seed: query.seed()?,
            params: query.params()?,
        })
    }
}

/// Writes a parameter if its value is not what every app assumes.
fn push_changed<T: PartialEq + ToString>(
    uri: &mut String,
    name: &str,
    value: impl Fn(Params) -> T,
    entry: &OtpauthUri,
) {
    let chosen = value(entry.params);
    if chosen != value(Params::AUTHENTICATOR_APP) {
        uri.push('&');
        uri.push_str(name);
        uri.push('=');
        uri.push_str(&chosen.to_string());
    }
}

fn encoded(part: &str) -> PercentEncode<'_> {
    utf8_percent_encode(part, ENCODED)
}

fn decoded<'a>(part: &'a str, name: &'static str) -> Result<Cow<'a, str>, UriError> {
    percent_decode_str(part)
        .decode_utf8()
        .map_err(|_| UriError::NotText { part: name })
}

fn after_scheme(text: &str) -> Result<&str, UriError> {
    let (scheme, rest) = text.split_once("://").ok_or(UriError::NotOtpauth)?;
    match scheme.to_ascii_lowercase().as_str() {
        "otpauth" => Ok(rest),
        "otpauth-migration" => Err(UriError::Migration),
        _ => Err(UriError::NotOtpauth),
    }
}

/// Splits a label that is still encoded at its first colon, however that is written.
fn split_label(raw: &str) -> Result<(Cow<'_, str>, Cow<'_, str>), UriError> {
    let colon = raw
        .char_indices()
        .find_map(|(at, _)| colon_length(&raw[at..]).map(|length| (at, length)));
    let (issuer, account) = match colon {
        Some((at, length)) => (&raw[..at], &raw[at + length..]),
        None => ("", raw),
    };
    let account = decoded(account, "label")?;
    if account.contains(':') {
        return Err(UriError::Colons);
    }
    Ok((decoded(issuer, "label")?, account))
}

fn colon_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    match bytes {
        [b':', ..] => Some(1),
        [b'%', b'3', b'a' | b'A', ..] => Some(3),
        _ => None,
    }
}

/// The parameters that we know, still encoded.
#[derive(Default)]
struct Query<'a> {
    secret: Option<&'a str>,
    issuer: Option<&'a str>,
    algorithm: Option<&'a str>,
    digits: Option<&'a str>,
    period: Option<&'a str>,
}

impl<'a> Query<'a> {
    fn read(query: &'a str) -> Result<Query<'a>, UriError> {
        let mut known = Query::default();
        for parameter in query.split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let (name, place) = match name.to_ascii_lowercase().as_str() {
                "secret" => ("secret", &mut known.secret),
                "issuer" => ("issuer", &mut known.issuer),
                "algorithm" => ("algorithm", &mut known.algorithm),
                "digits" => ("digits", &mut known.digits),
                "period" => ("period", &mut known.period),
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(UriError::Twice { name });
            }
        }
        Ok(known)
    }

    fn seed(&self) -> Result<Seed, UriError> {
        let raw = self
            .secret
            .filter(|secret| !secret.is_empty())
            .ok_or(UriError::NoSecret)?;
        // Decoding may make a copy, which is wiped.
        let secret = Zeroizing::new(decoded(raw, "secret")?.into_owned());
        Ok(Seed::from_base32(&secret)?)
    }

    fn params(&self) -> Result<Params, UriError> {
        let app = Params::AUTHENTICATOR_APP;
        let algorithm = match self.algorithm {
            Some(raw) => decoded(raw, "algorithm")?.parse()?,
            None => app.algorithm(),
        };
        let digits = match self.digits {
            Some(raw) => decoded(raw, "digits")?.parse::<Digits>()?,
            None => app.digits(),
        };
        let step_seconds = match self.period {
            Some(raw) => raw
                .parse()
                .map_err(|_| ParamsError::StepSeconds { input: shown(raw) })?,
            None => app.step_seconds(),
        };
        Ok(Params::new(algorithm, digits, step_seconds)?)
    }
}

#[cfg(test)]
mod tests;
