//! Opening a database: what is refused, in which order, and how a new one is made.
//!
//! Everything that can refuse a file comes before anything that writes to it. The header is looked
//! at first, without SQLite, so that a file of a newer program is not touched at all; then SQLite
//! is asked again, because the header may lie behind the write-ahead log.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::form;
use super::lock::Share;
use super::{Access, patience};
use crate::error::OpenError;
use crate::ring::KeyRing;

/// `SKSO`: marks a database as ours, also for `file(1)`.
const APPLICATION_ID: u32 = 0x534b_534f;
/// The format of the tables, raised whenever an older program could not work with them.
pub const FORMAT: u32 = 1;
pub(super) const SCHEMA: &str = include_str!("schema.sql");

/// sqlite.org, "Database File Format", 1.3: magic at 0, user version at 60, application id at 68.
const HEADER_BYTES: usize = 100;
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Deleted content is overwritten where that costs no further write.
pub(super) const SECURE_DELETE: &str = "fast";
const RING: &str = "ring";
const EPOCH: &str = "epoch";
const KEY_PREFIX: &str = "seal-key:";

/// A database that was opened for writing.
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    /// None for whoever holds the whole lock.
    pub(super) share: Option<Share>,
}

/// Opens the database for writing and makes it when it is absent or empty. Without a ring it must be
/// there, whoever's it is.
pub(super) fn open(
    path: &Path,
    ring: Option<&KeyRing>,
    access: Access,
) -> Result<Opened, OpenError> {
    let path = absolute(path)?;
    let at = At(&path);
    refuse_by_header(&path)?;
    let share = match access {
        Access::Beside => {
            // Nothing is made beside a file that is none of ours. It is asked again afterwards,
            // because until the lock is shared another file may come into its place.
            if path.exists() {
                refuse_by_content(at, &connect(at)?, ring)?;
            }
            Some(Share::take(&path)?)
        }
        Access::Alone => None,
    };
    if ring.is_some() {
        make_file(at)?;
    }
    let mut connection = connect(at)?;
    let found = refuse_by_content(at, &connection, ring)?;
    match ring {
        Some(ring) => {
            write_ahead(at, &connection)?;
            claim(at, &mut connection, ring)?;
        }
        None if found == Found::Blank => return Err(at.damaged("it is empty")),
        None => {}
    }
    at.check(settle(&connection))?;
    Ok(Opened {
        path,
        connection,
        share,
    })
}

/// Opens a connection for what is done to the whole database: to copy it, or to change what it says of
/// itself. It must be there.
pub(super) fn workbench(path: &Path) -> Result<Connection, OpenError> {
    refuse_by_header(path)?;
    let at = At(path);
    let connection = connect(at)?;
    match refuse_by_content(at, &connection, None)? {
        Found::Ours => Ok(connection),
        Found::Blank => Err(at.damaged("it is empty")),
    }
}

/// Opens a connection to a database of whatever format, to bring it into another.
pub(super) fn of_any_format(path: &Path) -> Result<Connection, OpenError> {
    refuse_by_header(path)?;
    connect(At(path))
}

/// What a database says of itself.
pub(crate) struct Identity {
    /// The fingerprint of its key ring.
    pub(crate) ring: String,
    /// The ids of the keys that may have sealed something in it.
    pub(crate) sealing: Vec<String>,
    /// How many histories it has had: one, and one more for each restore.
    pub(crate) epoch: u64,
}

/// Reads what a database says of itself.
pub(super) fn identity(path: &Path, connection: &Connection) -> Result<Identity, OpenError> {
    let at = At(path);
    let names = at.check(meta(connection))?;
    let ring = names.iter().find(|(name, _)| name == RING);
    let (_, ring) = ring.ok_or_else(|| at.damaged("it does not name its master key"))?;
    let sealing = names
        .iter()
        .filter_map(|(name, _)| name.strip_prefix(KEY_PREFIX))
        .map(str::to_owned)
        .collect();
    let epoch = names.iter().find(|(name, _)| name == EPOCH);
    let epoch = epoch.map_or(Ok(1), |(_, number)| number.parse());
    Ok(Identity {
        ring: ring.clone(),
        sealing,
        epoch: epoch.map_err(|_| at.damaged("its epoch is no number"))?,
    })
}

/// Says which history begins.
pub(super) fn set_epoch(connection: &Connection, epoch: u64) -> rusqlite::Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection
        .execute(sql, [EPOCH, &epoch.to_string()])
        .map(drop)
}

/// Takes back that a key may have sealed something, of every key but one. The caller has made sure
/// that none of them has.
pub(super) fn forget_keys_but(connection: &Connection, kept: &str) -> rusqlite::Result<()> {
    let sql = "DELETE FROM meta WHERE substr(name, 1, length(?1)) = ?1 AND name <> ?1 || ?2";
    connection.execute(sql, [KEY_PREFIX, kept]).map(drop)
}

