//! What the service is given from outside: storage, chance, keys and settings.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;
use rules::Chance;
use rules::trail::TrailKey;
use store::Store;
use wire::ids::Prefix;

use crate::hashing::{Hasher, HashingSettings};
use crate::meters::Meters;
use crate::policies::Cache;
use crate::stamps::Stamps;
use crate::strangers::Strangers;
use crate::tokens::TokenKeys;
use crate::webauthn::{RelyingParty, WebauthnSettings};

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
    /// What the programs' keys may do, and what their ids look like.
    pub keys: KeySettings,
    /// What long-term keys may do whose owner is past due.
    pub past_due_keys: PastDueKeys,
    /// Where mails go.
    pub mail: MailWay,
    /// The zone of accounts that have chosen none.
    pub time_zone: TimeZone,
    /// For whom passkeys and security keys are made, and which.
    pub webauthn: WebauthnSettings,
    /// How long everybody of an account is told before its root is recovered, in hours.
    pub recovery_wait_hours: u16,
}

/// What the long-term keys of somebody who is past due may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastDueKeys {
    /// Register the first device, and nothing else.
    Deny,
    /// Everything, as on AWS; it is shown as a gap.
    Allow,
}

/// Where mails go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailWay {
    /// To a mail server.
    Smtp,
    /// Into files on the machine, without anything secret in them.
    Files,
}

/// Settings about programs' keys.
#[derive(Clone, Copy, Debug)]
pub struct KeySettings {
    /// The first letters of the ids of long-term keys.
    pub long_term: Prefix,
    /// The first letters of the ids of sessions' keys.
    pub temporary: Prefix,
    /// Whether a key without MFA may assign the first device of its owner.
    pub first_device: FirstDevice,
    /// How long a credential report is handed out again instead of a new one, in seconds. AWS: four
    /// hours.
    pub report_seconds: u32,
}

/// Whether a key without MFA may assign the first device of its owner, as on AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstDevice {
    /// It may, and an event tells it.
    Allow,
    /// It may not: the first device is assigned in the console, or by somebody else.
    Deny,
}

impl Default for KeySettings {
    fn default() -> Self {
        Self {
            long_term: Prefix::LONG_TERM,
            temporary: Prefix::TEMPORARY,
            first_device: FirstDevice::Allow,
            report_seconds: 10,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: "Sekisho".to_owned(),
            installation: None,
            tolerance: otp::Tolerance::default(),
            hashing: HashingSettings::default(),
            keys: KeySettings::default(),
            past_due_keys: PastDueKeys::Deny,
            mail: MailWay::Files,
            time_zone: TimeZone::UTC,
            webauthn: WebauthnSettings::default(),
            recovery_wait_hours: rules::recovery::WAIT_HOURS_DEFAULT,
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
    /// Key of the seal of the events.
    pub trail_key: TrailKey,
    /// Settings.
    pub settings: Settings,
}

/// The ports, shared by everything that runs at once.
pub(crate) struct Shared {
    pub(crate) store: Store,
    pub(crate) chance: Mutex<Box<dyn Chance>>,
    pub(crate) throttle_key: [u8; 32],
    pub(crate) trail_key: TrailKey,
    pub(crate) hasher: Hasher,
    pub(crate) settings: Settings,
    pub(crate) stamps: Stamps,
    pub(crate) strangers: Strangers,
    pub(crate) meters: Meters,
    pub(crate) token_keys: TokenKeys,
    pub(crate) policies: Cache,
    pub(crate) relying_party: RelyingParty,
}

impl Shared {
    pub(crate) fn new(ports: Ports) -> Arc<Self> {
        let Ports {
            store,
            mut chance,
            throttle_key,
            trail_key,
            settings,
        } = ports;
        let hasher = Hasher::new(settings.hashing, &mut *chance);
        let relying_party = RelyingParty::new(&settings.issuer, &settings.webauthn);
        Arc::new(Self {
            store,
            chance: Mutex::new(chance),
            throttle_key,
            trail_key,
            hasher,
            settings,
            stamps: Stamps::default(),
            strangers: Strangers::default(),
            meters: Meters::default(),
            token_keys: TokenKeys::default(),
            policies: Cache::default(),
            relying_party,
        })
    }

    /// Draws something at random.
    pub(crate) fn draw<T>(&self, drawing: impl FnOnce(&mut dyn Chance) -> T) -> T {
        // A panic while drawing leaves nothing half-done in a source of randomness.
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        drawing(&mut **chance)
    }
}
