//! A unit of work: what was read to decide, and what shall be changed, committed together.
//!
//! Every record that was read is expected unchanged at the commit, so a decision is as if nobody
//! else had been there. What was saved is read back from here. Unique values follow from the
//! records: whoever saves a record never touches an index.

use std::collections::{BTreeMap, BTreeSet};

use rules::Timestamp;
use serde::{Deserialize, Serialize};
use store::{
    Batch, Body, Change, CommitError, Event, Key, Put, Record, Removal, Store, StoreError, Version,
};

use super::{Stored, Unique};
use crate::meters::Tally;
use crate::refusal::Refusal;

/// Why a unit of work could not be done.
#[derive(Debug)]
pub(crate) enum TxError {
    /// Somebody else changed what was read; run again on fresh records.
    Conflict,
    /// The store refused or did not answer.
    Store(StoreError),
}

impl From<StoreError> for TxError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<TxError> for Refusal {
    fn from(error: TxError) -> Self {
        match error {
            TxError::Conflict => Self::ConcurrentModification,
            TxError::Store(error) => error.into(),
        }
    }
}

/// A record as this unit of work sees it.
struct Seen {
    /// What the store had; what must still be so at the commit.
    version: Option<Version>,
    /// What the record is now, if it is there.
    now: Option<(u32, Body)>,
    dirty: bool,
}

/// What keeps a value unique: it points at the record that has it.
#[derive(Serialize, Deserialize)]
struct Pointer {
    account: String,
    kind: String,
    id: String,
}

/// A unit of work.
pub(crate) struct Tx {
    store: Store,
    /// The engine's time, read once.
    pub(crate) now: Timestamp,
    seen: BTreeMap<Key, Seen>,
    events: Vec<Event>,
    removals: Vec<Removal>,
    /// What is counted once it is committed ([`crate::meters`]).
    pub(crate) tally: Tally,
}

impl Tx {
    pub(crate) async fn begin(store: &Store) -> Result<Self, StoreError> {
        let now = store.now().await?;
        Ok(Self {
            store: store.clone(),
            now,
            seen: BTreeMap::new(),
            events: Vec::new(),
            removals: Vec::new(),
            tally: Tally::new(),
        })
    }

    /// Reads these records in one snapshot, so that loading each of them afterwards asks nobody.
    pub(crate) async fn prefetch(&mut self, keys: &[Key]) -> Result<(), StoreError> {
        let missing: BTreeSet<Key> = keys
            .iter()
            .filter(|key| !self.seen.contains_key(*key))
            .cloned()
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing: Vec<Key> = missing.into_iter().collect();
        let records = self.store.read(&missing).await?;
        for (key, record) in missing.into_iter().zip(records) {
            self.see(key, record);
        }
        Ok(())
    }

    /// The thing at `key`, if there is one.
    pub(crate) async fn load<T: Stored>(&mut self, key: &Key) -> Result<Option<T>, StoreError> {
        self.prefetch(std::slice::from_ref(key)).await?;
        self.seen[key]
            .now
            .as_ref()
            .map(|(schema, body)| decode(key, *schema, body))
            .transpose()
    }

    /// The version of what is stored at `key`, for whoever keeps what follows from it; none if
    /// nothing is there or this unit of work has changed it.
    pub(crate) async fn version(&mut self, key: &Key) -> Result<Option<Version>, StoreError> {
        self.prefetch(std::slice::from_ref(key)).await?;
        let seen = &self.seen[key];
        Ok(seen.version.filter(|_| !seen.dirty))
    }

    /// The thing that has this unique value, if there is one.
    pub(crate) async fn find<T: Stored>(
        &mut self,
        unique: &Unique,
    ) -> Result<Option<T>, StoreError> {
        match self.owner(unique).await? {
            Some(key) => self.load(&key).await,
            None => Ok(None),
        }
    }

    /// The key of the record that has this unique value.
    pub(crate) async fn owner(&mut self, unique: &Unique) -> Result<Option<Key>, StoreError> {
        let key = unique.key();
        self.prefetch(std::slice::from_ref(&key)).await?;
        let Some((_, body)) = &self.seen[&key].now else {
            return Ok(None);
        };
        pointed(&key, body).map(Some)
    }

    /// Saves a thing, new or loaded before. Its unique values follow; whether another record has
    /// one of them is decided at the commit, and asked for before with [`Tx::owner`].
    pub(crate) async fn save<T: Stored>(&mut self, thing: &T) -> Result<(), StoreError> {
        let key = thing.key();
        let old: Vec<Unique> = self
            .load::<T>(&key)
            .await?
            .map_or_else(Vec::new, |old| old.unique());
        let new = thing.unique();
        for gone in old.iter().filter(|unique| !new.contains(unique)) {
            self.put(gone.key(), None).await?;
        }
        for come in new.iter().filter(|unique| !old.contains(unique)) {
            self.put(come.key(), Some((1, Body::Plain(point(&key)))))
                .await?;
        }
        let body = encode(&key, thing)?;
        self.put(key, Some((T::SCHEMA, body))).await
    }

