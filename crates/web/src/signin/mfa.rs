//! The most visited page: the code, after the right password.

use crate::http::{Form, OwnPath, ReturnTo};
use crate::signin::{go_on, mfa_key, person, under_way};
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields, with_return};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::signin::Step;
use rules::{DeviceKind, MfaDevice, SerialNumber};
use serde::Deserialize;
use service::Refusal;
use service::ops::sign_in::{SignInCode, UnderWay};

use crate::console::devices::Kind;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Wait, Who};

/// The page that asks for a code.
#[derive(Template)]
#[template(path = "signin/mfa.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Who is signing in.
    pub who: Who,
    /// The account as the person named it: alias or id, or the root user's address.
    pub account: String,
    /// The device that the code is compared with: preselected or chosen.
    pub device: Device,
    /// The person's other devices; a link chooses one.
    pub others: Vec<Device>,
    /// How many digits the device shows.
    pub digits: usize,
    /// Whether the field submits by itself once it is full; the label then says so.
    pub submits_itself: bool,
    /// Why the last attempt did not open.
    pub refused: Option<Refused>,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

/// A device to choose.
#[derive(Clone)]
pub struct Device {
    /// What the address and the hidden field say.
    pub key: String,
    /// The name, or the free label if there is one.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

impl Device {
    /// Whether its codes stand on a display of its own, and not in an app.
    pub fn is_token(&self) -> bool {
        self.kind == Kind::HardwareToken
    }
}

/// A refusal. Wrong, used before and malformed are one and the same, so that nothing can be learnt.
pub enum Refused {
    /// Wait for the next code.
    Wait(Wait),
    /// Too many wrong codes in a year: this browser needs another way in.
    Spent,
    /// A passkey or security key was not accepted, and why.
    Key(String),
}

impl Page {
    fn label(&self) -> String {
        let t = self.layout.t;
        if self.submits_itself {
            t.mfa_code_submits(self.digits)
        } else {
            t.mfa_code_digits(self.digits)
        }
    }

    fn attributes(&self) -> String {
        if self.submits_itself {
            format!("data-submit-at=\"{}\"", self.digits)
        } else {
            String::new()
        }
    }
}

/// An app, as an example of a device to choose.
pub(crate) fn sample(key: &str, name: &str) -> Device {
    Device {
        key: key.to_owned(),
        name: name.to_owned(),
        kind: Kind::AuthenticatorApp,
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let device = sample;
    let page = |refused| Page {
        layout: gallery::outside(t, "/signin/mfa"),
        who: Who::User("hanako".to_owned()),
        account: "keiri".to_owned(),
        device: device("phone", "phone"),
        others: Vec::new(),
        digits: 6,
        submits_itself: false,
        refused,
        return_to: None,
    };
    let mut several = page(None);
    several.who = Who::Root;
    several.account = String::from("root@example.com");
    several.device = device(
        "device-1",
        "経理部の共用金庫に保管している予備のスマートフォン（二〇二六年購入）",
    );
    several.others = (2..=8)
        .map(|n| device(&format!("device-{n}"), &format!("device-{n}")))
        .collect();
    several.submits_itself = true;
    let mut token = page(None);
    token.device = device("token", "token");
    token.device.kind = Kind::HardwareToken;
    token.digits = 8;
    vec![
        ("token", token),
        ("typical", page(None)),
        ("several", several),
        ("refused", page(Some(Refused::Wait(Wait { seconds: 17 })))),
        ("slowed", page(Some(Refused::Wait(Wait { seconds: 1920 })))),
        ("spent", page(Some(Refused::Spent))),
    ]
}

/// Which device the address names.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    device: Option<String>,
}

/// `GET /signin/mfa`.
pub(crate) async fn show(
    visit: Visit,
    Query(chosen): Query<Chosen>,
    ReturnTo(return_to): ReturnTo,
) -> Answered {
    let (_, under_way) = under_way(&visit).await?;
    let return_to = return_to.as_ref().map(OwnPath::to_string);
    let named = chosen.device.as_deref();
    match under_way.step {
        Step::Mfa => match choose(&under_way, named) {
            Some(Choice::Keys) => Ok(mfa_key::lead(return_to.as_deref()).into_response()),
            Some(Choice::Codes(device)) => page(&draw(&visit, &under_way, device, return_to, None)),
            None => Err(visit.stop(Refusal::TicketOver)),
        },
        Step::NewPassword => Ok(Redirect::to("/signin/new-password").into_response()),
        Step::Open => Err(visit.stop(Refusal::TicketOver)),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    device: String,
    #[serde(default)]
    code: String,
    other: Option<String>,
    #[serde(rename = "return")]
    return_to: Option<OwnPath>,
}

/// `POST /signin/mfa`: a code, or the choice of another device.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let return_to = input.return_to.as_ref().map(OwnPath::to_string);
    if let Some(other) = &input.other {
        let to = with_return("/signin/mfa", return_to.as_deref().unwrap_or("/console"));
        let joint = if to.contains('?') { "&" } else { "?" };
        let device = with_fields("", &[("device", other)]);
        return Ok(
            Redirect::to(&format!("{to}{joint}{}", device.trim_start_matches('?'))).into_response(),
        );
    }
    let (token, under_way) = under_way(&visit).await?;
    let device = match choose(&under_way, Some(&input.device)) {
        Some(Choice::Codes(device)) => device,
        Some(Choice::Keys) => return Ok(mfa_key::lead(return_to.as_deref()).into_response()),
        None => return Err(visit.stop(Refusal::TicketOver)),
    };
    let ticket = token.hash();
    let operation = SignInCode {
        ticket,
        token,
        device: device.serial.clone(),
        code: input.code,
    };
    let refused_by = match visit.at_the_door(&operation).await {
        Ok(entered) => return go_on(&visit, &entered, return_to.as_deref()).await,
        Err(refusal) => explain(&visit, refusal).await?,
    };
    visit.app.metrics().sign_in("code_refused");
    refused(&draw(
        &visit,
        &under_way,
        device,
        return_to,
        Some(refused_by),
    ))
}

/// A refused code, or key, as a page says it.
pub(crate) async fn explain(visit: &Visit, refusal: Refusal) -> Result<Refused, Stop> {
    match refusal {
        Refusal::CodeRefused { try_from } => Ok(Refused::Wait(visit.wait_until(try_from).await?)),
        Refusal::GuessesSpent => Ok(Refused::Spent),
        Refusal::KeyRefused(fault) => Ok(Refused::Key(mfa_key::sentence(visit.t, &fault))),
        other => Err(visit.stop(other)),
    }
}

/// What a page asks for.
pub(crate) enum Choice<'d> {
    /// Any of somebody's passkeys and security keys.
    Keys,
    /// A code of this device.
    Codes(&'d MfaDevice),
}

/// What is named, else the device to begin with, else the first.
pub(crate) fn chosen<'d>(
    devices: &'d [MfaDevice],
    named: Option<&str>,
    preselected: Option<&SerialNumber>,
) -> Option<Choice<'d>> {
    let is_key = |device: &MfaDevice| device.kind == DeviceKind::SecurityKey;
    if named == Some(mfa_key::KEYS) && devices.iter().any(is_key) {
        return Some(Choice::Keys);
    }
    let named = devices
        .iter()
        .find(|device| Some(device.name.as_str()) == named);
    let device = named
        .or_else(|| {
            devices
                .iter()
                .find(|device| Some(&device.serial) == preselected)
        })
        .or(devices.first())?;
    Some(if is_key(device) {
        Choice::Keys
    } else {
        Choice::Codes(device)
    })
}

