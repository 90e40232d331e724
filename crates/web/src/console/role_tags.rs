//! What a role is marked with: the part of its page, and setting and taking away a tag.

use axum::extract::Path;
use axum::response::IntoResponse;
use rules::{RoleName, Tag};
use serde::Deserialize;
use service::Refusal;
use service::ops::tags::{TagRole, UntagRole};

use super::owner::Owner;
use super::role;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Permitted, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, refused};

/// The tags of a role.
#[derive(Clone)]
pub struct Tags {
    /// Those that it has.
    pub rows: Vec<Tag>,
    /// The key of one that is to be set.
    pub key: Field,
    /// Its value.
    pub value: Field,
    /// Whether one may be set.
    pub tag: Permitted,
    /// Whether one may be taken away.
    pub untag: Permitted,
}

impl Tags {
    pub(crate) fn faults(&self, t: Lang) -> Vec<Fault<'_>> {
        faults([
            ("key", t.user_tag_key(), &self.key.error),
            ("value", t.user_tag_value(), &self.value.error),
        ])
    }
}

/// What was typed for a new tag.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) key: Field,
    pub(crate) value: Field,
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    key: String,
    #[serde(default)]
    value: String,
}

/// `POST /console/roles/{name}/tags`.
pub(crate) async fn tag(
    visit: Visit,
    Path(name): Path<String>,
    owner: Owner,
    Form(input): Form<Input>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let role = RoleName::parse(&name).map_err(|_| Problem::NotFound)?;
    let told = input.key.clone();
    let set = match Tag::parse(&input.key, &input.value) {
        Err(_) => Err(visit.t.error_tag()),
        Ok(tag) => {
            let tags = vec![tag];
            match visit.call(&TagRole { name: role, tags }).await {
                Ok(()) => Ok(()),
                Err(Refusal::Tags(_)) => Err(visit.t.error_tag()),
                Err(other) => return Err(visit.stop_in(other, &owner.address())),
            }
        }
    };
    let Err(error) = set else {
        let done = Done::Tagged(told);
        return Ok(visit.done(&owner.address(), &done).into_response());
    };
    let typed = Typed {
        key: Field::refused(input.key, error),
        value: Field::holding(input.value),
    };
    refused(&role::draw(&visit, &signed, &name, typed).await?)
}

/// `POST /console/roles/{name}/tags/remove`.
pub(crate) async fn untag(
    visit: Visit,
    Path(name): Path<String>,
    owner: Owner,
    Form(input): Form<Input>,
) -> Answered {
    let name = RoleName::parse(&name).map_err(|_| Problem::NotFound)?;
    let done = Done::Untagged(input.key.clone());
    let keys = vec![input.key];
    let gone = visit.call(&UntagRole { name, keys }).await;
    gone.map_err(|refusal| visit.stop_in(refusal, &owner.address()))?;
    Ok(visit.done(&owner.address(), &done).into_response())
}

/// Tags for the gallery.
pub(crate) fn sample() -> Tags {
    Tags {
        rows: vec![Tag {
            key: "team".to_owned(),
            value: "経理".to_owned(),
        }],
        key: Field::default(),
        value: Field::default(),
        tag: Permitted::Yes(()),
        untag: Permitted::Yes(()),
    }
}
