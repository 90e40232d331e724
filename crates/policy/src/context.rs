//! What is known about a request beside its action and resource: condition keys and their values.
//!
//! Keys are case-insensitive (behaviour of AWS: `aws:UserName` and `aws:username` are one key), values are not. A key has
//! one value, or it has a list; which of the two is a property of the key and not of how many values there happen to be,
//! because operators without a qualifier never fit a list (spec: policy 5.3, 5.4). A key that is absent and a key with
//! an empty list are the same thing, so the second cannot be made.
//!
//! Not here: which keys a caller has. The floor that knows the session fills the map.

use std::collections::BTreeMap;

/// The condition keys of one request, each with one value or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, Values>);

/// What a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Values {
    One(String),
    List(Vec<String>),
}

/// What a key holds, while it is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Present<'c> {
    One(&'c str),
    List(&'c [String]),
}

impl Context {
    /// A context without keys, as an anonymous request has it.
    pub fn new() -> Context {
        Context::default()
    }

    /// Sets a key to one value, in place of whatever it had.
    pub fn insert(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(fold(key), Values::One(value.into()));
    }

    /// Sets a key to a list, as `aws:TagKeys` has one; no value at all removes the key.
    ///
    /// Use it for every key that AWS calls multivalued, also where there is one value.
    pub fn insert_all(&mut self, key: &str, values: Vec<String>) {
        if values.is_empty() {
            self.0.remove(&fold(key));
        } else {
            self.0.insert(fold(key), Values::List(values));
        }
    }

    /// This context with one more key, for writing one down in an expression.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Context {
        self.insert(key, value);
        self
    }

    /// This context with one more key that has a list.
    #[must_use]
    pub fn with_all<V: Into<String>>(
        mut self,
        key: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Context {
        self.insert_all(key, values.into_iter().map(Into::into).collect());
        self
    }

    /// All values of a key; `None` where it is absent.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        let values = match self.0.get(key) {
            Some(values) => Some(values),
            None if key.bytes().any(|byte| byte.is_ascii_uppercase()) => self.0.get(&fold(key)),
            None => None,
        };
        values.map(Values::as_slice)
    }

    /// The value of a key that has one value and no list.
    pub fn single(&self, key: &str) -> Option<&str> {
        match self.0.get(&fold(key))? {
            Values::One(value) => Some(value),
            Values::List(_) => None,
        }
    }

    /// The names of all keys, in small letters, with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(key, values)| (key.as_str(), values.as_slice()))
    }

    /// What a key holds, by its name in small letters.
    pub(crate) fn present(&self, folded_key: &str) -> Option<Present<'_>> {
        self.0.get(folded_key).map(|values| match values {
            Values::One(value) => Present::One(value),
            Values::List(values) => Present::List(values),
        })
    }
}

impl Values {
    fn as_slice(&self) -> &[String] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::List(values) => values,
        }
    }
}

fn fold(key: &str) -> String {
    key.to_ascii_lowercase()
}
