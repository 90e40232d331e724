//! Valid documents and requests from small alphabets, so that they often have to do with each other.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::reference::Asked;

/// A valid document.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    let version = select(vec![
        None,
        Some("2008-10-17"),
        Some("2012-10-17"),
        Some("2012-10-17"),
    ]);
    (
        version,
        option::weighted(0.1, "[a-z ]{0,8}"),
        vec(statement(), 1..5),
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

/// A request about the same few things.
pub(crate) fn asked() -> impl Strategy<Value = Asked> {
    let action = select(vec![
        "iam:GetUser",
        "IAM:getuser",
        "iam:GetRole",
        "iam:EnableMFADevice",
        "sts:GetSessionToken",
    ]);
    let resource = select(vec![
        "*",
        "arn:aws:iam::123456789012:user/hanako",
        "arn:aws:iam::123456789012:user/team/hanako",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:user/${aws:username}",
        "arn:aws:iam::210987654321:user/taro",
        "arn:aws:iam::123456789012:mfa/𐐀",
        "arn:aws:iam::123456789012:User/hanako:x",
        "arn:aws:s3:::keiri/hanako/file",
        "not an arn",
    ]);
    let names = select(vec!["hanako", "taro", "*", "han?ko", "h", ""]);
    let truths = select(vec!["true", "TRUE", "false", "yes", ""]);
    let several = |one: proptest::sample::Select<&'static str>| {
        prop_oneof![
            2 => Just(Vec::new()),
            5 => one.clone().prop_map(|value| vec![value.to_owned()]),
            1 => vec(one, 2..3).prop_map(|values| values.into_iter().map(str::to_owned).collect()),
        ]
    };
    (
        action,
        resource,
        several(names),
        several(truths.clone()),
        several(truths),
    )
        .prop_map(|(action, resource, name, mfa, secure)| {
            let keys = [
                ("aws:username", name),
                ("aws:multifactorauthpresent", mfa),
                ("aws:securetransport", secure),
            ];
            let present = keys.into_iter().filter(|(_, values)| !values.is_empty());
            let context: BTreeMap<String, Vec<String>> = present
                .map(|(key, values)| (key.to_owned(), values))
                .collect();
            Asked {
                action: action.into(),
                resource: resource.into(),
                context,
            }
        })
}

fn statement() -> impl Strategy<Value = Value> {
    (
        option::weighted(0.3, "[A-Za-z]{1,4}"),
        prop_oneof![2 => Just("Allow"), 1 => Just("Deny")],
        prop_oneof![3 => Just("Action"), 1 => Just("NotAction")],
        one_or_many(select(vec![
            "*",
            "iam:*",
            "iam:Get*",
            "iam:getuser",
            "IAM:?etUser",
            "iam:*e*",
            "sts:GetSessionToken",
            "*:*",
            "*:Get*",
        ])),
        prop_oneof![4 => Just("Resource"), 1 => Just("NotResource")],
        one_or_many(select(vec![
            "*",
            "arn:aws:iam::*:user/*",
            "arn:aws:iam::123456789012:user/hanako",
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
            "arn:aws:s3:::keiri/${aws:username}/*",
        ])),
        option::weighted(0.5, condition()),
    )
        .prop_map(
            |(sid, effect, action, actions, resource, resources, condition)| {
                let mut statement = Map::new();
                if let Some(sid) = sid {
                    statement.insert("Sid".into(), json!(sid));
                }
                statement.insert("Effect".into(), json!(effect));
                statement.insert(action.into(), actions);
                statement.insert(resource.into(), resources);
                if let Some(condition) = condition {
                    statement.insert("Condition".into(), condition);
                }
                Value::Object(statement)
            },
        )
}

fn condition() -> impl Strategy<Value = Value> {
    let operators = subsequence(vec!["Bool", "BoolIfExists", "Null"], 0..=2);
    let keys = subsequence(
        vec![
            "aws:MultiFactorAuthPresent",
            "AWS:securetransport",
            "aws:username",
        ],
        0..=2,
    );
    let values = prop_oneof![
        select(vec!["true", "false", "True", "FALSE"]).prop_map(|value| json!(value)),
        any::<bool>().prop_map(|value| json!(value)),
        vec(select(vec!["true", "false"]), 1..3).prop_map(|values| json!(values)),
    ];
    (operators, vec((keys, vec(values, 2)), 2)).prop_map(|(operators, blocks)| {
        let block = |(keys, values): (Vec<&str>, Vec<Value>)| {
            keys.into_iter()
                .map(str::to_owned)
                .zip(values)
                .collect::<Map<String, Value>>()
        };
        let blocks = blocks.into_iter().map(|drawn| Value::Object(block(drawn)));
        Value::Object(
            operators
                .into_iter()
                .map(str::to_owned)
                .zip(blocks)
                .collect(),
        )
    })
}

fn one_or_many(one: impl Strategy<Value = &'static str> + Clone) -> impl Strategy<Value = Value> {
    prop_oneof![
        one.clone().prop_map(|text| json!(text)),
        vec(one, 1..4).prop_map(|texts| json!(texts)),
    ]
}
