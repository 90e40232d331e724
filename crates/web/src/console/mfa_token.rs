//! Wizard, step 2 for a hardware TOTP token: its serial number and two codes in a row.

use crate::console::mfa_app;
use crate::console::mfa_name::replaced;
use crate::http::Form;
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use otp::Hint;
use rules::typed::{tidy, tidy_line};
use rules::{DeviceLabel, DeviceName, TokenSerial};
use serde::Deserialize;
use service::Refusal;
use service::ops::tokens::AddHardwareToken;
use service::refusal::Entity;
use zeroize::Zeroizing;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Secret, Whose, faults};

/// The second step of assigning a hardware token.
#[derive(Template)]
#[template(path = "console/mfa_token.html")]
pub struct Page {
    /// The frame; a refused pair of codes is explained in its `flash`.
    pub layout: Layout,
    /// Whose device it becomes.
    pub whose: Whose,
    /// The device's name, from the step before.
    pub device_name: String,
    /// Its label, from the step before.
    pub label: String,
    /// The device that goes once the new one is confirmed.
    pub replaces: Option<String>,
    /// The number on the token.
    pub serial: Field,
    /// The first code.
    pub code1: Secret,
    /// The code that follows it.
    pub code2: Secret,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("serial", t.token_serial(), &self.serial.error),
            ("code1", t.wizard_code1(), &self.code1.error),
            ("code2", t.wizard_code2(), &self.code2.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose, serial| Page {
        layout: gallery::root(t, &format!("{}/mfa/token", whose.start())),
        whose,
        device_name: "token".to_owned(),
        label: "経理部の金庫".to_owned(),
        replaces: None,
        serial,
        code1: Secret::default(),
        code2: Secret::default(),
    };
    let mut wrong = page(Whose::Own, Field::holding("2600123"));
    wrong.layout.flash = Some(Notice::refused(t.token_codes_wrong()));
    let mut malformed = page(
        Whose::Own,
        Field::refused("26 00123", t.error_token_serial()),
    );
    malformed.code1 = Secret::refused(t.error_code_token());
    let unavailable = Field::refused("2600124", t.token_unavailable());
    let mut late = page(Whose::Own, Field::default());
    late.layout = gallery::enrolling(t, "/console/security-credentials/mfa/token");
    let mut replacing = page(Whose::Own, Field::default());
    replacing.replaces = Some("phone".to_owned());
    vec![
        ("replacing", replacing),
        ("own", page(Whose::Own, Field::default())),
        (
            "for-user",
            page(Whose::User("hanako".to_owned()), Field::default()),
        ),
        ("unavailable", page(Whose::Own, unavailable)),
        ("wrong", wrong),
        ("malformed", malformed),
        ("late", late),
    ]
}

/// What the form holds, and what the address fills in: name and label from the step before, and the
/// serial number after a proof. Never a code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    name: String,
    label: String,
    replaces: String,
    serial: String,
    code1: String,
    code2: String,
}

impl Input {
    fn address(&self, whose: &Whose) -> String {
        with_fields(
            &format!("{}/mfa/token", whose.start()),
            &[
                ("name", &self.name),
                ("label", &self.label),
                ("replaces", &self.replaces),
                ("serial", &self.serial),
            ],
        )
    }

    /// Name, label and what it replaces, as the step before has checked them.
    fn named(&self) -> Option<(DeviceName, DeviceLabel, Option<DeviceName>)> {
        let name = DeviceName::parse(&tidy(&self.name)).ok()?;
        let label = DeviceLabel::parse(&tidy_line(&self.label)).ok()?;
        let replaces = replaced(&self.replaces).ok()?;
        Some((name, label, replaces))
    }
}

/// `GET …/mfa/token`.
pub(crate) async fn show(visit: Visit, whose: Whose, Query(input): Query<Input>) -> Answered {
    let signed = visit.freshly_enrolling(&input.address(&whose)).await?;
    let Some((name, label, replaces)) = input.named() else {
        return Ok(first_step(&whose));
    };
    page(&Page {
        layout: visit.frame(&signed),
        whose,
        device_name: name.to_string(),
        label: label.to_string(),
        replaces: replaces.as_ref().map(DeviceName::to_string),
        serial: Field::holding(input.serial),
        code1: Secret::default(),
        code2: Secret::default(),
    })
}

/// `POST …/mfa/token`: two codes in a row make the token somebody's.
pub(crate) async fn submit(visit: Visit, whose: Whose, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in_or_enrolling().await?;
    let back = input.address(&whose);
    let Some((name, label, replaces)) = input.named() else {
        return Ok(first_step(&whose));
    };
    let [code1, code2] = words::token_codes(t, [&input.code1, &input.code2]);
    let serial = TokenSerial::parse(&tidy(&input.serial));
    let mut page = Page {
        layout: visit.frame(&signed),
        whose,
        device_name: name.to_string(),
        label: label.to_string(),
        replaces: replaces.as_ref().map(DeviceName::to_string),
        serial: Field::holding(input.serial),
        code1,
        code2,
    };
    page.serial.error = serial.as_ref().err().map(|fault| words::invalid(t, fault));
    let (Ok(serial), true) = (serial, page.faults().is_empty()) else {
        return refused(&page);
    };
    let operation = AddHardwareToken {
        target: page.whose.target(&signed)?,
        name,
        label,
        replaces,
        serial,
        first: Zeroizing::new(input.code1),
        second: Zeroizing::new(input.code2),
    };
    match visit.call(&operation).await {
        Ok(enabled) => return mfa_app::added(&visit, &signed, &page.whose, &enabled),
        Err(Refusal::TokenUnavailable) => {
            page.serial.error = Some(t.token_unavailable().to_owned());
        }
        Err(refusal) => match said(t, &refusal) {
            Some(text) => page.layout.flash = Some(Notice::refused(text)),
            None => return Err(visit.stop_in(refusal, &back)),
        },
    }
    refused(&page)
}

/// What is said above the form. A code of another length than the token's is a code that does not fit.
fn said(t: Lang, refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::PairRefused(Hint::SameCodeTwice) => Some(t.token_codes_same()),
        Refusal::PairRefused(_) | Refusal::Invalid(_) => Some(t.token_codes_wrong()),
        Refusal::EntityAlreadyExists(Entity::Device(_)) => Some(t.error_device_exists()),
        Refusal::LimitExceeded(_) => Some(t.error_devices_max()),
        _ => None,
    }
}

fn first_step(whose: &Whose) -> axum::response::Response {
    Redirect::to(&format!("{}/mfa/new", whose.start())).into_response()
}
