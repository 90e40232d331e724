//! Makes a group.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::typed::tidy;
use rules::{EntityPath, GroupName};
use serde::Deserialize;
use service::Refusal;
use service::ops::groups::CreateGroup;

use super::owner::Owner;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused, with_fields};
use crate::words;

const ADDRESS: &str = "/console/create-group";

/// The form for a new group.
#[derive(Template)]
#[template(path = "console/group_create.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Its name.
    pub name: Field,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([("name", self.layout.t.group_name(), &self.name.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |name| Page {
        layout: gallery::root(t, ADDRESS),
        name,
    };
    vec![
        ("empty", page(Field::default())),
        (
            "error",
            page(Field::refused("経理 部", t.error_group_name())),
        ),
        (
            "taken",
            page(Field::refused("keiri", t.error_group_exists())),
        ),
    ]
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    name: String,
}

impl Input {
    fn address(&self) -> String {
        with_fields(ADDRESS, &[("name", &self.name)])
    }
}

/// `GET /console/create-group`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.freshly_signed_in(&input.address()).await?;
    page(&Page {
        layout: visit.frame(&signed),
        name: Field::holding(input.name),
    })
}

/// `POST /console/create-group`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let wrong = |error: String| {
        refused(&Page {
            layout: visit.frame(&signed),
            name: Field::refused(&*input.name, error),
        })
    };
    let name = match GroupName::parse(&tidy(&input.name)) {
        Ok(name) => name,
        Err(fault) => return wrong(words::invalid(t, &fault)),
    };
    let operation = CreateGroup {
        name: name.clone(),
        path: EntityPath::default(),
    };
    match visit.call(&operation).await {
        Ok(_) => {
            let done = Done::GroupCreated(name.to_string());
            let group = Owner::Group(name).address();
            Ok(visit.done(&group, &done).into_response())
        }
        Err(Refusal::EntityAlreadyExists(_)) => wrong(t.error_group_exists().to_owned()),
        Err(Refusal::LimitExceeded(_)) => wrong(t.error_groups_max().to_owned()),
        Err(other) => Err(visit.stop_in(other, &input.address())),
    }
}
