//! What was read lately, so that it need not be read again, and yet is never stale.
//!
//! A [`Window`] is a connection together with rows that were read through it. Its invariant: **the
//! rows that it keeps are those of the database in the state in which its connection gave the data
//! version that it has seen.** SQLite's `PRAGMA data_version` changes whenever anybody else, in this
//! process or another, has committed since the same connection was last asked. So each read asks
//! first, and takes rows from the window only when nothing has changed: they are what the database
//! would have answered at that moment, all of them in one snapshot.
//!
//! When something has changed, everything is forgotten, unless it was our own writer alone. It
//! tells after each commit, before anybody is answered, what it has changed ([`Cache::tell`]), and
//! only that is forgotten. It knows that it was alone by the data version of its own connection,
//! which its own commits do not change: asked under the write lock, before the commit, and again
//! after the windows have been asked. Between the commit and the telling the windows see a change
//! and read from the database.
//!
//! A read goes through a window that is free, by preference the one that the thread used before,
//! so threads on several cores do not wait for each other. When all are taken, it goes past them.
//!
//! Rows are kept as they are stored: sealed bodies stay sealed. Their bytes are bounded by
//! [`MAX_CACHE_BYTES`] for all windows together.
//!
//! Not here: pages, events. Source: sqlite.org, "PRAGMA data_version".

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::{io, thread};

use rusqlite::Connection;

use super::kept::Kept;
use super::lease::Lease;
use super::{failure, open, reader};
use crate::error::StoreError;
use crate::record::Key;
use crate::row::StoredRow;

/// Bytes of everything that is kept, in all windows together.
const MAX_CACHE_BYTES: usize = 16 * 1024 * 1024;
/// Of these, notes have one part in so many.
const NOTES_SHARE: usize = 8;
/// One window for each core, but not fewer and not more.
const MIN_WINDOWS: usize = 2;
const MAX_WINDOWS: usize = 8;

pub(super) struct Cache {
    path: PathBuf,
    windows: Vec<Mutex<Window>>,
    lease: Arc<Lease>,
    /// Our writer commits and has not told yet what it changed.
    telling: AtomicBool,
    closed: AtomicBool,
}

/// A connection and what was read through it.
pub(super) struct Window {
    connection: Option<Connection>,
    /// The data version that the rows belong to. None: there are no rows.
    seen: Option<i64>,
    records: Kept<StoredRow>,
    notes: Kept<Vec<u8>>,
}

/// A kind of row that a window keeps.
pub(super) trait Keep: Clone + Sized {
    /// Bytes of a row that is there.
    fn bytes(&self) -> usize;
    /// Reads from the database, in one snapshot.
    fn select(connection: &Connection, keys: &[Key]) -> rusqlite::Result<Vec<Option<Self>>>;
    /// Where a window keeps it.
    fn kept(window: &mut Window) -> &mut Kept<Self>;
}

impl Keep for StoredRow {
    fn bytes(&self) -> usize {
        self.row.body.len() + self.row.sealed_by.as_ref().map_or(0, String::len)
    }

    fn select(connection: &Connection, keys: &[Key]) -> rusqlite::Result<Vec<Option<Self>>> {
        reader::read(connection, keys)
    }

    fn kept(window: &mut Window) -> &mut Kept<Self> {
        &mut window.records
    }
}

/// A note.
impl Keep for Vec<u8> {
    fn bytes(&self) -> usize {
        self.len()
    }

    fn select(connection: &Connection, keys: &[Key]) -> rusqlite::Result<Vec<Option<Self>>> {
        reader::notes(connection, keys)
    }

    fn kept(window: &mut Window) -> &mut Kept<Self> {
        &mut window.notes
    }
}

impl Cache {
    pub(super) fn new(path: PathBuf) -> io::Result<Self> {
        let cores = thread::available_parallelism().map_or(MIN_WINDOWS, std::num::NonZero::get);
        let windows = cores.clamp(MIN_WINDOWS, MAX_WINDOWS);
        let bytes_max = MAX_CACHE_BYTES / windows;
        Ok(Self {
            lease: Lease::new(path.clone())?,
            path,
            windows: (0..windows)
                .map(|_| Mutex::new(Window::new(bytes_max)))
                .collect(),
            telling: AtomicBool::new(false),
            closed: AtomicBool::new(false),
        })
    }

    /// Reads rows in one snapshot, as the database has them now. Nothing when every window is
    /// taken: the caller reads from the database.
    pub(super) fn read<V: Keep>(&self, keys: &[Key]) -> Option<Result<Vec<Option<V>>, StoreError>> {
        let mut window = self.free_window()?;
        // Asked under the lock, so that no connection is opened after the cache was closed.
        if self.closed.load(Ordering::SeqCst) {
            return Some(Err(StoreError::Closed));
        }
        let rows = self.read_through(&mut window, keys);
        if rows.is_err() {
            window.close();
        }
        self.lease.read();
        Some(rows.map_err(|error| failure(&error)))
    }

