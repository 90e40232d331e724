//! The IAM user's door: account, user name and password on one page.

use crate::http::{Form, OwnPath, ReturnTo};
use crate::signin::go_on;
use crate::visit::{Answered, Visit, page, refused};
use askama::Template;
use axum::extract::Query;
use rules::password::Password;
use rules::typed::{tidy, tidy_digits};
use serde::Deserialize;
use service::Refusal;
use service::ops::sign_in::{Door, SignInPassword};

use super::choose::return_query;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Secret, Wait, faults, focus};

/// The page on which an IAM user signs in.
#[derive(Template)]
#[template(path = "signin/user.html")]
pub struct Page {
    /// The frame; a refusal stands in its `flash`, with one text for every cause.
    pub layout: Layout,
    /// The account's id or alias.
    pub account: Field,
    /// The user's name.
    pub user_name: Field,
    /// The password.
    pub password: Secret,
    /// How long to wait before the next attempt, after several wrong ones.
    pub wait: Option<Wait>,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

impl Page {
    /// The focus stands in the first field that is still empty.
    fn focus(&self) -> &'static str {
        match (
            self.account.value.is_empty(),
            self.user_name.value.is_empty(),
        ) {
            (true, _) => "account",
            (false, true) => "user_name",
            (false, false) => "password",
        }
    }

    fn account_attributes(&self) -> String {
        self.attributes("account", "organization")
    }

    fn user_name_attributes(&self) -> String {
        self.attributes("user_name", "username")
    }

    fn password_attributes(&self) -> String {
        self.attributes("password", "current-password")
    }

    fn attributes(&self, field: &str, autocomplete: &str) -> String {
        let focus = if field == self.focus() {
            focus(&self.faults())
        } else {
            ""
        };
        format!(
            "autocomplete=\"{autocomplete}\" autocapitalize=\"none\" spellcheck=\"false\" required{focus}"
        )
    }

    fn query(&self) -> String {
        return_query(self.return_to.as_deref())
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("account", t.signin_account(), &self.account.error),
            ("user_name", t.user_name(), &self.user_name.error),
            ("password", t.password(), &self.password.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |account, user_name| Page {
        layout: gallery::outside(t, "/signin/user"),
        account,
        user_name,
        password: Secret::default(),
        wait: None,
        return_to: None,
    };
    let mut refused = page(Field::holding("keiri"), Field::holding("hanako"));
    refused.layout.flash = Some(Notice::refused(t.signin_user_refused()));
    refused.wait = Some(Wait { seconds: 45 });
    let mut closed = page(Field::holding("keiri"), Field::holding("hanako"));
    closed.layout.flash = Some(Notice::refused(t.signin_closed()));
    let mut busy = page(Field::holding("keiri"), Field::holding("hanako"));
    busy.layout.flash = Some(Notice::warning(t.signin_busy()));
    let mut errors = page(
        Field::refused("1234", t.error_account_id_or_alias()),
        Field::refused("", t.error_user_name()),
    );
    errors.password = Secret::refused(t.error_password_missing());
    vec![
        ("empty", page(Field::default(), Field::default())),
        (
            "known-account",
            page(Field::holding("keiri"), Field::default()),
        ),
        ("refused", refused),
        ("closed", closed),
        ("busy", busy),
        ("errors", errors),
    ]
}

/// What the address may fill in.
#[derive(Deserialize)]
pub(crate) struct Prefill {
    #[serde(default)]
    account: String,
}

/// `GET /signin/user`.
pub(crate) async fn show(
    visit: Visit,
    Query(prefill): Query<Prefill>,
    ReturnTo(return_to): ReturnTo,
) -> Answered {
    page(&Page {
        layout: visit.layout(),
        account: Field::holding(prefill.account),
        user_name: Field::default(),
        password: Secret::default(),
        wait: None,
        return_to: return_to.as_ref().map(OwnPath::to_string),
    })
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    account: String,
    user_name: String,
    password: String,
    #[serde(rename = "return")]
    return_to: Option<OwnPath>,
}

/// `POST /signin/user`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    visit.may_try_password()?;
    let return_to = input.return_to.as_ref().map(OwnPath::to_string);
    let door = Door::User {
        account: account(&input.account),
        name: tidy(&input.user_name),
    };
    let operation = SignInPassword {
        door,
        password: Password::typed(&input.password),
    };
    let refusal = match visit.at_the_door(&operation).await {
        Ok(entered) => return go_on(&visit, &entered, return_to.as_deref()).await,
        Err(refusal) => refusal,
    };
    let mut page = Page {
        layout: visit.layout(),
        account: Field::holding(input.account),
        user_name: Field::holding(input.user_name),
        password: Secret::default(),
        wait: None,
        return_to,
    };
    match refusal {
        Refusal::SignInFailed => page.layout.flash = Some(Notice::refused(t.signin_user_refused())),
        Refusal::PasswordExpired => {
            page.layout.flash = Some(Notice::refused(t.signin_password_expired()));
        }
        Refusal::Closing(_) => {
            page.layout.flash = Some(Notice::refused(t.signin_closed()));
        }
        Refusal::SignInWait(until) => page.wait = Some(visit.wait_until(until).await?),
        other => return Err(visit.stop(other)),
    }
    visit.app.metrics().sign_in("password_refused");
    refused(&page)
}

/// An account id in any grouping, else an alias.
fn account(typed: &str) -> String {
    let digits = tidy_digits(typed);
    if rules::AccountId::parse(&digits).is_ok() {
        digits
    } else {
        tidy(typed)
    }
}
