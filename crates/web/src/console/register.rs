//! The only page of a session that was opened by a recovery code or by the operator's address, beside
//! the wizard: what it is for.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::recovery::OpenedBy;
use service::ops::sessions::OwnDevices;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::Layout;
use crate::signin::mfa;
use crate::visit::{Answered, Visit, page};

/// Before the wizard.
#[derive(Template)]
#[template(path = "console/register.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// By what the session was opened.
    pub by: By,
    /// The devices that go.
    pub replaces: Vec<String>,
}

/// By what the session was opened.
#[derive(Clone, Copy)]
pub enum By {
    /// A recovery code.
    Code,
    /// The operator's address.
    Operator,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |by, replaces: &[&str]| Page {
        layout: gallery::enrolling(t, "/console/register"),
        by,
        replaces: replaces.iter().map(|name| (*name).to_owned()).collect(),
    };
    vec![
        ("code", page(By::Code, &[])),
        ("code-replaces", page(By::Code, &["phone"])),
        ("operator", page(By::Operator, &["phone", "safe"])),
    ]
}

/// `GET /console/register`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let Some(registration) = &signed.session.registers else {
        return Ok(Redirect::to("/console").into_response());
    };
    let held = visit.ask(&OwnDevices).await?.devices;
    let goes = held
        .iter()
        .filter(|device| registration.replaces.contains(&device.serial));
    page(&Page {
        layout: visit.frame(&signed),
        by: match registration.by {
            OpenedBy::RecoveryCode => By::Code,
            OpenedBy::Operator => By::Operator,
        },
        replaces: goes.map(|device| mfa::choice(device).name).collect(),
    })
}
