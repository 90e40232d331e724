//! What goes into a store and comes out of it.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use zeroize::Zeroizing;

/// The name of a record. Keys are ordered by account, kind and id, each by its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The account that the record belongs to. Empty for records of the installation itself.
    pub account: String,
    /// What the record is: lower-case letters, digits and hyphens.
    pub kind: Cow<'static, str>,
    /// Which one it is. Any text without NUL, never empty.
    pub id: String,
}

impl Key {
    /// Names a record. The form is checked when something is committed under the key.
    pub fn new(
        account: impl Into<String>,
        kind: impl Into<Cow<'static, str>>,
        id: impl Into<String>,
    ) -> Self {
        Self {
            account: account.into(),
            kind: kind.into(),
            id: id.into(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.account, self.kind, self.id)
    }
}

/// Which state of a record was read. Versions can be compared for equality only; a key never sees
/// the same version twice, also when its record is deleted and made again.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version(pub(crate) u64);

/// The content of a record: JSON, as far as the layers above are concerned.
#[derive(Clone)]
pub enum Body {
    /// Stored as it is.
    Plain(Vec<u8>),
    /// A secret. The store encrypts it before it is stored and decrypts it when it is read.
    Sealed(Zeroizing<Vec<u8>>),
}

impl Body {
    /// A body that will be sealed.
    pub fn sealed(bytes: impl Into<Vec<u8>>) -> Self {
        Self::Sealed(Zeroizing::new(bytes.into()))
    }

    /// The content, whichever way it is stored.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Sealed(bytes) => bytes,
        }
    }

    /// Whether the body is stored encrypted. A reader of a secret should insist on it: someone who
    /// can write to the database can put a plain record in the place of a sealed one.
    pub fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_sealed() { "Sealed" } else { "Plain" };
        write!(f, "{name}({} bytes)", self.bytes().len())
    }
}

/// A record as it was read.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name.
    pub key: Key,
    /// Its state, to be named when it is changed.
    pub version: Version,
    /// The number of the form that its body has.
    pub schema: u32,
    /// Its content.
    pub body: Body,
}

/// A record as it shall be written.
#[derive(Clone, Debug)]
pub struct Put {
    /// Its name.
    pub key: Key,
    /// The number of the form that its body has.
    pub schema: u32,
    /// Its content.
    pub body: Body,
}

/// One change of a batch. There is no unconditional write.
#[derive(Clone, Debug)]
pub enum Change {
    /// Writes a record that must be absent.
    Create(Put),
    /// Writes a record that must have this version.
    Replace(Put, Version),
    /// Removes a record that must have this version, and its note.
    Delete(Key, Version),
}

impl Change {
    /// The record that is changed.
    pub fn key(&self) -> &Key {
        match self {
            Self::Create(put) | Self::Replace(put, _) => &put.key,
            Self::Delete(key, _) => key,
        }
    }
}

/// Something that happened. Events are appended and never changed; what is old can be removed
/// ([`Removal`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// A random name, given by the caller.
    pub id: String,
    /// The account in which it happened. Empty for the installation itself.
    pub account: String,
    /// When it happened. Kept to the microsecond.
    pub at: Timestamp,
    /// What happened.
    pub body: Vec<u8>,
}

/// An event with its place in the order of insertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Grows with every event of the store; what is committed later has a higher position.
    pub position: u64,
    /// The event.
    pub event: Event,
}

/// What is committed together or not at all.
///
/// Expectations and the conditions of changes are judged by the state before the batch. A key may
/// be changed once in a batch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Records that were read to decide and must be unchanged: of this version, or absent.
    pub expect: Vec<(Key, Option<Version>)>,
    /// What changes.
    pub changes: Vec<Change>,
    /// What happened.
    pub events: Vec<Event>,
    /// Old events that go.
    pub removals: Vec<Removal>,
}

/// Old events of one account that go. Whoever removes events says so in a record of the same batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The account of the events.
    pub account: String,
    /// All events of the account up to this position go.
    pub through: u64,
}

/// A request for a page of the records of one kind in one account, in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// The account.
    pub account: String,
    /// The kind.
    pub kind: Cow<'static, str>,
    /// Only ids that begin with this text.
    pub prefix: String,
    /// Only ids that come after this one: the last id of the page before.
    pub after: Option<String>,
    /// At most so many records.
    pub limit: usize,
}

/// One page of a scan.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The records, in the order of their ids. Fewer than asked for when their bodies are large.
    pub records: Vec<Record>,
    /// Whether others follow.
    pub more: bool,
}

/// A request for events, in the order of their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Only events of this account; all accounts when absent.
    pub account: Option<String>,
    /// Only events with a position above this one.
    pub after: Option<u64>,
    /// Only events with a position below this one.
    pub before: Option<u64>,
    /// Whether the highest position comes first.
    pub newest_first: bool,
    /// At most so many events.
    pub limit: usize,
}

/// A stamp that decides nothing, such as the time of last use: written without a version, the last
/// writer wins. A note goes when the record with the same key is deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What the note is about.
    pub key: Key,
    /// Its content.
    pub body: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_tells_its_length_and_nothing_else() {
        let secret = Body::sealed("correct horse");
        assert_eq!(format!("{secret:?}"), "Sealed(13 bytes)");
        let plain = Body::Plain(b"{}".to_vec());
        assert_eq!(format!("{plain:?}"), "Plain(2 bytes)");
    }

    #[test]
    fn a_key_is_shown_as_a_path() {
        let key = Key::new("123456789012", "user", "花子");
        assert_eq!(key.to_string(), "123456789012/user/花子");
    }
}
