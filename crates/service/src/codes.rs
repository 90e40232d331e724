//! A code of a device, checked at any door: gate, compare, mark, count.
//!
//! A code is compared with one device only, the one that is named. What is learned from it (the
//! used step, a wrong code) is saved whether it was right or not.

mod mark;

use otp::{Acceptance, Code, Params};
use rules::guess::{BUDGET_UNITS, Gate, Guesses, KNOWN_BROWSER_UNITS};
use rules::signin::KnownBrowser;
use rules::usage::Meter;
use rules::{Principal, SerialNumber, Timestamp};
use store::Key;

pub(crate) use self::mark::{Mark, said};

use crate::call::Call;
use crate::person::Holder;
use crate::records::{self, PersonGuesses};
use crate::refusal::{Entity, Refusal};

/// What a phone scans: everything else is silently ignored by most apps. A token has its own.
pub(crate) const PARAMS: Params = Params::AUTHENTICATOR_APP;

/// What the check of a code found. The unit of work holds what must be remembered of it.
pub(crate) enum Checked {
    /// It opens the door.
    Right,
    /// It does not.
    Refused {
        refusal: Refusal,
        /// It was right once: somebody used it before (OTP-13).
        reused: bool,
        /// The person is to be told that somebody knows the password.
        tell: bool,
    },
}

impl Checked {
    fn refused(try_from: Timestamp) -> Self {
        Self::Refused {
            refusal: Refusal::CodeRefused { try_from },
            reused: false,
            tell: false,
        }
    }
}

/// The counts that a code is judged by: the browser's own if MFA was passed in it, else the person's.
struct Counts {
    person: PersonGuesses,
    browser: Option<KnownBrowser>,
}

impl Counts {
    /// Reads the counts, and the device's mark in the same snapshot.
    async fn load(call: &mut Call<'_>, principal: &Principal, mark: &Key) -> Result<Self, Refusal> {
        let now = call.now();
        let browser_key = records::browser_key(principal, &call.visitor.browser);
        let guesses_key = records::guesses_key(principal);
        call.tx
            .prefetch(&[guesses_key.clone(), browser_key.clone(), mark.clone()])
            .await?;
        let person = call.tx.load::<PersonGuesses>(&guesses_key).await?;
        let browser = call.tx.load::<KnownBrowser>(&browser_key).await?;
        Ok(Self {
            person: person.unwrap_or_else(|| PersonGuesses {
                principal: principal.clone(),
                guesses: Guesses::default(),
            }),
            browser: browser.filter(|known| {
                known.is_known(now)
                    && known.passed_mfa
                    && known.guesses.spent(now) < KNOWN_BROWSER_UNITS
            }),
        })
    }

    fn gate(&self, now: Timestamp) -> Gate {
        match &self.browser {
            Some(known) => known.guesses.gate(now, KNOWN_BROWSER_UNITS),
            None => self.person.guesses.gate(now, BUDGET_UNITS),
        }
    }

    fn guesses(&mut self) -> &mut Guesses {
        match &mut self.browser {
            Some(known) => &mut known.guesses,
            None => &mut self.person.guesses,
        }
    }

    async fn save(&self, call: &mut Call<'_>) -> Result<(), Refusal> {
        match &self.browser {
            Some(known) => call.tx.save(known).await?,
            None => call.tx.save(&self.person).await?,
        }
        Ok(())
    }
}

/// Checks one code of one of the holder's devices. `Err` means that it was not looked at.
pub(crate) async fn check(
    call: &mut Call<'_>,
    holder: &Holder,
    serial: &SerialNumber,
    typed: &str,
) -> Result<Checked, Refusal> {
    let principal = holder.principal();
    let now = call.now();
    let key = records::mark_key(principal.account(), serial);
    let mut counts = Counts::load(call, &principal, &key).await?;
    pass(counts.gate(now))?;
    let mark = if holder.credentials().devices.contains(serial) {
        Mark::load(call, &principal, serial).await?
    } else {
        None
    };
    let params = mark.as_ref().map_or(PARAMS, Mark::params);
    let next_step_at = mark.as_ref().map_or_else(
        || next_step_at(now, params, None),
        |mark| mark.next_step_at(now),
    );
    // What is not a code cannot be a guess: it is refused like one and costs nothing.
    let (Some(mut mark), Ok(code)) = (mark, Code::parse(typed, params.digits())) else {
        return Ok(Checked::refused(next_step_at));
    };
    let found = mark.compare(now, call.shared.settings.tolerance, &code)?;
    let meter = match found {
        Acceptance::Accepted { .. } => Meter::MfaAccepted,
        Acceptance::Used { .. } | Acceptance::Wrong { .. } => Meter::MfaRefused,
    };
    call.tx.tally.push((principal, meter));
    match found {
        Acceptance::Accepted { .. } => {
            mark.save(call).await?;
            let before = counts.guesses().clone();
            counts.guesses().right();
            if *counts.guesses() != before {
                counts.save(call).await?;
            }
            Ok(Checked::Right)
        }
        // Whoever knows a code that was right guesses nothing, so it is not charged.
        Acceptance::Used { .. } => {
            let refusal = Refusal::CodeRefused {
                try_from: next_step_at,
            };
            Ok(Checked::Refused {
                refusal,
                reused: true,
                tell: false,
            })
        }
        Acceptance::Wrong { compared } => {
            let tell = counts.guesses().wrong(now, compared);
            counts.save(call).await?;
            let try_from = match counts.gate(now) {
                Gate::Wait(until) => until.max(next_step_at),
                Gate::Open | Gate::Spent => next_step_at,
            };
            let refusal = Refusal::CodeRefused { try_from };
            Ok(Checked::Refused {
                refusal,
                reused: false,
                tell,
            })
        }
    }
}

