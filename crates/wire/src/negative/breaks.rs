//! Values that break one limit.

use super::facts::{Kind, Member, Text};
use super::json::RAW;
use super::{Pair, Place, Refusal, is_query, values};
use crate::error::common;
use crate::query::{MalformedInput, Written};
use crate::service::Service;
use crate::shape::ECHO_CHARS_MAX;

/// A structure in which one thing is broken.
pub(super) struct Break {
    pub(super) about: String,
    pub(super) pairs: Vec<Pair>,
    pub(super) refusal: Refusal,
}

/// Breaks each member of a structure in every way; the required ones beside it fit.
pub(super) fn structure(service: &Service, members: &[Member], place: &Place) -> Vec<Break> {
    let mut found = Vec::new();
    for member in members {
        let one = One {
            service,
            is_secret: member.is_secret,
            place: place.of(member),
        };
        let others = values::required(members, place, Some(&member.name));
        for mut broken in one.member(member) {
            broken.pairs = others.iter().cloned().chain(broken.pairs).collect();
            found.push(broken);
        }
    }
    found
}

/// The member that is broken.
struct One<'a> {
    service: &'a Service,
    is_secret: bool,
    place: Place,
}

/// What a text says about the value that it refuses.
#[derive(Clone, Copy)]
enum Echo<'a> {
    Value(&'a str),
    Null,
    Never,
}

