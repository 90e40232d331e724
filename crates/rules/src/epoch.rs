//! What a restore does to what was stored.
//!
//! A database that was restored knows nothing of what happened after its backup: which codes were used,
//! which sessions were ended, which addresses were spent, what was cancelled. So a new epoch begins
//! with it, in which none of that can be used a second time. Whoever restores gives nobody more than
//! they had, at the price of a new sign-in for everybody.
//!
//! Not here: which kinds of record there are and what ends whole, which `service` says in the list of
//! kinds.

use jiff::Timestamp;
use otp::{APP_REACH_STEPS, DRIFT_STEPS_MAX, Params, Tolerance};

use crate::care::Care;
use crate::deadline::Deadline;
use crate::device::SeedMark;
use crate::recovery::RootRecovery;
use crate::requirement::Requirement;
use crate::token::StockToken;

/// A history of the installation: it begins with a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// Counts them; the first one began with the installation.
    pub number: u64,
    /// When it began.
    pub began_at: Timestamp,
}

impl Epoch {
    /// The last step of a device that counts as used: the furthest one whose code could have been
    /// accepted when the epoch began. What is stored of the device's clock says nothing about that: it
    /// may have been set right after the backup, by as much as `reach_steps` allows.
    fn used_up_to(self, params: Params, reach_steps: u32) -> u64 {
        let now = params.step_at(self.began_at.as_second()).0;
        now.saturating_add(u64::from(reach_steps))
            .saturating_add(u64::from(Tolerance::STEPS_MAX))
    }
}

impl SeedMark {
    /// Every step up to now counts as used, by whatever clock. So an app whose clock is right waits for
    /// a little more than ten minutes.
    pub fn begin_epoch(&mut self, epoch: Epoch) {
        let used = epoch.used_up_to(Params::AUTHENTICATOR_APP, APP_REACH_STEPS);
        self.last_step = self.last_step.max(Some(used));
    }
}

impl StockToken {
    /// Every step up to now counts as used, by whatever clock and whoever holds it. So a token whose
    /// clock is right waits for an hour, or two if it shows a code a minute. A token whose parameters
    /// cannot be so gives no codes, and is left as it is.
    pub fn begin_epoch(&mut self, epoch: Epoch) {
        if let Some(params) = self.params() {
            let used = epoch.used_up_to(params, DRIFT_STEPS_MAX);
            self.last_step = self.last_step.max(Some(used));
        }
    }
}

impl RootRecovery {
    /// What is under way may have been cancelled or used since; it has to be begun again. That no mail
    /// opens anything stays.
    pub fn begin_epoch(&mut self) {
        self.under_way = None;
    }
}

impl Care {
    /// The address at which a device can be proved may have been used up.
    pub fn begin_epoch(&mut self) {
        self.proof = None;
    }
}

impl Deadline {
    /// Takes over what the database knew that is being replaced: whichever is earlier holds, computed
    /// from the postponements that this database knows.
    pub fn begin_epoch(&mut self, replaced: &Self, postponements: u32) {
        if self.epoch != postponements {
            self.epoch = postponements;
            self.due_at = None;
            self.past_since = None;
        }
        self.take_over(replaced);
    }
}

