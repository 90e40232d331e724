//! What the operator does to the whole store.

use std::sync::Arc;

use rules::Timestamp;
use service::ops::store::{BackupStore, MigrateStore, RestoreStore, RotateMasterKey, VerifyStore};

use crate::attempt::{Attempt, attempt};

fn host() -> String {
    "fake-host".to_owned()
}

pub(super) fn operator() -> Vec<Attempt> {
    vec![
        attempt("", |_| VerifyStore {
            tell: Arc::new(|_, _| {}),
        }),
        attempt("", |_| BackupStore {
            file: "fake-backup".to_owned(),
            host: host(),
        }),
        attempt("", |_| RestoreStore {
            epoch: 2,
            made_at: Timestamp::UNIX_EPOCH,
            trail_findings: 0,
            replaced: None,
            host: host(),
        }),
        attempt("", |_| RotateMasterKey {
            key: "fake-key".to_owned(),
            host: host(),
            tell: Arc::new(|_, _| {}),
        }),
        attempt("", |_| MigrateStore {
            from: 0,
            to: 1,
            host: host(),
        }),
    ]
}
