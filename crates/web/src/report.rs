//! The report on all accounts as one file, for auditors: it loads nothing, runs nothing, and can be
//! printed. Everything in it comes ready to be shown; the operator's command fills it in.

use askama::Template;

use crate::lang::Lang;

/// The report.
#[derive(Clone, Template)]
#[template(path = "report.html")]
pub struct Report {
    /// In which language.
    pub t: Lang,
    /// When it was made: date and time.
    pub made_at: String,
    /// The zone of all dates and times in it.
    pub time_zone: String,
    /// Which installation it is about, if it has a name.
    pub installation: Option<String>,
    /// The command that made it.
    pub command: String,
    /// What all accounts come to.
    pub totals: Totals,
    /// The accounts.
    pub rows: Vec<Row>,
    /// How far they had come at the end of each day, the newest first.
    pub progress: Vec<Day>,
}

/// What all accounts come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accounts, and so root users.
    pub accounts: u64,
    /// Root users with a device.
    pub roots_with_mfa: u64,
    /// Root users without one after their due date.
    pub roots_past_due: u64,
    /// Users who can sign in to the console.
    pub console_users: u64,
    /// Of them, with a device.
    pub users_with_mfa: u64,
}

/// One account.
#[derive(Clone)]
pub struct Row {
    /// Its id.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Root's address.
    pub root_email: String,
    /// How root stands.
    pub root: Root,
    /// From when root must have MFA, if that is known.
    pub due_at: Option<String>,
    /// How many days that is from now; fewer than none once it is past.
    pub days_left: Option<i64>,
    /// What root was told last, and when.
    pub told: Option<(About, String)>,
    /// Users who can sign in to the console.
    pub users: u64,
    /// Of them, without a device.
    pub users_without: u64,
    /// Who is responsible.
    pub assignees: Vec<String>,
}

/// How a root user stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// There is a device.
    HasMfa,
    /// There is none, and none is required.
    Free,
    /// One is required so many days after the first sign-in without it.
    FromFirstSignIn(u64),
    /// One is required from the due date.
    Until,
    /// One is required since the due date.
    PastDue,
}

/// What somebody was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// That MFA is required, and from when.
    Announced,
    /// So many days before.
    DaysBefore(u64),
    /// That it is required now.
    InEffect,
}

/// How far all had come at the end of a day.
#[derive(Clone)]
pub struct Day {
    /// The day.
    pub date: String,
    /// What was counted.
    pub totals: Totals,
}

impl Report {
    /// The file.
    pub fn html(&self) -> askama::Result<String> {
        Ok(self.render()? + "\n")
    }

    fn roots(&self, totals: &Totals) -> String {
        self.of(totals.roots_with_mfa, totals.accounts)
    }

    fn users(&self, totals: &Totals) -> String {
        self.of(totals.users_with_mfa, totals.console_users)
    }

    fn of(&self, part: u64, whole: u64) -> String {
        match percent(part, whole) {
            Some(percent) => self.t.report_of(part, percent, whole),
            None => self.t.report_of_none().to_owned(),
        }
    }

    fn root(&self, row: &Row) -> String {
        match row.root {
            Root::HasMfa => self.t.report_root_has().to_owned(),
            Root::Free => self.t.report_root_free().to_owned(),
            Root::FromFirstSignIn(days) => self.t.report_root_first(days),
            Root::Until => self.t.report_root_until().to_owned(),
            Root::PastDue => self.t.report_root_past().to_owned(),
        }
    }

    fn days(&self, row: &Row) -> String {
        match (row.days_left, row.root) {
            (Some(days), Root::PastDue) => self.t.report_days_over(days.unsigned_abs()),
            (Some(days), _) => days.to_string(),
            (None, _) => self.t.report_nothing().to_owned(),
        }
    }

