//! The notices of a deadline: who has to be told now, and that they are told once.
//!
//! What was told last stands with the deadline itself, so that an occasion is planned once, over
//! restarts and by several processes (EN-8): of two that plan it, one finds the deadline changed.

use std::time::Duration;

use rules::deadline::{Due, Occasion, days_left};
use rules::requirement::Postponement;
use rules::{Account, AccountId, Deadline, Email, Root, SignedDuration, Timestamp, User};
use sha2::{Digest, Sha256};
use store::Key;

use crate::call::Service;
use crate::closing;
use crate::gate::{self, Rules};
use crate::letters::{About, DeadlineNotice, DigestRow, Letter};
use crate::mailroom::{self, Envelope};
use crate::ops::status;
use crate::person::{self, Holder};
use crate::records::{
    self, INSTALLATION, PostponementsTold, Responsible, Stored, Tx, TxError, lists,
};
use crate::refusal::Refusal;
use crate::secrets;

/// Accounts that are planned in one unit of work: each changes a handful of records.
const ACCOUNTS_AT_ONCE: usize = 20;
/// Users that are planned in one unit of work.
const USERS_AT_ONCE: usize = 25;
/// How long planning rests after each unit of work, so that sign-ins get their turn at the writer.
const REST: Duration = Duration::from_millis(3);
/// How often a part is planned again when something changed meanwhile; then the next round does it.
const ATTEMPTS_MAX: u32 = 4;

/// What a round of planning came to.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Who is told what, in the order of the accounts.
    pub letters: Vec<Planned>,
}

/// A letter that was planned, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// To whom.
    pub to: Email,
    /// About which account.
    pub account: AccountId,
    /// What it tells: the name of [`About`].
    pub about: &'static str,
    /// Who must act: none for root, else the user's name.
    pub user: Option<String>,
}

/// Whether a plan is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planning {
    /// The letters go into the outbox.
    Write,
    /// It is only looked who would be told what.
    Look,
}

