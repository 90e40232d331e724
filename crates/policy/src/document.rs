//! A policy document in a form that can be evaluated, and how it is printed.
//!
//! INVARIANT: whatever is in here can be evaluated; [`Policy::parse`] is the only way in.
//! Printing gives the shortest form of the same policy: one entry stands without its list, and the version is always
//! written. Reading what was printed gives an equal policy. The text as the customer wrote it is the caller's to keep.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::PolicyError;
use crate::action::ActionPattern;
use crate::condition::Condition;
use crate::resource::ResourcePattern;

/// An identity policy: what those to whom it is attached may and may not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(crate) version: Version,
    pub(crate) id: Option<String>,
    pub(crate) statements: Vec<Statement>,
}

impl Policy {
    /// Reads a document and refuses what could not be evaluated exactly as it is written.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        crate::parse::document(text)
    }

    /// Prints the policy; reading it again gives an equal one.
    #[expect(
        clippy::missing_panics_doc,
        reason = "the invariant in the message rules the panic out"
    )]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self)
            .expect("writing strings, lists and maps with names as keys cannot fail")
    }
}

/// A version of the policy language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// What a document without a version is. `${…}` is plain text in it.
    V2008,
    V2012,
}

impl Version {
    pub(crate) const ALL: [Version; 2] = [Version::V2008, Version::V2012];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Version::V2008 => "2008-10-17",
            Version::V2012 => "2012-10-17",
        }
    }

    pub(crate) fn has_variables(self) -> bool {
        self == Version::V2012
    }
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) actions: Scope<ActionPattern>,
    pub(crate) resources: Scope<ResourcePattern>,
    pub(crate) conditions: Vec<Condition>,
}

/// What a statement does to the requests that it applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

impl Effect {
    pub(crate) const ALL: [Effect; 2] = [Effect::Allow, Effect::Deny];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }
    }
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope<P> {
    Only(Vec<P>),
    AllBut(Vec<P>),
}

impl<P> Scope<P> {
    /// Whether the scope takes in what `covers` says of its patterns.
    pub(crate) fn takes_in(&self, covers: impl Fn(&P) -> bool) -> bool {
        match self {
            Scope::Only(patterns) => patterns.iter().any(covers),
            Scope::AllBut(patterns) => !patterns.iter().any(covers),
        }
    }

    fn print<M: SerializeMap>(
        &self,
        map: &mut M,
        [only, all_but]: [&'static str; 2],
        text: impl Fn(&P) -> &str,
    ) -> Result<(), M::Error> {
        let (name, patterns) = match self {
            Scope::Only(patterns) => (only, patterns),
            Scope::AllBut(patterns) => (all_but, patterns),
        };
        map.serialize_entry(name, &OneOrMany(patterns.iter().map(text).collect()))
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Version", self.version.name())?;
        if let Some(id) = &self.id {
            map.serialize_entry("Id", id)?;
        }
        map.serialize_entry("Statement", &self.statements)?;
        map.end()
    }
}

impl Serialize for Statement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(sid) = &self.sid {
            map.serialize_entry("Sid", sid)?;
        }
        map.serialize_entry("Effect", self.effect.name())?;
        self.actions
            .print(&mut map, ["Action", "NotAction"], ActionPattern::as_str)?;
        self.resources.print(
            &mut map,
            ["Resource", "NotResource"],
            ResourcePattern::as_str,
        )?;
        if !self.conditions.is_empty() {
            map.serialize_entry("Condition", &Block(&self.conditions))?;
        }
        map.end()
    }
}

/// The conditions of a statement, under their operators.
struct Block<'a>(&'a [Condition]);

impl Serialize for Block<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // INVARIANT: the conditions of one operator stand together, because a block has each operator once.
        for group in self.0.chunk_by(|one, next| one.operator == next.operator) {
            map.serialize_entry(group[0].operator.name(), &Group(group))?;
        }
        map.end()
    }
}

/// The conditions of one operator.
struct Group<'a>(&'a [Condition]);

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|condition| {
            (
                condition.key.name(),
                OneOrMany(condition.values.iter().map(String::as_str).collect()),
            )
        }))
    }
}

/// One value alone, several as a list.
struct OneOrMany<'a>(Vec<&'a str>);

impl Serialize for OneOrMany<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [only] => serializer.serialize_str(only),
            many => serializer.collect_seq(many),
        }
    }
}
