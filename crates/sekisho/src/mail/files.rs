//! Mails as files, for an installation that has no mail server: a mail program opens them.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use lettre::message::Mailbox;
use service::letters::{Mail, Post, PostError};

use super::message::{bare_id, message};
use crate::os;

/// Most characters of a file's name without its ending.
const NAME_CHARS_MAX: usize = 200;

/// Writes mails into a directory.
pub(crate) struct Files {
    directory: PathBuf,
    from: Mailbox,
}

impl Files {
    /// Into this directory, which is made with the first mail.
    pub(super) fn new(directory: PathBuf, from: Mailbox) -> Self {
        Self { directory, from }
    }
}

impl Post for Files {
    fn send(&self, mail: Mail) -> Pin<Box<dyn Future<Output = Result<(), PostError>> + Send + '_>> {
        Box::pin(async move {
            if mail.is_secret {
                return Err(PostError::ForGood(
                    "this mail holds a secret and is not written to a file; name a mail server in `[mail]`"
                        .to_owned(),
                ));
            }
            let name = file_name(&mail.message_id).ok_or_else(|| {
                PostError::ForGood("the message id is too long for a file's name".to_owned())
            })?;
            let bytes = message(&mail, &self.from)?.formatted();
            let directory = self.directory.clone();
            let path = directory.join(&name);
            let written =
                tokio::task::spawn_blocking(move || write(&directory, &name, &bytes)).await;
            match written {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(PostError::ForNow(format!(
                    "`{}` cannot be written: {error}",
                    path.display()
                ))),
                Err(error) => Err(PostError::ForNow(error.to_string())),
            }
        })
    }
}

/// Under its name the file is there as a whole, or not at all.
fn write(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    os::make_private_directory(directory)?;
    let unfinished = directory.join(format!(".{name}.part"));
    os::write_private_bytes(&unfinished, bytes)?;
    File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, directory.join(name))?;
    // The name is on the disk when its directory is.
    File::open(directory)?.sync_all()
}

/// The name of the file of this mail, a different one for each message id.
fn file_name(message_id: &str) -> Option<String> {
    let mut name = String::new();
    for (at, byte) in bare_id(message_id).bytes().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-_@".contains(&byte);
        if is_plain || (byte == b'.' && at > 0) {
            name.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    (1..=NAME_CHARS_MAX)
        .contains(&name.len())
        .then(|| name + ".eml")
}

#[cfg(test)]
mod tests;
