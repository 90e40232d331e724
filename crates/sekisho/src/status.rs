//! `sekisho status`: who has MFA in all accounts, and who does not yet.

mod html;

use std::ffi::OsString;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::deadline::Told;
use rules::{AccountState, Due, Occasion};
use serde_json::{Value, json};
use service::ops::account::Paged;
use service::ops::status::{AccountStatus, ListAccountStatus, ListProgress, ProgressView};
use store::Clock;
use web::Lang;
use web::report::{Totals, percent};

use crate::answer::{Fold, answer, instant, moment, say, table, zone_name};
use crate::args::{Status, StatusFormat};
use crate::config::Config;
use crate::failure::Failure;
use crate::open::{House, operator};
use crate::os;
use crate::system::SystemClock;

/// Days of progress in the table for people; the other forms have all.
const DAYS_SHOWN: usize = 7;

/// Reports on all accounts.
pub(crate) async fn status(house: &House, config: &Config, args: &Status) -> Result<(), Failure> {
    let report = Report {
        now: SystemClock.now(),
        zone: config.time_zone.clone(),
        installation: config.installation.clone().or_else(|| config.door.name()),
        accounts: accounts(house).await?,
        progress: house.service.call(&operator(), &ListProgress).await?,
    };
    let text = match args.format {
        StatusFormat::Text if report.accounts.is_empty() => {
            say("there is no account yet; `sekisho account create --help` tells how to make one");
            return Ok(());
        }
        StatusFormat::Text if args.output.is_some() => report.text(Fold::Never),
        StatusFormat::Text => report.text(Fold::ToTerminal),
        StatusFormat::Csv => report.csv(),
        StatusFormat::Json => format!("{:#}\n", report.json()),
        StatusFormat::Html => {
            let chosen = args.language.map(Lang::from);
            html::page(&report, chosen.unwrap_or_else(language))?
        }
    };
    match &args.output {
        Some(file) => write(file, &text),
        None => answer(&text).map(drop),
    }
}

async fn accounts(house: &House) -> Result<Vec<AccountStatus>, Failure> {
    let mut accounts: Vec<AccountStatus> = Vec::new();
    loop {
        let after = accounts.last().map(|last| last.account.clone());
        let page = ListAccountStatus { after };
        let Paged { items, more } = house.service.call(&operator(), &page).await?;
        let none = items.is_empty();
        accounts.extend(items);
        if !more || none {
            return Ok(accounts);
        }
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    os::write_private_file(file, text).map_err(|error| Failure::Report {
        path: file.into(),
        error,
    })?;
    say(&format!(
        "the report is in `{}`, for its owner only",
        file.display()
    ));
    Ok(())
}

/// The language of whoever runs the command.
fn language() -> Lang {
    language_of(|name| std::env::var_os(name))
}

/// What POSIX says: the first of these that is set and not empty.
fn language_of(variable: impl Fn(&str) -> Option<OsString>) -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match set.and_then(|value| value.into_string().ok()) {
        Some(locale) if locale.starts_with("ja") => Lang::Ja,
        _ => Lang::En,
    }
}

/// What a report is made from.
struct Report {
    now: Timestamp,
    zone: TimeZone,
    installation: Option<String>,
    accounts: Vec<AccountStatus>,
    /// The oldest first.
    progress: Vec<ProgressView>,
}

