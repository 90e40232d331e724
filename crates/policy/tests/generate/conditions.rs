//! Conditions and contexts: every operator with every qualifier, on values that it often can and sometimes cannot read.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Operators that read values alike, the key that they are used on, and values for it.
struct Family {
    operators: &'static [&'static str],
    key: &'static str,
    values: &'static [&'static str],
}

#[rustfmt::skip] // One row, one line.
const FAMILIES: [Family; 8] = [
    Family { operators: &["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"],
        key: "aws:username",
        values: &["hanako", "HANAKO", "h?nako", "ha*", "*", "", "${aws:username}", "${aws:PrincipalTag/team, 'hanako'}", "${*}", "h${?}nako", "${aws:TagKeys}", "ΟΔΟΣ", "οδος"] },
    Family { operators: &["StringLike", "StringNotLike", "StringEquals", "StringNotEqualsIgnoreCase"],
        key: "aws:TagKeys",
        values: &["team", "t*", "cost", "Cost", "${aws:PrincipalTag/team}", "?"] },
    Family { operators: &["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"],
        key: "aws:MultiFactorAuthAge",
        values: &["0", "-0.0", "10", "+10", "1e1", "010.0", "9.999999999", "3600", "36E2", "-1", ".5", "5."] },
    Family { operators: &["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
        key: "aws:CurrentTime",
        values: &["2030-01-01T00:00:00Z", "2030-01-01", "2030-01", "1893456000", "2030-01-01T09:00:00+09:00", "2029-12-31T23:59:59.9999Z", "2030-01-01t00:00", "2030-02-28T10:00-01:30", "1999-12-31", "0"] },
    Family { operators: &["Bool"],
        key: "aws:MultiFactorAuthPresent",
        values: &["true", "false", "TRUE", "no", "${aws:SecureTransport}", "${aws:SecureTransport, 'true'}"] },
    Family { operators: &["BinaryEquals"],
        key: "x:Bytes",
        values: &["", "Zg==", "Zm8=", "Zm9v", "+/8="] },
    Family { operators: &["IpAddress", "NotIpAddress"],
        key: "aws:SourceIp",
        values: &["192.0.2.0/24", "192.0.2.77/24", "192.0.2.1", "192.000.02.1/32", "0.0.0.0/0", "2001:db8::/32", "::/0", "2001:db8::1", "2001:DB8::4/127"] },
    Family { operators: &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        key: "aws:PrincipalArn",
        values: &["arn:aws:iam::*:user/*", "arn:aws:iam::123456789012:role/audit", "arn:aws:iam::${aws:PrincipalAccount}:user/hanako", "${aws:PrincipalArn}", "arn:*:iam:*:*:*${aws:username}", "arn:aws:iam::*:${*}", "arn:aws:s3:::a?c:*"] },
];

/// What a request says that no policy could say.
const ODD: [&str; 14] = [
    "",
    "never",
    "NaN",
    "not-an-arn",
    "::ffff:192.0.2.1",
    "192.0.2.200",
    "10.0.0.1",
    "Zh==",
    "arn:aws:iam::123456789012:user/hanako",
    "arn:aws:iam::123456789012:user/*",
    "arn:aws:iam::*",
    "2030-01-01T00:00:00.000000001Z",
    "12",
    "ſ",
];

/// A `Condition`.
pub(crate) fn condition() -> impl Strategy<Value = Value> {
    let line = (0..FAMILIES.len() + 1).prop_flat_map(|number| match FAMILIES.get(number) {
        Some(family) => line(family).boxed(),
        None => null().boxed(),
    });
    vec(line, 0..3).prop_map(|lines| {
        let mut block = Map::new();
        for (operator, key, values) in lines {
            block.entry(operator).or_insert_with(|| json!({}))[key] = values;
        }
        Value::Object(block)
    })
}

type Line = (String, &'static str, Value);

fn line(family: &'static Family) -> impl Strategy<Value = Line> {
    let qualifier =
        prop_oneof![3 => Just(""), 1 => Just("ForAllValues:"), 1 => Just("ForAnyValue:")];
    let if_exists = prop_oneof![2 => Just(""), 1 => Just("IfExists")];
    // Now and then on a key that is none of this family.
    let key = prop_oneof![
        6 => Just(family.key),
        1 => select(FAMILIES.iter().map(|family| family.key).collect::<Vec<_>>()),
    ];
    let values = super::one_or_many(select(family.values));
    (qualifier, select(family.operators), if_exists, key, values).prop_map(
        |(qualifier, base, if_exists, key, values)| {
            (format!("{qualifier}{base}{if_exists}"), key, values)
        },
    )
}

fn null() -> impl Strategy<Value = Line> {
    let key = select(FAMILIES.iter().map(|family| family.key).collect::<Vec<_>>());
    let value = prop_oneof![
        any::<bool>().prop_map(Value::from),
        select(vec!["true", "False", "yes"]).prop_map(Value::from),
        Just(json!(["true", false])),
        Just(json!(1)),
    ];
    (key, value).prop_map(|(key, value)| ("Null".to_owned(), key, value))
}

/// The keys of a request.
pub(crate) fn context() -> impl Strategy<Value = Value> {
    let held = |family: &'static Family| {
        let value = || {
            prop_oneof![
                5 => select(family.values),
                2 => select(ODD.to_vec()),
            ]
        };
        let list = if family.key == "aws:TagKeys" { 8 } else { 1 };
        prop_oneof![
            3 => Just(None),
            6 => value().prop_map(|one| Some(json!(one))),
            list => vec(value(), 1..4).prop_map(|list| Some(json!(list))),
        ]
    };
    let others = (
        option::of(select(vec!["123456789012", "210987654321"])),
        option::of(select(vec!["hanako", "team", "*"])),
        option::of(select(vec!["true", "false"])),
    );
    (FAMILIES.each_ref().map(held), others).prop_map(|(held, (account, team, secure))| {
        let mut context = Map::new();
        for (family, value) in FAMILIES.iter().zip(held) {
            context.extend(value.map(|value| (family.key.to_uppercase(), value)));
        }
        for (key, value) in [
            ("aws:PrincipalAccount", account),
            ("aws:PrincipalTag/team", team),
            ("aws:SecureTransport", secure),
        ] {
            context.extend(value.map(|value| (key.to_owned(), json!(value))));
        }
        Value::Object(context)
    })
}

/// In a version without variables, `${aws:PrincipalArn}` is a text that is no ARN.
pub(crate) fn without_bare_variables(statement: &mut Value) {
    let Some(Value::Object(operators)) = statement.get_mut("Condition") else {
        return;
    };
    for (_, keys) in operators
        .iter_mut()
        .filter(|(name, _)| name.contains("Arn"))
    {
        for values in keys.as_object_mut().into_iter().flat_map(Map::values_mut) {
            match values {
                Value::Array(list) => list.iter_mut().for_each(replace),
                one => replace(one),
            }
        }
    }
}

fn replace(value: &mut Value) {
    if value == "${aws:PrincipalArn}" {
        *value = json!("arn:aws:iam::*:user/*");
    }
}
