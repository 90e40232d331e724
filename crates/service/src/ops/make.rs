//! Making accounts, users and passwords: what several operations do in the same way.

use rules::account::USERS_MAX;
use rules::customer_policy::ATTACHED_MAX;
use rules::guess::Guesses;
use rules::ids::{AccessKeyId, AccountId, AccountName, Alias, Email, EntityPath, UserId, UserName};
use rules::password::Password;
use rules::principal::{ACCESS_KEYS_MAX, AccessKey, PasswordState};
use rules::{
    AccessKeyStatus, Account, Credentials, PasswordFault, Principal, Root, Tag, User, tags,
};
use zeroize::Zeroizing;

use crate::call::Call;
use crate::closing;
use crate::hashing::Verified;
use crate::ops::attachments::{self, Usage};
use crate::person::Holder;
use crate::records::{self, AccessKeySecret, PasswordHash, PersonGuesses, SetUpDone};
use crate::recovery;
use crate::refusal::{Entity, Quota, Refusal};

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
        return Err(Refusal::EntityAlreadyExists(Entity::Alias(alias.clone())));
    }
    let id = new.id.unwrap_or_else(|| call.draw(AccountId::random));
    let was_there = closing::of(&mut call.tx, &id).await?.is_going();
    let is_there = call.tx.load::<Account>(&records::account_key(&id)).await?;
    // The id of an account that was erased is never given again: others may still name it.
    if was_there || is_there.is_some() {
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
        assigned_devices: 0,
        groups: 0,
        roles: 0,
        policies: 0,
        password_policy: None,
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

/// What a user is made from.
pub(crate) struct NewUser {
    pub(crate) name: UserName,
    pub(crate) path: EntityPath,
    pub(crate) tags: Vec<Tag>,
    pub(crate) policies: Vec<String>,
    pub(crate) boundary: Option<String>,
    pub(crate) contact_email: Option<Email>,
}

/// Makes a user, still without a password.
pub(crate) async fn user(
    call: &mut Call<'_>,
    account: &mut Account,
    new: NewUser,
) -> Result<User, Refusal> {
    let taken = records::user_name_is(&account.id, &new.name);
    if call.tx.owner(&taken).await?.is_some() {
        return Err(Refusal::EntityAlreadyExists(Entity::User(new.name)));
    }
    if account.users >= USERS_MAX {
        return Err(Refusal::LimitExceeded(Quota::Users));
    }
    if new.policies.len() > ATTACHED_MAX {
        return Err(Refusal::LimitExceeded(Quota::PoliciesOfUser));
    }
    for arn in &new.policies {
        attachments::come(call, &account.id, arn, Usage::Permissions).await?;
    }
    if let Some(arn) = &new.boundary {
        attachments::come(call, &account.id, arn, Usage::Boundary).await?;
    }
    let mut marked = Vec::new();
    tags::set(&mut marked, &new.tags)?;
    let user = User {
        account: account.id.clone(),
        id: call.draw(UserId::random),
        name: new.name,
        path: new.path,
        created_at: call.now(),
        policies: new.policies,
        contact_email: new.contact_email,
        tags: marked,
        groups: Vec::new(),
        inline: Vec::new(),
        boundary: new.boundary,
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
    keep_hash(call, &holder.principal(), phc).await?;
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
    recovery::wait_anew(call, holder).await
}

/// Stores the hash of a password.
pub(crate) async fn store_password(
    call: &mut Call<'_>,
    principal: &Principal,
    password: &Password,
) -> Result<(), Refusal> {
    let phc = hashed(call, password).await?;
    keep_hash(call, principal, phc).await
}

/// Hashes a password anew with the settings of today. It stays the same password, so nothing of what
/// came before is remembered or forgotten.
pub(crate) async fn renew_hash(
    call: &mut Call<'_>,
    principal: &Principal,
    password: &Password,
) -> Result<(), Refusal> {
    let phc = hashed(call, password).await?;
    let key = records::password_key(principal);
    if let Some(mut kept) = call.tx.load::<PasswordHash>(&key).await? {
        kept.phc = phc;
        call.tx.save(&kept).await?;
    }
    Ok(())
}

async fn hashed(call: &mut Call<'_>, password: &Password) -> Result<String, Refusal> {
    let salt = call.draw(rules::chance::bytes::<16>);
    let network = &call.visitor.network;
    call.shared.hasher.hash(password, salt, network).await
}

/// Puts a hash in the place of the one that was there, which becomes an earlier one if the account
/// remembers any.
async fn keep_hash(call: &mut Call<'_>, principal: &Principal, phc: String) -> Result<(), Refusal> {
    let remembered = usize::from(remembered(call, principal).await?);
    let key = records::password_key(principal);
    let before = call.tx.load::<PasswordHash>(&key).await?;
    let mut earlier: Vec<String> = before
        .into_iter()
        .flat_map(|before| std::iter::once(before.phc).chain(before.earlier))
        .collect();
    earlier.truncate(remembered);
    let hash = PasswordHash {
        principal: principal.clone(),
        phc,
        earlier,
    };
    call.tx.save(&hash).await?;
    Ok(())
}

/// How many earlier passwords of somebody cannot be set again. The policy is for users only.
async fn remembered(call: &mut Call<'_>, principal: &Principal) -> Result<u8, Refusal> {
    if principal.is_root() {
        return Ok(0);
    }
    let key = records::account_key(principal.account());
    let policy = call.tx.load::<Account>(&key).await?;
    let policy = policy.and_then(|account| account.password_policy);
    Ok(policy.and_then(|policy| policy.remembered).unwrap_or(0))
}

/// Whether a password may be set for somebody: what every password must be, what the account's policy
/// adds, and none of those that it remembers.
pub(crate) async fn may_be_set(
    call: &mut Call<'_>,
    account: &Account,
    holder: &Holder,
    password: &Password,
) -> Result<(), Refusal> {
    let policy = match holder {
        Holder::Root(_) => None,
        Holder::User(_) => account.password_policy.as_ref(),
    };
    password.check(&holder.names(), policy)?;
    let Some(remembered) = policy.and_then(|policy| policy.remembered) else {
        return Ok(());
    };
    let key = records::password_key(&holder.principal());
    let Some(kept) = call.tx.load::<PasswordHash>(&key).await? else {
        return Ok(());
    };
    let all = std::iter::once(&kept.phc).chain(&kept.earlier);
    for phc in all.take(usize::from(remembered)) {
        let verified = call
            .shared
            .hasher
            .verify(password, Some(phc), &call.visitor.network)
            .await?;
        if verified != Verified::Wrong {
            return Err(PasswordFault::Reused(remembered).into());
        }
    }
    Ok(())
}

/// Gives somebody a long-term key with a chosen id and secret.
pub(crate) async fn access_key(
    call: &mut Call<'_>,
    holder: &mut Holder,
    id: AccessKeyId,
    secret: Zeroizing<String>,
) -> Result<AccessKey, Refusal> {
    if call.tx.owner(&records::access_key_is(&id)).await?.is_some() {
        return Err(Refusal::EntityAlreadyExists(Entity::AccessKey(id)));
    }
    if holder.credentials().access_keys.len() >= ACCESS_KEYS_MAX {
        return Err(Refusal::LimitExceeded(Quota::AccessKeys));
    }
    let key = AccessKeySecret {
        id: id.clone(),
        secret,
        owner: holder.principal(),
    };
    call.tx.save(&key).await?;
    let key = AccessKey {
        id,
        status: AccessKeyStatus::Active,
        created_at: call.now(),
    };
    holder.credentials_mut().access_keys.push(key.clone());
    holder.save(&mut call.tx).await?;
    Ok(key)
}
