//! A code as a person types it or a device shows it.
//!
//! Codes are parsed once, at the door. Inside there is no text that might not be a code, and no
//! `==`: the only comparison takes the same time wherever two codes differ.

use std::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::params::Digits;
use crate::text::{half_width, is_stray};

/// Eight is the most that [`Digits`] allows.
const DIGITS_MAX: usize = 8;

/// A one-time code of 6 to 8 digits.
///
/// ```compile_fail
/// let code = otp::Code::parse("123456", otp::Digits::SIX).unwrap();
/// let _ = code == code; // OTP-11: a code cannot be compared with `==`
/// ```
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code {
    /// ASCII digits; those behind `count` are zero bytes.
    digits: [u8; DIGITS_MAX],
    count: u8,
}

/// Why what was typed is not a code. No message shows a digit of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing but spaces and hyphens.
    #[error("no code was typed; type the {expected} digits that the device shows")]
    Empty {
        /// How many digits a code of this device has.
        expected: Digits,
    },
    /// Too few or too many digits.
    #[error("{typed} digits were typed; type all {expected} digits that the device shows")]
    WrongLength {
        /// How many digits were typed.
        typed: usize,
        /// How many digits a code of this device has.
        expected: Digits,
    },
    /// Something that is neither a digit nor a separator.
    #[error(
        "`{}` is not a digit; type the {expected} digits that the device shows",
        .character.escape_debug()
    )]
    NotADigit {
        /// The character as it was typed.
        character: char,
        /// How many digits a code of this device has.
        expected: Digits,
    },
    /// A text that is far longer than a code.
    #[error(
        "the text is longer than {} bytes; type the {expected} digits that the device shows",
        Code::TEXT_BYTES_MAX
    )]
    TextTooLong {
        /// How many digits a code of this device has.
        expected: Digits,
    },
}

impl Code {
    /// The longest text that is read as a code, spaces included.
    pub const TEXT_BYTES_MAX: usize = 128;

    /// Reads a code as people type it: full-width digits count as digits, and spaces and hyphens of
    /// any kind make no difference.
    pub fn parse(text: &str, expected: Digits) -> Result<Code, CodeError> {
        if text.len() > Self::TEXT_BYTES_MAX {
            return Err(CodeError::TextTooLong { expected });
        }
        let mut code = Code {
            digits: [0; DIGITS_MAX],
            count: expected.0,
        };
        let mut typed = 0;
        for character in text.chars().filter(|character| !is_stray(*character)) {
            let digit = half_width(character);
            if !digit.is_ascii_digit() {
                return Err(CodeError::NotADigit {
                    character,
                    expected,
                });
            }
            if let (Some(place), Ok(digit)) = (code.digits.get_mut(typed), u8::try_from(digit)) {
                *place = digit;
            }
            typed += 1;
        }
        match typed {
            0 => Err(CodeError::Empty { expected }),
            _ if typed == expected.count() => Ok(code),
            _ => Err(CodeError::WrongLength { typed, expected }),
        }
    }

    /// Writes the last digits of a number, with leading zeros.
    pub(crate) fn from_number(mut number: u32, digits: Digits) -> Code {
        let mut code = Code {
            digits: [0; DIGITS_MAX],
            count: digits.0,
        };
        for place in code.digits[..digits.count()].iter_mut().rev() {
            // A remainder by ten fits a byte.
            *place = b'0' + (number % 10) as u8;
            number /= 10;
        }
        code
    }