impl Report {
    fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        // Nobody of a closed account is asked for anything.
        for account in self.accounts.iter().filter(|one| is_open(one)) {
            totals.accounts += 1;
            totals.roots_with_mfa += u64::from(account.root.due == Due::Enrolled);
            totals.roots_past_due += u64::from(account.root.due.is_past_due());
            totals.console_users += u64::from(account.users.console);
            totals.users_with_mfa += u64::from(account.users.with_mfa);
        }
        totals
    }

    /// Days until root must have MFA, a day that has begun counted as a whole one; fewer than none
    /// once that is past.
    fn days_left(&self, account: &AccountStatus) -> Option<i64> {
        const DAY: i64 = 24 * 60 * 60;
        let left = account.root.due.due_at()?.as_second() - self.now.as_second();
        Some(left.div_euclid(DAY) + i64::from(left.rem_euclid(DAY) > 0))
    }

    fn moment(&self, at: Timestamp) -> String {
        moment(at, &self.zone)
    }

    fn text(&self, fold: Fold) -> String {
        let rows: Vec<_> = self.accounts.iter().map(|one| self.row(one)).collect();
        let due = format!("DUE ({})", zone_name(&self.zone));
        let head = [
            "ACCOUNT",
            "NAME",
            "ROOT MFA",
            &due,
            "DAYS LEFT",
            "TOLD",
            "USERS WITHOUT",
            "RESPONSIBLE",
        ];
        let totals = self.totals();
        let mut text = table(&head, &rows, fold);
        text.push('\n');
        text.push_str(&totals_text(&totals));
        if !self.progress.is_empty() {
            text.push_str("\nProgress, counted once a day:\n");
            let newest = self.progress.iter().rev().take(DAYS_SHOWN);
            let rows: Vec<_> = newest.map(progress_row).collect();
            let head = ["DAY (UTC)", "ACCOUNTS", "ROOTS WITH MFA", "USERS WITH MFA"];
            text.push_str(&table(&head, &rows, fold));
        }
        text
    }

    fn row(&self, account: &AccountStatus) -> Vec<String> {
        let root = match account.root.due {
            Due::Enrolled => "yes",
            Due::PastDue(_) => "no, past due",
            Due::Free | Due::FromFirstSignIn(_) | Due::Until(_) => "no",
        };
        let due = match account.root.due {
            _ if !is_open(account) => "closed".to_owned(),
            Due::Enrolled => "-".to_owned(),
            Due::Free => "not required".to_owned(),
            Due::FromFirstSignIn(days) => format!("{days} days after first sign-in"),
            Due::Until(due_at) | Due::PastDue(due_at) => self.moment(due_at),
        };
        let told = account.root.told.filter(|_| account.root.devices == 0);
        let users = account.users;
        vec![
            account.account.to_string(),
            account.name.clone(),
            root.to_owned(),
            due,
            or_dash(self.days_left(account).map(|days| days.to_string())),
            or_dash(told.map(|told| format!("{}, {}", self.moment(told.at), words(told)))),
            match users.console {
                0 => "-".to_owned(),
                console => format!("{} of {console}", console - users.with_mfa),
            },
            or_dash(Some(account.assignees.join(", ")).filter(|names| !names.is_empty())),
        ]
    }

    fn csv(&self) -> String {
        let mut rows = vec![CSV_HEAD.map(str::to_owned).to_vec()];
        rows.extend(self.accounts.iter().map(|account| self.csv_row(account)));
        web::csv::table(&rows)
    }

    fn csv_row(&self, account: &AccountStatus) -> Vec<String> {
        let root = &account.root;
        let days = self.days_left(account);
        let past = root.due.is_past_due();
        let text = |number: Option<i64>| number.map(|days| days.to_string()).unwrap_or_default();
        let local = |at: Timestamp| {
            let zoned = at.to_zoned_datetime(self.zone.clone());
            zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        };
        vec![
            account.account.to_string(),
            account.name.clone(),
            account.root_email.to_string(),
            yes_no(root.due == Due::Enrolled).to_owned(),
            state(root.due).to_owned(),
            root.due.due_at().map(local).unwrap_or_default(),
            // Never below 0: a spreadsheet takes what begins with `-` for a formula.
            text(days.map(|days| days.max(0))),
            text(days.filter(|_| past).map(|days| -days)),
            root.told
                .map(|told| occasion(told.occasion).to_owned())
                .unwrap_or_default(),
            root.told.map(|told| local(told.at)).unwrap_or_default(),
            account.users.console.to_string(),
            (account.users.console - account.users.with_mfa).to_string(),
            account.assignees.join("; "),
            account.state.as_str().to_owned(),
        ]
    }

    fn json(&self) -> Value {
        let accounts: Vec<_> = self
            .accounts
            .iter()
            .map(|one| self.described(one))
            .collect();
        let days: Vec<_> = self.progress.iter().map(progress_json).collect();
        json!({
            "generated_at": instant(self.now),
            "installation": self.installation,
            "time_zone": self.zone.iana_name(),
            "totals": totals_json(&self.totals()),
            "accounts": accounts,
            "progress": days,
        })
    }

    fn described(&self, account: &AccountStatus) -> Value {
        let root = &account.root;
        json!({
            "id": account.account.as_str(),
            "name": account.name,
            "root_email": account.root_email.as_str(),
            "root": {
                "has_mfa": root.due == Due::Enrolled,
                "devices": root.devices,
                "state": state(root.due),
                "days_from_first_sign_in": match root.due {
                    Due::FromFirstSignIn(days) => Some(days),
                    _ => None,
                },
                "due_at": root.due.due_at().map(instant),
                "days_left": self.days_left(account),
                "told": root.told.map(|told| json!({
                    "occasion": occasion(told.occasion),
                    "due_at": told.due_at.map(instant),
                    "at": instant(told.at),
                })),
                "grace": root.grace,
                "active_access_keys": root.active_keys,
                "keys_are_a_gap": root.keys_are_a_gap,
            },
            "console_users": account.users.console,
            "users_with_mfa": account.users.with_mfa,
            "users_without_mfa": account.users.console - account.users.with_mfa,
            "responsible": account.assignees,
            "state": account.state.as_str(),
        })
    }
}

