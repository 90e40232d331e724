//! The secret that a device and the gate share.
//!
//! A seed is checked once, when it comes in, and is wiped when dropped. It has neither `Clone` nor
//! `==`: who needs a second one says so with `Seed::from_bytes(seed.as_bytes().to_vec())`.
//!
//! Source: RFC 4226 section 4, requirement 6 (at least 128 bits, 160 recommended); RFC 4648
//! section 6 (Base32).

use std::fmt;

use data_encoding::{BASE32_NOPAD, Encoding};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::text::{half_width, is_stray};

/// A shared secret of 128 bits or more.
///
/// ```compile_fail
/// let seed = otp::Seed::from_bytes(vec![1; 20]).unwrap();
/// let _ = seed == seed; // OTP-11: a seed cannot be compared with `==`
/// ```
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Seed {
    bytes: Vec<u8>,
}

/// Why a secret key was not taken. No message shows any part of the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// Fewer bytes than RFC 4226 allows.
    #[error(
        "the secret key has {bytes} bytes and needs at least {}; copy the whole key",
        Seed::BYTES_MIN
    )]
    TooShort {
        /// How many bytes there were.
        bytes: usize,
    },
    /// More bytes than any device uses.
    #[error(
        "the secret key has {bytes} bytes and may have at most {}; copy the key alone",
        Seed::BYTES_MAX
    )]
    TooLong {
        /// How many bytes there were.
        bytes: usize,
    },
    /// A text that is far longer than a key.
    #[error(
        "the text is longer than {} bytes, so it is not a secret key; copy the key alone",
        Seed::TEXT_BYTES_MAX
    )]
    TextTooLong,
    /// A character outside the Base32 alphabet, which therefore is no part of a key.
    #[error(
        "`{}` does not occur in a secret key; use the letters A to Z and the digits 2 to 7 \
         (not 0, 1, 8 or 9)",
        .character.escape_debug()
    )]
    NotBase32 {
        /// The character as it was typed.
        character: char,
    },
    /// No key ends where this one does.
    #[error("the secret key stops in the middle; copy it again to its end")]
    Incomplete,
}

impl Seed {
    /// The size of the seeds that are made here: 160 bits.
    pub const GENERATED_BYTES: usize = 20;
    /// The smallest seed that is taken: 128 bits.
    pub const BYTES_MIN: usize = 16;
    /// The largest seed that is taken: one block of SHA-512.
    pub const BYTES_MAX: usize = 128;
    /// The longest text that is read as a secret key, spaces included.
    pub const TEXT_BYTES_MAX: usize = 1024;

    /// Takes the bytes of a seed; bytes that are refused are wiped too.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Seed, SeedError> {
        let seed = Seed { bytes };
        match seed.bytes.len() {
            bytes @ ..Self::BYTES_MIN => Err(SeedError::TooShort { bytes }),
            Self::BYTES_MIN..=Self::BYTES_MAX => Ok(seed),
            bytes => Err(SeedError::TooLong { bytes }),
        }
    }

    /// Reads a secret key as people type it: either case, full-width letters, spaces, hyphens and
    /// padding make no difference.
    pub fn from_base32(text: &str) -> Result<Seed, SeedError> {
        if text.len() > Self::TEXT_BYTES_MAX {
            return Err(SeedError::TextTooLong);
        }
        let symbols = base32_symbols(text)?;
        // The symbols were checked, so only their number can be wrong, and that is found out
        // before anything is decoded: no half-decoded secret stays behind in memory.
        let bytes = forgiving_base32()
            .decode(&symbols)
            .map_err(|_| SeedError::Incomplete)?;
        Seed::from_bytes(bytes)
    }

    /// The seed's bytes, for a HMAC or for sealing.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret key as authenticator apps write it: upper case, no padding.
    pub fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(&self.bytes))
    }

    /// The secret key in groups of four, for people who type it by hand.
    pub fn to_base32_groups(&self) -> Zeroizing<String> {
        let text = self.to_base32();
        let mut groups = Zeroizing::new(String::with_capacity(text.len() * 2));
        for (index, symbol) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                groups.push(' ');
            }
            groups.push(symbol);
        }
        groups
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(…)")
    }
}

/// Keeps the Base32 symbols in upper case, drops what only decorates, and names the first
/// character that is neither.
fn base32_symbols(text: &str) -> Result<Zeroizing<Vec<u8>>, SeedError> {
    // Room for all of it at once, since a vector that grows leaves copies behind.
    let mut symbols = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut padded = false;
    for character in text.chars().filter(|character| !is_stray(*character)) {
        match half_width(character).to_ascii_uppercase() {
            '=' => padded = true,
            'A'..='Z' | '2'..='7' if padded => return Err(SeedError::Incomplete),
            symbol @ ('A'..='Z' | '2'..='7') => {
                symbols.extend(u8::try_from(symbol));
            }
            _ => return Err(SeedError::NotBase32 { character }),
        }
    }
    Ok(symbols)
}

