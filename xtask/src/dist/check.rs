//! The Debian package, tried: installed into a fresh Debian in a folder, started as its unit says, stopped,
//! removed and purged. Nothing of the machine itself is touched.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::trial::{PATH, Trial};
use super::unit::{self, Unit};
use crate::run::{self, answer, say};
use crate::{provide, tree};

/// Where the Debian is made.
const FOLDER: &str = "target/dist/check";
/// Where the service keeps everything.
const DATA: &str = "/var/lib/sekisho";
/// What the operator writes.
const CONFIGURATION: &str = "/etc/sekisho/sekisho.toml";
/// The name of the package, and of its user.
const NAME: &str = "sekisho";
/// Folders whose files come and go with every package.
const OF_DPKG: [&str; 6] = [
    "/var/lib/dpkg",
    "/var/log",
    "/var/cache",
    "/var/backups",
    "/tmp",
    "/run",
];
/// Copies that are kept by whatever adds and removes users.
const OF_USERS: [&str; 7] = [
    "/etc/passwd-",
    "/etc/group-",
    "/etc/shadow-",
    "/etc/gshadow-",
    "/etc/subuid-",
    "/etc/subgid-",
    "/etc/.pwd.lock",
];

/// What became of the trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took place, and all is well.
    Passed,
    /// It cannot take place here, and why.
    Skipped(String),
}

/// Tries a package. An error is something that is wrong with it.
pub fn run(package: Option<&Path>) -> Result<Outcome> {
    let began = Instant::now();
    let Some(package) = package else {
        let reason = "there is no Debian package for this kind of machine";
        return Ok(Outcome::Skipped(reason.to_owned()));
    };
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let Some(suite) = debian(&release) else {
        let reason = "this is not Debian, whose libraries the package needs";
        return Ok(Outcome::Skipped(reason.to_owned()));
    };
    if answer("id", &["-u"]).as_deref() != Some("0") {
        return Ok(Outcome::Skipped("only root can do that".to_owned()));
    }
    if answer("unshare", &["--mount", "true"]).is_none() {
        let reason = "nobody may mount anything here, not even where only they see it";
        return Ok(Outcome::Skipped(reason.to_owned()));
    }
    provide::for_packages()?;
    unit::judge()?;
    let folder = Folder::make(&tree::root().join(FOLDER), suite)?;
    folder.try_package(package)?;
    folder.forget()?;
    let seconds = began.elapsed().as_secs();
    say(format_args!(
        "dist: the package was installed, started, stopped, removed and purged in {seconds} s"
    ));
    Ok(Outcome::Passed)
}

/// The name of this release of Debian, if it is one.
fn debian(os_release: &str) -> Option<&str> {
    let value = |key: &str| {
        let mut lines = os_release.lines();
        let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        value.map(|value| value.trim_matches('"'))
    };
    (value("ID")? == "debian").then(|| value("VERSION_CODENAME"))?
}

/// A Debian in a folder.
struct Folder {
    root: PathBuf,
    trace: PathBuf,
}

/// Kind and mode, owner and group.
type Rights = (u32, u32, u32);
/// What is at a path, and what it holds as far as that is looked at.
type Mark = (Rights, Vec<u8>);
/// Everything below a folder.
type Listing = BTreeMap<String, Mark>;

impl Folder {
    fn make(folder: &Path, suite: &str) -> Result<Self> {
        let made = Self {
            root: folder.join("root"),
            trace: folder.join("trace"),
        };
        made.forget()?;
        fs::create_dir_all(folder)?;
        // What it mounts is gone with it, whatever happens, so the folder can be deleted safely.
        let mut command = Command::new("unshare");
        command.args(["--mount", "debootstrap", "--variant=minbase"]);
        command.args(["--include=adduser,tzdata", suite]);
        command.arg(&made.root).stdout(Stdio::null());
        run::run(command)?;
        Ok(made)
    }

    fn forget(&self) -> Result<()> {
        if self.root.exists() {
            fs::remove_dir_all(&self.root)
                .with_context(|| format!("`{}` cannot be deleted", self.root.display()))?;
        }
        Ok(())
    }

