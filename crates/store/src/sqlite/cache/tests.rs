//! What is kept, what is forgotten and when.

use std::path::Path;

use tempfile::TempDir;
use tokio::runtime::Builder;

use super::*;
use crate::limits::MAX_BODY_BYTES;
use crate::record::{Note, Version};
use crate::ring::KeyRing;
use crate::row::{Outcome, Row, RowBatch, RowChange};
use crate::sqlite::{Access, Sqlite};

#[test]
fn what_was_read_is_kept_and_so_is_that_there_is_nothing() {
    let base = Base::new();
    base.create(&["a"]);
    assert_eq!(base.read(&["a", "absent"]), [true, false]);
    assert_eq!(base.kept(), ["a", "absent"]);
    // A read that is not answered from the rows would find nothing to read here.
    base.behind("ALTER TABLE records RENAME TO gone");
    base.pretend_to_have_seen_everything();
    assert_eq!(base.read(&["absent", "a"]), [false, true]);
    assert!(base.store.read(&[key("b")]).is_err());
}

#[test]
fn our_own_commit_is_forgotten_by_its_keys_only() {
    let base = Base::new();
    base.create(&["a", "b", "c"]);
    assert_eq!(base.read(&["a", "b", "c", "d"]), [true, true, true, false]);
    base.change(&["a"]);
    assert_eq!(base.kept(), ["b", "c", "d"]);
    base.create(&["d"]);
    assert_eq!(base.kept(), ["b", "c"]);
    assert_eq!(base.read(&["a", "b", "c", "d"]), [true; 4]);
    base.delete("c");
    assert_eq!(base.kept(), ["a", "b", "d"]);
    assert_eq!(base.read(&["c", "d"]), [false, true]);
}

#[test]
fn a_refused_batch_makes_nothing_forgotten() {
    let base = Base::new();
    base.create(&["a", "b"]);
    base.read(&["a", "b"]);
    let again = RowChange::Create(key("a"), row(1));
    assert_eq!(base.commit(vec![again]), Ok(Outcome::Conflict));
    assert_eq!(base.kept(), ["a", "b"]);
}

#[test]
fn notes_are_kept_and_a_new_one_is_seen() {
    let base = Base::new();
    base.create(&["a"]);
    let keys = [key("a")];
    assert_eq!(base.store.notes(&keys).unwrap(), [None]);
    for text in ["monday", "tuesday"] {
        base.note("a", text);
        for _ in 0..2 {
            let found = base.store.notes(&keys).unwrap();
            assert_eq!(found, [Some(text.as_bytes().to_vec())]);
        }
    }
    // A note of ours leaves the other rows where they are.
    base.read(&["b"]);
    base.note("a", "wednesday");
    assert_eq!(base.kept(), ["b"]);
    base.read(&["a"]);
    base.store.notes(&keys).unwrap();
    base.delete("a");
    assert_eq!(base.store.notes(&keys).unwrap(), [None]);
}

#[test]
fn whatever_others_commit_makes_everything_forgotten() {
    let table = [
        "UPDATE records SET version = 1000 WHERE id = 'a'",
        "DELETE FROM records WHERE id = 'a'",
        "INSERT INTO notes VALUES ('', 'thing', 'a', x'00')",
        // Nothing that the cache holds; it cannot know.
        "INSERT INTO events VALUES (1000, '', 'e', 0, x'00')",
    ];
    for sql in table {
        let base = Base::new();
        base.create(&["a", "b"]);
        base.read(&["a", "b"]);
        base.behind(sql);
        base.read(&["b"]);
        assert_eq!(base.kept(), ["b"], "{sql}");
    }
}

#[test]
fn a_commit_of_others_between_two_of_ours_is_not_taken_for_ours() {
    let base = Base::new();
    base.create(&["a", "b", "c"]);
    base.read(&["a", "b", "c"]);
    // The windows are not asked between these three: they see one change.
    base.change(&["a"]);
    base.behind("DELETE FROM records WHERE id = 'b'");
    base.change(&["c"]);
    assert_eq!(base.kept(), [""; 0]);
    assert_eq!(base.read(&["a", "b", "c"]), [true, false, true]);
    // Alone again.
    base.change(&["a"]);
    assert_eq!(base.kept(), ["b", "c"]);
}

