//! Who may send a form, and how much of it.

use super::*;
use crate::http::{FORM_BYTES_MAX, FORM_FIELDS_MAX};

const BROWSER: &str = "sekisho-browser=fake-browser";
const SESSION: &str = "sekisho-session=fake-session";

/// The token of the form on a page that is asked for with these cookies.
async fn token(server: &Router, cookies: &str) -> String {
    Ask::get("/signin").cookies(cookies).of(server).await.body
}

fn form(token: &str, cookies: &str) -> Ask {
    let fields = [
        ("name", "hanako"),
        ("password", "fake-password"),
        ("csrf", token),
    ];
    Ask::post("/signin", &fields).cookies(cookies)
}

#[tokio::test]
async fn se_8_a_form_is_taken_from_the_page_that_this_browser_was_given() {
    let server = server(app(config(LOCAL)));
    let (cookies, token) = at_the_form(&server).await;
    let answer = form(&token, &cookies)
        .named("sec-fetch-site", "same-origin")
        .of(&server)
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (200, "hanako 13")
    );
}

#[tokio::test]
async fn se_8_a_form_with_the_right_token_is_refused_when_the_browser_says_it_comes_from_elsewhere()
{
    let server = server(app(config(LOCAL)));
    let token = token(&server, BROWSER).await;
    for (says, status) in [
        (vec![("sec-fetch-site", "same-origin")], 200),
        (vec![("sec-fetch-site", "none")], 200),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (
            vec![
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://evil.example"),
            ],
            403,
        ),
        // Old browsers say no more than the origin, and very old ones nothing.
        (vec![("origin", LOCAL)], 200),
        (vec![("origin", "http://localhost:9000")], 403),
        (vec![("origin", "https://evil.example")], 403),
        (vec![("origin", "null")], 403),
        (vec![], 200),
    ] {
        let mut ask = form(&token, BROWSER);
        for (name, value) in &says {
            ask = ask.named(name, value);
        }
        let answer = ask.of(&server).await;
        assert_eq!(answer.status, status, "{says:?}");
        assert!(
            status == 200 || !answer.body.contains("fake-password"),
            "{says:?}"
        );
    }
}

#[tokio::test]
async fn se_8_a_token_is_good_for_the_cookie_that_it_was_made_for_only() {
    let server = server(app(config(LOCAL)));
    let of_browser = token(&server, BROWSER).await;
    let of_other = token(&server, "sekisho-browser=other-browser").await;
    let both = format!("{BROWSER}; {SESSION}");
    let of_session = token(&server, &both).await;
    let twice = format!("{BROWSER}; {BROWSER}");
    // The same text as a browser's and as a session's id.
    let as_session = "sekisho-session=fake-browser";
    let cut = &of_browser[..of_browser.len() - 2];
    for (case, token, cookies, status) in [
        ("its own", of_browser.as_str(), BROWSER, 200),
        ("that of another browser", &of_other, BROWSER, 403),
        ("no cookies", &of_browser, "a=b", 403),
        ("a cookie twice", &of_browser, &twice, 403),
        ("none", "", BROWSER, 403),
        ("no token at all", "あ", BROWSER, 403),
        ("cut short", cut, BROWSER, 403),
        ("from before the sign-in", &of_browser, &both, 403),
        ("the session's own", &of_session, &both, 200),
        (
            "the session's own after the sign-out",
            &of_session,
            BROWSER,
            403,
        ),
        (
            "the session's own elsewhere",
            &of_session,
            "sekisho-session=other",
            403,
        ),
        ("a browser's as a session's", &of_browser, as_session, 403),
    ] {
        let ask = form(token, cookies).named("sec-fetch-site", "same-origin");
        assert_eq!(ask.of(&server).await.status, status, "{case}");
    }
}

#[tokio::test]
async fn se_8_a_form_without_a_token_or_with_two_is_refused_with_the_way_out() {
    let server = server(app(config(LOCAL)));
    let token = token(&server, BROWSER).await;
    let fields = [("name", "a"), ("password", "fake-password")];
    let two = [
        ("csrf", token.as_str()),
        ("csrf", token.as_str()),
        fields[0],
        fields[1],
    ];
    for ask in [Ask::post("/signin", &fields), Ask::post("/signin", &two)] {
        let answer = ask.cookies(BROWSER).of(&server).await;
        assert_eq!(answer.status, 403);
        assert!(
            answer.body.contains(Lang::En.problem_form_too_old()),
            "{}",
            answer.body
        );
        assert!(!answer.body.contains("fake-password"));
    }
}

#[tokio::test]
async fn se_8_two_installations_do_not_take_each_others_tokens() {
    let ours = server(app(config(LOCAL)));
    let csrf_key = Zeroizing::new([43; 32]);
    let theirs = server(App::new(Parts {
        csrf_key,
        ..parts(config(LOCAL))
    }));
    let token = token(&theirs, BROWSER).await;
    assert_eq!(form(&token, BROWSER).of(&theirs).await.status, 200);
    assert_eq!(form(&token, BROWSER).of(&ours).await.status, 403);
}

