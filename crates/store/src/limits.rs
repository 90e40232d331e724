//! The maxima of everything that a store takes or gives, and their checks.
//!
//! Both engines rely on these checks having been made: they run once, at the door, in [`Store`].
//!
//! [`Store`]: crate::Store

use std::collections::HashSet;

use crate::error::{BadKey, StoreError, TooLarge};
use crate::record::{Batch, Body, Change, Event, Key, Note};

/// Bytes of the account in a key.
pub const MAX_ACCOUNT_BYTES: usize = 64;
/// Bytes of the kind in a key.
pub const MAX_KIND_BYTES: usize = 32;
/// Bytes of the id in a key, and of the id of an event.
pub const MAX_ID_BYTES: usize = 512;
/// Bytes in the body of a record or an event, before it is sealed. A role with as much of everything as it may have takes
/// nearly that.
pub const MAX_BODY_BYTES: usize = 128 * 1024;
/// Changes in a batch.
pub const MAX_BATCH_CHANGES: usize = 128;
/// Expectations in a batch.
pub const MAX_BATCH_EXPECTS: usize = 256;
/// Events in a batch.
pub const MAX_BATCH_EVENTS: usize = 64;
/// Removals of old events in a batch.
pub const MAX_BATCH_REMOVALS: usize = 16;
/// Bytes of all bodies in a batch.
pub const MAX_BATCH_BYTES: usize = 1024 * 1024;
/// Keys in one read.
pub const MAX_READ_KEYS: usize = 256;
/// Records or events in a page.
pub const MAX_PAGE_RECORDS: usize = 1000;
/// Bytes of all bodies in a page; a page ends early before it holds more.
pub const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;
/// Notes in one call.
pub const MAX_NOTES: usize = 256;
/// Bytes in a note.
pub const MAX_NOTE_BYTES: usize = 4 * 1024;
/// Sealing keys in a ring.
pub const MAX_RING_KEYS: usize = 64;
/// Bytes in a key file.
pub const MAX_RING_BYTES: usize = 64 * 1024;

/// Bytes of the lines at the head of a backup.
pub const MAX_MANIFEST_BYTES: usize = 8 * 1024;

pub(crate) fn check_batch(batch: &Batch) -> Result<(), StoreError> {
    at_most(
        "expectations in a batch",
        batch.expect.len(),
        MAX_BATCH_EXPECTS,
    )?;
    at_most("changes in a batch", batch.changes.len(), MAX_BATCH_CHANGES)?;
    at_most("events in a batch", batch.events.len(), MAX_BATCH_EVENTS)?;
    let removals = batch.removals.len();
    at_most("removals in a batch", removals, MAX_BATCH_REMOVALS)?;
    for (key, _) in &batch.expect {
        check_key(key)?;
    }
    let mut changed = HashSet::new();
    let mut bytes = 0;
    for change in &batch.changes {
        let key = change.key();
        check_key(key)?;
        if !changed.insert(key) {
            return Err(bad(key, "a batch may change it once").into());
        }
        bytes += check_body(body_of(change))?;
    }
    for event in &batch.events {
        bytes += check_event(event)?;
    }
    Ok(at_most("bytes in a batch", bytes, MAX_BATCH_BYTES)?)
}

pub(crate) fn check_notes(notes: &[Note]) -> Result<(), StoreError> {
    at_most("notes in one call", notes.len(), MAX_NOTES)?;
    for note in notes {
        check_key(&note.key)?;
        at_most("bytes in a note", note.body.len(), MAX_NOTE_BYTES)?;
    }
    Ok(())
}

pub(crate) fn check_read(keys: &[Key]) -> Result<(), TooLarge> {
    at_most("keys in one read", keys.len(), MAX_READ_KEYS)
}

pub(crate) fn check_page(limit: usize) -> Result<(), TooLarge> {
    at_most("entries in a page", limit, MAX_PAGE_RECORDS)
}

fn check_key(key: &Key) -> Result<(), StoreError> {
    at_most(
        "bytes of an account in a key",
        key.account.len(),
        MAX_ACCOUNT_BYTES,
    )?;
    at_most("bytes of a kind in a key", key.kind.len(), MAX_KIND_BYTES)?;
    at_most("bytes of an id in a key", key.id.len(), MAX_ID_BYTES)?;
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if key.kind.is_empty() || !key.kind.bytes().all(plain) {
        let reason = "its kind must be lower-case letters, digits and hyphens, at least one";
        return Err(bad(key, reason).into());
    }
    if key.id.is_empty() {
        return Err(bad(key, "its id must not be empty").into());
    }
    // PostgreSQL's text cannot hold NUL, and a key must mean the same on every engine.
    if key.account.contains('\0') || key.id.contains('\0') {
        return Err(bad(key, "it must not contain NUL").into());
    }
    Ok(())
}

fn check_body(body: Option<&Body>) -> Result<usize, TooLarge> {
    let len = body.map_or(0, |body| body.bytes().len());
    at_most("bytes in a body", len, MAX_BODY_BYTES)?;
    Ok(len)
}

fn check_event(event: &Event) -> Result<usize, TooLarge> {
    at_most("bytes of the id of an event", event.id.len(), MAX_ID_BYTES)?;
    at_most(
        "bytes of the account of an event",
        event.account.len(),
        MAX_ACCOUNT_BYTES,
    )?;
    at_most("bytes in a body", event.body.len(), MAX_BODY_BYTES)?;
    Ok(event.body.len())
}

fn body_of(change: &Change) -> Option<&Body> {
    match change {
        Change::Create(put) | Change::Replace(put, _) => Some(&put.body),
        Change::Delete(..) => None,
    }
}

fn bad(key: &Key, reason: &'static str) -> BadKey {
    BadKey {
        key: key.clone(),
        reason,
    }
}

fn at_most(what: &'static str, found: usize, max: usize) -> Result<(), TooLarge> {
    if found > max {
        return Err(TooLarge { what, found, max });
    }
    Ok(())
}
