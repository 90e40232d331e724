//! The seed of a device with its parameters, its drift and the mark of the last used step: an app's
//! beside the device, a token's in the stock.

use otp::{Acceptance, Code, Hint, PairOutcome, Params, Seed, Step, Tolerance};
use rules::{AccountId, Principal, SeedMark, SerialNumber, StockToken, Timestamp, TokenSerial};

use super::{PARAMS, next_step_at};
use crate::call::Call;
use crate::records;
use crate::refusal::Refusal;

/// What codes of a device are compared with.
pub(crate) enum Mark {
    /// An authenticator app's.
    App(SeedMark),
    /// A token's, and its parameters.
    Token(Box<StockToken>, Params),
}

impl Mark {
    /// The mark of a device that this person holds. None if there is none, and of a token whose days
    /// are over.
    pub(crate) async fn load(
        call: &mut Call<'_>,
        principal: &Principal,
        serial: &SerialNumber,
    ) -> Result<Option<Self>, Refusal> {
        let found = Self::of(call, principal.account(), serial).await?;
        let now = call.now();
        Ok(found.filter(|mark| match mark {
            Self::App(_) => true,
            // INVARIANT: the stock says the same as the list of whoever holds it.
            Self::Token(token, _) => {
                token.holder.as_ref() == Some(principal) && token.is_valid(now)
            }
        }))
    }

    /// The mark of a device of this account, whoever holds it.
    pub(crate) async fn of(
        call: &mut Call<'_>,
        account: &AccountId,
        serial: &SerialNumber,
    ) -> Result<Option<Self>, Refusal> {
        let key = records::mark_key(account, serial);
        if TokenSerial::of(serial).is_none() {
            return Ok(call.tx.load(&key).await?.map(Self::App));
        }
        let token: Option<StockToken> = call.tx.load(&key).await?;
        token.map(Self::token).transpose()
    }

    /// The mark of a token.
    pub(crate) fn token(token: StockToken) -> Result<Self, Refusal> {
        let params = token.params().ok_or_else(|| {
            Refusal::Unavailable("the parameters of a stored token cannot be so".to_owned())
        })?;
        Ok(Self::Token(Box::new(token), params))
    }

    /// Hash, digits and step.
    pub(crate) fn params(&self) -> Params {
        match self {
            Self::App(_) => PARAMS,
            Self::Token(_, params) => *params,
        }
    }

    /// How many seconds the device is ahead of our clock; negative when it is behind.
    pub(crate) fn drift_seconds(&self) -> i64 {
        i64::from(self.drift_steps()) * i64::from(self.params().step_seconds())
    }

    /// When the device shows its next code that is not used up. It does not depend on what is typed.
    pub(super) fn next_step_at(&self, now: Timestamp) -> Timestamp {
        let params = self.params();
        let used_until = self.last_step().and_then(|last| {
            let device = i64::try_from(last.0).ok()?.checked_add(1)?;
            let ours = device.checked_sub(self.drift_steps().into())?;
            Timestamp::from_second(ours.checked_mul(params.step_seconds().into())?).ok()
        });
        next_step_at(now, params, used_until)
    }

    fn drift_steps(&self) -> i32 {
        match self {
            Self::App(mark) => mark.drift_steps,
            Self::Token(token, _) => token.drift_steps,
        }
    }

    fn last_step(&self) -> Option<Step> {
        match self {
            Self::App(mark) => mark.last_step,
            Self::Token(token, _) => token.last_step,
        }
        .map(Step)
    }

    fn seed(&self) -> Result<Seed, Refusal> {
        let text = match self {
            Self::App(mark) => &mark.seed,
            Self::Token(token, _) => &token.seed,
        };
        Seed::from_base32(text)
            .map_err(|_| Refusal::Unavailable("a stored seed cannot be read".to_owned()))
    }

    /// Compares a code with those around now, and remembers what an accepted one teaches: the used
    /// step, and of a token how its clock moves.
    pub(crate) fn compare(
        &mut self,
        at: Timestamp,
        tolerance: Tolerance,
        code: &Code,
    ) -> Result<Acceptance, Refusal> {
        let params = self.params();
        let now = params.step_at(at.as_second());
        let answer = otp::accept(
            &self.seed()?,
            params,
            self.drift_steps(),
            self.last_step(),
            now,
            tolerance,
            code,
        );
        if let Acceptance::Accepted { step, .. } = answer {
            match self {
                Self::App(mark) => mark.last_step = Some(step.0),
                Self::Token(token, _) => {
                    let drift = token.drift().after(now, answer);
                    token.used(at, step, drift);
                }
            }
        }
        Ok(answer)
    }

    /// Searches for two codes in a row, and remembers drift and step if they are found. An app is
    /// searched for around no drift, so that its drift is bounded for good; a token further.
    pub(crate) fn find(
        &mut self,
        at: Timestamp,
        first: &Code,
        second: &Code,
    ) -> Result<Option<Hint>, Refusal> {
        let (seed, params, last) = (self.seed()?, self.params(), self.last_step());
        let now = params.step_at(at.as_second());
        let found = match self {
            Self::App(_) => {
                let reach = otp::APP_REACH_STEPS;
                otp::find_pair(&seed, params, 0, last, now, first, second, reach)
            }
            Self::Token(..) => otp::find_token_pair(&seed, params, last, now, first, second),
        };
        let (drift, step) = match found {
            PairOutcome::NotFound(hint) => return Ok(Some(hint)),
            PairOutcome::Found { drift, last_step } => (drift, last_step),
        };
        match self {
            Self::App(mark) => {
                mark.drift_steps = drift;
                mark.last_step = Some(step.0);
            }
            Self::Token(token, _) => token.used(at, step, otp::TokenDrift::learned(drift)),
        }
        Ok(None)
    }

    /// Saves it.
    pub(crate) async fn save(&self, call: &mut Call<'_>) -> Result<(), Refusal> {
        match self {
            Self::App(mark) => call.tx.save(mark).await?,
            Self::Token(token, _) => call.tx.save(&**token).await?,
        }
        Ok(())
    }
}

/// As much as may be said about a pair that was not found to somebody who has not shown that the
/// device is theirs: which half of it was right would be an answer worth guessing for.
pub(crate) fn said(hint: Hint) -> Hint {
    match hint {
        Hint::SameCodeTwice => hint,
        _ => Hint::NoMatch,
    }
}
