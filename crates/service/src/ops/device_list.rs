//! All devices of an account, of every kind and whoever signs in with them: for looking after them,
//! and for the day on which somebody leaves.

use rules::care::{UNCONFIRMED_DAYS, UNUSED_DAYS};
use rules::recommend::CareFacts;
use rules::{
    AccountId, DeviceFilter, MfaDevice, SecurityKey, SeedMark, SerialNumber, StockToken, Timestamp,
    TokenSerial, User,
};
use store::{Key, Scan};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::codes::Mark;
use crate::ops::account::{Paged, load_account, root_of};
use crate::ops::devices::DeviceView;
use crate::person::holder_key;
use crate::records::{self, Stored, decode};
use crate::refusal::Refusal;

/// Most devices on one page, each of which says more than a row of other lists does.
pub const PAGE_MAX: usize = 40;
/// Most devices that one step of the list looks at.
const STEP_MAX: usize = store::limits::MAX_READ_KEYS;
/// Most devices that are counted for the dashboard, which has to be quick.
const COUNTED_MAX: usize = 2_000;

/// A device in a list of many.
#[derive(Clone, Debug)]
pub struct ListedDevice {
    /// The device, when it was used, and who signs in with it.
    pub view: DeviceView,
    /// What is known of it if it is a passkey or security key.
    pub key: Option<SecurityKey>,
}

impl ListedDevice {
    /// Who signs in with it, for people: `root` or `user/hanako`; none while it is unassigned.
    pub fn owner(&self) -> Option<String> {
        self.view.device.holder.as_ref()?;
        Some(match &self.view.holder_name {
            None => "root".to_owned(),
            Some(name) => format!("user/{name}"),
        })
    }
}

/// The devices of the caller's account.
pub struct ListDevices {
    /// Which.
    pub filter: DeviceFilter,
    /// Only devices after the one of this serial number.
    pub after: Option<SerialNumber>,
}

impl Operation for ListDevices {
    type Output = Paged<ListedDevice>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:ListDevices", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<ListedDevice>>, Refusal> {
        let account = call.person()?.account().clone();
        let found = find(call, &account, &self.filter, self.after.as_ref()).await?;
        Ok(Answer::Done(found))
    }
}

/// The devices of one account, for the operator, who goes through all of them.
pub struct ListAccountDevices {
    /// The account.
    pub account: AccountId,
    /// Which.
    pub filter: DeviceFilter,
    /// Only devices after the one of this serial number.
    pub after: Option<SerialNumber>,
}

impl Operation for ListAccountDevices {
    type Output = Paged<ListedDevice>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<ListedDevice>>, Refusal> {
        load_account(&mut call.tx, &self.account).await?;
        let found = find(call, &self.account, &self.filter, self.after.as_ref()).await?;
        Ok(Answer::Done(found))
    }
}

/// What the dashboard says about the account's devices as things.
pub struct GetDeviceCare;

impl Operation for GetDeviceCare {
    type Output = CareFacts;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:ListDevices", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CareFacts>, Refusal> {
        let account = call.person()?.account().clone();
        let root = root_of(&mut call.tx, &account).await?;
        let mut facts = CareFacts::default();
        for serial in &root.credentials.devices {
            let key = records::device_key(&account, serial);
            let device = call.tx.load::<MfaDevice>(&key).await?;
            facts
                .root
                .extend(device.map(|it| (it.kind, it.care.held_by)));
        }
        let unused = DeviceFilter {
            unused_days: Some(UNUSED_DAYS),
            ..DeviceFilter::default()
        };
        let unconfirmed = DeviceFilter {
            unconfirmed_days: Some(UNCONFIRMED_DAYS),
            ..DeviceFilter::default()
        };
        let (mut after, mut seen) = (None, 0);
        loop {
            let step = step(call, &account, after).await?;
            for (device, used) in &step.devices {
                let fits = |filter: &DeviceFilter| filter.suits(device, *used, call.now());
                facts.unused += u32::from(fits(&unused));
                facts.unconfirmed += u32::from(fits(&unconfirmed));
            }
            seen += step.devices.len();
            if !step.more || seen >= COUNTED_MAX {
                return Ok(Answer::Done(facts));
            }
            after = step.last;
        }
    }
}

/// Some devices in the order of their serial numbers, each with its last use.
struct Step {
    devices: Vec<(MfaDevice, Option<Timestamp>)>,
    last: Option<String>,
    more: bool,
}