#[test]
fn a_commit_of_others_while_we_tell_is_not_taken_for_ours() {
    for meanwhile in [false, true] {
        let base = Base::new();
        base.create(&["a", "b"]);
        base.change(&["b"]);
        base.read(&["a", "b"]);
        let connection = open::reader(&base.path()).unwrap();
        let before = reader::data_version(&connection).unwrap();
        base.store.cache.announce();
        if meanwhile {
            base.behind("DELETE FROM records WHERE id = 'a'");
        }
        let alone = || reader::data_version(&connection).unwrap() == before;
        base.store.cache.tell(&[key("b")].iter(), alone);
        let left: &[&str] = if meanwhile { &[] } else { &["a"] };
        assert_eq!(base.kept(), left);
        assert_eq!(base.read(&["a", "b"]), [!meanwhile, true]);
    }
}

#[test]
fn between_a_commit_and_its_telling_the_database_answers_and_the_rows_stay() {
    let base = Base::new();
    base.create(&["a", "b"]);
    base.read(&["a", "b"]);
    base.store.cache.announce();
    base.behind("DELETE FROM records WHERE id = 'a'");
    // As if the line above had been ours.
    assert_eq!(base.read(&["a", "b", "c"]), [false, true, false]);
    assert_eq!(base.kept(), ["a", "b"]);
    base.store.cache.tell(&[key("a")].iter(), || true);
    assert_eq!(base.kept(), ["b"]);
    assert_eq!(base.read(&["a", "b"]), [false, true]);
}

#[test]
fn a_commit_that_failed_may_have_been_done() {
    let base = Base::new();
    base.create(&["a", "b"]);
    base.read(&["a", "b"]);
    // The table that the writer needs is away, so its next group fails.
    base.behind("ALTER TABLE sequence RENAME TO elsewhere");
    base.read(&["a", "b"]);
    let create = RowChange::Create(key("c"), row(1));
    assert!(base.commit(vec![create]).is_err());
    assert_eq!(base.kept(), [""; 0]);
    base.behind("ALTER TABLE elsewhere RENAME TO sequence");
    base.create(&["c"]);
    assert_eq!(base.read(&["a", "c"]), [true, true]);
}

#[test]
fn a_read_that_fails_keeps_nothing_and_the_next_one_is_right() {
    let base = Base::new();
    base.create(&["a", "b"]);
    base.read(&["a"]);
    base.behind("ALTER TABLE records RENAME TO gone");
    assert!(base.store.read(&[key("a")]).is_err());
    assert_eq!(base.kept(), [""; 0]);
    base.behind("ALTER TABLE gone RENAME TO records");
    assert_eq!(base.read(&["a", "b"]), [true, true]);
}

#[test]
fn all_windows_together_keep_at_most_the_maximum() {
    let base = Base::new();
    let windows = base.store.cache.windows.len();
    // More than all windows can hold, each read through every window.
    let many = MAX_CACHE_BYTES / MAX_BODY_BYTES + 1;
    for nth in 0..many {
        let change = RowChange::Create(key(&nth.to_string()), row(MAX_BODY_BYTES));
        base.commit(vec![change]).unwrap();
    }
    for window in &base.store.cache.windows {
        for nth in 0..many {
            let keys = [key(&nth.to_string())];
            let mut window = entered(window);
            let rows: Vec<Option<StoredRow>> =
                base.store.cache.read_through(&mut window, &keys).unwrap();
            assert_eq!(rows[0].as_ref().unwrap().row.body.len(), MAX_BODY_BYTES);
        }
    }
    let bytes = |window: &Mutex<Window>| {
        let window = entered(window);
        window.records.bytes() + window.notes.bytes()
    };
    let kept: usize = base.store.cache.windows.iter().map(bytes).sum();
    assert!(kept <= MAX_CACHE_BYTES, "{kept}");
    // Full up to one row for each window, beside the share of the notes.
    let least = MAX_CACHE_BYTES / NOTES_SHARE * (NOTES_SHARE - 1);
    assert!(kept + windows * (MAX_BODY_BYTES + 1024) > least, "{kept}");
}

#[test]
fn the_log_begins_anew_however_much_is_read() {
    let base = Base::new();
    let commits: u64 = 300;
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                base.read(&["a"]);
            }
        });
        for nth in 0..commits {
            let change = RowChange::Create(key(&nth.to_string()), row(MAX_BODY_BYTES));
            assert_eq!(base.commit(vec![change]), Ok(Outcome::Committed));
        }
        done.store(true, Ordering::SeqCst);
    });
    let log = base.path().with_extension("db-wal").metadata().unwrap();
    let written = commits * MAX_BODY_BYTES as u64;
    assert!(log.len() < written / 2, "{} of {written}", log.len());
}

