//! `cargo xtask dist`: what an operator downloads and installs.
//!
//! **Duty.** Put the release build and what belongs to it into an archive and a Debian package, the same
//! bytes for the same build ([`archive`], [`debian`], [`notices`]), and see the package installed, started
//! and removed ([`check`]). The files that people wrote for it are in `packaging`.

pub mod archive;
pub mod check;
pub mod debian;
pub mod notices;
pub mod trial;
pub mod unit;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::run::{self, answer, say};
use crate::test::PROGRAM;
use crate::tree;
use archive::Files;
use debian::Package;

/// The version of this tree.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where everything goes, in `target`.
const FOLDER: &str = "target/dist";
/// Shells that complete, with the name that each wants the file to have.
const SHELLS: [(&str, &str); 3] = [
    ("bash", "sekisho.bash"),
    ("zsh", "_sekisho"),
    ("fish", "sekisho.fish"),
];
/// The key of the example configuration that a service needs, as it stands there.
const DATA_KEY: &str = "\n#data = \"/var/lib/sekisho\"\n";
/// The date of files where nothing else says one: the first that every archive can hold.
const NO_DATE: u64 = 315_532_800;

/// How `cargo xtask dist` was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A program to pack instead of a release build.
    pub from: Option<PathBuf>,
    /// Whether the Debian package is tried afterwards.
    pub check: bool,
}

impl Options {
    /// Reads `[--from PROGRAM] [--check]`.
    pub fn read(arguments: &[&str]) -> Result<Self> {
        match arguments {
            [] => Ok(Self::default()),
            ["--check", rest @ ..] => Ok(Self {
                check: true,
                ..Self::read(rest)?
            }),
            ["--from", program, rest @ ..] => Ok(Self {
                from: Some(PathBuf::from(program)),
                ..Self::read(rest)?
            }),
            [other, ..] => {
                bail!("`{other}` is not known; write `cargo xtask dist [--from PROGRAM] [--check]`")
            }
        }
    }
}

/// What a release is made of, before it is put anywhere.
#[derive(Debug)]
pub struct Release {
    /// The program.
    pub program: Vec<u8>,
    /// Pages of the manual, by their file names.
    pub manual: Files,
    /// Completions, by their file names.
    pub completions: Files,
    /// The example configuration, with the data directory of a service.
    pub configuration: String,
    /// Names, licences and notices of other people's libraries.
    pub notices: String,
    /// The date of every file, in seconds from 1970.
    pub date: u64,
}

/// Makes everything, and tries it if that was asked for.
pub fn run(options: &Options) -> Result<()> {
    let program = match &options.from {
        Some(program) => program.clone(),
        None => release_build()?,
    };
    let package = make(&program)?;
    if options.check
        && let check::Outcome::Skipped(reason) = check::run(package.as_deref())?
    {
        say(format_args!("dist: the package was not tried: {reason}"));
    }
    Ok(())
}

/// For `cargo xtask ci`: makes everything of the release build that the suites drove, and tries it. On a
/// machine that calls itself a CI (`CI` in the environment) the trial has to take place.
pub fn checked() -> Result<()> {
    let package = make(&release_build()?)?;
    match check::run(package.as_deref())? {
        check::Outcome::Passed => Ok(()),
        check::Outcome::Skipped(reason) if std::env::var_os("CI").is_some() => {
            bail!("the package has to be tried here and was not: {reason}")
        }
        check::Outcome::Skipped(reason) => {
            say(format_args!("dist: the package was not tried: {reason}"));
            Ok(())
        }
    }
}

fn release_build() -> Result<PathBuf> {
    run::run(run::cargo(&["build", "--release", "--package", PROGRAM]))?;
    Ok(tree::root().join("target/release").join(PROGRAM))
}

/// Writes archive, package and checksums; gives back where the package is, if this machine's kind has one.
fn make(program: &Path) -> Result<Option<PathBuf>> {
    let folder = tree::root().join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| cannot("made", &folder))?;
    let release = Release::of(program, &folder.join("manual"))?;
    let machine = std::env::consts::ARCH;
    let name = format!("sekisho-{VERSION}-{machine}-linux");
    let mut made = vec![(
        format!("{name}.tar.gz"),
        release.files()?.in_folder(&name).packed(release.date)?,
    )];
    let mut package = None;
    if let Some(architecture) = debian::architecture(machine) {
        let deb = Package::of(&release, architecture)?.bytes()?;
        let name = format!("sekisho_{VERSION}_{architecture}.deb");
        package = Some(folder.join(&name));
        made.push((name, deb));
    }
    let mut sums = String::new();
    for (name, bytes) in &made {
        writeln!(sums, "{}  {name}", HEXLOWER.encode(&Sha256::digest(bytes)))?;
    }
    made.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    for (name, bytes) in made {
        let path = folder.join(&name);
        fs::write(&path, &bytes).with_context(|| cannot("written", &path))?;
        say(format_args!("dist: {FOLDER}/{name}, {} bytes", bytes.len()));
    }
    Ok(package)
}

impl Release {
    /// Asks the program for what it makes itself, and reads the rest from the tree. `manual` is a folder
    /// for the pages.
    fn of(program: &Path, manual: &Path) -> Result<Self> {
        let said = told_by(program, &["--version"])?;
        let said = String::from_utf8_lossy(&said);
        if said.trim() != format!("{PROGRAM} {VERSION}") {
            bail!(
                "`{}` is `{}` and not {VERSION}",
                program.display(),
                said.trim()
            );
        }
        if manual.exists() {
            fs::remove_dir_all(manual).with_context(|| cannot("removed", manual))?;
        }
        told_by(program, &["manual", &manual.to_string_lossy()])?;
        let mut pages = Files::default();
        for page in fs::read_dir(manual)? {
            let page = page?;
            pages.add(&page.file_name().to_string_lossy(), fs::read(page.path())?);
        }
        let mut completions = Files::default();
        for (shell, name) in SHELLS {
            completions.add(name, told_by(program, &["completions", shell])?);
        }
        Ok(Self {
            program: fs::read(program).with_context(|| cannot("read", program))?,
            manual: pages,
            completions,
            configuration: configuration()?,
            notices: notices::read()?,
            date: date(),
        })
    }

