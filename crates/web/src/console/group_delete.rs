//! Deletes a group that nobody belongs to and that has no policies; else says what must go first.

use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use rules::Group;
use service::Refusal;
use service::ops::groups::DeleteGroup;
use service::ops::sessions::SignedIn;

use super::group::find;
use super::owner::{self, Owner};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::Layout;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};

/// The question before a group is deleted.
#[derive(Template)]
#[template(path = "console/group_delete.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The group.
    pub owner: Owner,
    /// How many users belong to it.
    pub members: u64,
    /// How many policies it has, attached or its own.
    pub policies: u64,
}

impl Page {
    fn can_go(&self) -> bool {
        self.members == 0 && self.policies == 0
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |members, policies| Page {
        layout: gallery::root(t, "/console/groups/keiri/delete"),
        owner: owner::sample::group(),
        members,
        policies,
    };
    vec![
        ("typical", page(0, 0)),
        ("members", page(2, 0)),
        ("both", page(1, 3)),
    ]
}

fn draw(visit: &Visit, signed: &SignedIn, group: &Group) -> Page {
    Page {
        layout: visit.frame(signed),
        owner: Owner::Group(group.name.clone()),
        members: u64::from(group.members),
        policies: (group.policies.len() + group.inline.len()) as u64,
    }
}

/// `GET /console/groups/{name}/delete`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>, owner: Owner) -> Answered {
    let address = format!("{}/delete", owner.address());
    let signed = visit.freshly_signed_in(&address).await?;
    let found = find(&visit, &name).await?;
    page(&draw(&visit, &signed, &found.group))
}

/// What the form holds: nothing but its token.
#[derive(serde::Deserialize)]
pub(crate) struct Input {}

/// `POST /console/groups/{name}/delete`.
pub(crate) async fn submit(
    visit: Visit,
    Path(name): Path<String>,
    owner: Owner,
    Form(Input {}): Form<Input>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let found = find(&visit, &name).await?;
    let name = found.group.name.clone();
    let done = Done::GroupDeleted(name.to_string());
    match visit.call(&DeleteGroup { name }).await {
        Ok(()) => Ok(visit.done(owner.list(), &done).into_response()),
        Err(Refusal::DeleteConflict(_)) => refused(&draw(&visit, &signed, &found.group)),
        Err(other) => Err(visit.stop_in(other, &format!("{}/delete", owner.address()))),
    }
}
