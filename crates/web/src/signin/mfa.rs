//! The most visited page: the code, after the right password.

use crate::http::{Form, OwnPath, ReturnTo};
use crate::signin::{go_on, person, under_way};
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields, with_return};
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::signin::Step;
use rules::{MfaDevice, SerialNumber};
use serde::Deserialize;
use service::Refusal;
use service::ops::sign_in::{SignInCode, UnderWay};

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
}

/// A refusal. Wrong, used before and malformed are one and the same, so that nothing can be learnt.
pub enum Refused {
    /// Wait for the next code.
    Wait(Wait),
    /// Too many wrong codes in a year: this browser needs another way in.
    Spent,
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

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let device = |key: &str, name: &str| Device {
        key: key.to_owned(),
        name: name.to_owned(),
    };
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
    vec![
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
    match under_way.step {
        Step::Mfa => page(&draw(
            &visit,
            &under_way,
            chosen.device.as_deref(),
            return_to,
            None,
        )?),
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
    let device = chosen(
        &under_way.devices,
        Some(&input.device),
        under_way.preselected.as_ref(),
    );
    let Some(device) = device else {
        return Err(visit.stop(Refusal::TicketOver));
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
        Some(&input.device),
        return_to,
        Some(refused_by),
    )?)
}

/// A refused code as a page says it.
pub(crate) async fn explain(visit: &Visit, refusal: Refusal) -> Result<Refused, Stop> {
    match refusal {
        Refusal::CodeRefused { try_from } => Ok(Refused::Wait(visit.wait_until(try_from).await?)),
        Refusal::GuessesSpent => Ok(Refused::Spent),
        other => Err(visit.stop(other)),
    }
}

/// The device that is named, else the one to begin with, else the first.
pub(crate) fn chosen<'d>(
    devices: &'d [MfaDevice],
    named: Option<&str>,
    preselected: Option<&SerialNumber>,
) -> Option<&'d MfaDevice> {
    let named = devices
        .iter()
        .find(|device| Some(device.name.as_str()) == named);
    named
        .or_else(|| {
            devices
                .iter()
                .find(|device| Some(&device.serial) == preselected)
        })
        .or(devices.first())
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
    }
}

fn draw(
    visit: &Visit,
    under_way: &UnderWay,
    named: Option<&str>,
    return_to: Option<String>,
    refused: Option<Refused>,
) -> Result<Page, Stop> {
    let devices = &under_way.devices;
    let Some(device) = chosen(devices, named, under_way.preselected.as_ref()) else {
        return Err(visit.stop(Refusal::TicketOver));
    };
    let (who, account) = person(under_way);
    Ok(Page {
        layout: visit.layout(),
        who,
        account,
        device: choice(device),
        others: devices
            .iter()
            .filter(|other| other.serial != device.serial)
            .map(choice)
            .collect(),
        digits: 6,
        submits_itself: false,
        refused,
        return_to,
    })
}
