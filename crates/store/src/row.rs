//! What the engines see: records whose secrets are sealed already, and batches of them.

use crate::record::{Event, Key, Removal, Version};

/// A record as an engine stores it.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) schema: u32,
    /// The id of the key that sealed the body; none for a plain one.
    pub(crate) sealed_by: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// A row as an engine gives it back.
#[derive(Clone)]
pub(crate) struct StoredRow {
    pub(crate) version: Version,
    pub(crate) row: Row,
}

pub(crate) enum RowChange {
    Create(Key, Row),
    Replace(Key, Row, Version),
    Delete(Key, Version),
}

impl RowChange {
    /// The record that is changed.
    pub(crate) fn key(&self) -> &Key {
        match self {
            Self::Create(key, _) | Self::Replace(key, ..) | Self::Delete(key, _) => key,
        }
    }
}

/// A batch that passed the checks of `limits`.
pub(crate) struct RowBatch {
    pub(crate) expect: Vec<(Key, Option<Version>)>,
    pub(crate) changes: Vec<RowChange>,
    pub(crate) events: Vec<Event>,
    pub(crate) removals: Vec<Removal>,
}

/// The verdict on a batch; a failure of the engine is not one.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Committed,
    Conflict,
}

/// Rows of one page, with their ids.
#[derive(Default)]
pub(crate) struct RowPage {
    pub(crate) rows: Vec<(String, StoredRow)>,
    pub(crate) more: bool,
}

/// Counts what a page holds and says when it is full.
pub(crate) struct Room {
    entries: usize,
    bytes: usize,
    taken: usize,
}

impl Room {
    pub(crate) fn new(entries: usize) -> Self {
        Self {
            entries,
            bytes: crate::limits::MAX_PAGE_BYTES,
            taken: 0,
        }
    }

    /// Takes an entry of `len` bytes in, or refuses it. The first entry always fits, so a reader
    /// who asks for the page after the last id gets on.
    pub(crate) fn take(&mut self, len: usize) -> bool {
        if self.taken >= self.entries || (self.taken > 0 && len > self.bytes) {
            return false;
        }
        self.taken += 1;
        self.bytes = self.bytes.saturating_sub(len);
        true
    }
}
