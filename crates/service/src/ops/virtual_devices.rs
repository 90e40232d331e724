//! Virtual MFA devices as AWS's wire has them: made first, assigned with two codes, taken away again,
//! deleted. The console does these in one step ([`crate::ops::devices`]); both mean the same records.
//!
//! Since AWS-2023-001, whoever has a device changes their own devices in a session with MFA only. It is
//! asked before anything else, so that nothing is told about devices to whoever lacks it.

use std::collections::BTreeMap;

use otp::{Label, OtpauthUri};
use rules::device::DeviceKind;
use rules::ids::{AccountId, DeviceLabel, DeviceName, EntityPath, SerialNumber};
use rules::recovery::Half;
use rules::{Care, MfaDevice, Principal, SecurityKey, SeedMark, Tag, Timestamp, UserName, tags};
use serde_json::{Value, json};
use store::Scan;
use zeroize::Zeroizing;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes::{self, Mark};
use crate::facts::Facts;
use crate::gate;
use crate::ops::account::Paged;
use crate::ops::devices::{about, draw_seed, free_serial, is_assigned, name_of};
use crate::ops::enrolment;
use crate::ops::sessions::account_of;
use crate::ops::tokens;
use crate::ops::users::{remove_device, whom};
use crate::person::{self, Holder, Subject, Target, holder_key};
use crate::ports::FirstDevice;
use crate::records::{self, Stored, decode};
use crate::recovery;
use crate::refusal::{Entity, ProgramFault, Quota, Refusal};
use crate::table::source;

/// Most devices that one step of the list looks at.
const STEP_MAX: usize = store::limits::MAX_READ_KEYS;

/// Makes a device that nobody has yet.
pub struct CreateVirtualDevice {
    /// Its name.
    pub name: DeviceName,
    /// Where in the account's tree of names it will stand.
    pub path: EntityPath,
    /// What it is marked with.
    pub tags: Vec<Tag>,
}

/// A device that was made. Its seed is shown now and never again.
pub struct CreatedDevice {
    /// The device.
    pub device: MfaDevice,
    /// The seed in base32.
    pub seed: Zeroizing<String>,
    /// The address in the QR code.
    pub uri: Zeroizing<String>,
}

impl Operation for CreateVirtualDevice {
    type Output = CreatedDevice;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let device = Resource::new_device(account, &self.path, &self.name);
        let mut asks = vec![("iam:CreateVirtualMFADevice", device.clone())];
        if !self.tags.is_empty() {
            asks.push(("iam:TagMFADevice", device));
        }
        asks
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({
            "virtualMFADeviceName": self.name.as_str(),
            "path": self.path.as_str(),
            "tags": self.tags,
        })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CreatedDevice>, Refusal> {
        let mut account = account_of(call).await?;
        let serial = free_serial(call, &account, &self.path, &self.name).await?;
        let mut marked = Vec::new();
        tags::set(&mut marked, &self.tags)?;
        let seed = draw_seed(call)?;
        let base32 = seed.to_base32();
        let device = MfaDevice {
            account: account.id.clone(),
            serial: serial.clone(),
            name: self.name.clone(),
            label: DeviceLabel::parse("")?,
            kind: DeviceKind::Virtual,
            holder: None,
            enabled_at: None,
            tags: marked,
            care: Care::default(),
        };
        let mark = SeedMark {
            account: account.id.clone(),
            serial,
            seed: base32.clone(),
            drift_steps: 0,
            last_step: None,
        };
        account.virtual_devices += 1;
        call.tx.save(&account).await?;
        call.tx.save(&device).await?;
        call.tx.save(&mark).await?;
        let settings = &call.shared.settings;
        let label = Label::new(
            &settings.issuer,
            settings.installation.as_deref(),
            self.name.as_str(),
            account.sign_in_name(),
        );
        Ok(Answer::Done(CreatedDevice {
            device,
            seed: base32,
            uri: OtpauthUri::new(label, seed, codes::PARAMS).to_string(),
        }))
    }
}

/// Gives a device to a user, who proves by two codes in a row to have it: a virtual device of the
/// account, or a token of the stock.
pub struct EnableDevice {
    /// The user's name.
    pub target: Target,
    /// Which device.
    pub serial: SerialNumber,
    /// The first code.
    pub first: Zeroizing<String>,
    /// The second code.
    pub second: Zeroizing<String>,
}

