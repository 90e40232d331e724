//! Conditions: an operator, a key, and the values that the request's are compared with.
//!
//! The table that matters most is that of `aws:MultiFactorAuthPresent`, which is absent for long-term access keys,
//! `false` for a session without MFA and `true` for one with it. `Bool` does not match an absent key, `BoolIfExists`
//! does: a Deny with the former lets long-term keys through, an Allow with the latter does (spec: policy 5).
//!
//! INVARIANT: what the policy says was read when the condition was made, so evaluating it cannot fail.

use thiserror::Error;

use crate::address::{self, Range};
use crate::arn::{self, Arn, ArnPattern};
use crate::context::Present;
use crate::date::Instant;
use crate::document::Version;
use crate::error::{Fault, shorten};
use crate::key::Key;
use crate::limits::MAX_PATTERN_CHARS;
use crate::number::Number;
use crate::operator::{Family, Likeness, Operator, Qualifier, Relation};
use crate::template::{self, Piece};
use crate::wildcard::{Pattern, Subject};
use crate::{Context, aws_text, base64};

/// One line of a condition block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) operator: Operator,
    pub(crate) key: Key,
    /// As written, for printing.
    pub(crate) values: Vec<String>,
    wanted: Vec<Wanted>,
}

/// A value of the policy, made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Equal(Box<str>),
    /// In small letters.
    EqualButForCase(Box<str>),
    Like(Pattern),
    Number(Relation, Number),
    Date(Relation, Instant),
    Truth(bool),
    Bytes(Vec<u8>),
    Address(Range),
    Arn(ArnPattern),
    Presence(bool),
    /// A value with variables, which are put in for each request.
    Open(Vec<Piece>),
}

/// A value of the request, read as the operator reads it.
enum Asked<'c> {
    Text(&'c str),
    /// In small letters.
    Folded(String),
    Subject(Subject<'c>),
    Number(Option<Number>),
    Date(Option<Instant>),
    Truth(bool),
    Bytes(Option<Vec<u8>>),
    Address(std::net::IpAddr),
    Arn(Arn<'c>),
}

impl Condition {
    /// Makes the values ready. The list is not empty.
    pub(crate) fn new(
        operator: Operator,
        key: Key,
        values: Vec<String>,
        version: Version,
    ) -> Result<Condition, Fault> {
        let wanted = values
            .iter()
            .map(|value| wanted(operator, &key, value, version))
            .collect::<Result<_, _>>()?;
        Ok(Condition {
            operator,
            key,
            values,
            wanted,
        })
    }

    /// Whether the condition holds for a request.
    pub(crate) fn holds(&self, context: &Context) -> bool {
        let present = self.key.present_in(context);
        let Operator {
            qualifier,
            base,
            if_exists,
        } = self.operator;
        if base.family == Family::Presence {
            return self.wanted.contains(&Wanted::Presence(present.is_none()));
        }
        match (present, qualifier) {
            (None, _) if if_exists => true,
            (None, None) => base.negated,
            (None, Some(qualifier)) => qualifier == Qualifier::All,
            (Some(Present::One(value)), _) => self.fits(value, context),
            (Some(Present::List(_)), None) => false,
            (Some(Present::List(values)), Some(Qualifier::All)) => {
                values.iter().all(|value| self.fits(value, context))
            }
            (Some(Present::List(values)), Some(Qualifier::Any)) => {
                values.iter().any(|value| self.fits(value, context))
            }
        }
    }

    /// The keys that the values name.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &Key> {
        self.wanted.iter().flat_map(|wanted| match wanted {
            Wanted::Open(pieces) => template::keys(pieces),
            _ => template::keys(&[]),
        })
    }

    /// Whether one value of the request fits (spec: policy 5.8).
    fn fits(&self, value: &str, context: &Context) -> bool {
        let Some(asked) = self.read(value) else {
            return false;
        };
        let mut wanted = self.wanted.iter();
        let agrees = wanted.any(|wanted| wanted.agrees(&asked, context));
        agrees != self.operator.base.negated
    }

    /// Reads a value of the request; `None` for one that fits neither an operator nor its opposite.
    fn read<'c>(&self, value: &'c str) -> Option<Asked<'c>> {
        Some(match self.operator.base.family {
            Family::Text(Likeness::Equal) | Family::Presence => Asked::Text(value),
            Family::Text(Likeness::EqualButForCase) => Asked::Folded(value.to_lowercase()),
            Family::Text(Likeness::Like) => Asked::Subject(Subject::of(value)),
            Family::Number(_) => Asked::Number(Number::parse(value)),
            Family::Date(_) => Asked::Date(Instant::parse(value)),
            Family::Truth => Asked::Truth(truth(value)),
            Family::Bytes => Asked::Bytes(base64::decode(value)),
            Family::Address => Asked::Address(address::parse(value)?),
            Family::Arn => Asked::Arn(Arn::of(value)?),
        })
    }
}

