//! What the policies that every account has allow to whom.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use policy::managed::{
    ADMINISTRATOR_ACCESS, IAM_FULL_ACCESS, IAM_READ_ONLY_ACCESS, MANAGE_OWN_CREDENTIALS,
    READ_ONLY_ACCESS, SECURITY_AUDIT, USER_CHANGE_PASSWORD, find, managed, templates,
};
use policy::{Context, Decision, Kind, NamedPolicy, Policy, Quota, Request, evaluate};
use serde_json::Value;

const OWN: &str = "arn:aws:iam::123456789012:user/hanako";
const OTHER: &str = "arn:aws:iam::123456789012:user/taro";
const DEVICE: &str = "arn:aws:iam::123456789012:mfa/hanako-phone";
const ENROLMENT_ONLY: &str = "deny OnlyPasswordAndEnrolmentWithoutMfa";

/// `allow Sid`, `deny Sid` or `-`, for a long-term key, a session without MFA and one with it.
fn decide(arn: &str, action: &str, resource: &str) -> [String; 3] {
    decide_by(arn, &find(arn).unwrap().policy, action, resource)
}

/// The same for any policy.
fn decide_by(name: &str, policy: &Policy, action: &str, resource: &str) -> [String; 3] {
    let named = [NamedPolicy { name, policy }];
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
        assert_eq!(because.policy, name);
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
    ("iam:GetMFADevice", OWN, ENROLMENT_ONLY, "allow OwnMfaDevices"),
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
        (
            "iam:ChangePassword",
            "arn:aws:iam::123456789012:user/team/hanako",
            "allow 1",
        ),
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
            Policy::parse_as(Kind::Managed, &managed.policy.to_json()).unwrap(),
            managed.policy
        );
        // spec: policy 1.7, 10.3
        assert_eq!(managed.policy.kind(), Kind::Managed);
        assert!(Quota::Managed.takes([managed.document]), "{}", managed.name);
    }
    assert!(managed().is_sorted_by_key(|managed| managed.name));
    assert!(find("arn:aws:iam::aws:policy/administratoraccess").is_none());
    assert!(find("arn:aws:iam::aws:policy/AmazonS3FullAccess").is_none());
}

#[rustfmt::skip] // One row, one line.
const READERS: &[(&str, &str, bool)] = &[
    (IAM_FULL_ACCESS, "iam:DeleteUser", true),
    (IAM_FULL_ACCESS, "organizations:DescribeOrganization", true),
    (IAM_FULL_ACCESS, "organizations:CreateAccount", false),
    (IAM_FULL_ACCESS, "sts:AssumeRole", false),
    (IAM_READ_ONLY_ACCESS, "iam:GetUser", true),
    (IAM_READ_ONLY_ACCESS, "iam:ListVirtualMFADevices", true),
    (IAM_READ_ONLY_ACCESS, "iam:GenerateCredentialReport", true),
    (IAM_READ_ONLY_ACCESS, "iam:SimulatePrincipalPolicy", true),
    (IAM_READ_ONLY_ACCESS, "iam:EnableMFADevice", false),
    (READ_ONLY_ACCESS, "iam:GetCredentialReport", true),
    (READ_ONLY_ACCESS, "account:GetContactInformation", true),
    (READ_ONLY_ACCESS, "billing:GetBillingData", true),
    (READ_ONLY_ACCESS, "cloudtrail:LookupEvents", true),
    (READ_ONLY_ACCESS, "organizations:ListAccounts", true),
    (READ_ONLY_ACCESS, "sts:AssumeRole", false),
    (READ_ONLY_ACCESS, "iam:CreateUser", false),
    (READ_ONLY_ACCESS, "billing:UpdateIAMAccessPreference", false),
    (SECURITY_AUDIT, "iam:ListMFADevices", true),
    (SECURITY_AUDIT, "iam:GetAccountSummary", true),
    (SECURITY_AUDIT, "cloudtrail:LookupEvents", true),
    (SECURITY_AUDIT, "account:GetContactInformation", false),
    (SECURITY_AUDIT, "iam:UpdateAccessKey", false),
    ("arn:aws:iam::aws:policy/AWSSupportAccess", "support:CreateCase", true),
    ("arn:aws:iam::aws:policy/AWSSupportAccess", "iam:GetUser", false),
    ("arn:aws:iam::aws:policy/AWSCloudShellFullAccess", "cloudshell:CreateSession", true),
    ("arn:aws:iam::aws:policy/AWSCloudShellFullAccess", "iam:GetUser", false),
];

