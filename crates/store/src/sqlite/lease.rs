//! A read lock that is held a little longer than one read needs it.
//!
//! SQLite takes a lock of the file for each read and gives it back: two calls of the system, which
//! are most of what a question to the database costs. A lock that another connection of the same
//! process holds already is only counted. So while there are many reads, one connection stays in a
//! read transaction, and the others are asked five times as often.
//!
//! A read transaction that stays also keeps the write-ahead log from being emptied into the
//! database and begun anew. So it never stays for long:
//! - our writer suspends it while it commits, because SQLite empties the log in a commit;
//! - it rests for a while when another process has committed;
//! - a thread ends it after [`LEASE_MILLIS`], whether anybody reads or not.
//!
//! Nothing depends on the lease being there. When it cannot be taken, reads cost more.
//!
//! Source: sqlite.org, "WAL-mode File Format", 2.3 (locks), and "Write-Ahead Logging", 6
//! (avoiding excessively large WAL files).

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};

use rusqlite::Connection;

use super::{open, reader};

/// After this a lease ends, and a rest too.
const LEASE_MILLIS: u64 = 50;
/// Reads without a lease before one is taken: a few now and then are not worth it.
const READS_BEFORE_LEASE: u32 = 16;

pub(super) struct Lease {
    path: PathBuf,
    /// Whether the phase is [`Phase::Free`], for those who only look.
    free: AtomicBool,
    reads: AtomicU32,
    state: Mutex<State>,
    turn: Condvar,
}

struct State {
    phase: Phase,
    connection: Option<Connection>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// Nobody holds it; many reads take it.
    Free,
    /// The connection is in a read transaction.
    Held,
    /// Our writer commits, and will take it again.
    Suspended,
    /// Another process writes; nobody takes it for a while.
    Resting,
    Closed,
}

impl Lease {
    /// A lease that nobody holds, and the thread that ends it in time.
    pub(super) fn new(path: PathBuf) -> io::Result<Arc<Self>> {
        let lease = Arc::new(Self {
            path,
            free: AtomicBool::new(true),
            reads: AtomicU32::new(0),
            state: Mutex::new(State {
                phase: Phase::Free,
                connection: None,
            }),
            turn: Condvar::new(),
        });
        let watched = Arc::clone(&lease);
        thread::Builder::new()
            .name("store-lease".into())
            .spawn(move || watched.watch())?;
        Ok(lease)
    }

    /// Somebody reads. When many do, the lease is taken.
    pub(super) fn read(&self) {
        // Neither order nor the last read of a count matters: at worst a lease comes later.
        if !self.free.load(Ordering::Relaxed) {
            return;
        }
        if self.reads.fetch_add(1, Ordering::Relaxed) >= READS_BEFORE_LEASE
            && let Ok(mut state) = self.state.try_lock()
            && state.phase == Phase::Free
        {
            self.take(&mut state);
        }
    }

    /// Our writer is about to commit.
    pub(super) fn suspend(&self) {
        let mut state = self.state();
        if state.phase == Phase::Held {
            self.turn_to(&mut state, Phase::Suspended);
        }
    }

    /// Our writer has committed.
    pub(super) fn resume(&self) {
        let mut state = self.state();
        if state.phase == Phase::Suspended {
            self.take(&mut state);
        }
    }

    /// Another process has committed.
    pub(super) fn rest(&self) {
        let mut state = self.state();
        if state.phase != Phase::Closed {
            self.turn_to(&mut state, Phase::Resting);
        }
    }

    pub(super) fn close(&self) {
        let mut state = self.state();
        self.turn_to(&mut state, Phase::Closed);
        state.connection = None;
    }

    /// Ends what has lasted long enough, until the lease is closed.
    fn watch(&self) {
        let mut state = self.state();
        loop {
            let idle = |state: &mut State| matches!(state.phase, Phase::Free | Phase::Suspended);
            state = self
                .turn
                .wait_while(state, idle)
                .unwrap_or_else(PoisonError::into_inner);
            let open = |state: &mut State| state.phase != Phase::Closed;
            (state, _) = self
                .turn
                .wait_timeout_while(state, Duration::from_millis(LEASE_MILLIS), open)
                .unwrap_or_else(PoisonError::into_inner);
            match state.phase {
                Phase::Closed => return,
                Phase::Held | Phase::Resting => self.turn_to(&mut state, Phase::Free),
                Phase::Free | Phase::Suspended => {}
            }
        }
    }

    fn take(&self, state: &mut State) {
        let connection = match state.connection.take() {
            Some(connection) => Ok(connection),
            None => open::reader(&self.path),
        };
        let begun = connection.and_then(|connection| {
            run(&connection, "BEGIN")?;
            // Only a question takes the lock.
            reader::data_version(&connection)?;
            Ok(connection)
        });
        // It is worth nothing but speed, so an error is no news: whoever reads will meet it too.
        state.connection = begun.ok();
        let held = state.connection.is_some();
        self.turn_to(state, if held { Phase::Held } else { Phase::Resting });
    }

    /// Goes to another phase; the lock is held in [`Phase::Held`] only.
    fn turn_to(&self, state: &mut State, phase: Phase) {
        if state.phase == Phase::Held && phase != Phase::Held {
            // A connection that cannot end its transaction ends with it.
            state.connection = state
                .connection
                .take()
                .filter(|connection| run(connection, "COMMIT").is_ok());
        }
        state.phase = phase;
        self.reads.store(0, Ordering::Relaxed);
        self.free.store(phase == Phase::Free, Ordering::Relaxed);
        self.turn.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests;
