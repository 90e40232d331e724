//! All devices of the account, for looking after them, and for the day on which somebody leaves.

use askama::Template;
use axum::extract::Query;
use rules::care::{KindWanted, Note, Place};
use rules::typed::{tidy, tidy_digits};
use rules::{Aaguid, DeviceFilter, HolderName, SecurityKey, SerialNumber};
use serde::Deserialize;
use service::ops::device_list::{ListDevices, ListedDevice};
use service::{Holder, Target};

use super::devices::{Device, Kind, sample};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Permitted, When, Whose, faults};
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;

/// The devices of an account.
#[derive(Template)]
#[template(path = "console/device_list.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What is looked for.
    pub looked: Looked,
    /// What was found, in the order of the serial numbers.
    pub rows: Vec<Row>,
    /// Whose devices they are, where everything that one person holds is looked for.
    pub leaving: Option<String>,
    /// The beginning of the list, on later pages.
    pub first: Option<String>,
    /// The rest of the list.
    pub next: Option<String>,
}

/// The form above the list.
#[derive(Default)]
pub struct Looked {
    /// Who physically has them.
    pub holder: Field,
    /// Of which kind: `app`, `token`, `key`, or nothing for all.
    pub kind: String,
    /// Not used for so many days.
    pub unused: Field,
    /// Not proved for so many days.
    pub unconfirmed: Field,
    /// A clock that is off by so many seconds.
    pub drift: Field,
    /// The model of a key.
    pub aaguid: Field,
}

/// A device of the list.
pub struct Row {
    /// The device itself.
    pub device: Device,
    /// Who signs in with it.
    pub owner: Owner,
    /// What is known of a passkey or security key.
    pub key: Option<String>,
    /// Who physically has it.
    pub held_by: Option<String>,
    /// Where it lies.
    pub place: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// When it was last proved to be there.
    pub confirmed: Option<When>,
    /// Where its record is, if the person may see it.
    pub record: Option<String>,
    /// Where it gets a successor, if the person may give it one.
    pub replace: Option<String>,
}

/// Who signs in with a device.
pub enum Owner {
    /// Nobody: it is not assigned.
    Nobody,
    /// The root user.
    Root,
    /// The user of this name.
    User(String),
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let (t, looked) = (self.layout.t, &self.looked);
        faults([
            ("holder", t.care_holder(), &looked.holder.error),
            ("unused", t.care_unused(), &looked.unused.error),
            ("unconfirmed", t.care_stale(), &looked.unconfirmed.error),
            ("drift", t.care_drift(), &looked.drift.error),
            ("aaguid", t.care_aaguid(), &looked.aaguid.error),
        ])
    }

    fn kinds(&self) -> [(&'static str, &'static str); 4] {
        let t = self.layout.t;
        [
            ("", t.care_any_kind()),
            ("app", t.devices_kind_app()),
            ("token", t.kind_token()),
            ("key", t.kind_key()),
        ]
    }

    fn has_kind(&self, kind: &str) -> bool {
        self.looked.kind == kind
    }

    /// Whether somebody looks for some of the devices: the filter is open then.
    fn looks(&self) -> bool {
        let looked = &self.looked;
        let fields = [
            &looked.holder,
            &looked.unused,
            &looked.unconfirmed,
            &looked.drift,
            &looked.aaguid,
        ];
        !looked.kind.is_empty() || fields.iter().any(|field| !field.value.is_empty())
    }
}

