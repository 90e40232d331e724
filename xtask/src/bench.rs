//! `cargo xtask bench`: the release build beside its baselines, in one table.

use anyhow::Result;

use crate::run;
use crate::test::PROGRAM;

/// Builds what is measured and measures it. The options are those of the crate `bench`.
pub fn run(options: &[&str]) -> Result<()> {
    run::run(run::cargo(&["build", "--release", "--package", PROGRAM]))?;
    let measure = ["run", "--release", "--package", "bench", "--"];
    run::run(run::cargo(&[&measure[..], options].concat()))
}
