//! Whether a typed code opens a door.
//!
//! **Invariants.** A step at or before the last used one is never accepted, whatever the clock does.
//! The window is one step either side at most. Each check computes and compares the same number of
//! codes, in a time that depends neither on the seed nor on the code.
//!
//! **Not here.** Saving the accepted step, counting what was wrong and hiding the difference between
//! [`Acceptance::Used`] and [`Acceptance::Wrong`] from the person at the door.
//!
//! Source: RFC 6238 sections 5.2 and 6; `OTP-3` to `OTP-5`, `OTP-12`.

use std::ops::RangeInclusive;

use subtle::{Choice, ConditionallySelectable};

use crate::code::Code;
use crate::generate::totp_at;
use crate::params::{Params, Step};
use crate::seed::Seed;

/// How far from the device's learned time a code may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tolerance {
    behind_steps: u8,
    ahead_steps: u8,
}

/// A tolerance that would keep codes open for longer than RFC 6238 recommends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a tolerance of `{behind_steps}` steps behind and `{ahead_steps}` ahead is too wide; \
     use 0 or {} for each",
    Tolerance::STEPS_MAX
)]
pub struct ToleranceError {
    behind_steps: u8,
    ahead_steps: u8,
}

/// What a check of one code found. `compared` is the number of codes that it was compared with: the
/// price of a wrong one, and the same for every outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    /// The code is right and new. `step` must be saved as the last used one with what it opens.
    Accepted {
        /// The step that the code belongs to.
        step: Step,
        /// How many codes it was compared with.
        compared: u32,
    },
    /// The code was right once: it belongs to a step that is used up.
    Used {
        /// How many codes it was compared with.
        compared: u32,
    },
    /// The code fits no step near now.
    Wrong {
        /// How many codes it was compared with.
        compared: u32,
    },
}

impl Tolerance {
    /// Only the code that the device shows now.
    pub const STRICT: Tolerance = Tolerance {
        behind_steps: 0,
        ahead_steps: 0,
    };
    /// One step either side is what RFC 6238 recommends and the most that is taken.
    pub const STEPS_MAX: u8 = 1;

    /// Takes 0 or 1 step either side.
    pub fn new(behind_steps: u8, ahead_steps: u8) -> Result<Tolerance, ToleranceError> {
        if behind_steps.max(ahead_steps) > Self::STEPS_MAX {
            return Err(ToleranceError {
                behind_steps,
                ahead_steps,
            });
        }
        Ok(Tolerance {
            behind_steps,
            ahead_steps,
        })
    }

    /// The offsets from the device's time that are looked at, the earliest first.
    fn offsets(self) -> RangeInclusive<i64> {
        -i64::from(self.behind_steps)..=i64::from(self.ahead_steps)
    }
}

impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance {
            behind_steps: Self::STEPS_MAX,
            ahead_steps: Self::STEPS_MAX,
        }
    }
}

impl Acceptance {
    /// How many codes the typed one was compared with.
    pub fn compared(self) -> u32 {
        match self {
            Acceptance::Accepted { compared, .. }
            | Acceptance::Used { compared }
            | Acceptance::Wrong { compared } => compared,
        }
    }
}

/// Checks one code against the steps around `now`, moved by the device's `drift` in steps.
///
/// Two steps may show the same digits, once in a million times. Then the code counts as used if any
/// of them is used, and uses up the latest of them otherwise, so that the same digits never open two
/// doors within a window.
pub fn accept(
    seed: &Seed,
    params: Params,
    drift: i32,
    last_step: Option<Step>,
    now: Step,
    tolerance: Tolerance,
    code: &Code,
) -> Acceptance {
    let mut compared = 0;
    let mut used = Choice::from(0);
    let mut fresh = Choice::from(0);
    let mut latest = 0;
    for offset in tolerance.offsets() {
        let step = now.away(i64::from(drift) + offset);
        // A step that does not exist is compared too, with a code that cannot count, so that the
        // number of comparisons tells nothing and never changes.
        let candidate = step.unwrap_or(Step(0));
        let matched = code.matches(&totp_at(seed, candidate, params))
            & Choice::from(u8::from(step.is_some()));
        // Whether a step is used depends on the clock and the record, not on the code.
        if last_step.is_some_and(|last| candidate <= last) {
            used |= matched;
        } else {
            fresh |= matched;
            latest.conditional_assign(&candidate.0, matched);
        }
        compared += 1;
    }
    if used.into() {
        Acceptance::Used { compared }
    } else if fresh.into() {
        let step = Step(latest);
        // INVARIANT: OTP-3, checked once more where the verdict leaves.
        debug_assert!(last_step.is_none_or(|last| step > last));
        Acceptance::Accepted { step, compared }
    } else {
        Acceptance::Wrong { compared }
    }
}

#[cfg(test)]
mod tests;
