//! One id, one log line and one count for each request.
//!
//! Invariant: of a request only the method, the route's pattern, the status and the time are told.
//! Paths hold names and queries hold tokens, so neither is logged; strangers cannot make new labels
//! in the metrics either.

use std::fmt;
use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, request};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::HEXLOWER;
use tracing::Instrument;

use super::class::Class;
use super::{App, Problem};

/// The id of a request, in the answer's `x-amzn-requestid`, in every log line and on every page
/// about a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestId(String);

/// The header that carries the id, as AWS names it.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

impl RequestId {
    /// A version 4 UUID (RFC 9562 section 5.4) from random bytes.
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = HEXLOWER.encode(&bytes);
        let groups = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        Self(groups.join("-"))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromRequestParts<App> for RequestId {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut request::Parts,
        _: &App,
    ) -> Result<Self, Self::Rejection> {
        parts.extensions.get().cloned().ok_or(Problem::Internal)
    }
}

/// The outermost layer.
pub(super) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = RequestId::from_random(app.random());
    let class = Class::of(request.method(), request.uri());
    let method = known_method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(class);

    let span = tracing::info_span!("request", request_id = %id);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = start.elapsed();

    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let status = response.status().as_u16();
    app.metrics().request(class.name(), status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(method, route, status, ms, request_id = %id, "answered a request");
    });
    let header = HeaderValue::from_str(id.as_str()).expect("an id is hexadecimal");
    response.headers_mut().insert(REQUEST_ID, header);
    response
}

/// The method, or one word for those that strangers invent.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "(other)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_is_a_version_4_uuid() {
        let id = RequestId::from_random([0xff; 16]);
        assert_eq!(id.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let id = RequestId::from_random([0; 16]);
        assert_eq!(id.as_str(), "00000000-0000-4000-8000-000000000000");
    }
}
