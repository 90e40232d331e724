//! Backups: made while others write, refused unless whole, and what becomes of them.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use store::{
    Backup, BackupError, Body, Change, Exclusive, KeyRing, OpenError, Put, Store, Timestamp,
};
use tempfile::TempDir;

use crate::bench::{
    Bench, bytes_from, changes, clock, commit, create, event, put, ring, text, told, wait,
};

const WRITERS: usize = 4;

fn at() -> Timestamp {
    "2026-11-28T17:00:00Z".parse().unwrap()
}

fn back_up(bench: &Bench, name: &str) -> Result<PathBuf, BackupError> {
    let file = bench.path().with_file_name(name);
    store::backup::write(&bench.path(), &file, at(), &mut |_, _| {}).map(|_| file)
}

fn sealed(id: &str, text: &str) -> Change {
    Change::Create(Put {
        body: Body::sealed(text),
        ..put(id, "")
    })
}

/// A bench with a plain and a sealed record and an event, and a backup of it.
fn backed_up() -> (Bench, PathBuf) {
    let bench = Bench::sqlite();
    let batch = store::Batch {
        events: vec![event("one")],
        ..changes([create("plain", "1"), sealed("sealed", "2")])
    };
    wait(bench.store.commit(batch)).unwrap();
    let file = back_up(&bench, "backup").unwrap();
    (bench, file)
}

/// Restores into an empty directory.
fn restored(file: &Path) -> (TempDir, u64) {
    let directory = tempfile::tempdir().unwrap();
    let lock = Exclusive::take(&directory.path().join("sekisho.db")).unwrap();
    let mut backup = Backup::open(file).unwrap();
    backup.fits(&ring()).unwrap();
    let epoch = backup.unpack(&lock).unwrap();
    lock.put_draft_in_place(None).unwrap();
    (directory, epoch)
}

fn open(directory: &TempDir) -> Store {
    let path = directory.path().join("sekisho.db");
    Store::sqlite(&path, Arc::new(clock()), ring()).unwrap()
}

#[test]
fn a_backup_says_what_it_is_and_holds_everything() {
    let (_bench, file) = backed_up();
    let backup = Backup::open(&file).unwrap();
    let manifest = backup.manifest();
    assert_eq!((manifest.made_at, manifest.format), (at(), 1));
    assert_eq!((manifest.records, manifest.events), (2, 1));
    assert_eq!(manifest.epoch, 1);
    assert_eq!(manifest.master_key, ring().fingerprint());
    assert!(
        ring()
            .key_ids()
            .eq(manifest.sealing_keys.iter().map(String::as_str))
    );
    let bytes = fs::read(&file).unwrap();
    assert!(bytes.starts_with(b"sekisho backup 1\nmade_at 2026-11-28T17:00:00Z\n"));
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let (directory, epoch) = restored(&file);
    assert_eq!(epoch, 2);
    let store = open(&directory);
    wait(async {
        assert_eq!(text(&store, "plain").await.unwrap(), "1");
        assert_eq!(text(&store, "sealed").await.unwrap(), "2");
        assert_eq!(told(&store).await, ["one"]);
    });
}

#[test]
fn a_backup_never_takes_the_place_of_a_file_and_leaves_no_draft() {
    let (bench, file) = backed_up();
    let before = fs::read(&file).unwrap();
    let refusal = back_up(&bench, "backup").unwrap_err();
    assert_eq!(refusal, BackupError::Exists { path: file.clone() });
    assert_eq!(fs::read(&file).unwrap(), before);
    let beside = file.with_file_name("absent").join("backup");
    let nowhere = store::backup::write(&bench.path(), &beside, at(), &mut |_, _| {});
    assert!(matches!(nowhere, Err(BackupError::Io { .. })));
    let names: Vec<_> = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("backup"))
        .collect();
    assert_eq!(names, ["backup"]);
}

