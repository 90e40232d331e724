//! What the operator does to the whole store: looking through it, a backup, a restore, a new master
//! key. The files are the command's business; what it means for the records is here.

use std::fmt;
use std::sync::Arc;

use ::store::limits::MAX_PAGE_RECORDS;
use ::store::{CommitError, Entry, Key, Record, Snapshot, Store, StoreError};
use rules::{Epoch, Timestamp};
use serde_json::json;

use crate::call::{Answer, Call, Operation};
use crate::ops::taken_over::{TakenOver, take_over};
use crate::records::registry::{self, Renewed};
use crate::records::{Tx, Unique, pointed};
use crate::refusal::Refusal;

/// Faults that are told one by one; of more it is told how many there are.
const FAULTS_MAX: usize = 100;
/// Records that are changed together when an epoch begins; the one that comes last may change as many
/// more as have unique values.
const RENEWED_TOGETHER: usize = 32;

/// Hears how many of how many are done.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Looks through the whole store, as it is at one moment, while others go on.
pub struct VerifyStore {
    /// Hears of every thousand records.
    pub tell: Progress,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many records there are.
    pub records: u64,
    /// How many faults.
    pub faulty: u64,
    /// The first of them.
    pub faults: Vec<Fault>,
}

/// Something that must not be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: the key of a record; none for the file as a whole.
    pub at: Option<String>,
    /// What.
    pub wrong: Wrong,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The file is damaged below its records, as SQLite says it.
    File(String),
    /// It is sealed and does not open.
    Sealed,
    /// This program knows no such kind of record.
    Kind,
    /// It cannot be read as what it is, or lies in the wrong place.
    Unreadable,
    /// A unique value of it is missing in the index, or points at another record.
    NotIndexed(String),
    /// It is in the index, and no record has that value.
    Stray,
}

impl Wrong {
    /// Whether only the index is wrong, which follows from the records: everything can be read.
    pub fn is_of_index(&self) -> bool {
        matches!(self, Self::NotIndexed(_) | Self::Stray)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.as_deref().unwrap_or("the database file");
        match &self.wrong {
            Wrong::File(reason) => write!(out, "{at} is damaged: {reason}"),
            Wrong::Sealed => write!(out, "`{at}` does not open with the master key"),
            Wrong::Kind => write!(out, "`{at}` is of a kind that this program does not know"),
            Wrong::Unreadable => write!(out, "`{at}` cannot be read, or lies in the wrong place"),
            Wrong::NotIndexed(value) => write!(out, "`{at}` is not found by `{value}`"),
            Wrong::Stray => write!(out, "`{at}` is in the index and belongs to no record"),
        }
    }
}

impl Operation for VerifyStore {
    type Output = Verified;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Verified>, Refusal> {
        let snapshot = call.shared.store.snapshot().await?;
        let (all, _) = snapshot.count("")?;
        let mut found = Verified::default();
        if let Some(reason) = snapshot.fault()? {
            found.note(None, Wrong::File(reason));
        }
        let mut after = None;
        loop {
            let page = snapshot.page(after.as_ref(), MAX_PAGE_RECORDS)?;
            let Some(last) = page.last() else {
                return Ok(Answer::Done(found));
            };
            after = Some(last.key.clone());
            found.records += page.len() as u64;
            for entry in page {
                let at = entry.key.to_string();
                for wrong in examine(&snapshot, entry)? {
                    found.note(Some(at.clone()), wrong);
                }
            }
            (self.tell)(found.records, all);
        }
    }
}

impl Verified {
    fn note(&mut self, at: Option<String>, wrong: Wrong) {
        self.faulty += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { at, wrong });
        }
    }
}

/// What is wrong with one record. An error means that the store failed, not the record.
fn examine(snapshot: &Snapshot, entry: Entry) -> Result<Vec<Wrong>, StoreError> {
    let record = match entry.record {
        Ok(record) => record,
        Err(StoreError::Corrupt { .. }) => return Ok(vec![Wrong::Sealed]),
        Err(error) => return Err(error),
    };
    if record.key.kind == Unique::KIND {
        let owned = is_owned(snapshot, &record)?;
        return Ok(if owned {
            Vec::new()
        } else {
            vec![Wrong::Stray]
        });
    }
    let Some(kind) = registry::kind(&record.key.kind) else {
        return Ok(vec![Wrong::Kind]);
    };
    let Ok(values) = kind.unique(&record) else {
        return Ok(vec![Wrong::Unreadable]);
    };
    let mut wrong = Vec::new();
    for value in values {
        let key = value.key();
        let pointer = snapshot.read(&key)?;
        let owner = pointer.and_then(|pointer| pointed(&key, &pointer.body).ok());
        if owner.as_ref() != Some(&record.key) {
            wrong.push(Wrong::NotIndexed(key.to_string()));
        }
    }
    Ok(wrong)
}