impl Owner {
    fn address(&self) -> Option<String> {
        match self {
            Self::User(name) => Some(Whose::User(name.clone()).back()),
            Self::Nobody | Self::Root => None,
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |device: Device, owner: Owner| Row {
        record: Some(Whose::Own.record(&device.name)),
        replace: Some(Whose::Own.replace(&device.name)),
        device,
        owner,
        key: None,
        held_by: None,
        place: None,
        note: None,
        confirmed: None,
    };
    let page = |rows| Page {
        layout: gallery::root(t, ADDRESS),
        looked: Looked::default(),
        rows,
        leaving: None,
        first: None,
        next: None,
    };
    let mut kept = row(sample::token(t), Owner::User("hanako".to_owned()));
    kept.held_by = Some("山田 花子".to_owned());
    kept.place = Some(t.care_place_safe().to_owned());
    kept.note = Some("鍵は総務部が保管しています".to_owned());
    kept.confirmed = Some(sample::when("2024-07-16 09:15"));
    let mut key = row(sample::device("safe", Some("予備")), Owner::Root);
    key.device.kind = Kind::SecurityKey;
    key.key = Some(t.care_key_stays("packed", "2fc0579f-8113-47ea-b116-bb5a8db9202a"));
    let mut loose = row(sample::device("old-phone", None), Owner::Nobody);
    loose.record = None;
    loose.replace = None;
    let mut held = row(sample::device("phone", None), Owner::Root);
    held.held_by = Some("山田 花子".to_owned());
    let mut leaving = page(vec![held]);
    leaving.leaving = Some("山田 花子".to_owned());
    leaving.looked.holder = Field::holding("山田 花子");
    let mut errors = page(Vec::new());
    errors.looked.unused = Field::refused("many", t.error_number());
    errors.looked.aaguid = Field::refused("YubiKey", t.error_aaguid());
    let mut nothing = page(Vec::new());
    nothing.looked.unconfirmed = Field::holding("180");
    let mut many = page(
        (0..service::ops::device_list::PAGE_MAX)
            .map(|_| row(sample::token(t), Owner::User("hanako".to_owned())))
            .collect(),
    );
    many.next = Some(format!("{ADDRESS}?after=hardware/2600123"));
    vec![
        ("typical", page(vec![kept, key, loose])),
        ("leaving", leaving),
        ("errors", errors),
        ("nothing", nothing),
        ("many", many),
    ]
}

/// Where the list stands.
pub(crate) const ADDRESS: &str = "/console/devices";

/// What the form holds, and where the list begins.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    holder: String,
    kind: String,
    unused: String,
    unconfirmed: String,
    drift: String,
    aaguid: String,
    after: String,
}

impl Input {
    fn address(&self, after: &str) -> String {
        with_fields(
            ADDRESS,
            &[
                ("holder", &self.holder),
                ("kind", &self.kind),
                ("unused", &self.unused),
                ("unconfirmed", &self.unconfirmed),
                ("drift", &self.drift),
                ("aaguid", &self.aaguid),
                ("after", after),
            ],
        )
    }

    /// The filter, and the form as it is shown again.
    fn read(&self, t: Lang) -> (DeviceFilter, Looked) {
        let mut filter = DeviceFilter::default();
        let mut looked = Looked {
            holder: Field::holding(&self.holder),
            kind: self.kind.clone(),
            aaguid: Field::holding(&self.aaguid),
            ..Looked::default()
        };
        match HolderName::parse(&self.holder) {
            Ok(held_by) => filter.held_by = held_by,
            Err(fault) => looked.holder.error = Some(words::invalid(t, &fault)),
        }
        filter.kind = match self.kind.as_str() {
            "app" => Some(KindWanted::App),
            "token" => Some(KindWanted::Token),
            "key" => Some(KindWanted::Key),
            _ => None,
        };
        (filter.unused_days, looked.unused) = number(t, &self.unused);
        (filter.unconfirmed_days, looked.unconfirmed) = number(t, &self.unconfirmed);
        (filter.drift_seconds, looked.drift) = number(t, &self.drift);
        let aaguid = tidy(&self.aaguid);
        filter.aaguid = Aaguid::parse(&aaguid);
        if filter.aaguid.is_none() && !aaguid.is_empty() {
            looked.aaguid.error = Some(t.error_aaguid().to_owned());
        }
        (filter, looked)
    }
}

fn number(t: Lang, typed: &str) -> (Option<u32>, Field) {
    let digits = tidy_digits(typed);
    match digits.parse() {
        Ok(number) => (Some(number), Field::holding(typed)),
        Err(_) if digits.is_empty() => (None, Field::default()),
        Err(_) => (None, Field::refused(typed, t.error_number())),
    }
}

/// `GET /console/devices`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let (filter, looked) = input.read(visit.t);
    let mut drawn = Page {
        layout: visit.frame(&signed),
        leaving: filter.held_by.as_ref().map(ToString::to_string),
        looked,
        rows: Vec::new(),
        first: None,
        next: None,
    };
    if !drawn.faults().is_empty() {
        return refused(&drawn);
    }
    let after = SerialNumber::parse(&input.after).ok();
    drawn.first = after.is_some().then(|| input.address(""));
    let found = visit.ask(&ListDevices { filter, after }).await?;
    let last = found.items.last().filter(|_| found.more);
    drawn.next = last.map(|last| input.address(last.view.device.serial.as_str()));
    let own = signed.oneself().map(Holder::target);
    for listed in &found.items {
        drawn.rows.push(row(&visit, own.as_ref(), listed).await?);
    }
    page(&drawn)
}

