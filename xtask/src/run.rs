//! Running other programs, and telling people what happens.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::tree;

/// Tells something on stderr. Nobody listening is no error.
pub fn say(text: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// The cargo that runs us, so that every step uses the same toolchain.
pub fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO");
    let cargo = cargo.as_deref().unwrap_or_else(|| OsStr::new("cargo"));
    let mut command = Command::new(cargo);
    command
        .args(arguments)
        .current_dir(tree::root())
        .stdin(Stdio::null());
    command
}

/// Runs a program to its end, after telling what is run. An exit code other than 0 is an error.
pub fn run(mut command: Command) -> Result<()> {
    let line = tell(&command);
    let status = command
        .status()
        .with_context(|| format!("`{line}` cannot be started"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// As [`run`], passing each line of the program's stdout to `seen` on its way to ours. Gives back
/// whether the exit code was 0.
pub fn watch(mut command: Command, mut seen: impl FnMut(&str)) -> Result<bool> {
    let line = tell(&command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{line}` cannot be started"))?;
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes)? > 0 {
            let _ = io::stdout().write_all(&bytes);
            seen(String::from_utf8_lossy(&bytes).trim_end());
            bytes.clear();
        }
    }
    let status = child
        .wait()
        .with_context(|| format!("`{line}` was lost sight of"))?;
    Ok(status.success())
}

/// What a program says on stdout, or nothing if it is missing or fails.
pub fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

fn tell(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut line = name.to_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    say(format_args!("$ {line}"));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_is_an_error_with_its_line() {
        let mut command = cargo(&["no-such-command-of-cargo"]);
        command.stderr(Stdio::null());
        let error = run(command).unwrap_err();
        assert!(
            error.to_string().contains("no-such-command-of-cargo"),
            "{error}"
        );
    }

    #[test]
    fn every_line_is_seen() {
        let mut lines = Vec::new();
        let ended_well = watch(cargo(&["--version"]), |line| lines.push(line.to_owned()));
        assert!(ended_well.unwrap());
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("cargo "), "{lines:?}");
    }

    #[test]
    fn a_missing_program_answers_nothing() {
        assert_eq!(answer("no-such-program-anywhere", &[]), None);
    }
}