    /// Saves a new thing whose key and unique values were drawn at random, without looking whether
    /// they are taken: the commit expects them absent, as for everything that is new.
    pub(crate) fn create<T: Stored>(&mut self, thing: &T) -> Result<(), StoreError> {
        let key = thing.key();
        let body = encode(&key, thing)?;
        for unique in thing.unique() {
            self.put_unseen(unique.key(), (1, Body::Plain(point(&key))));
        }
        self.put_unseen(key, (T::SCHEMA, body));
        Ok(())
    }

    /// Removes a thing with its unique values.
    pub(crate) async fn remove<T: Stored>(&mut self, thing: &T) -> Result<(), StoreError> {
        for unique in thing.unique() {
            self.put(unique.key(), None).await?;
        }
        self.put(thing.key(), None).await
    }

    /// Removes what is at `key`, of a kind without unique values, if anything is.
    pub(crate) async fn erase(&mut self, key: Key) -> Result<(), StoreError> {
        self.put(key, None).await
    }

    /// Appends an event to what is committed.
    pub(crate) fn append(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Removes the events of an account up to a position, together with what is committed.
    pub(crate) fn remove_events(&mut self, account: &str, through: u64) {
        self.removals.push(Removal {
            account: account.to_owned(),
            through,
        });
    }

    /// Whether an event is told.
    pub(crate) fn tells(&self) -> bool {
        !self.events.is_empty()
    }

    /// Whether there is anything to commit.
    pub(crate) fn is_dirty(&self) -> bool {
        !self.events.is_empty() || self.seen.values().any(|seen| seen.dirty)
    }

    /// How many records it changes so far.
    pub(crate) fn changes(&self) -> usize {
        self.seen.values().filter(|seen| seen.dirty).count()
    }

    /// Commits what changed, if everything that was read is still as it was.
    pub(crate) async fn commit(self) -> Result<(), TxError> {
        let mut batch = Batch {
            events: self.events,
            removals: self.removals,
            ..Batch::default()
        };
        for (key, seen) in self.seen {
            match (seen.dirty, seen.version, seen.now) {
                (false, version, _) => batch.expect.push((key, version)),
                (true, None, Some((schema, body))) => {
                    batch
                        .changes
                        .push(Change::Create(Put { key, schema, body }));
                }
                (true, Some(version), Some((schema, body))) => {
                    batch
                        .changes
                        .push(Change::Replace(Put { key, schema, body }, version));
                }
                (true, Some(version), None) => batch.changes.push(Change::Delete(key, version)),
                (true, None, None) => batch.expect.push((key, None)),
            }
        }
        match self.store.commit(batch).await {
            Ok(()) => Ok(()),
            Err(CommitError::Conflict) => Err(TxError::Conflict),
            Err(CommitError::Store(error)) => Err(TxError::Store(error)),
            Err(error @ (CommitError::TooLarge(_) | CommitError::BadKey(_))) => {
                tracing::error!(%error, "an operation made a batch that the store does not take");
                Err(TxError::Store(StoreError::Unavailable(
                    "a batch was not taken".to_owned(),
                )))
            }
        }
    }

    async fn put(&mut self, key: Key, now: Option<(u32, Body)>) -> Result<(), StoreError> {
        self.prefetch(std::slice::from_ref(&key)).await?;
        let seen = self.seen.get_mut(&key).expect("it was prefetched");
        seen.now = now;
        seen.dirty = true;
        Ok(())
    }

    fn put_unseen(&mut self, key: Key, now: (u32, Body)) {
        let new = Seen {
            version: None,
            now: Some(now),
            dirty: true,
        };
        let before = self.seen.insert(key, new);
        debug_assert!(before.is_none(), "a key drawn at random was read before");
    }

    fn see(&mut self, key: Key, record: Option<Record>) {
        let (version, now) = match record {
            Some(record) => (Some(record.version), Some((record.schema, record.body))),
            None => (None, None),
        };
        self.seen.insert(
            key,
            Seen {
                version,
                now,
                dirty: false,
            },
        );
    }
}

/// The stored form of a thing.
fn encode<T: Stored>(key: &Key, thing: &T) -> Result<Body, StoreError> {
    let body = serde_json::to_vec(thing).map_err(|_| corrupt(key))?;
    Ok(if T::SEALED {
        Body::sealed(body)
    } else {
        Body::Plain(body)
    })
}

/// Reads a stored form.
pub(crate) fn decode<T: Stored>(key: &Key, schema: u32, body: &Body) -> Result<T, StoreError> {
    // A secret that lies there in the clear was put there by somebody else than us.
    if schema != T::SCHEMA || body.is_sealed() != T::SEALED {
        return Err(corrupt(key));
    }
    serde_json::from_slice(body.bytes()).map_err(|_| corrupt(key))
}

/// The key that a pointer of the unique index points at.
pub(crate) fn pointed(key: &Key, body: &Body) -> Result<Key, StoreError> {
    let pointer: Pointer = serde_json::from_slice(body.bytes()).map_err(|_| corrupt(key))?;
    Ok(Key::new(pointer.account, pointer.kind, pointer.id))
}

fn point(key: &Key) -> Vec<u8> {
    let pointer = Pointer {
        account: key.account.clone(),
        kind: key.kind.to_string(),
        id: key.id.clone(),
    };
    serde_json::to_vec(&pointer).expect("three strings are JSON")
}

pub(super) fn corrupt(key: &Key) -> StoreError {
    StoreError::Corrupt { key: key.clone() }
}