#[test]
fn the_policies_of_aws_allow_what_the_table_says() {
    for &(arn, action, allowed) in READERS {
        let [key, ..] = decide(arn, action, "*");
        assert_eq!(key != "-", allowed, "{arn} on {action}");
    }
}

#[rustfmt::skip] // One row, one line.
const TEMPLATES: &[(&str, &str, &str, &str, &str)] = &[
    ("ManageOwnCredentialsWithMfa", "iam:EnableMFADevice", OWN, "allow AllowManageOwnUserMFA", "allow AllowManageOwnUserMFA"),
    ("ManageOwnCredentialsWithMfa", "iam:CreateVirtualMFADevice", DEVICE, "allow AllowManageOwnVirtualMFADevice", "allow AllowManageOwnVirtualMFADevice"),
    ("ManageOwnCredentialsWithMfa", "iam:ChangePassword", OWN, WITHOUT_MFA, "allow AllowManageOwnPasswords"),
    ("ManageOwnCredentialsWithMfa", "iam:CreateAccessKey", OWN, WITHOUT_MFA, "allow AllowManageOwnAccessKeys"),
    ("ManageOwnCredentialsWithMfa", "iam:CreateAccessKey", OTHER, WITHOUT_MFA, "-"),
    ("ManageOwnCredentialsWithMfa", "sts:GetSessionToken", "*", "-", "-"),
    ("ManageOwnMfaDevices", "iam:ResyncMFADevice", OWN, "allow AllowManageOwnUserMFA", "allow AllowManageOwnUserMFA"),
    ("ManageOwnMfaDevices", "iam:DeactivateMFADevice", OWN, WITHOUT_MFA, "allow AllowManageOwnUserMFA"),
    ("ManageOwnMfaDevices", "iam:ChangePassword", OWN, WITHOUT_MFA, "-"),
    ("ManageOwnSecurityKeys", "iam:EnableMFADevice", OWN, "allow AllowManageOwnUserMFA", "allow AllowManageOwnUserMFA"),
    ("ManageOwnSecurityKeys", "iam:CreateVirtualMFADevice", DEVICE, "-", "-"),
    ("ManageOwnSecurityKeys", "iam:DeactivateMFADevice", OWN, WITHOUT_MFA, "allow AllowManageOwnUserMFA"),
    ("ManageOwnCredentialsWithoutMfa", "iam:CreateAccessKey", OWN, "allow AllowManageOwnAccessKeys", "allow AllowManageOwnAccessKeys"),
    ("ManageOwnCredentialsWithoutMfa", "iam:EnableMFADevice", OWN, "-", "-"),
    ("ChangeOwnPassword", "iam:ChangePassword", OWN, "allow ChangeOwnPassword", "allow ChangeOwnPassword"),
    ("ChangeOwnPassword", "iam:ChangePassword", OTHER, "-", "-"),
];

const WITHOUT_MFA: &str = "deny DenyAllExceptListedIfNoMFA";

#[test]
fn the_templates_decide_as_the_table_says() {
    // Each row: without MFA, be it by a long-term key or in a session; then with MFA.
    let read = |name: &str| {
        let template = templates().iter().find(|template| template.name == name);
        Policy::parse_as(Kind::Managed, template.unwrap().document).unwrap()
    };
    for &(name, action, resource, without, with) in TEMPLATES {
        assert_eq!(
            decide_by(name, &read(name), action, resource),
            [without, without, with],
            "{name}: {action} on {resource}"
        );
    }
    for template in templates() {
        let named = |row: &&(&str, &str, &str, &str, &str)| row.0 == template.name;
        assert!(
            TEMPLATES.iter().any(|row| named(&row)),
            "{} has no row",
            template.name
        );
        assert!(Quota::Managed.takes([template.document]));
        assert!(
            !template.document.contains("iam:DeleteVirtualMFADevice"),
            "{}",
            template.name
        );
    }
}
