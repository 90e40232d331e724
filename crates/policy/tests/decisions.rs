//! What policies decide, as tables: the patterns around `aws:MultiFactorAuthPresent`, actions, resources, variables.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use policy::{Context, Decision, NamedPolicy, Policy, Request, evaluate};
use serde_json::{Value, json};

const HANAKO: &str = "arn:aws:iam::123456789012:user/hanako";

/// Policies are named `p1`, `p2`, …; the answer reads `allow p1/2`, `deny p1/2` or `-`.
fn decide(documents: &[Value], action: &str, resource: &str, context: &Context) -> String {
    let policies: Vec<(String, Policy)> = documents
        .iter()
        .enumerate()
        .map(|(index, document)| {
            let text = document.to_string();
            let policy = Policy::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            (format!("p{}", index + 1), policy)
        })
        .collect();
    let named: Vec<NamedPolicy<'_>> = policies
        .iter()
        .map(|(name, policy)| NamedPolicy { name, policy })
        .collect();
    let decision = evaluate(
        &named,
        &Request {
            action,
            resource,
            context,
        },
    );
    let verb = match &decision {
        Decision::Allowed(_) => "allow",
        Decision::ExplicitDeny(_) => "deny",
        Decision::ImplicitDeny => return "-".into(),
    };
    let because = decision.because().unwrap();
    format!("{verb} {}/{}", because.policy, because.statement)
}

/// One statement that applies to everything but for its condition.
fn conditional(effect: &str, condition: &Value) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": effect, "Action": "*", "Resource": "*", "Condition": condition},
    })
}

fn applies(condition: &Value, context: &Context) -> bool {
    decide(
        &[conditional("Allow", condition)],
        "iam:GetUser",
        HANAKO,
        context,
    ) == "allow p1/1"
}

#[test]
fn conditions_on_mfa_apply_as_the_table_says() {
    // spec: policy 5.5, 5.7, 5.9, 6.8. Long-term keys have no key, sessions without MFA `false`, with MFA `true`.
    let key = "aws:MultiFactorAuthPresent";
    let absent = Context::new();
    let without = Context::new().with(key, "false");
    let with = Context::new().with(key, "true");
    for (operator, value, expected) in [
        ("Bool", "false", [false, true, false]),
        ("Bool", "true", [false, false, true]),
        ("BoolIfExists", "false", [true, true, false]),
        ("BoolIfExists", "true", [true, false, true]),
        ("Null", "true", [true, false, false]),
        ("Null", "false", [false, true, true]),
    ] {
        for (context, expected) in [&absent, &without, &with].into_iter().zip(expected) {
            let condition = json!({operator: {key: value}});
            assert_eq!(
                applies(&condition, context),
                expected,
                "{operator} {value} with {context:?}"
            );
        }
    }
}

#[test]
fn the_known_patterns_around_mfa_have_the_known_consequences() {
    // AWS's page on aws:MultiFactorAuthPresent; each row: the policies, then long-term key, no MFA, MFA.
    let key = "aws:MultiFactorAuthPresent";
    let all = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
    let contexts = [
        Context::new(),
        Context::new().with(key, "false"),
        Context::new().with(key, "true"),
    ];
    for (what, documents, expected) in [
        (
            "Deny with Bool false does not stop long-term keys",
            vec![
                all.clone(),
                conditional("Deny", &json!({"Bool": {key: "false"}})),
            ],
            ["allow p1/1", "deny p2/1", "allow p1/1"],
        ),
        (
            "Deny with BoolIfExists false stops them",
            vec![
                all.clone(),
                conditional("Deny", &json!({"BoolIfExists": {key: "false"}})),
            ],
            ["deny p2/1", "deny p2/1", "allow p1/1"],
        ),
        (
            "Allow with BoolIfExists true lets long-term keys through",
            vec![conditional(
                "Allow",
                &json!({"BoolIfExists": {key: "true"}}),
            )],
            ["allow p1/1", "-", "allow p1/1"],
        ),
        (
            "Allow with Bool true is strict",
            vec![conditional("Allow", &json!({"Bool": {key: "true"}}))],
            ["-", "-", "allow p1/1"],
        ),
        (
            "Allow with Null false lets sessions without MFA through",
            vec![conditional("Allow", &json!({"Null": {key: "false"}}))],
            ["-", "allow p1/1", "allow p1/1"],
        ),
    ] {
        let decided = contexts
            .each_ref()
            .map(|context| decide(&documents, "iam:ListUsers", "*", context));
        assert_eq!(decided, expected, "{what}");
    }
}

