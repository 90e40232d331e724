//! Keys of what is kept to get somebody back in.

use rules::recovery::{Resets, RootRecovery};
use rules::root_email::EmailChange;
use rules::{AccountId, Principal, Timestamp};
use serde::{Deserialize, Serialize};
use store::Key;

use super::{INSTALLATION, ONLY, Stored, Unique, root_email_is};

/// The recovery codes of one person, of which only salted hashes are known. Sealed. For root it is
/// there, without a code, once root has turned them on.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct RecoveryCodes {
    pub(crate) principal: Principal,
    /// When they were made; none before.
    pub(crate) made_at: Option<Timestamp>,
    /// In hex.
    pub(crate) salt: String,
    /// Of those that were not used yet, in hex.
    pub(crate) hashes: Vec<String>,
}

impl Stored for RecoveryCodes {
    const KIND: &'static str = "recovery-codes";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        codes_key(&self.principal)
    }
}

impl Stored for Resets {
    const KIND: &'static str = "resets";

    fn key(&self) -> Key {
        resets_key(&self.principal)
    }
}

impl Stored for RootRecovery {
    const KIND: &'static str = "root-recovery";

    fn key(&self) -> Key {
        root_recovery_key(&self.account)
    }

    fn unique(&self) -> Vec<Unique> {
        let Some(under_way) = &self.under_way else {
            return Vec::new();
        };
        let links = under_way.links.iter().map(|hash| recovery_link_is(hash));
        let address = under_way.address.as_ref();
        let address = address.map(|address| recovery_address_is(&address.hash));
        links.chain(address).collect()
    }
}

impl Stored for EmailChange {
    const KIND: &'static str = "root-email-change";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        email_change_key(&self.account)
    }

    fn unique(&self) -> Vec<Unique> {
        let links = self.links.iter().map(|hash| email_link_is(hash));
        let reserved = self.takes_effect_at().map(|_| root_email_is(&self.to));
        links.chain(reserved).collect()
    }
}

pub(crate) fn codes_key(principal: &Principal) -> Key {
    of_person(principal, RecoveryCodes::KIND)
}

pub(crate) fn resets_key(principal: &Principal) -> Key {
    of_person(principal, Resets::KIND)
}

pub(crate) fn root_recovery_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), RootRecovery::KIND, ONLY)
}

pub(crate) fn email_change_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), EmailChange::KIND, ONLY)
}

pub(crate) fn email_link_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "root-email-link", hash)
}

pub(crate) fn recovery_link_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "recovery-link", hash)
}

pub(crate) fn recovery_address_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "recovery-address", hash)
}

fn of_person(principal: &Principal, kind: &'static str) -> Key {
    Key::new(principal.account().as_str(), kind, principal.stable_id())
}
