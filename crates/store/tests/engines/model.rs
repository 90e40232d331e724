//! Random batches against memory, SQLite and a naive model: all three give the same answers.
//!
//! A version is opaque, so a step names it by when it was seen: "the version that this record had
//! after step n". Each engine keeps its own list of what was seen.

use std::collections::{BTreeMap, HashMap};

use proptest::collection::vec;
use proptest::prelude::*;
use store::{Batch, Body, Change, CommitError, Key, Note, Put, Scan, Store, Version};

use crate::bench::{Bench, event, told, wait};

const IDS: [&str; 4] = ["a", "ab", "b", "花"];
const ACCOUNTS: [&str; 2] = ["", "1"];

/// One of a few keys, so that steps meet.
#[derive(Clone, Debug)]
struct Which(usize, usize);

/// What a step says of a record: absent, or as it was seen some observations ago.
#[derive(Clone, Debug)]
struct Ago(usize);

#[derive(Clone, Debug)]
enum Edit {
    Create { body: u8, sealed: bool },
    Replace { body: u8, sealed: bool, seen: Ago },
    Delete { seen: Ago },
}

#[derive(Clone, Debug)]
enum Step {
    Commit {
        expect: Vec<(Which, Option<Ago>)>,
        edits: Vec<(Which, Edit)>,
        events: usize,
    },
    Note(Which, u8),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn otp_3_every_engine_answers_as_the_model_does(steps in vec(step(), 1..40)) {
        let benches = [Bench::memory(), Bench::sqlite()];
        let mut engines = benches.map(|bench| Engine { bench, seen: HashMap::new() });
        let mut model = Model::default();
        wait(async {
            for (number, step) in steps.iter().enumerate() {
                let expected = model.take(step, number);
                for engine in &mut engines {
                    let answer = engine.take(step, number).await;
                    assert_eq!(answer, expected, "step {number}: {step:?}");
                }
                for engine in &mut engines {
                    engine.agrees_with(&model).await;
                }
                model.observe();
            }
        });
    }
}

fn step() -> impl Strategy<Value = Step> {
    let commit = (
        vec((which(), proptest::option::of(ago())), 0..3),
        vec((which(), edit()), 0..4),
        0..3_usize,
    );
    let commit = commit.prop_map(|(expect, edits, events)| Step::Commit {
        expect,
        edits,
        events,
    });
    prop_oneof![
        6 => commit,
        1 => (which(), any::<u8>()).prop_map(|(which, body)| Step::Note(which, body)),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (any::<u8>(), any::<bool>()).prop_map(|(body, sealed)| Edit::Create { body, sealed }),
        (any::<u8>(), any::<bool>(), ago()).prop_map(|(body, sealed, seen)| Edit::Replace {
            body,
            sealed,
            seen
        }),
        ago().prop_map(|seen| Edit::Delete { seen }),
    ]
}

fn which() -> impl Strategy<Value = Which> {
    (0..ACCOUNTS.len(), 0..IDS.len()).prop_map(|(account, id)| Which(account, id))
}

/// Mostly the last one seen, so that enough batches are committed.
fn ago() -> impl Strategy<Value = Ago> {
    prop_oneof![5 => Just(0), 1 => 1..4_usize].prop_map(Ago)
}

fn key(which: &Which) -> Key {
    Key::new(ACCOUNTS[which.0], "thing", IDS[which.1])
}

fn keys() -> Vec<Key> {
    let all = (0..ACCOUNTS.len()).flat_map(|account| (0..IDS.len()).map(move |id| (account, id)));
    all.map(|(account, id)| key(&Which(account, id))).collect()
}

