//! The installed server, run as its unit says and as far as that is possible without systemd: as its user,
//! without any capability, with nothing to write to but its data. What it asks of the kernel is written
//! down and compared with what the unit lets through.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::unit::Unit;
use crate::run::{answer, say};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often it is looked whether the server has ended.
const LOOK: Duration = Duration::from_millis(50);
/// What a service of systemd finds in its environment.
pub const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// A mount of its own in which the folder is read-only, but for the data. `$0` is the folder, `$1` its data.
const CONFINE: &str = r#"
set -e
root=$0 data=$1
shift
mount --bind "$root" "$root"
mount --bind "$root$data" "$root$data"
mount -o remount,bind,ro "$root"
exec "$@"
"#;

/// A server that runs.
#[derive(Debug)]
pub struct Trial {
    child: Child,
    talk: Receiver<String>,
    heard: Vec<String>,
    port: String,
    trace: Option<PathBuf>,
}

impl Trial {
    /// Starts the server that is installed in a folder, and waits until it answers. Its calls go into
    /// `trace`, if this machine lets us see them.
    pub fn start(root: &Path, unit: &Unit, data: &str, trace: &Path) -> Result<Self> {
        let user = unit.words("User")?.join(" ");
        let is_traced = answer("strace", &["-o", "/dev/null", "true"]).is_some();
        if !is_traced {
            say(format_args!(
                "dist: nobody may be traced here, so the server's system calls are not compared"
            ));
        }
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", CONFINE]);
        command.arg(root).arg(data);
        if is_traced {
            // In this mode the process that is traced is the one that we have started.
            command.args(["strace", "-D", "-f", "-qq", "-e", "signal=none", "-o"]);
            command.arg(trace);
        }
        command.arg("chroot").arg(root);
        command.args([
            "setpriv",
            "--reuid",
            &user,
            "--regid",
            &user,
            "--init-groups",
        ]);
        command.args(["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]);
        command.args(unit.words("ExecStart")?);
        // Any port: the machine may have a server already.
        command.args(["--listen", "127.0.0.1:0"]);
        command
            .env_clear()
            .envs([("PATH", PATH), ("HOME", data), ("USER", &user)])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().context("`unshare` cannot be started")?;
        let stderr = child.stderr.take().context("it has no stderr")?;
        let mut trial = Self {
            child,
            talk: listen(stderr),
            heard: Vec::new(),
            port: String::new(),
            trace: is_traced.then(|| trace.to_owned()),
        };
        while let Ok(line) = trial.talk.recv_timeout(PATIENCE) {
            trial.heard.push(line.clone());
            if let Some(port) = line.strip_prefix("listening on http://localhost:") {
                port.clone_into(&mut trial.port);
                return Ok(trial);
            }
        }
        bail!(
            "the installed server does not start\n{}",
            trial.heard.join("\n")
        )
    }

    /// Fails unless a page is answered with 200.
    pub fn answers(&self, page: &str) -> Result<()> {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{}", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let host = format!("localhost:{}", self.port);
        write!(
            stream,
            "GET {page} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        let mut said = Vec::new();
        stream.read_to_end(&mut said)?;
        let said = String::from_utf8_lossy(&said);
        if !said.starts_with("HTTP/1.1 200 ") {
            bail!("`{page}` is answered with\n{said}");
        }
        Ok(())
    }

    /// Tells the server to stop, and gives back what it asked of the kernel.
    pub fn stop(mut self) -> Result<Option<Calls>> {
        let process = self.child.id().to_string();
        answer("sh", &["-c", "kill -TERM \"$0\"", &process])
            .context("the server is not there any more")?;
        let end = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait()? {
                Some(status) => break status,
                None if Instant::now() > end => bail!("the server does not stop"),
                None => thread::sleep(LOOK),
            }
        };
        self.heard.extend(self.talk.try_iter());
        if status.code() != Some(0) {
            let heard = self.heard.join("\n");
            bail!("the server ended with {status} when it was told to stop\n{heard}");
        }
        let trace = self.trace.as_ref();
        trace.map(|trace| Calls::read(trace)).transpose()
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        // It may have ended, and then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(stderr: impl Read + Send + 'static) -> Receiver<String> {
    let (say, talk) = mpsc::channel();
    thread::spawn(move || {
        // The channel closes when nobody wants to know any more.
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if say.send(line).is_err() {
                break;
            }
        }
    });
    talk
}

/// What a server asked of the kernel, as `strace` wrote it down.
#[derive(Debug)]
pub struct Calls(Vec<String>);

impl Calls {
    /// Reads them, from where the server itself begins.
    fn read(trace: &Path) -> Result<Self> {
        let text = fs::read(trace).with_context(|| format!("no `{}`", trace.display()))?;
        Ok(Self::of(&String::from_utf8_lossy(&text)))
    }

    /// The calls of such a text. What comes before the last program of the first process is not the
    /// server's: it still had its privileges to lay down.
    fn of(text: &str) -> Self {
        let calls: Vec<&str> = text
            .lines()
            .filter_map(|line| Some(line.split_once(' ')?.1.trim_start()))
            .collect();
        let is_start = |call: &&str| call.starts_with("execve(") && !call.contains("= -1");
        let start = calls.iter().rposition(is_start).unwrap_or(0);
        // Of two halves of a call the first has the arguments.
        let whole = calls.into_iter().skip(start + 1);
        Self(
            whole
                .filter(|call| call.contains('(') && call.starts_with(|c: char| c.is_alphabetic()))
                .map(str::to_owned)
                .collect(),
        )
    }

    /// What the unit would not have let through.
    pub fn refused_by(&self, unit: &Unit) -> Result<BTreeSet<String>> {
        let allowed = unit.calls()?;
        let families = unit.words("RestrictAddressFamilies")?;
        let refused = self.0.iter().filter(|call| {
            let (name, arguments) = call.split_once('(').unwrap_or((call, ""));
            let first = arguments.split([',', ')']).next().unwrap_or_default();
            let writes_code = match name {
                "mmap" => arguments.contains("PROT_WRITE") && arguments.contains("PROT_EXEC"),
                "mprotect" | "pkey_mprotect" => arguments.contains("PROT_EXEC"),
                _ => false,
            };
            let is_foreign = name == "socket" && !families.contains(&first);
            !allowed.contains(name) || writes_code || is_foreign
        });
        Ok(refused.cloned().collect())
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_unit_does_not_let_through_is_found_after_the_start_only() {
        let text = "\
10 capset({version=3}, 0) = 0
10 execve(\"/usr/local/bin/sekisho\", [\"sekisho\"], 0x1) = -1 ENOENT (No such file)
10 execve(\"/usr/bin/sekisho\", [\"sekisho\"], 0x1) = 0
10 mmap(NULL, 4, PROT_READ|PROT_EXEC, MAP_PRIVATE, 3, 0) = 0x1
10 mmap(NULL, 4, PROT_READ|PROT_WRITE|PROT_EXEC, MAP_PRIVATE, 3, 0) = 0x1
11 mprotect(0x1, 4, PROT_READ|PROT_EXEC) = 0
11 socket(AF_INET, SOCK_STREAM, IPPROTO_IP <unfinished ...>
10 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3
11 <... socket resumed>) = 4
11 reboot(1) = -1 EPERM (Operation not permitted)
11 +++ exited with 0 +++
";
        let unit = Unit::of(
            "SystemCallFilter=mmap mprotect socket\nRestrictAddressFamilies=AF_INET AF_UNIX\n",
        );
        let calls = Calls::of(text);
        assert_eq!(calls.count(), 6);
        let refused = calls.refused_by(&unit).unwrap();
        let names: Vec<&str> = refused
            .iter()
            .filter_map(|call| Some(call.split_once('(')?.0))
            .collect();
        assert_eq!(
            names,
            ["mmap", "mprotect", "reboot", "socket"],
            "{refused:?}"
        );
        assert!(refused.iter().any(|call| call.contains("AF_NETLINK")));
    }
}
