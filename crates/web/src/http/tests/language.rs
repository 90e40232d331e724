//! The language of a page: what was chosen, else what the browser asks for.

use super::*;

const BROWSER: &str = "sekisho-browser=fake-browser";

#[tokio::test]
async fn what_was_chosen_comes_before_what_the_browser_asks_for() {
    let server = server(app(config(LOCAL)));
    for (cookie, asked, shown) in [
        ("a=b", "ja", "ja"),
        ("a=b", "en-US,en;q=0.9,ja;q=0.8", "en"),
        ("sekisho-lang=ja", "en", "ja"),
        ("sekisho-lang=en", "ja", "en"),
        ("sekisho-lang=fr", "ja", "ja"),
        ("sekisho-lang=ja; sekisho-lang=ja", "en", "en"),
    ] {
        let ask = Ask::get("/console")
            .cookies(cookie)
            .named("accept-language", asked);
        assert_eq!(ask.of(&server).await.body, shown, "{cookie} {asked}");
    }
    assert_eq!(Ask::get("/console").of(&server).await.body, "en");
}

async fn switch(fields: &[(&str, &str)]) -> Answer {
    let server = server(app(config(LOCAL)));
    let token = Ask::get("/signin").cookies(BROWSER).of(&server).await.body;
    let mut fields = fields.to_vec();
    fields.push(("csrf", &token));
    Ask::post("/lang", &fields)
        .cookies(BROWSER)
        .of(&server)
        .await
}

#[tokio::test]
async fn the_switch_keeps_the_choice_for_a_year_and_goes_back_to_the_page() {
    let answer = switch(&[("lang", "ja"), ("return", "/console/users?q=a")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), Some("/console/users?q=a"));
    assert_eq!(
        answer.header("set-cookie"),
        Some("sekisho-lang=ja; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000")
    );
}

#[tokio::test]
async fn the_switch_leads_to_no_other_place_and_takes_no_other_language() {
    for evil in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "",
    ] {
        let answer = switch(&[("lang", "en"), ("return", evil)]).await;
        assert_eq!(answer.header("location"), Some("/console"), "{evil}");
    }
    for fields in [
        [("lang", "fr"), ("return", "/console")],
        [("lang", ""), ("return", "/console")],
    ] {
        let answer = switch(&fields).await;
        assert_eq!(answer.status, 400);
        assert!(answer.cookies().is_empty());
    }
}

#[tokio::test]
async fn se_8_the_switch_is_a_form_like_any_other() {
    let server = server(app(config(LOCAL)));
    let fields = [("lang", "ja"), ("return", "/console")];
    let answer = Ask::post("/lang", &fields)
        .cookies(BROWSER)
        .of(&server)
        .await;
    assert_eq!(answer.status, 403);
    assert!(answer.cookies().is_empty());
}
