//! The Rust text of a service.

#![expect(
    clippy::format_push_string,
    reason = "text after text is what a generator writes, and nobody waits for it"
)]

mod calls;
mod shapes;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use super::model::{Kind, Member, Model, Operation, Protocol, Served, Text};
use super::{names, pattern};

/// What is being written, and what it is made of.
struct Writer<'a> {
    model: &'a Model,
    served: &'a Served,
    /// The patterns that were met, as the models write them.
    patterns: Vec<String>,
    /// The value sets that were met, by name.
    enums: BTreeSet<String>,
}

/// Whether a shape is read or written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// The whole file, not yet formatted.
pub(super) fn file(model: &Model, served: &Served) -> Result<String> {
    let mut writer = Writer {
        model,
        served,
        patterns: Vec::new(),
        enums: BTreeSet::new(),
    };
    let operations = operations(model, served)?;
    let mut body = calls::service(model, served);
    body += &calls::call(&operations);
    for operation in &operations {
        body += &writer.ask(operation)?;
    }
    for shape in writer.reachable(&operations, Way::In)? {
        body += &writer.read(&shape)?;
    }
    let outputs = writer.reachable(&operations, Way::Out)?;
    for shape in &outputs {
        body += &writer.write(shape)?;
    }
    for shape in writer.all(&operations, &outputs)? {
        body += &writer.structure(&shape)?;
    }
    for name in writer.enums.clone() {
        body += &writer.enumeration(&name);
    }
    body += &writer.pattern_statics()?;
    let codes = calls::codes(model);
    let form = match model.protocol {
        Protocol::Query { .. } => "xml",
        Protocol::Json { .. } | Protocol::RestJson => "json",
    };
    let imports = imports(&body, form);
    Ok(format!("{}{imports}{body}{codes}", head(model)))
}

fn head(model: &Model) -> String {
    format!(
        "//! @{mark} by `cargo xtask gen` from `models/{service}.json` and `models/served.json`.\n\
         //!\n\
         //! The shapes of {service}, version {version}. Do not edit.\n\n",
        mark = "generated",
        service = model.service,
        version = model.version,
    )
}

/// Only what the text uses.
fn imports(body: &str, form: &str) -> String {
    let known: [(&str, &[&str]); 8] = [
        ("error", &["AwsError"]),
        ("pagination", &["Paged", "Selection"]),
        ("protocol", &["Protocol"]),
        ("query", &["MalformedInput", "Params"]),
        ("service", &["Asks", "Operation", "Service"]),
        (
            "shape",
            &[
                "Answer",
                "Count",
                "Enumeration",
                "Fields",
                "Need",
                "Pattern",
                "Range",
                "Structure",
                "Text",
            ],
        ),
        (form, &["Writer"]),
        ("", &["Sensitive", "Timestamp"]),
    ];
    let words: BTreeSet<&str> = body
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .collect();
    let mut text = String::new();
    if words.contains("BTreeMap") {
        text += "use std::collections::BTreeMap;\n\n";
    }
    for (module, names) in known {
        let used: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| words.contains(name))
            .collect();
        let module = if module.is_empty() {
            String::new()
        } else {
            format!("{module}::")
        };
        if !used.is_empty() {
            text += &format!("use crate::{module}{{{}}};\n", used.join(", "));
        }
    }
    text + "use crate::refusals;\nuse crate::shape;\n\n"
}

/// The served operations, as the model has them.
fn operations<'a>(model: &'a Model, served: &Served) -> Result<Vec<&'a Operation>> {
    let find = |name: &String| {
        let operation = model.operations.iter().find(|known| known.name == *name);
        operation.with_context(|| format!("`{name}` is served, and not in the model"))
    };
    served.operations.iter().map(find).collect()
}

