//! What is done to a whole database: looking at it from end to end, copying it while others write,
//! putting another in its place.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;

use super::lock::{Exclusive, Share};
use super::open::{self, Identity, absolute, checked, refused, workbench};
use crate::error::OpenError;
use crate::ring::sync_directory;

/// Pages that are copied between two words about it.
const PAGES_AT_ONCE: i32 = 4096;
/// What SQLite keeps beside a database.
const COMPANIONS: [&str; 2] = ["-wal", "-shm"];

/// A connection that goes on seeing the database as it is now.
pub(super) fn snapshot(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open::reader(path)?;
    hold(&connection)?;
    Ok(connection)
}

/// Begins a read that lasts as long as the connection.
fn hold(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN")?;
    // Only a question takes the snapshot.
    connection.query_row("SELECT count(*) FROM sequence", [], |_| Ok(()))
}

/// Whether anybody has a database open: then SQLite cannot leave the write-ahead log (sqlite.org,
/// "Write-Ahead Logging", "Avoiding Excessively Large WAL Files" and the pragma `journal_mode`). Whoever
/// opens it next goes back to the log. One that is absent or cannot be looked at is nobody's.
pub(super) fn is_open_elsewhere(path: &Path) -> Result<bool, OpenError> {
    if !path.exists() {
        return Ok(false);
    }
    let connection = match workbench(path) {
        Ok(connection) => connection,
        Err(OpenError::Busy { .. }) => return Ok(true),
        Err(_) => return Ok(false),
    };
    checked(path, connection.busy_timeout(Duration::ZERO))?;
    let left = connection.pragma_update_and_check(None, "journal_mode", "delete", |row| {
        row.get::<_, String>(0)
    });
    Ok(left.map_or(true, |mode| mode != "delete"))
}

pub(super) fn forget_keys_but(path: &Path, kept: &str) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    connection.busy_handler(Some(super::patience))?;
    connection.pragma_update(None, "synchronous", "full")?;
    open::forget_keys_but(&connection, kept)
}

/// What a copy holds.
pub(crate) struct Copied {
    pub(crate) identity: Identity,
    pub(crate) records: u64,
    pub(crate) events: u64,
}

/// Copies a database, as it is when this begins, into an empty file, while others go on writing.
/// `tell` hears how many of how many pages are there.
///
/// SQLite begins a copy anew whenever somebody has written meanwhile, which beside a busy server would
/// never end. One read that lasts over the whole copy keeps it at the moment at which it began
/// (sqlite.org, `sqlite3_backup_step`).
pub(crate) fn copy(
    database: &Path,
    draft: &Path,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<Copied, OpenError> {
    let database = absolute(database)?;
    let _share = Share::take(&database)?;
    let source = workbench(&database)?;
    checked(&database, hold(&source))?;
    let mut target = checked(draft, Connection::open(draft))?;
    let copied = Backup::new(&source, &mut target).and_then(|backup| {
        loop {
            let step = backup.step(PAGES_AT_ONCE)?;
            let progress = backup.progress();
            let all = u64::try_from(progress.pagecount).unwrap_or(0);
            let left = u64::try_from(progress.remaining).unwrap_or(0);
            tell(all.saturating_sub(left), all);
            if step == StepResult::Done {
                return Ok(());
            }
        }
    });
    checked(draft, copied)?;
    let count = |table| {
        let sql = format!("SELECT count(*) FROM {table}");
        checked(draft, target.query_row(&sql, [], |row| row.get(0)))
    };
    Ok(Copied {
        identity: open::identity(draft, &target)?,
        records: count("records")?,
        events: count("events")?,
    })
}

/// Says in a draft which history begins with it.
pub(crate) fn begin_epoch(draft: &Path, epoch: u64) -> Result<(), OpenError> {
    let connection = workbench(draft)?;
    checked(draft, open::set_epoch(&connection, epoch))
}

impl Exclusive {
    /// What the database that is there says of itself, and none where there is nothing in it.
    pub(crate) fn identity(&self) -> Result<Option<Identity>, OpenError> {
        if open::is_blank(self.database())? {
            return Ok(None);
        }
        let connection = workbench(self.database())?;
        open::identity(self.database(), &connection).map(Some)
    }

    /// Whether there is nothing to lose: no database, or one without any content.
    pub fn is_blank(&self) -> Result<bool, OpenError> {
        open::is_blank(self.database())
    }

    /// Where a database is prepared that shall come into this place.
    pub fn draft(&self) -> PathBuf {
        with(self.database(), ".restoring")
    }

    /// Removes what an interrupted restore left.
    pub fn clear_draft(&self) -> Result<(), OpenError> {
        let draft = self.draft();
        let left = std::iter::once(draft.clone())
            .chain(COMPANIONS.map(|companion| with(&draft, companion)));
        for file in left {
            remove(&file).map_err(|error| refused(&file, &error))?;
        }
        Ok(())
    }

    /// Puts the draft, which nobody has open, into the place of the database. What was there is kept
    /// under the name `kept`, if there is one. At every moment there is one of both in the place,
    /// whole.
    pub fn put_draft_in_place(&self, kept: Option<&Path>) -> Result<(), OpenError> {
        let (place, draft) = (self.database(), self.draft());
        let failed = |error: io::Error| refused(place, &error);
        fold_log(&draft)?;
        if with(&draft, COMPANIONS[0]).exists() {
            return Err(OpenError::Busy { path: draft });
        }
        if let Some(kept) = kept {
            // A database that cannot be opened keeps its log under its new name.
            let _ = fold_log(place);
            // Before the log is moved away, so that what is kept is never without it.
            keep(place, kept).map_err(failed)?;
            // A log that stayed would be taken for that of the draft.
            for companion in COMPANIONS {
                let from = with(place, companion);
                if from.exists() {
                    fs::rename(&from, with(kept, companion)).map_err(failed)?;
                }
            }
        }
        fs::rename(&draft, place).map_err(failed)?;
        sync_directory(place).map_err(failed)
    }
}

/// Gives a file a second name; on a file system without links, as on many a stick, a copy has it.
fn keep(file: &Path, name: &Path) -> io::Result<()> {
    match fs::hard_link(file, name) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(_) => fs::copy(file, name).map(drop),
        Ok(()) => Ok(()),
    }
}

/// Moves what waits in the log into the database, so that there is no log.
fn fold_log(path: &Path) -> Result<(), OpenError> {
    let connection = workbench(path)?;
    let fold = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
    checked(path, fold.map(drop))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(end);
    name.into()
}
