//! Who is told what, when, and once: the notices of the deadline, and what happens to credentials.

use rules::enrolment::LateUsers;
use rules::requirement::Reason;
use rules::{AccountId, AlternateContact, ContactKind, Email, UserName, Whom};
use service::Refusal;
use service::ops::assignments::AssignAccounts;
use service::ops::contacts::PutAlternateContact;
use service::ops::outbox::{LetterFate, ListLetters};
use service::ops::requirement::{ClearRequirement, SetRequirement};
use service::ops::settings::PutSettings;
use service::ops::users::SetContactEmail;
use testkit::page::*;
use testkit::{Account, Mood, World, days, hours, minutes, story, when};

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

/// Root names who looks after security and operations.
fn names_contacts(account: &Account) {
    let root = account.owner().signs_in_with_password();
    let zone = root.asks_service(&PutSettings {
        language: None,
        time_zone: Some("Asia/Tokyo".to_owned()),
        late_users: LateUsers::Password,
    });
    assert_eq!(zone, Ok(()));
    for (kind, address) in [
        (ContactKind::Security, "security@keiri.example"),
        (ContactKind::Operations, "operations@keiri.example"),
    ] {
        let named = root.asks_service(&PutAlternateContact {
            member: None,
            kind,
            contact: AlternateContact::at(email(address)),
        });
        assert_eq!(named, Ok(()));
    }
}

fn postponed(w: &World, day: &str, reason: Option<&str>) -> Result<(), Refusal> {
    w.operator(&SetRequirement {
        account: None,
        whom: Whom::Roots,
        when: when(Some(day), None),
        reason: reason.map(|text| Reason::parse(text).expect("a reason")),
    })
}

fn assigned(w: &World, home: &str, user: &str, accounts: &[&AccountId]) {
    let assigned = w.operator(&AssignAccounts {
        assignee: (home.to_owned(), UserName::parse(user).ok()),
        accounts: accounts.iter().map(|id| (*id).clone()).collect(),
    });
    assert_eq!(assigned, Ok(()));
}

fn fates(w: &World) -> Vec<(String, u32, LetterFate)> {
    let letters = w
        .operator(&ListLetters { account: None })
        .expect("the list");
    letters
        .into_iter()
        .map(|letter| (letter.to.to_string(), letter.tries, letter.fate))
        .collect()
}

