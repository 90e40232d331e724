//! Tables of tokens: what Microsoft Entra takes, and OATH CSV with or without a header.
//!
//! A header names its columns in any order. Without one, a row is serial number and seed, then in
//! any order what can be told apart by itself: `totp` or `hotp`, 6 to 8 digits, a time step in
//! seconds, a hash. What is left out is what an authenticator app shows: TOTP, SHA-1, 6 digits, 30
//! seconds.
//!
//! **Invariants.** One line is one token. A field is shown in a refusal only once the seed was
//! found in its own, so that columns in a wrong order print no secret.
//!
//! Source: RFC 4180; Microsoft's description of OATH tokens; the CSV of LinOTP and privacyIDEA.

use zeroize::Zeroizing;

use super::refusal::{FileError, Place, Reason, Refusal};
use super::{Entry, Format, Kind, SeedFile, TEXT_BYTES_MAX, hexadecimal, name, serial};
use crate::params::{Algorithm, Digits, Params, ParamsError};
use crate::seed::{Seed, SeedError};
use crate::text::shown;

/// The most fields of a line.
const FIELDS_MAX: usize = 64;
/// Numbers of a row without header up to here are digits, and from here on time steps.
const DIGITS_MAX: u32 = 9;
/// What a row leaves out is what an authenticator app shows.
const ASSUMED: Params = Params::AUTHENTICATOR_APP;

/// What stands in a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Serial,
    Seed(Notation),
    Type,
    Digits,
    Step,
    Hash,
    Counter,
    Manufacturer,
    Model,
    Issuer,
    Ignored,
}

/// How a seed is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notation {
    Base32,
    Hexadecimal,
    /// Hexadecimal where all of it can be that. A Base32 seed that can be is one in a billion.
    Either,
}

/// How the rows are laid out.
enum Layout {
    Header(Vec<Column>),
    Positions,
}

/// The fields of one line.
type Fields = Vec<Zeroizing<String>>;

/// The fields of a row, sorted by what they mean.
#[derive(Default)]
struct Row<'a> {
    serial: &'a str,
    seed: &'a str,
    moved_by: Option<&'a str>,
    digits: Option<&'a str>,
    step: Option<&'a str>,
    hash: Option<&'a str>,
    counter: Option<&'a str>,
    manufacturer: Option<&'a str>,
    model: Option<&'a str>,
    issuer: Option<&'a str>,
}

/// Reads a whole table.
pub(super) fn read(text: &str) -> Result<SeedFile, FileError> {
    let mut lines = (1..)
        .zip(text.split('\n'))
        // A tab at the end is not trimmed: it may be the delimiter of an empty field.
        .map(|(line, text)| (line, text.trim_matches([' ', '\r'])))
        .filter(|(_, text)| !text.trim().is_empty() && !text.starts_with('#'))
        .peekable();
    let Some((_, first)) = lines.peek() else {
        return Err(FileError::Empty);
    };
    let delimiter = delimiter(first).ok_or(FileError::UnknownFormat)?;
    let mut file = SeedFile::new(Format::OathCsv);
    let names = fields(first, delimiter).unwrap_or_default();
    let layout = layout(&names, &mut file)?;
    if let Layout::Header(_) = layout {
        lines.next();
    }
    let notation = match file.format {
        Format::EntraCsv => Notation::Base32,
        Format::OathCsv | Format::Pskc => Notation::Either,
    };
    for (line, text) in lines {
        let place = file.next_place(line)?;
        match entry(text, delimiter, &layout, notation, place) {
            Ok(entry) => file.entries.push(entry),
            Err((serial, reason)) => file.refusals.push(Refusal {
                place,
                serial,
                reason,
            }),
        }
    }
    Ok(file)
}

/// What separates the fields: the first of these that the line has.
fn delimiter(line: &str) -> Option<char> {
    [',', ';', '\t']
        .into_iter()
        .find(|delimiter| line.contains(*delimiter))
}

