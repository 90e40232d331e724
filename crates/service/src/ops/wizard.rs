//! The wizard of the console that adds an authenticator app.
//!
//! It authorises CreateVirtualMFADevice and EnableMFADevice together and commits them once, when both
//! codes fit; until then there is only a pending seed, which grants nothing and stands in nobody's way
//! (OTP-14).

use otp::{Label, OtpauthUri, PairOutcome, Seed};
use rules::device::DeviceKind;
use rules::ids::{AccountId, DeviceLabel, DeviceName, EntityPath, SerialNumber};
use rules::session::MfaProof;
use rules::{Account, MfaDevice, PendingDevice, SeedMark};
use serde_json::json;
use zeroize::Zeroizing;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes;
use crate::ops::devices::{about, draw_seed, free_serial, is_assigned};
use crate::ops::enrolment;
use crate::ops::sessions::{account_of, reissue};
use crate::ops::sign_in::remember_browser;
use crate::ops::users::whom;
use crate::person::{self, Holder, Target};
use crate::records;
use crate::refusal::{Entity, Quota, Refusal};
use crate::secrets::Token;
use crate::table::source::IAM;

/// Begins the wizard: makes a seed that waits for two codes.
pub struct StartMfaDevice {
    /// Whose device it will be.
    pub target: Target,
    /// Its name.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
}

/// What the second page of the wizard shows. It holds the seed, so it is neither printed nor kept.
pub struct PendingView {
    /// Whose device it will be.
    pub target: Target,
    /// Its name.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
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

    fn is_for_oneself(&self, holder: &Holder) -> bool {
        holder.is(&self.target)
    }

    fn waits_for_trial(&self, holder: &Holder) -> bool {
        !holder.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PendingView>, Refusal> {
        let holder = whom(call, &self.target, "iam:EnableMFADevice").await?;
        enrolment::is_proved_for(call, &holder).await?;
        check_room(call, &holder, &self.name).await?;
        let session = call.session()?.clone();
        let seed = draw_seed(call)?;
        let pending = PendingDevice {
            maker: session.principal,
            holder: holder.principal(),
            session: session.id,
            name: self.name.clone(),
            label: self.label.clone(),
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

/// A device that was assigned.
pub struct EnabledDevice {
    /// The device.
    pub device: MfaDevice,
    /// The new cookie of the session, if the caller's own session now counts as one with MFA.
    pub session: Option<Token>,
}

impl Operation for EnableMfaDevice {
    type Output = EnabledDevice;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        add_asks(account, &self.target, &self.name)
    }

    fn is_for_oneself(&self, holder: &Holder) -> bool {
        holder.is(&self.target)
    }

    fn waits_for_trial(&self, holder: &Holder) -> bool {
        !holder.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EnabledDevice>, Refusal> {
        let pending = pending(call).await?;
        let holder = whom(call, &self.target, "iam:EnableMFADevice").await?;
        if pending.holder != holder.principal() || pending.name != self.name {
            return Err(Refusal::NoSuchEntity(Entity::PendingDevice));
        }
        let late = enrolment::is_proved_for(call, &holder).await?;
        let serial = check_room(call, &holder, &self.name).await?;
        let (first, second) = codes::pair(&self.first, &self.second)?;
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
                    account: holder.account().clone(),
                    serial: serial.clone(),
                    seed: pending.seed.clone(),
                    drift_steps: drift,
                    last_step: Some(last_step.0),
                };
                self.tell(call, &pending, &serial, None);
                Ok(Answer::Done(
                    assign(call, holder, pending, mark, late).await?,
                ))
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

/// Makes the device, gives it to its holder, and makes the holder's own session one with MFA.
async fn assign(
    call: &mut Call<'_>,
    mut holder: Holder,
    pending: PendingDevice,
    mark: SeedMark,
    late: bool,
) -> Result<EnabledDevice, Refusal> {
    let principal = holder.principal();
    is_assigned(call, &holder, &pending.name, late).await?;
    let device = MfaDevice {
        account: principal.account().clone(),
        serial: mark.serial.clone(),
        name: pending.name.clone(),
        label: pending.label.clone(),
        kind: DeviceKind::Virtual,
        holder: Some(principal.clone()),
        enabled_at: Some(call.now()),
        tags: Vec::new(),
    };
    call.tx.save(&device).await?;
    call.tx.save(&mark).await?;
    let mut account = account_of(call).await?;
    account.virtual_devices += 1;
    account.assigned_devices += 1;
    call.tx.save(&account).await?;
    holder.credentials_mut().assign(device.serial.clone());
    holder.save(&mut call.tx).await?;
    call.tx.remove(&pending).await?;
    let session = call.session()?.clone();
    if session.principal != principal {
        return Ok(EnabledDevice {
            device,
            session: None,
        });
    }
    let proof = MfaProof {
        serial: device.serial.clone(),
        at: call.now(),
    };
    let token = reissue(call, &session, holder.credentials(), Some(proof)).await?;
    remember_browser(call, &principal, Some(&device.serial)).await?;
    Ok(EnabledDevice {
        device,
        session: Some(token),
    })
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

/// Whether somebody may have one more device, of this name. Gives back its serial number.
async fn check_room(
    call: &mut Call<'_>,
    holder: &Holder,
    name: &DeviceName,
) -> Result<SerialNumber, Refusal> {
    if !holder.credentials().has_room_for_a_device() {
        return Err(Refusal::LimitExceeded(Quota::DevicesOfPerson));
    }
    let account = account_of(call).await?;
    let serial = free_serial(call, &account, &EntityPath::default(), name).await?;
    Ok(serial)
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
        uri,
        secret,
    })
}
