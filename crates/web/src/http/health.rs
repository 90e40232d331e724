//! What the operator's tools ask: does the process answer, does the store answer, what was counted.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, Client, Peer, client};

/// How long the store may take to answer `/readyz`.
const READY_TIME_MAX: Duration = Duration::from_secs(5);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

async fn ready(State(app): State<App>) -> Response {
    let answer = tokio::time::timeout(READY_TIME_MAX, app.ready()).await;
    let reason = match answer {
        Ok(Ok(())) => return "ready\n".into_response(),
        Ok(Err(reason)) => reason,
        Err(_) => format!("no answer within {} s", READY_TIME_MAX.as_secs()),
    };
    // The reason may name paths and hosts: it is for the log, not for whoever asks.
    tracing::warn!(reason, "the store does not answer");
    (
        StatusCode::SERVICE_UNAVAILABLE,
        "the store does not answer; the log says why\n",
    )
        .into_response()
}

async fn metrics(
    State(app): State<App>,
    axum::Extension(peer): axum::Extension<Peer>,
    client: Client,
    headers: HeaderMap,
) -> Response {
    if !may_read_metrics(&app, peer, &client, &headers) {
        const WHY: &str = "metrics answer loopback and the networks in `[metrics] allow` only; \
            add your network there\n";
        return (StatusCode::FORBIDDEN, WHY).into_response();
    }
    match app.service().letters_waiting().await {
        Ok(count) => app.metrics().letters_waiting(count),
        // The other figures are worth reading all the same; this one stays what it was.
        Err(refusal) => tracing::warn!(?refusal, "letters that wait cannot be counted"),
    }
    match app.metrics().text() {
        Ok(text) => ([(CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Loopback and listed networks. A request that was relayed by a proxy which nobody
/// named comes from anywhere, although its peer is loopback.
fn may_read_metrics(app: &App, peer: Peer, client: &Client, headers: &HeaderMap) -> bool {
    let config = app.config();
    let named = client::is_named(peer.address.ip().to_canonical(), &config.proxies);
    let relayed = ["forwarded", "x-forwarded-for", "via"]
        .iter()
        .any(|name| headers.contains_key(*name));
    let listed = config
        .metrics_from
        .iter()
        .any(|net| net.contains(&client.ip));
    (client.ip.is_loopback() || listed) && (named || !relayed)
}
