//! How often a code may be guessed: one count and one budget for a person, over all doors and devices.
//!
//! Two limits stand beside each other. *In a row*: four wrong codes are free, then the next try
//! waits 30 seconds, doubling to an hour; a right code clears it. *By chance*: each wrong code costs
//! as many units as steps it was compared with, and 100 units in 365 days are all there is, so that
//! patience does not help either (about one chance in ten thousand a year). A right code refunds
//! nothing. A browser that has passed MFA for this person has a small count and budget of its own, so
//! that somebody who stole the password cannot hold the door shut for its owner.
//!
//! Source: RFC 4226 section 7.3; NIST SP 800-63B-4 section 3.2.2. Only somebody who holds the
//! password (or a key) gets as far as this.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Wrong codes in a row that cost no waiting.
pub const FREE_IN_A_ROW: u32 = 4;
/// The first wait.
const WAIT_SECONDS_FIRST: i64 = 30;
/// The longest wait.
const WAIT_SECONDS_MAX: i64 = 3600;
/// Days after which a wrong code is forgotten.
const BUDGET_DAYS: i64 = 365;
/// Units for all browsers that are not known, and for every door without a browser.
pub const BUDGET_UNITS: u32 = 100;
/// Units for one known browser; beyond them it is a stranger again.
pub const KNOWN_BROWSER_UNITS: u32 = 30;
/// After how many wrong codes behind a right password the person is told.
pub const TELL_AFTER: u32 = 10;

/// Wrong codes that have been charged, by day. At most one entry a day, and never more than
/// [`BUDGET_UNITS`] entries, because each holds at least one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Charge {
    day: i64,
    units: u32,
}

/// The count and the budget of one person, or of one known browser of theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guesses {
    in_a_row: u32,
    last_wrong_at: Option<Timestamp>,
    charges: Vec<Charge>,
}

/// Whether a code may be tried at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It may.
    Open,
    /// Not before this time. A code that is typed earlier is not looked at and costs nothing.
    Wait(Timestamp),
    /// Not by code from here: a known browser, a changed password or a colleague is needed.
    Spent,
}

impl Guesses {
    /// Whether a code may be tried now against a budget of `units`.
    pub fn gate(&self, now: Timestamp, units: u32) -> Gate {
        if self.spent(now) >= units {
            return Gate::Spent;
        }
        match self.waits_until() {
            Some(until) if now < until => Gate::Wait(until),
            _ => Gate::Open,
        }
    }

    /// Remembers a wrong code that was compared with `steps` steps. True if the person is to be told
    /// that somebody knows the password.
    pub fn wrong(&mut self, now: Timestamp, steps: u32) -> bool {
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.last_wrong_at = Some(now);
        let today = day(now);
        self.charges
            .retain(|charge| charge.day > today - BUDGET_DAYS);
        match self.charges.last_mut() {
            // A clock that was set back must not open a second entry for an earlier day.
            Some(last) if last.day >= today => last.units = last.units.saturating_add(steps),
            _ => self.charges.push(Charge {
                day: today,
                units: steps,
            }),
        }
        self.in_a_row == TELL_AFTER
    }

    /// A right code clears the count in a row, and refunds nothing.
    pub fn right(&mut self) {
        self.in_a_row = 0;
    }

    /// A changed password makes whoever knew the old one start again, so the budget begins anew.
    pub fn password_changed(&mut self) {
        *self = Self::default();
    }

    /// Takes over what another database knew of the same person: of both the one with less left holds.
    pub fn begin_epoch(&mut self, replaced: Self, now: Timestamp) {
        if replaced.spent(now) > self.spent(now) {
            self.charges = replaced.charges;
        }
        if replaced.in_a_row > self.in_a_row {
            self.in_a_row = replaced.in_a_row;
            self.last_wrong_at = replaced.last_wrong_at.max(self.last_wrong_at);
        }
    }

    /// Units that were charged in the last 365 days.
    pub fn spent(&self, now: Timestamp) -> u32 {
        let today = day(now);
        self.charges
            .iter()
            .filter(|charge| charge.day > today - BUDGET_DAYS)
            .map(|charge| charge.units)
            .sum()
    }

    fn waits_until(&self) -> Option<Timestamp> {
        let doublings = self.in_a_row.checked_sub(FREE_IN_A_ROW + 1)?;
        let seconds = WAIT_SECONDS_FIRST
            .checked_shl(doublings.min(16))?
            .min(WAIT_SECONDS_MAX);
        Some(self.last_wrong_at? + SignedDuration::from_secs(seconds))
    }
}

fn day(now: Timestamp) -> i64 {
    now.as_second().div_euclid(86_400)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + seconds).unwrap()
    }

    /// OTP-8: waits grow after four free tries.
    #[test]
    fn otp_8_four_wrong_codes_are_free_then_the_wait_doubles_to_an_hour() {
        let mut guesses = Guesses::default();
        for _ in 0..FREE_IN_A_ROW {
            guesses.wrong(at(0), 1);
            assert_eq!(guesses.gate(at(0), 1000), Gate::Open);
        }
        for wait in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600] {
            guesses.wrong(at(0), 1);
            assert_eq!(guesses.gate(at(wait - 1), 1000), Gate::Wait(at(wait)));
            assert_eq!(guesses.gate(at(wait), 1000), Gate::Open);
        }
        guesses.right();
        assert_eq!(guesses.gate(at(0), 1000), Gate::Open);
    }

    #[test]
    fn otp_8_the_budget_is_not_refunded_by_a_right_code() {
        let mut guesses = Guesses::default();
        for _ in 0..33 {
            assert_eq!(guesses.gate(at(0), BUDGET_UNITS), Gate::Open);
            guesses.wrong(at(0), 3);
            guesses.right();
        }
        assert_eq!(guesses.spent(at(0)), 99);
        guesses.wrong(at(0), 3);
        guesses.right();
        assert_eq!(guesses.gate(at(0), BUDGET_UNITS), Gate::Spent);
    }

    #[test]
    fn the_budget_comes_back_a_year_later_or_with_a_changed_password() {
        let mut guesses = Guesses::default();
        guesses.wrong(at(0), BUDGET_UNITS);
        guesses.right();
        assert_eq!(guesses.gate(at(364 * 86_400), BUDGET_UNITS), Gate::Spent);
        assert_eq!(guesses.gate(at(365 * 86_400), BUDGET_UNITS), Gate::Open);
        guesses.password_changed();
        assert_eq!(guesses.gate(at(0), BUDGET_UNITS), Gate::Open);
    }

    #[test]
    fn op_1_the_person_is_told_once_at_the_tenth_wrong_code() {
        let mut guesses = Guesses::default();
        let told: Vec<bool> = (0..12).map(|_| guesses.wrong(at(0), 1)).collect();
        assert_eq!(told.iter().filter(|told| **told).count(), 1);
        assert!(told[9]);
    }

    proptest! {
        /// Neither the clock nor the order of tries makes the record grow or the budget shrink.
        #[test]
        fn a_clock_that_jumps_neither_refunds_nor_grows_the_record(jumps in prop::collection::vec(-40_i64..40, 1..200)) {
            let mut guesses = Guesses::default();
            let mut now = 0;
            for jump in &jumps {
                now += jump * 86_400;
                guesses.wrong(at(now), 1);
                prop_assert!(guesses.charges.is_sorted_by_key(|charge| charge.day));
                prop_assert!(guesses.charges.len() <= 365);
            }
        }
    }
}
