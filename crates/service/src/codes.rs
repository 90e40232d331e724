//! A code of a device, checked at any door: gate, compare, mark, count.
//!
//! A code is compared with one device only, the one that is named. What is learned from it (the
//! used step, a wrong code) is saved whether it was right or not.

use otp::{Acceptance, Code, PairOutcome, Params, Seed, Step};
use rules::guess::{BUDGET_UNITS, Gate, Guesses, KNOWN_BROWSER_UNITS};
use rules::signin::KnownBrowser;
use rules::{Principal, SeedMark, SerialNumber, Timestamp};
use store::Key;

use crate::call::Call;
use crate::person::Holder;
use crate::records::{self, PersonGuesses};
use crate::refusal::{Entity, Refusal};

/// What a phone scans: everything else is silently ignored by most apps.
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
    let key = records::seed_key(principal.account(), serial);
    let mut counts = Counts::load(call, &principal, &key).await?;
    pass(counts.gate(now))?;
    let held = holder.credentials().devices.contains(serial);
    let mark = call.tx.load::<SeedMark>(&key).await?.filter(|_| held);
    // What is not a code cannot be a guess: it is refused like one and costs nothing.
    let (Some(mut mark), Ok(code)) = (mark, Code::parse(typed, PARAMS.digits())) else {
        return Ok(Checked::refused(next_step_at(now)));
    };
    match compare(call, &mark, &code)? {
        Acceptance::Accepted { step, .. } => {
            mark.last_step = Some(step.0);
            call.tx.save(&mark).await?;
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
                try_from: next_step_at(now),
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
                Gate::Wait(until) => until.max(next_step_at(now)),
                Gate::Open | Gate::Spent => next_step_at(now),
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

fn compare(call: &Call<'_>, mark: &SeedMark, code: &Code) -> Result<Acceptance, Refusal> {
    let now = PARAMS.step_at(call.now().as_second());
    let tolerance = call.shared.settings.tolerance;
    let last_step = mark.last_step.map(Step);
    Ok(otp::accept(
        &seed_of(mark)?,
        PARAMS,
        mark.drift_steps,
        last_step,
        now,
        tolerance,
        code,
    ))
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
    let key = records::seed_key(principal.account(), serial);
    let mut counts = Counts::load(call, &principal, &key).await?;
    pass(counts.gate(now))?;
    if !holder.credentials().devices.contains(serial) {
        return Err(Refusal::NoSuchEntity(Entity::DeviceOfPerson(
            serial.clone(),
        )));
    }
    let Some(mut mark) = call.tx.load::<SeedMark>(&key).await? else {
        return Err(Refusal::NoSuchEntity(Entity::DeviceOfPerson(
            serial.clone(),
        )));
    };
    let (first, second) = pair(first, second)?;
    let seed = seed_of(&mark)?;
    let now_step = PARAMS.step_at(now.as_second());
    // An app is searched for around no drift, so that its drift is bounded for good.
    match otp::find_pair(
        &seed,
        PARAMS,
        0,
        mark.last_step.map(Step),
        now_step,
        &first,
        &second,
        otp::APP_REACH_STEPS,
    ) {
        PairOutcome::Found { drift, last_step } => {
            mark.drift_steps = drift;
            mark.last_step = Some(last_step.0);
            call.tx.save(&mark).await?;
            Ok(None)
        }
        PairOutcome::NotFound(hint) => {
            counts.guesses().wrong(now, 1);
            counts.save(call).await?;
            let said = if hint == otp::Hint::SameCodeTwice {
                hint
            } else {
                otp::Hint::NoMatch
            };
            Ok(Some(Refusal::PairRefused(said)))
        }
    }
}

/// Two codes as they were typed.
pub(crate) fn pair(first: &str, second: &str) -> Result<(Code, Code), Refusal> {
    let parse = |typed| {
        Code::parse(typed, PARAMS.digits()).map_err(|_| Refusal::Invalid(rules::Invalid::Code))
    };
    Ok((parse(first)?, parse(second)?))
}

/// The seed of a stored mark.
pub(crate) fn seed_of(mark: &SeedMark) -> Result<Seed, Refusal> {
    Seed::from_base32(&mark.seed)
        .map_err(|_| Refusal::Unavailable("a stored seed cannot be read".to_owned()))
}

fn pass(gate: Gate) -> Result<(), Refusal> {
    match gate {
        Gate::Open => Ok(()),
        Gate::Wait(until) => Err(Refusal::CodeRefused { try_from: until }),
        Gate::Spent => Err(Refusal::GuessesSpent),
    }
}

/// When the device shows its next code, if its clock is right.
fn next_step_at(now: Timestamp) -> Timestamp {
    let seconds = now.as_second();
    let next = seconds + i64::from(PARAMS.seconds_to_next_step(seconds));
    Timestamp::from_second(next).unwrap_or(now)
}
