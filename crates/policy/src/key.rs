//! The condition keys that a policy may speak of.
//!
//! The list is closed on purpose: a condition on a key that nobody supplies would be stored, shown and never met, and
//! a Deny that rests on it would never deny. A key joins the list when every door supplies it as AWS does.

use crate::Context;

/// The keys that conditions may test, spelled as AWS spells them. A caller's context has to hold each one that applies.
pub const CONDITION_KEYS: [&str; 7] = [
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:SecureTransport",
    "aws:SourceIp",
    "aws:TokenIssueTime",
    "aws:UserAgent",
    "aws:username",
];

/// The keys that may stand between `${` and `}`.
const VARIABLE_KEYS: [&str; 1] = ["aws:username"];

/// A key of the list. Letter case does not matter, so the name is kept as AWS spells it and as contexts store it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    name: &'static str,
    folded: String,
}

impl Key {
    pub(crate) fn of_condition(name: &str) -> Option<Key> {
        Key::among(&CONDITION_KEYS, name)
    }

    pub(crate) fn of_variable(name: &str) -> Option<Key> {
        Key::among(&VARIABLE_KEYS, name)
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn values_in<'c>(&self, context: &'c Context) -> Option<&'c [String]> {
        context.values(&self.folded)
    }

    pub(crate) fn single_in<'c>(&self, context: &'c Context) -> Option<&'c str> {
        context.single(&self.folded)
    }

    fn among(list: &[&'static str], name: &str) -> Option<Key> {
        let name = *list.iter().find(|known| known.eq_ignore_ascii_case(name))?;
        Some(Key {
            name,
            folded: name.to_ascii_lowercase(),
        })
    }
}
