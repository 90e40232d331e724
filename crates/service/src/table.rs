//! The operation table: what can be asked, by whom, and what it leaves behind.
//!
//! The table is the architecture. Dispatch, authorisation, the audit event and the who-may-do-what
//! test come from its rows; an operation without a row does not compile.

use rules::{Group, Role, User};

use crate::ops::{
    account, account_purge, administrators, assignments, assume_role, attachments, billing,
    bootstrap, care, closing, contacts, details, device_list, devices, enrolment, events,
    forgotten, groups, inline, key_host, key_proofs, keys, login_profile, none, organization,
    outbox, password_policy, passwords, policies, policy_versions, recover, recovery_codes, report,
    requirement, roles, root_email, security_keys, sessions, set_up, settings, sign_in, simulate,
    status, stock, store, sts, switch_role, tags, tokens, trail, trail_purge, users,
    virtual_devices, wizard,
};

/// Who may call an operation at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Whoever the policies allow it: root in its own account, users by what is attached.
    Policy,
    /// Root itself, in a session of the console with MFA. No policy opens it to anybody else.
    Root,
    /// Whoever is signed in, about nothing but their own session.
    Session,
    /// A step on the way to a session.
    BeforeSession,
    /// The operator on the machine.
    Operator,
}

/// At which door an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The console, the sign-in pages and the operator's commands.
    Console,
    /// AWS's wire.
    Wire,
    /// Both.
    Both,
}

/// Whether an operation changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only looks.
    Read,
    /// It changes something.
    Write,
}

/// Whether an operation wants a proof that is at most ten minutes old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proved {
    /// The session is enough.
    Once,
    /// A factor (or, without one, the password) used in the last minutes.
    Freshly,
}

/// What an operation is to somebody who is past due: without a factor, after their deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Shut.
    Shut,
    /// A step of one's own enrolment.
    Enrols,
    /// No person is known yet, or it is the operator; sessions open behind it.
    Before,
}

/// Which events an operation leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audit {
    /// One for each call that changed something or was refused, with the row's name.
    Each,
    /// What its handler tells.
    Own,
}

/// One operation.
#[derive(Debug)]
pub struct Row {
    /// AWS's name where AWS has one; the event's name.
    pub name: &'static str,
    /// The event's source.
    pub source: &'static str,
    /// At which door it stands.
    pub door: Door,
    /// Who may call it.
    pub authority: Authority,
    /// Whether it changes anything.
    pub access: Access,
    /// How fresh the proof must be.
    pub proved: Proved,
    /// What it is to somebody who is past due.
    pub gate: Gate,
    /// Which events it leaves.
    pub audit: Audit,
    /// The actions that it can ask the policies for.
    pub actions: &'static [&'static str],
}

/// An operation that stands in the table.
pub trait Listed {
    /// Its row.
    const ROW: &'static Row;
}

macro_rules! table {
    ($($operation:path: $name:literal $source:ident $door:ident $authority:ident $access:ident $proved:ident $gate:ident $audit:ident [$($action:literal),*];)*) => {
        $(impl Listed for $operation {
            const ROW: &'static Row = &Row {
                name: $name,
                source: source::$source,
                door: Door::$door,
                authority: Authority::$authority,
                access: Access::$access,
                proved: Proved::$proved,
                gate: Gate::$gate,
                audit: Audit::$audit,
                actions: &[$($action),*],
            };
        })*

        /// Every operation.
        pub const TABLE: &[&Row] = &[$(<$operation as Listed>::ROW),*];
    };
}

/// Sources of events.
pub(crate) mod source {
    pub(crate) const IAM: &str = "iam.amazonaws.com";
    pub(crate) const SIGN_IN: &str = "signin.amazonaws.com";
    pub(crate) const ACCOUNT: &str = "account.amazonaws.com";
    pub(crate) const ORGANIZATIONS: &str = "organizations.amazonaws.com";
    pub(crate) const SEKISHO: &str = "sekisho";
    pub(crate) const STS: &str = "sts.amazonaws.com";
    pub(crate) const BILLING: &str = "billingconsole.amazonaws.com";
    pub(crate) const TRAIL: &str = "cloudtrail.amazonaws.com";
}

