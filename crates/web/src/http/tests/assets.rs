//! The files that pages use: kept for ever under their own address, checked again under any other.

use super::*;
use crate::layout::{Layout, SCRIPT, STYLE_SHEET};

fn addresses() -> [(String, &'static str, &'static [u8]); 2] {
    let layout = Layout {
        t: Lang::Ja,
        csrf: String::new(),
        path: String::new(),
        signed_in: None,
        flash: None,
    };
    [
        (layout.style_sheet(), "text/css; charset=utf-8", STYLE_SHEET),
        (layout.script(), "text/javascript; charset=utf-8", SCRIPT),
    ]
}

#[tokio::test]
async fn a_page_gets_its_files_under_the_addresses_that_it_names_and_keeps_them() {
    let server = server(app(config(LOCAL)));
    for (address, kind, content) in addresses() {
        let answer = Ask::get(&address).of(&server).await;
        assert_eq!(answer.status, 200, "{address}");
        assert_eq!(answer.header("content-type"), Some(kind));
        assert_eq!(
            answer.header("cache-control"),
            Some("public, max-age=31536000, immutable")
        );
        assert_eq!(answer.body.as_bytes(), content);
    }
}

#[tokio::test]
async fn under_another_version_the_file_is_checked_again_each_time() {
    let server = server(app(config(LOCAL)));
    for uri in [
        "/assets/sekisho.css",
        "/assets/sekisho.css?v=0",
        "/assets/sekisho.css?v=",
    ] {
        let answer = Ask::get(uri).of(&server).await;
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{uri}");
        assert_eq!(answer.body.as_bytes(), STYLE_SHEET, "{uri}");
    }
}

#[tokio::test]
async fn a_file_that_the_browser_has_is_not_sent_again() {
    let server = server(app(config(LOCAL)));
    let first = Ask::get("/assets/sekisho.css").of(&server).await;
    let tag = first.header("etag").expect("a tag").to_owned();
    for (known, status) in [
        (tag.as_str(), 304),
        (&format!("\"old\", {tag}"), 304),
        ("\"old\"", 200),
        ("W/\"old\"", 200),
    ] {
        let answer = Ask::get("/assets/sekisho.css")
            .named("if-none-match", known)
            .of(&server)
            .await;
        assert_eq!(answer.status, status, "{known}");
        assert_eq!(answer.header("etag"), Some(tag.as_str()), "{known}");
        assert_eq!(answer.body.is_empty(), status == 304, "{known}");
    }
    let script = Ask::get("/assets/sekisho.js").of(&server).await;
    assert_ne!(script.header("etag"), Some(tag.as_str()));
}

#[tokio::test]
async fn there_is_no_way_from_the_files_to_any_other() {
    let server = server(app(config(LOCAL)));
    for uri in [
        "/assets/",
        "/assets/nothing.css",
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/assets//sekisho.css",
        "/assets/sekisho.css/",
    ] {
        assert_eq!(Ask::get(uri).of(&server).await.status, 404, "{uri}");
    }
}
