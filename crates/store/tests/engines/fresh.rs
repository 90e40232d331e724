//! A read is never older than a commit that was answered before it, by whichever process.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use proptest::collection::vec;
use proptest::prelude::*;
use rusqlite::params;
use store::{Batch, CommitError, Note, Store, Version};

use crate::bench::{
    ACCOUNT, Bench, commit, create, delete, event, events, key, record, replace, text, version,
    wait,
};

on_each_engine! {
    a_reader_of_a_record_sees_each_commit_that_was_answered
}

async fn a_reader_of_a_record_sees_each_commit_that_was_answered(Bench { store, .. }: Bench) {
    for round in 0..20 {
        assert_eq!(text(&store, "a").await, None);
        commit(&store, [create("a", "1")]).await.unwrap();
        for step in 1..4 {
            assert_eq!(text(&store, "a").await, Some(step.to_string()), "{round}");
            let before = version(&store, "a").await;
            let next = replace("a", &(step + 1).to_string(), before);
            commit(&store, [next]).await.unwrap();
            let late = commit(&store, [replace("a", "late", before)]).await;
            assert_eq!(late, Err(CommitError::Conflict));
        }
        let last = version(&store, "a").await;
        commit(&store, [delete("a", last)]).await.unwrap();
    }
}

#[test]
fn what_another_handle_creates_changes_and_deletes_is_seen_by_the_next_read() {
    let bench = Bench::sqlite();
    let (server, command) = (bench.store.clone(), bench.beside());
    wait(async {
        for _ in 0..20 {
            // Twice each, so that the second comes from memory where there is one.
            assert_eq!(twice(&server).await, None);
            commit(&command, [create("a", "1")]).await.unwrap();
            assert_eq!(twice(&server).await.as_deref(), Some("1"));
            let first = version(&command, "a").await;
            commit(&command, [replace("a", "2", first)]).await.unwrap();
            assert_eq!(twice(&server).await.as_deref(), Some("2"));
            // Between two commits of our own, without a read.
            commit(&server, [create("b", "")]).await.unwrap();
            let second = version(&command, "a").await;
            commit(&command, [delete("a", second)]).await.unwrap();
            let b = version(&command, "b").await;
            commit(&server, [delete("b", b)]).await.unwrap();
        }
    });
}

#[test]
fn what_another_handle_notes_is_seen_by_the_next_read() {
    let bench = Bench::sqlite();
    let (server, command) = (bench.store.clone(), bench.beside());
    wait(async {
        for day in ["monday", "tuesday", "wednesday"] {
            for store in [&command, &server] {
                let body = format!("{day} {store:?}").into_bytes();
                let note = Note {
                    key: key("a"),
                    body,
                };
                store.note(vec![note.clone()]).await.unwrap();
                for reader in [&server, &command, &server] {
                    let found = reader.notes(&[key("a")]).await.unwrap();
                    assert_eq!(found, [Some(note.body.clone())]);
                }
            }
        }
    });
}

async fn twice(store: &Store) -> Option<String> {
    let once = text(store, "a").await;
    assert_eq!(text(store, "a").await, once);
    once
}

const IDS: [&str; 3] = ["a", "b", "c"];
const HANDLES: usize = 3;

