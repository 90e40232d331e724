//! A rotation of the master key that ends at any point leaves a store that opens, and is finished by
//! running it again.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use store::{Body, Change, CommitError, Exclusive, Faults, KeyRing, Put, Store, Verb};
use tempfile::TempDir;

use crate::bench::{ACCOUNT, bytes_from, changes, clock, key, put, text, wait};

/// Sealed records: more than a few batches of a rotation.
const SECRETS: usize = 70;
const DIRECTORY: &str = "STORE_TEST_ROTATION_DIRECTORY";
const KILLS: u64 = 8;

struct House {
    directory: TempDir,
}

impl House {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let house = Self { directory };
        let ring = KeyRing::generate(&mut bytes_from(1));
        ring.create(&house.key_file()).unwrap();
        let store = Store::sqlite(&house.database(), Arc::new(clock()), ring).unwrap();
        let secret = |number: usize| {
            Change::Create(Put {
                body: Body::sealed(number.to_string()),
                ..put(&format!("secret-{number}"), "")
            })
        };
        let mut all: Vec<Change> = (0..SECRETS).map(secret).collect();
        all.push(crate::bench::create("plain", "1"));
        wait(store.commit(changes(all))).unwrap();
        wait(store.close());
        house
    }

    fn key_file(&self) -> PathBuf {
        self.directory.path().join("master.key")
    }

    fn database(&self) -> PathBuf {
        self.directory.path().join("sekisho.db")
    }

    /// Opens it as a server would, and finds everything.
    fn is_whole(&self) {
        let ring = KeyRing::read(&self.key_file()).unwrap();
        let store = Store::sqlite(&self.database(), Arc::new(clock()), ring).unwrap();
        wait(async {
            for number in 0..SECRETS {
                let found = text(&store, &format!("secret-{number}")).await;
                assert_eq!(found.unwrap(), number.to_string());
            }
            assert_eq!(text(&store, "plain").await.unwrap(), "1");
        });
        wait(store.close());
    }

    fn ring(&self) -> KeyRing {
        KeyRing::read(&self.key_file()).unwrap()
    }

    /// Which keys sealed how many records.
    fn sealed_by(&self) -> BTreeMap<String, usize> {
        let behind = rusqlite::Connection::open(self.database()).unwrap();
        let sql = "SELECT sealed_by FROM records WHERE sealed_by IS NOT NULL";
        let mut select = behind.prepare(sql).unwrap();
        let mut counts = BTreeMap::new();
        for id in select.query_map([], |row| row.get(0)).unwrap() {
            *counts.entry(id.unwrap()).or_default() += 1;
        }
        counts
    }
}

/// The steps of `sekisho store rotate-key`, ended where `faults` says.
fn rotate(
    key_file: &Path,
    database: &Path,
    fill: &mut dyn FnMut(&mut [u8]),
    faults: Faults,
) -> Result<(), CommitError> {
    let lock = Exclusive::take(database).unwrap();
    let ring = KeyRing::begin_rotation(key_file, fill).unwrap();
    let store = Store::alone(&lock, database, Arc::new(clock()), ring.clone()).unwrap();
    let store = store.with_faults(faults);
    let done = wait(async {
        store.reseal(&mut |done, all| assert!(done <= all)).await?;
        store.forget_older_keys().await.map_err(CommitError::from)
    });
    wait(store.close());
    done?;
    ring.only_newest().replace(key_file).unwrap();
    Ok(())
}

#[test]
fn a_rotation_seals_everything_anew_and_retires_the_old_key() {
    let house = House::new();
    let old = house.ring();
    rotate(
        &house.key_file(),
        &house.database(),
        &mut bytes_from(50),
        Faults::default(),
    )
    .unwrap();
    let new = house.ring();
    assert_eq!(new.fingerprint(), old.fingerprint());
    assert_eq!(new.key_ids().count(), 1);
    assert_ne!(new.key_ids().next(), old.key_ids().next());
    let newest = new.key_ids().next().unwrap().to_owned();
    assert_eq!(house.sealed_by(), BTreeMap::from([(newest, SECRETS)]));
    house.is_whole();
    let refusal = Store::sqlite(&house.database(), Arc::new(clock()), old).unwrap_err();
    assert!(matches!(refusal, store::OpenError::WrongMasterKey { .. }));
}

