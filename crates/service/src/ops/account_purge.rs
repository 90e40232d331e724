//! Erasing an account that was closed for 90 days: everything of it goes, step by step.
//!
//! The first step takes the account and its root user away together with the right to reopen it, so that
//! every list and every door is done with it at once; what follows sweeps up. Each step is one commit of
//! a bounded size that begins by looking at what is left, so it does not matter where the one before was
//! cut off. What stays is named in `docs/operate.md`: the record of the closing, the stump of the chain
//! of events, and the marks of hardware tokens, which are the installation's.
//!
//! INVARIANT: an account counts as erased only when a step found nothing of it any more.

use std::collections::BTreeMap;

use rules::closing::{ClosingState, Not};
use rules::signin::Ticket;
use rules::trail::{Block, Chain};
use rules::{Account, AccountId, Closing, Reason, Root, StockToken};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{EventQuery, Key, Scan};

use crate::call::{Answer, Call, Operation, Service};
use crate::closing;
use crate::letters::About;
use crate::ops::trail_purge;
use crate::records::{
    self, Applied, INSTALLATION, Outgoing, Responsibility, Responsible, Stored, Unique, decode,
    lists, registry,
};
use crate::refusal::{ClosingFault, Refusal};
use crate::secrets;
use crate::visitor::Caller;

/// A step changes no more records once it has changed so many.
const ERASED_TOGETHER: usize = 48;
/// Most records that are read at once.
const READ_TOGETHER: usize = 48;

/// What would go with an account.
pub struct PlanAccountPurge {
    /// The account.
    pub account: AccountId,
}

/// What would go with an account, and whether it may.
#[derive(Clone, Debug)]
pub struct PurgePlan {
    /// How the account stands.
    pub closing: Closing,
    /// Why it cannot be erased now, if it cannot.
    pub not: Option<Not>,
    /// How many records of each kind would go.
    pub records: BTreeMap<&'static str, u64>,
    /// How many letters that wait to be sent.
    pub letters: u64,
    /// How many hardware tokens would go back into the stock.
    pub tokens: u64,
    /// How many events.
    pub events: u64,
}

impl Operation for PlanAccountPurge {
    type Output = PurgePlan;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PurgePlan>, Refusal> {
        let account = &self.account;
        let closing = closing_of_known(call, account).await?;
        let store = &call.shared.store;
        let mut counts = BTreeMap::new();
        for kind in registry::kinds().iter().map(|kind| kind.kind()) {
            let found = count(call, account, kind).await?;
            if found > 0 && kind != Block::KIND {
                counts.insert(kind, found);
            }
        }
        let (mut letters, mut tokens) = (0, 0);
        lists::each::<Outgoing>(store, INSTALLATION, |record| {
            let letter: Outgoing = decode(&record.key, record.schema, &record.body)?;
            letters += u64::from(letter.letter.account == *account);
            Ok(())
        })
        .await?;
        lists::each::<StockToken>(store, INSTALLATION, |record| {
            let token: StockToken = decode(&record.key, record.schema, &record.body)?;
            tokens += u64::from(is_of(&token, account));
            Ok(())
        })
        .await?;
        Ok(Answer::Done(PurgePlan {
            not: not_now(&closing, call).err(),
            closing,
            records: counts,
            letters,
            tokens,
            events: count_events(call, account).await?,
        }))
    }
}

/// Begins to erase an account: it cannot be reopened any more. Nothing happens if that was begun before.
pub struct BeginAccountPurge {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub reason: Reason,
    /// On which machine the operator is.
    pub host: String,
}

impl Operation for BeginAccountPurge {
    type Output = Closing;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Closing>, Refusal> {
        let mut closing = closing_of_known(call, &self.account).await?;
        if closing.is_going() {
            return Ok(Answer::Done(closing));
        }
        let by = format!("{}@{}", call.who(), self.host);
        let now = call.now();
        closing
            .begin_purge(now, by, self.reason.clone())
            .map_err(ClosingFault::Not)?;
        call.tx.save(&closing).await?;
        let account: Option<Account> = call.tx.load(&records::account_key(&self.account)).await?;
        let root: Option<Root> = call.tx.load(&records::root_key(&self.account)).await?;
        if let Some(account) = &account {
            call.tx.remove(account).await?;
        }
        if let Some(root) = &root {
            forget_entry(call, root).await?;
            call.tx.remove(root).await?;
        }
        let parameters = json!({
            "accountId": self.account.as_str(),
            "reason": self.reason.as_str(),
            "host": self.host,
        });
        call.tell_of_installation("BeginAccountPurge", parameters);
        Ok(Answer::Done(closing))
    }
}

