//! Sessions that programs ask for: how long they live.
//!
//! Source: AWS STS API reference, GetSessionToken.

use crate::principal::Principal;

/// Longest session of a user, in seconds: 36 hours. No session outlives it.
pub const USER_SECONDS_MAX: i64 = 129_600;
/// How long a user's session lives when nobody says: 12 hours.
const USER_SECONDS_DEFAULT: i64 = 43_200;
/// How long root's session lives at most, and when nobody says: an hour.
const ROOT_SECONDS_MAX: i64 = 3_600;
/// Shortest session, in seconds.
const SECONDS_MIN: i64 = 900;

/// How many seconds a session of GetSessionToken lives. What root asks for beyond an hour becomes an
/// hour without a word, as on AWS.
pub fn session_seconds(who: &Principal, asked: Option<i64>) -> i64 {
    let (default, max) = match who {
        Principal::Root(_) => (ROOT_SECONDS_MAX, ROOT_SECONDS_MAX),
        Principal::User(..) => (USER_SECONDS_DEFAULT, USER_SECONDS_MAX),
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
}
