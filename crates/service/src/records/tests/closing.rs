//! Forms of accounts that were closed.

use rules::closing::{Closing, ClosingState, Purge};

use super::*;

pub(super) fn forms() -> Vec<String> {
    let reason = rules::Reason::parse("合併").unwrap();
    let closing = |state| Closing {
        account: account_id(),
        times: 2,
        state,
    };
    let purge = Purge {
        closed_at: at(),
        begun_at: at(),
        by: "operator:alice@sekisho".into(),
        reason: reason.clone(),
    };
    vec![
        form(&closing(ClosingState::Open)),
        form(&closing(ClosingState::Closed {
            at: at(),
            by: "operator:alice@sekisho".into(),
            reason: Some(reason),
        })),
        form(&closing(ClosingState::Purging(purge.clone()))),
        form(&closing(ClosingState::Purged { purge, at: at() })),
    ]
}
