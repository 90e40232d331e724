//! *Event history*: who did what in the account, newest first.

use askama::Template;
use axum::extract::Query;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rules::Timestamp;
use rules::event_filter::{CHARS_MAX, EventFilter, is_refused, who};
use rules::typed::tidy;
use serde::Deserialize;
use serde_json::Value;
use service::ops::events::{EventHistory, EventView, LOOKED_MAX};

use super::devices::sample;
use super::events_download;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, When, faults};
use crate::visit::{Answered, Visit, page, refused, with_fields};

/// Where the list stands.
pub(crate) const ADDRESS: &str = "/console/events";
/// Events on one page.
const PAGE_EVENTS: usize = 50;
/// Where events name the device that they are about.
const SERIALS: [&str; 3] = [
    "/requestParameters/serialNumber",
    "/responseElements/virtualMFADevice/serialNumber",
    "/additionalEventData/MFAIdentifier",
];

/// The events of an account.
#[derive(Template)]
#[template(path = "console/events.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What is looked for.
    pub looked: Looked,
    /// What was found, the latest first.
    pub rows: Vec<Row>,
    /// Whether the search ended before its page was full, and can go on.
    pub unfinished: bool,
    /// The page with later events.
    pub newer: Option<String>,
    /// The page with earlier events.
    pub older: Option<String>,
    /// The same as a file for a spreadsheet.
    pub csv: String,
    /// The same as a file for programs.
    pub json_lines: String,
}

/// The form above the list.
#[derive(Default)]
pub struct Looked {
    /// By whom, or about whom.
    pub person: Field,
    /// The name of the event.
    pub event: Field,
    /// A part of the serial number of a device.
    pub device: Field,
    /// Only what was refused.
    pub refused: bool,
    /// From this day on.
    pub from: Field,
    /// Up to this day.
    pub until: Field,
}

/// An event of the list.
#[derive(Clone)]
pub struct Row {
    /// Where it is shown whole.
    pub address: String,
    /// When it happened.
    pub when: When,
    /// Its name.
    pub name: String,
    /// Who did it; none if nobody is known.
    pub who: Option<String>,
    /// The serial number of the device that it is about.
    pub device: Option<String>,
    /// From which address.
    pub source: String,
    /// How it was refused, if it was.
    pub refusal: Option<String>,
    /// Whether it is sealed.
    pub sealed: bool,
}

impl Page {
    /// The page before anything was found.
    pub(super) fn searching(layout: Layout, looked: Looked) -> Self {
        Self {
            layout,
            looked,
            rows: Vec::new(),
            unfinished: false,
            newer: None,
            older: None,
            csv: events_download::CSV.to_owned(),
            json_lines: events_download::JSON_LINES.to_owned(),
        }
    }

    /// Whether something in the form is wrong.
    pub(super) fn is_faulty(&self) -> bool {
        !self.faults().is_empty()
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let (t, looked) = (self.layout.t, &self.looked);
        faults([
            ("person", t.events_person(), &looked.person.error),
            ("event", t.events_name(), &looked.event.error),
            ("device", t.events_device(), &looked.device.error),
            ("from", t.events_from(), &looked.from.error),
            ("until", t.events_until(), &looked.until.error),
        ])
    }

    /// Whether somebody looks for some of the events: the filter is open then.
    fn looks(&self) -> bool {
        let looked = &self.looked;
        let fields = [
            &looked.person,
            &looked.event,
            &looked.device,
            &looked.from,
            &looked.until,
        ];
        looked.refused || fields.iter().any(|field| !field.value.is_empty())
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |name: &str, who: Option<&str>, refusal: Option<&str>| Row {
        address: format!("{ADDRESS}/1021"),
        when: sample::when("2026-11-28 17:20"),
        name: name.to_owned(),
        who: who.map(str::to_owned),
        device: None,
        source: "192.0.2.17".to_owned(),
        refusal: refusal.map(str::to_owned),
        sealed: true,
    };
    let page = |rows| Page {
        rows,
        ..Page::searching(gallery::root(t, ADDRESS), Looked::default())
    };
    let mut fresh = row("ConsoleLogin", Some("root"), None);
    fresh.sealed = false;
    let mut device = row("EnableMFADevice", Some("hanako"), None);
    device.device = Some("arn:aws:iam::123456789012:mfa/hanako-phone".to_owned());
    let refused = row("DeleteUser", Some("audit/hanako"), Some("AccessDenied"));
    let mut typical = page(vec![
        fresh,
        device,
        refused.clone(),
        row("CreateAccount", None, None),
    ]);
    typical.older = Some(format!("{ADDRESS}?before=1021"));
    let mut looking = page(vec![refused]);
    looking.looked.refused = true;
    looking.looked.person = Field::holding("hanako");
    looking.unfinished = true;
    looking.newer = Some(format!("{ADDRESS}?after=1021"));
    looking.older.clone_from(&typical.older);
    let mut errors = page(Vec::new());
    errors.looked.from = Field::refused("yesterday", t.error_date());
    vec![
        ("typical", typical),
        ("looking", looking),
        ("errors", errors),
        ("nothing", page(Vec::new())),
    ]
}

/// What the form holds, and where the page begins.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    person: String,
    event: String,
    device: String,
    refused: String,
    pub(super) from: String,
    until: String,
    before: String,
    after: String,
}

