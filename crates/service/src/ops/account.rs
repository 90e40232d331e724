//! The account: its summary, its alias, and the operator's list of all.

use rules::ids::{AccountId, AccountName, Alias};
use rules::{Account, Closing, Email, Root, Timestamp, User};
use serde_json::{Value, json};
use store::Key;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::ops::contacts::account_arn;
use crate::ops::organization::{self, only_ones_own};
use crate::ops::policies::Usages;
use crate::ops::sessions::account_of;
use crate::person::Holder;
use crate::records::{self, Tx, lists};
use crate::refusal::{Entity, Refusal};

/// Most accounts on one page of the list.
pub const PAGE_MAX: usize = 200;

/// Counts for the dashboard.
pub struct GetAccountSummary;

/// What the dashboard counts.
#[derive(Clone, Copy, Debug)]
pub struct AccountSummary {
    /// Users of the account.
    pub users: u32,
    /// Users with a console password and without a device.
    pub users_without_mfa: u32,
    /// Virtual devices that exist.
    pub mfa_devices: u32,
    /// Virtual devices that are assigned.
    pub mfa_devices_in_use: u32,
    /// Whether root has a device (`AccountMFAEnabled`).
    pub root_has_mfa: bool,
    /// Whether root has a password (`AccountPasswordPresent`).
    pub root_has_password: bool,
    /// Root's long-term keys, active or not (`AccountAccessKeysPresent`).
    pub root_access_keys: usize,
    /// Root's long-term keys that are active.
    pub root_active_access_keys: usize,
    /// Groups of the account.
    pub groups: u32,
    /// Roles of the account.
    pub roles: u32,
    /// Managed policies of the account's own.
    pub policies: u32,
    /// Different managed policies that somebody has (`PolicyVersionsInUse`).
    pub policies_in_use: u32,
}

impl Operation for GetAccountSummary {
    type Output = AccountSummary;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetAccountSummary", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AccountSummary>, Refusal> {
        let account = account_of(call).await?;
        let root = root_of(&mut call.tx, &account.id).await?;
        let users_without_mfa = users_without_mfa(call, &account.id).await?;
        let usages = Usages::in_account(&call.shared.store, &account.id).await?;
        let credentials = &root.credentials;
        Ok(Answer::Done(AccountSummary {
            users: account.users,
            users_without_mfa,
            mfa_devices: account.virtual_devices,
            mfa_devices_in_use: account.assigned_devices,
            root_has_mfa: credentials.has_mfa(),
            root_has_password: credentials.password.is_some(),
            root_access_keys: credentials.access_keys.len(),
            root_active_access_keys: credentials.active_access_keys(),
            groups: account.groups,
            roles: account.roles,
            policies: account.policies,
            policies_in_use: u32::try_from(usages.different()).unwrap_or(u32::MAX),
        }))
    }
}

/// Looks at every user: it only informs, and quotas keep it small.
async fn users_without_mfa(call: &Call<'_>, account: &AccountId) -> Result<u32, Refusal> {
    let mut found = 0;
    for user in lists::all::<User>(&call.shared.store, account.as_str()).await? {
        let lacks = user.credentials.password.is_some() && !user.credentials.has_mfa();
        found += u32::from(lacks);
    }
    Ok(found)
}

/// The account of whoever is signed in; with root's address, if root looks.
pub struct GetAccount;

/// An account as its own people see it.
#[derive(Clone, Debug)]
pub struct AccountDetails {
    /// The account.
    pub account: Account,
    /// Root's address, for root.
    pub root_email: Option<Email>,
}

impl Operation for GetAccount {
    type Output = AccountDetails;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AccountDetails>, Refusal> {
        let account = account_of(call).await?;
        let root_email = match call.person()?.subject.holder() {
            Some(Holder::Root(root)) => Some(root.email.clone()),
            Some(Holder::User(_)) | None => None,
        };
        Ok(Answer::Done(AccountDetails {
            account,
            root_email,
        }))
    }
}

/// Gives the account another name.
pub struct PutAccountName {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
    /// The name.
    pub name: AccountName,
}

