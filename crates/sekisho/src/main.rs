//! The `sekisho` command: command line, configuration and wiring.
//!
//! Invariant: the answer goes to stdout, the talk to stderr, and each way of failing has an exit
//! code of its own ([`exit::Exit`]). Never found here: rules, and what the operations decide.

mod account;
mod answer;
mod args;
mod bootstrap;
mod certificate;
mod closing;
mod config;
mod deadline;
mod devices;
mod events;
mod exit;
mod failure;
mod install;
mod logs;
mod mail;
mod nearest;
mod notify;
mod open;
mod os;
mod recover;
mod responsible;
mod serve;
mod service_manager;
mod set_up_address;
mod sheet;
mod status;
mod store_command;
mod system;
mod tokens;
mod trail_jobs;
mod usage;

use std::process::ExitCode;

use crate::args::{Account, Command, CommandLine};
use crate::config::{Config, Flags};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{Absent, House};

fn main() -> ExitCode {
    let line = match CommandLine::read() {
        Ok(line) => line,
        Err(told) => {
            // Help that nobody reads to its end is no error.
            let _ = told.print();
            let exit = if told.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
            return exit.into();
        }
    };
    match run(&line.command) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => {
            answer::say(&format!("sekisho: {failure}"));
            failure.exit().into()
        }
    }
}

fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Serve(args) => serve::serve(&config(&args.flags())?, args.accept_new_host),
        Command::Account(Account::Create(args)) => {
            let config = config(&args.place.flags())?;
            let asked = account::Asked::of(args)?;
            in_house(&config, Absent::Make, async |house| {
                account::create(house, asked, args.format).await
            })
        }
        Command::Account(Account::List(args)) => at(&args.place.flags(), async |house, _| {
            account::list(house, args).await
        }),
        Command::Account(Account::Show(args)) => at(&args.place.flags(), async |house, _| {
            account::show(house, args).await
        }),
        Command::Account(Account::Enrol(args)) => at(&args.flags(), async |house, config| {
            account::enrol(house, config, args).await
        }),
        Command::Account(Account::Recover(args)) => at(&args.flags(), async |house, config| {
            recover::recover(house, config, args).await
        }),
        Command::Account(Account::Close(args)) => at(&args.place.flags(), async |house, _| {
            closing::close(house, args).await
        }),
        Command::Account(Account::Reopen(args)) => at(&args.place.flags(), async |house, _| {
            closing::reopen(house, args).await
        }),
        Command::Account(Account::Purge(args)) => at(&args.place.flags(), async |house, _| {
            closing::purge(house, args).await
        }),
        Command::Account(Account::Usage(args)) => at(&args.place.flags(), async |house, _| {
            usage::usage(house, args).await
        }),
        Command::Deadline(args) => at(&args.place().flags(), async |house, _| {
            deadline::deadline(house, args).await
        }),
        Command::Notify(args) => at(&args.place().flags(), async |house, config| {
            notify::notify(house, config, args).await
        }),
        Command::Status(args) => at(&args.place.flags(), async |house, config| {
            status::status(house, config, args).await
        }),
        Command::Responsible(args) => at(&args.place().flags(), async |house, _| {
            responsible::responsible(house, args).await
        }),
        Command::Tokens(args) => at(&args.place().flags(), async |house, config| {
            tokens::tokens(house, config, args).await
        }),
        Command::Devices(args) => at(&args.flags(), async |house, config| {
            devices::devices(house, config, args).await
        }),
        Command::Store(args) => store_command::store(&config(&args.place().flags())?, args),
        Command::Events(args) if args.only_looks() => {
            let config = config(&args.place().flags())?;
            looking(&config, async |house| {
                events::events(house, &config, args).await
            })
        }
        Command::Events(args) => at(&args.place().flags(), async |house, config| {
            events::events(house, config, args).await
        }),
        Command::Completions(args) => install::completions(args.shell),
        Command::Manual(args) => install::manual(args),
    }
}

fn config(flags: &Flags) -> Result<Config, Failure> {
    let config = Config::load(flags)?;
    logs::begin(config.log);
    Ok(config)
}

/// Runs a command on the database that is there.
fn at(
    flags: &Flags,
    command: impl AsyncFnOnce(&House, &Config) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let config = config(flags)?;
    in_house(&config, Absent::Refuse, async |house| {
        command(house, &config).await
    })
}

/// Runs a command that changes nothing, not even by sealing what waits: what it says is what was there.
fn looking(
    config: &Config,
    command: impl AsyncFnOnce(&House) -> Result<(), Failure>,
) -> Result<(), Failure> {
    waits(async {
        let house = House::beside(config, Absent::Refuse)?;
        let done = command(&house).await;
        house.close().await;
        done
    })
}

/// Runs a command on the database, and closes it whatever came of it.
fn in_house(
    config: &Config,
    absent: Absent,
    command: impl AsyncFnOnce(&House) -> Result<(), Failure>,
) -> Result<(), Failure> {
    waits(async {
        let house = House::beside(config, absent)?;
        let done = command(&house).await;
        house.seal().await;
        house.close().await;
        done
    })
}

/// Runs what a command does on this thread.
fn waits<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::system("the program cannot start"))?
        .block_on(work)
}
