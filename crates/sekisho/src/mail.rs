//! Where mails go: to a mail server, or into files while none is named.
//!
//! INVARIANT: what whoever has it could use (a code, an address for a new password) goes to the
//! server and never into a file.
//!
//! Not here: what mails say, when they are sent, and what becomes of one that was not taken.

mod files;
mod message;
mod smtp;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use service::letters::Post;

use self::files::Files;
use self::smtp::Smtp;
use crate::config::{Config, DIRECTORY_OF_MAILS};
use crate::failure::Failure;
use crate::os::Exposure;

/// The mail server cannot be used as it is named.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailError {
    /// The file of the password cannot be read.
    #[error("`{path}` cannot be read: {reason}; name the right file in `mail.password_file`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Others can read the password.
    #[error(
        "`{path}` holds a password and others can read it (mode {mode:04o}); run `chmod 600 {path}` and change the password"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The password belongs to somebody else.
    #[error("`{path}` holds a password and belongs to another user; make it yours with `chown`")]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// TLS cannot be spoken with the server.
    #[error(
        "TLS with the mail server `{host}` cannot be prepared: {reason}; name it as its certificate does"
    )]
    Tls {
        /// The server.
        host: String,
        /// Why.
        reason: String,
    },
}

impl MailError {
    fn exposed(path: &Path, exposure: Exposure) -> Self {
        let path = path.into();
        match exposure {
            Exposure::Mode(mode) => Self::Exposed { path, mode },
            Exposure::Owner => Self::NotOurs { path },
        }
    }

    fn unreadable(path: &Path, reason: &dyn Display) -> Self {
        Self::Unreadable {
            path: path.into(),
            reason: reason.to_string(),
        }
    }
}

/// What carries mails away. Nothing is connected to yet.
pub(crate) fn post(config: &Config) -> Result<Arc<dyn Post>, Failure> {
    let from = message::sender(&config.mail.from, &config.issuer);
    Ok(match &config.mail.server {
        Some(server) => Arc::new(Smtp::new(server, from, config.door.name())?),
        None => Arc::new(Files::new(config.data.join(DIRECTORY_OF_MAILS), from)),
    })
}

#[cfg(test)]
mod tests;
