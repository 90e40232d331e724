//! Deletes a user, after the name has been typed.

use crate::console::user::{find, parse};
use crate::http::Form;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};
use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use rules::User;
use serde::Deserialize;
use service::ops::sessions::SignedIn;
use service::ops::users::{DeleteUser, Leftovers};

use super::devices::path_segment;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};

/// The question before a user is deleted.
#[derive(Template)]
#[template(path = "console/user_delete.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: String,
    /// The name as it was typed for confirmation.
    pub typed: Field,
    /// How many devices go with the user.
    pub devices: u64,
    /// How many access keys.
    pub access_keys: u64,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([("typed", t.delete_type(), &self.typed.error)])
    }

    fn address(&self) -> String {
        format!("/console/users/{}", path_segment(&self.name))
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |name: &str, typed, devices, access_keys| Page {
        layout: gallery::root(t, "/console/users/hanako/delete"),
        name: name.to_owned(),
        typed,
        devices,
        access_keys,
    };
    vec![
        ("empty", page("hanako", Field::default(), 2, 1)),
        (
            "without-devices",
            page("batch-nightly", Field::default(), 0, 2),
        ),
        (
            "error",
            page(
                "hanako",
                Field::refused("hanak", t.error_name_differs()),
                1,
                0,
            ),
        ),
    ]
}

/// `GET /console/users/{name}/delete`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>) -> Answered {
    let name = parse(&name)?;
    let signed = visit.freshly_signed_in(&address(name.as_str())).await?;
    let view = find(&visit, &name).await?;
    page(&draw(&visit, &signed, &view.user, Field::default()))
}

fn draw(visit: &Visit, signed: &SignedIn, user: &User, typed: Field) -> Page {
    Page {
        layout: visit.frame(signed),
        name: user.name.to_string(),
        typed,
        devices: user.credentials.devices.len() as u64,
        access_keys: user.credentials.access_keys.len() as u64,
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    typed: String,
}

/// `POST /console/users/{name}/delete`.
pub(crate) async fn submit(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let view = find(&visit, &parse(&name)?).await?;
    if input.typed.trim() != view.user.name.as_str() {
        let typed = Field::refused(input.typed, visit.t.error_name_differs());
        return refused(&draw(&visit, &signed, &view.user, typed));
    }
    let name = view.user.name;
    let back = address(name.as_str());
    visit
        .call(&DeleteUser {
            name: name.clone(),
            leftovers: Leftovers::Remove,
        })
        .await
        .map_err(|refusal| visit.stop_in(refusal, &back))?;
    Ok(visit
        .done("/console/users", &Done::UserDeleted(name.to_string()))
        .into_response())
}

fn address(name: &str) -> String {
    format!("/console/users/{}/delete", path_segment(name))
}
