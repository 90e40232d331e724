//! What a password may be, and how what was typed becomes bytes.
//!
//! With no account policy: 8 to 128 characters, any characters, no classes, and not one of those
//! that attackers try first (NIST SP 800-63B-4 section 3.1.1.2; OWASP ASVS 6.2). Not here: hashing.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::chance::{self, Chance};
use crate::invalid::PasswordFault;
use crate::password_policy::PasswordPolicy;

/// Fewest characters of a password.
pub const LENGTH_MIN: usize = 8;
/// Most characters of a password: more would only be work for whoever hashes it.
pub const LENGTH_MAX: usize = 128;
/// Most bytes that a sign-in form may hand to the hash, whatever is in them.
const TYPED_BYTES_MAX: usize = 2048;
/// Letters of a generated password: none that are mistaken for each other when read aloud.
const GENERATED_ALPHABET: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Characters of a generated password: 20 × log2(56) is more than 116 bit.
const GENERATED_LENGTH: usize = 20;

/// What a generated password ends with: one character of each class that a policy may ask for.
const GENERATED_ENDING: &str = "-Aa2";

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../data/common-passwords.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect()
});

/// A password as it was typed, normalised once (NFKC, as NIST says), wiped when it is dropped.
///
/// It can neither be printed nor compared: the only use of it is to hash it.
pub struct Password(Zeroizing<String>);

impl Password {
    /// What was typed, whether it could be set or not. Nothing is trimmed or folded.
    pub fn typed(text: &str) -> Self {
        // What is longer than any password that can be set need not be normalised to be wrong.
        let end = text.floor_char_boundary(TYPED_BYTES_MAX);
        Self(Zeroizing::new(text[..end].nfkc().collect()))
    }

    /// A password for somebody else to hand over. It ends with one of each class, so that every
    /// policy takes it that asks for no more than its length.
    pub fn generated(chance: &mut dyn Chance, policy: Option<&PasswordPolicy>) -> Self {
        let wanted = policy.map_or(0, |policy| usize::from(policy.length_min));
        let length = GENERATED_LENGTH.max(wanted.saturating_sub(GENERATED_ENDING.len()));
        let drawn = Zeroizing::new(chance::text(chance, GENERATED_ALPHABET, length));
        Self(Zeroizing::new(format!("{}{GENERATED_ENDING}", &*drawn)))
    }

    /// Whether it can be set for somebody who is called `names` (addresses and names), in an account
    /// with this policy.
    pub fn check(
        &self,
        names: &[&str],
        policy: Option<&PasswordPolicy>,
    ) -> Result<(), PasswordFault> {
        let length = self.0.chars().count();
        if length < LENGTH_MIN {
            return Err(PasswordFault::TooShort);
        }
        if length > LENGTH_MAX {
            return Err(PasswordFault::TooLong);
        }
        let folded = Zeroizing::new(self.0.to_lowercase());
        if COMMON.contains(folded.as_str()) {
            return Err(PasswordFault::Common);
        }
        if names.iter().any(|name| name.to_lowercase() == *folded) {
            return Err(PasswordFault::OwnName);
        }
        policy.map_or(Ok(()), |policy| policy.check(&self.0))
    }

    /// The text, to show a generated password once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The bytes to hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::tests::Counting;

    /// PW-1, PW-2, PW-3.
    #[test]
    fn pw_1_length_is_bounded_on_both_sides_and_nothing_else_is_asked() {
        let longest = "x".repeat(LENGTH_MAX);
        let too_long = "x".repeat(LENGTH_MAX + 1);
        let table: &[(&str, Result<(), PasswordFault>)] = &[
            ("qvzkwxpm", Ok(())),
            ("        ", Ok(())),
            ("七転八起の達磨さん", Ok(())),
            (&longest, Ok(())),
            ("qvzkwxp", Err(PasswordFault::TooShort)),
            ("", Err(PasswordFault::TooShort)),
            (&too_long, Err(PasswordFault::TooLong)),
            ("password1", Err(PasswordFault::Common)),
            ("PassWord1", Err(PasswordFault::Common)),
            ("ｐａｓｓｗｏｒｄ１", Err(PasswordFault::Common)),
            ("Root@Example.com", Err(PasswordFault::OwnName)),
        ];
        for (typed, expected) in table {
            assert_eq!(
                Password::typed(typed).check(&["root@example.com"], None),
                *expected,
                "{typed}"
            );
        }
    }

    #[test]
    fn pw_2_nothing_that_was_typed_is_trimmed_or_folded() {
        assert_ne!(
            Password::typed(" Abcdefgh").as_bytes(),
            Password::typed("Abcdefgh").as_bytes()
        );
        assert_ne!(
            Password::typed("Abcdefgh").as_bytes(),
            Password::typed("abcdefgh").as_bytes()
        );
    }

    #[test]
    fn the_same_text_typed_on_another_keyboard_is_the_same_password() {
        assert_eq!(
            Password::typed("が").as_bytes(),
            Password::typed("か\u{3099}").as_bytes()
        );
    }

    #[test]
    fn pw_3_the_list_holds_at_least_the_three_thousand_commonest() {
        assert!(COMMON.len() >= 3000);
        assert!(COMMON.iter().all(|word| word.chars().count() >= LENGTH_MIN));
    }

    #[test]
    fn a_generated_password_can_be_set() {
        let mut chance = Counting(3);
        let password = Password::generated(&mut chance, None);
        assert_eq!(password.check(&["hanako"], None), Ok(()));
        let other = Password::generated(&mut chance, None);
        assert_ne!(password.reveal(), other.reveal());
        let strict = PasswordPolicy {
            length_min: 128,
            symbols: true,
            numbers: true,
            uppercase: true,
            lowercase: true,
            ..PasswordPolicy::default()
        };
        let longest = Password::generated(&mut chance, Some(&strict));
        assert_eq!(longest.check(&["hanako"], Some(&strict)), Ok(()));
    }
}
