//! Accounts full of users with keys and devices, written straight into a new database by the
//! store's own writer: through the operations, a hundred thousand users would take minutes.
//!
//! What is written is what the operations write. Where that differs one day, the first call of
//! somebody who was seeded is refused, and the run ends.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use data_encoding::BASE64;
use jiff::Timestamp;
use otp::{Params, Seed, Step};
use policy::managed::ADMINISTRATOR_ACCESS;
use rules::account::{USERS_MAX, VIRTUAL_DEVICES_MAX};
use rules::device::DeviceKind;
use rules::ids::{DeviceLabel, DeviceName, EntityPath, UserId, UserName};
use rules::principal::AccessKey;
use rules::{
    AccessKeyId, AccessKeyStatus, AccountId, Credentials, MfaDevice, Principal, SeedMark,
    SerialNumber, User,
};
use serde_json::json;
use store::clock::ManualClock;
use store::{Body, Key, KeyRing, Store};
use wire::ids::Prefix;
use zeroize::Zeroizing;

use super::signed;
use crate::installation::{SystemChance, random};
use crate::scribe::{FIRST_ACCOUNT, INSTALLATION, Scribe, bytes, plain};

/// Records of a user, and of an account that may come before it.
const RECORDS_OF_USER: usize = 8;
/// Records of a device.
const RECORDS_OF_DEVICE: usize = 3;
/// Bytes of a secret access key: forty characters in base64.
const SECRET_BYTES: usize = 30;

/// How large a town is.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Users in all; each has a key and may do everything.
    pub(super) users: usize,
    /// Devices of each user.
    pub(super) devices_each: usize,
    /// How many of the users call later, spread evenly.
    pub(super) callers: usize,
}

/// A user who calls.
pub(super) struct Caller {
    pub(super) name: String,
    pub(super) key: signed::AccessKey,
    pub(super) devices: Vec<Device>,
}

/// What shows codes.
pub(super) struct Device {
    pub(super) serial: String,
    seed: Seed,
}

impl Device {
    /// The code that it shows at this time.
    pub(super) fn code(&self, at: Timestamp) -> String {
        let Step(step) = Params::AUTHENTICATOR_APP.step_at(at.as_second());
        let code = otp::totp_at(&self.seed, Step(step), Params::AUTHENTICATOR_APP);
        code.as_str().to_owned()
    }
}

impl Plan {
    /// As many as an account can have of both.
    fn users_of_account(self) -> usize {
        let by_devices = (VIRTUAL_DEVICES_MAX as usize)
            .checked_div(self.devices_each)
            .unwrap_or(usize::MAX);
        by_devices.clamp(1, USERS_MAX as usize)
    }
}

/// Founds a town in a data directory of a server that was never started. Gives back those who call.
pub(super) async fn found(data: &Path, plan: Plan) -> Result<(Vec<Caller>, KeyRing)> {
    fs::create_dir_all(data)?;
    let ring = KeyRing::generate(&mut random);
    ring.create(&data.join("master.key"))?;
    let now = Timestamp::now();
    let clock = Arc::new(ManualClock::at(now));
    let store = Store::sqlite(&data.join("sekisho.db"), clock, ring.clone())?;
    let mut scribe = Scribe::new(store.clone());
    let mut callers = Vec::with_capacity(plan.callers);
    let every = plan.users.div_ceil(plan.callers.max(1)).max(1);
    let set_up = Key::new(INSTALLATION, "set-up", "-");
    scribe.write(set_up, Body::Plain(bytes(&json!({ "at": now }))?));
    for (number, first) in (0..plan.users).step_by(plan.users_of_account()).enumerate() {
        let last = plan.users.min(first + plan.users_of_account());
        let id = FIRST_ACCOUNT + number as u64;
        let id = AccountId::parse(&id.to_string())?;
        scribe.account(&id, last - first, plan.devices_each, now)?;
        for number in first..last {
            let caller = user(&mut scribe, &id, number, plan, now)?;
            scribe
                .flush_if_full(RECORDS_OF_USER + RECORDS_OF_DEVICE * plan.devices_each)
                .await?;
            if number % every == 0 {
                callers.push(caller);
            }
        }
    }
    scribe.end().await?;
    store.close().await;
    Ok((callers, ring))
}

