//! Turns `locales/{ja,en}/*.ftl` into methods of `Lang`, so that a message which is missing in one
//! language, or which takes other arguments there, stops the build and is named.
//!
//! The subset of Fluent: text, `{ $argument }`, and one selection on a number with `[0]`, `[one]`
//! and `*[other]`. Source of the format: Project Fluent, Syntax 1.0.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

/// The languages in the order of the generated `match`; folder name and variant of `Lang`.
const LANGUAGES: [(&str, &str); 2] = [("ja", "Ja"), ("en", "En")];

/// Messages of one language by key.
type Catalogue = BTreeMap<String, Message>;

/// A message that uses nothing but the subset of Fluent named above.
struct Message {
    parts: Vec<Part>,
}

#[derive(Clone)]
enum Part {
    Text(String),
    Argument(String),
    Select {
        argument: String,
        arms: Vec<(Arm, Vec<Part>)>,
    },
}

#[derive(Clone)]
enum Arm {
    Number(String),
    Other,
}

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let mut faults = Vec::new();
    let mut catalogues = Vec::new();
    for (folder, _) in LANGUAGES {
        catalogues.push(read_language(
            &Path::new("locales").join(folder),
            &mut faults,
        )?);
    }
    let (ja, en) = (&catalogues[0], &catalogues[1]);
    compare(ja, en, &mut faults);
    for fault in &faults {
        println!("cargo::error={fault}");
    }
    if faults.is_empty() {
        let out = std::env::var_os("OUT_DIR")
            .map(PathBuf::from)
            .unwrap_or_default();
        fs::write(out.join("messages.rs"), generate(ja, en))?;
    }
    Ok(())
}

fn read_language(folder: &Path, faults: &mut Vec<String>) -> std::io::Result<Catalogue> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    let mut catalogue = Catalogue::new();
    for file in files {
        let name = file.display().to_string();
        let text = fs::read_to_string(&file)?;
        let resource = match fluent_syntax::parser::parse(text.as_str()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                faults.extend(errors.iter().map(|error| format!("{name}: {error}")));
                resource
            }
        };
        for entry in &resource.body {
            let Entry::Message(message) = entry else {
                continue;
            };
            let key = message.id.name.to_owned();
            let Some(value) = &message.value else {
                faults.push(format!("{name}: `{key}` has no text"));
                continue;
            };
            match parts(value) {
                Ok(parts) => {
                    if catalogue.insert(key.clone(), Message { parts }).is_some() {
                        faults.push(format!("{name}: `{key}` is there twice"));
                    }
                }
                Err(fault) => faults.push(format!("{name}: `{key}` {fault}")),
            }
        }
    }
    Ok(catalogue)
}

fn parts(pattern: &Pattern<&str>) -> Result<Vec<Part>, &'static str> {
    pattern.elements.iter().map(part).collect()
}

fn part(element: &PatternElement<&str>) -> Result<Part, &'static str> {
    match element {
        PatternElement::TextElement { value } => Ok(Part::Text((*value).to_owned())),
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                Ok(Part::Argument(id.name.to_owned()))
            }
            Expression::Inline(InlineExpression::StringLiteral { value }) => {
                Ok(Part::Text((*value).to_owned()))
            }
            Expression::Select {
                selector: InlineExpression::VariableReference { id },
                variants,
            } => {
                let mut arms = Vec::new();
                for variant in variants {
                    let arm = match &variant.key {
                        VariantKey::Identifier { name: "other" } if variant.default => Arm::Other,
                        VariantKey::Identifier { name: "one" } => Arm::Number("1".to_owned()),
                        VariantKey::NumberLiteral { value } => Arm::Number((*value).to_owned()),
                        VariantKey::Identifier { .. } => {
                            return Err("selects on something else than a number");
                        }
                    };
                    arms.push((arm, parts(&variant.value)?));
                }
                Ok(Part::Select {
                    argument: id.name.to_owned(),
                    arms,
                })
            }
            Expression::Inline(_) | Expression::Select { .. } => {
                Err("uses a part of Fluent that is not generated")
            }
        },
    }
}

/// Names of all arguments; `true` where one of them selects, and so is a number.
fn arguments(parts: &[Part], found: &mut BTreeMap<String, bool>) {
    for part in parts {
        match part {
            Part::Text(_) => {}
            Part::Argument(name) => {
                found.entry(name.clone()).or_default();
            }
            Part::Select { argument, arms } => {
                found.insert(argument.clone(), true);
                for (_, parts) in arms {
                    arguments(parts, found);
                }
            }
        }
    }
}