const CSV_HEAD: [&str; 14] = [
    "account",
    "name",
    "root_email",
    "root_mfa",
    "root_state",
    "root_due_at",
    "root_days_left",
    "root_days_past_due",
    "root_told",
    "root_told_at",
    "console_users",
    "users_without_mfa",
    "responsible",
    "account_state",
];

fn is_open(account: &AccountStatus) -> bool {
    account.state == AccountState::Active
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// The name of where somebody stands, for programs.
fn state(due: Due) -> &'static str {
    match due {
        Due::Enrolled => "has-mfa",
        Due::Free => "not-required",
        Due::FromFirstSignIn(_) => "from-first-sign-in",
        Due::Until(_) => "until",
        Due::PastDue(_) => "past-due",
    }
}

/// The name of an occasion, for programs.
fn occasion(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Announced => "announced",
        Occasion::Days30 => "30-days",
        Occasion::Days14 => "14-days",
        Occasion::Days7 => "7-days",
        Occasion::Day1 => "1-day",
        Occasion::InEffect => "in-effect",
    }
}

fn words(told: Told) -> String {
    match told.occasion.days_before() {
        None => "announced".to_owned(),
        Some(0) => "in effect".to_owned(),
        Some(1) => "1 day before".to_owned(),
        Some(days) => format!("{days} days before"),
    }
}

fn part_of(part: u64, whole: u64) -> String {
    match percent(part, whole) {
        Some(percent) => format!("{part} of {whole} ({percent}%)"),
        None => "none".to_owned(),
    }
}

fn totals_text(totals: &Totals) -> String {
    format!(
        "root users with MFA: {}, past due without: {}\nconsole users with MFA: {}\n",
        part_of(totals.roots_with_mfa, totals.accounts),
        totals.roots_past_due,
        part_of(totals.users_with_mfa, totals.console_users),
    )
}

fn totals_json(totals: &Totals) -> Value {
    json!({
        "accounts": totals.accounts,
        "roots_with_mfa": totals.roots_with_mfa,
        "roots_past_due": totals.roots_past_due,
        "console_users": totals.console_users,
        "users_with_mfa": totals.users_with_mfa,
    })
}

/// The date of a day that is counted from 1970-01-01.
fn date(day: i64) -> String {
    let at = Timestamp::from_second(day.saturating_mul(24 * 60 * 60)).unwrap_or_default();
    at.strftime("%Y-%m-%d").to_string()
}

fn progress_row(day: &ProgressView) -> Vec<String> {
    vec![
        date(day.day),
        day.accounts.to_string(),
        part_of(day.roots_with_mfa.into(), day.accounts.into()),
        part_of(day.users_with_mfa.into(), day.console_users.into()),
    ]
}

fn progress_json(day: &ProgressView) -> Value {
    json!({
        "date": date(day.day),
        "accounts": day.accounts,
        "roots_with_mfa": day.roots_with_mfa,
        "console_users": day.console_users,
        "users_with_mfa": day.users_with_mfa,
    })
}

#[cfg(test)]
mod tests;
