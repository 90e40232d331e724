//! The command line. What stands in the help exists.

pub(crate) mod closing;
mod deadline;
mod devices;
mod events;
mod install;
#[cfg(test)]
mod manuals;
mod notify;
pub(crate) mod recover;
mod responsible;
mod status;
mod store;
mod tokens;
mod usage;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub(crate) use self::deadline::{Clear, Concerned, Deadline, Set, Show as DeadlineShow};
pub(crate) use self::devices::{Devices, DevicesLeave, DevicesList, ListFormat};
pub(crate) use self::events::{Events, EventsCommand, EventsHead, EventsPurge, EventsVerify};
pub(crate) use self::install::{Completions, Manual};
pub(crate) use self::notify::{Notify, NotifyCommand, NotifyList};
pub(crate) use self::responsible::{Responsible, ResponsibleImport, ResponsibleSet};
pub(crate) use self::status::{Status, StatusFormat};
pub(crate) use self::store::{
    Store, StoreBackup, StoreMigrate, StoreRestore, StoreRotateKey, StoreVerify,
};
pub(crate) use self::tokens::{Tokens, TokensImport};
pub(crate) use self::usage::AccountUsage;
use crate::config::Flags;
use crate::exit::Exit;

/// Most events that `events` prints before it follows.
pub(crate) const EVENTS_MAX: u32 = 10_000;

const EXAMPLES: &str = "\
Examples:
  sekisho serve                          start on http://localhost:8700
  sekisho account list                   the accounts, also beside a running server
  sekisho deadline set --for roots --days 35
                                         from when people must have MFA
  sekisho status                         who has it, and who does not yet
  sekisho events --follow                who does what, as it happens

The answer goes to stdout and the talk to stderr. `sekisho help COMMAND` tells more.";

const SERVE_EXAMPLES: &str = "\
Examples:
  sekisho serve
      keeps everything in the data directory and answers on http://localhost:8700
  sekisho serve --database memory: --listen 127.0.0.1:0
      forgets everything at the end, and takes any free port
  sekisho serve --data /var/lib/sekisho --public-url https://signin.example.com
      with a certificate in `[tls]`, or the proxy in `[proxy] trusted`, of sekisho.toml

Every flag is also a key of the configuration file (`public_url`) and a variable of the
environment (`SEKISHO_PUBLIC_URL`). Flags win over environment over file.";

const CREATE_EXAMPLES: &str = "\
Examples:
  sekisho account create --name Keiri --email root@example.com
  pass show keiri | sekisho account create --name Keiri --email root@example.com --password-stdin

The root user changes this password at the first sign-in, because somebody else has seen it.";

const ENROL_EXAMPLES: &str = "\
Examples:
  sekisho account enrol keiri                    for the root user
  sekisho account enrol keiri --user hanako

After the deadline a password alone is not enough for a first MFA device, because it may be a thief's.
Hand the address over in a way that only the right person can read. It goes to stdout, and what there
is to know about it to stderr.";

/// Sign-in and MFA with AWS-style accounts.
#[derive(Debug, Parser)]
#[command(name = "sekisho", version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
    /// Make accounts, look at them, close and erase them
    #[command(subcommand)]
    Account(Account),
    /// Say from when people must have MFA
    #[command(subcommand, after_help = deadline::EXAMPLES)]
    Deadline(Deadline),
    /// Tell people of their deadline, and show what they were told
    #[command(after_help = notify::EXAMPLES)]
    Notify(Notify),
    /// Report who has MFA in all accounts, and who does not yet
    #[command(after_help = status::EXAMPLES)]
    Status(Status),
    /// Say who looks after which accounts
    #[command(subcommand, after_help = responsible::EXAMPLES)]
    Responsible(Responsible),
    /// Import hardware TOTP tokens, and look at the stock
    #[command(subcommand, after_help = tokens::EXAMPLES)]
    Tokens(Tokens),
    /// List MFA devices as things: who has them, and what somebody who leaves holds
    #[command(subcommand, after_help = devices::EXAMPLES)]
    Devices(Devices),
    /// Back up, restore and check what is kept, and change its master key
    #[command(subcommand, after_help = store::EXAMPLES)]
    Store(Store),
    /// Show who did what, and check that nothing of it was changed
    #[command(after_help = events::EXAMPLES)]
    Events(Events),
    /// Print the completions for a shell
    #[command(after_help = install::COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Write the manual pages, one for each command
    #[command(after_help = install::MANUAL_EXAMPLES)]
    Manual(Manual),
}

/// `sekisho serve`.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8700]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Address that people type, without a path [default: http://localhost:PORT]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// TOML file of accounts and users to make, if they were never made before
    #[arg(long, value_name = "FILE")]
    bootstrap: Option<String>,
    /// Make security keys for another host from now on; those of the old one stop working
    #[arg(long)]
    pub(crate) accept_new_host: bool,
    #[command(flatten)]
    place: Place,
}

/// Where everything is kept: the same for every command.
#[derive(Args, Debug)]
pub(crate) struct Place {
    /// Data directory [default: the platform's for this user]
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// `sqlite:PATH` or `memory:` [default: sekisho.db in the data directory]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Configuration file [default: sekisho.toml in the data directory, if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<String>,
}

