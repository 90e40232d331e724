//! `sekisho store`: backups, restores, a look through everything, a new master key.
//!
//! The files are handled here, in the order in which an interruption at any point leaves a database
//! that opens; what it means for the records is in `service::ops::store`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use service::ops::store::{
    BackupStore, Fault, MigrateStore, Progress, RestoreStore, Restored, RotateMasterKey, Verified,
    VerifyStore,
};
use store::backup::{self, Manifest};
use store::{Backup, BackupError, Exclusive, KeyRing, OpenError, RingError, Store};

use crate::answer::{answer, answer_json, instant, say};
use crate::args;
use crate::args::{Format, StoreBackup, StoreMigrate, StoreRestore, StoreRotateKey, StoreVerify};
use crate::config::Config;
use crate::events::verify as trail;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{self, House, operator};
use crate::os;
use crate::system::{self, SystemClock};
use crate::{looking, waits};

/// Lines about the trail of a backup that are said one by one; the answer in JSON has how many there are.
const TRAIL_LINES_MAX: usize = 20;
/// Of a hundred parts of the work, after so many a word is said.
const WORD_EVERY_PERCENT: u64 = 10;

/// Does what was asked for.
pub(crate) fn store(config: &Config, args: &args::Store) -> Result<(), Failure> {
    match args {
        args::Store::Verify(args) => looking(config, async |house| verify(house, args).await),
        args::Store::Backup(args) => waits(back_up(config, args)),
        args::Store::Restore(args) => waits(restore(config, args)),
        args::Store::RotateKey(args) => waits(rotate_key(config, args)),
        args::Store::Migrate(args) => waits(migrate(config, args)),
    }
}

async fn verify(house: &House, args: &StoreVerify) -> Result<(), Failure> {
    let look = VerifyStore {
        tell: progress("checked", "records"),
    };
    let found = house.service.call(&operator(), &look).await?;
    if args.format == Format::Json {
        answer_json(&json!({
            "records": found.records,
            "master_key": house.ring.fingerprint(),
            "faulty": found.faulty,
            "faults": found.faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }))?;
    } else {
        let mut text = format!(
            "{} records, {} faults; the master key is `{}`\n",
            found.records,
            found.faulty,
            house.ring.fingerprint()
        );
        for fault in &found.faults {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{fault}");
        }
        answer(&text)?;
    }
    refuse_faulty(&found)
}

fn refuse_faulty(found: &Verified) -> Result<(), Failure> {
    if found.faulty == 0 {
        return Ok(());
    }
    Err(Failure::Refused {
        message: format!(
            "the database has {} faults; keep it as evidence, and restore the last backup that was \
             made before them",
            found.faulty
        ),
        exit: Exit::DamagedDatabase,
    })
}

async fn back_up(config: &Config, args: &StoreBackup) -> Result<(), Failure> {
    let database = open::database_that_is_there(config)?;
    if args.file.symlink_metadata().is_ok() {
        let path = args.file.clone();
        return Err(BackupError::Exists { path }.into());
    }
    let store = Store::without_key(database, Arc::new(SystemClock))?;
    let begin = BackupStore {
        file: args.file.display().to_string(),
        host: os::host_name(),
    };
    let service = open::without_key(config, &store);
    let told = service.call(&operator(), &begin).await;
    store.close().await;
    let made_at = told?;
    let tell = progress("copied", "pages");
    let made = backup::write(database, &args.file, made_at, &mut |done, all| {
        tell(done, all);
    })?;
    if args.format == Format::Json {
        let mut described = described(&made);
        described["file"] = json!(args.file.display().to_string());
        described["master_key_file"] = json!(config.master_key_file.display().to_string());
        answer_json(&described)?;
    } else {
        answer(&format!(
            "{}: {} records and {} events of {}\n",
            args.file.display(),
            made.records,
            made.events,
            instant(made.made_at)
        ))?;
    }
    say(&format!(
        "the master key is not in it: it is `{}` in `{}`. A restore needs both, and whoever has both has \
         everything, so keep a copy of each, and the two apart",
        made.master_key,
        config.master_key_file.display()
    ));
    Ok(())
}