fn argument_names(message: &Message) -> BTreeSet<String> {
    let mut found = BTreeMap::new();
    arguments(&message.parts, &mut found);
    found.into_keys().collect()
}

fn compare(ja: &Catalogue, en: &Catalogue, faults: &mut Vec<String>) {
    for key in ja.keys().filter(|key| !en.contains_key(*key)) {
        faults.push(format!("`{key}` is missing in locales/en"));
    }
    for (key, message) in en {
        match ja.get(key) {
            None => faults.push(format!("`{key}` is missing in locales/ja")),
            Some(other) if argument_names(other) != argument_names(message) => {
                faults.push(format!(
                    "`{key}` takes {:?} in ja and {:?} in en",
                    argument_names(other),
                    argument_names(message)
                ));
            }
            Some(_) => {}
        }
    }
}

fn generate(ja: &Catalogue, en: &Catalogue) -> String {
    let mut out = String::from("impl Lang {\n");
    for (key, english) in en {
        let japanese = &ja[key];
        let mut taken = BTreeMap::new();
        arguments(&japanese.parts, &mut taken);
        arguments(&english.parts, &mut taken);
        let name = key.replace('-', "_");
        // Brackets would be taken for a link.
        let text = plain(&english.parts)
            .replace('[', r"\[")
            .replace(']', r"\]");
        let _ = writeln!(out, "    /// “{text}”");
        if taken.is_empty() {
            let _ = writeln!(
                out,
                "    pub const fn {name}(self) -> &'static str {{ match self {{ Self::Ja => {:?}, Self::En => {:?} }} }}",
                plain(&japanese.parts),
                plain(&english.parts)
            );
            continue;
        }
        let signature: String = taken
            .iter()
            .map(|(name, number)| parameter(name, *number))
            .collect();
        let _ = writeln!(out, "    pub fn {name}(self{signature}) -> String {{");
        for (argument, _) in taken.iter().filter(|(_, number)| **number) {
            let argument = argument.replace('-', "_");
            let _ = writeln!(out, "        let {argument}: u64 = *{argument}.borrow();");
        }
        out.push_str("        match self {\n");
        for ((_, variant), message) in LANGUAGES.iter().zip([japanese, english]) {
            let _ = writeln!(
                out,
                "            Self::{variant} => {},",
                expression(&message.parts)
            );
        }
        out.push_str("        }\n    }\n");
    }
    out.push_str("}\n\n/// Key, Japanese and English text of every message, for the tests of the languages.\n");
    out.push_str("#[cfg(test)]\npub(crate) const MESSAGES: &[(&str, &str, &str)] = &[\n");
    for (key, english) in en {
        let _ = writeln!(
            out,
            "    ({key:?}, {:?}, {:?}),",
            plain(&ja[key].parts),
            plain(&english.parts)
        );
    }
    out.push_str("];\n");
    out
}

fn parameter(name: &str, number: bool) -> String {
    let kind = if number {
        "impl Borrow<u64>"
    } else {
        "impl Display"
    };
    format!(", {}: {kind}", name.replace('-', "_"))
}

/// A Rust expression for the text. A selection comes to the front, each of its arms with the text
/// around it, so that every arm is one whole sentence.
fn expression(parts: &[Part]) -> String {
    let mut template = String::new();
    for (at, part) in parts.iter().enumerate() {
        match part {
            Part::Text(text) => template.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Part::Argument(name) => {
                let _ = write!(template, "{{{}}}", name.replace('-', "_"));
            }
            Part::Select { argument, arms } => {
                let mut out = format!("match {} {{ ", argument.replace('-', "_"));
                for (arm, inner) in arms {
                    let pattern = match arm {
                        Arm::Number(number) => number,
                        Arm::Other => "_",
                    };
                    let whole = [&parts[..at], inner, &parts[at + 1..]].concat();
                    let _ = write!(out, "{pattern} => {}, ", expression(&whole));
                }
                return out + "}";
            }
        }
    }
    if parts.iter().any(|part| matches!(part, Part::Argument(_))) {
        format!("format!({template:?})")
    } else {
        format!("{:?}.to_owned()", plain(parts))
    }
}

/// The text with its arguments as `{name}` and its alternatives one after the other.
fn plain(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Argument(name) => {
                let _ = write!(out, "{{{name}}}");
            }
            Part::Select { arms, .. } => {
                let texts: Vec<String> = arms.iter().map(|(_, parts)| plain(parts)).collect();
                out.push_str(&texts.join(" / "));
            }
        }
    }
    out
}
