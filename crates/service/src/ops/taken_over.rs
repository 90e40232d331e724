//! What a restore takes over from the database in whose place it comes, so that nobody has more time or
//! more guesses than before: deadlines, the rules about who must have MFA, wrong codes.
//!
//! What cannot be read there is passed over and counted: a database that is damaged is what a restore is
//! for.

use jiff::tz::TimeZone;
use rules::requirement::Requirement;
use rules::{AccountId, Deadline, Group, Timestamp};
use store::Store;

use crate::gate;
use crate::records::{self, INSTALLATION, PersonGuesses, Stored, Tx, decode, lists};
use crate::refusal::Refusal;

/// How much was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// Deadlines that are earlier now than in the backup.
    pub deadlines: u64,
    /// Sets of rules that are stricter now than in the backup.
    pub requirements: u64,
    /// People and browsers with fewer guesses left than in the backup.
    pub guesses: u64,
    /// What could not be read in the database that is replaced.
    pub unreadable: u64,
}

/// Takes over from the replaced store what concerns accounts that are here.
pub(super) async fn take_over(
    store: &Store,
    replaced: &Store,
    now: Timestamp,
) -> Result<TakenOver, Refusal> {
    let mut taken = TakenOver::default();
    take_requirement(store, replaced, None, &mut taken).await?;
    for account in lists::every_account(store).await? {
        take_requirement(store, replaced, Some(&account), &mut taken).await?;
        take_deadlines(store, replaced, &account, &mut taken).await?;
        take_guesses(store, replaced, &account, now, &mut taken).await?;
    }
    Ok(taken)
}

async fn take_requirement(
    store: &Store,
    replaced: &Store,
    account: Option<&AccountId>,
    taken: &mut TakenOver,
) -> Result<(), Refusal> {
    let scope = account.map_or(INSTALLATION, AccountId::as_str);
    for mut old in readable::<Requirement>(replaced, scope, taken).await {
        let mut tx = Tx::begin(store).await?;
        let mut here = Vec::new();
        for rule in old.rules {
            // A group that the backup does not know has nobody in it.
            if let (Some(account), Some(group)) = (account, rule.whom.group())
                && tx
                    .load::<Group>(&records::group_key(account, group))
                    .await?
                    .is_none()
            {
                continue;
            }
            here.push(rule);
        }
        old.rules = here;
        let kept: Option<Requirement> = tx.load(&records::requirement_key(account)).await?;
        let before = kept.unwrap_or_else(|| Requirement::of(account.cloned()));
        let mut after = before.clone();
        after.begin_epoch(old);
        if after != before {
            tx.save(&after).await?;
            tx.commit().await?;
            taken.requirements += 1;
        }
    }
    Ok(())
}

async fn take_deadlines(
    store: &Store,
    replaced: &Store,
    account: &AccountId,
    taken: &mut TakenOver,
) -> Result<(), Refusal> {
    for old in readable::<Deadline>(replaced, account.as_str(), taken).await {
        let mut tx = Tx::begin(store).await?;
        let rules = gate::Rules::of(&mut tx, account, &TimeZone::UTC).await?;
        let kept: Option<Deadline> = tx.load(&old.key()).await?;
        let is_new = kept.is_none();
        let before = kept.unwrap_or_else(|| Deadline::new(account.clone(), old.bearer.clone()));
        let mut after = before.clone();
        after.begin_epoch(&old, rules.in_force().epoch);
        if after != before || is_new {
            tx.save(&after).await?;
            tx.commit().await?;
            taken.deadlines += 1;
        }
    }
    Ok(())
}

async fn take_guesses(
    store: &Store,
    replaced: &Store,
    account: &AccountId,
    now: Timestamp,
    taken: &mut TakenOver,
) -> Result<(), Refusal> {
    for old in readable::<PersonGuesses>(replaced, account.as_str(), taken).await {
        let mut tx = Tx::begin(store).await?;
        let kept: Option<PersonGuesses> = tx.load(&old.key()).await?;
        let before = kept.map(|kept| kept.guesses).unwrap_or_default();
        let mut after = before.clone();
        after.begin_epoch(old.guesses, now);
        if after != before {
            let principal = old.principal;
            tx.save(&PersonGuesses {
                principal,
                guesses: after,
            })
            .await?;
            tx.commit().await?;
            taken.guesses += 1;
        }
    }
    Ok(())
}

/// What of a kind can be read there.
async fn readable<T: Stored + Send>(store: &Store, scope: &str, taken: &mut TakenOver) -> Vec<T> {
    let mut found = Vec::new();
    let mut unreadable = 0;
    let read = lists::each::<T>(store, scope, |record| {
        match decode(&record.key, record.schema, &record.body) {
            Ok(thing) => found.push(thing),
            Err(_) => unreadable += 1,
        }
        Ok(())
    });
    if read.await.is_err() {
        unreadable += 1;
    }
    taken.unreadable += unreadable;
    found
}
