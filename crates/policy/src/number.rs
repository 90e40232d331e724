//! Decimal numbers of any length, compared without rounding (spec: policy 6.4).

use std::cmp::Ordering;

/// A number: `0.d₁d₂… × 10^point`, with no zero at either end of the digits. Zero has no digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

/// Digits of an exponent.
const MAX_EXPONENT_DIGITS: usize = 4;

impl Number {
    /// Reads sign, digits, fraction and exponent; `None` for everything else.
    pub(crate) fn parse(text: &str) -> Option<Number> {
        let (negative, unsigned) = sign(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, power(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let all = || whole.bytes().chain(fraction.bytes());
        if !all().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let leading = all().take_while(|digit| *digit == b'0').count();
        let mut digits: Vec<u8> = all().skip(leading).collect();
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        if digits.is_empty() {
            return Some(Number {
                negative: false,
                digits,
                point: 0,
            });
        }
        let point = length(whole)? - i64::try_from(leading).ok()? + exponent;
        Some(Number {
            negative,
            digits,
            point,
        })
    }

    fn size(&self, other: &Number) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .point
                .cmp(&other.point)
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.size(other),
            (true, true) => other.size(self),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn power(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    let is_short = (1..=MAX_EXPONENT_DIGITS).contains(&digits.len());
    if !is_short || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: i64 = digits.parse().ok()?;
    Some(if negative { -value } else { value })
}

fn length(text: &str) -> Option<i64> {
    i64::try_from(text.len()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn order(one: &str, other: &str) -> Ordering {
        Number::parse(one)
            .unwrap()
            .cmp(&Number::parse(other).unwrap())
    }

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        // spec: policy 6.4
        for (one, other) in [
            ("1", "01"),
            ("1", "+1"),
            ("1", "1.0"),
            ("1", "1e0"),
            ("1", "0.1E1"),
            ("1", "100e-2"),
            ("0", "-0"),
            ("0", "0.000e9999"),
            (".5", "0.50"),
            ("5.", "5"),
            ("9007199254740993", "9007199254740993.0"),
        ] {
            assert_eq!(order(one, other), Ordering::Equal, "{one} and {other}");
        }
    }

    #[test]
    fn numbers_are_ordered_without_rounding() {
        for (less, more) in [
            ("9007199254740992", "9007199254740993"),
            ("0.1", "0.10000000000000000000000001"),
            ("-2", "-1"),
            ("-1", "0"),
            ("-1", "0.001"),
            ("9", "10"),
            ("99e1", "1e3"),
            ("0.09", "0.1"),
        ] {
            assert_eq!(order(less, more), Ordering::Less, "{less} and {more}");
            assert_eq!(order(more, less), Ordering::Greater, "{more} and {less}");
        }
    }

    #[test]
    fn everything_else_is_no_number() {
        for text in [
            "", "+", "-", ".", "e1", "1e", "1e+", "1e12345", "NaN", "Infinity", "1 ", " 1", "1,5",
            "0x1", "1.2.3", "１", "--1", "1_000",
        ] {
            assert_eq!(Number::parse(text), None, "`{text}`");
        }
    }

    proptest! {
        #[test]
        fn integers_are_ordered_as_integers_are(one in any::<i64>(), other in any::<i64>()) {
            prop_assert_eq!(order(&one.to_string(), &other.to_string()), one.cmp(&other));
        }

        #[test]
        fn fractions_are_ordered_as_scaled_integers_are(one in -9_999_i32..9_999, other in -9_999_i32..9_999) {
            let written = |value: i32| format!("{}{}.{:03}", if value < 0 { "-" } else { "" }, value.abs() / 1000, value.abs() % 1000);
            prop_assert_eq!(order(&written(one), &format!("{other}e-3")), one.cmp(&other));
        }
    }
}
