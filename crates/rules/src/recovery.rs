//! Getting back in after a device was lost: recovery codes, the help of a colleague, and the
//! operator's way for a root user.
//!
//! None of it is a factor: a session that was opened by a recovery code or by the operator's address
//! registers a device and does nothing else.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::chance::{self, Chance};
use crate::ids::{AccountId, SerialNumber};
use crate::principal::Principal;
use crate::requirement::Reason;
use crate::typed::tidy;
use zeroize::Zeroizing;

/// How many recovery codes are made at once.
pub const CODES: usize = 10;
/// Characters of a recovery code, each worth five bit: 120 bit. NIST SP 800-63B-4 section 3.1.2.2
/// asks for a slow hash below 112.
pub const CODE_CHARS: usize = 24;
/// Characters of a code that stand together.
const GROUP: usize = 4;
/// Crockford's alphabet: nothing in it looks like something else in it.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// What a wrong recovery code costs of the budget of wrong codes, as a wrong code of a device does.
pub const WRONG_CODE_UNITS: u32 = 3;
/// How long a session lives that only registers a device.
pub const REGISTRATION_MINUTES: i64 = 30;
/// After one administrator has reset somebody's device, so long another one has to set the password,
/// and the other way round.
pub const TWO_ADMINISTRATORS_HOURS: i64 = 24;
/// How long everybody is told before root is recovered, unless the operator says otherwise.
pub const WAIT_HOURS_DEFAULT: u16 = 72;
/// The shortest and the longest such wait.
pub const WAIT_HOURS: std::ops::RangeInclusive<u16> = 1..=720;
/// How long the address at the end of the wait works.
pub const ADDRESS_MINUTES: i64 = 30;
/// How long after the end of the wait an address can be had.
pub const FINISH_DAYS: i64 = 7;
/// How long after the wait root's password cannot be set anew by mail.
pub const NO_MAIL_HOURS: i64 = 24;
/// How many letters' links of one recovery cancel it: one for each beginning of the wait.
pub const LINKS_MAX: usize = 32;

/// One recovery code. It cannot be printed by accident.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// A new one.
    pub fn random(chance: &mut dyn Chance) -> Self {
        Self(Zeroizing::new(chance::text(chance, ALPHABET, CODE_CHARS)))
    }

    /// A code as it was typed: in any case, with or without what groups it, full width or not. None
    /// if it cannot be one.
    pub fn typed(text: &str) -> Option<Self> {
        let mut code = Zeroizing::new(String::with_capacity(CODE_CHARS));
        for letter in tidy(text).chars().filter(|letter| *letter != '-') {
            let letter = match letter.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            let known = u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !known || code.len() == CODE_CHARS {
                return None;
            }
            code.push(letter);
        }
        (code.len() == CODE_CHARS).then_some(Self(code))
    }

    /// The bare characters, to be hashed.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As it is shown: in groups of four.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(CODE_CHARS + CODE_CHARS / GROUP));
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }
}

/// By what a session was opened that registers a device and does nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpenedBy {
    /// A recovery code.
    RecoveryCode,
    /// The address that the operator handed over, for root.
    Operator,
}

/// What a session is for that registers a device and does nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// By what it was opened.
    pub by: OpenedBy,
    /// The devices that go once the new one is confirmed.
    pub replaces: Vec<SerialNumber>,
}

/// What administrators did lately to get somebody back in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resets {
    /// To whom.
    pub principal: Principal,
    /// Who took or assigned a device, and when; the newest last.
    pub device: Vec<Act>,
    /// Who set a password, and when; the newest last.
    pub password: Vec<Act>,
}

/// Something that somebody did for somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Who did it.
    pub by: Principal,
    /// When.
    pub at: Timestamp,
}

/// The two halves of getting somebody in: who does both can be them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// The device.
    Device,
    /// The password.
    Password,
}

impl Resets {
    /// Nothing was done.
    pub fn of(principal: Principal) -> Self {
        Self {
            principal,
            device: Vec::new(),
            password: Vec::new(),
        }
    }

