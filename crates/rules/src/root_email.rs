//! Another e-mail address for a root user: asked for, confirmed at the new address, and in effect after
//! a wait in which the old address can stop it.
//!
//! The address is the name under which root signs in, and where everything about root is told. So
//! whoever has an open session of root gets no further with a new address than its owner lets them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::enrolment::CODE_TRIES_MAX;
use crate::ids::{AccountId, Email};

/// How long the code is good that goes to the new address (AWS account management,
/// `StartPrimaryEmailUpdate`).
pub const CODE_HOURS: i64 = 24;
/// How long the change waits once the new address is confirmed.
pub const WAIT_HOURS: i64 = 72;
/// How many letters' links of one change cancel it.
pub const LINKS_MAX: usize = 32;

/// A change of root's address, of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChange {
    /// Whose root.
    pub account: AccountId,
    /// The new address.
    pub to: Email,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
    /// Hashes of the tokens in the letters' links, each of which leads to where it is cancelled.
    pub links: Vec<String>,
}

/// How far a change is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// A code went to the new address.
    Asked(SentCode),
    /// The new address is confirmed, and good from then on.
    Confirmed(Timestamp),
}

/// A code that was sent to the new address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    /// Its hash.
    pub hash: String,
    /// Until when it is good.
    pub until: Timestamp,
    /// How often a wrong one was typed.
    pub wrong: u32,
}

impl EmailChange {
    /// A change that was just asked for.
    pub fn begin(account: AccountId, to: Email, code_hash: String, now: Timestamp) -> Self {
        Self {
            account,
            to,
            begun_at: now,
            stage: Stage::Asked(SentCode {
                hash: code_hash,
                until: now + SignedDuration::from_hours(CODE_HOURS),
                wrong: 0,
            }),
            links: Vec::new(),
        }
    }

    /// The code that confirms it, while it is good.
    pub fn code(&self, now: Timestamp) -> Option<&SentCode> {
        match &self.stage {
            Stage::Asked(code) if now < code.until && code.wrong < CODE_TRIES_MAX => Some(code),
            Stage::Asked(_) | Stage::Confirmed(_) => None,
        }
    }

    /// Whether it goes on: its code is good, or it waits. Then it can be cancelled.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.code(now).is_some() || self.takes_effect_at().is_some_and(|at| now < at)
    }

    /// Whether its wait is over: the new address is the one that counts.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.takes_effect_at().is_some_and(|at| now >= at)
    }

    /// From when on the new address counts, once it is confirmed.
    pub fn takes_effect_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Confirmed(at) => Some(at),
            Stage::Asked(_) => None,
        }
    }

    /// A wrong code was typed.
    pub fn mistyped(&mut self) {
        if let Stage::Asked(code) = &mut self.stage {
            code.wrong = code.wrong.saturating_add(1);
        }
    }

    /// The right code was typed: the wait begins.
    pub fn confirmed(&mut self, now: Timestamp) -> Timestamp {
        let at = now + SignedDuration::from_hours(WAIT_HOURS);
        self.stage = Stage::Confirmed(at);
        at
    }

    /// One more letter leads to where it is cancelled; those before go on working.
    pub fn links_with(&mut self, link: String) {
        if self.links.len() == LINKS_MAX {
            self.links.remove(0);
        }
        self.links.push(link);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + hours * 3600).unwrap()
    }

    fn change() -> EmailChange {
        let account = AccountId::parse("123456789012").unwrap();
        let to = Email::parse("new@example.com").unwrap();
        EmailChange::begin(account, to, "c0de".into(), at(0))
    }

    #[test]
    fn rc_6_a_code_is_good_for_a_day_and_for_a_few_tries() {
        let mut change = change();
        let last = at(24) - SignedDuration::from_secs(1);
        assert!(change.code(last).is_some() && change.is_open(last));
        assert!(change.code(at(24)).is_none() && !change.is_open(at(24)));
        for tries in 1..=CODE_TRIES_MAX {
            change.mistyped();
            assert_eq!(change.code(at(0)).is_some(), tries < CODE_TRIES_MAX);
        }
        assert!(!change.is_open(at(0)) && !change.is_due(at(1000)));
    }

    #[test]
    fn a_confirmed_change_waits_for_three_days_and_then_counts() {
        let mut change = change();
        assert_eq!(change.confirmed(at(20)), at(92));
        assert!(change.code(at(20)).is_none(), "the code is used up");
        let last = at(92) - SignedDuration::from_secs(1);
        for (now, open, due) in [
            (at(20), true, false),
            (last, true, false),
            (at(92), false, true),
        ] {
            assert_eq!(
                (change.is_open(now), change.is_due(now)),
                (open, due),
                "{now}"
            );
        }
    }

    #[test]
    fn the_newest_links_cancel_a_change() {
        let mut change = change();
        for at in 0..=LINKS_MAX {
            change.links_with(at.to_string());
        }
        assert_eq!(change.links.len(), LINKS_MAX);
        assert_eq!(change.links.first().map(String::as_str), Some("1"));
    }
}
