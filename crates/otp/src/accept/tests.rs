use proptest::prelude::*;

use super::*;
use crate::params::{Algorithm, Digits};

const APP: Params = Params::AUTHENTICATOR_APP;
const NOW: Step = Step(1000);

fn seed() -> Seed {
    Seed::from_bytes(b"12345678901234567890".to_vec()).unwrap()
}

/// Checks the code of step `shown` at `NOW`, in words that a table can hold.
fn verdict(shown: u64, drift: i32, last: Option<u64>, tolerance: Tolerance) -> String {
    let code = totp_at(&seed(), Step(shown), APP);
    let last = last.map(Step);
    match accept(&seed(), APP, drift, last, NOW, tolerance, &code) {
        Acceptance::Accepted { step, .. } => format!("accepted {}", step.0),
        Acceptance::Used { .. } => "used".to_owned(),
        Acceptance::Wrong { .. } => "wrong".to_owned(),
    }
}

#[test]
fn otp_4_a_code_is_taken_one_step_either_side_at_most() {
    let (both, strict) = (Tolerance::default(), Tolerance::STRICT);
    let behind = Tolerance::new(1, 0).unwrap();
    let ahead = Tolerance::new(0, 1).unwrap();
    for (tolerance, shown, expected) in [
        (both, 998, "wrong"),
        (both, 999, "accepted 999"),
        (both, 1000, "accepted 1000"),
        (both, 1001, "accepted 1001"),
        (both, 1002, "wrong"),
        (strict, 999, "wrong"),
        (strict, 1000, "accepted 1000"),
        (strict, 1001, "wrong"),
        (behind, 998, "wrong"),
        (behind, 999, "accepted 999"),
        (behind, 1001, "wrong"),
        (ahead, 999, "wrong"),
        (ahead, 1001, "accepted 1001"),
        (ahead, 1002, "wrong"),
    ] {
        let found = verdict(shown, 0, None, tolerance);
        assert_eq!(found, expected, "{shown} with {tolerance:?}");
    }
}

#[test]
fn otp_4_no_tolerance_is_wider_than_one_step() {
    for (behind_steps, ahead_steps, taken) in [
        (0, 0, true),
        (1, 1, true),
        (2, 0, false),
        (0, 2, false),
        (255, 255, false),
    ] {
        let tolerance = Tolerance::new(behind_steps, ahead_steps);
        assert_eq!(tolerance.is_ok(), taken, "{behind_steps}/{ahead_steps}");
    }
    assert_eq!(
        Tolerance::new(2, 0).unwrap_err().to_string(),
        "a tolerance of `2` steps behind and `0` ahead is too wide; use 0 or 1 for each"
    );
}

#[test]
fn otp_5_the_window_follows_the_learned_drift_and_refuses_what_lies_outside() {
    for (drift, shown, expected) in [
        (-7, 991, "wrong"),
        (-7, 992, "accepted 992"),
        (-7, 994, "accepted 994"),
        (-7, 995, "wrong"),
        (-7, 1000, "wrong"),
        (12, 1010, "wrong"),
        (12, 1011, "accepted 1011"),
        (12, 1013, "accepted 1013"),
        (12, 1014, "wrong"),
    ] {
        let found = verdict(shown, drift, None, Tolerance::default());
        assert_eq!(found, expected, "{shown} at drift {drift}");
    }
}

#[test]
fn otp_3_a_used_step_and_every_earlier_one_is_never_accepted_again() {
    for (last, shown, expected) in [
        (998, 999, "accepted 999"),
        (999, 999, "used"),
        (1000, 999, "used"),
        (1000, 1000, "used"),
        (1000, 1001, "accepted 1001"),
        (1001, 999, "used"),
        (1001, 1001, "used"),
        (5000, 1000, "used"),
        (u64::MAX, 1001, "used"),
        (1000, 998, "wrong"),
    ] {
        let found = verdict(shown, 0, Some(last), Tolerance::default());
        assert_eq!(found, expected, "{shown} after {last}");
    }
}

#[test]
fn otp_12_a_clock_that_steps_back_does_not_reopen_used_steps() {
    let (seed, tolerance) = (seed(), Tolerance::default());
    let code = totp_at(&seed, NOW, APP);
    let mut last = None;
    let mut accepted = 0;
    // The clock runs, is set back by five steps, and runs through the same steps again.
    for now in (998..=1002).chain(996..=1002) {
        let answer = accept(&seed, APP, 0, last, Step(now), tolerance, &code);
        if let Acceptance::Accepted { step, .. } = answer {
            last = Some(step);
            accepted += 1;
        }
    }
    assert_eq!((accepted, last), (1, Some(NOW)));
}

/// Steps of this seed that show the same six digits, found by trying all from zero.
const ADJACENT_TWINS: (u64, u64) = (910_737, 910_738);
const TWINS_TWO_APART: (u64, u64) = (153_567, 153_569);

#[test]
fn otp_3_digits_that_two_steps_share_open_one_door_only() {
    let (seed, tolerance) = (seed(), Tolerance::default());
    for (earlier, later) in [ADJACENT_TWINS, TWINS_TWO_APART] {
        let code = totp_at(&seed, Step(earlier), APP);
        assert_eq!(code.as_str(), totp_at(&seed, Step(later), APP).as_str());

        let now = Step(earlier + 1);
        let first = accept(&seed, APP, 0, None, now, tolerance, &code);
        let accepted = Acceptance::Accepted {
            step: Step(later),
            compared: 3,
        };
        assert_eq!(first, accepted, "the latest twin is used up");

        let after_the_earlier = accept(&seed, APP, 0, Some(Step(earlier)), now, tolerance, &code);
        assert_eq!(after_the_earlier, Acceptance::Used { compared: 3 });
    }
}

