//! What somebody needs beside the password to register their first device.
//!
//! After the deadline, and after a password that came by mail, a password alone may be a thief's. So
//! root's first device then asks for a second way to root, and a user's for what the account says.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::principal::{Principal, TEMPORARY_PASSWORD_HOURS};

/// How long a code or an address in a mail is good.
pub const MAIL_MINUTES: i64 = 30;
/// How long an address that was handed over by hand is good.
pub const ADDRESS_HOURS: i64 = 24;
/// Digits of a code that is sent by mail.
pub const CODE_DIGITS: usize = 8;
/// How often a code that was sent by mail may be mistyped before another has to be sent.
pub const CODE_TRIES_MAX: u32 = 5;
/// Most mails with a code or an address that one mailbox is sent in a day.
pub const MAILS_A_DAY: u32 = 3;

/// What an account asks of a user's late first device beside the password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LateUsers {
    /// Nothing.
    #[default]
    Password,
    /// A code that is sent to the user's address.
    Code,
    /// An address that an administrator hands over.
    Address,
}

/// What is needed beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A code that is sent by mail; an address does as well.
    Code,
    /// An address that somebody hands over.
    Address,
}

/// What it follows from.
#[derive(Clone, Copy, Debug)]
pub struct Late {
    /// Whether the deadline is past.
    pub past_due: bool,
    /// Whether the password came by mail.
    pub password_by_mail: bool,
    /// When the person was made: the password that was handed over then is proof enough at first.
    pub made_at: Timestamp,
    /// Whether a mail with a code reaches them.
    pub can_be_mailed: bool,
    /// What the account asks of users.
    pub users: LateUsers,
}

impl Late {
    /// Whether a first device would be a late one.
    pub fn is_late(&self) -> bool {
        self.past_due || self.password_by_mail
    }
}

/// What somebody needs for a first device.
pub fn need(who: &Principal, late: &Late, now: Timestamp) -> Need {
    let by_mail = if late.can_be_mailed {
        Need::Code
    } else {
        Need::Address
    };
    if late.password_by_mail {
        return Need::Address;
    }
    let new = now < late.made_at + SignedDuration::from_hours(TEMPORARY_PASSWORD_HOURS);
    if !late.past_due || new {
        return Need::Nothing;
    }
    match (who, late.users) {
        (Principal::Root(_), _) | (Principal::User(..), LateUsers::Code) => by_mail,
        // A role enrols nothing.
        (Principal::User(..), LateUsers::Password) | (Principal::Role(..), _) => Need::Nothing,
        (Principal::User(..), LateUsers::Address) => Need::Address,
    }
}

#[cfg(test)]
mod tests {
    use super::LateUsers as L;
    use super::*;
    use crate::ids::{AccountId, UserId};

    #[test]
    fn rc_4_a_late_first_device_needs_more_than_the_password() {
        let account = AccountId::parse("123456789012").unwrap();
        let root = Principal::Root(account.clone());
        let user = Principal::User(account, UserId::parse("AIDAAAAAAAAAAAAAAAAAA").unwrap());
        let now: Timestamp = "2024-07-16T00:00:00Z".parse().unwrap();
        let late = |past_due, password_by_mail, can_be_mailed, users| Late {
            past_due,
            password_by_mail,
            made_at: "2020-01-01T00:00:00Z".parse().unwrap(),
            can_be_mailed,
            users,
        };
        let table = [
            (&root, late(false, false, true, L::Password), Need::Nothing),
            (&root, late(true, false, true, L::Password), Need::Code),
            (&root, late(true, false, false, L::Password), Need::Address),
            (&root, late(true, true, true, L::Password), Need::Address),
            (&root, late(false, true, true, L::Password), Need::Address),
            (&user, late(true, false, true, L::Password), Need::Nothing),
            (&user, late(true, false, true, L::Code), Need::Code),
            (&user, late(true, false, false, L::Code), Need::Address),
            (&user, late(true, false, true, L::Address), Need::Address),
            (&user, late(false, false, true, L::Address), Need::Nothing),
        ];
        for (who, late, expected) in table {
            assert_eq!(need(who, &late, now), expected, "{who:?} {late:?}");
        }
    }

    #[test]
    fn a_new_persons_password_was_handed_over_and_is_proof_enough_at_first() {
        let root = Principal::Root(AccountId::parse("123456789012").unwrap());
        let made_at: Timestamp = "2024-07-16T00:00:00Z".parse().unwrap();
        let late = Late {
            past_due: true,
            password_by_mail: false,
            made_at,
            can_be_mailed: false,
            users: LateUsers::Password,
        };
        let soon = made_at + SignedDuration::from_hours(72) - SignedDuration::from_secs(1);
        assert_eq!(need(&root, &late, soon), Need::Nothing);
        assert_eq!(
            need(&root, &late, soon + SignedDuration::from_secs(1)),
            Need::Address
        );
    }
}
