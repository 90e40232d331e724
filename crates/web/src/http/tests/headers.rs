//! Which headers stand on which answers, errors included.

use super::*;

const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const SANDBOX: &str = "default-src 'none'; sandbox";

/// One answer of each kind.
fn each_kind() -> Vec<(Ask, u16, &'static str)> {
    let cross_site = Ask::post("/signin", &[("name", "a")]).named("sec-fetch-site", "cross-site");
    vec![
        (Ask::get("/console"), 200, PAGE_POLICY),
        (Ask::get("/"), 307, PAGE_POLICY),
        (
            Ask::get("/console").header(HOST, "evil.example"),
            307,
            PAGE_POLICY,
        ),
        (
            Ask::post("/signin", &[]).header(HOST, "evil.example"),
            421,
            PAGE_POLICY,
        ),
        (Ask::get("/nothing"), 404, PAGE_POLICY),
        (Ask::new(&Method::DELETE, "/console"), 405, PAGE_POLICY),
        (Ask::get("/not-allowed"), 403, PAGE_POLICY),
        (Ask::post("/signin", &[("name", "a")]), 403, PAGE_POLICY),
        (cross_site, 403, PAGE_POLICY),
        (Ask::get("/panic"), 500, PAGE_POLICY),
        (Ask::new(&Method::POST, "/"), 403, SANDBOX),
        (Ask::get("/?Action=GetUser"), 403, SANDBOX),
        (Ask::new(&Method::OPTIONS, "/"), 403, SANDBOX),
        (Ask::get("/healthz"), 200, SANDBOX),
        (Ask::get("/readyz"), 200, SANDBOX),
        (Ask::get("/metrics").from(LOOPBACK), 200, SANDBOX),
        (Ask::get("/metrics"), 403, SANDBOX),
        (Ask::new(&Method::POST, "/healthz"), 405, SANDBOX),
        (Ask::get("/assets/sekisho.css"), 200, SANDBOX),
        (Ask::get("/assets/nothing.css"), 404, SANDBOX),
    ]
}

#[tokio::test]
async fn every_answer_has_the_security_headers_of_its_kind_and_an_id() {
    let server = server(app(config(LOCAL)));
    let mut ids = std::collections::HashSet::new();
    for (ask, status, policy) in each_kind() {
        let about = format!("{} {}", ask.request.method(), ask.request.uri());
        let answer = ask.of(&server).await;
        assert_eq!(answer.status, status, "{about}");
        for (name, value) in [
            ("content-security-policy", policy),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{about}");
        }
        assert!(answer.header("permissions-policy").is_some(), "{about}");
        assert_eq!(answer.header("strict-transport-security"), None, "{about}");
        let id = answer.header("x-amzn-requestid").expect("an id");
        assert!(ids.insert(id.to_owned()), "{about}: {id} twice");
        for name in answer.headers.keys() {
            assert!(
                !name.as_str().starts_with("access-control-"),
                "{about}: {name}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_but_an_asset_may_be_kept_by_a_cache() {
    let server = server(app(config(LOCAL)));
    for (ask, status, _) in each_kind() {
        let about = ask.request.uri().to_string();
        let is_asset = about.starts_with("/assets/") && status == 200;
        let caching = ask
            .of(&server)
            .await
            .header("cache-control")
            .map(str::to_owned);
        let expected = if is_asset { "no-cache" } else { "no-store" };
        assert_eq!(caching.as_deref(), Some(expected), "{about}");
    }
}

#[tokio::test]
async fn over_https_every_answer_asks_for_https_for_a_year() {
    let server = server(app(config(PUBLIC)));
    for uri in [
        "/console",
        "/nothing",
        "/?Action=GetUser",
        "/healthz",
        "/assets/sekisho.css",
    ] {
        let answer = Ask::get(uri)
            .header(HOST, "signin.example.com")
            .over(STRANGER, true)
            .of(&server)
            .await;
        assert_eq!(
            answer.header("strict-transport-security"),
            Some("max-age=31536000"),
            "{uri}"
        );
    }
}

/// SE-2: the cookie of a session as the browser gets it, with and without TLS.
#[tokio::test]
async fn se_2_the_session_cookie_is_prefixed_secure_and_hidden_where_the_address_is_https() {
    for (url, host, line) in [
        (
            PUBLIC,
            "signin.example.com",
            "__Host-sekisho-session=fake-session; Path=/; HttpOnly; SameSite=Lax; Secure",
        ),
        (
            LOCAL,
            "localhost:8700",
            "sekisho-session=fake-session; Path=/; HttpOnly; SameSite=Lax",
        ),
    ] {
        let server = server(app(config(url)));
        let browser = if url == PUBLIC {
            "__Host-sekisho-browser=abc"
        } else {
            "sekisho-browser=abc"
        };
        let answer = Ask::get("/session")
            .header(HOST, host)
            .cookies(browser)
            .of(&server)
            .await;
        let set: Vec<_> = answer.headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(set, [line], "{url}");
    }
}

#[tokio::test]
async fn a_problem_is_a_page_in_the_readers_language_with_the_id_and_no_secret() {
    let server = server(app(config(LOCAL)));
    for (tag, t) in [("ja", Lang::Ja), ("en", Lang::En)] {
        for (uri, status, title) in [
            ("/nothing", 404, t.problem_not_found()),
            ("/not-allowed", 403, t.problem_not_allowed()),
            ("/panic", 500, t.problem_internal()),
        ] {
            let answer = Ask::get(uri)
                .named("accept-language", tag)
                .of(&server)
                .await;
            assert_eq!(answer.status, status, "{uri}");
            assert_eq!(
                answer.header("content-type"),
                Some("text/html; charset=utf-8")
            );
            assert!(answer.body.contains(title), "{tag} {uri}: {}", answer.body);
            let id = answer.header("x-amzn-requestid").expect("an id");
            assert!(answer.body.contains(id), "{tag} {uri}");
            assert!(!answer.body.contains("fake-secret"), "{tag} {uri}");
        }
        let missing = Ask::get("/not-allowed")
            .named("accept-language", tag)
            .of(&server)
            .await;
        assert!(missing.body.contains(ACTION));
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_ends_at_its_time_limit_with_a_page_that_says_when_to_come_back() {
    let mut config = config(LOCAL);
    config.limits.request = Duration::from_secs(30);
    let server = server(app(config));
    let start = tokio::time::Instant::now();
    let answer = Ask::get("/never").of(&server).await;
    assert_eq!(start.elapsed().as_secs(), 30);
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert!(
        answer.body.contains(Lang::En.problem_timed_out()),
        "{}",
        answer.body
    );
}
