//! Pages live at the public address only.
//!
//! A security key is bound to the name in the address bar and a cookie to its host, so a page that
//! is asked for under another name leads to the right one. A form that was sent to another name is
//! refused: it may come from a page that pretends to be us. AWS calls, probes and assets are not
//! pages and answer under every name.

use axum::extract::{Request, State};
use axum::http::header::{HOST, LOCATION};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::client::{is_named, last_value};
use super::{App, Config, Peer, Problem};

/// The layer in front of all pages.
pub(super) async fn only_ours(State(app): State<App>, request: Request, next: Next) -> Response {
    let config = app.config();
    let peer = request.extensions().get::<Peer>();
    let by_proxy =
        peer.is_some_and(|peer| is_named(peer.address.ip().to_canonical(), &config.proxies));
    if is_ours(config, request.uri(), request.headers(), by_proxy) {
        return next.run(request).await;
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    match HeaderValue::try_from(format!("{}{path}", config.public_url)) {
        Ok(there) if reads => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, there)]).into_response(),
        _ => Problem::WrongHost.into_response(),
    }
}

fn is_ours(config: &Config, uri: &Uri, headers: &HeaderMap, by_proxy: bool) -> bool {
    let url = &config.public_url;
    let Some(asked) = asked_host(uri, headers, by_proxy) else {
        return false;
    };
    // Only a named proxy that says so outright is sent to https: a proxy that says nothing would
    // be sent in a circle.
    let told_plain = by_proxy
        && last_value(headers, "x-forwarded-proto")
            .is_some_and(|proto| proto.eq_ignore_ascii_case("http"));
    url.is_host(&asked) && !(url.is_https() && told_plain)
}

/// The host that the browser asked for: as a named proxy tells it, else as the request has it.
fn asked_host(uri: &Uri, headers: &HeaderMap, by_proxy: bool) -> Option<Authority> {
    if by_proxy && let Some(told) = last_value(headers, "x-forwarded-host") {
        return told.parse().ok();
    }
    if let Some(authority) = uri.authority() {
        return Some(authority.clone());
    }
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok()?.parse().ok(),
        _ => None,
    }
}
