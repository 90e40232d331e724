//! What a bootstrap file lists: made once, and never again after somebody deleted it.

use rules::Account;
use rules::ids::{AccessKeyId, AccountId, AccountName, Alias, Email, EntityPath, UserName};
use rules::password::Password;
use rules::principal::PasswordState;
use serde_json::json;
use zeroize::Zeroizing;

use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::ops::account_purge;
use crate::ops::make::{self, NewAccount, NewUser};
use crate::person::{self, Holder, Target};
use crate::records::{self, Applied};
use crate::refusal::{Entity, Refusal};

/// A password as the file gives it.
pub enum GivenPassword {
    /// In the clear.
    Plain(Password),
    /// As an Argon2id hash.
    Hash(String),
}

/// A long-term key as the file gives it.
pub struct GivenKey {
    /// Its id.
    pub id: AccessKeyId,
    /// Its secret.
    pub secret: Zeroizing<String>,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was made.
    Made,
    /// It was there already, and was left as it is.
    Existed,
    /// It was made before, by this or an earlier file; if it is gone, somebody deleted it.
    AppliedBefore,
}

/// An account with its root user.
pub struct BootstrapAccount {
    /// Its id, or none for a random one.
    pub id: Option<AccountId>,
    /// Its name.
    pub name: AccountName,
    /// Its alias.
    pub alias: Option<Alias>,
    /// Root's address, which names the entry.
    pub root_email: Email,
    /// Root's password.
    pub root_password: Option<GivenPassword>,
    /// Whether root's password stays, instead of being changed at the first sign-in.
    pub password_permanent: bool,
    /// Root's key.
    pub root_access_key: Option<GivenKey>,
    /// Whether it is the management account.
    pub management: bool,
}

/// The account of an entry, and what became of it.
pub struct BootstrappedAccount {
    /// The account's id; none if the account was deleted since.
    pub id: Option<AccountId>,
    /// What became of the entry.
    pub outcome: Outcome,
}

impl Operation for BootstrapAccount {
    type Output = BootstrappedAccount;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<BootstrappedAccount>, Refusal> {
        let entry = match &self.id {
            Some(id) => format!("account/{id}"),
            None => account_purge::entry_of(&self.root_email.folded()),
        };
        let there = self.existing(call).await?;
        let by_address = format!("account/{}", self.root_email.folded());
        if applied(call, &entry).await? || (self.id.is_none() && applied(call, &by_address).await?)
        {
            return Ok(Answer::Done(BootstrappedAccount {
                id: there,
                outcome: Outcome::AppliedBefore,
            }));
        }
        remember(call, entry).await?;
        if let Some(id) = there {
            return Ok(Answer::Done(BootstrappedAccount {
                id: Some(id),
                outcome: Outcome::Existed,
            }));
        }
        let new = NewAccount {
            id: self.id.clone(),
            name: self.name.clone(),
            alias: self.alias.clone(),
            email: self.root_email.clone(),
            management: self.management,
        };
        let (account, root) = make::account(call, new).await?;
        let mut root = Holder::Root(root);
        if let Some(password) = &self.root_password {
            let state = if self.password_permanent {
                PasswordState::own(call.now())
            } else {
                PasswordState::handed_to_root(call.now())
            };
            give_password(call, &mut root, password, state).await?;
        }
        if let Some(key) = &self.root_access_key {
            make::access_key(call, &mut root, key.id.clone(), key.secret.clone()).await?;
        }
        let parameters =
            json!({ "accountName": account.name.as_str(), "email": self.root_email.as_str() });
        call.tell_as_caller("CreateAccount", "sekisho", &account.id, parameters);
        Ok(Answer::Done(BootstrappedAccount {
            id: Some(account.id),
            outcome: Outcome::Made,
        }))
    }
}

impl BootstrapAccount {
    /// The account that this entry means, if it is there: by its id, or by root's address.
    async fn existing(&self, call: &mut Call<'_>) -> Result<Option<AccountId>, Refusal> {
        if let Some(id) = &self.id
            && call
                .tx
                .load::<Account>(&records::account_key(id))
                .await?
                .is_some()
        {
            return Ok(Some(id.clone()));
        }
        if self.id.is_some() {
            return Ok(None);
        }
        let owner = call
            .tx
            .owner(&records::root_email_is(&self.root_email))
            .await?;
        Ok(owner.and_then(|key| AccountId::parse(&key.account).ok()))
    }
}

/// A user of an account that an entry named.
pub struct BootstrapUser {
    /// The account.
    pub account: AccountId,
    /// The user's name.
    pub name: UserName,
    /// The console password.
    pub password: Option<GivenPassword>,
    /// Whether it stays, instead of being changed at the first sign-in.
    pub password_permanent: bool,
    /// A long-term key.
    pub access_key: Option<GivenKey>,
    /// ARNs of the policies to attach: exactly these.
    pub policies: Vec<String>,
    /// Where the person is told things.
    pub contact_email: Option<Email>,
}

impl Operation for BootstrapUser {
    type Output = Outcome;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Outcome>, Refusal> {
        let entry = format!("user/{}/{}", self.account, self.name.folded());
        // Of an account that was erased it is not remembered who was made in it, only that it was there.
        let erased = closing::of(&mut call.tx, &self.account).await?.is_going();
        if erased || applied(call, &entry).await? {
            return Ok(Answer::Done(Outcome::AppliedBefore));
        }
        remember(call, entry).await?;
        if person::named(
            &mut call.tx,
            &self.account,
            &Target::User(self.name.clone()),
        )
        .await
        .is_ok()
        {
            return Ok(Answer::Done(Outcome::Existed));
        }
        let Some(mut account) = call
            .tx
            .load::<Account>(&records::account_key(&self.account))
            .await?
        else {
            return Err(Refusal::NoSuchEntity(Entity::Account));
        };
        let new = NewUser {
            name: self.name.clone(),
            path: EntityPath::default(),
            tags: Vec::new(),
            policies: self.policies.clone(),
            boundary: None,
            contact_email: self.contact_email.clone(),
        };
        let user = make::user(call, &mut account, new).await?;
        let mut holder = Holder::User(user);
        if let Some(password) = &self.password {
            let state = if self.password_permanent {
                PasswordState::own(call.now())
            } else {
                PasswordState::temporary(call.now())
            };
            give_password(call, &mut holder, password, state).await?;
        }
        if let Some(key) = &self.access_key {
            make::access_key(call, &mut holder, key.id.clone(), key.secret.clone()).await?;
        }
        let parameters = json!({ "userName": self.name.as_str(), "policyArns": self.policies });
        call.tell_as_caller("CreateUser", "iam.amazonaws.com", &self.account, parameters);
        Ok(Answer::Done(Outcome::Made))
    }
}

async fn give_password(
    call: &mut Call<'_>,
    holder: &mut Holder,
    given: &GivenPassword,
    state: PasswordState,
) -> Result<(), Refusal> {
    match given {
        GivenPassword::Plain(password) => {
            password.check(&holder.names(), None)?;
            make::set_password(call, holder, password, state).await
        }
        GivenPassword::Hash(phc) => make::set_password_hash(call, holder, phc.clone(), state).await,
    }
}

async fn applied(call: &mut Call<'_>, entry: &str) -> Result<bool, Refusal> {
    Ok(call
        .tx
        .load::<Applied>(&records::applied_key(entry))
        .await?
        .is_some())
}

async fn remember(call: &mut Call<'_>, entry: String) -> Result<(), Refusal> {
    let at = call.now();
    call.tx.save(&Applied { entry, at }).await?;
    Ok(())
}