/// What happens on one of the handles; the last handle goes around the store.
#[derive(Clone, Debug)]
enum Step {
    Put(usize, &'static str),
    Delete(usize, &'static str),
    Event(usize),
    Read(usize, Vec<&'static str>),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn otp_3_whoever_writes_in_whatever_order_every_read_is_of_the_latest_state(
        steps in vec(step(), 1..80)
    ) {
        let bench = Bench::sqlite();
        let handles = [bench.store.clone(), bench.beside()];
        let around = bench.behind();
        let mut latest = BTreeMap::new();
        wait(async {
            for (number, step) in steps.iter().enumerate() {
                take(step, number, &handles, &around, &mut latest).await;
            }
        });
    }
}

fn step() -> impl Strategy<Value = Step> {
    let id = || proptest::sample::select(&IDS[..]);
    prop_oneof![
        2 => (0..HANDLES, id()).prop_map(|(handle, id)| Step::Put(handle, id)),
        1 => (0..HANDLES, id()).prop_map(|(handle, id)| Step::Delete(handle, id)),
        1 => (0..HANDLES - 1).prop_map(Step::Event),
        4 => (0..HANDLES - 1, vec(id(), 1..4)).prop_map(|(handle, ids)| Step::Read(handle, ids)),
    ]
}

async fn take(
    step: &Step,
    number: usize,
    handles: &[Store; HANDLES - 1],
    around: &rusqlite::Connection,
    latest: &mut BTreeMap<&'static str, usize>,
) {
    match step {
        Step::Put(handle, id) => {
            match (handles.get(*handle), latest.get(id)) {
                (Some(store), None) => {
                    let new = create(id, &number.to_string());
                    commit(store, [new]).await.unwrap();
                }
                (Some(store), Some(_)) => {
                    let new = replace(id, &number.to_string(), version(store, id).await);
                    commit(store, [new]).await.unwrap();
                }
                (None, _) => {
                    let sql =
                        "INSERT OR REPLACE INTO records VALUES (?1, 'thing', ?2, ?3, 1, NULL, ?4)";
                    let body = number.to_string().into_bytes();
                    // Above all versions that the handles give.
                    let row = params![ACCOUNT, id, number + 1_000_000, body];
                    around.execute(sql, row).unwrap();
                }
            }
            latest.insert(id, number);
        }
        Step::Delete(handle, id) => match (handles.get(*handle), latest.remove(id)) {
            (_, None) => {}
            (Some(store), Some(_)) => {
                let old = delete(id, version(store, id).await);
                commit(store, [old]).await.unwrap();
            }
            (None, Some(_)) => {
                let sql = "DELETE FROM records WHERE id = ?1";
                assert_eq!(around.execute(sql, [id]).unwrap(), 1);
            }
        },
        Step::Event(handle) => {
            let told = event(&number.to_string());
            handles[*handle].commit(events([told])).await.unwrap();
        }
        Step::Read(handle, ids) => {
            let keys: Vec<_> = ids.iter().map(|id| key(id)).collect();
            let found = handles[*handle].read(&keys).await.unwrap();
            for (id, record) in ids.iter().zip(found) {
                let is = record.map(|record| number_in(record.body.bytes()));
                let should = latest.get(id).map(|number| *number as u64);
                assert_eq!(is, should, "`{id}` in step {number}");
            }
        }
    }
}

const PAIRS: usize = 4;
const ROUNDS: usize = 80;
const READERS: usize = 2;

/// Two handles write pairs of records while threads read them from both. Each reader knows what
/// had been answered before it began, and what it has seen itself.
#[test]
fn otp_3_no_reader_goes_back_misses_an_answered_commit_or_sees_half_of_one() {
    let bench = Bench::sqlite();
    let handles = [bench.store.clone(), bench.beside()];
    let answered: [AtomicU64; PAIRS] = Default::default();
    for pair in 0..PAIRS {
        let both = sides(pair).map(|id| create(&id, "0"));
        wait(commit(&handles[0], both)).unwrap();
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for store in &handles {
            for _ in 0..READERS {
                scope.spawn(|| read_on(store, &answered, &done));
            }
        }
        let writers: Vec<_> = (0..2 * handles.len())
            .map(|nth| {
                let (store, answered) = (&handles[nth % 2], &answered);
                scope.spawn(move || write_on(store, nth, answered))
            })
            .collect();
        let ended: Vec<_> = writers
            .into_iter()
            .map(thread::ScopedJoinHandle::join)
            .collect();
        done.store(true, Ordering::SeqCst);
        assert!(ended.into_iter().all(|ended| ended.is_ok()));
    });
    let total: u64 = answered
        .iter()
        .map(|last| last.load(Ordering::SeqCst))
        .sum();
    assert_eq!(total, (ROUNDS * 2 * handles.len()) as u64);
}

fn sides(pair: usize) -> [String; 2] {
    ["left", "right"].map(|side| format!("{side}-{pair}"))
}

/// Adds one to a pair, again and again, and says what has been answered.
fn write_on(store: &Store, nth: usize, answered: &[AtomicU64; PAIRS]) {
    wait(async {
        let mut rounds = 0;
        while rounds < ROUNDS {
            let pair = (nth + rounds) % PAIRS;
            let [left, right] = sides(pair);
            let found = store.read(&[key(&left), key(&right)]).await.unwrap();
            let of = |at: usize| found[at].as_ref().unwrap();
            let next = number_in(of(0).body.bytes()) + 1;
            let put = |id: &str, version: Version| replace(id, &next.to_string(), version);
            let batch = Batch {
                changes: vec![put(&left, of(0).version), put(&right, of(1).version)],
                ..Batch::default()
            };
            match store.commit(batch).await {
                Ok(()) => {
                    answered[pair].fetch_max(next, Ordering::SeqCst);
                    rounds += 1;
                }
                Err(CommitError::Conflict) => {}
                Err(other) => panic!("{other}"),
            }
        }
    });
}

fn read_on(store: &Store, answered: &[AtomicU64; PAIRS], done: &AtomicBool) {
    let keys: Vec<_> = (0..PAIRS).flat_map(sides).map(|id| key(&id)).collect();
    let mut seen = [0; PAIRS];
    wait(async {
        while !done.load(Ordering::SeqCst) {
            let least = answered.each_ref().map(|last| last.load(Ordering::SeqCst));
            let found = store.read(&keys).await.unwrap();
            for (pair, sides) in found.chunks(2).enumerate() {
                let [left, right] = [0, 1].map(|side| {
                    let record = sides[side].as_ref().unwrap();
                    number_in(record.body.bytes())
                });
                assert_eq!(left, right, "half of a commit");
                assert!(
                    left >= least[pair],
                    "{left} after {} was answered",
                    least[pair]
                );
                assert!(left >= seen[pair], "{left} after {} was seen", seen[pair]);
                seen[pair] = left;
            }
            let one = record(store, &sides(0)[0]).await.unwrap();
            assert!(number_in(one.body.bytes()) >= seen[0]);
        }
    });
}

fn number_in(body: &[u8]) -> u64 {
    std::str::from_utf8(body).unwrap().parse().unwrap()
}
