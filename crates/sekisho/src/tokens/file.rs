//! The seed file with what opens it, and which of its tokens can be used here.

use std::fs::File;
use std::io::{self, IsTerminal, Read as _};
use std::path::Path;

use jiff::Timestamp;
use otp::seedfile::{
    self, Entry, FILE_BYTES_MAX, FileError, Kind, Place, Protection, SeedFile, Unlock,
};
use rules::TokenSerial;
use service::ops::stock::NewToken;
use zeroize::Zeroizing;

use crate::answer::{say, visible};
use crate::args::TokensImport;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::os::{self, Exposure};

/// Most bytes of a key file: a key of 32 bytes in hexadecimal with spaces between.
const KEY_BYTES_MAX: usize = 1024;
/// Most bytes of a passphrase.
const PASSPHRASE_BYTES_MAX: usize = 1024;

/// A token that can be used.
pub(super) struct Found {
    /// Where it stands in the file.
    pub(super) place: Place,
    /// What is imported of it.
    pub(super) new: NewToken,
}

/// A token that is left out, and why.
pub(super) struct Left {
    /// Where it stands in the file.
    pub(super) place: Place,
    /// Its serial number, where that is known.
    pub(super) serial: Option<String>,
    /// The reason for programs.
    pub(super) code: &'static str,
    /// The reason for people. Never with a part of a secret.
    pub(super) reason: String,
}

impl Left {
    /// A line of the CSV file.
    pub(super) fn row(&self) -> Vec<String> {
        vec![
            self.place.number.to_string(),
            self.place.line.to_string(),
            self.serial.clone().unwrap_or_default(),
            self.code.to_owned(),
            self.reason.clone(),
        ]
    }

    /// The same for people.
    pub(super) fn sentence(&self) -> String {
        let serial = self.serial.as_deref().unwrap_or_default();
        let named = if serial.is_empty() {
            String::new()
        } else {
            format!(" `{}`", visible(serial))
        };
        format!("line {}: token{named}: {}", self.place.line, self.reason)
    }
}

/// What a file comes to.
pub(super) struct Read {
    /// The tokens that can be used, in the order of the file.
    pub(super) tokens: Vec<Found>,
    /// Those that cannot.
    pub(super) left: Vec<Left>,
}

/// Reads a seed file, and looks which of its tokens can be used here and now.
pub(super) fn read(args: &TokensImport, now: Timestamp) -> Result<Read, Failure> {
    let file = unlocked(args)?;
    warn(&file);
    let mut read = Read {
        tokens: Vec::with_capacity(file.entries.len()),
        left: Vec::new(),
    };
    for refused in file.refusals {
        read.left.push(Left {
            place: refused.place,
            code: refused.reason.code(),
            reason: refused.reason.to_string(),
            serial: refused.serial,
        });
    }
    for entry in file.entries {
        let (place, serial) = (entry.place, entry.serial.clone());
        match usable(entry, now) {
            Ok(new) => read.tokens.push(Found { place, new }),
            Err((code, reason)) => read.left.push(Left {
                place,
                serial: Some(serial),
                code,
                reason,
            }),
        }
    }
    read.left.sort_by_key(|left| left.place.number);
    Ok(read)
}

fn usable(entry: Entry, now: Timestamp) -> Result<NewToken, (&'static str, String)> {
    let Kind::Totp {
        params,
        drift_steps,
        ..
    } = entry.kind
    else {
        let reason = "it counts presses and not time (HOTP); only TOTP tokens can be used";
        return Err(("hotp", reason.to_owned()));
    };
    if let Some(until) = entry.expires_at
        && until <= now
    {
        let reason = format!("it has expired at {}", crate::answer::instant(until));
        return Err(("expired", reason));
    }
    let serial =
        TokenSerial::parse(&entry.serial).map_err(|invalid| ("serial", invalid.to_string()))?;
    Ok(NewToken {
        serial,
        seed: entry.seed.to_base32(),
        algorithm: params.algorithm().into(),
        // Six to eight.
        digits: u8::try_from(params.digits().count()).unwrap_or(u8::MAX),
        step_seconds: params.step_seconds(),
        drift_steps,
        manufacturer: entry.manufacturer,
        model: entry.model,
        starts_at: entry.starts_at,
        expires_at: entry.expires_at,
    })
}

