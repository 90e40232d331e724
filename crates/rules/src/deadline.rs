//! A person's own deadline, and the gate: what somebody may do who has no factor.
//!
//! INVARIANT: what is stored of a deadline only ever moves earlier, whatever happens to the person,
//! the rules or the clock; a postponement of a rule is the one way back (EN-4). It belongs to the
//! name and not to the person, so that a user who is deleted and made again keeps it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, UserName};
use crate::requirement::{Covered, Facts, Part, Reason, Rule, covered};

/// How long a first device that came late opens the console and not more.
pub const TRIAL_HOURS: i64 = 24;

/// Whose deadline: root's, or that of whoever bears a name, in any case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Bearer {
    /// The root user.
    Root,
    /// The user of this folded name.
    User(String),
}

impl Bearer {
    /// Whoever bears this name.
    pub fn user(name: &UserName) -> Self {
        Self::User(name.folded())
    }
}

/// What was told of a deadline last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// On which occasion.
    pub occasion: Occasion,
    /// About which instant.
    pub due_at: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

/// A person's own deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// In which account.
    pub account: AccountId,
    /// Whose.
    pub bearer: Bearer,
    /// From when MFA is required, once that is known.
    pub due_at: Option<Timestamp>,
    /// The postponements up to which that was computed.
    pub epoch: u32,
    /// Since when it is past. It stays past when the clock steps back.
    pub past_since: Option<Timestamp>,
    /// When they signed in first without MFA since a rule covers them.
    pub first_sign_in_at: Option<Timestamp>,
    /// Whether they ever had a factor.
    pub had_factor: bool,
    /// Why they have days of grace although they were made after the announcement.
    pub grace: Option<Reason>,
    /// What was told last.
    pub told: Option<Told>,
    /// Whether the password came by a mail, so that a code by the same mail proves nothing.
    pub password_by_mail: bool,
    /// Until when the first device, which came late, opens the console and not more.
    pub on_trial_until: Option<Timestamp>,
}

/// The rules in force for an account, of the operator and of root, with what they are read by.
#[derive(Clone, Copy, Debug)]
pub struct InForce<'r> {
    /// The installation's rules.
    pub installation: &'r [Rule],
    /// The account's.
    pub account: &'r [Rule],
    /// How many postponements there were in both.
    pub epoch: u32,
    /// The zone of the account.
    pub zone: &'r TimeZone,
}

impl InForce<'_> {
    fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.installation.iter().chain(self.account)
    }

    /// Whether a rule is about somebody, at whatever time.
    pub fn covers(&self, part: Part<'_>) -> bool {
        self.rules().any(|rule| rule.whom.covers(part))
    }

    /// Whether a rule can be about users.
    pub fn concerns_users(&self) -> bool {
        self.rules().any(|rule| rule.whom.concerns_users())
    }
}

/// Where somebody stands at the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// They have a factor, and every sign-in asks for it.
    Enrolled,
    /// Nothing is required of them.
    Free,
    /// MFA is required so many days after their first sign-in without it, which is still to come.
    FromFirstSignIn(u16),
    /// MFA is required from then.
    Until(Timestamp),
    /// MFA is required since then: they can enrol, and nothing else.
    PastDue(Timestamp),
}

impl Due {
    /// Whether nothing but enrolment is open.
    pub fn is_past_due(self) -> bool {
        matches!(self, Self::PastDue(_))
    }

    /// From when MFA is required, if that is known.
    pub fn due_at(self) -> Option<Timestamp> {
        match self {
            Self::Until(due_at) | Self::PastDue(due_at) => Some(due_at),
            Self::Enrolled | Self::Free | Self::FromFirstSignIn(_) => None,
        }
    }
}

/// What is known of a person beside their deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bears<'g> {
    /// What they are to the rules.
    pub part: Part<'g>,
    /// When they were made.
    pub made_at: Timestamp,
}

impl Deadline {
    /// Of somebody of whom nothing was kept yet.
    pub fn new(account: AccountId, bearer: Bearer) -> Self {
        Self {
            account,
            bearer,
            due_at: None,
            epoch: 0,
            past_since: None,
            first_sign_in_at: None,
            had_factor: false,
            grace: None,
            told: None,
            password_by_mail: false,
            on_trial_until: None,
        }
    }

    /// Whether there is anything to ask: a rule is about them, or was, before they were something else.
    pub fn concerns(&self, bears: Bears<'_>, rules: &InForce<'_>) -> bool {
        self.due_at.is_some() || rules.covers(bears.part)
    }

