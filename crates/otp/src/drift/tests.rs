use proptest::prelude::*;

use super::*;
use crate::accept::{Tolerance, accept};
use crate::generate::totp_at;
use crate::pair::Hint;
use crate::params::{Algorithm, Digits};

const NOW: Step = Step(1_000_000);

fn seed() -> Seed {
    Seed::from_bytes(b"12345678901234567890".to_vec()).unwrap()
}

fn token(steps: i32, edge_uses: i8) -> TokenDrift {
    TokenDrift { steps, edge_uses }
}

/// An accepted code of the step so many steps from now.
fn accepted(offset: i64) -> Acceptance {
    Acceptance::Accepted {
        step: NOW.away(offset).unwrap(),
        compared: 3,
    }
}

#[test]
fn otp_5_only_three_uses_in_a_row_at_the_same_edge_move_the_drift_by_one_step() {
    // The drift at the beginning, the offsets of the codes from now, what is known afterwards.
    for (begin, uses, end) in [
        (token(0, 0), vec![], token(0, 0)),
        (token(0, 0), vec![1], token(0, 1)),
        (token(0, 0), vec![1, 1], token(0, 2)),
        (token(0, 0), vec![1, 1, 1], token(1, 0)),
        (token(0, 0), vec![-1, -1], token(0, -2)),
        (token(0, 0), vec![-1, -1, -1], token(-1, 0)),
        // The middle breaks a run, and so does the other edge.
        (token(0, 0), vec![1, 1, 0], token(0, 0)),
        (token(0, 0), vec![1, 1, 0, 1], token(0, 1)),
        (token(0, 0), vec![1, 1, -1], token(0, -1)),
        (token(0, 0), vec![-1, -1, 1, 1, 1], token(1, 0)),
        // After a move the window has moved as well, and a new run begins.
        (token(0, 0), vec![1, 1, 1, 1], token(1, 0)),
        (token(0, 0), vec![1, 1, 1, 2, 2], token(1, 2)),
        (token(0, 0), vec![1, 1, 1, 2, 2, 2], token(2, 0)),
        (token(-7, -2), vec![-8], token(-8, 0)),
        (token(40, 2), vec![41], token(41, 0)),
        (token(40, 2), vec![40], token(40, 0)),
    ] {
        let after = uses
            .iter()
            .fold(begin, |drift, offset| drift.after(NOW, accepted(*offset)));
        assert_eq!(after, end, "{begin:?} {uses:?}");
    }
}

#[test]
fn otp_5_what_is_wrong_or_used_teaches_nothing() {
    for drift in [token(0, 0), token(5, 2), token(-5, -2)] {
        for answer in [
            Acceptance::Wrong { compared: 3 },
            Acceptance::Used { compared: 3 },
        ] {
            assert_eq!(drift.after(NOW, answer), drift, "{answer:?}");
        }
    }
}

#[test]
fn otp_5_use_never_moves_a_drift_beyond_its_bound() {
    for (begin, offset, end) in [
        (token(119, 2), 120, token(120, 0)),
        (token(120, 2), 121, token(120, 0)),
        (token(-119, -2), -120, token(-120, 0)),
        (token(-120, -2), -121, token(-120, 0)),
        // Back towards the middle it may move.
        (token(120, -2), 119, token(119, 0)),
        // What was stored by mistake does not stay beyond it.
        (token(500, 2), 501, token(120, 0)),
        (token(i32::MAX, 2), i64::from(i32::MAX), token(i32::MAX, 0)),
        (token(0, i8::MAX), 1, token(1, 0)),
        (token(0, i8::MIN), -1, token(-1, 0)),
    ] {
        assert_eq!(begin.after(NOW, accepted(offset)), end, "{begin:?}");
    }
    for (steps, kept) in [
        (0, 0),
        (120, 120),
        (121, 120),
        (-121, -120),
        (i32::MIN, -120),
    ] {
        assert_eq!(TokenDrift::learned(steps), token(kept, 0));
    }
}

