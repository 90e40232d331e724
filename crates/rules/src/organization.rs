//! The organization: all accounts of the installation, under the one that is marked as the management
//! account. Where none is, there is no organization.
//!
//! Its id follows from the id of the management account, which never changes; so it is the same for
//! ever without being kept anywhere.

use sha2::{Digest as _, Sha256};

use crate::account::Account;
use crate::ids::AccountId;

/// The characters of an id: digits and letters of which none is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Characters after `o-`, as AWS draws them.
const ID_CHARS: usize = 10;

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The account that looks after the others.
    pub management: AccountId,
}

impl Organization {
    /// The organization of these accounts, if one of them is marked. Of two it is the older one.
    pub fn of<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Option<Self> {
        let marked = accounts.into_iter().filter(|account| account.management);
        let first = marked.min_by_key(|account| (account.created_at, account.id.clone()))?;
        Some(Self {
            management: first.id.clone(),
        })
    }

    /// Its id.
    pub fn id(&self) -> String {
        let hash = Sha256::digest(format!("organization/{}", self.management));
        let letters = hash.iter().take(ID_CHARS);
        let letters = letters.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        format!("o-{}", letters.collect::<String>())
    }

    /// Its ARN.
    pub fn arn(&self) -> String {
        let (management, id) = (&self.management, self.id());
        format!("arn:aws:organizations::{management}:organization/{id}")
    }

    /// The ARN of an account in it.
    pub fn account_arn(&self, account: &AccountId) -> String {
        let (management, id) = (&self.management, self.id());
        format!("arn:aws:organizations::{management}:account/{id}/{account}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountName;

    fn account(id: &str, management: bool, created_at: &str) -> Account {
        Account {
            id: AccountId::parse(id).unwrap(),
            name: AccountName::parse("Keiri").unwrap(),
            alias: None,
            management,
            created_at: created_at.parse().unwrap(),
            users: 0,
            virtual_devices: 0,
            assigned_devices: 0,
            groups: 0,
            roles: 0,
            policies: 0,
            password_policy: None,
        }
    }

    #[test]
    fn the_oldest_account_that_is_marked_is_the_management_account() {
        let member = account("111111111111", false, "2024-01-01T00:00:00Z");
        let younger = account("222222222222", true, "2024-03-01T00:00:00Z");
        let older = account("333333333333", true, "2024-02-01T00:00:00Z");
        assert_eq!(Organization::of([&member]), None);
        let found = Organization::of([&member, &younger, &older]).unwrap();
        assert_eq!(found.management, older.id);
    }

    #[test]
    fn ids_are_of_awss_form_stable_and_different() {
        let of = |id: &str| {
            let marked = account(id, true, "2024-01-01T00:00:00Z");
            Organization::of([&marked]).unwrap()
        };
        let (one, other) = (of("111111111111"), of("111111111112"));
        // It stands in clients' configurations, so it must not change with a new version.
        assert_eq!(one.id(), "o-af95cdat25");
        assert_ne!(one.id(), other.id());
        let member = AccountId::parse("222222222222").unwrap();
        let expected = format!(
            "arn:aws:organizations::111111111111:account/{}/222222222222",
            one.id()
        );
        assert_eq!(one.account_arn(&member), expected);
    }
}
