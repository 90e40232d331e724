//! A TOML file in which every value knows its place, so that what is wrong is named with file, line
//! and column.
//!
//! Readers take the keys that they know; a key that nobody knows is refused together with the
//! nearest right one. No message repeats a value unless the reader puts it there: the file may hold
//! secrets.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use zeroize::Zeroizing;

use crate::nearest::nearest;

/// A file as it was read.
pub(crate) struct Source {
    path: PathBuf,
    text: Zeroizing<String>,
}

/// Something in a file is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub(crate) struct Fault {
    /// The file, as it was named.
    pub(crate) path: String,
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// The column in characters, counted from 1.
    pub(crate) column: usize,
    /// What is wrong, and what would be right.
    pub(crate) message: String,
}

/// A file could not be read.
#[derive(Debug, thiserror::Error)]
#[error("`{path}` cannot be read: {reason}; name another file or mend this one")]
pub(crate) struct Unreadable {
    /// The file.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) reason: String,
}

impl Source {
    /// Reads what an open file holds. `path` names it in messages.
    pub(crate) fn read(path: &Path, file: &File, bytes_max: u64) -> Result<Self, Unreadable> {
        let unreadable = |reason: String| Unreadable {
            path: path.into(),
            reason,
        };
        let mut bytes = Zeroizing::new(Vec::new());
        let mut limited = file.take(bytes_max + 1);
        limited
            .read_to_end(&mut bytes)
            .map_err(|error: io::Error| unreadable(error.to_string()))?;
        if bytes.len() as u64 > bytes_max {
            return Err(unreadable(format!("it has more than {bytes_max} bytes")));
        }
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| unreadable("it is not text in UTF-8".to_owned()))?;
        // An editor may have put a byte order mark before the first key.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Self::of(path, text))
    }

    /// A source with this text.
    pub(crate) fn of(path: &Path, text: &str) -> Self {
        Self {
            path: path.into(),
            text: Zeroizing::new(text.to_owned()),
        }
    }

    /// The directory that relative paths in the file start from.
    pub(crate) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// The keys of the whole file.
    pub(crate) fn table(&self) -> Result<Table<'_>, Fault> {
        let parsed = DeTable::parse(&self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.fault(at, error.message().trim().replace('\n', ", "))
        })?;
        let at = parsed.span();
        Ok(Table::new(self, String::new(), at, parsed.into_inner()))
    }

    fn fault(&self, at: usize, message: String) -> Fault {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Fault {
            path: self.path.display().to_string(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message,
        }
    }
}

/// Some keys with their values.
pub(crate) struct Table<'s> {
    source: &'s Source,
    name: String,
    at: Range<usize>,
    entries: Vec<(String, Range<usize>, Spanned<DeValue<'s>>)>,
}

impl<'s> Table<'s> {
    fn new(source: &'s Source, name: String, at: Range<usize>, table: DeTable<'s>) -> Self {
        let mut entries: Vec<_> = table
            .into_iter()
            .map(|(key, value)| (key.get_ref().to_string(), key.span(), value))
            .collect();
        entries.sort_by_key(|(_, at, _)| at.start);
        Self {
            source,
            name,
            at,
            entries,
        }
    }

    /// Refuses a key that is none of these. Right keys elsewhere in the file are named with the
    /// table that they belong to.
    pub(crate) fn only(&self, known: &[&str], elsewhere: &[&str]) -> Result<(), Fault> {
        let unknown = |(key, ..): &&(String, _, _)| !known.contains(&key.as_str());
        let Some((key, at, _)) = self.entries.iter().find(unknown) else {
            return Ok(());
        };
        let here = if self.name.is_empty() {
            "at the top of this file".to_owned()
        } else {
            format!("in `{}`", self.name)
        };
        let hint = match nearest(key, known.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => match belongs(key, elsewhere) {
                Some(right) => format!("did you mean `{right}`?"),
                None => format!("known there: {}", listed(known)),
            },
        };
        let message = format!("`{key}` is not a key {here}; {hint}");
        Err(self.source.fault(at.start, message))
    }

    /// Takes a key's value, if the key is there.
    pub(crate) fn take(&mut self, key: &str) -> Option<Entry<'s>> {
        let index = self.entries.iter().position(|(name, ..)| name == key)?;
        let (key, _, value) = self.entries.remove(index);
        let name = if self.name.is_empty() {
            key
        } else {
            format!("{}.{key}", self.name)
        };
        Some(Entry::new(self.source, name, value))
    }

    /// Takes a key's value, which must be there.
    pub(crate) fn require(&mut self, key: &str) -> Result<Entry<'s>, Fault> {
        self.take(key)
            .ok_or_else(|| self.fault(format!("`{key}` is missing here; add it")))
    }

    /// The names of the keys that were not taken yet.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(key, ..)| key.as_str())
    }

    /// Says what is wrong with this table as a whole.
    pub(crate) fn fault(&self, message: String) -> Fault {
        self.source.fault(self.at.start, message)
    }
}

