//! Examples of every letter, for the gallery and the tests.

use rules::deadline::Occasion;
use rules::requirement::{Postponement, Reason, When, Whom};
use rules::{AccountId, Email, IamAccess, Timestamp};
use service::letters::{
    About, DeadlineNotice, DigestRow, EmailNotice, Happening, HeadsNotice, Letter, RecoveryNotice,
    What,
};
use zeroize::Zeroizing;

use super::digest::ROWS_MAX;

/// Every letter, by a name of its own, in no language yet.
pub(crate) fn samples() -> Vec<(String, Letter)> {
    let mut all = Vec::new();
    deadlines(&mut all);
    happenings(&mut all);
    of_account(&mut all);
    let mut add = |name: &str, about| all.push((name.to_owned(), letter(about)));
    for (name, from, to) in [
        ("postponed", (Some(16), None), Some((None, Some(35)))),
        (
            "postponed-both",
            (Some(16), Some(35)),
            Some((Some(31), Some(0))),
        ),
        ("cleared", (None, Some(1)), None),
    ] {
        add(name, About::Postponed(postponement(from, to)));
    }
    add("digest", About::Digest(digest(5)));
    add("digest-long", About::Digest(digest(ROWS_MAX + 3)));
    add("digest-done", About::Digest(digest(1)));
    let code = Zeroizing::new("12345678".to_owned());
    add("enrolment-code", About::EnrolmentCode { code });
    for (name, parts, left_out) in [("heads", 1, 0), ("heads-many", 2, 3)] {
        add(name, About::TrailHeads(heads(parts, left_out)));
    }
    let token = Zeroizing::new("0123456789abcdef0123456789abcdef".to_owned());
    let until = instant("2024-06-16T02:30:00Z");
    for (name, anew) in [("root-recovery", false), ("root-recovery-anew", true)] {
        let notice = RecoveryNotice {
            by: "operator:alice@sekisho".to_owned(),
            reason: "lost phone".to_owned(),
            ready_at: until,
            anew,
            link: token.clone(),
        };
        add(name, About::RootRecovery(notice));
    }
    for (name, code) in [
        ("new-root-email", Some("12345678")),
        ("new-root-email-taken", None),
    ] {
        let code = code.map(|code| Zeroizing::new(code.to_owned()));
        add(name, About::NewRootEmail { code, until });
    }
    for (name, takes_effect_at) in [
        ("root-email-change", None),
        ("root-email-change-confirmed", Some(until)),
    ] {
        let notice = EmailNotice {
            to: "owner@new.example.com".to_owned(),
            takes_effect_at,
            at: until,
            ip: "203.0.113.7".to_owned(),
            link: token.clone(),
        };
        add(name, About::RootEmailChange(notice));
    }
    add("reset-password", About::ResetPassword { token, until });
    all
}

fn heads(parts: u64, left_out: u64) -> HeadsNotice {
    HeadsNotice {
        at: instant("2024-06-16T02:30:00Z"),
        chains: 3,
        part: 1,
        parts,
        left_out,
        block: "-----BEGIN SEKISHO TRAIL HEADS-----\nRkFLRQ==\n-----END SEKISHO TRAIL HEADS-----"
            .to_owned(),
    }
}

fn letter(about: About) -> Letter {
    Letter {
        to: Email::parse("root@example.com").expect("an address"),
        language: None,
        time_zone: None,
        account: AccountId::parse("123456789012").expect("an account id"),
        account_name: "Keiri".to_owned(),
        about,
    }
}

fn deadlines(all: &mut Vec<(String, Letter)>) {
    let due_at = Some(instant("2024-07-15T15:00:00Z"));
    for (ending, user, copy) in [
        ("", None, false),
        ("-copy", None, true),
        ("-user", Some("hanako"), false),
        ("-user-copy", Some("hanako"), true),
    ] {
        let mut add = |occasion, due_at, days, kind: &str| {
            let about = About::Deadline(DeadlineNotice {
                user: user.map(str::to_owned),
                occasion,
                due_at,
                days_left: occasion
                    .days_before()
                    .map(i64::unsigned_abs)
                    .filter(|days| *days > 0),
                days,
                copy,
            });
            let name = format!("{}{kind}{ending}", about.name());
            all.push((name, letter(about)));
        };
        for occasion in Occasion::ALL {
            add(occasion, due_at, None, "");
        }
        for days in [0, 1, 35] {
            add(
                Occasion::Announced,
                None,
                Some(days),
                &format!("-in-{days}"),
            );
        }
        add(Occasion::Announced, None, None, "-some-day");
    }
}

