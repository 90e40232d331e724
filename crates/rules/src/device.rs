//! MFA devices: what is known of one, and the mark that keeps a code from being used twice.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::care::Care;
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
    /// A hardware TOTP token from the stock ([`crate::StockToken`]).
    HardwareToken {
        /// How many digits its codes have: 6 to 8.
        digits: u8,
    },
    /// A passkey or a security key (FIDO2).
    SecurityKey,
}

impl DeviceKind {
    /// Whether two serial numbers are of devices of one kind. Each kind has serial numbers of its own
    /// form, so it is told of devices as well that are gone.
    pub fn is_shared_by(one: &SerialNumber, other: &SerialNumber) -> bool {
        let form = |serial: &SerialNumber| {
            let mut parts = serial.as_str().split(':');
            let is_arn = parts.next() == Some("arn");
            let kind = parts.nth(4).and_then(|resource| resource.split('/').next());
            kind.filter(|_| is_arn).map(str::to_owned)
        };
        form(one) == form(other)
    }

    /// How many digits its codes have. None of what shows no codes.
    pub fn digits(self) -> Option<u8> {
        match self {
            Self::Virtual => Some(6),
            Self::HardwareToken { digits } => Some(digits),
            Self::SecurityKey => None,
        }
    }
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
    /// What is known of it as a thing.
    #[serde(default)]
    pub care: Care,
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
    /// The name of the device in whose place it will be, if it replaces one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<DeviceName>,
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
    fn serial_numbers_tell_the_kind_of_a_device_that_is_gone() {
        let app = |end: &str| format!("arn:aws:iam::123456789012:mfa/{end}");
        let key = |end: &str| format!("arn:aws:iam::123456789012:u2f/{end}");
        let token = |number: &str| number.to_owned();
        let kinds = [
            [app("phone"), app("desk/tablet")],
            [key("root-account/safe-1"), key("user/hanako/safe-2")],
            [token("hardware/2600123"), token("GALT00012345")],
        ];
        let parsed = |text: &str| SerialNumber::parse(text).unwrap();
        for (at, [one, other]) in kinds.iter().enumerate() {
            assert!(
                DeviceKind::is_shared_by(&parsed(one), &parsed(other)),
                "{one}"
            );
            for (_, [stranger, _]) in kinds.iter().enumerate().filter(|(its, _)| *its != at) {
                assert!(
                    !DeviceKind::is_shared_by(&parsed(one), &parsed(stranger)),
                    "{one}"
                );
            }
        }
    }

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