#[test]
fn every_text_but_true_is_false_on_both_sides() {
    // spec: policy 6.8, 5.1
    let key = "aws:SecureTransport";
    for (written, sent, expected) in [
        (json!("true"), "TRUE", true),
        (json!("True"), "true", true),
        (json!(true), "true", true),
        (json!(false), "true", false),
        (json!("false"), "no", true),
        (json!("false"), "", true),
        (json!("yes"), "true", false),
        (json!("yes"), "false", true),
        (json!(["true", "false"]), "true", true),
        (json!(["true", true]), "false", false),
    ] {
        let context = Context::new().with(key, sent);
        assert_eq!(
            applies(&json!({"Bool": {key: written}}), &context),
            expected,
            "{written} against `{sent}`"
        );
    }
}

#[test]
fn a_key_with_a_list_fits_no_operator_without_a_qualifier() {
    // spec: policy 5.4, 5.9
    let key = "aws:MultiFactorAuthPresent";
    let mut context = Context::new();
    context.insert_all(key, vec!["true".into(), "true".into()]);
    for (operator, value, expected) in [
        ("Bool", "true", false),
        ("Bool", "false", false),
        ("BoolIfExists", "true", false),
        ("BoolIfExists", "false", false),
        ("Null", "false", true),
        ("Null", "true", false),
    ] {
        assert_eq!(
            applies(&json!({operator: {key: value}}), &context),
            expected,
            "{operator} {value}"
        );
    }
}

#[test]
fn all_operators_and_all_keys_must_hold() {
    // spec: policy 5.1, 5.2
    let condition = json!({
        "Bool": {"aws:MULTIFACTORAUTHPRESENT": "true", "aws:securetransport": "true"},
        "Null": {"aws:username": "false"},
    });
    let whole = || {
        Context::new()
            .with("AWS:MultiFactorAuthPresent", "true")
            .with("aws:SecureTransport", "true")
            .with("aws:username", "h")
    };
    assert!(applies(&condition, &whole()));
    assert!(!applies(
        &condition,
        &whole().with("aws:multifactorauthpresent", "false")
    ));
    assert!(!applies(
        &condition,
        &whole().with("aws:SecureTransport", "false")
    ));
    let mut nameless = whole();
    nameless.insert_all("AWS:USERNAME", Vec::new());
    assert!(!applies(&condition, &nameless));
    assert!(
        applies(&json!({}), &Context::new()),
        "a block without conditions holds"
    );
}

#[test]
fn actions_are_taken_in_as_the_table_says() {
    // spec: policy 2.6, 4.1, 4.2
    for (element, patterns, action, expected) in [
        ("Action", json!("iam:GetUser"), "iam:GetUser", true),
        ("Action", json!("IAM:getuser"), "iam:GetUser", true),
        ("Action", json!("iam:GetUser"), "IAM:GETUSER", true),
        ("Action", json!("iam:GetUser"), "iam:GetUserPolicy", false),
        ("Action", json!("iam:Get*"), "iam:GetUserPolicy", true),
        ("Action", json!("iam:Get*"), "sts:GetSessionToken", false),
        ("Action", json!("iam:?etUser"), "iam:GetUser", true),
        ("Action", json!("*"), "sekisho:ListOwnSessions", true),
        ("Action", json!("*:*"), "sts:GetSessionToken", true),
        (
            "Action",
            json!(["iam:ListUsers", "iam:GetUser"]),
            "iam:GetUser",
            true,
        ),
        (
            "NotAction",
            json!(["iam:ListUsers", "iam:Get*"]),
            "iam:GetUser",
            false,
        ),
        (
            "NotAction",
            json!(["iam:ListUsers", "iam:Get*"]),
            "sts:GetSessionToken",
            true,
        ),
        ("NotAction", json!("*"), "iam:GetUser", false),
    ] {
        let document =
            json!({"Statement": [{"Effect": "Allow", element: patterns, "Resource": "*"}]});
        let decided = decide(&[document], action, HANAKO, &Context::new());
        assert_eq!(
            decided == "allow p1/1",
            expected,
            "{element} {patterns} on {action}"
        );
    }
}

