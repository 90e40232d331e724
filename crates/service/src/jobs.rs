//! What runs beside the operations: writing stamps, and forgetting what is over.

use rules::root_email::EmailChange;
use rules::signin::{KnownBrowser, Ticket};
use rules::usage::KEPT_MONTHS;
use rules::{AccountId, Ceremony, Month, PendingDevice, Root, Session, SignedDuration, Usage};
use store::{Key, Record, Scan, StoreError};

use crate::call::Service;
use crate::closing;
use crate::ops::account::{ListAccounts, Paged};
use crate::ops::root_email::SettleEmailChange;
use crate::ops::status;
use crate::person::{self, Holder};
use crate::records::{
    self, ActiveUser, CredentialReport, EnrolmentAddress, EnrolmentProof, INSTALLATION, Posted,
    Progress, ReportPart, ResetAddress, Stored, TokenKey, Tx, TxError, decode, lists,
};
use crate::refusal::Refusal;
use crate::tokens;
use crate::visitor::Caller;

/// Most records that one step of the purge looks at.
const STEP_MAX: usize = 200;
/// Who does what the server does by itself, in the name of the operator.
pub(crate) const SERVER: &str = "sekisho";
/// How long it is kept what became of a letter.
const LETTERS_KEPT_DAYS: i64 = 90;

impl Service {
    /// Writes down when devices and passwords were used last, what each account used, and how often
    /// strangers tried names that nobody has. Call it once a minute and at the end.
    pub async fn write_stamps(&self) -> Result<(), Refusal> {
        let metered = self.write_meters().await;
        self.tell_of_strangers().await?;
        self.shared.stamps.flush(&self.shared.store).await?;
        metered
    }

    /// Removes what is over: sessions, half-way sign-ins and wizards, browsers that nobody uses any
    /// more. What is over opens nothing whether it was removed or not, so this may run at any time.
    /// Gives back how much was removed.
    pub async fn purge(&self) -> Result<usize, Refusal> {
        let mut removed = self.purge_kind::<Ticket>(INSTALLATION).await?
            + self.purge_kind::<TokenKey>(INSTALLATION).await?;
        let mut after = None;
        loop {
            let operator = Caller::Operator(SERVER.to_owned());
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
            + self.purge_kind::<Ceremony>(scope).await?
            + self.purge_kind::<KnownBrowser>(scope).await?
            + self.purge_kind::<EnrolmentProof>(scope).await?
            + self.purge_kind::<EnrolmentAddress>(scope).await?
            + self.purge_kind::<ResetAddress>(scope).await?
            + self.purge_kind::<EmailChange>(scope).await?
            + self.purge_kind::<Posted>(scope).await?
            + self.purge_kind::<ReportPart>(scope).await?
            + self.purge_kind::<Usage>(scope).await?
            + self.purge_kind::<ActiveUser>(scope).await?)
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
        let closing = closing::of(tx, self.principal.account()).await?;
        let is_open = |holder: Holder| self.is_open(holder.credentials(), now);
        Ok(self.closings != closing.times || !holder.is_some_and(is_open))
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

impl Ends for Ceremony {
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

impl Ends for Usage {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(self.month < Month::of(tx.now).back(KEPT_MONTHS))
    }
}

impl Ends for ActiveUser {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        // What was gathered in the last minute of a month is written in the next one.
        Ok(self.month < Month::of(tx.now).back(1))
    }
}

impl Ends for EnrolmentProof {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let session = records::session_key(&self.principal, &self.session);
        Ok(tx.load::<Session>(&session).await?.is_none())
    }
}

impl Ends for EnrolmentAddress {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(tx.now >= self.until)
    }
}

impl Ends for ResetAddress {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(tx.now >= self.until)
    }
}

impl Ends for EmailChange {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(!self.is_open(tx.now) && !self.is_due(tx.now))
    }
}

impl Ends for Posted {
    async fn is_over(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        Ok(tx.now >= self.ended_at + SignedDuration::from_hours(24 * LETTERS_KEPT_DAYS))
    }
}

impl Service {
    /// Writes down how far the installation has come, once a day. Gives back whether it was written.
    pub async fn note_progress(&self) -> Result<bool, Refusal> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let day = tokens::day_of(tx.now);
        if tx
            .load::<Progress>(&records::progress_key(day))
            .await?
            .is_some()
        {
            return Ok(false);
        }
        let mut progress = Progress {
            day,
            accounts: 0,
            roots_with_mfa: 0,
            console_users: 0,
            users_with_mfa: 0,
        };
        for account in lists::open_accounts(&self.shared.store).await? {
            let key = records::root_key(&account);
            let read = self.shared.store.read(std::slice::from_ref(&key)).await?;
            let Some(record) = read.into_iter().next().flatten() else {
                continue;
            };
            let root: Root = decode(&key, record.schema, &record.body)?;
            let users = status::count_users(&self.shared.store, &account).await?;
            progress.accounts += 1;
            progress.roots_with_mfa += u32::from(root.credentials.has_mfa());
            progress.console_users += users.console;
            progress.users_with_mfa += users.with_mfa;
        }
        tx.save(&progress).await?;
        match tx.commit().await {
            Ok(()) => Ok(true),
            Err(TxError::Conflict) => Ok(false),
            Err(TxError::Store(error)) => Err(error.into()),
        }
    }
}

impl Service {
    /// Lets every new address of a root count whose wait is over. Gives back how many there were. Of two
    /// processes one does it, and where nobody does, whoever looks for such an address.
    pub async fn settle_root_emails(&self) -> Result<usize, Refusal> {
        let mut settled = 0;
        let store = &self.shared.store;
        for account in lists::every_account(store).await? {
            let key = records::email_change_key(&account);
            let read = store.read(std::slice::from_ref(&key)).await?;
            let Some(record) = read.into_iter().next().flatten() else {
                continue;
            };
            let change: EmailChange = decode(&key, record.schema, &record.body)?;
            if change.is_due(store.now().await?) {
                let operator = Caller::Operator(SERVER.to_owned());
                let settle = SettleEmailChange { account };
                self.call(&operator, &settle).await?;
                settled += 1;
            }
        }
        Ok(settled)
    }
}
