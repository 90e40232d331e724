//! Root's e-mail address: another one is asked for, confirmed with the code that went there, and waits.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::Email;
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::root_email::{
    CancelEmailChange, ConfirmEmailChange, GetRootEmail, RootEmailView, StartEmailChange,
};
use service::ops::sessions::SignedIn;
use service::refusal::EmailFault;

use super::devices;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Secret, When, faults};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;

/// Where the page stands.
const ADDRESS: &str = "/console/root-user/email";

/// Root's address and what becomes of it.
#[derive(Template)]
#[template(path = "console/root_email.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The address that counts.
    pub email: String,
    /// How far a change is.
    pub step: Step,
    /// The new address as it is typed.
    pub new: Field,
    /// The code.
    pub code: Secret,
}

/// How far a change is.
pub enum Step {
    /// None is under way.
    Ask,
    /// None can be: no mail goes out.
    NoMail,
    /// A code went to the new address.
    Code {
        /// The new address.
        to: String,
        /// Until when the code is good.
        until: When,
    },
    /// The new address is confirmed.
    Waits {
        /// The new address.
        to: String,
        /// From when on it counts.
        at: When,
    },
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("email", t.email_new(), &self.new.error),
            ("code", t.email_code(), &self.code.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let to = || "owner@new.example.com".to_owned();
    let page = |step| Page {
        layout: gallery::root(t, ADDRESS),
        email: "root@example.com".to_owned(),
        step,
        new: Field::default(),
        code: Secret::default(),
    };
    let code = || Step::Code {
        to: to(),
        until: devices::sample::when("2024-07-17 09:15"),
    };
    let mut wrong = page(Step::Ask);
    wrong.new = Field::refused("root@example.com", t.error_email_same());
    let mut mistyped = page(code());
    mistyped.code = Secret::refused(t.error_email_code());
    let waits = Step::Waits {
        to: to(),
        at: devices::sample::when("2024-07-19 09:30"),
    };
    vec![
        ("ask", page(Step::Ask)),
        ("error", wrong),
        ("no-mail", page(Step::NoMail)),
        ("code", page(code())),
        ("code-error", mistyped),
        ("waits", page(waits)),
    ]
}

/// What the address holds.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    email: String,
}

/// `GET /console/root-user/email`.
pub(crate) async fn show(visit: Visit, Query(typed): Query<Typed>) -> Answered {
    let (signed, view) = look(&visit).await?;
    let mut shown = draw(&visit, &signed, &view);
    shown.new.value = typed.email;
    // Whoever can only stop a change is asked for nothing first.
    if !matches!(shown.step, Step::Waits { .. }) {
        let back = with_fields(ADDRESS, &[("email", &shown.new.value)]);
        visit.freshly_signed_in(&back).await?;
    }
    page(&shown)
}

async fn look(visit: &Visit) -> Result<(SignedIn, RootEmailView), Stop> {
    let signed = visit.signed_in().await?;
    Ok((signed, visit.ask(&GetRootEmail).await?))
}

fn draw(visit: &Visit, signed: &SignedIn, view: &RootEmailView) -> Page {
    Page {
        layout: visit.frame(signed),
        email: view.email.to_string(),
        step: step(visit, signed, view),
        new: Field::default(),
        code: Secret::default(),
    }
}

fn step(visit: &Visit, signed: &SignedIn, view: &RootEmailView) -> Step {
    let Some(change) = &view.change else {
        return if view.can_mail {
            Step::Ask
        } else {
            Step::NoMail
        };
    };
    let to = change.to.to_string();
    match (change.code(signed.at), change.takes_effect_at()) {
        (Some(code), _) => Step::Code {
            to,
            until: visit.when(code.until),
        },
        (None, Some(at)) => Step::Waits {
            to,
            at: visit.when(at),
        },
        (None, None) => Step::Ask,
    }
}

async fn again(visit: &Visit) -> Result<Page, Stop> {
    let (signed, view) = look(visit).await?;
    Ok(draw(visit, &signed, &view))
}

/// The forms of the page have addresses of their own, at which there is nothing to see.
pub(crate) async fn back() -> Redirect {
    Redirect::to(ADDRESS)
}

/// `POST /console/root-user/email`: asks for another address.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Typed>) -> Answered {
    let t = visit.t;
    let to = match Email::parse(&tidy(&input.email)) {
        Ok(to) => to,
        Err(fault) => {
            let mut page = again(&visit).await?;
            page.new = Field::refused(input.email, words::invalid(t, &fault));
            return refused(&page);
        }
    };
    let error = match visit.call(&StartEmailChange { to }).await {
        Ok(()) => {
            return Ok(visit.done(ADDRESS, &Done::RootEmailAsked).into_response());
        }
        Err(Refusal::RootEmail(EmailFault::Same)) => t.error_email_same(),
        Err(Refusal::TooManyMails) => t.error_too_many_mails(),
        // The page says what stands in the way.
        Err(Refusal::NoMail | Refusal::RootEmail(_)) => {
            return refused(&again(&visit).await?);
        }
        Err(other) => {
            let back = with_fields(ADDRESS, &[("email", &input.email)]);
            return Err(visit.stop_in(other, &back));
        }
    };
    let mut page = again(&visit).await?;
    page.new = Field::refused(input.email, error);
    refused(&page)
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Code {
    #[serde(default)]
    code: String,
}

/// `POST /console/root-user/email/code`.
pub(crate) async fn confirm(visit: Visit, Form(input): Form<Code>) -> Answered {
    let t = visit.t;
    let fault = match visit.call(&ConfirmEmailChange { code: input.code }).await {
        Ok(_) => {
            return Ok(visit
                .done(ADDRESS, &Done::RootEmailConfirmed)
                .into_response());
        }
        Err(Refusal::RootEmail(fault)) => fault,
        Err(other) => return Err(visit.stop_in(other, ADDRESS)),
    };
    let mut page = again(&visit).await?;
    match fault {
        EmailFault::CodeWrong => page.code = Secret::refused(t.error_email_code()),
        EmailFault::Taken => page.layout.flash = Some(Notice::refused(t.error_email_taken())),
        // The field is gone with the code.
        EmailFault::CodeOver | EmailFault::Same | EmailFault::Waits(_) | EmailFault::Over => {
            page.layout.flash = Some(Notice::refused(t.error_email_code_over()));
        }
    }
    refused(&page)
}

/// `POST /console/root-user/email/cancel`.
pub(crate) async fn cancel(visit: Visit, _: Form<Nothing>) -> Answered {
    match visit.call(&CancelEmailChange).await {
        Ok(()) => Ok(visit
            .done("/console/root-user", &Done::RootEmailCancelled)
            .into_response()),
        Err(Refusal::RootEmail(_)) => {
            let mut page = again(&visit).await?;
            page.layout.flash = Some(Notice::refused(visit.t.email_cancel_over()));
            refused(&page)
        }
        Err(other) => Err(visit.stop(other)),
    }
}