#[rustfmt::skip] // One row, one line.
const RESOURCES: &[(&str, &[&str], &str, bool)] = &[
    ("Resource", &["*"], HANAKO, true),
    ("Resource", &["*"], "*", true),
    ("Resource", &[HANAKO], HANAKO, true),
    ("Resource", &[HANAKO], "*", false),
    ("Resource", &["arn:aws:iam::*:user/*"], "*", false),
    ("Resource", &[HANAKO], "arn:aws:iam::123456789012:user/Hanako", false),
    ("Resource", &["arn:aws:iam::*:user/*"], "arn:aws:iam::123456789012:user/team/hanako", true),
    ("Resource", &["arn:aws:iam::*:user/*"], "arn:aws:iam::123456789012:role/hanako", false),
    ("Resource", &["arn:aws:iam::123456789012:*"], "arn:aws:iam::123456789012:mfa/a:b/c", true),
    ("Resource", &["arn:aws:iam::*:hanako"], "arn:aws:iam::1:x:hanako", false),
    ("Resource", &["arn:aws:iam:*:user/hanako:x"], "arn:aws:iam::123456789012:user/hanako:x", false),
    ("Resource", &["arn:aws:iam::?????????012:user/*"], HANAKO, true),
    ("Resource", &["arn:*:iam::*:user/hanako"], "arn:aws-cn:iam::123456789012:user/hanako", true),
    ("Resource", &["arn:aws:s3:::keiri/*"], HANAKO, false),
    ("Resource", &["arn:aws:s3:::keiri/*", HANAKO], HANAKO, true),
    ("NotResource", &["arn:aws:s3:::keiri/*", HANAKO], HANAKO, false),
    ("NotResource", &["arn:aws:iam::*:user/taro"], HANAKO, true),
    ("NotResource", &["arn:aws:iam::*:user/taro"], "*", true),
    ("NotResource", &["*"], HANAKO, false),
];

#[test]
fn resources_are_taken_in_as_the_table_says() {
    // spec: policy 2.6, 4.3, 4.4
    for &(element, patterns, resource, expected) in RESOURCES {
        let document =
            json!({"Statement": [{"Effect": "Allow", "Action": "*", element: patterns}]});
        let decided = decide(&[document], "iam:GetUser", resource, &Context::new());
        assert_eq!(
            decided == "allow p1/1",
            expected,
            "{element} {patterns:?} on {resource}"
        );
    }
}

#[rustfmt::skip] // One row, one line.
const VARIABLES: &[(&str, &str, Option<&str>, &str, bool)] = &[
    ("2012-10-17", "user/${aws:username}", Some("hanako"), "hanako", true),
    ("2012-10-17", "user/${AWS:UserName}", Some("hanako"), "hanako", true),
    ("2012-10-17", "user/${aws:username}", Some("hanako"), "taro", false),
    ("2012-10-17", "user/${aws:username}", Some("hanako"), "Hanako", false),
    ("2012-10-17", "user/${aws:username}", Some("hana"), "hanako", false),
    ("2012-10-17", "user/${aws:username}*", Some("hana"), "hanako", true),
    ("2012-10-17", "user/*/${aws:username}", Some("hanako"), "team/hanako", true),
    ("2012-10-17", "user/${aws:username}", Some("*"), "hanako", false),
    ("2012-10-17", "user/${aws:username}", Some("*"), "*", true),
    ("2012-10-17", "user/${aws:username}", Some("${aws:username}"), "${aws:username}", true),
    ("2012-10-17", "user/${aws:username}", None, "hanako", false),
    ("2012-10-17", "user/${aws:username}", None, "", false),
    ("2012-10-17", "user/${aws:username}", None, "${aws:username}", false),
    ("2012-10-17", "user/${*}", None, "hanako", false),
    ("2012-10-17", "user/${*}", None, "*", true),
    ("2012-10-17", "user/${?}", None, "h", false),
    ("2012-10-17", "user/${?}", None, "?", true),
    ("2012-10-17", "user/${$}{aws:username}", None, "${aws:username}", true),
    ("2012-10-17", "user/$hanako", None, "$hanako", true),
    ("2012-10-17", "user/${aws:username, 'nobody'}", None, "nobody", true),
    ("2012-10-17", "user/${aws:username,'nobody'}", None, "nobody", true),
    ("2012-10-17", "user/${aws:username,   'no}body'}x", None, "no}bodyx", true),
    ("2012-10-17", "user/${aws:username, ''}", None, "", true),
    ("2012-10-17", "user/${aws:username, '*'}", None, "anybody", false),
    ("2012-10-17", "user/${aws:username, '*'}", None, "*", true),
    ("2012-10-17", "user/${aws:username, 'nobody'}", Some("hanako"), "hanako", true),
    ("2012-10-17", "user/${aws:username, 'nobody'}", Some("hanako"), "nobody", false),
    ("2012-10-17", "user/${aws:PrincipalTag/team, 'x'}/${aws:username}", Some("hanako"), "x/hanako", true),
    ("2012-10-17", "user/${aws:username}${aws:username}", Some("ha"), "haha", true),
    ("2012-10-17", "user/${aws:userid}", Some("hanako"), "hanako", false),
    ("2008-10-17", "user/${aws:username}", Some("hanako"), "hanako", false),
    ("2008-10-17", "user/${aws:username}", Some("hanako"), "${aws:username}", true),
    ("2008-10-17", "user/${*}", None, "${anything}", true),
];

