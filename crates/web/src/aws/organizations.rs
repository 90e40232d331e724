//! Organizations on the wire: the accounts of the installation.

use rules::AccountId;
use rules::AccountState;
use service::ops::organization::{
    DescribeAccount, DescribeOrganization, ListOrganizationAccounts, Member,
};
use service::refusal::OrganizationFault;
use wire::organizations::{self, AccountStatus, FeatureSet, JoinedMethod, codes};
use wire::{AwsError, Sensitive, error::common, refusals};

use super::page::Asked;
use super::{Desk, Served};

/// AWS's error for what the organization does not let be.
pub(super) fn said(caller_arn: &str, fault: OrganizationFault) -> AwsError {
    let denied = |why: &str| common::ACCESS_DENIED.says(format!("User: {caller_arn} {why}"));
    match fault {
        OrganizationFault::NotInUse => codes::AWS_ORGANIZATIONS_NOT_IN_USE_EXCEPTION
            .says("Your account is not a member of an organization."),
        OrganizationFault::OnlyManagement => {
            common::ACCESS_DENIED.says("You don't have permissions to access this resource.")
        }
        OrganizationFault::NoSuchAccount => {
            codes::ACCOUNT_NOT_FOUND_EXCEPTION.says("You specified an account that doesn't exist.")
        }
        OrganizationFault::OwnAccountNamed => denied(
            "is not authorized to name their own account; the account of the caller is meant when AccountId is left out",
        ),
        OrganizationFault::NoTrustedAccess => denied(
            "is not authorized to act on another account (Your organization must first enable trusted access with AWS Account Management.)",
        ),
    }
}

fn account(member: Member) -> organizations::Account {
    let (status, state) = match member.account.state {
        AccountState::Active => (AccountStatus::Active, organizations::AccountState::Active),
        AccountState::Suspended => (
            AccountStatus::Suspended,
            organizations::AccountState::Suspended,
        ),
        AccountState::Closed => (
            AccountStatus::Suspended,
            organizations::AccountState::Closed,
        ),
    };
    organizations::Account {
        id: Some(member.account.id.to_string()),
        arn: Some(member.arn),
        email: Some(Sensitive::new(member.email.to_string())),
        name: Some(Sensitive::new(member.account.name.to_string())),
        status: Some(status),
        state: Some(state),
        paths: Vec::new(),
        joined_method: Some(JoinedMethod::Created),
        joined_timestamp: Some(member.account.created_at),
    }
}

impl Served for organizations::DescribeOrganizationRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<organizations::DescribeOrganizationResponse, AwsError> {
        let found = desk.call(&DescribeOrganization).await?;
        let organization = found.organization;
        let management = &organization.management;
        Ok(organizations::DescribeOrganizationResponse {
            organization: Some(organizations::Organization {
                id: Some(organization.id()),
                arn: Some(organization.arn()),
                feature_set: Some(FeatureSet::ConsolidatedBilling),
                master_account_arn: Some(organization.account_arn(management)),
                master_account_id: Some(management.to_string()),
                master_account_email: Some(Sensitive::new(found.management_email.to_string())),
                available_policy_types: Vec::new(),
            }),
        })
    }
}

impl Served for organizations::ListAccountsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<organizations::ListAccountsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let after = asked.after().map(AccountId::parse).transpose();
        let operation = ListOrganizationAccounts {
            after: after.map_err(|_| refusals::internal_failure())?,
            limit: asked.items_max(),
        };
        let found = desk.call(&operation).await?;
        let last = found.items.last().map(|member| member.account.id.clone());
        let last = last.as_ref().map(AccountId::as_str);
        let page = asked.read(found.items, found.more, last)?;
        Ok(organizations::ListAccountsResponse {
            accounts: page.items.into_iter().map(account).collect(),
            next_token: page.marker,
        })
    }
}

impl Served for organizations::DescribeAccountRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<organizations::DescribeAccountResponse, AwsError> {
        let id = AccountId::parse(&self.account_id);
        let id = id.map_err(|invalid| refusals::invalid(&invalid.to_string()))?;
        let found = desk.call(&DescribeAccount { id }).await?;
        Ok(organizations::DescribeAccountResponse {
            account: Some(account(found)),
        })
    }
}
