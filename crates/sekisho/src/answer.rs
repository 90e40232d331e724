//! What a command says: the answer on stdout, the talk on stderr.
//!
//! Whoever reads the answer may stop reading (`| head`): that is no error. Control characters in
//! what other people typed are shown and not obeyed.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};

use comfy_table::{ContentArrangement, Table};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::failure::Failure;

/// Spaces between two columns.
const GAP: u16 = 2;
/// The narrowest terminal that a table is folded for.
const COLUMNS_MIN: u16 = 40;

/// Whether somebody still reads the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Somebody does.
    Listens,
    /// Nobody does; there is no use in going on.
    Left,
}

/// Writes to stdout, whole and at once.
pub(crate) fn answer(text: &str) -> Result<Reader, Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::Listens),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Left),
        Err(error) => Err(Failure::system("the answer cannot be written to stdout")(
            error,
        )),
    }
}

/// Answers with JSON for programs, indented because people look at it too.
pub(crate) fn answer_json(value: &Value) -> Result<Reader, Failure> {
    answer(&format!("{value:#}\n"))
}

/// Answers with a table that fits the terminal.
pub(crate) fn answer_table(head: &[&str], rows: &[Vec<String>]) -> Result<Reader, Failure> {
    answer(&table(head, rows, Fold::ToTerminal))
}

/// Whether the cells of a table are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fold {
    /// So that it fits the terminal that reads it.
    ToTerminal,
    /// One line for each row, as in a file.
    Never,
}

/// A table.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>], fold: Fold) -> String {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    // A terminal that does not know its size says 0.
    let wide = table.width().is_some_and(|columns| columns >= COLUMNS_MIN);
    if fold == Fold::ToTerminal && wide {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    if !head.is_empty() {
        table.set_header(head.to_vec());
    }
    for row in rows {
        table.add_row(row.iter().map(|cell| visible(cell)).collect::<Vec<_>>());
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    table.trim_fmt() + "\n"
}

/// An instant for programs, to the second.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An instant for people, in a zone that is said beside it.
pub(crate) fn moment(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// What people call a zone.
pub(crate) fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("local time").to_owned()
}

/// Says one line on stderr.
pub(crate) fn say(line: &str) {
    // Where nobody listens to the talk, there is nobody to tell that.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The text with its control characters written out, so that it can do nothing to a terminal.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() {
            // Writing to a string cannot fail.
            let _ = write!(shown, "{}", letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_and_not_obeyed() {
        assert_eq!(visible("経理 \u{1b}[2J\n"), "経理 \\u{1b}[2J\\u{a}");
    }
}
