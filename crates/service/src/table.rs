//! The operation table: what can be asked, by whom, and what it leaves behind.
//!
//! The table is the architecture. Dispatch, authorisation, the audit event and the who-may-do-what
//! test come from its rows; an operation without a row does not compile.

use crate::ops::{
    account, bootstrap, devices, events, passwords, sessions, set_up, sign_in, users,
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
    ($($operation:path: $name:literal $source:ident $authority:ident $access:ident $proved:ident $audit:ident [$($action:literal),*];)*) => {
        $(impl Listed for $operation {
            const ROW: &'static Row = &Row {
                name: $name,
                source: source::$source,
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
mod source {
    pub(super) const IAM: &str = "iam.amazonaws.com";
    pub(super) const SIGN_IN: &str = "signin.amazonaws.com";
    pub(super) const ACCOUNT: &str = "account.amazonaws.com";
    pub(super) const SEKISHO: &str = "sekisho";
    pub(super) const TRAIL: &str = "cloudtrail.amazonaws.com";
}

table! {
    // Before there is a session.
    set_up::SetUp:                 "CreateAccount"     SEKISHO BeforeSession Write Once Own [];
    set_up::IsSetUp:               "IsSetUp"           SEKISHO BeforeSession Read Once Own [];
    sign_in::SignInPassword:       "ConsoleLogin"      SIGN_IN BeforeSession Write Once Own [];
    sign_in::SignInUnderWay:       "SignInUnderWay"    SIGN_IN BeforeSession Read Once Own [];
    sign_in::SignInCode:           "ConsoleLogin"      SIGN_IN BeforeSession Write Once Own [];
    sign_in::SignInNewPassword:    "PasswordUpdated"   SIGN_IN BeforeSession Write Once Own [];

    // One's own session.
    sessions::WhoAmI:              "GetCallerIdentity" SEKISHO Session Read Once Each [];
    sessions::MayI:                "SimulatePrincipalPolicy" SEKISHO Session Read Once Each [];
    sessions::ListSessions:        "ListSessions"      SEKISHO Session Read Once Each [];
    sessions::EndSession:          "EndSession"        SEKISHO Session Write Once Each [];
    sessions::EndOtherSessions:    "EndOtherSessions"  SEKISHO Session Write Once Each [];
    sessions::SignOut:             "SignOut"           SIGN_IN Session Write Once Each [];
    sessions::OwnDevices:          "ListOwnDevices"    SEKISHO Session Read Once Own [];
    sessions::ProveCode:           "CheckMfa"          SIGN_IN Session Write Once Own [];
    sessions::ProvePassword:       "CheckPassword"     SIGN_IN Session Write Once Own [];

    // The account.
    account::GetAccountSummary:    "GetAccountSummary"   IAM Policy Read Once Each ["iam:GetAccountSummary"];
    account::GetAccount:           "GetAccount"          SEKISHO Session Read Once Each [];
    account::PutAccountName:       "PutAccountName"      ACCOUNT Policy Write Once Each ["account:PutAccountName"];
    account::CreateAccountAlias:   "CreateAccountAlias"  IAM Policy Write Once Each ["iam:CreateAccountAlias"];
    account::DeleteAccountAlias:   "DeleteAccountAlias"  IAM Policy Write Once Each ["iam:DeleteAccountAlias"];

    // Users.
    users::ListUsers:              "ListUsers"         IAM Policy Read Once Each ["iam:ListUsers"];
    users::GetUser:                "GetUser"           IAM Policy Read Once Each ["iam:GetUser"];
    users::CreateUser:             "CreateUser"        IAM Policy Write Freshly Each ["iam:CreateUser", "iam:CreateLoginProfile", "iam:AttachUserPolicy"];
    users::DeleteUser:             "DeleteUser"        IAM Policy Write Freshly Each ["iam:DeleteUser"];
    users::SetContactEmail:        "SetContactEmail"   SEKISHO Policy Write Freshly Each ["sekisho:SetContactEmail"];

    // Passwords.
    passwords::ChangePassword:     "ChangePassword"     IAM Policy Write Once Own ["iam:ChangePassword"];
    passwords::SetLoginProfile:    "UpdateLoginProfile" IAM Policy Write Freshly Each ["iam:CreateLoginProfile", "iam:UpdateLoginProfile"];

    // Devices.
    devices::ListMfaDevices:       "ListMFADevices"      IAM Policy Read Once Each ["iam:ListMFADevices"];
    devices::ProposeDeviceName:    "ListMFADevices"      IAM Policy Read Once Each ["iam:ListMFADevices"];
    devices::StartMfaDevice:       "CreateVirtualMFADevice" IAM Policy Write Freshly Own ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
    devices::PendingMfaDevice:     "CreateVirtualMFADevice" IAM Session Read Once Own [];
    devices::CancelMfaDevice:      "CancelMFADevice"     SEKISHO Session Write Once Own [];
    devices::EnableMfaDevice:      "EnableMFADevice"     IAM Policy Write Freshly Own ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
    devices::RemoveMfaDevice:      "DeactivateMFADevice" IAM Policy Write Freshly Own ["iam:DeactivateMFADevice"];
    devices::ResyncMfaDevice:      "ResyncMFADevice"     IAM Policy Write Once Own ["iam:ResyncMFADevice"];

    // The operator.
    set_up::CreateAccount:         "CreateAccount"     SEKISHO Operator Write Once Own [];
    account::ListAccounts:         "ListAccounts"      SEKISHO Operator Read Once Own [];
    account::ShowAccount:          "ShowAccount"       SEKISHO Operator Read Once Own [];
    events::LookupEvents:          "LookupEvents"      TRAIL Operator Read Once Own [];
    bootstrap::BootstrapAccount:   "BootstrapAccount"  SEKISHO Operator Write Once Own [];
    bootstrap::BootstrapUser:      "BootstrapUser"     SEKISHO Operator Write Once Own [];
}
