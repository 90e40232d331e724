//! Documents, requests and whole decision cases that are about the same few things, so that they often meet.

mod conditions;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Identity,
    Resource,
    Trust,
}

const HANAKO: &str = "arn:aws:iam::123456789012:user/hanako";
const AUDIT: &str = "arn:aws:iam::123456789012:role/audit";
const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/audit/hanako";
const FEDERATED: &str = "arn:aws:sts::123456789012:federated-user/hanako";

/// A valid document.
pub(crate) fn document(sort: Sort) -> impl Strategy<Value = Value> {
    let version = option::weighted(
        0.8,
        prop_oneof![4 => Just("2012-10-17"), 1 => Just("2008-10-17")],
    );
    (
        version,
        option::weighted(0.1, "[A-Z]{1,3}"),
        vec(statement(sort), 1..4),
        any::<bool>(),
    )
        .prop_map(|(version, id, mut statements, bare)| {
            let mut document = Map::new();
            if let Some(version) = version {
                document.insert("Version".into(), json!(version));
            }
            if let Some(id) = id {
                document.insert("Id".into(), json!(id));
            }
            for (number, statement) in statements.iter_mut().enumerate() {
                // The Sid was drawn without its number, and two equal ones would be refused.
                if let Some(Value::String(sid)) = statement.get_mut("Sid") {
                    sid.push_str(&number.to_string());
                }
                if version != Some("2012-10-17") {
                    conditions::without_bare_variables(statement);
                }
            }
            let statement = if bare && statements.len() == 1 {
                statements.remove(0)
            } else {
                json!(statements)
            };
            document.insert("Statement".into(), statement);
            Value::Object(document)
        })
}

/// A request, as cases have it: `request` and `context`.
pub(crate) fn asked() -> impl Strategy<Value = (Value, Value)> {
    let action = select(vec![
        "iam:GetUser",
        "IAM:getuser",
        "iam:GetRole",
        "iam:EnableMFADevice",
        "sts:AssumeRole",
        "iam:名",
    ]);
    let resource = select(vec![
        "*",
        HANAKO,
        "arn:aws:iam::123456789012:user/team/hanako",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:user/${aws:username}",
        "arn:aws:iam::210987654321:user/taro",
        "arn:aws:iam::123456789012:mfa/𐐀",
        "arn:aws:iam::123456789012:User/hanako:x",
        "arn:aws:s3:::keiri/hanako/file",
        AUDIT,
        "not an arn",
    ]);
    (action, resource, conditions::context()).prop_map(|(action, resource, context)| {
        (json!({"action": action, "resource": resource}), context)
    })
}

/// A whole case.
pub(crate) fn case() -> impl Strategy<Value = Value> {
    let named = |sort| document(sort).prop_map(|document| json!({"document": document}));
    let some = |sort, most: usize| vec(named(sort), 0..=most);
    let policies = (
        option::weighted(0.15, vec(vec(wide(), 1..3), 1..3)),
        option::weighted(0.15, vec(vec(wide(), 1..3), 1..3)),
        option::weighted(0.4, owner()),
        some(Sort::Identity, 3),
        option::weighted(0.2, wide()),
        option::weighted(0.3, vec(wide(), 0..3)),
    );
    (principal(), policies, asked()).prop_map(|(principal, policies, (request, context))| {
        let (resource_organization, organization, resource, identity, boundary, session) = policies;
        let mut all = Map::new();
        let controls = |levels: Vec<Vec<Value>>| {
            let named = |level: Vec<Value>| level.into_iter().map(for_everybody).collect::<Vec<_>>();
            levels.into_iter().map(named).collect::<Vec<_>>()
        };
        if let Some(levels) = resource_organization {
            all.insert("resourceOrganization".into(), json!(controls(levels)));
        }
        if let Some(levels) = organization {
            all.insert("organization".into(), json!(levels));
        }
        if let Some(owner) = resource {
            all.insert("resource".into(), owner);
        }
        all.insert("identity".into(), json!(identity));
        if let Some(boundary) = boundary {
            all.insert("boundary".into(), boundary);
        }
        if let Some(session) = session {
            all.insert("session".into(), json!(session));
        }
        let mut number = 0;
        let mut policies = Value::Object(all);
        name(&mut policies, &mut number);
        json!({"policies": policies, "principal": principal, "request": request, "context": context})
    })
}

