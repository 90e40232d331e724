//! PSKC, RFC 6030: key packages in a container, one token each.
//!
//! **Invariants.** What a package says of conditions of use is kept or the package is refused (RFC
//! 6030 section 5). Of everything that may be there once, a second one refuses the package.
//!
//! **Not here.** Drafts of RFC 6030, which name their elements differently.
//!
//! Source: RFC 6030 sections 4, 5 and 10; draft-hoyer-keyprov-pskc-algorithm-profiles-01 section 4
//! (TOTP).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use super::refusal::{FileError, Place, Reason, Refusal};
use super::vault::{Vault, base64};
use super::xml::{Document, Element};
use super::{Entry, Format, Kind, Protection, SeedFile, Unlock, name, serial};
use crate::drift::DRIFT_STEPS_MAX;
use crate::params::{Algorithm, Digits, Params, ParamsError};
use crate::seed::Seed;
use crate::text::shown;

const NAMESPACE: &str = "urn:ietf:params:xml:ns:keyprov:pskc";
/// What a file leaves out is what RFC 6238 section 4.1 assumes.
const STEP_SECONDS: i64 = 30;
/// The longest date that is looked at.
const DATE_BYTES_MAX: usize = 64;
/// Attributes of `PINPolicy` that only matter on the token itself.
const PIN_ATTRIBUTES: [&str; 6] = [
    "PINKeyId",
    "PINUsageMode",
    "MaxFailedAttempts",
    "MinLength",
    "MaxLength",
    "PINEncoding",
];

/// What goes wrong with one package: that package, or everything.
enum Fault {
    Token(Reason),
    File(FileError),
}

/// A value of a package.
enum Value<'a> {
    Plain(&'a str),
    Opened(Zeroizing<Vec<u8>>),
}

/// What `Data` holds.
struct Values<'a> {
    secret: Option<Value<'a>>,
    /// Whether the file says that its secrets are encrypted.
    is_encrypted: bool,
    counter: i64,
    interval: i64,
    time: i64,
    drift: i64,
}

