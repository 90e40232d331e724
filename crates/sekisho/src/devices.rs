//! `sekisho devices`: every device of the installation, who has it, and what becomes of it when
//! somebody leaves.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::care::{Note, Place};
use rules::{AccountId, DeviceFilter, DeviceKind, HolderName};
use serde_json::{Value, json};
use service::ops::account::{AccountView, ListAccounts, Paged, ShowAccount};
use service::ops::device_list::{ListAccountDevices, ListedDevice};
use web::Lang;
use web::layout::Whose;

use crate::account::find_id;
use crate::answer::{answer, answer_json, answer_table, instant, moment, say, zone_name};
use crate::args::{Devices, DevicesLeave, DevicesList, ListFormat};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};

/// A device with the account in which it is.
struct Found {
    account: AccountId,
    /// The account as people name it: its alias, else its id.
    named: String,
    listed: ListedDevice,
}

/// Lists.
pub(crate) async fn devices(
    house: &House,
    config: &Config,
    command: &Devices,
) -> Result<(), Failure> {
    match command {
        Devices::List(args) => list(house, &config.time_zone, args).await,
        Devices::Leaves(args) => leaves(house, config, args).await,
    }
}

async fn list(house: &House, zone: &TimeZone, args: &DevicesList) -> Result<(), Failure> {
    let filter = DeviceFilter {
        held_by: args.holder.as_deref().map(holder).transpose()?,
        kind: args.kind.map(Into::into),
        unused_days: args.unused,
        unconfirmed_days: args.unconfirmed,
        drift_seconds: args.drift,
        aaguid: args.aaguid,
    };
    let account = find_id(house, args.account.as_deref()).await?;
    let found = find(house, account, &filter).await?;
    match args.format {
        ListFormat::Json => answer_json(&found.iter().map(Found::json).collect()).map(drop),
        ListFormat::Csv => {
            let mut rows = vec![CSV_HEAD.map(str::to_owned).to_vec()];
            rows.extend(found.iter().map(Found::csv));
            answer(&web::csv::table(&rows)).map(drop)
        }
        ListFormat::Text if found.is_empty() => {
            say("there is no such device");
            Ok(())
        }
        ListFormat::Text => {
            say(&format!("times are in {}", zone_name(zone)));
            let rows: Vec<_> = found.iter().map(|one| one.row(zone)).collect();
            answer_table(&HEAD, &rows).map(drop)
        }
    }
}

/// Everything that somebody holds, with where each is replaced.
async fn leaves(house: &House, config: &Config, args: &DevicesLeave) -> Result<(), Failure> {
    let url = config.door.settled_url().ok_or_else(|| Failure::Refused {
        message: "the server takes any free port, so its address is not known here; name it with \
                  `--public-url http://localhost:PORT`"
            .to_owned(),
        exit: Exit::Refused,
    })?;
    let filter = DeviceFilter {
        held_by: Some(holder(&args.name)?),
        ..DeviceFilter::default()
    };
    let found = find(house, None, &filter).await?;
    let address = |one: &Found| {
        one.replaced_at()
            .map(|path| format!("{}{path}", url.origin()))
    };
    match args.format {
        ListFormat::Json => {
            let described = |one: &Found| {
                let mut value = one.json();
                value["replaceAt"] = json!(address(one));
                value
            };
            answer_json(&found.iter().map(described).collect()).map(drop)
        }
        ListFormat::Csv => {
            let mut rows = vec![CSV_HEAD.map(str::to_owned).to_vec()];
            rows[0].push("replace_at".to_owned());
            rows.extend(found.iter().map(|one| {
                let mut row = one.csv();
                row.push(address(one).unwrap_or_default());
                row
            }));
            answer(&web::csv::table(&rows)).map(drop)
        }
        ListFormat::Text if found.is_empty() => {
            say(&format!(
                "`{}` holds no device, as far as is written down",
                args.name
            ));
            Ok(())
        }
        ListFormat::Text => {
            let row = |one: &Found| {
                vec![
                    one.named.clone(),
                    or_dash(one.listed.owner()),
                    one.listed.view.device.name.to_string(),
                    or_dash(one.place()),
                    or_dash(address(one)),
                ]
            };
            let rows: Vec<_> = found.iter().map(row).collect();
            let head = ["ACCOUNT", "SIGNS IN AS", "DEVICE", "KEPT IN", "REPLACED AT"];
            answer_table(&head, &rows)?;
            say(
                "replace each one: the new device is registered first, and the old one is removed \
                 after that; a device of root is replaced by root",
            );
            Ok(())
        }
    }
}

fn holder(text: &str) -> Result<HolderName, Failure> {
    let refused = |message| Failure::Refused {
        message,
        exit: Exit::Refused,
    };
    let name = HolderName::parse(text)
        .map_err(|fault| refused(format!("`{text}` is not the name of a holder: {fault}")))?;
    name.ok_or_else(|| refused("name the person who holds the devices".to_owned()))
}

/// The devices of one account or of all, in the order of the accounts.
async fn find(
    house: &House,
    account: Option<AccountId>,
    filter: &DeviceFilter,
) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for view in accounts(house, account).await? {
        let mut after = None;
        loop {
            let operation = ListAccountDevices {
                account: view.account.id.clone(),
                filter: filter.clone(),
                after,
            };
            let Paged { items, more } = house.service.call(&operator(), &operation).await?;
            after = items.last().map(|last| last.view.device.serial.clone());
            found.extend(items.into_iter().map(|listed| Found {
                account: view.account.id.clone(),
                named: view.account.sign_in_name().to_owned(),
                listed,
            }));
            if !more || after.is_none() {
                break;
            }
        }
    }
    Ok(found)
}