/// A policy with one wide Allow in front, as those have that only limit.
fn wide() -> impl Strategy<Value = Value> {
    (any::<bool>(), document(Sort::Identity)).prop_map(|(is_wide, mut document)| {
        if is_wide {
            let mut statements = vec![json!({"Effect": "Allow", "Action": "*", "Resource": "*"})];
            match document["Statement"].take() {
                Value::Array(list) => statements.extend(list),
                one => statements.push(one),
            }
            document["Statement"] = json!(statements);
        }
        json!({"document": document})
    })
}

/// A control of resources speaks of everybody.
fn for_everybody(mut named: Value) -> Value {
    let statements = &mut named["document"]["Statement"];
    let list = match statements {
        Value::Array(list) => list.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for statement in list {
        statement["Principal"] = json!("*");
    }
    named
}

/// Gives every policy a name of its own.
fn name(value: &mut Value, number: &mut u32) {
    match value {
        Value::Object(named) if named.contains_key("document") => {
            *number += 1;
            named.insert("name".into(), json!(format!("p{number}")));
        }
        Value::Object(layers) => layers.values_mut().for_each(|layer| name(layer, number)),
        Value::Array(list) => list.iter_mut().for_each(|item| name(item, number)),
        _ => {}
    }
}

fn owner() -> impl Strategy<Value = Value> {
    let account = prop_oneof![4 => Just("123456789012"), 1 => Just("210987654321")];
    let policy = prop_oneof![
        1 => Just(json!({})),
        5 => document(Sort::Resource).prop_map(|document| json!({"document": document})),
        3 => document(Sort::Trust).prop_map(|document| json!({"document": document, "trust": true})),
    ];
    (account, policy).prop_map(|(account, mut owner)| {
        owner["account"] = json!(account);
        owner
    })
}

fn principal() -> impl Strategy<Value = Value> {
    let user = json!({"kind": "user", "arn": HANAKO, "id": "AIDAHANAKO"});
    let session =
        json!({"kind": "roleSession", "arn": SESSION, "roleArn": AUDIT, "roleId": "AROAAUDIT"});
    let federated = json!({"kind": "federatedUser", "arn": FEDERATED, "userArn": HANAKO, "userId": "AIDAHANAKO"});
    prop_oneof![
        6 => Just(user),
        3 => Just(session),
        2 => Just(federated),
        1 => Just(json!({"kind": "federatedUser", "arn": FEDERATED})),
        2 => Just(json!({"kind": "root", "account": "123456789012"})),
        1 => Just(json!({"kind": "service", "name": "ec2.amazonaws.com"})),
        1 => Just(json!({"kind": "federated", "provider": "accounts.google.com"})),
        1 => Just(json!({"kind": "anonymous"})),
    ]
}

fn statement(sort: Sort) -> impl Strategy<Value = Value> {
    let actions = match sort {
        Sort::Trust => vec!["sts:AssumeRole", "STS:assumerole", "sts:TagSession"],
        _ => vec![
            "*",
            "iam:*",
            "iam:Get*",
            "iam:getuser",
            "IAM:?etUser",
            "iam:*e*",
            "sts:AssumeRole",
            "*:*",
            "*:Get*",
            "iam:?",
        ],
    };
    let effect = prop_oneof![3 => Just("Allow"), 1 => Just("Deny")];
    (
        option::weighted(0.2, "[A-Za-z]{1,4}"),
        effect,
        who(sort),
        prop_oneof![4 => Just("Action"), 1 => Just("NotAction")],
        one_or_many(select(actions)),
        prop_oneof![5 => Just("Resource"), 1 => Just("NotResource")],
        one_or_many(select(RESOURCES.to_vec())),
        option::weighted(0.5, conditions::condition()),
    )
        .prop_map(
            move |(sid, effect, who, action, actions, resource, resources, condition)| {
                let mut statement = Map::new();
                if let Some(sid) = sid {
                    statement.insert("Sid".into(), json!(sid));
                }
                statement.insert("Effect".into(), json!(effect));
                if let Some((element, who)) = who {
                    statement.insert(element.into(), who);
                }
                let action = if sort == Sort::Trust {
                    "Action"
                } else {
                    action
                };
                statement.insert(action.into(), actions);
                if sort != Sort::Trust {
                    statement.insert(resource.into(), resources);
                }
                if let Some(condition) = condition {
                    statement.insert("Condition".into(), condition);
                }
                Value::Object(statement)
            },
        )
}

const RESOURCES: [&str; 18] = [
    "*",
    "*",
    "arn:aws:iam::*:*",
    "arn:aws:iam::*:user/*",
    HANAKO,
    "arn:*:iam::123456789012:user/han?ko",
    "arn:aws:iam:*:*:*/hanako",
    "arn:aws:iam::*:mfa/??",
    "arn:aws:iam::*:mfa/?",
    "arn:aws:iam::12345678901?:*",
    "arn:aws:s3:::keiri/*file",
    "arn:aws:iam::*:user/${aws:username}",
    "arn:aws:iam::*:*${AWS:UserName}*",
    "arn:aws:iam::*:user/${*}",
    "arn:aws:iam::*:user/${$}{aws:username}",
    "arn:aws:s3:::keiri/${aws:username, 'hanako'}/*",
    "arn:aws:iam::*:user/${aws:TagKeys, 'hanako'}",
    "arn:aws:iam::*:role/${aws:PrincipalTag/team,'audit'}",
];

/// `Principal` or `NotPrincipal` with its value.
fn who(sort: Sort) -> impl Strategy<Value = Option<(&'static str, Value)>> {
    let aws = select(vec![
        "123456789012",
        "arn:aws:iam::123456789012:root",
        "210987654321",
        HANAKO,
        "AIDAHANAKO",
        AUDIT,
        "AROAAUDIT",
        SESSION,
        FEDERATED,
        "*",
    ]);
    let service = select(vec!["ec2.amazonaws.com", "lambda.amazonaws.com"]);
    let provider = select(match sort {
        Sort::Resource => vec!["accounts.google.com", "www.amazon.com", "*"],
        _ => vec!["accounts.google.com", "www.amazon.com"],
    });
    let listed = (
        option::weighted(0.9, one_or_many(aws)),
        option::weighted(0.2, one_or_many(service)),
        option::weighted(0.2, one_or_many(provider)),
    )
        .prop_map(|(aws, service, provider)| {
            let mut kinds = Map::new();
            for (kind, entries) in [("AWS", aws), ("Service", service), ("Federated", provider)] {
                kinds.extend(entries.map(|entries| (kind.to_owned(), entries)));
            }
            if kinds.is_empty() {
                kinds.insert("AWS".into(), json!(HANAKO));
            }
            Value::Object(kinds)
        });
    let value = prop_oneof![
        1 => Just(json!("*")),
        6 => listed.clone(),
    ];
    (any::<u8>(), value, listed).prop_map(move |(drawn, value, listed)| match sort {
        Sort::Identity => None,
        Sort::Trust => Some(("Principal", listed)),
        Sort::Resource if drawn % 4 == 0 => Some(("NotPrincipal", value)),
        Sort::Resource => Some(("Principal", value)),
    })
}

/// One value alone, or a list.
fn one_or_many(
    one: impl Strategy<Value = &'static str> + Clone,
) -> impl Strategy<Value = Value> + Clone {
    prop_oneof![
        one.clone().prop_map(|text| json!(text)),
        vec(one, 1..4).prop_map(|texts| json!(texts)),
    ]
}
