//! MFA devices: the list, and what is the same for every way of adding, removing and resynchronising
//! one. Authenticator apps are added in [`crate::ops::wizard`].

use otp::Seed;
use rules::account::VIRTUAL_DEVICES_MAX;
use rules::device::propose_name;
use rules::ids::{AccountId, DeviceName, EntityPath, SerialNumber, UserName};
use rules::recovery::Half;
use rules::{Account, DeviceKind, MfaDevice, Timestamp};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes::{self, Mark};
use crate::gate;
use crate::letters::What;
use crate::mailroom;
use crate::ops::enrolment;
use crate::ops::sessions::{account_of, reissue};
use crate::ops::users::{remove_device, whom};
use crate::ops::virtual_devices::not_roots;
use crate::person::{Holder, Subject, Target};
use crate::records;
use crate::recovery;
use crate::refusal::{Entity, Quota, Refusal};
use crate::secrets::Token;
use crate::table::source::IAM;

/// Somebody's devices.
pub struct ListMfaDevices {
    /// Whose.
    pub target: Target,
}

/// A device as pages show it.
#[derive(Clone, Debug)]
pub struct DeviceView {
    /// The device.
    pub device: MfaDevice,
    /// When it opened a door last.
    pub last_used: Option<Timestamp>,
    /// Learned drift, in seconds; positive when the device is ahead.
    pub drift_seconds: i64,
    /// From when on a token works no more.
    pub expires_at: Option<Timestamp>,
    /// The name of whoever has it, in the case in which it was given; none for root.
    pub holder_name: Option<UserName>,
}

impl Operation for ListMfaDevices {
    type Output = Vec<DeviceView>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListMFADevices", Resource::Person(self.target.clone()))]
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<DeviceView>>, Refusal> {
        let holder = whom(call, &self.target, "iam:ListMFADevices").await?;
        let account = holder.principal().account().clone();
        let serials = &holder.credentials().devices;
        let keys: Vec<_> = serials
            .iter()
            .map(|serial| records::device_key(&account, serial))
            .collect();
        let used = call.shared.stamps.last(&call.shared.store, &keys).await?;
        let mut views = Vec::with_capacity(serials.len());
        for ((serial, key), used) in serials.iter().zip(&keys).zip(used) {
            let Some(device) = call.tx.load::<MfaDevice>(key).await? else {
                continue;
            };
            let mark = Mark::of(call, &account, serial).await?;
            let expires_at = match &mark {
                Some(Mark::Token(token, _)) => token.expires_at,
                Some(Mark::App(_)) | None => None,
            };
            views.push(DeviceView {
                device,
                last_used: used.map(|stamp| stamp.at),
                drift_seconds: mark.as_ref().map_or(0, Mark::drift_seconds),
                expires_at,
                holder_name: match &holder {
                    Holder::Root(_) => None,
                    Holder::User(user) => Some(user.name.clone()),
                },
            });
        }
        Ok(Answer::Done(views))
    }
}

/// A free name for somebody's next device.
pub struct ProposeDeviceName {
    /// Whose.
    pub target: Target,
}

impl Operation for ProposeDeviceName {
    type Output = DeviceName;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListMFADevices", Resource::Person(self.target.clone()))]
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<DeviceName>, Refusal> {
        whom(call, &self.target, "iam:ListMFADevices").await?;
        let account = account_of(call).await?.id;
        let owner = match &self.target {
            Target::Root => "root",
            Target::User(name) => name.as_str(),
        };
        let mut taken = Vec::new();
        loop {
            let name = propose_name(owner, &taken);
            let serial = SerialNumber::virtual_device(&account, &EntityPath::default(), &name)?;
            if call
                .tx
                .owner(&records::device_is(&account, &serial))
                .await?
                .is_none()
            {
                return Ok(Answer::Done(name));
            }
            taken.push(name);
        }
    }
}

/// What follows from a device that is assigned: the deadline is met, and those concerned are told.
pub(crate) async fn is_assigned(
    call: &mut Call<'_>,
    holder: &Holder,
    name: &DeviceName,
    late: bool,
) -> Result<(), Refusal> {
    if holder.credentials().has_mfa() {
        recovery::resets(call, holder, Half::Device).await?;
    } else {
        gate::enrolled(call, holder, late).await?;
        enrolment::use_up(call, &holder.principal()).await?;
    }
    let name = name.to_string();
    mailroom::tell_of(call, holder, What::DeviceAdded { name, late }).await
}

/// What a device is called in a letter: the end of its serial number.
pub(crate) fn name_of(serial: &SerialNumber) -> String {
    let text = serial.as_str();
    text.rsplit('/').next().unwrap_or(text).to_owned()
}

/// Takes a device away from its holder. A virtual device is deleted with it, so that its name is free
/// again; a token goes back into the stock. All sessions of the holder end, but for the caller's own, which gets a new cookie.
pub struct RemoveMfaDevice {
    /// Whose.
    pub target: Target,
    /// Which.
    pub serial: SerialNumber,
}