#[test]
fn otp_11_a_rotation_that_ends_at_any_call_leaves_a_store_that_opens_and_is_finished_by_the_next() {
    type End = fn(&Faults, u64);
    let ends: [(&str, u64, End); 4] = [
        ("a batch fails", 5, |faults, nth| {
            faults.fail(Verb::Commit, nth);
        }),
        ("the answer to a batch is lost", 5, Faults::lose_answer),
        ("the look at everything fails", 1, |faults, nth| {
            faults.fail(Verb::Snapshot, nth);
        }),
        ("the old key cannot be forgotten", 1, |faults, nth| {
            faults.fail(Verb::ForgetKeys, nth);
        }),
    ];
    for (what, times, end) in ends {
        for nth in 1..=times {
            let house = House::new();
            let mut fill = bytes_from(50);
            let faults = Faults::default();
            end(&faults, nth);
            let ended = rotate(&house.key_file(), &house.database(), &mut fill, faults);
            assert!(ended.is_err(), "{what}, {nth}");
            assert_eq!(house.ring().key_ids().count(), 2, "{what}, {nth}");
            house.is_whole();
            let begun = house.ring().key_ids().last().unwrap().to_owned();
            rotate(
                &house.key_file(),
                &house.database(),
                &mut fill,
                Faults::default(),
            )
            .unwrap();
            // The key that was begun with is the one that stays: no second one was added.
            assert!(house.ring().key_ids().eq([begun.as_str()]), "{what}, {nth}");
            assert_eq!(house.sealed_by(), BTreeMap::from([(begun, SECRETS)]));
            house.is_whole();
        }
    }
}

#[test]
fn a_rotation_that_ends_before_the_key_file_is_written_the_last_time_is_finished_too() {
    let house = House::new();
    let before = fs::read(house.key_file()).unwrap();
    let mut fill = bytes_from(50);
    let finish = |fill: &mut dyn FnMut(&mut [u8])| {
        rotate(
            &house.key_file(),
            &house.database(),
            fill,
            Faults::default(),
        )
        .unwrap();
    };
    // The key file has the new key and the database knows nothing of it.
    KeyRing::begin_rotation(&house.key_file(), &mut fill).unwrap();
    house.is_whole();
    let both = fs::read(house.key_file()).unwrap();
    assert_ne!(both, before);
    finish(&mut fill);
    // The database has forgotten the old key and the key file has not.
    fs::write(house.key_file(), &both).unwrap();
    house.is_whole();
    finish(&mut fill);
    assert_eq!(house.ring().key_ids().count(), 1);
    house.is_whole();
}

/// The killed process is this test again: told by its environment, it rotates until it is killed.
#[test]
fn a_rotation_that_is_killed_at_any_moment_leaves_a_store_that_opens() {
    if let Some(directory) = env::var_os(DIRECTORY) {
        let directory = PathBuf::from(directory);
        let (key_file, database) = (directory.join("master.key"), directory.join("sekisho.db"));
        // Chance, so that no two keys are the same.
        let mut fill = |bytes: &mut [u8]| {
            aws_lc_rs::rand::fill(bytes).unwrap();
        };
        loop {
            rotate(&key_file, &database, &mut fill, Faults::default()).unwrap();
        }
    }
    let house = House::new();
    for round in 0..KILLS {
        let mut child = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "rotation::a_rotation_that_is_killed_at_any_moment_leaves_a_store_that_opens",
            ])
            .env(DIRECTORY, house.directory.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(60 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        house.is_whole();
        assert!(house.ring().key_ids().count() <= 2);
    }
    let read = |id: &str| {
        let store = Store::sqlite(&house.database(), Arc::new(clock()), house.ring()).unwrap();
        wait(store.read(&[key(id)])).unwrap().remove(0)
    };
    assert_eq!(read("secret-0").unwrap().key.account, ACCOUNT);
}
