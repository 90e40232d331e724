//! Managed, trust and resource policies: what may stand in which, and AWS's sentences about what may not.

use policy::{Kind, MAX_PATTERN_CHARS, Policy, Quota, counted_chars, is_known};

#[track_caller]
fn check(kind: Kind, text: &str, says: &str, aws: &str) {
    let error = Policy::parse_as(kind, text).expect_err(text);
    assert_eq!(error.to_string(), says, "{text}");
    assert_eq!(error.aws_message(), aws, "{text}");
    assert!(!error.hint().is_empty() && !error.hint().ends_with('.'));
}

/// A document of version 2012-10-17 whose only statement has these elements.
fn statement(elements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {{{elements}}}}}"#)
}

#[test]
fn a_managed_policy_says_the_newer_version() {
    // spec: policy 1.7
    let body = r#""Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    for version in ["", r#""Version": "2008-10-17", "#] {
        let text = format!("{{{version}{body}}}");
        assert!(Policy::parse(&text).is_ok());
        check(
            Kind::Managed,
            &text,
            "a managed policy is written in version `2012-10-17`",
            "Policy document must be version 2012-10-17 or greater.",
        );
    }
    let text = format!(r#"{{"Version": "2012-10-17", {body}}}"#);
    assert_eq!(
        Policy::parse_as(Kind::Managed, &text).unwrap().kind(),
        Kind::Managed
    );
}

const NOT_STS: &str = "AssumeRole policy may only specify STS AssumeRole actions.";

