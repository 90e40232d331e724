//! How a generated shape is read from parameters, and how its limits are checked.
//!
//! Two things can be wrong. A parameter that cannot be read ends the reading at once
//! (`MalformedInput`). A limit that does not hold is noted, and reading goes on, so that one answer
//! tells all of them (`ValidationError`).
//!
//! **Invariants.** A structure is missing from what was read only if something was noted, so a call
//! is made of whole structures only. Lengths count characters. A sensitive value stands in no
//! message.
//!
//! **Source.** AWS's validation texts as seen on IAM (2026-09, without values) and on STS (with
//! them); at most [`NOTED_MAX`] are told, as there.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;

use crate::Sensitive;
use crate::Timestamp;
use crate::error::{AwsError, BrokenField, common};
use crate::query::{MalformedInput, Node, Params, Written};
use crate::service::{Asks, Service};

/// Most violations that are told.
pub const NOTED_MAX: usize = 10;
/// Most characters of a refused value that are repeated.
pub const ECHO_CHARS_MAX: usize = 1024;

/// A shape of requests.
pub trait Structure: Sized {
    /// Reads its members. `None` only after something was noted.
    fn read(fields: &mut Fields<'_>) -> Result<Option<Self>, MalformedInput>;
}

/// A shape of answers; `W` is what writes answers in the protocol of its service.
pub trait Answer<W> {
    /// Whether the answer has a result at all.
    const HAS_RESULT: bool = true;

    /// Writes its members in the order of the model.
    fn write(&self, out: &mut W);
}

/// What writes answers in one protocol.
pub trait Form: Sized {
    /// The body of an answer to the request with this id.
    fn answer<A: Asks<Form = Self>>(answer: &A::Answer, request_id: &str) -> String;
}

/// "It is done."
impl<W> Answer<W> for () {
    const HAS_RESULT: bool = false;

    fn write(&self, _: &mut W) {}
}

/// A set of values.
pub trait Enumeration: Copy + 'static {
    /// All of them, as they stand on the wire.
    const VALUES: &'static [&'static str];

    /// The value that is written so.
    fn parse(text: &str) -> Option<Self>;

    /// How it is written.
    fn as_str(self) -> &'static str;
}

/// Whether a member may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Required,
    /// It may.
    Optional,
}

/// Limits of a text.
#[derive(Debug)]
pub struct Text {
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// What it must look like.
    pub pattern: Option<&'static Pattern>,
}

/// Limits of an integer.
#[derive(Debug)]
pub struct Range {
    /// Least value.
    pub min: i32,
    /// Greatest value.
    pub max: i32,
}

/// Limits of a list.
#[derive(Debug)]
pub struct Count {
    /// Fewest elements.
    pub min: usize,
    /// Most elements.
    pub max: usize,
}

/// A pattern of the model: the text that AWS shows, and what is compared.
#[derive(Debug)]
pub struct Pattern {
    shown: &'static str,
    regex: LazyLock<Regex>,
}

impl Pattern {
    /// A pattern; `compile` gives the expression for the whole text.
    pub const fn new(shown: &'static str, compile: fn() -> Regex) -> Self {
        Self {
            shown,
            regex: LazyLock::new(compile),
        }
    }