impl One<'_> {
    fn member(&self, member: &Member) -> Vec<Break> {
        let mut found = Vec::new();
        if member.is_required {
            let says = self.clause(Echo::Null, "Member must not be null");
            found.push(self.invalid("missing", Vec::new(), says));
        }
        found.extend(match &member.kind {
            Kind::Text(text) => self.text(text),
            Kind::Choice(values) => self.choice(values),
            Kind::Integer { min, max } => self.integer(*min, *max),
            Kind::Boolean => self.boolean(),
            Kind::Time => Vec::new(),
            Kind::List { max, element } => self.list(*max, element),
            Kind::Structure(members) => structure(self.service, members, &self.place),
        });
        if !is_query(self.service) {
            found.extend(self.of_another_type(&member.kind));
        } else if !matches!(member.kind, Kind::List { .. } | Kind::Structure(_)) {
            found.extend(self.not_scalar());
        }
        found
    }

    fn text(&self, text: &Text) -> Vec<Break> {
        let broken = bad_texts(text).into_iter();
        let broken = broken.map(|(about, value, clause)| self.value(&about, &value, &clause));
        broken.collect()
    }

    fn choice(&self, values: &[String]) -> Vec<Break> {
        let clause = format!(
            "Member must satisfy enum value set: [{}]",
            values.join(", ")
        );
        let small = values[0].to_lowercase();
        let other_case = if values.contains(&small) {
            values[0].to_uppercase()
        } else {
            small
        };
        let outside = ["no such value", &other_case, ""];
        let broken = outside.map(|value| self.value("outside the value set", value, &clause));
        broken.into()
    }

    fn integer(&self, min: Option<i64>, max: Option<i64>) -> Vec<Break> {
        let mut found = Vec::new();
        if let Some(max) = max {
            let clause = format!("Member must have value less than or equal to {max}");
            found.push(self.value("too great", &(max + 1).to_string(), &clause));
        }
        if let Some(min) = min {
            let clause = format!("Member must have value greater than or equal to {min}");
            found.push(self.value("too small", &(min - 1).to_string(), &clause));
        }
        if !is_query(self.service) {
            let error = MalformedInput::NotAnInteger(self.own_name());
            let pairs = vec![self.place.with("1.5")];
            found.push(self.malformed("not an integer", pairs, &error));
            return found;
        }
        let beyond = (i64::from(i32::MAX) + 1).to_string();
        for text in ["many", "", "1.5", "１", &beyond] {
            let error = MalformedInput::NotAnInteger(self.own_name());
            found.push(self.malformed("not an integer", vec![self.place.with(text)], &error));
        }
        found
    }

    fn boolean(&self) -> Vec<Break> {
        let not_boolean = |text| {
            let error = MalformedInput::NotABoolean(self.own_name());
            self.malformed("not a boolean", vec![self.place.with(text)], &error)
        };
        ["maybe", "", "True", "2"].map(not_boolean).into()
    }

    /// What is something else in JSON.
    fn of_another_type(&self, kind: &Kind) -> Vec<Break> {
        let (written, others) = match kind {
            Kind::Text(_) | Kind::Choice(_) => (Written::Text, ["1", "true", "[\"a\"]", "{}"]),
            Kind::Integer { .. } | Kind::Time => {
                (Written::Number, ["\"1\"", "true", "[1]", "{\"a\":1}"])
            }
            Kind::Boolean => (Written::Boolean, ["\"true\"", "1", "[true]", "{}"]),
            Kind::List { .. } => (Written::List, ["\"a\"", "1", "true", "{}"]),
            Kind::Structure(_) => (Written::Structure, ["\"a\"", "1", "true", "[]"]),
        };
        let error = MalformedInput::WrongType(self.own_name(), written);
        others
            .map(|other| {
                let pairs = vec![self.place.with(format!("{RAW}{other}"))];
                self.malformed("of another type", pairs, &error)
            })
            .into()
    }

    /// A list or a structure where one value is meant.
    fn not_scalar(&self) -> Vec<Break> {
        [("a list", "member.1"), ("a structure", "Name")]
            .map(|(about, part)| {
                let name = format!("{}.{part}", self.place.name);
                let pairs = vec![(name, "1".to_owned())];
                self.malformed(about, pairs, &MalformedInput::UnexpectedList)
            })
            .into()
    }

    fn list(&self, max: Option<usize>, element: &Kind) -> Vec<Break> {
        let mut found = Vec::new();
        if let Some(max) = max {
            let pairs = values::elements(element, &self.place, max + 1);
            let clause = format!("Member must have length less than or equal to {max}");
            let says = self.clause(Echo::Never, &clause);
            found.push(self.invalid("too many elements", pairs, says));
        }
        found.extend(match element {
            Kind::Text(text) => self.texts(text),
            Kind::Structure(members) => self.structures(members),
            Kind::Choice(values) => self.choices(values),
            _ => unreachable!("no request has such a list; say here what breaks it"),
        });
        found
    }

    /// A list of texts: AWS names the list and its limits, not the element.
    fn texts(&self, text: &Text) -> Vec<Break> {
        let good = text.of_length(text.shortest());
        let (first, second) = (self.place.at(1), self.place.at(2));
        let clause = format!("Member must satisfy constraint: [{}]", all_clauses(text));
        let mut found = Vec::new();
        for (about, value, _) in bad_texts(text) {
            let says = self.clause(Echo::Value(&format!("[{good}, {value}]")), &clause);
            let pairs = vec![first.with(&good), second.with(&value)];
            found.push(self.invalid(&format!("an element, {about}"), pairs, says));
        }
        let says = self.clause(Echo::Value(&format!("[{good}]")), &clause);
        found.push(self.invalid("a gap", vec![second.with(&good)], says));
        for part in ["Name", "member.1"] {
            let pairs = vec![(format!("{}.{part}", first.name), good.clone())];
            let error = MalformedInput::UnexpectedList;
            found.push(self.malformed("an element that is no text", pairs, &error));
        }
        let pairs = vec![(format!("{}.member.one", self.place.name), good)];
        let error = MalformedInput::UnexpectedList;
        found.push(self.malformed("a position that is no number", pairs, &error));
        found
    }

    /// A list of values of a set.
    fn choices(&self, values: &[String]) -> Vec<Break> {
        let clause = format!(
            "Member must satisfy constraint: [Member must satisfy enum value set: [{}]]",
            values.join(", ")
        );
        let says = self.clause(Echo::Never, &clause);
        let good = self.place.at(1).with(&values[0]);
        let bad = self.place.at(2).with("no such value");
        vec![self.invalid("an element outside the value set", vec![good, bad], says)]
    }

    /// A list of structures: the second is broken, or the first is not there or is none.
    fn structures(&self, members: &[Member]) -> Vec<Break> {
        let (first, second) = (self.place.at(1), self.place.at(2));
        let good = values::all(members, &first);
        let mut found = structure(self.service, members, &second);
        for broken in &mut found {
            broken.pairs = good.iter().cloned().chain(broken.pairs.drain(..)).collect();
        }
        let missing = members.iter().find(|member| member.is_required);
        if let Some(missing) = missing {
            let inner = One {
                service: self.service,
                is_secret: missing.is_secret,
                place: first.of(missing),
            };
            let says = inner.clause(Echo::Null, "Member must not be null");
            let gap = values::all(members, &second);
            found.push(self.invalid("a gap", gap, says.clone()));
            if !is_query(self.service) {
                return found;
            }
            let text = vec![first.with("a")];
            found.push(self.invalid("an element that is a text", text, says));
        }
        found
    }

    fn value(&self, about: &str, value: &str, clause: &str) -> Break {
        let echo = if self.is_secret {
            Echo::Never
        } else {
            Echo::Value(value)
        };
        let says = self.clause(echo, clause);
        let mut broken = self.invalid(about, vec![self.place.with(value)], says);
        let is_hidden = self.is_secret && !value.trim().is_empty();
        broken.refusal.hides = is_hidden.then(|| value.to_owned());
        broken
    }

    /// One clause of a validation error, as the service writes it.
    fn clause(&self, echo: Echo<'_>, clause: &str) -> String {
        let value = match echo {
            _ if !self.service.echoes_values => String::new(),
            Echo::Never => String::new(),
            Echo::Null => " null".to_owned(),
            // What is longer than what is repeated is cut there.
            Echo::Value(value) if value.chars().count() > ECHO_CHARS_MAX => {
                let shown: String = value.chars().take(ECHO_CHARS_MAX).collect();
                format!(" '{shown}…'")
            }
            Echo::Value(value) => format!(" '{value}'"),
        };
        let path = &self.place.path;
        format!("Value{value} at '{path}' failed to satisfy constraint: {clause}")
    }

    fn invalid(&self, about: &str, pairs: Vec<Pair>, says: String) -> Break {
        Break {
            about: format!("{}: {about}", self.place.name),
            pairs,
            refusal: Refusal {
                code: common::VALIDATION_ERROR,
                says,
                hides: None,
            },
        }
    }

    fn malformed(&self, about: &str, pairs: Vec<Pair>, error: &MalformedInput) -> Break {
        Break {
            about: format!("{}: {about}", self.place.name),
            pairs,
            refusal: Refusal {
                code: common::MALFORMED_INPUT,
                says: error.to_string(),
                hides: None,
            },
        }
    }

    /// The name of the member alone, as `Key`.
    fn own_name(&self) -> String {
        let (_, name) = self
            .place
            .name
            .rsplit_once('.')
            .unwrap_or(("", &self.place.name));
        name.to_owned()
    }
}

