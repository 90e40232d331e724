//! Accounts and the people in them, with verbs.

use std::sync::{Arc, Mutex};

use rules::AccountId;
use rules::ids::{AccessKeyId, UserName};
use rules::password::Password;
use service::ops::bootstrap::{BootstrapAccount, BootstrapUser, GivenKey, GivenPassword, Outcome};
use web::Lang;

use crate::browser::Browser;
use crate::known::lock;
use crate::page::Page;
use crate::phone::Phone;
use crate::program::{Key, Program};
use crate::world::{Inner, parsed};

/// The policy that the console gives to somebody who manages nothing but themselves.
pub const MANAGES_OWN: &str = "arn:aws:iam::aws:policy/SekishoManageOwnCredentials";
/// The policy of administrators.
pub const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// An account.
pub struct Account {
    world: Arc<Inner>,
    id: AccountId,
    alias: String,
    owner: Person,
    key: Option<Key>,
}

impl Account {
    pub(crate) fn new(
        world: &Arc<Inner>,
        alias: &str,
        entry: impl FnOnce(&str, &str) -> BootstrapAccount,
    ) -> Self {
        let email = format!("root@{alias}.example");
        let owner = Person::new(world, Door::Root(email.clone()), alias);
        let entry = entry(&email, &owner.password());
        let key = entry.root_access_key.as_ref().map(|key| Key {
            id: key.id.to_string(),
            secret: key.secret.to_string(),
            token: None,
        });
        let made = world.operator(&entry);
        let made = made.unwrap_or_else(|refusal| panic!("no account `{alias}`: {refusal}"));
        Self {
            world: world.clone(),
            id: made.id.expect("a new account is there"),
            alias: alias.to_owned(),
            owner,
            key,
        }
    }

    /// A program with root's access key, in an account that has one.
    pub fn program(&self) -> Program {
        let key = self.key.clone().expect("root of this account has a key");
        Program::new(&self.world, key)
    }

    /// A user with these policies, a password of their own, and a program with their key.
    pub fn with_key(&self, name: &str, policies: &[&str]) -> (Person, Program) {
        let person = self.somebody(name);
        let key = new_key(&self.world, &self.id);
        let entry = BootstrapUser {
            password: Some(GivenPassword::Plain(Password::typed(&person.password()))),
            access_key: Some(given(&key)),
            ..self.entry(name, policies)
        };
        let made = self.world.operator(&entry);
        assert_eq!(made, Ok(Outcome::Made), "{name}");
        (person, Program::new(&self.world, key))
    }

    /// Its twelve digits.
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// Who signs in as its root user.
    pub fn owner(&self) -> &Person {
        &self.owner
    }

    /// A user who manages their own credentials, with a password of their own.
    pub fn user(&self, name: &str) -> Person {
        self.person(name, &[MANAGES_OWN])
    }

    /// A user who may do everything, with a password of their own.
    pub fn administrator(&self, name: &str) -> Person {
        self.person(name, &[ADMINISTRATOR])
    }

    /// A user with exactly these policies.
    pub fn person(&self, name: &str, policies: &[&str]) -> Person {
        let person = self.somebody(name);
        let password = Password::typed(&person.password());
        let entry = BootstrapUser {
            password: Some(GivenPassword::Plain(password)),
            ..self.entry(name, policies)
        };
        let made = self.world.operator(&entry);
        assert_eq!(made, Ok(Outcome::Made), "{name}");
        person
    }

    /// The entry of a bootstrap file for a user without a password.
    pub fn entry(&self, name: &str, policies: &[&str]) -> BootstrapUser {
        BootstrapUser {
            account: self.id.clone(),
            name: parsed(UserName::parse(name)),
            password: None,
            password_permanent: true,
            access_key: None,
            policies: policies.iter().map(|policy| (*policy).to_owned()).collect(),
            contact_email: None,
        }
    }

    /// Somebody who comes to the door of users under this name, whether there is such a user or
    /// not.
    pub fn somebody(&self, name: &str) -> Person {
        let door = Door::User {
            account: self.alias.clone(),
            name: name.to_owned(),
        };
        Person::new(&self.world, door, &format!("{name} of {}", self.alias))
    }

    /// The ARN of a virtual device of this name.
    pub fn serial(&self, device: &str) -> String {
        format!("arn:aws:iam::{}:mfa/{device}", self.id)
    }
}

