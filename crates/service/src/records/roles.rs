//! Keys of roles.

use rules::Role;
use rules::ids::{AccountId, RoleId, RoleName};
use store::Key;

use super::{Stored, Unique};

/// Index of an account's roles by folded name.
pub(crate) const ROLE_NAMES: &str = "role-name";

impl Stored for Role {
    const KIND: &'static str = "role";

    fn key(&self) -> Key {
        role_key(&self.account, &self.id)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![role_name_is(&self.account, &self.name)]
    }
}

pub(crate) fn role_key(account: &AccountId, id: &RoleId) -> Key {
    Key::new(account.as_str(), Role::KIND, id.as_str())
}

/// Where no role is.
pub(crate) fn no_role_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), Role::KIND, super::ONLY)
}

pub(crate) fn role_name_is(account: &AccountId, name: &RoleName) -> Unique {
    Unique::new(account.as_str(), ROLE_NAMES, &name.folded())
}
