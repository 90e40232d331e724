//! What is known about a request beside its action and resource: condition keys and their values.
//!
//! Keys are case-insensitive (behaviour of AWS: `aws:UserName` and `aws:username` are one key), values are not.
//! A key that is absent and a key with an empty list of values are the same thing, so the second cannot be made.
//!
//! Not here: which keys a caller has. The floor that knows the session fills the map.

use std::collections::BTreeMap;

/// The condition keys of one request, each with one value or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// A context without keys, as an anonymous request has it.
    pub fn new() -> Context {
        Context::default()
    }

    /// Sets a key to one value, in place of whatever it had.
    pub fn insert(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(fold(key), vec![value.into()]);
    }

    /// Sets a key to several values; no value at all removes it.
    pub fn insert_all(&mut self, key: &str, values: Vec<String>) {
        if values.is_empty() {
            self.0.remove(&fold(key));
        } else {
            self.0.insert(fold(key), values);
        }
    }

    /// This context with one more key, for writing one down in an expression.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Context {
        self.insert(key, value);
        self
    }

    /// All values of a key; `None` where it is absent.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        let values = match self.0.get(key) {
            Some(values) => Some(values),
            None if key.bytes().any(|byte| byte.is_ascii_uppercase()) => self.0.get(&fold(key)),
            None => None,
        };
        values.map(Vec::as_slice)
    }

    /// The value of a key that has exactly one.
    pub fn single(&self, key: &str) -> Option<&str> {
        match self.values(key)? {
            [only] => Some(only),
            _ => None,
        }
    }
}

fn fold(key: &str) -> String {
    key.to_ascii_lowercase()
}
