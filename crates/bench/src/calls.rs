//! Signed calls of IAM and STS against the shipped program, beside a bare server that says hello and
//! beside moto_server.
//!
//! The program runs in a process of its own over a SQLite file, with its policies enforced: whoever
//! calls is a user with `AdministratorAccess`. Requests are signed before the clock starts, and each
//! answer has to be a 200. A code of GetSessionToken is a right one of a device that was never used
//! before, and that it was used is on the disk when the answer comes.
//!
//! Not here: what many users cost ([`growth`]), how they come into the database ([`town`]).

pub(crate) mod attached;
mod growth;
mod load;
mod moto;
mod signed;
mod town;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use jiff::Timestamp;
use tokio::runtime::Runtime;

use self::load::Until;
use self::moto::Moto;
use self::signed::{AccessKey, Call};
use self::town::{Caller, Plan};
use crate::Effort;
use crate::child::Child;
use crate::http;
use crate::process::serve;
use crate::rate::Rate;
use crate::report::{Aim, Figure, Report, Unit};

/// Connections at once, in turn.
const CONNECTIONS: [usize; 3] = [1, 8, 64];
/// What is asked, in turn.
const OPERATIONS: [Asked; 4] = [
    Asked::GetUser,
    Asked::ListMfaDevices,
    Asked::GetCallerIdentity,
    Asked::GetSessionToken,
];

/// What GetUser must reach of the bare server's throughput, and what beside moto_server.
const HELLO_RATIO_MIN: f64 = 0.4;
const MOTO_RATIO_MIN: f64 = 50.0;
/// What GetSessionToken with right codes must reach at most connections.
const CODES_PER_SECOND_MIN: f64 = 5000.0;
/// Memory after all that must be less than this.
const MEMORY_MEGABYTES: f64 = 100.0;
const GOALS: &str = "beyond the aims, the goals for calls are 0.5 of hello and 100 times moto for \
                     GetUser, and 10,000/s for GetSessionToken";
const SHARED: &str = "of calls, the client shares the cores with the server that it asks; its \
                      requests are signed before the clock starts";

/// How much this part does.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    /// Rounds; in each of them every figure has a turn.
    pub(crate) rounds: usize,
    /// Users whose signed requests are sent in turn.
    pub(crate) callers: usize,
    /// Codes in a round, by connections.
    pub(crate) codes: [usize; CONNECTIONS.len()],
    /// Requests to moto_server in a round, for each operation and each number of connections.
    pub(crate) moto_requests: usize,
    /// Calls in a round whose latency is taken, for each number of users.
    pub(crate) latencies: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    GetUser,
    ListMfaDevices,
    GetCallerIdentity,
    GetSessionToken,
}

impl Asked {
    const fn name(self) -> &'static str {
        match self {
            Self::GetUser => "GetUser",
            Self::ListMfaDevices => "ListMFADevices",
            Self::GetCallerIdentity => "GetCallerIdentity",
            Self::GetSessionToken => "GetSessionToken",
        }
    }

    /// The call of somebody who has this name and shows this code.
    fn call(self, name: &str, serial: &str, code: &str) -> Call {
        match self {
            Self::GetUser => Call::iam("GetUser"),
            Self::ListMfaDevices => Call::iam(&format!("ListMFADevices&UserName={name}")),
            Self::GetCallerIdentity => Call::sts("GetCallerIdentity"),
            Self::GetSessionToken => Call::session_token(serial, code),
        }
    }
}

/// Measures throughput, and what many users cost.
pub(crate) fn measure(effort: Effort, report: &mut Report) -> Result<()> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name("sekisho");
    if !program.is_file() {
        report.note(
            "calls were not measured: the program is missing; build it with \
             `cargo build --release -p sekisho`",
        );
        return Ok(());
    }
    let runtime = Runtime::new()?;
    throughput(&runtime, &program, &own, effort, report)?;
    growth::measure(&runtime, &program, effort, report)?;
    report.note(SHARED);
    report.note(GOALS);
    Ok(())
}

