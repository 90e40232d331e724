//! The wizard of the console that adds an authenticator app.
//!
//! It authorises CreateVirtualMFADevice and EnableMFADevice together and commits them once, when both
//! codes fit; until then there is only a pending seed, which grants nothing and stands in nobody's way
//! (OTP-14).

use otp::{Label, OtpauthUri, PairOutcome, Seed};
use rules::device::DeviceKind;
use rules::ids::{AccountId, DeviceLabel, DeviceName, EntityPath, SerialNumber};
use rules::{Account, Care, MfaDevice, PendingDevice, SeedMark};
use serde_json::json;
use zeroize::Zeroizing;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes;
use crate::ops::devices::{about, draw_seed, free_serial};
use crate::ops::place::{EnabledDevice, Place};
use crate::ops::sessions::account_of;
use crate::person::{self, Holder, Subject, Target};
use crate::records;
use crate::refusal::{Entity, Refusal};
use crate::table::source::IAM;

/// Begins the wizard: makes a seed that waits for two codes.
pub struct StartMfaDevice {
    /// Whose device it will be.
    pub target: Target,
    /// Its name.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
    /// The name of the device in whose place it will be, if it replaces one.
    pub replaces: Option<DeviceName>,
}

/// What the second page of the wizard shows. It holds the seed, so it is neither printed nor kept.
pub struct PendingView {
    /// Whose device it will be.
    pub target: Target,
    /// Its name.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
    /// The name of the device that goes for it.
    pub replaces: Option<DeviceName>,
    /// The address in the QR code.
    pub uri: Zeroizing<String>,
    /// The seed for typing, in groups of four.
    pub secret: Zeroizing<String>,
}

impl Operation for StartMfaDevice {
    type Output = PendingView;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        add_asks(account, &self.target, &self.name)
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PendingView>, Refusal> {
        let replaces = self.replaces.as_ref();
        let Place { holder, .. } = Place::find(call, &self.target, &self.name, replaces).await?;
        free_number(call, &self.name).await?;
        let session = call.session()?.clone();
        let seed = draw_seed(call)?;
        let pending = PendingDevice {
            maker: session.principal,
            holder: holder.principal(),
            session: session.id,
            name: self.name.clone(),
            label: self.label.clone(),
            replaces: self.replaces.clone(),
            seed: seed.to_base32(),
            started_at: call.now(),
        };
        call.tx.save(&pending).await?;
        let account = account_of(call).await?;
        Ok(Answer::Done(view(call, &account, &holder, &pending)?))
    }
}

/// The wizard that is under way in this session.
pub struct PendingMfaDevice;

impl Operation for PendingMfaDevice {
    type Output = PendingView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PendingView>, Refusal> {
        let pending = pending(call).await?;
        let Some(holder) = person::holder(&mut call.tx, &pending.holder).await? else {
            return Err(Refusal::NoSuchEntity(Entity::PendingDevice));
        };
        let account = account_of(call).await?;
        Ok(Answer::Done(view(call, &account, &holder, &pending)?))
    }
}

/// Leaves the wizard; nothing of it stays.
pub struct CancelMfaDevice;

impl Operation for CancelMfaDevice {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let session = call.session()?.clone();
        call.tx
            .erase(records::pending_key(&session.principal, &session.id))
            .await?;
        Ok(Answer::Done(()))
    }
}

/// Ends the wizard: two codes in a row make the device and assign it.
pub struct EnableMfaDevice {
    /// Whose device it will be, as the wizard began.
    pub target: Target,
    /// Its name, as the wizard began.
    pub name: DeviceName,
    /// The first code as it was typed.
    pub first: String,
    /// The second code as it was typed.
    pub second: String,
}

