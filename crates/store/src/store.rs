//! The store: checks at the door, sealing, and the choice of the engine.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use crate::clock::Clock;
use crate::error::{CommitError, OpenError, StoreError};
#[cfg(any(test, feature = "testing"))]
use crate::faults::{Faults, Verb};
use crate::limits;
use crate::memory::Memory;
use crate::record::{Batch, EventQuery, Key, Note, Page, Record, Scan, StoredEvent};
use crate::ring::KeyRing;
use crate::row::Outcome;
use crate::seal;
use crate::sqlite::Sqlite;

/// A store of records. Clones are cheap and share the engine.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    clock: Arc<dyn Clock>,
    ring: KeyRing,
    #[cfg(any(test, feature = "testing"))]
    faults: Faults,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = match self.engine {
            Engine::Memory(_) => "memory",
            Engine::Sqlite(_) => "sqlite",
        };
        write!(f, "Store({engine})")
    }
}

#[derive(Clone)]
enum Engine {
    Memory(Arc<Memory>),
    Sqlite(Arc<Sqlite>),
}

#[expect(
    clippy::unused_async,
    reason = "every verb is async, because engines on other machines will wait in each of them"
)]
impl Store {
    /// A store that lives as long as its clones.
    pub fn memory(clock: Arc<dyn Clock>, ring: KeyRing) -> Self {
        Self::over(Engine::Memory(Arc::default()), clock, ring)
    }

    /// A store in a SQLite file, which is made when it is absent. Another process may have the
    /// same file open and write to it.
    pub fn sqlite(path: &Path, clock: Arc<dyn Clock>, ring: KeyRing) -> Result<Self, OpenError> {
        let engine = Engine::Sqlite(Arc::new(Sqlite::open(path, &ring)?));
        Ok(Self::over(engine, clock, ring))
    }

    fn over(engine: Engine, clock: Arc<dyn Clock>, ring: KeyRing) -> Self {
        Self {
            engine,
            clock,
            ring,
            #[cfg(any(test, feature = "testing"))]
            faults: Faults::default(),
        }
    }

    /// This store with calls that fail as `faults` says. The engine stays shared with clones that
    /// were made before, which do not fail.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// The present instant, as the engine has it, in whole microseconds. It is read once for each
    /// operation.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Now)?;
        Ok(whole_micros(self.clock.now()))
    }

    /// Reads records in one snapshot. The answers stand in the order of the keys; a key that no
    /// record can have is absent.
    pub async fn read(&self, keys: &[Key]) -> Result<Vec<Option<Record>>, StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Read)?;
        limits::check_read(keys)?;
        let rows = match &self.engine {
            Engine::Memory(memory) => memory.read(keys)?,
            Engine::Sqlite(sqlite) => sqlite.read(keys)?,
        };
        let open = |(key, row): (&Key, Option<_>)| {
            row.map(|row| seal::open(&self.ring, key.clone(), row))
                .transpose()
        };
        keys.iter().zip(rows).map(open).collect()
    }

    /// Reads a page of the records of one kind. No rule may depend on a scan: it serves lists.
    pub async fn scan(&self, scan: &Scan) -> Result<Page, StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Scan)?;
        limits::check_page(scan.limit)?;
        let page = match &self.engine {
            Engine::Memory(memory) => memory.scan(scan)?,
            Engine::Sqlite(sqlite) => sqlite.scan(scan)?,
        };
        let open = |(id, row)| {
            let key = Key::new(scan.account.as_str(), scan.kind.clone(), id);
            seal::open(&self.ring, key, row)
        };
        Ok(Page {
            records: page.rows.into_iter().map(open).collect::<Result<_, _>>()?,
            more: page.more,
        })
    }

    /// Commits a batch whole, or refuses it and leaves nothing behind. When this returns, the
    /// batch survives a power cut. When its caller goes away, the batch may be committed anyway.
    pub async fn commit(&self, mut batch: Batch) -> Result<(), CommitError> {
        #[cfg(any(test, feature = "testing"))]
        let nth = self.faults.before_commit()?;
        limits::check_batch(&batch)?;
        for event in &mut batch.events {
            event.at = whole_micros(event.at);
        }
        let rows = seal::seal_batch(&self.ring, batch)?;
        let outcome = match &self.engine {
            Engine::Memory(memory) => memory.commit(rows)?,
            Engine::Sqlite(sqlite) => sqlite.commit(rows).await?,
        };
        #[cfg(any(test, feature = "testing"))]
        self.faults.after_commit(nth)?;
        match outcome {
            Outcome::Committed => Ok(()),
            Outcome::Conflict => Err(CommitError::Conflict),
        }
    }

    /// Lists events.
    pub async fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Events)?;
        limits::check_page(query.limit)?;
        match &self.engine {
            Engine::Memory(memory) => memory.events(query),
            Engine::Sqlite(sqlite) => sqlite.events(query),
        }
    }

    /// Leaves notes, each in the place of the note that was there.
    pub async fn note(&self, notes: Vec<Note>) -> Result<(), StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Note)?;
        limits::check_notes(&notes)?;
        match &self.engine {
            Engine::Memory(memory) => memory.note(notes),
            Engine::Sqlite(sqlite) => sqlite.note(notes).await,
        }
    }

    /// Reads notes in one snapshot, in the order of the keys.
    pub async fn notes(&self, keys: &[Key]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Notes)?;
        limits::check_read(keys)?;
        match &self.engine {
            Engine::Memory(memory) => memory.notes(keys),
            Engine::Sqlite(sqlite) => sqlite.notes(keys),
        }
    }

    /// Whether the store answers: it can be read and, but for the disk's room, written.
    pub async fn check(&self) -> Result<(), StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Check)?;
        match &self.engine {
            Engine::Memory(memory) => memory.check(),
            Engine::Sqlite(sqlite) => sqlite.check().await,
        }
    }

    /// Commits what is queued and closes the store for all its clones.
    pub async fn close(self) {
        match &self.engine {
            Engine::Memory(memory) => memory.close(),
            Engine::Sqlite(sqlite) => sqlite.close().await,
        }
    }
}

/// What every engine can hold: PostgreSQL's timestamps are microseconds, ours are too.
fn whole_micros(instant: Timestamp) -> Timestamp {
    // The last second of time cannot be made from microseconds; it loses its fraction.
    Timestamp::from_microsecond(instant.as_microsecond())
        .or_else(|_| Timestamp::from_second(instant.as_second()))
        .unwrap_or(instant)
}
