//! Wizard, step 2 for a passkey or security key: the browser speaks with it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use rules::DeviceName;
use serde::Deserialize;
use service::Refusal;
use service::ops::security_keys::{
    EnableSecurityKey, KeyWizard, PendingSecurityKey, StartSecurityKey,
};
use service::ops::sessions::SignedIn;
use service::refusal::Entity;

use crate::console::mfa_app;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Whose};
use crate::notice::Done;
use crate::signin::mfa_key::{SAMPLE_OPTIONS, sentence};
use crate::visit::{Answered, Visit, page, refused, with_fields};

/// The second step of assigning a key.
#[derive(Template)]
#[template(path = "console/mfa_key.html")]
pub struct Page {
    /// The frame; why a key was not accepted is explained in its `flash`.
    pub layout: Layout,
    /// Whose device it becomes.
    pub whose: Whose,
    /// The device's name.
    pub device_name: String,
    /// The device that goes once the new one is confirmed.
    pub replaces: Option<String>,
    /// The options of the browser's call, as JSON.
    pub options: String,
    /// The host that the key will work for.
    pub host: String,
}

impl Page {
    /// Where another kind of device is chosen.
    fn first_step(&self) -> String {
        match &self.replaces {
            Some(name) => self.whose.replace(name),
            None => format!("{}/mfa/new", self.whose.start()),
        }
    }

    fn is_local(&self) -> bool {
        self.host == "localhost"
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose, host: &str| Page {
        layout: gallery::root(t, &format!("{}/mfa/key", whose.start())),
        whose,
        device_name: "root-key".to_owned(),
        replaces: None,
        options: SAMPLE_OPTIONS.to_owned(),
        host: host.to_owned(),
    };
    let refused = |fault| {
        let mut page = page(Whose::Own, "sekisho.example.jp");
        page.layout.flash = Some(Notice::refused(sentence(t, &fault)));
        page
    };
    let mut replacing = page(Whose::Own, "sekisho.example.jp");
    replacing.replaces = Some("root-phone".to_owned());
    vec![
        ("replacing", replacing),
        ("own", page(Whose::Own, "sekisho.example.jp")),
        ("local", page(Whose::Own, "localhost")),
        (
            "for-user",
            page(Whose::User("hanako".to_owned()), "sekisho.example.jp"),
        ),
        ("form", refused(rules::KeyFault::Form("tpm".to_owned()))),
        ("known", refused(rules::KeyFault::Known)),
    ]
}

/// `GET …/mfa/key`.
pub(crate) async fn show(visit: Visit, whose: Whose) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let target = whose.target(&signed)?;
    match visit.call(&PendingSecurityKey).await {
        Ok(pending) if pending.target == target => {
            page(&draw(visit.frame(&signed), whose, pending))
        }
        Ok(_) | Err(Refusal::NoSuchEntity(Entity::PendingDevice)) => {
            Ok(expired(&visit, &signed, &whose))
        }
        Err(other) => Err(visit.stop(other)),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    answer: String,
}

/// `POST …/mfa/key`: what the key said makes the device.
pub(crate) async fn submit(visit: Visit, whose: Whose, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let pending = match visit.call(&PendingSecurityKey).await {
        Ok(pending) => pending,
        Err(Refusal::NoSuchEntity(Entity::PendingDevice)) => {
            return Ok(expired(&visit, &signed, &whose));
        }
        Err(other) => return Err(visit.stop(other)),
    };
    let target = whose.target(&signed)?;
    let operation = EnableSecurityKey {
        target: target.clone(),
        answer: input.answer,
    };
    let replaces = pending.replaces.as_ref().map_or("", DeviceName::as_str);
    let fields = [
        ("name", pending.name.as_str()),
        ("kind", "key"),
        ("replaces", replaces),
    ];
    let back = with_fields(&format!("{}/mfa/new", whose.start()), &fields);
    let why = match visit.call(&operation).await {
        Ok(enabled) => return mfa_app::added(&visit, &signed, &whose, &enabled),
        Err(Refusal::KeyRefused(fault)) => sentence(visit.t, &fault),
        Err(Refusal::LimitExceeded(_)) => visit.t.error_devices_max().to_owned(),
        Err(other) => return Err(visit.stop_in(other, &back)),
    };
    // The challenge is used up, whatever was wrong: here is another one.
    let again = StartSecurityKey {
        target,
        name: pending.name,
        label: pending.label,
        replaces: pending.replaces,
    };
    let pending = visit.call(&again).await;
    let pending = pending.map_err(|refusal| visit.stop_in(refusal, &back))?;
    let mut page = draw(visit.frame(&signed), whose, pending);
    page.layout.flash = Some(Notice::refused(&why));
    refused(&page)
}

/// Leads back to where the wizard began, which says what happened to it.
fn expired(visit: &Visit, signed: &SignedIn, whose: &Whose) -> Response {
    let back = visit.frame(signed).out_of_wizard(whose);
    visit.done(&back, &Done::KeyWizardExpired).into_response()
}

fn draw(layout: Layout, whose: Whose, pending: KeyWizard) -> Page {
    Page {
        layout,
        whose,
        device_name: pending.name.to_string(),
        replaces: pending.replaces.as_ref().map(DeviceName::to_string),
        options: pending.options,
        host: pending.rp_id,
    }
}
