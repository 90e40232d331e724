//! The headers that keep a browser from doing what no page of ours asks for.
//!
//! Every answer gets them, errors included, because one outer layer sets them. Sources: W3C Content
//! Security Policy Level 3, W3C Referrer Policy, RFC 6797 (HSTS), Fetch Standard (CORP).

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::class::Class;

/// No inline code, nothing from elsewhere, no frame around us, no form that leads away.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// What is not a page is never shown as one.
const NO_PAGE_POLICY: &str = "default-src 'none'; sandbox";

const FIXED: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms (Fetch Standard,
    // "append a request Origin header"), and the origin check would refuse old ones.
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), \
         publickey-credentials-create=(self), publickey-credentials-get=(self)",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The layer that sets them.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let class = request.extensions().get::<Class>().copied();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = match class {
        Some(Class::Page) => PAGE_POLICY,
        _ => NO_PAGE_POLICY,
    };
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    if app.config().public_url.is_https() {
        let one_year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, one_year);
    }
    if class != Some(Class::Asset) || !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if class == Some(Class::Aws) {
        headers.remove(SET_COOKIE);
    }
    response
}
