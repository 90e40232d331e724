//! The operator's address at the end of root's recovery: root's password, then a new device and
//! nothing else. Opening it uses nothing up.

use askama::Template;
use axum::extract::Query;
use rules::password::Password;
use serde::Deserialize;
use service::ops::recover::{RecoverRoot, RecoverUnderWay};
use service::refusal::RecoveryFault;
use service::{Refusal, Token};

use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, Wait, faults};
use crate::signin::go_on;
use crate::visit::{Answered, REGISTER, Stop, Visit, page, refused};

/// The page at the address.
#[derive(Template)]
#[template(path = "signin/recover.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whether the address still works.
    pub step: Step,
    /// The password.
    pub password: Secret,
}

/// Whether the address still works.
pub enum Step {
    /// It does: the password is asked for.
    Ask {
        /// The token of the address.
        token: String,
        /// Root's address.
        email: String,
        /// How long to wait before the next attempt, after several wrong ones.
        wait: Option<Wait>,
    },
    /// It was used, replaced by a later one, cancelled, or is too old.
    Over,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([("password", self.layout.t.password(), &self.password.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |step, password| Page {
        layout: gallery::outside(t, "/signin/recover"),
        step,
        password,
    };
    let ask = |wait| Step::Ask {
        token: "not-a-token-not-a-token-not-a-token-not-a-t".to_owned(),
        email: "root@example.com".to_owned(),
        wait,
    };
    let wrong = Secret::refused(t.recover_wrong());
    let slowed = Some(Wait { seconds: 840 });
    vec![
        ("typical", page(ask(None), Secret::default())),
        ("wrong", page(ask(None), wrong)),
        ("slowed", page(ask(slowed), Secret::default())),
        ("over", page(Step::Over, Secret::default())),
    ]
}

/// What the address holds.
#[derive(Deserialize)]
pub(crate) struct Address {
    #[serde(default)]
    token: String,
}

/// `GET /signin/recover`.
pub(crate) async fn show(visit: Visit, Query(address): Query<Address>) -> Answered {
    page(&draw(&visit, address.token).await?)
}

async fn draw(visit: &Visit, token: String) -> Result<Page, Stop> {
    let asked = RecoverUnderWay {
        token: Token::presented(&token),
    };
    let step = match visit.at_the_door(&asked).await {
        Ok(email) => Step::Ask {
            token,
            email: email.to_string(),
            wait: None,
        },
        Err(Refusal::Recovery(RecoveryFault::Over)) => Step::Over,
        Err(other) => return Err(visit.stop(other)),
    };
    Ok(Page {
        layout: visit.layout(),
        step,
        password: Secret::default(),
    })
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    token: String,
    password: String,
}

/// `POST /signin/recover`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    visit.may_try_password()?;
    let operation = RecoverRoot {
        token: Token::presented(&input.token),
        password: Password::typed(&input.password),
    };
    let refusal = match visit.at_the_door(&operation).await {
        Ok(entered) => return go_on(&visit, &entered, Some(REGISTER)).await,
        Err(refusal) => refusal,
    };
    let mut page = draw(&visit, input.token).await?;
    match (refusal, &mut page.step) {
        (Refusal::SignInFailed, _) => page.password = Secret::refused(visit.t.recover_wrong()),
        (Refusal::SignInWait(until), Step::Ask { wait, .. }) => {
            *wait = Some(visit.wait_until(until).await?);
        }
        (Refusal::Recovery(RecoveryFault::Over), _) => page.step = Step::Over,
        (other, _) => return Err(visit.stop(other)),
    }
    refused(&page)
}
