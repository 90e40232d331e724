//! The key file, and when a ring is made.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};
use std::thread;

use store::limits::{MAX_RING_BYTES, MAX_RING_KEYS};
use store::{KeyRing, OpenError, RingError, Store};
use tempfile::TempDir;

use crate::bench::{bytes_from, clock, ring};

#[test]
fn a_ring_is_read_as_it_was_written() {
    let (_directory, path) = place();
    let mut random = bytes_from(1);
    let ring = KeyRing::generate(&mut random).rotated(&mut random).unwrap();
    ring.create(&path).unwrap();
    let read = KeyRing::read(&path).unwrap();
    assert_eq!(read.fingerprint(), ring.fingerprint());
    assert!(read.key_ids().eq(ring.key_ids()));
    assert_eq!(*read.derive("csrf"), *ring.derive("csrf"));
}

#[test]
fn a_new_key_file_is_for_its_owner_only_and_leaves_no_draft() {
    let (directory, path) = place();
    ring().create(&path).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn a_key_file_that_exists_is_left_as_it_is() {
    let (_directory, path) = place();
    ring().create(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let refusal = KeyRing::generate(&mut bytes_from(9)).create(&path);
    assert_eq!(refusal, Err(RingError::Exists { path: path.clone() }));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn otp_11_a_key_file_that_others_can_read_is_refused_with_the_way_out() {
    let (_directory, path) = place();
    ring().create(&path).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o601, 0o666] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let refusal = KeyRing::read(&path).unwrap_err();
        let exposed = RingError::Exposed {
            path: path.clone(),
            mode,
        };
        assert_eq!(refusal, exposed);
        assert!(refusal.to_string().contains("chmod 600"));
    }
    for mode in [0o600, 0o400] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        KeyRing::read(&path).unwrap();
    }
}

