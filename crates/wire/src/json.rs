//! JSON as AWS's JSON services read and write it: the members of a request, and those of an answer.
//!
//! **Invariants.** A request becomes the same tree as one of the Query protocol ([`crate::query`]),
//! within the same limits, and each value in it knows how it stood in JSON. A member that is `null` is
//! absent. Of a name that comes twice the last value counts.
//!
//! **Source.** Smithy 2.0, "AWS JSON 1.1 protocol" and "AWS restJson1 protocol".

use std::fmt::Write as _;

use data_encoding::BASE64;
use jiff::Timestamp;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::query::{BODY_BYTES_MAX, DEPTH_MAX, MalformedInput, Node, PARAMS_MAX, Params, Written};
use crate::service::Asks;
use crate::shape::{Answer, Form};

/// Reads a body, which may be empty; the operation and the version of the interface stand elsewhere in
/// the request.
pub fn parse(
    body: &[u8],
    operation: Option<String>,
    version: &'static str,
) -> Result<Params, MalformedInput> {
    if body.len() > BODY_BYTES_MAX {
        return Err(MalformedInput::TooLong);
    }
    let value = if body.trim_ascii().is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        serde_json::from_slice(body).map_err(|_| MalformedInput::NotJson)?
    };
    if !value.is_object() {
        return Err(MalformedInput::NotJson);
    }
    let mut count = 0;
    let root = node(value, 0, &mut count)?.ok_or(MalformedInput::NotJson)?;
    Ok(Params {
        root,
        action: operation,
        version: Some(version.to_owned()),
    })
}

/// One value with what is in it; none for `null`.
fn node(value: Value, depth: usize, count: &mut usize) -> Result<Option<Node>, MalformedInput> {
    if depth > DEPTH_MAX {
        return Err(MalformedInput::TooDeep);
    }
    *count += 1;
    if *count > PARAMS_MAX {
        return Err(MalformedInput::TooMany);
    }
    let scalar = |written, text: String| Node {
        written,
        value: Some(Zeroizing::new(text)),
        ..Node::default()
    };
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(value) => scalar(Written::Boolean, value.to_string()),
        Value::Number(value) => scalar(Written::Number, value.to_string()),
        Value::String(value) => scalar(Written::Text, value),
        Value::Array(values) => {
            let mut member = Node::default();
            for (position, value) in (1..).zip(values) {
                // What is missing in a list is read as an element without anything.
                let element = node(value, depth + 1, count)?.unwrap_or_default();
                member.positions.insert(position, element);
            }
            let mut list = Node {
                written: Written::List,
                ..Node::default()
            };
            if !member.positions.is_empty() {
                list.names.insert("member".to_owned(), member);
            }
            list
        }
        Value::Object(members) => {
            let mut structure = Node {
                written: Written::Structure,
                ..Node::default()
            };
            for (name, value) in members {
                if let Some(inner) = node(value, depth + 1, count)? {
                    structure.names.insert(name, inner);
                }
            }
            structure
        }
    }))
}

/// Writes members one after the other.
#[derive(Default)]
pub struct Writer {
    body: String,
    /// Whether what is being written is a list, whose elements have no names.
    in_list: bool,
    /// Whether something stands before it in the same list or structure.
    goes_on: bool,
}

impl Form for Writer {
    /// The body of an answer. It may hold what the caller alone may see, so it is not for a log.
    fn answer<A: Asks<Form = Self>>(answer: &A::Answer, _request_id: &str) -> String {
        let mut out = Self::default();
        out.around('{', '}', false, |out| answer.write(out));
        out.body
    }
}

impl Writer {
    /// A member with a text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.quoted(value);
    }

    /// A member with an integer.
    pub fn integer(&mut self, name: &str, value: i32) {
        self.begin(name);
        self.body.push_str(&value.to_string());
    }

    /// A member with `true` or `false`.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.begin(name);
        self.body.push_str(if value { "true" } else { "false" });
    }

    /// A member with a date: seconds since 1970, with its milliseconds.
    pub fn time(&mut self, name: &str, value: Timestamp) {
        self.begin(name);
        let milliseconds = value.as_millisecond();
        let (seconds, rest) = (milliseconds.div_euclid(1000), milliseconds.rem_euclid(1000));
        let _ = write!(self.body, "{seconds}.{rest:03}");
    }

    /// A member with a date as ISO 8601 writes it, in whole seconds.
    pub fn iso_time(&mut self, name: &str, value: Timestamp) {
        self.text(name, &value.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }

    /// A member with bytes in base64.
    pub fn blob(&mut self, name: &str, value: &[u8]) {
        self.text(name, &BASE64.encode(value));
    }

    /// A member with members.
    pub fn group(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.begin(name);
        self.around('{', '}', false, inside);
    }

    /// A list, each element written by `each`.
    pub fn list<T>(&mut self, name: &str, values: &[T], each: impl Fn(&mut Self, &str, &T)) {
        self.begin(name);
        self.around('[', ']', true, |out| {
            for value in values {
                each(out, "", value);
            }
        });
    }

    /// The comma and the name before a value.
    fn begin(&mut self, name: &str) {
        if self.goes_on {
            self.body.push(',');
        }
        self.goes_on = true;
        if !self.in_list {
            self.quoted(name);
            self.body.push(':');
        }
    }

    fn around(&mut self, open: char, close: char, in_list: bool, inside: impl FnOnce(&mut Self)) {
        let outside = (self.in_list, self.goes_on);
        self.body.push(open);
        (self.in_list, self.goes_on) = (in_list, false);
        inside(self);
        (self.in_list, self.goes_on) = outside;
        self.body.push(close);
    }

    fn quoted(&mut self, text: &str) {
        self.body.push_str(&Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests;
