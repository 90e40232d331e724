//! Passkeys and security keys (FIDO2): what is known of one, which ones may be registered, and what a
//! sign count means. The cryptography is elsewhere: here are the decisions that follow from it.
//!
//! Spec: W3C Web Authentication Level 3, sections 7.1 (registering), 7.2 (verifying), 6.1.1 (sign
//! count) and 6.1.3 (backup state).

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::ids::{AccountId, DeviceLabel, DeviceName, SerialNumber};
use crate::principal::Principal;

/// How long a browser has to come back with what a key said, in minutes.
pub const CEREMONY_MINUTES: i64 = 5;
/// Bytes of a challenge; Level 3 asks for 16 at least (WA-2).
pub const CHALLENGE_BYTES: usize = 32;
/// Most models of keys in a list of the operator's.
pub const MODELS_MAX: usize = 10_000;

/// The model of an authenticator (AAGUID): 128 bits in the form of a UUID, zero if it tells none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Aaguid([u8; 16]);

impl Aaguid {
    /// The model of an authenticator that tells none.
    pub const UNKNOWN: Self = Self([0; 16]);

    /// From the bytes in the authenticator's data.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads `2fc0579f-8113-47ea-b116-bb5a8db9202a`, in either case. None if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        if lengths != [8, 4, 4, 4, 12] {
            return None;
        }
        let digits = groups.concat();
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let high = char::from(pair[0]).to_digit(16)?;
            let low = char::from(pair[1]).to_digit(16)?;
            *byte = u8::try_from(high * 16 + low).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Aaguid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl From<Aaguid> for String {
    fn from(aaguid: Aaguid) -> Self {
        aaguid.to_string()
    }
}

impl TryFrom<String> for Aaguid {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an AAGUID")
    }
}

/// The form in which an authenticator said what it is. Others are refused by their names (WA-9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attestation {
    /// It said nothing.
    #[serde(rename = "none")]
    None,
    /// Packed, signed by the credential's own key: says nothing of the maker.
    #[serde(rename = "self")]
    OfItself,
    /// Packed, with a certificate of the maker's.
    #[serde(rename = "packed")]
    Packed,
    /// The form of U2F, with a certificate of the maker's.
    #[serde(rename = "fido-u2f")]
    FidoU2f,
}

impl Attestation {
    /// Whether a maker signed for the model.
    pub fn is_of_maker(self) -> bool {
        match self {
            Self::None | Self::OfItself => false,
            Self::Packed | Self::FidoU2f => true,
        }
    }
}

/// What is known of a security key beside the device that it is. Holds nothing secret: the private key
/// never leaves the authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityKey {
    /// Where the device exists.
    pub account: AccountId,
    /// Which device it is.
    pub serial: SerialNumber,
    /// The id of the credential, in base64url.
    pub credential_id: String,
    /// Its SHA-256 in hex, which is unique over all users of the installation (WA-5).
    pub credential_hash: String,
    /// The credential with its public key, in the form of the library that verifies it.
    pub credential: String,
    /// The host that it was made for; it works for no other.
    pub rp_id: String,
    /// Its model.
    pub aaguid: Aaguid,
    /// How the model was told.
    pub attestation: Attestation,
    /// Whether it may be copied to other machines; never changes (WA-7).
    pub backup_eligible: bool,
    /// Whether it was, when it was last used.
    pub backed_up: bool,
    /// How often it signed, as it says; zero if it does not count.
    pub sign_count: u32,
    /// How a browser reaches it, as it says: `usb`, `internal`, `hybrid`.
    pub transports: Vec<String>,
    /// What is certified of its model, by the operator's list: `FIDO` and `L2`.
    pub certifications: BTreeMap<String, String>,
}

/// For what a browser was given a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CeremonyKind {
    /// To register a key.
    Register,
    /// To sign in.
    SignIn,
    /// To prove once more who is there.
    Prove,
    /// To prove that the device is there, by whoever holds it.
    Confirm,
}

impl CeremonyKind {
    /// Its word in a key of the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::Prove => "prove",
            Self::Confirm => "confirm",
        }
    }
}

