//! What a group shares, and what happens to it when the disk is full.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::limits::MAX_BODY_BYTES;
use crate::ring::KeyRing;
use crate::sqlite::{Access, open, reader};

#[test]
fn batches_that_wait_together_share_one_flush() {
    // The whole group fits, one more needs another flush.
    for (waiting, flushes) in [(1, 1), (2, 1), (MAX_GROUP_JOBS, 1), (MAX_GROUP_JOBS + 1, 2)] {
        let (_directory, path, writer) = database();
        // While somebody reads, the log stays.
        let _reader = open::reader(&path).unwrap();
        let before = commits_in_log(&path);
        let (queue, jobs) = mpsc::channel(waiting + 1);
        let mut verdicts = Vec::new();
        for nth in 0..waiting {
            let (answer, verdict) = oneshot::channel();
            let job = Job::Write(work(&nth.to_string(), 10), answer);
            queue.try_send(job).ok().unwrap();
            verdicts.push(verdict);
        }
        drop(queue);
        writer.run(jobs);
        for mut verdict in verdicts {
            assert_eq!(verdict.try_recv().unwrap(), Ok(Outcome::Committed));
        }
        assert_eq!(commits_in_log(&path) - before, flushes, "{waiting} waiting");
    }
}

#[test]
fn a_refused_batch_takes_back_itself_and_not_its_group() {
    let (_directory, path, mut writer) = database();
    let group = [work("a", 1), work("a", 2), work("b", 3)];
    let verdicts = writer.commit(&group);
    let expected = [Outcome::Committed, Outcome::Conflict, Outcome::Committed].map(Ok);
    assert_eq!(verdicts, expected);
    assert_eq!(lengths(&path, &["a", "b"]), [Some(1), Some(3)]);
}

#[test]
fn a_group_that_writes_nothing_costs_no_flush() {
    let (_directory, path, mut writer) = database();
    assert_eq!(writer.commit(&[work("a", 1)]), [Ok(Outcome::Committed)]);
    let before = commits_in_log(&path);
    assert_eq!(writer.commit(&[work("a", 1)]), [Ok(Outcome::Conflict)]);
    assert_eq!(
        writer.commit(&[Work::Notes(Vec::new())]),
        [Ok(Outcome::Committed)]
    );
    assert_eq!(commits_in_log(&path), before);
}

#[test]
fn a_full_disk_refuses_the_whole_group_and_is_got_over() {
    let (_directory, path, mut writer) = database();
    let pages = |writer: &Writer, max: u32| {
        let set = |_: &rusqlite::Row<'_>| Ok(());
        let connection = &writer.connection;
        connection
            .pragma_update_and_check(None, "max_page_count", max, set)
            .unwrap();
    };
    pages(&writer, 20);
    let group = [work("small", 1), work("large", MAX_BODY_BYTES)];
    assert_eq!(
        writer.commit(&group),
        [Err(StoreError::Full), Err(StoreError::Full)]
    );
    assert_eq!(lengths(&path, &["small", "large"]), [None, None]);
    assert_eq!(writer.commit(&[work("small", 1)]), [Ok(Outcome::Committed)]);

    pages(&writer, 10_000);
    assert_eq!(writer.commit(&group[1..]), [Ok(Outcome::Committed)]);
    let all = lengths(&path, &["small", "large"]);
    assert_eq!(all, [Some(1), Some(MAX_BODY_BYTES)]);
}

/// Creates one record of a length, with one event.
fn work(id: &str, len: usize) -> Work {
    let row = Row {
        schema: 1,
        sealed_by: None,
        body: vec![b'x'; len],
    };
    Work::Batch(RowBatch {
        expect: Vec::new(),
        changes: vec![RowChange::Create(Key::new("", "thing", id), row)],
        events: vec![Event {
            id: id.into(),
            account: String::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
            body: Vec::new(),
        }],
        removals: Vec::new(),
    })
}

fn database() -> (TempDir, PathBuf, Writer) {
    let directory = tempfile::tempdir().unwrap();
    let ring = KeyRing::generate(&mut |bytes| bytes.fill(1));
    let path = directory.path().join("sekisho.db");
    let opened = open::open(&path, Some(&ring), Access::Alone).unwrap();
    let cache = Arc::new(Cache::new(opened.path.clone()).unwrap());
    (
        directory,
        opened.path,
        Writer::new(opened.connection, cache, opened.share),
    )
}

fn lengths(path: &Path, ids: &[&str]) -> Vec<Option<usize>> {
    let keys: Vec<_> = ids.iter().map(|id| Key::new("", "thing", *id)).collect();
    let rows = reader::read(&open::reader(path).unwrap(), &keys).unwrap();
    let len = |row: Option<crate::row::StoredRow>| row.map(|row| row.row.body.len());
    rows.into_iter().map(len).collect()
}

/// Counts the frames of the log that end a transaction. sqlite.org, "Database File Format", 4.1:
/// a header of 32 bytes, then frames of 24 bytes and a page; the second number of a frame is not
/// zero where it commits.
fn commits_in_log(path: &Path) -> usize {
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    let commits = |frame: &&[u8]| frame[4..8] != [0; 4];
    log[32..].chunks_exact(24 + 4096).filter(commits).count()
}
