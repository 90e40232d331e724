//! Structures: how they look, how they are read, how they are written.

use anyhow::{Result, bail};

use super::super::model::{Kind, List, Member, Text};
use super::super::names;
use super::Writer;

impl Writer<'_> {
    /// The structure of a shape.
    pub(super) fn structure(&mut self, shape: &str) -> Result<String> {
        let members = self.model.members(shape)?.to_vec();
        let mut derives = vec!["Clone", "Debug"];
        // Where something must be there, nothing may be left to a default.
        let is_optional =
            |member: &Member| !member.is_required || matches!(member.kind, Kind::List(_));
        if members.iter().all(is_optional) {
            derives.push("Default");
        }
        if !self.holds_secret(shape)? {
            derives.extend(["PartialEq", "Eq"]);
        }
        let mut text = format!(
            "/// `{shape}` of the model.\n#[derive({})]\n",
            derives.join(", ")
        );
        if members.is_empty() {
            return Ok(text + &format!("pub struct {shape};\n"));
        }
        text += &format!("pub struct {shape} {{\n");
        for member in &members {
            let kind = self.rust_type(member)?;
            let field = names::field(&member.name);
            text += &format!("/// `{}`.\npub {field}: {kind},\n", member.name);
        }
        Ok(text + "}\n")
    }

    /// How a shape of requests is read.
    pub(super) fn read(&mut self, shape: &str) -> Result<String> {
        let members = self.model.members(shape)?.to_vec();
        let fields = if members.is_empty() { "_" } else { "fields" };
        let mut text = format!(
            "impl Structure for {shape} {{\n\
             fn read({fields}: &mut Fields<'_>) -> Result<Option<Self>, MalformedInput> {{\n"
        );
        let mut whole = Vec::new();
        for member in &members {
            let field = names::field(&member.name);
            text += &format!("let {field} = fields.{}?;\n", self.reading(member)?);
            if member.is_required && !matches!(member.kind, Kind::List(_)) {
                whole.push(field);
            }
        }
        text += &match &whole[..] {
            [] => String::new(),
            [one] => format!("let Some({one}) = {one} else {{ return Ok(None); }};\n"),
            many => format!(
                "let (Some({})) = ({}) else {{ return Ok(None); }};\n",
                many.join("), Some("),
                many.join(", "),
            ),
        };
        let fields: Vec<String> = members
            .iter()
            .map(|member| names::field(&member.name))
            .collect();
        let value = if fields.is_empty() {
            "Self".to_owned()
        } else {
            format!("Self {{ {} }}", fields.join(", "))
        };
        Ok(text + &format!("Ok(Some({value}))\n}}\n}}\n"))
    }

    /// The method that reads a member, with its arguments.
    fn reading(&mut self, member: &Member) -> Result<String> {
        let name = &member.name;
        let need = if member.is_required {
            "Required"
        } else {
            "Optional"
        };
        let begin = format!("(\"{name}\", Need::{need}");
        Ok(match &member.kind {
            Kind::Text(text) if !text.values.is_empty() => {
                format!("choice::<{}>{begin})", self.enum_name(text)?)
            }
            Kind::Text(text) if self.is_secret(member) => {
                format!("secret{begin}, &{})", self.text_limits(text))
            }
            Kind::Text(text) => format!("text{begin}, &{})", self.text_limits(text)),
            Kind::Integer { min, max } => format!(
                "integer{begin}, &Range {{ min: {}, max: {} }})",
                integer(*min),
                integer(*max),
            ),
            Kind::Boolean => format!("boolean{begin})"),
            Kind::Timestamp { is_iso8601: false } => format!("time{begin})"),
            Kind::List(list) => match &list.element {
                Kind::Structure(shape) => {
                    format!("structures::<{shape}>{begin}, &{})", count(list))
                }
                Kind::Text(text) if text.values.is_empty() => {
                    format!(
                        "texts{begin}, &{}, &{})",
                        count(list),
                        self.text_limits(text)
                    )
                }
                Kind::Text(text) => {
                    let values = self.enum_name(text)?;
                    format!("choices::<{values}>{begin}, &{})", count(list))
                }
                _ => bail!("the generator cannot read lists like `{name}`"),
            },
            Kind::Structure(shape) => format!("structure::<{shape}>{begin})"),
            _ => bail!("the generator cannot read members like `{name}`"),
        })
    }

    fn text_limits(&mut self, text: &Text) -> String {
        let pattern = match &text.pattern {
            Some(shown) => format!("Some(&{})", self.pattern_name(shown)),
            None => "None".to_owned(),
        };
        let (min, max) = (at_least(text.min), at_most(text.max));
        format!("Text {{ min: {min}, max: {max}, pattern: {pattern} }}")
    }

    /// How a shape of answers is written.
    pub(super) fn write(&mut self, shape: &str) -> Result<String> {
        let members = self.model.members(shape)?.to_vec();
        let out = if members.is_empty() { "_" } else { "out" };
        let mut text =
            format!("impl Answer<Writer> for {shape} {{\nfn write(&self, {out}: &mut Writer) {{\n");
        for member in &members {
            text += &self.writing(member)?;
        }
        Ok(text + "}\n}\n")
    }

    fn writing(&mut self, member: &Member) -> Result<String> {
        let field = names::field(&member.name);
        let name = format!("\"{}\"", member.name);
        let is_list = matches!(member.kind, Kind::List(_) | Kind::Map(_));
        if self.is_certain(member) {
            let value = format!("self.{field}");
            return Ok(self.element(&name, &value, &member.kind, self.is_secret(member))? + ";\n");
        }
        if is_list {
            let element = self.element(&name, &format!("self.{field}"), &member.kind, false)?;
            return Ok(format!("if !self.{field}.is_empty() {{\n{element};\n}}\n"));
        }
        // A copy where there is one, else a reference.
        let is_copied = match &member.kind {
            Kind::Integer { .. } | Kind::Boolean | Kind::Timestamp { .. } => true,
            Kind::Text(text) => !text.values.is_empty(),
            _ => false,
        };
        let borrow = if is_copied { "" } else { "&" };
        let element = self.element(&name, "value", &member.kind, self.is_secret(member))?;
        Ok(format!(
            "if let Some(value) = {borrow}self.{field} {{\n{element};\n}}\n"
        ))
    }

    /// The statement that writes one element; `value` is a place or a reference.
    fn element(&mut self, name: &str, value: &str, kind: &Kind, is_secret: bool) -> Result<String> {
        let exposed = if is_secret {
            format!("{value}.expose()")
        } else {
            value.to_owned()
        };
        let reference = if is_secret || !value.starts_with("self.") {
            exposed
        } else {
            format!("&{exposed}")
        };
        Ok(match kind {
            Kind::Text(text) if !text.values.is_empty() => {
                self.enum_name(text)?;
                format!("out.text({name}, {value}.as_str())")
            }
            Kind::Text(_) => format!("out.text({name}, {reference})"),
            Kind::Integer { .. } => format!("out.integer({name}, {value})"),
            Kind::Boolean => format!("out.boolean({name}, {value})"),
            Kind::Timestamp { is_iso8601: true } => format!("out.iso_time({name}, {value})"),
            Kind::Timestamp { is_iso8601: false } => format!("out.time({name}, {value})"),
            Kind::Blob { .. } => format!("out.blob({name}, {reference})"),
            Kind::Structure(_) => format!("out.group({name}, |out| {value}.write(out))"),
            Kind::List(list) => {
                let inner = self.inner(&list.element)?;
                format!("out.list({name}, {reference}, |out, name, value| {{ {inner}; }})")
            }
            Kind::Map(map) => {
                let key = match &map.key {
                    Kind::Text(text) if !text.values.is_empty() => "key.as_str()",
                    Kind::Text(_) => "key",
                    _ => bail!("the keys of {name} are no texts"),
                };
                let inner = self.inner(&map.value)?;
                format!(
                    "out.map({name}, {reference}, |key| {key}, |out, name, value| {{ {inner}; }})"
                )
            }
        })
    }

    /// The same for what stands in a list or a map, where `value` is a reference.
    fn inner(&mut self, kind: &Kind) -> Result<String> {
        let value = match kind {
            Kind::Integer { .. } | Kind::Boolean | Kind::Timestamp { .. } => "*value",
            _ => "value",
        };
        self.element("name", value, kind, false)
    }

    /// The type of a member.
    fn rust_type(&mut self, member: &Member) -> Result<String> {
        let is_secret = self.is_secret(member);
        let kind = self.kind_type(&member.kind)?;
        let kind = if is_secret {
            format!("Sensitive<{kind}>")
        } else {
            kind
        };
        let is_list = matches!(member.kind, Kind::List(_) | Kind::Map(_));
        Ok(if self.is_certain(member) || is_list {
            kind
        } else {
            format!("Option<{kind}>")
        })
    }

    fn kind_type(&mut self, kind: &Kind) -> Result<String> {
        Ok(match kind {
            Kind::Text(text) if !text.values.is_empty() => self.enum_name(text)?,
            Kind::Text(_) => "String".to_owned(),
            Kind::Integer { .. } => "i32".to_owned(),
            Kind::Boolean => "bool".to_owned(),
            Kind::Timestamp { .. } => "Timestamp".to_owned(),
            Kind::Blob { .. } => "Vec<u8>".to_owned(),
            Kind::Structure(shape) => shape.clone(),
            Kind::List(list) => format!("Vec<{}>", self.kind_type(&list.element)?),
            Kind::Map(map) => format!(
                "BTreeMap<{}, {}>",
                self.kind_type(&map.key)?,
                self.kind_type(&map.value)?
            ),
        })
    }
}

fn count(list: &List) -> String {
    format!(
        "Count {{ min: {}, max: {} }}",
        at_least(list.min),
        at_most(list.max)
    )
}

fn at_least(min: Option<u64>) -> String {
    min.unwrap_or(0).to_string()
}

fn at_most(max: Option<u64>) -> String {
    max.map_or("usize::MAX".to_owned(), |max| grouped(&max.to_string()))
}

fn integer(value: i64) -> String {
    match value {
        _ if value == i64::from(i32::MIN) => "i32::MIN".to_owned(),
        _ if value == i64::from(i32::MAX) => "i32::MAX".to_owned(),
        value => grouped(&value.to_string()),
    }
}

/// Digits as clippy likes them: `129_600`.
fn grouped(digits: &str) -> String {
    if digits.len() < 5 {
        return digits.to_owned();
    }
    let (head, tail) = digits.split_at(digits.len() - 3);
    format!("{}_{tail}", grouped(head))
}