/// A challenge that waits for its answer: good once, for one kind of thing, in one session or sign-in
/// of one person (WA-2). Stored sealed; no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ceremony {
    /// For what it is.
    pub kind: CeremonyKind,
    /// Whose browser it was given to.
    pub principal: Principal,
    /// The session or the ticket in which it was.
    pub bound_to: String,
    /// What the browser was given, for showing the page again.
    pub options: String,
    /// What the answer is verified with, in the form of the library that does.
    pub state: Zeroizing<String>,
    /// When it was given.
    pub begun_at: Timestamp,
    /// What is being registered, if something is.
    pub registering: Option<NewKey>,
}

impl Ceremony {
    /// Whether an answer still counts.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.begun_at + SignedDuration::from_mins(CEREMONY_MINUTES)
    }
}

/// A key that is being registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// For whom.
    pub holder: Principal,
    /// The name it will have.
    pub name: DeviceName,
    /// The label it will have.
    pub label: DeviceLabel,
    /// The name of the device in whose place it will be, if it replaces one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<DeviceName>,
}

/// Whether something is let in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Let {
    /// It is.
    #[default]
    Allow,
    /// It is not.
    Deny,
}

/// A model of keys that the operator's list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyModel {
    /// What people call it.
    pub name: String,
    /// Whether it may be registered.
    pub rule: Let,
    /// What is certified of it, by AWS's names: `FIDO`, `FIPS-140-2`, `FIPS-140-3`.
    pub certifications: BTreeMap<String, String>,
    /// Certificates of the maker, in DER. Where there are some, a key of this model has to show a chain
    /// that ends in one of them; where there are none, its maker's own word is taken for it.
    pub roots: Vec<Vec<u8>>,
}

/// Which keys may be registered, and what becomes of one that was copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRules {
    /// Keys that may be copied to other machines: passkeys that a service keeps for people.
    pub synced: Let,
    /// A key whose sign count went back.
    pub cloned: Let,
    /// The models that are named.
    pub models: BTreeMap<Aaguid, KeyModel>,
    /// Models that are not.
    pub others: Let,
}

/// What a key says of itself when it is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its model.
    pub aaguid: Aaguid,
    /// How the model was told.
    pub attestation: Attestation,
    /// Whether it may be copied to other machines.
    pub backup_eligible: bool,
}

impl KeyRules {
    /// Whether anything is asked about models: only then is an authenticator asked what it is.
    pub fn asks_for_models(&self) -> bool {
        !self.models.is_empty() || self.others == Let::Deny
    }

    /// The certificates in which the chain of a key of this model has to end; none if no chain is asked
    /// for.
    pub fn roots_of(&self, model: &Aaguid) -> &[Vec<u8>] {
        self.models.get(model).map_or(&[], |model| &model.roots)
    }

    /// Whether a key may be registered, and what is certified of it. A certificate says nothing of a
    /// key that no maker signed for.
    pub fn judge(&self, said: &Said) -> Result<BTreeMap<String, String>, KeyFault> {
        if said.backup_eligible && self.synced == Let::Deny {
            return Err(KeyFault::Synced);
        }
        let model = self.models.get(&said.aaguid);
        match model.map_or(self.others, |model| model.rule) {
            Let::Deny => Err(KeyFault::Model(said.aaguid)),
            Let::Allow => Ok(model
                .filter(|_| said.attestation.is_of_maker())
                .map(|model| model.certifications.clone())
                .unwrap_or_default()),
        }
    }
}

/// Whether a count that did not grow shows that there are two of one key (Level 3, 6.1.1). A key that
/// does not count says zero for ever.
pub fn went_back(stored: u32, told: u32) -> bool {
    (stored > 0 || told > 0) && told <= stored
}

/// Why a key was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// What came back does not prove anything.
    #[error("the security key was not accepted")]
    NotAccepted,
    /// The challenge was used, is too old, or was given to another page.
    #[error("this page is too old, or another one has taken its place; try again")]
    Over,
    /// The key did not ask who is there: no PIN, no finger, no face.
    #[error("the security key did not verify its user; set a PIN or a fingerprint on it")]
    NotVerified,
    /// An attestation of a form that is not served.
    #[error("an attestation of the form `{0}` is not served; use another authenticator")]
    Form(String),
    /// A model that may not be registered here.
    #[error("security keys of the model {0} may not be registered here")]
    Model(Aaguid),
    /// A passkey that is kept by a service.
    #[error("passkeys that are copied between machines may not be registered here")]
    Synced,
    /// No maker that is known here has signed for it.
    #[error("security keys of the model {0} have to prove their make here, and this one did not")]
    Maker(Aaguid),
    /// Somebody has registered this very credential.
    #[error("this security key is registered already")]
    Known,
    /// The sign count went back.
    #[error("the sign count of this security key went back: there may be a copy of it")]
    Cloned,
}

