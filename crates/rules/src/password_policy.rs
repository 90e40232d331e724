//! An account's password policy: what it adds to what every password must be.
//!
//! A policy can only add: whatever it says, a password has at least
//! [`password::LENGTH_MIN`](crate::password::LENGTH_MIN) characters. It does not concern root.
//!
//! Source: IAM user guide, "Set an account password policy"; IAM API reference,
//! UpdateAccountPasswordPolicy.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::invalid::PasswordFault;
use crate::principal::PasswordState;

/// Which minimum lengths a policy can have.
pub const LENGTHS: RangeInclusive<u8> = 6..=128;
/// Which ages a policy can give a password, in days.
pub const AGES_DAYS: RangeInclusive<u16> = 1..=1095;
/// How many earlier passwords a policy can remember.
pub const REMEMBERED: RangeInclusive<u8> = 1..=24;
/// What AWS calls symbols.
const SYMBOLS: &str = "!@#$%^&*()_+-=[]{}|'";

/// A password policy. What nobody asked for is as AWS has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "AWS's policy has six switches, and each stands for itself"
)]
pub struct PasswordPolicy {
    /// Fewest characters, one of [`LENGTHS`].
    pub length_min: u8,
    /// Whether there must be a symbol.
    pub symbols: bool,
    /// Whether there must be a digit.
    pub numbers: bool,
    /// Whether there must be an upper-case letter of the Latin alphabet.
    pub uppercase: bool,
    /// Whether there must be a lower-case letter of the Latin alphabet.
    pub lowercase: bool,
    /// Whether users may change their own password without a policy that says so.
    pub users_may_change: bool,
    /// How long a password is good for, one of [`AGES_DAYS`]; for ever if absent.
    pub age_days_max: Option<u16>,
    /// How many earlier passwords cannot be set again, one of [`REMEMBERED`]; none if absent.
    pub remembered: Option<u8>,
    /// Whether only an administrator can give a new password once it is too old.
    pub hard_expiry: bool,
}

impl Default for PasswordPolicy {
    /// What AWS sets for everything that an update does not name.
    fn default() -> Self {
        Self {
            length_min: 6,
            symbols: false,
            numbers: false,
            uppercase: false,
            lowercase: false,
            users_may_change: false,
            age_days_max: None,
            remembered: None,
            hard_expiry: false,
        }
    }
}

impl PasswordPolicy {
    /// Whether a password, as it will be hashed, is what the policy asks for.
    pub fn check(&self, password: &str) -> Result<(), PasswordFault> {
        let has = |wanted: bool, found: fn(char) -> bool| !wanted || password.chars().any(found);
        if password.chars().count() < usize::from(self.length_min) {
            return Err(PasswordFault::ShorterThan(self.length_min));
        }
        if !has(self.symbols, |letter| SYMBOLS.contains(letter)) {
            return Err(PasswordFault::NoSymbol);
        }
        if !has(self.numbers, |letter| letter.is_ascii_digit()) {
            return Err(PasswordFault::NoNumber);
        }
        if !has(self.uppercase, |letter| letter.is_ascii_uppercase()) {
            return Err(PasswordFault::NoUppercase);
        }
        if !has(self.lowercase, |letter| letter.is_ascii_lowercase()) {
            return Err(PasswordFault::NoLowercase);
        }
        Ok(())
    }

    /// When a password becomes too old, if it does.
    pub fn expires_at(&self, password: &PasswordState) -> Option<Timestamp> {
        let days = i64::from(self.age_days_max?);
        Some(password.set_at + SignedDuration::from_hours(24 * days))
    }

    /// Whether a password is too old now. The policy of today counts, not the one under which the
    /// password was set.
    pub fn is_too_old(&self, password: &PasswordState, now: Timestamp) -> bool {
        self.expires_at(password).is_some_and(|end| now >= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_is_asked_for_only_where_the_policy_says_so() {
        let none = PasswordPolicy::default();
        let all = PasswordPolicy {
            length_min: 10,
            symbols: true,
            numbers: true,
            uppercase: true,
            lowercase: true,
            ..none.clone()
        };
        let table = [
            (&none, "七転八起", Err(PasswordFault::ShorterThan(6))),
            (&none, "七転八起七転", Ok(())),
            (&all, "aB3!aB3!a", Err(PasswordFault::ShorterThan(10))),
            (&all, "aB3!aB3!aB", Ok(())),
            (&all, "aB3aB3aB3a", Err(PasswordFault::NoSymbol)),
            (&all, "aB!aB!aB!a", Err(PasswordFault::NoNumber)),
            (&all, "a3!a3!a3!a", Err(PasswordFault::NoUppercase)),
            (&all, "B3!B3!B3!B", Err(PasswordFault::NoLowercase)),
            // Only what AWS counts as a symbol is one.
            (&all, "aB3?aB3?aB", Err(PasswordFault::NoSymbol)),
        ];
        for (policy, password, expected) in table {
            assert_eq!(policy.check(password), expected, "{password}");
        }
    }

    #[test]
    fn a_password_is_too_old_exactly_after_its_days() {
        let set_at: Timestamp = "2024-07-16T00:00:00Z".parse().unwrap();
        let password = PasswordState::own(set_at);
        let policy = PasswordPolicy {
            age_days_max: Some(90),
            ..PasswordPolicy::default()
        };
        let end: Timestamp = "2024-10-14T00:00:00Z".parse().unwrap();
        assert_eq!(policy.expires_at(&password), Some(end));
        assert!(!policy.is_too_old(&password, end - SignedDuration::from_millis(1)));
        assert!(policy.is_too_old(&password, end));
        assert!(!PasswordPolicy::default().is_too_old(&password, end));
    }
}
