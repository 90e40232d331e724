//! `sekisho store`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Format, Place};

pub(super) const EXAMPLES: &str = "\
Examples:
  sekisho store backup /var/backups/sekisho-$(date +%F)
  sekisho store restore /var/backups/sekisho-2026-11-28
  sekisho store verify

A database and its master key file belong together, and a backup holds the database only. Keep a copy
of the key file apart from the backups: whoever has both has everything, and nobody can use one without
the other. `verify` and `backup` work beside a running server; the others refuse while one runs.";

const BACKUP_EXAMPLES: &str = "\
Examples:
  sekisho store backup /var/backups/sekisho-$(date +%F)
  sekisho store backup --format json /mnt/stick/sekisho > made.json

The server goes on meanwhile. Everything that was answered before the backup began is in it. The file
appears whole or not at all, for its owner only, and never takes the place of another. It needs no master
key and holds none; `head FILE` shows what it is and which key it needs.";

const RESTORE_EXAMPLES: &str = "\
Examples:
  sekisho store restore /var/backups/sekisho-2026-11-28
      into a data directory without a database; put the master key file there first
  sekisho store restore /var/backups/sekisho-2026-11-28 --replace
      the database that is there is kept beside it, under another name

A file that is cut, changed, of a newer program or for another key is refused before anything is touched.
What happened after the backup is not known any more, so a new epoch begins: everybody signs in again,
programs get new session tokens, every code of a device up to now counts as used (wait for the next one),
recovery codes have to be made again, and addresses and root recoveries that were under way are void. Of
deadlines the earlier one holds. Passwords, devices and access keys are those of the backup: what was
changed or taken away since has to be changed or taken away again.";

const ROTATE_EXAMPLES: &str = "\
Examples:
  sekisho store rotate-key
  sekisho store rotate-key && sekisho store backup /var/backups/sekisho-new-key

A new key is added to the key file, every secret is sealed with it, and the old key is removed when
nothing needs it any more. If it is interrupted, the server starts all the same, and the same command
goes on where it was. Backups from before need the key file from before: keep that copy as long as them.";

const MIGRATE_EXAMPLES: &str = "\
Examples:
  sekisho store migrate
  sekisho store migrate --format json

Brings the database of an older sekisho into the form that this one uses: in a copy, which is looked
through and only then comes into its place. The one before stays beside it under another name. Nothing that
anybody set is changed. There has been one form so far. A database of a newer sekisho is refused.";

/// `sekisho store`.
#[derive(Debug, Subcommand)]
pub(crate) enum Store {
    /// Look through everything: each record is whole, opens, and is found by what it is known by
    Verify(StoreVerify),
    /// Copy everything into one file, also while the server runs
    #[command(after_help = BACKUP_EXAMPLES)]
    Backup(StoreBackup),
    /// Make the database of a backup again, and begin a new epoch
    #[command(after_help = RESTORE_EXAMPLES)]
    Restore(StoreRestore),
    /// Seal every secret with a new master key
    #[command(after_help = ROTATE_EXAMPLES)]
    RotateKey(StoreRotateKey),
    /// Bring the database into the form of this program
    #[command(after_help = MIGRATE_EXAMPLES)]
    Migrate(StoreMigrate),
}

/// `sekisho store verify`.
#[derive(Args, Debug)]
pub(crate) struct StoreVerify {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where everything is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho store backup`.
#[derive(Args, Debug)]
pub(crate) struct StoreBackup {
    /// The file to make
    pub(crate) file: PathBuf,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where everything is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho store restore`.
#[derive(Args, Debug)]
pub(crate) struct StoreRestore {
    /// A file that `sekisho store backup` made
    pub(crate) file: PathBuf,
    /// Take the place of the database that is there, which is kept under another name
    #[arg(long)]
    pub(crate) replace: bool,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where everything is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho store rotate-key`.
#[derive(Args, Debug)]
pub(crate) struct StoreRotateKey {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where everything is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

/// `sekisho store migrate`.
#[derive(Args, Debug)]
pub(crate) struct StoreMigrate {
    /// Form of the answer
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where everything is kept.
    #[command(flatten)]
    pub(crate) place: Place,
}

impl Store {
    /// Where everything is kept.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Self::Verify(args) => &args.place,
            Self::Backup(args) => &args.place,
            Self::Restore(args) => &args.place,
            Self::RotateKey(args) => &args.place,
            Self::Migrate(args) => &args.place,
        }
    }
}
