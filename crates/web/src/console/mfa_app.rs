//! Wizard, steps 2 and 3: get an app, scan the picture, type two codes in a row.
//!
//! The page holds the seed; it is answered with `no-store` and shown only until the device is added.

use crate::http::{Form, Problem};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused};
use crate::words;
use askama::Template;
use axum::response::IntoResponse;
use data_encoding::BASE64;
use otp::{OtpauthUri, qr};
use rules::DeviceName;
use rules::recovery::OpenedBy;
use serde::Deserialize;
use service::Refusal;
use service::ops::place::EnabledDevice;
use service::ops::sessions::SignedIn;
use service::ops::wizard::{EnableMfaDevice, PendingMfaDevice, PendingView};
use service::refusal::Entity;

use super::devices::path_segment;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Notice, Secret, Tone, Whose, faults};

/// The second and third step of assigning an authenticator app.
#[derive(Template)]
#[template(path = "console/mfa_app.html")]
pub struct Page {
    /// The frame; a refused pair of codes is explained in its `flash`.
    pub layout: Layout,
    /// Whose device it becomes.
    pub whose: Whose,
    /// The device's name.
    pub device_name: String,
    /// The device that goes once the new one is confirmed.
    pub replaces: Option<String>,
    /// What the entry in the app will be called.
    pub entry: String,
    /// The QR code: a `data:` address of a PNG with its quiet zone.
    pub qr_src: String,
    /// The same as an `otpauth:` address, which opens the app on a phone.
    pub uri: String,
    /// The secret key in groups of four.
    pub secret_groups: String,
    /// The first code.
    pub code1: Secret,
    /// The code that follows it.
    pub code2: Secret,
}

/// An app that the page names.
struct App {
    name: &'static str,
    works: Works,
    note: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Works {
    Yes,
    No,
}

impl Works {
    const fn class(self) -> &'static str {
        match self {
            Self::Yes => Tone::Done.class(),
            Self::No => Tone::Refused.class(),
        }
    }

    const fn word(self, t: Lang) -> &'static str {
        match self {
            Self::Yes => t.wizard_app_works(),
            Self::No => t.wizard_app_does_not(),
        }
    }
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("code1", t.wizard_code1(), &self.code1.error),
            ("code2", t.wizard_code2(), &self.code2.error),
        ])
    }

    /// AWS's five, with what is known of them (field notes of 2022 to 2024, see the manual).
    fn apps(&self) -> [App; 5] {
        let t = self.layout.t;
        let app = |name, works, note| App { name, works, note };
        [
            app("Google Authenticator", Works::Yes, t.mfa_app_google()),
            app("Microsoft Authenticator", Works::Yes, t.mfa_app_microsoft()),
            app("Duo Mobile", Works::Yes, t.mfa_app_duo()),
            app("Twilio Authy", Works::Yes, t.mfa_app_authy()),
            app("Symantec VIP", Works::No, t.mfa_app_symantec()),
        ]
    }
}

/// The example's key spells that it is none.
const SAMPLE_URI: &str = "otpauth://totp/Sekisho%20(sekisho.example.jp):hanako%40keiri?secret=NOTASECRETNOTASECRETNOTASECRET22&issuer=Sekisho%20(sekisho.example.jp)";

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose| Page {
        layout: gallery::root(t, &format!("{}/mfa/set-up", whose.start())),
        whose,
        device_name: "phone".to_owned(),
        replaces: None,
        entry: "Sekisho (sekisho.example.jp): hanako@keiri".to_owned(),
        qr_src: gallery::picture(SAMPLE_URI),
        uri: SAMPLE_URI.to_owned(),
        secret_groups: "NOTA SECR ETNO TASE CRET NOTA SECR ET22".to_owned(),
        code1: Secret::default(),
        code2: Secret::default(),
    };
    let refused = |text: &str| {
        let mut page = page(Whose::Own);
        page.layout.flash = Some(Notice::refused(text));
        page
    };
    let mut malformed = page(Whose::User("hanako".to_owned()));
    malformed.code1 = Secret::refused(t.error_code());
    malformed.code2 = Secret::refused(t.error_code());
    let mut replacing = page(Whose::Own);
    replacing.replaces = Some("old-phone".to_owned());
    vec![
        ("replacing", replacing),
        ("own", page(Whose::Own)),
        ("for-user", page(Whose::User(path_segment("hanako")))),
        ("malformed", malformed),
        ("wrong", refused(t.mfa_codes_wrong())),
        ("swapped", refused(t.mfa_codes_swapped())),
        ("same", refused(t.mfa_codes_same())),
        ("gap", refused(t.mfa_codes_gap())),
        ("used", refused(t.mfa_codes_used())),
    ]
}

