//! A database of an older format: refused, and brought into the format of today with the old one kept.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use store::{Exclusive, KeyRing, OpenError, Store};

use crate::bench::{
    Bench, bytes_from, changes, clock, commit, create, event, ring, text, told, wait,
};

/// Says in a database that nobody has open that it has this format.
fn number(path: &Path, format: u32) {
    let connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "user_version", format)
        .unwrap();
}

fn open(path: &Path) -> Result<Store, OpenError> {
    Store::sqlite(path, Arc::new(clock()), ring())
}

#[test]
fn an_older_database_is_refused_until_it_is_migrated_and_stays_beside_the_new_one() {
    let bench = Bench::sqlite();
    let batch = store::Batch {
        events: vec![event("one")],
        ..changes([create("a", "1"), create("b", "2")])
    };
    wait(bench.store.commit(batch)).unwrap();
    let path = bench.path();
    wait(bench.store.close());
    // There never was an older format: this one only says that it is.
    number(&path, 0);
    let refusal = open(&path).unwrap_err();
    assert!(
        matches!(
            refusal,
            OpenError::Older {
                found: 0,
                known: 1,
                ..
            }
        ),
        "{refusal}"
    );
    assert!(refusal.to_string().contains("sekisho store migrate"));

    let lock = Exclusive::take(&path).unwrap();
    let other = KeyRing::generate(&mut bytes_from(9));
    assert!(matches!(
        lock.migrate(&other),
        Err(OpenError::WrongMasterKey { .. })
    ));
    assert!(!lock.draft().exists(), "nothing is begun with another key");
    let before = fs::read(&path).unwrap();
    // As after an interruption: what it left is made anew.
    fs::write(lock.draft(), "half").unwrap();
    assert_eq!(lock.migrate(&ring()).unwrap(), Some(0));
    assert!(
        fs::read(&path).unwrap() == before,
        "the old one is untouched"
    );
    let kept = path.with_file_name("kept");
    lock.put_draft_in_place(Some(&kept)).unwrap();
    assert_eq!(
        lock.migrate(&ring()).unwrap(),
        None,
        "there is nothing more to do"
    );
    drop(lock);

    let store = open(&path).unwrap();
    for (id, value) in [("a", "1"), ("b", "2")] {
        assert_eq!(wait(text(&store, id)).unwrap(), value);
    }
    assert_eq!(wait(told(&store)), ["one"]);
    wait(commit(&store, [create("c", "3")])).unwrap();
    let refusal = open(&kept).unwrap_err();
    assert!(matches!(refusal, OpenError::Older { .. }), "{refusal}");
}
