//! The objects and lists of a document: names at most once, known names only, lists within their limit.

use crate::error::{Fault, shorten};
use crate::json::Node;
use crate::limits::MAX_VALUES;

/// The elements of an object with known names, each of them at most once.
pub(crate) struct Elements(Vec<(String, Node)>);

impl Elements {
    pub(crate) fn of(
        node: Node,
        within: &'static str,
        known: &[&'static str],
    ) -> Result<Elements, Fault> {
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

    pub(crate) fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.0.iter().position(|(element, _)| element == name)?;
        Some(self.0.swap_remove(at).1)
    }
}

/// The entries of an object. No two of them may be the same name, as `fold` compares names.
pub(crate) fn entries(
    node: Node,
    element: &str,
    fold: fn(&str) -> String,
) -> Result<Vec<(String, Node)>, Fault> {
    let Node::Object(entries) = node else {
        return Err(Fault::Kind {
            element: element.into(),
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
pub(crate) fn one_or_many(node: Node, element: &str) -> Result<Vec<Node>, Fault> {
    match node {
        Node::List(list) if list.len() > MAX_VALUES => Err(Fault::TooMany {
            element: shorten(element),
            count: list.len(),
            max: MAX_VALUES,
        }),
        Node::List(list) => Ok(list),
        one => Ok(vec![one]),
    }
}

/// The same where every value is a string.
pub(crate) fn strings(node: Node, element: &str) -> Result<Vec<String>, Fault> {
    let mut texts = Vec::new();
    for entry in one_or_many(node, element)? {
        let Node::Text(text) = entry else {
            return Err(Fault::Kind {
                element: element.into(),
                expected: "a string or a list of strings",
                found: entry.kind(),
            });
        };
        texts.push(text);
    }
    Ok(texts)
}

pub(crate) fn string(node: Node, element: &str) -> Result<String, Fault> {
    match node {
        Node::Text(text) => Ok(text),
        other => Err(Fault::Kind {
            element: element.into(),
            expected: "a string",
            found: other.kind(),
        }),
    }
}
