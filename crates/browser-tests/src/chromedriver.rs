//! ChromeDriver, a process for each browser. Asked to shut down it ends its browser as well.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::patience::{PATIENCE_SECONDS, until};

/// The line with the port that it took.
const READY: &str = "ChromeDriver was started successfully on port ";
/// Longest wait for the answer to a shut-down.
const GOODBYE: Duration = Duration::from_secs(5);

pub(crate) struct Chromedriver {
    process: Child,
    port: u16,
}

impl Chromedriver {
    pub(crate) fn start() -> Self {
        let mut command = Command::new("chromedriver");
        command.args(["--port=0", "--log-level=SEVERE"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command
            .spawn()
            .expect("`chromedriver` is missing; run `cargo xtask test`, which installs it");
        let (port_is, port) = mpsc::channel();
        let stdout = process.stdout.take().expect("it is piped");
        // Read to the end, so that the process never waits for a reader.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(port) = line.strip_prefix(READY) {
                    let _ = port_is.send(port.trim_end_matches('.').parse::<u16>());
                }
            }
        });
        let port = port.recv_timeout(Duration::from_secs(PATIENCE_SECONDS));
        let Ok(Ok(port)) = port else {
            let _ = process.kill();
            panic!("chromedriver does not start");
        };
        Self { process, port }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends the browser, too. Over a socket of its own: a test that failed may have left the
    /// client in any state.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(GOODBYE))?;
        stream
            .write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        if self.shut_down().is_ok() {
            until(|| self.process.try_wait().ok().flatten());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