async fn accounts(house: &House, only: Option<AccountId>) -> Result<Vec<AccountView>, Failure> {
    if let Some(id) = only {
        let show = ShowAccount {
            account: id.to_string(),
        };
        return Ok(vec![house.service.call(&operator(), &show).await?]);
    }
    let mut all: Vec<AccountView> = Vec::new();
    loop {
        let after = all.last().map(|view| view.account.id.clone());
        let Paged { items, more } = house
            .service
            .call(&operator(), &ListAccounts { after })
            .await?;
        let ended = items.is_empty() || !more;
        all.extend(items);
        if ended {
            return Ok(all);
        }
    }
}

const HEAD: [&str; 9] = [
    "ACCOUNT",
    "SIGNS IN AS",
    "DEVICE",
    "TYPE",
    "HELD BY",
    "KEPT IN",
    "LAST USED",
    "CONFIRMED",
    "CLOCK",
];

const CSV_HEAD: [&str; 17] = [
    "account",
    "signs_in_as",
    "device",
    "label",
    "serial",
    "type",
    "held_by",
    "kept_in",
    "note",
    "assigned_at",
    "last_used_at",
    "confirmed_at",
    "clock",
    "aaguid",
    "attestation",
    "synced",
    "certifications",
];

impl Found {
    fn row(&self, zone: &TimeZone) -> Vec<String> {
        let (view, care) = (&self.listed.view, &self.listed.view.device.care);
        let at = |at: Option<Timestamp>| or_dash(at.map(|at| moment(at, zone)));
        vec![
            self.named.clone(),
            or_dash(self.listed.owner()),
            view.device.name.to_string(),
            self.kind().to_owned(),
            or_dash(self.held_by()),
            or_dash(self.place()),
            at(view.last_used),
            at(care.confirmed_at),
            or_dash(web::drift::words(Lang::En, view.drift_seconds)),
        ]
    }

    fn csv(&self) -> Vec<String> {
        let device = &self.listed.view.device;
        let at = |at: Option<Timestamp>| at.map(instant).unwrap_or_default();
        let key = self.listed.key.as_ref();
        let certified = key.into_iter().flat_map(|key| &key.certifications);
        let certified = certified.map(|(program, level)| format!("{program} {level}"));
        vec![
            self.account.to_string(),
            self.listed.owner().unwrap_or_default(),
            device.name.to_string(),
            device.label.to_string(),
            device.serial.to_string(),
            self.kind().to_owned(),
            self.held_by().unwrap_or_default(),
            self.place().unwrap_or_default(),
            self.note().unwrap_or_default(),
            at(device.enabled_at),
            at(self.listed.view.last_used),
            at(device.care.confirmed_at),
            web::drift::words(Lang::En, self.listed.view.drift_seconds).unwrap_or_default(),
            key.map(|key| key.aaguid.to_string()).unwrap_or_default(),
            key.map(|key| text(&json!(key.attestation)))
                .unwrap_or_default(),
            key.map(|key| key.backed_up.to_string()).unwrap_or_default(),
            certified.collect::<Vec<_>>().join("; "),
        ]
    }

    fn json(&self) -> Value {
        let device = &self.listed.view.device;
        let at = |at: Option<Timestamp>| at.map(instant);
        json!({
            "account": self.account.as_str(),
            "signsInAs": self.listed.owner(),
            "device": device.name.as_str(),
            "label": device.label.as_str(),
            "serial": device.serial.as_str(),
            "type": self.kind(),
            "heldBy": self.held_by(),
            "keptIn": self.place(),
            "note": self.note(),
            "assignedAt": at(device.enabled_at),
            "lastUsedAt": at(self.listed.view.last_used),
            "confirmedAt": at(device.care.confirmed_at),
            "expiresAt": at(self.listed.view.expires_at),
            "driftSeconds": self.listed.view.drift_seconds,
            "key": self.listed.key.as_ref().map(|key| json!({
                "aaguid": key.aaguid,
                "attestation": key.attestation,
                "backupEligible": key.backup_eligible,
                "backedUp": key.backed_up,
                "certifications": key.certifications,
            })),
        })
    }

    /// Where whoever may replaces it; nowhere while nobody signs in with it.
    fn replaced_at(&self) -> Option<String> {
        let view = &self.listed.view;
        view.device.holder.as_ref()?;
        let whose = match &view.holder_name {
            None => Whose::Own,
            Some(name) => Whose::User(name.to_string()),
        };
        Some(whose.replace(view.device.name.as_str()))
    }

    fn kind(&self) -> &'static str {
        match self.listed.view.device.kind {
            DeviceKind::Virtual => "app",
            DeviceKind::HardwareToken { .. } => "token",
            DeviceKind::SecurityKey => "key",
        }
    }

    fn held_by(&self) -> Option<String> {
        let care = &self.listed.view.device.care;
        care.held_by.as_ref().map(HolderName::to_string)
    }

    fn place(&self) -> Option<String> {
        let care = &self.listed.view.device.care;
        care.place.as_ref().map(Place::to_string)
    }

    fn note(&self) -> Option<String> {
        let care = &self.listed.view.device.care;
        care.note.as_ref().map(Note::to_string)
    }
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
