//! Seed files: what the maker of hardware tokens hands over, read into a list of tokens.
//!
//! **Formats.** PSKC (RFC 6030), plain or encrypted; OATH CSV, with or without a header; the CSV
//! that Microsoft Entra takes and that Token2 and others deliver. [`read`] finds out which it is.
//!
//! **Invariants.**
//! - A file is read whole or refused whole ([`FileError`]): a wrong key, a changed value, a cut file
//!   and anything that is no such file give no token at all (`OTP-15`).
//! - Of a file that was read, each token is either in `entries` or in `refusals`, with its place and
//!   the reason. A serial number names one token; tokens that share one are refused together.
//! - Every size has a named maximum. A document type definition is refused, so no entity is ever
//!   expanded and nothing outside the file is ever named.
//! - No error and no `Debug` shows any part of a secret. What was decoded or decrypted on the way is
//!   wiped.
//!
//! **Not here.** Whether a token is in stock already, what expired, what to do with refusals, and
//! signatures: a PSKC file may have one, and that it was not checked is said in `is_signed`. The MAC
//! of PSKC proves secrets only; serial numbers and parameters are as the file says.
//!
//! Source: RFC 6030; RFC 6238 section 4.1 for what is assumed where a file is silent (SHA-1, 30
//! seconds); Microsoft's description of OATH tokens.

mod csv;
mod pskc;
mod refusal;
mod vault;
mod xml;

use std::collections::HashMap;

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::params::{Algorithm, Digits, Params};
use crate::seed::Seed;
use crate::text::is_invisible;

pub use refusal::{FileError, Place, Reason, Refusal};
pub use vault::ITERATIONS_MAX;
pub use xml::{DEPTH_MAX, ELEMENTS_MAX};

/// The largest file that is read: room for [`ENTRIES_MAX`] encrypted tokens.
pub const FILE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// The most tokens of a file, those that are refused included.
pub const ENTRIES_MAX: usize = 100_000;
/// The longest text of an element or of a line.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;
/// The longest serial number: AWS's limit.
pub const SERIAL_BYTES_MAX: usize = 256;
/// The longest name of a manufacturer, a model or an issuer.
pub const NAME_CHARS_MAX: usize = 128;

/// What a seed file says.
#[derive(Debug)]
pub struct SeedFile {
    /// Which format it has.
    pub format: Format,
    /// How its secrets were protected.
    pub protection: Protection,
    /// Whether it carries an XML signature, which was not checked.
    pub is_signed: bool,
    /// The names of columns that mean nothing here and were passed over.
    pub ignored_columns: Vec<String>,
    /// The tokens that were understood, in the order of the file.
    pub entries: Vec<Entry>,
    /// The tokens that were not, in the order of the file.
    pub refusals: Vec<Refusal>,
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Symmetric Key Container, RFC 6030.
    Pskc,
    /// Serial number and seed in hexadecimal or Base32, then what else is known of the token.
    OathCsv,
    /// `upn,serial number,secret key,time interval,manufacturer,model`, with secrets in Base32.
    EntraCsv,
}

/// How the secrets of a file were protected on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protection {
    /// Not at all: whoever has seen the file knows the seeds.
    Plain,
    /// By a key that both sides know.
    PreSharedKey,
    /// By a key that is derived from a passphrase.
    Passphrase,
}

/// What opens the secrets of a file. The caller wipes it.
#[derive(Clone, Copy)]
pub enum Unlock<'a> {
    /// Nothing is known. A file that needs something says what ([`FileError::KeyNeeded`],
    /// [`FileError::PassphraseNeeded`]); one that needs nothing is read so and in no other way
    /// ([`FileError::KeyNotNeeded`]).
    Nothing,
    /// The pre-shared key itself: 16, 24 or 32 bytes. See [`key_from_hex`].
    PreSharedKey(&'a [u8]),
    /// The passphrase, as its bytes in UTF-8.
    Passphrase(&'a str),
}

/// One token.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands in the file.
    pub place: Place,
    /// Its serial number: 1 to [`SERIAL_BYTES_MAX`] of the characters that AWS's API takes. It is
    /// unique in the file, upper and lower case being the same.
    pub serial: String,
    /// Its secret.
    pub seed: Seed,
    /// What moves it from one code to the next.
    pub kind: Kind,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// What its maker calls it.
    pub model: Option<String>,
    /// Who issued the key.
    pub issuer: Option<String>,
    /// From when on it may be used.
    pub starts_at: Option<Timestamp>,
    /// From when on it may not.
    pub expires_at: Option<Timestamp>,
}

/// What moves a token from one code to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A clock (RFC 6238).
    Totp {
        /// Hash, digits and step.
        params: Params,
        /// PSKC's `Time`: how many steps the token had counted when the file was written. It is 0
        /// for tokens that count from 1970, as codes are computed here.
        time_steps: u64,
        /// How many steps the token was ahead of the clock when the file was written, at most
        /// [`DRIFT_STEPS_MAX`](crate::DRIFT_STEPS_MAX) either way.
        drift_steps: i32,
    },
    /// A button (RFC 4226).
    Hotp {
        /// The hash under the HMAC.
        algorithm: Algorithm,
        /// How many digits a code has.
        digits: Digits,
        /// The counter of the next code.
        counter: u64,
    },
}

