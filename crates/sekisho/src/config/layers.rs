//! Flags over environment over file: the values that were given, each with where it was said.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{ConfigError, Environment};
use crate::sheet::{Fault, Source};

/// Every key of the file, with its table before the dot. In the environment the same key is
/// `SEKISHO_` and the key in capitals, with `_` for the dot.
pub(crate) const KEYS: [&str; 44] = [
    "listen",
    "data",
    "database",
    "public_url",
    "bootstrap",
    "issuer",
    "installation",
    "time_zone",
    "tls.certificate",
    "tls.key",
    "proxy.trusted",
    "metrics.allow",
    "keys.master_key_file",
    "hashing.memory_kib",
    "hashing.passes",
    "hashing.lanes",
    "hashing.at_once",
    "codes.behind_steps",
    "codes.ahead_steps",
    "webauthn.rp_id",
    "webauthn.synced",
    "webauthn.clone",
    "webauthn.allowed_keys_file",
    "aws.first_device_by_key",
    "aws.access_key_prefix",
    "aws.session_key_prefix",
    "aws.credential_report_seconds",
    "mail.smtp_host",
    "mail.smtp_port",
    "mail.security",
    "mail.username",
    "mail.password_file",
    "mail.from",
    "mail.help",
    "deadline.for",
    "deadline.date",
    "deadline.days",
    "deadline.keys",
    "recovery.wait_hours",
    "events.export",
    "events.keep_days",
    "events.mail_heads_to",
    "log.format",
    "log.level",
];

/// The key of the configuration file itself, which only flags and environment know.
const CONFIG: &str = "config";
/// Most entries of a list in the file; a key may have a smaller maximum of its own.
const LIST_MAX: usize = 1024;

/// The flags of the command line that were given: the key without its dashes, and the value.
pub(crate) type Flags = Vec<(&'static str, String)>;

/// Where a value was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// On the command line.
    Flag(&'static str),
    /// In the environment.
    Environment(String),
    /// In the file.
    File(Fault),
}

/// A value that was given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// Where.
    pub(crate) origin: Origin,
    value: Value,
    /// Where relative paths start from.
    directory: PathBuf,
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    List(Vec<String>),
}