/// From when on and until when a key may be used.
#[derive(Default)]
struct Validity {
    starts_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

/// Reads a whole container.
pub(super) fn read(text: &str, unlock: Unlock<'_>) -> Result<SeedFile, FileError> {
    let mut document = Document::open(text)?;
    let root = document.root();
    let is_pskc = root.name == "KeyContainer"
        && root.namespace.as_deref() == Some(NAMESPACE)
        && matches!(root.version.as_deref(), Some("1" | "1.0"));
    if !is_pskc {
        return Err(FileError::NotPskc);
    }
    let mut file = SeedFile::new(Format::Pskc);
    let mut vault = Vault::plain();
    while let Some(child) = document.next_child()? {
        match child.name() {
            // Tokens before it would have been read as plain ones.
            "EncryptionKey" if vault.protection() != Protection::Plain || file.has_tokens() => {
                return Err(FileError::Misplaced {
                    line: child.line(),
                    what: "EncryptionKey",
                });
            }
            "EncryptionKey" => {
                vault = Vault::open(&child, unlock)?;
                file.protection = vault.protection();
            }
            "MACMethod" => vault.read_mac(&child)?,
            "KeyPackage" => {
                let place = file.next_place(child.line())?;
                match entry(&child, place, &vault) {
                    Ok(entry) => file.entries.push(entry),
                    Err((_, Fault::File(error))) => return Err(error),
                    Err((serial, Fault::Token(reason))) => file.refusals.push(Refusal {
                        place,
                        serial,
                        reason,
                    }),
                }
            }
            "Signature" => file.is_signed = true,
            "Extensions" | "Extension" => {}
            other => {
                return Err(FileError::Unsupported {
                    what: "the element",
                    name: shown(other),
                });
            }
        }
    }
    Ok(file)
}

/// One package, or its serial number and what is wrong with it.
fn entry(package: &Element, place: Place, vault: &Vault) -> Result<Entry, (Option<String>, Fault)> {
    // Every value is proved first, also that of a package which is refused for something else: a
    // file with a wrong MAC anywhere is refused as a whole.
    let values = Values::open(package, vault).map_err(|fault| (None, fault))?;
    let serial = package
        .text_at(&["DeviceInfo", "SerialNo"])
        .and_then(|text| serial(text.unwrap_or_default()))
        .map_err(|reason| (None, Fault::Token(reason)))?;
    token(package, values, place, &serial).map_err(|reason| (Some(serial), Fault::Token(reason)))
}

fn token(
    package: &Element,
    values: Values<'_>,
    place: Place,
    serial: &str,
) -> Result<Entry, Reason> {
    let missing = |what| Reason::Missing { what };
    let key = package.child("Key")?.ok_or(missing("key"))?;
    let algorithm = key.attribute("Algorithm").ok_or(missing("algorithm"))?;
    let moved_by = moved_by(algorithm)?;
    let algorithm = match key.text_at(&["AlgorithmParameters", "Suite"])? {
        Some(suite) => suite.parse()?,
        None => Algorithm::Sha1,
    };
    let digits = digits(key.at(&["AlgorithmParameters", "ResponseFormat"])?)?;
    let kind = match moved_by {
        MovedBy::Button => Kind::Hotp {
            algorithm,
            digits,
            counter: unsigned(values.counter, "counter")?,
        },
        MovedBy::Clock => Kind::Totp {
            params: params(algorithm, digits, values.interval)?,
            time_steps: unsigned(values.time, "time")?,
            drift_steps: drift_steps(values.drift)?,
        },
    };
    let validity = validity(package, key)?;
    let device = |field| package.text_at(&["DeviceInfo", field]);
    Ok(Entry {
        place,
        serial: serial.to_owned(),
        seed: seed(values)?,
        kind,
        manufacturer: name("manufacturer", device("Manufacturer")?)?,
        model: name("model", device("Model")?)?,
        issuer: name("issuer", key.text_at(&["Issuer"])?)?,
        starts_at: validity.starts_at,
        expires_at: validity.expires_at,
    })
}

enum MovedBy {
    Button,
    Clock,
}

/// HOTP or TOTP, under RFC 6030's names or those of its drafts.
fn moved_by(algorithm: &str) -> Result<MovedBy, Reason> {
    let lower = algorithm.trim().to_ascii_lowercase();
    match lower.strip_prefix(NAMESPACE) {
        Some(":hotp" | "#hotp") => Ok(MovedBy::Button),
        Some(":totp" | "#totp") => Ok(MovedBy::Clock),
        _ => Err(Reason::Algorithm {
            // Its last part; what is before it is longer than what is shown.
            name: shown(algorithm.rsplit([':', '#', '/']).next().unwrap_or_default()),
        }),
    }
}

fn seed(values: Values<'_>) -> Result<Seed, Reason> {
    let missing = Reason::Missing { what: "secret" };
    let mut bytes = match values.secret.ok_or(missing)? {
        // Anybody could have put it among the encrypted ones.
        Value::Plain(_) if values.is_encrypted => return Err(Reason::NotEncrypted),
        Value::Plain(text) => base64(text).ok_or(Reason::Notation { expected: "Base64" })?,
        Value::Opened(bytes) => bytes,
    };
    Ok(Seed::from_bytes(std::mem::take(&mut bytes))?)
}

impl<'a> Values<'a> {
    fn open(package: &'a Element, vault: &Vault) -> Result<Values<'a>, Fault> {
        let mut values = Values {
            secret: None,
            is_encrypted: vault.protection() != Protection::Plain,
            counter: 0,
            interval: STEP_SECONDS,
            time: 0,
            drift: 0,
        };
        let Some(data) = package.at(&["Key", "Data"])? else {
            return Ok(values);
        };
        // All are opened before any is looked at, so that a wrong MAC comes before a wrong number.
        values.secret = value(data, "Secret", vault)?;
        let counter = value(data, "Counter", vault)?;
        let interval = value(data, "TimeInterval", vault)?;
        let time = value(data, "Time", vault)?;
        let drift = value(data, "TimeDrift", vault)?;
        values.counter = number(counter, "counter")?.unwrap_or(values.counter);
        values.interval = number(interval, "time interval")?.unwrap_or(values.interval);
        values.time = number(time, "time")?.unwrap_or(values.time);
        values.drift = number(drift, "time drift")?.unwrap_or(values.drift);
        Ok(values)
    }
}

/// A value, if it is there, opened and proved if it is encrypted.
fn value<'a>(
    data: &'a Element,
    name: &'static str,
    vault: &Vault,
) -> Result<Option<Value<'a>>, Fault> {
    let Some(element) = data.child(name)? else {
        return Ok(None);
    };
    let plain = element.text_at(&["PlainValue"])?;
    let value_mac = element.child("ValueMAC")?;
    match (plain, element.child("EncryptedValue")?) {
        (Some(_), Some(_)) => Err(Fault::Token(Reason::Several { what: name })),
        (Some(text), None) => Ok(Some(Value::Plain(text))),
        (None, Some(encrypted)) => {
            let opened = vault.value(encrypted, value_mac).map_err(Fault::File)?;
            Ok(Some(Value::Opened(opened)))
        }
        (None, None) => Ok(None),
    }
}

/// A number, in digits or, where it was encrypted, as bytes.
fn number(value: Option<Value<'_>>, what: &'static str) -> Result<Option<i64>, Reason> {
    let read = match value {
        None => return Ok(None),
        Some(Value::Plain(text)) => text.parse().ok(),
        Some(Value::Opened(bytes)) => opened_number(&bytes),
    };
    Ok(Some(read.ok_or(Reason::Number { what })?))
}