/// Reads a seed file. The formats are told apart by how the file begins.
pub fn read(bytes: &[u8], unlock: Unlock<'_>) -> Result<SeedFile, FileError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(FileError::TooLarge);
    }
    let text = decoded(bytes)?;
    let start = text.trim_start();
    let mut file = match start.chars().next() {
        None => return Err(FileError::Empty),
        Some('<') => pskc::read(text, unlock)?,
        // What looks like JSON, a key in armour or a picture is no table.
        Some('{' | '[' | '-') => return Err(FileError::UnknownFormat),
        Some(_) => csv::read(text)?,
    };
    if file.protection == Protection::Plain && !matches!(unlock, Unlock::Nothing) {
        return Err(FileError::KeyNotNeeded);
    }
    file.refuse_shared_serials();
    if !file.has_tokens() {
        return Err(FileError::Empty);
    }
    Ok(file)
}

/// Reads a pre-shared key as files and mails write it: hexadecimal, either case, with or without
/// spaces. Gives nothing if it is not one of 16, 24 or 32 bytes.
pub fn key_from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > 4 * 2 * vault::KEY_BYTES_MAX {
        return None;
    }
    let key = hexadecimal(text)?;
    vault::KEY_BYTES.contains(&key.len()).then_some(key)
}

/// The text of a file, without its byte order mark.
fn decoded(bytes: &[u8]) -> Result<&str, FileError> {
    let text = std::str::from_utf8(bytes).map_err(|_| FileError::NotUtf8)?;
    // A text of other than eight bits is valid UTF-8 only with zero bytes in it.
    if text.contains('\0') {
        return Err(FileError::UnknownFormat);
    }
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

impl SeedFile {
    fn new(format: Format) -> SeedFile {
        SeedFile {
            format,
            protection: Protection::Plain,
            is_signed: false,
            ignored_columns: Vec::new(),
            entries: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// Whether a token was met, read or refused.
    fn has_tokens(&self) -> bool {
        !self.entries.is_empty() || !self.refusals.is_empty()
    }

    /// The place of the next token, if there may be one more.
    fn next_place(&self, line: u32) -> Result<Place, FileError> {
        let before = self.entries.len() + self.refusals.len();
        if before >= ENTRIES_MAX {
            return Err(FileError::TooManyEntries);
        }
        // The maximum is far below what a u32 holds.
        let number = u32::try_from(before + 1).unwrap_or(u32::MAX);
        Ok(Place { number, line })
    }

    /// Moves every token that shares its serial number to the refusals: which of them is right
    /// cannot be told from here.
    fn refuse_shared_serials(&mut self) {
        let mut times: HashMap<String, u32> = HashMap::with_capacity(self.entries.len());
        for entry in &self.entries {
            *times.entry(entry.serial.to_ascii_lowercase()).or_default() += 1;
        }
        if times.len() == self.entries.len() {
            return;
        }
        let is_shared =
            |entry: &mut Entry| times.get(&entry.serial.to_ascii_lowercase()) > Some(&1);
        for entry in self.entries.extract_if(.., is_shared) {
            self.refusals.push(Refusal {
                place: entry.place,
                serial: Some(entry.serial),
                reason: Reason::SharedSerial,
            });
        }
        self.refusals.sort_by_key(|refusal| refusal.place.number);
    }
}

/// A serial number, checked.
fn serial(text: &str) -> Result<String, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::Missing {
            what: "serial number",
        });
    }
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&byte);
    if text.len() > SERIAL_BYTES_MAX || !text.bytes().all(is_allowed) {
        return Err(Reason::Serial);
    }
    if is_rounded(text) {
        return Err(Reason::RoundedSerial);
    }
    Ok(text.to_owned())
}

/// Whether a spreadsheet has made a number such as `2.6001E+12` of it.
fn is_rounded(serial: &str) -> bool {
    let Some((number, exponent)) = serial.split_once(['E', 'e']) else {
        return false;
    };
    let is_number = number.starts_with(|first: char| first.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let digits = exponent.strip_prefix('+').unwrap_or_default();
    is_number && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A name that pages and lists show: no empty one, nothing unseen in it.
fn name(what: &'static str, text: Option<&str>) -> Result<Option<String>, Reason> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() > NAME_CHARS_MAX || text.chars().any(is_invisible) {
        return Err(Reason::Name { what });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The bytes of a text in hexadecimal, spaces aside.
fn hexadecimal(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    // Room for all of it at once, since a vector that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    let mut high = None;
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        let digit = u8::try_from(character.to_digit(16)?).ok()?;
        match high.take() {
            None => high = Some(digit << 4),
            Some(high) => bytes.push(high | digit),
        }
    }
    high.is_none().then_some(bytes)
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
