//! Asks for a mail with which a forgotten root password is set anew. The answer is the same for every
//! address, known or not.

use askama::Template;
use axum::extract::Query;
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::forgotten::ForgetRootPassword;

use super::root_email::prefilled;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::visit::{Answered, Visit, page, refused};

/// The page that asks for root's address, and what it answers.
#[derive(Template)]
#[template(path = "signin/root_forgot.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// How far it has come.
    pub step: Step,
}

/// How far the request has come.
pub enum Step {
    /// The address is asked for.
    Ask(Field),
    /// If there is such a root user, a mail is on its way.
    Sent,
    /// This installation sends no mails.
    NoMail,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        match &self.step {
            Step::Ask(email) => {
                faults([("email", self.layout.t.signin_root_email(), &email.error)])
            }
            Step::Sent | Step::NoMail => Vec::new(),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |step| Page {
        layout: gallery::outside(t, ADDRESS),
        step,
    };
    vec![
        ("empty", page(Step::Ask(Field::default()))),
        (
            "error",
            page(Step::Ask(Field::refused("root", t.error_email()))),
        ),
        ("sent", page(Step::Sent)),
        ("no-mail", page(Step::NoMail)),
    ]
}

const ADDRESS: &str = "/signin/root/forgot";

/// What the form holds, and what the address may fill in.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    email: String,
}

/// `GET /signin/root/forgot`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    page(&Page {
        layout: visit.layout(),
        step: Step::Ask(prefilled(&input.email)),
    })
}

/// `POST /signin/root/forgot`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    visit.may_try_password()?;
    let email = tidy(&input.email);
    let layout = visit.layout();
    if rules::Email::parse(&email).is_err() {
        let step = Step::Ask(Field::refused(input.email, visit.t.error_email()));
        return refused(&Page { layout, step });
    }
    let step = match visit.at_the_door(&ForgetRootPassword { email }).await {
        Ok(()) => Step::Sent,
        Err(Refusal::NoMail) => Step::NoMail,
        Err(other) => return Err(visit.stop(other)),
    };
    page(&Page { layout, step })
}