impl Requirement {
    /// Takes over the rules of the database that is being replaced: whichever asks for MFA earlier, or
    /// from more people, holds.
    pub fn begin_epoch(&mut self, replaced: Self) {
        for rule in replaced.rules {
            self.set(rule.whom, rule.by, rule.when, rule.announced_at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::Bearer;
    use crate::guess::Guesses;
    use crate::ids::{AccountId, SerialNumber, TokenSerial};
    use crate::requirement::{Setter, When, Whom};
    use crate::token::TokenAlgorithm;
    use otp::{Acceptance, Seed, Step};
    use zeroize::Zeroizing;

    fn epoch() -> Epoch {
        Epoch {
            number: 2,
            began_at: Timestamp::from_second(3000).unwrap(),
        }
    }

    /// Late enough for a clock that is far behind.
    fn restored_at() -> Epoch {
        Epoch {
            began_at: Timestamp::from_second(30_000).unwrap(),
            ..epoch()
        }
    }

    fn token(step_seconds: u32, drift_steps: i32) -> StockToken {
        StockToken {
            serial: TokenSerial::parse("2600123").unwrap(),
            seed: Zeroizing::new("FAKESEED".into()),
            algorithm: TokenAlgorithm::Sha1,
            digits: 6,
            step_seconds,
            drift_steps,
            edge_uses: 0,
            last_step: None,
            last_used_at: None,
            manufacturer: None,
            model: None,
            batch: "b".into(),
            imported_at: Timestamp::UNIX_EPOCH,
            starts_at: None,
            expires_at: None,
            reserved_for: None,
            holder: None,
            assigned_at: None,
        }
    }

    fn mark(drift_steps: i32, last_step: Option<u64>) -> SeedMark {
        SeedMark {
            account: AccountId::parse("123456789012").unwrap(),
            serial: SerialNumber::parse("arn:aws:iam::123456789012:mfa/phone").unwrap(),
            seed: Zeroizing::new("FAKESEED".into()),
            drift_steps,
            last_step,
        }
    }

    #[test]
    fn otp_3_every_step_that_could_have_been_used_counts_as_used() {
        // 3000 seconds are step 100; an app could have been found 20 steps ahead, and the step after
        // that could have been accepted too.
        let table = [
            (0, None, 121),
            (0, Some(90), 121),
            (0, Some(125), 125),
            (20, None, 121),
            (-20, Some(96), 121),
        ];
        for (drift, last, expected) in table {
            let mut mark = mark(drift, last);
            mark.begin_epoch(epoch());
            assert_eq!(mark.last_step, Some(expected), "{drift}, {last:?}");
        }
        for (step_seconds, drift, expected) in [(30, 0, 221), (30, -120, 221), (60, 7, 171)] {
            let mut token = token(step_seconds, drift);
            token.begin_epoch(epoch());
            assert_eq!(token.last_step, Some(expected), "{step_seconds}, {drift}");
        }
    }

    /// A device's clock was learned anew after the backup, a code was used by it, and the backup, which
    /// knows the old clock, is restored at that moment. Whenever somebody repeats the code afterwards, it
    /// opens nothing.
    #[test]
    fn otp_3_no_code_opens_twice_whatever_was_learned_of_a_clock_after_the_backup() {
        let seed = Seed::from_base32("FAKESEEDFAKESEEDFAKESEEDFAKESEED").unwrap();
        let params = Params::AUTHENTICATOR_APP;
        let now = params.step_at(restored_at().began_at.as_second()).0;
        let reach = |steps: u32| [-steps.cast_signed(), -1, 0, 2, steps.cast_signed()];
        for (restored, learned) in pairs(reach(APP_REACH_STEPS)) {
            let mut mark = mark(restored, None);
            mark.begin_epoch(restored_at());
            never_again(
                &seed,
                restored,
                mark.last_step,
                now.saturating_add_signed(learned.into()),
            );
        }
        for (restored, learned) in pairs(reach(DRIFT_STEPS_MAX)) {
            let mut token = token(30, restored);
            token.begin_epoch(restored_at());
            never_again(
                &seed,
                restored,
                token.last_step,
                now.saturating_add_signed(learned.into()),
            );
        }
    }

    fn pairs(all: [i32; 5]) -> impl Iterator<Item = (i32, i32)> {
        all.into_iter()
            .flat_map(move |one| all.map(|other| (one, other)))
    }

    /// The codes that could have been used around this step are accepted at no later moment.
    fn never_again(seed: &Seed, drift: i32, last: Option<u64>, used: u64) {
        let params = Params::AUTHENTICATOR_APP;
        let now = params.step_at(restored_at().began_at.as_second()).0;
        for step in used - 1..=used + 1 {
            let code = otp::totp_at(seed, Step(step), params);
            for later in now..now + 3 * u64::from(DRIFT_STEPS_MAX) {
                let (last, later) = (last.map(Step), Step(later));
                let tolerance = Tolerance::default();
                let found = otp::accept(seed, params, drift, last, later, tolerance, &code);
                let accepted = match found {
                    // Other steps may show the same digits, and those are new.
                    Acceptance::Accepted { step: found, .. } => found == Step(step),
                    _ => false,
                };
                assert!(!accepted, "{drift}, {step} at {later:?}");
            }
        }
    }

    #[test]
    fn en_4_of_two_sets_of_rules_whatever_asks_for_more_holds() {
        let days = |days| When::new(None, Some(days)).unwrap();
        let rules = |days_of_roots: Option<u16>, days_of_all: Option<u16>| {
            let mut requirement = Requirement::of(None);
            for (whom, given) in [
                (Whom::Roots, days_of_roots),
                (Whom::ConsoleUsers, days_of_all),
            ] {
                if let Some(given) = given {
                    requirement.set(whom, Setter::Operator, days(given), epoch().began_at);
                }
            }
            requirement
        };
        let table = [
            (
                rules(None, None),
                rules(Some(5), None),
                rules(Some(5), None),
            ),
            (
                rules(Some(5), None),
                rules(None, None),
                rules(Some(5), None),
            ),
            (
                rules(Some(5), None),
                rules(Some(9), Some(7)),
                rules(Some(5), Some(7)),
            ),
            (
                rules(Some(9), Some(7)),
                rules(Some(5), None),
                rules(Some(5), Some(7)),
            ),
        ];
        for (mut ours, replaced, expected) in table {
            ours.begin_epoch(replaced);
            assert_eq!(ours, expected);
        }
    }

    #[test]
    fn otp_8_a_restore_gives_no_guess_back() {
        let now = epoch().began_at;
        let wrong = |codes| {
            let mut guesses = Guesses::default();
            for _ in 0..codes {
                guesses.wrong(now, 1);
            }
            guesses
        };
        for (ours, replaced) in [(0, 9), (9, 0), (3, 9), (9, 9)] {
            let mut guesses = wrong(ours);
            guesses.begin_epoch(wrong(replaced), now);
            assert_eq!(guesses, wrong(9), "{ours}, {replaced}");
        }
    }

    #[test]
    fn en_4_of_two_deadlines_the_earlier_one_holds() {
        let at = |seconds| Some(Timestamp::from_second(seconds).unwrap());
        let deadline = |epoch, due_at, past_since| Deadline {
            due_at,
            epoch,
            past_since,
            ..Deadline::new(AccountId::parse("123456789012").unwrap(), Bearer::Root)
        };
        let table = [
            (
                deadline(1, at(50), None),
                deadline(1, at(40), None),
                at(40),
                None,
            ),
            (
                deadline(1, at(40), None),
                deadline(3, at(50), at(60)),
                at(40),
                at(60),
            ),
            (
                deadline(1, at(40), at(45)),
                deadline(1, None, None),
                at(40),
                at(45),
            ),
            // What was computed before the last postponement does not come back by itself.
            (
                deadline(0, at(10), at(20)),
                deadline(3, at(50), None),
                at(50),
                None,
            ),
        ];
        for (mut ours, replaced, due_at, past_since) in table {
            ours.begin_epoch(&replaced, 1);
            assert_eq!(ours.epoch, 1);
            assert_eq!((ours.due_at, ours.past_since), (due_at, past_since));
        }
    }
}
