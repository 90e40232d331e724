//! The faults that tests of the layers above rely on.

use store::{CommitError, EventQuery, Faults, Note, Scan, StoreError, Verb};

use crate::bench::{Bench, commit, create, key, record};

on_each_engine! {
    the_nth_call_of_a_verb_fails_before_it_does_anything
    the_nth_call_of_any_verb_fails
    a_commit_may_meet_a_conflict_that_is_none
    a_commit_may_be_done_and_its_answer_lost
}

async fn the_nth_call_of_a_verb_fails_before_it_does_anything(Bench { store, .. }: Bench) {
    let faults = Faults::default();
    let store = store.with_faults(faults.clone());
    faults.fail(Verb::Commit, 2);
    commit(&store, [create("a", "1")]).await.unwrap();
    let refusal = commit(&store, [create("b", "1")]).await;
    assert!(matches!(
        refusal,
        Err(CommitError::Store(StoreError::Unavailable(_)))
    ));
    assert!(record(&store, "b").await.is_none());
    commit(&store, [create("b", "1")]).await.unwrap();
}

async fn the_nth_call_of_any_verb_fails(Bench { store, .. }: Bench) {
    for nth in 1..=9 {
        let faults = Faults::default();
        let store = store.clone().with_faults(faults.clone());
        faults.fail_call(nth);
        let note = Note {
            key: key("a"),
            body: Vec::new(),
        };
        let answers = [
            store.now().await.is_ok(),
            store.read(&[]).await.is_ok(),
            store.scan(&Scan::default()).await.is_ok(),
            commit(&store, []).await.is_ok(),
            store.events(&EventQuery::default()).await.is_ok(),
            store.note(vec![note]).await.is_ok(),
            store.notes(&[]).await.is_ok(),
            store.check().await.is_ok(),
            store.check().await.is_ok(),
        ];
        let failed: Vec<_> = (1..).zip(answers).filter(|(_, ok)| !ok).collect();
        assert_eq!(failed, [(nth, false)]);
        assert_eq!(faults.calls(), 9);
    }
}

async fn a_commit_may_meet_a_conflict_that_is_none(Bench { store, .. }: Bench) {
    let faults = Faults::default();
    let store = store.with_faults(faults.clone());
    faults.conflict(1);
    let refusal = commit(&store, [create("a", "1")]).await;
    assert_eq!(refusal, Err(CommitError::Conflict));
    assert!(record(&store, "a").await.is_none());
    commit(&store, [create("a", "1")]).await.unwrap();
}

async fn a_commit_may_be_done_and_its_answer_lost(Bench { store, .. }: Bench) {
    let faults = Faults::default();
    let store = store.with_faults(faults.clone());
    faults.lose_answer(1);
    let lost = commit(&store, [create("a", "1")]).await;
    assert!(matches!(
        lost,
        Err(CommitError::Store(StoreError::Unavailable(_)))
    ));
    assert!(record(&store, "a").await.is_some());
}