/// The name under which it is remembered that an entry of a bootstrap file was applied which names the
/// account by root's address. It outlives the account, so it does not hold the address.
pub(crate) fn entry_of(folded_email: &str) -> String {
    let hash = Sha256::digest(format!("sekisho bootstrap account\0{folded_email}"));
    format!("account/#{}", secrets::hex(&hash))
}

/// Entries of bootstrap files were once remembered by the address itself.
async fn forget_entry(call: &mut Call<'_>, root: &Root) -> Result<(), Refusal> {
    let folded = root.email.folded();
    let old = records::applied_key(&format!("account/{folded}"));
    if let Some(applied) = call.tx.load::<Applied>(&old).await? {
        call.tx.erase(old).await?;
        let entry = entry_of(&folded);
        call.tx.save(&Applied { entry, ..applied }).await?;
    }
    Ok(())
}

/// One step of erasing an account.
pub struct StepAccountPurge {
    /// The account.
    pub account: AccountId,
}

/// What a step did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many records it took away or freed from the account.
    pub records: u64,
    /// How many events.
    pub events: u64,
    /// Whether events have to be sealed before it can go on, so that a stump can stand for them.
    pub seals_first: bool,
    /// Whether nothing is left.
    pub done: bool,
}

impl Erased {
    fn has_worked(&self) -> bool {
        self.records > 0 || self.events > 0 || self.seals_first
    }
}

impl Operation for StepAccountPurge {
    type Output = Erased;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Erased>, Refusal> {
        let mut closing = closing::of(&mut call.tx, &self.account).await?;
        match closing.state {
            ClosingState::Purging(_) => {}
            ClosingState::Purged { .. } => {
                return Ok(Answer::Done(Erased {
                    done: true,
                    ..Erased::default()
                }));
            }
            ClosingState::Open => return Err(ClosingFault::Not(Not::Open).into()),
            ClosingState::Closed { .. } => return Err(ClosingFault::Not(Not::Closed).into()),
        }
        let mut erased = Erased::default();
        self.own_records(call, &mut erased).await?;
        if !erased.has_worked() {
            self.records_of_installation(call, &mut erased).await?;
        }
        if !erased.has_worked() {
            self.events(call, &mut erased).await?;
        }
        if !erased.has_worked() {
            let now = call.now();
            if let Some(purge) = closing.end_purge(now) {
                call.tx.save(&closing).await?;
                let parameters = json!({
                    "accountId": self.account.as_str(),
                    "closedAt": purge.closed_at.to_string(),
                    "begunAt": purge.begun_at.to_string(),
                    "by": purge.by,
                    "reason": purge.reason.as_str(),
                });
                call.tell_of_installation("PurgeAccount", parameters);
            }
            erased.done = true;
        }
        Ok(Answer::Done(erased))
    }
}

impl StepAccountPurge {
    /// What lies under the account itself, of every kind that there is: people first, so that nobody
    /// comes to the door any more. The blocks of the trail go with their events.
    async fn own_records(&self, call: &mut Call<'_>, erased: &mut Erased) -> Result<(), Refusal> {
        for kind in registry::kinds() {
            if kind.kind() == Block::KIND {
                continue;
            }
            let page = call.shared.store.scan(&self.own(kind.kind())).await?;
            for record in &page.records {
                if call.tx.changes() >= ERASED_TOGETHER {
                    return Ok(());
                }
                kind.remove(&mut call.tx, record).await?;
                erased.records += 1;
            }
            if page.more {
                return Ok(());
            }
        }
        if erased.records > 0 {
            return Ok(());
        }
        // What is found by a value that is nobody's any more.
        let page = call.shared.store.scan(&self.own(Unique::KIND)).await?;
        for record in &page.records {
            call.tx.erase(record.key.clone()).await?;
            erased.records += 1;
        }
        Ok(())
    }

