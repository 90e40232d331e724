//! `sekisho responsible`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Format, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho responsible set keiri/user/hanako keiri eigyo
      she sees both accounts in her console, and one letter tells her what is missing in them
  sekisho responsible export > responsible.csv
  sekisho responsible import responsible.csv

A person is written `keiri/user/hanako` or `keiri/root`: account id or alias, then who it is there.";

const IMPORT_EXAMPLES: &str = "\
Example:
  assignee,account
  keiri/user/hanako,keiri
  keiri/user/hanako,123456789012
  eigyo/root,eigyo

Everybody in the file is responsible for exactly the accounts that stand beside them there. All lines
are checked first: when one is wrong, it is named and nothing is changed. Who is not in the file
keeps what they have, unless --replace says otherwise.";

/// `sekisho responsible`.
#[derive(Debug, Subcommand)]
pub(crate) enum Responsible {
    /// Show who is responsible for which accounts
    List(ResponsibleList),
    /// Write all assignments as CSV, as `import` reads them
    Export(ResponsibleExport),
    /// Read assignments from a CSV file
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ResponsibleImport),
    /// Make one person responsible for exactly these accounts
    Set(ResponsibleSet),
}

/// `sekisho responsible list`.
#[derive(Args, Debug)]
pub(crate) struct ResponsibleList {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the assignments are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho responsible export`.
#[derive(Args, Debug)]
pub(crate) struct ResponsibleExport {
    /// Where the assignments are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho responsible import`.
#[derive(Args, Debug)]
pub(crate) struct ResponsibleImport {
    /// CSV file with the columns `assignee,account`
    pub(crate) file: PathBuf,
    /// Take everything from whoever is not in the file
    #[arg(long)]
    pub(crate) replace: bool,
    /// Where the assignments are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho responsible set`.
#[derive(Args, Debug)]
pub(crate) struct ResponsibleSet {
    /// Who, like `keiri/user/hanako` or `keiri/root`
    pub(crate) person: String,
    /// For which accounts, by their ids or aliases
    #[arg(value_name = "ACCOUNT", required_unless_present = "none")]
    pub(crate) accounts: Vec<String>,
    /// For none any more
    #[arg(long, conflicts_with = "accounts")]
    pub(crate) none: bool,
    /// Where the assignments are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

impl Responsible {
    /// Where the assignments are kept.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Self::List(args) => &args.place,
            Self::Export(args) => &args.place,
            Self::Import(args) => &args.place,
            Self::Set(args) => &args.place,
        }
    }
}