/// What is worth knowing of a file that was read.
fn warn(file: &SeedFile) {
    if file.protection == Protection::Plain {
        say("the secrets in this file are not encrypted: whoever has seen it knows them");
    }
    if file.is_signed {
        say("the file carries a signature, which was not checked");
    }
    if !file.ignored_columns.is_empty() {
        let columns: Vec<String> = file
            .ignored_columns
            .iter()
            .map(|one| visible(one))
            .collect();
        say(&format!(
            "passed over these columns: {}",
            columns.join(", ")
        ));
    }
}

fn unlocked(args: &TokensImport) -> Result<SeedFile, Failure> {
    let bytes = contents(&args.file)?;
    let wrong = |error: FileError| refused(&args.file, &error.to_string(), Exit::Import);
    if let Some(path) = &args.key_file {
        let key = key(path)?;
        return seedfile::read(&bytes, Unlock::PreSharedKey(&key)).map_err(wrong);
    }
    if args.passphrase_stdin {
        let passphrase = from_stdin()?;
        return seedfile::read(&bytes, Unlock::Passphrase(&passphrase)).map_err(wrong);
    }
    match seedfile::read(&bytes, Unlock::Nothing) {
        Err(FileError::PassphraseNeeded { key_name }) => {
            let passphrase = from_terminal(&key_name)?;
            seedfile::read(&bytes, Unlock::Passphrase(&passphrase)).map_err(wrong)
        }
        Err(error @ FileError::KeyNeeded { .. }) => Err(refused(
            &args.file,
            &format!("{error} with `--key-file FILE`"),
            Exit::Import,
        )),
        other => other.map_err(wrong),
    }
}

fn refused(path: &Path, reason: &str, exit: Exit) -> Failure {
    Failure::Refused {
        message: format!(
            "`{}` was not imported, and nothing was changed: {}",
            path.display(),
            visible(reason)
        ),
        exit,
    }
}

/// The whole file: no more room is taken than it has bytes.
fn contents(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let unreadable =
        |error: io::Error| refused(path, &format!("it cannot be read: {error}"), Exit::Import);
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size > FILE_BYTES_MAX {
        return Err(refused(
            path,
            &FileError::TooLarge.to_string(),
            Exit::Import,
        ));
    }
    os::read_all(file, size).map_err(unreadable)
}

/// The pre-shared key: in hexadecimal, in a file that nobody else can read or has written.
fn key(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let wrong = |reason: String| Failure::Refused {
        message: format!("the key file `{}` {reason}", path.display()),
        exit: Exit::Refused,
    };
    let unreadable = |error: io::Error| wrong(format!("cannot be read: {error}; name another"));
    let file = File::open(path).map_err(unreadable)?;
    match os::exposure(&file).map_err(unreadable)? {
        None => {}
        Some(Exposure::Mode(mode)) => {
            return Err(wrong(format!(
                "can be read by others (mode {mode:03o}); make it yours alone with `chmod 600`"
            )));
        }
        Some(Exposure::Owner) => {
            return Err(wrong(
                "belongs to another user; make it yours with `chown`, and then `chmod 600`"
                    .to_owned(),
            ));
        }
    }
    let bytes = os::read_all(file, KEY_BYTES_MAX).map_err(unreadable)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    seedfile::key_from_hex(text)
        .ok_or_else(|| wrong("does not hold a key of 16, 24 or 32 bytes in hexadecimal".to_owned()))
}

fn from_stdin() -> Result<Zeroizing<String>, Failure> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(PASSPHRASE_BYTES_MAX + 3));
    io::stdin()
        .lock()
        .take(PASSPHRASE_BYTES_MAX as u64 + 3)
        .read_to_end(&mut bytes)
        .map_err(Failure::system("the passphrase cannot be read from stdin"))?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::Secret("the passphrase on stdin is not text in UTF-8"))?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.len() > PASSPHRASE_BYTES_MAX {
        return Err(Failure::Secret(
            "write one line with the passphrase to stdin, of at most 1024 bytes",
        ));
    }
    Ok(Zeroizing::new(line.to_owned()))
}

fn from_terminal(key_name: &str) -> Result<Zeroizing<String>, Failure> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::Refused {
            message:
                "the file needs a passphrase, and there is no terminal to ask on; hand it over \
                      with `--passphrase-stdin`"
                    .to_owned(),
            exit: Exit::NoTerminal,
        });
    }
    dialoguer::Password::new()
        .with_prompt(format!("Passphrase `{}` of the file", visible(key_name)))
        .interact()
        .map(Zeroizing::new)
        .map_err(|error| match error {
            dialoguer::Error::IO(error) => {
                Failure::system("the passphrase cannot be asked for")(error)
            }
        })
}
