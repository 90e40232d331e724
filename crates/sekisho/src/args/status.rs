//! `sekisho status`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use web::Lang;

use super::Place;

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho status
  sekisho status --format csv --output status.csv
      for a spreadsheet, one line for each account
  sekisho status --format html --language ja --output status.html
      one file for auditors, with the date and the totals; it can be printed
  sekisho status --format json | jq '.accounts[] | select(.root.state == \"past-due\") | .id'";

/// `sekisho status`.
#[derive(Args, Debug)]
pub(crate) struct Status {
    /// Form of the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: StatusFormat,
    /// Write it into this file, for its owner only, in the place of one that is there
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Language of the HTML report [default: that of the environment]
    #[arg(long, value_enum)]
    pub(crate) language: Option<Language>,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatusFormat {
    /// A table for people
    #[default]
    Text,
    /// A table for spreadsheets
    Csv,
    /// For programs
    Json,
    /// One file for auditors
    Html,
}

/// A language of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Japanese
    Ja,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ja => Self::Ja,
            Language::En => Self::En,
        }
    }
}
