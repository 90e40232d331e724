//! A role: policies that somebody takes on for a while, and who may.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, EntityPath, RoleId, RoleName, arn};
use crate::inline::InlinePolicy;
use crate::principal::Principal;
use crate::tags::Tag;

/// Most roles of one account (IAM quotas: `RolesQuota`).
pub const ROLES_MAX: u32 = 1000;
/// Most managed policies that are attached to one role (IAM quotas: `AttachedPoliciesPerRoleQuota`).
pub const ATTACHED_TO_ROLE_MAX: usize = 20;
/// How long a session of a role lives at most, unless the role says otherwise, in seconds.
pub const SESSION_SECONDS_DEFAULT: u32 = 3_600;
/// What a role can say about it, in seconds.
pub const SESSION_SECONDS_MAX: u32 = 43_200;

/// A role.
///
/// INVARIANT: the trust policy names users and roles by their unique ids, so that one who is made
/// again under an old name is not trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Where it is known.
    pub account: AccountId,
    /// Never changed, never given twice.
    pub id: RoleId,
    /// Unique in the account whatever its case, never changed.
    pub name: RoleName,
    /// Where in the account's tree of names it stands, never changed.
    pub path: EntityPath,
    /// When it was made.
    pub created_at: Timestamp,
    /// The trust policy: who may take it on.
    pub trust: String,
    /// The users and roles whom the trust policy names, by their unique ids.
    pub trusted: BTreeMap<String, Principal>,
    /// What it is for, as its maker says.
    pub description: Option<String>,
    /// How long a session of it lives at most, in seconds (`MaxSessionDuration`).
    pub session_seconds_max: u32,
    /// What it is marked with, in the order of the keys.
    pub tags: Vec<Tag>,
    /// ARNs of the policies that are attached.
    pub policies: Vec<String>,
    /// The policies that belong to the role alone, in the order of their names.
    pub inline: Vec<InlinePolicy>,
    /// The ARN of the policy that bounds what all others can allow.
    pub boundary: Option<String>,
}

impl Role {
    /// Who acts, when somebody has taken it on.
    pub fn principal(&self) -> Principal {
        Principal::Role(self.account.clone(), self.id.clone())
    }

    /// The role's ARN.
    pub fn arn(&self) -> String {
        arn::role(&self.account, &self.path, &self.name)
    }
}

/// Reads `RoleArn`: the account and the name at the end. Whether the path is right is seen when the
/// role is found.
pub fn in_arn(text: &str) -> Option<(AccountId, RoleName)> {
    let rest = text.strip_prefix("arn:aws:iam::")?;
    let (account, path) = rest.split_once(":role/")?;
    let name = path.rsplit('/').next()?;
    Some((AccountId::parse(account).ok()?, RoleName::parse(name).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_names_an_account_and_a_role() {
        let good = in_arn("arn:aws:iam::123456789012:role/keiri/audit").unwrap();
        assert_eq!(good.0.as_str(), "123456789012");
        assert_eq!(good.1.as_str(), "audit");
        for bad in [
            "audit",
            "arn:aws:iam::123456789012:user/audit",
            "arn:aws:iam::1234:role/audit",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:sts::123456789012:role/audit",
        ] {
            assert_eq!(in_arn(bad), None, "{bad}");
        }
    }
}