impl Input {
    fn address(&self, edge: &str, position: u64) -> String {
        self.at(ADDRESS, edge, &position.to_string())
    }

    /// The same search at another address.
    fn at(&self, address: &str, edge: &str, position: &str) -> String {
        with_fields(
            address,
            &[
                ("person", &self.person),
                ("event", &self.event),
                ("device", &self.device),
                ("refused", &self.refused),
                ("from", &self.from),
                ("until", &self.until),
                (edge, position),
            ],
        )
    }

    /// The filter, and the form as it is shown again.
    pub(super) fn read(&self, t: Lang, zone: &TimeZone) -> (EventFilter, Looked) {
        let mut filter = EventFilter {
            refused: self.refused == "on",
            ..EventFilter::default()
        };
        let mut looked = Looked {
            refused: filter.refused,
            ..Looked::default()
        };
        (filter.person, looked.person) = text(t, &self.person);
        (filter.name, looked.event) = text(t, &self.event);
        (filter.device, looked.device) = text(t, &self.device);
        (filter.from, looked.from) = day(t, &self.from, |date| start_of(date, zone));
        (filter.until, looked.until) = day(t, &self.until, |date| {
            // The last moment of the day, before the next one begins.
            start_of(date.tomorrow().ok()?, zone)?
                .checked_sub(MOMENT)
                .ok()
        });
        (filter, looked)
    }
}

/// The smallest time that a store tells apart.
const MOMENT: rules::SignedDuration = rules::SignedDuration::from_micros(1);

fn text(t: Lang, typed: &str) -> (Option<String>, Field) {
    let text = tidy(typed);
    if text.chars().count() > CHARS_MAX {
        return (None, Field::refused(typed, t.events_too_long()));
    }
    ((!text.is_empty()).then_some(text), Field::holding(typed))
}

fn day(
    t: Lang,
    typed: &str,
    moment: impl FnOnce(Date) -> Option<Timestamp>,
) -> (Option<Timestamp>, Field) {
    let text = tidy(typed);
    if text.is_empty() {
        return (None, Field::default());
    }
    match text.parse::<Date>().ok().and_then(moment) {
        Some(at) => (Some(at), Field::holding(typed)),
        None => (None, Field::refused(typed, t.error_date())),
    }
}

fn start_of(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let start = date.to_zoned_datetime(zone.clone()).ok()?;
    Some(start.timestamp())
}

/// `GET /console/events`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let (filter, looked) = input.read(visit.t, &signed.zone);
    let mut drawn = Page::searching(visit.frame(&signed), looked);
    if drawn.is_faulty() {
        return refused(&drawn);
    }
    drawn.csv = input.at(events_download::CSV, "", "");
    drawn.json_lines = input.at(events_download::JSON_LINES, "", "");
    let (before, after) = (input.before.parse().ok(), input.after.parse().ok());
    let forward = after.is_some();
    let history = visit
        .ask(&EventHistory {
            filter,
            before,
            after,
            newest_first: !forward,
            limit: PAGE_EVENTS,
        })
        .await?;
    let mut page_of = history.page;
    if forward {
        page_of.items.reverse();
    }
    let first = page_of.items.first().map(|view| view.position);
    let last = page_of.items.last().map(|view| view.position);
    let beyond = page_of.looked.filter(|_| page_of.more);
    let (newer, older) = if forward {
        (
            beyond,
            last.or(after.map(|after: u64| after.saturating_add(1))),
        )
    } else {
        let start = before.map(|before: u64| before.saturating_sub(1));
        (start.map(|start| first.unwrap_or(start)), beyond)
    };
    drawn.newer = newer.map(|position| input.address("after", position));
    drawn.older = older.map(|position| input.address("before", position));
    drawn.unfinished = page_of.more && page_of.items.len() < PAGE_EVENTS;
    let row = |view: &EventView| row(&visit, &signed.zone, view, history.sealed);
    drawn.rows = page_of.items.iter().map(row).collect();
    page(&drawn)
}

fn row(visit: &Visit, zone: &TimeZone, view: &EventView, sealed: u64) -> Row {
    let event = &view.event;
    let field = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let code = event["errorCode"].as_str();
    Row {
        address: format!("{ADDRESS}/{}", view.position),
        when: happened(visit, zone, event),
        name: field("eventName"),
        who: who(event),
        device: device(event),
        source: field("sourceIPAddress"),
        refusal: is_refused(event).then(|| code.unwrap_or("Failure").to_owned()),
        sealed: view.position <= sealed,
    }
}

/// When an event happened, in the account's zone.
pub(super) fn happened(visit: &Visit, zone: &TimeZone, event: &Value) -> When {
    let at = event["eventTime"].as_str().and_then(|at| at.parse().ok());
    at.map_or_else(
        || visit.when(Timestamp::UNIX_EPOCH),
        |at: Timestamp| When::at(at, zone),
    )
}

/// The serial number of the device that an event is about.
pub(super) fn device(event: &Value) -> Option<String> {
    let found = SERIALS
        .iter()
        .find_map(|path| event.pointer(path)?.as_str());
    found.map(str::to_owned)
}
