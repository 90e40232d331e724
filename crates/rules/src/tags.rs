//! Tags: what users and devices are marked with, in the rules of AWS.
//!
//! Source: IAM user guide, "Tags for IAM resources": at most 50, keys are unique whatever their case
//! and keep the case in which they were written, keys that begin with `aws:` are AWS's own.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::invalid::Invalid;
use crate::stored::stored_bytes;
use crate::typed::tidy_line;

/// Most tags of one thing.
pub const TAGS_MAX: usize = 50;
/// Bytes of all keys and values of one thing, as they are stored: fifty of the longest in ASCII fit. AWS
/// has no such limit; here tags stand in the record of whom they mark, which must take policies as well.
pub const BYTES_MAX: usize = 20 * 1024;
/// Most characters of a key.
const KEY_CHARS_MAX: usize = 128;
/// Most characters of a value.
const VALUE_CHARS_MAX: usize = 256;
/// What stands in keys and values beside letters, digits and spaces.
const MARKS: &str = "_.:/=+-@";
/// What keys of AWS's own begin with, in any case.
const RESERVED: &str = "aws:";

/// A key with a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its key, 1 to 128 characters.
    pub key: String,
    /// Its value, at most 256 characters.
    pub value: String,
}

impl Tag {
    /// A tag as it was typed (IAM API reference, `Tag`).
    pub fn parse(key: &str, value: &str) -> Result<Self, Invalid> {
        let (key, value) = (tidy_line(key), tidy_line(value));
        let fits = |text: &str, most: usize| {
            let allowed = |letter: char| {
                letter.is_alphanumeric() || letter.is_whitespace() || MARKS.contains(letter)
            };
            text.chars().count() <= most && text.chars().all(allowed)
        };
        if key.is_empty() || !fits(&key, KEY_CHARS_MAX) || !fits(&value, VALUE_CHARS_MAX) {
            return Err(Invalid::Tag);
        }
        Ok(Self { key, value })
    }
}

/// Tags that cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TagFault {
    /// One key twice, whatever its case.
    #[error("a tag key is given twice; keys that differ in case only are the same")]
    Repeated,
    /// A key of AWS's own.
    #[error("tag keys that begin with `aws:` are reserved")]
    Reserved,
    /// More than there may be.
    #[error("there are at most {TAGS_MAX} tags; remove one first")]
    TooMany,
    /// More text than there may be.
    #[error("all tags together take at most {BYTES_MAX} bytes; remove one or write shorter ones")]
    TooLarge,
}

/// Sets tags beside those that are there, or in their place where the key is the same.
pub fn set(tags: &mut Vec<Tag>, new: &[Tag]) -> Result<(), TagFault> {
    for (at, tag) in new.iter().enumerate() {
        if new[..at].iter().any(|other| same(&other.key, &tag.key)) {
            return Err(TagFault::Repeated);
        }
        if folded(&tag.key).starts_with(RESERVED) {
            return Err(TagFault::Reserved);
        }
    }
    let kept = tags
        .iter()
        .filter(|old| !new.iter().any(|tag| same(&tag.key, &old.key)));
    let mut all: Vec<Tag> = kept.chain(new).cloned().collect();
    if all.len() > TAGS_MAX {
        return Err(TagFault::TooMany);
    }
    let bytes = all
        .iter()
        .map(|tag| stored_bytes(&tag.key) + stored_bytes(&tag.value));
    if bytes.sum::<usize>() > BYTES_MAX {
        return Err(TagFault::TooLarge);
    }
    all.sort_by(|one, other| one.key.cmp(&other.key));
    *tags = all;
    Ok(())
}

/// Removes tags by their keys. A key that is not there is no fault.
pub fn remove(tags: &mut Vec<Tag>, keys: &[String]) {
    tags.retain(|tag| !keys.iter().any(|key| same(key, &tag.key)));
}

