//! The operation table: what can be asked, by whom, and what it leaves behind.
//!
//! The table is the architecture. Dispatch, authorisation, the audit event and the who-may-do-what
//! test come from its rows; an operation without a row does not compile.

use crate::ops::{
    account, bootstrap, devices, events, keys, login_profile, none, password_policy, passwords,
    report, sessions, set_up, sign_in, sts, tags, users, virtual_devices,
};

/// Who may call an operation at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Whoever the policies allow it: root in its own account, users by what is attached.
    Policy,
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
    ($($operation:path: $name:literal $source:ident $door:ident $authority:ident $access:ident $proved:ident $audit:ident [$($action:literal),*];)*) => {
        $(impl Listed for $operation {
            const ROW: &'static Row = &Row {
                name: $name,
                source: source::$source,
                door: Door::$door,
                authority: Authority::$authority,
                access: Access::$access,
                proved: Proved::$proved,
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
    pub(crate) const SEKISHO: &str = "sekisho";
    pub(crate) const STS: &str = "sts.amazonaws.com";
    pub(crate) const TRAIL: &str = "cloudtrail.amazonaws.com";
}

table! {
    // Before there is a session.
    set_up::SetUp:                 "CreateAccount"     SEKISHO Console BeforeSession Write Once Own [];
    set_up::IsSetUp:               "IsSetUp"           SEKISHO Console BeforeSession Read Once Own [];
    sign_in::SignInPassword:       "ConsoleLogin"      SIGN_IN Console BeforeSession Write Once Own [];
    sign_in::SignInUnderWay:       "SignInUnderWay"    SIGN_IN Console BeforeSession Read Once Own [];
    sign_in::SignInCode:           "ConsoleLogin"      SIGN_IN Console BeforeSession Write Once Own [];
    sign_in::SignInNewPassword:    "PasswordUpdated"   SIGN_IN Console BeforeSession Write Once Own [];

    // One's own session.
    sessions::WhoAmI:              "GetCallerIdentity" SEKISHO Console Session Read Once Each [];
    sessions::MayI:                "SimulatePrincipalPolicy" SEKISHO Console Session Read Once Each [];
    sessions::ListSessions:        "ListSessions"      SEKISHO Console Session Read Once Each [];
    sessions::EndSession:          "EndSession"        SEKISHO Console Session Write Once Each [];
    sessions::EndOtherSessions:    "EndOtherSessions"  SEKISHO Console Session Write Once Each [];
    sessions::SignOut:             "SignOut"           SIGN_IN Console Session Write Once Each [];
    sessions::OwnDevices:          "ListOwnDevices"    SEKISHO Console Session Read Once Own [];
    sessions::ProveCode:           "CheckMfa"          SIGN_IN Console Session Write Once Own [];
    sessions::ProvePassword:       "CheckPassword"     SIGN_IN Console Session Write Once Own [];

    // Programs' sessions.
    sts::GetCallerIdentity:        "GetCallerIdentity" STS Wire Session Read Once Each [];
    sts::GetSessionToken:          "GetSessionToken"   STS Wire Session Write Once Own [];
    sts::GetAccessKeyInfo:         "GetAccessKeyInfo"  STS Wire Policy Read Once Each ["sts:GetAccessKeyInfo"];

    // The account.
    account::GetAccountSummary:    "GetAccountSummary"   IAM Both Policy Read Once Each ["iam:GetAccountSummary"];
    account::GetAccount:           "GetAccount"          SEKISHO Console Session Read Once Each [];
    account::PutAccountName:       "PutAccountName"      ACCOUNT Console Policy Write Once Each ["account:PutAccountName"];
    account::ListAccountAliases:   "ListAccountAliases"  IAM Wire Policy Read Once Each ["iam:ListAccountAliases"];
    account::CreateAccountAlias:   "CreateAccountAlias"  IAM Both Policy Write Once Each ["iam:CreateAccountAlias"];
    account::DeleteAccountAlias:   "DeleteAccountAlias"  IAM Both Policy Write Once Each ["iam:DeleteAccountAlias"];
    password_policy::GetPasswordPolicy:    "GetAccountPasswordPolicy"    IAM Both Policy Read Once Each ["iam:GetAccountPasswordPolicy"];
    password_policy::UpdatePasswordPolicy: "UpdateAccountPasswordPolicy" IAM Both Policy Write Freshly Each ["iam:UpdateAccountPasswordPolicy"];
    password_policy::DeletePasswordPolicy: "DeleteAccountPasswordPolicy" IAM Both Policy Write Freshly Each ["iam:DeleteAccountPasswordPolicy"];
    report::GenerateReport:        "GenerateCredentialReport" IAM Wire Policy Write Once Own ["iam:GenerateCredentialReport"];
    report::GetReport:             "GetCredentialReport" IAM Wire Policy Read Once Each ["iam:GetCredentialReport"];

    // Users.
    users::ListUsers:              "ListUsers"         IAM Both Policy Read Once Each ["iam:ListUsers"];
    users::GetUser:                "GetUser"           IAM Both Policy Read Once Each ["iam:GetUser"];
    users::CreateUser:             "CreateUser"        IAM Both Policy Write Freshly Each ["iam:CreateUser", "iam:CreateLoginProfile", "iam:AttachUserPolicy", "iam:TagUser"];
    users::UpdateUser:             "UpdateUser"        IAM Wire Policy Write Once Each ["iam:UpdateUser"];
    users::DeleteUser:             "DeleteUser"        IAM Both Policy Write Freshly Each ["iam:DeleteUser"];
    users::SetContactEmail:        "SetContactEmail"   SEKISHO Console Policy Write Freshly Each ["sekisho:SetContactEmail"];
    tags::TagUser:                 "TagUser"           IAM Wire Policy Write Once Each ["iam:TagUser"];
    tags::UntagUser:               "UntagUser"         IAM Wire Policy Write Once Each ["iam:UntagUser"];
    tags::ListUserTags:            "ListUserTags"      IAM Wire Policy Read Once Each ["iam:ListUserTags"];

    // Passwords.
    passwords::ChangePassword:     "ChangePassword"     IAM Both Policy Write Once Own ["iam:ChangePassword"];
    passwords::SetLoginProfile:    "UpdateLoginProfile" IAM Console Policy Write Freshly Each ["iam:CreateLoginProfile", "iam:UpdateLoginProfile"];
    login_profile::GetLoginProfile:    "GetLoginProfile"    IAM Wire Policy Read Once Each ["iam:GetLoginProfile"];
    login_profile::CreateLoginProfile: "CreateLoginProfile" IAM Wire Policy Write Once Each ["iam:CreateLoginProfile"];
    login_profile::UpdateLoginProfile: "UpdateLoginProfile" IAM Wire Policy Write Once Each ["iam:UpdateLoginProfile"];
    login_profile::DeleteLoginProfile: "DeleteLoginProfile" IAM Both Policy Write Freshly Each ["iam:DeleteLoginProfile"];

    // Access keys.
    keys::ListAccessKeys:          "ListAccessKeys"      IAM Both Policy Read Once Each ["iam:ListAccessKeys"];
    keys::CreateAccessKey:         "CreateAccessKey"     IAM Both Policy Write Freshly Own ["iam:CreateAccessKey"];
    keys::UpdateAccessKey:         "UpdateAccessKey"     IAM Both Policy Write Freshly Each ["iam:UpdateAccessKey"];
    keys::DeleteAccessKey:         "DeleteAccessKey"     IAM Both Policy Write Freshly Each ["iam:DeleteAccessKey"];
    keys::GetAccessKeyLastUsed:    "GetAccessKeyLastUsed" IAM Wire Policy Read Once Each ["iam:GetAccessKeyLastUsed"];

    // Devices.
    devices::ListMfaDevices:       "ListMFADevices"      IAM Both Policy Read Once Each ["iam:ListMFADevices"];
    devices::ProposeDeviceName:    "ListMFADevices"      IAM Console Policy Read Once Each ["iam:ListMFADevices"];
    devices::StartMfaDevice:       "CreateVirtualMFADevice" IAM Console Policy Write Freshly Own ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
    devices::PendingMfaDevice:     "CreateVirtualMFADevice" IAM Console Session Read Once Own [];
    devices::CancelMfaDevice:      "CancelMFADevice"     SEKISHO Console Session Write Once Own [];
    devices::EnableMfaDevice:      "EnableMFADevice"     IAM Console Policy Write Freshly Own ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
    devices::RemoveMfaDevice:      "DeactivateMFADevice" IAM Console Policy Write Freshly Own ["iam:DeactivateMFADevice"];
    devices::ResyncMfaDevice:      "ResyncMFADevice"     IAM Both Policy Write Once Own ["iam:ResyncMFADevice"];
    virtual_devices::CreateVirtualDevice: "CreateVirtualMFADevice" IAM Wire Policy Write Once Each ["iam:CreateVirtualMFADevice", "iam:TagMFADevice"];
    virtual_devices::EnableDevice:        "EnableMFADevice"        IAM Wire Policy Write Once Each ["iam:EnableMFADevice"];
    virtual_devices::DeactivateDevice:    "DeactivateMFADevice"    IAM Wire Policy Write Once Each ["iam:DeactivateMFADevice"];
    virtual_devices::DeleteVirtualDevice: "DeleteVirtualMFADevice" IAM Both Policy Write Freshly Each ["iam:DeleteVirtualMFADevice"];
    virtual_devices::ListVirtualDevices:  "ListVirtualMFADevices"  IAM Both Policy Read Once Each ["iam:ListVirtualMFADevices"];
    virtual_devices::GetDevice:           "GetMFADevice"           IAM Wire Policy Read Once Each ["iam:GetMFADevice"];
    tags::TagDevice:               "TagMFADevice"        IAM Wire Policy Write Once Each ["iam:TagMFADevice"];
    tags::UntagDevice:             "UntagMFADevice"      IAM Wire Policy Write Once Each ["iam:UntagMFADevice"];
    tags::ListDeviceTags:          "ListMFADeviceTags"   IAM Wire Policy Read Once Each ["iam:ListMFADeviceTags"];

    // What there is none of here, asked for by tools on their way.
    none::ListSigningCertificates: "ListSigningCertificates" IAM Wire Policy Read Once Each ["iam:ListSigningCertificates"];
    none::ListSshPublicKeys:       "ListSSHPublicKeys"   IAM Wire Policy Read Once Each ["iam:ListSSHPublicKeys"];
    none::ListServiceCredentials:  "ListServiceSpecificCredentials" IAM Wire Policy Read Once Each ["iam:ListServiceSpecificCredentials"];
    none::ListServerCertificates:  "ListServerCertificates" IAM Wire Policy Read Once Each ["iam:ListServerCertificates"];
    none::ListSamlProviders:       "ListSAMLProviders"   IAM Wire Policy Read Once Each ["iam:ListSAMLProviders"];
    none::ListOidcProviders:       "ListOpenIDConnectProviders" IAM Wire Policy Read Once Each ["iam:ListOpenIDConnectProviders"];
    none::ListInstanceProfiles:    "ListInstanceProfiles" IAM Wire Policy Read Once Each ["iam:ListInstanceProfiles"];

    // The operator.
    set_up::CreateAccount:         "CreateAccount"     SEKISHO Console Operator Write Once Own [];
    account::ListAccounts:         "ListAccounts"      SEKISHO Console Operator Read Once Own [];
    account::ShowAccount:          "ShowAccount"       SEKISHO Console Operator Read Once Own [];
    events::LookupEvents:          "LookupEvents"      TRAIL Console Operator Read Once Own [];
    bootstrap::BootstrapAccount:   "BootstrapAccount"  SEKISHO Console Operator Write Once Own [];
    bootstrap::BootstrapUser:      "BootstrapUser"     SEKISHO Console Operator Write Once Own [];
}
