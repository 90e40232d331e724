//! A store as it was at one moment, to be looked through from end to end: for whoever checks it, and
//! for whoever changes all of it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::error::StoreError;
use crate::limits;
use crate::record::{Key, Record};
use crate::ring::KeyRing;
use crate::row::{Room, StoredRow};
use crate::seal;
use crate::sqlite::{failure, reader};

/// A store as it was at one moment. What is written later is not in it.
pub struct Snapshot {
    view: View,
    ring: Option<KeyRing>,
}

/// A record as it was met.
pub struct Entry {
    /// Its name.
    pub key: Key,
    /// The id of the key that sealed it; none for a plain one.
    pub sealed_by: Option<String>,
    /// The record, or why it does not open.
    pub record: Result<Record, StoreError>,
}

pub(crate) enum View {
    Memory(BTreeMap<Key, StoredRow>),
    Sqlite(Mutex<Connection>),
}

impl View {
    pub(crate) fn sqlite(connection: Connection) -> Self {
        Self::Sqlite(Mutex::new(connection))
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshot")
    }
}

impl Snapshot {
    pub(crate) fn over(view: View, ring: Option<KeyRing>) -> Self {
        Self { view, ring }
    }

    /// The records after a key, in the order of keys, at most `limit`; fewer when their bodies are
    /// large. None at the end.
    pub fn page(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StoreError> {
        limits::check_page(limit)?;
        let rows = match &self.view {
            View::Memory(records) => {
                let start = after.map_or(Bound::Unbounded, Bound::Excluded);
                let mut room = Room::new(limit);
                records
                    .range((start, Bound::Unbounded))
                    .take_while(|(_, stored)| room.take(stored.row.body.len()))
                    .map(|(key, stored)| (key.clone(), stored.clone()))
                    .collect()
            }
            View::Sqlite(connection) => {
                let connection = lock(connection);
                reader::walk(&connection, after, limit).map_err(|error| failure(&error))?
            }
        };
        Ok(rows
            .into_iter()
            .map(|(key, row)| self.met(key, row))
            .collect())
    }

    /// The record of this key, if there is one.
    pub fn read(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        let row = match &self.view {
            View::Memory(records) => records.get(key).cloned(),
            View::Sqlite(connection) => {
                let read = reader::read(&lock(connection), std::slice::from_ref(key));
                read.map_err(|error| failure(&error))?.pop().flatten()
            }
        };
        row.map(|row| seal::open(self.ring.as_ref(), key.clone(), row))
            .transpose()
    }

    /// How many records there are, and how many of them are sealed with another key than the one of
    /// this id.
    pub fn count(&self, key_id: &str) -> Result<(u64, u64), StoreError> {
        match &self.view {
            View::Memory(records) => {
                let other = |stored: &&StoredRow| {
                    let sealed_by = stored.row.sealed_by.as_deref();
                    sealed_by.is_some_and(|id| id != key_id)
                };
                let others = records.values().filter(other).count();
                Ok((records.len() as u64, others as u64))
            }
            View::Sqlite(connection) => {
                reader::count(&lock(connection), key_id).map_err(|error| failure(&error))
            }
        }
    }

    /// What is wrong with the file below the records, if anything.
    pub fn fault(&self) -> Result<Option<String>, StoreError> {
        match &self.view {
            View::Memory(_) => Ok(None),
            View::Sqlite(connection) => {
                reader::fault(&lock(connection)).map_err(|error| failure(&error))
            }
        }
    }

    fn met(&self, key: Key, row: StoredRow) -> Entry {
        Entry {
            sealed_by: row.row.sealed_by.clone(),
            record: seal::open(self.ring.as_ref(), key.clone(), row),
            key,
        }
    }
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}
