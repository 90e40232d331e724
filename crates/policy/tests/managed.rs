//! What the policies that every account has allow to whom.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use policy::managed::{
    ADMINISTRATOR_ACCESS, MANAGE_OWN_CREDENTIALS, USER_CHANGE_PASSWORD, find, managed,
};
use policy::{Context, Decision, NamedPolicy, Policy, Request, evaluate};
use serde_json::Value;

const OWN: &str = "arn:aws:iam::123456789012:user/hanako";
const OTHER: &str = "arn:aws:iam::123456789012:user/taro";
const DEVICE: &str = "arn:aws:iam::123456789012:mfa/hanako-phone";
const ENROLMENT_ONLY: &str = "deny OnlyPasswordAndEnrolmentWithoutMfa";

/// `allow Sid`, `deny Sid` or `-`, for a long-term key, a session without MFA and one with it.
fn decide(arn: &str, action: &str, resource: &str) -> [String; 3] {
    let named = [NamedPolicy {
        name: arn,
        policy: &find(arn).unwrap().policy,
    }];
    let hanako = Context::new().with("aws:username", "hanako");
    let key = "aws:MultiFactorAuthPresent";
    [
        hanako.clone(),
        hanako.clone().with(key, "false"),
        hanako.with(key, "true"),
    ]
    .map(|context| {
        let decision = evaluate(
            &named,
            &Request {
                action,
                resource,
                context: &context,
            },
        );
        let verb = match &decision {
            Decision::Allowed(_) => "allow",
            Decision::ExplicitDeny(_) => "deny",
            Decision::ImplicitDeny => return "-".into(),
        };
        let because = decision.because().unwrap();
        assert_eq!(because.policy, arn);
        format!(
            "{verb} {}",
            because
                .sid
                .clone()
                .unwrap_or_else(|| because.statement.to_string())
        )
    })
}

#[rustfmt::skip] // One row, one line.
const SELF_MANAGEMENT: &[(&str, &str, &str, &str)] = &[
    // What has to be possible before MFA: the password, and enrolment.
    ("iam:ChangePassword", OWN, "allow OwnPassword", "allow OwnPassword"),
    ("iam:GetAccountPasswordPolicy", "*", "allow SeeWhatTheAccountAsks", "allow SeeWhatTheAccountAsks"),
    ("iam:GetUser", OWN, "allow OwnPassword", "allow OwnPassword"),
    ("iam:ListVirtualMFADevices", "*", "allow SeeWhatTheAccountAsks", "allow SeeWhatTheAccountAsks"),
    ("iam:CreateVirtualMFADevice", DEVICE, "allow NewVirtualMfaDevices", "allow NewVirtualMfaDevices"),
    ("iam:EnableMFADevice", OWN, "allow OwnMfaDevices", "allow OwnMfaDevices"),
    ("iam:ListMFADevices", OWN, "allow OwnMfaDevices", "allow OwnMfaDevices"),
    ("iam:ResyncMFADevice", OWN, "allow OwnMfaDevices", "allow OwnMfaDevices"),
    // What only MFA opens.
    ("iam:DeactivateMFADevice", OWN, ENROLMENT_ONLY, "allow OwnMfaDevices"),
    ("iam:CreateAccessKey", OWN, ENROLMENT_ONLY, "allow OwnAccessKeys"),
    ("iam:DeleteAccessKey", OWN, ENROLMENT_ONLY, "allow OwnAccessKeys"),
    ("iam:ListAccessKeys", OWN, ENROLMENT_ONLY, "allow OwnAccessKeys"),
    ("iam:UpdateAccessKey", OWN, ENROLMENT_ONLY, "allow OwnAccessKeys"),
    ("iam:UploadSigningCertificate", OWN, ENROLMENT_ONLY, "allow OwnSigningCertificates"),
    ("iam:UploadSSHPublicKey", OWN, ENROLMENT_ONLY, "allow OwnSshPublicKeys"),
    ("iam:CreateServiceSpecificCredential", OWN, ENROLMENT_ONLY, "allow OwnServiceCredentials"),
    // What stays shut, with MFA for want of an Allow.
    ("iam:DeleteVirtualMFADevice", DEVICE, ENROLMENT_ONLY, "-"),
    ("iam:ListUsers", "*", ENROLMENT_ONLY, "-"),
    ("iam:CreateUser", OWN, ENROLMENT_ONLY, "-"),
    ("iam:AttachUserPolicy", OWN, ENROLMENT_ONLY, "-"),
    ("iam:DeleteUser", OWN, ENROLMENT_ONLY, "-"),
    ("iam:GetAccountSummary", "*", ENROLMENT_ONLY, "-"),
    ("sts:AssumeRole", "arn:aws:iam::123456789012:role/admin", ENROLMENT_ONLY, "-"),
    ("sts:GetSessionToken", "*", "-", "-"),
    // What belongs to somebody else.
    ("iam:ChangePassword", OTHER, "-", "-"),
    ("iam:GetUser", OTHER, "-", "-"),
    ("iam:EnableMFADevice", OTHER, "-", "-"),
    ("iam:ResyncMFADevice", OTHER, "-", "-"),
    ("iam:DeactivateMFADevice", OTHER, ENROLMENT_ONLY, "-"),
    ("iam:CreateAccessKey", OTHER, ENROLMENT_ONLY, "-"),
    ("iam:ChangePassword", "arn:aws:iam::123456789012:user/team/hanako", "-", "-"),
];