#[cfg(test)]
mod tests {
    use super::*;

    const YUBIKEY: &str = "2fc0579f-8113-47ea-b116-bb5a8db9202a";

    fn said(attestation: Attestation, backup_eligible: bool) -> Said {
        Said {
            aaguid: Aaguid::parse(YUBIKEY).unwrap(),
            attestation,
            backup_eligible,
        }
    }

    fn listed(rule: Let) -> KeyRules {
        let model = KeyModel {
            name: "YubiKey 5".into(),
            rule,
            certifications: [("FIDO".to_owned(), "L2".to_owned())].into(),
            roots: Vec::new(),
        };
        KeyRules {
            models: [(Aaguid::parse(YUBIKEY).unwrap(), model)].into(),
            ..KeyRules::default()
        }
    }

    #[test]
    fn a_model_is_read_as_it_is_written() {
        assert_eq!(Aaguid::parse(YUBIKEY).unwrap().to_string(), YUBIKEY);
        assert_eq!(
            Aaguid::parse(&YUBIKEY.to_uppercase()).unwrap().to_string(),
            YUBIKEY
        );
        assert_eq!(
            Aaguid::UNKNOWN.to_string(),
            "00000000-0000-0000-0000-000000000000"
        );
        for bad in [
            "",
            "2fc0579f",
            &YUBIKEY.replace('-', ""),
            &YUBIKEY.replace('f', "x"),
        ] {
            assert_eq!(Aaguid::parse(bad), None, "{bad}");
        }
    }

    /// WA-7: what a policy may say about models and about keys that are copied.
    #[test]
    fn wa_7_models_and_synced_keys_are_let_in_as_the_rules_say() {
        let open = KeyRules::default();
        assert_eq!(
            open.judge(&said(Attestation::None, true)),
            Ok(BTreeMap::new())
        );
        assert!(!open.asks_for_models());
        let bound = KeyRules {
            synced: Let::Deny,
            ..KeyRules::default()
        };
        assert_eq!(
            bound.judge(&said(Attestation::None, true)),
            Err(KeyFault::Synced)
        );
        assert!(bound.judge(&said(Attestation::None, false)).is_ok());
        let known = listed(Let::Allow);
        let certified = known.judge(&said(Attestation::Packed, false)).unwrap();
        assert_eq!(certified.get("FIDO").map(String::as_str), Some("L2"));
        // Nobody but the key itself says that it is of this model.
        for unsigned in [Attestation::None, Attestation::OfItself] {
            assert_eq!(known.judge(&said(unsigned, false)), Ok(BTreeMap::new()));
        }
        let denied = listed(Let::Deny).judge(&said(Attestation::Packed, false));
        assert!(matches!(denied, Err(KeyFault::Model(_))));
        let only = KeyRules {
            others: Let::Deny,
            ..listed(Let::Allow)
        };
        let stranger = Said {
            aaguid: Aaguid::UNKNOWN,
            ..said(Attestation::None, false)
        };
        assert!(only.judge(&said(Attestation::None, false)).is_ok());
        assert_eq!(only.judge(&stranger), Err(KeyFault::Model(Aaguid::UNKNOWN)));
    }

    /// WA-6: when a count shows that there are two.
    #[test]
    fn wa_6_a_count_that_does_not_grow_shows_a_copy_unless_the_key_does_not_count() {
        for (stored, told, back) in [
            (0, 0, false),
            (0, 1, false),
            (1, 2, false),
            (2, 2, true),
            (2, 1, true),
            (2, 0, true),
            (u32::MAX, 0, true),
        ] {
            assert_eq!(went_back(stored, told), back, "{stored} then {told}");
        }
    }
}
