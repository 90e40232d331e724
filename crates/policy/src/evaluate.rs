//! One set of policies: a Deny that applies wins, then an Allow that applies, else nothing is said (spec: policy 8).
//!
//! INVARIANT: whether the request may go on does not depend on the order of policies or statements; the order only
//! chooses which of several statements is named as the deciding one.

use crate::Context;
use crate::action::Reach;
use crate::arn::Arn;
use crate::decision::{Because, Decision};
use crate::document::{Effect, Policy, Statement};
use crate::principal::{Grant, Principal};
use crate::wildcard::Subject;

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

/// Asks all identity policies of a principal, and nothing else.
///
/// Where boundaries, sessions, organizations or policies of resources take part, [`decide`](crate::decide) is to be asked.
pub fn evaluate(policies: &[NamedPolicy<'_>], request: &Request<'_>) -> Decision {
    let action = request.action.to_ascii_lowercase();
    let question = Question::of(request, &action, Principal::Anonymous);
    let said = question.ask(policies);
    match (said.deny, said.allow) {
        (Some(place), _) => Decision::ExplicitDeny(place.because()),
        (None, Some((_, place))) => Decision::Allowed(place.because()),
        (None, None) => Decision::ImplicitDeny,
    }
}

/// A request made ready to be compared many times.
pub(crate) struct Question<'a> {
    pub(crate) action: Subject<'a>,
    reach: Reach,
    pub(crate) resource: Option<Arn<'a>>,
    pub(crate) context: &'a Context,
    pub(crate) principal: Principal<'a>,
}

/// A statement, while it is not yet told to anybody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    policy: &'p str,
    index: usize,
    statement: &'p Statement,
}

impl Place<'_> {
    pub(crate) fn because(&self) -> Because {
        Because {
            policy: self.policy.to_owned(),
            statement: self.index + 1,
            sid: self.statement.sid.clone(),
        }
    }
}

/// What a set of policies says to a request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Said<'p> {
    /// The first statement that denies. If there is one, nothing else was looked for.
    pub(crate) deny: Option<Place<'p>>,
    /// The first of those statements that give the most.
    pub(crate) allow: Option<(Grant, Place<'p>)>,
}

impl<'a> Question<'a> {
    /// The action is the request's in small letters.
    pub(crate) fn of(
        request: &Request<'a>,
        folded_action: &'a str,
        principal: Principal<'a>,
    ) -> Question<'a> {
        Question {
            action: Subject::of(folded_action),
            reach: Reach::of(folded_action),
            resource: Arn::of(request.resource),
            context: request.context,
            principal,
        }
    }

    pub(crate) fn ask<'p>(&self, policies: &[NamedPolicy<'p>]) -> Said<'p> {
        let mut said = Said::default();
        for NamedPolicy { name, policy } in policies {
            for (index, reach) in policy.reaches.iter().enumerate() {
                if !reach.meets(self.reach) {
                    continue;
                }
                let statement = &policy.statements[index];
                let most = said.allow.map(|(grant, _)| grant);
                if statement.effect == Effect::Allow && most == Some(Grant::Directly) {
                    continue;
                }
                let Some(grant) = self.concerns(statement) else {
                    continue;
                };
                let place = Place {
                    policy: name,
                    index,
                    statement,
                };
                match statement.effect {
                    Effect::Deny => {
                        said.deny = Some(place);
                        return said;
                    }
                    Effect::Allow if most.is_none_or(|most| grant > most) => {
                        said.allow = Some((grant, place));
                    }
                    Effect::Allow => {}
                }
            }
        }
        said
    }

    /// What the statement gives or takes, if it applies (spec: policy 2.5).
    fn concerns(&self, statement: &Statement) -> Option<Grant> {
        let applies = self.takes_in_action(statement)
            && self.takes_in_resource(statement)
            && statement
                .conditions
                .iter()
                .all(|condition| condition.holds(self.context));
        applies.then(|| self.grant(statement)).flatten()
    }

    pub(crate) fn takes_in_action(&self, statement: &Statement) -> bool {
        statement
            .actions
            .takes_in(|action| action.covers(&self.action))
    }

    pub(crate) fn takes_in_resource(&self, statement: &Statement) -> bool {
        statement.resources.as_ref().is_none_or(|resources| {
            resources.takes_in(|resource| resource.covers(self.resource.as_ref(), self.context))
        })
    }

    pub(crate) fn grant(&self, statement: &Statement) -> Option<Grant> {
        match &statement.who {
            Some(who) => who.takes_in(statement.effect, &self.principal),
            None => Some(Grant::Directly),
        }
    }
}
