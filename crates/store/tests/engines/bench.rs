//! A store to work on, and short words for what the checks do with it.

use std::path::PathBuf;
use std::sync::Arc;

use store::clock::ManualClock;
use store::{
    Batch, Body, Change, CommitError, Event, EventQuery, Key, KeyRing, Put, Record, Store,
    Timestamp, Version,
};
use tempfile::TempDir;

pub(crate) const ACCOUNT: &str = "111111111111";

/// Makes a test of each check for each engine.
macro_rules! on_each_engine {
    ($($check:ident)*) => {
        mod memory {
            use crate::bench::Bench;
            $(#[test] fn $check() { Bench::memory().run(super::$check); })*
        }
        mod sqlite {
            use crate::bench::Bench;
            $(#[test] fn $check() { Bench::sqlite().run(super::$check); })*
        }
    };
}

/// An empty store with its clock. Its directory goes with it.
#[derive(Clone)]
pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) clock: ManualClock,
    directory: Arc<TempDir>,
}

impl Bench {
    pub(crate) fn memory() -> Self {
        Self::with(|_, clock| Store::memory(Arc::new(clock), ring()))
    }

    pub(crate) fn sqlite() -> Self {
        Self::with(|path, clock| Store::sqlite(&path, Arc::new(clock), ring()).unwrap())
    }

    fn with(open: impl FnOnce(PathBuf, ManualClock) -> Store) -> Self {
        let clock = clock();
        let directory = tempfile::tempdir().unwrap();
        Self {
            store: open(directory.path().join("sekisho.db"), clock.clone()),
            clock,
            directory: Arc::new(directory),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("sekisho.db")
    }

    /// A second store on the same file, as another process would open it.
    pub(crate) fn beside(&self) -> Store {
        Store::sqlite(&self.path(), Arc::new(self.clock.clone()), ring()).unwrap()
    }

    /// A connection that goes around the store.
    pub(crate) fn behind(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    /// Runs a check on two threads, so that its tasks really meet.
    pub(crate) fn run<F: Future<Output = ()>>(self, check: impl FnOnce(Self) -> F) {
        wait(check(self));
    }
}

pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
        .block_on(work)
}

/// The same ring at each call.
pub(crate) fn ring() -> KeyRing {
    KeyRing::generate(&mut bytes_from(1))
}

/// "Randomness" that is different at each call and the same in each test.
pub(crate) fn bytes_from(first: u8) -> impl FnMut(&mut [u8]) {
    let mut next = first;
    move |bytes| {
        bytes.fill(next);
        next += 1;
    }
}

pub(crate) fn clock() -> ManualClock {
    ManualClock::at("2026-11-24T00:00:00Z".parse().unwrap())
}

pub(crate) fn key(id: &str) -> Key {
    Key::new(ACCOUNT, "thing", id)
}

pub(crate) fn put(id: &str, text: &str) -> Put {
    Put {
        key: key(id),
        schema: 1,
        body: Body::Plain(text.into()),
    }
}

pub(crate) fn create(id: &str, text: &str) -> Change {
    Change::Create(put(id, text))
}

pub(crate) fn replace(id: &str, text: &str, version: Version) -> Change {
    Change::Replace(put(id, text), version)
}

pub(crate) fn delete(id: &str, version: Version) -> Change {
    Change::Delete(key(id), version)
}

pub(crate) fn event(text: &str) -> Event {
    Event {
        id: format!("event-{text}"),
        account: ACCOUNT.into(),
        at: Timestamp::UNIX_EPOCH,
        body: text.into(),
    }
}

pub(crate) fn changes(changes: impl Into<Vec<Change>>) -> Batch {
    Batch {
        changes: changes.into(),
        ..Batch::default()
    }
}

pub(crate) fn events(events: impl Into<Vec<Event>>) -> Batch {
    Batch {
        events: events.into(),
        ..Batch::default()
    }
}

pub(crate) async fn commit(store: &Store, list: impl Into<Vec<Change>>) -> Result<(), CommitError> {
    store.commit(changes(list)).await
}

pub(crate) async fn record(store: &Store, id: &str) -> Option<Record> {
    store.read(&[key(id)]).await.unwrap().remove(0)
}

pub(crate) async fn text(store: &Store, id: &str) -> Option<String> {
    let found = record(store, id).await?;
    Some(String::from_utf8(found.body.bytes().to_vec()).unwrap())
}

/// The version of a record that is there.
pub(crate) async fn version(store: &Store, id: &str) -> Version {
    record(store, id).await.unwrap().version
}

/// The bodies of all events, in order.
pub(crate) async fn told(store: &Store) -> Vec<String> {
    let query = EventQuery {
        limit: store::limits::MAX_PAGE_RECORDS,
        ..EventQuery::default()
    };
    let found = store.events(&query).await.unwrap();
    found
        .into_iter()
        .map(|stored| String::from_utf8(stored.event.body).unwrap())
        .collect()
}

/// Adds one to a number, as an operation does: read, decide, commit, and again on a conflict.
pub(crate) async fn add_one(store: &Store, id: &str) {
    loop {
        let before = record(store, id).await.unwrap();
        let number: u64 = std::str::from_utf8(before.body.bytes())
            .unwrap()
            .parse()
            .unwrap();
        let after = replace(id, &(number + 1).to_string(), before.version);
        match commit(store, [after]).await {
            Ok(()) => return,
            Err(CommitError::Conflict) => {}
            Err(other) => panic!("{other}"),
        }
    }
}
