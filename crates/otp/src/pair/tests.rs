use proptest::prelude::*;

use super::*;
use crate::params::{Algorithm, Digits};

const APP: Params = Params::AUTHENTICATOR_APP;
const NOW: u64 = 1_000_000;

fn seed() -> Seed {
    Seed::from_bytes(b"12345678901234567890".to_vec()).unwrap()
}

/// Types the codes of two steps, given as offsets from now, and searches around a drift.
fn search(codes: (i64, i64), around: i32, last: Option<i64>, reach: u32) -> PairOutcome {
    let (seed, now) = (seed(), Step(NOW));
    let shown = |off| totp_at(&seed, now.away(off).unwrap(), APP);
    let last = last.and_then(|off| now.away(off));
    let (first, second) = (shown(codes.0), shown(codes.1));
    find_pair(&seed, APP, around, last, now, &first, &second, reach)
}

fn found(drift: i32, second_off: i64) -> PairOutcome {
    PairOutcome::Found {
        drift,
        last_step: Step(NOW).away(second_off).unwrap(),
    }
}

#[test]
fn otp_5_a_pair_teaches_the_drift_and_a_slow_typist_teaches_none() {
    for (second_off, drift) in [
        (0, 0),
        (-1, 0),
        (1, 0),
        (-2, -2),
        (2, 2),
        (-20, -20),
        (20, 20),
    ] {
        let outcome = search((second_off - 1, second_off), 0, None, APP_REACH_STEPS);
        assert_eq!(outcome, found(drift, second_off), "offset {second_off}");
    }
}

#[test]
fn otp_5_the_search_ends_at_its_reach() {
    for (reach, around, second_off, inside) in [
        (APP_REACH_STEPS, 0, 20, true),
        (APP_REACH_STEPS, 0, 21, false),
        (APP_REACH_STEPS, 0, -20, true),
        (APP_REACH_STEPS, 0, -21, false),
        (TOKEN_REACH_STEPS, 0, 120, true),
        (TOKEN_REACH_STEPS, 0, 121, false),
        (TOKEN_REACH_STEPS, 0, -120, true),
        (TOKEN_REACH_STEPS, 0, -121, false),
        (TOKEN_REACH_STEPS, 50, 170, true),
        (TOKEN_REACH_STEPS, 50, 171, false),
        (TOKEN_REACH_STEPS, 50, -70, true),
        (TOKEN_REACH_STEPS, 50, -71, false),
        (0, 0, 0, true),
        (0, 0, 1, false),
        // Nobody can ask for more than the furthest reach.
        (TOKEN_REACH_STEPS + 1, 0, 120, true),
        (TOKEN_REACH_STEPS + 1, 0, 121, false),
        (u32::MAX, 0, 121, false),
    ] {
        let outcome = search((second_off - 1, second_off), around, None, reach);
        let is_found = matches!(outcome, PairOutcome::Found { .. });
        assert_eq!(is_found, inside, "{second_off} around {around} ± {reach}");
    }
}

#[test]
fn otp_3_both_codes_of_a_pair_must_be_unused() {
    let used = PairOutcome::NotFound(Hint::Used);
    for (last, expected) in [
        (-2, found(0, 0)),
        (-1, used),
        (0, used),
        (1, used),
        (500, used),
    ] {
        let outcome = search((-1, 0), 0, Some(last), APP_REACH_STEPS);
        assert_eq!(outcome, expected, "last used {last}");
    }
}

#[test]
fn otp_6_anything_but_two_codes_in_order_is_refused_with_a_hint() {
    // 5000 steps away stands for a code that the device does not show.
    let strange = 5000;
    for (codes, last, hint) in [
        ((0, 0), None, Hint::SameCodeTwice),
        ((0, 0), Some(0), Hint::SameCodeTwice),
        ((strange, strange), None, Hint::SameCodeTwice),
        ((0, -1), None, Hint::Swapped),
        ((20, 19), None, Hint::Swapped),
        ((0, -1), Some(-1), Hint::Used),
        ((-1, 1), None, Hint::NotAdjacent),
        ((-20, 20), None, Hint::NotAdjacent),
        ((1, -1), None, Hint::NotAdjacent),
        ((0, strange), None, Hint::FirstOnly),
        ((20, 21), None, Hint::FirstOnly),
        ((strange, 0), None, Hint::SecondOnly),
        ((-3, 0), Some(-3), Hint::Used),
        ((0, strange), Some(0), Hint::Used),
        ((strange, 0), Some(0), Hint::Used),
        ((strange, strange + 1), None, Hint::NoMatch),
        ((21, 22), None, Hint::NoMatch),
    ] {
        let outcome = search(codes, 0, last, APP_REACH_STEPS);
        assert_eq!(outcome, PairOutcome::NotFound(hint), "{codes:?} {last:?}");
    }
}

