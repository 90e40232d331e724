//! The one thread that writes, and what it does with a group of batches.
//!
//! All batches that wait when the writer comes round are committed in one transaction, up to
//! [`MAX_GROUP_JOBS`]: they share one flush of the disk. Each has a savepoint of its own, so a
//! refused one takes back only itself. Nobody is answered before the group is on the disk. When
//! the database fails, the whole group is rolled back and told so.
//!
//! After each group, and before anybody is answered, the cache is told what has changed.

use std::sync::Arc;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use tokio::sync::{mpsc, oneshot};

use super::cache::Cache;
use super::lock::Share;
use super::open::SECURE_DELETE;
use super::{failure, reader};
use crate::error::StoreError;
use crate::record::{Event, Key, Note, Removal, Version};
use crate::row::{Outcome, Row, RowBatch, RowChange};

/// Batches that are committed together.
const MAX_GROUP_JOBS: usize = 64;

pub(super) enum Work {
    Batch(RowBatch),
    Notes(Vec<Note>),
}

pub(super) enum Job {
    Write(Work, oneshot::Sender<Result<Outcome, StoreError>>),
    Close(oneshot::Sender<()>),
}

pub(super) struct Writer {
    connection: Connection,
    cache: Arc<Cache>,
    /// The data version of the connection under the last write lock. While it stays, nobody else
    /// has committed.
    version: Option<i64>,
    /// Held as long as the connection; none for whoever holds the whole lock.
    share: Option<Share>,
}

/// What became of a group that was committed.
struct Done {
    outcomes: Vec<Outcome>,
    /// Nobody else has committed since the group before.
    alone: bool,
}

impl Writer {
    pub(super) fn new(connection: Connection, cache: Arc<Cache>, share: Option<Share>) -> Self {
        connection.set_prepared_statement_cache_capacity(32);
        Self {
            connection,
            cache,
            version: None,
            share,
        }
    }

    /// Works until the store is closed or its last clone is gone, and the queue is empty.
    pub(super) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut closers = Vec::new();
        while let Some(first) = jobs.blocking_recv() {
            let mut group = Vec::new();
            let mut answers = Vec::new();
            let mut next = Some(first);
            while let Some(job) = next.take() {
                match job {
                    Job::Write(work, answer) => {
                        group.push(work);
                        answers.push(answer);
                    }
                    Job::Close(closer) => {
                        jobs.close();
                        closers.push(closer);
                    }
                }
                if group.len() < MAX_GROUP_JOBS {
                    next = jobs.try_recv().ok();
                }
            }
            for (answer, verdict) in answers.into_iter().zip(self.commit(&group)) {
                // Who asked may have gone away; the verdict stands.
                let _ = answer.send(verdict);
            }
        }
        self.cache.close();
        // Dropping the last connection of the file also moves the log into the database.
        drop(self.connection);
        drop(self.share);
        for closer in closers {
            let _ = closer.send(());
        }
    }

    fn commit(&mut self, group: &[Work]) -> Vec<Result<Outcome, StoreError>> {
        if group.is_empty() {
            return Vec::new();
        }
        match self.try_commit(group) {
            Ok(done) => {
                let alone = || {
                    let still = reader::data_version(&self.connection).ok();
                    done.alone && still == self.version
                };
                self.cache.tell(&changed(group, &done.outcomes), alone);
                done.outcomes.into_iter().map(Ok).collect()
            }
            Err(error) => {
                // A commit that failed may have been done all the same.
                self.cache.tell(&std::iter::empty(), || false);
                vec![Err(failure(&error)); group.len()]
            }
        }
    }

    fn try_commit(&mut self, group: &[Work]) -> rusqlite::Result<Done> {
        // An error below drops the transaction, which rolls it back.
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = Some(reader::data_version(&transaction)?);
        let alone = self.version == version;
        self.version = version;
        let before = Sequence::read(&transaction)?;
        let mut sequence = before;
        let mut outcomes = Vec::with_capacity(group.len());
        for work in group {
            outcomes.push(match work {
                Work::Batch(batch) => write_batch(&transaction, batch, &mut sequence)?,
                Work::Notes(notes) => write_notes(&transaction, notes)?,
            });
        }
        if sequence != before {
            sequence.write(&transaction)?;
        }
        self.cache.announce();
        transaction.commit()?;
        Ok(Done { outcomes, alone })
    }
}

/// The records that a group has changed, and those whose notes it has.
fn changed<'a>(
    group: &'a [Work],
    outcomes: &'a [Outcome],
) -> impl Iterator<Item = &'a Key> + Clone {
    let committed = |(work, outcome): (&'a Work, &Outcome)| {
        let (changes, notes) = match work {
            _ if *outcome != Outcome::Committed => (&[][..], &[][..]),
            Work::Batch(batch) => (&batch.changes[..], &[][..]),
            Work::Notes(notes) => (&[][..], &notes[..]),
        };
        let notes = notes.iter().map(|note| &note.key);
        changes.iter().map(RowChange::key).chain(notes)
    };
    group.iter().zip(outcomes).flat_map(committed)
}

/// The numbers given last. They live in the database, for other processes write to it too.
#[derive(Copy, Clone, PartialEq, Eq)]
struct Sequence {
    commit: u64,
    event: u64,
}

impl Sequence {
    fn read(transaction: &Transaction<'_>) -> rusqlite::Result<Self> {
        let mut last = transaction.prepare_cached("SELECT last FROM sequence WHERE name = ?1")?;
        Ok(Self {
            commit: last.query_row(["commit"], |row| row.get(0))?,
            event: last.query_row(["event"], |row| row.get(0))?,
        })
    }