    /// Whether a text is like it from beginning to end.
    pub fn fits(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// Compiles the expression of a generated pattern.
pub(crate) fn whole(expression: &str) -> Regex {
    Regex::new(&format!(r"\A(?:{expression})\z"))
        .expect("generated patterns compile, see iam::tests")
}

/// Reads the whole request of an operation.
pub fn read<S: Structure>(service: &Service, params: &Params) -> Result<S, AwsError> {
    let mut noted = Noted {
        echoes_values: service.echoes_values,
        broken: Vec::new(),
    };
    let value = S::read(&mut Fields {
        node: Some(params.root()),
        path: String::new(),
        noted: &mut noted,
    })?;
    match value {
        Some(value) if noted.broken.is_empty() => Ok(value),
        _ => Err(noted.into_error()),
    }
}

/// The members of one structure, while it is read.
pub struct Fields<'a> {
    node: Option<&'a Node>,
    path: String,
    noted: &'a mut Noted,
}

impl<'a> Fields<'a> {
    /// A text.
    pub fn text(
        &mut self,
        name: &str,
        need: Need,
        limits: &Text,
    ) -> Result<Option<String>, MalformedInput> {
        let value = self.scalar(name, need, Written::Text)?;
        if let Some(value) = value {
            self.check_text(name, value, limits, Echo::Value(value));
        }
        Ok(value.map(str::to_owned))
    }

    /// A text that stands in no message.
    pub fn secret(
        &mut self,
        name: &str,
        need: Need,
        limits: &Text,
    ) -> Result<Option<Sensitive<String>>, MalformedInput> {
        let value = self.scalar(name, need, Written::Text)?;
        if let Some(value) = value {
            self.check_text(name, value, limits, Echo::Never);
        }
        Ok(value.map(|value| Sensitive::new(value.to_owned())))
    }

    /// One of a set of values.
    pub fn choice<E: Enumeration>(
        &mut self,
        name: &str,
        need: Need,
    ) -> Result<Option<E>, MalformedInput> {
        let Some(value) = self.scalar(name, need, Written::Text)? else {
            return Ok(None);
        };
        let choice = E::parse(value);
        if choice.is_none() {
            let clause = format!(
                "Member must satisfy enum value set: [{}]",
                E::VALUES.join(", ")
            );
            self.note(name, Echo::Value(value), &clause);
        }
        Ok(choice)
    }

    /// An integer: a sign, digits, nothing else.
    pub fn integer(
        &mut self,
        name: &str,
        need: Need,
        limits: &Range,
    ) -> Result<Option<i32>, MalformedInput> {
        let Some(text) = self.scalar(name, need, Written::Number)? else {
            return Ok(None);
        };
        let value: i32 = text
            .parse()
            .map_err(|_| MalformedInput::NotAnInteger(name.to_owned()))?;
        if value > limits.max {
            let clause = format!(
                "Member must have value less than or equal to {}",
                limits.max
            );
            self.note(name, Echo::Value(text), &clause);
        }
        if value < limits.min {
            let clause = format!(
                "Member must have value greater than or equal to {}",
                limits.min
            );
            self.note(name, Echo::Value(text), &clause);
        }
        Ok(Some(value))
    }

    /// `true`, `false`, `1` or `0`.
    pub fn boolean(&mut self, name: &str, need: Need) -> Result<Option<bool>, MalformedInput> {
        match self.scalar(name, need, Written::Boolean)? {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(MalformedInput::NotABoolean(name.to_owned())),
        }
    }

    /// A date, in seconds since 1970.
    pub fn time(&mut self, name: &str, need: Need) -> Result<Option<Timestamp>, MalformedInput> {
        let Some(text) = self.scalar(name, need, Written::Number)? else {
            return Ok(None);
        };
        let at = seconds(text).ok_or_else(|| MalformedInput::NotADate(name.to_owned()))?;
        Ok(Some(at))
    }

    /// A list of texts. Absent and empty are alike.
    pub fn texts(
        &mut self,
        name: &str,
        need: Need,
        count: &Count,
        limits: &Text,
    ) -> Result<Vec<String>, MalformedInput> {
        let mut texts = Vec::new();
        let mut fit = true;
        for member in self.members(name, need, count)? {
            let value = member.map(|node| scalar_of(node, name, Written::Text));
            let value = value.transpose()?.flatten();
            fit &= value.is_some_and(|value| limits.clauses(value).next().is_none());
            texts.extend(value.map(str::to_owned));
        }
        if !fit {
            // AWS tells the limits of the elements, not which element broke them.
            let all = limits.all_clauses().join(", ");
            let clause = format!("Member must satisfy constraint: [{all}]");
            self.note(
                name,
                Echo::Value(&format!("[{}]", texts.join(", "))),
                &clause,
            );
        }
        Ok(texts)
    }