    fn own(&self, kind: &'static str) -> Scan {
        Scan {
            account: self.account.as_str().to_owned(),
            kind: kind.into(),
            prefix: String::new(),
            after: None,
            limit: READ_TOGETHER,
        }
    }

    /// What the installation keeps about the account.
    async fn records_of_installation(
        &self,
        call: &mut Call<'_>,
        erased: &mut Erased,
    ) -> Result<(), Refusal> {
        let account = &self.account;
        for ticket in self.found::<Ticket>(call).await? {
            if ticket.principal.account() == account && has_room(call, 1) {
                erase(call, &ticket, erased).await?;
            }
        }
        for letter in self.found::<Outgoing>(call).await? {
            if letter.letter.account == *account && has_room(call, 1) {
                erase(call, &letter, erased).await?;
            } else if has_room(call, 1) {
                self.strike(call, &letter, erased).await?;
            }
        }
        for token in self.found::<StockToken>(call).await? {
            if is_of(&token, account) && has_room(call, 1) {
                self.free(call, &token.key(), erased).await?;
            }
        }
        for responsible in self.found::<Responsible>(call).await? {
            self.relieve(call, &responsible, erased).await?;
        }
        let entries = format!("user/{account}/");
        for applied in self.found::<Applied>(call).await? {
            if applied.entry.starts_with(&entries) && has_room(call, 1) {
                erase(call, &applied, erased).await?;
            }
        }
        Ok(())
    }

    /// Strikes the account from a letter that tells somebody of several.
    async fn strike(
        &self,
        call: &mut Call<'_>,
        letter: &Outgoing,
        erased: &mut Erased,
    ) -> Result<(), Refusal> {
        let tells = |about: &About| matches!(about, About::Digest(rows) if rows.iter().any(|row| row.account == self.account));
        if !tells(&letter.letter.about) {
            return Ok(());
        }
        let Some(mut fresh) = call.tx.load::<Outgoing>(&letter.key()).await? else {
            return Ok(());
        };
        if let About::Digest(rows) = &mut fresh.letter.about {
            rows.retain(|row| row.account != self.account);
        }
        erased.records += 1;
        if matches!(&fresh.letter.about, About::Digest(rows) if rows.is_empty()) {
            return Ok(call.tx.remove(&fresh).await?);
        }
        Ok(call.tx.save(&fresh).await?)
    }

    async fn found<T: Stored + Send>(&self, call: &Call<'_>) -> Result<Vec<T>, Refusal> {
        Ok(lists::all::<T>(&call.shared.store, INSTALLATION).await?)
    }

    /// Puts a hardware token back into the stock. Its seed and its marks stay, so that no code that
    /// opened a door here opens one for the next holder.
    async fn free(
        &self,
        call: &mut Call<'_>,
        key: &Key,
        erased: &mut Erased,
    ) -> Result<(), Refusal> {
        let Some(mut token) = call.tx.load::<StockToken>(key).await? else {
            return Ok(());
        };
        let holder = token.holder.as_ref();
        if holder.is_some_and(|holder| *holder.account() == self.account) {
            token.take_back();
        }
        token.reserved_for = token
            .reserved_for
            .take()
            .filter(|only| *only != self.account);
        call.tx.save(&token).await?;
        erased.records += 1;
        Ok(())
    }

    /// Nobody of the account is responsible for others any more, and nobody for it.
    async fn relieve(
        &self,
        call: &mut Call<'_>,
        found: &Responsible,
        erased: &mut Erased,
    ) -> Result<(), Refusal> {
        let account = &self.account;
        let own = found.principal.account() == account;
        let concerned = own || found.accounts.contains(account) || found.told.contains_key(account);
        if !concerned || !has_room(call, found.accounts.len() + 1) {
            return Ok(());
        }
        let Some(mut kept) = call.tx.load::<Responsible>(&found.key()).await? else {
            return Ok(());
        };
        erased.records += 1;
        if !own {
            kept.accounts.retain(|one| one != account);
            kept.told.remove(account);
            return Ok(call.tx.save(&kept).await?);
        }
        for other in &kept.accounts {
            let key = records::responsibility_key(other);
            if let Some(mut there) = call.tx.load::<Responsibility>(&key).await? {
                there.assignees.retain(|one| *one != kept.principal);
                call.tx.save(&there).await?;
            }
        }
        Ok(call.tx.remove(&kept).await?)
    }

