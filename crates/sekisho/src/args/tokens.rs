//! `sekisho tokens`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Format, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho tokens import seeds.xml --key-file transport.key
  sekisho tokens import seeds.csv --account keiri --refused refused.csv
  sekisho tokens list

Delete the seed file when its tokens are in the stock: whoever has it can make their codes.";

const IMPORT_EXAMPLES: &str = "\
Examples:
  sekisho tokens import seeds.csv --dry-run
      says what would be imported and what not, and changes nothing
  sekisho tokens import seeds.xml --key-file transport.key
      PSKC with secrets encrypted under a key; the key file holds it in hexadecimal, for you only
  pass show tokens | sekisho tokens import seeds.xml --passphrase-stdin

Reads PSKC (RFC 6030), OATH CSV, and the CSV of Microsoft Entra and Token2. A file with a wrong key, a
changed value or a cut end gives no token at all. Of any other file, tokens that cannot be used are
left out and named, and the rest is there all at once or not at all. Tokens that count presses (HOTP)
and those whose days are over are not imported.";

/// `sekisho tokens`.
#[derive(Debug, Subcommand)]
pub(crate) enum Tokens {
    /// Import a seed file of hardware tokens into the stock
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(TokensImport),
    /// Show the stock: who holds which token, its last use, and how far its clock is off
    List(TokensList),
}

/// `sekisho tokens import`.
#[derive(Args, Debug)]
pub(crate) struct TokensImport {
    /// Seed file: PSKC or CSV
    pub(crate) file: PathBuf,
    /// File with the pre-shared key in hexadecimal
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_stdin")]
    pub(crate) key_file: Option<PathBuf>,
    /// Read the passphrase from stdin instead of asking for it
    #[arg(long)]
    pub(crate) passphrase_stdin: bool,
    /// Only people of this account may have the tokens: its id or alias
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Option<String>,
    /// Write what was not imported, and why, into this CSV file
    #[arg(long, value_name = "FILE")]
    pub(crate) refused: Option<PathBuf>,
    /// Check everything and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where the stock is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho tokens list`.
#[derive(Args, Debug)]
pub(crate) struct TokensList {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the stock is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

impl Tokens {
    /// Where the stock is kept.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Self::Import(args) => &args.place,
            Self::List(args) => &args.place,
        }
    }
}