/// Finds out whether the first line is a header, and what its columns are.
fn layout(names: &Fields, file: &mut SeedFile) -> Result<Layout, FileError> {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    let columns: Vec<Column> = names.iter().map(|name| column(name)).collect();
    let count = |wanted: fn(Column) -> bool| columns.iter().filter(|c| wanted(**c)).count();
    let serials = count(|column| column == Column::Serial);
    let seeds = count(|column| matches!(column, Column::Seed(_)));
    match (serials, seeds) {
        (0, 0) => return Ok(Layout::Positions),
        (0, _) => {
            return Err(FileError::Column {
                what: "serial number",
            });
        }
        (_, 0) => return Err(FileError::Column { what: "secret" }),
        (1, 1) => {}
        (1, _) => return Err(FileError::Columns { what: "secret" }),
        _ => {
            return Err(FileError::Columns {
                what: "serial number",
            });
        }
    }
    let is_entra = names.iter().any(|name| name == "serialnumber")
        && names.iter().any(|name| name == "secretkey");
    if is_entra {
        file.format = Format::EntraCsv;
    }
    file.ignored_columns = names
        .iter()
        .zip(&columns)
        .filter(|(_, column)| **column == Column::Ignored)
        .map(|(name, _)| shown(name))
        .collect();
    Ok(Layout::Header(columns))
}

/// A column's name as it is compared: lower case, letters and digits only.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn column(name: &str) -> Column {
    match name {
        "serial" | "serialno" | "serialnumber" | "tokenserial" => Column::Serial,
        "seed" | "secret" | "secretkey" => Column::Seed(Notation::Either),
        "seedhex" | "secrethex" | "secretkeyhex" => Column::Seed(Notation::Hexadecimal),
        "seedbase32" | "secretbase32" | "secretkeybase32" => Column::Seed(Notation::Base32),
        "type" | "tokentype" => Column::Type,
        "digits" | "otplen" | "otplength" => Column::Digits,
        "interval" | "timeinterval" | "step" | "timestep" | "period" => Column::Step,
        "hash" | "hashlib" | "hashfunction" | "hashalgorithm" | "algorithm" => Column::Hash,
        "counter" => Column::Counter,
        "manufacturer" | "vendor" => Column::Manufacturer,
        "model" => Column::Model,
        "issuer" => Column::Issuer,
        _ => Column::Ignored,
    }
}

/// One row, or its serial number, where that can be nothing else, and what is wrong with it.
fn entry(
    line: &str,
    delimiter: char,
    layout: &Layout,
    notation: Notation,
    place: Place,
) -> Result<Entry, (Option<String>, Reason)> {
    let unnamed = |reason| (None, reason);
    let fields = fields(line, delimiter).map_err(unnamed)?;
    let (row, notation) = match layout {
        Layout::Header(columns) => by_header(&fields, columns, notation).map_err(unnamed)?,
        Layout::Positions => (first_two(&fields).map_err(unnamed)?, notation),
    };
    // INVARIANT: the seed is known to be one before any other field is shown.
    let seed = seed(row.seed, notation).map_err(unnamed)?;
    let serial = serial(row.serial).map_err(unnamed)?;
    let token = || {
        let row = match layout {
            Layout::Header(_) => row,
            Layout::Positions => by_content(row, &fields)?,
        };
        Ok(Entry {
            place,
            serial: serial.clone(),
            seed,
            kind: kind(&row)?,
            manufacturer: name("manufacturer", row.manufacturer)?,
            model: name("model", row.model)?,
            issuer: name("issuer", row.issuer)?,
            starts_at: None,
            expires_at: None,
        })
    };
    token().map_err(|reason| (Some(serial.clone()), reason))
}

fn by_header<'a>(
    fields: &'a Fields,
    columns: &[Column],
    assumed: Notation,
) -> Result<(Row<'a>, Notation), Reason> {
    if fields.len() != columns.len() {
        return Err(Reason::Fields {
            found: fields.len(),
            expected: columns.len(),
        });
    }
    let mut row = Row::default();
    let mut notation = assumed;
    for (field, column) in fields.iter().zip(columns) {
        let field = field.trim();
        let given = Some(field).filter(|field| !field.is_empty());
        match column {
            Column::Serial => row.serial = field,
            Column::Seed(named) => {
                row.seed = field;
                if *named != Notation::Either {
                    notation = *named;
                }
            }
            Column::Type => row.moved_by = given,
            Column::Digits => row.digits = given,
            Column::Step => row.step = given,
            Column::Hash => row.hash = given,
            Column::Counter => row.counter = given,
            Column::Manufacturer => row.manufacturer = given,
            Column::Model => row.model = given,
            Column::Issuer => row.issuer = given,
            Column::Ignored => {}
        }
    }
    Ok((row, notation))
}

/// Serial number and seed, with which every row without header begins.
fn first_two(fields: &Fields) -> Result<Row<'_>, Reason> {
    match fields.as_slice() {
        [serial, seed, ..] => Ok(Row {
            serial: serial.trim(),
            seed: seed.trim(),
            ..Row::default()
        }),
        _ => Err(Reason::Missing { what: "secret" }),
    }
}

