//! `sekisho account usage`.

use clap::Args;
use rules::Month;

use super::{ListFormat, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho account usage
      what every account used in the month that runs
  sekisho account usage keiri eigyo --month 2024-07
  sekisho account usage --month 2024-07 --format csv > usage.csv

Months are months of UTC. A running server writes once a minute, so the last minute may be missing.";

/// `sekisho account usage`.
#[derive(Args, Debug)]
pub(crate) struct AccountUsage {
    /// Account ids or aliases [default: all accounts]
    #[arg(value_name = "ACCOUNT")]
    pub(crate) accounts: Vec<String>,
    /// Month of UTC, as 2024-07 [default: the one that runs]
    #[arg(long, value_name = "YYYY-MM")]
    pub(crate) month: Option<Month>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ListFormat,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}
