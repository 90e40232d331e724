//! MFA status: who of the account has MFA, who lacks it and from when they need it.

use askama::Template;
use axum::extract::Query;
use rules::Due;
use serde::Deserialize;
use service::ops::sessions::SignedIn;
use service::ops::status::{FailedLetter, GetMfaStatus, PersonStatus};

use super::devices::{path_segment, sample};
use crate::due;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Tone, When};
use crate::visit::{Answered, Visit, page, with_fields};

/// The MFA status of an account.
#[derive(Template)]
#[template(path = "console/mfa_status.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// How many of those on this page stand how.
    pub counts: Counts,
    /// Whether this page shows everybody.
    pub is_whole: bool,
    /// Root first, then users by name.
    pub rows: Vec<Row>,
    /// The zone of the dates, in words.
    pub zone: String,
    /// Letters that could not be sent.
    pub failed: Vec<Failed>,
    /// Whether mails are written into files, because no mail server is configured.
    pub mails_are_files: bool,
    /// The address of the first page, if this is a later one.
    pub first: Option<String>,
    /// The address of the next page, if there is one.
    pub next: Option<String>,
}

/// How many people stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// With a device.
    pub with_mfa: u64,
    /// Without one, who can sign in.
    pub without_mfa: u64,
    /// Of those, past due.
    pub past_due: u64,
}

/// A person.
#[derive(Clone)]
pub struct Row {
    /// The user's name; none for root.
    pub user: Option<String>,
    /// Whether there is MFA.
    pub mfa: (Tone, String),
    /// Where they stand: a state in words.
    pub standing: (Tone, String),
    /// From when MFA is required.
    pub due_at: Option<String>,
    /// What they were told last, and when.
    pub told: Option<(String, String)>,
    /// How many of their access keys work although MFA is past due.
    pub open_keys: u64,
    /// Why they have days of grace.
    pub grace: Option<String>,
}

/// A letter that could not be sent.
#[derive(Clone)]
pub struct Failed {
    /// To whom.
    pub to: String,
    /// What it told.
    pub about: String,
    /// When it was given up.
    pub at: When,
    /// Why.
    pub error: String,
}

impl Row {
    fn address(&self) -> Option<String> {
        let name = self.user.as_ref()?;
        Some(format!("/console/users/{}", path_segment(name)))
    }
}

/// An example person.
fn person(t: Lang, user: Option<&str>, devices: u64, due: Due) -> Row {
    let zone = jiff::tz::TimeZone::UTC;
    let now = jiff::Timestamp::UNIX_EPOCH;
    let has_due = !matches!(due, Due::Enrolled | Due::Free | Due::FromFirstSignIn(_));
    Row {
        user: user.map(str::to_owned),
        mfa: mfa(t, devices, true),
        standing: due::standing(t, due, now, &zone),
        due_at: has_due.then(|| gallery::moment(t)),
        told: has_due.then(|| (t.occasion_before(14), gallery::moment(t))),
        open_keys: 0,
        grace: None,
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let soon = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 12);
    let past = jiff::Timestamp::UNIX_EPOCH;
    let mut gap = person(t, Some("batch-nightly"), 0, Due::PastDue(past));
    gap.open_keys = 2;
    let mut graced = person(
        t,
        Some("taro.yamada+keiri=a,b@example.co.jp"),
        0,
        Due::FromFirstSignIn(35),
    );
    graced.grace = Some(
        "育児休業から 9 月に復帰するため。それまでは会社支給の電話を持っていない。".to_owned(),
    );
    let mut program = person(t, Some("deploy"), 0, Due::Free);
    program.mfa = mfa(t, 0, false);
    let rows = vec![
        person(t, None, 1, Due::Enrolled),
        gap,
        program,
        person(t, Some("hanako"), 2, Due::Enrolled),
        person(t, Some("jiro"), 0, Due::Until(soon)),
        graced,
    ];
    let page = |rows: Vec<Row>| Page {
        layout: gallery::root(t, ADDRESS),
        counts: Counts {
            with_mfa: 2,
            without_mfa: 3,
            past_due: 1,
        },
        is_whole: true,
        rows,
        zone: t.moment_tokyo().to_owned(),
        failed: Vec::new(),
        mails_are_files: false,
        first: None,
        next: None,
    };
    let mut troubled = page(rows.clone());
    troubled.mails_are_files = true;
    troubled.failed = vec![Failed {
        to: "a.very.long.address.that.goes.on.and.on@subdomain.example.co.jp".to_owned(),
        about: "deadline-14-days".to_owned(),
        at: sample::when("2024-07-02 00:20"),
        error: "550 5.1.1 mailbox unavailable".to_owned(),
    }];
    let mut later = page(vec![person(t, Some("saburo"), 0, Due::Until(soon)); 60]);
    later.is_whole = false;
    later.first = Some(ADDRESS.to_owned());
    later.next = Some(format!("{ADDRESS}?after=saburo"));
    vec![
        ("typical", page(rows)),
        ("fresh", page(vec![person(t, None, 0, Due::Until(soon))])),
        ("troubled", troubled),
        ("later", later),
    ]
}

