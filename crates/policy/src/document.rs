//! A policy document in a form that can be evaluated, and how it is printed.
//!
//! INVARIANT: whatever is in here can be evaluated; [`Policy::parse_as`] is the only way in.
//! Printing gives the shortest form of the same policy: one entry stands without its list, values are strings, and the
//! version is always written. Reading what was printed gives an equal policy. The text as the customer wrote it is the
//! caller's to keep.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::PolicyError;
use crate::action::{ActionPattern, Reach};
use crate::condition::Condition;
use crate::key::Key;
use crate::principal::Who;
use crate::resource::ResourcePattern;
use crate::template;
use crate::wildcard::Subject;

/// What a document is for, which decides what may stand in it (spec: policy 1.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What those to whom it is attached may and may not do: an inline policy, a boundary, the policy of a session or of
    /// an organization.
    Identity,
    /// The same with an ARN of its own: a managed policy. It must say version 2012-10-17.
    Managed,
    /// Who may take on a role.
    Trust,
    /// Who may do what with the thing to which it is attached.
    Resource,
}

/// A policy, ready to be evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(crate) kind: Kind,
    pub(crate) version: Version,
    pub(crate) id: Option<String>,
    pub(crate) statements: Vec<Statement>,
    /// What each of the statements reaches, side by side.
    pub(crate) reaches: Box<[Reach]>,
}

impl Policy {
    /// Reads an identity policy and refuses what could not be evaluated exactly as it is written.
    pub fn parse(text: &str) -> Result<Policy, PolicyError> {
        Policy::parse_as(Kind::Identity, text)
    }

    /// Reads a document of any kind and refuses what could not be evaluated exactly as it is written.
    pub fn parse_as(kind: Kind, text: &str) -> Result<Policy, PolicyError> {
        crate::parse::document(kind, text).map_err(|error| error.of_kind(kind))
    }

    /// Prints the policy; reading it again gives an equal one.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self)
            .expect("writing strings, lists and maps with names as keys cannot fail")
    }

    /// What the document was read as.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whom it names under `AWS`, in `Principal` and `NotPrincipal`, each once; `*` names nobody.
    pub fn principals(&self) -> BTreeSet<&str> {
        let who = self.statements.iter().flat_map(|one| &one.who);
        who.flat_map(Who::names).collect()
    }

    /// The same policy with other names for some of those whom it names under `AWS`. A name that could not stand there
    /// changes nothing.
    #[must_use]
    pub fn with_principals(mut self, names: &BTreeMap<String, String>) -> Policy {
        for who in self.statements.iter_mut().flat_map(|one| &mut one.who) {
            who.rename(names);
        }
        self
    }

    /// Whether a statement allows an action on every resource and under every condition. What is denied beside it is not
    /// looked at: the question is what the policy gives, not what is left of it.
    pub fn allows_everywhere(&self, action: &str) -> bool {
        let folded = action.to_ascii_lowercase();
        let action = Subject::of(&folded);
        self.statements.iter().any(|statement| {
            statement.effect == Effect::Allow
                && statement.conditions.is_empty()
                && statement.who.is_none()
                && statement
                    .actions
                    .takes_in(|pattern| pattern.covers(&action))
                && statement
                    .resources
                    .as_ref()
                    .is_some_and(Scope::is_everything)
        })
    }

    /// The condition keys that it asks for, in conditions and as variables, each in the spelling in which it stands there
    /// first. This is what GetContextKeysForCustomPolicy answers.
    pub fn context_keys(&self) -> Vec<&str> {
        let mut keys = BTreeMap::new();
        for statement in &self.statements {
            for key in statement.keys() {
                keys.entry(key.name().to_ascii_lowercase())
                    .or_insert(key.name());
            }
        }
        keys.into_values().collect()
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

/// One statement of a policy. What its kind of policy does not have is `None`, and takes in everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) who: Option<Who>,
    pub(crate) actions: Scope<ActionPattern>,
    pub(crate) resources: Option<Scope<ResourcePattern>>,
    pub(crate) conditions: Vec<Condition>,
}

impl Statement {
    fn keys(&self) -> impl Iterator<Item = &Key> {
        let resources = self.resources.iter().flat_map(Scope::patterns);
        let conditions = self.conditions.iter();
        resources
            .flat_map(|resource| template::keys(resource.pieces()))
            .chain(
                conditions.flat_map(|condition| {
                    [&condition.key].into_iter().chain(condition.variables())
                }),
            )
    }
}

/// What a statement does to the requests that it applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It lets them through, if nothing denies them.
    Allow,
    /// It stops them, whatever else allows them.
    Deny,
}

impl Effect {
    pub(crate) const ALL: [Effect; 2] = [Effect::Allow, Effect::Deny];

    /// As policies write it.
    pub fn name(self) -> &'static str {
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

    pub(crate) fn patterns(&self) -> &[P] {
        match self {
            Scope::Only(patterns) | Scope::AllBut(patterns) => patterns,
        }
    }

    fn print<M: SerializeMap>(
        &self,
        map: &mut M,
        [only, all_but]: [&'static str; 2],
        text: impl Fn(&P) -> &str,
    ) -> Result<(), M::Error> {
        let name = match self {
            Scope::Only(_) => only,
            Scope::AllBut(_) => all_but,
        };
        map.serialize_entry(name, &OneOrMany(self.patterns().iter().map(text).collect()))
    }
}

impl Scope<ResourcePattern> {
    /// Whether nothing is left out.
    fn is_everything(&self) -> bool {
        matches!(self, Scope::Only(patterns) if patterns.iter().any(ResourcePattern::is_everything))
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
        if let Some(who) = &self.who {
            let name = if who.all_but {
                "NotPrincipal"
            } else {
                "Principal"
            };
            map.serialize_entry(name, &who.entries)?;
        }
        self.actions
            .print(&mut map, ["Action", "NotAction"], ActionPattern::as_str)?;
        if let Some(resources) = &self.resources {
            resources.print(
                &mut map,
                ["Resource", "NotResource"],
                ResourcePattern::as_str,
            )?;
        }
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
            map.serialize_entry(&group[0].operator.to_string(), &Group(group))?;
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
pub(crate) struct OneOrMany<'a>(pub(crate) Vec<&'a str>);

impl Serialize for OneOrMany<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [only] => serializer.serialize_str(only),
            many => serializer.collect_seq(many),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_allowed_everywhere_by_one_statement_that_leaves_nothing_out() {
        let table = [
            (r#""Action":"*","Resource":"*""#, true),
            (r#""Action":"*:*","Resource":"*""#, true),
            (
                r#""Action":"IAM:Get*","Resource":["arn:aws:iam::*:user/x","*"]"#,
                true,
            ),
            (r#""NotAction":"s3:*","Resource":"*""#, true),
            (r#""NotAction":"iam:*","Resource":"*""#, false),
            (r#""NotAction":"*","Resource":"*""#, false),
            (r#""Action":"iam:List*","Resource":"*""#, false),
            (r#""Action":"*","Resource":"arn:aws:iam::*:*""#, false),
            (r#""Action":"*","NotResource":"arn:aws:s3:::x""#, false),
            (
                r#""Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}"#,
                false,
            ),
        ];
        for (rest, expected) in table {
            let text = |effect: &str| {
                format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}",{rest}}}}}"#)
            };
            let allows = Policy::parse(&text("Allow")).expect(rest);
            assert_eq!(allows.allows_everywhere("iam:GetUser"), expected, "{rest}");
            let denies = Policy::parse(&text("Deny")).expect(rest);
            assert!(!denies.allows_everywhere("iam:GetUser"), "{rest}");
        }
    }
}