impl Operation for RemoveMfaDevice {
    type Output = Option<Token>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(
            "iam:DeactivateMFADevice",
            Resource::Person(self.target.clone()),
        )]
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<Token>>, Refusal> {
        let mut holder = whom(call, &self.target, "iam:DeactivateMFADevice").await?;
        let principal = holder.principal();
        if holder.credentials().devices.contains(&self.serial)
            && let Err(refusal) = gate::keeps_last(call, &holder).await
        {
            let about = about(&self.target, &self.serial);
            call.tell_outcome(
                "DeactivateMFADevice",
                IAM,
                principal.account(),
                about,
                Some(&refusal),
            );
            return Ok(Answer::Refused(refusal));
        }
        recovery::resets(call, &holder, Half::Device).await?;
        if !holder.credentials().devices.contains(&self.serial) {
            let refusal = Refusal::NoSuchEntity(Entity::DeviceOfPerson(self.serial.clone()));
            call.tell_outcome(
                "DeactivateMFADevice",
                IAM,
                principal.account(),
                about(&self.target, &self.serial),
                Some(&refusal),
            );
            return Ok(Answer::Refused(refusal));
        }
        let mut account = account_of(call).await?;
        take_away(call, &mut holder, &mut account, &self.serial).await?;
        call.tx.save(&account).await?;
        holder.save(&mut call.tx).await?;
        let session = call.session()?.clone();
        if session.principal != principal {
            return Ok(Answer::Done(None));
        }
        let mfa = session.mfa.clone();
        Ok(Answer::Done(Some(
            reissue(call, &session, holder.credentials(), mfa).await?,
        )))
    }
}

/// Takes one of somebody's devices away in the console, removed or replaced: every session ends with
/// it, a virtual one is deleted, and those concerned are told. The caller saves the records.
pub(crate) async fn take_away(
    call: &mut Call<'_>,
    holder: &mut Holder,
    account: &mut Account,
    serial: &SerialNumber,
) -> Result<(), Refusal> {
    holder.credentials_mut().unassign(serial);
    let kind = remove_device(call, &account.id, serial).await?;
    if let Some(kind) = kind {
        account.went(kind);
        account.assigned_devices -= 1;
    }
    let parameters = about(&holder.target(), serial);
    call.tell_as_caller("DeactivateMFADevice", IAM, &account.id, parameters);
    if kind == Some(DeviceKind::Virtual) {
        let parameters = json!({ "serialNumber": serial.as_str() });
        call.tell_as_caller("DeleteVirtualMFADevice", IAM, &account.id, parameters);
    }
    recovery::removed(call, holder, name_of(serial)).await
}

/// Learns how far a device's clock is off, by two codes in a row.
pub struct ResyncMfaDevice {
    /// Whose.
    pub target: Target,
    /// Which.
    pub serial: SerialNumber,
    /// The first code as it was typed.
    pub first: String,
    /// The second code as it was typed.
    pub second: String,
}

impl Operation for ResyncMfaDevice {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ResyncMFADevice", Resource::Person(self.target.clone()))]
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let holder = whom(call, &self.target, "iam:ResyncMFADevice").await?;
        not_roots(call, &holder, "iam:ResyncMFADevice")?;
        let principal = holder.principal();
        let refusal = codes::resync(call, &holder, &self.serial, &self.first, &self.second).await?;
        call.tell_outcome(
            "ResyncMFADevice",
            IAM,
            principal.account(),
            about(&self.target, &self.serial),
            refusal.as_ref(),
        );
        Ok(refusal.map_or(Answer::Done(()), Answer::Refused))
    }
}

pub(crate) fn about(target: &Target, serial: &SerialNumber) -> Value {
    json!({ "userName": target.event_name(), "serialNumber": serial.as_str() })
}

/// The serial number of a virtual device that is to be: free, and not one too many.
pub(crate) async fn free_serial(
    call: &mut Call<'_>,
    account: &Account,
    path: &EntityPath,
    name: &DeviceName,
) -> Result<SerialNumber, Refusal> {
    let serial = SerialNumber::virtual_device(&account.id, path, name)?;
    if call
        .tx
        .owner(&records::device_is(&account.id, &serial))
        .await?
        .is_some()
    {
        return Err(Refusal::EntityAlreadyExists(Entity::Device(serial)));
    }
    if account.virtual_devices >= VIRTUAL_DEVICES_MAX {
        return Err(Refusal::LimitExceeded(Quota::VirtualDevices));
    }
    Ok(serial)
}

/// Somebody's devices, in the order of their assignment.
pub(crate) async fn held(call: &mut Call<'_>, holder: &Holder) -> Result<Vec<MfaDevice>, Refusal> {
    let serials = &holder.credentials().devices;
    let mut held = Vec::with_capacity(serials.len());
    for serial in serials {
        let key = records::device_key(holder.account(), serial);
        held.extend(call.tx.load::<MfaDevice>(&key).await?);
    }
    Ok(held)
}

/// A seed for a new device, drawn at random.
pub(crate) fn draw_seed(call: &Call<'_>) -> Result<Seed, Refusal> {
    let bytes = Zeroizing::new(call.draw(rules::chance::bytes::<{ Seed::GENERATED_BYTES }>));
    Seed::from_bytes(bytes.to_vec()).map_err(|error| Refusal::Unavailable(error.to_string()))
}
