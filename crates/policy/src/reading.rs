//! What the statements of a policy say, taken apart for whoever puts them into words.

use crate::Policy;
use crate::action::ActionPattern;
use crate::document::{Effect, Scope, Statement};
use crate::principal::{Entries, Who};
use crate::resource::ResourcePattern;

/// One statement, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'p> {
    /// Its name, if it has one.
    pub sid: Option<&'p str>,
    /// What it does.
    pub effect: Effect,
    /// Whom it is about; none where the policy's owner is meant.
    pub who: Option<Said<'p>>,
    /// The patterns of actions.
    pub actions: Said<'p>,
    /// The patterns of resources; none in a trust policy.
    pub resources: Option<Said<'p>>,
    /// All of these must hold.
    pub conditions: Vec<Asked<'p>>,
}

/// What stands in one element, or in its opposite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<'p> {
    /// Whether everything is meant but what is listed: `NotAction`, `NotResource`, `NotPrincipal`.
    pub all_but: bool,
    /// What is listed.
    pub listed: Vec<&'p str>,
}

impl Said<'_> {
    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        !self.all_but && self.listed.contains(&"*")
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<'p> {
    /// The operator with qualifier and `IfExists`, as policies write it.
    pub operator: String,
    /// The key.
    pub key: &'p str,
    /// The values, of which one must fit (or, for a negated operator, none).
    pub values: Vec<&'p str>,
}

impl Policy {
    /// The statements, in their order.
    pub fn readings(&self) -> Vec<Reading<'_>> {
        self.statements.iter().map(reading).collect()
    }
}

fn reading(statement: &Statement) -> Reading<'_> {
    Reading {
        sid: statement.sid.as_deref(),
        effect: statement.effect,
        who: statement.who.as_ref().map(who),
        actions: said(&statement.actions, ActionPattern::as_str),
        resources: statement
            .resources
            .as_ref()
            .map(|resources| said(resources, ResourcePattern::as_str)),
        conditions: statement
            .conditions
            .iter()
            .map(|condition| Asked {
                operator: condition.operator.to_string(),
                key: condition.key.name(),
                values: condition.values.iter().map(String::as_str).collect(),
            })
            .collect(),
    }
}

fn said<P>(scope: &Scope<P>, text: impl Fn(&P) -> &str) -> Said<'_> {
    Said {
        all_but: matches!(scope, Scope::AllBut(_)),
        listed: scope.patterns().iter().map(text).collect(),
    }
}

fn who(who: &Who) -> Said<'_> {
    let listed = match &who.entries {
        Entries::Everybody => vec!["*"],
        Entries::Listed(kinds) => kinds
            .iter()
            .flat_map(|(_, entries)| entries.iter().map(|entry| &*entry.text))
            .collect(),
    };
    Said {
        all_but: who.all_but,
        listed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::managed::{MANAGE_OWN_CREDENTIALS, find};

    #[test]
    fn a_statement_is_read_as_it_is_written() {
        let managed = find(MANAGE_OWN_CREDENTIALS).expect("it is served");
        let readings = managed.policy.readings();
        let deny = readings.last().expect("there are statements");
        assert_eq!(deny.effect, Effect::Deny);
        assert!(deny.actions.all_but && deny.actions.listed.contains(&"iam:EnableMFADevice"));
        assert!(deny.resources.as_ref().is_some_and(Said::is_everything));
        let asked = Asked {
            operator: "BoolIfExists".to_owned(),
            key: "aws:MultiFactorAuthPresent",
            values: vec!["false"],
        };
        assert_eq!(deny.conditions, [asked]);
        assert_eq!(deny.who, None);
    }

    #[test]
    fn everything_but_a_star_is_not_everything() {
        let text = r#"{"Statement":{"Effect":"Allow","NotAction":"*","Resource":"*"}}"#;
        let policy = Policy::parse(text).expect("a policy");
        assert!(!policy.readings()[0].actions.is_everything());
    }
}
