//! Meters: what each account uses, gathered in memory and added to its months once a minute.
//!
//! A crash may lose the last minute of it. What is written is added to what is there, in a unit of work
//! that runs again when another process was faster, so two processes on one store count together.
//!
//! INVARIANT: nothing is counted but for somebody who has proved to be of the account: by a password
//! that was right, a signature, or the token of an address that was handed over. So strangers cannot
//! make it grow; there is one entry for each account and month, and one for each person in it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rules::usage::{Counts, Meter};
use rules::{Account, AccountId, Month, Principal, Usage};

use crate::call::Service;
use crate::records::{self, ActiveUser, Tx, TxError};
use crate::refusal::Refusal;
use crate::signer::Signer;

/// Most people who are written down in one batch: fewer than it may have changes.
const PEOPLE_AT_ONCE: usize = 100;
/// How often it is tried again after another process was faster.
const ATTEMPTS_MAX: u32 = 16;

/// What happened to be counted in a unit of work.
pub(crate) type Tally = Vec<(Principal, Meter)>;

/// What is not written yet.
#[derive(Default)]
pub(crate) struct Meters {
    gathered: Mutex<HashMap<AccountId, BTreeMap<Month, Gathered>>>,
}

/// What was gathered of one account and month.
#[derive(Default)]
struct Gathered {
    counts: Counts,
    active: HashSet<Principal>,
}

impl Meters {
    /// Commits a unit of work, and counts what happened in it once that is done.
    pub(crate) async fn commit(&self, mut tx: Tx) -> Result<(), TxError> {
        let (month, tally) = (Month::of(tx.now), std::mem::take(&mut tx.tally));
        tx.commit().await?;
        for (principal, meter) in tally {
            self.count(principal.account(), month, meter);
            if meter == Meter::SignIn {
                self.is_active(&principal, month);
            }
        }
        Ok(())
    }

    /// Counts something of an account.
    pub(crate) fn count(&self, account: &AccountId, month: Month, meter: Meter) {
        self.of(account, month, |gathered| gathered.counts.count(meter));
    }

    /// Remembers that somebody was there.
    fn is_active(&self, principal: &Principal, month: Month) {
        self.of(principal.account(), month, |gathered| {
            if !gathered.active.contains(principal) {
                gathered.active.insert(principal.clone());
            }
        });
    }

    fn of(&self, account: &AccountId, month: Month, change: impl FnOnce(&mut Gathered)) {
        let mut all = self.lock();
        match all.get_mut(account) {
            Some(months) => change(months.entry(month).or_default()),
            None => change(
                all.entry(account.clone())
                    .or_default()
                    .entry(month)
                    .or_default(),
            ),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, BTreeMap<Month, Gathered>>> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what was gathered, in parts that each fit into one batch.
    fn take(&self) -> Taken<'_> {
        let taken = std::mem::take(&mut *self.lock());
        let mut parts = Vec::new();
        for (account, months) in taken {
            for (month, gathered) in months {
                let people: Vec<Principal> = gathered.active.into_iter().collect();
                let part = |counts, people: &[Principal]| Part {
                    account: account.clone(),
                    month,
                    counts,
                    people: people.to_vec(),
                };
                let (first, others) = people.split_at(people.len().min(PEOPLE_AT_ONCE));
                parts.push(part(gathered.counts, first));
                let others = others.chunks(PEOPLE_AT_ONCE);
                parts.extend(others.map(|people| part(Counts::default(), people)));
            }
        }
        Taken {
            meters: self,
            parts,
        }
    }

    /// Puts back what could not be written, for the next time.
    fn put_back(&self, part: Part) {
        self.of(&part.account, part.month, |gathered| {
            gathered.counts.add(&part.counts);
            gathered.active.extend(part.people);
        });
    }
}

/// What was taken to be written. What is left of it when the writer is ended goes back, so that the next
/// one writes it; the part under way may be in the store already, and is rather lost than counted twice.
struct Taken<'m> {
    meters: &'m Meters,
    parts: Vec<Part>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        for part in self.parts.drain(..) {
            self.meters.put_back(part);
        }
    }
}

/// A part of what was gathered.
struct Part {
    account: AccountId,
    month: Month,
    counts: Counts,
    people: Vec<Principal>,
}