    /// The events go in whole blocks, and a stump in the head of the chain stands for them. What is not
    /// sealed yet has to be before.
    async fn events(&self, call: &mut Call<'_>, erased: &mut Erased) -> Result<(), Refusal> {
        let chain = Chain::Account(self.account.clone());
        if let Some(cut) = trail_purge::cut(call, &chain, None).await? {
            erased.events = cut.last + 1 - cut.first;
            return Ok(());
        }
        let query = EventQuery {
            account: Some(self.account.as_str().to_owned()),
            limit: 1,
            ..EventQuery::default()
        };
        erased.seals_first = !call.shared.store.events(&query).await?.is_empty();
        Ok(())
    }
}

async fn erase<T: Stored>(
    call: &mut Call<'_>,
    found: &T,
    erased: &mut Erased,
) -> Result<(), Refusal> {
    if let Some(fresh) = call.tx.load::<T>(&found.key()).await? {
        call.tx.remove(&fresh).await?;
    }
    erased.records += 1;
    Ok(())
}

/// Whether a step may change so many records more. One thing always fits: nobody is responsible for more
/// accounts than a commit takes changes.
fn has_room(call: &Call<'_>, more: usize) -> bool {
    let changed = call.tx.changes();
    changed == 0 || changed + more <= ERASED_TOGETHER
}

fn is_of(token: &StockToken, account: &AccountId) -> bool {
    let holder = token.holder.as_ref();
    holder.is_some_and(|holder| holder.account() == account)
        || token.reserved_for.as_ref() == Some(account)
}

/// How an account stands that is there or was erased.
async fn closing_of_known(call: &mut Call<'_>, account: &AccountId) -> Result<Closing, Refusal> {
    let closing = closing::of(&mut call.tx, account).await?;
    if !closing.is_going() {
        crate::ops::account::load_account(&mut call.tx, account).await?;
    }
    Ok(closing)
}

fn not_now(closing: &Closing, call: &Call<'_>) -> Result<(), Not> {
    match closing.may_purge(call.now()) {
        Ok(_) | Err(Not::Purging) => Ok(()),
        Err(not) => Err(not),
    }
}

async fn count(call: &Call<'_>, account: &AccountId, kind: &'static str) -> Result<u64, Refusal> {
    let (mut found, mut after) = (0, None);
    loop {
        let scan = Scan {
            account: account.as_str().to_owned(),
            kind: kind.into(),
            prefix: String::new(),
            after,
            limit: store::limits::MAX_PAGE_RECORDS,
        };
        let page = call.shared.store.scan(&scan).await?;
        found += page.records.len() as u64;
        after = page.records.last().map(|record| record.key.id.clone());
        if !page.more {
            return Ok(found);
        }
    }
}

async fn count_events(call: &Call<'_>, account: &AccountId) -> Result<u64, Refusal> {
    let (mut found, mut after) = (0, None);
    loop {
        let query = EventQuery {
            account: Some(account.as_str().to_owned()),
            after,
            limit: store::limits::MAX_PAGE_RECORDS,
            ..EventQuery::default()
        };
        let page = call.shared.store.events(&query).await?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        found += page.len() as u64;
        after = Some(last.position);
    }
}

impl Service {
    /// Erases the rest of an account of which that was begun, step by step. It can be ended at any point,
    /// and goes on when it is called again.
    pub async fn erase_account(
        &self,
        caller: &Caller,
        account: &AccountId,
    ) -> Result<Erased, Refusal> {
        let step = StepAccountPurge {
            account: account.clone(),
        };
        let mut all = Erased::default();
        let mut waits = false;
        loop {
            let erased = self.call(caller, &step).await?;
            all.records += erased.records;
            all.events += erased.events;
            if erased.done {
                all.done = true;
                return Ok(all);
            }
            if erased.seals_first {
                // Sealed once and still not: somebody has to look at the chain first.
                if waits {
                    return Err(trail_purge::not_whole());
                }
                self.seal().await?;
            }
            waits = erased.seals_first;
        }
    }
}
