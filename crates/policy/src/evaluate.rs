//! The decision: a Deny that applies wins, then an Allow that applies, else the request is refused.
//!
//! INVARIANT: whether the request may go on does not depend on the order of policies or statements; the order only
//! chooses which of several statements is named as the deciding one.

use crate::Context;
use crate::action::ActionPattern;
use crate::decision::{Because, Decision};
use crate::document::{Effect, Policy, Statement};
use crate::resource::Target;

/// One question to the policies.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The action, as `iam:EnableMFADevice`; letter case does not matter.
    pub action: &'a str,
    /// The ARN of what the action concerns, or `*` where it concerns no single resource.
    pub resource: &'a str,
    /// The condition keys of the caller and the call.
    pub context: &'a Context,
}

/// A policy with the name under which it is attached, so that a decision can name it.
#[derive(Debug, Clone, Copy)]
pub struct NamedPolicy<'a> {
    /// The ARN of a managed policy, the name of an inline one.
    pub name: &'a str,
    /// The policy.
    pub policy: &'a Policy,
}

/// Asks all identity policies of a principal.
pub fn evaluate(policies: &[NamedPolicy<'_>], request: &Request<'_>) -> Decision {
    let question = Question::of(request);
    let mut allowed = None;
    for NamedPolicy { name, policy } in policies {
        for (index, statement) in policy.statements.iter().enumerate() {
            let decided = statement.effect == Effect::Allow && allowed.is_some();
            if decided || !question.concerns(statement) {
                continue;
            }
            let because = Because {
                policy: (*name).to_owned(),
                statement: index + 1,
                sid: statement.sid.clone(),
            };
            match statement.effect {
                Effect::Deny => return Decision::ExplicitDeny(because),
                Effect::Allow => allowed = Some(because),
            }
        }
    }
    allowed.map_or(Decision::ImplicitDeny, Decision::Allowed)
}

/// A request made ready to be compared many times.
struct Question<'a> {
    folded_action: Vec<u16>,
    resource: Target,
    context: &'a Context,
}

impl<'a> Question<'a> {
    fn of(request: &Request<'a>) -> Question<'a> {
        Question {
            folded_action: request.action.to_ascii_lowercase().encode_utf16().collect(),
            resource: Target::of(request.resource),
            context: request.context,
        }
    }

    fn concerns(&self, statement: &Statement) -> bool {
        statement
            .actions
            .takes_in(|action: &ActionPattern| action.covers(&self.folded_action))
            && statement
                .resources
                .takes_in(|resource| resource.covers(&self.resource, self.context))
            && statement
                .conditions
                .iter()
                .all(|condition| condition.holds(self.context))
    }
}
