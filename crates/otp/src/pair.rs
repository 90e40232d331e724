//! Two codes in a row: proof at enrolment that the device works, and the way to learn its drift.
//!
//! **Invariants.** Both codes must belong to steps that follow each other, in the order in which
//! they were typed, and both must be later than the last used step. Anything else changes nothing.
//! The search goes [`TOKEN_REACH_STEPS`] either way at most, whatever the caller asks for, and
//! compares every step of it with both codes.
//!
//! Source: RFC 4226 section 7.4, RFC 6238 section 6; `OTP-5`, `OTP-6`.

use crate::code::Code;
use crate::generate::totp_at;
use crate::params::{Params, Step};
use crate::seed::Seed;

/// How far the search goes for an app: a phone's clock is set by its network.
pub const APP_REACH_STEPS: u32 = 20;
/// How far the search goes for a token whose clock nobody sets, and the furthest that it ever goes.
pub const TOKEN_REACH_STEPS: u32 = 120;

/// Offsets up to this one are the person's typing, not the device's clock.
const TYPING_STEPS: u32 = 1;

/// What the search for two codes in a row found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairOutcome {
    /// Both codes fit. Both values must be saved with what the codes confirm.
    Found {
        /// How many steps the device is ahead of the clock; a step either way counts as none.
        drift: i32,
        /// The second code's step: neither code, nor any earlier one, opens a door after this.
        last_step: Step,
    },
    /// The codes do not fit, and nothing may change.
    NotFound(Hint),
}

/// What probably went wrong, so that a page can say what to do.
///
/// A hint tells whether a single code was right. Show it only to a person who is being shown the
/// seed anyway, at enrolment. At resync one text must do for all of them, or it would help to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// The same code twice: wait until the device shows the next one.
    SameCodeTwice,
    /// The codes are right but in the wrong order.
    Swapped,
    /// Both codes are right, but one or more lie between them.
    NotAdjacent,
    /// The first code is right, the second is not the next one.
    FirstOnly,
    /// The second code is right, the first is not the one before it.
    SecondOnly,
    /// A code was used before: wait for two new ones.
    Used,
    /// Neither code belongs to this seed near this time.
    NoMatch,
}

/// The codes that were typed, laid beside one step.
struct Trial {
    step: Step,
    first: bool,
    second: bool,
    fresh: bool,
}

/// Searches the steps around `now + around_drift` for two codes in a row.
///
/// The second code's step lies at most `reach_steps` from there. Phones and tokens alike are
/// enrolled and resynced around a drift of 0, which bounds their drift for good
/// ([`find_token_pair`](crate::find_token_pair)).
#[expect(
    clippy::too_many_arguments,
    reason = "each is one fact of the decision, and a struct would only name them a second time"
)]
pub fn find_pair(
    seed: &Seed,
    params: Params,
    around_drift: i32,
    last_step: Option<Step>,
    now: Step,
    first: &Code,
    second: &Code,
    reach_steps: u32,
) -> PairOutcome {
    let reach = i64::from(reach_steps.min(TOKEN_REACH_STEPS));
    // One more step at the early end, for the first code of the earliest pair.
    let trials: Vec<Trial> = (-reach - 1..=reach)
        .filter_map(|offset| now.away(i64::from(around_drift) + offset))
        .map(|step| {
            let shown = totp_at(seed, step, params);
            Trial {
                step,
                first: first.matches(&shown).into(),
                second: second.matches(&shown).into(),
                fresh: last_step.is_none_or(|last| step > last),
            }
        })
        .collect();
    // The latest pair, should there ever be two: it uses up the other as well.
    let found = trials
        .array_windows()
        .rev()
        .find(|[earlier, later]| earlier.fresh && earlier.first && later.second)
        .and_then(|[_, later]| Some((later.step, later.step.steps_after(now)?)));
    match found {
        Some((last_step, offset)) => PairOutcome::Found {
            drift: without_typing(offset),
            last_step,
        },
        None => PairOutcome::NotFound(hint(&trials, first, second)),
    }
}

/// An offset that the person's own pace explains is no drift.
fn without_typing(offset: i32) -> i32 {
    if offset.unsigned_abs() <= TYPING_STEPS {
        0
    } else {
        offset
    }
}

/// Names the likeliest mistake, the one that explains most first.
fn hint(trials: &[Trial], first: &Code, second: &Code) -> Hint {
    let swapped = trials.array_windows().any(|[a, b]| a.second && b.first);
    let used = trials.iter().any(|t| !t.fresh && (t.first || t.second));
    let matched = (
        trials.iter().any(|t| t.first),
        trials.iter().any(|t| t.second),
    );
    match matched {
        _ if first.matches(second).into() => Hint::SameCodeTwice,
        _ if used => Hint::Used,
        (true, true) if swapped => Hint::Swapped,
        (true, true) => Hint::NotAdjacent,
        (true, false) => Hint::FirstOnly,
        (false, true) => Hint::SecondOnly,
        (false, false) => Hint::NoMatch,
    }
}

#[cfg(test)]
mod tests;