async fn row(visit: &Visit, own: Option<&Target>, listed: &ListedDevice) -> Result<Row, Stop> {
    let (t, view) = (visit.t, &listed.view);
    let target = match (&view.device.holder, &view.holder_name) {
        (None, _) => None,
        (Some(_), None) => Some(Target::Root),
        (Some(_), Some(name)) => Some(Target::User(name.clone())),
    };
    let is_own = target.is_some() && target.as_ref() == own;
    let owner = match &target {
        None => Owner::Nobody,
        Some(Target::Root) => Owner::Root,
        Some(Target::User(name)) => Owner::User(name.to_string()),
    };
    let whose = match &owner {
        Owner::Nobody => None,
        _ if is_own => Some(Whose::Own),
        // What is root's is root's own affair.
        Owner::Root => None,
        Owner::User(name) => Some(Whose::User(name.clone())),
    };
    let may = match &target {
        Some(Target::User(_)) if !is_own => {
            visit
                .may([
                    ("iam:ListMFADevices", target.clone()),
                    ("iam:EnableMFADevice", target.clone()),
                ])
                .await?
        }
        _ => [Permitted::Yes(()), Permitted::Yes(())],
    };
    let [sees, assigns] = may.map(|may| may.shown().is_some());
    let (care, name) = (&view.device.care, view.device.name.as_str());
    Ok(Row {
        device: Device::of(visit, view),
        owner,
        key: listed.key.as_ref().map(|key| known(t, key)),
        held_by: care.held_by.as_ref().map(HolderName::to_string),
        place: care.place.as_ref().map(Place::to_string),
        note: care.note.as_ref().map(Note::to_string),
        confirmed: care.confirmed_at.map(|at| visit.when(at)),
        record: whose.as_ref().filter(|_| sees).map(|it| it.record(name)),
        replace: whose.filter(|_| sees && assigns).map(|it| it.replace(name)),
    })
}

/// Model, attestation, backup state and certifications, in one line.
fn known(t: Lang, key: &SecurityKey) -> String {
    let attestation = serde_json::to_value(key.attestation);
    let attestation = attestation.ok();
    let attestation = attestation.as_ref().and_then(|it| it.as_str());
    let attestation = attestation.unwrap_or_default();
    let model = key.aaguid.to_string();
    let said = match (key.backup_eligible, key.backed_up) {
        (false, _) => t.care_key_stays(attestation, &model),
        (true, false) => t.care_key_may_be_copied(attestation, &model),
        (true, true) => t.care_key_copied(attestation, &model),
    };
    let certified = key.certifications.iter();
    let certified = certified.map(|(program, level)| format!("{program} {level}"));
    std::iter::once(said)
        .chain(certified)
        .collect::<Vec<_>>()
        .join(" / ")
}
