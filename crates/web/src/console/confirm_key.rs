//! Proves with a passkey or security key who is there, before a sensitive step.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use service::ops::key_proofs::{ProveKey, StartProveKey};
use service::ops::sessions::{OwnDevices, SignedIn};

use crate::gallery;
use crate::http::{Form, OwnPath, ReturnTo};
use crate::lang::Lang;
use crate::layout::Layout;
use crate::signin::mfa::{self, Device, Refused};
use crate::signin::mfa_key::{SAMPLE_OPTIONS, others, sentence};
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};

/// The page before a sensitive step.
#[derive(Template)]
#[template(path = "console/confirm_key.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The options of the browser's call, as JSON.
    pub options: String,
    /// The person's devices that show codes; a button chooses one.
    pub others: Vec<Device>,
    /// Why the last attempt was refused.
    pub refused: Option<Refused>,
    /// The form to which the page leads back: an own path, with what was typed there in its query.
    pub return_to: String,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |others, refused| Page {
        layout: gallery::root(t, "/console/confirm/key"),
        options: SAMPLE_OPTIONS.to_owned(),
        others,
        refused,
        return_to: "/console/create-user".to_owned(),
    };
    let tablet = mfa::sample("tablet", "予備のタブレット");
    let over = Refused::Key(sentence(t, &rules::KeyFault::Over));
    vec![
        ("typical", page(Vec::new(), None)),
        ("refused", page(vec![tablet], Some(over))),
    ]
}

/// `GET /console/confirm/key`.
pub(crate) async fn show(visit: Visit, return_to: ReturnTo) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let return_to = return_to.or_console().to_string();
    page(&draw(&visit, &signed, return_to, None).await?)
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    answer: String,
    #[serde(rename = "return")]
    return_to: OwnPath,
}

/// `POST /console/confirm/key`: proves who is there, and leads back.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in_or_enrolling().await?;
    let operation = ProveKey {
        answer: input.answer,
    };
    match visit.call(&operation).await {
        Ok(token) => {
            let back = Redirect::to(input.return_to.as_str());
            Ok((visit.session_cookie(&token)?, back).into_response())
        }
        Err(refusal) => {
            let why = mfa::explain(&visit, refusal).await?;
            let return_to = input.return_to.to_string();
            refused(&draw(&visit, &signed, return_to, Some(why)).await?)
        }
    }
}

/// Leads to this page.
pub(crate) fn lead(return_to: &OwnPath) -> Redirect {
    let fields = [("return", return_to.as_str())];
    Redirect::to(&with_fields("/console/confirm/key", &fields))
}

async fn draw(
    visit: &Visit,
    signed: &SignedIn,
    return_to: String,
    refused: Option<Refused>,
) -> Result<Page, Stop> {
    let all = visit.ask(&OwnDevices).await?;
    Ok(Page {
        layout: visit.frame(signed),
        options: visit.ask(&StartProveKey).await?,
        others: others(visit.t, &all.devices),
        refused,
        return_to,
    })
}
