//! Reads of records that were read before, through the store, beside SQLite's own.
//!
//! Both read the same rows of the same file, on one thread and on two. SQLite's own are a prepared
//! statement on a connection of the thread's own: the least that a read costs which goes to the
//! database each time.

use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rusqlite::{Connection, OpenFlags, params};
use store::clock::ManualClock;
use store::{Batch, Body, Change, Key, KeyRing, Put, Store, Timestamp};
use tokio::runtime::Runtime;

use crate::Effort;
use crate::installation::random;
use crate::rate::Rate;
use crate::report::{Figure, Report, Unit};

/// Records that are read in turn.
const RECORDS: usize = 64;
/// Bytes of a body, about as many as a record of a user has.
const BODY_BYTES: usize = 350;
/// Threads that read at once.
const THREADS: [usize; 2] = [1, 2];

/// Measures reads on one thread and on two.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let directory = crate::directory()?;
    let path = directory.path().join("sekisho.db");
    let clock = ManualClock::at(Timestamp::UNIX_EPOCH);
    let store = Store::sqlite(&path, Arc::new(clock), KeyRing::generate(&mut random))?;
    let runtime = Runtime::new()?;
    let keys: Vec<_> = (0..RECORDS)
        .map(|nth| Key::new("123456789012", "user", format!("AIDA{nth:016}")))
        .collect();
    runtime.block_on(fill(&store, &keys))?;

    let mut rates = [(Rate::default(), Rate::default()); THREADS.len()];
    for _ in 0..effort.rounds {
        for (threads, (ours, bare)) in THREADS.into_iter().zip(&mut rates) {
            on_threads(threads, effort.turn, ours, || {
                Ok(|nth| read(&store, &keys[nth]))
            })?;
            on_threads(threads, effort.turn, bare, || {
                let connection = connect(&path)?;
                let keys = &keys;
                Ok(move |nth: usize| select(&connection, &keys[nth]))
            })?;
        }
    }
    for (threads, (ours, bare)) in THREADS.into_iter().zip(rates) {
        let at_once = if threads == 1 {
            "singly"
        } else {
            "two at once"
        };
        report.add(
            Figure::new(
                format!("records read again, {at_once}"),
                ours.per_second(),
                Unit::PerSecond,
            )
            .beside(format!("bare SQLite reads, {at_once}"), bare.per_second()),
        );
    }
    runtime.block_on(store.close());
    Ok(())
}

async fn fill(store: &Store, keys: &[Key]) -> Result<()> {
    let create = |key: &Key| {
        Change::Create(Put {
            key: key.clone(),
            schema: 1,
            body: Body::Plain(vec![b'x'; BODY_BYTES]),
        })
    };
    let batch = Batch {
        changes: keys.iter().map(create).collect(),
        ..Batch::default()
    };
    Ok(store.commit(batch).await?)
}

/// Reads on so many threads for a turn. `reader` makes the reader of a thread.
fn on_threads<R: FnMut(usize) -> Result<usize>>(
    threads: usize,
    turn: Duration,
    rate: &mut Rate,
    reader: impl Fn() -> Result<R> + Sync,
) -> Result<()> {
    let start = Instant::now();
    let reads = thread::scope(|scope| {
        let read_on = || -> Result<u64> {
            let mut read = reader()?;
            let mut reads = 0;
            while start.elapsed() < turn {
                for nth in 0..RECORDS {
                    ensure!(read(nth)? == BODY_BYTES, "a record is not what was written");
                }
                reads += RECORDS as u64;
            }
            Ok(reads)
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(read_on)).collect();
        let ended = running.into_iter().map(|thread| {
            let ended = thread.join().ok();
            ended.context("a thread that reads came to its end")?
        });
        ended.sum::<Result<u64>>()
    })?;
    rate.add(reads, start.elapsed());
    Ok(())
}

/// The length of a body, through the store. No read of the store waits for anything.
fn read(store: &Store, key: &Key) -> Result<usize> {
    let read = pin!(store.read(std::slice::from_ref(key)));
    let mut context = TaskContext::from_waker(Waker::noop());
    let Poll::Ready(found) = read.poll(&mut context) else {
        bail!("a read waits");
    };
    let record = found?.pop().flatten().context("a record is there")?;
    Ok(record.body.bytes().len())
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

fn select(connection: &Connection, key: &Key) -> Result<usize> {
    let mut select = connection.prepare_cached(
        "SELECT version, schema, sealed_by, body FROM records
         WHERE account = ?1 AND kind = ?2 AND id = ?3",
    )?;
    let body: Vec<u8> = select.query_row(params![key.account, key.kind, key.id], |row| {
        row.get("body")
    })?;
    Ok(body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_read_what_was_written() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        for figure in [
            "read again, singly",
            "read again, two at once",
            "bare SQLite",
        ] {
            assert!(text.contains(figure), "{text}");
        }
    }
}
