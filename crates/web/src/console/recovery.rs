//! The recovery of root that is under way: everybody of the account sees it and can cancel it.

use askama::Template;
use axum::response::IntoResponse;
use rules::recovery::UnderWay;
use service::Refusal;
use service::ops::recover::CancelRecovery;
use service::refusal::RecoveryFault;

use super::devices;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, When};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page};

/// The recovery of the account's root.
#[derive(Template)]
#[template(path = "console/recovery.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The one that is under way.
    pub shown: Option<Shown>,
}

/// A recovery as pages show it.
pub struct Shown {
    /// By which operator, on which machine.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When it was begun.
    pub begun: When,
    /// When the wait ends.
    pub ready: When,
}

impl Shown {
    pub(crate) fn of(visit: &Visit, under_way: &UnderWay) -> Self {
        Self {
            by: under_way.by.clone(),
            reason: under_way.reason.as_str().to_owned(),
            begun: visit.when(under_way.begun_at),
            ready: visit.when(under_way.ready_at),
        }
    }
}

/// An example.
pub(crate) fn sample() -> Shown {
    Shown {
        by: "operator:alice@sekisho.example.jp".to_owned(),
        reason: "金庫の電話が壊れた (問い合わせ 4711)".to_owned(),
        begun: devices::sample::when("2024-07-16 09:15"),
        ready: devices::sample::when("2024-07-19 09:15"),
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |layout, shown| Page { layout, shown };
    let at = "/console/recovery";
    vec![
        ("root", page(gallery::root(t, at), Some(sample()))),
        ("user", page(gallery::user(t, at), Some(sample()))),
        ("over", page(gallery::user(t, at), None)),
    ]
}

/// `GET /console/recovery`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let under_way = signed.recovery.open(signed.at);
    page(&Page {
        layout: visit.frame(&signed),
        shown: under_way.map(|under_way| Shown::of(&visit, under_way)),
    })
}

/// `POST /console/recovery`: cancels it.
pub(crate) async fn cancel(visit: Visit, _: Form<Nothing>) -> Answered {
    match visit.call(&CancelRecovery).await {
        Ok(()) => Ok(visit
            .done("/console", &Done::RecoveryCancelled)
            .into_response()),
        Err(Refusal::Recovery(RecoveryFault::Over)) => show(visit).await,
        Err(other) => Err(visit.stop(other)),
    }
}
