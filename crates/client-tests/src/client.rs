//! A client's own stories, run by the client's own language against a [`Server`].

use std::ffi::OsStr;
use std::io::{Read, pipe};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::people;
use crate::server::Server;

/// Where a test finds the Python that has what `requirements.txt` names.
pub const PYTHON_VARIABLE: &str = "CLIENT_TESTS_PYTHON";
/// What the stories are told of the server and the people.
const WORLD_VARIABLE: &str = "CLIENT_TESTS_WORLD";
/// The Region that clients sign for; there is only one IAM.
const REGION: &str = "us-east-1";
/// How long the stories of a client may take: two hundred commands, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(30);

/// Stories that are about to be run.
pub struct Client {
    command: Command,
}

impl Client {
    /// Stories in Python: a module of the folder `python`.
    pub fn python(module: &str) -> Self {
        let python = beside_python("python3");
        assert!(
            python.is_file(),
            "there is no Python at `{}`; run `cargo xtask test`, which brings it",
            python.display()
        );
        let mut command = Command::new(python);
        command.args(["-X", "utf8", "-m", module]);
        command.current_dir(here().join("python"));
        Self::of(command)
    }

    /// Stories in JavaScript: a file of the folder `node`.
    pub fn node(file: &str) -> Self {
        let mut command = Command::new("node");
        command.args(["--no-deprecation", "--test", file]);
        command.current_dir(here().join("node"));
        Self::of(command)
    }

    /// Tells the stories one thing more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs the stories against the server; panics with all that was said if one fails.
    pub fn meets(mut self, server: &Server) {
        let world = people::world(server.endpoint(), REGION).to_string();
        self.command.env(WORLD_VARIABLE, world);
        let (mut heard, said) = pipe().expect("a pipe can be made");
        let also = said.try_clone().expect("a pipe has two ends");
        self.command.stdin(Stdio::null()).stdout(said).stderr(also);
        let mut process = self.command.spawn().expect("the client can be started");
        // The writing ends that are ours; the reader would wait for them.
        drop(self.command);
        let (all_is, all) = mpsc::channel();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = heard.read_to_end(&mut bytes);
            let _ = all_is.send(read.map(|_| String::from_utf8_lossy(&bytes).into_owned()));
        });
        let Ok(said) = all.recv_timeout(PATIENCE) else {
            let _ = process.kill();
            let _ = process.wait();
            panic!("the client does not come to an end");
        };
        let said = said.expect("what it says can be read");
        let status = process.wait().expect("the client was started");
        assert!(status.success(), "{said}\n{status}");
    }

    fn of(mut command: Command) -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).env("LANG", "C.UTF-8");
        // A client looks for settings at home, and for a machine's role beyond.
        command.env("HOME", "/nonexistent");
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        Self { command }
    }
}

/// A program of the same Python, such as the aws CLI 1.
pub fn beside_python(program: &str) -> PathBuf {
    let brought = || here().join("../../target/python/client-tests/bin/python3");
    let python = std::env::var_os(PYTHON_VARIABLE).map_or_else(brought, PathBuf::from);
    python.with_file_name(program)
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
