//! Deadlines: who must have MFA from when, late first devices, and who is missing.

use rules::requirement::When;
use rules::{AccountSettings, Reason, Whom};
use service::Token;
use service::ops::assignments::{AssignAccounts, ListAssignments, ShowAssignment};
use service::ops::enrolment::{
    CreateEnrolmentAddress, EnrolmentUnderWay, HandOverEnrolmentAddress, PassEnrolmentAddress,
    PassEnrolmentCode, SendEnrolmentCode,
};
use service::ops::key_host::{AcceptKeyHost, ShowKeyHost};
use service::ops::outbox::ListLetters;
use service::ops::requirement::{
    AdoptRequirement, ClearRequirement, DeleteRequirement, GetRequirement, PutRequirement,
    SetRequirement, ShowRequirement,
};
use service::ops::settings::{GetSettings, PutSettings};
use service::ops::status::{GetMfaStatus, ListAccountStatus, ListAssignedAccounts, ListProgress};

use crate::attempt::{Attempt, attempt};
use crate::scene::user;

pub(super) fn enrolment() -> Vec<Attempt> {
    let hand_over = |name| CreateEnrolmentAddress { name };
    vec![
        attempt("", |_| EnrolmentUnderWay),
        attempt("", |_| SendEnrolmentCode),
        attempt("before one was sent", |_| PassEnrolmentCode {
            code: "00000000".to_owned(),
        }),
        attempt("of nobody", |_| PassEnrolmentAddress {
            token: Token::presented("fake"),
        }),
        attempt("for oneself", move |scene| hand_over(scene.own_name())).of_users(),
        attempt("for somebody else", move |_| hand_over(user("goro"))),
    ]
}

fn reason() -> Reason {
    Reason::parse("(fake) the tokens come late").expect("a reason")
}

fn in_days(days: u16) -> When {
    When::new(None, Some(days)).expect("a rule")
}

pub(super) fn requirement() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetRequirement),
        attempt("", |_| PutRequirement {
            whom: Whom::ConsoleUsers,
            when: in_days(35),
            reason: None,
        }),
        attempt("that is not there", |_| DeleteRequirement {
            whom: Whom::Roots,
            reason: reason(),
        }),
        attempt("", |_| GetSettings),
        attempt("", |scene| {
            let settings = AccountSettings::of(scene.keiri.clone());
            PutSettings {
                language: settings.language,
                time_zone: settings.time_zone,
                late_users: settings.late_users,
            }
        }),
        attempt("", |_| GetMfaStatus { after: None }),
        attempt("", |_| ListAssignedAccounts),
    ]
}

pub(super) fn operator() -> Vec<Attempt> {
    let mut all = vec![
        attempt("", |_| ShowRequirement { account: None }),
        attempt("", |_| SetRequirement {
            account: None,
            whom: Whom::Roots,
            when: in_days(35),
            reason: None,
        }),
        attempt("that is not there", |_| ClearRequirement {
            account: None,
            whom: Some(Whom::ManagementRoots),
            reason: reason(),
        }),
        attempt("", |_| AdoptRequirement { said: None }),
        attempt("for a user", |scene| HandOverEnrolmentAddress {
            account: scene.keiri.clone(),
            user: Some(user("goro")),
        }),
        attempt("", |_| ListAccountStatus { after: None }),
        attempt("", |_| ListProgress),
        attempt("", |scene| AssignAccounts {
            assignee: ("keiri".to_owned(), Some(user("hanako"))),
            accounts: vec![scene.keiri.clone()],
        }),
        attempt("", |_| ShowAssignment {
            assignee: ("keiri".to_owned(), Some(user("hanako"))),
        }),
        attempt("", |_| ListAssignments),
        attempt("", |_| ShowKeyHost),
        attempt("", |_| AcceptKeyHost),
    ];
    all.extend(super::tokens::operator());
    all.extend(super::care::operator());
    all.extend(super::store::operator());
    all.push(attempt("", |_| ListLetters { account: None }));
    all
}
