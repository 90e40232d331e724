//! Account settings: id, name, alias, the sign-in address that follows from it, root's e-mail, password policy.

use crate::http::Form;
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Stop, Visit, page, refused};
use crate::words;
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::typed::{tidy, tidy_line};
use rules::{AccountName, Alias};
use serde::Deserialize;
use service::Refusal;
use service::ops::account::{CreateAccountAlias, DeleteAccountAlias, GetAccount, PutAccountName};
use service::refusal::Entity;

use super::{account_settings, password_policy};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Permitted, faults};

/// The account's settings.
#[derive(Template)]
#[template(path = "console/account.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The account's name.
    pub name: Field,
    /// Whether the name may be changed.
    pub save_name: Permitted,
    /// The alias as it is set.
    pub alias: Permitted<Option<String>>,
    /// The alias as it is typed.
    pub new_alias: Field,
    /// Whether the alias may be set.
    pub save_alias: Permitted,
    /// Whether the alias may be deleted.
    pub delete_alias: Permitted,
    /// Where the account's users sign in.
    pub sign_in_url: String,
    /// The root user's e-mail address; root alone sees it.
    pub root_email: Option<String>,
    /// What the password policy asks for, one line for each thing; nothing where there is none.
    pub password_policy: Permitted<Option<Vec<String>>>,
    /// Whether it may be changed.
    pub save_policy: Permitted,
    /// Whom the account wants told what, and how: names and values, of which an empty one is not set.
    pub notices: Permitted<Vec<(&'static str, String)>>,
    /// Whether that may be changed.
    pub save_notices: Permitted,
}

impl Page {
    fn has_alias(&self) -> bool {
        self.alias.shown().is_some_and(Option::is_some)
    }

    fn has_policy(&self) -> bool {
        self.password_policy.shown().is_some_and(Option::is_some)
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("name", t.account_name(), &self.name.error),
            ("alias", t.account_alias(), &self.new_alias.error),
        ])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let notices = || {
        vec![
            (t.settings_language(), t.settings_language_both().to_owned()),
            (t.settings_zone(), "Asia/Tokyo".to_owned()),
            (t.settings_late(), t.settings_late_password().to_owned()),
        ]
    };
    let page = |alias: Option<&str>| Page {
        layout: gallery::root(t, "/console/account"),
        name: Field::holding("Keiri"),
        save_name: Permitted::Yes(()),
        alias: Permitted::Yes(alias.map(str::to_owned)),
        new_alias: Field::holding(alias.unwrap_or_default()),
        save_alias: Permitted::Yes(()),
        delete_alias: Permitted::Yes(()),
        sign_in_url: "https://sekisho.example.jp/signin/user?account=keiri".to_owned(),
        root_email: Some("root@example.com".to_owned()),
        password_policy: Permitted::Yes(None),
        save_policy: Permitted::Yes(()),
        notices: Permitted::Yes(notices()),
        save_notices: Permitted::Yes(()),
    };
    let mut errors = page(Some("keiri"));
    errors.name = Field::refused("", t.error_account_name());
    errors.new_alias = Field::refused("経理", t.error_alias());
    let mut taken = page(None);
    taken.new_alias = Field::refused("keiri", t.error_alias_taken());
    let mut saved = page(Some("keiri"));
    saved.password_policy = Permitted::Yes(Some(password_policy::sample(t)));
    saved.layout.flash = Some(Notice::done(t.account_saved()));
    let mut limited = page(Some("keiri"));
    limited.layout = gallery::user(t, "/console/account");
    limited.root_email = None;
    limited.save_name = Permitted::Lacks("account:PutAccountName");
    limited.alias = Permitted::Lacks("iam:ListAccountAliases");
    limited.save_alias = Permitted::Lacks("iam:CreateAccountAlias");
    limited.password_policy = Permitted::Lacks("iam:GetAccountPasswordPolicy");
    limited.save_policy = Permitted::Lacks("iam:UpdateAccountPasswordPolicy");
    limited.delete_alias = Permitted::Lacks("iam:DeleteAccountAlias");
    limited.notices = Permitted::Lacks("sekisho:GetAccountSettings");
    limited.save_notices = Permitted::Lacks("sekisho:PutAccountSettings");
    let mut reads = page(Some("keiri"));
    reads.layout = gallery::user(t, "/console/account");
    reads.root_email = None;
    reads.password_policy = Permitted::Yes(Some(password_policy::sample(t)));
    reads.save_policy = Permitted::Lacks("iam:UpdateAccountPasswordPolicy");
    reads.save_alias = Permitted::Lacks("iam:CreateAccountAlias");
    vec![
        ("typical", page(Some("keiri"))),
        ("without-alias", page(None)),
        ("saved", saved),
        ("errors", errors),
        ("taken", taken),
        ("limited", limited),
        ("reads-only", reads),
    ]
}

