//! From JSON to a policy. Each function reads one element and refuses everything that it does not know.
//!
//! Source: IAM user guide, "Grammar of the IAM JSON policy language", as `spec/policy.md` takes it.

use crate::action::{ActionPattern, Reach};
use crate::condition::{Condition, ConditionFault};
use crate::document::{Effect, Kind, Policy, Scope, Statement, Version};
use crate::elements::{Elements, entries, one_or_many, string, strings};
use crate::error::{Fault, PolicyError, shorten};
use crate::json::Node;
use crate::key::Key;
use crate::limits::{MAX_DOCUMENT_CHARS, MAX_STATEMENTS};
use crate::operator::Operator;
use crate::principal::{Entries, Entry, PrincipalFault, PrincipalKind, Who};
use crate::resource::ResourcePattern;

/// Reads a document.
pub(crate) fn document(kind: Kind, text: &str) -> Result<Policy, PolicyError> {
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
    if kind == Kind::Managed && version == Version::V2008 {
        return Err(Fault::OldVersion.into());
    }
    let id = elements
        .take("Id")
        .map(|node| string(node, "Id"))
        .transpose()?;
    let nodes = match elements.take("Statement") {
        Some(Node::List(nodes)) => nodes,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let reader = Reader { kind, version };
    let statements = reader.statements(nodes)?;
    let reaches = statements
        .iter()
        .map(|statement| Reach::of_scope(&statement.actions));
    Ok(Policy {
        kind,
        version,
        id,
        reaches: reaches.collect(),
        statements,
    })
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

/// Reads statements of one document.
struct Reader {
    kind: Kind,
    version: Version,
}

const STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "Principal",
    "NotPrincipal",
];

impl Reader {
    fn statements(&self, nodes: Vec<Node>) -> Result<Vec<Statement>, PolicyError> {
        let element = "Statement";
        match nodes.len() {
            0 => return Err(Fault::Missing { element }.into()),
            1..=MAX_STATEMENTS => {}
            count => {
                return Err(Fault::TooMany {
                    element: element.into(),
                    count,
                    max: MAX_STATEMENTS,
                }
                .into());
            }
        }
        let mut statements: Vec<Statement> = Vec::with_capacity(nodes.len());
        let mut sids = std::collections::BTreeSet::new();
        for (index, node) in nodes.into_iter().enumerate() {
            let in_statement = |fault| PolicyError::in_statement(fault, index + 1);
            let statement = self.statement(node).map_err(in_statement)?;
            if let Some(sid) = &statement.sid
                && !sids.insert(sid.clone())
            {
                return Err(in_statement(Fault::SidRepeated { sid: shorten(sid) }));
            }
            statements.push(statement);
        }
        Ok(statements)
    }

    fn statement(&self, node: Node) -> Result<Statement, Fault> {
        let mut elements = Elements::of(node, "statement", &STATEMENT)?;
        if matches!(self.kind, Kind::Identity | Kind::Managed) {
            for element in ["Principal", "NotPrincipal"] {
                if elements.take(element).is_some() {
                    return Err(Fault::Principal { element });
                }
            }
        }
        let sid = match elements.take("Sid") {
            Some(node) => self.sid(node)?,
            None => None,
        };
        let effect = effect(
            elements
                .take("Effect")
                .ok_or(Fault::Missing { element: "Effect" })?,
        )?;
        Ok(Statement {
            sid,
            effect,
            who: self.who(&mut elements, effect)?,
            actions: self.actions(&mut elements)?,
            resources: self.resources(&mut elements)?,
            conditions: elements
                .take("Condition")
                .map_or(Ok(Vec::new()), |node| self.conditions(node))?,
        })
    }

    /// An empty Sid is no Sid, as on AWS.
    fn sid(&self, node: Node) -> Result<Option<String>, Fault> {
        let sid = string(node, "Sid")?;
        if self.kind != Kind::Resource && !sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(Fault::SidCharacters { sid: shorten(&sid) });
        }
        Ok(Some(sid).filter(|sid| !sid.is_empty()))
    }

    fn who(&self, elements: &mut Elements, effect: Effect) -> Result<Option<Who>, Fault> {
        if matches!(self.kind, Kind::Identity | Kind::Managed) {
            return Ok(None);
        }
        let (only, all_but) = (elements.take("Principal"), elements.take("NotPrincipal"));
        let (all_but, node) = match (only, all_but) {
            (Some(_), Some(_)) => {
                return Err(Fault::Both {
                    first: "Principal",
                    second: "NotPrincipal",
                });
            }
            (Some(node), None) => (false, node),
            (None, Some(_)) if self.kind == Kind::Trust => {
                return Err(Fault::TrustsAllBut { effect });
            }
            (None, Some(node)) => (true, node),
            (None, None) => {
                return Err(Fault::Missing {
                    element: "Principal",
                });
            }
        };
        let element = if all_but { "NotPrincipal" } else { "Principal" };
        let entries = self.entries(node, element)?;
        Ok(Some(Who { all_but, entries }))
    }

    fn entries(&self, node: Node, element: &'static str) -> Result<Entries, Fault> {
        let is_star = matches!(&node, Node::Text(text) if text == "*");
        if is_star && self.kind == Kind::Resource {
            return Ok(Entries::Everybody);
        }
        let mut kinds = Vec::new();
        for (name, node) in entries(node, element, str::to_owned)? {
            let kind = PrincipalKind::ALL
                .into_iter()
                .find(|kind| kind.name() == name)
                .filter(|kind| self.kind == Kind::Resource || *kind != PrincipalKind::CanonicalUser)
                .ok_or_else(|| Fault::PrincipalKind {
                    kind: shorten(&name),
                })?;
            let mut listed = Vec::new();
            for text in strings(node, kind.name())? {
                let is_star = text == "*" && kind == PrincipalKind::Federated;
                if is_star && self.kind == Kind::Trust {
                    return Err(PrincipalFault {
                        kind: kind.name(),
                        principal: text,
                    }
                    .into());
                }
                listed.push(Entry::parse(kind, &text)?);
            }
            if listed.is_empty() {
                return Err(Fault::NoPrincipal);
            }
            kinds.push((kind, listed));
        }
        if kinds.is_empty() {
            return Err(Fault::NoPrincipal);
        }
        Ok(Entries::Listed(kinds))
    }

    fn actions(&self, elements: &mut Elements) -> Result<Scope<ActionPattern>, Fault> {
        let names = ["Action", "NotAction"];
        scope(elements, names, Fault::NoAction, |text| {
            let pattern = ActionPattern::parse(text)?;
            if self.kind == Kind::Trust && !pattern.is_of_sts() {
                return Err(Fault::TrustAction {
                    action: shorten(text),
                });
            }
            Ok(pattern)
        })
    }

    fn resources(&self, elements: &mut Elements) -> Result<Option<Scope<ResourcePattern>>, Fault> {
        let names = ["Resource", "NotResource"];
        if self.kind == Kind::Trust {
            for element in names {
                if elements.take(element).is_some() {
                    return Err(Fault::TrustResource { element });
                }
            }
            return Ok(None);
        }
        let read = |text: &str| ResourcePattern::parse(text, self.version);
        scope(elements, names, Fault::NoResource, read).map(Some)
    }

    fn conditions(&self, node: Node) -> Result<Vec<Condition>, Fault> {
        let mut conditions = Vec::new();
        for (name, block) in entries(node, "Condition", str::to_owned)? {
            let operator = Operator::parse(&name).ok_or_else(|| ConditionFault::Operator {
                operator: shorten(&name),
            })?;
            for (name, values) in entries(block, &name, str::to_ascii_lowercase)? {
                let key = Key::parse(&name)?;
                let values = condition_values(values, &key)?;
                conditions.push(Condition::new(operator, key, values, self.version)?);
            }
        }
        Ok(conditions)
    }
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
    for text in strings(node, element)? {
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

/// A boolean or a number means its text.
fn condition_values(node: Node, key: &Key) -> Result<Vec<String>, Fault> {
    let mut values = Vec::new();
    for entry in one_or_many(node, key.name())? {
        values.push(match entry {
            Node::Text(text) | Node::Number(text) => text,
            Node::Bool(value) => value.to_string(),
            other => {
                return Err(Fault::Kind {
                    element: shorten(key.name()),
                    expected: "a string, a number, a boolean or a list of them",
                    found: other.kind(),
                });
            }
        });
    }
    if values.is_empty() {
        let key = shorten(key.name());
        return Err(ConditionFault::NoValue { key }.into());
    }
    Ok(values)
}
