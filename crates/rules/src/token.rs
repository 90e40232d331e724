//! Hardware TOTP tokens: the stock of the installation, and what is known of one token.
//!
//! A token is imported with its seed and waits in the stock until somebody adds it by its serial
//! number. Its seed, its drift and the mark of the last used step stay with the stock: whoever gives a
//! token back leaves the mark, so that no code that opened a door once opens one for the next holder.
//!
//! Not here: reading seed files (`otp::seedfile`), storing, and who may add a token.

use jiff::Timestamp;
use otp::{Algorithm, Digits, Params, Step, TokenDrift};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::ids::{AccountId, DeviceName, TokenSerial};
use crate::principal::Principal;

/// The longest name that is made of a serial number.
const NAME_BYTES_MAX: usize = 128;

/// The hash under a token's codes, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenAlgorithm {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl From<Algorithm> for TokenAlgorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::Sha1,
            Algorithm::Sha256 => Self::Sha256,
            Algorithm::Sha512 => Self::Sha512,
        }
    }
}

impl From<TokenAlgorithm> for Algorithm {
    fn from(algorithm: TokenAlgorithm) -> Self {
        match algorithm {
            TokenAlgorithm::Sha1 => Self::Sha1,
            TokenAlgorithm::Sha256 => Self::Sha256,
            TokenAlgorithm::Sha512 => Self::Sha512,
        }
    }
}

/// A token of the stock, in somebody's hands or not. Stored sealed; no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct StockToken {
    /// The number that is printed on it. It is the only one in the installation, whatever its case.
    pub serial: TokenSerial,
    /// The seed in base32.
    pub seed: Zeroizing<String>,
    /// The hash under its codes.
    pub algorithm: TokenAlgorithm,
    /// How many digits a code has: 6 to 8.
    pub digits: u8,
    /// How long a code is shown, in seconds.
    pub step_seconds: u32,
    /// How many steps its clock is ahead; negative when it is behind.
    pub drift_steps: i32,
    /// How many uses in a row were at the same edge of the window.
    pub edge_uses: i8,
    /// The last step that was used, by whoever held it then.
    pub last_step: Option<u64>,
    /// When a code of it was accepted last.
    pub last_used_at: Option<Timestamp>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// What its maker calls it.
    pub model: Option<String>,
    /// The import that brought it. It is there for nobody before that import is complete.
    pub batch: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// From when on it may be used.
    pub starts_at: Option<Timestamp>,
    /// From when on it may not.
    pub expires_at: Option<Timestamp>,
    /// The only account that may have it.
    pub reserved_for: Option<AccountId>,
    /// Who holds it.
    pub holder: Option<Principal>,
    /// When its holder got it.
    pub assigned_at: Option<Timestamp>,
}

impl StockToken {
    /// Hash, digits and step. None if what is stored cannot be so.
    pub fn params(&self) -> Option<Params> {
        let digits = Digits::new(self.digits).ok()?;
        Params::new(self.algorithm.into(), digits, self.step_seconds).ok()
    }

    /// What its clock is known to be.
    pub fn drift(&self) -> TokenDrift {
        TokenDrift {
            steps: self.drift_steps,
            edge_uses: self.edge_uses,
        }
    }

    /// Remembers a use: the step is never accepted again, and the drift is as use has shown it.
    pub fn used(&mut self, at: Timestamp, step: Step, drift: TokenDrift) {
        self.last_step = Some(step.0);
        self.last_used_at = Some(at);
        self.drift_steps = drift.steps;
        self.edge_uses = drift.edge_uses;
    }

    /// Whether it works by its dates.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.starts_at.is_none_or(|from| from <= now)
            && self.expires_at.is_none_or(|until| now < until)
    }

    /// Whether somebody of this account may have it now.
    pub fn is_free_for(&self, account: &AccountId, now: Timestamp) -> bool {
        let reserved = self.reserved_for.as_ref();
        self.holder.is_none() && reserved.is_none_or(|only| only == account) && self.is_valid(now)
    }

    /// Gives it to somebody.
    pub fn assign(&mut self, holder: Principal, now: Timestamp) {
        self.holder = Some(holder);
        self.assigned_at = Some(now);
    }

    /// Takes it back into the stock. The mark and the drift stay.
    pub fn take_back(&mut self) {
        self.holder = None;
        self.assigned_at = None;
    }
}

