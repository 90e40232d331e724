//! What stands in one user's way, and the button with which root makes them an administrator again.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::UserName;
use serde::Deserialize;
use service::ops::administrators::{GetAdministrator, RestoreAdministrator};

use super::administrators::{Row, address_of, sample};
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::Layout;
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page};

/// Where the page stands.
pub(crate) const ADDRESS: &str = "/console/root-user/administrators/user";

/// One user, and what stands in the way.
#[derive(Template)]
#[template(path = "console/administrator_restore.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user.
    pub row: Row,
    /// Whether the policies give everything.
    pub is_given: bool,
    /// Whether there is a boundary.
    pub is_bounded: bool,
}

impl Page {
    /// Whether there is something that the button changes.
    const fn helps(&self) -> bool {
        !self.is_given || self.is_bounded
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |row, is_given, is_bounded| Page {
        layout: gallery::root(t, ADDRESS),
        row,
        is_given,
        is_bounded,
    };
    let mut denied = sample(t);
    denied.hindrances.remove(0);
    let free = Row {
        is_free: true,
        hindrances: Vec::new(),
        ..sample(t)
    };
    vec![
        ("held-back", page(sample(t), false, true)),
        ("denied", page(denied, true, false)),
        ("free", page(free, true, false)),
    ]
}

/// Whom it is about.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    name: String,
}

impl Input {
    fn name(&self) -> Result<UserName, Stop> {
        UserName::parse(&self.name).map_err(|_| Problem::NotFound.into())
    }
}

/// `GET /console/root-user/administrators/user`.
pub(crate) async fn show(visit: Visit, Query(input): Query<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let name = input.name()?;
    let found = visit.ask(&GetAdministrator { name }).await?;
    page(&Page {
        layout: visit.frame(&signed),
        row: Row::of(visit.t, &found),
        is_given: found.is_given,
        is_bounded: found.boundary.is_some(),
    })
}

/// `POST /console/root-user/administrators/user`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let name = input.name()?;
    let back = address_of(name.as_str());
    match visit.call(&RestoreAdministrator { name }).await {
        Ok(now) => {
            let done = Done::AdministratorRestored(now.name.to_string());
            Ok(visit.done(&back, &done).into_response())
        }
        Err(other) => Err(visit.stop_in(other, &back)),
    }
}