#[test]
fn steps_that_do_not_exist_match_nothing_and_are_still_paid_for() {
    let (seed, tolerance) = (seed(), Tolerance::default());
    let zero = totp_at(&seed, Step(0), APP);
    let wrong = Acceptance::Wrong { compared: 3 };
    for (now, drift, expected) in [
        (0, -2, wrong),
        (0, i32::MIN, wrong),
        (u64::MAX, 2, wrong),
        (u64::MAX, i32::MAX, wrong),
        (
            0,
            -1,
            Acceptance::Accepted {
                step: Step(0),
                compared: 3,
            },
        ),
    ] {
        let found = accept(&seed, APP, drift, None, Step(now), tolerance, &zero);
        assert_eq!(found, expected, "now {now}, drift {drift}");
    }
}

#[test]
fn otp_10_every_outcome_costs_the_same_number_of_comparisons() {
    for (tolerance, expected) in [
        (Tolerance::default(), 3),
        (Tolerance::new(1, 0).unwrap(), 2),
        (Tolerance::STRICT, 1),
    ] {
        let mut seen = Vec::new();
        for (shown, last) in [(1000, None), (1000, Some(NOW)), (500, None)] {
            let code = totp_at(&seed(), Step(shown), APP);
            let answer = accept(&seed(), APP, 0, last, NOW, tolerance, &code);
            seen.push(std::mem::discriminant(&answer));
            assert_eq!(answer.compared(), expected);
        }
        seen.dedup();
        assert_eq!(seen.len(), 3, "all three outcomes were seen");
    }
}

#[test]
fn a_code_of_another_length_is_wrong() {
    let eight = Params::new(Algorithm::Sha1, Digits::EIGHT, 30).unwrap();
    let code = totp_at(&seed(), NOW, eight);
    let answer = accept(&seed(), APP, 0, None, NOW, Tolerance::default(), &code);
    assert_eq!(answer, Acceptance::Wrong { compared: 3 });
}

prop_compose! {
    fn any_params()(
        algorithm in prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
        digits in 6..=8_u8,
        step_seconds in prop::sample::select(vec![30, 60]),
    ) -> Params {
        Params::new(algorithm, Digits::new(digits).unwrap(), step_seconds).unwrap()
    }
}

prop_compose! {
    fn any_tolerance()(behind_steps in 0..=1_u8, ahead_steps in 0..=1_u8) -> Tolerance {
        Tolerance::new(behind_steps, ahead_steps).unwrap()
    }
}

proptest! {
    /// OTP-3, for every history: whatever was accepted last, nothing at or before it is accepted.
    #[test]
    fn otp_3_accept_never_returns_a_step_at_or_before_the_last(
        bytes in prop::collection::vec(any::<u8>(), 20),
        params in any_params(),
        tolerance in any_tolerance(),
        now in 0..=u64::MAX,
        drift in -130..=130_i32,
        shown_off in -3..=3_i64,
        last_off in prop::option::of(-4..=4_i64),
    ) {
        let seed = Seed::from_bytes(bytes).unwrap();
        let device = Step(now).away(i64::from(drift)).unwrap_or(Step(now));
        let last = last_off.and_then(|off| device.away(off));
        let code = totp_at(&seed, device.away(shown_off).unwrap_or(device), params);
        let answer = accept(&seed, params, drift, last, Step(now), tolerance, &code);
        if let Acceptance::Accepted { step, .. } = answer {
            prop_assert!(last.is_none_or(|last| step > last));
            prop_assert_eq!(totp_at(&seed, step, params).as_str().to_owned(), code.as_str());
        }
        let width = u32::from(tolerance.behind_steps) + u32::from(tolerance.ahead_steps) + 1;
        prop_assert_eq!(answer.compared(), width);
    }

    /// OTP-4: an unused code is accepted exactly when it lies in the window.
    #[test]
    fn otp_4_a_code_is_accepted_exactly_inside_the_window(
        bytes in prop::collection::vec(any::<u8>(), 20),
        params in any_params(),
        tolerance in any_tolerance(),
        now in 1000..=u64::from(u32::MAX),
        drift in -120..=120_i32,
        off in -3..=3_i64,
    ) {
        let seed = Seed::from_bytes(bytes).unwrap();
        let device = Step(now).away(i64::from(drift)).unwrap();
        let shown = device.away(off).unwrap();
        let code = totp_at(&seed, shown, params);
        // The rare twins have a test of their own.
        let twins = (-1..=1)
            .filter_map(|near| device.away(near))
            .filter(|near| *near != shown)
            .any(|near| totp_at(&seed, near, params).as_str() == code.as_str());
        prop_assume!(!twins);

        let answer = accept(&seed, params, drift, None, Step(now), tolerance, &code);
        let inside = -i64::from(tolerance.behind_steps) <= off && off <= i64::from(tolerance.ahead_steps);
        match answer {
            Acceptance::Accepted { step, .. } => prop_assert!(inside && step == shown),
            Acceptance::Wrong { .. } => prop_assert!(!inside),
            Acceptance::Used { .. } => prop_assert!(false, "nothing was used"),
        }
        // Once saved, the same code is never taken again while any clock shows it.
        for later in -1..=1 {
            let now = Step(now).away(later).unwrap();
            let again = accept(&seed, params, drift, Some(shown), now, tolerance, &code);
            let accepted = matches!(again, Acceptance::Accepted { .. });
            prop_assert!(!accepted);
        }
    }
}
