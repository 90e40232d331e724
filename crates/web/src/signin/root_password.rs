//! The root user's door, second step: the password. Every address comes here, known or not.

use crate::http::{Form, OwnPath};
use crate::signin::go_on;
use crate::visit::{Answered, Visit, refused, with_fields};
use askama::Template;
use axum::response::IntoResponse;
use rules::password::Password;
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::sign_in::{Door, SignInPassword};
use service::refusal::ClosingFault;

use super::choose::return_query;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Notice, Secret, Wait, faults};

/// The page that asks for the root user's password.
#[derive(Template)]
#[template(path = "signin/root_password.html")]
pub struct Page {
    /// The frame; a refusal stands in its `flash`, with one text for every cause.
    pub layout: Layout,
    /// The address of the first step.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// How long to wait before the next attempt, after several wrong ones.
    pub wait: Option<Wait>,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

impl Page {
    fn query(&self) -> String {
        return_query(self.return_to.as_deref())
    }

    /// Where a forgotten password is set anew.
    fn forgot(&self) -> String {
        with_fields("/signin/root/forgot", &[("email", &self.email)])
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([("password", t.password(), &self.password.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |email: &str| Page {
        layout: gallery::outside(t, "/signin/root"),
        email: email.to_owned(),
        password: Secret::default(),
        wait: None,
        return_to: Some("/console".to_owned()),
    };
    let mut refused = page("root@example.com");
    refused.layout.flash = Some(Notice::refused(t.signin_root_refused()));
    let mut slowed =
        page("a.very.long.address.that.goes.on.and.on@subdomain.department.example.co.jp");
    slowed.layout.flash = Some(Notice::refused(t.signin_root_refused()));
    slowed.wait = Some(Wait { seconds: 840 });
    let mut closed = page("root@example.com");
    closed.layout.flash = Some(Notice::refused(t.signin_closed_root()));
    let mut missing = page("root@example.com");
    missing.password = Secret::refused(t.error_password_missing());
    vec![
        ("typical", page("root@example.com")),
        ("refused", refused),
        ("slowed", slowed),
        ("missing", missing),
        ("closed", closed),
    ]
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    email: String,
    password: String,
    #[serde(rename = "return")]
    return_to: Option<OwnPath>,
}

/// `POST /signin/root/password`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    visit.may_try_password()?;
    let return_to = input.return_to.as_ref().map(OwnPath::to_string);
    let operation = SignInPassword {
        door: Door::Root(tidy(&input.email)),
        password: Password::typed(&input.password),
    };
    let refusal = match visit.at_the_door(&operation).await {
        Ok(entered) => return go_on(&visit, &entered, return_to.as_deref()).await,
        Err(refusal) => refusal,
    };
    let mut page = Page {
        layout: visit.layout(),
        email: input.email,
        password: Secret::default(),
        wait: None,
        return_to,
    };
    match refusal {
        Refusal::SignInFailed => page.layout.flash = Some(Notice::refused(t.signin_root_refused())),
        Refusal::PasswordExpired => {
            page.layout.flash = Some(Notice::refused(t.signin_password_expired()));
        }
        Refusal::Closing(ClosingFault::ReopeningNeedsMfa) => {
            page.layout.flash = Some(Notice::refused(t.signin_closed_root()));
        }
        Refusal::SignInWait(until) => page.wait = Some(visit.wait_until(until).await?),
        other => return Err(visit.stop(other)),
    }
    visit.app.metrics().sign_in("password_refused");
    refused(&page)
}

/// `GET /signin/root/password`: the address is asked first.
pub(crate) async fn begin_again() -> impl IntoResponse {
    axum::response::Redirect::to("/signin/root")
}
