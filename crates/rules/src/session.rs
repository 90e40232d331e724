//! Console sessions: how long they live, and how fresh the proof in them is.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::SerialNumber;
use crate::principal::{Credentials, Principal};
use crate::recovery::{REGISTRATION_MINUTES, Registration};
use crate::switch::{RoleChoice, Switched};

/// A session ends so long after it was opened, whatever happens in it.
pub const LIFETIME_HOURS: i64 = 12;
/// A session ends when it was not used for so long.
pub const IDLE_HOURS: i64 = 1;
/// Use is written down at most so often, because it changes nothing but the idle limit.
pub const SEEN_EVERY_SECONDS: i64 = 60;
/// How long a proof counts as fresh.
pub const FRESH_MINUTES: i64 = 10;

/// A second factor that was used in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaProof {
    /// The device.
    pub serial: SerialNumber,
    /// When it was used last in this session.
    pub at: Timestamp,
}

/// Somebody who is signed in with a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The hash of the cookie, in hex; the cookie itself is stored nowhere.
    pub id: String,
    /// Who it is.
    pub principal: Principal,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was used last, to the minute.
    pub seen_at: Timestamp,
    /// When the password was typed last.
    pub password_at: Timestamp,
    /// The second factor, if one was used.
    pub mfa: Option<MfaProof>,
    /// The generation of the person's credentials that it belongs to.
    pub generation: u32,
    /// How often the person's account had been closed when it was opened ([`crate::Closing::times`]).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub closings: u32,
    /// Whether it was ended from another session. It stays a while, to say so to whoever had it.
    pub ended: bool,
    /// Hash of the browser's own cookie.
    pub browser: String,
    /// Where it was opened from.
    pub source_ip: String,
    /// What the browser says it is, shortened.
    pub user_agent: String,
    /// What it is for, if it registers a device and does nothing else. It has no MFA and is never
    /// fresh, and it ends with the registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registers: Option<Registration>,
    /// The role in which it stands, if the person has switched to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switched: Option<Switched>,
    /// The roles in which it stood, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent_roles: Vec<RoleChoice>,
}

/// Why a session is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// By the clock; or nothing is known of it any more.
    Expired,
    /// By somebody: from another session, or by a change of password or device.
    Ended,
}

/// What a sensitive step asks for when the proof in the session is old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A registered factor.
    Mfa,
    /// The password, of somebody who has no factor yet.
    Password,
}

impl Session {
    /// When it ends at the latest, if nobody uses it again.
    pub fn ends_at(&self) -> Timestamp {
        let idle = self.seen_at + SignedDuration::from_hours(IDLE_HOURS);
        let lifetime = self.opened_at + SignedDuration::from_hours(LIFETIME_HOURS);
        let whole = idle.min(lifetime);
        if self.registers.is_some() {
            return whole.min(self.opened_at + SignedDuration::from_mins(REGISTRATION_MINUTES));
        }
        whole
    }

    /// Why it is over, if it is: ended, or of an older generation of `credentials` (SE-5), or used
    /// up (SE-3).
    pub fn over(&self, credentials: &Credentials, now: Timestamp) -> Option<Over> {
        if self.ended || self.generation != credentials.session_generation {
            return Some(Over::Ended);
        }
        (now >= self.ends_at()).then_some(Over::Expired)
    }

    /// Whether it is open.
    pub fn is_open(&self, credentials: &Credentials, now: Timestamp) -> bool {
        self.over(credentials, now).is_none()
    }

    /// Whether its use is worth writing down.
    pub fn is_seen_anew(&self, now: Timestamp) -> bool {
        now >= self.seen_at + SignedDuration::from_secs(SEEN_EVERY_SECONDS)
    }

    /// What must be proved before a sensitive step, if anything (SE-6, RC-4).
    ///
    /// Whoever has a factor proves that one; a password is enough only for those who have none.
    pub fn lacks_fresh(&self, credentials: &Credentials, now: Timestamp) -> Option<Proof> {
        if self.registers.is_some() {
            return Some(Proof::Mfa);
        }
        let fresh_from = now - SignedDuration::from_mins(FRESH_MINUTES);
        if credentials.has_mfa() {
            let fresh = self.mfa.as_ref().is_some_and(|mfa| mfa.at > fresh_from);
            (!fresh).then_some(Proof::Mfa)
        } else {
            (self.password_at <= fresh_from).then_some(Proof::Password)
        }
    }
}

/// Whether a count is not worth writing down: most accounts are never closed.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
pub(crate) fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + minutes * 60).unwrap()
    }

    fn serial() -> SerialNumber {
        SerialNumber::parse("arn:aws:iam::123456789012:mfa/phone").unwrap()
    }

    fn session() -> Session {
        Session {
            id: "00".into(),
            principal: Principal::Root(AccountId::parse("123456789012").unwrap()),
            opened_at: at(0),
            seen_at: at(0),
            password_at: at(0),
            mfa: None,
            generation: 0,
            closings: 0,
            ended: false,
            browser: String::new(),
            source_ip: String::new(),
            user_agent: String::new(),
            registers: None,
            switched: None,
            recent_roles: Vec::new(),
        }
    }

    #[test]
    fn rc_1_a_session_that_registers_a_device_is_short_and_never_fresh() {
        let registers = Session {
            registers: Some(Registration {
                by: crate::recovery::OpenedBy::RecoveryCode,
                replaces: Vec::new(),
            }),
            ..session()
        };
        let credentials = Credentials::default();
        assert_eq!(registers.lacks_fresh(&credentials, at(0)), Some(Proof::Mfa));
        assert!(registers.is_open(&credentials, at(29)));
        assert!(!registers.is_open(&credentials, at(30)));
    }

    #[test]
    fn se_3_a_session_ends_after_an_hour_unused_and_after_twelve_in_any_case() {
        let credentials = Credentials::default();
        let unused = session();
        assert!(unused.is_open(&credentials, at(59)));
        assert_eq!(unused.over(&credentials, at(60)), Some(Over::Expired));
        let used = Session {
            seen_at: at(11 * 60 + 59),
            ..session()
        };
        assert!(used.is_open(&credentials, at(12 * 60 - 1)));
        assert!(!used.is_open(&credentials, at(12 * 60)));
    }

    #[test]
    fn se_5_a_session_of_an_older_generation_is_over() {
        let mut credentials = Credentials::default();
        credentials.end_sessions();
        assert_eq!(session().over(&credentials, at(0)), Some(Over::Ended));
        let ended = Session {
            ended: true,
            ..session()
        };
        assert_eq!(
            ended.over(&Credentials::default(), at(0)),
            Some(Over::Ended)
        );
    }

    #[test]
    fn se_6_who_has_a_factor_proves_it_and_who_has_none_types_the_password() {
        let without = Credentials::default();
        let with = Credentials {
            devices: vec![serial()],
            ..Credentials::default()
        };
        let password_only = session();
        let with_mfa = Session {
            mfa: Some(MfaProof {
                serial: serial(),
                at: at(0),
            }),
            ..session()
        };
        let table = [
            (&password_only, &without, 9, None),
            (&password_only, &without, 10, Some(Proof::Password)),
            (&password_only, &with, 0, Some(Proof::Mfa)),
            (&with_mfa, &with, 9, None),
            (&with_mfa, &with, 10, Some(Proof::Mfa)),
        ];
        for (session, credentials, minute, expected) in table {
            assert_eq!(
                session.lacks_fresh(credentials, at(minute)),
                expected,
                "minute {minute}"
            );
        }
    }
}
