//! The sign-in: password, code, a forced change of password, open, in this order.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::guess::Guesses;
use crate::ids::SerialNumber;
use crate::principal::{Credentials, Principal};
use crate::recovery::Registration;
use crate::session::MfaProof;

/// How long somebody may take from the password to the open door.
pub const TICKET_MINUTES: i64 = 15;
/// How long a browser in which nobody signs in any more is remembered.
pub const BROWSER_DAYS: i64 = 180;

/// A sign-in whose password was right and that is not through yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The hash of the ticket's cookie, in hex.
    pub id: String,
    /// Who is signing in.
    pub principal: Principal,
    /// When the password was right.
    pub password_at: Timestamp,
    /// The generation of credentials that the password belonged to.
    pub generation: u32,
    /// The second factor, once it was right.
    pub mfa: Option<MfaProof>,
    /// Hash of the cookie of the browser in which it began, and which alone may go on.
    pub browser: String,
    /// That it opens a session which registers a device and does nothing else: instead of a second
    /// factor there was a recovery code, or the operator's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registers: Option<Registration>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The MFA page.
    Mfa,
    /// The page for a new password.
    NewPassword,
    /// The console.
    Open,
}

impl Ticket {
    /// Whether it can still be used by this browser, for the credentials as they are now.
    pub fn is_open(&self, browser: &str, credentials: &Credentials, now: Timestamp) -> bool {
        self.browser == browser
            && self.generation == credentials.session_generation
            && now < self.password_at + SignedDuration::from_mins(TICKET_MINUTES)
    }

    /// What comes next. The code is asked before a change of password, so that a stolen password
    /// cannot be made one's own without the device.
    pub fn step(&self, credentials: &Credentials) -> Step {
        if credentials.has_mfa() && self.mfa.is_none() && self.registers.is_none() {
            return Step::Mfa;
        }
        if credentials
            .password
            .as_ref()
            .is_some_and(|password| password.must_change)
        {
            return Step::NewPassword;
        }
        Step::Open
    }
}

/// A browser in which a person has signed in before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBrowser {
    /// Whose.
    pub principal: Principal,
    /// Hash of the browser's cookie.
    pub browser: String,
    /// When the person signed in with it last.
    pub signed_in_at: Timestamp,
    /// Whether MFA was passed in it for this person.
    pub passed_mfa: bool,
    /// The device that was used in it last: the one that the MFA page opens on.
    pub last_device: Option<SerialNumber>,
    /// Wrong codes from this browser, once MFA was passed in it.
    pub guesses: Guesses,
}

impl KnownBrowser {
    /// Whether it is still remembered.
    pub fn is_known(&self, now: Timestamp) -> bool {
        now < self.signed_in_at + SignedDuration::from_hours(BROWSER_DAYS * 24)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountId;
    use crate::principal::PasswordState;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_721_088_000 + minutes * 60).unwrap()
    }

    fn serial() -> SerialNumber {
        SerialNumber::parse("arn:aws:iam::123456789012:mfa/phone").unwrap()
    }

    fn ticket(mfa: bool) -> Ticket {
        Ticket {
            id: "00".into(),
            principal: Principal::Root(AccountId::parse("123456789012").unwrap()),
            password_at: at(0),
            generation: 0,
            mfa: mfa.then(|| MfaProof {
                serial: serial(),
                at: at(0),
            }),
            browser: "b".into(),
            registers: None,
        }
    }

    #[test]
    fn the_order_is_password_code_new_password() {
        let table = [
            // device, must change, code given -> next
            (false, false, false, Step::Open),
            (false, true, false, Step::NewPassword),
            (true, false, false, Step::Mfa),
            (true, true, false, Step::Mfa),
            (true, true, true, Step::NewPassword),
            (true, false, true, Step::Open),
        ];
        for (device, must_change, code, expected) in table {
            let credentials = Credentials {
                password: Some(PasswordState {
                    must_change,
                    ..PasswordState::own(at(0))
                }),
                devices: if device { vec![serial()] } else { Vec::new() },
                ..Credentials::default()
            };
            assert_eq!(
                ticket(code).step(&credentials),
                expected,
                "{device} {must_change} {code}"
            );
        }
    }

    #[test]
    fn a_ticket_is_good_for_one_browser_a_quarter_of_an_hour_and_one_generation() {
        let credentials = Credentials::default();
        let mut changed = Credentials::default();
        changed.end_sessions();
        assert!(ticket(false).is_open("b", &credentials, at(14)));
        assert!(!ticket(false).is_open("b", &credentials, at(15)));
        assert!(!ticket(false).is_open("other", &credentials, at(0)));
        assert!(!ticket(false).is_open("b", &changed, at(0)));
    }
}