/// Base32 without padding that ignores the bits left over at the end: some services make up keys
/// of random letters, and every app takes those.
fn forgiving_base32() -> Encoding {
    let mut specification = BASE32_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification
        .encoding()
        .expect("RFC 4648's alphabet is a valid specification")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const BYTES: &[u8] = b"12345678901234567890";

    #[test]
    fn otp_1_a_seed_has_128_bits_or_more() {
        for (bytes, taken) in [
            (0, Err(SeedError::TooShort { bytes: 0 })),
            (15, Err(SeedError::TooShort { bytes: 15 })),
            (16, Ok(16)),
            (Seed::GENERATED_BYTES, Ok(20)),
            (128, Ok(128)),
            (129, Err(SeedError::TooLong { bytes: 129 })),
        ] {
            let seed = Seed::from_bytes(vec![7; bytes]).map(|seed| seed.as_bytes().len());
            assert_eq!(seed, taken, "{bytes} bytes");
        }
    }

    #[test]
    fn a_key_is_read_however_people_type_it() {
        for text in [
            KEY,
            "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
            "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
            "gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq",
            " GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ====\r\n",
            "ＧＥＺＤ　ＧＮＢＶ　ＧＹ３Ｔ　ＱＯＪＱ　gezd ｇｎｂｖ　ＧＹ３Ｔ　ＱＯＪＱ＝＝",
            "\u{FEFF}GEZDGNBVGY3TQOJQ\u{200B}GEZDGNBVGY3TQOJQ",
        ] {
            let seed = Seed::from_base32(text).unwrap();
            assert_eq!(seed.as_bytes(), BYTES, "{text:?}");
        }
    }

    #[test]
    fn a_key_that_cannot_be_read_says_what_to_do() {
        let not_base32 = |character| SeedError::NotBase32 { character };
        for (text, error) in [
            ("", SeedError::TooShort { bytes: 0 }),
            ("JBSWY3DPEHPK3PXP", SeedError::TooShort { bytes: 10 }),
            ("GEZDGNBVGY3TQ0JQGEZDGNBVGY3TQOJQ", not_base32('0')),
            ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ８", not_base32('８')),
            ("otpauth://totp/x", not_base32(':')),
            ("あ", not_base32('あ')),
            ("GEZDGNBVGY3TQOJQ=GEZDGNBVGY3TQOJQ", SeedError::Incomplete),
            ("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQA", SeedError::Incomplete),
        ] {
            assert_eq!(Seed::from_base32(text).unwrap_err(), error, "{text:?}");
        }
        assert_eq!(
            not_base32('0').to_string(),
            "`0` does not occur in a secret key; use the letters A to Z and the digits 2 to 7 \
             (not 0, 1, 8 or 9)"
        );
    }

    #[test]
    fn a_text_is_read_up_to_its_named_length() {
        let at_most = format!("{KEY}{}", " ".repeat(Seed::TEXT_BYTES_MAX - KEY.len()));
        assert_eq!(Seed::from_base32(&at_most).unwrap().as_bytes(), BYTES);
        let one_more = at_most + " ";
        assert_eq!(
            Seed::from_base32(&one_more).unwrap_err(),
            SeedError::TextTooLong
        );
    }

    #[test]
    fn a_key_of_random_letters_with_bits_left_over_is_read() {
        // 26 symbols carry 130 bits; the last symbol here has both spare bits set.
        let seed = Seed::from_base32("AAAAAAAAAAAAAAAAAAAAAAAAAD").unwrap();
        assert_eq!(seed.as_bytes(), [0; 16]);
    }

    #[test]
    fn a_key_is_shown_in_groups_of_four() {
        let seed = Seed::from_bytes(BYTES.to_vec()).unwrap();
        assert_eq!(*seed.to_base32(), KEY);
        assert_eq!(
            *seed.to_base32_groups(),
            "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
        );
    }

    #[test]
    fn otp_11_a_seed_prints_nothing_of_itself() {
        let seed = Seed::from_bytes(BYTES.to_vec()).unwrap();
        assert_eq!(format!("{seed:?} {seed:#?}"), "Seed(…) Seed(…)");
    }

    proptest! {
        #[test]
        fn every_seed_is_read_back_from_both_forms(bytes in prop::collection::vec(any::<u8>(), 16..=128)) {
            let seed = Seed::from_bytes(bytes.clone()).unwrap();
            for text in [seed.to_base32(), seed.to_base32_groups()] {
                let read = Seed::from_base32(&text).unwrap();
                prop_assert_eq!(read.as_bytes(), &bytes);
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>(), near in "[A-Za-z2-7= -]{0,300}") {
            let _ = Seed::from_base32(&text);
            let _ = Seed::from_base32(&near);
        }
    }
}