async fn step(
    call: &Call<'_>,
    account: &AccountId,
    after: Option<String>,
) -> Result<Step, Refusal> {
    let store = &call.shared.store;
    let scan = Scan {
        account: account.as_str().to_owned(),
        kind: MfaDevice::KIND.into(),
        prefix: String::new(),
        after,
        limit: STEP_MAX,
    };
    let page = store.scan(&scan).await?;
    let keys: Vec<Key> = page.records.iter().map(|one| one.key.clone()).collect();
    let used = call.shared.stamps.last(store, &keys).await?;
    let mut devices = Vec::with_capacity(keys.len());
    for (record, used) in page.records.iter().zip(used) {
        let device = decode(&record.key, record.schema, &record.body)?;
        devices.push((device, used.map(|stamp| stamp.at)));
    }
    Ok(Step {
        devices,
        last: keys.into_iter().last().map(|key| key.id),
        more: page.more,
    })
}

async fn find(
    call: &mut Call<'_>,
    account: &AccountId,
    filter: &DeviceFilter,
    after: Option<&SerialNumber>,
) -> Result<Paged<ListedDevice>, Refusal> {
    let mut after = after.map(ToString::to_string);
    let mut items = Vec::new();
    let now = call.now();
    loop {
        let step = step(call, account, after).await?;
        let (more, last) = (step.more, step.last);
        let mut suiting = step.devices;
        suiting.retain(|(device, used)| filter.suits(device, *used, now));
        for listed in listed(call, suiting).await? {
            let aaguid = listed.key.as_ref().map(|key| key.aaguid);
            if !filter.measures(listed.view.drift_seconds, aaguid) {
                continue;
            }
            if items.len() == PAGE_MAX {
                return Ok(Paged { items, more: true });
            }
            items.push(listed);
        }
        if !more {
            return Ok(Paged { items, more: false });
        }
        after = last;
    }
}

/// The devices with everything that stands in other records. None of it is expected unchanged, because
/// nothing is decided by a list.
async fn listed(
    call: &Call<'_>,
    devices: Vec<(MfaDevice, Option<Timestamp>)>,
) -> Result<Vec<ListedDevice>, Refusal> {
    let keys = |of: &dyn Fn(&MfaDevice) -> Option<Key>| -> Vec<Option<Key>> {
        devices.iter().map(|(device, _)| of(device)).collect()
    };
    let is_token = |device: &MfaDevice| TokenSerial::of(&device.serial).is_some();
    let mark = |device: &MfaDevice| records::mark_key(&device.account, &device.serial);
    let apps = keys(&|device| (!is_token(device)).then(|| mark(device)));
    let tokens = keys(&|device| is_token(device).then(|| mark(device)));
    let fido = keys(&|device| Some(records::security_key_key(&device.account, &device.serial)));
    let users = keys(&|device| {
        let principal = device.holder.as_ref()?;
        holder_key(principal).filter(|_| !principal.is_root())
    });
    let apps = read::<SeedMark>(call, apps).await?;
    let tokens = read::<StockToken>(call, tokens).await?;
    let fido = read::<SecurityKey>(call, fido).await?;
    let users = read::<User>(call, users).await?;
    let mut found = Vec::with_capacity(devices.len());
    let beside = apps.into_iter().zip(tokens).zip(fido).zip(users);
    for ((device, last_used), (((app, token), key), user)) in devices.into_iter().zip(beside) {
        let expires_at = token.as_ref().and_then(|token| token.expires_at);
        let mark = match token {
            Some(token) => Some(Mark::token(token)?),
            None => app.map(Mark::App),
        };
        let view = DeviceView {
            device,
            last_used,
            drift_seconds: mark.as_ref().map_or(0, Mark::drift_seconds),
            expires_at,
            holder_name: user.map(|user| user.name),
        };
        found.push(ListedDevice { view, key });
    }
    Ok(found)
}

/// What is at these keys, in their order.
async fn read<T: Stored>(
    call: &Call<'_>,
    keys: Vec<Option<Key>>,
) -> Result<Vec<Option<T>>, Refusal> {
    let mut wanted: Vec<Key> = keys.iter().flatten().cloned().collect();
    wanted.sort();
    wanted.dedup();
    let records = call.shared.store.read(&wanted).await?;
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let at = key.and_then(|key| wanted.binary_search(&key).ok());
        let record = at.and_then(|at| records[at].as_ref());
        let thing = record.map(|record| decode(&record.key, record.schema, &record.body));
        found.push(thing.transpose()?);
    }
    Ok(found)
}
