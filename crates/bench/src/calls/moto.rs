//! moto_server, which people run where they need IAM and STS without AWS: installed once into the
//! build's own directory, started, and given one user.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use jiff::Timestamp;
use tokio::runtime::Builder;

use super::signed::{AccessKey, Call};
use crate::http::Connection;
use crate::say;

/// What is measured beside, so that figures of different days can be compared.
pub(super) const VERSION: &str = "5.2.5";
/// How long the installation may take, and how long the start.
const INSTALL_PATIENCE: Duration = Duration::from_mins(4);
const START_PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// A moto_server that answers. Dropping it kills it.
pub(super) struct Moto {
    process: Child,
    /// Where it listens on loopback.
    pub(super) port: u16,
    /// The key of its user.
    pub(super) key: AccessKey,
}

impl Moto {
    /// Starts it with a user of this name.
    pub(super) fn start(user: &str) -> Result<Self> {
        let program = installed()?;
        let port = free_port()?;
        let process = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("`{}` cannot be started", program.display()))?;
        let key = AccessKey {
            id: "AKIAFAKEFAKEFAKEFAKE".to_owned(),
            secret: "fake".to_owned(),
        };
        let mut moto = Self { process, port, key };
        moto.wait()?;
        moto.asks(&format!("CreateUser&UserName={user}"))?;
        let made = moto.asks(&format!("CreateAccessKey&UserName={user}"))?;
        let part = |name| element(&made, name).context("moto makes a key");
        moto.key = AccessKey {
            id: part("AccessKeyId")?,
            secret: part("SecretAccessKey")?,
        };
        Ok(moto)
    }

    /// Waits until it answers. That something listens is not enough: the port may be ours.
    fn wait(&mut self) -> Result<()> {
        let start = Instant::now();
        while self.asks("ListUsers").is_err() {
            if let Some(status) = self.process.try_wait()? {
                bail!("moto_server ended by itself ({status})");
            }
            let waits = start.elapsed() < START_PATIENCE;
            ensure!(waits, "moto_server does not answer");
            thread::sleep(POLL);
        }
        Ok(())
    }

    fn asks(&self, action: &str) -> Result<String> {
        let request = Call::iam(action).signed(&self.key, self.port, Timestamp::now())?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut connection = Connection::open(Ipv4Addr::LOCALHOST, self.port).await?;
            let answer = connection.ask(&request).await?;
            let (status, text) = (answer.status, answer.text()?);
            ensure!(
                status == 200,
                "moto answered {action} with {status}: {text}"
            );
            Ok(text.to_owned())
        })
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It has ended already, unless something went wrong.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where moto_server lies. It is installed when it is missing.
fn installed() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let build = program.ancestors().nth(2);
    let build = build.context("a program lies in a directory of the build")?;
    let home = build.join(format!("moto-{VERSION}"));
    let moto = home.join("bin").join("moto_server");
    if !moto.is_file() {
        say(format_args!(
            "installing moto_server {VERSION} into `{}` …",
            home.display()
        ));
        let python = Path::new("python3");
        let place = home.to_str().context("a path that is text")?;
        run(python, &["-m", "venv", place])?;
        let what = format!("moto[server]=={VERSION}");
        let pip = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            &what,
        ];
        run(&home.join("bin").join("python"), &pip)?;
    }
    Ok(moto)
}

fn run(program: &Path, arguments: &[&str]) -> Result<()> {
    let name = program.display();
    let mut process = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("`{name}` cannot be started"))?;
    let start = Instant::now();
    loop {
        if let Some(status) = process.try_wait()? {
            ensure!(status.success(), "`{name} {}` failed", arguments.join(" "));
            return Ok(());
        }
        if start.elapsed() > INSTALL_PATIENCE {
            process.kill()?;
            process.wait()?;
            bail!("`{name} {}` does not end", arguments.join(" "));
        }
        thread::sleep(POLL);
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// What stands in the first element of this name.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_read_out_of_an_answer() {
        let xml = "<a><AccessKeyId>AKIA</AccessKeyId><AccessKeyId>B</AccessKeyId></a>";
        assert_eq!(element(xml, "AccessKeyId").as_deref(), Some("AKIA"));
        assert_eq!(element(xml, "SecretAccessKey"), None);
    }

    #[test]
    fn a_program_that_fails_is_an_error() {
        assert!(run(Path::new("/bin/sh"), &["-c", "exit 0"]).is_ok());
        assert!(run(Path::new("/bin/sh"), &["-c", "exit 1"]).is_err());
        assert!(run(Path::new("/nowhere/at/all"), &[]).is_err());
    }
}
