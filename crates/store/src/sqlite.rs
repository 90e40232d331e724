//! The engine over one SQLite file.
//!
//! One thread writes: it drains a queue of batches and commits many of them with one flush (see
//! [`writer`]). Reads run where they are asked for, each in a snapshot, on connections from a small
//! pool: they take microseconds and never wait for the writer, because the file is in WAL mode.
//! What was read lately is kept in memory (see [`cache`]). Other processes may write to the same
//! file; versions and positions come from the database.
//!
//! Invariants: when a commit is answered, it is on the disk (`synchronous=FULL`). A read is never
//! older than a commit that was answered before it, by whichever process.
//!
//! Not here: the checks of `limits`, and sealing. Source: sqlite.org, "Write-Ahead Logging".

mod cache;
mod form;
mod kept;
mod lease;
mod lock;
mod migrate;
mod open;
pub(crate) mod reader;
mod whole;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{mpsc, oneshot};

use self::cache::Cache;
pub use self::lock::Exclusive;
pub use self::open::FORMAT;
use self::open::Opened;
pub(crate) use self::open::{is_blank, owner_only};
pub(crate) use self::whole::{begin_epoch, copy};
use self::writer::{Job, Work, Writer};
use crate::error::{OpenError, StoreError};
use crate::record::{EventQuery, Key, Note, Scan, StoredEvent};
use crate::ring::KeyRing;
use crate::row::{Outcome, RowBatch, RowPage, StoredRow};

/// A connection waits 5 seconds while another process writes. It looks often: SQLite's own waiting
/// looks ten times a second in the end, and beside a busy server it would miss every gap.
const MAX_BUSY_POLLS: i32 = 5000;
const BUSY_POLL_MILLIS: u64 = 1;
/// Batches that wait for the writer; who comes then waits before the queue.
const MAX_QUEUED_JOBS: usize = 1024;
/// Connections for reading that are kept open.
const MAX_IDLE_READERS: usize = 8;

/// Whether others may have the database open.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// They may; whoever must be alone is kept out.
    Beside,
    /// The caller holds the whole lock.
    Alone,
}

pub(crate) struct Sqlite {
    path: PathBuf,
    queue: mpsc::Sender<Job>,
    cache: Arc<Cache>,
    readers: Mutex<Vec<Connection>>,
    closed: AtomicBool,
}

impl Sqlite {
    pub(crate) fn open(
        path: &Path,
        ring: Option<&KeyRing>,
        access: Access,
    ) -> Result<Self, OpenError> {
        let Opened {
            path,
            connection,
            share,
        } = open::open(path, ring, access)?;
        let (queue, jobs) = mpsc::channel(MAX_QUEUED_JOBS);
        let no_thread = |error: io::Error| OpenError::Unavailable {
            path: path.clone(),
            reason: error.to_string(),
        };
        let cache = Arc::new(Cache::new(path.clone()).map_err(no_thread)?);
        let writer = Writer::new(connection, Arc::clone(&cache), share);
        let spawned = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.run(jobs));
        if let Err(error) = spawned {
            cache.close();
            return Err(no_thread(error));
        }
        Ok(Self {
            path,
            queue,
            cache,
            readers: Mutex::default(),
            closed: AtomicBool::new(false),
        })
    }

    /// A connection that goes on seeing the database as it is now.
    pub(crate) fn snapshot(&self) -> Result<Connection, StoreError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(StoreError::Closed);
        }
        whole::snapshot(&self.path).map_err(|error| failure(&error))
    }

    /// Takes back that a key may have sealed something, of every key but the one of this id.
    pub(crate) fn forget_keys_but(&self, kept: &str) -> Result<(), StoreError> {
        whole::forget_keys_but(&self.path, kept).map_err(|error| failure(&error))
    }

    pub(crate) fn read(&self, keys: &[Key]) -> Result<Vec<Option<StoredRow>>, StoreError> {
        let past = || self.with_reader(|connection| reader::read(connection, keys));
        self.cache.read(keys).unwrap_or_else(past)
    }

    pub(crate) fn scan(&self, scan: &Scan) -> Result<RowPage, StoreError> {
        self.with_reader(|connection| reader::scan(connection, scan))
    }

    pub(crate) fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        self.with_reader(|connection| reader::events(connection, query))
    }

    pub(crate) fn notes(&self, keys: &[Key]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let past = || self.with_reader(|connection| reader::notes(connection, keys));
        self.cache.read(keys).unwrap_or_else(past)
    }

    pub(crate) async fn commit(&self, batch: RowBatch) -> Result<Outcome, StoreError> {
        self.ask(Work::Batch(batch)).await
    }

    pub(crate) async fn note(&self, notes: Vec<Note>) -> Result<(), StoreError> {
        self.ask(Work::Notes(notes)).await.map(drop)
    }

    /// Reads, and lets the writer take the write lock for nothing.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        self.with_reader(reader::check)?;
        self.ask(Work::Notes(Vec::new())).await.map(drop)
    }

    pub(crate) async fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.idle_readers().clear();
        self.cache.close();
        let (answer, closed) = oneshot::channel();
        if self.queue.send(Job::Close(answer)).await.is_ok() {
            // An error means that the writer has gone already, which is what was asked for.
            let _ = closed.await;
        }
    }

    async fn ask(&self, work: Work) -> Result<Outcome, StoreError> {
        let (answer, verdict) = oneshot::channel();
        let job = Job::Write(work, answer);
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        verdict.await.map_err(|_| StoreError::Closed)?
    }

    fn with_reader<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if self.closed.load(Ordering::SeqCst) {
            return Err(StoreError::Closed);
        }
        let idle = self.idle_readers().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open::reader(&self.path).map_err(|error| failure(&error))?,
        };
        let found = read(&connection).map_err(|error| failure(&error))?;
        // A connection that failed is dropped above; a good one is kept while there is room.
        let mut idle = self.idle_readers();
        if idle.len() < MAX_IDLE_READERS && !self.closed.load(Ordering::SeqCst) {
            idle.push(connection);
        }
        Ok(found)
    }

    fn idle_readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits a little for another process, or gives up.
fn patience(polls: i32) -> bool {
    thread::sleep(Duration::from_millis(BUSY_POLL_MILLIS));
    polls < MAX_BUSY_POLLS
}

/// What SQLite's errors mean to a caller.
pub(crate) fn failure(error: &rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        // Not SQLite's: a row holds what we never wrote.
        None => StoreError::Damaged(error.to_string()),
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged(error.to_string())
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Unavailable(
            "another process has been writing for more than 5 seconds".into(),
        ),
        Some(_) => StoreError::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn each_failure_of_sqlite_has_its_meaning() {
        let meaning = |code| failure(&rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        assert_eq!(meaning(ffi::SQLITE_FULL), StoreError::Full);
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB] {
            assert!(matches!(meaning(code), StoreError::Damaged(_)));
        }
        for code in [
            ffi::SQLITE_BUSY,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_READONLY,
        ] {
            assert!(matches!(meaning(code), StoreError::Unavailable(_)));
        }
        let strange_value = rusqlite::Error::IntegralValueOutOfRange(0, -1);
        assert!(matches!(failure(&strange_value), StoreError::Damaged(_)));
    }

    #[test]
    fn patience_ends_after_five_seconds() {
        assert!(patience(MAX_BUSY_POLLS - 1));
        assert!(!patience(MAX_BUSY_POLLS));
        assert_eq!(
            u64::from(MAX_BUSY_POLLS.unsigned_abs()) * BUSY_POLL_MILLIS,
            5000
        );
    }
}
