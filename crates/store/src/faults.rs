//! Calls that fail on purpose, so that the layers above can prove what they do then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{CommitError, StoreError};

/// A verb of the store.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// [`Store::now`](crate::Store::now)
    Now,
    /// [`Store::read`](crate::Store::read)
    Read,
    /// [`Store::scan`](crate::Store::scan)
    Scan,
    /// [`Store::commit`](crate::Store::commit)
    Commit,
    /// [`Store::events`](crate::Store::events)
    Events,
    /// [`Store::note`](crate::Store::note)
    Note,
    /// [`Store::notes`](crate::Store::notes)
    Notes,
    /// [`Store::check`](crate::Store::check)
    Check,
    /// [`Store::snapshot`](crate::Store::snapshot)
    Snapshot,
    /// [`Store::forget_older_keys`](crate::Store::forget_older_keys)
    ForgetKeys,
}

/// Which calls of a store fail. Calls are counted from 1 when the store is given its faults; a
/// clone shares the count, so a test keeps one and gives the other to the store.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    calls: u64,
    calls_by_verb: BTreeMap<Verb, u64>,
    any: BTreeSet<u64>,
    unavailable: BTreeSet<(Verb, u64)>,
    conflicts: BTreeSet<u64>,
    lost_answers: BTreeSet<u64>,
    full: bool,
}

impl Faults {
    /// The n-th call of any verb finds the database unavailable.
    pub fn fail_call(&self, nth: u64) {
        self.plan().any.insert(nth);
    }

    /// The n-th call of this verb finds the database unavailable.
    pub fn fail(&self, verb: Verb, nth: u64) {
        self.plan().unavailable.insert((verb, nth));
    }

    /// The n-th commit is refused as if another writer had been faster.
    pub fn conflict(&self, nth: u64) {
        self.plan().conflicts.insert(nth);
    }

    /// The n-th commit is done and its answer is lost: the caller sees the database unavailable.
    pub fn lose_answer(&self, nth: u64) {
        self.plan().lost_answers.insert(nth);
    }

    /// The disk is full: what would be written is refused, and what is read is not.
    pub fn fill_the_disk(&self) {
        self.plan().full = true;
    }

    /// How many calls of any verb there were.
    pub fn calls(&self) -> u64 {
        self.plan().calls
    }

    /// Counts a call and fails it when its turn has come; else says which one of its verb it is.
    pub(crate) fn before(&self, verb: Verb) -> Result<u64, StoreError> {
        let mut plan = self.plan();
        plan.calls += 1;
        let counted = plan.calls_by_verb.entry(verb).or_default();
        *counted += 1;
        let nth = *counted;
        if plan.any.contains(&plan.calls) || plan.unavailable.contains(&(verb, nth)) {
            return Err(broken());
        }
        if plan.full && matches!(verb, Verb::Commit | Verb::Note) {
            return Err(StoreError::Full);
        }
        Ok(nth)
    }

    pub(crate) fn before_commit(&self) -> Result<u64, CommitError> {
        let nth = self.before(Verb::Commit)?;
        if self.plan().conflicts.contains(&nth) {
            return Err(CommitError::Conflict);
        }
        Ok(nth)
    }

    pub(crate) fn after_commit(&self, nth: u64) -> Result<(), StoreError> {
        if self.plan().lost_answers.contains(&nth) {
            return Err(broken());
        }
        Ok(())
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken() -> StoreError {
    StoreError::Unavailable("a test made this call fail".into())
}
