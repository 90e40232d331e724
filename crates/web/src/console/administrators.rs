//! Those who are given everything, and what stands in their way; and root's way to restore one.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::GroupName;
use rules::UserName;
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::administrators::{Administrator, ListAdministrators};
use service::ops::simulate::Matched;
use service::policies::Origin;

use super::owner::{Owner, policy_address};
use super::user_can;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Tone, faults};
use crate::visit::{Answered, Visit, page, refused, with_fields};

/// The list.
#[derive(Template)]
#[template(path = "console/administrators.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Those who are given everything.
    pub rows: Vec<Row>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// The name of another user.
    pub name: Field,
}

/// Somebody who is given everything.
pub struct Row {
    /// The name.
    pub name: String,
    /// The page of what stands in the way.
    pub address: String,
    /// Whether nothing does.
    pub is_free: bool,
    /// What does.
    pub hindrances: Vec<Hindrance>,
}

/// What stands in somebody's way.
pub struct Hindrance {
    /// In words.
    pub text: String,
    /// Where it is seen and changed.
    pub address: String,
}

impl Row {
    pub(crate) const fn tone(&self) -> Tone {
        if self.is_free {
            Tone::Done
        } else {
            Tone::Refused
        }
    }

    /// A user as pages show them.
    pub(crate) fn of(t: Lang, one: &Administrator) -> Self {
        let owner = Owner::User(one.name.clone());
        let mut hindrances = Vec::new();
        let mut add = |text: String, address| hindrances.push(Hindrance { text, address });
        if !one.is_given {
            add(t.admins_not_given().to_owned(), owner.permissions());
        }
        if let Some(arn) = &one.boundary {
            let name = service::ops::policies::name_in(arn);
            add(t.admins_bounded(name), owner.permissions());
        }
        if one.is_broken {
            add(t.admins_broken().to_owned(), owner.permissions());
        }
        for matched in &one.denied_by {
            let by = user_can::statement(t, matched);
            add(t.admins_denied(by), editor(&owner, matched));
        }
        Self {
            name: one.name.to_string(),
            address: address_of(one.name.as_str()),
            is_free: one.is_free(),
            hindrances,
        }
    }
}

/// Where a statement is seen and changed.
fn editor(owner: &Owner, matched: &Matched) -> String {
    match &matched.origin {
        Origin::User(_) => owner.inline_address(&matched.policy),
        Origin::Group(name) => GroupName::parse(name).map_or_else(
            |_| owner.permissions(),
            |name| Owner::Group(name).inline_address(&matched.policy),
        ),
        Origin::CustomerManaged => policy_address(&matched.policy),
        // What AWS manages is detached, not changed.
        Origin::AwsManaged | Origin::Role(_) | Origin::Given => owner.permissions(),
    }
}

/// The page of what stands in somebody's way.
pub(crate) fn address_of(name: &str) -> String {
    with_fields(super::administrator_restore::ADDRESS, &[("name", name)])
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([("name", t.user_name(), &self.name.error)])
    }
}

/// Somebody whom a boundary and a statement hold back.
pub(crate) fn sample(t: Lang) -> Row {
    let permissions = "/console/users/hanako?tab=permissions";
    Row {
        name: "hanako".to_owned(),
        address: address_of("hanako"),
        is_free: false,
        hindrances: vec![
            Hindrance {
                text: t.admins_bounded("ReadOnlyAccess"),
                address: permissions.to_owned(),
            },
            Hindrance {
                text: t.admins_denied(t.can_by_line("NoIam", t.can_by_user(), 4)),
                address: "/console/users/hanako/inline/edit?policy=NoIam".to_owned(),
            },
        ],
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |rows, name| Page {
        layout: gallery::root(t, "/console/root-user/administrators"),
        rows,
        more: false,
        name,
    };
    let free = Row {
        name: "taro".to_owned(),
        address: address_of("taro"),
        is_free: true,
        hindrances: Vec::new(),
    };
    let missing = Field::refused("nobody", t.error_admins_name());
    let mut many = page(vec![sample(t)], Field::default());
    many.more = true;
    vec![
        ("typical", page(vec![sample(t), free], Field::default())),
        ("many", many),
        ("empty", page(Vec::new(), missing)),
    ]
}

/// What is asked.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    name: String,
}

/// `GET /console/root-user/administrators`; with a name, leads to the page of that user.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let found = visit.ask(&ListAdministrators).await?;
    let mut shown = Page {
        layout: visit.frame(&signed),
        rows: found.users.iter().map(|one| Row::of(t, one)).collect(),
        more: found.more,
        name: Field::holding(&*input.name),
    };
    let typed = tidy(&input.name);
    if typed.is_empty() {
        return page(&shown);
    }
    let get = |name| service::ops::administrators::GetAdministrator { name };
    let found = match UserName::parse(&typed) {
        Ok(name) => visit.call(&get(name)).await,
        Err(fault) => Err(Refusal::Invalid(fault)),
    };
    match found {
        Ok(one) => {
            let address = address_of(one.name.as_str());
            Ok(axum::response::Redirect::to(&address).into_response())
        }
        Err(Refusal::NoSuchEntity(_) | Refusal::Invalid(_)) => {
            shown.name = Field::refused(input.name, t.error_admins_name());
            refused(&shown)
        }
        Err(other) => Err(visit.stop(other)),
    }
}
