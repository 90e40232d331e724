//! The exit codes: one for each thing that a script or an operator would do something else about.
//!
//! They are part of the command-line contract and never change their meaning; `docs/exit-codes.md`
//! and `sekisho --help` list them, and tests keep the three the same.

use std::fmt::Write as _;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked for is done.
    Done,
    /// Something failed that has no code of its own.
    Failed,
    /// The command line cannot be understood.
    Usage,
    /// The configuration is wrong.
    Configuration,
    /// The bootstrap file is wrong, or names a conflict.
    Bootstrap,
    /// The address to listen on cannot be had.
    Address,
    /// Plain http would be reachable from elsewhere.
    PlainHttp,
    /// The certificate or its key cannot be used.
    Certificate,
    /// A file or a directory cannot be written.
    Unwritable,
    /// The master key file belongs to another database.
    WrongMasterKey,
    /// A database is there and its master key file is not.
    MissingMasterKey,
    /// The master key file cannot be used.
    BadMasterKey,
    /// The database is damaged, or is none of ours.
    DamagedDatabase,
    /// Another program wrote the database: a newer one, or an older one whose database was not migrated.
    OtherFormat,
    /// There is no database.
    NoDatabase,
    /// The database does not answer.
    DatabaseUnavailable,
    /// A kind of database that is not served.
    NotServed,
    /// A command was pointed at a database in memory.
    MemoryDatabase,
    /// What was named does not exist.
    NotFound,
    /// What was to be made exists.
    Exists,
    /// The value or the request was refused.
    Refused,
    /// A secret was to be asked for, and nobody is there to type it.
    NoTerminal,
    /// A file to import cannot be read, or is wrong.
    Import,
    /// Security keys were made for another host.
    NewHost,
    /// A backup cannot be used.
    Backup,
    /// What must be alone with the database is not.
    InUse,
    /// The trail of events is not what was sealed.
    TrailBroken,
}

impl Exit {
    /// All of them, by their codes.
    pub(crate) const ALL: [Self; 27] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Configuration,
        Self::Bootstrap,
        Self::Address,
        Self::PlainHttp,
        Self::Certificate,
        Self::Unwritable,
        Self::WrongMasterKey,
        Self::MissingMasterKey,
        Self::BadMasterKey,
        Self::DamagedDatabase,
        Self::OtherFormat,
        Self::NoDatabase,
        Self::DatabaseUnavailable,
        Self::NotServed,
        Self::MemoryDatabase,
        Self::NotFound,
        Self::Exists,
        Self::Refused,
        Self::NoTerminal,
        Self::Import,
        Self::NewHost,
        Self::Backup,
        Self::InUse,
        Self::TrailBroken,
    ];

    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Bootstrap => 4,
            Self::Address => 5,
            Self::PlainHttp => 6,
            Self::Certificate => 7,
            Self::Unwritable => 8,
            Self::WrongMasterKey => 9,
            Self::MissingMasterKey => 10,
            Self::BadMasterKey => 11,
            Self::DamagedDatabase => 12,
            Self::OtherFormat => 13,
            Self::NoDatabase => 14,
            Self::DatabaseUnavailable => 15,
            Self::NotServed => 16,
            Self::MemoryDatabase => 17,
            Self::NotFound => 18,
            Self::Exists => 19,
            Self::Refused => 20,
            Self::NoTerminal => 21,
            Self::Import => 22,
            Self::NewHost => 23,
            Self::Backup => 24,
            Self::InUse => 25,
            Self::TrailBroken => 26,
        }
    }

    /// What it means, in a few words.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "something failed that has no code of its own",
            Self::Usage => "the command line cannot be understood",
            Self::Configuration => "the configuration is wrong",
            Self::Bootstrap => "the bootstrap file is wrong or names a conflict",
            Self::Address => "the address to listen on cannot be had",
            Self::PlainHttp => "plain http would be reachable from elsewhere",
            Self::Certificate => "the certificate or its key cannot be used",
            Self::Unwritable => "a file or a directory cannot be written",
            Self::WrongMasterKey => "the master key file belongs to another database",
            Self::MissingMasterKey => "a database is there and its master key file is not",
            Self::BadMasterKey => "the master key file cannot be used",
            Self::DamagedDatabase => "the database is damaged or belongs to another program",
            Self::OtherFormat => "the database has the format of another sekisho",
            Self::NoDatabase => "there is no database",
            Self::DatabaseUnavailable => "the database does not answer",
            Self::NotServed => "this kind of database is not served yet",
            Self::MemoryDatabase => "a command was pointed at a database in memory",
            Self::NotFound => "what was named does not exist",
            Self::Exists => "what was to be made exists already",
            Self::Refused => "the request was refused; nothing was changed",
            Self::NoTerminal => "a password is needed and there is no terminal to ask on",
            Self::Import => "the file to import is wrong; nothing was changed",
            Self::NewHost => "security keys were made for another host",
            Self::Backup => "the backup cannot be used; nothing was changed",
            Self::InUse => "a server or a command has the database open",
            Self::TrailBroken => "the trail of events is not what was sealed",
        }
    }

    /// The list for `sekisho --help`.
    pub(crate) fn list() -> String {
        let mut text = String::from("Exit codes:\n");
        for exit in Self::ALL {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {:>2}  {}", exit.code(), exit.meaning());
        }
        text
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_exits_share_a_code_and_none_is_missing_in_the_list() {
        for (index, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), index, "{exit:?}");
        }
    }

    #[test]
    fn the_manual_lists_every_exit_code_with_its_meaning_and_no_other() {
        let manual = include_str!("../../../docs/exit-codes.md");
        let rows: Vec<&str> = manual
            .lines()
            .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
            .collect();
        assert_eq!(rows.len(), Exit::ALL.len());
        for (row, exit) in rows.iter().zip(Exit::ALL) {
            let start = format!("| {} | {} |", exit.code(), exit.meaning());
            assert!(
                row.starts_with(&start),
                "`{row}` does not begin with `{start}`"
            );
        }
    }
}
