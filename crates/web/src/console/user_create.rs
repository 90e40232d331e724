//! Creates a user: a name, a way into the console, one of two ready policies.

use crate::console::deadline;
use crate::console::user_created::{self, Occasion};
use crate::http::Form;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;
use askama::Template;
use axum::extract::Query;
use rules::password::Password;
use rules::requirement::Part;
use rules::typed::{tidy, tidy_line};
use rules::{Email, EntityPath, Invalid, Reason, UserName};
use serde::Deserialize;
use service::Refusal;
use service::ops::requirement::GetRequirement;
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
    /// Why the user has days of grace; only where a rule gives days to those who were there before.
    pub grace: Option<Field>,
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
            (
                "grace",
                t.create_grace(),
                self.grace.as_ref().map_or(&None, |grace| &grace.error),
            ),
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
        grace: None,
    };
    let mut graced = page();
    graced.grace = Some(Field::refused("長い理由".repeat(60), t.error_reason()));
    let mut errors = page();
    errors.name = Field::refused("山田 花子", t.error_user_name());
    errors.contact_email = Field::refused("hanako＠", t.error_email());
    errors.console = Console::Typed;
    errors.password = Secret::refused(t.error_password_own_name());
    errors.policy = Policy::Administrator;
    let mut taken = page();
    taken.name = Field::refused("hanako", t.error_user_exists());
    taken.console = Console::None;
    vec![
        ("empty", page()),
        ("errors", errors),
        ("taken", taken),
        ("grace", graced),
    ]
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
    grace: String,
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
            ("grace", &self.grace),
        ];
        with_fields("/console/create-user", &fields)
    }
}

/// `GET /console/create-user`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.freshly_signed_in(&input.address()).await?;
    page(&draw(&visit, &signed, &input).await?)
}

/// Whether days of grace can be given: a rule gives some to those who were there before, and the
/// session has MFA.
async fn can_give_grace(visit: &Visit, signed: &SignedIn) -> Result<bool, Stop> {
    if !signed.sees.requirement || signed.session.mfa.is_none() {
        return Ok(false);
    }
    let view = visit.ask(&GetRequirement).await?;
    let mut rules = view.installation.iter().chain(&view.account);
    Ok(rules.any(|rule| {
        rule.whom.covers(Part::ConsoleUser(&[])) && rule.when.days().is_some_and(|days| days > 0)
    }))
}

async fn draw(visit: &Visit, signed: &SignedIn, input: &Input) -> Result<Page, Stop> {
    let can_give_grace = can_give_grace(visit, signed).await?;
    let policy = signed.account.password_policy.as_ref();
    Ok(Page {
        layout: visit.frame(signed),
        name: Field::holding(&*input.name),
        contact_email: Field::holding(&*input.contact_email),
        console: input.console(),
        password_hint: words::password_hint(visit.t, policy),
        password: Secret::default(),
        policy: input.policy(),
        grace: can_give_grace.then(|| Field::holding(&*input.grace)),
    })
}

/// The reason for days of grace, if one was given; what is wrong with it stands in the field.
fn grace(t: Lang, page: &mut Page) -> Option<Reason> {
    let field = page.grace.as_mut()?;
    if tidy_line(&field.value).is_empty() {
        return None;
    }
    match deadline::reason(t, &field.value) {
        Ok(reason) => Some(reason),
        Err(error) => {
            field.error = Some(error);
            None
        }
    }
}

/// `POST /console/create-user`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let mut page = draw(&visit, &signed, &input).await?;
    let grace = grace(t, &mut page);
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
    let (Ok(name), Ok(contact_email), true) = (name, contact_email, page.faults().is_empty())
    else {
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
        boundary: None,
        contact_email,
        grace,
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
