//! All accounts: how those stand for which somebody is responsible, and the way into each.

use askama::Template;
use axum::extract::Query;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use rules::{AccountState, Due};
use serde::Deserialize;
use service::ops::sessions::SignedIn;
use service::ops::status::{AccountStatus, ListAssignedAccounts, ProgressView};

use super::devices::sample;
use super::mfa_status::mfa;
use crate::due;
use crate::gallery;
use crate::http::Problem;
use crate::lang::Lang;
use crate::layout::{self, Layout, Tone, When};
use crate::visit::{Answered, Visit, page, with_fields};

/// All accounts for which somebody is responsible.
#[derive(Template)]
#[template(path = "console/accounts.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// When the accounts were looked at.
    pub checked: When,
    /// How many accounts there are.
    pub all: u64,
    /// Of them, whose root has MFA.
    pub done: u64,
    /// The zone of the dates, in words.
    pub zone: String,
    /// The accounts of this page, those without MFA for root first.
    pub rows: Vec<Row>,
    /// The address of the next page, if there is one.
    pub next: Option<String>,
    /// The address of the first page, if this is a later one.
    pub first: Option<String>,
    /// How far the installation has come, the oldest day first.
    pub progress: Vec<Day>,
}

/// An account.
#[derive(Clone)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Its id, in groups.
    pub id: String,
    /// Whether root has MFA.
    pub root: (Tone, String),
    /// Where root stands.
    pub standing: (Tone, String),
    /// From when root needs MFA.
    pub due_at: Option<String>,
    /// Console users without MFA, of all.
    pub without: u64,
    /// All console users.
    pub users: u64,
    /// What root was told last, and when.
    pub told: Option<(String, String)>,
    /// Who is responsible.
    pub assignees: String,
    /// Where root signs in.
    pub sign_in: String,
}

/// How far the installation had come at the end of a day.
#[derive(Clone)]
pub struct Day {
    /// The date.
    pub date: String,
    /// Accounts whose root has MFA, of all.
    pub roots: Share,
    /// Console users with MFA, of all.
    pub users: Share,
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The part.
    pub part: u32,
    /// The whole.
    pub whole: u32,
}

impl Share {
    /// In hundredths; all of nothing is all.
    pub fn percent(self) -> u32 {
        self.part
            .saturating_mul(100)
            .checked_div(self.whole)
            .unwrap_or(100)
    }
}

/// Width of the picture of the progress.
const WIDTH: u32 = 600;
/// Height of the picture of the progress: one unit for each hundredth.
const HEIGHT: u32 = 100;
/// Days between two rows of the table of the progress.
const ROW_DAYS: usize = 7;

impl Page {
    /// A line through the days: x and y of each.
    fn line(&self, share: impl Fn(&Day) -> Share) -> String {
        let steps = u32::try_from(self.progress.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let points = self.progress.iter().zip(0_u32..).map(|(day, at)| {
            let x = (at * WIDTH).checked_div(steps).unwrap_or(0);
            format!("{x},{}", HEIGHT - share(day).percent().min(HEIGHT))
        });
        points.collect::<Vec<_>>().join(" ")
    }

    fn line_of_roots(&self) -> String {
        self.line(|day| day.roots)
    }

    fn line_of_users(&self) -> String {
        self.line(|day| day.users)
    }

    /// One day of each week, the newest first, for the table.
    fn weeks(&self) -> impl Iterator<Item = &Day> {
        self.progress.iter().rev().step_by(ROW_DAYS)
    }

    /// Whether there is a line to draw.
    fn has_line(&self) -> bool {
        self.progress.len() > 1
    }
}

/// An example account.
fn account(t: Lang, name: &str, devices: u64, due: Due) -> Row {
    let zone = jiff::tz::TimeZone::UTC;
    let open = devices == 0;
    Row {
        name: name.to_owned(),
        id: "1234-5678-9012".to_owned(),
        root: mfa(t, devices, true),
        standing: due::standing(t, due, Timestamp::UNIX_EPOCH, &zone),
        due_at: open.then(|| gallery::moment(t)),
        without: if open { 14 } else { 0 },
        users: 120,
        told: open.then(|| (t.occasion_before(7), gallery::moment(t))),
        assignees: "jouhou-system/root, keiri/user/hanako".to_owned(),
        sign_in: "/signin/root?email=root%40example.com".to_owned(),
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let soon = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 5);
    let day = |n: u32| Day {
        date: format!("2024-{:02}-{:02}", 5 + n / 28, 1 + n % 28),
        roots: Share {
            part: n / 2,
            whole: 42,
        },
        users: Share {
            part: n * 31,
            whole: 3000,
        },
    };
    let page = |rows, days: u32| Page {
        layout: gallery::root(t, ADDRESS),
        checked: sample::when("2024-07-11 09:30"),
        all: 42,
        done: 39,
        zone: t.moment_tokyo().to_owned(),
        rows,
        next: None,
        first: None,
        progress: (0..days).map(day).collect(),
    };
    let mut rows = vec![
        account(
            t,
            "海外拠点 (シンガポール) 旧システム移行用アカウント",
            0,
            Due::PastDue(soon),
        ),
        account(t, "Keiri", 0, Due::Until(soon)),
        account(t, "Kaihatsu", 2, Due::Enrolled),
    ];
    let mut many = page(vec![account(t, "Keiri", 0, Due::Until(soon)); PAGE_MAX], 90);
    many.next = Some(format!("{ADDRESS}?page=3"));
    many.first = Some(ADDRESS.to_owned());
    let mut done = page(vec![account(t, "Kaihatsu", 2, Due::Enrolled)], 1);
    (done.all, done.done) = (1, 1);
    rows[2].standing = (Tone::Note, t.closing_state().to_owned());
    vec![("typical", page(rows, 60)), ("many", many), ("done", done)]
}

const ADDRESS: &str = "/console/accounts";
/// Most accounts on one page.
const PAGE_MAX: usize = 30;

/// Which part of the list.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    page: usize,
}

