//! Pairs as JSON.

use serde_json::{Map, Value, json};

use super::Pair;
use super::facts::{Kind, Member};

/// What stands before a value that is JSON already, whatever its member is.
pub(super) const RAW: char = '\0';

/// The members that the pairs name, as an object.
pub(super) fn body(members: &[Member], pairs: &[Pair]) -> String {
    let mut root = Value::Object(Map::new());
    for (name, value) in pairs {
        let parts: Vec<&str> = name.split('.').collect();
        let (kind, parts) = member(members, &parts);
        *place(&mut root, &parts) = written(kind, value);
    }
    root.to_string()
}

/// A step on the way to a value.
enum Part<'p> {
    Name(&'p str),
    Position(usize),
}

/// The kind of what pairs name so, and the way there.
fn member<'m, 'p>(members: &'m [Member], parts: &[&'p str]) -> (&'m Kind, Vec<Part<'p>>) {
    let name = parts[0];
    let found = members.iter().find(|member| member.name == name);
    let mut kind = &found.expect("pairs name members of the model").kind;
    let mut way = vec![Part::Name(name)];
    let mut rest = &parts[1..];
    if let (Kind::List { element, .. }, ["member", position, inside @ ..]) = (kind, rest) {
        let position: usize = position.parse().expect("a position");
        way.push(Part::Position(position - 1));
        (kind, rest) = (element, inside);
    }
    match kind {
        Kind::Structure(members) if !rest.is_empty() => {
            let (kind, inside) = member(members, rest);
            way.extend(inside);
            (kind, way)
        }
        kind => (kind, way),
    }
}

fn place<'v>(root: &'v mut Value, way: &[Part<'_>]) -> &'v mut Value {
    let mut at = root;
    for part in way {
        at = match part {
            Part::Name(name) => &mut at[*name],
            Part::Position(position) => {
                if !at.is_array() {
                    *at = json!([]);
                }
                let list = at.as_array_mut().expect("it is a list");
                while list.len() <= *position {
                    list.push(Value::Null);
                }
                &mut list[*position]
            }
        };
    }
    at
}

fn written(kind: &Kind, value: &str) -> Value {
    if let Some(raw) = value.strip_prefix(RAW) {
        return serde_json::from_str(raw).expect("it is JSON");
    }
    match kind {
        Kind::Integer { .. } | Kind::Time => serde_json::from_str(value).expect("a number"),
        Kind::Boolean => json!(value == "true"),
        _ => json!(value),
    }
}
