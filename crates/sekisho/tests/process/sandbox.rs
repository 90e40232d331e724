//! A directory of its own for each test, and the built command in it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);
/// Argon2id with next to no work, so that tests do not wait for it.
const CONFIGURATION: &str = "[hashing]\nmemory_kib = 8\npasses = 1\n";

/// A password that nobody uses.
pub(crate) const PASSWORD: &str = "fake horse battery";

/// A directory with a data directory in it.
pub(crate) struct Sandbox {
    directory: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    child: Child,
    talk: Receiver<String>,
    heard: Vec<String>,
    /// `localhost:PORT`.
    pub(crate) host: String,
    /// `http` or `https`.
    pub(crate) scheme: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let sandbox = Self { directory };
        fs::create_dir(sandbox.data()).unwrap();
        sandbox.write("data/sekisho.toml", CONFIGURATION);
        sandbox
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// Writes a file for its owner only.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        set_mode(&path, 0o600);
        path
    }

    /// Everything in the data directory, by name, with what it holds.
    pub(crate) fn contents(&self) -> Vec<(String, Vec<u8>)> {
        let mut found: Vec<_> = fs::read_dir(self.data())
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                (
                    entry.file_name().into_string().unwrap(),
                    fs::read(entry.path()).unwrap(),
                )
            })
            .collect();
        found.sort();
        found
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.directory.path())
            .env("SEKISHO_DATA", self.data())
            .current_dir(self.directory.path())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Done {
        done(self.command(args).output().unwrap())
    }

    /// Runs a command that reads `typed` on stdin.
    pub(crate) fn run_with(&self, args: &[&str], typed: &str) -> Done {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that refuses before it reads has closed the pipe.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        done(child.wait_with_output().unwrap())
    }

    /// Makes an account and gives back its id.
    pub(crate) fn account(&self, name: &str, alias: &str) -> String {
        let email = format!("{alias}@example.com");
        let args = [
            "account",
            "create",
            "--name",
            name,
            "--email",
            &email,
            "--alias",
            alias,
            "--password-stdin",
            "--format",
            "json",
        ];
        let made = self.run_with(&args, PASSWORD);
        assert_eq!(made.code, 0, "{}", made.err);
        let account: serde_json::Value = serde_json::from_str(&made.out).unwrap();
        account["id"].as_str().unwrap().to_owned()
    }

    /// Starts the server on a free port and waits until it says that it answers.
    pub(crate) fn serve(&self, args: &[&str]) -> Server {
        self.try_serve(args)
            .unwrap_or_else(|done| panic!("the server ended: {done:?}"))
    }

    /// As [`Sandbox::serve`], for a server that may refuse to start.
    pub(crate) fn try_serve(&self, args: &[&str]) -> Result<Server, Done> {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.args(args).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (say, talk) = mpsc::channel();
        thread::spawn(move || {
            // The channel closes when the test is over, which ends this.
            for line in stderr.lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    break;
                }
            }
        });
        let mut server = Server {
            child,
            talk,
            heard: Vec::new(),
            host: String::new(),
            scheme: String::new(),
        };
        let Some(line) = server.hear("listening on ") else {
            let code = server.child.wait().unwrap().code().unwrap();
            return Err(Done {
                code,
                out: String::new(),
                err: server.heard.join("\n"),
            });
        };
        let (scheme, host) = line["listening on ".len()..].split_once("://").unwrap();
        (server.scheme, server.host) = (scheme.to_owned(), host.to_owned());
        Ok(server)
    }
}

impl Server {
    /// The next line of stderr with this in it.
    pub(crate) fn hear(&mut self, part: &str) -> Option<String> {
        loop {
            let line = self.talk.recv_timeout(PATIENCE).ok()?;
            self.heard.push(line.clone());
            if line.contains(part) {
                return Some(line);
            }
        }
    }

    /// Everything that was heard.
    pub(crate) fn heard(&self) -> String {
        self.heard.join("\n")
    }

    /// The address of the TCP port.
    pub(crate) fn address(&self) -> String {
        self.host.replace("localhost", "127.0.0.1")
    }

    /// The whole answer to a GET.
    pub(crate) fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        talk_http(&mut stream, &self.host, path)
    }

    /// Tells the server to stop and waits until it has.
    pub(crate) fn stop(mut self, signal: Signal) -> Done {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).unwrap();
        let mut status = None;
        assert!(
            until(|| {
                status = self.child.try_wait().unwrap();
                status.is_some()
            }),
            "the server did not stop: {}",
            self.heard()
        );
        while let Ok(line) = self.talk.recv_timeout(PATIENCE) {
            self.heard.push(line);
        }
        Done {
            code: status.and_then(|status| status.code()).unwrap_or(-1),
            out: String::new(),
            err: self.heard(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, and then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for a page on an open connection.
pub(crate) fn talk_http(stream: &mut (impl Read + Write), host: &str, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // Over TLS the end may come without a farewell; what was said before it counts.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Waits until something is so, as long as patience lasts.
pub(crate) fn until(mut is_so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if is_so() {
            return true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}

/// The permissions of a file.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Sets the permissions of a file.
pub(crate) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn done(output: Output) -> Done {
    Done {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What succeeded.
#[track_caller]
pub(crate) fn good(done: Done) -> Done {
    assert_eq!(done.code, 0, "{}", done.err);
    done
}

/// What was refused: with this exit code, nothing on stdout, and these words.
#[track_caller]
pub(crate) fn refused(done: &Done, code: i32, parts: &[&str]) {
    assert_eq!(done.code, code, "{}", done.err);
    assert_eq!(done.out, "");
    for part in parts {
        assert!(
            done.err.contains(part),
            "`{part}` is missing in: {}",
            done.err
        );
    }
}
