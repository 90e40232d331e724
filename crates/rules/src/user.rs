//! An IAM user.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Email, EntityPath, GroupId, UserId, UserName, arn};
use crate::inline::InlinePolicy;
use crate::principal::{Credentials, Principal};
use crate::tags::Tag;

/// Somebody whom an account knows by a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Where the user is known.
    pub account: AccountId,
    /// Never changed, never given twice.
    pub id: UserId,
    /// Unique in the account whatever its case.
    pub name: UserName,
    /// Where in the account's tree of names the user stands.
    pub path: EntityPath,
    /// When the user was made.
    pub created_at: Timestamp,
    /// ARNs of the policies that are attached.
    pub policies: Vec<String>,
    /// Where the person is told things; AWS's users have none.
    pub contact_email: Option<Email>,
    /// What the user is marked with, in the order of the keys.
    pub tags: Vec<Tag>,
    /// The groups that the user belongs to, in the order of joining.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// The policies that belong to the user alone, in the order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inline: Vec<InlinePolicy>,
    /// The ARN of the policy that bounds what all others can allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<String>,
    /// What the user proves themselves with.
    pub credentials: Credentials,
}

impl User {
    /// Who it is.
    pub fn principal(&self) -> Principal {
        Principal::User(self.account.clone(), self.id.clone())
    }

    /// The user's ARN.
    pub fn arn(&self) -> String {
        arn::user(&self.account, &self.path, &self.name)
    }
}
