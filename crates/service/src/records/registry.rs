//! Every kind of record that there is, for whoever goes through a store from end to end: what a record
//! of a kind must be like, and what a new epoch does to it.
//!
//! A kind that is missing here is found by the test of the stored forms, and a record of such a kind
//! is reported and never restored: so no kind can be forgotten when an epoch begins.

use std::pin::Pin;

use rules::root_email::EmailChange;
use rules::signin::{KnownBrowser, Ticket};
use rules::trail::{Block, Head, Mark};
use rules::{
    Account, AccountSettings, BillingAccess, BillingProfile, Ceremony, Closing, ContactInformation,
    CustomerPolicy, Deadline, Epoch, Group, MfaDevice, PendingDevice, PolicyVersion, Requirement,
    Role, Root, SecurityKey, SeedMark, Session, StockToken, Usage, User,
    recovery::{Resets, RootRecovery},
};
use store::{Record, StoreError};

use super::tx::corrupt;
use super::{
    AccessKeySecret, ActiveUser, Applied, CredentialReport, EnrolmentAddress, EnrolmentProof,
    HeadsMailed, ImportUnderWay, KeyHost, MailBudget, Outgoing, PasswordHash, PersonGuesses,
    Posted, PostponementsTold, Progress, RecoveryCodes, ReportPart, ResetAddress, Responsibility,
    Responsible, SetUpDone, Stored, ThrottleSlot, TokenImport, TokenKey, Tx, Unique, decode,
};

/// What a new epoch does to a thing.
pub(crate) enum Fate<T> {
    /// It stays as it is.
    Stays,
    /// It goes, with its unique values.
    Ends,
    /// It becomes this.
    Becomes(T),
}

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renewed {
    /// It stays.
    Kept,
    /// It goes.
    Ended,
    /// It is another now.
    Changed,
}

/// The work of renewing one record.
pub(crate) type Renewing<'t> =
    Pin<Box<dyn Future<Output = Result<Renewed, StoreError>> + Send + 't>>;

/// The work of removing one record.
pub(crate) type Removing<'t> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 't>>;

/// A kind of record.
pub(crate) trait Kind: Sync {
    /// The kind in the record's key.
    fn kind(&self) -> &'static str;

    /// The unique values of a record, which is read whole and stands where it must.
    fn unique(&self, record: &Record) -> Result<Vec<Unique>, StoreError>;

    /// Removes a record with its unique values. Nothing is committed.
    fn remove<'t>(&'t self, tx: &'t mut Tx, record: &'t Record) -> Removing<'t>;

    /// Does to a record what the epoch does to its kind. Nothing is committed.
    fn renew<'t>(&'t self, tx: &'t mut Tx, record: &'t Record, epoch: Epoch) -> Renewing<'t>;
}

struct Row<T>(fn(T, Epoch) -> Fate<T>);

impl<T: Stored + Send + Sync> Kind for Row<T> {
    fn kind(&self) -> &'static str {
        T::KIND
    }

    fn unique(&self, record: &Record) -> Result<Vec<Unique>, StoreError> {
        let thing: T = decode(&record.key, record.schema, &record.body)?;
        if thing.key() != record.key {
            return Err(corrupt(&record.key));
        }
        Ok(thing.unique())
    }

    fn remove<'t>(&'t self, tx: &'t mut Tx, record: &'t Record) -> Removing<'t> {
        Box::pin(async move {
            // Read again in this unit of work: somebody may have changed it meanwhile.
            match tx.load::<T>(&record.key).await? {
                Some(fresh) => tx.remove(&fresh).await,
                None => Ok(()),
            }
        })
    }

    fn renew<'t>(&'t self, tx: &'t mut Tx, record: &'t Record, epoch: Epoch) -> Renewing<'t> {
        Box::pin(async move {
            let read = || decode(&record.key, record.schema, &record.body);
            match (self.0)(read()?, epoch) {
                Fate::Stays => Ok(Renewed::Kept),
                Fate::Ends => {
                    tx.remove(&read()?).await?;
                    Ok(Renewed::Ended)
                }
                Fate::Becomes(new) => {
                    tx.save(&new).await?;
                    Ok(Renewed::Changed)
                }
            }
        })
    }
}

