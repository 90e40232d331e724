//! The engine that keeps everything in memory: for tests and for trying things out.
//!
//! One lock around ordered maps; each verb is one visit, so snapshots and batches are atomic.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::StoreError;
use crate::record::{EventQuery, Key, Note, Scan, StoredEvent, Version};
use crate::row::{Outcome, Room, Row, RowBatch, RowChange, RowPage, StoredRow};

#[derive(Default)]
pub(crate) struct Memory(Mutex<State>);

#[derive(Default)]
struct State {
    closed: bool,
    commits: u64,
    /// The position given last.
    position: u64,
    records: BTreeMap<Key, StoredRow>,
    events: Vec<StoredEvent>,
    notes: BTreeMap<Key, Vec<u8>>,
}

impl Memory {
    pub(crate) fn read(&self, keys: &[Key]) -> Result<Vec<Option<StoredRow>>, StoreError> {
        let state = self.enter()?;
        Ok(keys
            .iter()
            .map(|key| state.records.get(key).cloned())
            .collect())
    }

    /// All records as they are now.
    pub(crate) fn records(&self) -> Result<BTreeMap<Key, StoredRow>, StoreError> {
        Ok(self.enter()?.records.clone())
    }

    pub(crate) fn scan(&self, scan: &Scan) -> Result<RowPage, StoreError> {
        let state = self.enter()?;
        let key = |id: &str| Key::new(scan.account.as_str(), scan.kind.clone(), id);
        let start = match &scan.after {
            Some(after) if *after >= scan.prefix => Bound::Excluded(key(after)),
            _ => Bound::Included(key(&scan.prefix)),
        };
        let mut page = RowPage::default();
        let mut room = Room::new(scan.limit);
        for (key, stored) in state.records.range((start, Bound::Unbounded)) {
            let wanted = key.account == scan.account
                && key.kind == scan.kind
                && key.id.starts_with(&scan.prefix);
            if !wanted {
                break;
            }
            if !room.take(stored.row.body.len()) {
                page.more = true;
                break;
            }
            page.rows.push((key.id.clone(), stored.clone()));
        }
        Ok(page)
    }

    pub(crate) fn commit(&self, batch: RowBatch) -> Result<Outcome, StoreError> {
        let mut state = self.enter()?;
        // Everything is judged before anything changes: a refused batch leaves nothing behind.
        if !state.fits(&batch) {
            return Ok(Outcome::Conflict);
        }
        state.commits += 1;
        let version = Version(state.commits);
        for change in batch.changes {
            state.apply(change, version);
        }
        for event in batch.events {
            state.position += 1;
            let position = state.position;
            state.events.push(StoredEvent { position, event });
        }
        for removal in batch.removals {
            let goes = |stored: &StoredEvent| {
                stored.event.account == removal.account && stored.position <= removal.through
            };
            state.events.retain(|stored| !goes(stored));
        }
        Ok(Outcome::Committed)
    }

    pub(crate) fn events(&self, query: &EventQuery) -> Result<Vec<StoredEvent>, StoreError> {
        let state = self.enter()?;
        let wanted = |stored: &&StoredEvent| {
            query
                .account
                .as_ref()
                .is_none_or(|account| *account == stored.event.account)
                && query.after.is_none_or(|after| stored.position > after)
                && query.before.is_none_or(|before| stored.position < before)
        };
        let mut room = Room::new(query.limit);
        let fits = |stored: &&StoredEvent| room.take(stored.event.body.len());
        let found = state.events.iter().filter(wanted);
        Ok(if query.newest_first {
            found.rev().take_while(fits).cloned().collect()
        } else {
            found.take_while(fits).cloned().collect()
        })
    }

    pub(crate) fn note(&self, notes: Vec<Note>) -> Result<(), StoreError> {
        let mut state = self.enter()?;
        state
            .notes
            .extend(notes.into_iter().map(|note| (note.key, note.body)));
        Ok(())
    }

    pub(crate) fn notes(&self, keys: &[Key]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        let state = self.enter()?;
        Ok(keys
            .iter()
            .map(|key| state.notes.get(key).cloned())
            .collect())
    }

    pub(crate) fn check(&self) -> Result<(), StoreError> {
        self.enter().map(drop)
    }

    pub(crate) fn close(&self) {
        self.state().closed = true;
    }

    fn enter(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state();
        if state.closed {
            return Err(StoreError::Closed);
        }
        Ok(state)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fits(&self, batch: &RowBatch) -> bool {
        let expected = |(key, version): &(Key, Option<Version>)| self.version(key) == *version;
        batch.expect.iter().all(expected)
            && batch.changes.iter().all(|change| match change {
                RowChange::Create(key, _) => self.version(key).is_none(),
                RowChange::Replace(key, _, version) | RowChange::Delete(key, version) => {
                    self.version(key) == Some(*version)
                }
            })
    }

    fn version(&self, key: &Key) -> Option<Version> {
        self.records.get(key).map(|stored| stored.version)
    }

    fn apply(&mut self, change: RowChange, version: Version) {
        match change {
            RowChange::Create(key, row) | RowChange::Replace(key, row, _) => {
                self.put(key, row, version);
            }
            RowChange::Delete(key, _) => {
                self.records.remove(&key);
                self.notes.remove(&key);
            }
        }
    }

    fn put(&mut self, key: Key, row: Row, version: Version) {
        self.records.insert(key, StoredRow { version, row });
    }
}
