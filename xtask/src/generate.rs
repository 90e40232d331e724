//! `cargo xtask gen`: the shapes of `crates/wire` from the facts of AWS's models.
//!
//! Reads `crates/wire/models` and writes `src/iam/generated.rs` and `src/sts/generated.rs`. What is
//! generated is committed; the test below fails when it is stale. Something in a model that the
//! generator does not know is an error, never left out.

mod model;
mod names;
mod pattern;
mod write;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::say;
use crate::tree;
use model::{Model, Served};

/// The services that are spoken.
const SERVICES: [&str; 2] = ["iam", "sts"];

/// `cargo xtask gen`.
pub fn run() -> Result<()> {
    for service in SERVICES {
        let path = generated_path(service);
        let text = generated(service)?;
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            say(format_args!("gen: {service} is fresh"));
            continue;
        }
        fs::write(&path, text)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        say(format_args!("gen: {service} is written"));
    }
    Ok(())
}

fn generated_path(service: &str) -> PathBuf {
    tree::root().join(format!("crates/wire/src/{service}/generated.rs"))
}

/// The whole file of a service, formatted.
fn generated(service: &str) -> Result<String> {
    let model = Model::parse(&facts(service)?).with_context(|| format!("in {service}.json"))?;
    let served = Served::parse(&facts("served")?, service).context("in served.json")?;
    formatted(&write::file(&model, &served)?)
}

fn facts(name: &str) -> Result<String> {
    let path = tree::root().join(format!("crates/wire/models/{name}.json"));
    fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))
}

fn formatted(source: &str) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("`rustfmt` cannot be started; install it with `rustup component add rustfmt`")?;
    let mut stdin = child.stdin.take().context("rustfmt takes no input")?;
    // In a thread of its own, because rustfmt may answer before it has read all.
    let input = source.to_owned();
    let feed = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().context("rustfmt was lost")?;
    let fed = feed.join().is_ok_and(|fed| fed.is_ok());
    if !fed || !output.status.success() {
        bail!("rustfmt refused what was generated");
    }
    String::from_utf8(output.stdout).context("rustfmt wrote something else than text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_is_fresh() {
        for service in SERVICES {
            let committed = fs::read_to_string(generated_path(service)).unwrap();
            let fresh = generated(service).unwrap();
            assert!(
                committed == fresh,
                "{service} is stale; run `cargo xtask gen`"
            );
        }
    }
}