    fn told(&self, about: &About) -> String {
        match *about {
            About::Announced => self.t.report_told_announced().to_owned(),
            About::DaysBefore(days) => self.t.report_told_days(days),
            About::InEffect => self.t.report_told_in_effect().to_owned(),
        }
    }
}

impl Root {
    /// What its mark looks like; the words beside it say the same.
    fn class(self) -> &'static str {
        match self {
            Self::HasMfa => "done",
            Self::Free => "note",
            Self::FromFirstSignIn(_) | Self::Until => "warning",
            Self::PastDue => "refused",
        }
    }
}

/// How much of the whole a part is, rounded down, so that only all is a hundred.
pub fn percent(part: u64, whole: u64) -> Option<u64> {
    (part * 100).checked_div(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(t: Lang) -> Report {
        let totals = Totals {
            accounts: 2,
            roots_with_mfa: 1,
            roots_past_due: 1,
            console_users: 3,
            users_with_mfa: 2,
        };
        let row = Row {
            account: "123456789012".to_owned(),
            name: "<b>Keiri</b> & \"Co\"".to_owned(),
            root_email: "root@example.com".to_owned(),
            root: Root::PastDue,
            due_at: Some("2024-07-16 00:00".to_owned()),
            days_left: Some(-3),
            told: Some((About::DaysBefore(1), "2024-07-15 00:00".to_owned())),
            users: 3,
            users_without: 1,
            assignees: vec!["keiri/user/hanako".to_owned()],
        };
        let free = Row {
            root: Root::HasMfa,
            due_at: None,
            days_left: None,
            told: None,
            assignees: Vec::new(),
            ..row.clone()
        };
        Report {
            t,
            made_at: "2024-07-19 09:00".to_owned(),
            time_zone: "Asia/Tokyo".to_owned(),
            installation: Some("signin.example.com".to_owned()),
            command: "sekisho status --format html".to_owned(),
            totals,
            rows: vec![row, free],
            progress: vec![Day {
                date: "2024-07-18".to_owned(),
                totals,
            }],
        }
    }

    #[test]
    fn the_file_is_complete_in_itself_and_escapes_what_people_typed() {
        for t in Lang::ALL {
            let html = report(t).html().unwrap();
            assert!(html.starts_with("<!doctype html>"), "{html}");
            assert!(html.contains(&format!("<html lang=\"{}\">", t.tag())));
            assert!(!html.contains("<b>Keiri"), "{html}");
            assert!(html.contains("&#60;b&#62;Keiri"), "{html}");
            for absent in ["<script", "src=", "href=", "url(", "@import", " on"] {
                let found = html
                    .match_indices(absent)
                    .any(|(at, _)| absent != " on" || html[at + 3..].starts_with("click"));
                assert!(!found, "{absent}");
            }
            assert!(html.contains("default-src 'none'"), "{html}");
            assert!(html.contains("2024-07-19 09:00") && html.contains("Asia/Tokyo"));
            assert_eq!(html.matches("<caption").count(), 2);
            assert!(!html.contains("<th>"), "each heading has a scope");
        }
    }

    #[test]
    fn totals_and_states_are_said_in_both_languages() {
        let english = report(Lang::En).html().unwrap();
        for part in [
            "1 of 2 (50%)",
            "2 of 3 (66%)",
            "None; past due",
            "Since 3 days",
        ] {
            assert!(english.contains(part), "{part}: {english}");
        }
        let japanese = report(Lang::Ja).html().unwrap();
        for part in [
            "2 のうち 1 (50%)",
            "期限を過ぎています",
            "3 日超過",
            "1 日前のお知らせ",
        ] {
            assert!(japanese.contains(part), "{part}: {japanese}");
        }
    }

    #[test]
    fn only_all_of_them_is_a_hundred_percent() {
        for (part, whole, percent) in [
            (0, 0, None),
            (0, 3, Some(0)),
            (999, 1000, Some(99)),
            (3, 3, Some(100)),
        ] {
            assert_eq!(super::percent(part, whole), percent);
        }
    }
}
