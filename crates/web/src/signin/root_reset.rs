//! Sets a forgotten root password anew, with the address from a mail. Opening it uses nothing up; MFA
//! is still asked for afterwards.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::Invalid;
use rules::password::Password;
use serde::Deserialize;
use service::ops::forgotten::{ResetRootPassword, ResetUnderWay};
use service::refusal::Entity;
use service::{Refusal, Token};

use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};
use crate::words;

/// The page at the address from the mail.
#[derive(Template)]
#[template(path = "signin/root_reset.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whether the address still works.
    pub step: Step,
}

/// Whether the address still works.
pub enum Step {
    /// It does: a new password is asked for.
    Set(Passwords),
    /// It was used, replaced by a later one, or is too old.
    Over,
}

/// The form for the new password.
pub struct Passwords {
    /// The token of the address.
    pub token: String,
    /// Root's address, under which the browser keeps the password.
    pub email: String,
    /// What a new password has to be.
    pub hint: String,
    /// The new password.
    pub password: Secret,
    /// The new password once more.
    pub again: Secret,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        let Step::Set(form) = &self.step else {
            return Vec::new();
        };
        faults([
            ("password", t.password_new(), &form.password.error),
            ("password_again", t.password_new_again(), &form.again.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |step| Page {
        layout: gallery::outside(t, "/signin/root/reset"),
        step,
    };
    let set = |password, again| {
        page(Step::Set(Passwords {
            token: "not-a-token-not-a-token-not-a-token-not-a-t".to_owned(),
            email: "a.very.long.address.that.goes.on.and.on@subdomain.example.co.jp".to_owned(),
            hint: words::password_hint(t, None),
            password,
            again,
        }))
    };
    let (common, differ) = (t.error_password_common(), t.error_passwords_differ());
    vec![
        ("empty", set(Secret::default(), Secret::default())),
        ("common", set(Secret::refused(common), Secret::default())),
        ("differ", set(Secret::default(), Secret::refused(differ))),
        ("over", page(Step::Over)),
    ]
}

/// What the address holds.
#[derive(Deserialize)]
pub(crate) struct Address {
    #[serde(default)]
    token: String,
}

/// `GET /signin/root/reset`.
pub(crate) async fn show(visit: Visit, Query(address): Query<Address>) -> Answered {
    page(&draw(&visit, address.token).await?)
}

async fn draw(visit: &Visit, token: String) -> Result<Page, crate::visit::Stop> {
    let asked = ResetUnderWay {
        token: Token::presented(&token),
    };
    let step = match visit.at_the_door(&asked).await {
        Ok(email) => Step::Set(Passwords {
            token,
            email: email.to_string(),
            hint: words::password_hint(visit.t, None),
            password: Secret::default(),
            again: Secret::default(),
        }),
        Err(Refusal::NoSuchEntity(Entity::ResetAddress)) => Step::Over,
        Err(other) => return Err(visit.stop(other)),
    };
    Ok(Page {
        layout: visit.layout(),
        step,
    })
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    token: String,
    password: String,
    password_again: String,
}

/// `POST /signin/root/reset`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    visit.may_try_password()?;
    let t = visit.t;
    let mut page = draw(&visit, input.token.clone()).await?;
    let Step::Set(form) = &mut page.step else {
        return refused(&page);
    };
    if input.password != input.password_again {
        form.again = Secret::refused(t.error_passwords_differ());
        return refused(&page);
    }
    let operation = ResetRootPassword {
        token: Token::presented(&input.token),
        password: Password::typed(&input.password),
    };
    match visit.at_the_door(&operation).await {
        Ok(()) => Ok(visit
            .done("/signin/root", &Done::RootPasswordReset)
            .into_response()),
        Err(Refusal::Invalid(Invalid::Password(fault))) => {
            form.password = Secret::refused(words::password(t, fault));
            refused(&page)
        }
        Err(Refusal::NoSuchEntity(Entity::ResetAddress)) => {
            page.step = Step::Over;
            refused(&page)
        }
        Err(other) => Err(visit.stop(other)),
    }
}