impl Writer<'_> {
    /// The shapes that are read or written for these operations.
    fn reachable(&self, operations: &[&Operation], way: Way) -> Result<BTreeSet<String>> {
        let mut reached = BTreeSet::new();
        let roots = operations.iter().filter_map(|operation| match way {
            Way::In => operation.input.clone(),
            Way::Out => operation.output.clone(),
        });
        let mut next: Vec<String> = roots.collect();
        while let Some(shape) = next.pop() {
            for member in self.model.members(&shape)? {
                next.extend(shapes_in(&member.kind));
            }
            reached.insert(shape);
        }
        Ok(reached)
    }

    fn all(
        &self,
        operations: &[&Operation],
        outputs: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>> {
        let inputs = self.reachable(operations, Way::In)?;
        Ok(inputs.union(outputs).cloned().collect())
    }

    /// The name of a value set.
    fn enum_name(&mut self, text: &Text) -> Result<String> {
        let mut known = self.served.enums.iter();
        let found = known.find(|(_, values)| **values == text.values);
        let Some((name, _)) = found else {
            bail!("give the value set {:?} a name in served.json", text.values);
        };
        self.enums.insert(name.clone());
        Ok(name.clone())
    }

    fn is_secret(&self, member: &Member) -> bool {
        let marked = match &member.kind {
            Kind::Text(text) => text.is_secret,
            Kind::Blob { is_secret } => *is_secret,
            _ => false,
        };
        marked || self.served.secret.contains(&member.name)
    }

    /// Whether a member is there in every value.
    fn is_certain(&self, member: &Member) -> bool {
        member.is_required || self.served.always.contains(&member.name)
    }

    /// Whether a shape holds something secret, at any depth.
    fn holds_secret(&self, shape: &str) -> Result<bool> {
        for member in self.model.members(shape)? {
            if self.is_secret(member) {
                return Ok(true);
            }
            for inner in shapes_in(&member.kind) {
                if self.holds_secret(&inner)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn pattern_name(&mut self, shown: &str) -> String {
        let known = self.patterns.iter().position(|known| known == shown);
        let at = known.unwrap_or_else(|| {
            self.patterns.push(shown.to_owned());
            self.patterns.len() - 1
        });
        format!("PATTERN_{}", at + 1)
    }

    fn pattern_statics(&self) -> Result<String> {
        let mut text = String::new();
        for (at, shown) in self.patterns.iter().enumerate() {
            let expression = match self.served.patterns.get(shown) {
                Some(expression) => expression.clone(),
                None => pattern::translated(shown)?,
            };
            text += &format!(
                "static PATTERN_{}: Pattern = Pattern::new(r\"{shown}\", || shape::whole(r\"{expression}\"));\n",
                at + 1
            );
        }
        Ok(text)
    }

    fn enumeration(&self, name: &str) -> String {
        let values = &self.served.enums[name];
        let variants: Vec<(String, &String)> = values
            .iter()
            .map(|value| (names::variant(value), value))
            .collect();
        let mut text = format!(
            "/// A set of values of the model.\n\
             #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]\n\
             pub enum {name} {{\n"
        );
        for (variant, value) in &variants {
            text += &format!("/// `{value}`.\n{variant},\n");
        }
        text += &format!(
            "}}\nimpl Enumeration for {name} {{\nconst VALUES: &'static [&'static str] = &["
        );
        for value in values {
            text += &format!("\"{value}\", ");
        }
        text += "];\nfn parse(text: &str) -> Option<Self> {\nSome(match text {\n";
        for (variant, value) in &variants {
            text += &format!("\"{value}\" => Self::{variant},\n");
        }
        text += "_ => return None,\n})\n}\nfn as_str(self) -> &'static str {\nmatch self {\n";
        for (variant, value) in &variants {
            text += &format!("Self::{variant} => \"{value}\",\n");
        }
        text + "}\n}\n}\n"
    }
}

/// The structures that a kind names.
fn shapes_in(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Structure(shape) => vec![shape.clone()],
        Kind::List(list) => shapes_in(&list.element),
        Kind::Map(map) => shapes_in(&map.value),
        _ => Vec::new(),
    }
}
