//! The report in all its forms, on accounts in every state.

use rules::{AccountId, Email};
use service::ops::status::{PersonStatus, UserCounts};

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn account(id: &str, name: &str, due: Due) -> AccountStatus {
    AccountStatus {
        account: AccountId::parse(id).unwrap(),
        name: name.to_owned(),
        root_email: Email::parse("root@example.com").unwrap(),
        root: PersonStatus {
            user: None,
            devices: usize::from(due == Due::Enrolled),
            has_password: true,
            due,
            told: None,
            active_keys: 0,
            keys_are_a_gap: false,
            grace: None,
        },
        users: UserCounts {
            console: 3,
            with_mfa: 2,
        },
        assignees: vec!["keiri/root".to_owned(), "keiri/user/hanako".to_owned()],
        state: AccountState::Active,
    }
}

fn report() -> Report {
    let due_at = at("2026-07-15T15:00:00Z");
    let mut past = account("000000000001", "=HYPERLINK(\"x\")", Due::PastDue(due_at));
    past.root.told = Some(Told {
        occasion: Occasion::Days30,
        due_at: Some(due_at),
        at: at("2026-06-15T15:00:00Z"),
    });
    let mut free = account("000000000004", "<i>Eigyo</i>", Due::Free);
    free.users = UserCounts::default();
    free.assignees.clear();
    Report {
        now: at("2026-07-18T16:00:00Z"),
        zone: TimeZone::get("Asia/Tokyo").unwrap(),
        installation: Some("signin.example.com".to_owned()),
        accounts: vec![
            past,
            account("000000000002", "Keiri, Ltd.", Due::Enrolled),
            account(
                "000000000003",
                "経理",
                Due::Until(at("2026-07-20T15:00:00Z")),
            ),
            free,
            account("000000000005", "New", Due::FromFirstSignIn(35)),
        ],
        progress: vec![ProgressView {
            day: 20_651,
            accounts: 5,
            roots_with_mfa: 1,
            console_users: 0,
            users_with_mfa: 0,
        }],
    }
}

#[test]
fn days_are_counted_up_and_go_on_below_none() {
    let mut report = report();
    for (now, days) in [
        ("2026-07-15T15:00:00Z", 0),
        ("2026-07-15T14:59:59Z", 1),
        ("2026-07-14T15:00:00Z", 1),
        ("2026-07-14T14:59:59Z", 2),
        ("2026-07-16T14:59:59Z", 0),
        ("2026-07-16T15:00:00Z", -1),
    ] {
        report.now = at(now);
        assert_eq!(report.days_left(&report.accounts[0]), Some(days), "{now}");
    }
    assert_eq!(report.days_left(&report.accounts[1]), None);
}

#[test]
fn the_table_says_who_is_missing_and_what_all_come_to() {
    let text = report().text(Fold::Never);
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .collect()
        })
        .collect();
    assert_eq!(lines[0][3], "DUE (Asia/Tokyo)");
    assert_eq!(
        lines[1],
        [
            "000000000001",
            "=HYPERLINK(\"x\")",
            "no, past due",
            "2026-07-16 00:00",
            "-3",
            "2026-06-16 00:00, 30 days before",
            "1 of 3",
            "keiri/root, keiri/user/hanako"
        ]
    );
    assert_eq!(lines[2][2..5], ["yes", "-", "-"]);
    assert_eq!(lines[4][2..], ["no", "not required", "-", "-", "-", "-"]);
    assert_eq!(lines[5][3], "35 days after first sign-in");
    for part in [
        "root users with MFA: 1 of 5 (20%), past due without: 1",
        "console users with MFA: 8 of 12 (66%)",
        "2026-07-17",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_table_for_spreadsheets_is_quoted_and_holds_no_formula() {
    let csv = report().csv();
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(lines[0], CSV_HEAD.join(","));
    assert_eq!(
        lines[1],
        "000000000001,\"'=HYPERLINK(\"\"x\"\")\",root@example.com,no,past-due,2026-07-16T00:00:00+09:00,0,3,30-days,2026-06-16T00:00:00+09:00,3,1,keiri/root; keiri/user/hanako,ACTIVE"
    );
    assert_eq!(
        lines[2],
        "000000000002,\"Keiri, Ltd.\",root@example.com,yes,has-mfa,,,,,,3,1,keiri/root; keiri/user/hanako,ACTIVE"
    );
    assert_eq!(lines[3].split(',').nth(6), Some("2"));
    assert_eq!(lines.len(), 7, "a head, five accounts and an end");
}

#[test]
fn programs_are_told_the_same_by_name() {
    let json = report().json();
    assert_eq!(json["generated_at"], "2026-07-18T16:00:00Z");
    assert_eq!(json["totals"]["roots_past_due"], 1);
    assert_eq!(json["progress"][0]["date"], "2026-07-17");
    let past = &json["accounts"][0]["root"];
    assert_eq!(past["state"], "past-due");
    assert_eq!(past["due_at"], "2026-07-15T15:00:00Z");
    assert_eq!(past["days_left"], -3);
    assert_eq!(past["told"]["occasion"], "30-days");
    assert_eq!(json["accounts"][4]["root"]["days_from_first_sign_in"], 35);
}

#[test]
fn auditors_get_one_file_in_their_language() {
    let report = report();
    let japanese = html::page(&report, Lang::Ja).unwrap();
    for part in [
        "<html lang=\"ja\">",
        "2026-07-19 01:00",
        "Asia/Tokyo",
        "5 のうち 1 (20%)",
        "signin.example.com",
        "3 日超過",
        "30 日前のお知らせ",
        "35 日後に必須",
        "keiri/user/hanako",
    ] {
        assert!(japanese.contains(part), "{part}: {japanese}");
    }
    let english = html::page(&report, Lang::En).unwrap();
    assert!(english.contains("<html lang=\"en\">") && english.contains("1 of 5 (20%)"));
    for page in [japanese, english] {
        assert!(
            !page.contains("<i>") && page.contains("&#60;i&#62;Eigyo"),
            "{page}"
        );
        assert!(!page.contains("<script") && !page.contains("://"), "{page}");
    }
}

#[test]
fn the_language_is_that_of_the_environment() {
    let of = |variables: &'static [(&str, &str)]| {
        language_of(move |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        })
    };
    for (variables, language) in [
        (&[("LANG", "ja_JP.UTF-8")][..], Lang::Ja),
        (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C.UTF-8")], Lang::En),
        (
            &[("LANG", "de_DE.UTF-8"), ("LC_MESSAGES", "ja_JP")],
            Lang::Ja,
        ),
        (&[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "")], Lang::Ja),
        (&[], Lang::En),
    ] {
        assert_eq!(of(variables), language, "{variables:?}");
    }
}
