//! What a change needs, and that a batch is one thing.

use store::{Batch, CommitError, Store};

use crate::bench::{
    Bench, add_one, changes, commit, create, delete, event, key, record, replace, text, told,
    version,
};

on_each_engine! {
    a_record_is_created_only_where_there_is_none
    a_record_is_replaced_only_in_the_version_that_was_read
    a_record_is_deleted_only_in_the_version_that_was_read
    what_is_not_there_is_neither_replaced_nor_deleted
    a_version_never_comes_back_after_deletion
    each_expectation_holds_or_nothing_is_written
    an_expectation_is_about_the_state_before_the_batch
    a_refused_batch_leaves_no_record_and_no_event
    a_batch_may_change_a_key_once
    two_decisions_on_each_others_records_are_not_both_committed
    otp_3_of_many_tasks_with_one_version_exactly_one_wins
    otp_3_of_many_tasks_that_create_one_record_exactly_one_wins
    no_update_is_lost_between_tasks
    an_empty_batch_changes_nothing
}

async fn a_record_is_created_only_where_there_is_none(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "first")]).await.unwrap();
    let refusal = commit(&store, [create("a", "second")]).await;
    assert_eq!(refusal, Err(CommitError::Conflict));
    assert_eq!(text(&store, "a").await.unwrap(), "first");
}

async fn a_record_is_replaced_only_in_the_version_that_was_read(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "first")]).await.unwrap();
    let first = version(&store, "a").await;
    commit(&store, [replace("a", "second", first)])
        .await
        .unwrap();
    let refusal = commit(&store, [replace("a", "third", first)]).await;
    assert_eq!(refusal, Err(CommitError::Conflict));
    assert_eq!(text(&store, "a").await.unwrap(), "second");
    assert_ne!(version(&store, "a").await, first);
}

async fn a_record_is_deleted_only_in_the_version_that_was_read(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "first")]).await.unwrap();
    let first = version(&store, "a").await;
    commit(&store, [replace("a", "second", first)])
        .await
        .unwrap();
    let refusal = commit(&store, [delete("a", first)]).await;
    assert_eq!(refusal, Err(CommitError::Conflict));
    let second = version(&store, "a").await;
    commit(&store, [delete("a", second)]).await.unwrap();
    assert!(record(&store, "a").await.is_none());
}

async fn what_is_not_there_is_neither_replaced_nor_deleted(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "here")]).await.unwrap();
    let version = version(&store, "a").await;
    for change in [replace("b", "there", version), delete("b", version)] {
        let refusal = commit(&store, [change]).await;
        assert_eq!(refusal, Err(CommitError::Conflict));
    }
    assert!(record(&store, "b").await.is_none());
}

async fn a_version_never_comes_back_after_deletion(Bench { store, .. }: Bench) {
    let mut seen = Vec::new();
    for _ in 0..3 {
        commit(&store, [create("a", "again")]).await.unwrap();
        let now = version(&store, "a").await;
        assert!(!seen.contains(&now));
        for old in &seen {
            let refusal = commit(&store, [replace("a", "stale", *old)]).await;
            assert_eq!(refusal, Err(CommitError::Conflict));
        }
        seen.push(now);
        commit(&store, [delete("a", now)]).await.unwrap();
    }
}

async fn each_expectation_holds_or_nothing_is_written(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "1"), create("b", "1")])
        .await
        .unwrap();
    let old = version(&store, "a").await;
    commit(&store, [replace("a", "2", old)]).await.unwrap();
    let now = version(&store, "a").await;
    let unchanged = version(&store, "b").await;
    let table = [
        (
            vec![("a", Some(now)), ("b", Some(unchanged)), ("c", None)],
            true,
        ),
        (vec![("a", Some(now)), ("b", None)], false),
        (vec![("a", Some(old))], false),
        (vec![("c", Some(now))], false),
        (vec![("a", None), ("c", None)], false),
    ];
    for (nth, (expect, holds)) in table.into_iter().enumerate() {
        let id = format!("new-{nth}");
        let batch = Batch {
            expect: expect
                .into_iter()
                .map(|(id, version)| (key(id), version))
                .collect(),
            ..changes([create(&id, "made")])
        };
        assert_eq!(store.commit(batch).await.is_ok(), holds, "{id}");
        assert_eq!(record(&store, &id).await.is_some(), holds, "{id}");
    }
}

