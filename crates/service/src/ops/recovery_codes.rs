//! Recovery codes: made, used, counted; and what is open to somebody who lost a device.
//!
//! A code is not a device. It opens a session that registers one and does nothing else, and it is
//! used up by that (RC-1).

use rules::recovery::{CODES, OpenedBy, RecoveryCode, Registration, WRONG_CODE_UNITS};
use rules::signin::Step;
use rules::{AccountId, MfaDevice, SerialNumber, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes::{Checked, RecoveryTry};
use crate::letters::What;
use crate::mailroom;
use crate::ops::devices::held;
use crate::ops::sign_in::{self, Entered};
use crate::person::{Holder, Subject, Target};
use crate::records::{self, RecoveryCodes};
use crate::recovery;
use crate::refusal::{RecoveryFault, Refusal};
use crate::secrets::{self, Token};

/// What is open to somebody who typed the right password and has no device at hand.
pub struct LostDevice {
    /// The ticket's hash.
    pub ticket: String,
}

/// The ways that are really open to this person.
#[derive(Clone, Debug)]
pub struct Ways {
    /// Who it is.
    pub holder: Holder,
    /// The account's id.
    pub account: AccountId,
    /// Their devices; any one opens.
    pub devices: Vec<MfaDevice>,
    /// How many recovery codes are left.
    pub codes_left: usize,
    /// When the wait of root's recovery ends, if one is under way.
    pub recovery_ready_at: Option<Timestamp>,
}

impl Operation for LostDevice {
    type Output = Ways;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Ways>, Refusal> {
        let (ticket, holder) = sign_in::ticket(call, &self.ticket).await?;
        if ticket.step(holder.credentials()) != Step::Mfa {
            return Err(Refusal::TicketOver);
        }
        let account = holder.account().clone();
        let devices = held(call, &holder).await?;
        let codes_left = kept(call, &holder).await?;
        let codes_left = codes_left.map_or(0, |codes| codes.hashes.len());
        let now = call.now();
        let recovering = recovery::of(call, &account).await?;
        let under_way = recovering
            .open(now)
            .filter(|_| matches!(holder, Holder::Root(_)));
        Ok(Answer::Done(Ways {
            recovery_ready_at: under_way.map(|under_way| under_way.ready_at),
            holder,
            account,
            devices,
            codes_left,
        }))
    }
}

/// A recovery code in the place of a code: opens a session that registers a device.
pub struct SignInRecoveryCode {
    /// The ticket's hash.
    pub ticket: String,
    /// The ticket itself, to go on with.
    pub token: Token,
    /// The code as it was typed.
    pub code: String,
    /// The device that is lost, which goes once the new one is confirmed; none if all stay.
    pub lost: Option<SerialNumber>,
}

impl Operation for SignInRecoveryCode {
    type Output = Entered;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Entered>, Refusal> {
        let (mut ticket, holder) = sign_in::ticket(call, &self.ticket).await?;
        if ticket.step(holder.credentials()) != Step::Mfa {
            return Err(Refusal::TicketOver);
        }
        match use_up(call, &holder, &self.code).await? {
            Err(Checked::Refused { refusal, tell, .. }) => {
                sign_in::tell_failure(call, &holder, None, &refusal, false);
                if tell {
                    sign_in::password_is_known(call, holder.clone()).await?;
                }
                Ok(Answer::Refused(refusal))
            }
            Err(Checked::Right) => Err(Refusal::TicketOver),
            Ok(left) => {
                mailroom::tell_of(call, &holder, What::RecoveryCodeUsed { left }).await?;
                let held = &holder.credentials().devices;
                let lost = self.lost.iter().filter(|serial| held.contains(serial));
                ticket.registers = Some(Registration {
                    by: OpenedBy::RecoveryCode,
                    replaces: lost.cloned().collect(),
                });
                let token = Token::presented(self.token.reveal());
                let entered = sign_in::go_on(call, &holder, &ticket, token).await?;
                Ok(Answer::Done(entered))
            }
        }
    }
}

/// Compares a code with all that are left, and uses it up. Gives back how many are left then.
async fn use_up(
    call: &mut Call<'_>,
    holder: &Holder,
    typed: &str,
) -> Result<Result<usize, Checked>, Refusal> {
    let key = records::codes_key(&holder.principal());
    let tried = RecoveryTry::begin(call, holder, &key).await?;
    let Some(code) = RecoveryCode::typed(typed) else {
        return Ok(Err(tried.wrong(call, 0).await?));
    };
    let mut codes = kept(call, holder).await?;
    let found = codes.as_ref().and_then(|codes| position(codes, &code));
    let (Some(codes), Some(at)) = (&mut codes, found) else {
        return Ok(Err(tried.wrong(call, WRONG_CODE_UNITS).await?));
    };
    codes.hashes.remove(at);
    call.tx.save(codes).await?;
    tried.right(call).await?;
    Ok(Ok(codes.hashes.len()))
}

/// Which one it is. All are compared, whichever it is.
fn position(codes: &RecoveryCodes, code: &RecoveryCode) -> Option<usize> {
    let typed = hash(&codes.salt, code);
    let mut found = None;
    for (at, kept) in codes.hashes.iter().enumerate() {
        if bool::from(kept.as_bytes().ct_eq(typed.as_bytes())) {
            found = Some(at);
        }
    }
    found
}

fn hash(salt: &str, code: &RecoveryCode) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update([0]);
    hash.update(code.reveal());
    secrets::hex(&hash.finalize())
}

