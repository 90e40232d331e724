//! Sessions that programs ask for: how long they live.
//!
//! Source: AWS STS API reference, GetSessionToken and AssumeRole.

use thiserror::Error;

use crate::principal::Principal;
use crate::tags::{self, Tag, TagFault};

/// Longest session of a user, in seconds: 36 hours. No session outlives it.
pub const USER_SECONDS_MAX: i64 = 129_600;
/// How long a user's session lives when nobody says: 12 hours.
const USER_SECONDS_DEFAULT: i64 = 43_200;
/// How long root's session lives at most, and when nobody says: an hour.
const ROOT_SECONDS_MAX: i64 = 3_600;
/// Shortest session, in seconds.
const SECONDS_MIN: i64 = 900;

/// How long a session of a role lives when nobody says, and the longest one that another session of a
/// role takes on: an hour.
pub const ROLE_SECONDS_DEFAULT: i64 = 3_600;

/// Most managed policies that narrow one session.
pub const SESSION_POLICIES_MAX: usize = 10;
/// Most characters of all policies that narrow one session, as they are written.
pub const PLAIN_CHARS_MAX: usize = 2_048;
/// Most bytes of a session's policies and marks in its token. AWS does not say how it counts them.
pub const PACKED_BYTES_MAX: usize = 4_096;

/// Why a role is not taken on for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TooLong {
    /// The role's own maximum is less.
    #[error("a session of this role does not live so long")]
    ForRole,
    /// A session of a role takes on another one for an hour at most.
    #[error("a session of a role takes on another role for an hour at most")]
    ForChain,
}

/// Why a session of a role is not made as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SessionFault {
    /// What is no ARN of a role.
    #[error("`{0}` is not the ARN of a role")]
    RoleArn(String),
    /// It would live too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// Marks that cannot be set.
    #[error(transparent)]
    Tags(#[from] TagFault),
    /// A key goes on to the next role and no mark has it.
    #[error("a transitive tag key is not among the tags")]
    TransitiveUnknown,
    /// A mark of the chain cannot be set anew.
    #[error("a tag of this key came with the session and stays as it is")]
    TransitiveSet,
    /// Who it is was told before, by another name.
    #[error("the source identity was set when the first role was taken on")]
    SourceIdentitySet,
    /// More managed policies than there may be.
    #[error("at most {SESSION_POLICIES_MAX} managed policies narrow a session")]
    TooManyPolicies,
    /// A managed policy that is not there, or not in the role's account.
    #[error("`{0}` is no managed policy of the role's account")]
    NoPolicy(String),
    /// The policies are longer than they may be.
    #[error("the policies of a session have at most {PLAIN_CHARS_MAX} characters together")]
    PolicyTooLong,
    /// Policies and marks fill so many percent of the space that there is.
    #[error("the policies and tags of the session fill {0} % of the space that there is")]
    Packed(u32),
}

/// The marks of a session of a role, and the keys of those that go on to the next role of a chain: the
/// new ones beside those that came with the session before.
pub fn session_tags(
    (new, new_transitive): (&[Tag], &[String]),
    (before, transitive): (&[Tag], &[String]),
) -> Result<(Vec<Tag>, Vec<String>), SessionFault> {
    let has = |tags: &[Tag], key: &str| tags.iter().any(|tag| tags::same(&tag.key, key));
    if transitive.iter().any(|key| has(new, key)) {
        return Err(SessionFault::TransitiveSet);
    }
    if !new_transitive.iter().all(|key| has(new, key)) {
        return Err(SessionFault::TransitiveUnknown);
    }
    let goes_on = |tag: &&Tag| transitive.iter().any(|key| tags::same(key, &tag.key));
    let mut marks: Vec<Tag> = before.iter().filter(goes_on).cloned().collect();
    tags::set(&mut marks, new).map_err(|fault| match fault {
        // A session holds less than the record of a user.
        TagFault::TooLarge => SessionFault::Packed(packed_percent(0, new).unwrap_or(u32::MAX)),
        other => SessionFault::Tags(other),
    })?;
    let keys = transitive.iter().chain(new_transitive).cloned().collect();
    Ok((marks, keys))
}

/// How full a session is of policies, by their bytes, and of marks, in percent; none if it has neither.
pub fn packed_percent(policy_bytes: usize, tags: &[Tag]) -> Option<u32> {
    if policy_bytes == 0 && tags.is_empty() {
        return None;
    }
    let marks: usize = tags
        .iter()
        .map(|tag| tag.key.len() + tag.value.len() + 2)
        .sum();
    let percent = ((policy_bytes + marks) * 100).div_ceil(PACKED_BYTES_MAX);
    Some(u32::try_from(percent).unwrap_or(u32::MAX))
}