/// Texts that break a limit: in what, the text, and AWS's clause.
fn bad_texts(text: &Text) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    if let Some(max) = text.max {
        let long = text.of_length(max + 1);
        found.push((format!("{} characters", max + 1), long, max_clause(max)));
    }
    if let Some(less) = text.min.checked_sub(1) {
        let short = text.of_length(less);
        found.push((format!("{less} characters"), short, min_clause(text.min)));
    }
    if let Some(pattern) = &text.pattern {
        for outside in text.form().outside {
            let value = outside.repeat(text.shortest());
            let about = format!("outside the pattern, {outside:?}");
            found.push((about, value, pattern_clause(pattern)));
        }
    }
    found
}

fn all_clauses(text: &Text) -> String {
    let max = text.max.map(max_clause);
    let has_min = text.min > 0 || text.max.is_some();
    let min = has_min.then(|| min_clause(text.min));
    let pattern = text.pattern.as_deref().map(pattern_clause);
    let clauses: Vec<String> = [max, min, pattern].into_iter().flatten().collect();
    clauses.join(", ")
}

fn max_clause(max: usize) -> String {
    format!("Member must have length less than or equal to {max}")
}

fn min_clause(min: usize) -> String {
    format!("Member must have length greater than or equal to {min}")
}

fn pattern_clause(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}
