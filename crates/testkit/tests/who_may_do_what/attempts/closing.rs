//! Closing, reopening and erasing the account.

use service::ops::account_purge::{BeginAccountPurge, PlanAccountPurge, StepAccountPurge};
use service::ops::closing::{
    CloseAccount, CloseAccountAsOperator, GetClosing, ReopenAccount, ReopenAccountAsOperator,
};

use crate::attempt::{Attempt, attempt};

fn reason() -> rules::Reason {
    rules::Reason::parse("a test").expect("a reason")
}

fn host() -> String {
    "fake".to_owned()
}

pub(crate) fn by_root() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetClosing),
        attempt("with its id typed", |scene| CloseAccount {
            typed: scene.keiri.to_string(),
        }),
        attempt("", |_| ReopenAccount),
    ]
}

pub(crate) fn operator() -> Vec<Attempt> {
    vec![
        attempt("", |scene| CloseAccountAsOperator {
            account: scene.keiri.clone(),
            reason: reason(),
            host: host(),
        }),
        attempt("that is open", |scene| ReopenAccountAsOperator {
            account: scene.keiri.clone(),
            reason: reason(),
            host: host(),
        }),
        attempt("", |scene| PlanAccountPurge {
            account: scene.keiri.clone(),
        }),
        attempt("that is open", |scene| BeginAccountPurge {
            account: scene.keiri.clone(),
            reason: reason(),
            host: host(),
        }),
        attempt("that is open", |scene| StepAccountPurge {
            account: scene.keiri.clone(),
        }),
    ]
}