impl Wanted {
    /// Whether a value of the request agrees with one of the policy.
    fn agrees(&self, asked: &Asked<'_>, context: &Context) -> bool {
        match (self, asked) {
            (Wanted::Equal(wanted), Asked::Text(asked)) => **wanted == **asked,
            (Wanted::EqualButForCase(wanted), Asked::Folded(asked)) => **wanted == **asked,
            (Wanted::Like(pattern), Asked::Subject(subject)) => pattern.covers(subject),
            (Wanted::Number(relation, wanted), Asked::Number(Some(asked))) => {
                relation.holds(asked, wanted)
            }
            (Wanted::Date(relation, wanted), Asked::Date(Some(asked))) => {
                relation.holds(asked, wanted)
            }
            (Wanted::Truth(wanted), Asked::Truth(asked)) => wanted == asked,
            (Wanted::Bytes(wanted), Asked::Bytes(Some(asked))) => wanted == asked,
            (Wanted::Address(range), Asked::Address(address)) => range.holds(*address),
            (Wanted::Arn(pattern), Asked::Arn(arn)) => pattern.covers(arn, context),
            (Wanted::Open(pieces), asked) => agrees_open(pieces, asked, context),
            // Values are read by the same operator on both sides, so what is left has no value to compare.
            _ => false,
        }
    }
}

/// The same for a value with variables. One that has no value agrees with nothing.
fn agrees_open(pieces: &[Piece], asked: &Asked<'_>, context: &Context) -> bool {
    let string = || template::string(pieces, context);
    let units = || template::units(pieces, context);
    match asked {
        Asked::Text(asked) => string().is_some_and(|wanted| wanted == **asked),
        Asked::Folded(asked) => string().is_some_and(|wanted| wanted.to_lowercase() == **asked),
        Asked::Truth(asked) => string().is_some_and(|wanted| truth(&wanted) == *asked),
        Asked::Subject(subject) => units().is_some_and(|pattern| subject.fits(&pattern)),
        Asked::Arn(arn) => units().is_some_and(|pattern| arn::covers_units(&pattern, arn)),
        Asked::Number(_) | Asked::Date(_) | Asked::Bytes(_) | Asked::Address(_) => false,
    }
}

/// Reads a value of the policy.
fn wanted(operator: Operator, key: &Key, value: &str, version: Version) -> Result<Wanted, Fault> {
    if value.chars().count() > MAX_PATTERN_CHARS {
        return Err(ConditionFault::TooLong {
            key: key.name().into(),
        }
        .into());
    }
    let pieces = if operator.has_variables() {
        template::parse(value, version)?
    } else if version.has_variables() && value.contains("${") {
        return Err(ConditionFault::Variable {
            operator: operator.to_string(),
            value: shorten(value),
        }
        .into());
    } else {
        vec![Piece::Written(value.into())]
    };
    if !template::is_fixed(&pieces) {
        return Ok(Wanted::Open(pieces));
    }
    fixed(operator.base.family, &pieces, value).ok_or_else(|| {
        ConditionFault::Value {
            operator: operator.to_string(),
            key: key.name().into(),
            value: shorten(value),
            expected: operator.base.family.expects(),
        }
        .into()
    })
}

