//! How a seed becomes a code: algorithm, number of digits, length of a time step.
//!
//! The values are checked once, when they are made, so that nothing later can divide by zero or
//! show nine digits. They print and parse as the texts that an `otpauth` address and a stored
//! record use.
//!
//! Source: RFC 6238 sections 1.2 and 4.

use std::fmt;
use std::str::FromStr;

use crate::text::shown;

/// The hash under the HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// What every app can do, and what most do whatever the address says.
    Sha1,
    /// For hardware tokens and careful apps.
    Sha256,
    /// For hardware tokens and careful apps.
    Sha512,
}

/// How many digits a code has: 6, 7 or 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digits(pub(crate) u8);

/// Everything beside the seed that decides which code is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Params {
    algorithm: Algorithm,
    digits: Digits,
    step_seconds: u32,
}

/// The number of a time step, counted from the beginning of 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step(pub u64);

/// Why a parameter was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// Not one of the three algorithms.
    #[error("`{input}` is not an algorithm for codes; use SHA1, SHA256 or SHA512")]
    Algorithm {
        /// What was given.
        input: String,
    },
    /// Not 6, 7 or 8.
    #[error("a code cannot have `{input}` digits; use 6, 7 or 8")]
    Digits {
        /// What was given.
        input: String,
    },
    /// A time step of no length, or one that nobody would wait for.
    #[error(
        "a time step cannot last `{input}` seconds; use 1 to {}",
        Params::STEP_SECONDS_MAX
    )]
    StepSeconds {
        /// What was given.
        input: String,
    },
}

impl Digits {
    /// What people type.
    pub const SIX: Digits = Digits(6);
    /// What a few apps and tokens show.
    pub const SEVEN: Digits = Digits(7);
    /// The most that RFC 4226 asks for, and the most that is taken.
    pub const EIGHT: Digits = Digits(8);

    /// Takes 6, 7 or 8.
    pub fn new(count: u8) -> Result<Digits, ParamsError> {
        match count {
            6..=8 => Ok(Digits(count)),
            _ => Err(ParamsError::Digits {
                input: count.to_string(),
            }),
        }
    }

    /// How many they are.
    pub fn count(self) -> usize {
        usize::from(self.0)
    }
}

impl Params {
    /// What everything that a phone scans uses, because most apps ignore anything else.
    pub const AUTHENTICATOR_APP: Params = Params {
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
        step_seconds: 30,
    };
    /// The longest time step that is taken: an hour.
    pub const STEP_SECONDS_MAX: u32 = 3600;

    /// Takes any algorithm and number of digits, and a step of 1 second to an hour.
    pub fn new(
        algorithm: Algorithm,
        digits: Digits,
        step_seconds: u32,
    ) -> Result<Params, ParamsError> {
        match step_seconds {
            1..=Self::STEP_SECONDS_MAX => Ok(Params {
                algorithm,
                digits,
                step_seconds,
            }),
            _ => Err(ParamsError::StepSeconds {
                input: step_seconds.to_string(),
            }),
        }
    }

    /// The hash under the HMAC.
    pub fn algorithm(self) -> Algorithm {
        self.algorithm
    }

    /// How many digits a code has.
    pub fn digits(self) -> Digits {
        self.digits
    }

    /// How long a code is shown.
    pub fn step_seconds(self) -> u32 {
        self.step_seconds
    }

    /// The step that a moment belongs to. Before 1970 the first step goes on.
    pub fn step_at(self, unix_seconds: i64) -> Step {
        Step(unix_seconds.max(0).unsigned_abs() / u64::from(self.step_seconds))
    }

    /// How long to wait for the next code: from one second to a whole step.
    pub fn seconds_to_next_step(self, unix_seconds: i64) -> u32 {
        let elapsed_seconds = unix_seconds.rem_euclid(i64::from(self.step_seconds));
        // The remainder is smaller than the step, which is a u32.
        self.step_seconds - u32::try_from(elapsed_seconds).unwrap_or(0)
    }
}

impl Step {
    /// The step so many steps away, if there is one.
    pub(crate) fn away(self, steps: i64) -> Option<Step> {
        self.0.checked_add_signed(steps).map(Step)
    }

    /// How many steps this one lies after the other.
    pub(crate) fn steps_after(self, other: Step) -> Option<i32> {
        self.0
            .checked_signed_diff(other.0)
            .and_then(|steps| i32::try_from(steps).ok())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Algorithm::Sha1 => "SHA1",
            Algorithm::Sha256 => "SHA256",
            Algorithm::Sha512 => "SHA512",
        })
    }
}

impl FromStr for Algorithm {
    type Err = ParamsError;

