//! When something was used last: gathered in memory, written once a minute, deciding nothing.
//!
//! A crash may lose the last minute of it. What decides (a used code, a count of failures) is never
//! kept here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rules::Timestamp;
use store::{Key, Note, Store, StoreError};

/// Stamps that are not written yet.
#[derive(Default)]
pub(crate) struct Stamps {
    gathered: Mutex<HashMap<Key, Timestamp>>,
}

impl Stamps {
    /// Notes a use.
    pub(crate) fn set(&self, key: Key, at: Timestamp) {
        self.gathered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, at);
    }

    /// The last use of each, whether it is written yet or not.
    pub(crate) async fn last(
        &self,
        store: &Store,
        keys: &[Key],
    ) -> Result<Vec<Option<Timestamp>>, StoreError> {
        let written = store.notes(keys).await?;
        let gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let last = |(key, note): (&Key, Option<Vec<u8>>)| {
            let written = note.and_then(|note| String::from_utf8(note).ok()?.parse().ok());
            gathered.get(key).copied().or(written)
        };
        Ok(keys.iter().zip(written).map(last).collect())
    }

    /// Writes what was gathered.
    pub(crate) async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let taken =
            std::mem::take(&mut *self.gathered.lock().unwrap_or_else(PoisonError::into_inner));
        let notes: Vec<Note> = taken
            .into_iter()
            .map(|(key, at)| Note {
                key,
                body: at.to_string().into_bytes(),
            })
            .collect();
        for part in notes.chunks(store::limits::MAX_BATCH_CHANGES) {
            store.note(part.to_vec()).await?;
        }
        Ok(())
    }
}
