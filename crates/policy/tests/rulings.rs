//! How a decision explains itself: AWS's message, our own sentence, and why each statement applied or did not.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use policy::{
    Because, Context, Effect, Finding, Kind, Layer, Miss, NamedPolicy, Owner, Policies, Policy,
    Principal, Request, Ruling, decide, explain,
};

const HANAKO: &str = "arn:aws:iam::123456789012:user/hanako";
const USER: Principal<'_> = Principal::User {
    arn: HANAKO,
    id: "AIDAHANAKO",
};
const SESSION: Principal<'_> = Principal::RoleSession {
    arn: "arn:aws:sts::123456789012:assumed-role/audit/hanako",
    role_arn: "arn:aws:iam::123456789012:role/audit",
    role_id: "AROAAUDIT",
};

fn policy(statements: &str) -> Policy {
    Policy::parse(&format!(r#"{{"Statement": [{statements}]}}"#)).unwrap()
}

fn allow() -> Policy {
    policy(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#)
}

fn deny() -> Policy {
    policy(r#"{"Sid": "Never", "Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#)
}

fn nothing() -> Policy {
    policy(r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#)
}

/// Ruling, AWS's message, our sentence.
fn rule(policies: &Policies<'_>) -> (Ruling, Option<String>, String) {
    let context = Context::new();
    let request = Request {
        action: "iam:GetUser",
        resource: HANAKO,
        context: &context,
    };
    let ruling = decide(policies, &request);
    let message = ruling.access_denied(HANAKO, &request);
    let said = ruling.to_string();
    (ruling, message, said)
}

fn named<'a>(name: &'a str, policy: &'a Policy) -> NamedPolicy<'a> {
    NamedPolicy { name, policy }
}

const DENIED: &str = "User: arn:aws:iam::123456789012:user/hanako is not authorized to perform: iam:GetUser on resource: arn:aws:iam::123456789012:user/hanako ";

#[test]
fn a_missing_allow_is_told_in_the_words_of_aws() {
    let (allow, nothing) = (allow(), nothing());
    let identity = [named("all", &allow)];
    let none = [named("none", &nothing)];
    let (full, empty): (&[NamedPolicy<'_>], &[NamedPolicy<'_>]) = (&identity, &none);
    let user = Policies {
        identity: full,
        ..Policies::of(USER)
    };
    for (policies, reason, said) in [
        (
            Policies::of(USER),
            "because no identity-based policy allows the iam:GetUser action",
            "not allowed by any identity-based policy",
        ),
        (
            Policies {
                boundary: Some(none[0]),
                ..user
            },
            "because no permissions boundary allows the iam:GetUser action",
            "not allowed by any permissions boundary",
        ),
        (
            Policies {
                session: Some(empty),
                principal: SESSION,
                ..user
            },
            "because no session policy allows the iam:GetUser action",
            "not allowed by any session policy",
        ),
        (
            Policies {
                organization: &[full, empty],
                ..user
            },
            "because no service control policy allows the iam:GetUser action",
            "not allowed by any service control policy",
        ),
        (
            Policies {
                resource_organization: &[empty],
                ..user
            },
            "because no resource control policy allows the iam:GetUser action",
            "not allowed by any resource control policy",
        ),
        (
            Policies {
                resource: Some(Owner {
                    account: "210987654321",
                    policy: None,
                }),
                ..user
            },
            "because no resource-based policy allows the iam:GetUser action",
            "not allowed by any resource-based policy",
        ),
    ] {
        let (ruling, message, ours) = rule(&policies);
        assert!(!ruling.is_allowed());
        assert_eq!(ruling.because(), None);
        assert_eq!(message, Some(format!("{DENIED}{reason}")));
        assert_eq!(ours, said);
    }
}

#[test]
fn a_deny_is_told_with_its_place_and_the_arn_of_its_policy() {
    let (allow, deny) = (allow(), deny());
    let identity = [named("all", &allow)];
    let inline = [named("all", &allow), named("inline", &deny)];
    let arn = "arn:aws:iam::123456789012:policy/never";
    let managed = [named(arn, &deny)];
    let full: &[NamedPolicy<'_>] = &identity;
    let user = Policies {
        identity: full,
        ..Policies::of(USER)
    };
    let (ruling, message, said) = rule(&Policies {
        identity: &inline,
        ..user
    });
    assert_eq!(
        ruling,
        Ruling::ExplicitDeny {
            layer: Layer::Identity,
            because: Because {
                policy: "inline".into(),
                statement: 1,
                sid: Some("Never".into()),
            },
        }
    );
    assert_eq!(
        message,
        Some(format!(
            "{DENIED}with an explicit deny in an identity-based policy"
        ))
    );
    assert_eq!(
        said,
        "denied by statement 1 (`Never`) of `inline` (identity-based policy)"
    );

    for (policies, place) in [
        (
            Policies {
                identity: &managed,
                ..user
            },
            "an identity-based policy",
        ),
        (
            Policies {
                boundary: Some(managed[0]),
                ..user
            },
            "a permissions boundary",
        ),
        (
            Policies {
                session: Some(&managed),
                ..user
            },
            "a session policy",
        ),
        (
            Policies {
                organization: &[&managed],
                ..user
            },
            "a service control policy",
        ),
        (
            Policies {
                resource_organization: &[&managed],
                ..user
            },
            "a resource control policy",
        ),
    ] {
        let (_, message, _) = rule(&policies);
        assert_eq!(
            message,
            Some(format!("{DENIED}with an explicit deny in {place}: {arn}"))
        );
    }
}

#[test]
fn what_is_allowed_has_no_message() {
    let allow = allow();
    let identity = [named("all", &allow)];
    let (ruling, message, said) = rule(&Policies {
        identity: &identity,
        ..Policies::of(USER)
    });
    assert_eq!((ruling.layer(), message), (Some(Layer::Identity), None));
    assert_eq!(
        said,
        "allowed by statement 1 of `all` (identity-based policy)"
    );
    let root = Principal::Root {
        account: "123456789012",
    };
    let (ruling, message, said) = rule(&Policies::of(root));
    assert_eq!((ruling.layer(), message), (None, None));
    assert_eq!(said, "allowed, as root");
}

#[test]
fn each_statement_says_why_it_does_not_apply() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Sid": "Buckets", "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": "*", "Action": "iam:*", "Resource": "arn:aws:iam::*:role/*"},
        {"Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "iam:*", "Resource": "*"},
        {"Effect": "Deny", "Principal": "*", "Action": "iam:*", "Resource": "*", "Condition": {
            "StringEquals": {"aws:username": "hanako"},
            "Bool": {"aws:MultiFactorAuthPresent": "false"}
        }},
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {
            "StringEquals": {"aws:username": "taro"}
        }},
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    ]}"#;
    let policy = Policy::parse_as(Kind::Resource, text).unwrap();
    let context = Context::new().with("aws:username", "hanako");
    let request = Request {
        action: "IAM:GetUser",
        resource: HANAKO,
        context: &context,
    };
    let findings = explain(&[named("guard", &policy)], USER, &request);
    let condition = |operator: &str, key: &str, present| {
        Some(Miss::Condition {
            operator: operator.into(),
            key: key.into(),
            present,
        })
    };
    let misses: Vec<Option<Miss>> = findings
        .iter()
        .map(|finding| finding.miss.clone())
        .collect();
    assert_eq!(
        misses,
        [
            Some(Miss::Action),
            Some(Miss::Resource),
            Some(Miss::Principal),
            condition("Bool", "aws:MultiFactorAuthPresent", false),
            condition("StringEquals", "aws:username", true),
            None,
        ]
    );
    assert_eq!(
        findings[0],
        Finding {
            statement: Because {
                policy: "guard".into(),
                statement: 1,
                sid: Some("Buckets".into()),
            },
            effect: Effect::Allow,
            miss: Some(Miss::Action),
        }
    );
    assert_eq!(findings[3].effect, Effect::Deny);
}