#[test]
fn who_finds_all_windows_taken_reads_past_them() {
    let base = Base::new();
    base.create(&["a"]);
    let taken: Vec<_> = base.store.cache.windows.iter().map(entered).collect();
    assert_eq!(base.read(&["a", "b"]), [true, false]);
    assert_eq!(base.store.notes(&[key("a")]).unwrap(), [None]);
    drop(taken);
    assert_eq!(base.kept(), [""; 0]);
}

#[test]
fn a_panic_leaves_nothing_behind() {
    let base = Base::new();
    base.create(&["a"]);
    base.read(&["a"]);
    for window in &base.store.cache.windows {
        let broken = thread::scope(|scope| {
            let panics = scope.spawn(|| {
                let _window = entered(window);
                panic!("a test wants it");
            });
            panics.join().is_err()
        });
        assert!(broken);
    }
    assert_eq!(base.kept(), [""; 0]);
    assert_eq!(base.read(&["a"]), [true]);
    assert_eq!(base.kept(), ["a"]);
}

#[test]
fn a_closed_cache_opens_nothing() {
    let base = Base::new();
    base.create(&["a"]);
    base.read(&["a"]);
    wait(base.store.close());
    assert!(base.store.read(&[key("a")]).is_err());
    let closed = base.store.cache.read::<StoredRow>(&[key("a")]).unwrap();
    assert!(matches!(closed, Err(StoreError::Closed)));
    assert_eq!(base.kept(), [""; 0]);
    for window in &base.store.cache.windows {
        assert!(entered(window).connection.is_none());
    }
}

/// A store in a file, and what stands in its windows.
struct Base {
    directory: TempDir,
    store: Sqlite,
}

impl Base {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let ring = KeyRing::generate(&mut |bytes| bytes.fill(1));
        let store = Sqlite::open(
            &directory.path().join("sekisho.db"),
            Some(&ring),
            Access::Beside,
        )
        .unwrap();
        Self { directory, store }
    }

    fn path(&self) -> PathBuf {
        Path::join(self.directory.path(), "sekisho.db")
    }

    fn commit(&self, changes: Vec<RowChange>) -> Result<Outcome, StoreError> {
        wait(self.store.commit(RowBatch {
            expect: Vec::new(),
            changes,
            events: Vec::new(),
            removals: Vec::new(),
        }))
    }

    fn create(&self, ids: &[&str]) {
        let create = |id: &&str| RowChange::Create(key(id), row(1));
        let done = self.commit(ids.iter().map(create).collect());
        assert_eq!(done, Ok(Outcome::Committed));
    }

    fn change(&self, ids: &[&str]) {
        let replace = |id: &&str| RowChange::Replace(key(id), row(2), self.version(id));
        let done = self.commit(ids.iter().map(replace).collect());
        assert_eq!(done, Ok(Outcome::Committed));
    }

    fn delete(&self, id: &str) {
        let delete = RowChange::Delete(key(id), self.version(id));
        assert_eq!(self.commit(vec![delete]), Ok(Outcome::Committed));
    }

    /// Asked past the cache.
    fn version(&self, id: &str) -> Version {
        let connection = open::reader(&self.path()).unwrap();
        let rows = reader::read(&connection, &[key(id)]).unwrap();
        rows[0].as_ref().unwrap().version
    }

    fn note(&self, id: &str, text: &str) {
        let note = Note {
            key: key(id),
            body: text.into(),
        };
        wait(self.store.note(vec![note])).unwrap();
    }

    /// Which of the records are there.
    fn read(&self, ids: &[&str]) -> Vec<bool> {
        let keys: Vec<_> = ids.iter().map(|id| key(id)).collect();
        let rows = self.store.read(&keys).unwrap();
        rows.iter().map(Option::is_some).collect()
    }

    /// Does something as another process does it.
    fn behind(&self, sql: &str) {
        let connection = Connection::open(self.path()).unwrap();
        connection.execute_batch(sql).unwrap();
    }

    /// The ids of the records that are kept, in whichever window, in their order.
    fn kept(&self) -> Vec<String> {
        let windows = self.store.cache.windows.iter().map(entered);
        let mut ids: Vec<_> = windows.flat_map(|window| window.records.ids()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn pretend_to_have_seen_everything(&self) {
        for window in &self.store.cache.windows {
            let mut window = entered(window);
            if window.seen.is_some() {
                window.seen = window.ask().unwrap();
            }
        }
    }
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(work)
}

fn key(id: &str) -> Key {
    Key::new("", "thing", id)
}

fn row(len: usize) -> Row {
    Row {
        schema: 1,
        sealed_by: None,
        body: vec![b'x'; len],
    }
}