#[test]
fn otp_5_a_token_is_found_up_to_its_bound_and_not_a_step_further() {
    for (offset, drift) in [
        (0, Some(0)),
        (1, Some(0)),
        (-1, Some(0)),
        (2, Some(2)),
        (-119, Some(-119)),
        (120, Some(120)),
        (-120, Some(-120)),
        (121, None),
        (-121, None),
    ] {
        let shown = |off| totp_at(&seed(), NOW.away(off).unwrap(), Params::AUTHENTICATOR_APP);
        let (first, second) = (shown(offset - 1), shown(offset));
        let outcome = find_token_pair(
            &seed(),
            Params::AUTHENTICATOR_APP,
            None,
            NOW,
            &first,
            &second,
        );
        let expected = match drift {
            Some(drift) => PairOutcome::Found {
                drift,
                last_step: NOW.away(offset).unwrap(),
            },
            None if offset > 0 => PairOutcome::NotFound(Hint::FirstOnly),
            None => PairOutcome::NotFound(Hint::SecondOnly),
        };
        // At the early end one more step is compared, for the first code of the earliest pair.
        assert_eq!(outcome, expected, "{offset}");
    }
}

#[test]
fn drift_is_told_in_seconds_of_the_token_s_own_steps() {
    let slow = Params::new(Algorithm::Sha256, Digits::EIGHT, 60).unwrap();
    for (steps, params, seconds) in [
        (0, Params::AUTHENTICATOR_APP, 0),
        (-2, Params::AUTHENTICATOR_APP, -60),
        (3, slow, 180),
        (i32::MIN, slow, -128_849_018_880),
    ] {
        assert_eq!(token(steps, 0).seconds(params), seconds);
    }
}

/// A token of every make loses a second or two a day for years, and is used once a day: it always
/// opens the door, and no code opens it twice.
#[test]
fn otp_5_a_slow_clock_is_followed_for_years_with_every_make_of_token() {
    const DAY_SECONDS: i64 = 86_400;
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in [Digits::SIX, Digits::SEVEN, Digits::EIGHT] {
            for (step_seconds, lost_each_day) in [(30, 1), (60, -2)] {
                let params = Params::new(algorithm, digits, step_seconds).unwrap();
                let mut drift = TokenDrift::default();
                let mut last = None;
                for day in 0..1500 {
                    let ours = 1_700_000_000 + day * DAY_SECONDS;
                    let now = params.step_at(ours);
                    let shown = params.step_at(ours - day * lost_each_day);
                    let code = totp_at(&seed(), shown, params);
                    let check = |last| {
                        let tolerance = Tolerance::default();
                        accept(&seed(), params, drift.steps, last, now, tolerance, &code)
                    };
                    let answer = check(last);
                    let Acceptance::Accepted { step, .. } = answer else {
                        panic!("day {day}: {answer:?} at {drift:?}");
                    };
                    assert!(!matches!(check(Some(step)), Acceptance::Accepted { .. }));
                    last = Some(step);
                    drift = drift.after(now, answer);
                }
                let most = i64::from(DRIFT_STEPS_MAX) * i64::from(step_seconds);
                assert!(drift.seconds(params).abs() <= most);
                assert!(
                    drift.seconds(params) * lost_each_day < -1400 + 60,
                    "{drift:?}"
                );
            }
        }
    }
}

proptest! {
    /// OTP-5, for every history: a use moves the drift by one step at most and never out of bounds.
    #[test]
    fn otp_5_one_use_moves_a_drift_by_one_step_at_most(
        steps in -120..=120_i32,
        edge_uses in any::<i8>(),
        now in any::<u64>(),
        step in any::<u64>(),
        near in -2..=2_i64,
        is_near in any::<bool>(),
    ) {
        let before = token(steps, edge_uses);
        let step = match Step(now).away(i64::from(steps) + near) {
            Some(step) if is_near => step,
            _ => Step(step),
        };
        let after = before.after(Step(now), Acceptance::Accepted { step, compared: 3 });
        prop_assert!(after.steps.abs_diff(before.steps) <= 1);
        prop_assert!(after.steps.unsigned_abs() <= DRIFT_STEPS_MAX);
        prop_assert!(after.edge_uses.unsigned_abs() < EDGE_USES || after == before);
    }
}