table! {
    // Before there is a session.
    set_up::SetUp:                 "CreateAccount"     SEKISHO Console BeforeSession Write Once Before Own [];
    set_up::IsSetUp:               "IsSetUp"           SEKISHO Console BeforeSession Read Once Before Own [];
    sign_in::SignInPassword:       "ConsoleLogin"      SIGN_IN Console BeforeSession Write Once Before Own [];
    sign_in::SignInUnderWay:       "SignInUnderWay"    SIGN_IN Console BeforeSession Read Once Before Own [];
    sign_in::SignInCode:           "ConsoleLogin"      SIGN_IN Console BeforeSession Write Once Before Own [];
    key_proofs::StartSignInKey:    "StartSignInKey"    SIGN_IN Console BeforeSession Write Once Before Own [];
    key_proofs::SignInKey:         "ConsoleLogin"      SIGN_IN Console BeforeSession Write Once Before Own [];
    sign_in::SignInNewPassword:    "PasswordUpdated"   SIGN_IN Console BeforeSession Write Once Before Own [];

    forgotten::ForgetRootPassword: "PasswordRecoveryRequested" SIGN_IN Console BeforeSession Write Once Before Own [];
    forgotten::ResetUnderWay:      "ResetUnderWay"     SIGN_IN Console BeforeSession Read Once Before Own [];
    forgotten::ResetRootPassword:  "PasswordRecoveryCompleted" SIGN_IN Console BeforeSession Write Once Before Own [];

    // One's own session.
    sessions::WhoAmI:              "GetCallerIdentity" SEKISHO Console Session Read Once Enrols Each [];
    sessions::MayI:                "SimulatePrincipalPolicy" SEKISHO Console Session Read Once Enrols Each [];
    sessions::ListSessions:        "ListSessions"      SEKISHO Console Session Read Once Shut Each [];
    sessions::EndSession:          "EndSession"        SEKISHO Console Session Write Once Shut Each [];
    sessions::EndOtherSessions:    "EndOtherSessions"  SEKISHO Console Session Write Once Shut Each [];
    sessions::SignOut:             "SignOut"           SIGN_IN Console Session Write Once Enrols Each [];
    switch_role::SwitchRole:       "SwitchRole"        SIGN_IN Console Policy Write Once Shut Own ["sts:AssumeRole"];
    switch_role::ExitRole:         "ExitRole"          SIGN_IN Console Session Write Once Enrols Own [];
    sessions::OwnDevices:          "ListOwnDevices"    SEKISHO Console Session Read Once Enrols Own [];
    sessions::ProveCode:           "CheckMfa"          SIGN_IN Console Session Write Once Shut Own [];
    key_proofs::StartProveKey:     "StartProveKey"     SIGN_IN Console Session Write Once Shut Own [];
    key_proofs::ProveKey:          "CheckMfa"          SIGN_IN Console Session Write Once Shut Own [];
    sessions::ProvePassword:       "CheckPassword"     SIGN_IN Console Session Write Once Enrols Own [];

    // A first device after the deadline.
    enrolment::EnrolmentUnderWay:  "EnrolmentUnderWay" SEKISHO Console Session Read Once Enrols Own [];
    enrolment::SendEnrolmentCode:  "SendEnrolmentCode" SEKISHO Console Session Write Once Enrols Each [];
    enrolment::PassEnrolmentCode:  "CheckEnrolmentCode" SEKISHO Console Session Write Once Enrols Own [];
    enrolment::PassEnrolmentAddress: "CheckEnrolmentAddress" SEKISHO Console Session Write Once Enrols Each [];
    enrolment::CreateEnrolmentAddress: "CreateEnrolmentAddress" SEKISHO Console Policy Write Freshly Shut Each ["sekisho:CreateEnrolmentAddress"];

    // Getting back in after a device was lost.
    recovery_codes::LostDevice:    "LostDevice"        SIGN_IN Console BeforeSession Read Once Before Own [];
    recovery_codes::SignInRecoveryCode: "ConsoleLogin" SIGN_IN Console BeforeSession Write Once Before Own [];
    recovery_codes::ShowRecoveryCodes: "GetRecoveryCodes" SEKISHO Console Session Read Once Shut Own [];
    recovery_codes::CreateRecoveryCodes: "CreateRecoveryCodes" SEKISHO Console Policy Write Freshly Shut Each ["iam:EnableMFADevice"];
    recovery_codes::SwitchRecoveryCodes: "SwitchRecoveryCodes" SEKISHO Console Session Write Freshly Shut Each [];
    recover::CancelRecovery:       "CancelRootRecovery" SEKISHO Console Session Write Once Shut Own [];
    recover::RecoveryByLink:       "RecoveryUnderWay"  SIGN_IN Console BeforeSession Read Once Before Own [];
    recover::CancelRecoveryByLink: "CancelRootRecovery" SIGN_IN Console BeforeSession Write Once Before Own [];
    root_email::EmailChangeByLink: "PrimaryEmailUpdateUnderWay" ACCOUNT Console BeforeSession Read Once Before Own [];
    root_email::CancelEmailChangeByLink: "CancelPrimaryEmailUpdate" ACCOUNT Console BeforeSession Write Once Before Own [];
    recover::RecoverUnderWay:      "RecoverUnderWay"   SIGN_IN Console BeforeSession Read Once Before Own [];
    recover::RecoverRoot:          "ConsoleLogin"      SIGN_IN Console BeforeSession Write Once Before Own [];

    // Programs' sessions.
    sts::GetCallerIdentity:        "GetCallerIdentity" STS Wire Session Read Once Enrols Each [];
    sts::GetSessionToken:          "GetSessionToken"   STS Wire Session Write Once Shut Own [];
    assume_role::AssumeRole:       "AssumeRole"        STS Wire Policy Write Once Shut Own ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];
    sts::GetAccessKeyInfo:         "GetAccessKeyInfo"  STS Wire Policy Read Once Shut Each ["sts:GetAccessKeyInfo"];

    // The account.
    account::GetAccountSummary:    "GetAccountSummary"   IAM Both Policy Read Once Shut Each ["iam:GetAccountSummary"];
    account::GetAccount:           "GetAccount"          SEKISHO Console Session Read Once Shut Each [];
    account::PutAccountName:       "PutAccountName"      ACCOUNT Both Policy Write Once Shut Each ["account:PutAccountName"];
    account::ListAccountAliases:   "ListAccountAliases"  IAM Wire Policy Read Once Shut Each ["iam:ListAccountAliases"];
    account::CreateAccountAlias:   "CreateAccountAlias"  IAM Both Policy Write Once Shut Each ["iam:CreateAccountAlias"];
    account::DeleteAccountAlias:   "DeleteAccountAlias"  IAM Both Policy Write Once Shut Each ["iam:DeleteAccountAlias"];
    password_policy::GetPasswordPolicy:    "GetAccountPasswordPolicy"    IAM Both Policy Read Once Shut Each ["iam:GetAccountPasswordPolicy"];
    password_policy::UpdatePasswordPolicy: "UpdateAccountPasswordPolicy" IAM Both Policy Write Freshly Shut Each ["iam:UpdateAccountPasswordPolicy"];
    password_policy::DeletePasswordPolicy: "DeleteAccountPasswordPolicy" IAM Both Policy Write Freshly Shut Each ["iam:DeleteAccountPasswordPolicy"];
    report::GenerateReport:        "GenerateCredentialReport" IAM Wire Policy Write Once Shut Own ["iam:GenerateCredentialReport"];
    report::GetReport:             "GetCredentialReport" IAM Wire Policy Read Once Shut Each ["iam:GetCredentialReport"];

    // Closing the account.
    closing::GetClosing:           "GetAccountClosing"   SEKISHO Console Root Read Once Shut Each [];
    closing::CloseAccount:         "CloseAccount"        ACCOUNT Console Root Write Freshly Shut Each [];
    closing::ReopenAccount:        "ReopenAccount"       SEKISHO Console Root Write Freshly Shut Each [];

    // What only root may do.
    root_email::GetRootEmail:      "GetPrimaryEmail"   ACCOUNT Console Root Read Once Shut Each [];
    root_email::StartEmailChange:  "StartPrimaryEmailUpdate" ACCOUNT Console Root Write Freshly Shut Each [];
    root_email::ConfirmEmailChange: "AcceptPrimaryEmailUpdate" ACCOUNT Console Root Write Freshly Shut Each [];
    root_email::CancelEmailChange: "CancelPrimaryEmailUpdate" ACCOUNT Console Root Write Once Shut Each [];
    administrators::ListAdministrators: "ListAdministrators" SEKISHO Console Root Read Once Shut Each [];
    administrators::GetAdministrator: "GetAdministrator" SEKISHO Console Root Read Once Shut Each [];
    administrators::RestoreAdministrator: "RestoreAdministrator" SEKISHO Console Root Write Freshly Shut Each [];

    // Whom one reaches about the account, and the organization that it belongs to.
    contacts::GetContactInformation:  "GetContactInformation"  ACCOUNT Both Policy Read Once Shut Each ["account:GetContactInformation"];
    contacts::PutContactInformation:  "PutContactInformation"  ACCOUNT Both Policy Write Freshly Shut Each ["account:PutContactInformation"];
    contacts::GetAlternateContact:    "GetAlternateContact"    ACCOUNT Both Policy Read Once Shut Each ["account:GetAlternateContact"];
    contacts::PutAlternateContact:    "PutAlternateContact"    ACCOUNT Both Policy Write Freshly Shut Each ["account:PutAlternateContact"];
    contacts::DeleteAlternateContact: "DeleteAlternateContact" ACCOUNT Both Policy Write Freshly Shut Each ["account:DeleteAlternateContact"];
    organization::GetAccountInformation: "GetAccountInformation" ACCOUNT Wire Policy Read Once Shut Each ["account:GetAccountInformation"];
    organization::DescribeOrganization:  "DescribeOrganization"  ORGANIZATIONS Wire Policy Read Once Shut Each ["organizations:DescribeOrganization"];
    organization::ListOrganizationAccounts: "ListAccounts"       ORGANIZATIONS Wire Policy Read Once Shut Each ["organizations:ListAccounts"];
    organization::DescribeAccount:       "DescribeAccount"       ORGANIZATIONS Wire Policy Read Once Shut Each ["organizations:DescribeAccount"];

    // Who must have MFA from when, and who is missing.
    requirement::GetRequirement:   "GetMfaRequirement" SEKISHO Console Policy Read Once Shut Each ["sekisho:GetMfaRequirement"];
    requirement::PutRequirement:   "PutMfaRequirement" SEKISHO Console Policy Write Freshly Shut Each ["sekisho:PutMfaRequirement"];
    requirement::DeleteRequirement: "DeleteMfaRequirement" SEKISHO Console Policy Write Freshly Shut Each ["sekisho:DeleteMfaRequirement"];
    settings::GetSettings:         "GetAccountSettings" SEKISHO Console Policy Read Once Shut Each ["sekisho:GetAccountSettings"];
    settings::PutSettings:         "PutAccountSettings" SEKISHO Console Policy Write Freshly Shut Each ["sekisho:PutAccountSettings"];
    status::GetMfaStatus:          "GetMfaStatus"      SEKISHO Console Policy Read Once Shut Each ["sekisho:GetMfaStatus"];
    status::ListAssignedAccounts:  "ListAssignedAccounts" SEKISHO Console Session Read Once Shut Each [];

    // Users.
    users::ListUsers:              "ListUsers"         IAM Both Policy Read Once Shut Each ["iam:ListUsers"];
    users::GetUser:                "GetUser"           IAM Both Policy Read Once Enrols Each ["iam:GetUser"];
    users::CreateUser:             "CreateUser"        IAM Both Policy Write Freshly Shut Each ["iam:CreateUser", "iam:CreateLoginProfile", "iam:AttachUserPolicy", "iam:TagUser"];
    users::UpdateUser:             "UpdateUser"        IAM Wire Policy Write Once Shut Each ["iam:UpdateUser"];
    users::DeleteUser:             "DeleteUser"        IAM Both Policy Write Freshly Shut Each ["iam:DeleteUser"];
    users::SetContactEmail:        "SetContactEmail"   SEKISHO Console Policy Write Freshly Shut Each ["sekisho:SetContactEmail"];
    tags::TagUser:                 "TagUser"           IAM Wire Policy Write Once Shut Each ["iam:TagUser"];
    tags::UntagUser:               "UntagUser"         IAM Wire Policy Write Once Shut Each ["iam:UntagUser"];
    tags::ListUserTags:            "ListUserTags"      IAM Wire Policy Read Once Shut Each ["iam:ListUserTags"];

    // Groups.
    groups::CreateGroup:           "CreateGroup"       IAM Both Policy Write Freshly Shut Each ["iam:CreateGroup"];
    groups::GetGroup:              "GetGroup"          IAM Both Policy Read Once Shut Each ["iam:GetGroup"];
    groups::ListGroups:            "ListGroups"        IAM Both Policy Read Once Shut Each ["iam:ListGroups"];
    groups::UpdateGroup:           "UpdateGroup"       IAM Both Policy Write Freshly Shut Each ["iam:UpdateGroup"];
    groups::DeleteGroup:           "DeleteGroup"       IAM Both Policy Write Freshly Shut Each ["iam:DeleteGroup"];
    groups::AddUserToGroup:        "AddUserToGroup"    IAM Both Policy Write Freshly Shut Each ["iam:AddUserToGroup"];
    groups::RemoveUserFromGroup:   "RemoveUserFromGroup" IAM Both Policy Write Freshly Shut Each ["iam:RemoveUserFromGroup"];
    groups::ListGroupsForUser:     "ListGroupsForUser" IAM Both Policy Read Once Shut Each ["iam:ListGroupsForUser"];

    // Roles.
    roles::CreateRole:             "CreateRole"        IAM Both Policy Write Freshly Shut Each ["iam:CreateRole", "iam:TagRole"];
    roles::GetRole:                "GetRole"           IAM Both Policy Read Once Shut Each ["iam:GetRole"];
    roles::ListRoles:              "ListRoles"         IAM Both Policy Read Once Shut Each ["iam:ListRoles"];
    roles::UpdateRole:             "UpdateRole"        IAM Both Policy Write Freshly Shut Each ["iam:UpdateRole"];
    roles::UpdateRoleDescription:  "UpdateRoleDescription" IAM Wire Policy Write Once Shut Each ["iam:UpdateRoleDescription"];
    roles::UpdateTrust:            "UpdateAssumeRolePolicy" IAM Both Policy Write Freshly Shut Each ["iam:UpdateAssumeRolePolicy"];
    roles::DeleteRole:             "DeleteRole"        IAM Both Policy Write Freshly Shut Each ["iam:DeleteRole"];
    tags::TagRole:                 "TagRole"           IAM Both Policy Write Freshly Shut Each ["iam:TagRole"];
    tags::UntagRole:               "UntagRole"         IAM Both Policy Write Freshly Shut Each ["iam:UntagRole"];
    tags::ListRoleTags:            "ListRoleTags"      IAM Wire Policy Read Once Shut Each ["iam:ListRoleTags"];

    // Policies of one user, group or role.
    inline::PutInlinePolicy<User>:     "PutUserPolicy"     IAM Both Policy Write Freshly Shut Each ["iam:PutUserPolicy"];
    inline::GetInlinePolicy<User>:     "GetUserPolicy"     IAM Both Policy Read Once Shut Each ["iam:GetUserPolicy"];
    inline::DeleteInlinePolicy<User>:  "DeleteUserPolicy"  IAM Both Policy Write Freshly Shut Each ["iam:DeleteUserPolicy"];
    inline::ListInlinePolicies<User>:  "ListUserPolicies"  IAM Both Policy Read Once Shut Each ["iam:ListUserPolicies"];
    inline::PutInlinePolicy<Group>:    "PutGroupPolicy"    IAM Both Policy Write Freshly Shut Each ["iam:PutGroupPolicy"];
    inline::GetInlinePolicy<Group>:    "GetGroupPolicy"    IAM Both Policy Read Once Shut Each ["iam:GetGroupPolicy"];
    inline::DeleteInlinePolicy<Group>: "DeleteGroupPolicy" IAM Both Policy Write Freshly Shut Each ["iam:DeleteGroupPolicy"];
    inline::ListInlinePolicies<Group>: "ListGroupPolicies" IAM Both Policy Read Once Shut Each ["iam:ListGroupPolicies"];
    inline::PutInlinePolicy<Role>:     "PutRolePolicy"     IAM Both Policy Write Freshly Shut Each ["iam:PutRolePolicy"];
    inline::GetInlinePolicy<Role>:     "GetRolePolicy"     IAM Both Policy Read Once Shut Each ["iam:GetRolePolicy"];
    inline::DeleteInlinePolicy<Role>:  "DeleteRolePolicy"  IAM Both Policy Write Freshly Shut Each ["iam:DeleteRolePolicy"];
    inline::ListInlinePolicies<Role>:  "ListRolePolicies"  IAM Both Policy Read Once Shut Each ["iam:ListRolePolicies"];

    // Managed policies.
    policies::CreatePolicy:        "CreatePolicy"      IAM Both Policy Write Freshly Shut Each ["iam:CreatePolicy", "iam:TagPolicy"];
    policies::GetPolicy:           "GetPolicy"         IAM Both Policy Read Once Shut Each ["iam:GetPolicy"];
    policies::DeletePolicy:        "DeletePolicy"      IAM Both Policy Write Freshly Shut Each ["iam:DeletePolicy"];
    policies::ListPolicies:        "ListPolicies"      IAM Both Policy Read Once Shut Each ["iam:ListPolicies"];
    policies::TagPolicy:           "TagPolicy"         IAM Wire Policy Write Once Shut Each ["iam:TagPolicy"];
    policies::UntagPolicy:         "UntagPolicy"       IAM Wire Policy Write Once Shut Each ["iam:UntagPolicy"];
    policies::ListPolicyTags:      "ListPolicyTags"    IAM Wire Policy Read Once Shut Each ["iam:ListPolicyTags"];
    policy_versions::CreatePolicyVersion: "CreatePolicyVersion" IAM Both Policy Write Freshly Shut Each ["iam:CreatePolicyVersion"];
    policy_versions::GetPolicyVersion:    "GetPolicyVersion"    IAM Both Policy Read Once Shut Each ["iam:GetPolicyVersion"];
    policy_versions::ListPolicyVersions:  "ListPolicyVersions"  IAM Both Policy Read Once Shut Each ["iam:ListPolicyVersions"];
    policy_versions::SetDefaultPolicyVersion: "SetDefaultPolicyVersion" IAM Both Policy Write Freshly Shut Each ["iam:SetDefaultPolicyVersion"];
    policy_versions::DeletePolicyVersion: "DeletePolicyVersion" IAM Both Policy Write Freshly Shut Each ["iam:DeletePolicyVersion"];
    attachments::AttachPolicy<User>:          "AttachUserPolicy"   IAM Both Policy Write Freshly Shut Each ["iam:AttachUserPolicy"];
    attachments::DetachPolicy<User>:          "DetachUserPolicy"   IAM Both Policy Write Freshly Shut Each ["iam:DetachUserPolicy"];
    attachments::ListAttachedPolicies<User>:  "ListAttachedUserPolicies" IAM Both Policy Read Once Shut Each ["iam:ListAttachedUserPolicies"];
    attachments::AttachPolicy<Group>:         "AttachGroupPolicy"  IAM Both Policy Write Freshly Shut Each ["iam:AttachGroupPolicy"];
    attachments::DetachPolicy<Group>:         "DetachGroupPolicy"  IAM Both Policy Write Freshly Shut Each ["iam:DetachGroupPolicy"];
    attachments::ListAttachedPolicies<Group>: "ListAttachedGroupPolicies" IAM Both Policy Read Once Shut Each ["iam:ListAttachedGroupPolicies"];
    attachments::AttachPolicy<Role>:          "AttachRolePolicy"   IAM Both Policy Write Freshly Shut Each ["iam:AttachRolePolicy"];
    attachments::DetachPolicy<Role>:          "DetachRolePolicy"   IAM Both Policy Write Freshly Shut Each ["iam:DetachRolePolicy"];
    attachments::ListAttachedPolicies<Role>:  "ListAttachedRolePolicies" IAM Both Policy Read Once Shut Each ["iam:ListAttachedRolePolicies"];
    attachments::ListEntitiesForPolicy:       "ListEntitiesForPolicy" IAM Both Policy Read Once Shut Each ["iam:ListEntitiesForPolicy"];
    attachments::PutBoundary<User>:    "PutUserPermissionsBoundary"    IAM Both Policy Write Freshly Shut Each ["iam:PutUserPermissionsBoundary"];
    attachments::DeleteBoundary<User>: "DeleteUserPermissionsBoundary" IAM Both Policy Write Freshly Shut Each ["iam:DeleteUserPermissionsBoundary"];
    attachments::PutBoundary<Role>:    "PutRolePermissionsBoundary"    IAM Both Policy Write Freshly Shut Each ["iam:PutRolePermissionsBoundary"];
    attachments::DeleteBoundary<Role>: "DeleteRolePermissionsBoundary" IAM Both Policy Write Freshly Shut Each ["iam:DeleteRolePermissionsBoundary"];

    // What policies would say.
    details::GetAuthorizationDetails: "GetAccountAuthorizationDetails" IAM Wire Policy Read Once Shut Each ["iam:GetAccountAuthorizationDetails"];
    simulate::SimulateCustomPolicy:   "SimulateCustomPolicy"    IAM Both Policy Read Once Shut Each ["iam:SimulateCustomPolicy"];
    simulate::SimulatePrincipalPolicy: "SimulatePrincipalPolicy" IAM Both Policy Read Once Shut Each ["iam:SimulatePrincipalPolicy"];
    simulate::ContextKeysForCustomPolicy:    "GetContextKeysForCustomPolicy"    IAM Both Policy Read Once Shut Each ["iam:GetContextKeysForCustomPolicy"];
    simulate::ContextKeysForPrincipalPolicy: "GetContextKeysForPrincipalPolicy" IAM Both Policy Read Once Shut Each ["iam:GetContextKeysForPrincipalPolicy"];

    // Passwords.
    passwords::ChangePassword:     "ChangePassword"     IAM Both Policy Write Once Shut Own ["iam:ChangePassword"];
    passwords::SetLoginProfile:    "UpdateLoginProfile" IAM Console Policy Write Freshly Shut Each ["iam:CreateLoginProfile", "iam:UpdateLoginProfile"];
    login_profile::GetLoginProfile:    "GetLoginProfile"    IAM Wire Policy Read Once Shut Each ["iam:GetLoginProfile"];
    login_profile::CreateLoginProfile: "CreateLoginProfile" IAM Wire Policy Write Once Shut Each ["iam:CreateLoginProfile"];
    login_profile::UpdateLoginProfile: "UpdateLoginProfile" IAM Wire Policy Write Once Shut Each ["iam:UpdateLoginProfile"];
    login_profile::DeleteLoginProfile: "DeleteLoginProfile" IAM Both Policy Write Freshly Shut Each ["iam:DeleteLoginProfile"];

    // Access keys.
    keys::ListAccessKeys:          "ListAccessKeys"      IAM Both Policy Read Once Shut Each ["iam:ListAccessKeys"];
    keys::CreateAccessKey:         "CreateAccessKey"     IAM Both Policy Write Freshly Shut Own ["iam:CreateAccessKey"];
    keys::UpdateAccessKey:         "UpdateAccessKey"     IAM Both Policy Write Freshly Shut Each ["iam:UpdateAccessKey"];
    keys::DeleteAccessKey:         "DeleteAccessKey"     IAM Both Policy Write Freshly Shut Each ["iam:DeleteAccessKey"];
    keys::GetAccessKeyLastUsed:    "GetAccessKeyLastUsed" IAM Wire Policy Read Once Shut Each ["iam:GetAccessKeyLastUsed"];

    // Devices.
    devices::ListMfaDevices:       "ListMFADevices"      IAM Both Policy Read Once Enrols Each ["iam:ListMFADevices"];
    devices::ProposeDeviceName:    "ListMFADevices"      IAM Console Policy Read Once Enrols Each ["iam:ListMFADevices"];
    wizard::StartMfaDevice:       "CreateVirtualMFADevice" IAM Console Policy Write Freshly Enrols Own ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:DeactivateMFADevice"];
    wizard::PendingMfaDevice:     "CreateVirtualMFADevice" IAM Console Session Read Once Enrols Own [];
    wizard::CancelMfaDevice:      "CancelMFADevice"     SEKISHO Console Session Write Once Enrols Own [];
    wizard::EnableMfaDevice:      "EnableMFADevice"     IAM Console Policy Write Freshly Enrols Own ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:DeactivateMFADevice"];
    tokens::AddHardwareToken:     "EnableMFADevice"     IAM Console Policy Write Freshly Enrols Own ["iam:EnableMFADevice", "iam:DeactivateMFADevice"];
    security_keys::StartSecurityKey:   "StartSecurityKey" SEKISHO Console Policy Write Freshly Enrols Own ["iam:EnableMFADevice", "iam:DeactivateMFADevice"];
    security_keys::PendingSecurityKey: "PendingSecurityKey" SEKISHO Console Session Read Once Enrols Own [];
    security_keys::EnableSecurityKey:  "EnableMFADevice"  IAM Console Policy Write Freshly Enrols Own ["iam:EnableMFADevice", "iam:DeactivateMFADevice"];
    devices::RemoveMfaDevice:      "DeactivateMFADevice" IAM Console Policy Write Freshly Shut Own ["iam:DeactivateMFADevice"];
    devices::ResyncMfaDevice:      "ResyncMFADevice"     IAM Both Policy Write Once Shut Own ["iam:ResyncMFADevice"];
    virtual_devices::CreateVirtualDevice: "CreateVirtualMFADevice" IAM Wire Policy Write Once Enrols Each ["iam:CreateVirtualMFADevice", "iam:TagMFADevice"];
    virtual_devices::EnableDevice:        "EnableMFADevice"        IAM Wire Policy Write Once Enrols Each ["iam:EnableMFADevice"];
    virtual_devices::DeactivateDevice:    "DeactivateMFADevice"    IAM Wire Policy Write Once Shut Each ["iam:DeactivateMFADevice"];
    virtual_devices::DeleteVirtualDevice: "DeleteVirtualMFADevice" IAM Both Policy Write Freshly Shut Each ["iam:DeleteVirtualMFADevice"];
    virtual_devices::ListVirtualDevices:  "ListVirtualMFADevices"  IAM Both Policy Read Once Enrols Each ["iam:ListVirtualMFADevices"];
    virtual_devices::GetDevice:           "GetMFADevice"           IAM Wire Policy Read Once Shut Each ["iam:GetMFADevice"];
    tags::TagDevice:               "TagMFADevice"        IAM Wire Policy Write Once Shut Each ["iam:TagMFADevice"];
    tags::UntagDevice:             "UntagMFADevice"      IAM Wire Policy Write Once Shut Each ["iam:UntagMFADevice"];
    tags::ListDeviceTags:          "ListMFADeviceTags"   IAM Wire Policy Read Once Shut Each ["iam:ListMFADeviceTags"];

    // Who did what.
    events::EventHistory:          "LookupEvents"      TRAIL Both Policy Read Once Shut Each ["cloudtrail:LookupEvents"];

    // Billing.
    billing::GetBillingProfile:    "GetBillingDetails" BILLING Console Policy Read Once Shut Each ["billing:GetBillingDetails"];
    billing::PutBillingProfile:    "UpdateBillingPreferences" BILLING Console Policy Write Freshly Shut Each ["billing:UpdateBillingPreferences"];
    billing::GetUsage:             "GetBillingData"    BILLING Console Policy Read Once Shut Each ["billing:GetBillingData"];
    billing::GetBillingAccess:     "GetIAMAccessPreference" BILLING Console Policy Read Once Shut Each ["billing:GetIAMAccessPreference"];
    billing::UpdateBillingAccess:  "UpdateIAMAccessPreference" BILLING Console Root Write Freshly Shut Each ["billing:UpdateIAMAccessPreference"];
    billing::ListUsage:            "ListUsage"         SEKISHO Console Operator Read Once Before Own [];

    // Devices as things that somebody has.
    device_list::ListDevices:      "ListDevices"       SEKISHO Console Policy Read Once Shut Each ["sekisho:ListDevices"];
    device_list::GetDeviceCare:    "GetDeviceCare"     SEKISHO Console Policy Read Once Shut Each ["sekisho:ListDevices"];
    care::UpdateDeviceRecord:      "UpdateDeviceRecord" SEKISHO Console Session Write Once Shut Each ["sekisho:UpdateDeviceRecord"];
    care::CreateProofAddress:      "CreateProofAddress" SEKISHO Console Session Write Once Shut Each ["sekisho:CreateProofAddress"];
    care::ProofUnderWay:           "ProofUnderWay"     SEKISHO Console BeforeSession Read Once Before Own [];
    care::StartKeyConfirmation:    "StartKeyConfirmation" SEKISHO Console BeforeSession Write Once Before Own [];
    care::ConfirmByCode:           "ConfirmDevice"     SEKISHO Console BeforeSession Write Once Before Own [];
    care::ConfirmByKey:            "ConfirmDevice"     SEKISHO Console BeforeSession Write Once Before Own [];

    // What there is none of here, asked for by tools on their way.
    none::ListSigningCertificates: "ListSigningCertificates" IAM Wire Policy Read Once Shut Each ["iam:ListSigningCertificates"];
    none::ListSshPublicKeys:       "ListSSHPublicKeys"   IAM Wire Policy Read Once Shut Each ["iam:ListSSHPublicKeys"];
    none::ListServiceCredentials:  "ListServiceSpecificCredentials" IAM Wire Policy Read Once Shut Each ["iam:ListServiceSpecificCredentials"];
    none::ListServerCertificates:  "ListServerCertificates" IAM Wire Policy Read Once Shut Each ["iam:ListServerCertificates"];
    none::ListSamlProviders:       "ListSAMLProviders"   IAM Wire Policy Read Once Shut Each ["iam:ListSAMLProviders"];
    none::ListOidcProviders:       "ListOpenIDConnectProviders" IAM Wire Policy Read Once Shut Each ["iam:ListOpenIDConnectProviders"];
    none::ListInstanceProfiles:    "ListInstanceProfiles" IAM Wire Policy Read Once Shut Each ["iam:ListInstanceProfiles"];

    // The operator.
    set_up::CreateAccount:         "CreateAccount"     SEKISHO Console Operator Write Once Before Own [];
    account::ListAccounts:         "ListAccounts"      SEKISHO Console Operator Read Once Before Own [];
    account::ShowAccount:          "ShowAccount"       SEKISHO Console Operator Read Once Before Own [];
    closing::CloseAccountAsOperator:  "CloseAccount"   ACCOUNT Console Operator Write Once Before Own [];
    closing::ReopenAccountAsOperator: "ReopenAccount"  SEKISHO Console Operator Write Once Before Own [];
    account_purge::PlanAccountPurge:  "PlanAccountPurge"  SEKISHO Console Operator Read Once Before Own [];
    account_purge::BeginAccountPurge: "BeginAccountPurge" SEKISHO Console Operator Write Once Before Own [];
    account_purge::StepAccountPurge:  "PurgeAccount"   SEKISHO Console Operator Write Once Before Own [];
    requirement::ShowRequirement:  "ShowMfaRequirement" SEKISHO Console Operator Read Once Before Own [];
    requirement::SetRequirement:   "PutMfaRequirement" SEKISHO Console Operator Write Once Before Own [];
    requirement::ClearRequirement: "DeleteMfaRequirement" SEKISHO Console Operator Write Once Before Own [];
    requirement::AdoptRequirement: "PutMfaRequirement" SEKISHO Console Operator Write Once Before Own [];
    enrolment::HandOverEnrolmentAddress: "CreateEnrolmentAddress" SEKISHO Console Operator Write Once Before Own [];
    status::ListAccountStatus:     "ListAccountStatus" SEKISHO Console Operator Read Once Before Own [];
    status::ListProgress:          "ListProgress"      SEKISHO Console Operator Read Once Before Own [];
    assignments::AssignAccounts:   "AssignAccounts"    SEKISHO Console Operator Write Once Before Own [];
    assignments::ShowAssignment:   "ShowAssignment"    SEKISHO Console Operator Read Once Before Own [];
    assignments::ListAssignments:  "ListAssignments"   SEKISHO Console Operator Read Once Before Own [];
    key_host::ShowKeyHost:         "ShowKeyHost"       SEKISHO Console Operator Read Once Before Own [];
    key_host::AcceptKeyHost:       "AcceptKeyHost"     SEKISHO Console Operator Write Once Before Own [];
    stock::CheckTokens:            "CheckTokens"       SEKISHO Console Operator Read Once Before Own [];
    stock::BeginTokenImport:       "BeginTokenImport"  SEKISHO Console Operator Write Once Before Own [];
    stock::ImportTokens:           "ImportTokens"      SEKISHO Console Operator Write Once Before Own [];
    stock::EndTokenImport:         "EndTokenImport"    SEKISHO Console Operator Write Once Before Own [];
    stock::ListTokens:             "ListTokens"        SEKISHO Console Operator Read Once Before Own [];
    device_list::ListAccountDevices: "ListAccountDevices" SEKISHO Console Operator Read Once Before Own [];
    store::VerifyStore:            "VerifyStore"       SEKISHO Console Operator Read Once Before Own [];
    store::BackupStore:            "BackupStore"       SEKISHO Console Operator Write Once Before Own [];
    store::RestoreStore:           "RestoreStore"      SEKISHO Console Operator Write Once Before Own [];
    store::RotateMasterKey:        "RotateMasterKey"   SEKISHO Console Operator Write Once Before Own [];
    store::MigrateStore:           "MigrateStore"      SEKISHO Console Operator Write Once Before Own [];
    outbox::ListLetters:           "ListLetters"       SEKISHO Console Operator Read Once Before Own [];
    recover::BeginRecovery:        "BeginRootRecovery" SEKISHO Console Operator Write Once Before Own [];
    recover::FinishRecovery:       "FinishRootRecovery" SEKISHO Console Operator Write Once Before Own [];
    recover::StopRecovery:         "CancelRootRecovery" SEKISHO Console Operator Write Once Before Own [];
    recover::DrillRecovery:        "DrillRootRecovery" SEKISHO Console Operator Write Once Before Own [];
    root_email::SettleEmailChange: "UpdatePrimaryEmail" ACCOUNT Console Operator Write Once Before Own [];
    recover::ShowRecovery:         "ShowRootRecovery"  SEKISHO Console Operator Read Once Before Own [];
    events::LookupEvents:          "LookupEvents"      TRAIL Console Operator Read Once Before Own [];
    trail::BeginTrail:             "BeginTrail"        SEKISHO Console Operator Write Once Before Own [];
    trail::ListTrailHeads:         "ListTrailHeads"    SEKISHO Console Operator Read Once Before Own [];
    trail::VerifyTrail:            "VerifyTrail"       SEKISHO Console Operator Read Once Before Own [];
    trail_purge::PurgeEvents:      "PurgeEvents"       SEKISHO Console Operator Write Once Before Own [];
    bootstrap::BootstrapAccount:   "BootstrapAccount"  SEKISHO Console Operator Write Once Before Own [];
    bootstrap::BootstrapUser:      "BootstrapUser"     SEKISHO Console Operator Write Once Before Own [];
}