/// Opens a connection for reading.
pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_with_flags(path, flags())?;
    connection.busy_handler(Some(patience))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -1024)?;
    Ok(connection)
}

/// Whether there is no database yet, or one without any content.
pub(crate) fn is_blank(path: &Path) -> Result<bool, OpenError> {
    let path = absolute(path)?;
    let at = At(&path);
    refuse_by_header(&path)?;
    if !path.exists() {
        return Ok(true);
    }
    let connection = connect(at)?;
    refuse_by_content(at, &connection, None).map(|found| found == Found::Blank)
}

/// Makes new files readable by their owner only. SQLite gives its log the mode of the database.
pub(crate) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Found {
    Blank,
    Ours,
}

/// The path in the errors of the functions below.
#[derive(Copy, Clone)]
struct At<'a>(&'a Path);

impl At<'_> {
    fn check<T>(self, result: rusqlite::Result<T>) -> Result<T, OpenError> {
        result.map_err(|error| {
            let path = self.0.to_path_buf();
            let reason = error.to_string();
            match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    OpenError::Busy { path }
                }
                Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                    OpenError::Unwritable { path, reason }
                }
                Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory) => {
                    OpenError::Unavailable { path, reason }
                }
                // A missing table, a value of another type, a malformed page.
                _ => OpenError::Damaged { path, reason },
            }
        })
    }

    fn refused(self, error: &io::Error) -> OpenError {
        OpenError::Unwritable {
            path: self.0.into(),
            reason: error.to_string(),
        }
    }

    fn damaged(self, reason: &str) -> OpenError {
        OpenError::Damaged {
            path: self.0.into(),
            reason: reason.into(),
        }
    }

    fn foreign(self) -> OpenError {
        self.damaged("it belongs to another program")
    }

    fn older(self, found: u32) -> OpenError {
        OpenError::Older {
            path: self.0.into(),
            found,
            known: FORMAT,
        }
    }

    fn newer(self, found: u32) -> OpenError {
        OpenError::Newer {
            path: self.0.into(),
            found,
            known: FORMAT,
        }
    }
}

/// The one path of a file, whatever links lead to it: locks and companions have its name. Names like
/// `:memory:` mean something else to SQLite; an absolute path is only a path. What is not there yet
/// stands in its directory.
pub(super) fn absolute(path: &Path) -> Result<PathBuf, OpenError> {
    let failed = |error| refused(path, &error);
    let path = std::path::absolute(path).map_err(failed)?;
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }
    let real = |parent: &Path| parent.canonicalize().ok();
    Ok(match (path.parent().and_then(real), path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path,
    })
}

/// What the system refused, of this file.
pub(super) fn refused(path: &Path, error: &io::Error) -> OpenError {
    At(path).refused(error)
}

/// What SQLite's answer at opening means, of this file.
pub(super) fn checked<T>(path: &Path, result: rusqlite::Result<T>) -> Result<T, OpenError> {
    At(path).check(result)
}

/// Refuses a file that is none of ours, or of a newer program. One that is absent or empty is not.
pub(super) fn refuse_by_header(path: &Path) -> Result<(), OpenError> {
    let at = At(path);
    let mut file = match File::open(at.0) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(at.refused(&error)),
    };
    let mut header = Vec::with_capacity(HEADER_BYTES);
    let mut start = Read::by_ref(&mut file).take(HEADER_BYTES as u64);
    start
        .read_to_end(&mut header)
        .map_err(|error| at.refused(&error))?;
    if header.is_empty() {
        return Ok(());
    }
    if header.starts_with(crate::backup::MAGIC) {
        return Err(at.damaged("it is a backup, which `sekisho store restore` makes a database of"));
    }
    if header.len() < HEADER_BYTES || !header.starts_with(MAGIC) {
        return Err(at.damaged("it is not a SQLite database"));
    }
    let number = |offset: usize| {
        let bytes = [0, 1, 2, 3].map(|byte| header[offset + byte]);
        u32::from_be_bytes(bytes)
    };
    let (format, application) = (number(60), number(68));
    match application {
        APPLICATION_ID if format > FORMAT => Err(at.newer(format)),
        // Zero: just made, or ours with everything still in the log. SQLite will tell.
        APPLICATION_ID | 0 => Ok(()),
        _ => Err(at.foreign()),
    }
}

fn make_file(at: At<'_>) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner_only(&mut options);
    match options.open(at.0) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(at.refused(&error)),
    }
}

fn flags() -> OpenFlags {
    // Each connection is used by one thread at a time, so SQLite needs no lock of its own.
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn connect(at: At<'_>) -> Result<Connection, OpenError> {
    let mut connection = at.check(Connection::open_with_flags(at.0, flags()))?;
    at.check(connection.busy_handler(Some(patience)))?;
    // A log that waits would be moved into the file when we close it. Not before we know the file.
    let mut log = at.0.as_os_str().to_os_string();
    log.push("-wal");
    if fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        at.check(connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true))?;
    }
    if at.check(connection.is_readonly(rusqlite::MAIN_DB))? {
        return Err(at.refused(&ErrorKind::PermissionDenied.into()));
    }
    Ok(connection)
}

