//! *Event history* as a file: what the same search shows on its pages, whole or not at all.
//!
//! A file that ends somewhere without saying so would be taken for the truth by whoever gets it. So
//! there is a most, and beyond it the page asks for fewer days.

use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use rules::event_filter::{is_refused, who};
use service::ops::events::{EventHistory, EventView, PAGE_MAX};

use super::events::{Input, Page, device};
use crate::csv;
use crate::lang::Lang;
use crate::layout::Field;
use crate::visit::{Answered, Stop, Visit, refused};

/// The history for a spreadsheet.
pub(super) const CSV: &str = "/console/events.csv";
/// The history for programs: one record of CloudTrail's shape a line.
pub(super) const JSON_LINES: &str = "/console/events.jsonl";
/// Most events of one file.
const EVENTS_MAX: usize = 10_000;
/// Most rounds of searching for one file, each of which goes through ten thousand events at most.
const ROUNDS_MAX: usize = 40;

/// `GET /console/events.csv`.
pub(crate) async fn csv(visit: Visit, Query(input): Query<Input>) -> Answered {
    let t = visit.t;
    let head = [
        t.events_when(),
        t.events_name(),
        t.events_who(),
        t.events_device_column(),
        t.events_source(),
        t.events_outcome(),
        t.event_seal(),
        t.events_id(),
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let found = collect(&visit, &input, |view, sealed| {
        rows.push(cells(t, view, sealed));
    });
    if let Some(page) = found.await? {
        return refused(&page);
    }
    let headers = [
        (CONTENT_TYPE, csv::CONTENT_TYPE),
        (CONTENT_DISPOSITION, "attachment; filename=\"events.csv\""),
    ];
    Ok::<_, Stop>((headers, csv::table(&rows)).into_response())
}

/// `GET /console/events.jsonl`.
pub(crate) async fn json_lines(visit: Visit, Query(input): Query<Input>) -> Answered {
    let mut text = String::new();
    let found = collect(&visit, &input, |view, _| {
        text.push_str(&view.event.to_string());
        text.push('\n');
    });
    if let Some(page) = found.await? {
        return refused(&page);
    }
    let headers = [
        (CONTENT_TYPE, "application/x-ndjson"),
        (CONTENT_DISPOSITION, "attachment; filename=\"events.jsonl\""),
    ];
    Ok::<_, Stop>((headers, text).into_response())
}

/// Hands over every event that the search finds, the latest first, with whether it is sealed; or gives
/// back the page that says why there is no such file.
async fn collect(
    visit: &Visit,
    input: &Input,
    mut take: impl FnMut(&EventView, bool),
) -> Result<Option<Page>, Stop> {
    let signed = visit.signed_in().await?;
    let (filter, looked) = input.read(visit.t, &signed.zone);
    let mut page = Page::searching(visit.frame(&signed), looked);
    if page.is_faulty() {
        return Ok(Some(page));
    }
    let (mut before, mut count) = (None, 0);
    for _ in 0..ROUNDS_MAX {
        let history = visit
            .ask(&EventHistory {
                filter: filter.clone(),
                after: None,
                before,
                newest_first: true,
                limit: PAGE_MAX,
            })
            .await?;
        count += history.page.items.len();
        if count > EVENTS_MAX {
            break;
        }
        for view in &history.page.items {
            take(view, view.position <= history.sealed);
        }
        if !history.page.more {
            return Ok(None);
        }
        before = history.page.looked;
    }
    let typed = &input.from;
    page.looked.from = Field::refused(typed, visit.t.events_too_many(EVENTS_MAX));
    Ok(Some(page))
}

fn cells(t: Lang, view: &EventView, sealed: bool) -> Vec<String> {
    let event = &view.event;
    let field = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let outcome = match event["errorCode"].as_str() {
        Some(code) => code,
        None if is_refused(event) => "Failure",
        None => t.events_done(),
    };
    let seal = if sealed {
        t.events_sealed()
    } else {
        t.events_not_sealed()
    };
    vec![
        field("eventTime"),
        field("eventName"),
        who(event).unwrap_or_default(),
        device(event).unwrap_or_default(),
        field("sourceIPAddress"),
        outcome.to_owned(),
        seal.to_owned(),
        field("eventID"),
    ]
}
