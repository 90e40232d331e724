//! Removes a device, after one look at which one it is and what follows.

use crate::console::devices::{self, DeviceName};
use crate::http::Form;
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page, refused};
use askama::Template;
use axum::response::IntoResponse;
use service::Refusal;
use service::ops::devices::RemoveMfaDevice;

use super::devices::{Device, sample};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Whose};

/// The question before a device is removed.
#[derive(Template)]
#[template(path = "console/mfa_remove.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose device it is.
    pub whose: Whose,
    /// The device.
    pub device: Device,
    /// How many devices remain afterwards.
    pub remaining: u64,
}

impl Page {
    const fn is_last(&self) -> bool {
        self.remaining == 0
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose, label, remaining| Page {
        layout: gallery::root(t, &format!("{}/mfa/phone/remove", whose.start())),
        whose,
        device: sample::device("phone", label),
        remaining,
    };
    let mut required = page(Whose::Own, None, 0);
    required.layout.flash = Some(Notice::refused(t.last_factor()));
    let label = "経理部の共用金庫に保管している予備のスマートフォン";
    vec![
        ("one-of-several", page(Whose::Own, Some(label), 3)),
        ("last", page(Whose::Own, None, 0)),
        ("last-and-required", required),
        (
            "last-of-user",
            page(Whose::User("hanako".to_owned()), Some("花子の電話"), 0),
        ),
    ]
}

/// `GET …/mfa/{device}/remove`.
pub(crate) async fn show(visit: Visit, whose: Whose, DeviceName(name): DeviceName) -> Answered {
    let signed = visit.freshly_signed_in(&address(&whose, &name)).await?;
    let (all, view) = devices::named(&visit, whose.target(&signed)?, &name).await?;
    let remaining = all.len() as u64 - 1;
    page(&Page {
        layout: visit.frame(&signed),
        whose,
        device: Device::of(&visit, &view),
        remaining,
    })
}

/// `POST …/mfa/{device}/remove`.
pub(crate) async fn submit(
    visit: Visit,
    whose: Whose,
    DeviceName(name): DeviceName,
    _: Form<Nothing>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let target = whose.target(&signed)?;
    let (_, view) = devices::named(&visit, target.clone(), &name).await?;
    let operation = RemoveMfaDevice {
        target,
        serial: view.device.serial.clone(),
    };
    let token = match visit.call(&operation).await {
        Ok(token) => token,
        Err(Refusal::LastFactor) => {
            let mut page = Page {
                layout: visit.frame(&signed),
                device: Device::of(&visit, &view),
                whose,
                remaining: 0,
            };
            page.layout.flash = Some(Notice::refused(visit.t.last_factor()));
            return refused(&page);
        }
        Err(other) => return Err(visit.stop_in(other, &address(&whose, &name))),
    };
    let done = visit.done(&whose.back(), &Done::MfaRemoved(name));
    Ok(match token {
        Some(token) => (visit.session_cookie(&token)?, done).into_response(),
        None => done.into_response(),
    })
}

fn address(whose: &Whose, name: &str) -> String {
    format!(
        "{}/mfa/{}/remove",
        whose.start(),
        devices::path_segment(name)
    )
}