    /// Notes that `by` does one half. If the same person did the other half lately, it is refused,
    /// with the time from which they may (RC-3).
    pub fn note(&mut self, half: Half, by: &Principal, now: Timestamp) -> Result<(), Timestamp> {
        let hours = SignedDuration::from_hours(TWO_ADMINISTRATORS_HOURS);
        for acts in [&mut self.device, &mut self.password] {
            acts.retain(|act| now < act.at + hours);
        }
        let (own, other) = match half {
            Half::Device => (&mut self.device, &self.password),
            Half::Password => (&mut self.password, &self.device),
        };
        if let Some(act) = other.iter().rev().find(|act| act.by == *by) {
            return Err(act.at + hours);
        }
        // One entry for each administrator, so that the record does not grow.
        own.retain(|act| act.by != *by);
        own.push(Act {
            by: by.clone(),
            at: now,
        });
        Ok(())
    }
}

/// The operator's way to a new device for a root user, of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootRecovery {
    /// Whose root.
    pub account: AccountId,
    /// The one that is under way.
    pub under_way: Option<UnderWay>,
    /// Before then root's password cannot be set anew by mail.
    pub no_mail_before: Option<Timestamp>,
    /// When the procedure was last walked through for practice, and by whom.
    pub drilled: Option<Drill>,
}

/// A walk through the procedure that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drill {
    /// When.
    pub at: Timestamp,
    /// By whom, for people.
    pub by: String,
}

/// A recovery that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderWay {
    /// By which operator, on which machine.
    pub by: String,
    /// Why.
    pub reason: Reason,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// How long the wait is, in hours.
    pub wait_hours: u16,
    /// When the wait ends.
    pub ready_at: Timestamp,
    /// Hashes of the tokens in the letters' links, each of which leads to where it is cancelled.
    pub links: Vec<String>,
    /// The address that was handed over, until it was used.
    pub address: Option<Address>,
}

/// An address that was handed over at the end of the wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The hash of its token.
    pub hash: String,
    /// Until when it works.
    pub until: Timestamp,
}

/// How far a recovery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It waits, and can be cancelled.
    Waiting(Timestamp),
    /// An address can be had, until then; it can be cancelled still.
    Ready(Timestamp),
    /// Nobody asked for an address in time.
    Lapsed,
}

impl RootRecovery {
    /// Nothing is under way.
    pub fn of(account: AccountId) -> Self {
        Self {
            account,
            under_way: None,
            no_mail_before: None,
            drilled: None,
        }
    }

    /// The recovery that is under way, unless it has lapsed.
    pub fn open(&self, now: Timestamp) -> Option<&UnderWay> {
        self.under_way
            .as_ref()
            .filter(|under_way| under_way.stage(now) != Stage::Lapsed)
    }

    /// Whether root's password can be set anew by mail: not from the end of the wait until a day
    /// after all is over, so that a mailbox alone is never enough.
    pub fn lets_mail(&self, now: Timestamp) -> bool {
        let ready = self
            .open(now)
            .is_some_and(|under_way| matches!(under_way.stage(now), Stage::Ready(_)));
        !ready && self.no_mail_before.is_none_or(|before| now >= before)
    }

    /// The wait is over or the device is there: for a day no mail opens anything.
    pub fn shut_mail(&mut self, now: Timestamp) {
        let until = now + SignedDuration::from_hours(NO_MAIL_HOURS);
        self.no_mail_before = Some(self.no_mail_before.map_or(until, |kept| kept.max(until)));
    }
}

impl UnderWay {
    /// How far it is.
    pub fn stage(&self, now: Timestamp) -> Stage {
        let lapses_at = self.ready_at + SignedDuration::from_hours(24 * FINISH_DAYS);
        if now < self.ready_at {
            Stage::Waiting(self.ready_at)
        } else if now < lapses_at {
            Stage::Ready(lapses_at)
        } else {
            Stage::Lapsed
        }
    }

    /// Begins the wait anew: an address that was handed over is dead, and the links of the letters
    /// before go on working.
    pub fn wait_anew(&mut self, now: Timestamp, link: String) {
        self.ready_at = now + SignedDuration::from_hours(i64::from(self.wait_hours));
        self.address = None;
        if self.links.len() == LINKS_MAX {
            self.links.remove(0);
        }
        self.links.push(link);
    }

    /// Whether the address of this hash works.
    pub fn opens(&self, hash: &str, now: Timestamp) -> bool {
        matches!(self.stage(now), Stage::Ready(_))
            && self
                .address
                .as_ref()
                .is_some_and(|address| address.hash == hash && now < address.until)
    }
}

#[cfg(test)]
mod tests;
