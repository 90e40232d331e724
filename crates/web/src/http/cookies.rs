//! The cookies: six names, one set of attributes each, read strictly.
//!
//! Over https every name begins with `__Host-`, so that neither a neighbour domain nor plain http
//! can plant one (`SE-2`). On `http://localhost` browsers refuse that prefix, so the names are
//! plain there: a named deviation.
//!
//! Invariant: a cookie that comes twice is no cookie. Whoever could plant a second one must not
//! choose which of the two we read.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, request};
use axum::response::{IntoResponseParts, ResponseParts};
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use super::App;

/// A cookie that this server sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The session of a person who has signed in.
    Session,
    /// The ticket between the steps of a sign-in.
    Ticket,
    /// The browser, known again for a year; it proves nothing by itself.
    Browser,
    /// The language that was chosen in the header.
    Language,
    /// The right to make the first account.
    SetUp,
    /// An address for a first MFA device that was opened before the sign-in.
    Enrolment,
}

/// The longest value that is read or set.
pub const COOKIE_BYTES_MAX: usize = 512;

const DAY_SECONDS: u64 = 24 * 60 * 60;

impl Cookie {
    const ALL: [Self; 6] = [
        Self::Session,
        Self::Ticket,
        Self::Browser,
        Self::Language,
        Self::SetUp,
        Self::Enrolment,
    ];

    /// The name in the header.
    pub const fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-sekisho-session",
            (Self::Session, false) => "sekisho-session",
            (Self::Ticket, true) => "__Host-sekisho-ticket",
            (Self::Ticket, false) => "sekisho-ticket",
            (Self::Browser, true) => "__Host-sekisho-browser",
            (Self::Browser, false) => "sekisho-browser",
            (Self::Language, true) => "__Host-sekisho-lang",
            (Self::Language, false) => "sekisho-lang",
            (Self::SetUp, true) => "__Host-sekisho-setup",
            (Self::SetUp, false) => "sekisho-setup",
            (Self::Enrolment, true) => "__Host-sekisho-enrolment",
            (Self::Enrolment, false) => "sekisho-enrolment",
        }
    }

    /// How long the browser keeps it; `None` is until the browser closes. The server keeps its own
    /// clock for sessions and tickets and does not rely on this.
    const fn life(self) -> Option<Duration> {
        match self {
            Self::Session => None,
            Self::Ticket => Some(Duration::from_mins(15)),
            Self::SetUp | Self::Enrolment => Some(Duration::from_hours(1)),
            Self::Browser | Self::Language => Some(Duration::from_secs(365 * DAY_SECONDS)),
        }
    }
}

/// What a cookie holds: letters, digits and `-_.~`, at most [`COOKIE_BYTES_MAX`] of them.
///
/// It is often a secret, so it is not shown by `Debug`, cannot be compared by `==` and is wiped
/// when it is dropped.
#[derive(Clone)]
pub struct CookieValue(Zeroizing<String>);

impl CookieValue {
    /// Reads a value; `None` when it is empty, too long or has other characters.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
        let fits = (1..=COOKIE_BYTES_MAX).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// Writes bytes as a value; `None` when they are none or too many.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::parse(&Zeroizing::new(BASE64URL_NOPAD.encode(bytes)))
    }

    /// The value as it stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The cookies of a request, and the way to set new ones.
pub struct Cookies {
    https: bool,
    values: [Option<CookieValue>; Cookie::ALL.len()],
}

impl Cookies {
    /// The value that the browser sent, if it sent exactly one that can be read.
    pub fn value(&self, cookie: Cookie) -> Option<&CookieValue> {
        self.values[cookie as usize].as_ref()
    }

    /// Sets a cookie; return it beside the answer.
    pub fn set(&self, cookie: Cookie, value: &CookieValue) -> SetCookie {
        SetCookie::new(cookie, self.https, value.as_str(), cookie.life())
    }

    /// Makes the browser forget a cookie; return it beside the answer.
    pub fn clear(&self, cookie: Cookie) -> SetCookie {
        SetCookie::new(cookie, self.https, "", Some(Duration::ZERO))
    }

    pub(super) fn read(headers: &HeaderMap, https: bool) -> Self {
        let mut values = [const { None }; Cookie::ALL.len()];
        let mut seen = [false; Cookie::ALL.len()];
        let lines = headers.get_all(COOKIE).iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim_ascii().split_once('='));
        for (name, value) in pairs {
            let ours = Cookie::ALL.into_iter().find(|c| c.name(https) == name);
            let Some(at) = ours.map(|cookie| cookie as usize) else {
                continue;
            };
            values[at] = if seen[at] {
                None
            } else {
                CookieValue::parse(value)
            };
            seen[at] = true;
        }
        Self { https, values }
    }
}

