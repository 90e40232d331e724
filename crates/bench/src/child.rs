//! A server in a process of its own: started, asked, weighed, and ended.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::http::{self, Connection};

/// How long a start or an end may take.
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(1);
/// What a server says is read in parts as large as a pipe, with pauses, so that reading a line for
/// each request costs the machine next to nothing while the server is measured.
const TALK_BYTES: usize = 64 * 1024;
const TALK_PAUSE: Duration = Duration::from_millis(2);

/// A server that answers. Dropping it kills it.
pub(crate) struct Child {
    process: process::Child,
    /// Where it listens on loopback.
    pub(crate) port: u16,
    /// From asking for the process to its first answer.
    pub(crate) started_in: Duration,
}

impl Child {
    /// Starts a program that says where it listens, and waits for its first answer.
    pub(crate) async fn start(program: &Path, arguments: &[String]) -> Result<Self> {
        let start = Instant::now();
        let process = Command::new(program)
            .args(arguments)
            // What this shell has set must not change what is measured.
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{}` cannot be started", program.display()))?;
        let mut child = Self {
            process,
            port: 0,
            started_in: Duration::ZERO,
        };
        child.port = child.listens_on()?;
        let mut connection = Connection::open(Ipv4Addr::LOCALHOST, child.port).await?;
        let answer = connection
            .ask(&http::get("/healthz", child.port, ""))
            .await?;
        let status = answer.status;
        ensure!(status == 200, "the first answer was {status}");
        child.started_in = start.elapsed();
        Ok(child)
    }

    /// Reads what the server says until it says where it listens, and goes on reading beside us,
    /// because a server whose talk nobody reads stops in the end.
    fn listens_on(&mut self) -> Result<u16> {
        let talk = self.process.stderr.take().context("its stderr is ours")?;
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let mut talk = BufReader::new(talk);
            let mut line = String::new();
            // Nobody listens any more once the port is known.
            while matches!(talk.read_line(&mut line), Ok(1..)) {
                if tell.send(std::mem::take(&mut line)).is_err() {
                    break;
                }
            }
            let mut thrown_away = vec![0; TALK_BYTES];
            while matches!(talk.read(&mut thrown_away), Ok(1..)) {
                thread::sleep(TALK_PAUSE);
            }
        });
        let mut said = Vec::new();
        while let Ok(line) = told.recv_timeout(PATIENCE) {
            if let Some(port) = port(&line) {
                return Ok(port);
            }
            said.push(line.trim_end().to_owned());
        }
        bail!("the program does not listen; it said: {}", said.join(" / "));
    }

    /// Memory that is in use now.
    pub(crate) fn resident_megabytes(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        resident_megabytes(&status).context("`/proc` tells the memory in use")
    }

    /// Asks the server to end and waits for it.
    pub(crate) fn ends(mut self) -> Result<()> {
        let id = i32::try_from(self.process.id())?;
        kill(Pid::from_raw(id), Signal::SIGTERM)?;
        let start = Instant::now();
        while self.process.try_wait()?.is_none() {
            ensure!(start.elapsed() < PATIENCE, "the server does not end");
            thread::sleep(POLL);
        }
        Ok(())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It has ended already, unless something went wrong.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port in `listening on http://localhost:8700`.
fn port(line: &str) -> Option<u16> {
    let (_, address) = line.split_once("listening on http://")?;
    let (_, port) = address.trim().rsplit_once(':')?;
    port.parse().ok()
}

/// `VmRSS` of proc(5): memory in use now.
fn resident_megabytes(status: &str) -> Option<f64> {
    megabytes(status, "VmRSS:")
}

/// `VmHWM` of proc(5): the most memory that was ever in use.
pub(crate) fn peak_megabytes(status: &str) -> Option<f64> {
    megabytes(status, "VmHWM:")
}

/// A line of proc(5), which is told in KiB.
fn megabytes(status: &str, name: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(f64::from(kib) * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_the_line_that_the_contract_names() {
        assert_eq!(port("listening on http://localhost:8700"), Some(8700));
        assert_eq!(port("listening on http://127.0.0.1:41234\r"), Some(41234));
        assert_eq!(port("set up at http://localhost:8700/setup"), None);
    }

    #[test]
    fn memory_is_read_as_proc_tells_it() {
        let status = "Name:\tsekisho\nVmRSS:\t   12500 kB\nThreads:\t3\n";
        let megabytes = resident_megabytes(status).unwrap();
        assert!((megabytes - 12.8).abs() < 1e-9);
        assert_eq!(resident_megabytes("Name:\tsekisho\n"), None);
        assert_eq!(peak_megabytes(status), None);
    }

    #[tokio::test]
    async fn a_program_that_does_not_listen_is_an_error_with_what_it_said() {
        let line = ["-c".to_owned(), "echo no room >&2".to_owned()];
        let Err(error) = Child::start(Path::new("/bin/sh"), &line).await else {
            panic!("it does not listen");
        };
        assert!(error.to_string().contains("no room"), "{error}");
    }
}
