//! What many users cost: the latency of a call and the start, by the number of users.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::load;
use super::signed::Call;
use super::town::{self, Caller, Plan};
use crate::child::Child;
use crate::process::{milliseconds, serve};
use crate::rate::median;
use crate::report::{Aim, Figure, Report, Unit, grouped};
use crate::{Effort, say};

/// How many users there are, in turn; as far as the effort goes.
const USERS: [usize; 4] = [1, 1000, 100_000, 1_000_000];
/// A call may take so many times what it takes with one user.
const GROWTH_MAX: f64 = 1.3;
/// A start must be shorter than this.
const START_MILLISECONDS: f64 = 100.0;

/// A running server with so many users.
struct Grown {
    users: usize,
    callers: Vec<Caller>,
    server: Child,
    started_in: Duration,
    latencies: Vec<Duration>,
    /// Removed when the server has ended.
    _home: TempDir,
}

/// Measures one call after another with few and with many users.
pub(super) fn measure(
    runtime: &Runtime,
    program: &Path,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let mut all = Vec::new();
    for users in USERS {
        if users <= effort.users_most {
            say(format_args!("seeding {} …", of_users(users)));
            all.push(Grown::new(runtime, program, effort, users)?);
        }
    }
    for _ in 0..effort.calls.rounds {
        for grown in &mut all {
            grown.ask(effort.calls.latencies)?;
        }
    }
    let mut smallest = None;
    for grown in all {
        grown.add_figures(&mut smallest, report)?;
    }
    Ok(())
}

impl Grown {
    fn new(runtime: &Runtime, program: &Path, effort: Effort, users: usize) -> Result<Self> {
        let home = crate::directory()?;
        let data: PathBuf = home.path().join("data");
        let plan = Plan {
            users,
            devices_each: 0,
            callers: users.min(effort.calls.callers),
        };
        let (callers, _) = runtime.block_on(town::found(&data, plan))?;
        let mut starts = Vec::new();
        for _ in 0..effort.starts {
            let child = runtime.block_on(Child::start(program, &serve(&data)))?;
            starts.push(child.started_in);
            child.ends()?;
        }
        Ok(Self {
            users,
            callers,
            server: runtime.block_on(Child::start(program, &serve(&data)))?,
            started_in: median(starts).context("at least one start")?,
            latencies: Vec::new(),
            _home: home,
        })
    }

    fn ask(&mut self, times: usize) -> Result<()> {
        let now = Timestamp::now();
        let call = Call::iam("GetUser");
        let callers = self.callers.iter().cycle().take(times);
        let requests: Vec<Vec<u8>> = callers
            .map(|caller| call.signed(&caller.key, self.server.port, now))
            .collect::<Result<_>>()?;
        let took = load::singly(self.server.port, &requests)?;
        self.latencies.extend(took);
        Ok(())
    }

    /// The first to come is what the others stand beside.
    fn add_figures(self, smallest: &mut Option<(f64, f64)>, report: &mut Report) -> Result<()> {
        let latency = median(self.latencies).context("at least one call")?;
        let latency = milliseconds(latency) * 1000.0;
        let start = milliseconds(self.started_in);
        let (name, unit) = (of_users(self.users), Unit::Microseconds);
        let called = Figure::new(format!("GetUser, median, {name}"), latency, unit);
        let started = Figure::new(format!("start, {name}"), start, Unit::Milliseconds)
            .aiming(Aim::Below(START_MILLISECONDS));
        match *smallest {
            None => {
                *smallest = Some((latency, start));
                report.add(called);
                report.add(started);
            }
            Some((least, least_start)) => {
                let beside = of_users(USERS[0]);
                report.add(
                    called
                        .beside(beside.as_str(), least)
                        .aiming(Aim::TimesBaselineMost(GROWTH_MAX)),
                );
                report.add(started.beside(beside.as_str(), least_start));
            }
        }
        self.server.ends()
    }
}

fn of_users(users: usize) -> String {
    match users {
        1 => "1 user".to_owned(),
        _ => format!("{} users", grouped(&users.to_string())),
    }
}
