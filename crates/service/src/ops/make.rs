//! Making accounts, users and passwords: what several operations do in the same way.

use rules::account::USERS_MAX;
use rules::guess::Guesses;
use rules::ids::{AccountId, AccountName, Alias, Email, UserId, UserName};
use rules::password::Password;
use rules::principal::PasswordState;
use rules::{Account, Credentials, Invalid, Principal, Root, User};

use crate::call::Call;
use crate::person::Holder;
use crate::records::{self, AccessKey, PasswordHash, PersonGuesses, SetUpDone};
use crate::refusal::{Entity, Refusal};

/// Most policies that a user can have (IAM quotas: `AttachedPoliciesPerUserQuota`).
pub(crate) const POLICIES_MAX: usize = 10;
/// Most long-term keys that somebody can have (IAM quotas: `AccessKeysPerUserQuota`).
pub(crate) const ACCESS_KEYS_MAX: usize = 2;

/// What an account is made from.
pub(crate) struct NewAccount {
    pub(crate) id: Option<AccountId>,
    pub(crate) name: AccountName,
    pub(crate) alias: Option<Alias>,
    pub(crate) email: Email,
    pub(crate) management: bool,
}

/// Makes an account and its root user, still without a password. Closes set-up for ever.
pub(crate) async fn account(
    call: &mut Call<'_>,
    new: NewAccount,
) -> Result<(Account, Root), Refusal> {
    if call
        .tx
        .owner(&records::root_email_is(&new.email))
        .await?
        .is_some()
    {
        return Err(Refusal::EntityAlreadyExists(Entity::Email));
    }
    if let Some(alias) = &new.alias
        && call.tx.owner(&records::alias_is(alias)).await?.is_some()
    {
        return Err(Refusal::EntityAlreadyExists(Entity::Alias));
    }
    let id = new.id.unwrap_or_else(|| call.draw(AccountId::random));
    if call
        .tx
        .load::<Account>(&records::account_key(&id))
        .await?
        .is_some()
    {
        return Err(Refusal::EntityAlreadyExists(Entity::Account));
    }
    let account = Account {
        id: id.clone(),
        name: new.name,
        alias: new.alias,
        management: new.management,
        created_at: call.now(),
        users: 0,
        virtual_devices: 0,
    };
    let root = Root {
        account: id,
        email: new.email,
        credentials: Credentials::default(),
    };
    call.tx.save(&account).await?;
    call.tx.save(&root).await?;
    if call
        .tx
        .load::<SetUpDone>(&records::set_up_key())
        .await?
        .is_none()
    {
        call.tx.save(&SetUpDone { at: call.now() }).await?;
    }
    Ok((account, root))
}

/// Makes a user, still without a password.
pub(crate) async fn user(
    call: &mut Call<'_>,
    account: &mut Account,
    name: UserName,
    policies: Vec<String>,
    contact_email: Option<Email>,
) -> Result<User, Refusal> {
    if call
        .tx
        .owner(&records::user_name_is(&account.id, &name))
        .await?
        .is_some()
    {
        return Err(Refusal::EntityAlreadyExists(Entity::User));
    }
    if account.users >= USERS_MAX {
        return Err(Refusal::LimitExceeded(Entity::User));
    }
    if policies.len() > POLICIES_MAX
        || policies
            .iter()
            .any(|arn| policy::managed::find(arn).is_none())
    {
        return Err(Invalid::Policy.into());
    }
    let user = User {
        account: account.id.clone(),
        id: call.draw(UserId::random),
        name,
        created_at: call.now(),
        policies,
        contact_email,
        credentials: Credentials::default(),
    };
    account.users += 1;
    call.tx.save(account).await?;
    call.tx.save(&user).await?;
    Ok(user)
}

/// Sets somebody's password: its hash, what is known of it, and the end of their sessions. Whoever
/// guessed codes behind the old one begins anew.
pub(crate) async fn set_password(
    call: &mut Call<'_>,
    holder: &mut Holder,
    password: &Password,
    state: PasswordState,
) -> Result<(), Refusal> {
    let principal = holder.principal();
    store_password(call, &principal, password).await?;
    password_is(call, holder, state).await
}

/// As [`set_password`], with a hash that was made elsewhere.
pub(crate) async fn set_password_hash(
    call: &mut Call<'_>,
    holder: &mut Holder,
    phc: String,
    state: PasswordState,
) -> Result<(), Refusal> {
    call.tx
        .save(&PasswordHash {
            principal: holder.principal(),
            phc,
        })
        .await?;
    password_is(call, holder, state).await
}

async fn password_is(
    call: &mut Call<'_>,
    holder: &mut Holder,
    state: PasswordState,
) -> Result<(), Refusal> {
    holder.credentials_mut().set_password(state);
    holder.save(&mut call.tx).await?;
    let key = records::guesses_key(&holder.principal());
    if let Some(mut kept) = call.tx.load::<PersonGuesses>(&key).await? {
        kept.guesses = Guesses::default();
        call.tx.save(&kept).await?;
    }
    Ok(())
}

/// Stores the hash of a password.
pub(crate) async fn store_password(
    call: &mut Call<'_>,
    principal: &Principal,
    password: &Password,
) -> Result<(), Refusal> {
    let salt = call.draw(rules::chance::bytes::<16>);
    let phc = call
        .shared
        .hasher
        .hash(password, salt, &call.visitor.network)
        .await?;
    call.tx
        .save(&PasswordHash {
            principal: principal.clone(),
            phc,
        })
        .await?;
    Ok(())
}

/// Gives somebody a long-term key with a chosen id and secret.
pub(crate) async fn access_key(
    call: &mut Call<'_>,
    holder: &mut Holder,
    id: &str,
    secret: &str,
) -> Result<(), Refusal> {
    if call.tx.owner(&records::access_key_is(id)).await?.is_some() {
        return Err(Refusal::EntityAlreadyExists(Entity::AccessKey));
    }
    if holder.credentials().access_keys.len() >= ACCESS_KEYS_MAX {
        return Err(Refusal::LimitExceeded(Entity::AccessKey));
    }
    let key = AccessKey {
        id: id.to_owned(),
        secret: secret.to_owned(),
        owner: holder.principal(),
        created_at: call.now(),
    };
    call.tx.save(&key).await?;
    holder.credentials_mut().access_keys.push(id.to_owned());
    holder.save(&mut call.tx).await?;
    Ok(())
}
