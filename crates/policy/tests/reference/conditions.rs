//! Conditions (spec: policy 5, 6).

use serde_json::Value;

use super::values::{
    bits, bytes, covers_arn, date, held, is_arn, lies_in, number, strings, substitute, units, wild,
};

/// spec: policy 5.1
pub(crate) fn conditions_hold(statement: &Value, variables: bool, case: &Value) -> bool {
    let Some(Value::Object(operators)) = statement.get("Condition") else {
        return true;
    };
    operators.iter().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, values)| {
            let policy = strings(values);
            holds(operator, held(key, case), &policy, variables, case)
        })
    })
}

/// spec: policy 5.4 to 5.7, 5.9
fn holds(
    operator: &str,
    present: Option<&Value>,
    policy: &[String],
    variables: bool,
    case: &Value,
) -> bool {
    if operator == "Null" {
        return policy
            .iter()
            .any(|value| (value.to_lowercase() == "true") == present.is_none());
    }
    let all = operator.starts_with("ForAllValues:");
    let any = operator.starts_with("ForAnyValue:");
    let base = operator.rsplit(':').next().unwrap();
    let if_exists = base.ends_with("IfExists");
    let base = base.trim_end_matches("IfExists");
    let fits = |value: &String| fits(base, value.as_str(), policy, variables, case);
    match present {
        None if if_exists || all => true,
        None if any => false,
        None => base.contains("Not"),
        Some(Value::String(one)) => fits(one),
        Some(list) if all => strings(list).iter().all(fits),
        Some(list) if any => strings(list).iter().any(fits),
        Some(_) => false,
    }
}

/// spec: policy 5.8, 6.13
fn fits(base: &str, asked: &str, policy: &[String], variables: bool, case: &Value) -> bool {
    if base.contains("IpAddress") && bits(asked).is_none() {
        return false;
    }
    if base.contains("Arn") && !is_arn(asked) {
        return false;
    }
    let positive = base.replace("Not", "");
    let mut wanted = policy.iter();
    let agrees = wanted.any(|wanted| agrees(&positive, asked, wanted, variables, case));
    agrees != base.contains("Not")
}

/// spec: policy 6.1 to 6.12
fn agrees(positive: &str, asked: &str, wanted: &str, variables: bool, case: &Value) -> bool {
    let put_in = || {
        let places = substitute(wanted, variables, case)?;
        let units: Vec<u16> = places.iter().map(|place| place.0).collect();
        Some(String::from_utf16(&units).unwrap())
    };
    match positive {
        "StringEquals" => put_in().is_some_and(|wanted| asked == wanted),
        "StringEqualsIgnoreCase" => {
            put_in().is_some_and(|wanted| asked.to_lowercase() == wanted.to_lowercase())
        }
        "StringLike" => {
            substitute(wanted, variables, case).is_some_and(|pattern| wild(&pattern, &units(asked)))
        }
        "Bool" => put_in().is_some_and(|wanted| {
            (wanted.to_lowercase() == "true") == (asked.to_lowercase() == "true")
        }),
        "BinaryEquals" => bytes(asked).is_some_and(|asked| Some(asked) == bytes(wanted)),
        "IpAddress" => lies_in(&bits(asked).unwrap(), wanted),
        "ArnEquals" | "ArnLike" => covers_arn(wanted, asked, variables, case),
        _ => {
            let (asked, wanted, relation) = match positive.strip_prefix("Numeric") {
                Some(relation) => (number(asked), number(wanted), relation),
                None => (
                    date(asked).map(i128::from),
                    date(wanted).map(i128::from),
                    positive.strip_prefix("Date").unwrap(),
                ),
            };
            let (Some(asked), Some(wanted)) = (asked, wanted) else {
                return false;
            };
            match relation {
                "Equals" => asked == wanted,
                "LessThan" => asked < wanted,
                "LessThanEquals" => asked <= wanted,
                "GreaterThan" => asked > wanted,
                "GreaterThanEquals" => asked >= wanted,
                other => panic!("{other}"),
            }
        }
    }
}