    fn write(self, transaction: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut last =
            transaction.prepare_cached("UPDATE sequence SET last = ?2 WHERE name = ?1")?;
        last.execute(params!["commit", self.commit])?;
        last.execute(params!["event", self.event])?;
        Ok(())
    }
}

fn write_batch(
    transaction: &Transaction<'_>,
    batch: &RowBatch,
    sequence: &mut Sequence,
) -> rusqlite::Result<Outcome> {
    // Expectations are about the state before the batch, so they come before its changes.
    for (key, version) in &batch.expect {
        if version_of(transaction, key)? != *version {
            return Ok(Outcome::Conflict);
        }
    }
    run(transaction, "SAVEPOINT batch")?;
    let mut numbers = *sequence;
    numbers.commit += 1;
    for change in &batch.changes {
        if !write_change(transaction, change, Version(numbers.commit))? {
            run(transaction, "ROLLBACK TO batch")?;
            run(transaction, "RELEASE batch")?;
            return Ok(Outcome::Conflict);
        }
    }
    for event in &batch.events {
        numbers.event += 1;
        write_event(transaction, numbers.event, event)?;
    }
    for removal in &batch.removals {
        remove_events(transaction, removal)?;
    }
    run(transaction, "RELEASE batch")?;
    *sequence = numbers;
    Ok(Outcome::Committed)
}

fn version_of(transaction: &Transaction<'_>, key: &Key) -> rusqlite::Result<Option<Version>> {
    let mut select = transaction.prepare_cached(
        "SELECT version FROM records WHERE account = ?1 AND kind = ?2 AND id = ?3",
    )?;
    let mut rows = select.query(params![key.account, key.kind, key.id])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(Version(row.get(0)?)))
}

/// Whether the record was in the state that the change expects, and is changed now.
fn write_change(
    transaction: &Transaction<'_>,
    change: &RowChange,
    version: Version,
) -> rusqlite::Result<bool> {
    let changed = match change {
        RowChange::Create(key, row) => create(transaction, key, row, version)?,
        RowChange::Replace(key, row, expected) => {
            replace(transaction, key, row, version, *expected)?
        }
        RowChange::Delete(key, expected) => delete(transaction, key, *expected)?,
    };
    Ok(changed == 1)
}

fn create(
    transaction: &Transaction<'_>,
    key: &Key,
    row: &Row,
    version: Version,
) -> rusqlite::Result<usize> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO records (account, kind, id, version, schema, sealed_by, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )?;
    insert.execute(params![
        key.account,
        key.kind,
        key.id,
        version.0,
        row.schema,
        row.sealed_by,
        row.body
    ])
}

fn replace(
    transaction: &Transaction<'_>,
    key: &Key,
    row: &Row,
    version: Version,
    expected: Version,
) -> rusqlite::Result<usize> {
    let mut update = transaction.prepare_cached(
        "UPDATE records SET version = ?5, schema = ?6, sealed_by = ?7, body = ?8
         WHERE account = ?1 AND kind = ?2 AND id = ?3 AND version = ?4",
    )?;
    update.execute(params![
        key.account,
        key.kind,
        key.id,
        expected.0,
        version.0,
        row.schema,
        row.sealed_by,
        row.body
    ])
}

fn delete(transaction: &Transaction<'_>, key: &Key, expected: Version) -> rusqlite::Result<usize> {
    let mut delete = transaction.prepare_cached(
        "DELETE FROM records WHERE account = ?1 AND kind = ?2 AND id = ?3 AND version = ?4",
    )?;
    let deleted = delete.execute(params![key.account, key.kind, key.id, expected.0])?;
    if deleted == 1 {
        let mut forget = transaction
            .prepare_cached("DELETE FROM notes WHERE account = ?1 AND kind = ?2 AND id = ?3")?;
        forget.execute(params![key.account, key.kind, key.id])?;
    }
    Ok(deleted)
}

fn write_event(
    transaction: &Transaction<'_>,
    position: u64,
    event: &Event,
) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO events (account, position, id, at, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![
        event.account,
        position,
        event.id,
        event.at.as_microsecond(),
        event.body
    ])?;
    Ok(())
}

fn remove_events(transaction: &Transaction<'_>, removal: &Removal) -> rusqlite::Result<()> {
    let mut delete =
        transaction.prepare_cached("DELETE FROM events WHERE account = ?1 AND position <= ?2")?;
    // SQLite's integers end at `i64::MAX`, and so do positions.
    let through = removal.through.min(i64::MAX.unsigned_abs());
    // What is removed on purpose shall not stand in free pages, nor in the backups that copy them.
    transaction.pragma_update(None, "secure_delete", "on")?;
    let removed = delete.execute(params![removal.account, through]);
    transaction.pragma_update(None, "secure_delete", SECURE_DELETE)?;
    removed.map(drop)
}

fn write_notes(transaction: &Transaction<'_>, notes: &[Note]) -> rusqlite::Result<Outcome> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO notes (account, kind, id, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (account, kind, id) DO UPDATE SET body = excluded.body",
    )?;
    for Note { key, body } in notes {
        upsert.execute(params![key.account, key.kind, key.id, body])?;
    }
    Ok(Outcome::Committed)
}

fn run(transaction: &Transaction<'_>, sql: &str) -> rusqlite::Result<()> {
    transaction.prepare_cached(sql)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests;