/// Whether a unique value of the index belongs to the record that it points at.
fn is_owned(snapshot: &Snapshot, record: &Record) -> Result<bool, StoreError> {
    let Ok(owner) = pointed(&record.key, &record.body) else {
        return Ok(false);
    };
    let owner = match snapshot.read(&owner) {
        Ok(Some(owner)) => owner,
        Ok(None) | Err(StoreError::Corrupt { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    let kind = registry::kind(&owner.key.kind);
    let values = kind.and_then(|kind| kind.unique(&owner).ok());
    Ok(values.is_some_and(|values| values.iter().any(|value| value.key() == record.key)))
}

/// Tells that a backup is made, before it is: so that the backup tells of itself.
pub struct BackupStore {
    /// The name of the file.
    pub file: String,
    /// On which machine.
    pub host: String,
}

impl Operation for BackupStore {
    type Output = Timestamp;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Timestamp>, Refusal> {
        let parameters = json!({ "file": self.file, "host": self.host });
        call.tell_of_installation("BackupStore", parameters);
        Ok(Answer::Done(call.now()))
    }
}

/// Begins a new epoch in a store that was made of a backup and that nobody has open yet: what could be
/// used a second time ends ([`rules::epoch`]).
pub struct RestoreStore {
    /// The number of the epoch.
    pub epoch: u64,
    /// When the backup was made.
    pub made_at: Timestamp,
    /// The store whose place it takes, if there is one that can be read: what is stricter there holds
    /// ([`TakenOver`]).
    pub replaced: Option<Store>,
    /// How much was found wrong with the backup's trail of events.
    pub trail_findings: u64,
    /// On which machine.
    pub host: String,
}

/// What a new epoch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// How many sessions, half-way steps and addresses ended.
    pub ended: u64,
    /// How many records were changed: devices' marks, recovery codes.
    pub changed: u64,
    /// What was taken over from the store that is replaced.
    pub taken: TakenOver,
}

impl Operation for RestoreStore {
    type Output = Restored;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Restored>, Refusal> {
        let epoch = Epoch {
            number: self.epoch,
            began_at: call.now(),
        };
        let mut restored = renew(&call.shared.store, epoch).await?;
        if let Some(replaced) = &self.replaced {
            restored.taken = take_over(&call.shared.store, replaced, epoch.began_at).await?;
        }
        let parameters = json!({
            "epoch": epoch.number,
            "backupMadeAt": self.made_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "host": self.host,
            "trailFindings": self.trail_findings,
            "ended": restored.ended,
            "changed": restored.changed,
            "deadlines": restored.taken.deadlines,
            "requirements": restored.taken.requirements,
            "guesses": restored.taken.guesses,
            "unreadable": restored.taken.unreadable,
        });
        call.tell_of_installation("RestoreStore", parameters);
        Ok(Answer::Done(restored))
    }
}

/// Does to every record what the epoch does to its kind. One that cannot be read ends it: nobody could
/// say whether something in it can be used a second time.
async fn renew(store: &Store, epoch: Epoch) -> Result<Restored, Refusal> {
    let snapshot = store.snapshot().await?;
    let mut restored = Restored::default();
    let mut tx = Tx::begin(store).await?;
    let mut after = None;
    loop {
        let page = snapshot.page(after.as_ref(), MAX_PAGE_RECORDS)?;
        let Some(last) = page.last() else {
            tx.commit().await?;
            return Ok(restored);
        };
        after = Some(last.key.clone());
        for entry in page {
            if entry.key.kind == Unique::KIND {
                continue;
            }
            let record = entry.record?;
            let kind = registry::kind(&record.key.kind).ok_or_else(|| unknown(&record.key))?;
            match kind.renew(&mut tx, &record, epoch).await? {
                Renewed::Kept => {}
                Renewed::Ended => restored.ended += 1,
                Renewed::Changed => restored.changed += 1,
            }
            if tx.changes() >= RENEWED_TOGETHER {
                tx.commit().await?;
                tx = Tx::begin(store).await?;
            }
        }
    }
}

fn unknown(key: &Key) -> Refusal {
    Refusal::Unavailable(format!(
        "`{key}` is of a kind that this program does not know; use the sekisho that wrote it"
    ))
}

/// Seals everything with the newest key of the ring. Nobody else may have the store open. It can be
/// ended at any point, and goes on when it is called again.
pub struct RotateMasterKey {
    /// The id of the key that everything is sealed with then.
    pub key: String,
    /// On which machine.
    pub host: String,
    /// Hears of every batch.
    pub tell: Progress,
}

impl Operation for RotateMasterKey {
    type Output = u64;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<u64>, Refusal> {
        let mut tell = |done, all| (self.tell)(done, all);
        let resealed = call.shared.store.reseal(&mut tell);
        let resealed = resealed.await.map_err(|error| match error {
            CommitError::Store(error) => error.into(),
            CommitError::Conflict => Refusal::ConcurrentModification,
            other => Refusal::Unavailable(other.to_string()),
        })?;
        let parameters = json!({ "key": self.key, "host": self.host, "resealed": resealed });
        call.tell_of_installation("RotateMasterKey", parameters);
        Ok(Answer::Done(resealed))
    }
}

/// Tells in a store that was brought into another format that it was, before it is a store that anybody
/// can open.
pub struct MigrateStore {
    /// The format before.
    pub from: u32,
    /// The format now.
    pub to: u32,
    /// On which machine.
    pub host: String,
}

impl Operation for MigrateStore {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let parameters = json!({ "from": self.from, "to": self.to, "host": self.host });
        call.tell_of_installation("MigrateStore", parameters);
        Ok(Answer::Done(()))
    }
}
