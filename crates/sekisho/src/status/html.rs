//! The report as one HTML file: what the page of [`web::report`] is filled with.

use rules::{Due, Occasion};
use service::ops::status::{AccountStatus, ProgressView};
use web::Lang;
use web::report::{About, Day, Report as Page, Root, Row, Totals};

use super::{Report, date};
use crate::answer::zone_name;
use crate::failure::Failure;

/// The file.
pub(super) fn page(report: &Report, t: Lang) -> Result<String, Failure> {
    let page = Page {
        t,
        made_at: report.moment(report.now),
        time_zone: zone_name(&report.zone),
        installation: report.installation.clone(),
        command: "sekisho status --format html".to_owned(),
        totals: report.totals(),
        rows: report.accounts.iter().map(|one| row(report, one)).collect(),
        progress: report.progress.iter().rev().map(day).collect(),
    };
    page.html()
        .map_err(|error| Failure::system("the report cannot be made")(std::io::Error::other(error)))
}

fn row(report: &Report, account: &AccountStatus) -> Row {
    let root = &account.root;
    let told = root
        .told
        .map(|told| (about(told.occasion), report.moment(told.at)));
    Row {
        account: account.account.to_string(),
        name: account.name.clone(),
        root_email: account.root_email.to_string(),
        root: standing(root.due),
        due_at: root.due.due_at().map(|due_at| report.moment(due_at)),
        days_left: report.days_left(account),
        told,
        users: account.users.console.into(),
        users_without: (account.users.console - account.users.with_mfa).into(),
        assignees: account.assignees.clone(),
    }
}

fn standing(due: Due) -> Root {
    match due {
        Due::Enrolled => Root::HasMfa,
        Due::Free => Root::Free,
        Due::FromFirstSignIn(days) => Root::FromFirstSignIn(days.into()),
        Due::Until(_) => Root::Until,
        Due::PastDue(_) => Root::PastDue,
    }
}

fn about(occasion: Occasion) -> About {
    match occasion.days_before() {
        None => About::Announced,
        Some(0) => About::InEffect,
        Some(days) => About::DaysBefore(days.unsigned_abs()),
    }
}

fn day(counted: &ProgressView) -> Day {
    Day {
        date: date(counted.day),
        totals: Totals {
            accounts: counted.accounts.into(),
            roots_with_mfa: counted.roots_with_mfa.into(),
            roots_past_due: 0,
            console_users: counted.console_users.into(),
            users_with_mfa: counted.users_with_mfa.into(),
        },
    }
}
