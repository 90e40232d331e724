//! The account on the wire: summary, alias, password policy, credential report.

use std::collections::BTreeMap;

use rules::account::{USERS_MAX, VIRTUAL_DEVICES_MAX};
use rules::customer_policy::POLICIES_MAX;
use rules::group::GROUPS_MAX;
use rules::role::ROLES_MAX;
use rules::{Alias, PasswordPolicy};
use service::ops::account::{
    AccountSummary, CreateAccountAlias, DeleteAccountAlias, GetAccountSummary, ListAccountAliases,
};
use service::ops::password_policy::{
    DeletePasswordPolicy, GetPasswordPolicy, UpdatePasswordPolicy,
};
use service::ops::report::{GenerateReport, GetReport, ReportState};
use wire::iam::SummaryKey as Key;
use wire::{AwsError, iam, refusals};

use super::page::Asked;
use super::{Desk, Served};

impl Served for iam::GetAccountSummaryRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetAccountSummaryResponse, AwsError> {
        let summary = desk.call(&GetAccountSummary).await?;
        Ok(iam::GetAccountSummaryResponse {
            summary_map: summary_map(&summary),
        })
    }
}

/// AWS's keys, all of them; the quotas are AWS's, and what there is none of here is 0.
fn summary_map(summary: &AccountSummary) -> BTreeMap<Key, i32> {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    BTreeMap::from([
        (Key::Users, number(summary.users)),
        (Key::UsersQuota, number(USERS_MAX)),
        (Key::Groups, number(summary.groups)),
        (Key::GroupsQuota, number(GROUPS_MAX)),
        (Key::ServerCertificates, 0),
        (Key::ServerCertificatesQuota, 20),
        (Key::UserPolicySizeQuota, 2048),
        (Key::GroupPolicySizeQuota, 5120),
        (Key::GroupsPerUserQuota, 10),
        (Key::SigningCertificatesPerUserQuota, 2),
        (Key::AccessKeysPerUserQuota, 2),
        (
            Key::MfaDevices,
            number(summary.mfa_devices.min(VIRTUAL_DEVICES_MAX)),
        ),
        (Key::MfaDevicesInUse, number(summary.mfa_devices_in_use)),
        (Key::AccountMfaEnabled, i32::from(summary.root_has_mfa)),
        (
            Key::AccountAccessKeysPresent,
            i32::from(summary.root_access_keys > 0),
        ),
        (
            Key::AccountPasswordPresent,
            i32::from(summary.root_has_password),
        ),
        (Key::AccountSigningCertificatesPresent, 0),
        (Key::AttachedPoliciesPerGroupQuota, 10),
        (Key::AttachedPoliciesPerRoleQuota, 20),
        (Key::AttachedPoliciesPerUserQuota, 10),
        (Key::Policies, number(summary.policies)),
        (Key::PoliciesQuota, number(POLICIES_MAX)),
        (Key::PolicySizeQuota, 6144),
        (Key::PolicyVersionsInUse, number(summary.policies_in_use)),
        (Key::PolicyVersionsInUseQuota, 10_000),
        (Key::VersionsPerPolicyQuota, 5),
        (Key::GlobalEndpointTokenVersion, 2),
        (Key::AssumeRolePolicySizeQuota, 2048),
        (Key::InstanceProfiles, 0),
        (Key::InstanceProfilesQuota, 1000),
        (Key::Providers, 0),
        (Key::RolePolicySizeQuota, 10_240),
        (Key::Roles, number(summary.roles)),
        (Key::RolesQuota, number(ROLES_MAX)),
    ])
}

impl Served for iam::ListAccountAliasesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListAccountAliasesResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let alias = desk.call(&ListAccountAliases).await?;
        let aliases: Vec<String> = alias.iter().map(Alias::to_string).collect();
        let page = asked.cut(aliases, |alias| alias)?;
        Ok(iam::ListAccountAliasesResponse {
            account_aliases: page.items,
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::CreateAccountAliasRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let alias = Alias::parse(&self.account_alias)
            .map_err(|invalid| refusals::invalid(&invalid.to_string()))?;
        desk.call(&CreateAccountAlias { alias }).await
    }
}

impl Served for iam::DeleteAccountAliasRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let alias = Alias::parse(&self.account_alias)
            .map_err(|_| refusals::no_such_alias(&self.account_alias))?;
        desk.call(&DeleteAccountAlias { alias }).await
    }
}

impl Served for iam::GetAccountPasswordPolicyRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::GetAccountPasswordPolicyResponse, AwsError> {
        let policy = desk.call(&GetPasswordPolicy).await?;
        Ok(iam::GetAccountPasswordPolicyResponse {
            password_policy: iam::PasswordPolicy {
                minimum_password_length: Some(policy.length_min.into()),
                require_symbols: Some(policy.symbols),
                require_numbers: Some(policy.numbers),
                require_uppercase_characters: Some(policy.uppercase),
                require_lowercase_characters: Some(policy.lowercase),
                allow_users_to_change_password: Some(policy.users_may_change),
                expire_passwords: Some(policy.age_days_max.is_some()),
                max_password_age: policy.age_days_max.map(i32::from),
                password_reuse_prevention: policy.remembered.map(i32::from),
                hard_expiry: Some(policy.hard_expiry),
            },
        })
    }
}

impl Served for iam::UpdateAccountPasswordPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        // What is not named becomes what AWS has by itself: there is no partial update.
        let usual = PasswordPolicy::default();
        let length = self.minimum_password_length;
        let policy = PasswordPolicy {
            length_min: length
                .and_then(|length| u8::try_from(length).ok())
                .unwrap_or(usual.length_min),
            symbols: self.require_symbols.unwrap_or(false),
            numbers: self.require_numbers.unwrap_or(false),
            uppercase: self.require_uppercase_characters.unwrap_or(false),
            lowercase: self.require_lowercase_characters.unwrap_or(false),
            users_may_change: self.allow_users_to_change_password.unwrap_or(false),
            age_days_max: self
                .max_password_age
                .and_then(|days| u16::try_from(days).ok()),
            remembered: self
                .password_reuse_prevention
                .and_then(|count| u8::try_from(count).ok()),
            hard_expiry: self.hard_expiry.unwrap_or(false),
        };
        desk.call(&UpdatePasswordPolicy { policy }).await
    }
}

impl Served for iam::DeleteAccountPasswordPolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        desk.call(&DeletePasswordPolicy).await
    }
}

impl Served for iam::GenerateCredentialReportRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::GenerateCredentialReportResponse, AwsError> {
        let (state, description) = match desk.call(&GenerateReport).await? {
            ReportState::Started => (
                iam::ReportState::Started,
                Some("No report exists. Starting a new report generation task".to_owned()),
            ),
            ReportState::Complete => (iam::ReportState::Complete, None),
        };
        Ok(iam::GenerateCredentialReportResponse {
            state: Some(state),
            description,
        })
    }
}

impl Served for iam::GetCredentialReportRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetCredentialReportResponse, AwsError> {
        let report = desk.call(&GetReport).await?;
        Ok(iam::GetCredentialReportResponse {
            content: Some(report.text.into_bytes()),
            report_format: Some(iam::ReportFormat::TextCsv),
            generated_time: Some(report.made_at),
        })
    }
}
