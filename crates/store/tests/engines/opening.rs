//! Opening a file: what is made, what is refused, and that a refusal changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use store::{KeyRing, OpenError, Store, StoreError};
use tempfile::TempDir;

use crate::bench::{Bench, bytes_from, changes, clock, commit, create, key, ring, text, wait};

#[test]
fn a_new_database_is_for_its_owner_only() {
    let bench = Bench::sqlite();
    wait(commit(&bench.store, [create("a", "1")])).unwrap();
    for name in ["sekisho.db", "sekisho.db-wal", "sekisho.db-shm"] {
        let path = bench.path().with_file_name(name);
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let (_directory, path) = database();
    let store = open(&path).unwrap();
    assert_eq!(wait(text(&store, "a")).unwrap(), "kept");
    wait(store.check()).unwrap();
}

#[test]
fn an_empty_file_becomes_a_database() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sekisho.db");
    fs::write(&path, "").unwrap();
    let store = open(&path).unwrap();
    wait(store.commit(changes([create("a", "1")]))).unwrap();
}

/// To SQLite alone this would be a database in memory, lost at the end.
#[test]
fn a_path_is_a_path_whatever_it_looks_like() {
    let directory = tempfile::tempdir().unwrap();
    for name in [":memory:", "file:x?mode=memory", "花 %20.db"] {
        let path = directory.path().join(name);
        open(&path).unwrap();
        assert!(path.exists(), "{name}");
    }
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_not_touched() {
    let (directory, path) = database();
    behind(&path)
        .pragma_update(None, "user_version", 2)
        .unwrap();
    let refusal = refused_untouched(&directory, &path);
    let newer = OpenError::Newer {
        path,
        found: 2,
        known: 1,
    };
    assert_eq!(refusal, newer);
}

/// The newer program was killed: what makes the file newer stands only in its log.
#[test]
fn a_newer_database_is_recognised_from_its_log() {
    let (directory, path) = database();
    let newer = behind(&path);
    newer.pragma_update(None, "user_version", 2).unwrap();
    let copy = TempDir::new().unwrap();
    for name in ["sekisho.db", "sekisho.db-wal"] {
        fs::copy(directory.path().join(name), copy.path().join(name)).unwrap();
    }
    let before = files(copy.path());
    let refusal = open(&copy.path().join("sekisho.db")).unwrap_err();
    assert!(matches!(refusal, OpenError::Newer { found: 2, .. }));
    // SQLite may leave the index of the log; database and log are what they were.
    let mut after = files(copy.path());
    after.remove("sekisho.db-shm");
    assert!(after == before);
}

#[test]
fn what_is_no_database_of_ours_is_refused_and_not_touched() {
    let table: [(&str, Make); 7] = [
        ("text", |path| write(path, "not a database at all")),
        ("long text", |path| write(path, &"x".repeat(8192))),
        ("cut header", |path| write(path, "SQLite format 3\0")),
        ("no id", |path| foreign(path, "CREATE TABLE t (a)")),
        ("other id", |path| {
            foreign(path, "CREATE TABLE t (a); PRAGMA application_id = 7");
        }),
        ("other format", |path| {
            foreign(path, "CREATE TABLE t (a); PRAGMA user_version = 1");
        }),
        ("our id, no tables", |path| {
            foreign(
                path,
                "CREATE TABLE t (a); PRAGMA application_id = 1397445455; PRAGMA user_version = 1",
            );
        }),
    ];
    for (what, make) in table {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("sekisho.db");
        make(&path);
        let refusal = refused_untouched(&directory, &path);
        assert!(
            matches!(refusal, OpenError::Damaged { .. }),
            "{what}: {refusal}"
        );
    }
}

#[test]
fn a_damaged_database_is_refused_and_not_touched() {
    let table: [(&str, Damage); 3] = [
        ("cut off", |bytes| bytes.truncate(4096)),
        ("cut off within a page", |bytes| bytes.truncate(6000)),
        ("a first page of nothing", |bytes| {
            bytes[100..4096].fill(0xa5);
        }),
    ];
    for (what, damage) in table {
        let (directory, path) = database();
        let mut bytes = fs::read(&path).unwrap();
        damage(&mut bytes);
        fs::write(&path, bytes).unwrap();
        let refusal = refused_untouched(&directory, &path);
        assert!(
            matches!(refusal, OpenError::Damaged { .. }),
            "{what}: {refusal}"
        );
    }
}

/// A trigger would undo or hide what is written, without any key.
#[test]
fn op_2_a_database_with_anything_else_in_it_is_refused() {
    let table = [
        "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM events; END",
        "CREATE VIEW v AS SELECT * FROM events",
        "CREATE TABLE more (name TEXT)",
        "CREATE INDEX i ON records (kind)",
        "DROP INDEX events_of_account",
        "ALTER TABLE notes ADD COLUMN more TEXT",
    ];
    for sql in table {
        let (directory, path) = database();
        behind(&path).execute_batch(sql).unwrap();
        let refusal = refused_untouched(&directory, &path);
        assert!(
            matches!(refusal, OpenError::Damaged { .. }),
            "{sql}: {refusal}"
        );
        let copied = store::backup::write(
            &path,
            &path.with_file_name("backup"),
            store::Timestamp::UNIX_EPOCH,
            &mut |_, _| {},
        );
        assert!(copied.is_err(), "{sql}");
    }
}

#[test]
fn damage_that_is_met_later_is_reported() {
    let (_directory, path) = database();
    let pages = "SELECT rootpage FROM sqlite_schema WHERE name = 'records'";
    let page: usize = behind(&path)
        .query_row(pages, [], |row| row.get(0))
        .unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let store = open(&path).unwrap();
    let refusal = wait(store.read(&[key("a")])).unwrap_err();
    assert!(matches!(refusal, StoreError::Damaged(_)), "{refusal}");
}

#[test]
fn a_place_that_cannot_be_written_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let places = [
        directory.path().join("absent").join("sekisho.db"),
        file.join("sekisho.db"),
        directory.path().to_path_buf(),
    ];
    for path in places {
        let refusal = open(&path).unwrap_err();
        assert!(matches!(refusal, OpenError::Unwritable { .. }), "{refusal}");
    }
}

