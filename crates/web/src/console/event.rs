//! One event of the history, whole.

use askama::Template;
use axum::extract::Path;
use rules::event_filter::{EventFilter, who};
use service::ops::events::EventHistory;

use super::devices::sample;
use super::events::{ADDRESS, happened};
use crate::gallery;
use crate::http::Problem;
use crate::lang::Lang;
use crate::layout::{Layout, When};
use crate::visit::{Answered, Visit, page};

/// An event with everything that is known of it.
#[derive(Template)]
#[template(path = "console/event.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Its name.
    pub name: String,
    /// When it happened.
    pub when: When,
    /// Who did it; none if nobody is known.
    pub who: Option<String>,
    /// Whether it is sealed.
    pub sealed: bool,
    /// CloudTrail's record, as JSON.
    pub record: String,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |name: &str, who: Option<&str>, sealed| Page {
        layout: gallery::root(t, &format!("{ADDRESS}/1021")),
        name: name.to_owned(),
        when: sample::when("2026-11-28 17:20"),
        who: who.map(str::to_owned),
        sealed,
        record: format!("{{\n  \"eventVersion\": \"1.08\",\n  \"eventName\": \"{name}\"\n}}"),
    };
    vec![
        ("sealed", page("EnableMFADevice", Some("hanako"), true)),
        ("not-sealed", page("CreateAccount", None, false)),
    ]
}

/// `GET /console/events/{position}`.
pub(crate) async fn show(visit: Visit, Path(position): Path<String>) -> Answered {
    let signed = visit.signed_in().await?;
    let position: u64 = position.parse().map_err(|_| Problem::NotFound)?;
    let history = visit
        .ask(&EventHistory {
            filter: EventFilter::default(),
            after: Some(position.saturating_sub(1)),
            before: Some(position.saturating_add(1)),
            newest_first: false,
            limit: 1,
        })
        .await?;
    let Some(view) = history.page.items.first() else {
        return Err(Problem::NotFound.into());
    };
    let event = &view.event;
    page(&Page {
        layout: visit.frame(&signed),
        name: event["eventName"].as_str().unwrap_or_default().to_owned(),
        when: happened(&visit, &signed.zone, event),
        who: who(event),
        sealed: view.position <= history.sealed,
        record: format!("{event:#}"),
    })
}