/// The values that were given and not read yet.
pub(crate) struct Layers(BTreeMap<&'static str, Given>);

impl Layers {
    /// Flags and environment.
    pub(super) fn new(flags: &Flags, environment: Environment<'_>) -> Result<Self, ConfigError> {
        let mut values = BTreeMap::new();
        for key in KEYS.iter().chain([&CONFIG]) {
            let name = variable(key);
            // What is set to nothing is not set: that is how a compose file leaves it out.
            let Some(value) = environment(&name).filter(|value| !value.is_empty()) else {
                continue;
            };
            let origin = Origin::Environment(name);
            let Ok(value) = value.into_string() else {
                let message = "this is not text in UTF-8; write it as one".to_owned();
                return Err(ConfigError::Wrong { origin, message });
            };
            values.insert(*key, Given::here(origin, value));
        }
        for (key, value) in flags {
            values.insert(*key, Given::here(Origin::Flag(key), value.clone()));
        }
        Ok(Self(values))
    }

    /// Adds what the file says and nobody said before.
    pub(super) fn add_file(&mut self, source: &Source) -> Result<(), Fault> {
        for (key, given) in read(source)? {
            self.0.entry(key).or_insert(given);
        }
        Ok(())
    }

    /// The value of a key, if it was given.
    pub(super) fn take(&mut self, key: &str) -> Option<Given> {
        debug_assert!(key == CONFIG || KEYS.contains(&key), "`{key}` is a key");
        self.0.remove(key)
    }

    /// As [`Layers::take`], without taking it.
    pub(super) fn peek(&self, key: &str) -> Option<&Given> {
        self.0.get(key)
    }

    /// INVARIANT: whatever may be given is read by somebody.
    pub(super) fn all_taken(&self) {
        debug_assert!(self.0.is_empty(), "a key of the table is read by nobody");
    }
}

/// The name of a key in the environment.
fn variable(key: &str) -> String {
    format!("SEKISHO_{}", key.replace('.', "_").to_uppercase())
}

/// What a file says. Keys that nobody knows are refused.
fn read(source: &Source) -> Result<Vec<(&'static str, Given)>, Fault> {
    let mut top = source.table()?;
    let plain: Vec<&str> = KEYS.into_iter().filter(|key| !key.contains('.')).collect();
    let mut tables: Vec<&str> = KEYS
        .into_iter()
        .filter_map(|key| Some(key.split_once('.')?.0))
        .collect();
    tables.dedup();
    top.only(&[plain.as_slice(), tables.as_slice()].concat(), &KEYS)?;
    let mut found = Vec::new();
    for name in tables {
        let Some(entry) = top.take(name) else {
            continue;
        };
        let mut table = entry.table()?;
        let inside = |key: &&'static str| key.split_once('.').is_some_and(|(own, _)| own == name);
        let keys: Vec<&'static str> = KEYS.into_iter().filter(inside).collect();
        let last = |key: &'static str| &key[name.len() + 1..];
        let known: Vec<&str> = keys.iter().map(|key| last(key)).collect();
        table.only(&known, &KEYS)?;
        for key in keys {
            found.extend(given(source, &mut table, last(key))?.map(|given| (key, given)));
        }
    }
    for key in KEYS.into_iter().filter(|key| !key.contains('.')) {
        found.extend(given(source, &mut top, key)?.map(|given| (key, given)));
    }
    Ok(found)
}

fn given(
    source: &Source,
    table: &mut crate::sheet::Table<'_>,
    key: &str,
) -> Result<Option<Given>, Fault> {
    let Some(entry) = table.take(key) else {
        return Ok(None);
    };
    let origin = Origin::File(entry.fault(""));
    let value = if entry.is_list() {
        let entries = entry.list(LIST_MAX)?;
        Value::List(
            entries
                .iter()
                .map(|entry| entry.text().map(str::to_owned))
                .collect::<Result<_, _>>()?,
        )
    } else {
        Value::Text(entry.scalar()?)
    };
    let directory = source.directory().to_path_buf();
    Ok(Some(Given {
        origin,
        value,
        directory,
    }))
}

impl Given {
    fn here(origin: Origin, value: String) -> Self {
        Self {
            origin,
            value: Value::Text(value),
            directory: PathBuf::new(),
        }
    }

    /// What is wrong with this value.
    pub(super) fn wrong(&self, message: &str) -> ConfigError {
        ConfigError::Wrong {
            origin: self.origin.clone(),
            message: message.to_owned(),
        }
    }

    /// The text.
    pub(super) fn text(&self) -> Result<&str, ConfigError> {
        match &self.value {
            Value::Text(text) if !text.trim().is_empty() => Ok(text),
            Value::Text(_) => {
                Err(self.wrong("the value is empty; write one, or leave the key out"))
            }
            Value::List(_) => Err(self.wrong("one value stands here, and not a list")),
        }
    }

    /// The value that the text means.
    pub(super) fn parse<T>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        parse(self.text()?).map_err(|message| self.wrong(&message))
    }

    /// The values of a list, which is written with commas where there are no brackets.
    pub(super) fn list<T>(
        &self,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, ConfigError> {
        let parsed: Result<_, String> = match &self.value {
            Value::List(entries) => entries.iter().map(|entry| parse(entry)).collect(),
            Value::Text(text) => text.split(',').map(|entry| parse(entry.trim())).collect(),
        };
        parsed.map_err(|message| self.wrong(&message))
    }

    /// The path that is meant.
    pub(super) fn path(&self) -> Result<PathBuf, ConfigError> {
        Ok(self.path_of(self.text()?))
    }

    /// A path in the value.
    pub(super) fn path_of(&self, text: &str) -> PathBuf {
        self.directory.join(Path::new(text))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(key) => write!(f, "--{}", key.replace('_', "-")),
            Self::Environment(name) => f.write_str(name),
            Self::File(Fault {
                path, line, column, ..
            }) => write!(f, "{path}:{line}:{column}"),
        }
    }
}
