//! The shipped program, on a data directory and a port of its own.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;

use crate::patience::until;

/// Where a test finds the program.
pub const PROGRAM_VARIABLE: &str = "SEKISHO_BIN";
/// What the program says when it answers.
const READY: &str = "listening on ";
/// The zone in which everything is told.
const ZONE: (&str, &str) = ("SEKISHO_TIME_ZONE", "Asia/Tokyo");
/// Lines of its log that a failing test shows.
const LOG_LINES_SHOWN: usize = 20;

/// A running server; ends when it is dropped.
pub struct Server {
    process: Child,
    data: TempDir,
    log: Arc<Mutex<String>>,
    address: String,
}

impl Server {
    /// A fresh installation: no account yet.
    pub fn fresh() -> Self {
        Self::start(0, "")
    }

    /// An installation with the accounts of this bootstrap file.
    pub fn with(bootstrap: &str) -> Self {
        Self::start(0, bootstrap)
    }

    /// The same on a port that a picture can show.
    pub fn with_at(bootstrap: &str, port: u16) -> Self {
        Self::start(port, bootstrap)
    }

    /// The public address, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The one-time address for making the first account.
    pub fn set_up_address(&self) -> String {
        let file = self.data.path().join("setup-address");
        let address = until(|| fs::read_to_string(&file).ok());
        address
            .expect("a fresh installation writes `setup-address`")
            .trim()
            .to_owned()
    }

    /// What the operator does at the terminal beside the running server. Gives what is printed.
    #[track_caller]
    pub fn operates(&self, arguments: &[&str]) -> String {
        let mut command = alone();
        command.args(arguments).arg("--data").arg(self.data.path());
        let output = command.output().expect("the program can be started");
        assert!(
            output.status.success(),
            "`sekisho {}`: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn start(port: u16, bootstrap: &str) -> Self {
        let data = tempfile::tempdir().expect("a folder for the data can be made");
        let mut command = alone();
        command.arg("serve").arg("--data").arg(data.path());
        command.arg("--listen").arg(format!("127.0.0.1:{port}"));
        if !bootstrap.is_empty() {
            command
                .arg("--bootstrap")
                .arg(private_file(data.path(), bootstrap));
        }
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program can be started");
        let log = Arc::new(Mutex::new(String::new()));
        keep(
            process.stderr.take().expect("it is piped"),
            Arc::clone(&log),
        );
        let said = |log: &Mutex<String>| log.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let found = until(|| {
            let has_ended = process.try_wait().ok().flatten().is_some();
            let address = ready(&said(&log));
            (address.is_some() || has_ended).then_some(address)
        });
        let Some(address) = found.flatten() else {
            let _ = process.kill();
            panic!("the server does not start; it says:\n{}", said(&log));
        };
        Self {
            process,
            data,
            log,
            address,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            let lines: Vec<&str> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n");
            let _ = writeln!(std::io::stderr(), "the server said last:\n{last}");
        }
    }
}

/// The program, told nothing but its zone.
fn alone() -> Command {
    let mut command = Command::new(program());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SEKISHO_")) {
        command.env_remove(name);
    }
    command.env(ZONE.0, ZONE.1);
    command
}

fn program() -> PathBuf {
    let program = std::env::var_os(PROGRAM_VARIABLE).map_or_else(built, PathBuf::from);
    assert!(
        program.is_file(),
        "there is no program at `{}`; run `cargo xtask test`, which builds it and installs the browser",
        program.display()
    );
    program
}

fn built() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release/sekisho")
}

/// The program refuses a bootstrap file that others may read.
fn private_file(folder: &Path, text: &str) -> PathBuf {
    use std::os::unix::fs::OpenOptionsExt;
    let path = folder.join("bootstrap.toml");
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600).open(&path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.expect("the bootstrap file can be written");
    path
}

/// Reads to the end, so that the server never waits for a reader.
fn keep(stderr: impl std::io::Read + Send + 'static, log: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line);
            log.push('\n');
        }
    });
}

fn ready(log: &str) -> Option<String> {
    let line = log.lines().find_map(|line| line.strip_prefix(READY))?;
    Some(line.trim().to_owned())
}
