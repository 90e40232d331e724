//! The policies that every account has, and the templates that a new policy can start from.
//!
//! The documents are files, so that a person can read and compare them; each is parsed once. Where they come from is
//! written in `managed/README.md`. ReadOnlyAccess and SecurityAudit have the actions of the services that are served here
//! and no others.
//!
//! Our self-management policy follows AWS's example for managing one's own credentials with MFA. It differs in two points:
//! before MFA, a person may change the own password, because a temporary password must be changed at the first sign-in;
//! and with MFA, a person may look at the certificates of the own security keys. Deleting virtual devices is never among
//! the exceptions: who holds only the password could delete a device that is about to be assigned.

use std::sync::LazyLock;

use crate::{Kind, Policy};

/// The ARN of the policy that allows everything.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// The ARN of the policy for everything of IAM.
pub const IAM_FULL_ACCESS: &str = "arn:aws:iam::aws:policy/IAMFullAccess";

/// The ARN of the policy for looking at everything of IAM.
pub const IAM_READ_ONLY_ACCESS: &str = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

/// The ARN of the policy for managing one's own credentials, and nothing else before MFA.
pub const MANAGE_OWN_CREDENTIALS: &str = "arn:aws:iam::aws:policy/SekishoManageOwnCredentials";

/// The ARN of the policy for looking at everything that is served.
pub const READ_ONLY_ACCESS: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/// The ARN of the policy for tools that look for weaknesses.
pub const SECURITY_AUDIT: &str = "arn:aws:iam::aws:policy/SecurityAudit";

/// The ARN of the policy for changing one's own password.
pub const USER_CHANGE_PASSWORD: &str = "arn:aws:iam::aws:policy/IAMUserChangePassword";

/// A policy that every account has and none can change.
#[derive(Debug)]
pub struct ManagedPolicy {
    /// Its ARN, the same in every account.
    pub arn: &'static str,
    /// The last part of the ARN.
    pub name: &'static str,
    /// What it is for, as AWS's answers carry it: in English.
    pub description: &'static str,
    /// The document, as it is shown and sent.
    pub document: &'static str,
    /// The document, ready to be evaluated.
    pub policy: Policy,
}

/// A document that a new policy can start from. It is attached to nobody and has no ARN.
#[derive(Debug)]
pub struct Template {
    /// A name for the policy that is made of it.
    pub name: &'static str,
    /// What it is for, in English.
    pub description: &'static str,
    /// The document.
    pub document: &'static str,
    /// The page of AWS's IAM user guide that has it.
    pub page: &'static str,
}

/// All managed policies, in the order of their names.
pub fn managed() -> &'static [ManagedPolicy] {
    &*MANAGED
}

/// The one with this ARN.
pub fn find(arn: &str) -> Option<&'static ManagedPolicy> {
    managed().iter().find(|managed| managed.arn == arn)
}

/// All templates: AWS's self-management policies, the fullest first.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

static MANAGED: LazyLock<[ManagedPolicy; 9]> = LazyLock::new(|| {
    [
        read(
            "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
            "Grants using AWS CloudShell with all features.",
            include_str!("../managed/AWSCloudShellFullAccess.json"),
        ),
        read(
            "arn:aws:iam::aws:policy/AWSSupportAccess",
            "Allows users to access the AWS Support Center.",
            include_str!("../managed/AWSSupportAccess.json"),
        ),
        read(
            ADMINISTRATOR_ACCESS,
            "Provides full access to AWS services and resources.",
            include_str!("../managed/AdministratorAccess.json"),
        ),
        read(
            IAM_FULL_ACCESS,
            "Provides full access to IAM via the AWS Management Console.",
            include_str!("../managed/IAMFullAccess.json"),
        ),
        read(
            IAM_READ_ONLY_ACCESS,
            "Provides read only access to IAM via the AWS Management Console.",
            include_str!("../managed/IAMReadOnlyAccess.json"),
        ),
        read(
            USER_CHANGE_PASSWORD,
            "Provides the ability for an IAM user to change their own password.",
            include_str!("../managed/IAMUserChangePassword.json"),
        ),
        read(
            READ_ONLY_ACCESS,
            "Provides read-only access to AWS services and resources.",
            include_str!("../managed/ReadOnlyAccess.json"),
        ),
        read(
            SECURITY_AUDIT,
            "The security audit template grants access to read security configuration metadata. It is useful for software \
             that audits the configuration of an AWS account.",
            include_str!("../managed/SecurityAudit.json"),
        ),
        read(
            MANAGE_OWN_CREDENTIALS,
            "Lets IAM users manage their own password, MFA devices and keys. Without MFA they can only change the \
             password and enrol a device.",
            include_str!("../managed/SekishoManageOwnCredentials.json"),
        ),
    ]
});

fn read(arn: &'static str, description: &'static str, document: &'static str) -> ManagedPolicy {
    let policy = Policy::parse_as(Kind::Managed, document)
        .expect("the documents of this folder are parsed by a test");
    ManagedPolicy {
        arn,
        name: arn.rsplit('/').next().unwrap_or(arn),
        description,
        document,
        policy,
    }
}

static TEMPLATES: [Template; 5] = [
    Template {
        name: "ManageOwnCredentialsWithMfa",
        description: "Users manage all of their own credentials. Without MFA they can only enrol a device.",
        document: include_str!("../managed/templates/ManageOwnCredentialsWithMfa.json"),
        page: "reference_policies_examples_aws_my-sec-creds-self-manage",
    },
    Template {
        name: "ManageOwnMfaDevices",
        description: "Users manage their own MFA devices and nothing else. Without MFA they can only enrol a device.",
        document: include_str!("../managed/templates/ManageOwnMfaDevices.json"),
        page: "reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only",
    },
    Template {
        name: "ManageOwnSecurityKeys",
        description: "Users manage their own security keys and hardware tokens. Without MFA they can only enrol one.",
        document: include_str!("../managed/templates/ManageOwnSecurityKeys.json"),
        page: "id_credentials_mfa_enable_fido",
    },
    Template {
        name: "ManageOwnCredentialsWithoutMfa",
        description: "Users manage their own password and keys, with or without MFA, and no MFA devices.",
        document: include_str!("../managed/templates/ManageOwnCredentialsWithoutMfa.json"),
        page: "reference_policies_examples_aws_my-sec-creds-self-manage-no-mfa",
    },
    Template {
        name: "ChangeOwnPassword",
        description: "Users change their own password and nothing else.",
        document: include_str!("../managed/templates/ChangeOwnPassword.json"),
        page: "reference_policies_examples_aws_my-sec-creds-self-manage-password-only",
    },
];
