//! Where mails go, from whom they are, and whom their readers ask.

use std::net::IpAddr;
use std::path::PathBuf;

use rules::Email;

use super::{ConfigError, Given, Layers, whole};

/// Most characters of a host, a name or whom to ask.
const CHARS_MAX: usize = 200;
/// From whom mails in files are, if nobody is named.
const NOBODY: &str = "sekisho@localhost.localdomain";

/// What `[mail]` says.
#[derive(Debug)]
pub(crate) struct MailSettings {
    /// The server; without one, mails are written to files.
    pub(crate) server: Option<MailServer>,
    /// From whom mails are.
    pub(crate) from: Sender,
    /// Whom to ask, for the texts of mails.
    pub(crate) help: Option<String>,
}

/// A mail server.
#[derive(Clone, Debug)]
pub(crate) struct MailServer {
    /// Its name or address.
    pub(crate) host: String,
    /// Its port.
    pub(crate) port: u16,
    /// How the way there is kept safe.
    pub(crate) security: Security,
    /// As whom to send, if it asks.
    pub(crate) login: Option<Login>,
}

/// How the way to a mail server is kept safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Security {
    /// TLS after a plain beginning, without which nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Not at all: the server is on this machine.
    None,
}

impl Security {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "starttls" => Ok(Self::StartTls),
            "tls" => Ok(Self::Tls),
            "none" => Ok(Self::None),
            _ => Err(format!(
                "`{text}` is not a way to a mail server; use one of starttls, tls, none"
            )),
        }
    }

    /// The port that is usual.
    fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// As whom to send.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    /// The name.
    pub(crate) name: String,
    /// The file with the password.
    pub(crate) password_file: PathBuf,
}

/// From whom mails are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sender {
    /// The name that mail programs show; the issuer's if there is none.
    pub(crate) name: Option<String>,
    /// The address.
    pub(crate) address: Email,
}

impl Sender {
    /// `sekisho@example.com` or `Sekisho <sekisho@example.com>`.
    fn parse(text: &str) -> Result<Self, String> {
        let (name, address) = match text
            .strip_suffix('>')
            .and_then(|text| text.rsplit_once('<'))
        {
            Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
            None => ("", text),
        };
        // A header is written by the rules of both.
        let is_fit = address.parse::<lettre::Address>().is_ok();
        let address = Email::parse(address)
            .ok()
            .filter(|_| is_fit)
            .ok_or_else(|| {
                format!(
                    "`{text}` is not an address; write one like `Sekisho <sekisho@example.com>`"
                )
            })?;
        let name = (!name.is_empty()).then(|| line(name)).transpose()?;
        Ok(Self { name, address })
    }
}

/// What `[mail]` says.
pub(super) fn settings(layers: &mut Layers) -> Result<MailSettings, ConfigError> {
    let from = layers.take("mail.from");
    let sender = from.as_ref().map(|given| given.parse(Sender::parse));
    let sender = sender.transpose()?;
    let help = layers.take("mail.help");
    let help = help.map(|given| given.parse(line)).transpose()?;
    let server = server(layers)?;
    let from = match (sender, &server) {
        (Some(sender), _) => sender,
        (None, None) => Sender {
            name: None,
            address: Email::parse(NOBODY).expect("an address"),
        },
        (None, Some((_, host))) => {
            return Err(host.wrong(
                "`mail.from` is missing beside it; name the sender, like `Sekisho <sekisho@example.com>`",
            ));
        }
    };
    Ok(MailSettings {
        server: server.map(|(server, _)| server),
        from,
        help,
    })
}

/// The server, with where its host was said.
fn server(layers: &mut Layers) -> Result<Option<(MailServer, Given)>, ConfigError> {
    let given_host = layers.take("mail.smtp_host");
    let host = given_host.as_ref().map(|given| given.parse(parse_host));
    let host = host.transpose()?;
    let given_security = layers.take("mail.security");
    let security = given_security
        .as_ref()
        .map(|given| given.parse(Security::parse));
    let security = security.transpose()?.unwrap_or(Security::StartTls);
    let given_port = layers.take("mail.smtp_port");
    let port = given_port.as_ref().map(|given| given.parse(port));
    let port = port.transpose()?.unwrap_or_else(|| security.port());
    let given_name = layers.take("mail.username");
    let name = given_name.as_ref().map(|given| given.parse(line));
    let name = name.transpose()?;
    let password_file = layers.take("mail.password_file");
    let (Some(host), Some(given_host)) = (host, given_host) else {
        let alone = [given_security, given_port, given_name, password_file];
        return match alone.into_iter().flatten().next() {
            Some(alone) => {
                Err(alone.wrong("`mail.smtp_host` is missing beside it; name the mail server"))
            }
            None => Ok(None),
        };
    };
    if let Some(given) = given_security.filter(|_| security == Security::None && !is_here(&host)) {
        return Err(given.wrong(&format!(
            "without TLS, mails to `{host}` could be read on the way; use `starttls` or `tls`, or a server on this machine"
        )));
    }
    let login = match (name, given_name, password_file) {
        (Some(name), _, Some(file)) => Some(Login {
            name,
            password_file: file.path()?,
        }),
        (None, _, Some(file)) => {
            return Err(file.wrong("`mail.username` is missing beside it; say as whom to send"));
        }
        (Some(_), Some(name), None) => {
            return Err(name.wrong(
                "`mail.password_file` is missing beside it; name the file of the password",
            ));
        }
        (_, _, None) => None,
    };
    let server = MailServer {
        host,
        port,
        security,
        login,
    };
    Ok(Some((server, given_host)))
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A host's name, or an address without brackets.
fn parse_host(text: &str) -> Result<String, String> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_name = !text.starts_with(['-', '.']) && text.bytes().all(is_letter);
    if text.len() <= CHARS_MAX && (is_name || text.parse::<IpAddr>().is_ok()) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is not a host; write one like `smtp.example.com`, and its port in `mail.smtp_port`"
        ))
    }
}

fn port(text: &str) -> Result<u16, String> {
    match whole::<u16>(text)? {
        0 => Err("a mail server has no port 0; the usual ones are 587, 465 and 25".to_owned()),
        port => Ok(port),
    }
}

/// Text on one line.
fn line(text: &str) -> Result<String, String> {
    let is_line = text.chars().count() <= CHARS_MAX && !text.chars().any(char::is_control);
    is_line
        .then(|| text.trim().to_owned())
        .ok_or_else(|| format!("one line of at most {CHARS_MAX} characters stands here"))
}