/// Whether two keys are the same one.
pub(crate) fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// As conditions fold their keys (`policy`): a key that a condition tells apart from another one does not
/// take its place here.
fn folded(key: &str) -> String {
    key.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Vec<Tag> {
        let tag = |(key, value): &(&str, &str)| Tag {
            key: (*key).to_owned(),
            value: (*value).to_owned(),
        };
        pairs.iter().map(tag).collect()
    }

    #[test]
    fn a_tag_has_a_key_and_only_the_letters_that_aws_takes() {
        let key = "k".repeat(KEY_CHARS_MAX);
        let value = "v".repeat(VALUE_CHARS_MAX);
        let table = [
            (" 部署 ", "経理 部", true),
            (&*key, &*value, true),
            ("", "経理", false),
            ("a<b", "", false),
            (&format!("{key}k"), "", false),
            ("k", &format!("{value}v"), false),
        ];
        for (key, value, good) in table {
            assert_eq!(Tag::parse(key, value).is_ok(), good, "{key}: {value}");
        }
    }

    #[test]
    fn tags_are_set_in_the_place_of_those_with_the_same_key_and_kept_in_order() {
        let mut kept = tags(&[("Team", "red"), ("cost", "1")]);
        set(&mut kept, &tags(&[("team", "blue"), ("area", "")])).unwrap();
        assert_eq!(kept, tags(&[("area", ""), ("cost", "1"), ("team", "blue")]));
        remove(&mut kept, &["TEAM".into(), "nothing".into()]);
        assert_eq!(kept, tags(&[("area", ""), ("cost", "1")]));
    }

    #[test]
    fn what_cannot_be_set_changes_nothing() {
        let before = tags(&[("cost", "1")]);
        let table = [
            (tags(&[("a", "1"), ("A", "2")]), TagFault::Repeated),
            (tags(&[("AWS:a", "1")]), TagFault::Reserved),
        ];
        for (new, fault) in table {
            let mut kept = before.clone();
            assert_eq!(set(&mut kept, &new), Err(fault));
            assert_eq!(kept, before);
        }
    }

    #[test]
    fn a_letter_that_only_unicode_folds_does_not_take_the_place_of_another() {
        // The Kelvin sign is a small `k` to Unicode, and not to the keys of conditions.
        let mut kept = tags(&[("locked", "yes")]);
        set(&mut kept, &tags(&[("loc\u{212a}ed", "no")])).unwrap();
        assert_eq!(kept.len(), 2);
        remove(&mut kept, &["loc\u{212a}ed".into()]);
        assert_eq!(kept, tags(&[("locked", "yes")]));
    }

    #[test]
    fn the_longest_in_ascii_fit_and_not_one_byte_more_than_there_may_be() {
        let of = |letter: &str| -> Vec<Tag> {
            (0..TAGS_MAX)
                .map(|number| Tag {
                    key: format!("{number:02}{}", "k".repeat(126)),
                    value: letter.repeat(256),
                })
                .collect()
        };
        let mut kept = Vec::new();
        assert_eq!(set(&mut kept, &of("v")), Ok(()));
        let before = kept.clone();
        assert_eq!(set(&mut kept, &of("あ")), Err(TagFault::TooLarge));
        assert_eq!(kept, before);
        // A key and a value stand between four quotes.
        let fits = |bytes: usize| tags(&[("k", &"v".repeat(bytes - 5))]);
        assert_eq!(set(&mut Vec::new(), &fits(BYTES_MAX)), Ok(()));
        let more = fits(BYTES_MAX + 1);
        assert_eq!(set(&mut Vec::new(), &more), Err(TagFault::TooLarge));
    }

    #[test]
    fn there_are_fifty_at_most() {
        let many: Vec<Tag> = (0..TAGS_MAX)
            .map(|number| Tag {
                key: format!("k{number}"),
                value: String::new(),
            })
            .collect();
        let mut kept = Vec::new();
        assert_eq!(set(&mut kept, &many), Ok(()));
        assert_eq!(set(&mut kept, &tags(&[("K1", "again")])), Ok(()));
        assert_eq!(
            set(&mut kept, &tags(&[("one more", "")])),
            Err(TagFault::TooMany)
        );
        assert_eq!(kept.len(), TAGS_MAX);
    }
}
