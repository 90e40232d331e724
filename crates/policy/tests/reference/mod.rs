//! A second evaluator, written from the sentences of `spec/policy.md` alone and as plainly as possible.
//!
//! It works on the JSON of decision cases (`vectors/policy/README.md`) with valid documents and shares no code with the
//! crate. Each function names its sentences.

mod conditions;
mod principals;
mod values;

use serde_json::{Value, json};

use self::conditions::conditions_hold;
use self::principals::{DIRECTLY, Grant, TO_PERSON, grant, is_root};
use self::values::{covers_arn, strings, units, wild};

/// Layers in their order; each has levels, each level policies.
///
/// spec: policy 9.1
const LAYERS: [&str; 6] = [
    "resourceOrganization",
    "organization",
    "resource",
    "identity",
    "boundary",
    "session",
];

/// What the case's `expected` should be.
///
/// spec: policy 9
pub(crate) fn answer(case: &Value) -> Value {
    // spec: policy 9.2
    for layer in LAYERS {
        for level in levels(case, layer) {
            if let Some((_, place)) = find(&level, "Deny", case) {
                return told("explicitDeny", layer, Some(place));
            }
        }
    }
    let allows = |layer: &str| {
        let level = levels(case, layer).concat();
        find(&level, "Allow", case)
    };
    let lacks = |layer: &str| told("implicitDeny", layer, None);
    let everyone_allows = |layer: &str| {
        levels(case, layer)
            .iter()
            .all(|level| find(level, "Allow", case).is_some())
    };

    // spec: policy 9.3
    for layer in ["resourceOrganization", "organization"] {
        if !everyone_allows(layer) {
            return lacks(layer);
        }
    }

    let account = principals::account(&case["principal"]);
    let owner = case["policies"].get("resource");
    let same_account = match (&account, owner) {
        (Some(account), Some(owner)) => owner["account"] == **account,
        _ => true,
    };
    let by_resource = allows("resource");
    // spec: policy 9.4
    if let Some((DIRECTLY, place)) = by_resource.clone()
        && same_account
    {
        return told("allowed", "resource", Some(place));
    }
    // spec: policy 9.5
    if account.is_none() {
        return lacks("resource");
    }
    // spec: policy 9.6
    let is_role = owner.is_some_and(|owner| owner["trust"] == true);
    if (!same_account || is_role) && by_resource.is_none() {
        return lacks("resource");
    }
    // spec: policy 9.7, 9.8, 9.9
    let root = is_root(&case["principal"]);
    let grounds = match by_resource {
        Some((TO_PERSON, place)) if same_account => told("allowed", "resource", Some(place)),
        _ if root => json!({"decision": "allowed", "layer": "root"}),
        _ => match allows("identity") {
            Some((_, place)) => told("allowed", "identity", Some(place)),
            None => return lacks("identity"),
        },
    };
    // spec: policy 9.10
    if case["policies"].get("boundary").is_some() && allows("boundary").is_none() {
        return lacks("boundary");
    }
    // spec: policy 9.9, 9.11
    let kind = case["principal"]["kind"].as_str();
    let has_session = case["policies"].get("session").is_some();
    let must_allow = kind == Some("federatedUser") || (has_session && kind != Some("root"));
    if must_allow && allows("session").is_none() {
        return lacks("session");
    }
    // spec: policy 9.12
    grounds
}

/// Policy, statement.
type Place = (String, usize);

fn told(decision: &str, layer: &str, place: Option<Place>) -> Value {
    let mut told = json!({"decision": decision, "layer": layer});
    if let Some((policy, statement)) = place {
        told["policy"] = policy.into();
        told["statement"] = statement.into();
    }
    told
}

/// The levels of a layer. All but organizations have one; a layer that is not there has none.
fn levels(case: &Value, layer: &str) -> Vec<Vec<Value>> {
    let Some(found) = case["policies"].get(layer) else {
        return Vec::new();
    };
    let list = |value: &Value| value.as_array().unwrap().clone();
    match layer {
        "resourceOrganization" | "organization" => {
            found.as_array().unwrap().iter().map(list).collect()
        }
        "resource" if found.get("document").is_none() => Vec::new(),
        "resource" | "boundary" => vec![vec![found.clone()]],
        _ => vec![list(found)],
    }
}

/// The first statement of this effect that applies; of those that allow, the first of those that give the most.
///
/// spec: policy 8.1, 8.2, 7.7
fn find(policies: &[Value], effect: &str, case: &Value) -> Option<(Grant, Place)> {
    let mut best: Option<(Grant, Place)> = None;
    for policy in policies {
        let document = &policy["document"];
        for (number, statement) in statements(document).into_iter().enumerate() {
            if statement["Effect"] != effect || !applies(document, statement, case) {
                continue;
            }
            let Some(grant) = grant(statement, &case["principal"]) else {
                continue;
            };
            let name = policy["name"].as_str().unwrap().to_owned();
            let is_better = match &best {
                None => true,
                Some((before, _)) => effect == "Allow" && grant > *before,
            };
            if is_better {
                best = Some((grant, (name, number + 1)));
            }
        }
    }
    best
}

/// spec: policy 1.3
fn statements(document: &Value) -> Vec<&Value> {
    match &document["Statement"] {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    }
}

/// Everything but the principal.
///
/// spec: policy 2.5, 2.6
fn applies(document: &Value, statement: &Value, case: &Value) -> bool {
    let variables = document["Version"] == "2012-10-17";
    let asked = &case["request"];
    let action = |pattern: &String| {
        let asked = asked["action"].as_str().unwrap().to_lowercase();
        wild(&units(&pattern.to_lowercase()), &units(&asked))
    };
    let resource = |pattern: &String| {
        let asked = asked["resource"].as_str().unwrap();
        pattern == "*" || covers_arn(pattern, asked, variables, case)
    };
    let in_actions = match (statement.get("Action"), statement.get("NotAction")) {
        (Some(some), _) => strings(some).iter().any(action),
        (_, Some(none)) => !strings(none).iter().any(action),
        _ => unreachable!(),
    };
    let in_resources = match (statement.get("Resource"), statement.get("NotResource")) {
        (Some(some), _) => strings(some).iter().any(resource),
        (_, Some(none)) => !strings(none).iter().any(resource),
        _ => true,
    };
    in_actions && in_resources && conditions_hold(statement, variables, case)
}
