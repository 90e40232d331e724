//! Who acts, and what they prove it with.
//!
//! The root user is a record of its own in each account and never a user who is named root; its
//! stable id is the account's.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{AccessKeyId, AccountId, RoleId, SerialNumber, UserId};

/// Most devices that one person may have, any mix of kinds (IAM quotas).
pub const DEVICES_MAX: usize = 8;
/// Most long-term access keys that somebody may have (IAM quotas: `AccessKeysPerUserQuota`).
pub const ACCESS_KEYS_MAX: usize = 2;
/// How long a password works that somebody else typed or saw.
pub const TEMPORARY_PASSWORD_HOURS: i64 = 72;

/// Somebody who can act.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Principal {
    /// The root user of an account.
    Root(AccountId),
    /// An IAM user, by the id that never changes and is never given twice.
    User(AccountId, UserId),
    /// A role, whoever has taken it on. It signs in nowhere and has nothing to prove itself with.
    Role(AccountId, RoleId),
}

impl Principal {
    /// The account that they belong to.
    pub fn account(&self) -> &AccountId {
        match self {
            Self::Root(account) | Self::User(account, _) | Self::Role(account, _) => account,
        }
    }

    /// The id that stays the same when names change (`aws:userid`).
    pub fn stable_id(&self) -> &str {
        match self {
            Self::Root(account) => account.as_str(),
            Self::User(_, id) => id.as_str(),
            Self::Role(_, id) => id.as_str(),
        }
    }

    /// Whether it is a root user.
    pub fn is_root(&self) -> bool {
        matches!(self, Self::Root(_))
    }
}

/// Whether a long-term access key opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessKeyStatus {
    /// It does.
    Active,
    /// It does not, until it is made active again.
    Inactive,
}

/// What is known of a long-term access key beside its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// Its id.
    pub id: AccessKeyId,
    /// Whether it opens anything.
    pub status: AccessKeyStatus,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What is known of a password beside its hash, which is a sealed record of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordState {
    /// Since when there is a password without a break (AWS: the login profile's `CreateDate`).
    pub created_at: Timestamp,
    /// When it was set.
    pub set_at: Timestamp,
    /// Whether the next sign-in must change it.
    pub must_change: bool,
    /// When it dies unless it has been changed.
    pub dies_at: Option<Timestamp>,
    /// Whether somebody else knows it, as far as many wrong codes behind it tell.
    pub known_to_others: bool,
}

impl PasswordState {
    /// A password that its owner chose unseen.
    pub fn own(now: Timestamp) -> Self {
        Self {
            created_at: now,
            set_at: now,
            must_change: false,
            dies_at: None,
            known_to_others: false,
        }
    }

    /// A password that somebody else typed or saw.
    pub fn temporary(now: Timestamp) -> Self {
        let lifetime = SignedDuration::from_hours(TEMPORARY_PASSWORD_HOURS);
        Self {
            created_at: now,
            set_at: now,
            must_change: true,
            dies_at: Some(now + lifetime),
            known_to_others: false,
        }
    }

    /// As [`PasswordState::temporary`], for root: it must be changed and does not die, because nobody
    /// stands above root who could give it another.
    pub fn handed_to_root(now: Timestamp) -> Self {
        Self {
            dies_at: None,
            ..Self::temporary(now)
        }
    }

    /// Whether it still opens anything.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.dies_at.is_none_or(|dies_at| now < dies_at)
    }
}

/// What a person proves themselves with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Absent for a user without console access.
    pub password: Option<PasswordState>,
    /// The devices that are assigned, in the order of their assignment.
    pub devices: Vec<SerialNumber>,
    /// Long-term access keys; their secrets are sealed records of their own.
    pub access_keys: Vec<AccessKey>,
    /// Counts what ends sessions: only sessions of the present generation live. A count and not a
    /// time, because two things can happen in one millisecond.
    pub session_generation: u32,
}

impl Credentials {
    /// The long-term key of this id.
    pub fn access_key(&self, id: &AccessKeyId) -> Option<&AccessKey> {
        self.access_keys.iter().find(|key| key.id == *id)
    }

    /// How many of the long-term keys are active.
    pub fn active_access_keys(&self) -> usize {
        let active = |key: &&AccessKey| key.status == AccessKeyStatus::Active;
        self.access_keys.iter().filter(active).count()
    }

    /// Whether one more device can be assigned.
    pub fn has_room_for_a_device(&self) -> bool {
        self.devices.len() < DEVICES_MAX
    }

    /// Whether a sign-in asks for a second factor.
    pub fn has_mfa(&self) -> bool {
        !self.devices.is_empty()
    }

    /// Ends every session that was opened before.
    pub fn end_sessions(&mut self) {
        self.session_generation += 1;
    }

    /// Assigns a device. The first one ends the sessions that were opened without it.
    pub fn assign(&mut self, serial: SerialNumber) {
        if self.devices.is_empty() {
            self.end_sessions();
        }
        self.devices.push(serial);
    }

    /// Takes a device away, which ends every session. False if it was not assigned.
    pub fn unassign(&mut self, serial: &SerialNumber) -> bool {
        let before = self.devices.len();
        self.devices.retain(|held| held != serial);
        let taken = self.devices.len() < before;
        if taken {
            self.end_sessions();
        }
        taken
    }

    /// Sets a password and ends every session that the old one opened.
    pub fn set_password(&mut self, state: PasswordState) {
        let created_at = self.password.map(|before| before.created_at);
        self.password = Some(PasswordState {
            created_at: created_at.unwrap_or(state.created_at),
            ..state
        });
        self.end_sessions();
    }

    /// Takes the password away, which ends every session. False if there was none.
    pub fn remove_password(&mut self) -> bool {
        let was_there = self.password.take().is_some();
        if was_there {
            self.end_sessions();
        }
        was_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serial(number: usize) -> SerialNumber {
        SerialNumber::parse(&format!("arn:aws:iam::123456789012:mfa/phone-{number}")).unwrap()
    }

    #[test]
    fn there_is_room_for_eight_devices_and_no_more() {
        let mut credentials = Credentials::default();
        for number in 0..DEVICES_MAX {
            assert!(credentials.has_room_for_a_device());
            credentials.assign(serial(number));
        }
        assert!(!credentials.has_room_for_a_device());
    }

    #[test]
    fn se_5_what_ends_the_other_sessions() {
        let mut credentials = Credentials::default();
        credentials.assign(serial(1));
        assert_eq!(
            credentials.session_generation, 1,
            "the first device ends sessions without it"
        );
        credentials.assign(serial(2));
        assert_eq!(
            credentials.session_generation, 1,
            "adding another ends nothing"
        );
        assert!(credentials.unassign(&serial(2)));
        assert_eq!(credentials.session_generation, 2);
        assert!(!credentials.unassign(&serial(2)));
        assert_eq!(
            credentials.session_generation, 2,
            "nothing was taken, nothing ends"
        );
        credentials.set_password(PasswordState::own(Timestamp::UNIX_EPOCH));
        assert_eq!(credentials.session_generation, 3);
    }

    #[test]
    fn rc_6_a_temporary_password_dies_after_72_hours() {
        let set_at: Timestamp = "2024-07-16T00:00:00Z".parse().unwrap();
        let state = PasswordState::temporary(set_at);
        let dies_at: Timestamp = "2024-07-19T00:00:00Z".parse().unwrap();
        assert!(state.must_change);
        assert!(state.is_alive(dies_at - SignedDuration::from_millis(1)));
        assert!(!state.is_alive(dies_at));
        assert!(PasswordState::own(set_at).is_alive(dies_at));
    }
}