/// Each batch is two records and an event. What was answered before the backup began is in it, and of
/// what came during it everything or nothing.
#[test]
fn a_backup_beside_busy_writers_holds_what_was_answered_before_and_nothing_half() {
    let bench = Bench::sqlite();
    let stop = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let (before, file) = wait(async {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (store, stop) = (bench.store.clone(), Arc::clone(&stop));
                let answered = Arc::clone(&answered);
                tokio::spawn(async move {
                    for number in (writer..).step_by(WRITERS) {
                        let (left, right) = (format!("left-{number}"), format!("right-{number}"));
                        let batch = store::Batch {
                            events: vec![event(&number.to_string())],
                            ..changes([create(&left, "x"), sealed(&right, "y")])
                        };
                        store.commit(batch).await.unwrap();
                        answered.fetch_add(1, Ordering::SeqCst);
                        if stop.load(Ordering::SeqCst) {
                            return;
                        }
                    }
                })
            })
            .collect();
        while answered.load(Ordering::SeqCst) < 200 {
            tokio::task::yield_now().await;
        }
        let before: BTreeSet<String> = told(&bench.store).await.into_iter().collect();
        let copied = bench.clone();
        let file = tokio::task::spawn_blocking(move || back_up(&copied, "backup").unwrap());
        let file = file.await.unwrap();
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
        (before, file)
    });
    let (directory, _) = restored(&file);
    let store = open(&directory);
    wait(async {
        let there: BTreeSet<String> = told(&store).await.into_iter().collect();
        let lost: Vec<_> = before.difference(&there).collect();
        assert!(
            lost.is_empty(),
            "answered before the backup and not in it: {lost:?}"
        );
        for number in &there {
            assert_eq!(text(&store, &format!("left-{number}")).await.unwrap(), "x");
            assert_eq!(text(&store, &format!("right-{number}")).await.unwrap(), "y");
        }
        let manifest = Backup::open(&file).unwrap().manifest().clone();
        assert_eq!(manifest.events, there.len() as u64);
        assert_eq!(manifest.records, 2 * there.len() as u64);
    });
}

#[test]
fn a_backup_that_was_cut_or_changed_anywhere_is_refused() {
    let (_bench, file) = backed_up();
    let whole = fs::read(&file).unwrap();
    let other = file.with_file_name("other");
    let refused = |bytes: &[u8]| {
        fs::write(&other, bytes).unwrap();
        Backup::open(&other).unwrap_err()
    };
    // In the head, at its end, in the database, in the checksum.
    for end in [0, 5, 40, 100, 300, 5000, whole.len() - 32, whole.len() - 1] {
        let refusal = refused(&whole[..end]);
        let expected = matches!(
            refusal,
            BackupError::Broken { .. } | BackupError::NotABackup { .. }
        );
        assert!(expected, "cut at {end}: {refusal:?}");
    }
    for at in [30, 60, 180, 1000, whole.len() / 2, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let refusal = refused(&changed);
        assert!(
            matches!(refusal, BackupError::Broken { .. }),
            "changed at {at}: {refusal:?}"
        );
    }
    let longer = [&whole[..], b"x"].concat();
    assert!(matches!(refused(&longer), BackupError::Broken { .. }));
}

#[test]
fn a_file_that_is_no_backup_or_of_a_newer_program_is_named_as_such() {
    let (bench, file) = backed_up();
    let whole = fs::read(&file).unwrap();
    let other = file.with_file_name("other");
    let refused = |bytes: &[u8]| {
        fs::write(&other, bytes).unwrap();
        Backup::open(&other).unwrap_err()
    };
    let database = fs::read(bench.path()).unwrap();
    for bytes in [&database[..], b"", b"hello", &[0xff; 9000]] {
        let refusal = refused(bytes);
        assert_eq!(
            refusal,
            BackupError::NotABackup {
                path: other.clone()
            }
        );
    }
    let replaced = |from: &str, to: &str| {
        let at = whole
            .windows(from.len())
            .position(|part| part == from.as_bytes());
        let mut changed = whole.clone();
        let at = at.unwrap();
        changed.splice(at..at + from.len(), to.bytes());
        refused(&changed)
    };
    for (from, to) in [("backup 1", "backup 2"), ("format 1", "format 2")] {
        let newer = BackupError::Newer {
            path: other.clone(),
            found: 2,
            known: 1,
        };
        assert_eq!(replaced(from, to), newer, "{to}");
    }
    let missing = Backup::open(&file.with_file_name("absent")).unwrap_err();
    assert!(matches!(missing, BackupError::Unreadable { .. }));
}

