//! What the log tells of a request, and what it must not.

use super::log::logged;
use super::*;

#[tokio::test]
async fn a_request_is_one_line_with_method_route_status_time_and_id() {
    let server = server(app(config(LOCAL)));
    let mut id = String::new();
    let log = logged(async {
        let answer = Ask::get("/console/users/hanako").of(&server).await;
        id = answer.header("x-amzn-requestid").expect("an id").to_owned();
    })
    .await;
    let lines: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .filter(|line: &serde_json::Value| line["level"] == "INFO")
        .collect();
    assert_eq!(lines.len(), 1, "{log}");
    let fields = &lines[0]["fields"];
    assert_eq!(fields["method"], "GET");
    assert_eq!(fields["route"], "/console/users/{name}");
    assert_eq!(fields["status"], 200);
    assert_eq!(fields["request_id"], id.as_str());
    assert!(fields["ms"].is_u64(), "{log}");
}

#[tokio::test]
async fn no_line_of_the_log_holds_a_name_a_query_a_cookie_or_a_form() {
    let server = server(app(config(LOCAL)));
    let browser = "sekisho-browser=fake-browser";
    let token = Ask::get("/signin").cookies(browser).of(&server).await.body;
    let log = logged(async {
        let secrets = format!("{browser}; sekisho-session=fake-session");
        Ask::get("/console/users/hanako?return=/fake-query")
            .cookies(&secrets)
            .of(&server)
            .await;
        Ask::get("/nothing/hanako?fake-query").of(&server).await;
        Ask::new(
            &Method::from_bytes(b"FAKE-METHOD").expect("a method"),
            "/console",
        )
        .of(&server)
        .await;
        Ask::get("/panic").of(&server).await;
        for token in [token.as_str(), "fake-token"] {
            let fields = [
                ("name", "hanako"),
                ("password", "fake-password"),
                ("csrf", token),
            ];
            Ask::post("/signin", &fields)
                .cookies(browser)
                .of(&server)
                .await;
            Ask::post("/signin", &fields[1..])
                .cookies(browser)
                .of(&server)
                .await;
        }
    })
    .await;
    assert_eq!(log.matches("answered a request").count(), 8, "{log}");
    for secret in [
        "hanako",
        "fake-query",
        "fake-session",
        "fake-browser",
        "fake-password",
        "fake-token",
        "fake-secret",
        "FAKE-METHOD",
        token.as_str(),
    ] {
        assert!(!log.contains(secret), "`{secret}` in\n{log}");
    }
}