async fn an_expectation_is_about_the_state_before_the_batch(Bench { store, .. }: Bench) {
    let batch = Batch {
        expect: vec![(key("a"), None)],
        ..changes([create("a", "made")])
    };
    store.commit(batch).await.unwrap();
    let made = version(&store, "a").await;
    let batch = Batch {
        expect: vec![(key("a"), Some(made))],
        ..changes([delete("a", made)])
    };
    store.commit(batch).await.unwrap();
}

async fn a_refused_batch_leaves_no_record_and_no_event(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "1"), create("b", "1")])
        .await
        .unwrap();
    let (a, b) = (version(&store, "a").await, version(&store, "b").await);
    commit(&store, [replace("b", "2", b)]).await.unwrap();
    // The stale change stands last, when the others are done already.
    let batch = Batch {
        events: vec![event("untold")],
        ..changes([create("c", "1"), delete("a", a), replace("b", "3", b)])
    };
    assert_eq!(store.commit(batch).await, Err(CommitError::Conflict));
    assert_eq!(text(&store, "a").await.unwrap(), "1");
    assert_eq!(text(&store, "b").await.unwrap(), "2");
    assert!(record(&store, "c").await.is_none());
    assert!(told(&store).await.is_empty());
}

async fn a_batch_may_change_a_key_once(Bench { store, .. }: Bench) {
    let refusal = commit(&store, [create("a", "1"), create("a", "2")]).await;
    let Err(CommitError::BadKey(refusal)) = refusal else {
        panic!("{refusal:?}");
    };
    assert_eq!(refusal.key, key("a"));
    assert!(record(&store, "a").await.is_none());
}

/// Write skew: each of two decisions reads both records and changes one.
async fn two_decisions_on_each_others_records_are_not_both_committed(Bench { store, .. }: Bench) {
    commit(&store, [create("a", "on call"), create("b", "on call")])
        .await
        .unwrap();
    let (a, b) = (version(&store, "a").await, version(&store, "b").await);
    let leave = |leaver: &str, own, stayer: &str, other| Batch {
        expect: vec![(key(stayer), Some(other))],
        ..changes([replace(leaver, "off", own)])
    };
    let (one, two) = tokio::join!(
        store.commit(leave("a", a, "b", b)),
        store.commit(leave("b", b, "a", a)),
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
}

async fn otp_3_of_many_tasks_with_one_version_exactly_one_wins(Bench { store, .. }: Bench) {
    commit(&store, [create("mark", "none")]).await.unwrap();
    for round in 0..10 {
        let read = version(&store, "mark").await;
        let name = |task| format!("round {round}, task {task}");
        let winner = race(&store, |task| Batch {
            events: vec![event(&name(task))],
            ..changes([replace("mark", &name(task), read)])
        });
        let winner = name(winner.await);
        assert_eq!(text(&store, "mark").await.unwrap(), winner);
        assert_eq!(told(&store).await.len(), round + 1);
        assert_eq!(told(&store).await.last(), Some(&winner));
    }
}

async fn otp_3_of_many_tasks_that_create_one_record_exactly_one_wins(Bench { store, .. }: Bench) {
    for round in 0..10 {
        let id = format!("step-{round}");
        let winner = race(&store, |task| changes([create(&id, &task.to_string())]));
        let winner = winner.await.to_string();
        assert_eq!(text(&store, &id).await.unwrap(), winner);
    }
}

/// Commits the batches of 64 tasks at once and gives the only one that won.
async fn race(store: &Store, batch: impl Fn(usize) -> Batch) -> usize {
    let tasks = (0..64).map(|task| {
        let (store, batch) = (store.clone(), batch(task));
        tokio::spawn(async move { store.commit(batch).await })
    });
    let mut winners = Vec::new();
    for (task, handle) in tasks.collect::<Vec<_>>().into_iter().enumerate() {
        match handle.await.unwrap() {
            Ok(()) => winners.push(task),
            refusal => assert_eq!(refusal, Err(CommitError::Conflict)),
        }
    }
    assert_eq!(winners.len(), 1, "{winners:?}");
    winners[0]
}

async fn no_update_is_lost_between_tasks(Bench { store, .. }: Bench) {
    commit(&store, [create("counter", "0")]).await.unwrap();
    let tasks = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            for _ in 0..25 {
                add_one(&store, "counter").await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(text(&store, "counter").await.unwrap(), "200");
}

async fn an_empty_batch_changes_nothing(Bench { store, .. }: Bench) {
    store.commit(Batch::default()).await.unwrap();
    assert!(told(&store).await.is_empty());
}
