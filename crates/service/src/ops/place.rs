//! The place of a new device among somebody's others: whether there is one, and what goes when it is
//! taken. It is the same for each kind of device that the console adds.
//!
//! A device is replaced in place: the new one first, the old one out after, in one commit. So the last
//! one can be replaced while MFA is required, and so can one of eight.

use rules::ids::{DeviceName, SerialNumber};
use rules::principal::DEVICES_MAX;
use rules::session::MfaProof;
use rules::{Account, MfaDevice};

use crate::authorise::{Resource, permit_here};
use crate::call::Call;
use crate::ops::devices::{held, is_assigned, take_away};
use crate::ops::enrolment;
use crate::ops::sessions::{account_of, reissue};
use crate::ops::sign_in::remember_browser;
use crate::ops::users::whom;
use crate::person::{Holder, Target};
use crate::recovery;
use crate::refusal::{Entity, Quota, Refusal};
use crate::secrets::Token;

/// A place for a new device, found and not taken yet.
pub(crate) struct Place {
    /// Whose device it will be.
    pub(crate) holder: Holder,
    /// Whether it is a first device that comes late.
    late: bool,
    /// The devices that go once the new one is confirmed.
    replaced: Vec<SerialNumber>,
}

/// A device that was assigned.
pub struct EnabledDevice {
    /// The device.
    pub device: MfaDevice,
    /// The devices that went for it.
    pub replaced: Vec<SerialNumber>,
    /// The new cookie of the session, if the caller's own session now counts as one with MFA.
    pub session: Option<Token>,
}

impl Place {
    /// Whether somebody may have one more device of this name, whatever its kind, in the place of
    /// another one if `replaces` names one of theirs. Addresses of the console tell a person's devices
    /// apart by their names.
    pub(crate) async fn find(
        call: &mut Call<'_>,
        target: &Target,
        name: &DeviceName,
        replaces: Option<&DeviceName>,
    ) -> Result<Self, Refusal> {
        let holder = whom(call, target, "iam:EnableMFADevice").await?;
        let late = enrolment::is_proved_for(call, &holder).await?;
        let held = held(call, &holder).await?;
        let replaced = replaced(call, &holder, &held, replaces).await?;
        if holder.credentials().devices.len() >= DEVICES_MAX + replaced.len() {
            return Err(Refusal::LimitExceeded(Quota::DevicesOfPerson));
        }
        if let Some(same) = held
            .into_iter()
            .find(|device| device.name.folded() == name.folded())
        {
            return Err(Refusal::EntityAlreadyExists(Entity::Device(same.serial)));
        }
        Ok(Self {
            holder,
            late,
            replaced,
        })
    }

    /// Gives the new device to its holder, takes away what it replaces, and makes the holder's own
    /// session one with MFA.
    pub(crate) async fn take(
        self,
        call: &mut Call<'_>,
        device: MfaDevice,
    ) -> Result<EnabledDevice, Refusal> {
        let Self {
            mut holder,
            late,
            replaced,
        } = self;
        let principal = holder.principal();
        is_assigned(call, &holder, &device.name, late).await?;
        call.tx.save(&device).await?;
        let mut account: Account = account_of(call).await?;
        account.came(device.kind);
        account.assigned_devices += 1;
        holder.credentials_mut().assign(device.serial.clone());
        recovery::registered(call, &mut holder).await?;
        for serial in &replaced {
            take_away(call, &mut holder, &mut account, serial).await?;
        }
        call.tx.save(&account).await?;
        holder.save(&mut call.tx).await?;
        let session = call.session()?.clone();
        if session.principal != principal {
            return Ok(EnabledDevice {
                device,
                replaced,
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
            replaced,
            session: Some(token),
        })
    }
}

/// The devices that go once a new one is confirmed: those that the session was opened to replace, else
/// the one that was asked for, if it is still there. To replace is authorised as both adding and
/// taking away.
async fn replaced(
    call: &mut Call<'_>,
    holder: &Holder,
    held: &[MfaDevice],
    asked: Option<&DeviceName>,
) -> Result<Vec<SerialNumber>, Refusal> {
    let session = call.session()?;
    let registers = session
        .registers
        .as_ref()
        .filter(|_| session.principal == holder.principal());
    if let Some(registration) = registers {
        let still = held.iter().map(|device| &device.serial);
        let goes = still.filter(|serial| registration.replaces.contains(serial));
        return Ok(goes.cloned().collect());
    }
    let Some(asked) = asked else {
        return Ok(Vec::new());
    };
    let resource = Resource::Person(holder.target());
    permit_here(call, "iam:DeactivateMFADevice", &resource).await?;
    let goes = held.iter().find(|device| device.name == *asked);
    Ok(goes
        .map(|device| device.serial.clone())
        .into_iter()
        .collect())
}