/// Writers differ: digits in ASCII, or the number itself in network byte order, in the 4 or 8 bytes
/// of its type or in as few as it takes.
fn opened_number(bytes: &[u8]) -> Option<i64> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(number) = text.parse()
    {
        return Some(number);
    }
    match bytes.len() {
        4 => bytes.try_into().ok().map(i32::from_be_bytes).map(i64::from),
        8 => bytes.try_into().ok().map(i64::from_be_bytes),
        1..8 => Some(
            bytes
                .iter()
                .fold(0, |number, byte| number << 8 | i64::from(*byte)),
        ),
        _ => None,
    }
}

fn unsigned(number: i64, what: &'static str) -> Result<u64, Reason> {
    u64::try_from(number).map_err(|_| Reason::Number { what })
}

fn params(algorithm: Algorithm, digits: Digits, step_seconds: i64) -> Result<Params, Reason> {
    let step_seconds = u32::try_from(step_seconds).map_err(|_| ParamsError::StepSeconds {
        input: step_seconds.to_string(),
    })?;
    Ok(Params::new(algorithm, digits, step_seconds)?)
}

fn drift_steps(steps: i64) -> Result<i32, Reason> {
    let small = i32::try_from(steps).ok();
    let bounded = small.filter(|steps| steps.unsigned_abs() <= DRIFT_STEPS_MAX);
    bounded.ok_or(Reason::Drift { steps })
}

/// How many digits codes have. RFC 6030 section 10.1 wants it said.
fn digits(format: Option<&Element>) -> Result<Digits, Reason> {
    let missing = Reason::Missing {
        what: "number of digits",
    };
    let Some(format) = format else {
        return Err(missing);
    };
    let encoding = format.attribute("Encoding").unwrap_or("DECIMAL");
    if encoding != "DECIMAL" {
        return Err(Reason::Response {
            format: shown(encoding),
        });
    }
    if let Some("true" | "1") = format.attribute("CheckDigits") {
        return Err(Reason::Response {
            format: "DECIMAL with a check digit".to_owned(),
        });
    }
    Ok(format.attribute("Length").ok_or(missing)?.trim().parse()?)
}

/// The dates of the device and of the key's policy, the narrower of each.
fn validity(package: &Element, key: &Element) -> Result<Validity, Reason> {
    let mut validity = Validity::default();
    if let Some(device) = package.child("DeviceInfo")? {
        validity.narrow(device)?;
    }
    let Some(policy) = key.child("Policy")? else {
        return Ok(validity);
    };
    validity.narrow(policy)?;
    let mut usages = policy
        .children()
        .filter(|child| child.name() == "KeyUsage")
        .map(Element::text)
        .peekable();
    if usages.peek().is_some() && !usages.any(|usage| usage == "OTP") {
        return Err(Reason::Policy {
            name: "KeyUsage".to_owned(),
        });
    }
    for condition in policy.children() {
        let is_kept = match condition.name() {
            "StartDate" | "ExpiryDate" | "KeyUsage" => true,
            "PINPolicy" => is_pin_of_the_token(condition),
            _ => false,
        };
        if !is_kept {
            return Err(Reason::Policy {
                name: shown(condition.name()),
            });
        }
    }
    Ok(validity)
}

/// Whether a PIN is the token's own affair: then nothing of it is sent to us.
fn is_pin_of_the_token(policy: &Element) -> bool {
    policy.attribute("PINUsageMode") == Some("Local")
        && policy.children().next().is_none()
        && policy
            .attributes()
            .all(|(name, _)| PIN_ATTRIBUTES.contains(&name))
}

impl Validity {
    fn narrow(&mut self, element: &Element) -> Result<(), Reason> {
        if let Some(text) = element.text_at(&["StartDate"])? {
            let date = date(text, "start date")?;
            self.starts_at = Some(self.starts_at.map_or(date, |before| before.max(date)));
        }
        if let Some(text) = element.text_at(&["ExpiryDate"])? {
            let date = date(text, "expiry date")?;
            self.expires_at = Some(self.expires_at.map_or(date, |before| before.min(date)));
        }
        Ok(())
    }
}

/// A `dateTime` of XML Schema. One that names no zone, and a date alone, is taken as UTC.
fn date(text: &str, what: &'static str) -> Result<Timestamp, Reason> {
    let wrong = Reason::Date { what };
    if text.len() > DATE_BYTES_MAX {
        return Err(wrong);
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(timestamp);
    }
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)));
    civil
        .and_then(|civil| TimeZone::UTC.to_timestamp(civil))
        .map_err(|_| wrong)
}

impl From<Reason> for Fault {
    fn from(reason: Reason) -> Fault {
        Fault::Token(reason)
    }
}

#[cfg(test)]
mod tests;