impl Service {
    /// Plans what is to be told now.
    pub async fn plan_notices(&self, planning: Planning) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        // Nobody of a closed account is asked for anything.
        let accounts = lists::open_accounts(&self.shared.store).await?;
        for some in accounts.chunks(ACCOUNTS_AT_ONCE) {
            self.plan_roots(some, planning, &mut plan).await?;
        }
        for account in &accounts {
            self.plan_users(account, planning, &mut plan).await?;
        }
        self.plan_digests(planning, &mut plan).await?;
        Ok(plan)
    }

    /// Plans for the root users of some accounts, and what their contacts are told.
    async fn plan_roots(
        &self,
        accounts: &[AccountId],
        planning: Planning,
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        for _ in 0..ATTEMPTS_MAX {
            let mut tx = Tx::begin(&self.shared.store).await?;
            prefetch(&mut tx, accounts).await?;
            let mut round = Round::default();
            for account in accounts {
                self.plan_root(&mut tx, account, &mut round).await?;
            }
            if finish(tx, round, planning, plan).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn plan_root(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        round: &mut Round,
    ) -> Result<(), Refusal> {
        let Some(root) = tx.load::<Root>(&records::root_key(account)).await? else {
            return Ok(());
        };
        let envelope = Envelope::of(tx, account).await?;
        let rules = Rules::of(tx, account, &self.shared.settings.time_zone).await?;
        let to: Vec<Email> = std::iter::once(root.email.clone())
            .chain(envelope.settings.contacts())
            .collect();
        tell_postponements(tx, &envelope, &rules, &to, round).await?;
        let holder = Holder::Root(root);
        tell_deadline(tx, &envelope, &rules, &holder, &to, round).await
    }

    /// Plans for the users of an account, if a rule covers any.
    async fn plan_users(
        &self,
        account: &AccountId,
        planning: Planning,
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let rules = Rules::of(&mut tx, account, &self.shared.settings.time_zone).await?;
        if !rules.in_force().concerns_users() {
            return Ok(());
        }
        let users = lists::all::<User>(&self.shared.store, account.as_str()).await?;
        let lacking: Vec<Key> = users
            .iter()
            .filter(|user| user.credentials.password.is_some() && !user.credentials.has_mfa())
            .map(Stored::key)
            .collect();
        for some in lacking.chunks(USERS_AT_ONCE) {
            self.plan_some_users(account, some, planning, plan).await?;
        }
        Ok(())
    }

    async fn plan_some_users(
        &self,
        account: &AccountId,
        users: &[Key],
        planning: Planning,
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        for _ in 0..ATTEMPTS_MAX {
            let mut tx = Tx::begin(&self.shared.store).await?;
            tx.prefetch(users).await?;
            let envelope = Envelope::of(&mut tx, account).await?;
            let rules = Rules::of(&mut tx, account, &self.shared.settings.time_zone).await?;
            let mut round = Round::default();
            for key in users {
                let Some(user) = tx.load::<User>(key).await? else {
                    continue;
                };
                let holder = Holder::User(user);
                let to = mailroom::concerned(&mut tx, &envelope, &holder).await?;
                tell_deadline(&mut tx, &envelope, &rules, &holder, &to, &mut round).await?;
            }
            if finish(tx, round, planning, plan).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// One letter for whoever is responsible for accounts, when something new is to be told of one.
    async fn plan_digests(&self, planning: Planning, plan: &mut Plan) -> Result<(), Refusal> {
        for responsible in lists::all::<Responsible>(&self.shared.store, INSTALLATION).await? {
            self.plan_digest(&responsible.key(), planning, plan).await?;
        }
        Ok(())
    }

    async fn plan_digest(
        &self,
        key: &Key,
        planning: Planning,
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let Some(mut responsible) = tx.load::<Responsible>(key).await? else {
            return Ok(());
        };
        let Some(holder) = person::holder(&mut tx, &responsible.principal).await? else {
            return Ok(());
        };
        if !closing::of(&mut tx, holder.account()).await?.is_open() {
            return Ok(());
        }
        let mut news = false;
        let mut accounts = Vec::new();
        for account in &responsible.accounts {
            let Some((row, state)) = digest_row(&mut tx, account).await? else {
                continue;
            };
            let told = responsible.told.insert(account.clone(), state.clone());
            news |= !row.root_has_mfa && told.as_ref() != Some(&state);
            accounts.push(row);
        }
        let mut round = Round::default();
        if news {
            let to = match &holder {
                Holder::Root(root) => Some(root.email.clone()),
                Holder::User(user) => user.contact_email.clone(),
            };
            if let Some(to) = to {
                let rows = self.lacking(accounts).await?;
                let name = format!("{}/{}", key.id, tx.now);
                let envelope = Envelope::of(&mut tx, holder.account()).await?;
                let letter = envelope.letter(to, About::Digest(rows));
                round.put(&mut tx, &name, letter, None).await?;
            }
            tx.save(&responsible).await?;
        }
        finish(tx, round, planning, plan).await?;
        Ok(())
    }

    /// The accounts in which somebody is without MFA. Users are counted for a letter only.
    async fn lacking(&self, accounts: Vec<DigestRow>) -> Result<Vec<DigestRow>, Refusal> {
        let mut lacking = Vec::new();
        for mut row in accounts {
            let users = status::count_users(&self.shared.store, &row.account).await?;
            row.users_without = users.console - users.with_mfa;
            if !row.root_has_mfa || row.users_without > 0 {
                lacking.push(row);
            }
        }
        Ok(lacking)
    }
}

/// How an account stands, its users not counted yet, and what a digest remembers of that.
async fn digest_row(
    tx: &mut Tx,
    account: &AccountId,
) -> Result<Option<(DigestRow, String)>, Refusal> {
    let Some(root) = tx.load::<Root>(&records::root_key(account)).await? else {
        return Ok(None);
    };
    if !closing::of(tx, account).await?.is_open() {
        return Ok(None);
    }
    let envelope = Envelope::of(tx, account).await?;
    let holder = Holder::Root(root);
    let deadline = gate::deadline(tx, &holder).await?;
    let told = deadline.told.map(|told| told.occasion);
    let root_has_mfa = holder.credentials().has_mfa();
    let state = if root_has_mfa {
        "has-mfa".to_owned()
    } else {
        format!("{told:?} {:?}", deadline.due_at)
    };
    let row = DigestRow {
        account: account.clone(),
        name: envelope.account.name.to_string(),
        root_has_mfa,
        root_due_at: deadline.due_at,
        users_without: 0,
    };
    Ok(Some((row, state)))
}

/// What one unit of work plans.
#[derive(Default)]
struct Round {
    planned: Vec<Planned>,
}

impl Round {
    /// Puts a letter into the outbox, under a name that follows from what it is about: whoever plans
    /// it a second time finds it taken.
    async fn put(
        &mut self,
        tx: &mut Tx,
        occasion: &str,
        letter: Letter,
        user: Option<String>,
    ) -> Result<(), Refusal> {
        let mut hash = Sha256::new();
        for part in [occasion, letter.account.as_str(), &letter.to.folded()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let id = secrets::hex(&hash.finalize()[..16]);
        self.planned.push(Planned {
            to: letter.to.clone(),
            account: letter.account.clone(),
            about: letter.about.name(),
            user,
        });
        mailroom::put(tx, id, letter).await?;
        Ok(())
    }
}

/// Commits a round; false if something changed meanwhile.
async fn finish(
    tx: Tx,
    round: Round,
    planning: Planning,
    plan: &mut Plan,
) -> Result<bool, Refusal> {
    if planning == Planning::Write && tx.is_dirty() {
        match tx.commit().await {
            Ok(()) => tokio::time::sleep(REST).await,
            Err(TxError::Conflict) => return Ok(false),
            Err(TxError::Store(error)) => return Err(error.into()),
        }
    }
    plan.letters.extend(round.planned);
    Ok(true)
}

/// Everything that planning for roots looks at, in one read.
async fn prefetch(tx: &mut Tx, accounts: &[AccountId]) -> Result<(), Refusal> {
    let mut keys = vec![records::requirement_key(None)];
    for account in accounts {
        keys.extend([
            records::account_key(account),
            records::root_key(account),
            records::settings_key(account),
            records::requirement_key(Some(account)),
            records::deadline_key(account, &rules::deadline::Bearer::Root),
            records::postponements_told_key(account),
        ]);
    }
    Ok(tx.prefetch(&keys).await?)
}

/// Tells of somebody's deadline what is to be told now.
async fn tell_deadline(
    tx: &mut Tx,
    envelope: &Envelope,
    rules: &Rules,
    holder: &Holder,
    to: &[Email],
    round: &mut Round,
) -> Result<(), Refusal> {
    if holder.credentials().has_mfa() {
        return Ok(());
    }
    let now = tx.now;
    let mut deadline = gate::deadline(tx, holder).await?;
    let before = deadline.clone();
    let bears = gate::bears(holder, &envelope.account);
    let due = deadline.due(bears, &rules.in_force(), now);
    let tell = deadline
        .to_tell(due, now)
        .filter(|occasion| is_worth_telling(&envelope.account, holder, *occasion, now));
    if let Some(occasion) = tell {
        let user = match holder {
            Holder::Root(_) => None,
            Holder::User(user) => Some(user.name.to_string()),
        };
        for (place, to) in to.iter().enumerate() {
            let about = About::Deadline(DeadlineNotice {
                user: user.clone(),
                occasion,
                due_at: due.due_at(),
                days_left: match due {
                    Due::Until(due_at) => Some(days_left(now, due_at, &rules.zone)),
                    _ => None,
                },
                days: match due {
                    Due::FromFirstSignIn(days) => Some(days),
                    _ => None,
                },
                copy: place > 0,
            });
            let name = occasion_name(&deadline, occasion, due);
            let letter = envelope.letter(to.clone(), about);
            round.put(tx, &name, letter, user.clone()).await?;
        }
        deadline.was_told(occasion, due, now);
    }
    if deadline != before {
        tx.save(&deadline).await?;
    }
    Ok(())
}

/// Whoever was made a moment ago signs in for the first time now, and needs no mail about it.
fn is_worth_telling(
    account: &Account,
    holder: &Holder,
    occasion: Occasion,
    now: Timestamp,
) -> bool {
    let made_at = match holder {
        Holder::Root(_) => account.created_at,
        Holder::User(user) => user.created_at,
    };
    occasion != Occasion::InEffect || now >= made_at + SignedDuration::from_hours(1)
}

fn occasion_name(deadline: &Deadline, occasion: Occasion, due: Due) -> String {
    format!(
        "{:?}/{}/{occasion:?}/{:?}",
        deadline.bearer,
        deadline.epoch,
        due.due_at()
    )
}

/// Tells everybody concerned that somebody was given more time.
async fn tell_postponements(
    tx: &mut Tx,
    envelope: &Envelope,
    rules: &Rules,
    to: &[Email],
    round: &mut Round,
) -> Result<(), Refusal> {
    let all = rules.installation.postponements.iter();
    let mut all: Vec<&Postponement> = all.chain(&rules.account.postponements).collect();
    all.sort_by_key(|postponement| postponement.at);
    let Some(newest) = all.last().map(|postponement| postponement.at) else {
        return Ok(());
    };
    let key = records::postponements_told_key(&envelope.account.id);
    let kept = tx.load::<PostponementsTold>(&key).await?;
    let up_to = kept.map_or(envelope.account.created_at, |kept| kept.up_to);
    for postponement in all.iter().filter(|postponement| postponement.at > up_to) {
        for to in to {
            let name = format!("postponed/{}", postponement.at);
            let about = About::Postponed((*postponement).clone());
            let letter = envelope.letter(to.clone(), about);
            round.put(tx, &name, letter, None).await?;
        }
    }
    if newest > up_to {
        let told = PostponementsTold {
            account: envelope.account.id.clone(),
            up_to: newest,
        };
        tx.save(&told).await?;
    }
    Ok(())
}