    /// A list of values of a set. Absent and empty are alike.
    pub fn choices<E: Enumeration>(
        &mut self,
        name: &str,
        need: Need,
        count: &Count,
    ) -> Result<Vec<E>, MalformedInput> {
        let mut choices = Vec::new();
        let mut fit = true;
        for member in self.members(name, need, count)? {
            let value = member.map(|node| scalar_of(node, name, Written::Text));
            let value = value.transpose()?.flatten();
            let choice = value.and_then(E::parse);
            fit &= choice.is_some();
            choices.extend(choice);
        }
        if !fit {
            let values = E::VALUES.join(", ");
            let clause = format!(
                "Member must satisfy constraint: [Member must satisfy enum value set: [{values}]]"
            );
            self.note(name, Echo::Never, &clause);
        }
        Ok(choices)
    }

    /// A list of structures. Absent and empty are alike.
    pub fn structures<S: Structure>(
        &mut self,
        name: &str,
        need: Need,
        count: &Count,
    ) -> Result<Vec<S>, MalformedInput> {
        let mut structures = Vec::new();
        for (at, node) in self.members(name, need, count)?.into_iter().enumerate() {
            must_be(node, name, Written::Structure)?;
            let path = format!("{}.{}.member.", self.path_of(name), at + 1);
            let mut fields = Fields {
                node,
                path,
                noted: &mut *self.noted,
            };
            structures.extend(S::read(&mut fields)?);
        }
        Ok(structures)
    }

    /// A structure in this one.
    pub fn structure<S: Structure>(
        &mut self,
        name: &str,
        need: Need,
    ) -> Result<Option<S>, MalformedInput> {
        let Some(node) = self.child(name) else {
            self.note_absence(name, need);
            return Ok(None);
        };
        must_be(Some(node), name, Written::Structure)?;
        let path = format!("{}.", self.path_of(name));
        S::read(&mut Fields {
            node: Some(node),
            path,
            noted: &mut *self.noted,
        })
    }

    fn child(&self, name: &str) -> Option<&'a Node> {
        self.node?.child(name)
    }

    fn scalar(
        &mut self,
        name: &str,
        need: Need,
        written: Written,
    ) -> Result<Option<&'a str>, MalformedInput> {
        let value = self
            .child(name)
            .map(|node| scalar_of(node, name, written))
            .transpose()?
            .flatten();
        if value.is_none() {
            self.note_absence(name, need);
        }
        Ok(value)
    }

    fn members(
        &mut self,
        name: &str,
        need: Need,
        count: &Count,
    ) -> Result<Vec<Option<&'a Node>>, MalformedInput> {
        let Some(node) = self.child(name) else {
            self.note_absence(name, need);
            return Ok(Vec::new());
        };
        must_be(Some(node), name, Written::List)?;
        let members = node.members()?;
        let length = Text {
            min: count.min,
            max: count.max,
            pattern: None,
        };
        for clause in length.length_clauses(members.len()) {
            self.note(name, Echo::Never, &clause);
        }
        Ok(members)
    }

    fn check_text(&mut self, name: &str, value: &str, limits: &Text, echo: Echo<'_>) {
        for clause in limits.clauses(value) {
            self.note(name, echo, &clause);
        }
    }

    fn note_absence(&mut self, name: &str, need: Need) {
        if need == Need::Required {
            self.note(name, Echo::Null, "Member must not be null");
        }
    }

    fn note(&mut self, name: &str, echo: Echo<'_>, clause: &str) {
        if self.noted.broken.len() == NOTED_MAX {
            return;
        }
        let path = self.path_of(name);
        let mut text = String::from("Value");
        match echo {
            _ if !self.noted.echoes_values => {}
            Echo::Never => {}
            Echo::Null => text.push_str(" null"),
            Echo::Value(value) => {
                let shown: String = value.chars().take(ECHO_CHARS_MAX).collect();
                let cut = if shown.len() < value.len() { "…" } else { "" };
                let _ = write!(text, " '{shown}{cut}'");
            }
        }
        let _ = write!(text, " at '{path}' failed to satisfy constraint: {clause}");
        self.noted.broken.push(Broken {
            text,
            field: BrokenField {
                name: path,
                message: clause.to_owned(),
            },
        });
    }

    /// `UserName` as AWS's messages write it: `userName`.
    fn path_of(&self, name: &str) -> String {
        let mut letters = name.chars();
        let first = letters.next().map(|first| first.to_ascii_lowercase());
        let mut path = self.path.clone();
        path.extend(first);
        path.push_str(letters.as_str());
        path
    }
}