#[tokio::test]
async fn a_browser_gets_its_cookie_with_its_first_page_and_keeps_it() {
    let server = server(app(config(LOCAL)));
    for uri in ["/signin", "/console", "/nothing", "/"] {
        let first = Ask::get(uri).of(&server).await;
        let cookies = first.cookies();
        assert_eq!(cookies.len(), 1, "{uri}");
        let id = cookies[0]
            .strip_prefix("sekisho-browser=")
            .expect("the browser's cookie");
        assert_eq!(id.len(), 22, "128 bits in base64url");
        assert!(
            Ask::get(uri)
                .cookies(cookies[0])
                .of(&server)
                .await
                .cookies()
                .is_empty(),
            "{uri}"
        );
    }
    for ask in [
        Ask::post("/signin", &[]),
        Ask::new(&Method::POST, "/"),
        Ask::get("/?Action=GetUser"),
        Ask::get("/healthz"),
        Ask::get("/assets/sekisho.css"),
    ] {
        let about = ask.request.uri().clone();
        assert!(ask.of(&server).await.cookies().is_empty(), "{about}");
    }
    let head = Ask::new(&Method::HEAD, "/signin").of(&server).await;
    assert_eq!((head.status.as_u16(), head.cookies().len()), (200, 1));
    let one = Ask::get("/signin").of(&server).await;
    let other = Ask::get("/signin").of(&server).await;
    assert_ne!(one.cookies(), other.cookies());
}

/// A form of exactly this many bytes.
fn filled(token: &str, bytes: usize) -> String {
    let start = format!("csrf={token}&name=a&password=");
    let rest = bytes - start.len();
    start + &"a".repeat(rest)
}

#[tokio::test]
async fn a_form_is_read_up_to_its_maximum_of_bytes() {
    let server = server(app(config(LOCAL)));
    let token = token(&server, BROWSER).await;
    for (bytes, status) in [(FORM_BYTES_MAX, 200), (FORM_BYTES_MAX + 1, 413)] {
        let body = filled(&token, bytes);
        let silent = Ask::post_body("/signin", body.clone()).cookies(BROWSER);
        assert_eq!(
            silent.of(&server).await.status,
            status,
            "{bytes} without a length"
        );
        let told = Ask::post_body("/signin", body).cookies(BROWSER);
        let told = told.named("content-length", &bytes.to_string());
        assert_eq!(
            told.of(&server).await.status,
            status,
            "{bytes} with a length"
        );
    }
    // Whoever announces too much is refused before anything is read.
    let announced = Ask::post_body("/signin", filled(&token, 100)).cookies(BROWSER);
    let announced = announced.named("content-length", &(FORM_BYTES_MAX + 1).to_string());
    assert_eq!(announced.of(&server).await.status, 413);
}

#[tokio::test]
async fn a_form_has_at_most_its_maximum_of_fields() {
    let server = server(app(config(LOCAL)));
    let token = token(&server, BROWSER).await;
    for (fields, status) in [(FORM_FIELDS_MAX, 200), (FORM_FIELDS_MAX + 1, 400)] {
        let more = "&a=b".repeat(fields - 3);
        let body = format!("csrf={token}&name=a&password=b{more}");
        let answer = Ask::post_body("/signin", body)
            .cookies(BROWSER)
            .of(&server)
            .await;
        assert_eq!(answer.status, status, "{fields}");
    }
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_refused_whole() {
    let server = server(app(config(LOCAL)));
    let token = token(&server, BROWSER).await;
    for (body, status) in [
        ("name=%E9%96%A2%E6%89%80&password=b", 200),
        ("name=a&password=%ff", 400),
        ("name=%ff&password=b", 400),
        ("name=a", 400),
        ("name=a&name=b&password=c", 400),
    ] {
        let body = format!("csrf={token}&{body}");
        let answer = Ask::post_body("/signin", body.clone())
            .cookies(BROWSER)
            .of(&server)
            .await;
        assert_eq!(answer.status, status, "{body}");
    }
    for (kind, status) in [
        ("application/x-www-form-urlencoded; charset=UTF-8", 200),
        ("application/json", 400),
        ("text/plain", 400),
        ("multipart/form-data; boundary=a", 400),
    ] {
        let ask = form(&token, BROWSER).named("content-type", kind);
        assert_eq!(ask.of(&server).await.status, status, "{kind}");
    }
}

#[tokio::test]
async fn text_arrives_as_it_was_typed() {
    let server = server(app(config(LOCAL)));
    let token = token(&server, BROWSER).await;
    // Full-width digits, an ideographic space and a letter in two code points stay what they are.
    let typed = "\u{ff11}\u{ff12}\u{3000}\u{304b}\u{3099} +&=";
    let fields = [("name", typed), ("password", ""), ("csrf", token.as_str())];
    let answer = Ask::post("/signin", &fields)
        .cookies(BROWSER)
        .of(&server)
        .await;
    assert_eq!(answer.body, format!("{typed} 0"));
}
