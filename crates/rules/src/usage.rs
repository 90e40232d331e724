//! What an account used in a month. A month is one of UTC, so that it is the same for everybody.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::ids::AccountId;

/// How many full months are kept beside the one that runs.
pub const KEPT_MONTHS: u16 = 24;

/// A month of UTC, written as `2024-07`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    /// 1 to 12.
    month: i8,
}

/// What is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written as `2024-07`")]
pub struct NoMonth;

impl Month {
    /// The month of an instant.
    pub fn of(at: Timestamp) -> Self {
        let date = Offset::UTC.to_datetime(at).date();
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// So many months earlier.
    #[must_use]
    pub fn back(self, months: u16) -> Self {
        let since = i32::from(self.year) * 12 + i32::from(self.month) - 1 - i32::from(months);
        Self {
            year: i16::try_from(since.div_euclid(12)).unwrap_or(i16::MIN),
            month: i8::try_from(since.rem_euclid(12) + 1).unwrap_or(1),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let (year, month) = text.split_once('-').ok_or(NoMonth)?;
        let is_number = |part: &str, length| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(year, 4) || !is_number(month, 2) {
            return Err(NoMonth);
        }
        let year = year.parse().map_err(|_| NoMonth)?;
        let month = month.parse().map_err(|_| NoMonth)?;
        if (1..=12).contains(&month) {
            Ok(Self { year, month })
        } else {
            Err(NoMonth)
        }
    }
}

impl TryFrom<String> for Month {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meter {
    /// Somebody signed in to the console.
    SignIn,
    /// A code of a device or an answer of a security key was looked at and accepted.
    MfaAccepted,
    /// One was looked at and refused.
    MfaRefused,
    /// A signed call of a program was answered.
    CallAccepted,
    /// One was refused.
    CallRefused,
    /// A mail was handed over to the mail server.
    Mail,
}

/// How often things happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Successful sign-ins to the console.
    pub sign_ins: u64,
    /// Codes and keys that were checked and accepted.
    pub mfa_accepted: u64,
    /// Codes and keys that were checked and refused.
    pub mfa_refused: u64,
    /// Signed calls of programs that were answered.
    pub calls_accepted: u64,
    /// Signed calls of programs that were refused.
    pub calls_refused: u64,
    /// Mails that were handed over to the mail server.
    pub mails: u64,
}

impl Counts {
    /// Counts something once.
    pub fn count(&mut self, meter: Meter) {
        let counted = match meter {
            Meter::SignIn => &mut self.sign_ins,
            Meter::MfaAccepted => &mut self.mfa_accepted,
            Meter::MfaRefused => &mut self.mfa_refused,
            Meter::CallAccepted => &mut self.calls_accepted,
            Meter::CallRefused => &mut self.calls_refused,
            Meter::Mail => &mut self.mails,
        };
        *counted = counted.saturating_add(1);
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        let sum = |one: &mut u64, other: u64| *one = one.saturating_add(other);
        sum(&mut self.sign_ins, other.sign_ins);
        sum(&mut self.mfa_accepted, other.mfa_accepted);
        sum(&mut self.mfa_refused, other.mfa_refused);
        sum(&mut self.calls_accepted, other.calls_accepted);
        sum(&mut self.calls_refused, other.calls_refused);
        sum(&mut self.mails, other.mails);
    }
}

/// What [`Usage::figures`] are, in their order, as columns of a table for programs.
pub const FIGURES: [&str; 7] = [
    "active_users",
    "sign_ins",
    "mfa_accepted",
    "mfa_refused",
    "calls_accepted",
    "calls_refused",
    "mails",
];

/// What an account used in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Which account.
    pub account: AccountId,
    /// In which month.
    pub month: Month,
    /// How many different people, root among them, signed in or had a key of theirs used.
    pub active_users: u64,
    /// How often things happened.
    pub counts: Counts,
}

impl Usage {
    /// Nothing was used.
    pub fn none(account: AccountId, month: Month) -> Self {
        Self {
            account,
            month,
            active_users: 0,
            counts: Counts::default(),
        }
    }

    /// All figures, in the order of [`FIGURES`].
    pub fn figures(&self) -> [u64; 7] {
        let counts = &self.counts;
        [
            self.active_users,
            counts.sign_ins,
            counts.mfa_accepted,
            counts.mfa_refused,
            counts.calls_accepted,
            counts.calls_refused,
            counts.mails,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_one_of_utc() {
        for (at, of) in [
            ("2024-07-31T23:59:59.999Z", "2024-07"),
            ("2024-08-01T00:00:00Z", "2024-08"),
            // Already August in Japan.
            ("2024-08-01T08:59:59+09:00", "2024-07"),
        ] {
            assert_eq!(Month::of(at.parse().unwrap()).to_string(), of, "{at}");
        }
    }

    #[test]
    fn months_go_back_over_years() {
        for (from, back, to) in [
            ("2024-07", 0, "2024-07"),
            ("2024-01", 1, "2023-12"),
            ("2024-12", 12, "2023-12"),
            ("2024-03", KEPT_MONTHS, "2022-03"),
        ] {
            assert_eq!(month(from).back(back), month(to), "{from} {back}");
        }
        assert!(month("2023-12") < month("2024-01"));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in [
            "",
            "2024",
            "2024-7",
            "24-07",
            "2024-00",
            "2024-13",
            "2024-07-01",
            "+024-07",
            "２０２４-07",
        ] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }

    #[test]
    fn counts_add_up_and_never_turn_over() {
        let mut counts = Counts::default();
        counts.count(Meter::MfaRefused);
        let mut sum = Counts {
            mfa_refused: u64::MAX - 1,
            ..counts
        };
        sum.add(&counts);
        sum.add(&counts);
        assert_eq!(sum.mfa_refused, u64::MAX);
        assert_eq!((sum.sign_ins, sum.mails), (0, 0));
    }
}
