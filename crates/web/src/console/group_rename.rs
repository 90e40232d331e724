//! Gives a group another name.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use rules::GroupName;
use rules::typed::tidy;
use serde::Deserialize;
use service::Refusal;
use service::ops::groups::UpdateGroup;

use super::group::find;
use super::owner::{self, Owner};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;

/// The form for a group's new name.
#[derive(Template)]
#[template(path = "console/group_rename.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The group.
    pub owner: Owner,
    /// Its new name.
    pub name: Field,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let label = self.layout.t.group_rename_new();
        faults([("name", label, &self.name.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |name| Page {
        layout: gallery::root(t, "/console/groups/keiri/rename"),
        owner: owner::sample::group(),
        name,
    };
    let taken = Field::refused("soumu", t.error_group_exists());
    vec![
        ("typical", page(Field::holding("keiri"))),
        ("taken", page(taken)),
    ]
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    name: String,
}

impl Input {
    fn address(&self, owner: &Owner) -> String {
        let form = format!("{}/rename", owner.address());
        with_fields(&form, &[("name", &self.name)])
    }
}

/// `GET /console/groups/{name}/rename`.
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(input): Query<Input>,
    owner: Owner,
) -> Answered {
    let signed = visit.freshly_signed_in(&input.address(&owner)).await?;
    let found = find(&visit, &name).await?;
    let typed = match input.name {
        nothing if nothing.is_empty() => found.group.name.to_string(),
        typed => typed,
    };
    page(&Page {
        layout: visit.frame(&signed),
        owner: Owner::Group(found.group.name),
        name: Field::holding(typed),
    })
}

/// `POST /console/groups/{name}/rename`.
pub(crate) async fn submit(
    visit: Visit,
    Path(name): Path<String>,
    owner: Owner,
    Form(input): Form<Input>,
) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let group = find(&visit, &name).await?.group.name;
    let wrong = |error: String| {
        refused(&Page {
            layout: visit.frame(&signed),
            owner: owner.clone(),
            name: Field::refused(&*input.name, error),
        })
    };
    let new = match GroupName::parse(&tidy(&input.name)) {
        Ok(new) => new,
        Err(fault) => return wrong(words::invalid(t, &fault)),
    };
    let update = UpdateGroup {
        name: group,
        new_name: Some(new.clone()),
        new_path: None,
    };
    match visit.call(&update).await {
        Ok(()) => {
            let done = Done::GroupRenamed(new.to_string());
            let address = Owner::Group(new).address();
            Ok(visit.done(&address, &done).into_response())
        }
        Err(Refusal::EntityAlreadyExists(_)) => wrong(t.error_group_exists().to_owned()),
        Err(other) => Err(visit.stop_in(other, &input.address(&owner))),
    }
}
