//! The CSV file of assignments: columns `assignee,account`, one line for each pair (RFC 4180).
//!
//! A file is read whole before anything is looked up. What is wrong is told with the line on which
//! it begins, so that a person can go there.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rules::UserName;

use crate::os;

/// The columns.
pub(super) const COLUMNS: [&str; 2] = ["assignee", "account"];
/// Most bytes of a file: about a hundred thousand lines.
const BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most lines that are named as wrong.
const FAULTS_SHOWN: usize = 20;

/// Somebody as a file and a command name them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Person {
    /// Account id or alias.
    pub(super) account: String,
    /// The user's name; none for root.
    pub(super) user: Option<UserName>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// On which line of the file it begins.
    pub(super) number: usize,
    /// Who.
    pub(super) person: Person,
    /// Account id or alias.
    pub(super) account: String,
}

/// A line that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineFault {
    /// Which.
    pub(super) number: usize,
    /// Why.
    pub(super) reason: String,
}

/// A file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImportError {
    /// It cannot be read.
    #[error("`{path}` cannot be read: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Some of its lines are wrong.
    #[error("`{path}` was not imported, and nothing was changed:{faults}")]
    Lines {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        faults: Faults,
    },
}

/// What is wrong in a file, in the order of its lines.
#[derive(Debug)]
pub(crate) struct Faults(Vec<LineFault>);

impl ImportError {
    /// These lines are wrong.
    pub(super) fn lines(path: &Path, mut faults: Vec<LineFault>) -> Self {
        faults.sort_by_key(|fault| fault.number);
        Self::Lines {
            path: path.into(),
            faults: Faults(faults),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for LineFault { number, reason } in self.0.iter().take(FAULTS_SHOWN) {
            write!(out, "\n  line {number}: {reason}")?;
        }
        match self.0.len().saturating_sub(FAULTS_SHOWN) {
            0 => Ok(()),
            more => write!(out, "\n  and {more} more"),
        }
    }
}

impl Person {
    /// `keiri/user/hanako` or `keiri/root`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` names nobody; write `keiri/user/hanako` or `keiri/root`");
        let (account, who) = text.split_once('/').ok_or_else(wrong)?;
        let user = match who.strip_prefix("user/") {
            Some(name) => Some(UserName::parse(name).map_err(|_| wrong())?),
            None if who == "root" => None,
            None => return Err(wrong()),
        };
        if account.is_empty() {
            return Err(wrong());
        }
        Ok(Self {
            account: account.to_owned(),
            user,
        })
    }
}

/// The lines of a file, if all of them can be understood.
pub(super) fn read(path: &Path) -> Result<Vec<Line>, ImportError> {
    let bytes = os::read_bounded(path, BYTES_MAX).map_err(|error| ImportError::Unreadable {
        path: path.into(),
        error,
    })?;
    parse(&bytes).map_err(|faults| ImportError::lines(path, faults))
}

fn parse(bytes: &[u8]) -> Result<Vec<Line>, Vec<LineFault>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let number = before.split(|byte| *byte == b'\n').count();
        let reason = "it is not text in UTF-8; save the file as CSV in UTF-8".to_owned();
        vec![LineFault { number, reason }]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = rows(text).map_err(|fault| vec![fault])?.into_iter();
    let head = rows.next();
    let is_head = |cells: &Vec<String>| cells.iter().map(|cell| cell.trim()).eq(COLUMNS);
    if !head.as_ref().is_some_and(|(_, cells)| is_head(cells)) {
        return Err(vec![LineFault {
            number: head.map_or(1, |(number, _)| number),
            reason: format!("the first line names the columns: `{}`", COLUMNS.join(",")),
        }]);
    }
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for (number, cells) in rows {
        match line(number, &cells) {
            Ok(line) => lines.push(line),
            Err(reason) => faults.push(LineFault { number, reason }),
        }
    }
    if faults.is_empty() {
        Ok(lines)
    } else {
        Err(faults)
    }
}

fn line(number: usize, cells: &[String]) -> Result<Line, String> {
    let [assignee, account] = cells else {
        return Err(format!(
            "it has {} columns; it needs two: `{}`",
            cells.len(),
            COLUMNS.join(",")
        ));
    };
    let account = account.trim();
    if account.is_empty() {
        return Err("the account is missing; write its id or alias".to_owned());
    }
    Ok(Line {
        number,
        person: Person::parse(assignee.trim())?,
        account: account.to_owned(),
    })
}