/// A new long-term key of an account.
pub(crate) fn new_key(world: &Inner, account: &AccountId) -> Key {
    let (number, prefix) = (account.number(), wire::ids::Prefix::LONG_TERM);
    let id = wire::ids::access_key_id(prefix, number, world.draws());
    let secret = data_encoding::BASE64.encode(&world.draws::<30>());
    Key {
        id: id.expect("the id of a key"),
        secret,
        token: None,
    }
}

/// A key as a bootstrap file gives it.
pub(crate) fn given(key: &Key) -> GivenKey {
    GivenKey {
        id: parsed(AccessKeyId::parse(&key.id)),
        secret: key.secret.clone().into(),
    }
}

/// Which door somebody comes to, and what they type there as a name.
#[derive(Clone)]
enum Door {
    Root(String),
    User { account: String, name: String },
}

/// Somebody with a password and a browser at home.
pub struct Person {
    world: Arc<Inner>,
    door: Mutex<Door>,
    password: Mutex<String>,
    home: Browser,
}

impl Person {
    fn new(world: &Arc<Inner>, door: Door, about: &str) -> Self {
        let password = format!("(fake) four words by {about}");
        world.secrets.add(&password);
        Self {
            world: world.clone(),
            door: Mutex::new(door),
            password: Mutex::new(password),
            home: world.browser(),
        }
    }

    /// Their own browser.
    pub fn browser(&self) -> &Browser {
        &self.home
    }

    /// What they type as their password now.
    pub fn password(&self) -> String {
        lock(&self.password).clone()
    }

    /// Remembers another password.
    pub fn learns_password(&self, password: &str) -> &Self {
        self.world.secrets.add(password);
        password.clone_into(&mut lock(&self.password));
        self
    }

    /// Types the account's id or an alias from now on.
    pub fn names_the_account(&self, text: &str) -> &Self {
        if let Door::User { account, .. } = &mut *lock(&self.door) {
            text.clone_into(account);
        }
        self
    }

    /// Types another address or user name from now on.
    pub fn names_themselves(&self, text: &str) -> &Self {
        match &mut *lock(&self.door) {
            Door::Root(name) | Door::User { name, .. } => text.clone_into(name),
        }
        self
    }

    /// Goes through their door with their own browser, up to what comes after the password.
    pub fn signs_in_with_password(&self) -> &Browser {
        self.signs_in_with_password_at(&self.home);
        &self.home
    }

    /// As [`Person::signs_in_with_password`], with some other browser.
    pub fn signs_in_with_password_at<'there>(&self, browser: &'there Browser) -> &'there Browser {
        self.types_password_at(browser, &self.password())
    }

    /// Comes to their door with this password.
    pub fn types_password_at<'there>(
        &self,
        browser: &'there Browser,
        password: &str,
    ) -> &'there Browser {
        let door = lock(&self.door).clone();
        match &door {
            Door::Root(email) => browser
                .opens("/signin/root")
                .fills("email", email)
                .presses(Lang::next)
                .sees(Page::RootPassword),
            Door::User { account, name } => browser
                .opens("/signin/user")
                .fills("account", account)
                .fills("user_name", name),
        };
        browser
            .fills("password", password)
            .presses(Lang::signin_button)
    }

    /// Signs in with password and code, and stands in the console.
    pub fn signs_in_with(&self, phone: &Phone) -> &Browser {
        self.signs_in_at(&self.home, phone);
        &self.home
    }

    /// As [`Person::signs_in_with`], with some other browser.
    pub fn signs_in_at<'there>(&self, browser: &'there Browser, phone: &Phone) -> &'there Browser {
        self.signs_in_with_password_at(browser)
            .sees(Page::MfaCode)
            .types_code_of(phone)
            .sees(Page::ConsoleHome)
    }

    /// Signs in with the password and enrols their first phone.
    pub fn enrols(&self, name: &str) -> Phone {
        self.signs_in_with_password();
        self.adds_device(name)
    }

    /// In the console with a fresh proof: adds one more device.
    pub fn adds_device(&self, name: &str) -> Phone {
        self.home.opens("/console/security-credentials/mfa/new");
        let phone = self.home.scans_qr_named(name);
        self.home
            .types_two_consecutive_codes(&phone)
            .sees(Page::SecurityCredentials)
            .says(|t| t.mfa_added(name));
        phone
    }
}
