//! A managed policy of an account, with its versions.
//!
//! INVARIANT: a version's number is never given twice, and its document never changes; exactly one
//! version is the default, which is the one that decides.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, EntityPath, PolicyId, PolicyName, arn};
use crate::tags::Tag;

/// Most managed policies of one account (IAM quotas: `PoliciesQuota`).
pub const POLICIES_MAX: u32 = 1500;
/// Most versions of one policy (IAM quotas: `VersionsPerPolicyQuota`).
pub const VERSIONS_MAX: usize = 5;
/// Most managed policies that are attached to one user or group (IAM quotas:
/// `AttachedPoliciesPerUserQuota`, `AttachedPoliciesPerGroupQuota`).
pub const ATTACHED_MAX: usize = 10;
/// Most characters of a description.
pub const DESCRIPTION_CHARS_MAX: usize = 1000;

/// A managed policy of an account. The documents of its versions are records of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerPolicy {
    /// Whose it is.
    pub account: AccountId,
    /// Never changed, never given twice.
    pub id: PolicyId,
    /// Unique in the account whatever its case, never changed.
    pub name: PolicyName,
    /// Where in the account's tree of names it stands, never changed.
    pub path: EntityPath,
    /// What it is for, as its maker says.
    pub description: Option<String>,
    /// What it is marked with, in the order of the keys.
    pub tags: Vec<Tag>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its default version changed last.
    pub updated_at: Timestamp,
    /// The versions that there are, the oldest first.
    pub versions: Vec<VersionOf>,
    /// The number of the default one.
    pub default_version: u32,
    /// The highest number that was ever given.
    pub last_version: u32,
    /// To how many users, groups and roles it is attached.
    pub attachments: u32,
    /// How many users and roles it bounds.
    pub boundaries: u32,
}

/// A version of a policy, beside its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionOf {
    /// Its number: `v1` has 1.
    pub number: u32,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The document of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// Whose policy it is.
    pub account: AccountId,
    /// Of which policy.
    pub policy: PolicyId,
    /// Its number.
    pub number: u32,
    /// The document, as it was written.
    pub document: String,
}

/// Why a policy or a version of one stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// It is attached to somebody, or bounds somebody.
    Attached,
    /// There are versions beside the default one.
    Versions,
    /// It is the default one.
    Default,
}

impl CustomerPolicy {
    /// The policy's ARN.
    pub fn arn(&self) -> String {
        arn::policy(&self.account, &self.path, &self.name)
    }

    /// The version with this number.
    pub fn version(&self, number: u32) -> Option<&VersionOf> {
        self.versions
            .iter()
            .find(|version| version.number == number)
    }

    /// Adds a version and gives its number; none if there are as many as there may be.
    pub fn add_version(&mut self, now: Timestamp, becomes_default: bool) -> Option<u32> {
        if self.versions.len() >= VERSIONS_MAX {
            return None;
        }
        self.last_version += 1;
        self.versions.push(VersionOf {
            number: self.last_version,
            created_at: now,
        });
        if becomes_default {
            self.default_version = self.last_version;
        }
        self.updated_at = now;
        Some(self.last_version)
    }

    /// Whether a version may be deleted.
    pub fn may_lose(&self, number: u32) -> Result<(), Stays> {
        if number == self.default_version {
            return Err(Stays::Default);
        }
        Ok(())
    }

    /// Whether the policy may be deleted: nobody has it, and only the default version is left.
    pub fn may_go(&self) -> Result<(), Stays> {
        if self.attachments > 0 || self.boundaries > 0 {
            return Err(Stays::Attached);
        }
        if self.versions.len() > 1 {
            return Err(Stays::Versions);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> CustomerPolicy {
        let at = Timestamp::UNIX_EPOCH;
        CustomerPolicy {
            account: AccountId::parse("123456789012").unwrap(),
            id: PolicyId::parse("ANPAAAAAAAAAAAAAAAAAA").unwrap(),
            name: PolicyName::parse("Audit").unwrap(),
            path: EntityPath::parse("/keiri/").unwrap(),
            description: None,
            tags: Vec::new(),
            created_at: at,
            updated_at: at,
            versions: vec![VersionOf {
                number: 1,
                created_at: at,
            }],
            default_version: 1,
            last_version: 1,
            attachments: 0,
            boundaries: 0,
        }
    }

    #[test]
    fn there_are_five_versions_at_most_and_no_number_comes_twice() {
        let mut policy = policy();
        let now = Timestamp::UNIX_EPOCH;
        let given: Vec<_> = (0..5).map(|at| policy.add_version(now, at == 0)).collect();
        assert_eq!(given, [Some(2), Some(3), Some(4), Some(5), None]);
        assert_eq!(policy.default_version, 2);
        policy.versions.retain(|version| version.number != 5);
        assert_eq!(policy.add_version(now, false), Some(6));
    }

    #[test]
    fn a_policy_stays_while_somebody_has_it_or_has_other_versions() {
        let mut one = policy();
        assert_eq!(one.may_go(), Ok(()));
        assert_eq!(one.may_lose(1), Err(Stays::Default));
        one.boundaries = 1;
        assert_eq!(one.may_go(), Err(Stays::Attached));
        one.boundaries = 0;
        one.add_version(Timestamp::UNIX_EPOCH, false);
        assert_eq!(one.may_go(), Err(Stays::Versions));
        assert_eq!(one.may_lose(2), Ok(()));
        assert_eq!(one.arn(), "arn:aws:iam::123456789012:policy/keiri/Audit");
    }
}
