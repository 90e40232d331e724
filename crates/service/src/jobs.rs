//! What runs beside the operations: writing stamps, and forgetting what is over.

use rules::signin::{KnownBrowser, Ticket};
use rules::{AccountId, PendingDevice, Session, SignedDuration};
use store::{Key, Record, Scan, StoreError};

use crate::call::Service;
use crate::ops::account::{ListAccounts, Paged};
use crate::person;
use crate::records::{
    self, CredentialReport, INSTALLATION, ReportPart, Stored, TokenKey, Tx, TxError, decode,
};
use crate::refusal::Refusal;
use crate::tokens;
use crate::visitor::Caller;

/// Most records that one step of the purge looks at.
const STEP_MAX: usize = 200;
/// Who purges, in the name of the operator.
const PURGER: &str = "sekisho";

impl Service {
    /// Writes down when devices and passwords were used last. Call it once a minute and at the end.
    pub async fn write_stamps(&self) -> Result<(), Refusal> {
        Ok(self.shared.stamps.flush(&self.shared.store).await?)
    }

    /// Removes what is over: sessions, half-way sign-ins and wizards, browsers that nobody uses any
    /// more. What is over opens nothing whether it was removed or not, so this may run at any time.
    /// Gives back how much was removed.
    pub async fn purge(&self) -> Result<usize, Refusal> {
        let mut removed = self.purge_kind::<Ticket>(INSTALLATION).await?
            + self.purge_kind::<TokenKey>(INSTALLATION).await?;
        let mut after = None;
        loop {
            let operator = Caller::Operator(PURGER.to_owned());
            let Paged { items, more } = self.call(&operator, &ListAccounts { after }).await?;
            after = items.last().map(|view| view.account.id.clone());
            for view in items {
                removed += self.purge_account(&view.account.id).await?;
            }
            if !more {
                return Ok(removed);
            }
        }
    }

    async fn purge_account(&self, account: &AccountId) -> Result<usize, Refusal> {
        let scope = account.as_str();
        Ok(self.purge_kind::<Session>(scope).await?
            + self.purge_kind::<PendingDevice>(scope).await?
            + self.purge_kind::<KnownBrowser>(scope).await?
            + self.purge_kind::<ReportPart>(scope).await?)
    }

    async fn purge_kind<T: Ends>(&self, scope: &str) -> Result<usize, Refusal> {
        let store = &self.shared.store;
        let mut removed = 0;
        let mut after = None;
        loop {
            let scan = Scan {
                account: scope.to_owned(),
                kind: T::KIND.into(),
                prefix: String::new(),
                after,
                limit: STEP_MAX,
            };
            let page = store.scan(&scan).await?;
            after = page.records.last().map(|record| record.key.id.clone());
            for record in &page.records {
                removed += usize::from(self.purge_one::<T>(record).await?);
            }
            if !page.more {
                return Ok(removed);
            }
        }
    }

    async fn purge_one<T: Ends>(&self, record: &Record) -> Result<bool, Refusal> {
        let thing: T = decode(&record.key, record.schema, &record.body)?;
        let mut tx = Tx::begin(&self.shared.store).await?;
        if !thing.is_over(&mut tx).await? {
            return Ok(false);
        }
        let key: Key = thing.key();
        // Read again in this unit of work: somebody may have renewed it meanwhile.
        let Some(fresh) = tx.load::<T>(&key).await? else {
            return Ok(false);
        };
        if !fresh.is_over(&mut tx).await? {
            return Ok(false);
        }
        tx.remove(&fresh).await?;
        match tx.commit().await {
            Ok(()) => Ok(true),
            Err(TxError::Conflict) => Ok(false),
            Err(TxError::Store(error)) => Err(error.into()),
        }
    }
}

/// A thing that is over some time.
trait Ends: Stored + Send + Sync {
    fn is_over(&self, tx: &mut Tx) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

impl Ends for Session {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let now = tx.now;
        let holder = person::holder(tx, &self.principal).await?;
        Ok(!holder.is_some_and(|holder| self.is_open(holder.credentials(), now)))
    }
}

impl Ends for Ticket {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let now = tx.now;
        let holder = person::holder(tx, &self.principal).await?;
        Ok(!holder.is_some_and(|holder| self.is_open(&self.browser, holder.credentials(), now)))
    }
}

impl Ends for PendingDevice {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(!self.is_open(tx.now))
    }
}

impl Ends for TokenKey {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(self.day < tokens::day_of(tx.now) - tokens::KEPT_DAYS)
    }
}

impl Ends for ReportPart {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let report = tx
            .load::<CredentialReport>(&records::report_key(&self.account))
            .await?;
        // A part without its report may belong to one that is being made right now.
        let old = tx.now >= self.made_at + SignedDuration::from_hours(1);
        Ok(old && report.is_none_or(|report| report.made_at != self.made_at))
    }
}

impl Ends for KnownBrowser {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let now = tx.now;
        Ok(!self.is_known(now) || person::holder(tx, &self.principal).await?.is_none())
    }
}
