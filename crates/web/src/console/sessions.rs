//! One's own sessions: where one is signed in, and a way to end it.

use crate::http::Form;
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page};
use askama::Template;
use axum::response::IntoResponse;
use serde::Deserialize;
use service::ops::sessions::{EndOtherSessions, EndSession, ListSessions};

use super::devices::sample;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, When};

/// The list of one's own sessions.
#[derive(Template)]
#[template(path = "console/sessions.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The sessions; the one that looks comes first.
    pub rows: Vec<Row>,
}

/// A session.
#[derive(Clone)]
pub struct Row {
    /// What the form sends to end it; never the session's token.
    pub key: String,
    /// This one or another.
    pub place: Place,
    /// The browser and system, as far as they tell.
    pub browser: String,
    /// The network address from which it was last used.
    pub address: String,
    /// When it began.
    pub started: When,
    /// When it was last used.
    pub last_used: When,
    /// Whether a second factor opened it.
    pub factor: Factor,
}

/// Whether a session is the one that looks at the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// This session.
    Here,
    /// Another one.
    Elsewhere,
}

/// What opened a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Factor {
    /// Password and MFA.
    Mfa,
    /// The password alone.
    PasswordOnly,
}

impl Page {
    fn has_others(&self) -> bool {
        self.rows.iter().any(|row| !row.is_here())
    }
}

impl Row {
    fn is_here(&self) -> bool {
        self.place == Place::Here
    }

    fn has_mfa(&self) -> bool {
        self.factor == Factor::Mfa
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |key: &str, place, factor, browser: &str, address: &str| Row {
        key: key.to_owned(),
        place,
        browser: browser.to_owned(),
        address: address.to_owned(),
        started: sample::when("2026-11-23 21:04"),
        last_used: sample::when("2026-11-23 23:58"),
        factor,
    };
    let here = row(
        "s1",
        Place::Here,
        Factor::Mfa,
        "Firefox 145, Linux",
        "192.0.2.17",
    );
    let alone = Page {
        layout: gallery::user(t, "/console/sessions"),
        rows: vec![here.clone()],
    };
    let mut several = Page {
        layout: gallery::user(t, "/console/sessions"),
        rows: vec![here],
    };
    several.rows.extend([
        row(
            "s2",
            Place::Elsewhere,
            Factor::PasswordOnly,
            "Safari, iPhone",
            "2001:db8:85a3::8a2e:370:7334",
        ),
        row(
            "s3",
            Place::Elsewhere,
            Factor::Mfa,
            "Chromium 143, Windows",
            "198.51.100.4",
        ),
    ]);
    several.layout.flash = Some(Notice::done(t.session_ended()));
    let mut ended = Page {
        layout: gallery::root(t, "/console/sessions"),
        rows: alone.rows.clone(),
    };
    ended.layout.flash = Some(Notice::done(t.sessions_ended(2)));
    vec![
        ("only-this", alone),
        ("several", several),
        ("ended-all", ended),
    ]
}

/// `GET /console/sessions`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let sessions = visit.ask(&ListSessions).await?;
    let mut rows: Vec<Row> = sessions
        .iter()
        .map(|session| row(&visit, session, &signed.session.id))
        .collect();
    rows.sort_by_key(|row| !row.is_here());
    page(&Page {
        layout: visit.frame(&signed),
        rows,
    })
}

fn row(visit: &Visit, session: &rules::Session, here: &str) -> Row {
    Row {
        key: session.id.clone(),
        place: if session.id == here {
            Place::Here
        } else {
            Place::Elsewhere
        },
        browser: browser_name(&session.user_agent),
        address: session.source_ip.clone(),
        started: visit.when(session.opened_at),
        last_used: visit.when(session.seen_at),
        factor: if session.mfa.is_some() {
            Factor::Mfa
        } else {
            Factor::PasswordOnly
        },
    }
}

/// The names by which people know a browser and a system, or what stands first in the long name.
fn browser_name(user_agent: &str) -> String {
    known_browser(user_agent).unwrap_or_else(|| match user_agent {
        "" => "?".to_owned(),
        other => other.chars().take(60).collect(),
    })
}

/// The names by which people know a browser and a system, as far as the long name tells them.
pub(crate) fn known_browser(user_agent: &str) -> Option<String> {
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    session: String,
}

/// `POST /console/sessions/end`.
pub(crate) async fn end(visit: Visit, Form(input): Form<Input>) -> Answered {
    visit.ask(&EndSession { id: input.session }).await?;
    Ok(visit
        .done("/console/sessions", &Done::SessionEnded)
        .into_response())
}

/// `POST /console/sessions/end-others`.
pub(crate) async fn end_others(visit: Visit, _: Form<Nothing>) -> Answered {
    let before = visit.ask(&ListSessions).await?.len() as u64;
    visit.ask(&EndOtherSessions).await?;
    Ok(visit
        .done(
            "/console/sessions",
            &Done::SessionsEnded(before.saturating_sub(1)),
        )
        .into_response())
}
