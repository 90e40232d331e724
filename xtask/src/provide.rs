//! Brings what the tests need and a fresh machine does not have.
//!
//! On Debian and as root it is installed by apt-get, and said; elsewhere the names are told.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::run::{self, answer, say};
use crate::tree;

/// The file in which a crate pins what it needs of Python.
const PINS: &str = "requirements.txt";

/// How to find out whether something is there.
#[derive(Clone, Copy, Debug)]
enum Sign {
    /// A program answers to this argument.
    Program(&'static str, &'static str),
    /// There is a font for this language.
    Font(&'static str),
    /// Python has this module.
    Module(&'static str),
}

/// Debian's package, its sign, what for.
type Need = (&'static str, Sign, &'static str);

/// What the tests need beside cargo.
const FOR_TESTS: [Need; 9] = [
    (
        "oathtool",
        Sign::Program("oathtool", "--version"),
        "codes that we did not compute",
    ),
    (
        "pskctool",
        Sign::Program("pskctool", "--version"),
        "seed files that somebody else reads",
    ),
    (
        "chromium",
        Sign::Program("chromium", "--version"),
        "a real browser",
    ),
    (
        "chromium-driver",
        Sign::Program("chromedriver", "--version"),
        "driving the browser",
    ),
    (
        "npm",
        Sign::Program("npm", "--version"),
        "scripts that look for barriers in pages, and the AWS SDK for JavaScript",
    ),
    (
        "fonts-noto-cjk",
        Sign::Font("ja"),
        "Japanese in pictures of pages",
    ),
    (
        "awscli",
        // A person's PATH may have another one first; the tests call this one.
        Sign::Program("/usr/bin/aws", "--version"),
        "the aws CLI 2",
    ),
    (
        "python3-venv",
        Sign::Module("ensurepip"),
        "a Python of its own with boto3 and the aws CLI 1",
    ),
    SYSTEMD,
];
/// What the trial of the Debian package needs.
const FOR_PACKAGES: [Need; 3] = [
    (
        "debootstrap",
        Sign::Program("debootstrap", "--version"),
        "a fresh Debian in a folder",
    ),
    (
        "strace",
        Sign::Program("strace", "--version"),
        "what the service asks of the kernel",
    ),
    SYSTEMD,
];
const SYSTEMD: Need = (
    "systemd",
    Sign::Program("systemd-analyze", "--version"),
    "how far the service is confined",
);

/// The package in whose source there are seed files.
const SEED_FILES: &str = "python-pskc==1.4";
/// Whatever Python 3 a person has; the suites bring what they need into a copy of it.
const PYTHON: &str = "python3";

fn is_there(package: &str, sign: Sign) -> bool {
    let seen = match sign {
        Sign::Program(name, argument) => answer(name, &[argument]),
        Sign::Font(language) => answer("fc-list", &[&format!(":lang={language}"), "family"]),
        Sign::Module(name) => answer(PYTHON, &["-m", name, "--version"]),
    };
    // A font that was installed is there although nothing on the machine can list fonts.
    let status = || answer("dpkg-query", &["--show", "--showformat=${Status}", package]);
    seen.is_some_and(|text| !text.is_empty())
        || status().is_some_and(|status| status.ends_with(" installed"))
}

/// Installs what the tests need and is missing, or says how.
pub fn for_tests() -> Result<()> {
    bring(&FOR_TESTS)
}

/// Likewise for the trial of the Debian package.
pub fn for_packages() -> Result<()> {
    bring(&FOR_PACKAGES)
}

fn bring(needs: &[Need]) -> Result<()> {
    let missing: Vec<&str> = needs
        .iter()
        .filter(|(package, sign, _)| !is_there(package, *sign))
        .map(|(package, ..)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    for (package, _, what_for) in needs
        .iter()
        .filter(|(package, ..)| missing.contains(package))
    {
        say(format_args!("test: {package} is missing ({what_for})"));
    }
    let names = missing.join(" ");
    if answer("apt-get", &["--version"]).is_none() {
        bail!("install what these packages of Debian hold, and run this again: {names}");
    }
    if answer("id", &["-u"]).as_deref() != Some("0") {
        bail!("only root can install; run `sudo apt-get install {names}` and this again");
    }
    say(format_args!("test: installing {names}"));
    apt_get(&["update", "--quiet"])?;
    let install = ["install", "--quiet", "--yes", "--no-install-recommends"];
    apt_get(&[&install[..], &missing[..]].concat())
}

/// Brings the scripts that a crate's `package-lock.json` names, if it has one and they are not there.
pub fn scripts_of(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let Ok(wanted) = modified(&lock) else {
        return Ok(());
    };
    // npm writes this file last, so it is there and younger only after a whole installation.
    let is_done = modified(&folder.join("node_modules/.package-lock.json"));
    if is_done.is_ok_and(|done| done >= wanted) {
        return Ok(());
    }
    say(format_args!("test: bringing what {} names", lock.display()));
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .stdin(Stdio::null());
    run::run(npm)
}

/// Brings what a crate's `requirements.txt` pins, if it has one, into a Python of the crate's own,
/// and says where that is. What is there already is left alone, until the pins change.
pub fn python_of(folder: &Path) -> Result<Option<PathBuf>> {
    let Ok(pins) = fs::read_to_string(folder.join(PINS)) else {
        return Ok(None);
    };
    let name = folder.file_name().unwrap_or_default();
    let home = tree::root().join("target/python").join(name);
    let python = home.join("bin").join(PYTHON);
    // Written last, so that it is there only after a whole installation.
    let brought = home.join(PINS);
    if python.is_file() && fs::read_to_string(&brought).is_ok_and(|done| done == pins) {
        return Ok(Some(python));
    }
    say(format_args!("test: bringing {}", list_of(&pins)));
    let mut venv = Command::new(PYTHON);
    venv.args(["-m", "venv", "--clear"]).arg(&home);
    run::run(venv)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    pip.args([
        "--no-input",
        "install",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]);
    pip.arg("--requirement").arg(folder.join(PINS));
    pip.stdin(Stdio::null());
    run::run(pip)?;
    fs::write(&brought, pins)
        .with_context(|| format!("`{}` cannot be written", brought.display()))?;
    Ok(Some(python))
}

/// Brings the source of `python-pskc`, whose seed files are read by the tests of `otp`, and no part of
/// which is in this tree. What is there already is left alone.
pub fn seed_files() -> Result<()> {
    let home = tree::root().join("target/python/otp");
    let files = home.join("files");
    // Written last, so that it is there only after everything was unpacked.
    let brought = home.join("brought");
    if fs::read_to_string(&brought).is_ok_and(|done| done == SEED_FILES) {
        return Ok(());
    }
    say(format_args!(
        "test: bringing the seed files of {SEED_FILES}"
    ));
    let mut venv = Command::new(PYTHON);
    venv.args(["-m", "venv", "--clear"]).arg(&home);
    run::run(venv)?;
    let python = home.join("bin").join(PYTHON);
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]);
    pip.args([
        "--no-input",
        "download",
        "--no-deps",
        "--no-binary",
        ":all:",
    ]);
    pip.arg("--dest").arg(&home).arg(SEED_FILES);
    pip.stdin(Stdio::null());
    run::run(pip)?;
    let archive = SEED_FILES.replace("==", "-").replace("python-", "python_");
    let mut unpack = Command::new(&python);
    unpack.args(["-m", "tarfile", "--extract"]);
    unpack
        .arg(home.join(format!("{archive}.tar.gz")))
        .arg(&home);
    run::run(unpack)?;
    fs::rename(home.join(archive), &files)
        .with_context(|| format!("`{}` cannot be made", files.display()))?;
    fs::write(&brought, SEED_FILES)
        .with_context(|| format!("`{}` cannot be written", brought.display()))
}

/// What pins name, in one line.
fn list_of(pins: &str) -> String {
    let names = pins.lines().filter(|line| line.contains("=="));
    names.collect::<Vec<_>>().join(", ")
}

fn modified(file: &Path) -> io::Result<SystemTime> {
    fs::metadata(file)?.modified()
}

/// Brings rustfmt and clippy, which a small installation of Rust lacks.
pub fn for_checks() -> Result<()> {
    let missing: Vec<&str> = ["fmt", "clippy"]
        .into_iter()
        .filter(|tool| {
            !run::cargo(&[tool, "--version"])
                .output()
                .is_ok_and(|o| o.status.success())
        })
        .map(|tool| if tool == "fmt" { "rustfmt" } else { tool })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if answer("rustup", &["--version"]).is_none() {
        bail!("these parts of Rust are missing: {names}; install them and run this again");
    }
    say(format_args!("ci: adding {names}"));
    let mut rustup = Command::new("rustup");
    rustup.args(["component", "add"]).args(&missing);
    run::run(rustup)
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    run::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_seen_by_its_sign() {
        let cargo = Sign::Program("cargo", "--version");
        let nothing = Sign::Program("no-such-program-anywhere", "--version");
        assert!(is_there("no-such-package", cargo));
        assert!(!is_there("no-such-package", nothing));
        assert!(!is_there("no-such-package", Sign::Module("no_such_module")));
    }

    #[test]
    fn pins_are_told_in_one_line() {
        let pins = "# What for.\nboto3==1.2.3\n\nsix==1.0.0\n";
        assert_eq!(list_of(pins), "boto3==1.2.3, six==1.0.0");
    }
}