#[test]
fn variables_are_put_in_as_the_table_says() {
    // spec: policy 4.6 to 4.11
    let user = |name: &str| format!("arn:aws:iam::123456789012:user/{name}");
    for &(version, pattern, username, resource, expected) in VARIABLES {
        let pattern = format!("arn:aws:iam::*:{pattern}");
        let mut context = Context::new();
        if let Some(name) = username {
            context.insert("aws:username", name);
        }
        let document = json!({"Version": version, "Statement": {"Effect": "Allow", "Action": "*", "Resource": pattern}});
        let decided = decide(&[document], "iam:GetUser", &user(resource), &context);
        assert_eq!(
            decided == "allow p1/1",
            expected,
            "{version} {pattern} for {username:?} on {resource}"
        );
    }
}

#[test]
fn a_document_without_a_version_has_no_variables() {
    // spec: policy 1.2
    let document = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::*:user/${aws:username}"}});
    let context = Context::new().with("aws:username", "hanako");
    assert_eq!(decide(&[document], "iam:GetUser", HANAKO, &context), "-");
}

#[test]
fn a_variable_with_several_values_covers_no_resource_so_notresource_takes_all_in() {
    // spec: policy 4.8, 2.6
    let mut context = Context::new();
    context.insert_all("aws:username", vec!["hanako".into(), "taro".into()]);
    for (element, expected) in [("Resource", "-"), ("NotResource", "deny p1/1")] {
        let document = json!({
            "Version": "2012-10-17",
            "Statement": {"Effect": "Deny", "Action": "*", element: "arn:aws:iam::*:user/${aws:username}"},
        });
        assert_eq!(
            decide(&[document], "iam:GetUser", HANAKO, &context),
            expected
        );
    }
}

#[test]
fn the_first_statement_that_decides_is_named() {
    // spec: policy 8.1, 8.2, 8.3
    let reads = json!({"Statement": [
        {"Sid": "Users", "Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"},
        {"Sid": "Reads", "Effect": "Allow", "Action": "iam:Get*", "Resource": "*"},
    ]});
    let never = json!({"Statement": [
        {"Effect": "Deny", "Action": "iam:GetRole", "Resource": "*"},
        {"Effect": "Deny", "Action": "iam:*Role", "Resource": "*"},
    ]});
    let documents = [reads, never];
    for (action, expected) in [
        ("iam:GetUser", "allow p1/1"),
        ("iam:GetGroup", "allow p1/2"),
        ("iam:GetRole", "deny p2/1"),
        ("iam:CreateRole", "deny p2/2"),
        ("iam:ListUsers", "-"),
    ] {
        assert_eq!(
            decide(&documents, action, "*", &Context::new()),
            expected,
            "{action}"
        );
    }
    assert_eq!(
        decide(&[], "iam:GetUser", "*", &Context::new()),
        "-",
        "no policy allows nothing"
    );
}

#[test]
fn a_decision_explains_itself_in_words() {
    let policy = Policy::parse(
        r#"{"Statement": [{"Sid": "Reads", "Effect": "Allow", "Action": "iam:Get*", "Resource": "*"},
                          {"Effect": "Deny", "Action": "iam:GetRole", "Resource": "*"}]}"#,
    )
    .unwrap();
    let named = [NamedPolicy {
        name: "inline",
        policy: &policy,
    }];
    let context = Context::new();
    let explain = |action| {
        evaluate(
            &named,
            &Request {
                action,
                resource: "*",
                context: &context,
            },
        )
        .because()
        .unwrap()
        .to_string()
    };
    assert_eq!(explain("iam:GetUser"), "statement 1 (`Reads`) of `inline`");
    assert_eq!(explain("iam:GetRole"), "statement 2 of `inline`");
}

#[test]
fn a_context_has_keys_without_letter_case_and_one_value_unless_told_otherwise() {
    let mut context = Context::new().with("aws:UserName", "hanako");
    context.insert("AWS:username", "taro");
    assert_eq!(context.single("aws:userNAME"), Some("taro"));
    context.insert_all("aws:username", vec!["a".into(), "b".into()]);
    assert_eq!(context.single("aws:username"), None);
    assert_eq!(context.values("aws:username").map(<[String]>::len), Some(2));
    context.insert_all("aws:username", Vec::new());
    assert_eq!(context, Context::new());
}