/// How a message repeats a value.
#[derive(Clone, Copy)]
enum Echo<'a> {
    Value(&'a str),
    Null,
    Never,
}

struct Noted {
    echoes_values: bool,
    broken: Vec<Broken>,
}

/// A limit that does not hold.
struct Broken {
    text: String,
    field: BrokenField,
}

impl Noted {
    fn into_error(self) -> AwsError {
        let count = self.broken.len();
        let errors = if count == 1 { "error" } else { "errors" };
        let (texts, fields): (Vec<String>, Vec<BrokenField>) = self
            .broken
            .into_iter()
            .map(|broken| (broken.text, broken.field))
            .unzip();
        let texts = texts.join("; ");
        AwsError {
            fields,
            ..common::VALIDATION_ERROR
                .says(format!("{count} validation {errors} detected: {texts}"))
        }
    }
}

fn must_be(node: Option<&Node>, name: &str, written: Written) -> Result<(), MalformedInput> {
    match node {
        Some(node) if !node.is(written) => Err(MalformedInput::WrongType(name.to_owned(), written)),
        _ => Ok(()),
    }
}

fn scalar_of<'a>(
    node: &'a Node,
    name: &str,
    written: Written,
) -> Result<Option<&'a str>, MalformedInput> {
    must_be(Some(node), name, written)?;
    node.scalar()
}

/// Seconds since 1970, with at most nine digits of a fraction that counts.
fn seconds(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let second: i64 = whole.parse().ok()?;
    if second < 0 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    Timestamp::new(second, digits.parse().ok()?).ok()
}

impl Text {
    /// What is wrong with a value.
    fn clauses(&self, value: &str) -> impl Iterator<Item = String> {
        let pattern = self.pattern.filter(|pattern| !pattern.fits(value));
        self.length_clauses(value.chars().count())
            .chain(pattern.map(Pattern::clause))
    }

    fn length_clauses(&self, length: usize) -> impl Iterator<Item = String> + use<> {
        let long = (length > self.max).then(|| self.max_clause());
        let short = (length < self.min).then(|| self.min_clause());
        long.into_iter().chain(short)
    }

    /// Every limit, broken or not.
    fn all_clauses(&self) -> Vec<String> {
        let max = (self.max < usize::MAX).then(|| self.max_clause());
        let min = (self.min > 0 || self.max < usize::MAX).then(|| self.min_clause());
        let pattern = self.pattern.map(Pattern::clause);
        max.into_iter().chain(min).chain(pattern).collect()
    }

    fn max_clause(&self) -> String {
        format!("Member must have length less than or equal to {}", self.max)
    }

    fn min_clause(&self) -> String {
        format!(
            "Member must have length greater than or equal to {}",
            self.min
        )
    }
}

impl Pattern {
    fn clause(&self) -> String {
        format!(
            "Member must satisfy regular expression pattern: {}",
            self.shown
        )
    }
}

#[cfg(test)]
mod tests;
