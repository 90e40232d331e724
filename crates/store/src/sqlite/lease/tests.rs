//! When a lease is taken, and that it never stands in the way.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

#[test]
fn a_lease_is_taken_when_there_are_many_reads_and_not_before() {
    let (_directory, path) = database();
    let lease = Lease::new(path).unwrap();
    for _ in 0..READS_BEFORE_LEASE {
        assert_eq!(phase(&lease), Phase::Free);
        lease.read();
    }
    lease.read();
    // It may have ended already, on a slow machine.
    assert!(lease.state().connection.is_some());
    lease.close();
}

#[test]
fn each_step_has_its_next_phase() {
    type Step = fn(&Lease);
    let table: [(Phase, Step, Phase); 12] = [
        (Phase::Held, Lease::suspend, Phase::Suspended),
        (Phase::Free, Lease::suspend, Phase::Free),
        (Phase::Resting, Lease::suspend, Phase::Resting),
        (Phase::Suspended, Lease::resume, Phase::Held),
        (Phase::Free, Lease::resume, Phase::Free),
        (Phase::Resting, Lease::resume, Phase::Resting),
        (Phase::Held, Lease::rest, Phase::Resting),
        (Phase::Free, Lease::rest, Phase::Resting),
        (Phase::Suspended, Lease::rest, Phase::Resting),
        (Phase::Held, Lease::close, Phase::Closed),
        (Phase::Closed, Lease::rest, Phase::Closed),
        (Phase::Closed, Lease::resume, Phase::Closed),
    ];
    let (_directory, path) = database();
    for (before, step, after) in table {
        let lease = unwatched(&path);
        if before == Phase::Held {
            lease.take(&mut lease.state());
        } else {
            lease.turn_to(&mut lease.state(), before);
        }
        step(&lease);
        assert_eq!(phase(&lease), after, "{before:?}");
        let state = lease.state();
        let in_transaction = |connection: &Connection| !connection.is_autocommit();
        let held = state.connection.as_ref().is_some_and(in_transaction);
        assert_eq!(held, after == Phase::Held, "{before:?}");
        assert_eq!(lease.free.load(Ordering::Relaxed), after == Phase::Free);
    }
}

#[test]
fn a_lease_ends_by_itself_and_so_does_a_rest() {
    let (_directory, path) = database();
    let lease = Lease::new(path).unwrap();
    lease.take(&mut lease.state());
    until_free(&lease);
    lease.rest();
    until_free(&lease);
    lease.close();
}

#[test]
fn a_lease_that_cannot_be_taken_rests() {
    let directory = tempfile::tempdir().unwrap();
    let lease = unwatched(&directory.path().join("absent.db"));
    lease.take(&mut lease.state());
    assert_eq!(phase(&lease), Phase::Resting);
    assert!(lease.state().connection.is_none());
}

#[test]
fn a_lease_that_is_suspended_lets_the_log_begin_anew() {
    let log = |suspends: bool| {
        let (_directory, path) = database();
        let lease = unwatched(&path);
        lease.take(&mut lease.state());
        let writer = Connection::open(&path).unwrap();
        writer
            .pragma_update(None, "wal_autocheckpoint", 20)
            .unwrap();
        for _ in 0..200 {
            if suspends {
                lease.suspend();
            }
            let sql = "UPDATE t SET a = randomblob(3000)";
            writer.execute(sql, []).unwrap();
            lease.resume();
        }
        fs::metadata(path.with_extension("db-wal")).unwrap().len()
    };
    // A log that cannot begin anew holds all of the 200 commits.
    let (with, without) = (log(true), log(false));
    assert!(with < 40 * 4200 && without > 200 * 4096, "{with} {without}");
}

/// Waits on the turn itself: no sleeping, and no end but the right one.
fn until_free(lease: &Lease) {
    let waits = |state: &mut State| state.phase != Phase::Free;
    drop(lease.turn.wait_while(lease.state(), waits).unwrap());
}

fn phase(lease: &Lease) -> Phase {
    lease.state().phase
}

/// A lease that nothing ends.
fn unwatched(path: &Path) -> Lease {
    Lease {
        path: path.into(),
        free: AtomicBool::new(true),
        reads: AtomicU32::new(0),
        state: Mutex::new(State {
            phase: Phase::Free,
            connection: None,
        }),
        turn: Condvar::new(),
    }
}

fn database() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sekisho.db");
    let connection = Connection::open(&path).unwrap();
    let sql = "PRAGMA journal_mode = wal; CREATE TABLE t (a); INSERT INTO t VALUES (x'00')";
    connection.execute_batch(sql).unwrap();
    (directory, path)
}
