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
use crate::record::{Batch, Change, EventQuery, Key, Note, Page, Put, Record, Scan, StoredEvent};
use crate::ring::KeyRing;
use crate::row::Outcome;
use crate::seal;
use crate::snapshot::{Snapshot, View};
use crate::sqlite::{Access, Exclusive, Sqlite};

/// Records that are sealed anew in one batch: as many of the largest as a batch can hold.
const RESEALED_AT_ONCE: usize = limits::MAX_BATCH_BYTES / limits::MAX_BODY_BYTES;

/// A store of records. Clones are cheap and share the engine.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    clock: Arc<dyn Clock>,
    /// None for whoever works without the master key.
    ring: Option<KeyRing>,
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
        Self::over(Engine::Memory(Arc::default()), clock, Some(ring))
    }

    /// A store in a SQLite file, which is made when it is absent. Another process may have the
    /// same file open and write to it.
    pub fn sqlite(path: &Path, clock: Arc<dyn Clock>, ring: KeyRing) -> Result<Self, OpenError> {
        let engine = Engine::Sqlite(Arc::new(Sqlite::open(path, Some(&ring), Access::Beside)?));
        Ok(Self::over(engine, clock, Some(ring)))
    }

    /// The store in a SQLite file that is there, for whoever has no master key: nothing that is sealed
    /// can be read or written, and everything else can.
    pub fn without_key(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let engine = Engine::Sqlite(Arc::new(Sqlite::open(path, None, Access::Beside)?));
        Ok(Self::over(engine, clock, None))
    }

    /// A store in a SQLite file, for whoever holds the whole lock of the database: the one that is
    /// locked, or a draft of it.
    pub fn alone(
        _lock: &Exclusive,
        path: &Path,
        clock: Arc<dyn Clock>,
        ring: KeyRing,
    ) -> Result<Self, OpenError> {
        let engine = Engine::Sqlite(Arc::new(Sqlite::open(path, Some(&ring), Access::Alone)?));
        Ok(Self::over(engine, clock, Some(ring)))
    }

    fn over(engine: Engine, clock: Arc<dyn Clock>, ring: Option<KeyRing>) -> Self {
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
            row.map(|row| seal::open(self.ring.as_ref(), key.clone(), row))
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
            seal::open(self.ring.as_ref(), key, row)
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
        let rows = seal::seal_batch(self.ring.as_ref(), batch)?;
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

    /// The store as it is now, to be looked through from end to end while others go on writing.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::Snapshot)?;
        let view = match &self.engine {
            Engine::Memory(memory) => View::Memory(memory.records()?),
            Engine::Sqlite(sqlite) => View::sqlite(sqlite.snapshot()?),
        };
        Ok(Snapshot::over(view, self.ring.clone()))
    }

    /// Seals with the newest key of the ring what is sealed with another, in batches; `tell` hears how
    /// many of how many are done. What is done stays done, so it can be ended at any point and called
    /// again. Nobody else should write meanwhile. Gives back how many records there were.
    pub async fn reseal(
        &self,
        tell: &mut (dyn FnMut(u64, u64) + Send),
    ) -> Result<u64, CommitError> {
        let Some(ring) = &self.ring else {
            return Err(seal::no_key().into());
        };
        let snapshot = self.snapshot().await?;
        let newest = ring.newest().id.as_str();
        let (_, all) = snapshot.count(newest)?;
        let mut done = 0;
        let mut after = None;
        loop {
            let page = snapshot.page(after.as_ref(), RESEALED_AT_ONCE)?;
            let Some(last) = page.last() else {
                return Ok(done);
            };
            after = Some(last.key.clone());
            let old = page
                .into_iter()
                .filter(|entry| entry.sealed_by.as_deref().is_some_and(|id| id != newest));
            let changes: Vec<Change> = old
                .map(|entry| entry.record.map(replaced_by_itself))
                .collect::<Result<_, _>>()?;
            if changes.is_empty() {
                continue;
            }
            done += changes.len() as u64;
            self.commit(Batch {
                changes,
                ..Batch::default()
            })
            .await?;
            tell(done, all);
        }
    }

    /// Takes back in the database that older keys of the ring may have sealed something. Nothing may
    /// be sealed with them any more, and nobody else may write.
    pub async fn forget_older_keys(&self) -> Result<(), StoreError> {
        #[cfg(any(test, feature = "testing"))]
        self.faults.before(Verb::ForgetKeys)?;
        let Some(ring) = &self.ring else {
            return Err(seal::no_key());
        };
        match &self.engine {
            Engine::Memory(_) => Ok(()),
            Engine::Sqlite(sqlite) => sqlite.forget_keys_but(&ring.newest().id),
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

/// The same record again: the store seals it with the newest key.
fn replaced_by_itself(record: Record) -> Change {
    let put = Put {
        key: record.key,
        schema: record.schema,
        body: record.body,
    };
    Change::Replace(put, record.version)
}

/// What every engine can hold: PostgreSQL's timestamps are microseconds, ours are too.
fn whole_micros(instant: Timestamp) -> Timestamp {
    // The last second of time cannot be made from microseconds; it loses its fraction.
    Timestamp::from_microsecond(instant.as_microsecond())
        .or_else(|_| Timestamp::from_second(instant.as_second()))
        .unwrap_or(instant)
}