    /// Reads `SHA1`, and the `sha-1` and `HmacSHA1` that other programs write.
    fn from_str(text: &str) -> Result<Algorithm, ParamsError> {
        let name = text.to_ascii_uppercase();
        let name = name.strip_prefix("HMAC").unwrap_or(&name);
        match name.trim_start_matches('-') {
            "SHA1" | "SHA-1" => Ok(Algorithm::Sha1),
            "SHA256" | "SHA-256" => Ok(Algorithm::Sha256),
            "SHA512" | "SHA-512" => Ok(Algorithm::Sha512),
            _ => Err(ParamsError::Algorithm { input: shown(text) }),
        }
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Digits {
    type Err = ParamsError;

    fn from_str(text: &str) -> Result<Digits, ParamsError> {
        text.parse()
            .ok()
            .and_then(|count| Digits::new(count).ok())
            .ok_or_else(|| ParamsError::Digits { input: shown(text) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn algorithms_are_read_as_programs_write_them() {
        for (text, algorithm) in [
            ("SHA1", Some(Algorithm::Sha1)),
            ("sha1", Some(Algorithm::Sha1)),
            ("SHA-1", Some(Algorithm::Sha1)),
            ("HmacSHA1", Some(Algorithm::Sha1)),
            ("HMAC-SHA-256", Some(Algorithm::Sha256)),
            ("Sha256", Some(Algorithm::Sha256)),
            ("SHA512", Some(Algorithm::Sha512)),
            ("SHA224", None),
            ("SHA3-256", None),
            ("MD5", None),
            ("SHA", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Algorithm>().ok(), algorithm, "{text:?}");
        }
    }

    #[test]
    fn algorithms_and_digits_print_what_they_read() {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
        }
        for digits in [Digits::SIX, Digits::SEVEN, Digits::EIGHT] {
            assert_eq!(digits.to_string().parse(), Ok(digits));
        }
    }

    #[test]
    fn a_code_has_six_to_eight_digits() {
        for (text, count) in [
            ("5", None),
            ("6", Some(6)),
            ("7", Some(7)),
            ("8", Some(8)),
            ("9", None),
            ("262", None),
            ("-6", None),
            ("", None),
        ] {
            let digits = text.parse::<Digits>().ok();
            assert_eq!(digits.map(Digits::count), count, "{text:?}");
        }
        assert!(Digits::new(5).is_err() && Digits::new(9).is_err());
    }

    #[test]
    fn a_step_lasts_from_a_second_to_an_hour() {
        for (step_seconds, taken) in [(0, false), (1, true), (3600, true), (3601, false)] {
            let params = Params::new(Algorithm::Sha256, Digits::EIGHT, step_seconds);
            assert_eq!(params.is_ok(), taken, "{step_seconds}");
        }
    }

    #[test]
    fn errors_say_what_to_use_and_hide_control_characters() {
        assert_eq!(
            "MD5\u{1b}[2J".parse::<Algorithm>().unwrap_err().to_string(),
            "`MD5\\u{1b}[2J` is not an algorithm for codes; use SHA1, SHA256 or SHA512"
        );
        assert_eq!(
            "10".parse::<Digits>().unwrap_err().to_string(),
            "a code cannot have `10` digits; use 6, 7 or 8"
        );
    }

    #[test]
    fn a_moment_belongs_to_one_step() {
        let app = Params::AUTHENTICATOR_APP;
        for (unix_seconds, step, wait_seconds) in [
            (i64::MIN, 0, 8),
            (-1, 0, 1),
            (0, 0, 30),
            (29, 0, 1),
            (30, 1, 30),
            (59, 1, 1),
            (1_111_111_109, 37_037_036, 1),
            (i64::MAX, 307_445_734_561_825_860, 23),
        ] {
            assert_eq!(app.step_at(unix_seconds), Step(step), "{unix_seconds}");
            let seconds = app.seconds_to_next_step(unix_seconds);
            assert_eq!(seconds, wait_seconds, "{unix_seconds}");
        }
    }

    proptest! {
        #[test]
        fn the_next_step_begins_exactly_after_the_wait(
            unix_seconds in 0..=i64::MAX / 2,
            step_seconds in 1..=Params::STEP_SECONDS_MAX,
        ) {
            let params = Params::new(Algorithm::Sha1, Digits::SIX, step_seconds).unwrap();
            let now = params.step_at(unix_seconds);
            let next_seconds = unix_seconds + i64::from(params.seconds_to_next_step(unix_seconds));
            prop_assert_eq!(params.step_at(next_seconds - 1), now);
            prop_assert_eq!(params.step_at(next_seconds), Step(now.0 + 1));
        }
    }
}
