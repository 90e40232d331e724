//! *Prove it*: whoever physically has a device shows that it is there, by a code or a touch, without
//! signing in. It opens nothing, and opening the address uses nothing up.

use askama::Template;
use axum::extract::Query;
use rules::{DeviceKind, HolderName, Timestamp};
use serde::Deserialize;
use service::ops::care::{
    ConfirmByCode, ConfirmByKey, ProofUnderWay, ProofView, StartKeyConfirmation,
};
use service::refusal::RecoveryFault;
use service::{Refusal, Token};

use crate::console::devices::{Kind, sample};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, Secret, Wait, When};
use crate::signin::mfa::{self, Refused};
use crate::signin::mfa_key::SAMPLE_OPTIONS;
use crate::visit::{Answered, Stop, Visit, page, refused};

/// The page at the address.
#[derive(Template)]
#[template(path = "signin/prove.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// How far it is.
    pub step: Step,
}

/// How far a proof is.
pub enum Step {
    /// It is asked for.
    Ask(Asked),
    /// It was given.
    Done(When),
    /// The address was used, replaced or ended by wrong answers, or is too old.
    Over,
}

/// A proof that is asked for.
pub struct Asked {
    /// The token of the address.
    pub token: String,
    /// The device's name, or its label if it has one.
    pub device: String,
    /// What it is.
    pub kind: Kind,
    /// The name of its account.
    pub account: String,
    /// Who has it, as it is written down.
    pub held_by: Option<String>,
    /// How many digits it shows.
    pub digits: usize,
    /// The code.
    pub code: Secret,
    /// The options of the browser's call, as JSON, for a passkey or security key.
    pub options: Option<String>,
    /// Why the last attempt proved nothing.
    pub refused: Option<Refused>,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |step| Page {
        layout: gallery::outside(t, "/signin/prove"),
        step,
    };
    let asked = |refused| Asked {
        token: "not-a-token-not-a-token-not-a-token-not-a-t".to_owned(),
        device: "予備のスマートフォン".to_owned(),
        kind: Kind::AuthenticatorApp,
        account: "経理部".to_owned(),
        held_by: Some("山田 花子".to_owned()),
        digits: 6,
        code: Secret::default(),
        options: None,
        refused,
    };
    let key = Asked {
        kind: Kind::SecurityKey,
        device: "safe".to_owned(),
        held_by: None,
        options: Some(SAMPLE_OPTIONS.to_owned()),
        ..asked(None)
    };
    let wait = Refused::Wait(Wait { seconds: 17 });
    vec![
        ("code", page(Step::Ask(asked(None)))),
        ("refused", page(Step::Ask(asked(Some(wait))))),
        ("spent", page(Step::Ask(asked(Some(Refused::Spent))))),
        ("key", page(Step::Ask(key))),
        ("done", page(Step::Done(sample::when("2024-07-16 09:15")))),
        ("over", page(Step::Over)),
    ]
}

/// What the address holds.
#[derive(Deserialize)]
pub(crate) struct Address {
    #[serde(default)]
    token: String,
}

/// `GET /signin/prove`.
pub(crate) async fn show(visit: Visit, Query(address): Query<Address>) -> Answered {
    page(&draw(&visit, address.token, None).await?)
}

/// What the form for a code holds.
#[derive(Deserialize)]
pub(crate) struct Code {
    token: String,
    code: String,
}

/// `POST /signin/prove`: a code.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Code>) -> Answered {
    let operation = ConfirmByCode {
        token: Token::presented(&input.token),
        code: input.code,
    };
    let proved = visit.at_the_door(&operation).await;
    settle(&visit, input.token, proved).await
}

/// What the form for a key holds.
#[derive(Deserialize)]
pub(crate) struct Touch {
    token: String,
    #[serde(default)]
    answer: String,
}

/// `POST /signin/prove/key`: what the key said.
pub(crate) async fn touch(visit: Visit, Form(input): Form<Touch>) -> Answered {
    let operation = ConfirmByKey {
        token: Token::presented(&input.token),
        answer: input.answer,
    };
    let proved = visit.at_the_door(&operation).await;
    settle(&visit, input.token, proved).await
}

/// The form for a key has an address of its own, at which there is nothing to see.
pub(crate) async fn back(visit: Visit) -> Answered {
    page(&over(&visit))
}

async fn settle(visit: &Visit, token: String, proved: Result<Timestamp, Refusal>) -> Answered {
    let refused_by = match proved {
        Ok(at) => {
            return page(&Page {
                layout: visit.layout(),
                step: Step::Done(visit.when(at)),
            });
        }
        Err(Refusal::Recovery(RecoveryFault::ProofOver)) => return refused(&over(visit)),
        Err(refusal) => mfa::explain(visit, refusal).await?,
    };
    refused(&draw(visit, token, Some(refused_by)).await?)
}

fn over(visit: &Visit) -> Page {
    Page {
        layout: visit.layout(),
        step: Step::Over,
    }
}

async fn draw(visit: &Visit, token: String, refused: Option<Refused>) -> Result<Page, Stop> {
    let asked = ProofUnderWay {
        token: Token::presented(&token),
    };
    let ProofView { device, account } = match visit.at_the_door(&asked).await {
        Ok(view) => view,
        Err(Refusal::Recovery(RecoveryFault::ProofOver)) => return Ok(over(visit)),
        Err(other) => return Err(visit.stop(other)),
    };
    let options = if device.kind == DeviceKind::SecurityKey {
        let start = StartKeyConfirmation {
            token: Token::presented(&token),
        };
        let begun = visit.at_the_door(&start).await;
        Some(begun.map_err(|refusal| visit.stop(refusal))?)
    } else {
        None
    };
    let held_by = device.care.held_by.as_ref().map(HolderName::to_string);
    Ok(Page {
        layout: visit.layout(),
        step: Step::Ask(Asked {
            token,
            device: mfa::choice(&device).name,
            kind: Kind::from(device.kind),
            account,
            held_by,
            digits: mfa::digits(&device),
            code: Secret::default(),
            options,
            refused,
        }),
    })
}