impl Operation for EnableDevice {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:EnableMFADevice", Resource::Person(self.target.clone()))]
    }

    fn parameters(&self) -> Value {
        about(&self.target, &self.serial)
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut holder = whom(call, &self.target, "iam:EnableMFADevice").await?;
        not_roots(call, &holder, "iam:EnableMFADevice")?;
        own_change(call, &holder)?;
        let by_key = first_by_key(call, &holder)?;
        let late = enrolment::is_proved_for(call, &holder).await?;
        let device = self.proved(call, &holder).await?;
        is_assigned(call, &holder, &device.name, late).await?;
        holder.credentials_mut().assign(device.serial.clone());
        let mut account = account_of(call).await?;
        account.assigned_devices += 1;
        call.tx.save(&account).await?;
        call.tx.save(&device).await?;
        holder.save(&mut call.tx).await?;
        if by_key {
            let parameters = about(&self.target, &self.serial);
            call.tell_as_caller("FirstDeviceByKey", source::SEKISHO, &account.id, parameters);
        }
        Ok(Answer::Done(()))
    }
}

impl EnableDevice {
    /// The device in its holder's hands after both codes: neither they nor any earlier ones open
    /// anything. A device that is not in the account may be a token of the stock.
    async fn proved(&self, call: &mut Call<'_>, holder: &Holder) -> Result<MfaDevice, Refusal> {
        let missing = || Refusal::NoSuchEntity(Entity::Device(self.serial.clone()));
        let device = match existing(call, &self.serial).await {
            Ok(device) => Some(device),
            Err(Refusal::NoSuchEntity(_)) => None,
            Err(other) => return Err(other),
        };
        if let Some(device) = &device {
            is_free(device, holder)?;
        }
        let room = holder.credentials().has_room_for_a_device();
        if device.is_some() && !room {
            return Err(Refusal::LimitExceeded(Quota::DevicesOfPerson));
        }
        let Some(mut device) = device else {
            let token = tokens::on_the_wire(call, &self.serial).await?;
            let token = token.ok_or_else(missing)?;
            if !room {
                return Err(Refusal::LimitExceeded(Quota::DevicesOfPerson));
            }
            let name = rules::token::name_of(&token.serial);
            let adding = tokens::Adding {
                token,
                name,
                label: DeviceLabel::parse("")?,
            };
            return adding.proved(call, holder, &self.first, &self.second).await;
        };
        let found = Mark::of(call, &device.account, &device.serial).await?;
        let mut mark = found.ok_or_else(missing)?;
        let (first, second) = codes::pair(&self.first, &self.second, mark.params())?;
        if let Some(hint) = mark.find(call.now(), &first, &second)? {
            return Err(Refusal::PairRefused(hint));
        }
        mark.save(call).await?;
        device.holder = Some(holder.principal());
        device.enabled_at = Some(call.now());
        Ok(device)
    }
}

/// No key changes root's devices, not even root's own: that is for the console.
pub(crate) fn not_roots(call: &Call<'_>, holder: &Holder, action: &str) -> Result<(), Refusal> {
    if call.person()?.signer().is_some() && holder.principal().is_root() {
        return Err(Refusal::denied(action, holder.arn()));
    }
    Ok(())
}

/// Whoever has a device changes their own devices in a session with MFA only.
fn own_change(call: &Call<'_>, holder: &Holder) -> Result<(), Refusal> {
    let person = call.person()?;
    let own = person.is_origin(holder);
    if own && holder.credentials().has_mfa() && person.mfa().is_none() {
        return Err(ProgramFault::OwnChangeNeedsMfa.into());
    }
    Ok(())
}

/// Whether a key without MFA is about to assign its owner's first device, if it may.
fn first_by_key(call: &Call<'_>, holder: &Holder) -> Result<bool, Refusal> {
    let person = call.person()?;
    let own = person.is_origin(holder);
    let by_key = own && !holder.credentials().has_mfa() && person.mfa().is_none();
    if by_key && call.shared.settings.keys.first_device == FirstDevice::Deny {
        return Err(ProgramFault::FirstDeviceByKey.into());
    }
    Ok(by_key)
}

