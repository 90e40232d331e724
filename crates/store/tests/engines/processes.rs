//! Several processes on one file: a server, and a command beside it.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use store::{CommitError, EventQuery, Store, StoreError};

use crate::bench::{
    Bench, add_one, clock, commit, create, event, events, key, replace, ring, text, told, version,
    wait,
};

const FILE: &str = "STORE_TEST_COUNTER_FILE";
const ROUNDS: usize = 150;

#[test]
fn otp_3_a_version_that_another_handle_moved_is_refused() {
    let bench = Bench::sqlite();
    let (one, two) = (bench.store.clone(), bench.beside());
    wait(async {
        commit(&one, [create("a", "1")]).await.unwrap();
        let seen_by_two = version(&two, "a").await;
        commit(&one, [replace("a", "2", seen_by_two)])
            .await
            .unwrap();
        let late = commit(&two, [replace("a", "3", seen_by_two)]).await;
        assert_eq!(late, Err(CommitError::Conflict));
        assert_eq!(text(&two, "a").await.unwrap(), "2");
    });
}

#[test]
fn versions_and_positions_are_shared_by_all_handles() {
    let bench = Bench::sqlite();
    let handles = [bench.store.clone(), bench.beside()];
    wait(async {
        let mut versions = Vec::new();
        for round in 0..6 {
            let store = &handles[round % 2];
            let id = round.to_string();
            commit(store, [create(&id, "")]).await.unwrap();
            store.commit(events([event(&id)])).await.unwrap();
            versions.push(version(&handles[1 - round % 2], &id).await);
        }
        for (at, version) in versions.iter().enumerate() {
            assert!(!versions[..at].contains(version));
        }
        assert_eq!(told(&handles[0]).await, ["0", "1", "2", "3", "4", "5"]);
    });
}

#[test]
fn a_closed_store_has_committed_what_was_queued_and_takes_no_more() {
    let bench = Bench::sqlite();
    let store = bench.store.clone();
    wait(async {
        let queued = (0..100).map(|nth: usize| {
            let store = store.clone();
            tokio::spawn(async move { store.commit(events([event(&nth.to_string())])).await })
        });
        let queued: Vec<_> = queued.collect();
        bench.store.clone().close().await;
        let mut acknowledged = 0;
        for task in queued {
            match task.await.unwrap() {
                Ok(()) => acknowledged += 1,
                refusal => assert_eq!(refusal, Err(CommitError::Store(StoreError::Closed))),
            }
        }
        assert_eq!(told(&bench.beside()).await.len(), acknowledged);
    });
    let closed = Some(StoreError::Closed);
    assert_eq!(wait(store.read(&[key("a")])).err(), closed);
    assert_eq!(wait(store.check()).err(), closed);
    assert_eq!(wait(store.note(Vec::new())).err(), closed);
    assert_eq!(wait(store.events(&EventQuery::default())).err(), closed);
    // Closing again is no fault, and the file is whole without its log.
    wait(store.close());
    assert!(!bench.path().with_extension("db-wal").exists());
}

/// The other process is this test again: told by its environment, it counts and ends.
#[test]
fn otp_3_two_processes_lose_no_update_of_each_other() {
    if let Some(file) = env::var_os(FILE) {
        let store = Store::sqlite(Path::new(&file), Arc::new(clock()), ring()).unwrap();
        wait(count(&store));
        return;
    }
    let bench = Bench::sqlite();
    wait(commit(&bench.store, [create("counter", "0")])).unwrap();
    let mut other = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "processes::otp_3_two_processes_lose_no_update_of_each_other",
        ])
        .env(FILE, bench.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    wait(count(&bench.store));
    assert!(other.wait().unwrap().success());
    let total = wait(text(&bench.store, "counter")).unwrap();
    assert_eq!(total, (2 * ROUNDS).to_string());
}

async fn count(store: &Store) {
    for _ in 0..ROUNDS {
        add_one(store, "counter").await;
    }
}
