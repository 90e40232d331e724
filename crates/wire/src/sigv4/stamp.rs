//! The dates of signatures: ISO 8601, basic format, whole seconds, UTC.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// Reads `20261124T030405Z`.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 16] = text.as_bytes().try_into().ok()?;
    if bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i16> {
        let digits = &bytes[from..to];
        digits.iter().all(u8::is_ascii_digit).then(|| {
            digits
                .iter()
                .fold(0, |number, digit| number * 10 + i16::from(digit - b'0'))
        })
    };
    let small = |from: usize| number(from, from + 2).and_then(|number| i8::try_from(number).ok());
    let civil = DateTime::new(
        number(0, 4)?,
        small(4)?,
        small(6)?,
        small(9)?,
        small(11)?,
        small(13)?,
        0,
    )
    .ok()?;
    Offset::UTC.to_timestamp(civil).ok()
}

/// Writes `20261124T030405Z`.
pub(super) fn write(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Writes `20261124`.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y%m%d").to_string()
}

/// So many seconds later, at the end of time at the latest.
pub(super) fn after(at: Timestamp, seconds: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_that_is_read_is_written_as_it_was() {
        for text in ["20150830T123600Z", "20240229T235959Z", "00010101T000000Z"] {
            assert_eq!(read(text).map(write).as_deref(), Some(text));
        }
        assert_eq!(day(read("20150830T123600Z").unwrap()), "20150830");
    }

    #[test]
    fn what_is_no_stamp_is_not_read() {
        for text in [
            "",
            "20150830T123600",
            "2015-08-30T12:36:00Z",
            "20150830t123600Z",
            "20150830T123600z",
            "20150230T123600Z",
            "20151330T123600Z",
            "20150830T243600Z",
            "20150830T126000Z",
            "+0150830T123600Z",
            " 0150830T123600Z",
            "2015083０123600Z",
            "Sun, 30 Aug 2015 12:36:00 GMT",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
