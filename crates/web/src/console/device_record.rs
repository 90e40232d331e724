//! A device as a thing: who has it, where it lies, when it was proved to be there, and the address at
//! which whoever has it proves that without signing in.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::care::{Note, Place};
use rules::{HolderName, Invalid};
use serde::Deserialize;
use service::ops::care::{CreateProofAddress, UpdateDeviceRecord};
use service::ops::devices::DeviceView;

use super::devices::{self, DeviceName, Kind, path_segment, sample};
use super::user_enrolment::Made;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Permitted, When, Whose, faults};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;

/// The record of a device.
#[derive(Template)]
#[template(path = "console/device_record.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose device it is.
    pub whose: Whose,
    /// The device, as addresses name it.
    pub device_key: String,
    /// The device's name.
    pub device_name: String,
    /// What it is.
    pub kind: Kind,
    /// When it last opened a door.
    pub last_used: Option<When>,
    /// When it was last proved to be there.
    pub confirmed: Option<When>,
    /// Who physically has it.
    pub held_by: Field,
    /// Where it lies.
    pub place: Field,
    /// What else is worth knowing.
    pub note: Field,
    /// Whether that may be changed.
    pub save: Permitted,
    /// Whether an address for the proof may be made.
    pub prove: Permitted,
    /// The address, once it is made.
    pub made: Option<Made>,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("held_by", t.care_holder(), &self.held_by.error),
            ("place", t.care_place(), &self.place.error),
            ("note", t.care_note(), &self.note.error),
        ])
    }

    fn start(&self) -> String {
        format!("{}/mfa/{}", self.whose.start(), self.device_key)
    }

    fn places(&self) -> [&'static str; 4] {
        let t = self.layout.t;
        [
            t.care_place_safe(),
            t.care_place_ring(),
            t.care_place_phone(),
            t.care_place_drawer(),
        ]
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose| Page {
        layout: gallery::root(t, &format!("{}/mfa/spare/record", whose.start())),
        whose,
        device_key: "spare".to_owned(),
        device_name: "spare".to_owned(),
        kind: Kind::SecurityKey,
        last_used: None,
        confirmed: None,
        held_by: Field::default(),
        place: Field::default(),
        note: Field::default(),
        save: Permitted::Yes(()),
        prove: Permitted::Yes(()),
        made: None,
    };
    let mut kept = page(Whose::User("hanako".to_owned()));
    kept.last_used = Some(sample::when("2024-07-09 08:30"));
    kept.confirmed = Some(sample::when("2024-07-16 09:15"));
    kept.held_by = Field::holding("山田 花子");
    kept.place = Field::holding(t.care_place_safe());
    kept.note = Field::holding("鍵は総務部が保管しています");
    let mut made = page(Whose::Own);
    made.made = Some(Made {
        address: format!(
            "https://sekisho.example.jp/signin/prove?token={}",
            "not-a-token-not-a-token-not-a-token-not-a-t"
        ),
        until: sample::when("2024-07-23 09:15"),
    });
    let mut errors = page(Whose::Own);
    errors.held_by = Field::refused("長い".repeat(40), t.error_line(60));
    let mut limited = page(Whose::User("hanako".to_owned()));
    limited.layout = gallery::user(t, "/console/users/hanako/mfa/spare/record");
    limited.save = Permitted::Lacks("sekisho:UpdateDeviceRecord");
    limited.prove = Permitted::Lacks("sekisho:CreateProofAddress");
    vec![
        ("new", page(Whose::Own)),
        ("kept", kept),
        ("made", made),
        ("errors", errors),
        ("limited", limited),
    ]
}

/// `GET …/mfa/{device}/record`.
pub(crate) async fn show(visit: Visit, whose: Whose, DeviceName(name): DeviceName) -> Answered {
    let (drawn, _) = draw(&visit, whose, &name).await?;
    page(&drawn)
}

async fn draw(visit: &Visit, whose: Whose, name: &str) -> Result<(Page, DeviceView), Stop> {
    let signed = visit.signed_in().await?;
    let target = whose.target(&signed)?;
    let (_, view) = devices::named(visit, target.clone(), name).await?;
    let (save, prove) = if signed.is(&target) {
        (Permitted::Yes(()), Permitted::Yes(()))
    } else {
        let asks = [
            ("sekisho:UpdateDeviceRecord", Some(target.clone())),
            ("sekisho:CreateProofAddress", Some(target)),
        ];
        visit.may(asks).await?.into()
    };
    let care = &view.device.care;
    let held_by = care.held_by.as_ref().map(HolderName::as_str);
    let place = care.place.as_ref().map(Place::as_str);
    let note = care.note.as_ref().map(Note::as_str);
    let drawn = Page {
        layout: visit.frame(&signed),
        whose,
        device_key: path_segment(name),
        device_name: name.to_owned(),
        kind: Kind::from(view.device.kind),
        last_used: view.last_used.map(|at| visit.when(at)),
        confirmed: care.confirmed_at.map(|at| visit.when(at)),
        held_by: Field::holding(held_by.unwrap_or_default()),
        place: Field::holding(place.unwrap_or_default()),
        note: Field::holding(note.unwrap_or_default()),
        save,
        prove,
        made: None,
    };
    Ok((drawn, view))
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    held_by: String,
    place: String,
    note: String,
}

/// `POST …/mfa/{device}/record`.
pub(crate) async fn submit(
    visit: Visit,
    whose: Whose,
    DeviceName(name): DeviceName,
    Form(input): Form<Input>,
) -> Answered {
    let t = visit.t;
    let target = whose.target(&visit.signed_in().await?)?;
    let (mut drawn, view) = draw(&visit, whose, &name).await?;
    let held_by = HolderName::parse(&input.held_by);
    let place = Place::parse(&input.place);
    let note = Note::parse(&input.note);
    let said = |fault: Option<&Invalid>| fault.map(|fault| words::invalid(t, fault));
    let field = |value: String, error| Field { value, error };
    drawn.held_by = field(input.held_by, said(held_by.as_ref().err()));
    drawn.place = field(input.place, said(place.as_ref().err()));
    drawn.note = field(input.note, said(note.as_ref().err()));
    let (Ok(held_by), Ok(place), Ok(note)) = (held_by, place, note) else {
        return refused(&drawn);
    };
    let operation = UpdateDeviceRecord {
        target,
        serial: view.device.serial,
        held_by,
        place,
        note,
    };
    visit.ask(&operation).await?;
    let back = format!("{}/record", drawn.start());
    let done = Done::DeviceRecordSaved(name);
    Ok(visit.done(&back, &done).into_response())
}

/// The form for the address has an address of its own, at which there is nothing to see.
pub(crate) async fn back(whose: Whose, DeviceName(name): DeviceName) -> Redirect {
    let device = path_segment(&name);
    Redirect::to(&format!("{}/mfa/{device}/record", whose.start()))
}

/// `POST …/mfa/{device}/proof-address`.
pub(crate) async fn make_address(
    visit: Visit,
    whose: Whose,
    DeviceName(name): DeviceName,
    _: Form<Nothing>,
) -> Answered {
    let target = whose.target(&visit.signed_in().await?)?;
    let (mut drawn, view) = draw(&visit, whose, &name).await?;
    let serial = view.device.serial;
    let made = visit.ask(&CreateProofAddress { target, serial }).await?;
    let origin = visit.app.config().public_url.origin();
    let token = [("token", made.token.reveal())];
    drawn.made = Some(Made {
        address: with_fields(&format!("{origin}/signin/prove"), &token),
        until: visit.when(made.until),
    });
    page(&drawn)
}
