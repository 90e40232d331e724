//! The shipped program, with the people of [`crate::people`], on a data directory and a port of its
//! own.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::people;

/// Where a test finds the program.
pub const PROGRAM_VARIABLE: &str = "SEKISHO_BIN";
/// What the program says when it answers.
const READY: &str = "listening on ";
/// How long it may take to start.
const PATIENCE: Duration = Duration::from_mins(1);
/// Lines of its log that a failing test shows.
const LOG_LINES_SHOWN: usize = 20;

/// A running server; ends when it is dropped.
pub struct Server {
    process: Child,
    _data: TempDir,
    log: Arc<Mutex<String>>,
    address: String,
}

impl Server {
    /// An installation with everybody in it.
    pub fn start() -> Self {
        let data = tempfile::tempdir().expect("a folder for the data can be made");
        let mut command = Command::new(program());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SEKISHO_")) {
            command.env_remove(name);
        }
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(data.path()).arg("--bootstrap");
        command.arg(private_file(data.path(), &people::bootstrap()));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program can be started");
        let log = Arc::new(Mutex::new(String::new()));
        let (address_is, address) = mpsc::channel();
        let stderr = process.stderr.take().expect("it is piped");
        let kept = Arc::clone(&log);
        std::thread::spawn(move || keep(stderr, &kept, &address_is));
        // The sender is dropped when the program ends, so a program that fails is not waited for.
        let Ok(address) = address.recv_timeout(PATIENCE) else {
            let _ = process.kill();
            let _ = process.wait();
            panic!("the server does not start; it says:\n{}", text(&log));
        };
        Self {
            process,
            _data: data,
            log,
            address,
        }
    }

    /// Where clients send their requests.
    pub fn endpoint(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            let log = text(&self.log);
            let lines: Vec<&str> = log.lines().collect();
            let last = lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n");
            let _ = writeln!(std::io::stderr(), "the server said last:\n{last}");
        }
    }
}

fn program() -> PathBuf {
    let built = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release/sekisho");
    let program = std::env::var_os(PROGRAM_VARIABLE).map_or_else(built, PathBuf::from);
    assert!(
        program.is_file(),
        "there is no program at `{}`; run `cargo xtask test`, which builds it and brings the clients",
        program.display()
    );
    program
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
fn keep(stderr: impl Read, log: &Mutex<String>, address_is: &Sender<String>) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if let Some(address) = line.strip_prefix(READY) {
            let _ = address_is.send(address.trim().to_owned());
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_str(&line);
        log.push('\n');
    }
}

fn text(log: &Mutex<String>) -> String {
    log.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
