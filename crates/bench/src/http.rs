//! A client that costs little: one connection, kept alive, one request after another.
//!
//! It reads what our own servers answer, which always has a `Content-Length`.

use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::rate::Rate;

/// The longest answer that is read.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections of [`load`].
pub(crate) const CONNECTIONS: usize = 16;

/// A connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
pub(crate) struct Answer<'b> {
    pub(crate) status: u16,
    head: &'b str,
    pub(crate) body: &'b [u8],
}

impl Connection {
    /// Connects from an address of this machine: limits are counted by it.
    pub(crate) async fn open(from: Ipv4Addr, port: u16) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((from, 0)))?;
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let stream = timeout(PATIENCE, socket.connect(to)).await??;
        stream.set_nodelay(true)?;
        let buffer = vec![0; 64 * 1024];
        Ok(Self { stream, buffer })
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        timeout(PATIENCE, self.ask_patiently(request))
            .await
            .context("no answer in time")?
    }

    /// The same without an end to waiting, for loads that have one as a whole: a timer for each
    /// request would be a good part of what this client costs.
    pub(crate) async fn ask_patiently(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let (head, end) = self.exchange(request).await?;
        let (head, body) = self.buffer[..end].split_at(head);
        let head = str::from_utf8(head)?;
        Ok(Answer {
            status: status(head)?,
            head,
            body,
        })
    }

    /// The lengths of the head and of the whole answer in the buffer.
    async fn exchange(&mut self, request: &[u8]) -> Result<(usize, usize)> {
        self.send(request).await?;
        let mut filled = 0;
        loop {
            let read = self.receive(filled).await?;
            ensure!(read > 0, "the server closed the connection");
            filled += read;
            if let Some((head, end)) = lengths(&self.buffer[..filled])? {
                ensure!(end <= ANSWER_BYTES_MAX, "an answer of {end} bytes");
                if filled == end {
                    return Ok((head, end));
                }
                ensure!(filled < end, "more than one answer came");
                if self.buffer.len() < end {
                    self.buffer.resize(end, 0);
                }
            }
            ensure!(filled < self.buffer.len(), "the head does not end");
        }
    }

    async fn send(&mut self, mut request: &[u8]) -> Result<()> {
        while !request.is_empty() {
            let mut stream = Pin::new(&mut self.stream);
            let written = poll_fn(|context| stream.as_mut().poll_write(context, request)).await?;
            ensure!(written > 0, "the connection takes no more");
            request = &request[written..];
        }
        Ok(())
    }

    /// Reads behind what is there. Polled rather than tried, so that a short read tells that no
    /// more has come, and the system is not asked a second time.
    async fn receive(&mut self, filled: usize) -> Result<usize> {
        let mut room = ReadBuf::new(&mut self.buffer[filled..]);
        let mut stream = Pin::new(&mut self.stream);
        poll_fn(|context| stream.as_mut().poll_read(context, &mut room)).await?;
        Ok(room.filled().len())
    }
}

impl Answer<'_> {
    /// The body as text.
    pub(crate) fn text(&self) -> Result<&str> {
        Ok(str::from_utf8(self.body)?)
    }

    /// Whether the server closes the connection behind it.
    pub(crate) fn closes(&self) -> bool {
        values(self.head, "connection").any(|value| value.eq_ignore_ascii_case("close"))
    }

    /// The value of a cookie that is set.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let mut cookies = values(self.head, "set-cookie");
        cookies.find_map(|cookie| {
            let (found, rest) = cookie.split_once('=')?;
            let value = rest.split(';').next()?;
            (found == name && !value.is_empty()).then_some(value)
        })
    }
}

/// A `GET` as a browser sends it, with these cookies.
pub(crate) fn get(path: &str, port: u16, cookies: &str) -> Vec<u8> {
    head("GET", path, port, cookies, "").into_bytes()
}

/// A form as a browser sends it. The fields are encoded already.
pub(crate) fn post(path: &str, port: u16, cookies: &str, form: &str) -> Vec<u8> {
    let length = form.len();
    let more = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\
         Origin: http://localhost:{port}\r\nSec-Fetch-Site: same-origin\r\n"
    );
    (head("POST", path, port, cookies, &more) + form).into_bytes()
}

fn head(method: &str, path: &str, port: u16, cookies: &str, more: &str) -> String {
    let cookies = match cookies {
        "" => String::new(),
        some => format!("Cookie: {some}\r\n"),
    };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUser-Agent: Mozilla/5.0 (bench)\r\n\
         Accept: text/html\r\nAccept-Language: ja,en;q=0.5\r\n{cookies}{more}\r\n"
    )
}

/// Asks for one thing over and over on [`CONNECTIONS`] connections for a turn, from one thread.
/// Blocks until it is over; every answer has to be a 200.
pub(crate) fn load(port: u16, request: &[u8], turn: Duration, rate: &mut Rate) -> Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (done, took) = runtime.block_on(async {
        let mut connections = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            connections.push(Connection::open(Ipv4Addr::LOCALHOST, port).await?);
        }
        let start = Instant::now();
        let mut asking = JoinSet::new();
        for mut connection in connections {
            let request = request.to_vec();
            asking.spawn(async move {
                let mut done: u64 = 0;
                while done == 0 || start.elapsed() < turn {
                    let status = connection.ask(&request).await?.status;
                    ensure!(status == 200, "a page was answered with {status}");
                    done += 1;
                }
                Ok(done)
            });
        }
        let mut done = 0;
        while let Some(ended) = asking.join_next().await {
            done += ended??;
        }
        anyhow::Ok((done, start.elapsed()))
    })?;
    rate.add(done, took);
    Ok(())
}

/// The lengths of the head and of the whole answer, when the head is there.
fn lengths(read: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = at + 4;
    let text = str::from_utf8(&read[..head])?;
    let length = values(text, "content-length").next();
    let length: usize = length.context("an answer without a length")?.parse()?;
    Ok(Some((head, head.saturating_add(length))))
}

fn status(head: &str) -> Result<u16> {
    let status = head.split(' ').nth(1).context("a line without a status")?;
    Ok(status.parse()?)
}

/// The values of a header.
fn values<'h>(head: &'h str, name: &'static str) -> impl Iterator<Item = &'h str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .filter(move |(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "HTTP/1.1 303 See Other\r\nContent-Length: 5\r\n\
        set-cookie: a=; Max-Age=0\r\nSet-Cookie: b=c; Path=/\r\n\r\nhello";

    #[test]
    fn an_answer_is_whole_when_its_length_is_there() {
        let bytes = ANSWER.as_bytes();
        let end = bytes.len();
        assert_eq!(lengths(bytes).unwrap(), Some((end - 5, end)));
        assert_eq!(lengths(&bytes[..end - 5]).unwrap(), Some((end - 5, end)));
        assert_eq!(lengths(&bytes[..end - 6]).unwrap(), None);
        assert!(lengths(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn status_and_cookies_are_found() {
        let answer = Answer {
            status: status(ANSWER).unwrap(),
            head: ANSWER,
            body: b"hello",
        };
        assert_eq!(answer.status, 303);
        assert_eq!(answer.cookie("b"), Some("c"));
        assert_eq!(answer.cookie("a"), None, "it is taken away");
    }
}
