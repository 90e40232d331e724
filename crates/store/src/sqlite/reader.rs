//! Reading: every function sees one snapshot of the database.

use rusqlite::{CachedStatement, Connection, Row as SqlRow, params};

use crate::record::{Event, EventQuery, Key, Scan, StoredEvent, Version};
use crate::row::{Room, Row, RowPage, StoredRow};
use jiff::Timestamp;

pub(crate) fn read(
    connection: &Connection,
    keys: &[Key],
) -> rusqlite::Result<Vec<Option<StoredRow>>> {
    // One statement is a snapshot by itself, and most reads are one.
    let several = keys.len() > 1;
    let _snapshot = several
        .then(|| connection.unchecked_transaction())
        .transpose()?;
    let mut select = connection.prepare_cached(
        "SELECT version, schema, sealed_by, body FROM records
         WHERE account = ?1 AND kind = ?2 AND id = ?3",
    )?;
    keys.iter()
        .map(|key| first(&mut select, key, |row| stored_row(row, 0)))
        .collect()
}

pub(super) fn notes(
    connection: &Connection,
    keys: &[Key],
) -> rusqlite::Result<Vec<Option<Vec<u8>>>> {
    let snapshot = connection.unchecked_transaction()?;
    let mut select = snapshot
        .prepare_cached("SELECT body FROM notes WHERE account = ?1 AND kind = ?2 AND id = ?3")?;
    keys.iter()
        .map(|key| first(&mut select, key, |row| row.get(0)))
        .collect()
}

pub(super) fn scan(connection: &Connection, scan: &Scan) -> rusqlite::Result<RowPage> {
    let (sql, start) = match &scan.after {
        Some(after) if *after >= scan.prefix => (
            "SELECT id, version, schema, sealed_by, body FROM records
             WHERE account = ?1 AND kind = ?2 AND id > ?3 ORDER BY id",
            after,
        ),
        _ => (
            "SELECT id, version, schema, sealed_by, body FROM records
             WHERE account = ?1 AND kind = ?2 AND id >= ?3 ORDER BY id",
            &scan.prefix,
        ),
    };
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![scan.account, scan.kind, start])?;
    let mut page = RowPage::default();
    let mut room = Room::new(scan.limit);
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        // Ids with one prefix stand together, so the first other one ends the page.
        if !id.starts_with(&scan.prefix) {
            break;
        }
        let stored = stored_row(row, 1)?;
        if !room.take(stored.row.body.len()) {
            page.more = true;
            break;
        }
        page.rows.push((id, stored));
    }
    Ok(page)
}

pub(super) fn events(
    connection: &Connection,
    query: &EventQuery,
) -> rusqlite::Result<Vec<StoredEvent>> {
    // `?1` is the account where there is one, and is compared with nothing otherwise.
    let sql = match (&query.account, query.newest_first) {
        (Some(_), false) => {
            "SELECT position, id, account, at, body FROM events
             WHERE account = ?1 AND position > ?2 AND position < ?3 ORDER BY position"
        }
        (Some(_), true) => {
            "SELECT position, id, account, at, body FROM events
             WHERE account = ?1 AND position > ?2 AND position < ?3 ORDER BY position DESC"
        }
        (None, false) => {
            "SELECT position, id, account, at, body FROM events
             WHERE ?1 IS NULL AND position > ?2 AND position < ?3 ORDER BY position"
        }
        (None, true) => {
            "SELECT position, id, account, at, body FROM events
             WHERE ?1 IS NULL AND position > ?2 AND position < ?3 ORDER BY position DESC"
        }
    };
    let mut select = connection.prepare_cached(sql)?;
    // SQLite's integers end at `i64::MAX`, and so do positions.
    let last = i64::MAX.unsigned_abs();
    let after = query.after.unwrap_or(0).min(last);
    let before = query.before.unwrap_or(last).min(last);
    let mut rows = select.query(params![query.account, after, before])?;
    let mut found = Vec::new();
    let mut room = Room::new(query.limit);
    while let Some(row) = rows.next()? {
        let stored = stored_event(row)?;
        if !room.take(stored.event.body.len()) {
            break;
        }
        found.push(stored);
    }
    Ok(found)
}

/// The records after a key, in the order of keys.
pub(crate) fn walk(
    connection: &Connection,
    after: Option<&Key>,
    limit: usize,
) -> rusqlite::Result<Vec<(Key, StoredRow)>> {
    let mut select = connection.prepare_cached(
        "SELECT account, kind, id, version, schema, sealed_by, body FROM records
         WHERE (account, kind, id) > (?1, ?2, ?3) ORDER BY account, kind, id",
    )?;
    // No kind is empty, so nothing stands before or at this.
    let (account, kind, id) = after.map_or(("", "", ""), |key| {
        (key.account.as_str(), key.kind.as_ref(), key.id.as_str())
    });
    let mut rows = select.query(params![account, kind, id])?;
    let mut found = Vec::new();
    let mut room = Room::new(limit);
    while let Some(row) = rows.next()? {
        let key = Key::new(
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
        );
        let stored = stored_row(row, 3)?;
        if !room.take(stored.row.body.len()) {
            break;
        }
        found.push((key, stored));
    }
    Ok(found)
}

/// How many records there are, and how many of them are sealed with another key than this.
pub(crate) fn count(connection: &Connection, newest: &str) -> rusqlite::Result<(u64, u64)> {
    let sql = "SELECT count(*), count(CASE WHEN sealed_by <> ?1 THEN 1 END) FROM records";
    connection.query_row(sql, [newest], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What SQLite finds wrong with the file, if anything: its first finding.
pub(crate) fn fault(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then_some(found))
}

pub(super) fn check(connection: &Connection) -> rusqlite::Result<()> {
    let mut select =
        connection.prepare_cached("SELECT last FROM sequence WHERE name = 'commit'")?;
    select.query_row([], |row| row.get::<_, u64>(0)).map(drop)
}

/// A number that changes whenever anybody but this connection has committed.
pub(super) fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    let mut ask = connection.prepare_cached("PRAGMA data_version")?;
    ask.query_row([], |row| row.get(0))
}

fn first<T>(
    select: &mut CachedStatement<'_>,
    key: &Key,
    parse: impl FnOnce(&SqlRow<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    let mut rows = select.query(params![key.account, key.kind, key.id])?;
    rows.next()?.map(parse).transpose()
}

fn stored_row(row: &SqlRow<'_>, at: usize) -> rusqlite::Result<StoredRow> {
    Ok(StoredRow {
        version: Version(row.get(at)?),
        row: Row {
            schema: row.get(at + 1)?,
            sealed_by: row.get(at + 2)?,
            body: row.get(at + 3)?,
        },
    })
}

fn stored_event(row: &SqlRow<'_>) -> rusqlite::Result<StoredEvent> {
    let at = Timestamp::from_microsecond(row.get(3)?)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(3, 0))?;
    Ok(StoredEvent {
        position: row.get(0)?,
        event: Event {
            id: row.get(1)?,
            account: row.get(2)?,
            at,
            body: row.get(4)?,
        },
    })
}