impl Operation for PutAccountName {
    type Output = ();

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:PutAccountName", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        let parameters = json!({ "accountName": self.name.as_str() });
        organization::about(self.member.as_ref(), parameters)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let mut account = account_of(call).await?;
        account.name = self.name.clone();
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// Gives the account an alias, in the place of one that it has.
pub struct CreateAccountAlias {
    /// The alias.
    pub alias: Alias,
}

impl Operation for CreateAccountAlias {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:CreateAccountAlias", Resource::any())]
    }

    fn parameters(&self) -> Value {
        json!({ "accountAlias": self.alias.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut account = account_of(call).await?;
        if account.alias.as_ref() != Some(&self.alias)
            && call
                .tx
                .owner(&records::alias_is(&self.alias))
                .await?
                .is_some()
        {
            return Err(Refusal::EntityAlreadyExists(Entity::Alias(
                self.alias.clone(),
            )));
        }
        account.alias = Some(self.alias.clone());
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// The account's alias, if it has one.
pub struct ListAccountAliases;

impl Operation for ListAccountAliases {
    type Output = Option<Alias>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListAccountAliases", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<Alias>>, Refusal> {
        Ok(Answer::Done(account_of(call).await?.alias))
    }
}

/// Takes the account's alias away.
pub struct DeleteAccountAlias {
    /// The alias.
    pub alias: Alias,
}

impl Operation for DeleteAccountAlias {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteAccountAlias", Resource::any())]
    }

    fn parameters(&self) -> Value {
        json!({ "accountAlias": self.alias.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut account = account_of(call).await?;
        if account.alias.as_ref() != Some(&self.alias) {
            return Err(Refusal::NoSuchEntity(Entity::Alias(self.alias.clone())));
        }
        account.alias = None;
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// The operator's list of accounts, in the order of their ids.
pub struct ListAccounts {
    /// Only accounts after this one.
    pub after: Option<AccountId>,
}

/// An account as the operator sees it.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// The account.
    pub account: Account,
    /// Root's address.
    pub root_email: Email,
    /// Whether root has a device.
    pub root_has_mfa: bool,
    /// Whether it is open.
    pub closing: Closing,
    /// When that was looked at.
    pub at: Timestamp,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    /// What is on the page.
    pub items: Vec<T>,
    /// Whether others follow.
    pub more: bool,
}

impl Operation for ListAccounts {
    type Output = Paged<AccountView>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<AccountView>>, Refusal> {
        let store = &call.shared.store;
        let (ids, more) = lists::accounts(store, self.after.as_ref(), PAGE_MAX).await?;
        let mut items = Vec::with_capacity(ids.len());
        for id in &ids {
            items.extend(view(&mut call.tx, &records::account_key(id)).await?);
        }
        Ok(Answer::Done(Paged { items, more }))
    }
}

/// One account, for the operator.
pub struct ShowAccount {
    /// Its id or its alias, as it was typed.
    pub account: String,
}

impl Operation for ShowAccount {
    type Output = AccountView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AccountView>, Refusal> {
        let key = match (AccountId::parse(&self.account), Alias::parse(&self.account)) {
            (Ok(id), _) => Some(records::account_key(&id)),
            (_, Ok(alias)) => call.tx.owner(&records::alias_is(&alias)).await?,
            _ => None,
        };
        let found = match key {
            Some(key) => view(&mut call.tx, &key).await?,
            None => None,
        };
        found
            .map(Answer::Done)
            .ok_or(Refusal::NoSuchEntity(Entity::Account))
    }
}

async fn view(tx: &mut Tx, key: &Key) -> Result<Option<AccountView>, Refusal> {
    let Some(account) = tx.load::<Account>(key).await? else {
        return Ok(None);
    };
    let root = root_of(tx, &account.id).await?;
    let root_has_mfa = root.credentials.has_mfa();
    Ok(Some(AccountView {
        account,
        closing: closing::of(tx, &root.account).await?,
        root_email: root.email,
        root_has_mfa,
        at: tx.now,
    }))
}

/// The account of this id.
pub(crate) async fn load_account(tx: &mut Tx, id: &AccountId) -> Result<Account, Refusal> {
    tx.load(&records::account_key(id))
        .await?
        .ok_or(Refusal::NoSuchEntity(Entity::Account))
}

pub(crate) async fn root_of(tx: &mut Tx, account: &AccountId) -> Result<Root, Refusal> {
    tx.load(&records::root_key(account))
        .await?
        .ok_or(Refusal::NoSuchEntity(Entity::Account))
}