    /// All of it, in the order in which it happens to a package.
    fn try_package(&self, package: &Path) -> Result<()> {
        fs::copy(package, self.root.join("sekisho.deb"))?;
        let before = self.listing()?;
        self.install()?;
        self.look_at(&before)?;
        self.upgrade()?;
        self.serve()?;
        self.remove()?;
        self.purge_with_data()?;
        // Once more, and now without data.
        self.install()?;
        self.run(&["find", DATA, "-mindepth", "1", "-delete"])?;
        self.run(&["dpkg", "--purge", NAME])?;
        let left = differences(&before, &self.listing()?);
        if !left.is_empty() {
            bail!(
                "after a purge without data the machine differs\n{}",
                left.join("\n")
            );
        }
        Ok(())
    }

    fn install(&self) -> Result<()> {
        self.run(&["dpkg", "--install", "/sekisho.deb"])?;
        let wrong = self.run(&["dpkg", "--verify", NAME])? + &self.run(&["dpkg", "--audit"])?;
        if !wrong.is_empty() {
            bail!("dpkg finds fault\n{wrong}");
        }
        Ok(())
    }

    /// Everything that came is dpkg's or known, of root, and writable for root only.
    fn look_at(&self, before: &Listing) -> Result<()> {
        let listed = self.run(&["dpkg", "--listfiles", NAME])?;
        let enabled = ["/etc/systemd/system", "/var/lib/systemd"];
        let mut faults = Vec::new();
        for (path, ((mode, user, group), _)) in self.listing()? {
            if before.contains_key(&path) {
                continue;
            }
            let is_known = listed.lines().any(|listed| listed == path)
                || enabled.iter().any(|start| path.starts_with(start));
            let is_link = mode & 0o170_000 == 0o120_000;
            if path == DATA {
                if mode & 0o777 != 0o700 || user == 0 {
                    faults.push(format!("{path}: {mode:o} of {user}"));
                }
            } else if !is_known {
                faults.push(format!("{path}: nobody knows it"));
            } else if user != 0 || group != 0 || (!is_link && mode & 0o7022 != 0) {
                faults.push(format!("{path}: {mode:o} of {user}:{group}"));
            }
        }
        if !faults.is_empty() {
            bail!(
                "what was installed is not as it should be\n{}",
                faults.join("\n")
            );
        }
        Ok(())
    }

    /// What the operator wrote into the configuration is there after the next version as well.
    fn upgrade(&self) -> Result<()> {
        let path = self.at(CONFIGURATION);
        let changed = fs::read_to_string(&path)?.replace("\n#issuer", "\nissuer");
        fs::write(&path, &changed)?;
        self.run(&["dpkg", "--install", "/sekisho.deb"])?;
        if fs::read_to_string(&path)? != changed {
            bail!("the next version takes away what the operator wrote into `{CONFIGURATION}`");
        }
        Ok(())
    }

    /// The service answers, commands work beside it, and the kernel was asked for nothing that the unit
    /// refuses.
    fn serve(&self) -> Result<()> {
        let unit = Unit::of(&fs::read_to_string(
            self.root.join("usr/lib/systemd/system/sekisho.service"),
        )?);
        let server = Trial::start(&self.root, &unit, DATA, &self.trace)?;
        for page in ["/healthz", "/readyz", "/signin"] {
            server.answers(page)?;
        }
        let list = ["account", "list", "--config", CONFIGURATION];
        let as_user = [
            "setpriv",
            "--reuid",
            NAME,
            "--regid",
            NAME,
            "--init-groups",
            NAME,
        ];
        self.run(&[&as_user[..], &list[..]].concat())?;
        if let Some(calls) = server.stop()? {
            let refused = calls.refused_by(&unit)?;
            if !refused.is_empty() {
                let list: Vec<_> = refused.into_iter().collect();
                bail!("the unit would refuse the server\n{}", list.join("\n"));
            }
            let count = calls.count();
            say(format_args!(
                "dist: the unit would have let all {count} system calls of the server through"
            ));
        }
        self.has(&[&format!("{DATA}/sekisho.db"), &format!("{DATA}/master.key")])
    }

    /// The program goes; what the operator wrote and what the service kept stay.
    fn remove(&self) -> Result<()> {
        self.run(&["dpkg", "--remove", NAME])?;
        self.has_no(&[
            "/usr/bin/sekisho",
            "/usr/lib/systemd/system/sekisho.service",
        ])?;
        self.has(&[CONFIGURATION, &format!("{DATA}/sekisho.db")])
    }