/// What a device is called whose holder gave it no name: its serial number, with a hyphen for what a
/// name cannot have.
pub fn name_of(serial: &TokenSerial) -> DeviceName {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    let name: String = serial
        .as_str()
        .chars()
        .take(NAME_BYTES_MAX)
        .map(|letter| if allowed(letter) { letter } else { '-' })
        .collect();
    DeviceName::parse(&name).expect("a serial number is not empty, and its letters do")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn account(id: &str) -> AccountId {
        AccountId::parse(id).unwrap()
    }

    fn token() -> StockToken {
        StockToken {
            serial: TokenSerial::parse("2600123").unwrap(),
            seed: "FAKESEED".to_owned().into(),
            algorithm: TokenAlgorithm::Sha256,
            digits: 8,
            step_seconds: 60,
            drift_steps: 0,
            edge_uses: 0,
            last_step: None,
            last_used_at: None,
            manufacturer: None,
            model: None,
            batch: "b".into(),
            imported_at: at("2026-01-01T00:00:00Z"),
            starts_at: Some(at("2026-01-02T00:00:00Z")),
            expires_at: Some(at("2027-01-01T00:00:00Z")),
            reserved_for: None,
            holder: None,
            assigned_at: None,
        }
    }

    #[test]
    fn a_token_is_free_within_its_dates_for_whom_it_is_reserved() {
        let ours = account("123456789012");
        let theirs = account("210987654321");
        let table = [
            ("2026-01-01T23:59:59Z", None, false, false),
            ("2026-01-02T00:00:00Z", None, false, true),
            ("2026-12-31T23:59:59Z", None, false, true),
            ("2027-01-01T00:00:00Z", None, false, false),
            ("2026-06-01T00:00:00Z", Some(&ours), false, true),
            ("2026-06-01T00:00:00Z", Some(&theirs), false, false),
            ("2026-06-01T00:00:00Z", None, true, false),
            ("2026-06-01T00:00:00Z", Some(&ours), true, false),
        ];
        for (now, reserved, held, free) in table {
            let mut token = token();
            token.reserved_for = reserved.cloned();
            if held {
                token.assign(Principal::Root(ours.clone()), at(now));
            }
            assert_eq!(token.is_free_for(&ours, at(now)), free, "{now} {held}");
        }
    }

    #[test]
    fn otp_3_the_mark_and_the_drift_survive_a_new_holder() {
        let mut token = token();
        let now = at("2026-06-01T00:00:00Z");
        token.assign(Principal::Root(account("123456789012")), now);
        token.used(now, Step(99), TokenDrift::learned(-3));
        token.take_back();
        assert_eq!(token.last_step, Some(99));
        assert_eq!(token.drift().steps, -3);
        assert!(token.holder.is_none() && token.assigned_at.is_none());
    }

    #[test]
    fn what_is_stored_gives_the_parameters_or_nothing() {
        let params = token().params().unwrap();
        assert_eq!(params.algorithm(), Algorithm::Sha256);
        assert_eq!(params.digits(), Digits::EIGHT);
        assert_eq!(params.step_seconds(), 60);
        for (digits, step_seconds) in [(5, 30), (9, 30), (6, 0), (6, 3601)] {
            let mut token = token();
            token.digits = digits;
            token.step_seconds = step_seconds;
            assert!(token.params().is_none(), "{digits} {step_seconds}");
        }
    }

    #[test]
    fn a_serial_number_becomes_a_name() {
        let name = |text: &str| name_of(&TokenSerial::parse(text).unwrap()).to_string();
        assert_eq!(name("2600123"), "2600123");
        assert_eq!(name("A/B:1"), "A-B-1");
        assert_eq!(name(&"9".repeat(256)).len(), 128);
    }
}
