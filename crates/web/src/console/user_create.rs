//! Creates a user: a name, a way into the console, one of two ready policies.

use crate::console::user_created::{self, Occasion};
use crate::http::Form;
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;
use askama::Template;
use axum::extract::Query;
use rules::password::Password;
use rules::typed::tidy;
use rules::{Email, EntityPath, Invalid, UserName};
use serde::Deserialize;
use service::Refusal;
use service::ops::sessions::SignedIn;
use service::ops::users::{CreateUser, NewPassword};
use service::refusal::Entity;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Secret, faults};

/// The form for a new user.
#[derive(Template)]
#[template(path = "console/user_create.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: Field,
    /// Where the person is told things; may stay empty.
    pub contact_email: Field,
    /// The way into the console.
    pub console: Console,
    /// What a new password has to be.
    pub password_hint: String,
    /// The password, for [`Console::Typed`].
    pub password: Secret,
    /// The policy that is attached.
    pub policy: Policy,
}

/// How the new user gets into the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Console {
    /// With a password that is made here and shown once.
    Generated,
    /// With a password that is typed here.
    Typed,
    /// Not at all.
    None,
}

/// The ready policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Manages own credentials.
    ManagesOwnCredentials,
    /// Administrator.
    Administrator,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("name", t.user_name(), &self.name.error),
            (
                "contact_email",
                t.contact_email(),
                &self.contact_email.error,
            ),
            ("password", t.create_password(), &self.password.error),
        ])
    }

    fn has(&self, console: Console) -> bool {
        self.console == console
    }

    fn is_administrator(&self) -> bool {
        self.policy == Policy::Administrator
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = || Page {
        layout: gallery::root(t, "/console/create-user"),
        name: Field::default(),
        contact_email: Field::default(),
        console: Console::Generated,
        password_hint: words::password_hint(t, None),
        password: Secret::default(),
        policy: Policy::ManagesOwnCredentials,
    };
    let mut errors = page();
    errors.name = Field::refused("山田 花子", t.error_user_name());
    errors.contact_email = Field::refused("hanako＠", t.error_email());
    errors.console = Console::Typed;
    errors.password = Secret::refused(t.error_password_own_name());
    errors.policy = Policy::Administrator;
    let mut taken = page();
    taken.name = Field::refused("hanako", t.error_user_exists());
    taken.console = Console::None;
    vec![("empty", page()), ("errors", errors), ("taken", taken)]
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    name: String,
    contact_email: String,
    console: String,
    password: String,
    policy: String,
}

impl Input {
    fn console(&self) -> Console {
        match self.console.as_str() {
            "typed" => Console::Typed,
            "none" => Console::None,
            _ => Console::Generated,
        }
    }

    fn policy(&self) -> Policy {
        if self.policy == "administrator" {
            Policy::Administrator
        } else {
            Policy::ManagesOwnCredentials
        }
    }

    /// The address of this form with what was typed in it, but for the password.
    fn address(&self) -> String {
        let fields = [
            ("name", &*self.name),
            ("contact_email", &self.contact_email),
            ("console", &self.console),
            ("policy", &self.policy),
        ];
        with_fields("/console/create-user", &fields)
    }
}

/// `GET /console/create-user`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.freshly_signed_in(&input.address()).await?;
    page(&draw(&visit, &signed, &input))
}

fn draw(visit: &Visit, signed: &SignedIn, input: &Input) -> Page {
    let policy = signed.account.password_policy.as_ref();
    Page {
        layout: visit.frame(signed),
        name: Field::holding(&*input.name),
        contact_email: Field::holding(&*input.contact_email),
        console: input.console(),
        password_hint: words::password_hint(visit.t, policy),
        password: Secret::default(),
        policy: input.policy(),
    }
}

/// `POST /console/create-user`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut page = draw(&visit, &signed, &input);
    let name = UserName::parse(&tidy(&input.name));
    let address = tidy(&input.contact_email);
    let contact_email = if address.is_empty() {
        Ok(None)
    } else {
        Email::parse(&address).map(Some)
    };
    page.name.error = name.as_ref().err().map(|fault| words::invalid(t, fault));
    page.contact_email.error = contact_email
        .as_ref()
        .err()
        .map(|fault| words::invalid(t, fault));
    let (Ok(name), Ok(contact_email)) = (name, contact_email) else {
        return refused(&page);
    };
    let password = match page.console {
        Console::Generated => Some(NewPassword::Generated),
        Console::Typed => Some(NewPassword::Typed(Password::typed(&input.password))),
        Console::None => None,
    };
    let policy = match page.policy {
        Policy::ManagesOwnCredentials => policy::managed::MANAGE_OWN_CREDENTIALS,
        Policy::Administrator => policy::managed::ADMINISTRATOR_ACCESS,
    };
    let operation = CreateUser {
        name,
        path: EntityPath::default(),
        tags: Vec::new(),
        password,
        policies: vec![policy.to_owned()],
        contact_email,
    };
    match visit.call(&operation).await {
        Ok(created) => {
            let (name, generated) = (&created.user.name, created.generated.as_ref());
            let console = created
                .user
                .credentials
                .password
                .as_ref()
                .map(|_| user_created::handover(&visit, &signed, name, generated));
            user_created::tell(&visit, &signed, name, Occasion::Created, console)
        }
        Err(Refusal::EntityAlreadyExists(Entity::User(_))) => {
            page.name.error = Some(t.error_user_exists().to_owned());
            refused(&page)
        }
        Err(Refusal::LimitExceeded(_)) => {
            page.name.error = Some(t.error_users_max().to_owned());
            refused(&page)
        }
        Err(Refusal::Invalid(Invalid::Password(fault))) => {
            page.password = Secret::refused(words::password(t, fault));
            refused(&page)
        }
        Err(other) => Err(visit.stop_in(other, &input.address())),
    }
}
