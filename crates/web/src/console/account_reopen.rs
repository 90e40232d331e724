//! The only page of a closed account: it reopens it, or says that the time is over and whom to ask.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::closing::ClosingState;
use service::ops::closing::{ClosingView, GetClosing, ReopenAccount};
use service::ops::sessions::SignedIn;

use super::devices::sample;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, When};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, REOPEN, Visit, page};

/// A closed account.
#[derive(Template)]
#[template(path = "console/account_reopen.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The account's id.
    pub account: String,
    /// When it was closed.
    pub closed_at: When,
    /// By whom.
    pub closed_by: String,
    /// Until when it can be reopened.
    pub until: When,
    /// Whether that is over.
    pub is_over: bool,
    /// Access keys that work again once it is open, each with its user; none for root.
    pub keys: Vec<(String, Option<String>)>,
    /// How many more there are.
    pub more_keys: u64,
}

impl Page {
    fn all_keys(&self) -> u64 {
        self.keys.len() as u64 + self.more_keys
    }

    /// What the operator runs.
    fn command(&self) -> String {
        format!("sekisho account reopen {} --reason TEXT", self.account)
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = || Page {
        layout: gallery::closed(t, REOPEN),
        account: "123456789012".to_owned(),
        closed_at: sample::when("2024-07-09 13:05"),
        closed_by: "arn:aws:iam::123456789012:root".to_owned(),
        until: sample::when("2024-10-07 13:05"),
        is_over: false,
        keys: vec![
            ("AKIAFAKEFAKEFAKEFAKE".to_owned(), None),
            (
                "AKIAFAKEFAKEFAKEFAK2".to_owned(),
                Some("batch-nightly".to_owned()),
            ),
        ],
        more_keys: 0,
    };
    let mut many = page();
    many.more_keys = 12;
    let mut none = page();
    none.keys = Vec::new();
    let mut over = page();
    over.is_over = true;
    "operator:alice@sekisho".clone_into(&mut over.closed_by);
    vec![
        ("typical", page()),
        ("many-keys", many),
        ("without-keys", none),
        ("over", over),
    ]
}

/// `GET /console/account/reopen`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    if !signed.is_closed {
        return Ok(Redirect::to("/console").into_response());
    }
    let view = visit.ask(&GetClosing).await?;
    match draw(&visit, &signed, &view) {
        Some(drawn) => page(&drawn),
        None => Ok(Redirect::to("/signin").into_response()),
    }
}

/// The page of an account that is closed and whole.
fn draw(visit: &Visit, signed: &SignedIn, view: &ClosingView) -> Option<Page> {
    let ClosingState::Closed { at, by, .. } = &view.closing.state else {
        return None;
    };
    let until = view.closing.reopens_until()?;
    let key = |key: &service::ops::closing::ActiveKey| {
        (
            key.id.to_string(),
            key.user.as_ref().map(ToString::to_string),
        )
    };
    Some(Page {
        layout: visit.frame(signed),
        account: view.account.id.to_string(),
        closed_at: visit.when(*at),
        closed_by: by.clone(),
        until: visit.when(until),
        is_over: view.at >= until,
        keys: view.keys.iter().map(key).collect(),
        more_keys: view.more_keys as u64,
    })
}

/// `POST /console/account/reopen`.
pub(crate) async fn submit(visit: Visit, _: Form<Nothing>) -> Answered {
    match visit.call(&ReopenAccount).await {
        Ok(()) => Ok(visit
            .done("/console", &Done::AccountReopened)
            .into_response()),
        Err(refusal) => Err(visit.stop_in(refusal, REOPEN)),
    }
}