#[rustfmt::skip] // One row, one line.
const TRUST: &[(&str, &str, &str)] = &[
    (r#""Principal": {"AWS": "*"}, "Action": "sts:AssumeRole""#, "`Effect` is missing", "Missing required field Effect"),
    (r#""Effect": "allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole""#, "there is no effect `allow`", "Invalid effect: allow"),
    (r#""Effect": "Allow", "Action": "sts:AssumeRole""#, "`Principal` is missing", "Missing required field Principal"),
    (r#""Effect": "Allow", "Principal": {}, "Action": "sts:AssumeRole""#, "the statement names no principal", "Missing required field Principal cannot be empty!"),
    (r#""Effect": "Allow", "Principal": {"AWS": []}, "Action": "sts:AssumeRole""#, "the statement names no principal", "Missing required field Principal cannot be empty!"),
    (r#""Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole""#, "`Principal` must be an object, not a string", "Principal must be a JSON object."),
    (r#""Effect": "Allow", "NotPrincipal": {"AWS": "*"}, "Action": "sts:AssumeRole""#, "`NotPrincipal` may not stand in a trust policy", "Allow with NotPrincipal is not allowed."),
    (r#""Effect": "Deny", "NotPrincipal": {"AWS": "*"}, "Action": "sts:AssumeRole""#, "`NotPrincipal` may not stand in a trust policy", "AssumeRole policy must not contain NotPrincipal field."),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}"#, "the statement names no action", "Missing required field Action"),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "*""#, "the trust policy speaks of `*`, which takes on no role", NOT_STS),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "iam:GetUser""#, "the trust policy speaks of `iam:GetUser`, which takes on no role", NOT_STS),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*""#, "the trust policy speaks of `sts:*`, which takes on no role", NOT_STS),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "AssumeRole""#, "the action `AssumeRole` names no service", NOT_STS),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Resource": "*""#, "`Resource` may not stand in a trust policy", "Has prohibited field Resource"),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "NotResource": "*""#, "`NotResource` may not stand in a trust policy", "AssumeRole policy must not contain resources."),
    (r#""Effect": "Allow", "Principal": {"CanonicalUser": "x"}, "Action": "sts:AssumeRole""#, "there is no kind of principal `CanonicalUser`", "Invalid principal in policy: \"CanonicalUser\""),
    (r#""Effect": "Allow", "Principal": {"aws": "*"}, "Action": "sts:AssumeRole""#, "there is no kind of principal `aws`", "Invalid principal in policy: \"aws\""),
    (r#""Effect": "Allow", "Principal": {"Federated": "*"}, "Action": "sts:AssumeRole""#, "`*` under `Federated` names no principal", "Invalid principal in policy: \"FEDERATED\":\"*\""),
    (r#""Effect": "Allow", "Principal": {"AWS": 1}, "Action": "sts:AssumeRole""#, "`AWS` must be a string or a list of strings, not a number", "Syntax error in policy."),
    (r#""Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"bool": {}}"#, "there is no condition operator `bool`", "Syntax error in policy."),
    (r#""Effect": "Allow", "Comment": "x", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole""#, "`Comment` is not an element of a statement", "Syntax error in policy."),
];

#[test]
fn trust_policies_of_another_form_are_refused() {
    // spec: policy 2.2, 2.7, 7.1
    for &(elements, says, aws) in TRUST {
        check(
            Kind::Trust,
            &statement(elements),
            &format!("statement 1: {says}"),
            aws,
        );
    }
}

#[test]
fn trust_documents_of_another_form_are_refused() {
    // spec: policy 1.1 to 1.3, 2.3
    let one =
        r#"{"Sid": "A", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}"#;
    for (text, says, aws) in [
        (
            "{x".to_owned(),
            "the text is not JSON: key must be a string at line 1 column 2",
            "This policy contains invalid Json",
        ),
        (
            r#"{"Version": "2012-10-17", "Statement": []}"#.to_owned(),
            "`Statement` is missing",
            "Could not parse the policy: Statement is empty!",
        ),
        (
            format!(r#"{{"Version": "2024", "Statement": {one}}}"#),
            "there is no version `2024` of the policy language",
            "The policy must contain a valid version string",
        ),
        (
            format!(r#"{{"Statement": [{one}, {one}]}}"#),
            "statement 2: the Sid `A` stands at an earlier statement too",
            "The Statement Ids in the policy are not unique",
        ),
    ] {
        check(Kind::Trust, &text, says, aws);
    }
}

#[test]
fn who_may_be_named_under_aws() {
    // spec: policy 7.2
    let trust = |name: &str| {
        statement(&format!(
            r#""Effect": "Allow", "Principal": {{"AWS": "{name}"}}, "Action": "sts:AssumeRole""#
        ))
    };
    for name in [
        "*",
        "123456789012",
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::123456789012:user/team/hanako",
        "arn:aws:iam::123456789012:role/audit",
        "arn:aws:sts::123456789012:assumed-role/audit/hanako",
        "arn:aws:sts::123456789012:federated-user/hanako",
        "arn:aws-cn:iam::123456789012:root",
        "AIDACKCEVSQ6C2EXAMPLE",
        "AROACKCEVSQ6C2EXAMPLE",
    ] {
        assert!(
            Policy::parse_as(Kind::Trust, &trust(name)).is_ok(),
            "{name}"
        );
    }
    for name in [
        "",
        "12345678901",
        "1234567890123",
        "hanako",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:user/",
        "arn:aws:iam::123456789012:group/clerks",
        "arn:aws:iam::*:root",
        "arn:aws:iam:us-east-1:123456789012:root",
        "arn:aws:s3:::keiri",
        "arn:aws:iam::123456789012",
        "aida",
        "${aws:username}",
    ] {
        check(
            Kind::Trust,
            &trust(name),
            &format!("statement 1: `{name}` under `AWS` names no principal"),
            &format!("Invalid principal in policy: \"AWS\":\"{name}\""),
        );
    }
}

#[test]
fn a_resource_policy_takes_more_than_a_trust_policy() {
    // spec: policy 2.3, 7.1, 7.2
    let rest = r#""Action": "*", "Resource": "*""#;
    for who in [
        r#""Principal": "*""#,
        r#""NotPrincipal": {"AWS": "123456789012"}"#,
        r#""Principal": {"CanonicalUser": "79a59df900b949e5", "Federated": "*", "Service": ["a", "b"]}"#,
        r#""Sid": "with spaces", "Principal": "*""#,
    ] {
        let text = statement(&format!(r#""Effect": "Deny", {who}, {rest}"#));
        let policy = Policy::parse_as(Kind::Resource, &text).unwrap();
        assert_eq!(
            Policy::parse_as(Kind::Resource, &policy.to_json()),
            Ok(policy)
        );
    }
    check(
        Kind::Resource,
        &statement(&format!(r#""Effect": "Deny", {rest}"#)),
        "statement 1: `Principal` is missing",
        "Missing required field Principal",
    );
    check(
        Kind::Resource,
        &statement(&format!(
            r#""Effect": "Deny", "Principal": "*", "NotPrincipal": "*", {rest}"#
        )),
        "statement 1: `Principal` and `NotPrincipal` exclude each other",
        "Syntax errors in policy.",
    );
    check(
        Kind::Resource,
        &statement(r#""Effect": "Deny", "Principal": "*", "Action": "*""#),
        "statement 1: the statement names no resource",
        "Policy statement must contain resources.",
    );
}

#[test]
fn sizes_are_counted_without_white_space() {
    // spec: policy 10.3
    assert_eq!(counted_chars("{ \"a\" :\t\"b c\",\r\n}"), 11);
    assert_eq!(counted_chars("あ\u{a0}"), 2);
    for (quota, max) in [
        (Quota::Managed, 6_144),
        (Quota::User, 2_048),
        (Quota::Group, 5_120),
        (Quota::Role, 10_240),
        (Quota::Trust, 2_048),
    ] {
        assert_eq!(quota.max(), max);
        let most = "x ".repeat(max);
        assert!(quota.takes([most.as_str()]));
        assert!(!quota.takes([most.as_str(), "x"]));
    }
    assert_eq!(
        Quota::User.aws_message("hanako"),
        "Maximum policy size of 2048 bytes exceeded for user hanako"
    );
    assert_eq!(
        Quota::Managed.aws_message(""),
        "Cannot exceed quota for PolicySize: 6144"
    );
    assert_eq!(
        Quota::Trust.aws_message(""),
        "Cannot exceed quota for ACLSizePerRole: 2048"
    );
}

#[test]
fn the_keys_that_a_policy_asks_for_are_listed() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": ["*", "arn:aws:s3:::keiri/${aws:username}/${aws:PrincipalTag/team, 'x'}"]},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
            "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
            "StringEquals": {"AWS:UserName": "h", "aws:ResourceTag/owner": ["a", "${aws:userid}"]}
        }}
    ]}"#;
    assert_eq!(
        Policy::parse(text).unwrap().context_keys(),
        [
            "aws:MultiFactorAuthPresent",
            "aws:PrincipalTag/team",
            "aws:ResourceTag/owner",
            "aws:userid",
            "aws:username",
        ]
    );
    for (key, known) in [
        ("aws:multifactorauthpresent", true),
        ("aws:PrincipalTag/team", true),
        ("AWS:principaltag/team", true),
        ("aws:PrincipalTag", false),
        ("aws:VpcSourceIp", false),
        ("s3:prefix", false),
    ] {
        assert_eq!(is_known(key), known, "{key}");
    }
}

#[test]
fn a_condition_value_and_a_principal_have_at_most_so_many_characters() {
    // spec: policy 10.1; characters, not bytes: `あ` has three.
    let value = |chars: usize| {
        statement(&format!(
            r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {{"StringLike": {{"aws:username": "{}"}}}}"#,
            "あ".repeat(chars)
        ))
    };
    assert!(Policy::parse(&value(MAX_PATTERN_CHARS)).is_ok());
    let error = Policy::parse(&value(MAX_PATTERN_CHARS + 1)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "statement 1: a value of the condition on `aws:username` has more than 2048 characters"
    );
    let role = |chars: usize| {
        let frame = "arn:aws:iam::123456789012:role/";
        let name = "a".repeat(chars - frame.len());
        statement(&format!(
            r#""Effect": "Allow", "Principal": {{"AWS": "{frame}{name}"}}, "Action": "sts:AssumeRole""#
        ))
    };
    assert!(Policy::parse_as(Kind::Trust, &role(MAX_PATTERN_CHARS)).is_ok());
    assert!(Policy::parse_as(Kind::Trust, &role(MAX_PATTERN_CHARS + 1)).is_err());
}

#[test]
fn whom_a_trust_policy_names_can_be_given_other_names_and_nothing_else_changes() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:user/hanako","123456789012","*"],"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/hanako"}}}]}"#;
    let policy = Policy::parse_as(Kind::Trust, text).unwrap();
    let named: Vec<&str> = policy.principals().into_iter().collect();
    assert_eq!(
        named,
        ["123456789012", "arn:aws:iam::123456789012:user/hanako"]
    );
    let hanako = "arn:aws:iam::123456789012:user/hanako";
    let names = [(hanako.to_owned(), "AIDAAAAAAAAAAAAAAAAAA".to_owned())];
    let renamed = policy.clone().with_principals(&names.into()).to_json();
    let expected = text.replacen(hanako, "AIDAAAAAAAAAAAAAAAAAA", 1);
    assert_eq!(renamed, expected);
    let wrong = [(hanako.to_owned(), "hanako".to_owned())];
    assert_eq!(policy.clone().with_principals(&wrong.into()), policy);
}

#[test]
fn spec_7_4_a_session_has_the_id_of_its_role_with_its_own_name() {
    let trust = |entry: &str| {
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{entry}"}},"Action":"sts:AssumeRole"}}}}"#
        );
        Policy::parse_as(Kind::Trust, &text)
    };
    let context = policy::Context::new();
    let request = policy::Request {
        action: "sts:AssumeRole",
        resource: "arn:aws:iam::123456789012:role/next",
        context: &context,
    };
    let session = policy::Principal::RoleSession {
        arn: "arn:aws:sts::123456789012:assumed-role/audit/hanako",
        role_arn: "arn:aws:iam::123456789012:role/audit",
        role_id: "AROAAAAAAAAAAAAAAAAAA",
    };
    for (entry, allows) in [
        ("AROAAAAAAAAAAAAAAAAAA:hanako", true),
        ("AROAAAAAAAAAAAAAAAAAA:taro", false),
        ("AROABBBBBBBBBBBBBBBBB:hanako", false),
    ] {
        let policy = trust(entry).unwrap();
        let owner = policy::Owner {
            account: "123456789012",
            policy: Some(policy::NamedPolicy {
                name: "trust",
                policy: &policy,
            }),
        };
        let policies = policy::Policies {
            resource: Some(owner),
            ..policy::Policies::of(session)
        };
        let ruling = policy::decide(&policies, &request);
        assert_eq!(ruling.is_allowed(), allows, "{entry}");
    }
    assert!(trust("AIDAAAAAAAAAAAAAAAAAA:hanako").is_err());
}