impl FromRequestParts<App> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut request::Parts,
        app: &App,
    ) -> Result<Self, Self::Rejection> {
        Ok(Self::read(
            &parts.headers,
            app.config().public_url.is_https(),
        ))
    }
}

/// A `Set-Cookie` header, to be returned beside an answer: `(set_cookie, Redirect::to("/console"))`.
#[must_use = "a cookie is set only when it is returned beside the answer"]
pub struct SetCookie(HeaderValue);

impl SetCookie {
    fn new(cookie: Cookie, https: bool, value: &str, life: Option<Duration>) -> Self {
        let name = cookie.name(https);
        let secure = if https { "; Secure" } else { "" };
        let life = life.map_or_else(String::new, |life| format!("; Max-Age={}", life.as_secs()));
        let line = Zeroizing::new(format!(
            "{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}"
        ));
        let mut header = HeaderValue::from_str(&line).expect("names and values are plain ASCII");
        header.set_sensitive(true);
        Self(header)
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.0
    }
}

impl IntoResponseParts for SetCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.headers_mut().append(SET_COOKIE, self.0);
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str], https: bool) -> Cookies {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_str(line).expect("a header"));
        }
        Cookies::read(&headers, https)
    }

    fn session(lines: &[&str], https: bool) -> Option<String> {
        let cookies = read(lines, https);
        let value = cookies.value(Cookie::Session)?;
        Some(value.as_str().to_owned())
    }

    #[test]
    fn se_2_a_cookie_is_read_once_or_not_at_all() {
        for (lines, found) in [
            (vec![], None),
            (vec!["sekisho-session=abc"], Some("abc")),
            (vec!["a=b; sekisho-session=abc; c=d"], Some("abc")),
            (vec!["a=b", "sekisho-session=abc"], Some("abc")),
            (vec!["a=b;sekisho-session=abc;c"], Some("abc")),
            (vec!["sekisho-session=abc; sekisho-session=def"], None),
            (vec!["sekisho-session=abc; sekisho-session=abc"], None),
            (vec!["sekisho-session=abc", "sekisho-session=def"], None),
            (
                vec!["sekisho-session=a; sekisho-session=b; sekisho-session=c"],
                None,
            ),
            (vec!["sekisho-session=; sekisho-session=b"], None),
            (vec!["sekisho-session="], None),
            (vec!["sekisho-session=\"abc\""], None),
            (vec!["sekisho-session=a=b"], None),
            (vec!["sekisho-session=a b"], None),
            (vec!["Sekisho-Session=abc"], None),
            (vec!["__Host-sekisho-session=abc"], None),
        ] {
            assert_eq!(session(&lines, false).as_deref(), found, "{lines:?}");
        }
        assert_eq!(
            session(&["__Host-sekisho-session=abc"], true).as_deref(),
            Some("abc")
        );
        assert_eq!(session(&["sekisho-session=abc"], true), None);
    }

    #[test]
    fn a_value_is_read_up_to_its_maximum() {
        let line = |bytes: usize| format!("sekisho-session={}", "a".repeat(bytes));
        assert!(session(&[&line(COOKIE_BYTES_MAX)], false).is_some());
        assert!(session(&[&line(COOKIE_BYTES_MAX + 1)], false).is_none());
        assert!(CookieValue::from_bytes(&[]).is_none());
        let bytes = COOKIE_BYTES_MAX / 4 * 3;
        assert!(CookieValue::from_bytes(&vec![0; bytes]).is_some());
        assert!(CookieValue::from_bytes(&vec![0; bytes + 1]).is_none());
    }

    #[test]
    fn se_2_cookies_are_bound_to_the_host_hidden_from_scripts_and_lax() {
        let value = CookieValue::parse("abc").expect("a value");
        let line = |https: bool, cookie: Cookie| {
            let header = read(&[], https).set(cookie, &value).into_header();
            assert!(header.is_sensitive());
            header.to_str().expect("ascii").to_owned()
        };
        for (https, cookie, expected) in [
            (
                true,
                Cookie::Session,
                "__Host-sekisho-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure",
            ),
            (
                false,
                Cookie::Session,
                "sekisho-session=abc; Path=/; HttpOnly; SameSite=Lax",
            ),
            (
                true,
                Cookie::Ticket,
                "__Host-sekisho-ticket=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=900",
            ),
            (
                true,
                Cookie::Browser,
                "__Host-sekisho-browser=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=31536000",
            ),
            (
                false,
                Cookie::Language,
                "sekisho-lang=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000",
            ),
            (
                true,
                Cookie::SetUp,
                "__Host-sekisho-setup=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600",
            ),
        ] {
            assert_eq!(line(https, cookie), expected);
        }
        let cleared = read(&[], true).clear(Cookie::Session).into_header();
        assert_eq!(
            cleared.to_str().expect("ascii"),
            "__Host-sekisho-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
        );
    }
}