    /// What is in the archive, by names from its folder.
    fn files(&self) -> Result<Files> {
        let mut files = Files::default();
        files.add_program(PROGRAM, self.program.clone());
        files.add("sekisho.toml", self.configuration.clone());
        files.add("THIRD-PARTY.txt", self.notices.clone());
        for (from, to) in [
            ("packaging/sekisho.service", "sekisho.service"),
            ("packaging/sekisho.sysusers", "sekisho.sysusers"),
            ("packaging/Containerfile", "Containerfile"),
            (SECURITY_KEYS, "security-keys.example.toml"),
        ]
        .into_iter()
        .chain(LICENCES.map(|name| (name, name)))
        .chain(DOCUMENTS.map(|name| (name, name)))
        {
            files.add(to, read(from)?);
        }
        files.add_all("docs", manuals()?);
        files.add_all("man/man1", self.manual.clone());
        files.add_all("completions", self.completions.clone());
        Ok(files)
    }
}

/// Which models of security keys may be registered, as an example.
pub const SECURITY_KEYS: &str = "crates/sekisho/security-keys.example.toml";
/// The licences of our own source.
pub const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// What is read first.
pub const DOCUMENTS: [&str; 4] = ["CHANGELOG.md", "README.ja.md", "README.md", "SECURITY.md"];

/// The folder of manuals, with its pictures.
pub fn manuals() -> Result<Files> {
    let mut files = Files::default();
    for file in fs::read_dir(tree::root().join("docs"))? {
        let file = file?;
        files.add(&file.file_name().to_string_lossy(), fs::read(file.path())?);
    }
    Ok(files)
}

/// A file of the tree.
pub fn read(path: &str) -> Result<String> {
    fs::read_to_string(tree::root().join(path)).with_context(|| format!("`{path}` cannot be read"))
}

/// The example configuration, in which the data directory is that of the service, so that the operator's
/// commands find it as the server does.
fn configuration() -> Result<String> {
    let example = read("crates/sekisho/sekisho.example.toml")?;
    if example.matches(DATA_KEY).count() != 1 {
        bail!(
            "`{}` is not in the example configuration once",
            DATA_KEY.trim()
        );
    }
    Ok(example.replace(DATA_KEY, &DATA_KEY.replace('#', "")))
}

/// When this state of the tree was made: `SOURCE_DATE_EPOCH`, or the last commit, or nothing that means
/// anything.
fn date() -> u64 {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok();
    set.or_else(|| answer("git", &["log", "-1", "--format=%ct"]))
        .and_then(|seconds| seconds.parse().ok())
        .unwrap_or(NO_DATE)
}

fn told_by(program: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let line = format!("{} {}", program.display(), arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("`{line}` cannot be started"))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed\n{why}");
    }
    Ok(output.stdout)
}

fn cannot(be: &str, path: &Path) -> String {
    format!("`{}` cannot be {be}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_are_taken_in_any_order() {
        let both = Options {
            from: Some(PathBuf::from("p")),
            check: true,
        };
        assert_eq!(Options::read(&[]).unwrap(), Options::default());
        assert_eq!(Options::read(&["--check", "--from", "p"]).unwrap(), both);
        assert_eq!(Options::read(&["--from", "p", "--check"]).unwrap(), both);
        for wrong in [&["--from"][..], &["p"], &["--check", "p"]] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }

    fn release() -> Release {
        Release {
            program: b"GLIBC_2.36\0".to_vec(),
            manual: Files::default(),
            completions: Files::default(),
            configuration: configuration().unwrap(),
            notices: String::new(),
            date: NO_DATE,
        }
    }

    #[test]
    fn an_image_is_made_of_what_is_in_the_archive() {
        let archive = release().files().unwrap();
        let names: Vec<&str> = archive.iter().map(|(name, _)| name).collect();
        let recipe = read("packaging/Containerfile").unwrap();
        let copied: Vec<&str> = recipe
            .lines()
            .filter(|line| line.starts_with("COPY ") && !line.contains("--from="))
            .flat_map(|line| {
                let words = line.split_whitespace().skip(1);
                let words: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
                words[..words.len() - 1].to_vec()
            })
            .collect();
        assert!(copied.contains(&"sekisho"), "{copied:?}");
        for name in copied {
            assert!(names.contains(&name), "`{name}` is not in the archive");
        }
    }

    #[test]
    fn the_same_release_makes_the_same_package() {
        let package = || Package::of(&release(), "amd64").unwrap().bytes().unwrap();
        assert!(package() == package());
    }

    /// The commands of an operator find the service's data by the configuration alone.
    #[test]
    fn the_installed_configuration_says_where_the_data_are_and_nothing_else() {
        let example = read("crates/sekisho/sekisho.example.toml").unwrap();
        let made = configuration().unwrap();
        let changed: Vec<_> = example
            .lines()
            .zip(made.lines())
            .filter(|(before, after)| before != after)
            .collect();
        let (before, after) = (
            "#data = \"/var/lib/sekisho\"",
            "data = \"/var/lib/sekisho\"",
        );
        assert_eq!(changed, [(before, after)]);
    }
}
