//! Why each statement applies to a request or does not, for whoever asks "what can this user do, and why".

use crate::decision::Because;
use crate::document::Effect;
use crate::evaluate::{NamedPolicy, Question, Request};
use crate::principal::Principal;

/// One statement beside a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which statement.
    pub statement: Because,
    /// What it does where it applies.
    pub effect: Effect,
    /// What keeps it from applying; `None` if it applies. Where several things do, the first of this order: action,
    /// resource, principal, conditions.
    pub miss: Option<Miss>,
}

/// What keeps a statement from applying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// It does not speak of the action.
    Action,
    /// It does not speak of the resource.
    Resource,
    /// It does not speak of whoever asks.
    Principal,
    /// A condition does not hold: the first one.
    Condition {
        /// The operator, as the policy writes it.
        operator: String,
        /// The key, as the policy writes it.
        key: String,
        /// Whether the request has the key at all.
        present: bool,
    },
}

/// Looks at every statement of a set of policies, also behind one that decides.
pub fn explain(
    policies: &[NamedPolicy<'_>],
    principal: Principal<'_>,
    request: &Request<'_>,
) -> Vec<Finding> {
    let action = request.action.to_ascii_lowercase();
    let question = Question::of(request, &action, principal);
    let mut findings = Vec::new();
    for NamedPolicy { name, policy } in policies {
        for (index, statement) in policy.statements.iter().enumerate() {
            let failed = || {
                let mut conditions = statement.conditions.iter();
                let failed = conditions.find(|condition| !condition.holds(request.context))?;
                Some(Miss::Condition {
                    operator: failed.operator.to_string(),
                    key: failed.key.name().to_owned(),
                    present: failed.key.present_in(request.context).is_some(),
                })
            };
            let miss = if !question.takes_in_action(statement) {
                Some(Miss::Action)
            } else if !question.takes_in_resource(statement) {
                Some(Miss::Resource)
            } else if question.grant(statement).is_none() {
                Some(Miss::Principal)
            } else {
                failed()
            };
            findings.push(Finding {
                statement: Because {
                    policy: (*name).to_owned(),
                    statement: index + 1,
                    sid: statement.sid.clone(),
                },
                effect: statement.effect,
                miss,
            });
        }
    }
    findings
}
