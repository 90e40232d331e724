//! The stored forms of what is kept about deadlines, enrolment and letters.

use std::collections::BTreeMap;

use jiff::civil::date;
use rules::care::Line;
use rules::deadline::{Bearer, Told};
use rules::enrolment::LateUsers;
use rules::ids::{GroupId, GroupName};
use rules::requirement::{Postponement, Setter, When};
use rules::{
    AccountSettings, AlternateContact, ContactInformation, CountryCode, Deadline,
    InternationalPhone, Language, Occasion, Phone, Reason, Requirement, Whom,
};

use super::*;
use crate::letters::{About, DeadlineNotice, Letter};

fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@example.com")).unwrap()
}

fn line<const MAX: usize>(text: &str) -> Option<Line<MAX>> {
    Line::parse(text).unwrap()
}

fn contact() -> ContactInformation {
    ContactInformation {
        account: account_id(),
        full_name: line("経理 花子").unwrap(),
        address_line_1: line("霞が関 1-1").unwrap(),
        address_line_2: line("2F"),
        address_line_3: line("203"),
        city: line("千代田区").unwrap(),
        state_or_region: line("東京都"),
        district_or_county: line("霞が関"),
        postal_code: line("100-0013").unwrap(),
        country_code: CountryCode::parse("JP").unwrap(),
        phone: InternationalPhone::parse("+81 3-1234-5678").unwrap(),
        company_name: line("例"),
        website: line("https://example.co.jp"),
    }
}

fn reason() -> Reason {
    Reason::parse("the tokens come late").unwrap()
}

pub(super) fn forms() -> Vec<String> {
    [rules_and_dates(), enrolment(), letters(), responsibility()].concat()
}

fn rules_and_dates() -> Vec<String> {
    let when = When::new(Some(date(2024, 7, 16)), Some(35)).unwrap();
    let mut requirement = Requirement::of(None);
    requirement.set(Whom::Roots, Setter::File, when, at());
    let postponement = Postponement {
        at: at(),
        by: "operator:tester".into(),
        whom: Whom::Roots,
        group: None,
        from: when,
        to: Some(when),
        reason: reason(),
    };
    requirement.postpone(Setter::File, postponement);
    let settings = AccountSettings {
        account: account_id(),
        language: Some(Language::Japanese),
        time_zone: Some("Asia/Tokyo".into()),
        security_contact: Some(AlternateContact {
            name: line("Security"),
            title: line("CSIRT"),
            phone: Some(Phone::parse("+81 3-1234-5678").unwrap()),
            ..AlternateContact::at(email("security"))
        }),
        operations_contact: Some(AlternateContact::at(email("operations"))),
        billing_contact: Some(AlternateContact::at(email("billing"))),
        late_users: LateUsers::Code,
    };
    let deadline = Deadline {
        due_at: Some(at()),
        past_since: Some(at()),
        first_sign_in_at: Some(at()),
        grace: Some(reason()),
        told: Some(Told {
            occasion: Occasion::Days7,
            due_at: Some(at()),
            at: at(),
        }),
        on_trial_until: Some(at()),
        ..Deadline::new(account_id(), Bearer::User("hanako".into()))
    };
    let root = Deadline::new(account_id(), Bearer::Root);
    let mut of_account = Requirement::of(Some(account_id()));
    of_account.set(Whom::ConsoleUsers, Setter::Root, when, at());
    let group = GroupId::parse("AGPAFAKEFAKEFAKEKEIRI").unwrap();
    let mut of_group = of_account.clone();
    of_group.set(Whom::Group(group.clone()), Setter::Root, when, at());
    let postponement = Postponement {
        at: at(),
        by: "arn:aws:iam::123456789012:root".into(),
        whom: Whom::Group(group),
        group: Some(GroupName::parse("keiri").unwrap()),
        from: when,
        to: Some(when),
        reason: reason(),
    };
    of_group.postpone(Setter::Root, postponement);
    vec![
        form(&requirement),
        form(&of_account),
        form(&of_group),
        form(&settings),
        form(&contact()),
        form(&deadline),
        form(&root),
    ]
}

fn enrolment() -> Vec<String> {
    let proof = EnrolmentProof {
        principal: user_principal(),
        session: "5e55".into(),
        code_hash: Some("c0de".into()),
        sent_at: Some(at()),
        wrong: 1,
        proved_at: Some(at()),
    };
    let address = EnrolmentAddress {
        principal: user_principal(),
        hash: "add4".into(),
        until: at(),
    };
    let reset = ResetAddress {
        account: account_id(),
        hash: "4e5e".into(),
        until: at(),
    };
    let budget = MailBudget {
        slot: 257,
        mailbox: "b0b0".into(),
        sent_at: vec![at()],
    };
    vec![form(&proof), form(&address), form(&reset), form(&budget)]
}

fn letters() -> Vec<String> {
    let letter = Letter {
        to: email("root"),
        language: None,
        time_zone: None,
        account: account_id(),
        account_name: "経理部".into(),
        about: About::Deadline(DeadlineNotice {
            user: None,
            occasion: Occasion::Announced,
            due_at: Some(at()),
            days_left: Some(35),
            days: None,
            copy: false,
        }),
    };
    let outgoing = Outgoing {
        id: "1e77e4".into(),
        letter,
        planned_at: at(),
        tries: 1,
        not_before: at(),
        last_error: Some("busy".into()),
    };
    let posted = Posted {
        id: "1e77e4".into(),
        account: account_id(),
        to: email("root"),
        about: "deadline-announced".into(),
        planned_at: at(),
        ended_at: at(),
        tries: 2,
        error: Some("no such mailbox".into()),
    };
    let told = PostponementsTold {
        account: account_id(),
        up_to: at(),
    };
    let heads = HeadsMailed {
        to: email("Audit"),
        day: jiff::civil::date(2024, 7, 16),
    };
    vec![form(&outgoing), form(&posted), form(&told), form(&heads)]
}

fn responsibility() -> Vec<String> {
    let responsible = Responsible {
        principal: user_principal(),
        accounts: vec![account_id()],
        told: BTreeMap::from([(account_id(), "has-mfa".to_owned())]),
    };
    let responsibility = Responsibility {
        account: account_id(),
        assignees: vec![user_principal()],
    };
    let progress = Progress {
        day: 19_920,
        accounts: 3,
        roots_with_mfa: 1,
        console_users: 8,
        users_with_mfa: 5,
    };
    vec![form(&responsible), form(&responsibility), form(&progress)]
}