/// Dots of one module of the picture.
const QR_SCALE: u8 = 6;

/// `GET …/mfa/set-up`.
pub(crate) async fn show(visit: Visit, whose: Whose) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let target = whose.target(&signed)?;
    match visit.call(&PendingMfaDevice).await {
        Ok(pending) if pending.target == target => page(&draw(&visit, &signed, whose, &pending)?),
        Ok(_) | Err(Refusal::NoSuchEntity(Entity::PendingDevice)) => {
            Ok(expired(&visit, &signed, &whose))
        }
        Err(other) => Err(visit.stop(other)),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    code1: String,
    code2: String,
}

/// `POST …/mfa/set-up`: two codes in a row make the device.
pub(crate) async fn submit(visit: Visit, whose: Whose, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in_or_enrolling().await?;
    let pending = match visit.call(&PendingMfaDevice).await {
        Ok(pending) => pending,
        Err(Refusal::NoSuchEntity(Entity::PendingDevice)) => {
            return Ok(expired(&visit, &signed, &whose));
        }
        Err(other) => return Err(visit.stop(other)),
    };
    let faults_of_codes = words::codes(t, [&input.code1, &input.code2]);
    let operation = EnableMfaDevice {
        target: whose.target(&signed)?,
        name: pending.name.clone(),
        first: input.code1,
        second: input.code2,
    };
    let refusal = match visit.call(&operation).await {
        Ok(enabled) => return added(&visit, &signed, &whose, &enabled),
        Err(refusal) => refusal,
    };
    let back = format!("{}/mfa/set-up", whose.start());
    let mut page = draw(&visit, &signed, whose, &pending)?;
    match refusal {
        Refusal::PairRefused(hint) => {
            page.layout.flash = Some(Notice::refused(words::pair(t, hint)));
        }
        Refusal::Invalid(_) => [page.code1, page.code2] = faults_of_codes,
        Refusal::EntityAlreadyExists(Entity::Device(_)) => {
            page.layout.flash = Some(Notice::refused(t.error_device_exists()));
        }
        Refusal::LimitExceeded(_) => {
            page.layout.flash = Some(Notice::refused(t.error_devices_max()));
        }
        Refusal::NoSuchEntity(Entity::PendingDevice) => {
            return Ok(expired(&visit, &signed, &page.whose));
        }
        other => return Err(visit.stop_in(other, &back)),
    }
    refused(&page)
}

/// Leads back to the list with the device on it. The caller's own session gets its new cookie.
pub(crate) fn added(
    visit: &Visit,
    signed: &SignedIn,
    whose: &Whose,
    enabled: &EnabledDevice,
) -> Answered {
    let name = enabled.device.name.to_string();
    let registers = signed.session.registers.as_ref();
    let done = match registers.map(|registration| registration.by) {
        Some(OpenedBy::Operator) => Done::RootRecovered(name),
        None if !enabled.replaced.is_empty() => Done::MfaReplaced(name),
        Some(OpenedBy::RecoveryCode) | None => Done::MfaAdded(name),
    };
    let done = visit.done(&whose.back(), &done);
    let token = enabled.session.as_ref();
    let cookie = token.map(|token| visit.session_cookie(token)).transpose()?;
    Ok(match cookie {
        Some(cookie) => (cookie, done).into_response(),
        None => done.into_response(),
    })
}

/// Leads back to where the wizard began, which says what happened to it.
fn expired(visit: &Visit, signed: &SignedIn, whose: &Whose) -> axum::response::Response {
    let back = visit.frame(signed).out_of_wizard(whose);
    visit.done(&back, &Done::WizardExpired).into_response()
}

fn draw(
    visit: &Visit,
    signed: &SignedIn,
    whose: Whose,
    pending: &PendingView,
) -> Result<Page, Stop> {
    let picture = qr::png(&pending.uri, QR_SCALE).map_err(|error| {
        tracing::error!(%error, "a QR code cannot be drawn");
        Problem::Internal
    })?;
    let entry = OtpauthUri::parse(&pending.uri).map_err(|_| Problem::Internal)?;
    Ok(Page {
        layout: visit.frame(signed),
        whose,
        device_name: pending.name.to_string(),
        replaces: pending.replaces.as_ref().map(DeviceName::to_string),
        entry: format!(
            "{}: {}",
            entry.issuer().unwrap_or_default(),
            entry.account_label()
        ),
        qr_src: format!("data:image/png;base64,{}", BASE64.encode(&picture)),
        uri: pending.uri.to_string(),
        secret_groups: pending.secret.to_string(),
        code1: Secret::default(),
        code2: Secret::default(),
    })
}