fn described(manifest: &Manifest) -> Value {
    json!({
        "made_at": instant(manifest.made_at),
        "database_format": manifest.format,
        "master_key": manifest.master_key,
        "sealing_keys": manifest.sealing_keys,
        "epoch": manifest.epoch,
        "records": manifest.records,
        "events": manifest.events,
        "bytes": manifest.bytes,
    })
}

async fn restore(config: &Config, args: &StoreRestore) -> Result<(), Failure> {
    let database = open::database_file(config)?;
    let mut backup = Backup::open(&args.file)?;
    let ring = ring_for(config, &args.file)?;
    backup.fits(&ring)?;
    open::prepare_directory(config, database)?;
    let lock = Exclusive::take(database)?;
    // One that cannot be looked at is there, and is kept.
    let is_blank = lock.is_blank().unwrap_or(false);
    if !is_blank && !args.replace {
        return Err(Failure::Refused {
            message: format!(
                "there is a database at `{}`; name another data directory with `--data DIR`, or add \
                 `--replace`, which keeps it under another name",
                database.display()
            ),
            exit: Exit::Exists,
        });
    }
    let kept = (!is_blank)
        .then(|| name_to_keep(database, "replaced"))
        .transpose()?;
    let epoch = backup.unpack(&lock)?;
    let prepared = prepare(config, &lock, &ring, &backup, epoch, kept.is_some()).await;
    let prepared = match prepared {
        Ok(done) => done,
        Err(failure) => {
            lock.clear_draft()?;
            return Err(failure);
        }
    };
    lock.put_draft_in_place(kept.as_deref())?;
    for fault in &prepared.found.faults {
        say(&format!("the backup holds a fault: {fault}"));
    }
    for line in prepared.trail.iter().take(TRAIL_LINES_MAX) {
        say(&format!(
            "the backup's trail of events: {}",
            line.trim_end()
        ));
    }
    tell_restored(&backup, epoch, &prepared, kept.as_deref(), args.format)
}

/// What a draft came to.
struct Prepared {
    restored: Restored,
    found: Verified,
    /// What is wrong with the trail of events, one line for each.
    trail: Vec<String>,
}

/// Begins the epoch in the draft, before it is a database that anybody can open.
async fn prepare(
    config: &Config,
    lock: &Exclusive,
    ring: &KeyRing,
    backup: &Backup,
    epoch: u64,
    replaces: bool,
) -> Result<Prepared, Failure> {
    let alone = |path: &Path| Store::alone(lock, path, Arc::new(SystemClock), ring.clone());
    let replaced = replaces.then(|| alone(lock.database()).ok()).flatten();
    let house = House::around(config, alone(&lock.draft())?, ring.clone());
    let look = VerifyStore {
        tell: progress("checked", "records"),
    };
    let done = async {
        let found = house.service.call(&operator(), &look).await?;
        refuse_unreadable(&found)?;
        // Before anything is sealed in it: what is sealed then is sealed with the true key.
        let trail = trail::findings(&house).await?;
        let begin = RestoreStore {
            epoch,
            made_at: backup.manifest().made_at,
            replaced: replaced.clone(),
            trail_findings: trail.len() as u64,
            host: os::host_name(),
        };
        let restored = house.service.call(&operator(), &begin).await?;
        Ok(Prepared {
            restored,
            found,
            trail,
        })
    };
    let done = done.await;
    house.seal().await;
    house.close().await;
    if let Some(replaced) = replaced {
        replaced.close().await;
    }
    done
}