fn throughput(
    runtime: &Runtime,
    program: &Path,
    own: &Path,
    effort: Effort,
    report: &mut Report,
) -> Result<()> {
    let work = effort.calls;
    let home = crate::directory()?;
    let data = home.path().join("data");
    let (callers, _) = runtime.block_on(town::found(&data, plan(work)))?;
    let moto = match Moto::start(&callers[0].name) {
        Ok(moto) => Some(moto),
        Err(error) => {
            report.note(format!("calls stand beside no moto_server: {error:#}"));
            None
        }
    };
    let server = runtime.block_on(Child::start(program, &serve(&data)))?;
    let hello = runtime.block_on(Child::start(own, &["hello".to_owned()]))?;
    let mut rounds = Rounds {
        callers,
        fresh: 0,
        port: server.port,
        hello_port: hello.port,
        turn: effort.turn,
        work,
        rates: Rates::default(),
    };
    for _ in 0..work.rounds {
        rounds.run()?;
        if let Some(moto) = &moto {
            rounds.run_moto(moto)?;
        }
    }
    rounds.rates.add_figures(moto.is_some(), report);
    report.add(
        Figure::new(
            "memory after these calls",
            server.resident_megabytes()?,
            Unit::Megabytes,
        )
        .beside("bare axum hello", hello.resident_megabytes()?)
        .aiming(Aim::Below(MEMORY_MEGABYTES)),
    );
    hello.ends()?;
    server.ends()
}

/// A device for each code of each round, and a user for each device.
fn plan(work: Work) -> Plan {
    let codes: usize = work.codes.iter().sum();
    let users = (codes * work.rounds).max(work.callers);
    Plan {
        users,
        devices_each: 1,
        callers: users,
    }
}

/// One rate for each operation and each number of connections.
type Grid = [[Rate; CONNECTIONS.len()]; OPERATIONS.len()];

#[derive(Default)]
struct Rates {
    ours: Grid,
    moto: Grid,
    hello: [Rate; CONNECTIONS.len()],
}

struct Rounds {
    callers: Vec<Caller>,
    /// The first of the callers whose device was not used yet.
    fresh: usize,
    port: u16,
    hello_port: u16,
    turn: Duration,
    work: Work,
    rates: Rates,
}

impl Rounds {
    /// A turn of everything but moto_server.
    fn run(&mut self) -> Result<()> {
        let hello = Arc::new(vec![http::get("/", self.hello_port, "")]);
        let until = Until::Over(self.turn);
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            let rate = &mut self.rates.hello[at];
            load::send(self.hello_port, connections, &hello, until, rate)
                .with_context(|| format!("hello, {connections} connections"))?;
            for (which, asked) in OPERATIONS.into_iter().enumerate() {
                if asked == Asked::GetSessionToken {
                    self.spend_codes(which, at)?;
                    continue;
                }
                let callers = &self.callers[..self.work.callers];
                let requests = signed(asked, callers, self.port)?;
                let rate = &mut self.rates.ours[which][at];
                load::send(self.port, connections, &requests, until, rate)
                    .with_context(|| name(asked, connections))?;
            }
        }
        Ok(())
    }

    /// Codes of devices that were never used.
    fn spend_codes(&mut self, which: usize, at: usize) -> Result<()> {
        let end = self.fresh + self.work.codes[at];
        ensure!(end <= self.callers.len(), "there are too few devices");
        let callers = &self.callers[self.fresh..end];
        let requests = signed(Asked::GetSessionToken, callers, self.port)?;
        self.fresh = end;
        let rate = &mut self.rates.ours[which][at];
        load::send(self.port, CONNECTIONS[at], &requests, Until::Each, rate)
            .with_context(|| name(Asked::GetSessionToken, CONNECTIONS[at]))
    }

    fn run_moto(&mut self, moto: &Moto) -> Result<()> {
        let caller = &self.callers[0];
        for (at, connections) in CONNECTIONS.into_iter().enumerate() {
            for (which, asked) in OPERATIONS.into_iter().enumerate() {
                let request = of_caller(asked, caller, &moto.key, moto.port)?;
                let requests = Arc::new(vec![request; self.work.moto_requests]);
                let rate = &mut self.rates.moto[which][at];
                load::send(moto.port, connections, &requests, Until::Each, rate)
                    .with_context(|| format!("{} of moto_server", name(asked, connections)))?;
            }
        }
        Ok(())
    }
}

