//! The AWS endpoint: deaf to cookies, closed to scripts, clear about what is missing.

use axum::middleware::from_fn;
use axum::routing::any;

use super::*;
use crate::http::aws::deaf_to_cookies;

fn without_id(answer: &Answer) -> String {
    let id = answer.header("x-amzn-requestid").expect("an id");
    answer.body.replace(id, "ID")
}

#[tokio::test]
async fn a_call_is_answered_as_an_error_of_aws_that_names_the_request() {
    let server = server(app(config(LOCAL)));
    let iam = "https://iam.amazonaws.com/doc/2010-05-08/";
    let sts = "https://sts.amazonaws.com/doc/2011-06-15/";
    for (ask, namespace) in [
        (
            Ask::post("/", &[("Action", "GetUser"), ("Version", "2010-05-08")]),
            iam,
        ),
        (Ask::get("/?Action=GetUser&Version=2010-05-08"), iam),
        (Ask::get("/?Action=GetCallerIdentity"), sts),
        (Ask::new(&Method::PUT, "/"), sts),
    ] {
        let answer = ask.of(&server).await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.header("content-type"), Some("text/xml"));
        let expected = [
            &format!("<ErrorResponse xmlns=\"{namespace}\">"),
            "  <Error>",
            "    <Type>Sender</Type>",
            "    <Code>MissingAuthenticationToken</Code>",
            "    <Message>Request is missing Authentication Token</Message>",
            "  </Error>",
            "  <RequestId>ID</RequestId>",
            "</ErrorResponse>",
            "",
        ];
        assert_eq!(without_id(&answer), expected.join("\n"));
    }
}

/// SE-2: a session cookie opens nothing here, and none is set.
#[tokio::test]
async fn se_2_a_cookie_changes_nothing_at_the_aws_endpoint() {
    let server = server(app(config(LOCAL)));
    let call = || Ask::post("/", &[("Action", "GetUser")]);
    let plain = call().of(&server).await;
    let line = "sekisho-session=fake-session; sekisho-browser=fake-browser";
    let with_cookies = call().cookies(line).of(&server).await;
    assert_eq!(without_id(&with_cookies), without_id(&plain));
    assert_eq!(with_cookies.status, plain.status);
    assert!(with_cookies.cookies().is_empty());
}

/// SE-2: by construction, whatever the handler behind it does.
#[tokio::test]
async fn se_2_a_handler_of_the_aws_endpoint_is_given_no_cookie() {
    let echo = async |headers: HeaderMap| format!("{:?}", headers.get_all(COOKIE).iter().count());
    let endpoint = Router::new()
        .route("/", any(echo))
        .route_layer(from_fn(deaf_to_cookies));
    let mut ask = Ask::new(&Method::POST, "/").cookies("a=b");
    ask.request
        .headers_mut()
        .append(COOKIE, HeaderValue::from_static("c=d"));
    assert_eq!(ask.of(&endpoint).await.body, "0");
}

/// SE-8: a page of somebody else can send a call but cannot read the answer.
#[tokio::test]
async fn se_8_a_preflight_of_another_site_is_not_granted() {
    let server = server(app(config(LOCAL)));
    for uri in ["/", "/signin", "/console"] {
        let ask = Ask::new(&Method::OPTIONS, uri).named("origin", "https://evil.example");
        let answer = ask
            .named("access-control-request-method", "POST")
            .of(&server)
            .await;
        assert!(!answer.status.is_success(), "{uri}: {}", answer.status);
        for name in answer.headers.keys() {
            assert!(
                !name.as_str().starts_with("access-control-"),
                "{uri}: {name}"
            );
        }
    }
}

/// Programs call across sites without telling, so the origin check is for pages only.
#[tokio::test]
async fn a_call_from_another_site_is_not_taken_for_a_form() {
    let server = server(app(config(LOCAL)));
    let ask = Ask::post("/", &[("Action", "GetUser")]).named("origin", "https://evil.example");
    assert_eq!(
        ask.named("sec-fetch-site", "cross-site")
            .of(&server)
            .await
            .status,
        403
    );
}
