//! The facts of a model, and what is asked of it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A service.
pub(super) struct Model {
    pub(super) service: String,
    pub(super) version: String,
    pub(super) protocol: Protocol,
    pub(super) errors: Vec<ErrorCode>,
    pub(super) operations: Vec<Operation>,
    pub(super) shapes: BTreeMap<String, Vec<Member>>,
}

/// How a service is spoken with.
pub(super) enum Protocol {
    Query { namespace: String },
    Json { target: String },
    RestJson,
}

pub(super) struct ErrorCode {
    pub(super) code: String,
    pub(super) status: u64,
    pub(super) sender: bool,
}

pub(super) struct Operation {
    pub(super) name: String,
    pub(super) input: Option<String>,
    pub(super) output: Option<String>,
    pub(super) errors: Vec<String>,
}

/// A member of a structure.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_required: bool,
    pub(super) kind: Kind,
}

/// What a member, an element or a value is.
#[derive(Clone)]
pub(super) enum Kind {
    Text(Text),
    Integer { min: i64, max: i64 },
    Boolean,
    Timestamp { is_iso8601: bool },
    Blob { is_secret: bool },
    Structure(String),
    List(Box<List>),
    Map(Box<Map>),
}

#[derive(Clone)]
pub(super) struct Text {
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
    pub(super) pattern: Option<String>,
    pub(super) values: Vec<String>,
    pub(super) is_secret: bool,
}

#[derive(Clone)]
pub(super) struct List {
    pub(super) min: Option<u64>,
    pub(super) max: Option<u64>,
    pub(super) element: Kind,
}

#[derive(Clone)]
pub(super) struct Map {
    pub(super) key: Kind,
    pub(super) value: Kind,
}

/// What `served.json` says of a service.
pub(super) struct Served {
    pub(super) echoes_values: bool,
    pub(super) operations: Vec<String>,
    pub(super) enums: BTreeMap<String, Vec<String>>,
    pub(super) patterns: BTreeMap<String, String>,
    pub(super) secret: Vec<String>,
    pub(super) always: Vec<String>,
    pub(super) sometimes: Vec<String>,
    pub(super) never: Vec<Never>,
    pub(super) less: Vec<Less>,
}

/// An error of the model that is never answered.
pub(super) struct Never {
    pub(super) error: String,
    /// By which operations; empty for all.
    pub(super) operations: Vec<String>,
    pub(super) why: String,
}

/// Members of requests that mean less than on AWS.
pub(super) struct Less {
    pub(super) operations: Vec<String>,
    pub(super) members: Vec<String>,
    pub(super) what: String,
}

/// A code that every service has.
pub(super) struct Common {
    pub(super) code: String,
    /// What services that speak JSON call it, if they have another name.
    pub(super) in_json: Option<String>,
    pub(super) status: u64,
    pub(super) when: String,
}

impl Model {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let json: Value = serde_json::from_str(text)?;
        let shapes = object(&json, "shapes")?;
        let shapes = shapes
            .map(|(name, members)| {
                let members = members.as_array().context("members are a list")?;
                let members = members.iter().map(Member::parse).collect::<Result<_>>();
                Ok((
                    name.clone(),
                    members.with_context(|| format!("in `{name}`"))?,
                ))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            service: text_of(&json, "service")?,
            version: text_of(&json, "version")?,
            protocol: Protocol::parse(&json)?,
            errors: each(&json, "errors", ErrorCode::parse)?,
            operations: each(&json, "operations", Operation::parse)?,
            shapes,
        })
    }

    /// Makes members optional that AWS leaves out now and then, given as `Shape.Member`.
    pub(super) fn relaxed(mut self, sometimes: &[String]) -> Result<Self> {
        for path in sometimes {
            let member = path.split_once('.').and_then(|(shape, name)| {
                let members = self.shapes.get_mut(shape)?;
                members.iter_mut().find(|member| member.name == name)
            });
            let member = member.with_context(|| format!("there is no member `{path}`"))?;
            member.is_required = false;
        }
        Ok(self)
    }

    pub(super) fn members(&self, shape: &str) -> Result<&[Member]> {
        let members = self.shapes.get(shape);
        Ok(members.with_context(|| format!("there is no shape `{shape}`"))?)
    }
}

impl Protocol {
    fn parse(json: &Value) -> Result<Self> {
        Ok(match text_of(json, "protocol")?.as_str() {
            "query" => Self::Query {
                namespace: text_of(json, "namespace")?,
            },
            "json" => Self::Json {
                target: text_of(json, "target")?,
            },
            "rest-json" => Self::RestJson,
            other => bail!("`{other}` is a protocol that the generator does not know"),
        })
    }
}

impl ErrorCode {
    fn parse(json: &Value) -> Result<Self> {
        Ok(Self {
            code: text_of(json, "code")?,
            status: json["status"].as_u64().context("an error has a status")?,
            sender: json["sender"].as_bool().context("an error has a fault")?,
        })
    }
}