/// One value.
pub(crate) struct Entry<'s> {
    source: &'s Source,
    /// Its key with the tables that it stands in, as `tls.certificate`.
    pub(crate) name: String,
    at: Range<usize>,
    value: DeValue<'s>,
}

impl<'s> Entry<'s> {
    fn new(source: &'s Source, name: String, value: Spanned<DeValue<'s>>) -> Self {
        Self {
            source,
            name,
            at: value.span(),
            value: value.into_inner(),
        }
    }

    /// Says what is wrong with this value.
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        self.source.fault(self.at.start, message.into())
    }

    /// Whether it is a table.
    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// A text.
    pub(crate) fn text(&self) -> Result<&str, Fault> {
        self.value
            .as_str()
            .ok_or_else(|| self.wrong("a text in quotation marks"))
    }

    /// Yes or no.
    pub(crate) fn flag(&self) -> Result<bool, Fault> {
        self.value
            .as_bool()
            .ok_or_else(|| self.wrong("`true` or `false`"))
    }

    /// The text of a text, of a whole number, of a date or of yes and no, for those who read numbers
    /// from text.
    pub(crate) fn scalar(&self) -> Result<String, Fault> {
        if let Some(number) = self.value.as_integer() {
            // The digits are kept as they are written, without `_` and with their radix aside.
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            return parsed
                .map(|number| number.to_string())
                .map_err(|_| self.fault(format!("`{}` is too large a number", self.name)));
        }
        if let Some(flag) = self.value.as_bool() {
            return Ok(flag.to_string());
        }
        if let DeValue::Datetime(date) = &self.value {
            return Ok(date.to_string());
        }
        self.value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| self.wrong("a text in quotation marks or a whole number"))
    }

    /// Further keys.
    pub(crate) fn table(self) -> Result<Table<'s>, Fault> {
        match self.value {
            DeValue::Table(table) => Ok(Table::new(self.source, self.name, self.at, table)),
            _ => Err(self.wrong("a table of keys")),
        }
    }

    /// Its elements, at most `max`.
    pub(crate) fn list(self, max: usize) -> Result<Vec<Self>, Fault> {
        match self.value {
            DeValue::Array(array) if array.len() <= max => {
                let entry = |value| Self::new(self.source, self.name.clone(), value);
                Ok(array.into_iter().map(entry).collect())
            }
            DeValue::Array(_) => {
                Err(self.fault(format!("`{}` has more than {max} entries", self.name)))
            }
            _ => Err(self.wrong("a list in square brackets")),
        }
    }

    /// Says what should stand here instead.
    pub(crate) fn wrong(&self, expected: &str) -> Fault {
        let found = match self.value.type_str() {
            "string" => "a text",
            "integer" | "float" => "a number",
            "boolean" => "`true` or `false`",
            "array" => "a list",
            "table" => "a table",
            _ => "a date",
        };
        self.fault(format!(
            "`{}` is {expected}, and this is {found}",
            self.name
        ))
    }
}

/// The key with tables whose last part is this one, or that is nearest to it.
fn belongs<'k>(key: &str, elsewhere: &[&'k str]) -> Option<&'k str> {
    let last = |dotted: &&&str| dotted.rsplit('.').next() == Some(key);
    elsewhere
        .iter()
        .find(last)
        .copied()
        .or_else(|| nearest(key, elsewhere.iter().copied()))
}