#[test]
fn otp_14_one_code_alone_confirms_no_device() {
    for off in -25..=25 {
        let outcome = search((off, off), 0, None, TOKEN_REACH_STEPS);
        assert_eq!(outcome, PairOutcome::NotFound(Hint::SameCodeTwice));
    }
}

#[test]
fn a_pair_is_found_at_both_ends_of_time_and_no_step_before_it_is_invented() {
    let seed = seed();
    let code = |step| totp_at(&seed, Step(step), APP);
    let at = |now, around, first: &Code, second: &Code| {
        find_pair(
            &seed,
            APP,
            around,
            None,
            Step(now),
            first,
            second,
            APP_REACH_STEPS,
        )
    };
    let pair_at = |drift, last| PairOutcome::Found {
        drift,
        last_step: Step(last),
    };
    assert_eq!(at(0, 0, &code(0), &code(1)), pair_at(0, 1));
    assert_eq!(at(20, 0, &code(0), &code(1)), pair_at(-19, 1));
    let last = u64::MAX;
    assert_eq!(at(last, 0, &code(last - 1), &code(last)), pair_at(0, last));
    let none = PairOutcome::NotFound(Hint::NoMatch);
    assert_eq!(at(0, i32::MIN, &code(0), &code(1)), none);
    assert_eq!(at(last, i32::MAX, &code(last - 1), &code(last)), none);
}

proptest! {
    /// OTP-5 and OTP-6: every honest pair within reach and after the last step is found, exactly
    /// where it lies, and none outside. Eight digits keep chance out of it.
    #[test]
    fn otp_6_exactly_the_honest_pairs_within_reach_are_found(
        bytes in prop::collection::vec(any::<u8>(), 16..=64),
        algorithm in prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
        now in 10_000..=u64::from(u32::MAX),
        around in -120..=120_i32,
        reach in prop::sample::select(vec![0, 1, APP_REACH_STEPS, TOKEN_REACH_STEPS]),
        off in -125..=125_i64,
        last_off in prop::option::of(-250..=250_i64),
    ) {
        let seed = Seed::from_bytes(bytes).unwrap();
        let params = Params::new(algorithm, Digits::EIGHT, 60).unwrap();
        let now = Step(now);
        let second_step = now.away(i64::from(around) + off).unwrap();
        let first_step = second_step.away(-1).unwrap();
        let last = last_off.and_then(|off| now.away(off));
        let (first, second) = (totp_at(&seed, first_step, params), totp_at(&seed, second_step, params));

        let outcome = find_pair(&seed, params, around, last, now, &first, &second, reach);
        let honest = off.unsigned_abs() <= u64::from(reach) && last.is_none_or(|last| first_step > last);
        match outcome {
            PairOutcome::Found { drift, last_step } => {
                prop_assert!(honest);
                prop_assert_eq!(last_step, second_step);
                let device = now.away(i64::from(drift)).unwrap();
                // With the learned drift, the device's codes lie in the middle of the window, or
                // one step off where the drift was taken for typing.
                prop_assert!(second_step.steps_after(device).unwrap().abs() <= 1);
                prop_assert!(drift == 0 || device == second_step);
                prop_assert!(drift.abs() != 1);
            }
            PairOutcome::NotFound(_) => prop_assert!(!honest),
        }
        // The other order is never a pair.
        let swapped = find_pair(&seed, params, around, last, now, &second, &first, reach);
        let is_found = matches!(swapped, PairOutcome::Found { .. });
        prop_assert!(!is_found);
    }
}