impl Service {
    /// Counts a call of a program whose signature was right: for the account in which it acts, and the
    /// person at its origin as active in their own.
    pub fn count_call(&self, signer: &Signer, is_accepted: bool) {
        let meters = &self.shared.meters;
        let (month, meter) = (
            Month::of(signer.signed_in_at()),
            if is_accepted {
                Meter::CallAccepted
            } else {
                Meter::CallRefused
            },
        );
        meters.count(signer.subject().account(), month, meter);
        meters.is_active(&signer.subject().origin().principal(), month);
    }

    /// Adds what was gathered to the months of the accounts. What cannot be written now is kept.
    pub(crate) async fn write_meters(&self) -> Result<(), Refusal> {
        let mut written = Ok(());
        let mut taken = self.shared.meters.take();
        while let Some(part) = taken.parts.pop() {
            if let Err(refusal) = self.add_to_month(&part).await {
                self.shared.meters.put_back(part);
                written = Err(refusal);
            }
        }
        written
    }

    async fn add_to_month(&self, part: &Part) -> Result<(), Refusal> {
        for _ in 0..ATTEMPTS_MAX {
            match self.try_to_add(part).await {
                Err(TxError::Conflict) => {}
                Err(TxError::Store(error)) => return Err(error.into()),
                Ok(()) => return Ok(()),
            }
        }
        Err(Refusal::ConcurrentModification)
    }

    async fn try_to_add(&self, part: &Part) -> Result<(), TxError> {
        let mut tx = Tx::begin(&self.shared.store).await?;
        let account = records::account_key(&part.account);
        if tx.load::<Account>(&account).await?.is_none() {
            // It was deleted meanwhile, with its months.
            return Ok(());
        }
        let month = records::usage_key(&part.account, part.month);
        let usage = tx.load::<Usage>(&month).await?;
        let mut usage = usage.unwrap_or_else(|| Usage::none(part.account.clone(), part.month));
        usage.counts.add(&part.counts);
        let keys: Vec<_> = part
            .people
            .iter()
            .map(|principal| records::active_user_key(principal, part.month))
            .collect();
        tx.prefetch(&keys).await?;
        for (principal, key) in part.people.iter().zip(&keys) {
            if tx.load::<ActiveUser>(key).await?.is_none() {
                usage.active_users += 1;
                tx.save(&ActiveUser {
                    principal: principal.clone(),
                    month: part.month,
                })
                .await?;
            }
        }
        tx.save(&usage).await?;
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(nth: usize) -> AccountId {
        AccountId::parse(&format!("{:012}", 123_456_789_012 + nth)).unwrap()
    }

    fn month() -> Month {
        "2024-07".parse().unwrap()
    }

    /// So many people of one account; which ones they are does not matter here.
    fn with_people(count: usize) -> Meters {
        let meters = Meters::default();
        meters.of(&account(0), month(), |gathered| {
            let people = (0..count).map(|nth| Principal::Root(account(nth)));
            gathered.active.extend(people);
            gathered.counts.count(Meter::SignIn);
        });
        meters
    }

    #[test]
    fn what_is_taken_fits_into_batches_and_is_counted_once() {
        for (people, batches) in [
            (0, 1),
            (1, 1),
            (PEOPLE_AT_ONCE, 1),
            (PEOPLE_AT_ONCE + 1, 2),
            (3 * PEOPLE_AT_ONCE, 3),
        ] {
            let meters = with_people(people);
            let taken = meters.take();
            let sizes = taken.parts.iter().map(|part| part.people.len());
            // With the month itself, each is a batch that the store takes.
            assert!(
                sizes
                    .clone()
                    .all(|size| size < store::limits::MAX_BATCH_CHANGES)
            );
            assert_eq!((taken.parts.len(), sizes.sum::<usize>()), (batches, people));
            let sign_ins: u64 = taken.parts.iter().map(|part| part.counts.sign_ins).sum();
            assert_eq!(sign_ins, 1);
        }
    }

    #[test]
    fn what_a_writer_leaves_behind_is_taken_by_the_next_one_with_what_came_meanwhile() {
        let meters = with_people(PEOPLE_AT_ONCE + 1);
        let mut taken = meters.take();
        drop(taken.parts.pop());
        meters.count(&account(0), month(), Meter::Mail);
        drop(taken);
        let taken = meters.take();
        let counts = &taken.parts[0].counts;
        assert_eq!((counts.sign_ins, counts.mails), (1, 1));
        assert_eq!(taken.parts[0].people.len(), PEOPLE_AT_ONCE);
    }
}
