//! Why a command failed: one sentence with the way out, and the exit code.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use service::Refusal;
use service::refusal::Entity;
use store::{BackupError, OpenError, RingError, StoreError};

use crate::bootstrap::BootstrapError;
use crate::certificate::CertificateError;
use crate::config::ConfigError;
use crate::exit::Exit;
use crate::mail::MailError;
use crate::responsible::ImportError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The bootstrap file cannot be used.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
    /// The certificate cannot be used.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The mail server cannot be used as it is named.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The database was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A backup was not made, or cannot be used.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// An operation was refused.
    #[error("{message}")]
    Refused {
        /// The sentence.
        message: String,
        /// The kind.
        exit: Exit,
    },
    /// The address to listen on cannot be had.
    #[error("{}", not_listening(*.address, .error))]
    Address {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// A file or a directory cannot be written.
    #[error(
        "`{path}` cannot be written: {error}; make sure that it exists and that this user may write there, or name another directory with `--data DIR`"
    )]
    Unwritable {
        /// The file or the directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file for a report cannot be written.
    #[error("`{path}` cannot be written: {error}; name another file with `--output FILE`")]
    Report {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A page of the manual cannot be written.
    #[error("`{path}` cannot be written: {error}; name another directory")]
    Page {
        /// The page, or the directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file to import is wrong.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// There is no database to look at.
    #[error(
        "there is no database at `{0}`; start `sekisho serve` once, or name the right one with `--data` or `--database`"
    )]
    NoDatabase(PathBuf),
    /// Security keys were made for another host.
    #[error(
        "passkeys and security keys here were made for `{fixed}`, and {keys} of them would stop working at `{ours}`; mend `public_url` or `webauthn.rp_id`, or start with `--accept-new-host`"
    )]
    NewHost {
        /// The host that they were made for.
        fixed: String,
        /// The host of this start.
        ours: String,
        /// How many keys would stop working.
        keys: usize,
    },
    /// A command was pointed at a database in memory.
    #[error(
        "a database in memory lives inside the server that made it, and no other command can open it; use `sqlite:PATH`"
    )]
    MemoryDatabase,
    /// A password is needed, and nobody is there to type it.
    #[error("there is no terminal to ask for a password on; hand it over with `--password-stdin`")]
    NoTerminal,
    /// A secret on stdin cannot be one.
    #[error("{0}")]
    Secret(&'static str),
    /// The system failed.
    #[error("{what}: {error}; try again, and look at the system if it persists")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system says.
        error: io::Error,
    },
}

impl Failure {
    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Config(ConfigError::Postgres { .. }) => Exit::NotServed,
            Self::Config(ConfigError::Door(_)) => Exit::PlainHttp,
            Self::Config(_) | Self::Mail(_) => Exit::Configuration,
            Self::Bootstrap(BootstrapError::Refused {
                refusal: Refusal::Unavailable(_) | Refusal::StorageFull,
                ..
            }) => Exit::DatabaseUnavailable,
            Self::Bootstrap(_) => Exit::Bootstrap,
            Self::Certificate(_) => Exit::Certificate,
            Self::Open(error) => opening(error),
            Self::Backup(error) => backing_up(error),
            Self::Refused { exit, .. } => *exit,
            Self::Address { .. } => Exit::Address,
            Self::Unwritable { .. } | Self::Report { .. } | Self::Page { .. } => Exit::Unwritable,
            Self::Import(_) => Exit::Import,
            Self::NoDatabase(_) => Exit::NoDatabase,
            Self::NewHost { .. } => Exit::NewHost,
            Self::MemoryDatabase => Exit::MemoryDatabase,
            Self::NoTerminal => Exit::NoTerminal,
            Self::Secret(_) => Exit::Refused,
            Self::System { .. } => Exit::Failed,
        }
    }

    /// A file or a directory that cannot be written.
    pub(crate) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Unwritable {
            path: path.into(),
            error,
        }
    }

    /// What makes an error of a page that cannot be written.
    pub(crate) fn no_page(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Page {
            path: path.into(),
            error,
        }
    }

    /// What the system refused.
    pub(crate) fn system(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::System { what, error }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let exit = match &refusal {
            Refusal::NoSuchEntity(_) => Exit::NotFound,
            Refusal::EntityAlreadyExists(_) | Refusal::SetUpClosed => Exit::Exists,
            Refusal::Unavailable(_) | Refusal::StorageFull => Exit::DatabaseUnavailable,
            _ => Exit::Refused,
        };
        Self::Refused {
            message: sentence(&refusal),
            exit,
        }
    }
}

