//! Hardware tokens in the stock of the installation, and the imports that brought them.

use rules::{SerialNumber, StockToken, Timestamp, TokenSerial};
use serde::{Deserialize, Serialize};
use store::Key;

use super::{INSTALLATION, ONLY, Stored, seed_key};

/// An import that is complete: the tokens that name it are there.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TokenImport {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    /// How many tokens it brought.
    pub(crate) tokens: u32,
}

/// The import that is under way. There is one at a time, and every batch of it expects this record
/// unchanged: so an import that another one has overtaken writes nothing more.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ImportUnderWay {
    pub(crate) id: String,
    /// When a batch of it was written last.
    pub(crate) touched_at: Timestamp,
    /// How many tokens it has brought so far.
    pub(crate) tokens: u32,
}

impl Stored for StockToken {
    const KIND: &'static str = "token";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        token_key(&self.serial)
    }
}

impl Stored for TokenImport {
    const KIND: &'static str = "token-import";

    fn key(&self) -> Key {
        token_import_key(&self.id)
    }
}

impl Stored for ImportUnderWay {
    const KIND: &'static str = "token-import-now";

    fn key(&self) -> Key {
        import_under_way_key()
    }
}

/// The folded serial number is the key, so that two tokens cannot share one.
pub(crate) fn token_key(serial: &TokenSerial) -> Key {
    Key::new(INSTALLATION, StockToken::KIND, serial.folded())
}

pub(crate) fn token_import_key(id: &str) -> Key {
    Key::new(INSTALLATION, TokenImport::KIND, id)
}

pub(crate) fn import_under_way_key() -> Key {
    Key::new(INSTALLATION, ImportUnderWay::KIND, ONLY)
}

/// Where the seed and the mark of a device are: beside the device, or in the stock.
pub(crate) fn mark_key(account: &rules::AccountId, serial: &SerialNumber) -> Key {
    match TokenSerial::of(serial) {
        Some(token) => token_key(&token),
        None => seed_key(account, serial),
    }
}