#[cfg(test)]
mod tests {
    use rules::billing::Wanted;

    use super::*;

    /// What somebody past due may ask for: the way to the first device, and the way out.
    const ENROLS: [&str; 25] = [
        "GetCallerIdentity",
        "SimulatePrincipalPolicy",
        "SignOut",
        "ExitRole",
        "ListOwnDevices",
        "CheckPassword",
        "EnrolmentUnderWay",
        "SendEnrolmentCode",
        "CheckEnrolmentCode",
        "CheckEnrolmentAddress",
        "GetCallerIdentity",
        "GetUser",
        "ListMFADevices",
        "ListMFADevices",
        "CreateVirtualMFADevice",
        "CreateVirtualMFADevice",
        "CancelMFADevice",
        "EnableMFADevice",
        "EnableMFADevice",
        "StartSecurityKey",
        "PendingSecurityKey",
        "EnableMFADevice",
        "CreateVirtualMFADevice",
        "EnableMFADevice",
        "ListVirtualMFADevices",
    ];

    #[test]
    fn en_2_every_operation_behind_a_session_asks_the_gate_and_few_are_a_step_of_the_enrolment() {
        for row in TABLE {
            let before = matches!(
                row.authority,
                Authority::BeforeSession | Authority::Operator
            );
            assert_eq!(row.gate == Gate::Before, before, "{}", row.name);
        }
        let enrols: Vec<&str> = TABLE
            .iter()
            .filter(|row| row.gate == Gate::Enrols)
            .map(|row| row.name)
            .collect();
        assert_eq!(enrols, ENROLS);
    }

    /// The gate before billing knows an action by its name alone, so the names must say enough.
    #[test]
    fn what_is_about_billing_says_so_by_its_actions_and_nothing_else_does() {
        let mut billing = 0;
        for row in TABLE {
            let asked: Vec<_> = row
                .actions
                .iter()
                .map(|action| Wanted::by(action))
                .collect();
            if row.source != source::BILLING {
                assert!(asked.iter().all(Option::is_none), "{}", row.name);
                continue;
            }
            billing += 1;
            let wanted = match row.access {
                Access::Read => Wanted::View,
                Access::Write => Wanted::Edit,
            };
            assert!(!asked.is_empty(), "{} asks the policies nothing", row.name);
            assert!(
                asked.iter().all(|asked| *asked == Some(wanted)),
                "{}",
                row.name
            );
            let by_right = matches!(row.authority, Authority::Policy | Authority::Root);
            assert!(by_right && row.door == Door::Console, "{}", row.name);
        }
        assert_eq!(billing, 5);
    }
}
