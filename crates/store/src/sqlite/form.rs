//! Whether a database has the tables of `schema.sql` and nothing else.
//!
//! A trigger, a view or another table in the file could change or hide what is written without any key,
//! and would go along with every backup. So each thing in it must be there letter for letter.

use std::sync::OnceLock;

use rusqlite::Connection;

use super::open::SCHEMA;

/// Type, name, table and definition of each thing.
type Things = Vec<(String, String, String, Option<String>)>;

/// What is in the database beside, or instead of, what must be; none if it is as it must be.
pub(super) fn strange(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let found = things(connection)?;
    let expected = expected()?;
    if found == *expected {
        return Ok(None);
    }
    let odd = found
        .iter()
        .find(|thing| !expected.contains(thing))
        .or_else(|| expected.iter().find(|thing| !found.contains(thing)));
    Ok(Some(odd.map_or_else(
        || "something is in it twice".to_owned(),
        |(kind, name, ..)| format!("its {kind} `{name}` is not as it must be"),
    )))
}

fn expected() -> rusqlite::Result<&'static Things> {
    static EXPECTED: OnceLock<Things> = OnceLock::new();
    if let Some(expected) = EXPECTED.get() {
        return Ok(expected);
    }
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    let expected = things(&connection)?;
    Ok(EXPECTED.get_or_init(|| expected))
}

fn things(connection: &Connection) -> rusqlite::Result<Things> {
    let mut select = connection.prepare(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name, tbl_name, sql",
    )?;
    let rows = select.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    rows.collect()
}
