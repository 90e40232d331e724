//! `cargo xtask gen`: the shapes of `crates/wire` and docs/coverage.md from the facts of AWS's models.
//!
//! Reads `crates/wire/models` and writes the `generated.rs` of each service and the page of what is
//! served. What is generated is committed; the test below fails when it is stale.
//! Something in a model that the generator does not know is an error, never left out.

mod coverage;
mod model;
mod names;
mod pattern;
mod write;

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::run::say;
use crate::tree;
use model::{Common, Model, Served};

/// The services that are spoken.
const SERVICES: [&str; 5] = ["iam", "sts", "account", "organizations", "cloudtrail"];
/// The page of what is served.
const COVERAGE: &str = "docs/coverage.md";

/// `cargo xtask gen`.
pub fn run() -> Result<()> {
    for (path, text) in files()? {
        let file = tree::root().join(&path);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            say(format_args!("gen: {path} is fresh"));
            continue;
        }
        fs::write(&file, text).with_context(|| format!("`{path}` cannot be written"))?;
        say(format_args!("gen: {path} is written"));
    }
    Ok(())
}

/// Every file that is generated, by its path from the root.
fn files() -> Result<Vec<(String, String)>> {
    let by_hand = facts("served")?;
    let mut services = Vec::new();
    for service in SERVICES {
        let model = Model::parse(&facts(service)?).with_context(|| format!("in {service}.json"))?;
        let served = Served::parse(&by_hand, service).context("in served.json")?;
        let model = model.relaxed(&served.sometimes).context("in served.json")?;
        services.push((model, served));
    }
    let mut files = Vec::new();
    for (model, served) in &services {
        let path = format!("crates/wire/src/{}/generated.rs", model.service);
        files.push((path, formatted(&write::file(model, served)?)?));
    }
    let common = Common::parse_all(&by_hand).context("in served.json")?;
    let page = coverage::page(&common, &services).context("in served.json")?;
    files.push((COVERAGE.to_owned(), page));
    Ok(files)
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
        for (path, fresh) in files().unwrap() {
            let committed = fs::read_to_string(tree::root().join(&path)).unwrap_or_default();
            assert!(committed == fresh, "{path} is stale; run `cargo xtask gen`");
        }
    }
}
