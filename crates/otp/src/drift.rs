//! What a token's clock is known to be, and how use teaches it.
//!
//! Nobody sets the clock of a hardware token. Its drift is learned from two codes in a row, at
//! enrolment and resync, and then followed slowly: three uses in a row at the same edge of the
//! window move it by one step. An app's clock is set by its network and is never followed.
//!
//! **Invariants.** The drift stays within [`DRIFT_STEPS_MAX`] in all, whatever is stored, found or
//! typed. One code, however it came to be known, moves nothing.
//!
//! **Not here.** Storing the value: whoever keeps the seed keeps both numbers beside it.
//!
//! Source: RFC 6238 section 6; `OTP-5`.

use crate::accept::Acceptance;
use crate::code::Code;
use crate::pair::{PairOutcome, TOKEN_REACH_STEPS, find_pair};
use crate::params::{Params, Step};
use crate::seed::Seed;

/// How far a token's clock may be from ours in all, in steps either way.
pub const DRIFT_STEPS_MAX: u32 = TOKEN_REACH_STEPS;
/// How many uses in a row at the same edge of the window move the drift by one step.
pub const EDGE_USES: u8 = 3;

/// The drift of a token, and the run of uses that may move it. Two numbers, to be stored as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TokenDrift {
    /// How many steps the token is ahead of the clock; negative when it is behind.
    pub steps: i32,
    /// How many uses in a row were at the late edge of the window, or, negative, at the early one.
    pub edge_uses: i8,
}

impl TokenDrift {
    /// The drift that two codes in a row have shown ([`PairOutcome::Found`]), with no run begun.
    /// What is stored goes in again through the fields.
    pub fn learned(steps: i32) -> TokenDrift {
        TokenDrift {
            steps: bounded(steps),
            edge_uses: 0,
        }
    }

    /// The drift after a use at `now`. Only an accepted code counts: what was wrong or used before
    /// neither moves the drift nor breaks a run.
    #[must_use]
    pub fn after(self, now: Step, answer: Acceptance) -> TokenDrift {
        let Acceptance::Accepted { step, .. } = answer else {
            return self;
        };
        let Some(device) = now.away(i64::from(self.steps)) else {
            return self;
        };
        let edge_uses = match step.steps_after(device) {
            Some(1) => self.edge_uses.max(0).saturating_add(1),
            Some(-1) => self.edge_uses.min(0).saturating_sub(1),
            _ => 0,
        };
        if edge_uses.unsigned_abs() < EDGE_USES {
            return TokenDrift { edge_uses, ..self };
        }
        TokenDrift::learned(self.steps.saturating_add(i32::from(edge_uses.signum())))
    }

    /// How many seconds the token is ahead of the clock; negative when it is behind. For words such
    /// as "about 40 seconds behind".
    pub fn seconds(self, params: Params) -> i64 {
        i64::from(self.steps) * i64::from(params.step_seconds())
    }
}

/// Searches for two codes of a token in a row, at enrolment and at resync.
///
/// It is searched for around our clock, not around what was learned before: so no number of resyncs
/// takes a token further than [`DRIFT_STEPS_MAX`], and one whose clock was set right again is found
/// as well. What is found goes into [`TokenDrift::learned`], and its last step beside it.
pub fn find_token_pair(
    seed: &Seed,
    params: Params,
    last_step: Option<Step>,
    now: Step,
    first: &Code,
    second: &Code,
) -> PairOutcome {
    let reach = TOKEN_REACH_STEPS;
    find_pair(seed, params, 0, last_step, now, first, second, reach)
}

fn bounded(steps: i32) -> i32 {
    // The bound is a small constant, so the cast keeps it.
    let most = DRIFT_STEPS_MAX.cast_signed();
    steps.clamp(-most, most)
}

#[cfg(test)]
mod tests;