/// `sekisho account`.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make an account with its root user
    #[command(after_help = CREATE_EXAMPLES)]
    Create(Create),
    /// List all accounts
    List(List),
    /// Show one account
    Show(Show),
    /// Make an address with which somebody registers a first MFA device
    #[command(after_help = ENROL_EXAMPLES)]
    Enrol(Enrol),
    /// Get a root user who lost every MFA device a new one, after a wait that can be cancelled
    #[command(after_help = recover::EXAMPLES)]
    Recover(recover::Recover),
    /// Close an account: nobody but its root user gets in, to reopen it
    #[command(after_help = closing::CLOSE_EXAMPLES)]
    Close(closing::Closing),
    /// Open a closed account again
    #[command(after_help = closing::REOPEN_EXAMPLES)]
    Reopen(closing::Closing),
    /// Erase an account that was closed 90 days ago
    #[command(after_help = closing::PURGE_EXAMPLES)]
    Purge(closing::Purge),
    /// Export what accounts used in a month
    #[command(after_help = usage::EXAMPLES)]
    Usage(AccountUsage),
}

/// `sekisho account create`.
#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Name of the account, in any script
    #[arg(long)]
    pub(crate) name: String,
    /// E-mail address of its root user, who signs in with it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: String,
    /// Name in the sign-in address of its users
    #[arg(long)]
    pub(crate) alias: Option<String>,
    /// Account id of 12 digits [default: a random one]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Read the root user's password from stdin instead of asking for it
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// Why its root user has days of grace, although the rule about MFA was announced before
    #[arg(long, value_name = "REASON")]
    pub(crate) grace: Option<String>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho account list`.
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho account show`.
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// Account id or alias
    pub(crate) account: String,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the accounts are kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho account enrol`.
#[derive(Args, Debug)]
pub(crate) struct Enrol {
    /// Account id or alias
    pub(crate) account: String,
    /// Name of the user whose device it will be [default: the root user's]
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Address of the server, if it was started with another one than the configuration says
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Where the accounts are kept.
    #[command(flatten)]
    place: Place,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

impl CommandLine {
    /// Reads the command line of this process. Help, the version and mistakes are errors whose
    /// text is for the person.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        Self::from_arg_matches(&Self::whole().try_get_matches()?)
    }

    /// Every command with the whole of its help, also what is put together when it is asked for.
    pub(crate) fn whole() -> clap::Command {
        let long = format!("{EXAMPLES}\n\n{}", Exit::list());
        let policies = policies();
        Self::command()
            .after_long_help(long)
            .mut_subcommand("serve", |serve| {
                serve.after_long_help(format!("{SERVE_EXAMPLES}\n\n{policies}"))
            })
            .mut_subcommand("account", |account| account.after_long_help(policies))
    }
}

impl Serve {
    /// The flags that were given.
    pub(crate) fn flags(&self) -> Flags {
        let mut flags = self.place.flags();
        given(&mut flags, "listen", self.listen.as_ref());
        given(&mut flags, "public_url", self.public_url.as_ref());
        given(&mut flags, "bootstrap", self.bootstrap.as_ref());
        flags
    }
}

impl Enrol {
    /// The flags that were given.
    pub(crate) fn flags(&self) -> Flags {
        let mut flags = self.place.flags();
        given(&mut flags, "public_url", self.public_url.as_ref());
        flags
    }
}

impl Place {
    /// The flags that were given.
    pub(crate) fn flags(&self) -> Flags {
        let mut flags = Flags::new();
        given(&mut flags, "data", self.data.as_ref());
        given(&mut flags, "database", self.database.as_ref());
        given(&mut flags, "config", self.config.as_ref());
        flags
    }
}

fn given(flags: &mut Flags, key: &'static str, value: Option<&String>) {
    flags.extend(value.map(|value| (key, value.clone())));
}

/// The policies that can be named, for the help.
fn policies() -> String {
    let mut text = String::from("Policies that a bootstrap file can attach to a user:\n");
    for policy in policy::managed::managed() {
        text.push_str("  ");
        text.push_str(policy.arn);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_put_together_rightly() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_limit_is_taken_up_to_its_maximum_and_not_further() {
        let read = |limit: String| {
            CommandLine::try_parse_from(["sekisho", "events", "--limit", &limit]).is_ok()
        };
        assert!(read(EVENTS_MAX.to_string()));
        assert!(!read((EVENTS_MAX + 1).to_string()));
    }

    #[test]
    fn a_flag_is_known_to_the_file_and_the_environment() {
        let line = CommandLine::try_parse_from([
            "sekisho",
            "serve",
            "--listen",
            "l",
            "--public-url",
            "p",
            "--bootstrap",
            "b",
            "--data",
            "d",
            "--database",
            "s",
        ]);
        let Command::Serve(serve) = line.unwrap().command else {
            panic!("serve was asked for")
        };
        let flags = serve.flags();
        assert_eq!(flags.len(), 5);
        assert!(
            flags
                .iter()
                .all(|(key, _)| crate::config::KEYS.contains(key))
        );
    }
}