#[test]
fn a_damaged_key_file_is_refused_with_the_line() {
    let (_directory, path) = place();
    ring().create(&path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let line = |word: &str| good.lines().find(|line| line.starts_with(word)).unwrap();
    let (root, seal) = (line("root"), line("seal"));
    let head = "sekisho master keys 1";
    let other_key = seal.replace('I', "J").replace('C', "D");
    let table = [
        (String::new(), 1),
        ("something else".into(), 1),
        (format!("{root}\n{seal}"), 1),
        (head.into(), 1),
        (format!("{head}\n{seal}"), 2),
        (format!("{head}\n\n{root}\n# remark"), 4),
        (format!("{head}\n{root}\n{root}\n{seal}"), 3),
        (format!("{head}\n{root}\n{seal}\n{seal}"), 4),
        (format!("{head}\n{root}\n{other_key}"), 3),
        (
            format!("{head}\n{root}\n{}", root.replace("root", "seal")),
            3,
        ),
        (format!("{head}\n{root}\n{seal} more"), 3),
        (format!("{head}\n{root}\nseal"), 3),
        (format!("{head}\n{root}\n{}", &seal[..seal.len() - 8]), 3),
        (format!("{head}\n{root}\n{seal}!"), 3),
        (format!("{head}\n{root}\n{seal}\nlock {seal}"), 4),
        (
            format!("{head}\n{root}\n{}", seal.replace("seal ", "lock ")),
            3,
        ),
    ];
    for (text, at) in table {
        fs::write(&path, &text).unwrap();
        let refusal = KeyRing::read(&path).unwrap_err();
        let RingError::Malformed { line, .. } = refusal else {
            panic!("{refusal} for {text:?}");
        };
        assert_eq!(line, at, "{text:?}");
        let key = seal.rsplit(' ').next().unwrap();
        assert!(!refusal.to_string().contains(key), "the key is shown");
    }
    fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    let refusal = KeyRing::read(&path).unwrap_err();
    assert!(matches!(refusal, RingError::Malformed { line: 1, .. }));
}

#[test]
fn a_key_file_of_a_newer_program_is_named_as_such() {
    let (_directory, path) = place();
    ring().create(&path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, good.replace("keys 1", "keys 2")).unwrap();
    let refusal = KeyRing::read(&path).unwrap_err();
    assert_eq!(refusal, RingError::Newer { path });
}

#[test]
fn a_key_file_has_a_maximum_of_keys_and_bytes() {
    let (directory, path) = place();
    let mut random = bytes_from(1);
    let mut ring = KeyRing::generate(&mut random);
    for _ in 1..MAX_RING_KEYS {
        ring = ring.rotated(&mut random).unwrap();
    }
    ring.create(&path).unwrap();
    let full = fs::read_to_string(&path).unwrap();
    assert_eq!(
        KeyRing::read(&path).unwrap().key_ids().count(),
        MAX_RING_KEYS
    );

    let room = MAX_RING_BYTES - full.len();
    let padded = format!("{full}#{}", "x".repeat(room - 1));
    fs::write(&path, &padded).unwrap();
    KeyRing::read(&path).unwrap();
    fs::write(&path, padded + "x").unwrap();
    let refusal = KeyRing::read(&path).unwrap_err();
    assert!(refusal.to_string().contains("too large"), "{refusal}");

    let other = directory.path().join("other");
    KeyRing::generate(&mut bytes_from(200))
        .create(&other)
        .unwrap();
    let other = fs::read_to_string(&other).unwrap();
    let seal = other.lines().find(|line| line.starts_with("seal"));
    fs::write(&path, full + seal.unwrap()).unwrap();
    let refusal = KeyRing::read(&path).unwrap_err();
    assert!(refusal.to_string().contains("too many"), "{refusal}");
}

#[test]
fn a_key_file_in_no_directory_is_refused() {
    let (directory, _) = place();
    let path = directory.path().join("absent").join("key");
    assert!(matches!(ring().create(&path), Err(RingError::Io { .. })));
    let missing = KeyRing::read(&path).unwrap_err();
    assert_eq!(missing, RingError::Missing { path });
}

#[test]
fn a_ring_is_made_only_beside_an_empty_database() {
    let (directory, path) = place();
    let database = directory.path().join("sekisho.db");
    let beside = |path: &Path| KeyRing::beside(path, &database, &mut bytes_from(1));

    let made = beside(&path).unwrap();
    let store = Store::sqlite(&database, Arc::new(clock()), made.clone()).unwrap();
    drop(store);
    assert_eq!(beside(&path).unwrap().fingerprint(), made.fingerprint());

    fs::remove_file(&path).unwrap();
    let missing = OpenError::MissingMasterKey {
        path: database.clone(),
        ring: path.clone(),
    };
    assert_eq!(beside(&path).unwrap_err(), missing);
    assert!(!path.exists());

    // A ring whose database is gone, or was never finished, is used again.
    made.create(&path).unwrap();
    fs::remove_file(&database).unwrap();
    assert_eq!(beside(&path).unwrap().fingerprint(), made.fingerprint());
    fs::write(&database, "").unwrap();
    fs::remove_file(&path).unwrap();
    beside(&path).unwrap();
}

#[test]
fn a_ring_that_cannot_be_read_is_not_replaced() {
    let (directory, path) = place();
    fs::write(&path, "damaged").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let database = directory.path().join("sekisho.db");
    let refusal = KeyRing::beside(&path, &database, &mut bytes_from(1));
    assert!(matches!(
        refusal,
        Err(OpenError::Ring(RingError::Malformed { .. }))
    ));
    assert_eq!(fs::read(&path).unwrap(), b"damaged");
}

#[test]
fn those_who_start_at_once_agree_on_one_ring_and_one_database() {
    for _ in 0..5 {
        let (directory, path) = place();
        let database = directory.path().join("sekisho.db");
        let start = Barrier::new(8);
        let open = |nth: u8| {
            start.wait();
            let ring = KeyRing::beside(&path, &database, &mut bytes_from(nth * 10)).unwrap();
            Store::sqlite(&database, Arc::new(clock()), ring.clone()).unwrap();
            ring.fingerprint().to_owned()
        };
        let open = &open;
        let fingerprints: Vec<_> = thread::scope(|scope| {
            let handles: Vec<_> = (1..=8).map(|nth| scope.spawn(move || open(nth))).collect();
            handles
                .into_iter()
                .map(|handle| handle.join().unwrap())
                .collect()
        });
        assert!(fingerprints.iter().all(|one| *one == fingerprints[0]));
    }
}

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("master-key");
    (directory, path)
}
