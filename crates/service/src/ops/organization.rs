//! The organization: all accounts of the installation under their management account, as AWS's
//! Organizations shows it; and what an account says of itself.

use rules::organization::Organization;
use rules::{Account, AccountId, AccountName, AccountState, Email, Timestamp};
use serde_json::{Value, json};

use crate::authorise::{Resource, permit_here};
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::ops::account::{load_account, root_of};
use crate::ops::contacts::account_arn;
use crate::ops::sessions::account_of;
use crate::records::lists;
use crate::refusal::{OrganizationFault, Refusal};

/// What an account says of itself.
#[derive(Default)]
pub struct GetAccountInformation {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
}

/// An account and how it stands.
#[derive(Clone, Debug)]
pub struct AccountInformation {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: AccountName,
    /// When it was made.
    pub created_at: Timestamp,
    /// How it stands.
    pub state: AccountState,
}

impl Operation for GetAccountInformation {
    type Output = AccountInformation;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:GetAccountInformation", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        about(self.member.as_ref(), Value::Null)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AccountInformation>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let account = account_of(call).await?;
        Ok(Answer::Done(AccountInformation {
            state: state_of(call, &account).await?,
            id: account.id,
            name: account.name,
            created_at: account.created_at,
        }))
    }
}

/// How an account stands.
async fn state_of(call: &mut Call<'_>, account: &Account) -> Result<AccountState, Refusal> {
    let closing = closing::of(&mut call.tx, &account.id).await?;
    Ok(closing.account_state(call.now()))
}

/// Refuses what is asked about another account than the caller's, and the caller's own by its name: as
/// on AWS, where the management account acts on members only once trusted access is enabled, which it
/// never is here.
pub(crate) fn only_ones_own(call: &Call<'_>, member: Option<&AccountId>) -> Result<(), Refusal> {
    match member {
        None => Ok(()),
        Some(named) if named == call.person()?.account() => {
            Err(OrganizationFault::OwnAccountNamed.into())
        }
        Some(_) => Err(OrganizationFault::NoTrustedAccess.into()),
    }
}

/// What was asked for, with the account that was named.
pub(crate) fn about(member: Option<&AccountId>, mut parameters: Value) -> Value {
    if let Some(member) = member {
        parameters["accountId"] = json!(member);
    }
    parameters
}

/// The organization that the caller's account belongs to.
pub struct DescribeOrganization;

/// An organization as its members see it.
#[derive(Clone, Debug)]
pub struct OrganizationView {
    /// The organization.
    pub organization: Organization,
    /// The address of the management account's root.
    pub management_email: Email,
}

impl Operation for DescribeOrganization {
    type Output = OrganizationView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("organizations:DescribeOrganization", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<OrganizationView>, Refusal> {
        let (organization, _) = organization(call).await?;
        let root = root_of(&mut call.tx, &organization.management).await?;
        Ok(Answer::Done(OrganizationView {
            organization,
            management_email: root.email,
        }))
    }
}

/// The accounts of the organization, for its management account.
pub struct ListOrganizationAccounts {
    /// Only accounts after this one.
    pub after: Option<AccountId>,
    /// How many at most.
    pub limit: usize,
}

/// An account of an organization, as the management account sees it.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its ARN.
    pub arn: String,
    /// Its id, its name, since when and how it stands.
    pub account: AccountInformation,
    /// The address of its root.
    pub email: Email,
}

/// Some accounts of an organization, in the order of their ids.
#[derive(Clone, Debug)]
pub struct Members {
    /// The accounts.
    pub items: Vec<Member>,
    /// Whether others follow.
    pub more: bool,
}

impl Operation for ListOrganizationAccounts {
    type Output = Members;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("organizations:ListAccounts", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Members>, Refusal> {
        let (organization, mut accounts) = managed(call).await?;
        accounts.retain(|account| self.after.as_ref().is_none_or(|after| account.id > *after));
        let more = accounts.len() > self.limit;
        accounts.truncate(self.limit);
        let mut items = Vec::with_capacity(accounts.len());
        for account in accounts {
            items.push(member(call, &organization, account).await?);
        }
        Ok(Answer::Done(Members { items, more }))
    }
}

/// One account of the organization, for its management account.
pub struct DescribeAccount {
    /// Which.
    pub id: AccountId,
}

impl Operation for DescribeAccount {
    type Output = Member;

    fn parameters(&self) -> Value {
        json!({ "accountId": self.id })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Member>, Refusal> {
        let found = organization(call).await;
        // The ARN of the account is known only where there is an organization.
        let asked = match &found {
            Ok((organization, _)) => Resource::Arn(organization.account_arn(&self.id)),
            Err(_) => Resource::any(),
        };
        permit_here(call, "organizations:DescribeAccount", &asked).await?;
        let (organization, accounts) = found?;
        only_management(call, &organization)?;
        let account = accounts.into_iter().find(|account| account.id == self.id);
        let account = account.ok_or(OrganizationFault::NoSuchAccount)?;
        Ok(Answer::Done(member(call, &organization, account).await?))
    }
}

async fn member(
    call: &mut Call<'_>,
    organization: &Organization,
    account: Account,
) -> Result<Member, Refusal> {
    let root = root_of(&mut call.tx, &account.id).await?;
    Ok(Member {
        arn: organization.account_arn(&account.id),
        account: AccountInformation {
            state: state_of(call, &account).await?,
            id: account.id,
            name: account.name,
            created_at: account.created_at,
        },
        email: root.email,
    })
}

/// The organization with its accounts, for a caller of its management account.
async fn managed(call: &mut Call<'_>) -> Result<(Organization, Vec<Account>), Refusal> {
    let (organization, accounts) = organization(call).await?;
    only_management(call, &organization)?;
    Ok((organization, accounts))
}

fn only_management(call: &Call<'_>, organization: &Organization) -> Result<(), Refusal> {
    if *call.person()?.account() == organization.management {
        Ok(())
    } else {
        Err(OrganizationFault::OnlyManagement.into())
    }
}

/// The organization with its accounts, in the order of their ids.
async fn organization(call: &mut Call<'_>) -> Result<(Organization, Vec<Account>), Refusal> {
    let mut accounts = Vec::new();
    for id in lists::every_account(&call.shared.store).await? {
        accounts.push(load_account(&mut call.tx, &id).await?);
    }
    let organization = Organization::of(&accounts).ok_or(OrganizationFault::NotInUse)?;
    Ok((organization, accounts))
}
