//! Feeds the parsers with what nobody would write, on the stable toolchain.
//!
//! A target is a function of bytes that checks a property and panics where it does not hold. Its
//! corpus (`xtask/corpus/<target>`) is committed; each round takes an entry, changes it a little
//! and runs it. The choices follow from a fixed seed, so a run of the same length finds the same.
//! What was found is written beside `target`; put into the corpus, it is a test from then on.

mod keys;
mod mutate;
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::run::say;
use crate::tree;
use mutate::Mutator;
pub use targets::{TARGETS, Target};

/// The seed of every run.
const SEED: u64 = 0x5eed_0f5e_c15b_0001;
/// A parser that takes longer for one input can be made to stand still.
const SLOW: Duration = Duration::from_secs(1);
/// Rounds between two looks at the clock.
const ROUNDS: u64 = 64;

/// `cargo xtask fuzz`: each target, or only the one that is named, for so many seconds.
pub fn run(seconds: u64, only: Option<&str>) -> Result<()> {
    let chosen = |target: &&Target| only.is_none_or(|name| target.name == name);
    let targets: Vec<&Target> = TARGETS.iter().filter(chosen).collect();
    if targets.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        bail!(
            "there is no such target; choose one of: {}",
            names.join(", ")
        );
    }
    for target in targets {
        let until = Instant::now() + Duration::from_secs(seconds);
        let inputs = feed(target, &mut || Instant::now() < until)?;
        say(format_args!(
            "fuzz: {} took {inputs} inputs in {seconds} s, nothing found",
            target.name
        ));
    }
    Ok(())
}

/// Runs the whole corpus, then changed entries of it while `goes_on` says so. Gives back how many
/// inputs there were.
fn feed(target: &Target, goes_on: &mut dyn FnMut() -> bool) -> Result<u64> {
    let corpus = corpus(target)?;
    for input in &corpus {
        try_one(target, input)?;
    }
    let mut mutator = Mutator::new(SEED, &corpus, target.words);
    let mut inputs = corpus.len() as u64;
    while goes_on() {
        for _ in 0..ROUNDS {
            try_one(target, mutator.next_input())?;
        }
        inputs += ROUNDS;
    }
    Ok(inputs)
}

fn try_one(target: &Target, input: &[u8]) -> Result<()> {
    let fault = match time(target, input) {
        None => "panicked",
        // Twice, because a busy machine may make anything look slow once.
        Some(taken) if taken > SLOW && time(target, input) > Some(SLOW) => "was slow",
        Some(_) => return Ok(()),
    };
    let folder = tree::root().join("target/fuzz");
    fs::create_dir_all(&folder).context("the folder for what was found cannot be made")?;
    let found = folder.join(format!("{}-found", target.name));
    fs::write(&found, input).context("what was found cannot be written")?;
    bail!(
        "the target `{name}` {fault} on {length} bytes, kept in `{found}`; \
         copy them to xtask/corpus/{name}/ and mend the parser",
        name = target.name,
        length = input.len(),
        found = found.display(),
    );
}

/// How long a target takes for an input, or nothing if it panics.
fn time(target: &Target, input: &[u8]) -> Option<Duration> {
    let began = Instant::now();
    catch_unwind(AssertUnwindSafe(|| (target.run)(input))).ok()?;
    Some(began.elapsed())
}

/// The committed entries of a target, in the order of their names.
fn corpus(target: &Target) -> Result<Vec<Vec<u8>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target.name);
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("the corpus of `{}` is missing", target.name))?;
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    files.sort();
    let corpus = files
        .iter()
        .map(fs::read)
        .collect::<std::io::Result<Vec<_>>>()?;
    if corpus.is_empty() {
        bail!(
            "the corpus of `{}` is empty; give it one good input",
            target.name
        );
    }
    Ok(corpus)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corpus holds what was found before, so this is also the test against its return.
    #[test]
    fn every_target_stands_its_corpus_and_some_thousand_changes_of_it() {
        for target in TARGETS {
            let mut rounds = 0..40;
            let inputs = feed(target, &mut || rounds.next().is_some()).unwrap();
            assert!(inputs > 40 * ROUNDS, "{}", target.name);
        }
    }

    #[test]
    fn each_corpus_holds_an_input_that_is_accepted_and_one_that_is_not() {
        for target in TARGETS {
            let corpus = corpus(target).unwrap();
            let accepted = corpus.iter().filter(|input| (target.run)(input)).count();
            assert!(accepted > 0, "{}: nothing is accepted", target.name);
            assert!(accepted < corpus.len(), "{}: all is accepted", target.name);
        }
    }

    #[test]
    fn a_target_that_panics_is_reported_with_its_input() {
        let target = Target {
            name: "otp-code",
            words: &[],
            run: |input| {
                assert!(!input.starts_with(b"123456"), "found");
                true
            },
        };
        let error = feed(&target, &mut || false).unwrap_err().to_string();
        assert!(error.contains("`otp-code` panicked on 6 bytes"), "{error}");
    }

    #[test]
    fn an_unknown_target_is_answered_with_the_known_ones() {
        let error = run(0, Some("otp")).unwrap_err().to_string();
        assert!(error.contains("otp-uri, otp-code"), "{error}");
    }
}
