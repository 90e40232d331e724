use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Whether the stub speaks TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    Plain,
    StartTls,
    Tls,
}

/// What the stub does. Places are a command's name, `greeting`, `.` for the end of a mail, and `half
/// the mail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    Takes,
    /// Answers with this code there.
    Refuses(&'static str, u16),
    /// Does not know the first recipient.
    RefusesFirst,
    /// Says nothing there, once.
    SilentOnceAt(&'static str),
    /// Closes the connection there, once; at `.` after it took the mail.
    DiesOnceAt(&'static str),
    ClosesAfterEachMail,
}

/// A mail that the stub took.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) envelope: Vec<String>,
    pub(super) data: String,
}

/// Everything that the stub saw.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) connections: usize,
    pub(super) hello: Vec<String>,
    pub(super) login: Vec<String>,
    pub(super) in_the_clear: Vec<String>,
    pub(super) mails: Vec<Taken>,
    /// Whether what happens once has happened.
    has_happened: bool,
}

/// A mail server of a few lines.
pub(super) struct Stub {
    pub(super) port: u16,
    /// PEM of its certificate for `localhost`.
    pub(super) certificate: String,
    inside: Arc<Inside>,
    task: JoinHandle<()>,
}

struct Inside {
    wire: Wire,
    behaviour: Behaviour,
    acceptor: TlsAcceptor,
    seen: Mutex<Seen>,
    farewell: Notify,
}

/// What comes of a command.
enum Next {
    GoOn,
    StartTls,
    Close,
}

impl Stub {
    pub(super) async fn start(wire: Wire, behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let pair = CertifiedKey::from_der(chain, key, &provider).unwrap();
        let tls = web::tls(Arc::new(SingleCertAndKey::from(pair))).unwrap();
        let inside = Arc::new(Inside {
            wire,
            behaviour,
            acceptor: tls.into(),
            seen: Mutex::default(),
            farewell: Notify::new(),
        });
        let within = inside.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(within.clone().meet(stream));
            }
        });
        Self {
            port,
            certificate: made.cert.pem(),
            inside,
            task,
        }
    }

    pub(super) fn seen(&self) -> Seen {
        self.inside.note(|seen| seen.clone())
    }

    /// Ready when somebody said goodbye.
    pub(super) async fn farewell(&self) {
        self.inside.farewell.notified().await;
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Inside {
    fn note<T>(&self, write: impl FnOnce(&mut Seen) -> T) -> T {
        write(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this is the place and the time of what happens once.
    fn happens(&self, place: &str, here: &str) -> bool {
        place == here && !self.note(|seen| std::mem::replace(&mut seen.has_happened, true))
    }

    async fn meet(self: Arc<Self>, stream: TcpStream) {
        self.note(|seen| seen.connections += 1);
        match self.wire {
            Wire::Tls => {
                let Ok(stream) = self.acceptor.accept(stream).await else {
                    return;
                };
                self.talk(&mut BufReader::new(stream), true, true).await;
            }
            Wire::Plain | Wire::StartTls => {
                let mut stream = BufReader::new(stream);
                if self.talk(&mut stream, true, false).await {
                    let Ok(stream) = self.acceptor.accept(stream.into_inner()).await else {
                        return;
                    };
                    self.talk(&mut BufReader::new(stream), false, true).await;
                }
            }
        }
    }

    /// Talks until the end. True if TLS begins.
    async fn talk<S>(&self, stream: &mut BufReader<S>, greets: bool, is_safe: bool) -> bool
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        if greets && !self.answer(stream, "greeting", "220 stub").await {
            return false;
        }
        let mut envelope = Vec::new();
        let mut line = String::new();
        while matches!(stream.read_line(&mut line).await, Ok(1..)) {
            let command = std::mem::take(&mut line).trim_end().to_owned();
            if !is_safe {
                self.note(|seen| seen.in_the_clear.push(command.clone()));
            }
            match self.command(stream, &command, &mut envelope, is_safe).await {
                Next::GoOn => {}
                Next::StartTls => return true,
                Next::Close => return false,
            }
        }
        false
    }

    async fn command<S>(
        &self,
        stream: &mut BufReader<S>,
        command: &str,
        envelope: &mut Vec<String>,
        is_safe: bool,
    ) -> Next
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let verb = command.split(' ').next().unwrap_or_default();
        let goes_on = match verb {
            "EHLO" => {
                self.note(|seen| seen.hello.push(command.to_owned()));
                let offer = match (self.wire, is_safe) {
                    (Wire::StartTls, false) => "250-stub\r\n250 STARTTLS",
                    _ => "250-stub\r\n250 AUTH PLAIN LOGIN",
                };
                self.answer(stream, verb, offer).await
            }
            "STARTTLS" => {
                self.answer(stream, verb, "220 go on").await;
                return Next::StartTls;
            }
            "AUTH" => {
                self.note(|seen| seen.login.push(command.to_owned()));
                self.answer(stream, verb, "235 welcome").await
            }
            "MAIL" | "RCPT" => {
                // What the client says beside the address is its own affair.
                let address = command.split_inclusive('>').next().unwrap_or_default();
                envelope.push(address.to_owned());
                self.answer(stream, verb, "250 well").await
            }
            "DATA" => {
                let started = self.answer(stream, verb, "354 go on").await;
                if started && !self.refuses(verb) {
                    return self.take(stream, std::mem::take(envelope)).await;
                }
                started
            }
            "QUIT" => {
                self.farewell.notify_one();
                self.answer(stream, verb, "221 goodbye").await;
                false
            }
            _ => self.answer(stream, verb, "250 well").await,
        };
        if goes_on { Next::GoOn } else { Next::Close }
    }

    async fn take<S>(&self, stream: &mut BufReader<S>, envelope: Vec<String>) -> Next
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut data = String::new();
        loop {
            let before = data.len();
            if !matches!(stream.read_line(&mut data).await, Ok(1..)) {
                return Next::Close;
            }
            if let Behaviour::DiesOnceAt(place) = self.behaviour
                && self.happens(place, "half the mail")
            {
                return Next::Close;
            }
            if &data[before..] == ".\r\n" {
                data.truncate(before);
                break;
            }
        }
        if !self.refuses(".") {
            self.note(|seen| seen.mails.push(Taken { envelope, data }));
        }
        let goes_on = self.answer(stream, ".", "250 taken").await;
        if goes_on && self.behaviour != Behaviour::ClosesAfterEachMail {
            Next::GoOn
        } else {
            Next::Close
        }
    }

    fn refuses(&self, here: &str) -> bool {
        matches!(self.behaviour, Behaviour::Refuses(place, _) if place == here)
    }

    /// Answers as it should, or as this stub does. False if the connection ends.
    async fn answer<S>(&self, stream: &mut BufReader<S>, here: &str, usual: &str) -> bool
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut said = usual.to_owned();
        match self.behaviour {
            Behaviour::Refuses(place, code) if place == here => {
                said = format!("{code} because of the test");
            }
            Behaviour::RefusesFirst if self.happens("RCPT", here) => {
                said = "550 nobody of this name".to_owned();
            }
            Behaviour::SilentOnceAt(place) if self.happens(place, here) => return true,
            Behaviour::DiesOnceAt(place) if self.happens(place, here) => return false,
            _ => {}
        }
        let line = format!("{said}\r\n");
        stream.get_mut().write_all(line.as_bytes()).await.is_ok()
    }
}
