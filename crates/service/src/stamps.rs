//! When something was used last: gathered in memory, written once a minute, deciding nothing.
//!
//! A crash may lose the last minute of it. What decides (a used code, a count of failures) is never
//! kept here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rules::Timestamp;
use store::{Key, Note, Store, StoreError};

/// When something was used, and by what, if that is worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// When.
    pub(crate) at: Timestamp,
    /// For an access key: region and service of the call.
    pub(crate) by: Option<(String, String)>,
}

impl Stamp {
    /// A use at this time.
    pub(crate) fn at(at: Timestamp) -> Self {
        Self { at, by: None }
    }

    fn write(&self) -> String {
        match &self.by {
            Some((region, service)) => format!("{} {region} {service}", self.at),
            None => self.at.to_string(),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let at = words.next()?.parse().ok()?;
        let by = words.next().zip(words.next());
        Some(Self {
            at,
            by: by.map(|(region, service)| (region.to_owned(), service.to_owned())),
        })
    }
}

/// Stamps that are not written yet.
#[derive(Default)]
pub(crate) struct Stamps {
    gathered: Mutex<HashMap<Key, Stamp>>,
}

impl Stamps {
    /// Notes a use.
    pub(crate) fn set(&self, key: Key, stamp: Stamp) {
        self.gathered
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, stamp);
    }

    /// The last use of each, whether it is written yet or not.
    pub(crate) async fn last(
        &self,
        store: &Store,
        keys: &[Key],
    ) -> Result<Vec<Option<Stamp>>, StoreError> {
        let written = store.notes(keys).await?;
        let gathered = self.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let last = |(key, note): (&Key, Option<Vec<u8>>)| {
            let written = note.and_then(|note| Stamp::read(std::str::from_utf8(&note).ok()?));
            gathered.get(key).cloned().or(written)
        };
        Ok(keys.iter().zip(written).map(last).collect())
    }

    /// Writes what was gathered.
    pub(crate) async fn flush(&self, store: &Store) -> Result<(), StoreError> {
        let taken =
            std::mem::take(&mut *self.gathered.lock().unwrap_or_else(PoisonError::into_inner));
        let notes: Vec<Note> = taken
            .into_iter()
            .map(|(key, stamp)| Note {
                key,
                body: stamp.write().into_bytes(),
            })
            .collect();
        for part in notes.chunks(store::limits::MAX_BATCH_CHANGES) {
            store.note(part.to_vec()).await?;
        }
        Ok(())
    }
}
