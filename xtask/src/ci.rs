//! `cargo xtask ci`: what has to pass, the quickest first. The same on every machine.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::documents::TEST_COMMAND;
use crate::run::{self, cargo, say};
use crate::tree::Tree;
use crate::{dist, fuzz, provide, tidy};

/// How long each fuzz target is fed.
const FUZZ_SECONDS: u64 = 3;

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 7] = [
    ("tidy", || tidy::run(&Tree::of_this_project()?)),
    ("format", || run::run(cargo(&["fmt", "--all", "--check"]))),
    ("lints", lints),
    ("tests", tests),
    // After the tests, which have made the release build.
    ("package", dist::checked),
    ("documentation", documentation),
    ("fuzzing", || fuzz::run(FUZZ_SECONDS, None)),
];

/// Runs every step; the first that fails ends it.
pub fn run() -> Result<()> {
    let started = Instant::now();
    provide::for_checks()?;
    for (name, step) in STEPS {
        let began = Instant::now();
        say(format_args!("ci: {name}"));
        step().with_context(|| format!("ci: {name} failed"))?;
        say(format_args!(
            "ci: {name} passed in {} s",
            began.elapsed().as_secs()
        ));
    }
    say(format_args!(
        "ci: all passed in {} s",
        started.elapsed().as_secs()
    ));
    Ok(())
}

fn lints() -> Result<()> {
    run::run(cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))
}

/// The README's own command, so that what it promises is what was tried.
fn tests() -> Result<()> {
    let arguments: Vec<&str> = TEST_COMMAND.split(' ').skip(1).collect();
    run::run(cargo(&arguments))
}

fn documentation() -> Result<()> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "--deny warnings");
    run::run(command)
}
