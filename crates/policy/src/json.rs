//! JSON as it was written: names in their order and with their repetitions.
//!
//! A map would keep the last of two equal names without a word, and a person who reads the document would see a
//! statement that is not the one that decides. So objects are lists here and their readers refuse repetitions.
//! The reader underneath refuses nesting deeper than [`MAX_DEPTH`](crate::MAX_DEPTH).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// One value of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    /// As its shortest text.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// What the value is, for a sentence: "must be a string, not a list".
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::Text(_) => "a string",
            Node::List(_) => "a list",
            Node::Object(_) => "an object",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        // `1e308` is 309 digits when it is written out, so that few letters would become a long document.
        let (digits, power) = (value.to_string(), format!("{value:e}"));
        let shorter = if power.len() < digits.len() {
            power
        } else {
            digits
        };
        Ok(Node::Number(shorter))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Node::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_its_shortest_text_which_reads_as_the_same_number() {
        for (written, kept) in [
            ("5", "5"),
            ("-5", "-5"),
            ("1.50", "1.5"),
            ("1.0", "1"),
            ("0.25", "0.25"),
            ("18446744073709551615", "18446744073709551615"),
            ("1e308", "1e308"),
            ("1E+308", "1e308"),
            ("-2.5e-300", "-2.5e-300"),
            ("100000000000000000000", "1e20"),
        ] {
            let node: Node = serde_json::from_str(written).expect(written);
            assert_eq!(node, Node::Number(kept.to_owned()), "{written}");
            let numbers = [written, kept].map(crate::number::Number::parse);
            assert!(
                numbers[0].is_some() && numbers[0] == numbers[1],
                "{written}"
            );
        }
    }
}