/// Who there is, what they may do, what was told, and what limits whoever guesses: as in the backup.
fn stays<T>(_: T, _: Epoch) -> Fate<T> {
    Fate::Stays
}

/// What opens something once or for a while, and may have been used or ended since.
fn ends<T>(_: T, _: Epoch) -> Fate<T> {
    Fate::Ends
}

/// All kinds but the index of unique values, which follows from them.
static KINDS: [&dyn Kind; 55] = [
    &Row::<Account>(stays),
    &Row::<Root>(stays),
    &Row::<User>(stays),
    &Row::<Group>(stays),
    &Row::<Role>(stays),
    &Row::<CustomerPolicy>(stays),
    &Row::<PolicyVersion>(stays),
    &Row::<PasswordHash>(stays),
    &Row::<AccessKeySecret>(stays),
    &Row::<MfaDevice>(|mut device, _| {
        if device.care.proof.is_none() {
            return Fate::Stays;
        }
        device.care.begin_epoch();
        Fate::Becomes(device)
    }),
    &Row::<SeedMark>(|mut mark, epoch| {
        mark.begin_epoch(epoch);
        Fate::Becomes(mark)
    }),
    &Row::<StockToken>(|mut token, epoch| {
        token.begin_epoch(epoch);
        Fate::Becomes(token)
    }),
    &Row::<SecurityKey>(stays),
    &Row::<KeyHost>(stays),
    &Row::<PendingDevice>(ends),
    &Row::<Ceremony>(ends),
    &Row::<Session>(ends),
    &Row::<Ticket>(ends),
    // Session tokens of programs are sealed with these, so none of them opens any more.
    &Row::<TokenKey>(ends),
    &Row::<KnownBrowser>(stays),
    &Row::<PersonGuesses>(stays),
    &Row::<ThrottleSlot>(stays),
    &Row::<RecoveryCodes>(|codes, _| {
        // That root turned them on stays.
        Fate::Becomes(RecoveryCodes {
            made_at: None,
            salt: String::new(),
            hashes: Vec::new(),
            ..codes
        })
    }),
    &Row::<Resets>(stays),
    &Row::<RootRecovery>(|mut recovery, _| {
        if recovery.under_way.is_none() {
            return Fate::Stays;
        }
        recovery.begin_epoch();
        Fate::Becomes(recovery)
    }),
    // It may have been cancelled since, and would take effect by itself.
    &Row::<EmailChange>(ends),
    &Row::<EnrolmentProof>(ends),
    &Row::<EnrolmentAddress>(ends),
    &Row::<ResetAddress>(ends),
    &Row::<MailBudget>(stays),
    &Row::<Outgoing>(|letter, _| {
        // What a letter with a secret leads to has ended.
        if letter.letter.about.is_secret() {
            Fate::Ends
        } else {
            Fate::Stays
        }
    }),
    &Row::<Posted>(stays),
    &Row::<Requirement>(stays),
    &Row::<AccountSettings>(stays),
    &Row::<ContactInformation>(stays),
    &Row::<Deadline>(stays),
    &Row::<PostponementsTold>(stays),
    // The new epoch is told at once: heads from after the backup know what is gone.
    &Row::<HeadsMailed>(ends),
    &Row::<Responsible>(stays),
    &Row::<Responsibility>(stays),
    &Row::<Progress>(stays),
    &Row::<CredentialReport>(stays),
    &Row::<ReportPart>(stays),
    &Row::<SetUpDone>(stays),
    &Row::<Applied>(stays),
    &Row::<TokenImport>(stays),
    &Row::<ImportUnderWay>(stays),
    // Their events are in the backup, with their positions: the chains go on from where it was made, and
    // a head that was exported later shows what is not in it.
    &Row::<Block>(stays),
    &Row::<Head>(stays),
    &Row::<Mark>(stays),
    &Row::<Closing>(stays),
    &Row::<BillingProfile>(stays),
    &Row::<BillingAccess>(stays),
    // What was used was used, whoever restores what.
    &Row::<Usage>(stays),
    &Row::<ActiveUser>(stays),
];

/// Every kind, whoever's records they are.
pub(crate) fn kinds() -> &'static [&'static dyn Kind] {
    &KINDS
}

/// The kind of this name.
pub(crate) fn kind(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.kind() == name)
}
