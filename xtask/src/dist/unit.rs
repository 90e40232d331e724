//! The unit of systemd: what it says, and how far it confines the server.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::read;
use crate::run::{self, answer};
use crate::tree;

/// Where it is in the tree.
const PATH: &str = "packaging/sekisho.service";
/// The most that `systemd-analyze security` may say, in tenths.
const EXPOSURE_MAX: &str = "20";

/// A unit, as far as we look into it.
#[derive(Clone, Debug)]
pub struct Unit(String);

impl Unit {
    /// The one in the tree.
    pub fn of_this_project() -> Result<Self> {
        Ok(Self(read(PATH)?))
    }

    /// A unit of this text.
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What stands behind a name, once for each time that it stands there.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.0.lines();
        lines.filter_map(move |line| line.strip_prefix(name)?.strip_prefix('='))
    }

    /// The words behind a name that stands there once.
    pub fn words<'a>(&'a self, name: &'a str) -> Result<Vec<&'a str>> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value.split_whitespace().collect()),
            _ => bail!("`{name}=` is not in the unit once"),
        }
    }

    /// The names of the system calls that `SystemCallFilter=` lets through; lines that begin with `~` take
    /// away. `systemd-analyze` says which calls a set holds.
    pub fn calls(&self) -> Result<BTreeSet<String>> {
        let mut allowed = BTreeSet::new();
        for value in self.values("SystemCallFilter") {
            let taken = value.strip_prefix('~');
            for word in taken.unwrap_or(value).split_whitespace() {
                let calls = calls_of(word)?;
                if taken.is_some() {
                    allowed = &allowed - &calls;
                } else {
                    allowed.extend(calls);
                }
            }
        }
        Ok(allowed)
    }
}

/// The calls of a set (`@file-system`), or the call itself.
fn calls_of(word: &str) -> Result<BTreeSet<String>> {
    let mut calls = BTreeSet::new();
    let mut waiting = vec![word.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(word) = waiting.pop() {
        if !word.starts_with('@') {
            calls.insert(word);
        } else if seen.insert(word.clone()) {
            let set = answer("systemd-analyze", &["syscall-filter", &word])
                .with_context(|| format!("systemd-analyze does not know the calls of `{word}`"))?;
            // The set itself, then its members with what they are for.
            let members = set.lines().skip(1).map(str::trim);
            let members = members.filter(|line| !line.is_empty() && !line.starts_with('#'));
            waiting.extend(members.map(str::to_owned));
        }
    }
    Ok(calls)
}

/// Whether there is somebody who can judge.
pub fn can_be_judged() -> bool {
    answer("systemd-analyze", &["--version"]).is_some()
}

/// Fails if the unit confines the server less than it should.
pub fn judge() -> Result<()> {
    let mut command = Command::new("systemd-analyze");
    command
        .args(["security", "--offline=true", "--no-pager"])
        .arg(format!("--threshold={EXPOSURE_MAX}"))
        .arg(tree::root().join(PATH));
    let output = command
        .output()
        .context("systemd-analyze cannot be started")?;
    if !output.status.success() {
        let table = String::from_utf8_lossy(&output.stdout);
        let why = String::from_utf8_lossy(&output.stderr);
        bail!("the unit confines too little\n{table}{why}");
    }
    let table = String::from_utf8_lossy(&output.stdout);
    let verdict = table.lines().rev().find(|line| line.contains("exposure"));
    run::say(format_args!("dist: {}", verdict.unwrap_or_default().trim()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_is_confined_as_far_as_it_should_be() {
        if can_be_judged() {
            judge().unwrap();
        } else {
            run::say(format_args!("skipped: there is no systemd-analyze here"));
        }
    }

    /// What does not mend itself is not tried again, and all of it has an exit code that is known.
    #[test]
    fn the_service_is_started_again_only_after_what_may_mend_itself() {
        let unit = Unit::of_this_project().unwrap();
        let codes = read("docs/exit-codes.md").unwrap();
        for code in unit.words("RestartPreventExitStatus").unwrap() {
            assert!(codes.contains(&format!("\n| {code} | ")), "{code}");
        }
    }

    #[test]
    fn lines_that_begin_with_a_tilde_take_calls_away() {
        let unit = Unit::of("SystemCallFilter=read write chown\nSystemCallFilter=~chown\n");
        let calls: Vec<String> = unit.calls().unwrap().into_iter().collect();
        assert_eq!(calls, ["read", "write"]);
        assert!(unit.words("SystemCallFilter").is_err());
        assert!(unit.words("User").is_err());
    }
}
