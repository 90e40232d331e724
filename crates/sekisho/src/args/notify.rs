//! `sekisho notify`.

use clap::{Args, Subcommand};

use super::{Format, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho notify --dry-run
      who would be told what now, without telling anybody
  sekisho notify
      puts into the outbox what is to be told now; the running server sends it
  sekisho notify list --account keiri
      what waits and why, what was sent, and what could not be

The server plans by itself, once for each person and occasion. So nobody is told twice, however
often this is run.";

/// `sekisho notify`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Notify {
    /// Something else than planning.
    #[command(subcommand)]
    pub(crate) command: Option<NotifyCommand>,
    /// Only show who would be told what
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the letters are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// What else can be done with letters.
#[derive(Debug, Subcommand)]
pub(crate) enum NotifyCommand {
    /// Show the letters that wait, and what became of the others
    List(NotifyList),
}

/// `sekisho notify list`.
#[derive(Args, Debug)]
pub(crate) struct NotifyList {
    /// Only letters about this account, by its id or alias
    #[arg(long, value_name = "ID|ALIAS")]
    pub(crate) account: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the letters are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

impl Notify {
    /// Where the letters are kept.
    pub(crate) fn place(&self) -> &Place {
        match &self.command {
            Some(NotifyCommand::List(list)) => &list.place,
            None => &self.place,
        }
    }
}
