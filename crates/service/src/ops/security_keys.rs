//! Registering a passkey or security key in the console: a name, then what the authenticator says.
//!
//! It goes through the gates of the wizard for apps ([`crate::ops::wizard`]): room for one more, the
//! proof that a late first device needs, the end of other sessions with a first device.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use rules::device::DeviceKind;
use rules::ids::{AccountId, DeviceLabel, DeviceName, SerialNumber};
use rules::security_key::{CHALLENGE_BYTES, CeremonyKind, NewKey};
use rules::{Care, Ceremony, KeyFault, MfaDevice, SecurityKey};
use zeroize::Zeroizing;

use crate::authorise::{Resource, permit_with};
use crate::call::{Answer, Call, Operation};
use crate::facts::{Facts, KeyStep};
use crate::gate;
use crate::ops::devices::about;
use crate::ops::key_host;
use crate::ops::key_proofs::{keys_of, take};
use crate::ops::place::{EnabledDevice, Place};
use crate::ops::users::whom;
use crate::person::{self, Holder, Subject, Target};
use crate::records;
use crate::refusal::{Entity, Refusal};
use crate::table::source::IAM;
use crate::webauthn::{Registered, credential_hash};

/// Begins: gives the browser a challenge to register a key with.
pub struct StartSecurityKey {
    /// Whose device it will be.
    pub target: Target,
    /// Its name.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
    /// The name of the device in whose place it will be, if it replaces one.
    pub replaces: Option<DeviceName>,
}

/// What the page of the ceremony shows.
#[derive(Clone, Debug)]
pub struct KeyWizard {
    /// Whose device it will be.
    pub target: Target,
    /// Its name.
    pub name: DeviceName,
    /// Its label.
    pub label: DeviceLabel,
    /// The name of the device that goes for it.
    pub replaces: Option<DeviceName>,
    /// The options of the browser's call, as JSON.
    pub options: String,
    /// The host that the key will work for.
    pub rp_id: String,
}

impl Operation for StartSecurityKey {
    type Output = KeyWizard;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:EnableMFADevice", Resource::Person(self.target.clone()))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            security_key: Some(KeyStep::Create),
            ..Facts::default()
        }
    }

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<KeyWizard>, Refusal> {
        let replaces = self.replaces.as_ref();
        let Place { holder, .. } = Place::find(call, &self.target, &self.name, replaces).await?;
        // Whether such a serial number fits is known before anybody touches a key.
        serial_number(call, &holder, &self.name)?;
        let principal = holder.principal();
        let held = keys_of(call, &holder).await?;
        let challenge = call.draw(rules::chance::bytes::<CHALLENGE_BYTES>);
        let relying_party = &call.shared.relying_party;
        let begun = relying_party.begin_registration(
            challenge,
            &principal,
            holder.display_name(),
            &held,
        )?;
        let session = call.session()?.clone();
        let ceremony = Ceremony {
            kind: CeremonyKind::Register,
            principal: session.principal,
            bound_to: session.id,
            options: begun.options,
            state: Zeroizing::new(begun.state),
            begun_at: call.now(),
            registering: Some(NewKey {
                holder: principal,
                name: self.name.clone(),
                label: self.label.clone(),
                replaces: self.replaces.clone(),
            }),
        };
        call.tx.save(&ceremony).await?;
        Ok(Answer::Done(view(call, &holder, &ceremony)?))
    }
}

/// The registration that is under way in this session.
pub struct PendingSecurityKey;

impl Operation for PendingSecurityKey {
    type Output = KeyWizard;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<KeyWizard>, Refusal> {
        let session = call.session()?.clone();
        let key = records::ceremony_key(&session.principal, &session.id, CeremonyKind::Register);
        let now = call.now();
        let ceremony = call.tx.load::<Ceremony>(&key).await?;
        let ceremony = ceremony
            .filter(|ceremony| ceremony.is_open(now))
            .ok_or(Refusal::NoSuchEntity(Entity::PendingDevice))?;
        let holder = match &ceremony.registering {
            Some(new) => person::holder(&mut call.tx, &new.holder).await?,
            None => None,
        };
        let holder = holder.ok_or(Refusal::NoSuchEntity(Entity::PendingDevice))?;
        Ok(Answer::Done(view(call, &holder, &ceremony)?))
    }
}

/// Ends the registration: what the authenticator said makes the device and assigns it.
pub struct EnableSecurityKey {
    /// Whose device it will be, as the wizard began.
    pub target: Target,
    /// What the browser sent back, as JSON.
    pub answer: String,
}

impl Operation for EnableSecurityKey {
    type Output = EnabledDevice;

    fn is_for_oneself(&self, subject: &Subject) -> bool {
        subject.is(&self.target)
    }

