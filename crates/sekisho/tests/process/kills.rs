//! `kill -9` at a random moment under a mixed load: people sign in with codes, the operator makes
//! accounts, events are sealed. Nothing that was answered is lost, no code is accepted twice, and the
//! store and every chain of events verify.
//!
//! A few rounds by default; `SEKISHO_KILLS=200` for as many as anybody wants.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::SignedDuration;
use otp::{OtpauthUri, Step};
use rules::SerialNumber;
use rules::ids::{AccountName, Alias, Email};
use rules::password::Password;
use rules::trail::TrailKey;
use service::hashing::HashingSettings;
use service::ops::account::ShowAccount;
use service::ops::set_up::CreateAccount;
use service::ops::sign_in::{Door, Entered, SignInCode, SignInPassword};
use service::{Caller, Ports, Refusal, Service, Settings, Visitor};
use store::clock::ManualClock;
use store::{KeyRing, Store, Timestamp};

use crate::inside::{KEIRI, as_root, enrols, two_accounts};
use crate::sandbox::{PASSWORD, Sandbox};

const DIRECTORY: &str = "SEKISHO_TEST_LOAD_DIRECTORY";
const START: &str = "SEKISHO_TEST_LOAD_START";
const ROUNDS: &str = "SEKISHO_KILLS";
const ROUNDS_USUALLY: i64 = 3;
/// So far apart are the clocks of two rounds.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Of the codes of a round, so many of the last are tried again.
const TRIED_AGAIN: usize = 5;

/// Chance that differs from process to process.
struct Drawn;

impl rules::Chance for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

struct House {
    service: Service,
    store: Store,
    clock: ManualClock,
    phone: OtpauthUri,
}

impl House {
    fn open(directory: &Path, at: Timestamp) -> Self {
        let clock = ManualClock::at(at);
        let ring = KeyRing::read(&directory.join("data/master.key")).unwrap();
        let trail_key = TrailKey::new(ring.fingerprint(), ring.derive("trail"));
        let file = directory.join("data/sekisho.db");
        let store = Store::sqlite(&file, Arc::new(clock.clone()), ring).unwrap();
        let hashing = HashingSettings {
            memory_kib: 8,
            passes: 1,
            ..HashingSettings::default()
        };
        let service = Service::new(Ports {
            store: store.clone(),
            chance: Box::new(Drawn),
            throttle_key: [0; 32],
            trail_key,
            settings: Settings {
                hashing,
                ..Settings::default()
            },
        });
        let phone = fs::read_to_string(directory.join("phone")).unwrap();
        Self {
            service,
            store,
            clock,
            phone: OtpauthUri::parse(&phone).unwrap(),
        }
    }

    /// Root signs in with the code that the phone shows at this second.
    async fn signs_in(&self, second: i64) -> Result<Entered, Refusal> {
        self.clock.set(Timestamp::from_second(second).unwrap());
        let at_the_door = Caller::Stranger(Visitor::default());
        let password = SignInPassword {
            door: Door::Root("keiri@example.com".to_owned()),
            password: Password::typed(PASSWORD),
        };
        let Entered::Mfa(token) = self.service.call(&at_the_door, &password).await? else {
            panic!("root has a device")
        };
        let Step(step) = self.phone.params().step_at(second);
        let code = otp::totp_at(self.phone.seed(), Step(step), self.phone.params());
        let code = SignInCode {
            ticket: token.hash(),
            token,
            device: SerialNumber::parse(&format!("arn:aws:iam::{KEIRI}:mfa/phone")).unwrap(),
            code: code.as_str().to_owned(),
        };
        self.service.call(&at_the_door, &code).await
    }