    /// The configuration goes as well. A database is kept, and it is said how to delete it.
    fn purge_with_data(&self) -> Result<()> {
        let said = self.run(&["dpkg", "--purge", NAME])?;
        self.has_no(&["/etc/sekisho"])?;
        self.has(&[&format!("{DATA}/sekisho.db"), &format!("{DATA}/master.key")])?;
        self.run(&["getent", "passwd", NAME])?;
        if !said.contains(&format!("rm -r {DATA}")) {
            bail!("a purge does not say what it keeps\n{said}");
        }
        Ok(())
    }

    fn has(&self, paths: &[&str]) -> Result<()> {
        match paths.iter().find(|path| !self.at(path).exists()) {
            Some(path) => bail!("`{path}` is gone"),
            None => Ok(()),
        }
    }

    fn has_no(&self, paths: &[&str]) -> Result<()> {
        match paths.iter().find(|path| self.at(path).exists()) {
            Some(path) => bail!("`{path}` is still there"),
            None => Ok(()),
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Runs something in there, and gives back what it said on both channels if all is well. What `dpkg`
    /// says of its progress is left out.
    fn run(&self, command: &[&str]) -> Result<String> {
        let line = command.join(" ");
        let output = Command::new("chroot")
            .arg(&self.root)
            .args(command)
            .env_clear()
            .envs([
                ("PATH", PATH),
                ("LC_ALL", "C"),
                ("DEBIAN_FRONTEND", "noninteractive"),
            ])
            .stdin(Stdio::null())
            .output()
            .context("`chroot` cannot be started")?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if !output.status.success() {
            bail!("`{line}` failed in the folder ({})\n{said}", output.status);
        }
        Ok(said)
    }

    /// Everything in there that a package may leave behind.
    fn listing(&self) -> Result<Listing> {
        let mut listing = Listing::new();
        let mut waiting = vec![self.root.clone()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = format!("/{}", path.strip_prefix(&self.root)?.display());
                if OF_DPKG.contains(&name.as_str()) || OF_USERS.contains(&name.as_str()) {
                    continue;
                }
                let found = path.symlink_metadata()?;
                let is_read = found.is_file() && name.starts_with("/etc/");
                let holds = if is_read {
                    fs::read(&path)?
                } else {
                    Vec::new()
                };
                listing.insert(name, (rights(&found), holds));
                if found.is_dir() {
                    waiting.push(path);
                }
            }
        }
        Ok(listing)
    }
}

#[cfg(unix)]
fn rights(found: &Metadata) -> Rights {
    use std::os::unix::fs::MetadataExt;

    (found.mode(), found.uid(), found.gid())
}

/// Elsewhere nothing is tried.
#[cfg(not(unix))]
fn rights(_found: &Metadata) -> Rights {
    (0, 0, 0)
}

/// The paths at which two listings differ, and how.
fn differences(before: &Listing, after: &Listing) -> Vec<String> {
    let came = after.keys().filter(|path| !before.contains_key(*path));
    let went = before.keys().filter(|path| !after.contains_key(*path));
    let changed = before.iter().filter(|(path, mark)| {
        let now = after.get(*path);
        now.is_some_and(|now| now != *mark)
    });
    came.map(|path| format!("came: {path}"))
        .chain(went.map(|path| format!("went: {path}")))
        .chain(changed.map(|(path, _)| format!("changed: {path}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debian_is_debian() {
        let table = [
            ("ID=debian\nVERSION_CODENAME=bookworm\n", Some("bookworm")),
            (
                "VERSION_CODENAME=\"trixie\"\nID=\"debian\"\n",
                Some("trixie"),
            ),
            ("ID=debian\n", None),
            ("ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n", None),
            ("", None),
        ];
        for (text, suite) in table {
            assert_eq!(debian(text), suite, "{text}");
        }
    }

    #[test]
    fn whatever_differs_after_a_purge_is_named() {
        let mark = |mode: u32, holds: &str| ((mode, 0, 0), holds.as_bytes().to_vec());
        let listing = |marks: &[(&str, Mark)]| -> Listing {
            let marks = marks.iter().cloned();
            marks.map(|(path, mark)| (path.to_owned(), mark)).collect()
        };
        let before = listing(&[
            ("/a", mark(1, "")),
            ("/etc/passwd", mark(1, "root")),
            ("/gone", mark(1, "")),
        ]);
        let after = listing(&[
            ("/a", mark(1, "")),
            ("/etc/passwd", mark(1, "root sekisho")),
            ("/new", mark(1, "")),
        ]);
        let expected = ["came: /new", "went: /gone", "changed: /etc/passwd"];
        assert_eq!(differences(&before, &after), expected);
        assert!(differences(&before, &before).is_empty());
    }
}
