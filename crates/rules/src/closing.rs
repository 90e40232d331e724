//! Closing an account, reopening it, and erasing it: how the account stands, and what that allows.
//!
//! A closed account admits its root user alone, with MFA, to the page that reopens it, for 90 days: AWS's
//! post-closure period (Account Management reference guide, "Close an AWS account"). Afterwards the
//! operator can erase it. What stays is this record, so that nobody is ever given the same id.
//!
//! Not here: what an account holds, and whom a closed one admits at which door.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::AccountId;
use crate::requirement::Reason;

/// For how many days a closed account can be reopened, and not be erased (AWS's post-closure period).
pub const REOPEN_DAYS: i64 = 90;

/// Whether an account is open. An account without this record was never closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Which account.
    pub account: AccountId,
    /// How often it was closed. A session knows the count of its day, and is over when it has grown: so
    /// no session from before comes back when the account is reopened.
    pub times: u32,
    /// How it stands.
    pub state: ClosingState,
}

/// How an account stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosingState {
    /// It is open, again.
    Open,
    /// It is closed, and everything in it is still there.
    Closed {
        /// When it was closed.
        at: Timestamp,
        /// By whom, for people: an ARN, or the operator and the machine.
        by: String,
        /// Why, if the operator did it.
        reason: Option<Reason>,
    },
    /// It is being erased, and cannot be reopened.
    Purging(Purge),
    /// It is erased. Only this is left of it.
    Purged {
        /// How it came about.
        purge: Purge,
        /// When the last of it was gone.
        at: Timestamp,
    },
}

/// That an account is erased: what is kept about it for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// When the account was closed.
    pub closed_at: Timestamp,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// By which operator, on which machine.
    pub by: String,
    /// Why.
    pub reason: Reason,
}

/// AWS's words for how an account stands (Account Management API: `AccountState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It is open.
    Active,
    /// It is closed and can be reopened.
    Suspended,
    /// It is closed, and the time to reopen it is over.
    Closed,
}

impl AccountState {
    /// The word itself.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Closed => "CLOSED",
        }
    }
}

/// Why an account is not closed, reopened or erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Not {
    /// It is open.
    Open,
    /// It is closed already.
    Closed,
    /// It can be reopened until then, and is not erased before.
    Until(Timestamp),
    /// It could be reopened until then.
    Over(Timestamp),
    /// It is being erased.
    Purging,
    /// It was erased.
    Purged,
}

impl Closing {
    /// What is known of an account that was never closed.
    pub fn of(account: AccountId) -> Self {
        Self {
            account,
            times: 0,
            state: ClosingState::Open,
        }
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.state == ClosingState::Open
    }

    /// Whether it is being erased, or was.
    pub fn is_going(&self) -> bool {
        matches!(
            self.state,
            ClosingState::Purging(_) | ClosingState::Purged { .. }
        )
    }

    /// Until when root can reopen it; none unless it is closed and whole.
    pub fn reopens_until(&self) -> Option<Timestamp> {
        match &self.state {
            ClosingState::Closed { at, .. } => Some(until(*at)),
            ClosingState::Open | ClosingState::Purging(_) | ClosingState::Purged { .. } => None,
        }
    }

    /// AWS's word for how it stands.
    pub fn account_state(&self, now: Timestamp) -> AccountState {
        match &self.state {
            ClosingState::Open => AccountState::Active,
            ClosingState::Closed { at, .. } if now < until(*at) => AccountState::Suspended,
            ClosingState::Closed { .. }
            | ClosingState::Purging(_)
            | ClosingState::Purged { .. } => AccountState::Closed,
        }
    }

    /// Closes it: every session of it is over.
    pub fn close(&mut self, now: Timestamp, by: String, reason: Option<Reason>) -> Result<(), Not> {
        match self.state {
            ClosingState::Open => {}
            ClosingState::Closed { .. } => return Err(Not::Closed),
            ClosingState::Purging(_) => return Err(Not::Purging),
            ClosingState::Purged { .. } => return Err(Not::Purged),
        }
        self.times += 1;
        self.state = ClosingState::Closed {
            at: now,
            by,
            reason,
        };
        Ok(())
    }

    /// Opens it again, by its root user: within the 90 days.
    pub fn reopen(&mut self, now: Timestamp) -> Result<(), Not> {
        match self.reopens_until() {
            Some(until) if now >= until => Err(Not::Over(until)),
            _ => self.reopen_late(),
        }
    }

