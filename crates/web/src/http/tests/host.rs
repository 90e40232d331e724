//! Pages stand at the public address only; the client is who the named proxies say it is.

use ipnet::IpNet;

use super::*;

/// A server at `url` behind a proxy on this machine.
fn behind_a_proxy(url: &str) -> Router {
    let mut config = config(url);
    config.proxies = vec!["127.0.0.1/32".parse::<IpNet>().expect("a network")];
    server(app(config))
}

#[tokio::test]
async fn a_page_under_another_name_leads_to_the_public_address() {
    for (url, host, uri, to) in [
        (
            LOCAL,
            "127.0.0.1:8700",
            "/console",
            "http://localhost:8700/console",
        ),
        (
            LOCAL,
            "[::1]:8700",
            "/console?a=b%20c",
            "http://localhost:8700/console?a=b%20c",
        ),
        (
            LOCAL,
            "localhost",
            "/console",
            "http://localhost:8700/console",
        ),
        (
            LOCAL,
            "evil.example",
            "/console/users/a",
            "http://localhost:8700/console/users/a",
        ),
        (
            PUBLIC,
            "localhost:8700",
            "/signin",
            "https://signin.example.com/signin",
        ),
        (
            PUBLIC,
            "signin.example.com:8443",
            "/signin",
            "https://signin.example.com/signin",
        ),
        (
            PUBLIC,
            "signin.example.com@evil.example",
            "/signin",
            "https://signin.example.com/signin",
        ),
    ] {
        let server = server(app(config(url)));
        let answer = Ask::get(uri).header(HOST, host).of(&server).await;
        assert_eq!(answer.status, 307, "{url} {host}");
        assert_eq!(answer.header("location"), Some(to), "{url} {host}");
    }
}

#[tokio::test]
async fn a_page_without_a_name_or_with_two_leads_to_the_public_address() {
    let server = server(app(config(LOCAL)));
    let none = Ask::get("/console").without(HOST).of(&server).await;
    assert_eq!(none.status, 307);
    let mut two = Ask::get("/console");
    two.request
        .headers_mut()
        .append(HOST, HeaderValue::from_static("evil.example"));
    assert_eq!(two.of(&server).await.status, 307);
    // HTTP/2 has the name in the address, and there it counts.
    let in_address = Ask::get("http://localhost:8700/console")
        .without(HOST)
        .of(&server)
        .await;
    assert_eq!(in_address.status, 200);
    let elsewhere = Ask::get("http://evil.example/console").of(&server).await;
    assert_eq!(elsewhere.status, 307);
}

#[tokio::test]
async fn a_form_for_another_name_is_refused_and_not_led_anywhere() {
    let server = server(app(config(LOCAL)));
    let (cookies, token) = at_the_form(&server).await;
    for host in ["127.0.0.1:8700", "evil.example"] {
        let fields = [("name", "a"), ("password", "b"), ("csrf", token.as_str())];
        let answer = Ask::post("/signin", &fields)
            .cookies(&cookies)
            .header(HOST, host)
            .of(&server)
            .await;
        assert_eq!(answer.status, 421, "{host}");
        assert_eq!(answer.header("location"), None, "{host}");
    }
}

#[tokio::test]
async fn what_is_no_page_answers_under_every_name() {
    let server = server(app(config(PUBLIC)));
    for (ask, status) in [
        (Ask::new(&Method::POST, "/"), 403),
        (Ask::get("/?Action=GetUser"), 403),
        (Ask::get("/healthz"), 200),
        (Ask::get("/readyz"), 200),
        (Ask::get("/assets/sekisho.css"), 200),
    ] {
        let answer = ask.header(HOST, "iam.amazonaws.com").of(&server).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn the_root_leads_to_the_console() {
    let server = server(app(config(LOCAL)));
    for method in [Method::GET, Method::HEAD] {
        let answer = Ask::new(&method, "/").of(&server).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (307, Some("/console"))
        );
    }
}

#[tokio::test]
async fn a_named_proxy_tells_the_name_and_the_transport_and_nobody_else_does() {
    let server = behind_a_proxy(PUBLIC);
    for (peer, host, told, status) in [
        (
            LOOPBACK,
            "10.0.0.1:8700",
            vec![("x-forwarded-host", "signin.example.com")],
            200,
        ),
        (LOOPBACK, "signin.example.com", vec![], 200),
        (
            LOOPBACK,
            "signin.example.com",
            vec![("x-forwarded-proto", "https")],
            200,
        ),
        (
            LOOPBACK,
            "signin.example.com",
            vec![("x-forwarded-proto", "http")],
            307,
        ),
        (
            LOOPBACK,
            "signin.example.com",
            vec![("x-forwarded-host", "evil.example")],
            307,
        ),
        (
            STRANGER,
            "10.0.0.1:8700",
            vec![("x-forwarded-host", "signin.example.com")],
            307,
        ),
        (
            STRANGER,
            "signin.example.com",
            vec![("x-forwarded-host", "evil.example")],
            200,
        ),
        (
            STRANGER,
            "signin.example.com",
            vec![("x-forwarded-proto", "http")],
            200,
        ),
    ] {
        let mut ask = Ask::get("/console").header(HOST, host).from(peer);
        for (name, value) in &told {
            ask = ask.named(name, value);
        }
        assert_eq!(
            ask.of(&server).await.status,
            status,
            "{peer} {host} {told:?}"
        );
    }
}

#[tokio::test]
async fn a_handler_sees_the_client_behind_the_named_proxy() {
    let server = behind_a_proxy(PUBLIC);
    for (peer, tls, seen) in [
        (LOOPBACK, false, "192.0.2.1 true"),
        (STRANGER, false, "203.0.113.9 false"),
        (STRANGER, true, "203.0.113.9 true"),
    ] {
        let ask = Ask::get("/client")
            .header(HOST, "signin.example.com")
            .over(peer, tls);
        let ask = ask.named("x-forwarded-for", "198.51.100.7, 192.0.2.1");
        let answer = ask.named("x-forwarded-proto", "https").of(&server).await;
        assert_eq!(answer.body, seen, "{peer}");
    }
}
