//! Tags: what users and devices are marked with, in the rules of AWS.
//!
//! Source: IAM user guide, "Tags for IAM resources": at most 50, keys are unique whatever their case
//! and keep the case in which they were written, keys that begin with `aws:` are AWS's own.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Most tags of one thing.
pub const TAGS_MAX: usize = 50;
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
    all.sort_by(|one, other| one.key.cmp(&other.key));
    *tags = all;
    Ok(())
}

/// Removes tags by their keys. A key that is not there is no fault.
pub fn remove(tags: &mut Vec<Tag>, keys: &[String]) {
    tags.retain(|tag| !keys.iter().any(|key| same(key, &tag.key)));
}

fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn folded(key: &str) -> String {
    key.to_lowercase()
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
