//! The arguments of `sekisho account close`, `reopen` and `purge`.

use clap::Args;

use super::{Format, Place};

/// Examples after the help of `account close`.
pub(crate) const CLOSE_EXAMPLES: &str = "\
A closed account admits nobody but its root user, with MFA, to the page that reopens it. All sessions
end, access keys stop working, and root and the contacts of the account are told by mail. Everything in
it stays: for 90 days root can reopen it, and afterwards `sekisho account purge` erases it.

Example:
  sekisho account close keiri --reason \"the team was merged, ticket 4711\"";

/// Examples after the help of `account reopen`.
pub(crate) const REOPEN_EXAMPLES: &str = "\
Root reopens the account itself, in the console. This command is for a root user who has no MFA device,
or whose 90 days are over. What was there works again, access keys included; sessions stay ended.

Example:
  sekisho account reopen keiri --reason \"closed by mistake\"";

/// Examples after the help of `account purge`.
pub(crate) const PURGE_EXAMPLES: &str = "\
Erases an account that was closed 90 days ago or earlier, with its people, devices, keys, letters and
events. It cannot be undone, and nothing shortens the 90 days. When it is interrupted, run it again: it
goes on. What stays is the id, which is never given again, with the dates, the operator and the reason.
Backups keep what they have.

Examples:
  sekisho account purge 123456789012 --dry-run
  sekisho account purge 123456789012 --reason \"contract ended\"
      asks for the id once more
  sekisho account purge 123456789012 --reason \"contract ended\" --yes 123456789012";

/// `sekisho account close` and `sekisho account reopen`.
#[derive(Args, Debug)]
pub(crate) struct Closing {
    /// Account id or alias
    pub(crate) account: String,
    /// Why, as it is kept in the events
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho account purge`.
#[derive(Args, Debug)]
pub(crate) struct Purge {
    /// Account id
    #[arg(value_name = "ID")]
    pub(crate) account: String,
    /// Why, as it is kept for ever; needed unless it only looks or goes on
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// The id once more, instead of typing it on a terminal
    #[arg(long, value_name = "ID", conflicts_with = "dry_run")]
    pub(crate) yes: Option<String>,
    /// Show what would go, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}
