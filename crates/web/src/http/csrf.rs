//! The form token and the cookie that it is bound to (`SE-8`).
//!
//! Two defences stand one behind the other. Browsers say where a form came from
//! (`Sec-Fetch-Site`, `Origin`), and [`super::router`] refuses strangers by it. Old browsers and
//! proxies that rewrite headers are the reason for the second: a token that only our own pages
//! know. It is HMAC-SHA-256 over the session cookie, or before sign-in over the browser cookie, so
//! the sign-in form is covered too and nothing needs to be stored.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{Method, request};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::class::Class;
use super::{App, Cookie, CookieValue, Cookies, Problem};

/// The token for the hidden field `csrf` of every form on a page.
pub struct CsrfToken(String);

/// The field that carries the token.
pub(super) const FIELD: &str = "csrf";

impl CsrfToken {
    /// The token as it stands in the field.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The token as the page takes it.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromRequestParts<App> for CsrfToken {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut request::Parts,
        app: &App,
    ) -> Result<Self, Self::Rejection> {
        // `know_browser` gave every page request something to bind to, except a form that came
        // without cookies; and there the form is refused before a page is drawn.
        let bound = Bound::of(parts, app).ok_or(Problem::FormTooOld)?;
        let tag = bound.mac(app).finalize().into_bytes();
        Ok(Self(BASE64URL_NOPAD.encode(&tag)))
    }
}

/// Refuses a form whose token was not made for this browser or session.
pub(super) fn check(app: &App, parts: &request::Parts, token: &str) -> Result<(), Problem> {
    let bound = Bound::of(parts, app).ok_or(Problem::FormTooOld)?;
    let tag = BASE64URL_NOPAD
        .decode(token.as_bytes())
        .map_err(|_| Problem::FormTooOld)?;
    // Compares in constant time.
    bound
        .mac(app)
        .verify_slice(&tag)
        .map_err(|_| Problem::FormTooOld)
}

/// The layer that gives each browser its cookie with the first page.
pub(super) async fn know_browser(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let cookies = Cookies::read(request.headers(), app.config().public_url.is_https());
    let is_known = cookies.value(Cookie::Browser).is_some();
    let is_page = request.extensions().get() == Some(&Class::Page);
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_known || !is_page || !reads {
        return next.run(request).await;
    }
    let id = CookieValue::from_bytes(&app.random::<BROWSER_ID_BYTES>())
        .expect("the id of a browser is shorter than a cookie may be");
    let set = cookies.set(Cookie::Browser, &id);
    request.extensions_mut().insert(NewBrowser(id));
    let mut response = next.run(request).await;
    response.headers_mut().append(SET_COOKIE, set.into_header());
    response
}

/// 128 bits, which nobody guesses.
const BROWSER_ID_BYTES: usize = 16;

/// The id of a browser that is about to learn it.
#[derive(Clone)]
struct NewBrowser(CookieValue);

/// What a token is bound to.
enum Bound {
    Session(CookieValue),
    Browser(CookieValue),
}

impl Bound {
    fn of(parts: &request::Parts, app: &App) -> Option<Self> {
        let cookies = Cookies::read(&parts.headers, app.config().public_url.is_https());
        if let Some(session) = cookies.value(Cookie::Session) {
            return Some(Self::Session(session.clone()));
        }
        let known = cookies.value(Cookie::Browser).cloned();
        let new = || {
            parts
                .extensions
                .get::<NewBrowser>()
                .map(|new| new.0.clone())
        };
        known.or_else(new).map(Self::Browser)
    }

    fn mac(&self, app: &App) -> Hmac<Sha256> {
        // The purpose keeps a browser's token from ever being a session's.
        let (purpose, value) = match self {
            Self::Session(value) => ("sekisho form session\0", value),
            Self::Browser(value) => ("sekisho form browser\0", value),
        };
        let mut mac = Hmac::<Sha256>::new_from_slice(app.csrf_key())
            .expect("HMAC takes keys of every length");
        mac.update(purpose.as_bytes());
        mac.update(value.as_str().as_bytes());
        mac
    }
}