async fn kept(call: &mut Call<'_>, holder: &Holder) -> Result<Option<RecoveryCodes>, Refusal> {
    let key = records::codes_key(&holder.principal());
    Ok(call.tx.load::<RecoveryCodes>(&key).await?)
}

/// One's own recovery codes, as far as anything is known of them.
pub struct ShowRecoveryCodes;

/// What is known of somebody's recovery codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodesView {
    /// Whether there may be any: for root only once root has turned them on.
    pub on: bool,
    /// How many are left.
    pub left: usize,
    /// When they were made.
    pub made_at: Option<Timestamp>,
}

impl Operation for ShowRecoveryCodes {
    type Output = CodesView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CodesView>, Refusal> {
        let holder = call.person()?.holder()?.clone();
        let kept = kept(call, &holder).await?;
        Ok(Answer::Done(CodesView {
            on: kept.is_some() || !holder.principal().is_root(),
            left: kept.as_ref().map_or(0, |codes| codes.hashes.len()),
            made_at: kept.and_then(|codes| codes.made_at),
        }))
    }
}

/// Makes ten recovery codes, shown once; those before do not work any more.
pub struct CreateRecoveryCodes {
    /// Whose: the target that the caller is.
    pub target: Target,
}

impl Operation for CreateRecoveryCodes {
    type Output = Vec<RecoveryCode>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:EnableMFADevice", Resource::Person(self.target.clone()))]
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<RecoveryCode>>, Refusal> {
        let person = call.person()?.clone();
        if !person.subject.is(&self.target) {
            return Err(denied(person.holder()?, &self.target));
        }
        if person.mfa().is_none() {
            return Err(Refusal::MfaNeeded);
        }
        if person.principal().is_root() && kept(call, person.holder()?).await?.is_none() {
            return Err(RecoveryFault::CodesOff.into());
        }
        let codes: Vec<_> = (0..CODES)
            .map(|_| call.draw(RecoveryCode::random))
            .collect();
        let salt = secrets::hex(&call.draw(rules::chance::bytes::<16>));
        let record = RecoveryCodes {
            principal: person.principal(),
            made_at: Some(call.now()),
            hashes: codes.iter().map(|code| hash(&salt, code)).collect(),
            salt,
        };
        call.tx.save(&record).await?;
        mailroom::tell_of(call, person.holder()?, What::RecoveryCodesMade).await?;
        Ok(Answer::Done(codes))
    }
}

fn denied(holder: &Holder, target: &Target) -> Refusal {
    Refusal::denied(
        "iam:EnableMFADevice",
        match target {
            Target::Root => rules::ids::arn::root(holder.account()),
            Target::User(name) => format!("arn:aws:iam::{}:user/{name}", holder.account()),
        },
    )
}

/// Turns recovery codes on or off for root; whatever codes there are die.
pub struct SwitchRecoveryCodes {
    /// How they shall be.
    pub to: Switched,
}

/// Whether root may have recovery codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switched {
    /// It may make some.
    On,
    /// It has none.
    Off,
}

impl Operation for SwitchRecoveryCodes {
    type Output = ();

    fn parameters(&self) -> serde_json::Value {
        json!({ "recoveryCodes": self.to == Switched::On })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let person = call.person()?.clone();
        if !person.principal().is_root() {
            return Err(denied(person.holder()?, &Target::Root));
        }
        if person.mfa().is_none() {
            return Err(Refusal::MfaNeeded);
        }
        let key = records::codes_key(&person.principal());
        call.tx.erase(key).await?;
        if self.to == Switched::On {
            let record = RecoveryCodes {
                principal: person.principal(),
                made_at: None,
                salt: String::new(),
                hashes: Vec::new(),
            };
            call.tx.save(&record).await?;
        }
        Ok(Answer::Done(()))
    }
}
