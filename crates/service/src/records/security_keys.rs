//! Keys of what is kept about passkeys and security keys.

use rules::ids::{AccountId, SerialNumber};
use rules::security_key::CeremonyKind;
use rules::{Ceremony, Principal, SecurityKey, Timestamp};
use serde::{Deserialize, Serialize};
use store::Key;

use super::{INSTALLATION, ONLY, Stored, Unique};

/// The host that keys are made for, fixed when the first one was registered.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeyHost {
    pub(crate) rp_id: String,
    pub(crate) fixed_at: Timestamp,
}

impl Stored for SecurityKey {
    const KIND: &'static str = "security-key";

    fn key(&self) -> Key {
        security_key_key(&self.account, &self.serial)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![credential_is(&self.credential_hash)]
    }
}

impl Stored for Ceremony {
    const KIND: &'static str = "ceremony";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        ceremony_key(&self.principal, &self.bound_to, self.kind)
    }
}

impl Stored for KeyHost {
    const KIND: &'static str = "key-host";

    fn key(&self) -> Key {
        key_host_key()
    }
}

pub(crate) fn security_key_key(account: &AccountId, serial: &SerialNumber) -> Key {
    Key::new(account.as_str(), SecurityKey::KIND, serial.as_str())
}

pub(crate) fn ceremony_key(principal: &Principal, bound_to: &str, kind: CeremonyKind) -> Key {
    Key::new(
        principal.account().as_str(),
        Ceremony::KIND,
        format!("{}/{bound_to}/{}", principal.stable_id(), kind.as_str()),
    )
}

pub(crate) fn key_host_key() -> Key {
    Key::new(INSTALLATION, KeyHost::KIND, ONLY)
}

pub(crate) fn credential_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "credential", hash)
}
