//! What is stored of each thing, under which key, and which of its values are unique.
//!
//! A domain type is its own stored form: the test beside this file pins the form of each, so that
//! renaming a field cannot silently change what is on disk. A type whose form has to change gets a
//! higher [`Stored::SCHEMA`] and an `upgrade` from each older one.

mod billing;
mod closing;
mod kinds;
pub(crate) mod lists;
mod notices;
mod policies;
mod recovery;
pub(crate) mod registry;
mod roles;
mod security_keys;
#[cfg(test)]
mod tests;
mod tokens;
mod trail;
mod tx;

pub(crate) use billing::*;
pub(crate) use closing::*;
pub(crate) use kinds::*;
pub(crate) use notices::*;
pub(crate) use policies::*;
pub(crate) use recovery::*;
pub(crate) use roles::*;
pub(crate) use security_keys::*;
pub(crate) use tokens::*;
pub(crate) use trail::*;
pub(crate) use tx::{Tx, TxError, decode, pointed};

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Key;

/// The scope of what belongs to no account.
pub(crate) const INSTALLATION: &str = "-";

/// A thing that is stored as one record.
pub(crate) trait Stored: Serialize + DeserializeOwned {
    /// The kind in the record's key.
    const KIND: &'static str;
    /// The number of the stored form.
    const SCHEMA: u32 = 1;
    /// Whether it is a secret, sealed with a key that is not in the database.
    const SEALED: bool = false;

    /// Where it is stored.
    fn key(&self) -> Key;

    /// Values that no other record may have; each is also a way to find this one.
    fn unique(&self) -> Vec<Unique> {
        Vec::new()
    }
}

/// A value that only one record can have: itself a record that must be absent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unique {
    scope: String,
    text: String,
}

impl Unique {
    /// The kind of the records that keep values unique.
    pub(crate) const KIND: &'static str = "unique";

    pub(crate) fn new(scope: &str, index: &str, value: &str) -> Self {
        Self {
            scope: scope.to_owned(),
            text: format!("{index}/{value}"),
        }
    }

    pub(crate) fn key(&self) -> Key {
        Key::new(self.scope.clone(), Self::KIND, self.text.clone())
    }
}