fn happenings(all: &mut Vec<(String, Letter)>) {
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let name = || "my-phone".to_owned();
    let id = || "AKIAIOSFODNN7EXAMPLE".to_owned();
    let added = |late| What::DeviceAdded { name: name(), late };
    let signed_in = |mfa| What::RootSignedIn { mfa };
    let by = "operator:alice".to_owned();
    let web = ("203.0.113.7", FIREFOX);
    let web6 = ("2001:db8::7", FIREFOX);
    let cli = ("203.0.113.7", "aws-cli/2.31.0 md/prompt#off");
    let boto = ("203.0.113.7", "Boto3/1.44.5");
    let machine = ("", "");
    for (ending, what, user, (ip, user_agent)) in [
        ("", added(false), None, web),
        ("-late", added(true), Some("hanako"), web),
        ("", What::DeviceRemoved { name: name() }, None, web6),
        ("", What::PasswordChanged, Some("hanako"), web),
        ("", What::PasswordReset, None, web),
        ("", What::AccessKeyCreated { id: id() }, Some("hanako"), cli),
        ("", signed_in(true), None, web),
        ("-without-mfa", signed_in(false), None, web),
        ("", What::PasswordKnown, None, web),
        ("", What::AccessKeyKnown { id: id() }, Some("hanako"), boto),
        (
            "",
            What::EnrolmentAddressMade { by: by.clone() },
            Some("hanako"),
            machine,
        ),
        ("", What::RecoveryCodesMade, Some("hanako"), web),
        ("", What::RecoveryCodeUsed { left: 9 }, Some("hanako"), web),
        (
            "",
            What::DeviceReset {
                name: name(),
                by: by.clone(),
            },
            Some("hanako"),
            web,
        ),
        (
            "",
            What::SecurityKeyCopied { name: name() },
            Some("hanako"),
            web,
        ),
        ("", What::RecoveryCancelled { by }, None, machine),
        ("", What::RootRecovered, None, web),
    ] {
        let about = About::Happened(Happening {
            what,
            user: user.map(str::to_owned),
            at: instant("2024-06-16T02:00:00Z"),
            ip: ip.to_owned(),
            user_agent: user_agent.to_owned(),
        });
        let name = format!("{}{ending}", about.name());
        all.push((name, letter(about)));
    }
}

/// What happens to the account and its root user.
fn of_account(all: &mut Vec<(String, Letter)>) {
    let by = || "operator:alice".to_owned();
    for (what, ip) in [
        (
            What::AccountClosed {
                by: by(),
                until: instant("2024-09-14T02:00:00Z"),
            },
            "203.0.113.7",
        ),
        (What::AccountReopened { by: by() }, ""),
        (
            What::BillingAccessChanged {
                iam: IamAccess::View,
            },
            "203.0.113.7",
        ),
        (
            What::SecurityContactChanged {
                by: "arn:aws:iam::123456789012:user/hanako".to_owned(),
            },
            "203.0.113.7",
        ),
        (
            What::RootEmailChanged {
                to: "owner@new.example.com".to_owned(),
            },
            "",
        ),
        (
            What::RootEmailKept {
                by: "a letter".to_owned(),
            },
            "203.0.113.7",
        ),
        (
            What::AdministratorRestored {
                name: "hanako".to_owned(),
            },
            "203.0.113.7",
        ),
    ] {
        let about = About::Happened(Happening {
            what,
            user: None,
            at: instant("2024-06-16T02:00:00Z"),
            ip: ip.to_owned(),
            user_agent: String::new(),
        });
        all.push((about.name().to_owned(), letter(about)));
    }
}

/// A day of July, or none, and a number of days.
type Rule = (Option<i8>, Option<u16>);

fn postponement(from: Rule, to: Option<Rule>) -> Postponement {
    let when = |(day, days): Rule| {
        let date = day.map(|day| jiff::civil::date(2024, 7, day));
        When::new(date, days).expect("a date or days")
    };
    Postponement {
        at: instant("2024-06-16T02:00:00Z"),
        by: "operator:alice".to_owned(),
        whom: Whom::Roots,
        group: None,
        from: when(from),
        to: to.map(when),
        reason: Reason::parse("監査の日程変更のため (audit moved)").expect("a reason"),
    }
}

/// So many accounts, of which the first has everything.
fn digest(count: usize) -> Vec<DigestRow> {
    let row = |at: usize| DigestRow {
        account: AccountId::parse(&format!("{:012}", 111_122_223_333 + at)).expect("an account id"),
        name: ["経理部", "Sales", "本社 情報システム部"][at % 3].to_owned(),
        root_has_mfa: at.is_multiple_of(2),
        root_due_at: (at > 0).then(|| instant("2024-07-15T15:00:00Z")),
        users_without: u32::try_from(at).unwrap_or_default(),
    };
    (0..count).map(row).collect()
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}