    /// The code as text, leading zeros included.
    #[expect(
        clippy::missing_panics_doc,
        reason = "both constructors write ASCII digits and nothing else"
    )]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.count)])
            .expect("a code holds ASCII digits only")
    }

    /// Compares two codes in a time that depends on neither. Codes of different lengths differ,
    /// because what lies behind the last digit is compared too.
    pub(crate) fn matches(&self, other: &Code) -> Choice {
        self.digits.ct_eq(&other.digits)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_however_people_type_it() {
        for text in [
            "012345",
            "012 345",
            " 012-345\r\n",
            "０１２３４５",
            "０１２　３４５",
            "０１２－３４５",
            "012ー345",
            "012\u{00A0}345",
            "012\u{202F}345",
            "012\u{2011}345",
            "012\u{2212}345",
            "\u{FEFF}01\u{200B}2345\u{200E}",
            "0-1-2-3-4-5",
            "0１2３4５",
        ] {
            let code = Code::parse(text, Digits::SIX).unwrap();
            assert_eq!(code.as_str(), "012345", "{text:?}");
        }
    }

    #[test]
    fn what_is_not_a_code_gets_an_answer_that_says_what_to_type() {
        let expected = Digits::SIX;
        for (text, error) in [
            ("", CodeError::Empty { expected }),
            ("　-\u{200B} ", CodeError::Empty { expected }),
            ("12345", CodeError::WrongLength { typed: 5, expected }),
            ("1234567", CodeError::WrongLength { typed: 7, expected }),
            (
                "123456789012",
                CodeError::WrongLength {
                    typed: 12,
                    expected,
                },
            ),
            (
                "12345O",
                CodeError::NotADigit {
                    character: 'O',
                    expected,
                },
            ),
            (
                "１２３あ４５",
                CodeError::NotADigit {
                    character: 'あ',
                    expected,
                },
            ),
            (
                "١٢٣٤٥٦",
                CodeError::NotADigit {
                    character: '١',
                    expected,
                },
            ),
            (
                "+12345",
                CodeError::NotADigit {
                    character: '+',
                    expected,
                },
            ),
        ] {
            assert_eq!(Code::parse(text, expected).unwrap_err(), error, "{text:?}");
        }
        assert_eq!(
            Code::parse("12345", expected).unwrap_err().to_string(),
            "5 digits were typed; type all 6 digits that the device shows"
        );
    }

    #[test]
    fn the_length_is_the_device_s_and_no_other() {
        for (digits, count) in [(Digits::SIX, 6), (Digits::SEVEN, 7), (Digits::EIGHT, 8)] {
            for typed in 5..=9 {
                let text = "1".repeat(typed);
                assert_eq!(Code::parse(&text, digits).is_ok(), typed == count);
            }
        }
    }

    #[test]
    fn a_text_is_read_up_to_its_named_length() {
        let at_most = format!("123456{}", " ".repeat(Code::TEXT_BYTES_MAX - 6));
        assert!(Code::parse(&at_most, Digits::SIX).is_ok());
        let one_more = at_most + " ";
        assert_eq!(
            Code::parse(&one_more, Digits::SIX).unwrap_err(),
            CodeError::TextTooLong {
                expected: Digits::SIX
            }
        );
    }

    #[test]
    fn codes_match_only_when_length_and_every_digit_agree() {
        let code = Code::parse("001234", Digits::SIX).unwrap();
        for (text, digits, same) in [
            ("001234", Digits::SIX, true),
            ("001235", Digits::SIX, false),
            ("101234", Digits::SIX, false),
            ("0012340", Digits::SEVEN, false),
            ("00001234", Digits::EIGHT, false),
        ] {
            let other = Code::parse(text, digits).unwrap();
            assert_eq!(bool::from(code.matches(&other)), same, "{text}");
        }
    }

    #[test]
    fn otp_11_a_code_prints_nothing_of_itself_nor_do_its_errors() {
        let code = Code::parse("482915", Digits::SIX).unwrap();
        assert_eq!(format!("{code:?} {code:#?}"), "Code(…) Code(…)");
        for text in ["48291", "4829156", "48291x"] {
            let error = Code::parse(text, Digits::SIX).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("4829"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_code_keeps_its_digits_among_separators(
            digits in "[0-9]{6,8}",
            separators in prop::collection::vec("[ \u{3000}\u{a0}\u{2010}-\u{2015}-]{0,2}", 9),
        ) {
            let expected = Digits::new(u8::try_from(digits.len()).unwrap()).unwrap();
            let text: String = digits.chars().zip(&separators)
                .flat_map(|(digit, separator)| separator.chars().chain([digit]))
                .collect();
            let code = Code::parse(&text, expected).unwrap();
            prop_assert_eq!(code.as_str(), digits);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>(), near in "[0-9０-９ -]{0,70}") {
            for digits in [Digits::SIX, Digits::EIGHT] {
                let _ = Code::parse(&text, digits);
                let _ = Code::parse(&near, digits);
            }
        }
    }
}