const ADDRESS: &str = "/console/mfa-status";

/// Whether somebody has MFA, in words.
pub(super) fn mfa(t: Lang, devices: u64, has_password: bool) -> (Tone, String) {
    match (devices, has_password) {
        (0, false) => (Tone::Note, t.users_mfa_not_needed().to_owned()),
        (0, true) => (Tone::Warning, t.users_without_mfa().to_owned()),
        (some, _) => (Tone::Done, t.users_devices(some)),
    }
}

/// Which part of the list.
#[derive(Deserialize)]
pub(crate) struct Part {
    after: Option<String>,
}

/// `GET /console/mfa-status`.
pub(crate) async fn show(visit: Visit, Query(part): Query<Part>) -> Answered {
    let signed = visit.signed_in().await?;
    let is_first = part.after.is_none();
    let status = visit.ask(&GetMfaStatus { after: part.after }).await?;
    let people: Vec<&PersonStatus> = status.root.iter().chain(&status.users.items).collect();
    let last = people.iter().rev().find_map(|person| person.user.clone());
    let next = last.filter(|_| status.users.more);
    page(&Page {
        layout: visit.frame(&signed),
        counts: counts(&people),
        is_whole: is_first && next.is_none(),
        rows: people
            .iter()
            .map(|person| row(&visit, &signed, person))
            .collect(),
        zone: due::zone(&signed).name(visit.t),
        failed: status
            .failed
            .iter()
            .map(|letter| failed(&visit, letter))
            .collect(),
        mails_are_files: status.mails_are_files,
        first: (!is_first).then(|| ADDRESS.to_owned()),
        next: next.map(|name| with_fields(ADDRESS, &[("after", name.as_str())])),
    })
}

fn counts(people: &[&PersonStatus]) -> Counts {
    let mut counts = Counts::default();
    for person in people {
        counts.with_mfa += u64::from(person.devices > 0);
        counts.without_mfa += u64::from(person.devices == 0 && person.has_password);
        counts.past_due += u64::from(person.due.is_past_due());
    }
    counts
}

fn row(visit: &Visit, signed: &SignedIn, person: &PersonStatus) -> Row {
    let (t, zone) = (visit.t, due::zone(signed));
    Row {
        user: person.user.as_ref().map(ToString::to_string),
        mfa: mfa(t, person.devices as u64, person.has_password),
        standing: due::standing(t, person.due, signed.at, &signed.zone),
        due_at: person.due.due_at().map(|at| zone.short(t, at)),
        told: person
            .told
            .map(|told| (due::occasion(t, told.occasion), zone.short(t, told.at))),
        open_keys: if person.keys_are_a_gap {
            person.active_keys as u64
        } else {
            0
        },
        grace: person.grace.clone(),
    }
}

fn failed(visit: &Visit, letter: &FailedLetter) -> Failed {
    Failed {
        to: letter.to.to_string(),
        about: letter.about.clone(),
        at: visit.when(letter.at),
        error: letter.error.clone(),
    }
}
