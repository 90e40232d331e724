//! Resynchronises a device whose clock has drifted, with two codes in a row.

use crate::console::devices::{self, DeviceName};
use crate::drift::{self, Clock};
use crate::http::Form;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};
use crate::words;
use askama::Template;
use axum::response::IntoResponse;
use serde::Deserialize;
use service::Refusal;
use service::ops::devices::{DeviceView, ResyncMfaDevice};

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Notice, Secret, Whose, faults};

/// The form for two codes in a row.
#[derive(Template)]
#[template(path = "console/mfa_resync.html")]
pub struct Page {
    /// The frame; a refused pair of codes is explained in its `flash`.
    pub layout: Layout,
    /// Whose device it is.
    pub whose: Whose,
    /// The device, as addresses name it.
    pub device_key: String,
    /// The device's name.
    pub device_name: String,
    /// How far its clock is off, in words, if it is.
    pub drift: Option<String>,
    /// What to do about it.
    pub advice: String,
    /// The first code.
    pub code1: Secret,
    /// The code that follows it.
    pub code2: Secret,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("code1", t.wizard_code1(), &self.code1.error),
            ("code2", t.wizard_code2(), &self.code2.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose| Page {
        layout: gallery::root(t, &format!("{}/mfa/phone/resync", whose.start())),
        whose,
        device_key: "phone".to_owned(),
        device_name: "phone".to_owned(),
        drift: drift::words(t, -40),
        advice: drift::advice(t, -40, Clock::Token).to_owned(),
        code1: Secret::default(),
        code2: Secret::default(),
    };
    let mut right = page(Whose::Own);
    right.drift = None;
    drift::advice(t, 0, Clock::App).clone_into(&mut right.advice);
    let mut far = page(Whose::Own);
    far.drift = drift::words(t, 3000);
    drift::advice(t, 3000, Clock::Token).clone_into(&mut far.advice);
    let mut malformed = page(Whose::Own);
    malformed.code2 = Secret::refused(t.error_code());
    let mut refused = page(Whose::Own);
    refused.layout.flash = Some(Notice::refused(t.mfa_codes_wrong()));
    vec![
        ("own", page(Whose::Own)),
        ("for-user", page(Whose::User("hanako".to_owned()))),
        ("right", right),
        ("far", far),
        ("malformed", malformed),
        ("refused", refused),
    ]
}

/// `GET …/mfa/{device}/resync`.
pub(crate) async fn show(visit: Visit, whose: Whose, DeviceName(name): DeviceName) -> Answered {
    let signed = visit.signed_in().await?;
    let (_, view) = devices::named(&visit, whose.target(&signed)?, &name).await?;
    page(&draw(visit.frame(&signed), whose, &view))
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    code1: String,
    code2: String,
}

/// `POST …/mfa/{device}/resync`.
pub(crate) async fn submit(
    visit: Visit,
    whose: Whose,
    DeviceName(name): DeviceName,
    Form(input): Form<Input>,
) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let target = whose.target(&signed)?;
    let (_, view) = devices::named(&visit, target.clone(), &name).await?;
    let faults_of_codes = words::codes_of(t, view.device.kind, [&input.code1, &input.code2]);
    let operation = ResyncMfaDevice {
        target,
        serial: view.device.serial.clone(),
        first: input.code1,
        second: input.code2,
    };
    let refusal = match visit.call(&operation).await {
        Ok(()) => {
            return Ok(visit
                .done(&whose.back(), &Done::MfaResynced(name))
                .into_response());
        }
        Err(refusal) => refusal,
    };
    let mut page = draw(visit.frame(&signed), whose, &view);
    match refusal {
        Refusal::PairRefused(hint) => {
            page.layout.flash = Some(Notice::refused(words::pair(t, hint)));
        }
        Refusal::Invalid(_) => [page.code1, page.code2] = faults_of_codes,
        Refusal::CodeRefused { try_from } => {
            let wait = visit.wait_until(try_from).await?;
            page.layout.flash = Some(Notice::refused(t.wait(wait.clock())));
        }
        Refusal::GuessesSpent => page.layout.flash = Some(Notice::refused(t.mfa_spent())),
        other => return Err(visit.stop(other)),
    }
    refused(&page)
}

fn draw(layout: Layout, whose: Whose, view: &DeviceView) -> Page {
    let t = layout.t;
    let name = view.device.name.as_str();
    let clock = match view.device.kind {
        rules::DeviceKind::HardwareToken { .. } => Clock::Token,
        rules::DeviceKind::Virtual | rules::DeviceKind::SecurityKey => Clock::App,
    };
    Page {
        layout,
        whose,
        device_key: devices::path_segment(name),
        device_name: name.to_owned(),
        drift: drift::words(t, view.drift_seconds),
        advice: drift::advice(t, view.drift_seconds, clock).to_owned(),
        code1: Secret::default(),
        code2: Secret::default(),
    }
}
