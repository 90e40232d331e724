//! Addresses that lead back to our own pages and nowhere else.
//!
//! `?return=` is written by strangers. An [`OwnPath`] is read the way a careful proxy and a browser
//! would both read it (WHATWG URL Standard, "URL parsing"): where the two could disagree, it is
//! refused.

use std::convert::Infallible;
use std::fmt;

use axum::extract::FromRequestParts;
use axum::http::{HeaderValue, StatusCode, header, request};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::App;

/// An absolute path on this server, with or without a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPath(String);

/// The longest path that is followed.
pub const PATH_BYTES_MAX: usize = 2048;

/// Why a path is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnPathError {
    /// It is longer than [`PATH_BYTES_MAX`].
    #[error(
        "the return address is longer than {PATH_BYTES_MAX} bytes; start again from the console"
    )]
    TooLong,
    /// It leads, or could be read to lead, away from this server.
    #[error("the return address leads away from this server; start again from the console")]
    NotOurs,
}

impl OwnPath {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, OwnPathError> {
        if text.len() > PATH_BYTES_MAX {
            return Err(OwnPathError::TooLong);
        }
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, query),
            None => (text, ""),
        };
        let ours = is_plain_path(path)
            && query.bytes().all(is_plain)
            && decodes_to_plain_path(path)
            && browser_agrees(text);
        ours.then(|| Self(text.to_owned()))
            .ok_or(OwnPathError::NotOurs)
    }

    /// The console's first page.
    pub fn console() -> Self {
        Self("/console".to_owned())
    }

    /// The path and the query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `303 See Other` to this path.
    pub fn redirect(&self) -> Response {
        (StatusCode::SEE_OTHER, [(header::LOCATION, self.header())]).into_response()
    }

    fn header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("an own path is printable ASCII")
    }
}

impl fmt::Display for OwnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OwnPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The `return` of a query; an address that is not ours counts as none.
#[derive(Clone, Debug, Default)]
pub struct ReturnTo(pub Option<OwnPath>);

impl ReturnTo {
    /// The address to return to, else the console.
    pub fn or_console(self) -> OwnPath {
        self.0.unwrap_or_else(OwnPath::console)
    }
}

impl FromRequestParts<App> for ReturnTo {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut request::Parts,
        _: &App,
    ) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let mut found =
            form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "return");
        let only = match (found.next(), found.next()) {
            (Some((_, value)), None) => OwnPath::parse(&value).ok(),
            _ => None,
        };
        Ok(Self(only))
    }
}

/// How often a proxy on the way may decode once more than we do.
const DECODINGS: usize = 3;

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'\\' && byte != b'#'
}

/// One slash at the start, none doubled, no dot segments, nothing but plain characters.
fn is_plain_path(path: &str) -> bool {
    let mut segments = path.split('/');
    let starts = segments.next() == Some("");
    starts
        && path.len() > 1
        && path.bytes().all(is_plain)
        && !path.contains("//")
        && segments.all(|segment| segment != "." && segment != "..")
}

/// However often it is decoded, the path stays plain, and it is the same number of segments.
fn decodes_to_plain_path(path: &str) -> bool {
    let slashes = |text: &str| text.matches('/').count();
    let mut text = path.to_owned();
    for _ in 0..DECODINGS {
        let Ok(decoded) = percent_decode_str(&text).decode_utf8() else {
            return false;
        };
        // What is outside ASCII may stand in a path when it is encoded: names are Japanese.
        let ascii: String = decoded.chars().filter(char::is_ascii).collect();
        if decoded.chars().any(char::is_control)
            || slashes(&decoded) != slashes(path)
            || !is_plain_path(&ascii.replace(' ', "+"))
        {
            return false;
        }
        text = decoded.into_owned();
    }
    true
}

/// A browser that follows the path stays on the same origin and asks for exactly this text.
fn browser_agrees(text: &str) -> bool {
    let Ok(base) = Url::parse("https://own.invalid") else {
        return false;
    };
    base.join(text).is_ok_and(|url| {
        url.origin() == base.origin()
            && url.as_str().strip_prefix("https://own.invalid") == Some(text)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn own_paths_are_followed() {
        for text in [
            "/console",
            "/console/users/hanako",
            "/console/users?after=hanako&q=a%20b",
            "/console/users/%E8%8A%B1%E5%AD%90",
            "/console?next=https://example.com/",
            "/console?next=//example.com",
            "/console/a+b@c,d=e",
            "/console/a%20b",
        ] {
            assert_eq!(OwnPath::parse(text).map(|p| p.0), Ok(text.to_owned()));
        }
    }

    #[test]
    fn addresses_that_could_lead_away_are_refused() {
        for text in [
            "",
            "/",
            "console",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "https:evil.example",
            "http:/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            " /console",
            "/console ",
            "\t/console",
            "/\t/evil.example",
            "/\n/evil.example",
            "/console\r\nSet-Cookie: a=b",
            "/%2f/evil.example",
            "/%2F%2Fevil.example",
            "/%2fevil.example",
            "/%5cevil.example",
            "/%5Cevil.example",
            "/%255cevil.example",
            "/%252fevil.example",
            "/%25252fevil.example",
            "/%09/evil.example",
            "/%0d%0aSet-Cookie:a=b",
            "/%00",
            "/.",
            "/..",
            "/./console",
            "/../console",
            "/console/..//evil.example",
            "/%2e%2e/console",
            "/.%2e//evil.example",
            "/console//evil.example",
            "/console/%ff",
            "/console#fragment",
            "/console?a=\\evil",
            "/console?a=\u{202e}",
            "/関所",
            "/console/\u{7f}",
            "/\u{ff0f}evil.example",
            "@evil.example",
            "?a=b",
            "#a",
        ] {
            assert_eq!(OwnPath::parse(text), Err(OwnPathError::NotOurs), "{text:?}");
        }
    }

    #[test]
    fn a_path_is_followed_up_to_its_maximum() {
        let path = |bytes: usize| format!("/{}", "a".repeat(bytes - 1));
        assert!(OwnPath::parse(&path(PATH_BYTES_MAX)).is_ok());
        assert_eq!(
            OwnPath::parse(&path(PATH_BYTES_MAX + 1)),
            Err(OwnPathError::TooLong)
        );
    }

    proptest! {
        /// Whatever is accepted leads a browser to the same origin and is a header value.
        #[test]
        fn whatever_is_accepted_stays_on_the_origin(text in "/?[/\\\\.%a-f0-9?#:@ \t\u{ff0f}-]{0,24}") {
            if let Ok(path) = OwnPath::parse(&text) {
                let base = Url::parse("https://signin.example.com:8443/signin/mfa").expect("a base");
                let led = base.join(path.as_str()).expect("a path");
                prop_assert_eq!(led.origin(), base.origin());
                prop_assert!(!led.path().starts_with("//"));
                let header = path.header();
                prop_assert_eq!(header.as_bytes(), text.as_bytes());
            }
        }
    }
}
