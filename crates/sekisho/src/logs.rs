//! The log: what the program does, on stderr, for the operator and for machines.
//!
//! Never in it: secrets, what strangers typed, query strings. The crates keep to that where they
//! log; here the frameworks below them are held at warnings, because they know no such rule.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::nearest::nearest;

/// How the log is written, and how much of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LogSettings {
    /// For people or for machines.
    pub(crate) format: Format,
    /// How much.
    pub(crate) level: Level,
}

/// For whom the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// One line for people.
    #[default]
    Text,
    /// One JSON object on a line.
    Json,
}

/// The least that is worth a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level(LevelFilter);

/// Our own crates, which keep secrets out of what they log.
const OURS: [&str; 8] = [
    "sekisho", "web", "service", "store", "rules", "policy", "otp", "wire",
];
const FORMATS: [&str; 2] = ["text", "json"];
const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

impl Format {
    /// Reads `text` or `json`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(unknown(other, "a format of the log", &FORMATS)),
        }
    }
}

impl Level {
    /// Reads `error`, `warn`, `info`, `debug` or `trace`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let level = LEVELS.contains(&text).then(|| text.parse().ok()).flatten();
        level
            .map(Self)
            .ok_or_else(|| unknown(text, "a level of the log", &LEVELS))
    }
}

impl Default for Level {
    fn default() -> Self {
        Self(LevelFilter::INFO)
    }
}

/// Sends the log of this process to stderr. Only the first call does something.
pub(crate) fn begin(settings: LogSettings) {
    let LogSettings {
        format,
        level: Level(level),
    } = settings;
    let targets = OURS.into_iter().fold(
        Targets::new().with_default(level.min(LevelFilter::WARN)),
        |targets, ours| targets.with_target(ours, level),
    );
    let layer = fmt::layer().with_writer(io::stderr);
    let layer = match format {
        Format::Text => layer
            .with_ansi(io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
            .with_target(false)
            .boxed(),
        Format::Json => layer.json().flatten_event(true).boxed(),
    };
    // An error means that a log is there already.
    let _ = tracing_subscriber::registry()
        .with(layer.with_filter(targets))
        .try_init();
    std::panic::set_hook(Box::new(|panic| {
        // The message of a panic may hold anything; where it happened says enough to find it.
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "a defect was met; please report the place");
    }));
}

fn unknown(text: &str, what: &str, known: &[&str]) -> String {
    let hint = match nearest(text, known.iter().copied()) {
        Some(right) => format!("did you mean `{right}`?"),
        None => format!("use one of {}", known.join(", ")),
    };
    format!("`{text}` is not {what}; {hint}")
}