    fn waits_for_trial(&self, subject: &Subject) -> bool {
        !subject.is(&self.target)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EnabledDevice>, Refusal> {
        let holder = whom(call, &self.target, "iam:EnableMFADevice").await?;
        let session = call.session()?.clone();
        let taken = take(
            call,
            &session.principal,
            &session.id,
            CeremonyKind::Register,
        );
        let begun = taken.await?.and_then(|ceremony| {
            let new = ceremony.registering.clone()?;
            (new.holder == holder.principal()).then_some((ceremony, new))
        });
        let Some((ceremony, new)) = begun else {
            may_activate(call, self, None).await?;
            return Ok(Answer::Refused(Refusal::KeyRefused(KeyFault::Over)));
        };
        let place = Place::find(call, &self.target, &new.name, new.replaces.as_ref()).await?;
        let serial = serial_number(call, &holder, &new.name)?;
        let judged = judge(call, &ceremony, &self.answer, &serial).await;
        let known = judged.as_ref().ok().map(|key| &key.certifications);
        may_activate(call, self, known).await?;
        match judged {
            Ok(key) => {
                tell(call, self, &holder, &serial, None);
                Ok(Answer::Done(assign(call, place, new, key).await?))
            }
            Err(Verdict::Refused(fault)) => {
                let refusal = Refusal::KeyRefused(fault);
                tell(call, self, &holder, &serial, Some(&refusal));
                Ok(Answer::Refused(refusal))
            }
            Err(Verdict::Failed(refusal)) => Err(refusal),
        }
    }
}

/// Asks the policies about the key, once it is known which model it is.
async fn may_activate(
    call: &mut Call<'_>,
    operation: &EnableSecurityKey,
    certifications: Option<&BTreeMap<String, String>>,
) -> Result<(), Refusal> {
    if gate::lets_enrol(call.person()?, operation) {
        return Ok(());
    }
    let none = BTreeMap::new();
    let facts = Facts {
        security_key: Some(KeyStep::Activate(certifications.unwrap_or(&none))),
        ..Facts::default()
    };
    let resource = Resource::Person(operation.target.clone());
    permit_with(call, &facts, "iam:EnableMFADevice", &resource).await
}

/// Why there is no key.
enum Verdict {
    Refused(KeyFault),
    Failed(Refusal),
}

/// Whether what came back is a key that may be registered here.
async fn judge(
    call: &mut Call<'_>,
    ceremony: &Ceremony,
    answer: &str,
    serial: &SerialNumber,
) -> Result<SecurityKey, Verdict> {
    let rules = &call.shared.settings.webauthn.rules;
    let relying_party = &call.shared.relying_party;
    let registered = relying_party
        .end_registration(&ceremony.state, answer, rules, call.now())
        .map_err(Verdict::Refused)?;
    let Registered { said, id, .. } = &registered;
    let certifications = rules.judge(said).map_err(Verdict::Refused)?;
    let hash = credential_hash(id);
    let owner = call.tx.owner(&records::credential_is(&hash)).await;
    match owner {
        Ok(None) => {}
        Ok(Some(_)) => return Err(Verdict::Refused(KeyFault::Known)),
        Err(error) => return Err(Verdict::Failed(error.into())),
    }
    Ok(SecurityKey {
        account: ceremony.principal.account().clone(),
        serial: serial.clone(),
        credential_id: BASE64URL_NOPAD.encode(id),
        credential_hash: hash,
        rp_id: call.shared.relying_party.rp_id().to_owned(),
        aaguid: said.aaguid,
        attestation: said.attestation,
        backup_eligible: said.backup_eligible,
        backed_up: registered.backed_up,
        sign_count: registered.sign_count,
        transports: registered.transports,
        credential: registered.credential,
        certifications,
    })
}

/// Makes the device and gives it to its holder.
async fn assign(
    call: &mut Call<'_>,
    place: Place,
    new: NewKey,
    key: SecurityKey,
) -> Result<EnabledDevice, Refusal> {
    key_host::fix(call).await?;
    let device = MfaDevice {
        account: place.holder.account().clone(),
        serial: key.serial.clone(),
        name: new.name,
        label: new.label,
        kind: DeviceKind::SecurityKey,
        holder: Some(place.holder.principal()),
        enabled_at: Some(call.now()),
        tags: Vec::new(),
        care: Care::default(),
    };
    call.tx.save(&key).await?;
    place.take(call, device).await
}

fn tell(
    call: &mut Call<'_>,
    operation: &EnableSecurityKey,
    holder: &Holder,
    serial: &SerialNumber,
    refusal: Option<&Refusal>,
) {
    let parameters = about(&operation.target, serial);
    call.tell_outcome(
        "EnableMFADevice",
        IAM,
        holder.account(),
        parameters,
        refusal,
    );
}

/// A serial number for a key of this name.
fn serial_number(
    call: &Call<'_>,
    holder: &Holder,
    name: &DeviceName,
) -> Result<SerialNumber, Refusal> {
    let owner = match holder {
        Holder::Root(_) => None,
        Holder::User(user) => Some((&user.path, &user.name)),
    };
    let account = holder.account();
    Ok(call.draw(|chance| SerialNumber::security_key(account, owner, name, chance))?)
}

fn view(call: &Call<'_>, holder: &Holder, ceremony: &Ceremony) -> Result<KeyWizard, Refusal> {
    let new = ceremony.registering.as_ref();
    let new = new.ok_or(Refusal::NoSuchEntity(Entity::PendingDevice))?;
    Ok(KeyWizard {
        target: holder.target(),
        name: new.name.clone(),
        label: new.label.clone(),
        replaces: new.replaces.clone(),
        options: ceremony.options.clone(),
        rp_id: call.shared.relying_party.rp_id().to_owned(),
    })
}
