//! Who asks, and what a statement gives them (spec: policy 7).

use serde_json::Value;

use super::values::strings;

/// How much a statement gives.
pub(crate) type Grant = u8;
pub(crate) const TO_ACCOUNT: Grant = 1;
pub(crate) const TO_PERSON: Grant = 2;
pub(crate) const DIRECTLY: Grant = 3;

/// The kinds of names of whoever asks, each with what it gives and the entries that mean it.
///
/// spec: policy 7.4, 7.7
fn names(principal: &Value) -> Vec<(Grant, Vec<(&'static str, String)>)> {
    let text = |name: &str| principal[name].as_str().unwrap().to_owned();
    let aws = |texts: &[String]| {
        texts
            .iter()
            .map(|text| ("AWS", text.clone()))
            .collect::<Vec<_>>()
    };
    let account = account(principal).map(|number| {
        let arn = format!("arn:aws:iam::{number}:root");
        aws(&[number, arn])
    });
    let mut names = Vec::new();
    match principal["kind"].as_str() {
        Some("root") => return vec![(DIRECTLY, account.unwrap())],
        Some("service") => return vec![(DIRECTLY, vec![("Service", text("name"))])],
        Some("federated") => {
            let star = ("Federated", "*".to_owned());
            return vec![(DIRECTLY, vec![("Federated", text("provider")), star])];
        }
        Some("anonymous") => return names,
        Some("roleSession") => {
            names.push((DIRECTLY, aws(&[text("arn")])));
            names.push((TO_PERSON, aws(&[text("roleArn"), text("roleId")])));
        }
        Some("federatedUser") => {
            names.push((DIRECTLY, aws(&[text("arn")])));
            if principal.get("userArn").is_some() {
                names.push((TO_PERSON, aws(&[text("userArn"), text("userId")])));
            }
        }
        Some("user") => names.push((DIRECTLY, aws(&[text("arn"), text("id")]))),
        _ => names.push((
            DIRECTLY,
            aws(&[
                "arn:aws:iam::123456789012:user/hanako".into(),
                "AIDAHANAKO".into(),
            ]),
        )),
    }
    names.push((TO_ACCOUNT, account.unwrap()));
    names
}

/// spec: policy 7.3
pub(crate) fn account(principal: &Value) -> Option<String> {
    match principal["kind"].as_str() {
        None => Some("123456789012".into()),
        Some("root") => Some(principal["account"].as_str().unwrap().into()),
        Some("service" | "federated" | "anonymous") => None,
        Some(_) => {
            let arn = principal["arn"].as_str().unwrap();
            Some(arn.split(':').nth(4).unwrap().into())
        }
    }
}

/// spec: policy 9.9
pub(crate) fn is_root(principal: &Value) -> bool {
    let made_by_root = principal["kind"] == "federatedUser" && principal.get("userArn").is_none();
    principal["kind"] == "root" || made_by_root
}

/// spec: policy 7.5, 7.6, 7.7
pub(crate) fn grant(statement: &Value, principal: &Value) -> Option<Grant> {
    let names = names(principal);
    if let Some(listed) = statement.get("Principal") {
        if is_everybody(listed) {
            return Some(DIRECTLY);
        }
        let given = names.iter().filter(|(_, names)| lists(listed, names));
        return given.map(|(grant, _)| *grant).max();
    }
    let Some(listed) = statement.get("NotPrincipal") else {
        return Some(DIRECTLY);
    };
    let takes_in = if is_everybody(listed) {
        false
    } else if statement["Effect"] == "Deny" {
        names.is_empty() || !names.iter().all(|(_, names)| lists(listed, names))
    } else {
        !names.iter().any(|(_, names)| lists(listed, names))
    };
    takes_in.then_some(TO_ACCOUNT)
}

fn is_everybody(listed: &Value) -> bool {
    listed == "*"
        || listed
            .get("AWS")
            .is_some_and(|entries| strings(entries).contains(&"*".into()))
}

fn lists(listed: &Value, names: &[(&'static str, String)]) -> bool {
    names.iter().any(|(kind, name)| {
        listed
            .get(kind)
            .is_some_and(|entries| strings(entries).contains(name))
    })
}
