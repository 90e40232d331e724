//! `cargo xtask`: the project's own commands.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xtask::run::say;
use xtask::tree::Tree;
use xtask::{assurance, bench, ci, dist, fuzz, gallery, generate, test, tidy};

const HELP: &str = "\
usage: cargo xtask COMMAND

  test                 run every test; installs by apt-get what they need, and says so
  ci                   format, lints, tests, the package, documentation, fuzzing: what has to pass
  dist [--from PROGRAM] [--check]
                       archive, Debian package and checksums of the release build (or of PROGRAM)
                       into target/dist; with --check the package is installed into a Debian of its
                       own, started, stopped and removed (on Debian, as root)
  bench [OPTION…]      measure the release build, each figure beside its baseline
  tidy                 check the form of the tree
  assurance            write the list of tests into docs/assurance.md
  fuzz [--seconds N] [TARGET]
                       feed the parsers for N seconds each (default 10)
  gen                  write the shapes of AWS's models into crates/wire, and docs/coverage.md
  gallery [DIR]        write every page with every sample (default target/gallery)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match command(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn command(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["test"] => test::run(),
        ["ci"] => ci::run(),
        ["bench", options @ ..] => bench::run(options),
        ["dist", options @ ..] => dist::run(&dist::Options::read(options)?),
        ["tidy"] => tidy::run(&Tree::of_this_project()?),
        ["assurance"] => assurance::write(&Tree::of_this_project()?),
        ["fuzz", options @ ..] => {
            let (seconds, target) = fuzz_options(options)?;
            fuzz::run(seconds, target)
        }
        ["gen"] => generate::run(),
        ["gallery"] => gallery::write(None),
        ["gallery", dir] => gallery::write(Some(dir)),
        [] | ["help" | "--help" | "-h"] => {
            let _ = writeln!(io::stdout(), "{HELP}");
            Ok(())
        }
        [name, ..] => bail!("`{name}` is not used like this\n\n{HELP}"),
    }
}

/// Seconds for each target, and the only target if one is named.
fn fuzz_options<'a>(options: &[&'a str]) -> Result<(u64, Option<&'a str>)> {
    let (seconds, rest) = match options {
        ["--seconds", seconds, rest @ ..] => {
            let number = seconds.parse().with_context(|| {
                format!("`{seconds}` is not a number of seconds; write for example `--seconds 3`")
            })?;
            (number, rest)
        }
        rest => (10, rest),
    };
    match rest {
        [] => Ok((seconds, None)),
        [target] => Ok((seconds, Some(target))),
        [_, extra, ..] => bail!("`{extra}` is one argument too many; name at most one target"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzzing_takes_seconds_and_one_target_at_most() {
        let good = [
            (&[][..], (10, None)),
            (&["--seconds", "3"], (3, None)),
            (&["policy"], (10, Some("policy"))),
            (&["--seconds", "3", "policy"], (3, Some("policy"))),
        ];
        for (options, expected) in good {
            assert_eq!(fuzz_options(options).unwrap(), expected, "{options:?}");
        }
        for options in [&["--seconds", "x"][..], &["policy", "otp-uri"]] {
            assert!(fuzz_options(options).is_err(), "{options:?}");
        }
    }

    #[test]
    fn an_unknown_command_is_answered_with_the_known_ones() {
        let error = command(&["tests"]).unwrap_err().to_string();
        assert!(
            error.contains("`tests`") && error.contains("usage"),
            "{error}"
        );
    }
}