#[test]
fn otp_11_another_ring_is_refused_and_nothing_is_changed() {
    let (directory, path) = database();
    let before = files(directory.path());
    let other = KeyRing::generate(&mut bytes_from(9));
    let refusal = Store::sqlite(&path, Arc::new(clock()), other.clone()).unwrap_err();
    let wrong = OpenError::WrongMasterKey {
        path: path.clone(),
        expected: ring().fingerprint().into(),
        found: other.fingerprint().into(),
    };
    assert_eq!(refusal, wrong);
    assert!(files(directory.path()) == before);
    open(&path).unwrap();
}

#[test]
fn every_refusal_is_one_sentence_that_names_the_file() {
    let path = PathBuf::from("/srv/sekisho.db");
    let reason = String::from("the reason");
    let all = [
        OpenError::Newer {
            path: path.clone(),
            found: 2,
            known: 1,
        },
        OpenError::Older {
            path: path.clone(),
            found: 1,
            known: 2,
        },
        OpenError::Damaged {
            path: path.clone(),
            reason: reason.clone(),
        },
        OpenError::Unwritable {
            path: path.clone(),
            reason: reason.clone(),
        },
        OpenError::WrongMasterKey {
            path: path.clone(),
            expected: "a".into(),
            found: "b".into(),
        },
        OpenError::MissingMasterKey {
            path: path.clone(),
            ring: "/srv/key".into(),
        },
        OpenError::Busy { path: path.clone() },
        OpenError::Unavailable { path, reason },
    ];
    for error in all {
        let message = error.to_string();
        assert!(message.contains("`/srv/sekisho.db`"), "{message}");
        assert!(
            message.contains([';', ',']),
            "the way out is missing: {message}"
        );
        assert!(
            !message.ends_with('.') && !message.contains('\n'),
            "{message}"
        );
    }
}

type Make = fn(&Path);
type Damage = fn(&mut Vec<u8>);

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn foreign(path: &Path, sql: &str) {
    behind(path).execute_batch(sql).unwrap();
}

fn open(path: &Path) -> Result<Store, OpenError> {
    Store::sqlite(path, Arc::new(clock()), ring())
}

/// A closed database with one record.
fn database() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("sekisho.db");
    let store = open(&path).unwrap();
    wait(async {
        commit(&store, [create("a", "kept")]).await.unwrap();
        store.close().await;
    });
    (directory, path)
}

fn behind(path: &Path) -> Connection {
    Connection::open(path).unwrap()
}

fn refused_untouched(directory: &TempDir, path: &Path) -> OpenError {
    let before = files(directory.path());
    let refusal = open(path).unwrap_err();
    assert!(files(directory.path()) == before, "{refusal}");
    refusal
}

fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}
