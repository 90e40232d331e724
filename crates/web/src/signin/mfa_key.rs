//! The second step of the sign-in with a passkey or security key, instead of a code.
//!
//! Only here, in the proof and in the wizard is a script needed: nothing but a browser speaks with a
//! key. Whoever has none chooses another device on the same page.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::signin::Step;
use rules::{KeyFault, MfaDevice};
use serde::Deserialize;
use service::Refusal;
use service::ops::key_proofs::{SignInKey, StartSignInKey};
use service::ops::sign_in::UnderWay;

use crate::gallery;
use crate::http::{Form, OwnPath, ReturnTo};
use crate::lang::Lang;
use crate::layout::{Layout, Wait, Who};
use crate::signin::mfa::{self, Choice, Device, Refused};
use crate::signin::{go_on, person, under_way};
use crate::visit::{Answered, Stop, Visit, page, refused, with_return};

/// What stands for somebody's keys among the devices to choose from: no device can be called so.
pub(crate) const KEYS: &str = "*";

/// The page that asks for a key.
#[derive(Template)]
#[template(path = "signin/mfa_key.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Who is signing in.
    pub who: Who,
    /// The account as the person named it: alias or id, or the root user's address.
    pub account: String,
    /// The options of the browser's call, as JSON.
    pub options: String,
    /// The person's devices that show codes; a button chooses one.
    pub others: Vec<Device>,
    /// Why the last attempt did not open.
    pub refused: Option<Refused>,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

/// What a browser is given, as an example.
pub(crate) const SAMPLE_OPTIONS: &str = r#"{"challenge":"ZmFrZQ","rpId":"sekisho.example.jp","allowCredentials":[],"userVerification":"required"}"#;

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |others, refused| Page {
        layout: gallery::outside(t, "/signin/mfa/key"),
        who: Who::User("hanako".to_owned()),
        account: "keiri".to_owned(),
        options: SAMPLE_OPTIONS.to_owned(),
        others,
        refused,
        return_to: None,
    };
    let phone = mfa::sample("phone", "予備のスマートフォン");
    let key = |fault: &KeyFault| Some(Refused::Key(sentence(t, fault)));
    vec![
        ("typical", page(Vec::new(), None)),
        ("several", page(vec![phone.clone()], None)),
        ("refused", page(vec![phone], key(&KeyFault::NotAccepted))),
        ("cloned", page(Vec::new(), key(&KeyFault::Cloned))),
        (
            "slowed",
            page(Vec::new(), Some(Refused::Wait(Wait { seconds: 1920 }))),
        ),
    ]
}

/// Why a key was not accepted, and what to do.
pub(crate) fn sentence(t: Lang, fault: &KeyFault) -> String {
    match fault {
        KeyFault::NotAccepted => t.key_fault_not_accepted().to_owned(),
        KeyFault::Over => t.key_fault_over().to_owned(),
        KeyFault::NotVerified => t.key_fault_not_verified().to_owned(),
        KeyFault::Form(form) => t.key_fault_form(form),
        KeyFault::Model(model) => t.key_fault_model(model.to_string()),
        KeyFault::Maker(model) => t.key_fault_maker(model.to_string()),
        KeyFault::Synced => t.key_fault_synced().to_owned(),
        KeyFault::Known => t.key_fault_known().to_owned(),
        KeyFault::Cloned => t.key_fault_cloned().to_owned(),
    }
}

/// The devices that show codes, as choices beside the keys.
pub(crate) fn others(t: Lang, devices: &[MfaDevice]) -> Vec<Device> {
    mfa::others(t, devices, &Choice::Keys)
}

/// `GET /signin/mfa/key`.
pub(crate) async fn show(visit: Visit, ReturnTo(return_to): ReturnTo) -> Answered {
    let (token, under_way) = under_way(&visit).await?;
    let return_to = return_to.as_ref().map(OwnPath::to_string);
    match under_way.step {
        Step::Mfa => page(&draw(&visit, &token.hash(), &under_way, return_to, None).await?),
        Step::NewPassword => Ok(Redirect::to("/signin/new-password").into_response()),
        Step::Open => Err(visit.stop(Refusal::TicketOver)),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    answer: String,
    #[serde(rename = "return")]
    return_to: Option<OwnPath>,
}

/// `POST /signin/mfa/key`: what the key said.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let return_to = input.return_to.as_ref().map(OwnPath::to_string);
    let (token, under_way) = under_way(&visit).await?;
    let ticket = token.hash();
    let operation = SignInKey {
        ticket: ticket.clone(),
        token,
        answer: input.answer,
    };
    let refused_by = match visit.at_the_door(&operation).await {
        Ok(entered) => return go_on(&visit, &entered, return_to.as_deref()).await,
        Err(refusal) => mfa::explain(&visit, refusal).await?,
    };
    visit.app.metrics().sign_in("key_refused");
    let page = draw(&visit, &ticket, &under_way, return_to, Some(refused_by)).await?;
    refused(&page)
}

/// Leads to this page.
pub(crate) fn lead(return_to: Option<&str>) -> Redirect {
    match return_to {
        Some(path) => Redirect::to(&with_return("/signin/mfa/key", path)),
        None => Redirect::to("/signin/mfa/key"),
    }
}

async fn draw(
    visit: &Visit,
    ticket: &str,
    under_way: &UnderWay,
    return_to: Option<String>,
    refused: Option<Refused>,
) -> Result<Page, Stop> {
    let ticket = ticket.to_owned();
    let options = visit.at_the_door(&StartSignInKey { ticket }).await;
    let options = options.map_err(|refusal| visit.stop(refusal))?;
    let (who, account) = person(under_way);
    Ok(Page {
        layout: visit.layout(),
        who,
        account,
        options,
        others: others(visit.t, &under_way.devices),
        refused,
        return_to,
    })
}