    /// The gate: where somebody without a factor stands now. What follows is kept in here, to be
    /// stored.
    pub fn due(&mut self, bears: Bears<'_>, rules: &InForce<'_>, now: Timestamp) -> Due {
        if !self.concerns(bears, rules) {
            return Due::Free;
        }
        if self.epoch != rules.epoch {
            self.epoch = rules.epoch;
            self.due_at = None;
            self.past_since = None;
        }
        let facts = Facts {
            part: bears.part,
            made_at: bears.made_at,
            first_sign_in_at: self.first_sign_in_at,
            had_factor: self.had_factor,
            given_grace: self.grace.is_some(),
            zone: rules.zone,
        };
        let covered = covered(rules.rules(), &facts);
        if let Covered::From(due_at) = covered {
            self.due_at = Some(self.due_at.map_or(due_at, |kept| kept.min(due_at)));
        }
        let Some(due_at) = self.due_at else {
            return match covered {
                Covered::FromFirstSignIn(days) => Due::FromFirstSignIn(days),
                Covered::No | Covered::From(_) => Due::Free,
            };
        };
        if now >= due_at && self.past_since.is_none() {
            self.past_since = Some(now);
        }
        if self.past_since.is_some() {
            Due::PastDue(due_at)
        } else {
            Due::Until(due_at)
        }
    }

    /// Somebody signs in with the password alone: from the first time on, their days run.
    pub fn signed_in_without_mfa(&mut self, now: Timestamp) {
        let first = self.first_sign_in_at.get_or_insert(now);
        *first = now.min(*first);
    }

    /// A name was given to somebody who had another: neither of the two loses what is earlier.
    pub fn take_over(&mut self, other: &Self) {
        self.due_at = earlier(self.due_at, other.due_at);
        self.past_since = earlier(self.past_since, other.past_since);
        self.first_sign_in_at = earlier(self.first_sign_in_at, other.first_sign_in_at);
        self.had_factor |= other.had_factor;
        self.password_by_mail |= other.password_by_mail;
        self.on_trial_until = self.on_trial_until.max(other.on_trial_until);
        self.grace = self.grace.take().filter(|_| other.grace.is_some());
    }

    /// The first device is there; `late` if it came after the deadline or after a reset by mail.
    pub fn enrolled(&mut self, late: bool, now: Timestamp) {
        self.had_factor = true;
        self.password_by_mail = false;
        if late {
            self.on_trial_until = Some(now + SignedDuration::from_hours(TRIAL_HOURS));
        }
    }

    /// Whether the first device is still on trial.
    pub fn is_on_trial(&self, now: Timestamp) -> bool {
        self.on_trial_until.is_some_and(|until| now < until)
    }

    /// What is to be told now, if anything: the latest occasion that has come and was not told.
    pub fn to_tell(&self, due: Due, now: Timestamp) -> Option<Occasion> {
        let due_at = match due {
            Due::Enrolled | Due::Free => return None,
            Due::FromFirstSignIn(_) => None,
            Due::Until(due_at) | Due::PastDue(due_at) => Some(due_at),
        };
        let latest = if due.is_past_due() {
            Occasion::InEffect
        } else {
            due_at.map_or(Occasion::Announced, |due_at| Occasion::latest(due_at, now))
        };
        match self.told {
            Some(told) if told.due_at == due_at => (latest > told.occasion).then_some(latest),
            Some(_) | None => Some(latest),
        }
    }

    /// It was told.
    pub fn was_told(&mut self, occasion: Occasion, due: Due, now: Timestamp) {
        self.told = Some(Told {
            occasion,
            due_at: due.due_at(),
            at: now,
        });
    }
}

/// How many times midnight passes in a zone before an instant: 1 means tomorrow, 0 today or never.
pub fn days_left(now: Timestamp, until: Timestamp, zone: &TimeZone) -> u64 {
    let day = |instant: Timestamp| instant.to_zoned_datetime(zone.clone()).date();
    let days = day(now).until(day(until)).map(|span| span.get_days());
    days.map_or(0, |days| u64::try_from(days).unwrap_or(0))
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// When somebody is told of their deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Occasion {
    /// When the rule is made known, or moves.
    Announced,
    /// Thirty days before.
    Days30,
    /// Fourteen days before.
    Days14,
    /// Seven days before.
    Days7,
    /// The day before.
    Day1,
    /// When it takes effect.
    InEffect,
}

impl Occasion {
    /// All of them, the earliest first.
    pub const ALL: [Self; 6] = [
        Self::Announced,
        Self::Days30,
        Self::Days14,
        Self::Days7,
        Self::Day1,
        Self::InEffect,
    ];

    /// How many days before the deadline it comes; none for the announcement.
    pub fn days_before(self) -> Option<i64> {
        match self {
            Self::Announced => None,
            Self::Days30 => Some(30),
            Self::Days14 => Some(14),
            Self::Days7 => Some(7),
            Self::Day1 => Some(1),
            Self::InEffect => Some(0),
        }
    }

    /// The last occasion before a deadline that has come.
    pub fn latest(due_at: Timestamp, now: Timestamp) -> Self {
        let has_come = |occasion: &Self| {
            occasion.days_before().is_none_or(|days| {
                let ahead = SignedDuration::from_hours(24 * days);
                due_at.checked_sub(ahead).is_ok_and(|from| now >= from)
            })
        };
        let mut come = Self::ALL.into_iter().rev().filter(has_come);
        come.next().unwrap_or(Self::Announced)
    }
}

#[cfg(test)]
mod tests;
