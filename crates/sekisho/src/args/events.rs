//! `sekisho events`.

use clap::{Args, Subcommand};

use super::{EVENTS_MAX, Format, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho events --account 123456789012 --limit 20
  sekisho events --person hanako --refused --from 2024-07-01
  sekisho events --device GA2600123
  sekisho events --follow --format json | jq 'select(.errorCode)'
  sekisho events head --output /mnt/elsewhere/heads.json
      how far each chain of events goes, to be kept where this machine cannot change it
  sekisho events verify --head /mnt/elsewhere/heads.json
      whether every event is still what was sealed, and no chain was cut back since";

const VERIFY_EXAMPLES: &str = "\
Examples:
  sekisho events verify
  sekisho events verify --account 123456789012 --format json
  sekisho events verify --head 2026-10-01.json --head 2026-11-01.json

Events are numbered and chained with a code under the master key, one chain for each account and one
for the installation. Whoever can write to the database and has no key is found without more. Whoever
has both is found with a head that was exported before, so keep one elsewhere. What happened in the last
second may not be sealed yet; it is counted, and is no fault.";

const PURGE_EXAMPLES: &str = "\
Examples:
  sekisho events purge --before 2024-07-16
  sekisho events purge --before 2024-07-16 --account keiri

What went does not come back, unless from a backup; verify the trail and export its heads before. What
is left still verifies, and says how many events went, of which time, when and by whom. Events are kept
in blocks of one day, so a day goes whole or not at all. `[events] keep_days` in sekisho.toml lets the
server do the same every day.";

const HEAD_EXAMPLES: &str = "\
Examples:
  sekisho events head > heads.json
  sekisho events head --output /mnt/elsewhere/heads.json

The server writes one each day if `[events] export` in sekisho.toml names a directory. A head tells how many events there are, and nothing of what they say.";

/// `sekisho events`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Events {
    /// Something else than showing them.
    #[command(subcommand)]
    pub(crate) command: Option<EventsCommand>,
    /// Only of this account, by its id or alias
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// Only what this person did, or what was done to them: a user's name, root, or operator:NAME
    #[arg(long, value_name = "NAME")]
    pub(crate) person: Option<String>,
    /// Only events of this name, like ConsoleLogin
    #[arg(long, value_name = "NAME")]
    pub(crate) event: Option<String>,
    /// Only events about a device with this in its serial number
    #[arg(long, value_name = "SERIAL")]
    pub(crate) device: Option<String>,
    /// Only what was refused, and sign-ins that failed
    #[arg(long)]
    pub(crate) refused: bool,
    /// Not before this day, like 2024-07-16
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<jiff::civil::Date>,
    /// Not after this day
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<jiff::civil::Date>,
    /// Go on with what happens next, until you press Ctrl-C
    #[arg(long)]
    pub(crate) follow: bool,
    /// How many of the latest events; with --follow, 0 begins with what happens next
    #[arg(long, value_name = "N", default_value_t = 50,
        value_parser = clap::value_parser!(u32).range(0..=i64::from(EVENTS_MAX)))]
    pub(crate) limit: u32,
    /// Form of the answer: one line, or one JSON object, for each event
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the events are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// What else can be done with events.
#[derive(Debug, Subcommand)]
pub(crate) enum EventsCommand {
    /// Check that every event is what was sealed
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(EventsVerify),
    /// Remove old events, and leave a signed note of what went
    #[command(after_help = PURGE_EXAMPLES)]
    Purge(EventsPurge),
    /// Export how far each chain of events goes
    #[command(after_help = HEAD_EXAMPLES)]
    Head(EventsHead),
}

/// `sekisho events verify`.
#[derive(Args, Debug)]
pub(crate) struct EventsVerify {
    /// Only the chain of this account, by its id or alias
    #[arg(long, value_name = "ID|ALIAS")]
    pub(crate) account: Option<String>,
    /// Heads that were exported before; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) head: Vec<std::path::PathBuf>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the events are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho events purge`.
#[derive(Args, Debug)]
pub(crate) struct EventsPurge {
    /// Remove what happened before this day, like 2024-07-16
    #[arg(long, value_name = "DATE")]
    pub(crate) before: jiff::civil::Date,
    /// Only of this account, by its id or alias
    #[arg(long, value_name = "ID|ALIAS")]
    pub(crate) account: Option<String>,
    /// Where the events are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho events head`.
#[derive(Args, Debug)]
pub(crate) struct EventsHead {
    /// Write it to this file, which only you can read [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<std::path::PathBuf>,
    /// Where the events are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

impl Events {
    /// Whether it must change nothing at all, not even by sealing what waits.
    pub(crate) fn only_looks(&self) -> bool {
        matches!(self.command, Some(EventsCommand::Verify(_)))
    }

    /// Where the events are kept.
    pub(crate) fn place(&self) -> &Place {
        match &self.command {
            Some(EventsCommand::Verify(verify)) => &verify.place,
            Some(EventsCommand::Purge(purge)) => &purge.place,
            Some(EventsCommand::Head(head)) => &head.place,
            None => &self.place,
        }
    }
}
