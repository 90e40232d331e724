//! The operators of conditions: which values they compare, how, and what a qualifier or `IfExists` changes.

use std::fmt;

/// An operator as a policy writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operator {
    pub(crate) qualifier: Option<Qualifier>,
    pub(crate) base: Base,
    pub(crate) if_exists: bool,
}

/// What is asked of a key with several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Qualifier {
    /// `ForAllValues:`
    All,
    /// `ForAnyValue:`
    Any,
}

/// An operator without qualifier and `IfExists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Base {
    name: &'static str,
    pub(crate) family: Family,
    pub(crate) negated: bool,
}

/// What is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Text(Likeness),
    Number(Relation),
    Date(Relation),
    Truth,
    Bytes,
    Address,
    Arn,
    Presence,
}

/// How texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    Equal,
    EqualButForCase,
    Like,
}

/// How the request's value stands to the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Relation {
    /// Whether the request's value stands so to the policy's.
    pub(crate) fn holds<T: Ord>(self, request: &T, policy: &T) -> bool {
        match self {
            Relation::Equal => request == policy,
            Relation::Less => request < policy,
            Relation::LessOrEqual => request <= policy,
            Relation::Greater => request > policy,
            Relation::GreaterOrEqual => request >= policy,
        }
    }
}

impl Operator {
    /// Reads a name, letter case and all; `None` for one that the language does not have.
    pub(crate) fn parse(name: &str) -> Option<Operator> {
        let (qualifier, rest) = [Qualifier::All, Qualifier::Any]
            .into_iter()
            .find_map(|qualifier| Some((Some(qualifier), name.strip_prefix(qualifier.name())?)))
            .unwrap_or((None, name));
        let (if_exists, rest) = match rest.strip_suffix(IF_EXISTS) {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let base = *BASES.iter().find(|base| base.name == rest)?;
        let is_bare = qualifier.is_none() && !if_exists;
        (is_bare || base.family != Family::Presence).then_some(Operator {
            qualifier,
            base,
            if_exists,
        })
    }

    /// Whether variables may stand in its values.
    pub(crate) fn has_variables(self) -> bool {
        matches!(
            self.base.family,
            Family::Text(_) | Family::Arn | Family::Truth
        )
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let qualifier = self.qualifier.map_or("", Qualifier::name);
        let if_exists = if self.if_exists { IF_EXISTS } else { "" };
        write!(out, "{qualifier}{}{if_exists}", self.base.name)
    }
}

impl Qualifier {
    fn name(self) -> &'static str {
        match self {
            Qualifier::All => "ForAllValues:",
            Qualifier::Any => "ForAnyValue:",
        }
    }
}

const IF_EXISTS: &str = "IfExists";

const fn is(name: &'static str, family: Family) -> Base {
    Base {
        name,
        family,
        negated: false,
    }
}

const fn not(name: &'static str, family: Family) -> Base {
    Base {
        name,
        family,
        negated: true,
    }
}

/// Source: IAM user guide, "Condition operators".
#[rustfmt::skip] // One row, one line.
const BASES: [Base; 27] = [
    is("StringEquals", Family::Text(Likeness::Equal)),
    not("StringNotEquals", Family::Text(Likeness::Equal)),
    is("StringEqualsIgnoreCase", Family::Text(Likeness::EqualButForCase)),
    not("StringNotEqualsIgnoreCase", Family::Text(Likeness::EqualButForCase)),
    is("StringLike", Family::Text(Likeness::Like)),
    not("StringNotLike", Family::Text(Likeness::Like)),
    is("NumericEquals", Family::Number(Relation::Equal)),
    not("NumericNotEquals", Family::Number(Relation::Equal)),
    is("NumericLessThan", Family::Number(Relation::Less)),
    is("NumericLessThanEquals", Family::Number(Relation::LessOrEqual)),
    is("NumericGreaterThan", Family::Number(Relation::Greater)),
    is("NumericGreaterThanEquals", Family::Number(Relation::GreaterOrEqual)),
    is("DateEquals", Family::Date(Relation::Equal)),
    not("DateNotEquals", Family::Date(Relation::Equal)),
    is("DateLessThan", Family::Date(Relation::Less)),
    is("DateLessThanEquals", Family::Date(Relation::LessOrEqual)),
    is("DateGreaterThan", Family::Date(Relation::Greater)),
    is("DateGreaterThanEquals", Family::Date(Relation::GreaterOrEqual)),
    is("Bool", Family::Truth),
    is("BinaryEquals", Family::Bytes),
    is("IpAddress", Family::Address),
    not("NotIpAddress", Family::Address),
    is("ArnEquals", Family::Arn),
    not("ArnNotEquals", Family::Arn),
    is("ArnLike", Family::Arn),
    not("ArnNotLike", Family::Arn),
    is("Null", Family::Presence),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_is_printed_as_it_was_read() {
        // spec: policy 5.6, 5.7, 5.9
        let mut count = 0;
        for base in BASES {
            for qualifier in ["", "ForAllValues:", "ForAnyValue:"] {
                for if_exists in ["", "IfExists"] {
                    let name = format!("{qualifier}{}{if_exists}", base.name);
                    let is_bare = qualifier.is_empty() && if_exists.is_empty();
                    match Operator::parse(&name) {
                        Some(operator) => assert_eq!(operator.to_string(), name),
                        None => assert!(base.name == "Null" && !is_bare, "{name}"),
                    }
                    count += 1;
                }
            }
        }
        assert_eq!(count, 162);
    }

    #[test]
    fn other_names_are_no_operators() {
        for name in [
            "",
            "bool",
            "StringEqual",
            "IfExists",
            "IfExistsBool",
            "ForAllValues:",
            "ForAllValues:ForAnyValue:Bool",
            "forAnyValue:Bool",
            "BoolIfExistsIfExists",
            "StringEquals ",
            "BinaryNotEquals",
            "NullIfExists",
        ] {
            assert_eq!(Operator::parse(name), None, "`{name}`");
        }
    }
}
