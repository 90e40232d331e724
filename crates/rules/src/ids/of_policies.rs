//! Names and unique ids of groups, roles and policies.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ID_ALPHABET, ID_LENGTH, is_name};
use crate::chance::{self, Chance};
use crate::invalid::Invalid;

text_type!(
    /// A group's name, unique in the account whatever its case.
    GroupName,
    Invalid::GroupName,
    |text| is_name(text, 128)
);

impl GroupName {
    /// The form in which two names are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

text_type!(
    /// A role's name, unique in the account whatever its case.
    RoleName,
    Invalid::RoleName,
    |text| is_name(text, 64)
);

impl RoleName {
    /// The form in which two names are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

text_type!(
    /// A policy's name: of a managed one unique in the account, of an inline one unique at its owner.
    PolicyName,
    Invalid::PolicyName,
    |text| is_name(text, 128)
);

impl PolicyName {
    /// The form in which two names are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn is_id(text: &str, prefix: &str) -> bool {
    text.len() == prefix.len() + ID_LENGTH
        && text.starts_with(prefix)
        && text[prefix.len()..]
            .bytes()
            .all(|byte| ID_ALPHABET.contains(&byte))
}

fn random_id(chance: &mut dyn Chance, prefix: &str) -> String {
    format!("{prefix}{}", chance::text(chance, ID_ALPHABET, ID_LENGTH))
}

text_type!(
    /// A group's unique id (`AGPA…`), never given twice.
    GroupId,
    Invalid::GroupName,
    |text| is_id(text, "AGPA")
);

impl GroupId {
    /// A new id.
    pub fn random(chance: &mut dyn Chance) -> Self {
        Self(random_id(chance, "AGPA"))
    }
}

text_type!(
    /// A role's unique id (`AROA…`), never given twice.
    RoleId,
    Invalid::RoleName,
    |text| is_id(text, "AROA")
);

impl RoleId {
    /// A new id.
    pub fn random(chance: &mut dyn Chance) -> Self {
        Self(random_id(chance, "AROA"))
    }
}

text_type!(
    /// A managed policy's unique id (`ANPA…`), never given twice.
    PolicyId,
    Invalid::PolicyName,
    |text| is_id(text, "ANPA")
);

impl PolicyId {
    /// A new id.
    pub fn random(chance: &mut dyn Chance) -> Self {
        Self(random_id(chance, "ANPA"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::tests::Counting;

    #[test]
    fn names_of_groups_and_policies_have_up_to_128_of_awss_letters() {
        let longest = "n".repeat(128);
        for good in ["Admins", "a+b=c,d.e_f-g@h", &longest] {
            assert!(GroupName::parse(good).is_ok(), "{good}");
            assert!(PolicyName::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "経理", "a b", "a/b", &"n".repeat(129)] {
            assert_eq!(GroupName::parse(bad), Err(Invalid::GroupName), "{bad}");
            assert_eq!(PolicyName::parse(bad), Err(Invalid::PolicyName), "{bad}");
        }
    }

    #[test]
    fn ids_tell_their_kind() {
        let mut chance = Counting(3);
        let group = GroupId::random(&mut chance);
        let policy = PolicyId::random(&mut chance);
        assert!(GroupId::parse(group.as_str()).is_ok());
        assert!(PolicyId::parse(policy.as_str()).is_ok());
        assert!(GroupId::parse(policy.as_str()).is_err());
        assert!(PolicyId::parse("ANPA").is_err());
        let role = RoleId::random(&mut chance);
        assert!(RoleId::parse(role.as_str()).is_ok() && GroupId::parse(role.as_str()).is_err());
    }
}
