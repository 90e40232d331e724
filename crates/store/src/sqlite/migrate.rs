//! Bringing a database of an older format into the one of this program.
//!
//! It is done in a draft beside it, which comes into its place only when it is whole; so an
//! interruption at any point leaves the old one, and the old one stays beside the new one afterwards.
//!
//! Not here: what records say. They carry numbers of their own, and whoever reads them upgrades them.

use std::fs::{File, OpenOptions};
use std::io;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::lock::Exclusive;
use super::open::{self, FORMAT, checked, owner_only, refused, workbench};
use crate::error::OpenError;
use crate::ring::KeyRing;

/// What makes a database of the next format of one of this format, as SQL. None of them may lose a
/// record or an event. A number that is raised without a step here does not compile.
///
/// No program ever wrote format 0. Its step is empty, and there so that the way is walked by a test.
const STEPS: [&str; FORMAT as usize] = [""];

impl Exclusive {
    /// Makes a draft ([`Exclusive::draft`]) in the format of this program if the database has an older
    /// one, which is given back and stays untouched. None if there is nothing to do.
    ///
    /// # Errors
    /// The database is missing, newer, damaged, or belongs to another ring; nothing was changed.
    pub fn migrate(&self, ring: &KeyRing) -> Result<Option<u32>, OpenError> {
        let path = self.database();
        let found = match workbench(path) {
            Ok(connection) => {
                self.refuse_other(&connection, ring)?;
                return Ok(None);
            }
            Err(OpenError::Older { found, .. }) => found,
            Err(other) => return Err(other),
        };
        let source = open::of_any_format(path)?;
        self.refuse_other(&source, ring)?;
        self.clear_draft()?;
        let draft = self.draft();
        let failed = |error: io::Error| refused(&draft, &error);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        owner_only(&mut options);
        options.open(&draft).map_err(failed)?;
        let migrated = copy(&source, &draft).and_then(|target| walk(target, found));
        checked(&draft, migrated)?;
        File::open(&draft)
            .and_then(|file| file.sync_all())
            .map_err(failed)?;
        Ok(Some(found))
    }

    fn refuse_other(&self, connection: &Connection, ring: &KeyRing) -> Result<(), OpenError> {
        let identity = open::identity(self.database(), connection)?;
        ring.opens(self.database(), &identity.ring, &identity.sealing)
    }
}

fn copy(source: &Connection, draft: &std::path::Path) -> rusqlite::Result<Connection> {
    let mut target = Connection::open(draft)?;
    // Nobody else writes, so one step is all.
    let step = Backup::new(source, &mut target)?.step(-1)?;
    debug_assert_eq!(step, StepResult::Done, "the whole lock is held");
    Ok(target)
}

/// Takes every step from this format on, in one transaction.
fn walk(mut target: Connection, found: u32) -> rusqlite::Result<()> {
    target.pragma_update(None, "synchronous", "full")?;
    let transaction = target.transaction()?;
    for step in STEPS.iter().skip(found as usize) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}