/// Whether a security key may be tried: the wait after wrong codes holds for it as well (EN-3), but a
/// budget that is spent does not, because nobody guesses a signature.
pub(crate) async fn may_try_key(call: &mut Call<'_>, principal: &Principal) -> Result<(), Refusal> {
    let counts = Counts::load(call, principal, &records::guesses_key(principal)).await?;
    match counts.gate(call.now()) {
        Gate::Wait(until) => Err(Refusal::CodeRefused { try_from: until }),
        Gate::Open | Gate::Spent => Ok(()),
    }
}

/// A security key proved who is there: wrong codes in a row are forgotten, and nothing is refunded.
pub(crate) async fn key_was_right(
    call: &mut Call<'_>,
    principal: &Principal,
) -> Result<(), Refusal> {
    let mut counts = Counts::load(call, principal, &records::guesses_key(principal)).await?;
    let before = counts.guesses().clone();
    counts.guesses().right();
    if *counts.guesses() != before {
        counts.save(call).await?;
    }
    Ok(())
}

/// A recovery code on its way through the gate, with the counts that it shares with every device.
pub(crate) struct RecoveryTry(Counts);

impl RecoveryTry {
    /// Passes the gate, and reads `record` in the same snapshot. `Err` means that the code is not
    /// looked at.
    pub(crate) async fn begin(
        call: &mut Call<'_>,
        holder: &Holder,
        record: &Key,
    ) -> Result<Self, Refusal> {
        let counts = Counts::load(call, &holder.principal(), record).await?;
        pass(counts.gate(call.now()))?;
        Ok(Self(counts))
    }

    /// It was right: the count in a row begins anew.
    pub(crate) async fn right(mut self, call: &mut Call<'_>) -> Result<(), Refusal> {
        self.0.guesses().right();
        self.0.save(call).await
    }

    /// It was wrong, and costs `units`; what cannot be a code costs nothing.
    pub(crate) async fn wrong(
        mut self,
        call: &mut Call<'_>,
        units: u32,
    ) -> Result<Checked, Refusal> {
        let now = call.now();
        let tell = units > 0 && self.0.guesses().wrong(now, units);
        if units > 0 {
            self.0.save(call).await?;
        }
        let try_from = match self.0.gate(now) {
            Gate::Wait(until) => until,
            Gate::Open | Gate::Spent => now,
        };
        Ok(Checked::Refused {
            refusal: Refusal::CodeRefused { try_from },
            reused: false,
            tell,
        })
    }
}

/// Sets a device's drift right by two codes in a row. A wrong pair is counted like a wrong code, and
/// nothing is said about which half of it was right: here, that would be an answer worth guessing for.
pub(crate) async fn resync(
    call: &mut Call<'_>,
    holder: &Holder,
    serial: &SerialNumber,
    first: &str,
    second: &str,
) -> Result<Option<Refusal>, Refusal> {
    let principal = holder.principal();
    let now = call.now();
    let key = records::mark_key(principal.account(), serial);
    let mut counts = Counts::load(call, &principal, &key).await?;
    pass(counts.gate(now))?;
    let missing = || Refusal::NoSuchEntity(Entity::DeviceOfPerson(serial.clone()));
    if !holder.credentials().devices.contains(serial) {
        return Err(missing());
    }
    let found = Mark::load(call, &principal, serial).await?;
    let mut mark = found.ok_or_else(missing)?;
    let (first, second) = pair(first, second, mark.params())?;
    match mark.find(now, &first, &second)? {
        None => {
            mark.save(call).await?;
            Ok(None)
        }
        Some(hint) => {
            counts.guesses().wrong(now, 1);
            counts.save(call).await?;
            Ok(Some(Refusal::PairRefused(said(hint))))
        }
    }
}

/// Two codes as they were typed.
pub(crate) fn pair(first: &str, second: &str, params: Params) -> Result<(Code, Code), Refusal> {
    let parse = |typed| {
        Code::parse(typed, params.digits()).map_err(|_| Refusal::Invalid(rules::Invalid::Code))
    };
    Ok((parse(first)?, parse(second)?))
}

fn pass(gate: Gate) -> Result<(), Refusal> {
    match gate {
        Gate::Open => Ok(()),
        Gate::Wait(until) => Err(Refusal::CodeRefused { try_from: until }),
        Gate::Spent => Err(Refusal::GuessesSpent),
    }
}

/// When the device shows its next code that is not used up. `used_until` is the end of the last used
/// step, as our clock sees it: after a restore it lies ahead.
fn next_step_at(now: Timestamp, params: Params, used_until: Option<Timestamp>) -> Timestamp {
    let seconds = now.as_second();
    let next = seconds + i64::from(params.seconds_to_next_step(seconds));
    let next = Timestamp::from_second(next).unwrap_or(now);
    used_until.map_or(next, |end| end.max(next))
}
