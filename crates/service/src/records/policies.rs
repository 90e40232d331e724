//! Keys of groups and of managed policies.
//!
//! A managed policy is stored under its name, which never changes, so its ARN leads to it without an
//! index.

use rules::ids::{AccountId, GroupId, GroupName, PolicyId, PolicyName};
use rules::{CustomerPolicy, Group, PolicyVersion};
use store::Key;

use super::{Stored, Unique};

/// Index of an account's groups by folded name.
pub(crate) const GROUP_NAMES: &str = "group-name";

impl Stored for Group {
    const KIND: &'static str = "group";

    fn key(&self) -> Key {
        group_key(&self.account, &self.id)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![group_name_is(&self.account, &self.name)]
    }
}

impl Stored for CustomerPolicy {
    const KIND: &'static str = "policy";

    fn key(&self) -> Key {
        policy_key(&self.account, &self.name)
    }
}

impl Stored for PolicyVersion {
    const KIND: &'static str = "policy-version";

    fn key(&self) -> Key {
        policy_version_key(&self.account, &self.policy, self.number)
    }
}

pub(crate) fn group_key(account: &AccountId, id: &GroupId) -> Key {
    Key::new(account.as_str(), Group::KIND, id.as_str())
}

pub(crate) fn group_name_is(account: &AccountId, name: &GroupName) -> Unique {
    Unique::new(account.as_str(), GROUP_NAMES, &name.folded())
}

pub(crate) fn policy_key(account: &AccountId, name: &PolicyName) -> Key {
    Key::new(account.as_str(), CustomerPolicy::KIND, name.folded())
}

pub(crate) fn policy_version_key(account: &AccountId, policy: &PolicyId, number: u32) -> Key {
    let id = format!("{policy}/{number:06}");
    Key::new(account.as_str(), PolicyVersion::KIND, id)
}
