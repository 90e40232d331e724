//! How accounts stand that were ever closed. They lie together in the installation, because what is kept
//! of an erased account belongs to the installation, and so that a list of them is one scan.

use rules::{AccountId, Closing};
use store::Key;

use super::{INSTALLATION, Stored};

impl Stored for Closing {
    const KIND: &'static str = "closing";

    fn key(&self) -> Key {
        closing_key(&self.account)
    }
}

pub(crate) fn closing_key(account: &AccountId) -> Key {
    Key::new(INSTALLATION, Closing::KIND, account.as_str())
}