/// A value without variables; `None` if the operator cannot read it.
fn fixed(family: Family, pieces: &[Piece], value: &str) -> Option<Wanted> {
    let nothing = Context::new();
    let string = || template::string(pieces, &nothing);
    Some(match family {
        Family::Text(Likeness::Equal) => Wanted::Equal(string()?.into()),
        Family::Text(Likeness::EqualButForCase) => {
            Wanted::EqualButForCase(string()?.to_lowercase().into())
        }
        Family::Text(Likeness::Like) => {
            Wanted::Like(Pattern::of_units(template::units(pieces, &nothing)?))
        }
        Family::Number(relation) => Wanted::Number(relation, Number::parse(value)?),
        Family::Date(relation) => Wanted::Date(relation, Instant::parse(value)?),
        Family::Truth => Wanted::Truth(truth(&string()?)),
        Family::Bytes => Wanted::Bytes(base64::decode(value)?),
        Family::Address => Wanted::Address(Range::parse(value)?),
        Family::Arn => arn_pattern(pieces, value)?,
        Family::Presence => Wanted::Presence(truth(value)),
    })
}

/// An ARN in which `${*}` may stand for a star, also before the sixth field.
fn arn_pattern(pieces: &[Piece], value: &str) -> Option<Wanted> {
    let [partition, service, region, account, rest] = arn::fields(value)?;
    Some(match pieces {
        [_] => Wanted::Arn(ArnPattern::of(
            [partition, service, region, account],
            vec![Piece::Written(rest.into())],
        )),
        several => Wanted::Open(several.to_vec()),
    })
}

impl Family {
    /// What a value has to be, for a sentence.
    fn expects(self) -> &'static str {
        match self {
            Family::Number(_) => "a number",
            Family::Date(_) => "a date",
            Family::Bytes => "base64",
            Family::Address => "an IP address or range",
            Family::Arn => "an ARN",
            Family::Text(_) | Family::Truth | Family::Presence => "a text",
        }
    }
}

/// AWS's reading of a boolean: `true` in any letter case is true, and every other text is false.
fn truth(text: &str) -> bool {
    text.eq_ignore_ascii_case("true")
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConditionFault {
    /// An operator that the language does not have.
    #[error("there is no condition operator `{operator}`")]
    Operator {
        /// As written.
        operator: String,
    },
    /// A list of values without a value.
    #[error("the condition on `{key}` has no value")]
    NoValue {
        /// The key.
        key: String,
    },
    /// A value that the operator cannot read.
    #[error("`{operator}` compares `{key}` with `{value}`, which is not {expected}")]
    Value {
        /// The operator.
        operator: String,
        /// The key.
        key: String,
        /// As written.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A variable in a value of an operator that has none.
    #[error("`{operator}` has a variable in its value `{value}`")]
    Variable {
        /// The operator.
        operator: String,
        /// As written.
        value: String,
    },
    /// The value is longer than any pattern.
    #[error("a value of the condition on `{key}` has more than {MAX_PATTERN_CHARS} characters")]
    TooLong {
        /// The key.
        key: String,
    },
}

impl ConditionFault {
    pub(crate) fn aws_message(&self) -> String {
        match self {
            // Known for dates only; the others are said to be syntax errors.
            ConditionFault::Value { operator, .. } if operator.contains("Date") => {
                aws_text::LEGACY.into()
            }
            _ => aws_text::SYNTAX.into(),
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            ConditionFault::Operator { .. } => {
                "write an operator in AWS's spelling, as in `StringEquals`, `BoolIfExists` or `ForAnyValue:StringLike`".into()
            }
            ConditionFault::NoValue { .. } => "write the value that is compared".into(),
            ConditionFault::Value { expected, .. } => match *expected {
                "a number" => "write a number, as in `3600`".into(),
                "a date" => "write a date, as in `2030-01-01T00:00:00Z`, or seconds since 1970".into(),
                "base64" => "write base64 with its padding, as in `Zm9v`".into(),
                "an ARN" => "write all six fields, as in `arn:aws:iam::123456789012:role/*`".into(),
                _ => "write an address or a range, as in `192.0.2.0/24` or `2001:db8::/32`; an IPv6 range has zeros behind its prefix".into(),
            },
            ConditionFault::Variable { .. } => {
                "variables are for the operators on strings, ARNs and booleans; write the value itself".into()
            }
            ConditionFault::TooLong { .. } => "write a shorter value, if need be with `*`".into(),
        }
    }
}
