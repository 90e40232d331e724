//! `cargo xtask test`: every test, with what it needs, and one line of figures at the end.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::run::{self, say};
use crate::{provide, tree};

/// Crates that drive the release build from outside, after everything else.
pub const SUITES: [&str; 2] = ["browser-tests", "client-tests"];
/// The program that they drive.
pub const PROGRAM: &str = "sekisho";
/// Where a suite finds the release build of the program.
pub const PROGRAM_VARIABLE: &str = "SEKISHO_BIN";
/// Where a suite finds the Python that has what its `requirements.txt` names.
pub const PYTHON_VARIABLE: &str = "CLIENT_TESTS_PYTHON";

/// Figures of all tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Figures {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Installs what is missing and runs everything. Fails if a test failed, or none ran.
pub fn run() -> Result<()> {
    let started = Instant::now();
    provide::for_tests()?;
    provide::seed_files()?;
    let mut figures = Figures::default();
    let mut all_well = figures.run(run::cargo(&inner_tests()))?;
    run::run(run::cargo(&["build", "--release", "--package", PROGRAM]))?;
    let program = tree::root().join("target/release").join(PROGRAM);
    for suite in SUITES {
        let folder = tree::root().join("crates").join(suite);
        provide::scripts_of(&folder)?;
        let mut cargo = run::cargo(&["test", "--no-fail-fast", "--package", suite]);
        cargo.env(PROGRAM_VARIABLE, &program);
        if let Some(python) = provide::python_of(&folder)? {
            cargo.env(PYTHON_VARIABLE, python);
        }
        all_well &= figures.run(cargo)?;
    }
    let Figures {
        passed,
        failed,
        ignored,
    } = figures;
    let seconds = started.elapsed().as_secs();
    let all = passed + failed;
    say(format_args!(
        "Summary: {all} tests run in {seconds} s: {passed} passed, {failed} failed, {ignored} ignored"
    ));
    if !all_well || failed > 0 || passed == 0 {
        bail!("not every test passed");
    }
    Ok(())
}

/// Everything but the suites.
fn inner_tests() -> Vec<&'static str> {
    let mut arguments = vec!["test", "--no-fail-fast", "--workspace"];
    for suite in SUITES {
        arguments.extend(["--exclude", suite]);
    }
    arguments
}

impl Figures {
    /// Runs tests and adds what they say of themselves. False if not all is well.
    fn run(&mut self, tests: Command) -> Result<bool> {
        run::watch(tests, |line| self.see(line))
    }

    /// Adds a line such as `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; …`.
    fn see(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in result.split(['.', ';']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else {
                continue;
            };
            let number: u64 = number.parse().unwrap_or(0);
            match what {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_every_suite_are_added() {
        let mut figures = Figures::default();
        for line in [
            "running 13 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test a ... ok",
        ] {
            figures.see(line);
        }
        let expected = Figures {
            passed: 15,
            failed: 2,
            ignored: 1,
        };
        assert_eq!(figures, expected);
    }
}
