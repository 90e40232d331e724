//! A second evaluator, written from the sentences of `spec/policy.md` alone and as plainly as possible.
//!
//! It works on the JSON of valid documents and shares no code with the crate. Each function names its sentences.

use std::collections::BTreeMap;

use serde_json::Value;

/// A request: action, resource, and the values of each key, whose name is in small letters.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) context: BTreeMap<String, Vec<String>>,
}

/// `None` for an implicit denial, else whether it was allowed, by which policy and statement, from 1.
pub(crate) type Verdict = Option<(bool, usize, usize)>;

/// spec: policy 6.1, 6.2, 6.3
pub(crate) fn decide(documents: &[Value], asked: &Asked) -> Verdict {
    for wanted in ["Deny", "Allow"] {
        for (policy, document) in documents.iter().enumerate() {
            for (number, statement) in statements(document).into_iter().enumerate() {
                if statement["Effect"] == wanted && applies(document, statement, asked) {
                    return Some((wanted == "Allow", policy + 1, number + 1));
                }
            }
        }
    }
    None
}

/// spec: policy 1.3
fn statements(document: &Value) -> Vec<&Value> {
    match &document["Statement"] {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    }
}

/// spec: policy 2.5, 2.6
fn applies(document: &Value, statement: &Value, asked: &Asked) -> bool {
    let variables = document["Version"] == "2012-10-17";
    let action = |pattern: &str| {
        wild(
            &units(&pattern.to_lowercase()),
            &units(&asked.action.to_lowercase()),
        )
    };
    let resource = |pattern: &str| covers_resource(pattern, variables, asked);
    let in_actions = match (statement.get("Action"), statement.get("NotAction")) {
        (Some(some), _) => strings(some).iter().any(|pattern| action(pattern)),
        (_, Some(none)) => strings(none).iter().all(|pattern| !action(pattern)),
        _ => unreachable!(),
    };
    let in_resources = match (statement.get("Resource"), statement.get("NotResource")) {
        (Some(some), _) => strings(some).iter().any(|pattern| resource(pattern)),
        (_, Some(none)) => strings(none).iter().all(|pattern| !resource(pattern)),
        _ => unreachable!(),
    };
    in_actions && in_resources && conditions_hold(statement, asked)
}

/// spec: policy 2.4, 5.1
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Bool(true) => vec!["true".into()],
        Value::Bool(false) => vec!["false".into()],
        Value::Array(list) => list.iter().flat_map(strings).collect(),
        _ => unreachable!(),
    }
}

/// A character of a pattern: what it is, and whether it was meant literally.
type Place = (u16, bool);

/// spec: policy 3.2
fn units(text: &str) -> Vec<Place> {
    text.encode_utf16().map(|unit| (unit, false)).collect()
}

/// spec: policy 3.1
fn wild(pattern: &[Place], text: &[Place]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((&(42, false), rest)) => (0..=text.len()).any(|skip| wild(rest, &text[skip..])),
        Some((&(63, false), rest)) => !text.is_empty() && wild(rest, &text[1..]),
        Some((&(unit, _), rest)) => {
            text.first().is_some_and(|first| first.0 == unit) && wild(rest, &text[1..])
        }
    }
}

/// spec: policy 4.3, 4.4
fn covers_resource(pattern: &str, variables: bool, asked: &Asked) -> bool {
    if pattern == "*" {
        return true;
    }
    let pattern_fields: Vec<&str> = pattern.splitn(6, ':').collect();
    let named_fields: Vec<&str> = asked.resource.splitn(6, ':').collect();
    if named_fields.len() < 6 || named_fields[0] != "arn" {
        return false;
    }
    for at in 1..5 {
        if !wild(&units(pattern_fields[at]), &units(named_fields[at])) {
            return false;
        }
    }
    match substitute(pattern_fields[5], variables, asked) {
        Some(last) => wild(&last, &units(named_fields[5])),
        None => false,
    }
}

/// spec: policy 4.6, 4.7, 4.8, 4.9
fn substitute(field: &str, variables: bool, asked: &Asked) -> Option<Vec<Place>> {
    let start = field.find("${").filter(|_| variables);
    let Some(start) = start else {
        return Some(units(field));
    };
    let end = start + field[start..].find('}').unwrap();
    let name = &field[start + 2..end];
    let value = match name {
        "*" | "?" | "$" => name.to_owned(),
        _ => match asked.context.get(&name.to_lowercase()).map(Vec::as_slice) {
            Some([only]) => only.clone(),
            _ => return None,
        },
    };
    let mut places = units(&field[..start]);
    places.extend(value.encode_utf16().map(|unit| (unit, true)));
    places.extend(substitute(&field[end + 1..], variables, asked)?);
    Some(places)
}

/// spec: policy 5.1
fn conditions_hold(statement: &Value, asked: &Asked) -> bool {
    let Some(Value::Object(operators)) = statement.get("Condition") else {
        return true;
    };
    operators.iter().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, values)| {
            let present = asked.context.get(&key.to_lowercase());
            holds(operator, &strings(values), present)
        })
    })
}

/// spec: policy 5.2, 5.3, 5.4, 5.5, 5.6
fn holds(operator: &str, values: &[String], present: Option<&Vec<String>>) -> bool {
    let is_true = |text: &String| text.to_lowercase() == "true";
    match operator {
        "Null" => values
            .iter()
            .any(|value| is_true(value) == present.is_none()),
        "BoolIfExists" if present.is_none() => true,
        "Bool" | "BoolIfExists" => match present {
            Some(list) if list.len() == 1 => values
                .iter()
                .any(|value| is_true(value) == is_true(&list[0])),
            _ => false,
        },
        _ => unreachable!(),
    }
}
