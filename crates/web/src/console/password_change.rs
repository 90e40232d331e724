//! Changes one's own password; the current one is asked for.

use crate::http::{Form, Problem};
use crate::layout::Notice;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};
use crate::words;
use askama::Template;
use axum::response::IntoResponse;
use rules::Invalid;
use rules::password::Password;
use serde::Deserialize;
use service::ops::passwords::ChangePassword;
use service::ops::sessions::SignedIn;
use service::{Holder, Refusal, Target};

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, faults};

/// The form for a new password.
#[derive(Template)]
#[template(path = "console/password_change.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The name under which the browser keeps the password: e-mail address or user name.
    pub keeper: String,
    /// What a new password has to be.
    pub password_hint: String,
    /// The current password.
    pub current: Secret,
    /// The new password.
    pub password: Secret,
    /// The new password once more.
    pub password_again: Secret,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("current", t.password_current(), &self.current.error),
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
    let page = |current, password, password_again| Page {
        layout: gallery::user(t, "/console/security-credentials/password"),
        keeper: "hanako".to_owned(),
        password_hint: words::password_hint(t, None),
        current,
        password,
        password_again,
    };
    vec![
        (
            "empty",
            page(Secret::default(), Secret::default(), Secret::default()),
        ),
        (
            "errors",
            page(
                Secret::refused(t.error_password_current()),
                Secret::refused(t.error_password_long()),
                Secret::refused(t.error_passwords_differ()),
            ),
        ),
    ]
}

/// `GET /console/security-credentials/password`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    // Root is told before it has typed anything.
    if signed.is(&Target::Root) && signed.session.mfa.is_none() {
        return Err(Problem::MfaNeeded.into());
    }
    page(&draw(&visit, &signed))
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    current: String,
    password: String,
    password_again: String,
}

/// `POST /console/security-credentials/password`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut page = draw(&visit, &signed);
    if input.password != input.password_again {
        page.password_again = Secret::refused(t.error_passwords_differ());
        return refused(&page);
    }
    visit.may_try_password()?;
    let operation = ChangePassword {
        target: signed.holder.target(),
        current: Password::typed(&input.current),
        new: Password::typed(&input.password),
    };
    match visit.call(&operation).await {
        Ok(token) => {
            let done = visit.done("/console/security-credentials", &Done::PasswordChanged);
            let cookie = token
                .map(|token| visit.session_cookie(&token))
                .transpose()?;
            return Ok(match cookie {
                Some(cookie) => (cookie, done).into_response(),
                None => done.into_response(),
            });
        }
        Err(Refusal::WrongPassword) => page.current = Secret::refused(t.error_password_current()),
        Err(Refusal::Invalid(Invalid::Password(fault))) => {
            page.password = Secret::refused(words::password(t, fault));
        }
        Err(Refusal::SignInWait(until)) => {
            let wait = visit.wait_until(until).await?;
            page.layout.flash = Some(Notice::refused(t.wait(wait.clock())));
        }
        Err(other) => return Err(visit.stop(other)),
    }
    refused(&page)
}

fn draw(visit: &Visit, signed: &SignedIn) -> Page {
    let policy = match &signed.holder {
        Holder::Root(_) => None,
        Holder::User(_) => signed.account.password_policy.as_ref(),
    };
    Page {
        layout: visit.frame(signed),
        keeper: signed.holder.display_name().to_owned(),
        password_hint: words::password_hint(visit.t, policy),
        current: Secret::default(),
        password: Secret::default(),
        password_again: Secret::default(),
    }
}