    /// Opens it again, by the operator: as long as nothing of it is gone.
    pub fn reopen_late(&mut self) -> Result<(), Not> {
        match self.state {
            ClosingState::Open => Err(Not::Open),
            ClosingState::Closed { .. } => {
                self.state = ClosingState::Open;
                Ok(())
            }
            ClosingState::Purging(_) => Err(Not::Purging),
            ClosingState::Purged { .. } => Err(Not::Purged),
        }
    }

    /// Whether it can be erased, and when it was closed.
    pub fn may_purge(&self, now: Timestamp) -> Result<Timestamp, Not> {
        match &self.state {
            ClosingState::Open => Err(Not::Open),
            ClosingState::Closed { at, .. } if now < until(*at) => Err(Not::Until(until(*at))),
            ClosingState::Closed { at, .. } => Ok(*at),
            ClosingState::Purging(_) => Err(Not::Purging),
            ClosingState::Purged { .. } => Err(Not::Purged),
        }
    }

    /// Begins to erase it: from now on nobody can reopen it.
    pub fn begin_purge(&mut self, now: Timestamp, by: String, reason: Reason) -> Result<(), Not> {
        let closed_at = self.may_purge(now)?;
        self.state = ClosingState::Purging(Purge {
            closed_at,
            begun_at: now,
            by,
            reason,
        });
        Ok(())
    }

    /// Nothing of it is left. Gives back how it came about, if that was not known before.
    pub fn end_purge(&mut self, now: Timestamp) -> Option<Purge> {
        let ClosingState::Purging(purge) = &self.state else {
            return None;
        };
        let purge = purge.clone();
        self.state = ClosingState::Purged {
            purge: purge.clone(),
            at: now,
        };
        Some(purge)
    }
}

fn until(closed_at: Timestamp) -> Timestamp {
    closed_at + SignedDuration::from_hours(24 * REOPEN_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + hours * 3_600).unwrap()
    }

    fn closed() -> Closing {
        let mut closing = Closing::of(AccountId::parse("123456789012").unwrap());
        closing.close(at(0), "root".to_owned(), None).unwrap();
        closing
    }

    fn why() -> Reason {
        Reason::parse("the team is gone").unwrap()
    }

    #[test]
    fn root_reopens_for_ninety_days_and_the_operator_erases_afterwards() {
        let last = 90 * 24 - 1;
        for (hours, reopens, state) in [
            (0, true, AccountState::Suspended),
            (last, true, AccountState::Suspended),
            (last + 1, false, AccountState::Closed),
        ] {
            let now = at(hours);
            assert_eq!(closed().reopen(now).is_ok(), reopens, "hour {hours}");
            assert_eq!(closed().may_purge(now).is_ok(), !reopens, "hour {hours}");
            assert_eq!(closed().account_state(now), state, "hour {hours}");
        }
        assert_eq!(closed().reopen(at(last + 1)), Err(Not::Over(at(last + 1))));
        assert_eq!(closed().may_purge(at(0)), Err(Not::Until(at(last + 1))));
    }

    #[test]
    fn the_operator_reopens_as_long_as_nothing_is_gone() {
        let late = at(91 * 24);
        let mut account = closed();
        account.reopen_late().unwrap();
        assert_eq!(account.reopen_late(), Err(Not::Open));
        assert_eq!(account.may_purge(late), Err(Not::Open));
        let mut account = closed();
        account
            .begin_purge(late, "operator:x@y".to_owned(), why())
            .unwrap();
        assert_eq!(account.reopen_late(), Err(Not::Purging));
        assert_eq!(account.reopen(late), Err(Not::Purging));
        assert!(account.end_purge(late).is_some());
        assert_eq!(account.end_purge(late), None);
        assert_eq!(account.reopen_late(), Err(Not::Purged));
        assert_eq!(
            account.close(late, String::new(), None),
            Err(Not::Purged),
            "an id is used once"
        );
    }

    #[test]
    fn se_5_each_closing_ends_the_sessions_of_before_for_good() {
        let mut account = closed();
        assert_eq!(account.times, 1);
        assert_eq!(
            account.close(at(1), String::new(), None),
            Err(Not::Closed),
            "closing twice changes nothing"
        );
        account.reopen(at(1)).unwrap();
        assert_eq!(account.times, 1, "reopening brings none back");
        account.close(at(2), String::new(), None).unwrap();
        assert_eq!(account.times, 2);
    }
}
