//! The form for an alternate contact, and taking it away.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use rules::care::Line;
use rules::typed::tidy;
use rules::{AlternateContact, ContactKind, Email, Invalid, Phone};
use serde::Deserialize;
use service::Refusal;
use service::ops::contacts::{DeleteAlternateContact, PutAlternateContact};
use service::ops::sessions::SignedIn;

use super::contacts;
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Permitted, faults};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Stop, Visit, page, refused};
use crate::words;

/// The form of one alternate contact.
#[derive(Template)]
#[template(path = "console/contact_alternate.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The last part of its address.
    pub segment: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it is told.
    pub hint: &'static str,
    /// The name.
    pub name: Field,
    /// The job.
    pub job: Field,
    /// The address.
    pub email: Field,
    /// The number.
    pub phone: Field,
    /// Whether there is one that may be taken away.
    pub delete: Permitted<bool>,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("name", t.contacts_name(), &self.name.error),
            ("job", t.contacts_job(), &self.job.error),
            ("email", t.contacts_email(), &self.email.error),
            ("phone", t.contacts_phone(), &self.phone.error),
        ])
    }

    fn can_delete(&self) -> bool {
        self.delete.shown() == Some(&true)
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |kind, input: Input| {
        let layout = gallery::root(t, contacts::ADDRESS);
        drawn(layout, kind, input, Permitted::Yes(false))
    };
    let mut full = page(
        ContactKind::Security,
        Input {
            name: "山田 花子".to_owned(),
            job: "CSIRT".to_owned(),
            email: "csirt@example.co.jp".to_owned(),
            phone: "+81 3-1234-5678".to_owned(),
        },
    );
    full.delete = Permitted::Yes(true);
    let mut errors = page(ContactKind::Operations, Input::default());
    errors.name = Field::refused("あ".repeat(65), t.error_line(64));
    errors.job = Field::refused("い".repeat(51), t.error_line(50));
    errors.email = Field::refused("運用", t.error_email());
    errors.phone = Field::refused("内線", t.error_phone());
    let mut keeps = page(ContactKind::Billing, Input::default());
    keeps.delete = Permitted::Lacks(DELETE);
    vec![
        ("empty", page(ContactKind::Billing, Input::default())),
        ("full", full),
        ("errors", errors),
        ("keeps", keeps),
    ]
}

const DELETE: &str = "account:DeleteAlternateContact";

/// What the form holds.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    name: String,
    job: String,
    email: String,
    phone: String,
}

impl Input {
    fn of(contact: AlternateContact) -> Self {
        Self {
            name: contact
                .name
                .map(|name| name.to_string())
                .unwrap_or_default(),
            job: contact
                .title
                .map(|title| title.to_string())
                .unwrap_or_default(),
            email: contact.email.to_string(),
            phone: contact
                .phone
                .map(|phone| phone.to_string())
                .unwrap_or_default(),
        }
    }
}

fn drawn(layout: Layout, kind: ContactKind, input: Input, delete: Permitted<bool>) -> Page {
    let (title, hint) = contacts::words(layout.t, kind);
    Page {
        layout,
        segment: contacts::segment(kind),
        title,
        hint,
        name: Field::holding(input.name),
        job: Field::holding(input.job),
        email: Field::holding(input.email),
        phone: Field::holding(input.phone),
        delete,
    }
}

fn kind_of(segment: &str) -> Result<ContactKind, Stop> {
    let mut all = ContactKind::ALL.into_iter();
    let kind = all.find(|kind| contacts::segment(*kind) == segment);
    kind.ok_or_else(|| Problem::NotFound.into())
}

fn address(kind: ContactKind) -> String {
    format!("{}/{}", contacts::ADDRESS, contacts::segment(kind))
}

async fn may_delete(visit: &Visit, signed: &SignedIn) -> Result<Permitted, Stop> {
    let resource = service::ops::contacts::account_arn(&signed.account.id);
    let [delete] = visit.may([(DELETE, resource)]).await?;
    Ok(delete)
}

/// `GET /console/account/contacts/{kind}`.
pub(crate) async fn show(visit: Visit, Path(segment): Path<String>) -> Answered {
    let kind = kind_of(&segment)?;
    let signed = visit.freshly_signed_in(&address(kind)).await?;
    let kept = match contacts::of_kind(&visit, kind).await? {
        Permitted::Yes(kept) => kept,
        Permitted::Lacks(_) => None,
    };
    let is_there = kept.is_some();
    let delete = may_delete(&visit, &signed).await?.map(|()| is_there);
    let input = kept.map(Input::of).unwrap_or_default();
    page(&drawn(visit.frame(&signed), kind, input, delete))
}

/// A line that may be left out, or what is wrong with it.
pub(crate) fn line<const MAX: usize>(t: Lang, field: &mut Field) -> Option<Line<MAX>> {
    checked(t, Line::parse(&field.value), field).flatten()
}

/// A phone number as it was typed, in characters of single width and with single spaces.
pub(crate) fn number(typed: &str) -> String {
    let parts: Vec<String> = typed.split_whitespace().map(tidy).collect();
    parts.join(" ")
}

/// What a field says, or what is wrong with it.
pub(crate) fn checked<T>(t: Lang, parsed: Result<T, Invalid>, field: &mut Field) -> Option<T> {
    match parsed {
        Ok(value) => Some(value),
        Err(fault) => {
            field.error = Some(words::invalid(t, &fault));
            None
        }
    }
}

/// `POST /console/account/contacts/{kind}`.
pub(crate) async fn submit(
    visit: Visit,
    Path(segment): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let t = visit.t;
    let kind = kind_of(&segment)?;
    let signed = visit.signed_in().await?;
    let delete = may_delete(&visit, &signed).await?.map(|()| false);
    let mut page = drawn(visit.frame(&signed), kind, input, delete);
    let email = Email::parse(&tidy(&page.email.value));
    let typed = number(&page.phone.value);
    let phone = (!typed.is_empty())
        .then(|| Phone::parse(&typed))
        .transpose();
    let (name, title) = (line(t, &mut page.name), line(t, &mut page.job));
    let email = checked(t, email, &mut page.email);
    let phone = checked(t, phone, &mut page.phone).flatten();
    let Some(email) = email.filter(|_| page.faults().is_empty()) else {
        return refused(&page);
    };
    let contact = AlternateContact {
        email,
        name,
        title,
        phone,
    };
    let operation = PutAlternateContact {
        member: None,
        kind,
        contact,
    };
    match visit.call(&operation).await {
        Ok(()) => Ok(visit
            .done(contacts::ADDRESS, &Done::ContactsSaved)
            .into_response()),
        Err(other) => Err(visit.stop_in(other, &address(kind))),
    }
}

/// The form that takes a contact away has an address of its own, at which there is nothing to see.
pub(crate) async fn back() -> Redirect {
    Redirect::to(contacts::ADDRESS)
}

/// `POST /console/account/contacts/{kind}/delete`.
pub(crate) async fn delete(
    visit: Visit,
    Path(segment): Path<String>,
    _: Form<Nothing>,
) -> Answered {
    let kind = kind_of(&segment)?;
    let operation = DeleteAlternateContact { member: None, kind };
    match visit.call(&operation).await {
        // Where there is none any more, there is what was asked for.
        Ok(()) | Err(Refusal::NoSuchEntity(_)) => Ok(visit
            .done(contacts::ADDRESS, &Done::ContactsSaved)
            .into_response()),
        Err(other) => Err(visit.stop_in(other, &address(kind))),
    }
}