/// A request of each caller, signed with the caller's own key.
fn signed(asked: Asked, callers: &[Caller], port: u16) -> Result<Arc<Vec<Vec<u8>>>> {
    let requests = callers
        .iter()
        .map(|caller| of_caller(asked, caller, &caller.key, port));
    Ok(Arc::new(requests.collect::<Result<_>>()?))
}

fn of_caller(asked: Asked, caller: &Caller, key: &AccessKey, port: u16) -> Result<Vec<u8>> {
    let now = Timestamp::now();
    let device = caller.devices.first();
    let (serial, code) = device.map_or((String::new(), String::new()), |device| {
        (device.serial.clone(), device.code(now))
    });
    asked
        .call(&caller.name, &serial, &code)
        .signed(key, port, now)
}

impl Rates {
    fn add_figures(&self, beside_moto: bool, report: &mut Report) {
        for (which, asked) in OPERATIONS.into_iter().enumerate() {
            for (at, connections) in CONNECTIONS.into_iter().enumerate() {
                let ours = self.ours[which][at].per_second();
                let figure = || Figure::new(name(asked, connections), ours, Unit::PerSecond);
                let hello = self.hello[at].per_second();
                let figure_beside_hello = figure().beside("bare axum hello", hello);
                report.add(match (asked, connections) {
                    (Asked::GetUser, _) => {
                        figure_beside_hello.aiming(Aim::TimesBaseline(HELLO_RATIO_MIN))
                    }
                    (Asked::GetSessionToken, 64) => {
                        figure_beside_hello.aiming(Aim::AtLeast(CODES_PER_SECOND_MIN))
                    }
                    _ => figure_beside_hello,
                });
                if !beside_moto {
                    continue;
                }
                let moto = self.moto[which][at].per_second();
                let version = moto::VERSION;
                let figure = figure().beside(format!("moto_server {version}"), moto);
                report.add(match asked {
                    Asked::GetUser => figure.aiming(Aim::TimesBaseline(MOTO_RATIO_MIN)),
                    _ => figure,
                });
            }
        }
    }
}

fn name(asked: Asked, connections: usize) -> String {
    let name = asked.name();
    match connections {
        1 => format!("{name}, 1 connection"),
        _ => format!("{name}, {connections} connections"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rules::trail::TrailKey;
    use service::{Ports, Service, Settings};
    use store::Store;
    use store::clock::ManualClock;

    use super::*;
    use crate::installation::SystemChance;
    use crate::pages::{Hello, Server};

    /// Whoever is seeded is served as the operations would have made them, or a call is refused.
    #[test]
    fn each_call_of_a_seeded_user_is_answered() {
        let effort = Effort::TRIFLE;
        let work = effort.calls;
        let runtime = Runtime::new().unwrap();
        let home = crate::directory().unwrap();
        let (callers, ring) = runtime
            .block_on(town::found(home.path(), plan(work)))
            .unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp::now()));
        let path = home.path().join("sekisho.db");
        let store = Store::sqlite(&path, clock, ring.clone()).unwrap();
        let service = Service::new(Ports {
            store: store.clone(),
            chance: Box::new(SystemChance),
            throttle_key: *ring.derive("bench throttle"),
            trail_key: TrailKey::new(ring.fingerprint(), ring.derive("trail")),
            settings: Settings::default(),
        });
        let server = runtime.block_on(Server::listens(&service, &ring)).unwrap();
        let hello = runtime.block_on(Hello::listens()).unwrap();
        let mut rounds = Rounds {
            callers,
            fresh: 0,
            port: server.port,
            hello_port: hello.port,
            turn: effort.turn,
            work,
            rates: Rates::default(),
        };
        for _ in 0..work.rounds {
            rounds.run().unwrap();
        }
        assert!(rounds.run().is_err(), "every device was used");
        let mut report = Report::default();
        rounds.rates.add_figures(false, &mut report);
        let text = report.text();
        assert!(text.contains("GetSessionToken, 64 connections"), "{text}");
        runtime.block_on(server.ends()).unwrap();
        runtime.block_on(store.close());
    }

    #[test]
    fn without_the_program_the_report_says_how_to_build_it() {
        let mut report = Report::default();
        measure(Effort::TRIFLE, &mut report).unwrap();
        let text = report.text();
        assert!(text.contains("cargo build --release -p sekisho"), "{text}");
    }
}
