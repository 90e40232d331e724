//! `cargo xtask bench`: what Sekisho costs, each figure beside a baseline of the same run.
//!
//! A figure alone says more about the machine than about the program, so each stands beside the
//! least that anything could cost here: the bare hash, the bare disk, the bare server. The two are
//! measured in turns, a slice of the one and a slice of the other, so that a neighbour's noise falls
//! on both. Where the project has set itself an aim, the table says whether it is met.
//!
//! Invariants: every part has a bounded number of rounds and all of them together end in about
//! five minutes; nothing but loopback is asked; what is written goes to a temporary directory beside
//! the program, on the disk that is measured, and is removed at the end. An answer that is not what
//! was asked for ends the run: no figure counts failures as work.
//!
//! Not here: comparing runs with each other. Never part of what ships.

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use tempfile::TempDir;

use crate::report::Report;

mod argon;
mod calls;
mod child;
mod deadlines;
mod decisions;
mod disk;
mod hello;
mod http;
mod installation;
mod mfa_checks;
mod pages;
mod process;
mod rate;
mod reads;
mod report;
mod scribe;
mod sign_ins;
mod tokens;

/// What Sekisho costs, each figure beside its baseline.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// How the answer is written.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Measure only these parts.
    #[arg(value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Measure calls with a million users too, which takes some minutes and two gigabytes of disk.
    #[arg(long)]
    million: bool,
    /// Accounts that are told of their deadline.
    #[arg(long, value_name = "N", default_value_t = Effort::FULL.accounts,
        value_parser = clap::value_parser!(u32).range(1..=ACCOUNTS_MAX))]
    accounts: u32,
    /// Hardware tokens of one seed file.
    #[arg(long, value_name = "N", default_value_t = Effort::FULL.tokens,
        value_parser = clap::value_parser!(u32).range(1..=TOKENS_MAX))]
    tokens: u32,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Most accounts that are told of a deadline: some gigabytes of letters.
const ACCOUNTS_MAX: i64 = 1_000_000;
/// Most tokens of a seed file.
const TOKENS_MAX: i64 = 100_000;

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Passwords through the service, beside the bare hash.
    SignIns,
    /// Codes through the service, durably recorded, beside the bare database and disk.
    MfaChecks,
    /// Decisions of policies, and calls of somebody who has some beside root's.
    Decisions,
    /// Records that were read before, beside the bare database.
    Reads,
    /// Pages over loopback, beside a bare server.
    Pages,
    /// Start and memory of the program itself, beside a bare server.
    Process,
    /// Signed calls of IAM and STS, beside a bare server and moto_server.
    Calls,
    /// Notices of a deadline for ten thousand accounts, and sign-ins meanwhile.
    Deadlines,
    /// A hundred thousand hardware tokens of one seed file, with the program itself.
    Tokens,
}

#[derive(Subcommand)]
enum Command {
    /// Be the bare server that start and memory are measured beside.
    #[command(hide = true)]
    Hello,
}

/// How long the parts measure.
#[derive(Clone, Copy)]
struct Effort {
    /// Rounds; in each of them a figure and its baselines take turns.
    rounds: u32,
    /// How long one turn takes, where turns are counted by time.
    turn: Duration,
    /// People whose codes are checked one after another in a round.
    singly: usize,
    /// People whose codes are checked many at once in a round.
    at_once: usize,
    /// Users of a large account, whose dashboard is measured too.
    users: usize,
    /// Starts of the program; the median counts.
    starts: usize,
    /// Most users that calls are measured with.
    users_most: usize,
    /// What calls are measured with beside.
    calls: calls::Work,
    /// Accounts that are told of a deadline.
    accounts: u32,
    /// Hardware tokens of one seed file.
    tokens: u32,
}

impl Effort {
    /// About four minutes in all.
    const FULL: Self = Self {
        rounds: 8,
        turn: Duration::from_millis(750),
        singly: 128,
        at_once: 512,
        users: 1000,
        starts: 10,
        users_most: 100_000,
        calls: calls::Work {
            rounds: 4,
            callers: 1000,
            codes: [200, 1000, 7500],
            moto_requests: 100,
            latencies: 1000,
        },
        accounts: 10_000,
        tokens: 100_000,
    };

    /// Enough to see that everything is asked and answered.
    #[cfg(test)]
    const TRIFLE: Self = Self {
        rounds: 2,
        turn: Duration::from_millis(20),
        singly: 2,
        at_once: 6,
        users: 3,
        starts: 1,
        users_most: 1,
        calls: calls::Work {
            rounds: 2,
            callers: 3,
            codes: [2, 8, 64],
            moto_requests: 1,
            latencies: 3,
        },
        accounts: 45,
        tokens: 150,
    };
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Command::Hello) => hello::run(),
        None => bench(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("bench: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn bench(arguments: &Arguments) -> Result<()> {
    log_to_nobody();
    let parts: [(Part, &str, Measure); 9] = [
        (Part::SignIns, "sign-ins", sign_ins::measure),
        (Part::MfaChecks, "MFA checks", mfa_checks::measure),
        (Part::Decisions, "decisions", decisions::measure),
        (Part::Reads, "reads of records", reads::measure),
        (Part::Pages, "pages", pages::measure),
        (Part::Process, "start and memory", process::measure),
        (Part::Calls, "calls", calls::measure),
        (Part::Deadlines, "notices of a deadline", deadlines::measure),
        (Part::Tokens, "hardware tokens", tokens::measure),
    ];
    let effort = Effort {
        users_most: if arguments.million {
            1_000_000
        } else {
            Effort::FULL.users_most
        },
        accounts: arguments.accounts,
        tokens: arguments.tokens,
        ..Effort::FULL
    };
    let mut report = Report::default();
    if cfg!(debug_assertions) {
        report.note(
            "built without optimisation, so the figures mean nothing; run `cargo xtask bench`",
        );
    }
    for (part, name, measure) in parts {
        if arguments.only.is_empty() || arguments.only.contains(&part) {
            say(format_args!("measuring {name} …"));
            measure(effort, &mut report).with_context(|| format!("measuring {name}"))?;
        }
    }
    let text = match arguments.format {
        Format::Text => report.text(),
        Format::Json => report.json(),
    };
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Measures one part and adds its figures to the report.
type Measure = fn(Effort, &mut Report) -> Result<()>;

/// The shipped program writes a line for each request, so the lines are made here too.
fn log_to_nobody() {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .with_writer(io::sink)
        .init();
}

/// Tells something on stderr. Nobody listening is no error.
fn say(text: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// A directory on the disk that the program lies on; `/tmp` may be memory, which has no flush.
fn directory() -> Result<TempDir> {
    let program = std::env::current_exe()?;
    let beside = program.parent().context("a program lies in a directory")?;
    let beside = fs::canonicalize(beside)?;
    tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(&beside)
        .with_context(|| format!("a directory in `{}`", beside.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn parts_are_chosen_by_name_and_all_are_measured_otherwise() {
        let parse = |line: &[&str]| Arguments::try_parse_from([&["bench"], line].concat());
        let some = parse(&["pages", "sign-ins"]).unwrap();
        assert!(some.only == [Part::Pages, Part::SignIns]);
        assert!(parse(&[]).unwrap().only.is_empty());
        assert!(matches!(
            parse(&["hello"]).unwrap().command,
            Some(Command::Hello)
        ));
        assert!(parse(&["nothing"]).is_err());
    }
}
