//! Who has a database open: a lock of the operating system on a file beside it.
//!
//! Everybody who opens the database shares the lock for as long as it is open, the server as well as a
//! command beside it. What must be alone (a restore, a rotation of the master key, a migration) takes
//! the lock whole, and is refused while anybody shares it. The lock goes with the process that holds
//! it, however that ends; the file stays and means nothing.
//!
//! It is a file of its own, because SQLite's locks on the database end whenever anything in the
//! process closes that file (sqlite.org, "How To Corrupt An SQLite Database File", 2.2), and because a
//! restore puts another file in its place.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::open::{absolute, owner_only, refused};
use super::whole::is_open_elsewhere;
use crate::error::OpenError;

/// A part of the lock, with those of others.
pub(super) struct Share {
    _file: File,
}

/// The whole lock of a database: nobody else has it open, and nobody can open it.
#[derive(Debug)]
pub struct Exclusive {
    database: PathBuf,
    _file: File,
}

impl Share {
    /// Shares the lock, unless somebody has it whole.
    pub(super) fn take(database: &Path) -> Result<Self, OpenError> {
        let file = file_of(database)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Busy {
                path: database.into(),
            }),
            Err(TryLockError::Error(error)) => Err(refused(database, &error)),
        }
    }
}

impl Exclusive {
    /// Takes the whole lock of a database, which may be absent or damaged. Its directory must be there.
    /// Refused while a server or a command has it open.
    pub fn take(database: &Path) -> Result<Self, OpenError> {
        let database = absolute(database)?;
        let file = file_of(&database)?;
        match file.try_lock() {
            // The file of the lock may have been removed under somebody's hands.
            Ok(()) if is_open_elsewhere(&database)? => Err(OpenError::InUse { path: database }),
            Ok(()) => Ok(Self {
                database,
                _file: file,
            }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: database }),
            Err(TryLockError::Error(error)) => Err(refused(&database, &error)),
        }
    }

    /// The database that is locked.
    pub fn database(&self) -> &Path {
        &self.database
    }
}

fn file_of(database: &Path) -> Result<File, OpenError> {
    let mut name = database.as_os_str().to_os_string();
    name.push(".lock");
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    owner_only(&mut options);
    options
        .open(name)
        .map_err(|error| refused(database, &error))
}
