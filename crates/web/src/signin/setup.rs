//! Makes the first account: opened by the one-time address, closed for ever by its own success.

use crate::http::{Cookie, CookieValue, Problem};
use crate::notice::Done;
use crate::signin::no_account_yet;
use crate::visit::{Answered, Stop, Visit, page, refused};
use crate::words;
use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use rules::password::Password;
use rules::typed::{tidy, tidy_line};
use rules::{AccountName, Email, Invalid};
use serde::Deserialize;
use service::Refusal;
use service::ops::set_up::{IsSetUp, SetUp};

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Secret, faults};

/// The set-up page.
#[derive(Template)]
#[template(path = "signin/setup.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// How far set-up has come.
    pub step: Step,
}

/// Opening the address uses nothing up; its token is posted first and becomes a cookie.
pub enum Step {
    /// The address was opened.
    Begin {
        /// The token of the one-time address.
        token: String,
    },
    /// The token is in the cookie.
    Account(Form),
}

/// What the first account is made of.
#[derive(Default)]
pub struct Form {
    /// The account's name.
    pub account_name: Field,
    /// The e-mail address of the root user.
    pub root_email: Field,
    /// The root user's password.
    pub password: Secret,
    /// The password once more.
    pub password_again: Secret,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        let Step::Account(form) = &self.step else {
            return Vec::new();
        };
        faults([
            ("account_name", t.account_name(), &form.account_name.error),
            ("root_email", t.signin_root_email(), &form.root_email.error),
            ("password", t.setup_password(), &form.password.error),
            (
                "password_again",
                t.setup_password_again(),
                &form.password_again.error,
            ),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |step| Page {
        layout: gallery::outside(t, "/signin/setup"),
        step,
    };
    vec![
        (
            "begin",
            page(Step::Begin {
                token: "0123456789abcdef0123456789abcdef".to_owned(),
            }),
        ),
        ("empty", page(Step::Account(Form::default()))),
        (
            "errors",
            page(Step::Account(Form {
                account_name: Field::refused("", t.error_account_name()),
                root_email: Field::refused("root＠keiri", t.error_email()),
                password: Secret::refused(t.error_password_short()),
                password_again: Secret::refused(t.error_passwords_differ()),
            })),
        ),
    ]
}

/// The token of the one-time address.
#[derive(Deserialize)]
pub(crate) struct Address {
    token: Option<String>,
}

/// `GET /setup`: opening the one-time address uses nothing up.
pub(crate) async fn begin(visit: Visit, Query(address): Query<Address>) -> Answered {
    check_open(&visit).await?;
    let Some(token) = address.token else {
        return closed(&visit, no_account_yet::Address::Missing);
    };
    page(&Page {
        layout: visit.layout(),
        step: Step::Begin { token },
    })
}

/// What the first form holds.
#[derive(Deserialize)]
pub(crate) struct Token {
    token: String,
}

/// `POST /signin/setup`: the token becomes a cookie, and the address no longer shows it.
pub(crate) async fn take(
    visit: Visit,
    crate::http::Form(input): crate::http::Form<Token>,
) -> Answered {
    check_open(&visit).await?;
    let value = CookieValue::parse(&input.token);
    match value {
        Some(value) if opens(&visit, &input.token).await? => Ok((
            visit.cookies.set(Cookie::SetUp, &value),
            Redirect::to("/signin/setup"),
        )
            .into_response()),
        _ => closed(&visit, no_account_yet::Address::Refused),
    }
}

/// `GET /signin/setup`.
pub(crate) async fn show(visit: Visit) -> Answered {
    check_open(&visit).await?;
    if !has_cookie(&visit).await? {
        return closed(&visit, no_account_yet::Address::Missing);
    }
    page(&Page {
        layout: visit.layout(),
        step: Step::Account(Form::default()),
    })
}

/// What the second form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    account_name: String,
    root_email: String,
    password: String,
    password_again: String,
}

/// `POST /signin/setup/account`: makes the first account.
pub(crate) async fn submit(
    visit: Visit,
    crate::http::Form(input): crate::http::Form<Input>,
) -> Answered {
    check_open(&visit).await?;
    if !has_cookie(&visit).await? {
        return closed(&visit, no_account_yet::Address::Refused);
    }
    let t = visit.t;
    let name = AccountName::parse(&tidy_line(&input.account_name));
    let email = Email::parse(&tidy(&input.root_email));
    let mut form = Form {
        account_name: Field {
            error: name.as_ref().err().map(|fault| words::invalid(t, fault)),
            value: input.account_name,
        },
        root_email: Field {
            error: email.as_ref().err().map(|fault| words::invalid(t, fault)),
            value: input.root_email,
        },
        ..Form::default()
    };
    if input.password != input.password_again {
        form.password_again = Secret::refused(t.error_passwords_differ());
    }
    let (Ok(name), Ok(email), None) = (name, email, &form.password_again.error) else {
        return refused(&Page {
            layout: visit.layout(),
            step: Step::Account(form),
        });
    };
    visit.may_try_password()?;
    let operation = SetUp {
        name,
        email,
        password: Password::typed(&input.password),
    };
    match visit.at_the_door(&operation).await {
        Ok(account) => {
            let to = visit.done(
                "/signin/root",
                &Done::SetUp(crate::layout::grouped_account_id(account.id.as_str())),
            );
            Ok((visit.cookies.clear(Cookie::SetUp), to).into_response())
        }
        Err(Refusal::Invalid(Invalid::Password(fault))) => {
            form.password = Secret::refused(words::password(t, fault));
            refused(&Page {
                layout: visit.layout(),
                step: Step::Account(form),
            })
        }
        Err(other) => Err(visit.stop(other)),
    }
}

/// Set-up is over for ever once there was an account.
async fn check_open(visit: &Visit) -> Result<(), Stop> {
    match visit.at_the_door(&IsSetUp).await {
        Ok(false) => Ok(()),
        Ok(true) => Err(visit.stop(Refusal::SetUpClosed)),
        Err(refusal) => Err(visit.stop(refusal)),
    }
}

async fn has_cookie(visit: &Visit) -> Result<bool, Stop> {
    match visit.cookies.value(Cookie::SetUp) {
        Some(token) => opens(visit, token.as_str()).await,
        None => Ok(false),
    }
}

async fn opens(visit: &Visit, token: &str) -> Result<bool, Stop> {
    let now = visit.now().await?;
    Ok(visit
        .app
        .set_up()
        .is_some_and(|gate| gate.opens(token, now)))
}

fn closed(visit: &Visit, address: no_account_yet::Address) -> Answered {
    let page = no_account_yet::Page {
        layout: visit.layout(),
        address,
    };
    match page.render() {
        Ok(html) => Ok((
            axum::http::StatusCode::FORBIDDEN,
            axum::response::Html(html),
        )
            .into_response()),
        Err(_) => Err(Problem::Internal.into()),
    }
}
