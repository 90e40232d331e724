//! The record of a device as a thing, and the proof that it is there.
//!
//! Whoever physically has a device need not be who signs in with it, so the proof is given at an
//! address and not in a session: it opens nothing, its code is used up, and what is wrong counts for
//! the owner's guesses as at every other door. Nobody can cause that who was not given the address.

use rules::care::{Note, Place, ProofAddress};
use rules::security_key::CeremonyKind;
use rules::{HolderName, MfaDevice, SerialNumber, Timestamp};
use serde_json::{Value, json};

use crate::authorise::{Resource, permit_here};
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::codes::{self, Checked};
use crate::ops::account::load_account;
use crate::ops::devices::about;
use crate::ops::key_proofs::{self, keys_of};
use crate::ops::users::whom;
use crate::person::{self, Holder, Target};
use crate::records;
use crate::refusal::{Entity, RecoveryFault, Refusal};
use crate::secrets::Token;
use crate::table::source::SEKISHO;

/// Writes down who has a device, and where. Whoever signs in with it may do so themselves.
pub struct UpdateDeviceRecord {
    /// Whose device it is.
    pub target: Target,
    /// Which.
    pub serial: SerialNumber,
    /// Who physically has it.
    pub held_by: Option<HolderName>,
    /// Where it lies.
    pub place: Option<Place>,
    /// What else is worth knowing.
    pub note: Option<Note>,
}

impl Operation for UpdateDeviceRecord {
    type Output = ();

    fn parameters(&self) -> Value {
        let mut parameters = about(&self.target, &self.serial);
        parameters["heldBy"] = json!(self.held_by.as_ref().map(HolderName::as_str));
        parameters["place"] = json!(self.place.as_ref().map(Place::as_str));
        parameters
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let action = "sekisho:UpdateDeviceRecord";
        let mut device = in_care(call, &self.target, &self.serial, action).await?;
        let (held_by, place) = (self.held_by.clone(), self.place.clone());
        device.care.write(held_by, place, self.note.clone());
        call.tx.save(&device).await?;
        Ok(Answer::Done(()))
    }
}

/// Makes an address at which whoever has a device proves that it is there. One that was made before
/// does not work any more.
pub struct CreateProofAddress {
    /// Whose device it is.
    pub target: Target,
    /// Which.
    pub serial: SerialNumber,
}

/// An address that was made.
pub struct MadeProofAddress {
    /// The token in it: shown once.
    pub token: Token,
    /// Until when it works.
    pub until: Timestamp,
}

impl Operation for CreateProofAddress {
    type Output = MadeProofAddress;