story! {
    /// EN-8: also over restarts, and whoever runs the job how often.
    fn en_8_root_is_told_when_it_is_announced_30_14_7_and_1_days_before_and_when_it_takes_effect(w) {
        w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None);
        let expected = [
            ("2024-07-16T00:01:00Z", Some("deadline-announced")),
            ("2024-07-31T23:59:00Z", None),
            ("2024-08-01T00:00:00Z", Some("deadline-30-days")),
            ("2024-08-16T23:59:00Z", None),
            ("2024-08-17T00:00:00Z", Some("deadline-14-days")),
            ("2024-08-24T00:00:00Z", Some("deadline-7-days")),
            ("2024-08-30T00:00:00Z", Some("deadline-1-day")),
            ("2024-08-30T23:59:59Z", None),
            ("2024-08-31T00:00:00Z", Some("deadline-in-effect")),
            ("2024-10-01T00:00:00Z", None),
        ];
        for (time, about) in expected {
            w.at(time);
            let told: Vec<String> = about.iter().map(|about| format!("root@keiri.example {about}")).collect();
            assert_eq!(w.would_tell(), told, "{time}: looked first");
            assert_eq!(w.plans_notices(), told, "{time}");
            w.restarts();
            assert_eq!(w.plans_notices(), Vec::<String>::new(), "{time}: planned again");
            let told: Vec<&str> = told.iter().map(String::as_str).collect();
            w.mailboxes_got(&told);
        }
    }

    /// EN-8: of two processes that plan at the same moment, and send, each letter is planned by one.
    fn en_8_two_processes_tell_once(w) {
        for number in 0..6 {
            w.account(&format!("account-{number}"));
        }
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.at_once(&[1, 2, 3], |_| drop(w.plans_notices()));
        w.in_another_server(|| drop(w.plans_notices()));
        w.at_once(&[1, 2, 3], |_| {
            w.sends_mail();
        });
        let expected: Vec<String> = (0..6)
            .map(|number| format!("root@account-{number}.example deadline-announced"))
            .collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        w.mailboxes_got(&expected);
    }

    fn who_is_told_besides_root(w) {
        let keiri = w.account("keiri");
        names_contacts(&keiri);
        w.mailboxes_got(&["root@keiri.example root-signed-in"]);
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.plans_notices();
        w.mailboxes_got(&[
            "operations@keiri.example deadline-announced",
            "root@keiri.example deadline-announced",
            "security@keiri.example deadline-announced",
        ]);
        let facts = w.newest_mail("deadline-announced").facts;
        // The beginning of that day in the zone that the account chose.
        assert_eq!(facts["about"]["Deadline"]["due_at"], "2024-08-30T15:00:00Z");
        assert_eq!(facts["time_zone"], "Asia/Tokyo");
    }

    fn whoever_has_mfa_is_left_alone(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        keiri.user("hanako").enrols("hanako-phone");
        keiri.user("taro");
        w.mails();
        w.requires_mfa("console-users", Some("2024-08-31"), None);
        // taro has no address of his own, and nobody looks after security.
        assert_eq!(w.plans_notices(), ["root@keiri.example deadline-announced"]);
        assert_eq!(w.newest_mail("deadline-announced").facts["about"]["Deadline"]["user"], "taro");
    }

    fn a_user_is_told_at_their_own_address(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        keiri.user("hanako");
        let told = keiri.owner().browser().asks_service(&SetContactEmail {
            name: UserName::parse("hanako").expect("a name"),
            email: Some(email("hanako@example.jp")),
        });
        assert_eq!(told, Ok(()));
        w.requires_mfa("console-users", None, Some(35));
        assert_eq!(w.plans_notices(), ["hanako@example.jp deadline-announced"]);
        let facts = w.newest_mail("deadline-announced").facts;
        assert_eq!(facts["about"]["Deadline"]["days"], 35, "no date before the first sign-in");
    }

    fn a_deadline_that_comes_nearer_is_told_anew_and_what_was_missed_is_not(w) {
        w.account("keiri");
        w.requires_mfa("roots", Some("2024-12-31"), None);
        assert_eq!(w.plans_notices(), ["root@keiri.example deadline-announced"]);
        w.requires_mfa("roots", Some("2024-07-24"), None);
        assert_eq!(w.plans_notices(), ["root@keiri.example deadline-14-days"]);
        // The letter of the fourteenth day comes on the eighth before, and says so.
        assert_eq!(w.newest_mail("deadline-14-days").facts["about"]["Deadline"]["days_left"], 8);
        w.advance(days(7));
        assert_eq!(w.plans_notices(), ["root@keiri.example deadline-1-day"]);
    }

    /// EN-4: only with a reason, and everybody concerned hears of it.
    fn en_4_more_time_needs_a_reason_and_is_told_to_all_contacts(w) {
        let keiri = w.account("keiri");
        names_contacts(&keiri);
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.plans_notices();
        w.mails();
        w.mailboxes_got(&[
            "operations@keiri.example deadline-announced",
            "root@keiri.example deadline-announced",
            "root@keiri.example root-signed-in",
            "security@keiri.example deadline-announced",
        ]);
        w.advance(minutes(1));
        assert_eq!(postponed(w, "2024-09-30", None), Err(Refusal::ReasonMissing));
        assert_eq!(w.plans_notices(), Vec::<String>::new());
        assert_eq!(postponed(w, "2024-09-30", Some("the tokens come late")), Ok(()));
        w.plans_notices();
        w.restarts();
        w.plans_notices();
        w.mailboxes_got(&[
            "operations@keiri.example deadline-announced",
            "operations@keiri.example deadline-postponed",
            "root@keiri.example deadline-announced",
            "root@keiri.example deadline-postponed",
            "security@keiri.example deadline-announced",
            "security@keiri.example deadline-postponed",
        ]);
        let facts = w.newest_mail("deadline-postponed").facts;
        assert_eq!(facts["about"]["Postponed"]["reason"], "the tokens come late");
        assert_eq!(facts["about"]["Postponed"]["by"], "operator:tester");
        // An account that comes later is not told of what was before it.
        w.advance(minutes(1));
        w.account("soumu");
        assert_eq!(w.plans_notices(), ["root@soumu.example deadline-announced"]);
        // Taking the rule away is more time as well.
        w.advance(minutes(1));
        let cleared = w.operator(&ClearRequirement {
            account: None,
            whom: None,
            reason: Reason::parse("a test installation").expect("a reason"),
        });
        assert_eq!(cleared.map(|gone| gone.len()), Ok(1));
        assert_eq!(w.plans_notices(), [
            "operations@keiri.example deadline-postponed",
            "root@keiri.example deadline-postponed",
            "root@soumu.example deadline-postponed",
            "security@keiri.example deadline-postponed",
        ]);
    }

    fn whoever_is_responsible_for_accounts_gets_one_letter_about_all_of_them(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        keiri.user("hanako");
        let root = keiri.owner().browser();
        let name = || UserName::parse("hanako").expect("a name");
        let set = SetContactEmail { name: name(), email: Some(email("hanako@example.jp")) };
        assert_eq!(root.asks_service(&set), Ok(()));
        let (soumu, eigyo) = (w.account("soumu"), w.account("eigyo"));
        assigned(w, "keiri", "hanako", &[keiri.id(), soumu.id(), eigyo.id()]);
        w.requires_mfa("roots", Some("2024-08-31"), None);
        assert_eq!(w.plans_notices(), [
            "hanako@example.jp digest",
            "root@eigyo.example deadline-announced",
            "root@soumu.example deadline-announced",
        ]);
        assert_eq!(w.plans_notices(), Vec::<String>::new(), "nothing new");
        let rows = w.newest_mail("digest").facts["about"]["Digest"].clone();
        // keiri's root has MFA; its user hanako has not.
        let names: Vec<&str> = rows.as_array().expect("rows").iter()
            .map(|row| row["name"].as_str().expect("a name"))
            .collect();
        assert_eq!(names.len(), 3, "{names:?}");
        soumu.owner().enrols("soumu-phone");
        w.at("2024-08-24T00:00:00Z");
        assert_eq!(w.plans_notices(), [
            "hanako@example.jp digest",
            "root@eigyo.example deadline-7-days",
        ]);
    }

    fn a_mail_server_that_is_busy_is_asked_again_later_and_later(w) {
        w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.plans_notices();
        w.mail_server(Mood::Busy);
        assert_eq!(w.sends_mail().waiting, 1);
        assert_eq!(w.sends_mail().waiting, 0, "not before a minute has passed");
        w.advance(minutes(1));
        assert_eq!(w.sends_mail().waiting, 1);
        w.advance(minutes(4));
        assert_eq!(w.sends_mail().waiting, 0, "and then five");
        let waits = LetterFate::Waiting(Some("(fake) come back later".to_owned()));
        assert_eq!(fates(w), [("root@keiri.example".to_owned(), 2, waits)]);
        w.restarts().advance(minutes(1)).mail_server(Mood::Takes);
        assert_eq!(w.sends_mail().sent, 1);
        w.mailboxes_got(&["root@keiri.example deadline-announced"]);
        assert_eq!(fates(w)[0].2, LetterFate::Sent(w.now()));
    }

    fn a_mail_that_cannot_be_sent_for_days_is_given_up_and_seen(w) {
        w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.plans_notices();
        w.mail_server(Mood::Busy);
        for _ in 0..40 {
            w.sends_mail();
            w.advance(hours(4));
        }
        let told = "(fake) come back later".to_owned();
        let fate = fates(w).remove(0).2;
        assert!(matches!(fate, LetterFate::Failed(_, reason) if reason == told));
        w.mailboxes_got(&[]);
    }

    fn a_mail_that_is_refused_is_given_up_at_once_and_seen(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("phone");
        keiri.user("hanako");
        w.mails();
        w.mail_server(Mood::Refuses).requires_mfa("console-users", Some("2024-08-31"), None);
        w.plans_notices();
        assert_eq!(w.sends_mail().failed, 1);
        let root = keiri.owner().browser();
        let status = root.asks_service(&service::ops::status::GetMfaStatus { after: None });
        let status = status.expect("the status");
        assert_eq!(status.failed.len(), 1);
        assert_eq!(status.failed[0].error, "(fake) no such mailbox");
        assert_eq!(status.failed[0].about, "deadline-announced");
    }

    /// A repeat is possible only where the server took a mail and died before it said so; it has the
    /// same name then.
    fn a_mail_is_sent_twice_only_if_the_server_died_after_taking_it(w) {
        w.account("keiri");
        w.requires_mfa("roots", Some("2024-08-31"), None);
        w.plans_notices();
        w.mail_server(Mood::TakesAndDies).sends_mail();
        w.advance(minutes(1)).mail_server(Mood::Takes);
        let mails = w.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].message_id, mails[1].message_id);
        w.advance(days(1));
        assert_eq!(w.mails().len(), 2, "and not again");
    }

    /// OP-1.
    fn op_1_the_owner_is_told_of_each_change_of_a_credential(w) {
        let keiri = w.account("keiri");
        let root = keiri.owner();
        let phone = root.enrols("phone");
        w.mailboxes_got(&["root@keiri.example root-signed-in", "root@keiri.example device-added"]);
        w.advance(minutes(1));
        root.signs_in_with(&phone);
        let keep = root.adds_device("second");
        w.mailboxes_got(&["root@keiri.example root-signed-in", "root@keiri.example device-added"]);
        let key = service::ops::keys::CreateAccessKey { target: service::Target::Root };
        assert!(root.browser().asks_service(&key).is_ok());
        w.mailboxes_got(&["root@keiri.example access-key-created"]);
        w.advance(minutes(1));
        root.signs_in_with(&keep);
        let removed = root.browser().asks_service(&service::ops::devices::RemoveMfaDevice {
            target: service::Target::Root,
            serial: rules::SerialNumber::parse(&keiri.serial("phone")).expect("a serial number"),
        });
        assert!(removed.is_ok());
        w.mailboxes_got(&["root@keiri.example root-signed-in", "root@keiri.example device-removed"]);
    }

    /// OP-1: ten wrong codes behind a right password.
    fn op_1_the_owner_is_told_that_somebody_knows_the_password(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let phone = hanako.enrols("phone");
        w.mails();
        let thief = w.browser();
        hanako.signs_in_with_password_at(&thief).sees(MfaCode);
        for _ in 0..10 {
            thief.types_code(&phone.wrong_code());
            w.advance(hours(2));
            hanako.signs_in_with_password_at(&thief).sees(MfaCode);
        }
        assert_eq!(w.newest_mail("password-known").to, "root@keiri.example");
    }
}
