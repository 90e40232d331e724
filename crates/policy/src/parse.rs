//! From JSON to a policy. Each function reads one element and refuses everything that it does not know.
//!
//! Source: AWS's grammar of the IAM JSON policy language, as far as `spec/policy.md` takes it.

use crate::action::ActionPattern;
use crate::condition::{Condition, ConditionFault, Operator};
use crate::document::{Effect, Policy, Scope, Statement, Version};
use crate::error::{Fault, PolicyError, shorten};
use crate::json::Node;
use crate::key::Key;
use crate::limits::{MAX_DOCUMENT_CHARS, MAX_STATEMENTS, MAX_VALUES};
use crate::resource::ResourcePattern;

/// Reads a document.
pub(crate) fn document(text: &str) -> Result<Policy, PolicyError> {
    let chars = text.chars().count();
    if chars > MAX_DOCUMENT_CHARS {
        return Err(Fault::TooLong { chars }.into());
    }
    let node = serde_json::from_str(text).map_err(|error| Fault::NotJson {
        reason: error.to_string(),
    })?;

    let mut elements = Elements::of(node, "policy", &["Version", "Id", "Statement"])?;
    let version = elements
        .take("Version")
        .map_or(Ok(Version::V2008), version)?;
    let id = elements
        .take("Id")
        .map(|node| string(node, "Id"))
        .transpose()?;
    let nodes = match elements.take("Statement") {
        Some(Node::List(nodes)) => nodes,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    Ok(Policy {
        version,
        id,
        statements: statements(nodes, version)?,
    })
}

fn statements(nodes: Vec<Node>, version: Version) -> Result<Vec<Statement>, PolicyError> {
    let element = "Statement";
    match nodes.len() {
        0 => return Err(Fault::Missing { element }.into()),
        1..=MAX_STATEMENTS => {}
        count => {
            return Err(Fault::TooMany {
                element,
                count,
                max: MAX_STATEMENTS,
            }
            .into());
        }
    }
    let mut statements: Vec<Statement> = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.into_iter().enumerate() {
        let in_statement = |fault| PolicyError::in_statement(fault, index + 1);
        let statement = statement(node, version).map_err(in_statement)?;
        if let Some(sid) = &statement.sid
            && statements
                .iter()
                .any(|earlier| earlier.sid.as_ref() == Some(sid))
        {
            return Err(in_statement(Fault::SidRepeated { sid: shorten(sid) }));
        }
        statements.push(statement);
    }
    Ok(statements)
}

fn version(node: Node) -> Result<Version, Fault> {
    let name = string(node, "Version")?;
    Version::ALL
        .into_iter()
        .find(|version| version.name() == name)
        .ok_or_else(|| Fault::Version {
            version: shorten(&name),
        })
}

fn statement(node: Node, version: Version) -> Result<Statement, Fault> {
    let mut elements = Elements::of(
        node,
        "statement",
        &[
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition",
            "Principal",
            "NotPrincipal",
        ],
    )?;
    for element in ["Principal", "NotPrincipal"] {
        if elements.take(element).is_some() {
            return Err(Fault::Principal { element });
        }
    }
    Ok(Statement {
        sid: elements.take("Sid").map(sid).transpose()?.flatten(),
        effect: effect(
            elements
                .take("Effect")
                .ok_or(Fault::Missing { element: "Effect" })?,
        )?,
        actions: scope(
            &mut elements,
            ["Action", "NotAction"],
            Fault::NoAction,
            |text| Ok(ActionPattern::parse(text)?),
        )?,
        resources: scope(
            &mut elements,
            ["Resource", "NotResource"],
            Fault::NoResource,
            |text| Ok(ResourcePattern::parse(text, version)?),
        )?,
        conditions: elements
            .take("Condition")
            .map_or(Ok(Vec::new()), |node| conditions(node, version))?,
    })
}

/// An empty Sid is no Sid, as on AWS.
fn sid(node: Node) -> Result<Option<String>, Fault> {
    let sid = string(node, "Sid")?;
    if !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Fault::SidCharacters { sid: shorten(&sid) });
    }
    Ok(Some(sid).filter(|sid| !sid.is_empty()))
}

fn effect(node: Node) -> Result<Effect, Fault> {
    let name = string(node, "Effect")?;
    Effect::ALL
        .into_iter()
        .find(|effect| effect.name() == name)
        .ok_or_else(|| Fault::Effect {
            effect: shorten(&name),
        })
}