    fn parameters(&self) -> Value {
        about(&self.target, &self.serial)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<MadeProofAddress>, Refusal> {
        let action = "sekisho:CreateProofAddress";
        let mut device = in_care(call, &self.target, &self.serial, action).await?;
        let token = call.draw(Token::random);
        let address = ProofAddress::new(token.hash(), call.now());
        let until = address.until;
        device.care.proof = Some(address);
        call.tx.save(&device).await?;
        Ok(Answer::Done(MadeProofAddress { token, until }))
    }
}

/// A device of somebody whose record the caller may keep: one's own, or by policy.
async fn in_care(
    call: &mut Call<'_>,
    target: &Target,
    serial: &SerialNumber,
    action: &'static str,
) -> Result<MfaDevice, Refusal> {
    if !call.person()?.subject.is(target) {
        permit_here(call, action, &Resource::Person(target.clone())).await?;
    }
    let holder = whom(call, target, action).await?;
    let missing = || Refusal::NoSuchEntity(Entity::DeviceOfPerson(serial.clone()));
    if !holder.credentials().devices.contains(serial) {
        return Err(missing());
    }
    let key = records::device_key(holder.account(), serial);
    call.tx.load::<MfaDevice>(&key).await?.ok_or_else(missing)
}

/// What an address asks to be proved. It uses nothing up.
pub struct ProofUnderWay {
    /// The token of the address.
    pub token: Token,
}

/// A device that is to be proved.
#[derive(Clone, Debug)]
pub struct ProofView {
    /// The device.
    pub device: MfaDevice,
    /// The name of its account.
    pub account: String,
}

impl Operation for ProofUnderWay {
    type Output = ProofView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<ProofView>, Refusal> {
        let (device, _) = addressed(call, &self.token).await?;
        let account = load_account(&mut call.tx, &device.account).await?;
        let account = account.name.to_string();
        Ok(Answer::Done(ProofView { device, account }))
    }
}

/// Gives the browser a challenge for this very key.
pub struct StartKeyConfirmation {
    /// The token of the address.
    pub token: Token,
}

impl Operation for StartKeyConfirmation {
    /// The options of the browser's call, as JSON.
    type Output = String;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<String>, Refusal> {
        let (device, holder) = addressed(call, &self.token).await?;
        let mut keys = keys_of(call, &holder).await?;
        keys.retain(|key| key.serial == device.serial);
        let bound_to = self.token.hash();
        let kind = CeremonyKind::Confirm;
        let options = key_proofs::begin(call, &holder, &keys, kind, &bound_to).await?;
        Ok(Answer::Done(options))
    }
}

/// Proves by a code that a device is there.
pub struct ConfirmByCode {
    /// The token of the address.
    pub token: Token,
    /// The code as it was typed.
    pub code: String,
}

impl Operation for ConfirmByCode {
    /// When it was proved.
    type Output = Timestamp;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Timestamp>, Refusal> {
        let (device, holder) = addressed(call, &self.token).await?;
        let (refusal, reused) =
            match codes::check(call, &holder, &device.serial, &self.code).await? {
                Checked::Right => (None, false),
                // Nobody typed a password here, so nobody is told that it is known.
                Checked::Refused {
                    refusal, reused, ..
                } => (Some(refusal), reused),
            };
        settle(call, device, &holder, refusal, reused).await
    }
}

/// Proves by a touch that a passkey or security key is there.
pub struct ConfirmByKey {
    /// The token of the address.
    pub token: Token,
    /// What the browser sent back, as JSON.
    pub answer: String,
}

impl Operation for ConfirmByKey {
    /// When it was proved.
    type Output = Timestamp;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Timestamp>, Refusal> {
        let (device, holder) = addressed(call, &self.token).await?;
        codes::may_try_key(call, &holder.principal()).await?;
        let mut keys = keys_of(call, &holder).await?;
        keys.retain(|key| key.serial == device.serial);
        let (kind, bound_to) = (CeremonyKind::Confirm, self.token.hash());
        let checked = key_proofs::check(call, &holder, keys, kind, &bound_to, &self.answer).await?;
        let refusal = checked.err().map(|wrong| Refusal::KeyRefused(wrong.fault));
        settle(call, device, &holder, refusal, false).await
    }
}

/// Keeps what came of a proof: the day of it, or one more wrong answer.
async fn settle(
    call: &mut Call<'_>,
    mut device: MfaDevice,
    holder: &Holder,
    refusal: Option<Refusal>,
    reused: bool,
) -> Result<Answer<Timestamp>, Refusal> {
    let now = call.now();
    device.care.answered(refusal.is_none(), now);
    call.tx.save(&device).await?;
    let mut parameters = about(&holder.target(), &device.serial);
    parameters["heldBy"] = json!(device.care.held_by.as_ref().map(HolderName::as_str));
    if reused {
        parameters["codeReused"] = json!(true);
    }
    let account = &device.account;
    call.tell_outcome(
        "ConfirmDevice",
        SEKISHO,
        account,
        parameters,
        refusal.as_ref(),
    );
    Ok(refusal.map_or(Answer::Done(now), Answer::Refused))
}

/// The device that an address is about, and who signs in with it.
async fn addressed(call: &mut Call<'_>, token: &Token) -> Result<(MfaDevice, Holder), Refusal> {
    let found = records::proof_address_is(&token.hash());
    let device = call.tx.find::<MfaDevice>(&found).await?;
    let device = device.ok_or(Refusal::Recovery(RecoveryFault::ProofOver))?;
    let now = call.now();
    let is_open = closing::of(&mut call.tx, &device.account).await?.is_open();
    if !is_open || !device.care.proof.as_ref().is_some_and(|it| it.is_open(now)) {
        return Err(RecoveryFault::ProofOver.into());
    }
    let holder = match &device.holder {
        Some(principal) => person::holder(&mut call.tx, principal).await?,
        None => None,
    };
    Ok((
        device,
        holder.ok_or(Refusal::Recovery(RecoveryFault::ProofOver))?,
    ))
}
