//! Mails over SMTP (RFC 5321): STARTTLS, TLS from the first byte, or plain to this machine.
//!
//! Connections are kept for the next mail for a few seconds. One that was left in the middle of
//! something is closed and never used again: what the server says late would be taken for its
//! answer to something else.
//!
//! INVARIANT: without TLS nothing leaves this machine, and a server that offers no STARTTLS where it
//! is asked for gets neither password nor mail.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use service::letters::{Mail, Post, PostError};
use tokio::time::{Instant, sleep, timeout};
use zeroize::Zeroizing;

use super::MailError;
use super::message::message;
use crate::config::{Login, MailServer, Security};
use crate::os;

/// Most connections that wait for another mail.
const IDLE_MAX: usize = 4;
/// Most characters of what a server says that are kept.
const SAID_CHARS_MAX: usize = 200;
/// Most bytes of the file of a password.
const PASSWORD_BYTES_MAX: usize = 4096;
/// Refusals that are about us and not about the mail: it may go out once the configuration is mended.
const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];

/// How long each part may take.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Connecting, with TLS and the password.
    connect: Duration,
    /// Handing over one mail. A server that took it and is asked no more sends it twice, so this is
    /// long.
    hand_over: Duration,
    /// Asking whether a connection is still good.
    ask: Duration,
    /// How long a connection waits for another mail.
    idle: Duration,
}

const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(30),
    hand_over: Duration::from_mins(2),
    ask: Duration::from_secs(5),
    idle: Duration::from_secs(10),
};

/// Whether and when TLS begins.
enum Tls {
    Never,
    /// After STARTTLS.
    Asked(TlsParameters),
    /// From the first byte.
    AtOnce(TlsParameters),
}

/// Sends mails to a server.
pub(crate) struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    login: Option<Credentials>,
    hello: ClientId,
    from: Mailbox,
    patience: Patience,
    idle: Arc<Idle>,
}

impl Smtp {
    /// To this server, which `from` writes to. `own_name` is the host that people know us by.
    pub(super) fn new(
        server: &MailServer,
        from: Mailbox,
        own_name: Option<String>,
    ) -> Result<Self, MailError> {
        let parameters = || {
            TlsParameters::new(server.host.clone()).map_err(|error| MailError::Tls {
                host: server.host.clone(),
                reason: said(&error),
            })
        };
        let tls = match server.security {
            Security::None => Tls::Never,
            Security::StartTls => Tls::Asked(parameters()?),
            Security::Tls => Tls::AtOnce(parameters()?),
        };
        Ok(Self {
            host: server.host.clone(),
            port: server.port,
            tls,
            login: server.login.as_ref().map(credentials).transpose()?,
            hello: own_name.map_or_else(ClientId::default, ClientId::Domain),
            from,
            patience: PATIENCE,
            idle: Arc::default(),
        })
    }

    async fn deliver(&self, mail: &Mail) -> Result<(), PostError> {
        let message = message(mail, &self.from)?;
        let bytes = Zeroizing::new(message.formatted());
        let mut connection = self.connection().await?;
        let handed_over = connection.send(message.envelope(), &bytes);
        match timeout(self.patience.hand_over, handed_over).await {
            Ok(Ok(_)) => {
                self.idle.park(connection, self.patience);
                Ok(())
            }
            Ok(Err(error)) => Err(self.refused(&error)),
            Err(_) => Err(self.for_now(&format!(
                "did not take the mail within {} seconds",
                self.patience.hand_over.as_secs()
            ))),
        }
    }