/// `GET /console/account`.
pub(crate) async fn show(visit: Visit) -> Answered {
    page(&draw(&visit).await?)
}

/// The forms of the page have addresses of their own, at which there is nothing to see.
pub(crate) async fn back() -> Redirect {
    Redirect::to("/console/account")
}

async fn draw(visit: &Visit) -> Result<Page, Stop> {
    let signed = visit.signed_in().await?;
    let details = visit.ask(&GetAccount).await?;
    let asks = [
        ("account:PutAccountName", None),
        ("iam:CreateAccountAlias", None),
        ("iam:DeleteAccountAlias", None),
        ("iam:UpdateAccountPasswordPolicy", None),
        ("sekisho:PutAccountSettings", None),
    ];
    let [
        save_name,
        save_alias,
        delete_alias,
        save_policy,
        save_notices,
    ] = visit.may(asks).await?;
    let notices = match account_settings::of_account(visit).await? {
        Permitted::Yes(settings) => Permitted::Yes(account_settings::in_words(visit.t, &settings)),
        Permitted::Lacks(action) => Permitted::Lacks(action),
    };
    let password_policy = match password_policy::of_account(visit).await? {
        Permitted::Yes(policy) => {
            Permitted::Yes(policy.map(|policy| password_policy::in_words(visit.t, &policy)))
        }
        Permitted::Lacks(action) => Permitted::Lacks(action),
    };
    let alias = details.account.alias.as_ref().map(ToString::to_string);
    Ok(Page {
        layout: visit.frame(&signed),
        name: Field::holding(details.account.name.as_str()),
        save_name,
        alias: Permitted::Yes(alias.clone()),
        new_alias: Field::holding(alias.unwrap_or_default()),
        save_alias,
        delete_alias,
        sign_in_url: visit.sign_in_url(&details.account),
        root_email: details.root_email.map(|email| email.to_string()),
        password_policy,
        save_policy,
        notices,
        save_notices,
    })
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Name {
    name: String,
}

/// `POST /console/account/name`.
pub(crate) async fn save_name(visit: Visit, Form(input): Form<Name>) -> Answered {
    match AccountName::parse(&tidy_line(&input.name)) {
        Ok(name) => {
            visit.ask(&PutAccountName { member: None, name }).await?;
            Ok(visit
                .done("/console/account", &Done::AccountSaved)
                .into_response())
        }
        Err(fault) => {
            let mut page = draw(&visit).await?;
            page.name = Field::refused(input.name, words::invalid(visit.t, &fault));
            refused(&page)
        }
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct NewAlias {
    alias: String,
}

/// `POST /console/account/alias`.
pub(crate) async fn save_alias(visit: Visit, Form(input): Form<NewAlias>) -> Answered {
    let t = visit.t;
    let error = match Alias::parse(&tidy(&input.alias).to_ascii_lowercase()) {
        Err(fault) => words::invalid(t, &fault),
        Ok(alias) => match visit.call(&CreateAccountAlias { alias }).await {
            Ok(()) => {
                return Ok(visit
                    .done("/console/account", &Done::AccountSaved)
                    .into_response());
            }
            Err(Refusal::EntityAlreadyExists(Entity::Alias(_))) => t.error_alias_taken().to_owned(),
            Err(other) => return Err(visit.stop(other)),
        },
    };
    let mut page = draw(&visit).await?;
    page.new_alias = Field::refused(input.alias, error);
    refused(&page)
}

/// `POST /console/account/alias/delete`.
pub(crate) async fn delete_alias(visit: Visit, _: Form<Nothing>) -> Answered {
    let signed = visit.signed_in().await?;
    // Whose alias is gone already has what was asked for.
    if let Some(alias) = signed.account.alias {
        visit.ask(&DeleteAccountAlias { alias }).await?;
    }
    Ok(visit
        .done("/console/account", &Done::AliasDeleted)
        .into_response())
}
