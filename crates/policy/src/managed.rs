//! The policies that every account has: AWS-managed ones that we serve, and our own self-management policy.
//!
//! The documents are files, so that a person can read and compare them; each is parsed once. Our self-management
//! policy follows AWS's example for managing one's own credentials with MFA. It differs in one point: before MFA, a
//! person may change the own password, because a temporary password must be changed at the first sign-in. Deleting
//! virtual devices is never among the exceptions: who holds only the password could delete a device that is about to
//! be assigned.

use std::sync::LazyLock;

use crate::Policy;

/// The ARN of the policy that allows everything.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// The ARN of the policy for managing one's own credentials, and nothing else before MFA.
pub const MANAGE_OWN_CREDENTIALS: &str = "arn:aws:iam::aws:policy/SekishoManageOwnCredentials";

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

/// All of them, in the order of their names.
pub fn managed() -> &'static [ManagedPolicy] {
    &*MANAGED
}

/// The one with this ARN.
pub fn find(arn: &str) -> Option<&'static ManagedPolicy> {
    managed().iter().find(|managed| managed.arn == arn)
}

static MANAGED: LazyLock<[ManagedPolicy; 3]> = LazyLock::new(|| {
    [
        read(
            ADMINISTRATOR_ACCESS,
            "AdministratorAccess",
            "Provides full access to AWS services and resources.",
            include_str!("../managed/AdministratorAccess.json"),
        ),
        read(
            USER_CHANGE_PASSWORD,
            "IAMUserChangePassword",
            "Provides the ability for an IAM user to change their own password.",
            include_str!("../managed/IAMUserChangePassword.json"),
        ),
        read(
            MANAGE_OWN_CREDENTIALS,
            "SekishoManageOwnCredentials",
            "Lets IAM users manage their own password, MFA devices and keys. Without MFA they can only change the \
             password and enrol a device.",
            include_str!("../managed/SekishoManageOwnCredentials.json"),
        ),
    ]
});

fn read(
    arn: &'static str,
    name: &'static str,
    description: &'static str,
    document: &'static str,
) -> ManagedPolicy {
    let policy =
        Policy::parse(document).expect("the documents of this folder are parsed by a test");
    ManagedPolicy {
        arn,
        name,
        description,
        document,
        policy,
    }
}