impl Operation {
    fn parse(json: &Value) -> Result<Self> {
        let name = text_of(json, "name")?;
        if let Some(path) = json["path"].as_str() {
            let (first, rest) = name.split_at(1);
            if path != format!("/{}{rest}", first.to_lowercase()) {
                bail!("the path of {name} is not its name");
            }
        }
        Ok(Self {
            name,
            input: json["input"].as_str().map(str::to_owned),
            output: json["output"].as_str().map(str::to_owned),
            errors: texts(json, "errors")?,
        })
    }
}

impl Member {
    fn parse(json: &Value) -> Result<Self> {
        Ok(Self {
            name: text_of(json, "name")?,
            is_required: json["required"].as_bool().unwrap_or(false),
            kind: Kind::parse(json)?,
        })
    }
}

impl Kind {
    fn parse(json: &Value) -> Result<Self> {
        let min = json["min"].as_u64();
        let max = json["max"].as_u64();
        let is_secret = json["sensitive"].as_bool().unwrap_or(false);
        Ok(match text_of(json, "type")?.as_str() {
            "string" => Self::Text(Text {
                min,
                max,
                pattern: json["pattern"].as_str().map(str::to_owned),
                values: if json["enum"].is_array() {
                    texts(json, "enum")?
                } else {
                    Vec::new()
                },
                is_secret,
            }),
            "integer" => Self::Integer {
                min: json["min"].as_i64().unwrap_or(i32::MIN.into()),
                max: json["max"].as_i64().unwrap_or(i32::MAX.into()),
            },
            "boolean" => Self::Boolean,
            "timestamp" => Self::Timestamp {
                is_iso8601: json["format"] == "iso8601",
            },
            "blob" => Self::Blob { is_secret },
            "structure" => Self::Structure(text_of(json, "shape")?),
            "list" => Self::List(Box::new(List {
                min,
                max,
                element: Self::parse(&json["member"])?,
            })),
            "map" => Self::Map(Box::new(Map {
                key: Self::parse(&json["key"])?,
                value: Self::parse(&json["value"])?,
            })),
            other => bail!("`{other}` is a type that the generator does not know"),
        })
    }
}

impl Served {
    pub(super) fn parse(text: &str, service: &str) -> Result<Self> {
        let json: Value = serde_json::from_str(text)?;
        let json = &json[service];
        let enums = object(json, "enums")?;
        let patterns = object(json, "patterns")?;
        Ok(Self {
            echoes_values: json["echoes_values"]
                .as_bool()
                .context("`echoes_values` is true or false")?,
            operations: texts(json, "operations")?,
            enums: enums
                .map(|(name, _)| Ok((name.clone(), texts(&json["enums"], name)?)))
                .collect::<Result<_>>()?,
            patterns: patterns
                .map(|(shown, _)| Ok((shown.clone(), text_of(&json["patterns"], shown)?)))
                .collect::<Result<_>>()?,
            secret: texts(json, "secret")?,
            always: texts(json, "always")?,
            sometimes: texts(json, "sometimes")?,
            never: each(json, "never", Never::parse)?,
            less: each(json, "less", Less::parse)?,
        })
    }
}

impl Never {
    fn parse(json: &Value) -> Result<Self> {
        let is_named = !json["operations"].is_null();
        Ok(Self {
            error: text_of(json, "error")?,
            operations: if is_named {
                texts(json, "operations")?
            } else {
                Vec::new()
            },
            why: text_of(json, "why")?,
        })
    }
}

impl Less {
    fn parse(json: &Value) -> Result<Self> {
        Ok(Self {
            operations: texts(json, "operations")?,
            members: texts(json, "members")?,
            what: text_of(json, "what")?,
        })
    }
}

impl Common {
    /// All of them, of `served.json`.
    pub(super) fn parse_all(text: &str) -> Result<Vec<Self>> {
        let json: Value = serde_json::from_str(text)?;
        each(&json, "common", |error| {
            Ok(Self {
                code: text_of(error, "code")?,
                in_json: error["json"].as_str().map(str::to_owned),
                status: error["status"].as_u64().context("an error has a status")?,
                when: text_of(error, "when")?,
            })
        })
    }
}

fn text_of(json: &Value, name: &str) -> Result<String> {
    let text = json[name].as_str();
    Ok(text
        .with_context(|| format!("`{name}` is a text"))?
        .to_owned())
}

fn texts(json: &Value, name: &str) -> Result<Vec<String>> {
    each(json, name, |text| {
        Ok(text.as_str().context("a list of texts")?.to_owned())
    })
}

fn each<T>(json: &Value, name: &str, parse: impl Fn(&Value) -> Result<T>) -> Result<Vec<T>> {
    let list = json[name].as_array();
    let list = list.with_context(|| format!("`{name}` is a list"))?;
    list.iter().map(parse).collect()
}

fn object<'a>(json: &'a Value, name: &str) -> Result<serde_json::map::Iter<'a>> {
    let object = json[name].as_object();
    Ok(object
        .with_context(|| format!("`{name}` is an object"))?
        .iter())
}
