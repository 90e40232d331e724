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
use rules::ids::{AccountName, DeviceLabel, DeviceName, EntityPath, UserId, UserName};
use rules::principal::AccessKey;
use rules::{
    AccessKeyId, AccessKeyStatus, Account, AccountId, Credentials, Email, MfaDevice, Principal,
    Root, SeedMark, SerialNumber, User,
};
use serde_json::{Value, json};
use store::clock::ManualClock;
use store::limits::MAX_BATCH_CHANGES;
use store::{Batch, Body, Change, Key, KeyRing, Put, Store};
use tokio::task::JoinSet;
use wire::ids::Prefix;
use zeroize::Zeroizing;

use super::signed;
use crate::installation::{SystemChance, random};

/// The first account's number; the others follow.
const FIRST_ACCOUNT: u64 = 100_000_000_001;
/// Batches that are written at once, and share a flush of the disk.
const BATCHES_AT_ONCE: usize = 64;
/// Bytes of a secret access key: forty characters in base64.
const SECRET_BYTES: usize = 30;
/// The scope of what belongs to no account.
const INSTALLATION: &str = "-";

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
        account(&mut scribe, &id, last - first, plan, now)?;
        for number in first..last {
            let caller = user(&mut scribe, &id, number, plan, now)?;
            scribe.flush_if_full(plan).await?;
            if number % every == 0 {
                callers.push(caller);
            }
        }
    }
    scribe.end().await?;
    store.close().await;
    Ok((callers, ring))
}

fn account(
    scribe: &mut Scribe,
    id: &AccountId,
    users: usize,
    plan: Plan,
    now: Timestamp,
) -> Result<()> {
    let devices = u32::try_from(users * plan.devices_each)?;
    let account = Account {
        id: id.clone(),
        name: AccountName::parse("Bench")?,
        alias: None,
        management: false,
        created_at: now,
        users: u32::try_from(users)?,
        virtual_devices: devices,
        assigned_devices: devices,
        password_policy: None,
    };
    let root = Root {
        account: id.clone(),
        email: Email::parse(&format!("root-{id}@example.com"))?,
        credentials: Credentials::default(),
    };
    let key = Key::new(id.as_str(), "account", "-");
    scribe.point(INSTALLATION, &format!("account/{id}"), &key)?;
    scribe.write(key, plain(&account)?);
    let key = Key::new(id.as_str(), "root", "-");
    let email = format!("root-email/{}", root.email.folded());
    scribe.point(INSTALLATION, &email, &key)?;
    scribe.write(key, plain(&root)?);
    Ok(())
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
        policies: vec![ADMINISTRATOR_ACCESS.to_owned()],
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

/// Gathers records into batches and writes many of them at once.
struct Scribe {
    store: Store,
    changes: Vec<Change>,
    writing: JoinSet<Result<()>>,
}

impl Scribe {
    fn new(store: Store) -> Self {
        Self {
            store,
            changes: Vec::with_capacity(MAX_BATCH_CHANGES),
            writing: JoinSet::new(),
        }
    }

    fn write(&mut self, key: Key, body: Body) {
        let schema = 1;
        self.changes.push(Change::Create(Put { key, schema, body }));
    }

    /// Lets a unique value point at the record that has it.
    fn point(&mut self, scope: &str, value: &str, at: &Key) -> Result<()> {
        let pointer = json!({ "account": at.account, "kind": at.kind, "id": at.id });
        let key = Key::new(scope, "unique", value);
        self.write(key, Body::Plain(bytes(&pointer)?));
        Ok(())
    }

    /// Begins a batch when the next account and its first user might not fit into this one.
    async fn flush_if_full(&mut self, plan: Plan) -> Result<()> {
        let next = 8 + 3 * plan.devices_each;
        if self.changes.len() + next > MAX_BATCH_CHANGES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        if self.writing.len() >= BATCHES_AT_ONCE
            && let Some(ended) = self.writing.join_next().await
        {
            ended??;
        }
        let batch = Batch {
            changes: std::mem::take(&mut self.changes),
            ..Batch::default()
        };
        let store = self.store.clone();
        self.writing
            .spawn(async move { Ok(store.commit(batch).await?) });
        Ok(())
    }

    async fn end(mut self) -> Result<()> {
        self.flush().await?;
        while let Some(ended) = self.writing.join_next().await {
            ended??;
        }
        Ok(())
    }
}

fn plain<T: serde::Serialize>(thing: &T) -> Result<Body> {
    Ok(Body::Plain(serde_json::to_vec(thing)?))
}

fn bytes(value: &Value) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(value)?)
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
