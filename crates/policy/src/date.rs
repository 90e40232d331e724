//! Instants as policies write them, in whole milliseconds (spec: policy 6.6).
//!
//! Source: the W3C note on date and time formats, which AWS's page on condition operators names, and the answers of AWS
//! to texts that consist of digits: they are seconds since 1970, never a year.

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i64);

/// Digits of a date that is a number of seconds.
const MAX_SECONDS_DIGITS: usize = 12;
const DAY_SECONDS: i64 = 86_400;

impl Instant {
    /// Reads a date; `None` for what is none.
    pub(crate) fn parse(text: &str) -> Option<Instant> {
        if !text.is_ascii() {
            return None;
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_short = (1..=MAX_SECONDS_DIGITS).contains(&text.len());
            return is_short
                .then(|| text.parse::<i64>().ok())
                .flatten()
                .map(|seconds| Instant(seconds * 1_000));
        }
        let (day, time) = match text.split_once(['T', 't']) {
            Some((day, time)) => (day, Some(time)),
            None => (text, None),
        };
        let (days, has_day) = days(day)?;
        let in_day = match time {
            Some(time) if has_day => milliseconds(time)?,
            Some(_) => return None,
            None => 0,
        };
        Some(Instant(days * DAY_SECONDS * 1_000 + in_day))
    }
}

/// `YYYY-MM` or `YYYY-MM-DD`: the days since 1970, and whether a day was written.
fn days(text: &str) -> Option<(i64, bool)> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = digits(parts.next()?, 2)?;
    let day = match parts.next() {
        Some(day) => Some(digits(day, 2)?),
        None => None,
    };
    if parts.next().is_some() || !(1..=12).contains(&month) {
        return None;
    }
    let in_month = day.unwrap_or(1);
    if !(1..=month_days(year, month)).contains(&in_month) {
        return None;
    }
    // Counted in years that begin in March, so that the day that is sometimes missing stands at the end.
    let (march_year, march_month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days =
        march_year.div_euclid(4) - march_year.div_euclid(100) + march_year.div_euclid(400);
    let before_month = (153 * march_month + 2) / 5;
    let since_year_0 = 365 * march_year + leap_days + before_month + in_month - 1;
    Some((since_year_0 - DAYS_TO_1970, day.is_some()))
}

/// Days from the first of March of the year 0 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

fn month_days(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f…` with its zone: the milliseconds of the day at Greenwich.
fn milliseconds(text: &str) -> Option<i64> {
    let (clock, zone_seconds) = zone(text)?;
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = digits(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let (second, millisecond) = match parts.next() {
        Some(text) => seconds(text)?,
        None => (0, 0),
    };
    if parts.next().is_some() {
        return None;
    }
    Some((hour * 3_600 + minute * 60 + second - zone_seconds) * 1_000 + millisecond)
}

fn seconds(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let second = digits(whole, 2).filter(|second| *second < 60)?;
    let millisecond = match fraction {
        None => 0,
        Some(fraction) => {
            if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let known = &fraction[..fraction.len().min(3)];
            format!("{known:0<3}").parse().ok()?
        }
    };
    Some((second, millisecond))
}

/// Takes the zone from the end of a time. None at all means Greenwich.
fn zone(text: &str) -> Option<(&str, i64)> {
    if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        return Some((clock, 0));
    }
    let Some(at) = text.find(['+', '-']) else {
        return Some((text, 0));
    };
    let (clock, zone) = text.split_at(at);
    let (hour, minute) = zone[1..].split_once(':')?;
    let hour = digits(hour, 2).filter(|hour| *hour < 24)?;
    let minute = digits(minute, 2).filter(|minute| *minute < 60)?;
    let seconds = hour * 3_600 + minute * 60;
    Some((
        clock,
        if zone.starts_with('-') {
            -seconds
        } else {
            seconds
        },
    ))
}

/// Exactly so many digits.
fn digits(text: &str, count: usize) -> Option<i64> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_the_table_says() {
        // spec: policy 6.6
        for (text, milliseconds) in [
            ("0", 0),
            ("1893456000", 1_893_456_000_000),
            ("2030", 2_030_000),
            ("1970-01", 0),
            ("1970-01-01", 0),
            ("1970-01-02", 86_400_000),
            ("1969-12-31T23:59:59Z", -1_000),
            ("2030-01-01T00:00Z", 1_893_456_000_000),
            ("2030-01-01T00:00:00Z", 1_893_456_000_000),
            ("2030-01-01t00:00:00z", 1_893_456_000_000),
            ("2030-01-01T00:00:00", 1_893_456_000_000),
            ("2030-01-01T09:00:00+09:00", 1_893_456_000_000),
            ("2029-12-31T19:30:00-04:30", 1_893_456_000_000),
            ("2030-01-01T00:00:00.5Z", 1_893_456_000_500),
            ("2030-01-01T00:00:00.0019999Z", 1_893_456_000_001),
            ("2000-02-29", 951_782_400_000),
            ("0000-03-01", -62_162_035_200_000),
        ] {
            assert_eq!(
                Instant::parse(text),
                Some(Instant(milliseconds)),
                "`{text}`"
            );
        }
    }

    #[test]
    fn everything_else_is_no_date() {
        for text in [
            "",
            "-1",
            "1.5",
            "1234567890123",
            "2030-1-1",
            "2030-13",
            "2030-00-01",
            "2030-02-30",
            "1900-02-29",
            "2030-01T00:00Z",
            "2030-01-01T",
            "2030-01-01T00",
            "2030-01-01T24:00Z",
            "2030-01-01T00:60Z",
            "2030-01-01T00:00:60Z",
            "2030-01-01T00:00:00.Z",
            "2030-01-01T00:00:00+0900",
            "2030-01-01T00:00:00+24:00",
            "2030-01-01 00:00:00Z",
            "2030-01-01T00:00:00ZZ",
            "2030-01-01T00:00:00:00Z",
            "２０３０-01-01",
            "never",
            "*",
            "20300-01-01",
            "2030-01-01-01",
            "-2030-01-01",
            "2030-01-01T+1:00:00Z",
            "2030-01-01T00:00:00+09:00Z",
        ] {
            assert_eq!(Instant::parse(text), None, "`{text}`");
        }
    }

    proptest! {
        #[test]
        fn days_follow_one_another(year in 1_i64..9_999, month in 1_i64..=12) {
            let first = |year: i64, month: i64| Instant::parse(&format!("{year:04}-{month:02}")).unwrap().0;
            let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let length = first(next_year, next_month) - first(year, month);
            prop_assert_eq!(length, month_days(year, month) * DAY_SECONDS * 1_000);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9TZtz:.+ -]{0,30}|\\PC{0,20}") {
            let _ = Instant::parse(&text);
        }
    }
}
