//! An account and its root user.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::ids::{AccountId, AccountName, Alias, Email};
use crate::password_policy::PasswordPolicy;
use crate::principal::{Credentials, Principal};

/// Most users of one account (IAM quotas: `UsersQuota`).
pub const USERS_MAX: u32 = 5000;

/// Most virtual devices of one account, assigned or not: as many as users (IAM quotas).
pub const VIRTUAL_DEVICES_MAX: u32 = USERS_MAX;

/// An account: the wall around its users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Given once, never changed.
    pub id: AccountId,
    /// What its people call it.
    pub name: AccountName,
    /// Its name in the sign-in address.
    pub alias: Option<Alias>,
    /// Whether it is the organization's management account. Stored now, used with organizations.
    pub management: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// How many users it has: the quota is judged by this count, not by a scan.
    pub users: u32,
    /// How many virtual devices exist, assigned or not.
    pub virtual_devices: u32,
    /// How many of them are assigned.
    pub assigned_devices: u32,
    /// How many groups it has.
    #[serde(default)]
    pub groups: u32,
    /// How many roles it has.
    #[serde(default)]
    pub roles: u32,
    /// How many managed policies of its own it has.
    #[serde(default)]
    pub policies: u32,
    /// What its users' passwords must be, beside what every password must be.
    pub password_policy: Option<PasswordPolicy>,
}

impl Account {
    /// What people type at the door: the alias, or else the id.
    pub fn sign_in_name(&self) -> &str {
        self.alias.as_ref().map_or(self.id.as_str(), Alias::as_str)
    }

    /// Counts a device that was made in the account. Only virtual ones have a maximum.
    pub fn came(&mut self, kind: DeviceKind) {
        if kind == DeviceKind::Virtual {
            self.virtual_devices += 1;
        }
    }

    /// Counts a device that is no more.
    pub fn went(&mut self, kind: DeviceKind) {
        if kind == DeviceKind::Virtual {
            self.virtual_devices -= 1;
        }
    }
}

/// The root user of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Whose root user it is.
    pub account: AccountId,
    /// The name it signs in with, unique in the installation.
    pub email: Email,
    /// What it proves itself with.
    pub credentials: Credentials,
}

impl Root {
    /// Who it is.
    pub fn principal(&self) -> Principal {
        Principal::Root(self.account.clone())
    }
}
