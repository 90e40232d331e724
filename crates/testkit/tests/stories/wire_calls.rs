//! Every operation of the wire, with a good call of it.

/// A policy that says nothing of what these calls do.
pub(crate) const DOCUMENT: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#;

/// Whom a role trusts that nobody can take on.
pub(crate) const TRUST: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;

/// Every operation that is served, with a good call of it. In braces stands what is looked up.
pub(crate) const CALLS: &[(&str, &[(&str, &str)])] = &[
    (
        "ChangePassword",
        &[
            ("OldPassword", "(fake) not the old one"),
            ("NewPassword", "(fake) new words"),
        ],
    ),
    ("CreateAccessKey", &[("UserName", "{user}")]),
    ("CreateAccountAlias", &[("AccountAlias", "keiri")]),
    (
        "CreateLoginProfile",
        &[
            ("UserName", "{user}"),
            ("Password", "(fake) words for a user"),
        ],
    ),
    ("CreateUser", &[("UserName", "{new-user}")]),
    (
        "CreateVirtualMFADevice",
        &[("VirtualMFADeviceName", "{new-device}")],
    ),
    (
        "DeactivateMFADevice",
        &[("UserName", "{user}"), ("SerialNumber", "{serial}")],
    ),
    (
        "DeleteAccessKey",
        &[("UserName", "{user}"), ("AccessKeyId", "{key}")],
    ),
    ("DeleteAccountAlias", &[("AccountAlias", "{alias}")]),
    ("DeleteAccountPasswordPolicy", &[]),
    ("DeleteLoginProfile", &[("UserName", "{user}")]),
    ("DeleteUser", &[("UserName", "{user}")]),
    ("DeleteVirtualMFADevice", &[("SerialNumber", "{serial}")]),
    (
        "EnableMFADevice",
        &[
            ("UserName", "{user}"),
            ("SerialNumber", "{serial}"),
            ("AuthenticationCode1", "123456"),
            ("AuthenticationCode2", "654321"),
        ],
    ),
    ("GenerateCredentialReport", &[]),
    ("GetAccessKeyLastUsed", &[("AccessKeyId", "{key}")]),
    ("GetAccountPasswordPolicy", &[]),
    ("GetAccountSummary", &[]),
    ("GetCredentialReport", &[]),
    ("GetLoginProfile", &[("UserName", "{user}")]),
    (
        "GetMFADevice",
        &[("UserName", "{user}"), ("SerialNumber", "{serial}")],
    ),
    ("GetUser", &[("UserName", "{user}")]),
    (
        "ListAccessKeys",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    ("ListAccountAliases", &[("Marker", "{marker}")]),
    ("ListInstanceProfiles", &[("Marker", "{marker}")]),
    (
        "ListMFADeviceTags",
        &[("SerialNumber", "{serial}"), ("Marker", "{marker}")],
    ),
    (
        "ListMFADevices",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    ("ListOpenIDConnectProviders", &[]),
    ("ListSAMLProviders", &[]),
    (
        "ListSSHPublicKeys",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    ("ListServerCertificates", &[("Marker", "{marker}")]),
    (
        "ListServiceSpecificCredentials",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    (
        "ListSigningCertificates",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    (
        "ListUserTags",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    ("ListUsers", &[("Marker", "{marker}")]),
    ("ListVirtualMFADevices", &[("Marker", "{marker}")]),
    (
        "ResyncMFADevice",
        &[
            ("UserName", "{user}"),
            ("SerialNumber", "{serial}"),
            ("AuthenticationCode1", "123456"),
            ("AuthenticationCode2", "654321"),
        ],
    ),
    (
        "TagMFADevice",
        &[
            ("SerialNumber", "{serial}"),
            ("Tags.member.1.Key", "k"),
            ("Tags.member.1.Value", "v"),
        ],
    ),
    (
        "TagUser",
        &[
            ("UserName", "{user}"),
            ("Tags.member.1.Key", "k"),
            ("Tags.member.1.Value", "v"),
        ],
    ),
    (
        "UntagMFADevice",
        &[("SerialNumber", "{serial}"), ("TagKeys.member.1", "k")],
    ),
    (
        "UntagUser",
        &[("UserName", "{user}"), ("TagKeys.member.1", "k")],
    ),
    (
        "UpdateAccessKey",
        &[
            ("UserName", "{user}"),
            ("AccessKeyId", "{key}"),
            ("Status", "Inactive"),
        ],
    ),
    ("UpdateAccountPasswordPolicy", &[]),
    (
        "UpdateLoginProfile",
        &[
            ("UserName", "{user}"),
            ("Password", "(fake) words for a user"),
        ],
    ),
    (
        "UpdateUser",
        &[("UserName", "{user}"), ("NewUserName", "{new-user}")],
    ),
    ("CreateGroup", &[("GroupName", "{new-group}")]),
    (
        "GetGroup",
        &[("GroupName", "{group}"), ("Marker", "{marker}")],
    ),
    ("ListGroups", &[("Marker", "{marker}")]),
    (
        "UpdateGroup",
        &[("GroupName", "{group}"), ("NewPath", "/far/")],
    ),
    ("DeleteGroup", &[("GroupName", "{group}")]),
    (
        "AddUserToGroup",
        &[("GroupName", "{group}"), ("UserName", "{user}")],
    ),
    (
        "RemoveUserFromGroup",
        &[("GroupName", "{group}"), ("UserName", "{user}")],
    ),
    (
        "ListGroupsForUser",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    (
        "PutUserPolicy",
        &[
            ("UserName", "{user}"),
            ("PolicyName", "p"),
            ("PolicyDocument", DOCUMENT),
        ],
    ),
    (
        "GetUserPolicy",
        &[("UserName", "{user}"), ("PolicyName", "p")],
    ),
    (
        "DeleteUserPolicy",
        &[("UserName", "{user}"), ("PolicyName", "p")],
    ),
    (
        "ListUserPolicies",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    (
        "PutGroupPolicy",
        &[
            ("GroupName", "{group}"),
            ("PolicyName", "p"),
            ("PolicyDocument", DOCUMENT),
        ],
    ),
    (
        "GetGroupPolicy",
        &[("GroupName", "{group}"), ("PolicyName", "p")],
    ),
    (
        "DeleteGroupPolicy",
        &[("GroupName", "{group}"), ("PolicyName", "p")],
    ),
    (
        "ListGroupPolicies",
        &[("GroupName", "{group}"), ("Marker", "{marker}")],
    ),
    (
        "CreatePolicy",
        &[("PolicyName", "{new-policy}"), ("PolicyDocument", DOCUMENT)],
    ),
    ("GetPolicy", &[("PolicyArn", "{policy}")]),
    ("DeletePolicy", &[("PolicyArn", "{policy}")]),
    ("ListPolicies", &[("Marker", "{marker}")]),
    (
        "CreatePolicyVersion",
        &[("PolicyArn", "{policy}"), ("PolicyDocument", DOCUMENT)],
    ),
    (
        "GetPolicyVersion",
        &[("PolicyArn", "{policy}"), ("VersionId", "v1")],
    ),
    (
        "ListPolicyVersions",
        &[("PolicyArn", "{policy}"), ("Marker", "{marker}")],
    ),
    (
        "SetDefaultPolicyVersion",
        &[("PolicyArn", "{policy}"), ("VersionId", "v1")],
    ),
    (
        "DeletePolicyVersion",
        &[("PolicyArn", "{policy}"), ("VersionId", "v1")],
    ),
    (
        "AttachUserPolicy",
        &[("UserName", "{user}"), ("PolicyArn", "{policy}")],
    ),
    (
        "DetachUserPolicy",
        &[("UserName", "{user}"), ("PolicyArn", "{policy}")],
    ),
    (
        "ListAttachedUserPolicies",
        &[("UserName", "{user}"), ("Marker", "{marker}")],
    ),
    (
        "AttachGroupPolicy",
        &[("GroupName", "{group}"), ("PolicyArn", "{policy}")],
    ),
    (
        "DetachGroupPolicy",
        &[("GroupName", "{group}"), ("PolicyArn", "{policy}")],
    ),
    (
        "ListAttachedGroupPolicies",
        &[("GroupName", "{group}"), ("Marker", "{marker}")],
    ),
    (
        "ListEntitiesForPolicy",
        &[("PolicyArn", "{policy}"), ("Marker", "{marker}")],
    ),
    (
        "PutUserPermissionsBoundary",
        &[("UserName", "{user}"), ("PermissionsBoundary", "{policy}")],
    ),
    ("DeleteUserPermissionsBoundary", &[("UserName", "{user}")]),
    (
        "TagPolicy",
        &[
            ("PolicyArn", "{policy}"),
            ("Tags.member.1.Key", "k"),
            ("Tags.member.1.Value", "v"),
        ],
    ),
    (
        "UntagPolicy",
        &[("PolicyArn", "{policy}"), ("TagKeys.member.1", "k")],
    ),
    (
        "ListPolicyTags",
        &[("PolicyArn", "{policy}"), ("Marker", "{marker}")],
    ),
    (
        "CreateRole",
        &[
            ("RoleName", "{new-role}"),
            ("AssumeRolePolicyDocument", TRUST),
        ],
    ),
    ("GetRole", &[("RoleName", "{role}")]),
    ("ListRoles", &[("Marker", "{marker}")]),
    ("UpdateRole", &[("RoleName", "{role}")]),
    (
        "UpdateRoleDescription",
        &[("RoleName", "{role}"), ("Description", "other")],
    ),
    (
        "UpdateAssumeRolePolicy",
        &[("RoleName", "{role}"), ("PolicyDocument", TRUST)],
    ),
    ("DeleteRole", &[("RoleName", "{role}")]),
    (
        "TagRole",
        &[
            ("RoleName", "{role}"),
            ("Tags.member.1.Key", "k"),
            ("Tags.member.1.Value", "v"),
        ],
    ),
    (
        "UntagRole",
        &[("RoleName", "{role}"), ("TagKeys.member.1", "k")],
    ),
    (
        "ListRoleTags",
        &[("RoleName", "{role}"), ("Marker", "{marker}")],
    ),
    (
        "PutRolePolicy",
        &[
            ("RoleName", "{role}"),
            ("PolicyName", "p"),
            ("PolicyDocument", DOCUMENT),
        ],
    ),
    (
        "GetRolePolicy",
        &[("RoleName", "{role}"), ("PolicyName", "p")],
    ),
    (
        "DeleteRolePolicy",
        &[("RoleName", "{role}"), ("PolicyName", "p")],
    ),
    (
        "ListRolePolicies",
        &[("RoleName", "{role}"), ("Marker", "{marker}")],
    ),
    (
        "AttachRolePolicy",
        &[("RoleName", "{role}"), ("PolicyArn", "{policy}")],
    ),
    (
        "DetachRolePolicy",
        &[("RoleName", "{role}"), ("PolicyArn", "{policy}")],
    ),
    (
        "ListAttachedRolePolicies",
        &[("RoleName", "{role}"), ("Marker", "{marker}")],
    ),
    (
        "PutRolePermissionsBoundary",
        &[("RoleName", "{role}"), ("PermissionsBoundary", "{policy}")],
    ),
    ("DeleteRolePermissionsBoundary", &[("RoleName", "{role}")]),
    (
        "AssumeRole",
        &[("RoleArn", "{role-arn}"), ("RoleSessionName", "work")],
    ),
    ("GetAccountAuthorizationDetails", &[("Marker", "{marker}")]),
    (
        "SimulateCustomPolicy",
        &[
            ("PolicyInputList.member.1", DOCUMENT),
            ("ActionNames.member.1", "iam:GetUser"),
            ("Marker", "{marker}"),
        ],
    ),
    (
        "SimulatePrincipalPolicy",
        &[
            ("PolicySourceArn", "{source}"),
            ("ActionNames.member.1", "iam:GetUser"),
        ],
    ),
    (
        "GetContextKeysForCustomPolicy",
        &[("PolicyInputList.member.1", DOCUMENT)],
    ),
    (
        "GetContextKeysForPrincipalPolicy",
        &[("PolicySourceArn", "{source}")],
    ),
    ("GetAccessKeyInfo", &[("AccessKeyId", "{key}")]),
    ("GetCallerIdentity", &[]),
    (
        "GetSessionToken",
        &[("SerialNumber", "{serial}"), ("TokenCode", "123456")],
    ),
];