fn is_free(device: &MfaDevice, holder: &Holder) -> Result<(), Refusal> {
    match (&device.holder, holder) {
        (None, _) => Ok(()),
        (Some(has), Holder::User(user)) if *has == user.principal() => {
            Err(Refusal::DeviceHeld(user.name.clone()))
        }
        (Some(_), _) => Err(Refusal::DeviceInUse),
    }
}

/// A device of the caller's account.
pub(crate) async fn existing(
    call: &mut Call<'_>,
    serial: &SerialNumber,
) -> Result<MfaDevice, Refusal> {
    let account = call.person()?.account().clone();
    let found = call.tx.find(&records::device_is(&account, serial)).await?;
    // The index does not tell cases apart, but a serial number is the very one or another.
    found
        .filter(|device: &MfaDevice| device.serial == *serial)
        .ok_or_else(|| Refusal::NoSuchEntity(Entity::Device(serial.clone())))
}

/// Takes a device away from its holder. A virtual one stays, with its seed and its mark; a token goes
/// back into the stock.
pub struct DeactivateDevice {
    /// Whose.
    pub target: Target,
    /// Which.
    pub serial: SerialNumber,
}

impl Operation for DeactivateDevice {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(
            "iam:DeactivateMFADevice",
            Resource::Person(self.target.clone()),
        )]
    }

    fn parameters(&self) -> Value {
        about(&self.target, &self.serial)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut holder = whom(call, &self.target, "iam:DeactivateMFADevice").await?;
        not_roots(call, &holder, "iam:DeactivateMFADevice")?;
        own_change(call, &holder)?;
        if !holder.credentials().devices.contains(&self.serial) {
            let missing = Entity::DeviceOfPerson(self.serial.clone());
            return Err(Refusal::NoSuchEntity(missing));
        }
        gate::keeps_last(call, &holder).await?;
        recovery::resets(call, &holder, Half::Device).await?;
        holder.credentials_mut().unassign(&self.serial);
        recovery::removed(call, &holder, name_of(&self.serial)).await?;
        let mut device = existing(call, &self.serial).await?;
        let mut account = account_of(call).await?;
        account.assigned_devices -= 1;
        call.tx.save(&account).await?;
        if device.kind == DeviceKind::Virtual {
            device.holder = None;
            device.care.proof = None;
            device.enabled_at = None;
            call.tx.save(&device).await?;
        } else {
            // Nobody could assign it again: to take a key away is to delete it, as on AWS; a token goes
            // back into the stock.
            remove_device(call, &account.id, &self.serial).await?;
        }
        holder.save(&mut call.tx).await?;
        Ok(Answer::Done(()))
    }
}

/// Deletes a device that nobody has.
pub struct DeleteVirtualDevice {
    /// Which.
    pub serial: SerialNumber,
}