    /// A connection that was kept and is still good, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, PostError> {
        while let Some(mut connection) = self.idle.take() {
            let is_good = timeout(self.patience.ask, connection.test_connected()).await;
            if is_good == Ok(true) {
                return Ok(connection);
            }
        }
        // Whatever goes wrong here is not about the mail.
        match timeout(self.patience.connect, self.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(self.for_now(&format!("cannot be used: {}", said(&error)))),
            Err(_) => Err(self.for_now(&format!(
                "did not answer within {} seconds",
                self.patience.connect.as_secs()
            ))),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let at_once = match &self.tls {
            Tls::AtOnce(parameters) => Some(parameters.clone()),
            Tls::Never | Tls::Asked(_) => None,
        };
        let place = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(place, None, &self.hello, at_once, None).await?;
        if let Tls::Asked(parameters) = &self.tls {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some(login) = &self.login {
            let ways = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&ways, login).await?;
        }
        Ok(connection)
    }

    /// What a refusal of a mail means for it.
    fn refused(&self, error: &Error) -> PostError {
        let code = error.status().map(|code| code.to_string());
        let is_about_us = code.is_some_and(|code| ABOUT_US.contains(&code.as_str()));
        if error.is_permanent() && !is_about_us {
            PostError::ForGood(self.sentence(&format!("refused the mail: {}", said(error))))
        } else {
            self.for_now(&format!("did not take the mail: {}", said(error)))
        }
    }

    fn for_now(&self, what: &str) -> PostError {
        PostError::ForNow(self.sentence(what))
    }

    fn sentence(&self, what: &str) -> String {
        format!("the mail server `{}:{}` {what}", self.host, self.port)
    }
}

impl Post for Smtp {
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), PostError>> + Send + '_>> {
        Box::pin(async move { self.deliver(&mail).await })
    }
}

/// What a server or the network says, on one line and not too long.
fn said(error: &Error) -> String {
    let line: String = error
        .to_string()
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    line.chars().take(SAID_CHARS_MAX).collect()
}

/// The name and the password, which is read from its file now.
fn credentials(login: &Login) -> Result<Credentials, MailError> {
    let path = &login.password_file;
    let unreadable = |error: std::io::Error| MailError::unreadable(path, &error);
    let file = std::fs::File::open(path).map_err(unreadable)?;
    if let Some(exposure) = os::exposure(&file).map_err(unreadable)? {
        return Err(MailError::exposed(path, exposure));
    }
    let bytes = os::read_all(file, PASSWORD_BYTES_MAX).map_err(unreadable)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| MailError::unreadable(path, &"it is not text in UTF-8"))?;
    // Editors put a new line at the end.
    let line = text.strip_suffix('\n').unwrap_or(text);
    let password = line.strip_suffix('\r').unwrap_or(line);
    if password.is_empty() || password.contains('\n') {
        return Err(MailError::unreadable(
            path,
            &"the password is its only line",
        ));
    }
    Ok(Credentials::new(login.name.clone(), password.to_owned()))
}

/// Connections that wait for another mail.
#[derive(Default)]
struct Idle(Mutex<Vec<(AsyncSmtpConnection, Instant)>>);

impl Idle {
    fn take(&self) -> Option<AsyncSmtpConnection> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.pop().map(|(connection, _)| connection)
    }

    fn park(self: &Arc<Self>, connection: AsyncSmtpConnection, patience: Patience) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < IDLE_MAX {
            waiting.push((connection, Instant::now()));
            tokio::spawn(end_idle(Arc::downgrade(self), patience));
        }
    }

    /// Connections that have waited long enough.
    fn overdue(&self, idle: Duration) -> Vec<AsyncSmtpConnection> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (over, left) = std::mem::take(&mut *waiting)
            .into_iter()
            .partition(|(_, since)| since.elapsed() >= idle);
        *waiting = left;
        over.into_iter().map(|(connection, _)| connection).collect()
    }
}

/// Takes leave of the server when no other mail came.
async fn end_idle(idle: Weak<Idle>, patience: Patience) {
    sleep(patience.idle).await;
    let overdue = idle
        .upgrade()
        .map(|idle| idle.overdue(patience.idle))
        .unwrap_or_default();
    for mut connection in overdue {
        // It is closed either way.
        let _ = timeout(patience.ask, connection.quit()).await;
    }
}

#[cfg(test)]
mod tests;