/// `GET /console/accounts`.
pub(crate) async fn show(visit: Visit, Query(part): Query<Part>) -> Answered {
    let signed = visit.signed_in().await?;
    if !signed.is_responsible {
        return Err(Problem::NotFound.into());
    }
    let assigned = visit.ask(&ListAssignedAccounts).await?;
    let mut accounts = assigned.accounts;
    let all = accounts.len();
    let done = accounts.iter().filter(|one| one.root.devices > 0).count();
    // Stable, so each half stays in the order of the ids.
    accounts.sort_by_key(|one| one.root.devices > 0);
    let number = part.page.max(1);
    let start = (number - 1).saturating_mul(PAGE_MAX);
    let shown = accounts.iter().skip(start).take(PAGE_MAX);
    let is_more = start.saturating_add(PAGE_MAX) < all;
    let following = (number.saturating_add(1)).to_string();
    page(&Page {
        layout: visit.frame(&signed),
        checked: visit.when(signed.at),
        all: all as u64,
        done: done as u64,
        zone: due::zone(&signed).name(visit.t),
        rows: shown.map(|one| row(&visit, &signed, one)).collect(),
        next: is_more.then(|| with_fields(ADDRESS, &[("page", &following)])),
        first: (number > 1).then(|| ADDRESS.to_owned()),
        progress: assigned.progress.iter().map(day).collect(),
    })
}

fn row(visit: &Visit, signed: &SignedIn, one: &AccountStatus) -> Row {
    let (t, zone) = (visit.t, due::zone(signed));
    let root = &one.root;
    let email = one.root_email.to_string();
    let is_open = one.state == AccountState::Active;
    let due_at = root.due.due_at().filter(|_| is_open);
    Row {
        name: one.name.clone(),
        id: layout::grouped_account_id(one.account.as_str()),
        root: mfa(t, root.devices as u64, true),
        standing: if is_open {
            due::standing(t, root.due, signed.at, &signed.zone)
        } else {
            (Tone::Note, t.closing_state().to_owned())
        },
        due_at: due_at.map(|at| zone.short(t, at)),
        without: u64::from(one.users.console.saturating_sub(one.users.with_mfa)),
        users: u64::from(one.users.console),
        told: root
            .told
            .map(|told| (due::occasion(t, told.occasion), zone.short(t, told.at))),
        assignees: one.assignees.join(", "),
        sign_in: with_fields("/signin/root", &[("email", &email)]),
    }
}

fn day(view: &ProgressView) -> Day {
    let epoch = Date::constant(1970, 1, 1);
    let days = Span::new().try_days(view.day);
    let date = days.and_then(|days| epoch.checked_add(days));
    Day {
        date: date.map_or_else(|_| String::new(), |date| date.to_string()),
        roots: Share {
            part: view.roots_with_mfa,
            whole: view.accounts,
        },
        users: Share {
            part: view.users_with_mfa,
            whole: view.console_users,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_in_hundredths_and_all_of_nothing_is_all() {
        for (part, whole, percent) in [
            (0, 42, 0),
            (21, 42, 50),
            (42, 42, 100),
            (1, 3, 33),
            (0, 0, 100),
        ] {
            assert_eq!(Share { part, whole }.percent(), percent);
        }
    }

    #[test]
    fn a_day_is_told_by_its_date() {
        let view = ProgressView {
            day: 19_920,
            accounts: 42,
            roots_with_mfa: 40,
            console_users: 3000,
            users_with_mfa: 2900,
        };
        assert_eq!(day(&view).date, "2024-07-16");
    }

    #[test]
    fn the_line_goes_from_edge_to_edge() {
        let (_, page) = samples(Lang::En).remove(0);
        let line = page.line_of_roots();
        assert!(
            line.starts_with("0,100 ") && line.contains(" 600,"),
            "{line}"
        );
    }
}
