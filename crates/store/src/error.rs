//! What can go wrong, one small family for each door: opening, reading, committing, the key ring.
//!
//! A message is one sentence and says the way out. The variants tell the layers above which exit
//! code, status or text in the reader's language to choose.

use std::path::PathBuf;

use crate::record::Key;

/// Something is larger than its named maximum, see [`crate::limits`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} {what} are more than the {max} allowed; split the request or make it smaller")]
pub struct TooLarge {
    /// What was counted, with its unit.
    pub what: &'static str,
    /// How many there were.
    pub found: usize,
    /// How many there may be.
    pub max: usize,
}

/// A key that no record can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` cannot name a record: {reason}")]
pub struct BadKey {
    /// The key.
    pub key: Key,
    /// What is wrong, and how it must be.
    pub reason: &'static str,
}

/// Why a verb of the store failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer. Trying again later may help. After a commit it is not known
    /// whether the batch was written.
    #[error("the database does not answer ({0}); try again, and look at the disk if it persists")]
    Unavailable(String),
    /// No room is left on the disk. Nothing was written.
    #[error("the disk with the database is full; free some space and try again")]
    Full,
    /// The database file is damaged.
    #[error("the database is damaged ({0}); stop the server and restore the last backup")]
    Damaged(String),
    /// A sealed record does not open: it was changed outside of this program, moved from another
    /// key, or sealed with a key that is not in the ring.
    #[error("record `{key}` cannot be opened with the master key; restore it from the last backup")]
    Corrupt {
        /// The record.
        key: Key,
    },
    /// A request is larger than its maximum.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// A note was left under a key that nothing can have.
    #[error(transparent)]
    BadKey(#[from] BadKey),
    /// The store was closed.
    #[error("the store is closed; open it again")]
    Closed,
}

/// Why a batch was not committed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// A record is not in the state that the batch expects. Nothing was written: read again,
    /// decide again.
    #[error("a record was changed meanwhile; read it again and repeat the operation")]
    Conflict,
    /// The batch is larger than its maximum. Nothing was written.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// A key of the batch is malformed or is changed twice. Nothing was written.
    #[error(transparent)]
    BadKey(#[from] BadKey),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CommitError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::TooLarge(error) => Self::TooLarge(error),
            StoreError::BadKey(error) => Self::BadKey(error),
            other => Self::Store(other),
        }
    }
}

/// Why a database was not opened. Nothing was changed in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// A newer program wrote the database.
    #[error(
        "`{path}` has format {found} and this program knows formats up to {known}; \
         use the newer sekisho that wrote it, or restore a backup made by this one"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The format of the database.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// An older program wrote the database, and it was not migrated yet.
    #[error(
        "`{path}` has format {found} and this program works with format {known}; \
         run `sekisho store migrate`, which keeps the database as it is beside the new one"
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// The format of the database.
        found: u32,
        /// The format that this program works with.
        known: u32,
    },
    /// The file is damaged, or is no database of this program.
    #[error(
        "`{path}` cannot be used as a database: {reason}; name another file or restore a backup"
    )]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The file or its directory cannot be written.
    #[error(
        "`{path}` cannot be written: {reason}; make sure that its directory exists and \
         that this user may write there"
    )]
    Unwritable {
        /// The database.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The database was made with another key ring.
    #[error(
        "`{path}` was made with master key `{expected}` and the key file holds `{found}`; \
         name the key file that belongs to this database"
    )]
    WrongMasterKey {
        /// The database.
        path: PathBuf,
        /// The fingerprint or key id that the database names.
        expected: String,
        /// The fingerprint or key ids of the ring.
        found: String,
    },
    /// The database has content and its key file is not there.
    #[error(
        "`{path}` needs its master key file and `{ring}` does not exist; \
         put the key file back, for without it the secrets cannot be read"
    )]
    MissingMasterKey {
        /// The database.
        path: PathBuf,
        /// Where the key file was looked for.
        ring: PathBuf,
    },
    /// The key file cannot be used.
    #[error(transparent)]
    Ring(#[from] RingError),
    /// Another process holds the database.
    #[error("`{path}` is held by another process; wait until it has finished, or end it")]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// A server or a command has the database open, and what was asked for must be alone with it.
    #[error("`{path}` is in use; stop the server and every other sekisho that has it open")]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// The system failed in another way.
    #[error("`{path}` cannot be opened: {reason}; look at the disk and try again")]
    Unavailable {
        /// The database.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

/// Why a key file was not read or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// There is no key file.
    #[error("master key file `{path}` does not exist; put it back or name the right one")]
    Missing {
        /// The key file.
        path: PathBuf,
    },
    /// The key file is there already. It was not changed.
    #[error("master key file `{path}` exists already and was left as it is; move it away first")]
    Exists {
        /// The key file.
        path: PathBuf,
    },
    /// Others than the owner may read the key file.
    #[error(
        "master key file `{path}` can be read by others (mode {mode:04o}); \
         run `chmod 600 {path}`, and consider its keys known to whoever could read it"
    )]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The key file is not one.
    #[error("master key file `{path}` is damaged in line {line}: {reason}; put back a good copy")]
    Malformed {
        /// The key file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What was expected there.
        reason: &'static str,
    },
    /// A newer program wrote the key file.
    #[error("master key file `{path}` was written by a newer sekisho; use that one")]
    Newer {
        /// The key file.
        path: PathBuf,
    },
    /// The ring holds as many keys as it can.
    #[error("the key ring holds {max} keys, its maximum; retire old keys before adding one")]
    RingFull {
        /// The maximum.
        max: usize,
    },
    /// The system refused.
    #[error(
        "master key file `{path}` cannot be used: {reason}; check its directory and permissions"
    )]
    Io {
        /// The key file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

/// Why a backup was not made or not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// The file is there already. It was not changed.
    #[error("`{path}` exists already and was left as it is; name another file")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is no backup.
    #[error("`{path}` is not a backup of sekisho; name a file that `sekisho store backup` made")]
    NotABackup {
        /// The file.
        path: PathBuf,
    },
    /// The file was cut or changed since it was made.
    #[error("`{path}` is not whole: {reason}; take another copy of it, or an earlier backup")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// A newer program made the backup.
    #[error(
        "`{path}` holds format {found} and this program knows formats up to {known}; \
         use the newer sekisho that made it"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The format of the database in it.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// The file cannot be read.
    #[error("`{path}` cannot be read: {reason}; name another file, or make this one readable")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The system refused to write.
    #[error("`{path}` cannot be written: {reason}; look at its directory and the room on the disk")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
}
