//! Health, readiness and metrics.

use ipnet::IpNet;
use service::Sent;

use super::*;
use crate::http::Ready;

fn with_ready(ready: Ready) -> Router {
    server(App::new(Parts {
        ready,
        ..parts(config(LOCAL))
    }))
}

#[tokio::test]
async fn readiness_is_what_the_store_says_and_its_reason_stays_in_the_log() {
    let good = with_ready(Arc::new(|| Box::pin(async { Ok(()) })));
    let answer = Ask::get("/readyz").of(&good).await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (200, "ready\n")
    );
    let bad = with_ready(Arc::new(|| {
        Box::pin(async { Err("/secret/path is full".to_owned()) })
    }));
    let answer = Ask::get("/readyz").of(&bad).await;
    assert_eq!(answer.status, 503);
    assert!(!answer.body.contains("secret"), "{}", answer.body);
    // The process answers all the same.
    assert_eq!(Ask::get("/healthz").of(&bad).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_says_nothing_is_not_ready() {
    let silent = with_ready(Arc::new(|| Box::pin(std::future::pending())));
    assert_eq!(Ask::get("/readyz").of(&silent).await.status, 503);
}

const XFF: &str = "x-forwarded-for";

#[tokio::test]
async fn metrics_answer_loopback_and_listed_networks_only() {
    let net = |text: &str| text.parse::<IpNet>().expect("a network");
    let mut config = config(LOCAL);
    config.metrics_from = vec![net("192.0.2.0/24")];
    config.proxies = vec![net("10.0.0.1/32")];
    let server = server(app(config));
    for (peer, told, status) in [
        ("127.0.0.1:1", vec![], 200),
        ("[::1]:1", vec![], 200),
        ("[::ffff:127.0.0.1]:1", vec![], 200),
        ("192.0.2.77:1", vec![], 200),
        ("203.0.113.9:1", vec![], 403),
        ("10.0.0.1:1", vec![], 403),
        ("203.0.113.9:1", vec![(XFF, "127.0.0.1")], 403),
        ("10.0.0.1:1", vec![(XFF, "192.0.2.77")], 200),
        ("10.0.0.1:1", vec![(XFF, "203.0.113.9")], 403),
        // A proxy on this machine that nobody named carries anybody's request.
        ("127.0.0.1:1", vec![(XFF, "127.0.0.1")], 403),
        ("127.0.0.1:1", vec![("forwarded", "for=127.0.0.1")], 403),
        ("127.0.0.1:1", vec![("via", "1.1 proxy")], 403),
    ] {
        let mut ask = Ask::get("/metrics").from(peer);
        for (name, value) in &told {
            ask = ask.named(name, value);
        }
        assert_eq!(ask.of(&server).await.status, status, "{peer} {told:?}");
    }
}

#[tokio::test]
async fn requests_and_sign_ins_are_counted_by_words_of_the_program() {
    let app = app(config(LOCAL));
    let server = server(app.clone());
    for uri in [
        "/console",
        "/console/users/hanako?secret=1",
        "/nothing/hanako",
        "/healthz",
    ] {
        Ask::get(uri).of(&server).await;
    }
    app.metrics().sign_in("password_wrong");
    app.metrics().sign_in("password_wrong");
    app.metrics().mail(Sent {
        sent: 3,
        waiting: 2,
        failed: 0,
    });
    let answer = Ask::get("/metrics").from(LOOPBACK).of(&server).await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
    );
    for line in [
        "sekisho_http_requests_total{class=\"page\",status=\"200\"} 2",
        "sekisho_http_requests_total{class=\"page\",status=\"404\"} 1",
        "sekisho_http_requests_total{class=\"probe\",status=\"200\"} 1",
        "sekisho_http_request_duration_seconds_count{class=\"page\"} 3",
        "sekisho_sign_ins_total{outcome=\"password_wrong\"} 2",
        "sekisho_http_connections 0",
        "sekisho_letters_total{outcome=\"sent\"} 3",
        "sekisho_letters_total{outcome=\"tried_in_vain\"} 2",
        "sekisho_letters_total{outcome=\"given_up\"} 0",
        "sekisho_letters_waiting 0",
    ] {
        assert!(
            answer.body.lines().any(|found| found == line),
            "{line} in\n{}",
            answer.body
        );
    }
    assert!(!answer.body.contains("hanako") && !answer.body.contains("secret"));
}
