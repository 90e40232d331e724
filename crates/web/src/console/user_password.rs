//! Sets a user's console password, which its owner must change at the next sign-in.

use askama::Template;
use axum::extract::{Path, Query};
use rules::Invalid;
use rules::password::Password;
use serde::Deserialize;
use service::Refusal;
use service::ops::passwords::SetLoginProfile;
use service::ops::sessions::SignedIn;
use service::ops::users::NewPassword;

use crate::console::devices::path_segment;
use crate::console::user::{find, parse};
use crate::console::user_created::{self, Occasion};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, Whose, faults};
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;

/// The form for a password that is handed over.
#[derive(Template)]
#[template(path = "console/user_password.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: String,
    /// Where the password comes from.
    pub source: Source,
    /// What a new password has to be.
    pub password_hint: String,
    /// The password, for [`Source::Typed`].
    pub password: Secret,
}

/// Where the password comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is made here and shown once.
    Generated,
    /// It is typed here.
    Typed,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([(
            "password",
            self.layout.t.create_password(),
            &self.password.error,
        )])
    }

    fn generates(&self) -> bool {
        self.source == Source::Generated
    }

    fn whose(&self) -> Whose {
        Whose::User(self.name.clone())
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |source, password| Page {
        layout: gallery::root(t, "/console/users/hanako/password"),
        name: "hanako".to_owned(),
        source,
        password_hint: words::password_hint(t, None),
        password,
    };
    vec![
        ("empty", page(Source::Generated, Secret::default())),
        (
            "short",
            page(Source::Typed, Secret::refused(t.error_password_short())),
        ),
    ]
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    console: String,
    password: String,
}

impl Input {
    fn source(&self) -> Source {
        if self.console == "typed" {
            Source::Typed
        } else {
            Source::Generated
        }
    }

    fn address(&self, name: &str) -> String {
        let path = format!("/console/users/{}/password", path_segment(name));
        with_fields(&path, &[("console", &self.console)])
    }
}

/// `GET /console/users/{name}/password`.
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(input): Query<Input>,
) -> Answered {
    let name = parse(&name)?;
    let signed = visit
        .freshly_signed_in(&input.address(name.as_str()))
        .await?;
    let view = find(&visit, &name).await?;
    page(&Page {
        layout: visit.frame(&signed),
        name: view.user.name.to_string(),
        source: input.source(),
        password_hint: hint(&visit, &signed),
        password: Secret::default(),
    })
}

fn hint(visit: &Visit, signed: &SignedIn) -> String {
    words::password_hint(visit.t, signed.account.password_policy.as_ref())
}

/// `POST /console/users/{name}/password`.
pub(crate) async fn submit(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let name = parse(&name)?;
    let password = match input.source() {
        Source::Generated => NewPassword::Generated,
        Source::Typed => NewPassword::Typed(Password::typed(&input.password)),
    };
    let operation = SetLoginProfile {
        name: name.clone(),
        password,
    };
    match visit.call(&operation).await {
        Ok(generated) => {
            let handover = user_created::handover(&visit, &signed, &name, generated.as_ref());
            user_created::tell(
                &visit,
                &signed,
                &name,
                Occasion::PasswordSet,
                Some(handover),
            )
        }
        Err(Refusal::Invalid(Invalid::Password(fault))) => {
            let password = Secret::refused(words::password(visit.t, fault));
            let layout = visit.frame(&signed);
            refused(&Page {
                layout,
                name: name.to_string(),
                source: input.source(),
                password_hint: hint(&visit, &signed),
                password,
            })
        }
        Err(other) => Err(visit.stop_in(other, &input.address(name.as_str()))),
    }
}
