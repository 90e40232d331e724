//! Who is there from the beginning: two accounts with root, administrators, and people who may
//! little. Every key and every password is fake, and says so.

use std::fmt::Write as _;

use serde_json::{Value, json};

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
const MANAGES_OWN_CREDENTIALS: &str = "arn:aws:iam::aws:policy/SekishoManageOwnCredentials";

/// The management account of the organization.
const MANAGEMENT: &str = "keiri";
/// Administrators of Keiri besides Hanako, for stories that give them a device.
const SPARE_ADMINISTRATORS: usize = 11;
/// People of Keiri who may manage their own credentials, one for each story that needs one.
const SELF_MANAGERS: usize = 16;

/// An account of the bootstrap file.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its number.
    pub id: &'static str,
    word: &'static str,
    people: Vec<Person>,
}

/// Somebody with a key and a password.
#[derive(Clone, Debug)]
pub struct Person {
    /// `root`, or the user's name.
    pub name: String,
    /// The account's number.
    pub account: &'static str,
    /// The id of the long-term key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    password: String,
    policies: &'static [&'static str],
}

impl Account {
    fn new(word: &'static str, id: &'static str, people: Vec<Role>) -> Self {
        let root = ("root".to_owned(), &[][..]);
        let everybody = std::iter::once(root).chain(people).enumerate();
        let people = everybody.map(|(number, (name, policies))| {
            let place = word.to_uppercase();
            Person {
                account: id,
                access_key_id: format!("AKIAFAKEOF{place}{number:05}"),
                secret_access_key: format!("{:-<40}", format!("fake-secret-of-{name}-in-{word}")),
                password: format!("fake-password-of-{name}"),
                policies,
                name,
            }
        });
        let people = people.collect();
        Self { id, word, people }
    }

    /// Somebody of this account.
    pub fn person(&self, name: &str) -> &Person {
        let found = self.people.iter().find(|person| person.name == name);
        found.unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    fn bootstrap(&self) -> String {
        let Self { id, word, .. } = self;
        let mut text = format!(
            "[[account]]\nid = \"{id}\"\nname = \"{word}\"\nalias = \"{word}-shared\"\n\
             root_email = \"root@{word}.example\"\npassword_permanent = true\n\
             management = {}\n",
            *word == MANAGEMENT
        );
        for person in &self.people {
            let Person {
                name,
                access_key_id,
                secret_access_key,
                password,
                policies,
                ..
            } = person;
            let key = format!("{{ id = \"{access_key_id}\", secret = \"{secret_access_key}\" }}");
            let written = if name == "root" {
                writeln!(
                    text,
                    "root_password = \"{password}\"\nroot_access_key = {key}"
                )
            } else {
                writeln!(
                    text,
                    "[[account.user]]\nname = \"{name}\"\npassword = \"{password}\"\n\
                     password_permanent = true\naccess_key = {key}\npolicies = {policies:?}"
                )
            };
            written.expect("a string takes everything");
        }
        text
    }

    fn facts(&self) -> Value {
        let people = self.people.iter().map(|person| {
            let facts = json!({
                "access_key_id": person.access_key_id,
                "secret_access_key": person.secret_access_key,
                "password": person.password,
            });
            (person.name.clone(), facts)
        });
        json!({
            "id": self.id,
            "alias": format!("{}-shared", self.word),
            "people": people.collect::<serde_json::Map<_, _>>(),
        })
    }
}

type Role = (String, &'static [&'static str]);

/// The account where most stories play. Hanako is its administrator, Taro may do nothing.
pub fn keiri() -> Account {
    let mut people: Vec<Role> = vec![
        ("hanako".to_owned(), &[ADMINISTRATOR]),
        ("taro".to_owned(), &[]),
    ];
    people.extend((1..=SPARE_ADMINISTRATORS).map(|n| (format!("admin-{n}"), &[ADMINISTRATOR][..])));
    people
        .extend((1..=SELF_MANAGERS).map(|n| (format!("own-{n}"), &[MANAGES_OWN_CREDENTIALS][..])));
    Account::new("keiri", "111122223333", people)
}

/// Another account, whose settings some stories change. Yoko is its administrator.
pub fn eigyo() -> Account {
    let people: Vec<Role> = vec![("yoko".to_owned(), &[ADMINISTRATOR])];
    Account::new("eigyo", "444455556666", people)
}

/// The bootstrap file that makes them.
pub fn bootstrap() -> String {
    keiri().bootstrap() + &eigyo().bootstrap()
}

/// What a client's stories are told: where the server is, and who is there.
pub fn world(endpoint: &str, region: &str) -> Value {
    json!({
        "endpoint": endpoint,
        "region": region,
        "accounts": { "keiri": keiri().facts(), "eigyo": eigyo().facts() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_told_apart_and_looks_like_one() {
        let (keiri, eigyo) = (keiri(), eigyo());
        let everybody: Vec<&Person> = keiri.people.iter().chain(&eigyo.people).collect();
        let ids: std::collections::HashSet<&str> = everybody
            .iter()
            .map(|person| person.access_key_id.as_str())
            .collect();
        assert_eq!(ids.len(), everybody.len());
        for person in everybody {
            assert_eq!(person.access_key_id.len(), 20, "{person:?}");
            assert_eq!(person.secret_access_key.len(), 40, "{person:?}");
        }
    }
}
