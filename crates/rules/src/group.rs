//! A group: users who share policies.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, EntityPath, GroupId, GroupName, arn};
use crate::inline::InlinePolicy;

/// Most groups of one account (IAM quotas: `GroupsQuota`).
pub const GROUPS_MAX: u32 = 300;
/// Most groups that one user belongs to (IAM quotas: `GroupsPerUserQuota`).
pub const GROUPS_OF_USER_MAX: usize = 10;

/// A group. Who belongs to it stands with the users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Where it is known.
    pub account: AccountId,
    /// Never changed, never given twice.
    pub id: GroupId,
    /// Unique in the account whatever its case.
    pub name: GroupName,
    /// Where in the account's tree of names it stands.
    pub path: EntityPath,
    /// When it was made.
    pub created_at: Timestamp,
    /// ARNs of the policies that are attached.
    pub policies: Vec<String>,
    /// The policies that belong to the group alone, in the order of their names.
    pub inline: Vec<InlinePolicy>,
    /// How many users belong to it: whether it may be deleted is judged by this count.
    pub members: u32,
}

impl Group {
    /// The group's ARN.
    pub fn arn(&self) -> String {
        arn::group(&self.account, &self.path, &self.name)
    }
}