/// How many seconds a session of a role lives that has this maximum; `chained` says that a session of
/// another role takes it on.
pub fn role_seconds(asked: Option<i64>, role_max: i64, chained: bool) -> Result<i64, TooLong> {
    let seconds = asked.unwrap_or(ROLE_SECONDS_DEFAULT).max(SECONDS_MIN);
    if seconds > role_max {
        return Err(TooLong::ForRole);
    }
    if chained && seconds > ROLE_SECONDS_DEFAULT {
        return Err(TooLong::ForChain);
    }
    Ok(seconds)
}

/// How many seconds a session of GetSessionToken lives. What root asks for beyond an hour becomes an
/// hour without a word, as on AWS.
pub fn session_seconds(who: &Principal, asked: Option<i64>) -> i64 {
    let (default, max) = match who {
        Principal::Root(_) => (ROOT_SECONDS_MAX, ROOT_SECONDS_MAX),
        Principal::User(..) | Principal::Role(..) => (USER_SECONDS_DEFAULT, USER_SECONDS_MAX),
    };
    asked.unwrap_or(default).clamp(SECONDS_MIN, max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AccountId, UserId};

    #[test]
    fn sessions_live_as_long_as_on_aws() {
        let account = AccountId::parse("123456789012").unwrap();
        let user = Principal::User(
            account.clone(),
            UserId::parse("AIDAAAAAAAAAAAAAAAAAA").unwrap(),
        );
        let root = Principal::Root(account);
        let table = [
            (&user, None, 43_200),
            (&user, Some(900), 900),
            (&user, Some(129_600), 129_600),
            (&root, None, 3_600),
            (&root, Some(900), 900),
            (&root, Some(129_600), 3_600),
        ];
        for (who, asked, expected) in table {
            assert_eq!(session_seconds(who, asked), expected, "{asked:?}");
        }
    }

    #[test]
    fn a_role_is_taken_on_for_an_hour_or_as_long_as_it_says() {
        let table = [
            (None, 3_600, false, Ok(3_600)),
            (Some(900), 3_600, true, Ok(900)),
            (Some(3_601), 3_600, false, Err(TooLong::ForRole)),
            (Some(43_200), 43_200, false, Ok(43_200)),
            (Some(3_600), 43_200, true, Ok(3_600)),
            (Some(3_601), 43_200, true, Err(TooLong::ForChain)),
            (Some(3_601), 3_600, true, Err(TooLong::ForRole)),
        ];
        for (asked, max, chained, expected) in table {
            assert_eq!(
                role_seconds(asked, max, chained),
                expected,
                "{asked:?} of {max}"
            );
        }
    }

    fn tag(key: &str, value: &str) -> Tag {
        Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        }
    }

    #[test]
    fn only_transitive_marks_go_on_and_nobody_sets_them_anew() {
        let before = [tag("team", "keiri"), tag("shift", "night")];
        let keys = ["Team".to_owned()];
        let came = (&before[..], &keys[..]);
        let stays = session_tags((&[], &[]), came).unwrap();
        assert_eq!(stays, (vec![tag("team", "keiri")], keys.to_vec()));
        let new = [tag("TEAM", "soumu")];
        assert_eq!(
            session_tags((&new, &[]), came),
            Err(SessionFault::TransitiveSet)
        );
        let own = [tag("shift", "day")];
        let set = session_tags((&own, &["shift".to_owned()]), came).unwrap();
        assert_eq!(set.0, [tag("shift", "day"), tag("team", "keiri")]);
        assert_eq!(set.1, ["Team", "shift"]);
        let unknown = session_tags((&own, &["floor".to_owned()]), came);
        assert_eq!(unknown, Err(SessionFault::TransitiveUnknown));
        let reserved = session_tags((&[tag("aws:x", "")], &[]), (&[], &[]));
        assert_eq!(reserved, Err(SessionFault::Tags(TagFault::Reserved)));
    }

    #[test]
    fn a_session_says_how_full_it_is_of_policies_and_marks() {
        let marks = [tag("k", &"v".repeat(93))];
        let table = [
            (0, &[][..], None),
            (1, &[][..], Some(1)),
            (4_000, &marks[..], Some(100)),
            (4_001, &marks[..], Some(101)),
        ];
        for (bytes, tags, expected) in table {
            assert_eq!(packed_percent(bytes, tags), expected, "{bytes}");
        }
    }
}