    fn read_through<V: Keep>(
        &self,
        window: &mut Window,
        keys: &[Key],
    ) -> rusqlite::Result<Vec<Option<V>>> {
        if window.connection.is_none() {
            window.connection = Some(open::reader(&self.path)?);
        }
        let now = window.ask()?;
        // While our writer is about to tell, the database is read past the rows: they may be all
        // right but for a few. Whether this sees the flag or not, what is answered is right.
        if window.seen != now && !self.telling.load(Ordering::SeqCst) {
            if window.seen.is_some() {
                self.lease.rest();
            }
            window.forget_all();
            window.seen = now;
        }
        if window.seen == now
            && let Some(rows) = V::kept(window).all(keys)
        {
            return Ok(rows);
        }
        let Some(connection) = &window.connection else {
            return Ok(vec![None; keys.len()]);
        };
        let rows = V::select(connection, keys)?;
        // Nothing had changed before the snapshot nor after it: it is of the state that was seen.
        if window.ask()? == window.seen {
            for (key, row) in keys.iter().zip(&rows) {
                let bytes = row.as_ref().map_or(0, Keep::bytes);
                V::kept(window).keep(key, row.clone(), bytes);
            }
        }
        Ok(rows)
    }

    /// Our writer is about to commit.
    pub(super) fn announce(&self) {
        self.telling.store(true, Ordering::SeqCst);
        self.lease.suspend();
    }

    /// Our writer has committed and tells what it changed. When it cannot say that `alone` it has
    /// changed the database since it last told, or does not know whether it has committed, everything
    /// is forgotten. The question is put when all windows have been asked: what they saw then is the
    /// writer's work.
    pub(super) fn tell<'a>(
        &self,
        changed: &(impl Iterator<Item = &'a Key> + Clone),
        alone: impl FnOnce() -> bool,
    ) {
        self.lease.resume();
        let mut windows: Vec<_> = self.windows.iter().map(entered).collect();
        let seen: Vec<_> = windows
            .iter()
            .map(|window| window.seen.and_then(|_| window.ask().ok().flatten()))
            .collect();
        let alone = alone();
        for (window, seen) in windows.iter_mut().zip(seen) {
            if alone && seen.is_some() {
                changed.clone().for_each(|key| window.forget(key));
                window.seen = seen;
            } else {
                window.forget_all();
            }
        }
        self.telling.store(false, Ordering::SeqCst);
    }

    /// Closes every connection and forgets everything, for good.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.lease.close();
        for window in &self.windows {
            entered(window).close();
        }
    }

    /// The thread's own window, or the next one that is free.
    fn free_window(&self) -> Option<MutexGuard<'_, Window>> {
        let first = SEAT.with(|seat| seat % self.windows.len());
        let (before, after) = self.windows.split_at(first);
        let mut turns = after.iter().chain(before);
        turns.find_map(|window| match window.try_lock() {
            Ok(window) => Some(window),
            Err(TryLockError::Poisoned(poisoned)) => Some(mended(window, poisoned)),
            Err(TryLockError::WouldBlock) => None,
        })
    }
}

static NEXT_SEAT: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// Threads are numbered, so that each comes back to the same window.
    static SEAT: usize = NEXT_SEAT.fetch_add(1, Ordering::Relaxed);
}

fn entered(window: &Mutex<Window>) -> MutexGuard<'_, Window> {
    window
        .lock()
        .unwrap_or_else(|poisoned| mended(window, poisoned))
}

/// Nobody knows what a panic left behind, so nothing is kept of it.
fn mended<'a>(
    window: &Mutex<Window>,
    poisoned: PoisonError<MutexGuard<'a, Window>>,
) -> MutexGuard<'a, Window> {
    let mut guard = poisoned.into_inner();
    guard.close();
    window.clear_poison();
    guard
}

impl Window {
    fn new(bytes_max: usize) -> Self {
        let notes = bytes_max / NOTES_SHARE;
        Self {
            connection: None,
            seen: None,
            records: Kept::new(bytes_max - notes),
            notes: Kept::new(notes),
        }
    }

    /// The data version now. None without a connection.
    fn ask(&self) -> rusqlite::Result<Option<i64>> {
        self.connection
            .as_ref()
            .map(reader::data_version)
            .transpose()
    }

    fn forget(&mut self, key: &Key) {
        self.records.forget(key);
        self.notes.forget(key);
    }

    fn forget_all(&mut self) {
        self.seen = None;
        self.records.clear();
        self.notes.clear();
    }

    fn close(&mut self) {
        self.forget_all();
        self.connection = None;
    }
}

#[cfg(test)]
mod tests;