/// Of what cannot be read nobody can say whether something in it can be used a second time.
fn refuse_unreadable(found: &Verified) -> Result<(), Failure> {
    let unreadable = |fault: &&Fault| !fault.wrong.is_of_index();
    found.faults.iter().find(unreadable).map_or(Ok(()), |fault| {
        Err(Failure::Refused {
            message: format!(
                "the backup holds what this program cannot read: {fault}; take an earlier backup, or \
                 the sekisho that made this one"
            ),
            exit: Exit::Backup,
        })
    })
}

fn tell_restored(
    backup: &Backup,
    epoch: u64,
    prepared: &Prepared,
    kept: Option<&Path>,
    format: Format,
) -> Result<(), Failure> {
    let restored = &prepared.restored;
    let made = backup.manifest();
    if format == Format::Json {
        answer_json(&json!({
            "backup": described(made),
            "epoch": epoch,
            "ended": restored.ended,
            "changed": restored.changed,
            "deadlines_taken_over": restored.taken.deadlines,
            "requirements_taken_over": restored.taken.requirements,
            "guesses_taken_over": restored.taken.guesses,
            "unreadable_in_replaced": restored.taken.unreadable,
            "trail_findings": prepared.trail.len(),
            "replaced_database": kept.map(|path| path.display().to_string()),
        }))?;
    } else {
        answer(&format!(
            "{} records and {} events of {}; epoch {epoch}\n",
            made.records,
            made.events,
            instant(made.made_at)
        ))?;
        if let Some(kept) = kept {
            answer(&format!("the database before: {}\n", kept.display()))?;
        }
    }
    say(
        "everybody signs in again, and makes recovery codes again. Codes of authenticator apps open again \
         in eleven minutes, those of hardware tokens in an hour (two, if they show a code a minute), \
         passkeys and security keys at once. Passwords, devices and access keys are those of the backup: change or take away again what was \
         changed or taken away since",
    );
    Ok(())
}

/// The ring that a backup or a database needs.
fn ring_for(config: &Config, needed_by: &Path) -> Result<KeyRing, Failure> {
    KeyRing::read(&config.master_key_file).map_err(|error| match error {
        RingError::Missing { path } => Failure::Open(OpenError::MissingMasterKey {
            path: needed_by.into(),
            ring: path,
        }),
        other => other.into(),
    })
}

/// Under which name a database that is replaced is kept: why, and that of the moment.
fn name_to_keep(database: &Path, why: &str) -> Result<PathBuf, Failure> {
    let mut name = database.as_os_str().to_os_string();
    let now = store::Clock::now(&SystemClock);
    let moment = now.strftime("%Y%m%dT%H%M%S%.3fZ");
    name.push(format!(".{why}-{moment}"));
    let path = PathBuf::from(name);
    if path.exists() {
        return Err(BackupError::Exists { path }.into());
    }
    Ok(path)
}

async fn rotate_key(config: &Config, args: &StoreRotateKey) -> Result<(), Failure> {
    let database = open::database_that_is_there(config)?;
    let lock = Exclusive::take(database)?;
    let before = ring_for(config, database)?;
    let alone = |ring: &KeyRing| Store::alone(&lock, database, Arc::new(SystemClock), ring.clone());
    // Opened once as it is, so that nothing is added to a key file that belongs to another database.
    alone(&before)?.close().await;
    let ring = KeyRing::begin_rotation(&config.master_key_file, &mut system::fill)?;
    if before.key_ids().count() > 1 {
        say("a rotation was interrupted before; it goes on with the key that was added then");
    }
    let newest = ring.only_newest();
    let key = newest.key_ids().next().unwrap_or_default().to_owned();
    let store = alone(&ring)?;
    let house = House::around(config, store.clone(), ring.clone());
    let rotate = RotateMasterKey {
        key: key.clone(),
        host: os::host_name(),
        tell: progress("sealed", "secrets"),
    };
    let done = async {
        let resealed = house.service.call(&operator(), &rotate).await?;
        store.forget_older_keys().await?;
        Ok::<_, Failure>(resealed)
    };
    let done = done.await;
    house.seal().await;
    house.close().await;
    let resealed = done?;
    newest.replace(&config.master_key_file)?;
    let retired = ring.key_ids().count() - 1;
    if args.format == Format::Json {
        answer_json(&json!({
            "key": key,
            "sealed": resealed,
            "retired_keys": retired,
            "master_key_file": config.master_key_file.display().to_string(),
        }))?;
    } else {
        answer(&format!(
            "{resealed} secrets are sealed with key `{key}`; {retired} older key retired\n"
        ))?;
    }
    say(&format!(
        "make a backup now, and copy `{}` again. Backups from before need the key file as it was before: \
         keep its copy as long as you keep them",
        config.master_key_file.display()
    ));
    Ok(())
}

