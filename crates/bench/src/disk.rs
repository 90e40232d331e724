//! The bare database and the bare disk: the least that a durable record costs here.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;

use crate::rate::Rate;

/// Bytes of a row, about as many as a record of a session has.
const ROW_BYTES: usize = 350;
/// Bytes of a block.
const BLOCK_BYTES: usize = 4096;

/// A table in a file of its own, written as the store writes: WAL, flushed at each commit.
pub(crate) struct BareDatabase(Connection);

impl BareDatabase {
    /// A new one in this directory.
    pub(crate) fn new(directory: &Path) -> Result<Self> {
        let connection = Connection::open(directory.join("bare.db"))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB)")?;
        Ok(Self(connection))
    }

    /// Commits so many rows, one after another.
    pub(crate) fn commit_singly(&self, rows: u64, rate: &mut Rate) -> Result<()> {
        let mut insert = self.0.prepare("INSERT INTO rows (body) VALUES (?1)")?;
        let body = [b'x'; ROW_BYTES];
        rate.time(rows, || insert.execute([&body[..]]).map(drop))?;
        Ok(())
    }
}

/// A file of one block.
pub(crate) struct BareFile(File);

impl BareFile {
    /// A new one in this directory.
    pub(crate) fn new(directory: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create_new(true)
            .open(directory.join("bare.block"))?;
        file.write_all_at(&[0; BLOCK_BYTES], 0)?;
        file.sync_all()?;
        Ok(Self(file))
    }

    /// Overwrites the block and flushes the disk, so many times.
    pub(crate) fn flush(&self, times: u64, rate: &mut Rate) -> Result<()> {
        let block = [1; BLOCK_BYTES];
        rate.time(times, || {
            self.0.write_all_at(&block, 0)?;
            self.0.sync_data()
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_a_commit_of_its_own() {
        let directory = crate::directory().unwrap();
        let database = BareDatabase::new(directory.path()).unwrap();
        let mut rate = Rate::default();
        database.commit_singly(3, &mut rate).unwrap();
        let count = "SELECT count(*) FROM rows";
        let rows: u64 = database.0.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 3);
        assert!(rate.per_second() > 0.0);
        let full = "PRAGMA synchronous";
        let level: u64 = database.0.query_row(full, [], |row| row.get(0)).unwrap();
        assert_eq!(level, 2, "sqlite.org: FULL is 2");
    }
}
