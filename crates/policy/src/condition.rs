//! Conditions: an operator, a key, and the values one of which must fit.
//!
//! The table that matters most is that of `aws:MultiFactorAuthPresent`, which is absent for long-term access keys,
//! `false` for a session without MFA and `true` for one with it. `Bool` does not match an absent key, `BoolIfExists`
//! does: a Deny with the former lets long-term keys through, an Allow with the latter does (spec: policy 5).

use thiserror::Error;

use crate::Context;
use crate::key::{CONDITION_KEYS, Key};

/// One line of a condition block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) operator: Operator,
    pub(crate) key: Key,
    pub(crate) values: Vec<String>,
}

/// How the values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Bool,
    BoolIfExists,
    Null,
}

impl Operator {
    pub(crate) const ALL: [Operator; 3] = [Operator::Bool, Operator::BoolIfExists, Operator::Null];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Operator::Bool => "Bool",
            Operator::BoolIfExists => "BoolIfExists",
            Operator::Null => "Null",
        }
    }

    pub(crate) fn parse(name: &str) -> Result<Operator, ConditionFault> {
        Operator::ALL
            .into_iter()
            .find(|operator| operator.name() == name)
            .ok_or_else(|| ConditionFault::Operator {
                operator: crate::error::shorten(name),
            })
    }
}

impl Condition {
    pub(crate) fn holds(&self, context: &Context) -> bool {
        let present = self.key.values_in(context);
        let wants = |truth_wanted| self.values.iter().any(|value| truth(value) == truth_wanted);
        match self.operator {
            Operator::Null => wants(present.is_none()),
            Operator::Bool | Operator::BoolIfExists => match present {
                None => self.operator == Operator::BoolIfExists,
                Some([only]) => wants(truth(only)),
                // A key with several values needs a set operator; a plain one never matches it.
                Some(_) => false,
            },
        }
    }
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConditionFault {
    /// An operator that is not evaluated here.
    #[error("the condition operator `{operator}` cannot be evaluated")]
    Operator {
        /// As written.
        operator: String,
    },
    /// A key that nobody supplies here.
    #[error("the condition key `{key}` cannot be evaluated")]
    Key {
        /// As written.
        key: String,
    },
    /// A list of values without a value.
    #[error("the condition on `{key}` has no value")]
    NoValue {
        /// The key.
        key: &'static str,
    },
    /// A value of Null that is neither `true` nor `false`.
    #[error("`Null` compares `{key}` with `{value}`, which is neither `true` nor `false`")]
    NullValue {
        /// The key.
        key: &'static str,
        /// As written.
        value: String,
    },
    /// A variable in a value.
    #[error("the condition on `{key}` has a variable in its value `{value}`")]
    Variable {
        /// The key.
        key: &'static str,
        /// As written.
        value: String,
    },
}

impl ConditionFault {
    pub(crate) fn hint(&self) -> String {
        match self {
            ConditionFault::Operator { .. } => {
                "the operators are `Bool`, `BoolIfExists` and `Null`, in this spelling".into()
            }
            ConditionFault::Key { .. } => format!("the keys are `{}`", CONDITION_KEYS.join("`, `")),
            ConditionFault::NoValue { .. } => "write `\"true\"` or `\"false\"`".into(),
            ConditionFault::NullValue { .. } => {
                "write `\"true\"` for a key that must be absent, `\"false\"` for one that must be present".into()
            }
            ConditionFault::Variable { .. } => "write `\"true\"` or `\"false\"` in its place".into(),
        }
    }
}

/// AWS's reading of a boolean: `true` in any letter case is true, and every other text is false.
fn truth(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}