impl From<RingError> for Failure {
    fn from(error: RingError) -> Self {
        Self::Open(error.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::from(Refusal::from(error))
    }
}

/// What a refusal says to an operator, who may know the reason.
pub(crate) fn sentence(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unavailable(reason) => reason.clone(),
        Refusal::NoSuchEntity(entity) => {
            format!(
                "there is no such {}; look at `sekisho account list`",
                noun(entity)
            )
        }
        Refusal::EntityAlreadyExists(entity) => {
            format!("this {} is taken; choose another", noun(entity))
        }
        other => other.to_string(),
    }
}

fn noun(entity: &Entity) -> &'static str {
    match entity {
        Entity::Account => "account id",
        Entity::Alias(_) => "alias",
        Entity::Email => "root e-mail address",
        Entity::User(_) => "user name",
        Entity::Group(_) => "group name",
        Entity::Role(_) => "role name",
        Entity::Policy(_)
        | Entity::PolicyToAttach(_)
        | Entity::PolicyName(_)
        | Entity::InlinePolicy(..) => "policy",
        Entity::PolicyVersion(..) => "version of the policy",
        Entity::Boundary(..) => "permissions boundary",
        Entity::Device(_) | Entity::DeviceOfPerson(_) | Entity::PendingDevice => "MFA device",
        Entity::Token(_) => "hardware token",
        Entity::Session => "session",
        Entity::LoginProfile(_) => "console password",
        Entity::AccessKey(_) => "access key",
        Entity::PasswordPolicy => "password policy",
        Entity::Requirement => "rule about MFA",
        Entity::EnrolmentProof => "proof",
        Entity::ResetAddress => "address",
        Entity::ContactInformation | Entity::AlternateContact(_) => "contact",
    }
}

fn opening(error: &OpenError) -> Exit {
    match error {
        OpenError::Newer { .. } | OpenError::Older { .. } => Exit::OtherFormat,
        OpenError::Damaged { .. } => Exit::DamagedDatabase,
        OpenError::Unwritable { .. } | OpenError::Ring(RingError::Io { .. }) => Exit::Unwritable,
        OpenError::WrongMasterKey { .. } => Exit::WrongMasterKey,
        OpenError::MissingMasterKey { .. } => Exit::MissingMasterKey,
        OpenError::Ring(_) => Exit::BadMasterKey,
        OpenError::Busy { .. } | OpenError::Unavailable { .. } => Exit::DatabaseUnavailable,
        OpenError::InUse { .. } => Exit::InUse,
    }
}

fn backing_up(error: &BackupError) -> Exit {
    match error {
        BackupError::Exists { .. } => Exit::Exists,
        BackupError::NotABackup { .. }
        | BackupError::Broken { .. }
        | BackupError::Unreadable { .. } => Exit::Backup,
        BackupError::Newer { .. } => Exit::OtherFormat,
        BackupError::Io { .. } => Exit::Unwritable,
        BackupError::Open(error) => opening(error),
    }
}

fn not_listening(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "`{address}` is taken by another program; end that one, or listen elsewhere with `--listen {}:0`",
            address.ip()
        ),
        io::ErrorKind::PermissionDenied => format!(
            "this user may not listen on `{address}`; choose a port above 1023, like `--listen {}:8700`",
            address.ip()
        ),
        io::ErrorKind::AddrNotAvailable => format!(
            "`{address}` is not an address of this machine; choose one that is, like `--listen 127.0.0.1:8700`"
        ),
        _ => format!("`{address}` cannot be listened on: {error}; choose another with `--listen`"),
    }
}