#[test]
fn otp_11_a_backup_fits_the_ring_that_it_was_made_with_and_no_other() {
    let (_bench, file) = backed_up();
    let backup = Backup::open(&file).unwrap();
    let refusal = |ring: &KeyRing| backup.fits(ring).unwrap_err();
    let other = KeyRing::generate(&mut bytes_from(9));
    assert!(matches!(refusal(&other), OpenError::WrongMasterKey { .. }));
    // The right root without the key that sealed.
    let rotated = ring().rotated(&mut bytes_from(7)).unwrap();
    backup.fits(&rotated).unwrap();
    let refusal = refusal(&rotated.only_newest());
    let OpenError::WrongMasterKey { expected, .. } = refusal else {
        panic!("{refusal}")
    };
    assert_eq!(Some(expected.as_str()), ring().key_ids().next());
}

#[test]
fn a_backup_in_the_place_of_a_database_is_not_opened() {
    let (bench, file) = backed_up();
    wait(bench.store.clone().close());
    let before = fs::read(&file).unwrap();
    let refusal = Store::sqlite(&file, Arc::new(clock()), ring()).unwrap_err();
    assert!(
        refusal.to_string().contains("sekisho store restore"),
        "{refusal}"
    );
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn no_master_key_is_needed_for_a_backup_nor_to_tell_of_one() {
    let (bench, _) = backed_up();
    let keyless = Store::without_key(&bench.path(), Arc::new(clock())).unwrap();
    wait(async {
        keyless
            .commit(crate::bench::events([event("two")]))
            .await
            .unwrap();
        assert_eq!(told(&bench.store).await, ["one", "two"]);
        assert_eq!(text(&keyless, "plain").await.unwrap(), "1");
        assert!(keyless.read(&[crate::bench::key("sealed")]).await.is_err());
        assert!(commit(&keyless, [sealed("more", "3")]).await.is_err());
    });
}

#[test]
fn what_is_replaced_is_kept_with_everything_in_it_and_its_epoch_counts() {
    let (bench, file) = backed_up();
    wait(bench.store.clone().close());
    for (round, expected) in [(1, 2), (2, 3)] {
        let lock = Exclusive::take(&bench.path()).unwrap();
        let mut backup = Backup::open(&file).unwrap();
        assert_eq!(backup.unpack(&lock).unwrap(), expected);
        let kept = bench.path().with_file_name(format!("kept-{round}"));
        lock.put_draft_in_place(Some(&kept)).unwrap();
        drop(lock);
        let store = bench.beside();
        wait(async {
            assert!(text(&store, "later").await.is_none());
            commit(&store, [create("later", "3")]).await.unwrap();
        });
        wait(store.close());
        let store = Store::sqlite(&kept, Arc::new(clock()), ring()).unwrap();
        let later = wait(text(&store, "later"));
        assert_eq!(later.is_some(), round == 2);
        wait(store.close());
    }
}

/// Whoever changes a backup can also make its checksum anew, but brings nothing along that would act.
#[test]
fn op_2_a_backup_with_anything_else_in_it_is_not_unpacked() {
    let (bench, file) = backed_up();
    wait(bench.store.clone().close());
    let whole = fs::read(&file).unwrap();
    let start = whole.windows(2).position(|two| two == b"\n\n").unwrap() + 2;
    let doctored = bench.path().with_file_name("doctored.db");
    fs::write(&doctored, &whole[start..whole.len() - 32]).unwrap();
    let database = rusqlite::Connection::open(&doctored).unwrap();
    let trigger = "CREATE TRIGGER t AFTER DELETE ON records BEGIN
                   INSERT INTO records VALUES (old.account, old.kind, 'again', 1, 1, NULL, old.body); END";
    database.execute_batch(trigger).unwrap();
    drop(database);
    let inner = fs::read(&doctored).unwrap();
    let head = std::str::from_utf8(&whole[..start]).unwrap();
    let bytes = format!("bytes {}", whole.len() - 32 - start);
    let mut made = head
        .replace(&bytes, &format!("bytes {}", inner.len()))
        .into_bytes();
    made.extend(inner);
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &made);
    made.extend(sum.as_ref());
    fs::write(&file, made).unwrap();
    let lock = Exclusive::take(&bench.path()).unwrap();
    let mut backup = Backup::open(&file).unwrap();
    let refusal = backup.unpack(&lock).unwrap_err();
    assert!(refusal.to_string().contains("trigger"), "{refusal}");
}

