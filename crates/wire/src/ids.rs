//! Access key ids, with the account's number inside, as tools expect them.
//!
//! A key id is a prefix of four letters and sixteen letters of base32, which are ten bytes: one bit
//! that is set, forty bits of the account's number, and 39 bits of chance.
//!
//! **Invariants.** Every id that is made is read back to its account. Reading an account out of an
//! id proves nothing about the key: keys are found by their record.
//!
//! **Source.** AWS IAM user guide, "IAM identifiers"; the layout is known from A. Steele, "AWS access
//! key ID formats", 2020-09-26. Ids from before 2019 hold no account.

use data_encoding::BASE32_NOPAD;
use thiserror::Error;

/// Characters of a prefix.
pub const PREFIX_CHARS: usize = 4;
/// Characters of an access key id.
pub const ACCESS_KEY_ID_CHARS: usize = 20;
/// Greatest number of an account.
pub const ACCOUNT_NUMBER_MAX: u64 = 999_999_999_999;
/// Bytes of chance that an id is made with.
pub const CHANCE_BYTES: usize = 5;

/// The bits of an account's number: above the chance, below the bit that is set.
const ACCOUNT_SHIFT: u32 = 39;

/// Something that cannot be part of an id.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidId {
    /// Not a prefix.
    #[error("`{0}` is not a prefix of key ids; write four of A to Z, as AKIA")]
    Prefix(String),
    /// Not an account.
    #[error("`{0}` is not an account number; it has at most 12 digits")]
    Account(u64),
}

/// The first four letters of a key id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix([u8; PREFIX_CHARS]);

impl Prefix {
    /// Of keys that last: `AKIA`.
    pub const LONG_TERM: Self = Self(*b"AKIA");
    /// Of keys of sessions: `ASIA`.
    pub const TEMPORARY: Self = Self(*b"ASIA");

    /// A prefix of one's own, for those whose secret scanners mind AWS's.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let letters: Result<[u8; PREFIX_CHARS], _> = text.as_bytes().try_into();
        letters
            .ok()
            .filter(|letters| letters.iter().all(u8::is_ascii_uppercase))
            .map(Self)
            .ok_or_else(|| InvalidId::Prefix(text.to_owned()))
    }

    /// The four letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a prefix is four ASCII letters")
    }

    /// Whether a key id begins so.
    pub fn begins(&self, access_key_id: &str) -> bool {
        access_key_id.as_bytes().starts_with(&self.0)
    }
}

/// A key id of an account.
pub fn access_key_id(
    prefix: Prefix,
    account: u64,
    chance: [u8; CHANCE_BYTES],
) -> Result<String, InvalidId> {
    if account > ACCOUNT_NUMBER_MAX {
        return Err(InvalidId::Account(account));
    }
    let chance = chance
        .iter()
        .fold(0, |bits, byte| bits << 8 | u128::from(*byte));
    let mask = (1 << ACCOUNT_SHIFT) - 1;
    let bits: u128 = 1 << 79 | u128::from(account) << ACCOUNT_SHIFT | chance & mask;
    let bytes = &bits.to_be_bytes()[6..];
    Ok(format!("{}{}", prefix.as_str(), BASE32_NOPAD.encode(bytes)))
}

/// The number of the account that a key id belongs to, if it holds one.
pub fn account_of(access_key_id: &str) -> Option<u64> {
    if access_key_id.len() != ACCESS_KEY_ID_CHARS {
        return None;
    }
    let letters = access_key_id.as_bytes().get(PREFIX_CHARS..)?;
    let bytes = BASE32_NOPAD.decode(letters).ok()?;
    let bits = bytes
        .iter()
        .fold(0, |bits, byte| bits << 8 | u128::from(*byte));
    let is_set = bits >> 79 == 1;
    let account = u64::try_from(bits >> ACCOUNT_SHIFT & ((1 << 40) - 1)).ok()?;
    (is_set && account <= ACCOUNT_NUMBER_MAX).then_some(account)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accounts_are_read_out_of_ids_as_aws_makes_them() {
        let table = [
            // The published example of how it is done.
            ("ASIAY34FZKBOKMUTVV7A", Some(609_629_065_308)),
            // AWS's example key is from before 2019.
            ("AKIAIOSFODNN7EXAMPLE", None),
            ("AKIAJQABLZS4A3QDU576", None),
            ("ASIAY34FZKBOKMUTVV7", None),
            ("ASIAY34FZKBOKMUTVV7AA", None),
            ("ASIAY34FZKBOKMUTVV71", None),
            ("関所関所関所XX", None),
            ("ASI関34FZKBOKMUTVV7", None),
            ("", None),
        ];
        for (id, expected) in table {
            assert_eq!(account_of(id), expected, "{id}");
        }
    }

    #[test]
    fn the_greatest_account_has_ids_and_the_next_number_has_none() {
        let made = access_key_id(Prefix::LONG_TERM, ACCOUNT_NUMBER_MAX, [0xff; 5]).unwrap();
        assert_eq!(account_of(&made), Some(ACCOUNT_NUMBER_MAX));
        let refused = access_key_id(Prefix::LONG_TERM, ACCOUNT_NUMBER_MAX + 1, [0; 5]);
        assert_eq!(refused, Err(InvalidId::Account(1_000_000_000_000)));
    }

    #[test]
    fn a_prefix_is_four_capital_letters() {
        assert_eq!(Prefix::parse("AKIA"), Ok(Prefix::LONG_TERM));
        assert!(Prefix::parse("SKSH").is_ok());
        for text in ["", "AKI", "AKIAX", "akia", "AK1A", "関"] {
            let refused = Prefix::parse(text).unwrap_err();
            assert!(refused.to_string().contains("four of A to Z"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_id_is_read_back_to_its_account(account in 0..=ACCOUNT_NUMBER_MAX, chance: [u8; 5]) {
            let id = access_key_id(Prefix::TEMPORARY, account, chance).unwrap();
            prop_assert_eq!(id.len(), ACCESS_KEY_ID_CHARS);
            prop_assert!(id.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()));
            prop_assert!(Prefix::TEMPORARY.begins(&id));
            prop_assert_eq!(account_of(&id), Some(account));
        }

        #[test]
        fn different_chance_makes_different_ids(one: [u8; 5], other: [u8; 5]) {
            // 39 of the 40 bits count.
            let same = one[1..] == other[1..] && one[0] & 0x7f == other[0] & 0x7f;
            let id = |chance| access_key_id(Prefix::LONG_TERM, 123_456_789_012, chance).unwrap();
            prop_assert_eq!(id(one) == id(other), same);
        }
    }
}