impl Operation for EnableMfaDevice {
    type Output = EnabledDevice;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        add_asks(account, &self.target, &self.name)
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EnabledDevice>, Refusal> {
        let pending = pending(call).await?;
        let replaces = pending.replaces.as_ref();
        let place = Place::find(call, &self.target, &self.name, replaces).await?;
        if pending.holder != place.holder.principal() || pending.name != self.name {
            return Err(Refusal::NoSuchEntity(Entity::PendingDevice));
        }
        let serial = free_number(call, &self.name).await?;
        let (first, second) = codes::pair(&self.first, &self.second, codes::PARAMS)?;
        let seed = Seed::from_base32(&pending.seed)
            .map_err(|error| Refusal::Unavailable(error.to_string()))?;
        let now_step = codes::PARAMS.step_at(call.now().as_second());
        match otp::find_pair(
            &seed,
            codes::PARAMS,
            0,
            None,
            now_step,
            &first,
            &second,
            otp::APP_REACH_STEPS,
        ) {
            PairOutcome::NotFound(hint) => {
                let refusal = Refusal::PairRefused(hint);
                self.tell(call, &pending, &serial, Some(&refusal));
                Ok(Answer::Refused(refusal))
            }
            PairOutcome::Found { drift, last_step } => {
                let mark = SeedMark {
                    account: place.holder.account().clone(),
                    serial: serial.clone(),
                    seed: pending.seed.clone(),
                    drift_steps: drift,
                    last_step: Some(last_step.0),
                };
                self.tell(call, &pending, &serial, None);
                Ok(Answer::Done(assign(call, place, pending, mark).await?))
            }
        }
    }
}

impl EnableMfaDevice {
    fn tell(
        &self,
        call: &mut Call<'_>,
        pending: &PendingDevice,
        serial: &SerialNumber,
        refusal: Option<&Refusal>,
    ) {
        let account = pending.holder.account();
        if refusal.is_none() {
            let parameters = json!({ "virtualMFADeviceName": pending.name.as_str() });
            call.tell_as_caller("CreateVirtualMFADevice", IAM, account, parameters);
        }
        let parameters = about(&self.target, serial);
        call.tell_outcome("EnableMFADevice", IAM, account, parameters, refusal);
    }
}

/// Makes the device, gives it to its holder, and ends the wizard.
async fn assign(
    call: &mut Call<'_>,
    place: Place,
    pending: PendingDevice,
    mark: SeedMark,
) -> Result<EnabledDevice, Refusal> {
    let principal = place.holder.principal();
    let device = MfaDevice {
        account: principal.account().clone(),
        serial: mark.serial.clone(),
        name: pending.name.clone(),
        label: pending.label.clone(),
        kind: DeviceKind::Virtual,
        holder: Some(principal),
        enabled_at: Some(call.now()),
        tags: Vec::new(),
        care: Care::default(),
    };
    call.tx.save(&mark).await?;
    call.tx.remove(&pending).await?;
    place.take(call, device).await
}

/// What adding a device is authorised on: both operations of AWS that it stands for.
fn add_asks(
    account: &AccountId,
    target: &Target,
    name: &DeviceName,
) -> Vec<(&'static str, Resource)> {
    vec![
        (
            "iam:CreateVirtualMFADevice",
            Resource::new_device(account, &EntityPath::default(), name),
        ),
        ("iam:EnableMFADevice", Resource::Person(target.clone())),
    ]
}

/// The serial number that the device will have: its name in its account, where it must be free.
async fn free_number(call: &mut Call<'_>, name: &DeviceName) -> Result<SerialNumber, Refusal> {
    let account = account_of(call).await?;
    free_serial(call, &account, &EntityPath::default(), name).await
}

async fn pending(call: &mut Call<'_>) -> Result<PendingDevice, Refusal> {
    let session = call.session()?.clone();
    let key = records::pending_key(&session.principal, &session.id);
    let found = call.tx.load::<PendingDevice>(&key).await?;
    found
        .filter(|pending| pending.is_open(call.now()))
        .ok_or(Refusal::NoSuchEntity(Entity::PendingDevice))
}

fn view(
    call: &Call<'_>,
    account: &Account,
    holder: &Holder,
    pending: &PendingDevice,
) -> Result<PendingView, Refusal> {
    let unreadable = |error: otp::SeedError| Refusal::Unavailable(error.to_string());
    let seed = Seed::from_base32(&pending.seed).map_err(unreadable)?;
    let secret = seed.to_base32_groups();
    let settings = &call.shared.settings;
    // Forty entries in one app are told apart by who and where: `root@keiri`, `hanako@keiri`.
    let who = match holder {
        Holder::Root(_) => "root",
        Holder::User(user) => user.name.as_str(),
    };
    let label = Label::new(
        &settings.issuer,
        settings.installation.as_deref(),
        who,
        account.sign_in_name(),
    );
    let uri = OtpauthUri::new(label, seed, codes::PARAMS).to_string();
    Ok(PendingView {
        target: holder.target(),
        name: pending.name.clone(),
        label: pending.label.clone(),
        replaces: pending.replaces.clone(),
        uri,
        secret,
    })
}
