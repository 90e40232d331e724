//! What the service is given from outside: storage, chance, keys and settings.

use std::sync::{Arc, Mutex, PoisonError};

use rules::Chance;
use store::Store;

use crate::hashing::{Hasher, HashingSettings};
use crate::stamps::Stamps;

/// Settings that an operator may choose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The issuer in the QR code.
    pub issuer: String,
    /// What tells this installation from others in an authenticator app, if anything.
    pub installation: Option<String>,
    /// How far a code may be from the device's learned time.
    pub tolerance: otp::Tolerance,
    /// Argon2id's cost and how much of it runs at once.
    pub hashing: HashingSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: "Sekisho".to_owned(),
            installation: None,
            tolerance: otp::Tolerance::default(),
            hashing: HashingSettings::default(),
        }
    }
}

/// The world as the service sees it.
pub struct Ports {
    /// Records and events.
    pub store: Store,
    /// Unpredictable bytes.
    pub chance: Box<dyn Chance>,
    /// Key of the keyed hashes of what strangers type.
    pub throttle_key: [u8; 32],
    /// Settings.
    pub settings: Settings,
}

/// The ports, shared by everything that runs at once.
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) chance: Mutex<Box<dyn Chance>>,
    pub(crate) throttle_key: [u8; 32],
    pub(crate) hasher: Hasher,
    pub(crate) settings: Settings,
    pub(crate) stamps: Stamps,
}

impl Shared {
    pub(crate) fn new(ports: Ports) -> Arc<Self> {
        let Ports {
            store,
            mut chance,
            throttle_key,
            settings,
        } = ports;
        let hasher = Hasher::new(settings.hashing, &mut *chance);
        Arc::new(Self {
            store,
            chance: Mutex::new(chance),
            throttle_key,
            hasher,
            settings,
            stamps: Stamps::default(),
        })
    }

    /// Draws something at random.
    pub(crate) fn draw<T>(&self, drawing: impl FnOnce(&mut dyn Chance) -> T) -> T {
        // A panic while drawing leaves nothing half-done in a source of randomness.
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        drawing(&mut **chance)
    }
}