fn listed(known: &[&str]) -> String {
    let quoted: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(text: &str) -> Source {
        Source::of(Path::new("a.toml"), text)
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_the_nearest_right_one() {
        let known = ["listen", "tls"];
        let elsewhere = ["tls.certificate"];
        for (text, said) in [
            (
                "listen = 1\nlistne = 2",
                "a.toml:2:1: `listne` is not a key at the top of this file; did you mean `listen`?",
            ),
            (
                "  certificate = 2",
                "a.toml:1:3: `certificate` is not a key at the top of this file; did you mean `tls.certificate`?",
            ),
            (
                "\"関所\" = 2",
                "a.toml:1:1: `関所` is not a key at the top of this file; known there: `listen`, `tls`",
            ),
        ] {
            let source = source(text);
            let fault = source
                .table()
                .unwrap()
                .only(&known, &elsewhere)
                .unwrap_err();
            assert_eq!(fault.to_string(), said);
        }
        let source = source("[tls]\ncertifcate = \"x\"\n");
        let tls = source
            .table()
            .unwrap()
            .take("tls")
            .unwrap()
            .table()
            .unwrap();
        assert_eq!(
            tls.only(&["certificate", "key"], &[])
                .unwrap_err()
                .to_string(),
            "a.toml:2:1: `certifcate` is not a key in `tls`; did you mean `certificate`?"
        );
    }

    #[test]
    fn a_value_of_another_kind_is_named_with_what_would_be_right() {
        let source = source("a = [1]\nb = 1\nc = 2024-07-16\nd = \"x\"\nf = 2024-07-16\ng = { }\n");
        let mut table = source.table().unwrap();
        assert_eq!(
            table.take("a").unwrap().text().unwrap_err().to_string(),
            "a.toml:1:5: `a` is a text in quotation marks, and this is a list"
        );
        assert_eq!(
            table.take("b").unwrap().flag().unwrap_err().to_string(),
            "a.toml:2:5: `b` is `true` or `false`, and this is a number"
        );
        assert_eq!(
            table.take("c").unwrap().text().unwrap_err().to_string(),
            "a.toml:3:5: `c` is a text in quotation marks, and this is a date"
        );
        // Where numbers may stand without quotation marks, dates may as well.
        assert_eq!(table.take("f").unwrap().scalar().unwrap(), "2024-07-16");
        assert_eq!(
            table.take("g").unwrap().scalar().unwrap_err().to_string(),
            "a.toml:6:5: `g` is a text in quotation marks or a whole number, and this is a table"
        );
        assert!(table.take("d").unwrap().list(1).is_err());
        assert!(
            table
                .require("e")
                .err()
                .unwrap()
                .to_string()
                .contains("`e` is missing")
        );
    }

    #[test]
    fn numbers_are_read_in_every_spelling_that_toml_has() {
        let source = source("a = 19_456\nb = 0x10\nc = -1\nd = 99999999999999999999\n");
        let mut table = source.table().unwrap();
        let mut scalar = |key| table.take(key).unwrap().scalar();
        assert_eq!(scalar("a").unwrap(), "19456");
        assert_eq!(scalar("b").unwrap(), "16");
        assert_eq!(scalar("c").unwrap(), "-1");
        assert!(scalar("d").unwrap_err().to_string().contains("too large"));
    }

    #[test]
    fn a_list_has_at_most_its_named_number_of_entries() {
        let source = source("a = [1, 2]\nb = [1, 2, 3]");
        let mut table = source.table().unwrap();
        assert_eq!(table.take("a").unwrap().list(2).unwrap().len(), 2);
        assert!(table.take("b").unwrap().list(2).is_err());
    }

    /// The file may hold secrets, and what the parser says is shown to whoever starts the server.
    #[test]
    fn what_is_said_of_a_broken_file_repeats_nothing_of_it() {
        for text in [
            "password = \"hunter2fake",
            "password = hunter2fake",
            "password = 'hunter2fake' hunter2fake",
            "password = \"\\q hunter2fake\"",
            "password = \"\"\"hunter2fake",
            "password = [\"hunter2fake\"",
            "password = { a = \"hunter2fake\"",
            "password = 1hunter2fake",
            "hunter2fake",
        ] {
            let source = source(text);
            let Err(fault) = source.table() else {
                panic!("`{text}` is TOML")
            };
            assert!(!fault.to_string().contains("hunter2"), "{fault}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let source = source("'関所' = 1\n関 = 1");
        let fault = source.table().err().unwrap();
        assert_eq!((fault.line, fault.column), (2, 1));
        let source = Source::of(Path::new("a.toml"), "a = { '関所' = 1, x = 1 }");
        let table = source.table().unwrap().take("a").unwrap().table().unwrap();
        let fault = table.only(&["関所"], &[]).unwrap_err();
        assert_eq!((fault.line, fault.column), (1, 17));
    }

    #[test]
    fn a_file_is_read_up_to_its_maximum_and_not_a_byte_further() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        let read = |text: &[u8]| {
            std::fs::write(&path, text).unwrap();
            Source::read(&path, &File::open(&path).unwrap(), 8)
        };
        assert!(read(b"a = 1234").is_ok());
        assert!(
            read(b"a = 12345")
                .err()
                .unwrap()
                .reason
                .contains("more than 8 bytes")
        );
        assert!(read(b"a = \xff").err().unwrap().reason.contains("UTF-8"));
        assert!(read(b"\xef\xbb\xbfa = 1").unwrap().table().is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_with_a_place_in_it(text in "[a-c=\\[\\]{}.\"'#\n\r 関0-9,-]{0,40}") {
            let source = source(&text);
            let fault = match source.table() {
                Ok(table) => table.only(&[], &[]).err(),
                Err(fault) => Some(fault),
            };
            if let Some(fault) = fault {
                let line = text.split('\n').nth(fault.line - 1).unwrap_or_default();
                prop_assert!(fault.column <= line.chars().count() + 1, "{fault}");
            }
        }
    }
}