#[test]
fn what_was_removed_from_the_trail_is_in_no_backup_that_is_made_afterwards() {
    const MARK: &str = "a-body-that-went";
    let bench = Bench::sqlite();
    for nth in 0..20 {
        let more = (0..50).map(|_| event(&format!("{MARK}-{nth}")));
        wait(bench.store.commit(store::Batch {
            events: more.collect(),
            ..store::Batch::default()
        }))
        .unwrap();
    }
    let holds = |name: &str| {
        let bytes = fs::read(back_up(&bench, name).unwrap()).unwrap();
        bytes
            .windows(MARK.len())
            .any(|part| part == MARK.as_bytes())
    };
    assert!(holds("before"));
    let removal = store::Removal {
        account: event("").account,
        through: u64::MAX,
    };
    wait(bench.store.commit(store::Batch {
        removals: vec![removal],
        ..store::Batch::default()
    }))
    .unwrap();
    assert!(!holds("after"));
}

/// The lock is that of the file, whatever leads to it, and goes with no file that somebody removes.
#[test]
fn otp_3_nobody_is_alone_with_a_database_that_is_open_by_another_name() {
    let bench = Bench::sqlite();
    let link = bench.path().with_file_name("link.db");
    std::os::unix::fs::symlink(bench.path(), &link).unwrap();
    let in_use = |path: &Path| matches!(Exclusive::take(path), Err(OpenError::InUse { .. }));
    assert!(in_use(&link));
    let mut name = bench.path().into_os_string();
    name.push(".lock");
    fs::remove_file(name).unwrap();
    assert!(
        in_use(&bench.path()),
        "its lock was removed, and it is open"
    );
    wait(bench.store.clone().close());
    drop(Exclusive::take(&link).unwrap());
    assert!(wait(text(&bench.beside(), "none")).is_none());
}

#[test]
fn whoever_must_be_alone_waits_for_nobody_and_lets_nobody_in() {
    let bench = Bench::sqlite();
    let in_use = |path: &Path| matches!(Exclusive::take(path), Err(OpenError::InUse { .. }));
    assert!(in_use(&bench.path()));
    let second = bench.beside();
    wait(bench.store.clone().close());
    assert!(in_use(&bench.path()), "another handle has it open");
    // Also one that was not closed, but dropped: what was queued is committed first.
    drop(second);
    let mut taken = Exclusive::take(&bench.path());
    for _ in 0..500 {
        if taken.is_ok() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        taken = Exclusive::take(&bench.path());
    }
    let lock = taken.unwrap();
    let busy = Store::sqlite(&bench.path(), Arc::new(clock()), ring()).unwrap_err();
    assert!(matches!(busy, OpenError::Busy { .. }));
    assert!(in_use(&bench.path()));
    let alone = Store::alone(&lock, &bench.path(), Arc::new(clock()), ring()).unwrap();
    wait(commit(&alone, [create("a", "1")])).unwrap();
    wait(alone.close());
    drop(lock);
    assert_eq!(wait(text(&bench.beside(), "a")).unwrap(), "1");
}