/// The cells of each line that is not empty, with the number of the line on which it begins.
fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, LineFault> {
    let mut rows = Vec::new();
    let mut letters = text.chars().peekable();
    let (mut number, mut begin) = (1, 1);
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        number += usize::from(letter == '\n');
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => {
                quoted = false;
                if !letters
                    .peek()
                    .is_none_or(|next| [',', '\r', '\n'].contains(next))
                {
                    return Err(open_quote(number));
                }
            }
            _ if quoted => cell.push(letter),
            '"' if cell.is_empty() => quoted = true,
            '"' => return Err(open_quote(number)),
            ',' => cells.push(std::mem::take(&mut cell)),
            '\r' if letters.peek().is_none_or(|next| *next == '\n') => {}
            '\n' => {
                cells.push(std::mem::take(&mut cell));
                rows.push((begin, std::mem::take(&mut cells)));
                begin = number;
            }
            _ => cell.push(letter),
        }
    }
    if quoted {
        return Err(open_quote(begin));
    }
    cells.push(cell);
    rows.push((begin, cells));
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

fn open_quote(number: usize) -> LineFault {
    LineFault {
        number,
        reason: "a quotation mark stands alone; write a cell as `\"…\"`, and a mark in it twice"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(usize, String)> {
        let faults = parse(text.as_bytes()).unwrap_err();
        faults
            .into_iter()
            .map(|fault| (fault.number, fault.reason))
            .collect()
    }

    fn read_back(text: &str) -> Vec<(usize, String, String)> {
        parse(text.as_bytes())
            .unwrap_or_else(|faults| panic!("{faults:?}"))
            .into_iter()
            .map(|line| {
                let user = line
                    .person
                    .user
                    .map_or("root".to_owned(), |name| name.to_string());
                (
                    line.number,
                    format!("{} {user}", line.person.account),
                    line.account,
                )
            })
            .collect()
    }

    #[test]
    fn a_file_is_read_as_spreadsheets_and_editors_write_it() {
        let text = "\u{feff}assignee,account\r\nkeiri/root,eigyo\r\n\r\n\"keiri/user/a,\"\"b\",123456789012";
        assert!(
            faults(text)[0].1.contains("names nobody"),
            "a name holds no quotation mark"
        );
        for text in [
            "\u{feff}assignee,account\r\nkeiri/root,eigyo\r\n,\r\n\"keiri/user/a,b\",123456789012",
            "assignee,account\nkeiri/root , eigyo\n\n\"keiri/user/a,b\",\"123456789012\"\n",
        ] {
            assert_eq!(
                read_back(text),
                [
                    (2, "keiri root".to_owned(), "eigyo".to_owned()),
                    (4, "keiri a,b".to_owned(), "123456789012".to_owned()),
                ]
            );
        }
        assert_eq!(read_back("assignee,account\n"), []);
    }

    #[test]
    fn every_line_that_is_wrong_is_named() {
        let text = "assignee,account\nkeiri,eigyo\nkeiri/root,eigyo\nkeiri/user/,a\nkeiri/root\n\
                    keiri/admin,eigyo\n/root,eigyo\nkeiri/root,\na,b,c\n";
        let found = faults(text);
        let numbers: Vec<usize> = found.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [2, 4, 5, 6, 7, 8, 9]);
        for (at, said) in [
            (
                0,
                "`keiri` names nobody; write `keiri/user/hanako` or `keiri/root`",
            ),
            (2, "it has 1 columns; it needs two: `assignee,account`"),
            (5, "the account is missing"),
        ] {
            assert!(found[at].1.starts_with(said), "{found:?}");
        }
    }

    #[test]
    fn what_is_no_such_file_at_all_is_said_so() {
        for (text, number, said) in [
            ("", 1, "the first line names the columns"),
            ("account,assignee\n", 1, "the first line names the columns"),
            (
                "assignee,account\n\"keiri/root,eigyo\n",
                2,
                "a quotation mark",
            ),
            (
                "assignee,account\n\"keiri\"x,eigyo\n",
                2,
                "a quotation mark",
            ),
            ("assignee,account\nkei\"ri,eigyo\n", 2, "a quotation mark"),
        ] {
            let found = faults(text);
            assert_eq!((found.len(), found[0].0), (1, number), "{text}");
            assert!(found[0].1.starts_with(said), "{found:?}");
        }
        let shift_jis = parse(b"assignee,account\nkeiri/user/\x8c\x6f,eigyo\n").unwrap_err();
        assert_eq!(shift_jis[0].number, 2);
    }

    #[test]
    fn no_more_lines_are_named_than_a_person_reads() {
        let fault = |number| LineFault {
            number,
            reason: "wrong".to_owned(),
        };
        let told = |faults: usize| {
            let all = (1..=faults).rev().map(fault).collect();
            ImportError::lines(Path::new("a.csv"), all).to_string()
        };
        assert!(!told(FAULTS_SHOWN).contains("more"));
        let more = told(FAULTS_SHOWN + 1);
        assert!(more.ends_with("\n  line 20: wrong\n  and 1 more"), "{more}");
        assert!(more.contains("changed:\n  line 1: wrong\n"), "{more}");
    }
}