/// Sorts what follows serial number and seed by what it looks like.
fn by_content<'a>(mut row: Row<'a>, fields: &'a Fields) -> Result<Row<'a>, Reason> {
    for (number, field) in (1..).zip(fields).skip(2) {
        let field = field.trim();
        if field.is_empty() {
            continue;
        }
        let (what, place) = match field.parse::<u32>() {
            Ok(..=DIGITS_MAX) => ("digits", &mut row.digits),
            Ok(_) => ("time step", &mut row.step),
            Err(_) if moved_by_clock(field).is_ok() => ("type", &mut row.moved_by),
            Err(_) if field.parse::<Algorithm>().is_ok() => ("hash", &mut row.hash),
            Err(_) => return Err(Reason::Field { number }),
        };
        if place.replace(field).is_some() {
            return Err(Reason::Several { what });
        }
    }
    Ok(row)
}

fn seed(text: &str, notation: Notation) -> Result<Seed, Reason> {
    if text.is_empty() {
        return Err(Reason::Missing { what: "secret" });
    }
    let bytes = match notation {
        Notation::Base32 => return Ok(Seed::from_base32(text)?),
        Notation::Hexadecimal => hexadecimal(text).ok_or("hexadecimal"),
        Notation::Either => match hexadecimal(text) {
            Some(bytes) => Ok(bytes),
            None => match Seed::from_base32(text) {
                Err(SeedError::NotBase32 { .. }) => Err("hexadecimal or Base32"),
                seed => return Ok(seed?),
            },
        },
    };
    let mut bytes = bytes.map_err(|expected| Reason::Notation { expected })?;
    Ok(Seed::from_bytes(std::mem::take(&mut bytes))?)
}

fn kind(row: &Row<'_>) -> Result<Kind, Reason> {
    let algorithm = match row.hash {
        Some(text) => text.parse::<Algorithm>()?,
        None => ASSUMED.algorithm(),
    };
    let digits = match row.digits {
        Some(text) => text.parse::<Digits>()?,
        None => ASSUMED.digits(),
    };
    if !row.moved_by.map_or(Ok(true), moved_by_clock)? {
        let counter = row.counter.unwrap_or("0").parse();
        return Ok(Kind::Hotp {
            algorithm,
            digits,
            counter: counter.map_err(|_| Reason::Number { what: "counter" })?,
        });
    }
    let step_seconds = match row.step {
        Some(text) => text
            .parse()
            .map_err(|_| ParamsError::StepSeconds { input: shown(text) })?,
        None => ASSUMED.step_seconds(),
    };
    Ok(Kind::Totp {
        params: Params::new(algorithm, digits, step_seconds)?,
        time_steps: 0,
        drift_steps: 0,
    })
}

/// Whether a type is TOTP; HOTP is the other one.
fn moved_by_clock(text: &str) -> Result<bool, Reason> {
    match text.to_ascii_lowercase().as_str() {
        "totp" => Ok(true),
        "hotp" => Ok(false),
        _ => Err(Reason::Algorithm { name: shown(text) }),
    }
}

/// The fields of a line. Quotes are as in RFC 4180, but a field ends on its own line.
fn fields(line: &str, delimiter: char) -> Result<Fields, Reason> {
    if line.len() > TEXT_BYTES_MAX {
        return Err(Reason::LongLine);
    }
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = match rest.trim_start_matches(' ').strip_prefix('"') {
            Some(quoted) => quoted_field(quoted, delimiter)?,
            None => match rest.split_once(delimiter) {
                Some((field, after)) => (Zeroizing::new(field.to_owned()), Some(after)),
                None => (Zeroizing::new(rest.to_owned()), None),
            },
        };
        fields.push(field);
        if fields.len() > FIELDS_MAX {
            return Err(Reason::LongLine);
        }
        match after {
            Some(after) => rest = after,
            None => return Ok(fields),
        }
    }
}

/// A field that began with a quote, and what follows its delimiter.
fn quoted_field(text: &str, delimiter: char) -> Result<(Zeroizing<String>, Option<&str>), Reason> {
    // Room for all of it at once, since a string that grows leaves copies behind.
    let mut field = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"').ok_or(Reason::Quote)?;
        field.push_str(before);
        if let Some(after) = after.strip_prefix('"') {
            field.push('"');
            rest = after;
            continue;
        }
        let after = after.trim_start_matches(' ');
        return match after.strip_prefix(delimiter) {
            Some(next) => Ok((field, Some(next))),
            None if after.is_empty() => Ok((field, None)),
            None => Err(Reason::Quote),
        };
    }
}

#[cfg(test)]
mod tests;
