//! Versioned records and one way to write them.
//!
//! A record is `(account, kind, id) -> (version, schema, body)`. The verbs are few: read some
//! records in one snapshot, scan a range, commit a batch, list events, and leave notes that
//! decide nothing.
//!
//! Invariants:
//! - **There is no unconditional write.** Each change names what it expects: absence or a
//!   version. Of several batches that expect the same version, one is committed.
//! - A batch is committed whole, with its events, or leaves nothing behind.
//! - A version is never used again for a key, also after a deletion.
//! - Keys have one order on every engine: that of their bytes.
//! - A sealed body leaves this crate only through the key that sealed it, and only for the record
//!   that it was sealed for. A record that cannot be opened is reported, never skipped.
//! - Every list and body has a maximum, named in [`limits`].
//!
//! Not here: the domain. Types of records, indexes and retries are above, in `service`. The
//! system clock is an adapter of the binary; [`clock::ManualClock`] serves tests.
//!
//! ```
//! # use std::sync::Arc;
//! # use store::{Batch, Body, Change, Key, KeyRing, Put, Store, Timestamp, clock::ManualClock};
//! # async fn story() -> Result<(), Box<dyn std::error::Error>> {
//! # let ring = KeyRing::generate(&mut |bytes| bytes.fill(7));
//! let store = Store::memory(Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH)), ring);
//! let key = Key::new("123456789012", "user", "hanako");
//! let put = Put { key: key.clone(), schema: 1, body: Body::Plain(b"{}".to_vec()) };
//! store.commit(Batch { changes: vec![Change::Create(put)], ..Batch::default() }).await?;
//! assert!(store.read(&[key]).await?[0].is_some());
//! # Ok(())
//! # }
//! ```

pub mod backup;
pub mod clock;
mod error;
#[cfg(any(test, feature = "testing"))]
mod faults;
pub mod limits;
mod memory;
mod record;
mod ring;
mod row;
mod seal;
mod snapshot;
mod sqlite;
mod store;

pub use backup::Backup;
pub use clock::Clock;
pub use error::{BackupError, BadKey, CommitError, OpenError, RingError, StoreError, TooLarge};
#[cfg(any(test, feature = "testing"))]
pub use faults::{Faults, Verb};
pub use jiff::Timestamp;
pub use record::{
    Batch, Body, Change, Event, EventQuery, Key, Note, Page, Put, Record, Removal, Scan,
    StoredEvent, Version,
};
pub use ring::KeyRing;
pub use snapshot::{Entry, Snapshot};
pub use sqlite::{Exclusive, FORMAT};
pub use store::Store;