    async fn makes_account(&self, name: &str) -> Result<(), Refusal> {
        let operation = CreateAccount {
            id: None,
            name: AccountName::parse(name).unwrap(),
            alias: Some(Alias::parse(name).unwrap()),
            email: Email::parse(&format!("{name}@example.com")).unwrap(),
            password: Password::typed(PASSWORD),
            grace: None,
        };
        let operator = Caller::Operator("fake".to_owned());
        self.service.call(&operator, &operation).await.map(drop)
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// One write for each line, so that lines of two tasks never mix.
fn acknowledges(line: &str) {
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

/// What the killed process does.
async fn works_for_ever(directory: &Path, start: i64) {
    let house = Arc::new(House::open(
        directory,
        Timestamp::from_second(start).unwrap(),
    ));
    let signs_in = {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            for second in (start..).step_by(30) {
                match house.signs_in(second).await {
                    Ok(Entered::Open(..)) => acknowledges(&format!("code {second}.\n")),
                    Ok(_) => panic!("a right code opens"),
                    Err(refusal) => panic!("at {second}: {refusal}"),
                }
            }
        })
    };
    let seals = {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            for _ in 0.. {
                house.service.seal().await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
    };
    let makes_accounts = tokio::spawn(async move {
        for number in 0.. {
            let name = format!("load-{start}-{number}");
            house.makes_account(&name).await.unwrap();
            acknowledges(&format!("account {name}.\n"));
        }
    });
    signs_in.await.unwrap();
    seals.await.unwrap();
    makes_accounts.await.unwrap();
}

/// What was acknowledged by a process before it was killed.
#[derive(Default)]
struct Acknowledged {
    codes: Vec<i64>,
    accounts: Vec<String>,
}

fn killed_at_random(directory: &Path, start: i64) -> Acknowledged {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(DIRECTORY, directory)
        .env(START, start.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut found = Acknowledged::default();
    let mut note = |line: String| {
        let Some(line) = line.strip_suffix('.') else {
            return false;
        };
        match line.split_once(' ') {
            Some(("code", second)) => found.codes.extend(second.parse::<i64>()),
            Some(("account", name)) => found.accounts.push(name.to_owned()),
            _ => return false,
        }
        true
    };
    while !note(lines.next().expect("it works").unwrap()) {}
    let moment = Timestamp::now().subsec_nanosecond().unsigned_abs() % 400;
    thread::sleep(Duration::from_millis(moment.into()));
    child.kill().unwrap();
    child.wait().unwrap();
    for line in lines.map_while(Result::ok) {
        note(line);
    }
    found
}

const TEST: &str = "kills::otp_3_a_kill_at_any_moment_loses_nothing_and_lets_no_code_in_twice";

/// The killed process is this test again: told by its environment, it works until it is killed.
#[test]
fn otp_3_a_kill_at_any_moment_loses_nothing_and_lets_no_code_in_twice() {
    if let (Some(directory), Ok(start)) = (env::var_os(DIRECTORY), env::var(START)) {
        let directory = PathBuf::from(directory);
        runtime().block_on(works_for_ever(&directory, start.parse().unwrap()));
        return;
    }
    let rounds = env::var(ROUNDS).ok().and_then(|rounds| rounds.parse().ok());
    let sandbox = two_accounts();
    as_root(&sandbox, "keiri@example.com", 3, async |service, root| {
        let (_, scanned) = enrols(service, root).await;
        sandbox.write("phone", &scanned);
    });
    let mut accounts = Vec::new();
    for round in 1..=rounds.unwrap_or(ROUNDS_USUALLY) {
        let start = (Timestamp::now() + DAY * i32::try_from(round).unwrap()).as_second();
        let found = killed_at_random(&sandbox.path(""), start);
        accounts.extend(found.accounts);
        for what in ["events", "store"] {
            let verified = sandbox.run(&[what, "verify"]);
            assert_eq!(
                verified.code, 0,
                "round {round}: {}{}",
                verified.out, verified.err
            );
        }
        runtime().block_on(nothing_is_lost(&sandbox, &accounts, &found.codes));
    }
}

async fn nothing_is_lost(sandbox: &Sandbox, accounts: &[String], codes: &[i64]) {
    let house = House::open(&sandbox.path(""), Timestamp::now());
    let operator = Caller::Operator("fake".to_owned());
    for name in accounts {
        let account = name.clone();
        let show = ShowAccount { account };
        let shown = house.service.call(&operator, &show).await;
        assert!(shown.is_ok(), "acknowledged and lost: {name}");
    }
    for second in codes.iter().rev().take(TRIED_AGAIN) {
        let again = house.signs_in(*second).await;
        assert!(
            matches!(again, Err(Refusal::CodeRefused { .. })),
            "the code of {second} is accepted again"
        );
    }
    house.store.close().await;
}