fn scope<P>(
    elements: &mut Elements,
    [only, all_but]: [&'static str; 2],
    nothing: Fault,
    read: impl Fn(&str) -> Result<P, Fault>,
) -> Result<Scope<P>, Fault> {
    let (element, node) = match (elements.take(only), elements.take(all_but)) {
        (Some(_), Some(_)) => {
            return Err(Fault::Both {
                first: only,
                second: all_but,
            });
        }
        (Some(node), None) => (only, node),
        (None, Some(node)) => (all_but, node),
        (None, None) => return Err(nothing),
    };
    let mut patterns = Vec::new();
    for entry in one_or_many(node, element)? {
        let Node::Text(text) = entry else {
            return Err(Fault::Kind {
                element,
                expected: "a string or a list of strings",
                found: entry.kind(),
            });
        };
        patterns.push(read(&text)?);
    }
    if patterns.is_empty() {
        return Err(nothing);
    }
    Ok(if element == only {
        Scope::Only(patterns)
    } else {
        Scope::AllBut(patterns)
    })
}

fn conditions(node: Node, version: Version) -> Result<Vec<Condition>, Fault> {
    let mut conditions = Vec::new();
    for (name, block) in entries(node, "Condition", str::to_owned)? {
        let operator = Operator::parse(&name)?;
        for (name, values) in entries(block, operator.name(), str::to_ascii_lowercase)? {
            let key = Key::of_condition(&name).ok_or_else(|| ConditionFault::Key {
                key: shorten(&name),
            })?;
            let values = condition_values(values, operator, &key, version)?;
            conditions.push(Condition {
                operator,
                key,
                values,
            });
        }
    }
    Ok(conditions)
}

fn condition_values(
    node: Node,
    operator: Operator,
    key: &Key,
    version: Version,
) -> Result<Vec<String>, Fault> {
    let key = key.name();
    let mut values = Vec::new();
    for entry in one_or_many(node, key)? {
        let value = match entry {
            Node::Text(text) => text,
            Node::Bool(value) => value.to_string(),
            other => {
                let expected = "a string, a boolean or a list of them";
                return Err(Fault::Kind {
                    element: key,
                    expected,
                    found: other.kind(),
                });
            }
        };
        if version.has_variables() && value.contains("${") {
            return Err(ConditionFault::Variable {
                key,
                value: shorten(&value),
            }
            .into());
        }
        let is_plain = ["true", "false"]
            .iter()
            .any(|plain| value.eq_ignore_ascii_case(plain));
        if operator == Operator::Null && !is_plain {
            return Err(ConditionFault::NullValue {
                key,
                value: shorten(&value),
            }
            .into());
        }
        values.push(value);
    }
    if values.is_empty() {
        Err(ConditionFault::NoValue { key }.into())
    } else {
        Ok(values)
    }
}

/// The elements of an object with known names, each of them at most once.
struct Elements(Vec<(String, Node)>);

impl Elements {
    fn of(node: Node, within: &'static str, known: &[&'static str]) -> Result<Elements, Fault> {
        let entries = entries(node, within, str::to_owned)?;
        for (name, _) in &entries {
            if !known.contains(&name.as_str()) {
                let nearest = known
                    .iter()
                    .copied()
                    .find(|known| known.eq_ignore_ascii_case(name));
                return Err(Fault::Unknown {
                    element: shorten(name),
                    within,
                    nearest,
                });
            }
        }
        Ok(Elements(entries))
    }

    fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.0.iter().position(|(element, _)| element == name)?;
        Some(self.0.swap_remove(at).1)
    }
}

/// The entries of an object. No two of them may be the same name, as `fold` compares names.
fn entries(
    node: Node,
    element: &'static str,
    fold: fn(&str) -> String,
) -> Result<Vec<(String, Node)>, Fault> {
    let Node::Object(entries) = node else {
        return Err(Fault::Kind {
            element,
            expected: "an object",
            found: node.kind(),
        });
    };
    let mut seen = std::collections::BTreeSet::new();
    for (name, _) in &entries {
        if !seen.insert(fold(name)) {
            return Err(Fault::Repeated {
                element: shorten(name),
            });
        }
    }
    Ok(entries)
}

/// A list, or one value that stands without its list.
fn one_or_many(node: Node, element: &'static str) -> Result<Vec<Node>, Fault> {
    match node {
        Node::List(list) if list.len() > MAX_VALUES => Err(Fault::TooMany {
            element,
            count: list.len(),
            max: MAX_VALUES,
        }),
        Node::List(list) => Ok(list),
        one => Ok(vec![one]),
    }
}

fn string(node: Node, element: &'static str) -> Result<String, Fault> {
    match node {
        Node::Text(text) => Ok(text),
        other => Err(Fault::Kind {
            element,
            expected: "a string",
            found: other.kind(),
        }),
    }
}
