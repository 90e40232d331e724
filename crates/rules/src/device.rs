//! MFA devices: what is known of one, and the mark that keeps a code from being used twice.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::ids::{AccountId, DeviceLabel, DeviceName, SerialNumber};
use crate::principal::Principal;
use crate::tags::Tag;

/// How long a half-way wizard keeps its seed.
pub const PENDING_MINUTES: i64 = 15;

/// The kinds of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// An authenticator app: AWS's virtual MFA device.
    Virtual,
    /// A hardware TOTP token from the stock.
    HardwareToken,
    /// A passkey or a security key (FIDO2).
    SecurityKey,
}

/// A device that exists, assigned or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaDevice {
    /// The account in which it exists.
    pub account: AccountId,
    /// Names it for ever.
    pub serial: SerialNumber,
    /// Its name, the last part of the serial number.
    pub name: DeviceName,
    /// What its owner calls it, in any script.
    pub label: DeviceLabel,
    /// Which kind it is.
    pub kind: DeviceKind,
    /// Who holds it; absent while it is unassigned.
    pub holder: Option<Principal>,
    /// When it was assigned.
    pub enabled_at: Option<Timestamp>,
    /// What it is marked with, in the order of the keys.
    pub tags: Vec<Tag>,
}

/// A device's seed with the mark of the last step that was used.
///
/// The mark lives with the seed and not with the assignment, so that a code that opened a door
/// once opens none again, whoever holds the device later. Stored sealed; no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SeedMark {
    /// Where the device exists.
    pub account: AccountId,
    /// Whose seed it is.
    pub serial: SerialNumber,
    /// The seed in base32.
    pub seed: Zeroizing<String>,
    /// Learned drift, in steps of the device's clock.
    pub drift_steps: i32,
    /// The last step that was used: neither it nor any earlier one opens anything.
    pub last_step: Option<u64>,
}

/// The seed of a wizard that is under way: grants nothing, expires, is replaced by a second try.
/// Stored sealed; no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingDevice {
    /// Who began.
    pub maker: Principal,
    /// For whom: oneself or, with the right to it, another.
    pub holder: Principal,
    /// The session in which it was begun; useless in any other.
    pub session: String,
    /// The name it will have.
    pub name: DeviceName,
    /// The label it will have.
    pub label: DeviceLabel,
    /// The seed in base32.
    pub seed: Zeroizing<String>,
    /// When it began.
    pub started_at: Timestamp,
}

impl PendingDevice {
    /// Whether the wizard can still be finished (OTP-14).
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.started_at + SignedDuration::from_mins(PENDING_MINUTES)
    }
}

/// A name for the next device of somebody who has these.
pub fn propose_name(owner: &str, taken: &[DeviceName]) -> DeviceName {
    let stem: String = owner
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(*letter))
        .take(40)
        .collect();
    let stem = if stem.is_empty() {
        "my".to_owned()
    } else {
        stem
    };
    // One more number than there are names cannot all be taken.
    (1..=taken.len() + 1)
        .map(|number| match number {
            1 => format!("{stem}-phone"),
            _ => format!("{stem}-phone-{number}"),
        })
        .filter_map(|name| DeviceName::parse(&name).ok())
        .find(|name| taken.iter().all(|other| other.folded() != name.folded()))
        .expect("one of these names is free")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_name_is_free_and_valid() {
        let taken = [
            DeviceName::parse("hanako-phone").unwrap(),
            DeviceName::parse("Hanako-Phone-2").unwrap(),
        ];
        assert_eq!(propose_name("hanako", &[]).as_str(), "hanako-phone");
        assert_eq!(propose_name("hanako", &taken).as_str(), "hanako-phone-3");
        assert_eq!(propose_name("@@@", &[]).as_str(), "my-phone");
    }
}