async fn migrate(config: &Config, args: &StoreMigrate) -> Result<(), Failure> {
    let database = open::database_that_is_there(config)?;
    let lock = Exclusive::take(database)?;
    let ring = ring_for(config, database)?;
    let newest = store::FORMAT;
    let Some(found) = lock.migrate(&ring)? else {
        if args.format == Format::Json {
            answer_json(&json!({
                "database_format": newest,
                "newest_format": newest,
                "migrated": false,
            }))?;
        } else {
            answer(&format!(
                "the database has format {newest}, the newest that this program knows: there is \
                 nothing to migrate, and nothing was changed\n"
            ))?;
        }
        return Ok(());
    };
    let kept = name_to_keep(database, &format!("format-{found}"))?;
    if let Err(failure) = look_through_draft(config, &lock, &ring, found).await {
        lock.clear_draft()?;
        return Err(failure);
    }
    lock.put_draft_in_place(Some(&kept))?;
    if args.format == Format::Json {
        answer_json(&json!({
            "database_format": found,
            "newest_format": newest,
            "migrated": true,
            "database_before": kept.display().to_string(),
        }))?;
    } else {
        answer(&format!(
            "the database had format {found} and has format {newest} now\nthe database before: {}\n",
            kept.display()
        ))?;
    }
    say(
        "nothing that anybody set was changed. Delete the database before when you are sure that you \
         will not go back: it holds what this one holds",
    );
    Ok(())
}

/// Looks through a database that was brought into another format, before it is one that anybody can
/// open, and tells in it what was done.
async fn look_through_draft(
    config: &Config,
    lock: &Exclusive,
    ring: &KeyRing,
    from: u32,
) -> Result<(), Failure> {
    let store = Store::alone(lock, &lock.draft(), Arc::new(SystemClock), ring.clone())?;
    let house = House::around(config, store, ring.clone());
    let look = VerifyStore {
        tell: progress("checked", "records"),
    };
    let tell = MigrateStore {
        from,
        to: store::FORMAT,
        host: os::host_name(),
    };
    let done = async {
        let found = house.service.call(&operator(), &look).await?;
        if let Some(fault) = found.faults.first() {
            return Err(Failure::Refused {
                message: format!(
                    "the database is as it was, because something in it is wrong: {fault}; look \
                     through it with the sekisho that wrote it, or restore a backup"
                ),
                exit: Exit::DamagedDatabase,
            });
        }
        house.service.call(&operator(), &tell).await?;
        Ok(())
    };
    let done = done.await;
    house.seal().await;
    house.close().await;
    done
}

/// Says on stderr how far something is: at the end, and now and then before.
fn progress(done_what: &'static str, unit: &'static str) -> Progress {
    let said = AtomicU64::new(0);
    Arc::new(move |done, all| {
        let percent = (done * 100).checked_div(all).unwrap_or(100);
        let step = percent / WORD_EVERY_PERCENT;
        if step > said.swap(step, Ordering::Relaxed) {
            say(&format!("{done_what} {done} of {all} {unit}"));
        }
    })
}