fn user(
    scribe: &mut Scribe,
    account: &AccountId,
    number: usize,
    plan: Plan,
    now: Timestamp,
) -> Result<Caller> {
    let id = UserId::random(&mut SystemChance);
    let name = UserName::parse(&format!("user-{number}"))?;
    let owner = Principal::User(account.clone(), id.clone());
    let key = access_key(scribe, account, &owner)?;
    let mut credentials = Credentials {
        access_keys: vec![AccessKey {
            id: AccessKeyId::parse(&key.id)?,
            status: AccessKeyStatus::Active,
            created_at: now,
        }],
        ..Credentials::default()
    };
    let mut devices = Vec::with_capacity(plan.devices_each);
    for nth in 0..plan.devices_each {
        let device = device(scribe, &owner, &format!("{name}-{nth}"), now)?;
        credentials.assign(SerialNumber::parse(&device.serial)?);
        devices.push(device);
    }
    let user = User {
        account: account.clone(),
        id: id.clone(),
        name: name.clone(),
        path: EntityPath::default(),
        created_at: now,
        groups: Vec::new(),
        policies: vec![ADMINISTRATOR_ACCESS.to_owned()],
        inline: Vec::new(),
        boundary: None,
        contact_email: None,
        tags: Vec::new(),
        credentials,
    };
    let place = Key::new(account.as_str(), "user", id.as_str());
    let unique = format!("user-name/{}", name.folded());
    scribe.point(account.as_str(), &unique, &place)?;
    scribe.write(place, plain(&user)?);
    Ok(Caller {
        name: name.to_string(),
        key,
        devices,
    })
}

fn access_key(
    scribe: &mut Scribe,
    account: &AccountId,
    owner: &Principal,
) -> Result<signed::AccessKey> {
    let chance = rules::chance::bytes(&mut SystemChance);
    let id = wire::ids::access_key_id(Prefix::LONG_TERM, account.number(), chance)?;
    let secret = rules::chance::bytes::<SECRET_BYTES>(&mut SystemChance);
    let secret = BASE64.encode(&secret);
    let place = Key::new(account.as_str(), "access-key", id.as_str());
    scribe.point(INSTALLATION, &format!("access-key/{id}"), &place)?;
    let body = json!({ "id": id, "secret": secret, "owner": owner });
    scribe.write(place, Body::sealed(bytes(&body)?));
    Ok(signed::AccessKey { id, secret })
}

fn device(scribe: &mut Scribe, owner: &Principal, name: &str, now: Timestamp) -> Result<Device> {
    let account = owner.account();
    let name = DeviceName::parse(name)?;
    let serial = SerialNumber::virtual_device(account, &EntityPath::default(), &name)?;
    let seed = rules::chance::bytes::<{ Seed::GENERATED_BYTES }>(&mut SystemChance);
    let seed = Seed::from_bytes(seed.to_vec())?;
    let device = MfaDevice {
        account: account.clone(),
        serial: serial.clone(),
        name,
        label: DeviceLabel::parse("")?,
        kind: DeviceKind::Virtual,
        holder: Some(owner.clone()),
        enabled_at: Some(now),
        tags: Vec::new(),
        care: rules::Care::default(),
    };
    let mark = SeedMark {
        account: account.clone(),
        serial: serial.clone(),
        seed: Zeroizing::new(seed.to_base32().to_string()),
        drift_steps: 0,
        last_step: None,
    };
    let place = Key::new(account.as_str(), "mfa-device", serial.as_str());
    scribe.point(
        account.as_str(),
        &format!("mfa/{}", serial.folded()),
        &place,
    )?;
    scribe.write(place, plain(&device)?);
    let place = Key::new(account.as_str(), "mfa-seed", serial.as_str());
    scribe.write(place, Body::sealed(serde_json::to_vec(&mark)?));
    Ok(Device {
        serial: serial.as_str().to_owned(),
        seed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_hold_as_many_users_and_devices_as_they_may() {
        let of = |devices_each| {
            let plan = Plan {
                users: 1,
                devices_each,
                callers: 1,
            };
            plan.users_of_account()
        };
        assert_eq!([of(0), of(1), of(8)], [5000, 5000, 625]);
    }
}