/// What a step says about the state before it.
fn wanted(edit: &Edit) -> Option<&Ago> {
    match edit {
        Edit::Create { .. } => None,
        Edit::Replace { seen, .. } | Edit::Delete { seen } => Some(seen),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Done,
    Conflict,
    BadKey,
}

/// Records as plain values; a version is the number of the step that wrote it.
#[derive(Default)]
struct Model {
    records: BTreeMap<Key, (usize, u8, bool)>,
    seen: Seen<usize>,
    notes: BTreeMap<Key, u8>,
    events: Vec<String>,
}

impl Model {
    fn take(&mut self, step: &Step, number: usize) -> Answer {
        match step {
            Step::Note(which, body) => {
                self.notes.insert(key(which), *body);
            }
            Step::Commit {
                expect,
                edits,
                events,
            } => {
                let edits = possible(edits, &self.seen);
                let mut changed: Vec<_> = edits.iter().map(|(which, _)| key(which)).collect();
                changed.sort();
                if changed.windows(2).any(|pair| pair[0] == pair[1]) {
                    return Answer::BadKey;
                }
                let expected = expect.iter().map(|(which, seen)| (which, seen.as_ref()));
                let wanted = edits.iter().map(|(which, edit)| (which, wanted(edit)));
                if !expected
                    .chain(wanted)
                    .all(|(which, seen)| self.fits(which, seen))
                {
                    return Answer::Conflict;
                }
                for (which, edit) in edits {
                    self.apply(key(which), edit, number);
                }
                let told = (0..*events).map(|nth| format!("{number}.{nth}"));
                self.events.extend(told);
            }
        }
        Answer::Done
    }

    fn fits(&self, which: &Which, seen: Option<&Ago>) -> bool {
        let key = key(which);
        let now = self.records.get(&key).map(|(version, ..)| *version);
        match seen {
            None => now.is_none(),
            Some(ago) => now == recall(&self.seen, &key, ago),
        }
    }

    fn apply(&mut self, key: Key, edit: &Edit, number: usize) {
        match edit {
            Edit::Create { body, sealed } | Edit::Replace { body, sealed, .. } => {
                self.records.insert(key, (number, *body, *sealed));
            }
            Edit::Delete { .. } => {
                self.records.remove(&key);
                self.notes.remove(&key);
            }
        }
    }

    fn ids(&self, account: &str) -> Vec<String> {
        let keys = self.records.keys();
        let wanted = keys.filter(|key| key.account == account && key.id.starts_with('a'));
        wanted.map(|key| key.id.clone()).collect()
    }

    fn observe(&mut self) {
        for (key, (version, ..)) in &self.records {
            remember(self.seen.entry(key.clone()).or_default(), *version);
        }
    }
}

struct Engine {
    bench: Bench,
    seen: Seen<Version>,
}

impl Engine {
    async fn take(&self, step: &Step, number: usize) -> Answer {
        let store = &self.bench.store;
        match step {
            Step::Note(which, body) => {
                let note = Note {
                    key: key(which),
                    body: vec![*body],
                };
                store.note(vec![note]).await.unwrap();
                Answer::Done
            }
            Step::Commit {
                expect,
                edits,
                events,
            } => {
                let expected = |(which, seen): &(Which, Option<Ago>)| {
                    let key = key(which);
                    let seen = seen.as_ref();
                    let version = seen.and_then(|ago| recall(&self.seen, &key, ago));
                    (key, version)
                };
                let edits = possible(edits, &self.seen).into_iter();
                let told = (0..*events).map(|nth| event(&format!("{number}.{nth}")));
                let batch = Batch {
                    expect: expect.iter().map(expected).collect(),
                    changes: edits
                        .map(|(which, edit)| self.change(which, edit))
                        .collect(),
                    events: told.collect(),
                    removals: Vec::new(),
                };
                match store.commit(batch).await {
                    Ok(()) => Answer::Done,
                    Err(CommitError::Conflict) => Answer::Conflict,
                    Err(CommitError::BadKey(_)) => Answer::BadKey,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }

    fn change(&self, which: &Which, edit: &Edit) -> Change {
        let key = key(which);
        let put = |key, body, sealed: bool| Put {
            key,
            schema: 1,
            body: if sealed {
                Body::sealed([body])
            } else {
                Body::Plain(vec![body])
            },
        };
        let seen = |ago: &Ago| recall(&self.seen, &key, ago).unwrap();
        match edit {
            Edit::Create { body, sealed } => Change::Create(put(key, *body, *sealed)),
            Edit::Replace {
                body,
                sealed,
                seen: ago,
            } => {
                let version = seen(ago);
                Change::Replace(put(key, *body, *sealed), version)
            }
            Edit::Delete { seen: ago } => {
                let version = seen(ago);
                Change::Delete(key, version)
            }
        }
    }

    /// Compares everything that can be asked for, and remembers the versions.
    async fn agrees_with(&mut self, model: &Model) {
        let store = self.bench.store.clone();
        let keys = keys();
        let found = store.read(&keys).await.unwrap();
        for (key, record) in keys.iter().zip(&found) {
            let is = record
                .as_ref()
                .map(|record| (record.body.bytes()[0], record.body.is_sealed()));
            let should = model
                .records
                .get(key)
                .map(|(_, body, sealed)| (*body, *sealed));
            assert_eq!(is, should, "{key}");
            if let Some(record) = record {
                remember(self.seen.entry(key.clone()).or_default(), record.version);
            }
        }
        let notes = store.notes(&keys).await.unwrap();
        let should = keys
            .iter()
            .map(|key| model.notes.get(key).map(|body| vec![*body]));
        assert_eq!(notes, should.collect::<Vec<_>>());
        assert_eq!(told(&store).await, model.events);
        for account in ACCOUNTS {
            assert_eq!(scan(&store, account).await, model.ids(account));
        }
    }
}

/// The ids of an account that begin with `a`, in pages of one.
async fn scan(store: &Store, account: &str) -> Vec<String> {
    let mut ids = Vec::<String>::new();
    loop {
        let scan = Scan {
            account: account.into(),
            kind: "thing".into(),
            prefix: "a".into(),
            after: ids.last().cloned(),
            limit: 1,
        };
        let page = store.scan(&scan).await.unwrap();
        ids.extend(page.records.into_iter().map(|record| record.key.id));
        if !page.more {
            return ids;
        }
    }
}

type Seen<V> = HashMap<Key, Vec<V>>;

/// An edit of a record that was never seen cannot be written down, so it is left out.
fn possible<'a, V>(edits: &'a [(Which, Edit)], seen: &Seen<V>) -> Vec<&'a (Which, Edit)> {
    let known =
        |(which, edit): &&(Which, Edit)| wanted(edit).is_none() || seen.contains_key(&key(which));
    edits.iter().filter(known).collect()
}

fn recall<V: Copy>(seen: &Seen<V>, key: &Key, Ago(ago): &Ago) -> Option<V> {
    let versions = seen.get(key)?;
    versions.iter().rev().cycle().nth(*ago).copied()
}

fn remember<V: PartialEq>(versions: &mut Vec<V>, version: V) {
    if versions.last() != Some(&version) {
        versions.push(version);
    }
}
