//! Behind the link in a letter: a recovery of root that is under way, and the button that cancels it.
//! Opening it uses nothing up.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use serde::Deserialize;
use service::ops::recover::{CancelRecoveryByLink, RecoveryByLink};
use service::refusal::RecoveryFault;
use service::{Refusal, Token};

use crate::console::recovery::{Shown, sample};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::Layout;
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page};

/// The page behind the link.
#[derive(Template)]
#[template(path = "signin/cancel_recovery.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The recovery, if one is under way.
    pub shown: Option<Shown>,
    /// The token in the link.
    pub token: String,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |shown| Page {
        layout: gallery::outside(t, "/signin/cancel-recovery"),
        shown,
        token: "not-a-token-not-a-token-not-a-token-not-a-t".to_owned(),
    };
    vec![("typical", page(Some(sample()))), ("over", page(None))]
}

/// What the link and the form hold.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    token: String,
}

/// `GET /signin/cancel-recovery`.
pub(crate) async fn show(visit: Visit, Query(link): Query<Link>) -> Answered {
    page(&draw(&visit, link.token).await?)
}

async fn draw(visit: &Visit, token: String) -> Result<Page, Stop> {
    let asked = RecoveryByLink {
        link: Token::presented(&token),
    };
    let shown = match visit.at_the_door(&asked).await {
        Ok(under_way) => Some(Shown::of(visit, &under_way)),
        Err(Refusal::Recovery(RecoveryFault::Over)) => None,
        Err(other) => return Err(visit.stop(other)),
    };
    Ok(Page {
        layout: visit.layout(),
        shown,
        token,
    })
}

/// `POST /signin/cancel-recovery`.
pub(crate) async fn submit(visit: Visit, Form(link): Form<Link>) -> Answered {
    let operation = CancelRecoveryByLink {
        link: Token::presented(&link.token),
    };
    match visit.at_the_door(&operation).await {
        Ok(()) => Ok(visit
            .done("/signin", &Done::RecoveryCancelled)
            .into_response()),
        Err(Refusal::Recovery(RecoveryFault::Over)) => page(&draw(&visit, link.token).await?),
        Err(other) => Err(visit.stop(other)),
    }
}