#[test]
fn the_self_management_policy_decides_as_the_table_says() {
    // Each row: without MFA, be it by a long-term key or in a session; then with MFA.
    for &(action, resource, without, with) in SELF_MANAGEMENT {
        assert_eq!(
            decide(MANAGE_OWN_CREDENTIALS, action, resource),
            [without, without, with],
            "{action} on {resource}"
        );
    }
}

#[test]
fn the_self_management_policy_gives_nothing_to_those_who_are_no_users() {
    // Root and roles have no aws:username, so nothing is their own.
    let named = [NamedPolicy {
        name: "own",
        policy: &find(MANAGE_OWN_CREDENTIALS).unwrap().policy,
    }];
    let context = Context::new().with("aws:MultiFactorAuthPresent", "true");
    let decision = evaluate(
        &named,
        &Request {
            action: "iam:ChangePassword",
            resource: OWN,
            context: &context,
        },
    );
    assert_eq!(decision, Decision::ImplicitDeny);
}

#[test]
fn no_managed_policy_excepts_the_deletion_of_virtual_devices_from_its_deny() {
    for managed in managed() {
        let document: Value = serde_json::from_str(managed.document).unwrap();
        for statement in document["Statement"].as_array().unwrap() {
            let excepted = statement["NotAction"].to_string().to_ascii_lowercase();
            assert!(
                !excepted.contains("deletevirtualmfadevice"),
                "{}",
                managed.name
            );
        }
    }
}

#[test]
fn administrators_may_do_everything_with_and_without_mfa() {
    for (action, resource) in [("iam:DeleteUser", OTHER), ("sekisho:SetDeadline", "*")] {
        assert_eq!(
            decide(ADMINISTRATOR_ACCESS, action, resource),
            ["allow 1", "allow 1", "allow 1"]
        );
    }
}

#[test]
fn who_may_change_the_own_password_may_do_nothing_else() {
    for (action, resource, expected) in [
        ("iam:ChangePassword", OWN, "allow 1"),
        ("iam:ChangePassword", OTHER, "-"),
        ("iam:GetAccountPasswordPolicy", "*", "allow 2"),
        ("iam:GetUser", OWN, "-"),
    ] {
        assert_eq!(
            decide(USER_CHANGE_PASSWORD, action, resource),
            [expected; 3],
            "{action} on {resource}"
        );
    }
}

#[test]
fn every_managed_policy_is_found_by_its_arn_and_printed_without_loss() {
    for managed in managed() {
        assert_eq!(
            find(managed.arn).map(|found| found.name),
            Some(managed.name)
        );
        assert_eq!(
            managed.arn,
            format!("arn:aws:iam::aws:policy/{}", managed.name)
        );
        assert!(!managed.description.is_empty() && managed.description.len() <= 1_000);
        assert_eq!(
            Policy::parse(&managed.policy.to_json()).unwrap(),
            managed.policy
        );
        // AWS's quota for a managed policy, which does not count white space.
        assert!(
            managed
                .document
                .chars()
                .filter(|character| !character.is_whitespace())
                .count()
                <= 6_144
        );
    }
    assert!(managed().is_sorted_by_key(|managed| managed.name));
    assert!(find("arn:aws:iam::aws:policy/administratoraccess").is_none());
    assert!(find("arn:aws:iam::aws:policy/ReadOnlyAccess").is_none());
}