fn refuse_by_content(
    at: At<'_>,
    connection: &Connection,
    ring: Option<&KeyRing>,
) -> Result<Found, OpenError> {
    // One snapshot for all questions, because another process may be making the tables.
    let begin = || connection.unchecked_transaction();
    let _snapshot = at.check(connection.is_autocommit().then(begin).transpose())?;
    let number = |sql: &str| at.check(connection.query_row(sql, [], |row| row.get::<_, u32>(0)));
    let application = number("PRAGMA application_id")?;
    let format = number("PRAGMA user_version")?;
    let objects = number("SELECT count(*) FROM sqlite_schema")?;
    match (application, format, objects) {
        (0, 0, 0) => Ok(Found::Blank),
        (APPLICATION_ID, FORMAT, 1..) => {
            if let Some(reason) = at.check(form::strange(connection))? {
                return Err(at.damaged(&reason));
            }
            if let Some(ring) = ring {
                refuse_other_ring(at, connection, ring)?;
            }
            Ok(Found::Ours)
        }
        (APPLICATION_ID, found, _) if found > FORMAT => Err(at.newer(found)),
        (APPLICATION_ID, found, 1..) => Err(at.older(found)),
        (APPLICATION_ID, ..) => Err(at.damaged("its tables are missing")),
        _ => Err(at.foreign()),
    }
}

/// The database names the ring that it was made with and every key that may have sealed something.
fn refuse_other_ring(at: At<'_>, connection: &Connection, ring: &KeyRing) -> Result<(), OpenError> {
    let identity = identity(at.0, connection)?;
    ring.opens(at.0, &identity.ring, &identity.sealing)
}

fn meta(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut select = connection.prepare("SELECT name, value FROM meta")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn write_ahead(at: At<'_>, connection: &Connection) -> Result<(), OpenError> {
    let switch = || {
        connection
            .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))
    };
    let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
    // SQLite does not wait for another process when it changes the journal mode, so we do.
    let mut mode = switch();
    let mut polls = 0;
    while mode.as_ref().is_err_and(busy) && patience(polls) {
        polls += 1;
        mode = switch();
    }
    match at.check(mode)?.as_str() {
        "wal" => Ok(()),
        _ => Err(OpenError::Unavailable {
            path: at.0.into(),
            reason: "its file system cannot keep a write-ahead log".into(),
        }),
    }
}

/// Makes the tables, or writes down keys that the ring has gained, in one transaction.
fn claim(at: At<'_>, connection: &mut Connection, ring: &KeyRing) -> Result<(), OpenError> {
    let transaction =
        at.check(connection.transaction_with_behavior(TransactionBehavior::Immediate))?;
    // Asked again under the lock: another process may have made the tables meanwhile.
    if refuse_by_content(at, &transaction, Some(ring))? == Found::Blank {
        at.check(transaction.execute_batch(SCHEMA))?;
        at.check(transaction.pragma_update(None, "application_id", APPLICATION_ID))?;
        at.check(transaction.pragma_update(None, "user_version", FORMAT))?;
        at.check(name(&transaction, RING, ring.fingerprint()))?;
    }
    for id in ring.key_ids() {
        at.check(name(&transaction, &format!("{KEY_PREFIX}{id}"), ""))?;
    }
    at.check(transaction.commit())
}

fn name(connection: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    connection.execute(sql, [name, value]).map(drop)
}

/// The settings of the connection that writes.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "synchronous", "full")?;
    // macOS keeps data in the drive's cache unless it is told otherwise; elsewhere this is nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "secure_delete", SECURE_DELETE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // What a savepoint keeps of a page would else go to a file that is made and removed for each
    // group of batches: half of all writes.
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn each_failure_at_opening_has_its_meaning() {
        let meaning = |code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            At(Path::new("sekisho.db")).check::<()>(Err(error)).err()
        };
        for code in [ffi::SQLITE_BUSY, ffi::SQLITE_LOCKED] {
            assert!(matches!(meaning(code), Some(OpenError::Busy { .. })));
        }
        for code in [
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_READONLY_DIRECTORY,
            ffi::SQLITE_PERM,
        ] {
            assert!(matches!(meaning(code), Some(OpenError::Unwritable { .. })));
        }
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_READ] {
            assert!(matches!(meaning(code), Some(OpenError::Unavailable { .. })));
        }
        for code in [ffi::SQLITE_NOTADB, ffi::SQLITE_CORRUPT, ffi::SQLITE_ERROR] {
            assert!(matches!(meaning(code), Some(OpenError::Damaged { .. })));
        }
    }
}