/// The other devices to choose from; all keys are one choice, because the browser finds the right one.
pub(crate) fn others(t: Lang, devices: &[MfaDevice], choice: &Choice<'_>) -> Vec<Device> {
    let is_key = |device: &&MfaDevice| device.kind == DeviceKind::SecurityKey;
    let keys = !matches!(choice, Choice::Keys) && devices.iter().any(|device| is_key(&device));
    let keys = keys.then(|| Device {
        key: mfa_key::KEYS.to_owned(),
        name: t.key_kind().to_owned(),
        kind: Kind::SecurityKey,
    });
    let codes = devices.iter().filter(|device| !is_key(device));
    let codes = codes.filter(
        |device| !matches!(choice, Choice::Codes(chosen) if chosen.serial == device.serial),
    );
    keys.into_iter().chain(codes.map(self::choice)).collect()
}

fn choose<'d>(under_way: &'d UnderWay, named: Option<&str>) -> Option<Choice<'d>> {
    chosen(&under_way.devices, named, under_way.preselected.as_ref())
}

/// A device as a choice: by its label, if it has one.
pub(crate) fn choice(device: &MfaDevice) -> Device {
    let label = device.label.as_str();
    let name = if label.is_empty() {
        device.name.as_str()
    } else {
        label
    };
    Device {
        key: device.name.to_string(),
        name: name.to_owned(),
        kind: device.kind.into(),
    }
}

/// How many digits the device shows.
pub(crate) fn digits(device: &MfaDevice) -> usize {
    device.kind.digits().map_or(6, usize::from)
}

fn draw(
    visit: &Visit,
    under_way: &UnderWay,
    device: &MfaDevice,
    return_to: Option<String>,
    refused: Option<Refused>,
) -> Page {
    let (who, account) = person(under_way);
    Page {
        layout: visit.layout(),
        who,
        account,
        device: choice(device),
        others: others(visit.t, &under_way.devices, &Choice::Codes(device)),
        digits: digits(device),
        submits_itself: false,
        refused,
        return_to,
    }
}
