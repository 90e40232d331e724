//! Closes the account, after its name or its id has been typed.

use askama::Template;
use axum::response::IntoResponse;
use rules::closing::REOPEN_DAYS;
use serde::Deserialize;
use service::Refusal;
use service::ops::closing::{CloseAccount, ClosingView, GetClosing};
use service::ops::sessions::SignedIn;
use service::refusal::ClosingFault;

use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, REOPEN, Visit, page, refused};

/// Where the page is.
const ADDRESS: &str = "/console/account/close";

/// The question before an account is closed.
#[derive(Template)]
#[template(path = "console/account_close.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The account's name.
    pub name: String,
    /// Its id, in groups.
    pub id: String,
    /// Whether it is the management account, which stays.
    pub management: bool,
    /// For how many days it can be reopened.
    pub days: u64,
    /// How many access keys are active.
    pub keys: u64,
    /// What was typed to confirm it.
    pub typed: Field,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([("typed", self.layout.t.close_type(), &self.typed.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |keys, typed| Page {
        layout: gallery::root(t, ADDRESS),
        name: "Keiri".to_owned(),
        id: "1234-5678-9012".to_owned(),
        management: false,
        days: days(),
        keys,
        typed,
    };
    let mut management = page(0, Field::default());
    management.management = true;
    vec![
        ("typical", page(3, Field::default())),
        ("without-keys", page(0, Field::default())),
        ("error", page(1, Field::refused("Keri", t.close_differs()))),
        ("management", management),
    ]
}

/// `GET /console/account/close`.
pub(crate) async fn show(visit: Visit) -> Answered {
    visit.signed_in().await?;
    // Who may not close it is told so before any proof is asked for.
    let view = visit.ask(&GetClosing).await?;
    let signed = visit.freshly_signed_in(ADDRESS).await?;
    page(&draw(&visit, &signed, &view, Field::default()))
}

fn draw(visit: &Visit, signed: &SignedIn, view: &ClosingView, typed: Field) -> Page {
    Page {
        layout: visit.frame(signed),
        name: view.account.name.to_string(),
        id: crate::layout::grouped_account_id(view.account.id.as_str()),
        management: view.account.management,
        days: days(),
        keys: (view.keys.len() + view.more_keys) as u64,
        typed,
    }
}

fn days() -> u64 {
    u64::try_from(REOPEN_DAYS).unwrap_or_default()
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    typed: String,
}

/// `POST /console/account/close`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let operation = CloseAccount {
        typed: input.typed.clone(),
    };
    let fault = match visit.call(&operation).await {
        Ok(token) => {
            let cookie = visit.session_cookie(&token)?;
            return Ok((cookie, visit.done(REOPEN, &Done::AccountClosed)).into_response());
        }
        Err(Refusal::Closing(fault @ (ClosingFault::Confirmation | ClosingFault::Management))) => {
            fault
        }
        Err(other) => return Err(visit.stop_in(other, ADDRESS)),
    };
    let signed = visit.signed_in().await?;
    let view = visit.ask(&GetClosing).await?;
    let typed = match fault {
        ClosingFault::Confirmation => Field::refused(input.typed, visit.t.close_differs()),
        _ => Field::holding(input.typed),
    };
    refused(&draw(&visit, &signed, &view, typed))
}
