//! The last step of a sign-in whose password somebody else has typed or seen.

use crate::http::{Form, OwnPath, ReturnTo};
use crate::signin::{go_on, person, under_way};
use crate::visit::{Answered, Visit, page, refused};
use crate::words;
use askama::Template;
use rules::password::Password;
use rules::{Invalid, signin::Step};
use serde::Deserialize;
use service::Refusal;
use service::ops::sign_in::{SignInNewPassword, UnderWay};

use crate::console::password_policy;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, Who, faults};

/// The page that asks for a new password before the console opens.
#[derive(Template)]
#[template(path = "signin/new_password.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Who is signing in.
    pub who: Who,
    /// The account as the person named it.
    pub account: String,
    /// What a new password has to be.
    pub password_hint: String,
    /// The new password.
    pub password: Secret,
    /// The new password once more.
    pub password_again: Secret,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

impl Page {
    /// The name under which the browser keeps the password.
    fn keeper(&self) -> &str {
        match &self.who {
            Who::Root => &self.account,
            Who::User(name) => name,
        }
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("password", t.password_new(), &self.password.error),
            (
                "password_again",
                t.password_new_again(),
                &self.password_again.error,
            ),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |password, password_again| Page {
        layout: gallery::outside(t, "/signin/new-password"),
        who: Who::User("hanako".to_owned()),
        account: "keiri".to_owned(),
        password_hint: words::password_hint(t, None),
        password,
        password_again,
        return_to: None,
    };
    let mut under_policy = page(
        Secret::refused(t.error_password_no_symbol()),
        Secret::default(),
    );
    under_policy.password_hint = password_policy::sample_hint(t);
    vec![
        ("empty", page(Secret::default(), Secret::default())),
        ("under-policy", under_policy),
        (
            "common",
            page(
                Secret::refused(t.error_password_common()),
                Secret::default(),
            ),
        ),
        (
            "errors",
            page(
                Secret::refused(t.error_password_same()),
                Secret::refused(t.error_passwords_differ()),
            ),
        ),
    ]
}

/// `GET /signin/new-password`.
pub(crate) async fn show(visit: Visit, ReturnTo(return_to): ReturnTo) -> Answered {
    let (_, under_way) = under_way(&visit).await?;
    if under_way.step != Step::NewPassword {
        return Err(visit.stop(Refusal::TicketOver));
    }
    page(&draw(
        &visit,
        &under_way,
        return_to.as_ref().map(OwnPath::to_string),
    ))
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    password: String,
    password_again: String,
    #[serde(rename = "return")]
    return_to: Option<OwnPath>,
}

/// `POST /signin/new-password`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let (ticket, under_way) = under_way(&visit).await?;
    let return_to = input.return_to.as_ref().map(OwnPath::to_string);
    let mut page = draw(&visit, &under_way, return_to.clone());
    if input.password != input.password_again {
        page.password_again = Secret::refused(t.error_passwords_differ());
        return refused(&page);
    }
    visit.may_try_password()?;
    let operation = SignInNewPassword {
        ticket: ticket.hash(),
        password: Password::typed(&input.password),
    };
    match visit.at_the_door(&operation).await {
        Ok(entered) => go_on(&visit, &entered, return_to.as_deref()).await,
        Err(Refusal::Invalid(Invalid::Password(fault))) => {
            page.password = Secret::refused(words::password(t, fault));
            refused(&page)
        }
        Err(other) => Err(visit.stop(other)),
    }
}

fn draw(visit: &Visit, under_way: &UnderWay, return_to: Option<String>) -> Page {
    let (who, account) = person(under_way);
    let (password, password_again) = (Secret::default(), Secret::default());
    Page {
        layout: visit.layout(),
        who,
        account,
        password_hint: words::password_hint(visit.t, under_way.password_policy.as_ref()),
        password,
        password_again,
        return_to,
    }
}