impl Operation for DeleteVirtualDevice {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteVirtualMFADevice", Resource::device(&self.serial))]
    }

    fn parameters(&self) -> Value {
        json!({ "serialNumber": self.serial.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let device = existing(call, &self.serial).await?;
        if device.kind != DeviceKind::Virtual {
            return Err(Refusal::NoSuchEntity(Entity::Device(self.serial.clone())));
        }
        if device.holder.is_some() {
            return Err(Refusal::DeviceAssigned);
        }
        remove_device(call, &device.account, &device.serial).await?;
        let mut account = account_of(call).await?;
        account.virtual_devices -= 1;
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// Which devices a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// Those that somebody has.
    Assigned,
    /// Those that nobody has.
    Unassigned,
    /// All.
    Any,
}

/// The account's virtual devices, in the order of their serial numbers.
pub struct ListVirtualDevices {
    /// Which of them.
    pub assignment: Assignment,
    /// Only devices after this one.
    pub after: Option<SerialNumber>,
    /// Most devices on the page.
    pub limit: usize,
}

/// A virtual device and who has it.
#[derive(Clone, Debug)]
pub struct VirtualView {
    /// The device.
    pub device: MfaDevice,
    /// Who has it.
    pub holder: Option<Holder>,
    /// When the account was made, which is since when there is root.
    pub account_created_at: Timestamp,
}

impl Operation for ListVirtualDevices {
    type Output = Paged<VirtualView>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListVirtualMFADevices", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<VirtualView>>, Refusal> {
        let account = call.person()?.account().clone();
        let mut after = self.after.as_ref().map(|serial| serial.as_str().to_owned());
        let mut items = Vec::new();
        loop {
            let scan = Scan {
                account: account.as_str().to_owned(),
                kind: MfaDevice::KIND.into(),
                prefix: String::new(),
                after,
                limit: self.limit.min(STEP_MAX),
            };
            let page = call.shared.store.scan(&scan).await?;
            let mut devices = Vec::with_capacity(page.records.len());
            for record in &page.records {
                devices.push(decode::<MfaDevice>(
                    &record.key,
                    record.schema,
                    &record.body,
                )?);
            }
            let last = devices.len().saturating_sub(1);
            for (at, device) in devices.iter().enumerate() {
                if !self.assignment.shows(device) {
                    continue;
                }
                items.push(device.clone());
                if items.len() == self.limit {
                    let more = page.more || at < last;
                    let items = with_holders(call, items).await?;
                    return Ok(Answer::Done(Paged { items, more }));
                }
            }
            after = devices
                .last()
                .map(|device| device.serial.as_str().to_owned());
            if !page.more || after.is_none() {
                let items = with_holders(call, items).await?;
                return Ok(Answer::Done(Paged { items, more: false }));
            }
        }
    }
}

impl Assignment {
    fn shows(self, device: &MfaDevice) -> bool {
        let of_a_kind = match device.kind {
            DeviceKind::Virtual => true,
            DeviceKind::HardwareToken { .. } | DeviceKind::SecurityKey => false,
        };
        let fits = match self {
            Self::Assigned => device.holder.is_some(),
            Self::Unassigned => device.holder.is_none(),
            Self::Any => true,
        };
        of_a_kind && fits
    }
}

async fn with_holders(
    call: &mut Call<'_>,
    devices: Vec<MfaDevice>,
) -> Result<Vec<VirtualView>, Refusal> {
    let account_created_at = account_of(call).await?.created_at;
    let mut views = Vec::with_capacity(devices.len());
    for some in devices.chunks(STEP_MAX) {
        let holders: Vec<&Principal> = some.iter().filter_map(|one| one.holder.as_ref()).collect();
        let keys: Vec<_> = holders.into_iter().filter_map(holder_key).collect();
        call.tx.prefetch(&keys).await?;
        for device in some {
            let holder = match &device.holder {
                Some(principal) => person::holder(&mut call.tx, principal).await?,
                None => None,
            };
            views.push(VirtualView {
                device: device.clone(),
                holder,
                account_created_at,
            });
        }
    }
    Ok(views)
}

/// What is certified of a security key.
pub struct GetDevice {
    /// Whose.
    pub target: Target,
    /// Which.
    pub serial: SerialNumber,
}

/// A security key with what is certified of it.
#[derive(Clone, Debug)]
pub struct CertifiedDevice {
    /// The device.
    pub device: MfaDevice,
    /// The name of whoever has it; none for root.
    pub holder_name: Option<UserName>,
    /// `FIDO` and `L2`: what the operator's list says of the model.
    pub certifications: BTreeMap<String, String>,
}

impl Operation for GetDevice {
    type Output = CertifiedDevice;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetMFADevice", Resource::Person(self.target.clone()))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CertifiedDevice>, Refusal> {
        let holder = whom(call, &self.target, "iam:GetMFADevice").await?;
        if !holder.credentials().devices.contains(&self.serial) {
            let missing = Entity::DeviceOfPerson(self.serial.clone());
            return Err(Refusal::NoSuchEntity(missing));
        }
        let key = records::security_key_key(holder.account(), &self.serial);
        let Some(key) = call.tx.load::<SecurityKey>(&key).await? else {
            return Err(ProgramFault::OnlySecurityKeys.into());
        };
        Ok(Answer::Done(CertifiedDevice {
            device: existing(call, &self.serial).await?,
            holder_name: match &holder {
                Holder::Root(_) => None,
                Holder::User(user) => Some(user.name.clone()),
            },
            certifications: key.certifications,
        }))
    }
}
