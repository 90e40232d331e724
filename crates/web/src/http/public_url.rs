//! The one address under which people reach this installation.
//!
//! Invariant: plain http stands only for `localhost`, and loopback addresses are
//! written `localhost`, because a security key belongs to a name and not to a
//! number.

use std::fmt;

use axum::http::uri::Authority;
use url::{Host, Url};

/// The public address: scheme, host and port, nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
    https: bool,
    port: u16,
}

/// Why an address cannot be the public one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// It is no address at all.
    #[error("`{0}` is not an address; write one like `https://signin.example.com`")]
    NotAnAddress(String),
    /// It is neither http nor https.
    #[error("`{0}` is neither http nor https; write one like `https://signin.example.com`")]
    Scheme(String),
    /// It carries more than scheme, host and port.
    #[error(
        "`{0}` has more than a scheme, a host and a port; remove the user, path, query or fragment"
    )]
    MoreThanOrigin(String),
    /// Plain http for a host that is not this machine.
    #[error(
        "`{0}` is plain http, which is safe on localhost only; use https, with TLS here or at a named proxy"
    )]
    PlainHttp(String),
    /// An address that means every interface and so names none.
    #[error("`{0}` names no host that a browser can visit; write the name that people type")]
    Unspecified(String),
}

impl PublicUrl {
    /// Reads the address; a loopback address becomes `localhost`.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text).map_err(|_| PublicUrlError::NotAnAddress(without_user(text)))?;
        let shown = || without_user(text);
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(PublicUrlError::Scheme(shown())),
        };
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if !bare {
            return Err(PublicUrlError::MoreThanOrigin(shown()));
        }
        let (host, loopback) = match url.host() {
            Some(Host::Domain(name)) => (name.to_owned(), name == LOCALHOST),
            Some(Host::Ipv4(ip)) if ip.is_loopback() => (LOCALHOST.to_owned(), true),
            Some(Host::Ipv6(ip)) if ip.is_loopback() => (LOCALHOST.to_owned(), true),
            Some(Host::Ipv4(ip)) if ip.is_unspecified() => {
                return Err(PublicUrlError::Unspecified(shown()));
            }
            Some(Host::Ipv6(ip)) if ip.is_unspecified() => {
                return Err(PublicUrlError::Unspecified(shown()));
            }
            Some(other) => (other.to_string(), false),
            None => return Err(PublicUrlError::NotAnAddress(shown())),
        };
        if !https && !loopback {
            return Err(PublicUrlError::PlainHttp(shown()));
        }
        let port = url.port().unwrap_or(default_port(https));
        let scheme = url.scheme();
        let origin = if port == default_port(https) {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{port}")
        };
        Ok(Self {
            origin,
            host,
            https,
            port,
        })
    }

    /// `http://localhost:PORT`, the address of an installation that was told none.
    pub fn localhost(port: u16) -> Self {
        Self {
            origin: if port == default_port(false) {
                format!("http://{LOCALHOST}")
            } else {
                format!("http://{LOCALHOST}:{port}")
            },
            host: LOCALHOST.to_owned(),
            https: false,
            port,
        }
    }

    /// Scheme, host and port as a browser writes them in `Origin`, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone; the name that security keys are made for.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether browsers reach us over TLS, here or at a proxy.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether a request that was sent to `authority` was meant for this address.
    pub(crate) fn is_host(&self, authority: &Authority) -> bool {
        let port = match authority.port() {
            Some(_) => authority.port_u16(),
            None => Some(default_port(self.https)),
        };
        authority.host().eq_ignore_ascii_case(&self.host)
            && port == Some(self.port)
            && !authority.as_str().contains('@')
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

const LOCALHOST: &str = "localhost";

const fn default_port(https: bool) -> u16 {
    if https { 443 } else { 80 }
}

/// What may be shown of an address that was refused: a password before `@` is cut away.
fn without_user(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, host)) => format!("…@{host}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_an_origin_and_loopback_is_written_localhost() {
        for (text, origin) in [
            ("http://localhost:8700", "http://localhost:8700"),
            ("http://127.0.0.1:8700/", "http://localhost:8700"),
            ("http://[::1]:8700", "http://localhost:8700"),
            ("http://localhost", "http://localhost"),
            ("https://SignIn.Example.com", "https://signin.example.com"),
            (
                "https://signin.example.com:443",
                "https://signin.example.com",
            ),
            (
                "https://signin.example.com:8443",
                "https://signin.example.com:8443",
            ),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("https://関所.example", "https://xn--8ous75i.example"),
        ] {
            let url = PublicUrl::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(url.origin(), origin, "{text}");
        }
    }

    #[test]
    fn an_address_that_is_no_origin_is_refused_with_the_reason() {
        type E = fn(String) -> PublicUrlError;
        let cases: [(&str, E); 9] = [
            ("signin.example.com", PublicUrlError::NotAnAddress),
            ("", PublicUrlError::NotAnAddress),
            ("ftp://signin.example.com", PublicUrlError::Scheme),
            (
                "https://signin.example.com/console",
                PublicUrlError::MoreThanOrigin,
            ),
            (
                "https://signin.example.com/?a",
                PublicUrlError::MoreThanOrigin,
            ),
            (
                "https://signin.example.com/#a",
                PublicUrlError::MoreThanOrigin,
            ),
            ("http://signin.example.com", PublicUrlError::PlainHttp),
            ("http://192.0.2.1:8700", PublicUrlError::PlainHttp),
            ("http://0.0.0.0:8700", PublicUrlError::Unspecified),
        ];
        for (text, error) in cases {
            assert_eq!(
                PublicUrl::parse(text),
                Err(error(text.to_owned())),
                "{text}"
            );
        }
        let with_password = PublicUrl::parse("https://a:hunter2@signin.example.com");
        let said = with_password.expect_err("a user is refused").to_string();
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn hosts_are_compared_without_case_and_with_the_default_port() {
        let https = PublicUrl::parse("https://signin.example.com").expect("good");
        let local = PublicUrl::localhost(8700);
        for (url, host, same) in [
            (&https, "signin.example.com", true),
            (&https, "SIGNIN.example.COM:443", true),
            (&https, "signin.example.com:80", false),
            (&https, "signin.example.com.evil.example", false),
            (&https, "user@signin.example.com", false),
            (&https, "signin.example.com.", false),
            (&local, "localhost:8700", true),
            (&local, "localhost", false),
            (&local, "127.0.0.1:8700", false),
            (&local, "[::1]:8700", false),
            (&local, "localhost:99999", false),
        ] {
            match host.parse() {
                Ok(authority) => assert_eq!(url.is_host(&authority), same, "{host}"),
                Err(_) => assert!(!same, "{host}"),
            }
        }
    }
}
