//! How often a password may be guessed: a count for each pair of what was typed as a name and the
//! network that it came from.
//!
//! The count is the same whether that name exists or not, so it tells a stranger nothing; and it
//! belongs to the stranger's own network, so it holds nobody else's door shut (OP-3, PW-6). The pairs
//! live in a table of a fixed size: what is kept of a pair is a keyed hash, and its first bytes are
//! the slot. A collision forgets the older pair, which only its own owner can notice.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Wrong passwords in a row that cost no waiting.
pub const FREE_IN_A_ROW: u32 = 5;
/// The longest wait.
pub const WAIT_SECONDS_MAX: i64 = 15 * 60;
/// After so long without a wrong password all is forgotten.
const FORGOTTEN_AFTER_HOURS: i64 = 24;
/// Slots of the table.
pub const SLOTS: u32 = 1 << 16;

/// A keyed hash of what was typed as a name, with the network or browser that it came from.
pub type PairHash = [u8; 32];

/// Where the pair is kept: its slot in the table.
pub fn slot(pair: &PairHash) -> u32 {
    u32::from(u16::from_be_bytes([pair[0], pair[1]]))
}

/// Wrong passwords of the pair that holds a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordFailures {
    pair: PairHash,
    in_a_row: u32,
    last_wrong_at: Timestamp,
}

impl PasswordFailures {
    /// The failures of `pair` after one more, `kept` being what its slot held before.
    pub fn after_wrong(kept: Option<&Self>, pair: PairHash, now: Timestamp) -> Self {
        let before = kept
            .filter(|kept| kept.concerns(&pair, now))
            .map_or(0, |kept| kept.in_a_row);
        Self {
            pair,
            in_a_row: before.saturating_add(1),
            last_wrong_at: now,
        }
    }

    /// Until when `pair` must wait, if it must.
    pub fn waits_until(&self, pair: &PairHash, now: Timestamp) -> Option<Timestamp> {
        if !self.concerns(pair, now) {
            return None;
        }
        let doublings = self.in_a_row.checked_sub(FREE_IN_A_ROW)?;
        let seconds = 1_i64.checked_shl(doublings.min(16))?.min(WAIT_SECONDS_MAX);
        let until = self.last_wrong_at + SignedDuration::from_secs(seconds);
        (now < until).then_some(until)
    }

    /// Whether a right password has something to clear here.
    pub fn concerns(&self, pair: &PairHash, now: Timestamp) -> bool {
        self.pair == *pair
            && now < self.last_wrong_at + SignedDuration::from_hours(FORGOTTEN_AFTER_HOURS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: PairHash = [7; 32];
    const OTHER: PairHash = [8; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + seconds).unwrap()
    }

    fn after(wrong: u32) -> PasswordFailures {
        (0..wrong)
            .fold(None, |kept, _| {
                Some(PasswordFailures::after_wrong(kept.as_ref(), PAIR, at(0)))
            })
            .unwrap()
    }

    #[test]
    fn op_3_the_wait_doubles_and_never_passes_fifteen_minutes() {
        let table = [
            (1, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (14, 512),
            (15, 900),
            (40, 900),
        ];
        for (wrong, wait) in table {
            let failures = after(wrong);
            assert_eq!(failures.waits_until(&PAIR, at(wait)), None, "{wrong} wrong");
            if wait > 0 {
                assert_eq!(
                    failures.waits_until(&PAIR, at(wait - 1)),
                    Some(at(wait)),
                    "{wrong} wrong"
                );
            }
        }
    }

    #[test]
    fn another_pair_in_the_same_slot_waits_for_nothing_and_takes_its_place() {
        let failures = after(20);
        assert_eq!(failures.waits_until(&OTHER, at(0)), None);
        let taken = PasswordFailures::after_wrong(Some(&failures), OTHER, at(0));
        assert_eq!(taken.waits_until(&PAIR, at(0)), None);
        assert_eq!(taken.waits_until(&OTHER, at(0)), None);
    }

    #[test]
    fn a_day_later_all_is_forgotten() {
        let failures = after(20);
        let next_day = at(24 * 3600);
        assert!(!failures.concerns(&PAIR, next_day));
        assert_eq!(
            PasswordFailures::after_wrong(Some(&failures), PAIR, next_day)
                .waits_until(&PAIR, next_day),
            None
        );
    }

    #[test]
    fn every_hash_has_a_slot() {
        assert_eq!(slot(&[0; 32]), 0);
        assert_eq!(slot(&[255; 32]), SLOTS - 1);
    }
}
