//! Behind the link in a letter: another address for root, and the button that stops it. Opening it uses
//! nothing up.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::root_email::EmailChange;
use serde::Deserialize;
use service::ops::root_email::{CancelEmailChangeByLink, EmailChangeByLink};
use service::refusal::EmailFault;
use service::{Refusal, Token};

use crate::console::devices::sample::when;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, When};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page};

/// The page behind the link.
#[derive(Template)]
#[template(path = "signin/cancel_email.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The change, if it goes on.
    pub shown: Option<Shown>,
    /// The token in the link.
    pub token: String,
}

/// A change as the page shows it.
pub struct Shown {
    /// The new address.
    pub to: String,
    /// When it was asked for.
    pub begun: When,
    /// From when on it counts, once it is confirmed.
    pub takes_effect: Option<When>,
}

impl Shown {
    fn of(visit: &Visit, change: &EmailChange) -> Self {
        Self {
            to: change.to.to_string(),
            begun: visit.when(change.begun_at),
            takes_effect: change.takes_effect_at().map(|at| visit.when(at)),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |shown| Page {
        layout: gallery::outside(t, "/signin/cancel-email"),
        shown,
        token: "not-a-token-not-a-token-not-a-token-not-a-t".to_owned(),
    };
    let shown = |takes_effect| {
        Some(Shown {
            to: "owner@new.example.com".to_owned(),
            begun: when("2024-07-16 09:15"),
            takes_effect,
        })
    };
    vec![
        ("asked", page(shown(None))),
        ("confirmed", page(shown(Some(when("2024-07-19 09:30"))))),
        ("over", page(None)),
    ]
}

/// What the link and the form hold.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    token: String,
}

/// `GET /signin/cancel-email`.
pub(crate) async fn show(visit: Visit, Query(link): Query<Link>) -> Answered {
    page(&draw(&visit, link.token).await?)
}

async fn draw(visit: &Visit, token: String) -> Result<Page, Stop> {
    let asked = EmailChangeByLink {
        link: Token::presented(&token),
    };
    let shown = match visit.at_the_door(&asked).await {
        Ok(change) => Some(Shown::of(visit, &change)),
        Err(Refusal::RootEmail(EmailFault::Over)) => None,
        Err(other) => return Err(visit.stop(other)),
    };
    Ok(Page {
        layout: visit.layout(),
        shown,
        token,
    })
}

/// `POST /signin/cancel-email`.
pub(crate) async fn submit(visit: Visit, Form(link): Form<Link>) -> Answered {
    let operation = CancelEmailChangeByLink {
        link: Token::presented(&link.token),
    };
    match visit.at_the_door(&operation).await {
        Ok(()) => Ok(visit
            .done("/signin", &Done::RootEmailCancelled)
            .into_response()),
        Err(Refusal::RootEmail(EmailFault::Over)) => page(&draw(&visit, link.token).await?),
        Err(other) => Err(visit.stop(other)),
    }
}
