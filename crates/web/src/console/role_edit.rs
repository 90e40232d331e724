//! What a role is for, and how long a session of it lives at most.

use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use rules::RoleName;
use rules::customer_policy::DESCRIPTION_CHARS_MAX;
use rules::role::{SESSION_SECONDS_DEFAULT, SESSION_SECONDS_MAX};
use rules::typed::tidy_line;
use serde::Deserialize;
use service::ops::roles::{GetRole, UpdateRole};

use super::owner::Owner;
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};

/// The form.
#[derive(Template)]
#[template(path = "console/role_edit.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The role.
    pub owner: Owner,
    /// What it is for.
    pub description: Field,
    /// How long a session of it lives at most, in seconds.
    pub duration: String,
}

/// A time to choose.
pub struct Duration {
    /// Seconds.
    pub seconds: u32,
    /// The time in words.
    pub label: String,
    /// Whether it is the one that is set.
    pub is_chosen: bool,
}

/// The times that AWS's console offers, in hours.
const HOURS: [u32; 5] = [1, 2, 4, 8, 12];

/// The times to choose from, with the one that is set, in seconds, if that is another.
pub(crate) fn durations(t: Lang, set: &str) -> Vec<Duration> {
    let set = seconds(set).unwrap_or(SESSION_SECONDS_DEFAULT);
    let mut all = HOURS.map(|hours| hours * 3_600).to_vec();
    if !all.contains(&set) {
        all.push(set);
        all.sort_unstable();
    }
    let duration = |seconds: u32| Duration {
        seconds,
        label: in_words(t, seconds),
        is_chosen: seconds == set,
    };
    all.into_iter().map(duration).collect()
}

/// So many seconds in hours, or in minutes where they make no whole hours.
pub(crate) fn in_words(t: Lang, seconds: u32) -> String {
    match seconds % 3_600 {
        0 => t.role_hours(u64::from(seconds / 3_600)),
        _ => t.role_minutes(u64::from(seconds / 60)),
    }
}

/// The seconds that a form holds, if a role can have so many.
pub(crate) fn seconds(text: &str) -> Option<u32> {
    let seconds: u32 = text.parse().ok()?;
    (SESSION_SECONDS_DEFAULT..=SESSION_SECONDS_MAX)
        .contains(&seconds)
        .then_some(seconds)
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        let error = &self.description.error;
        faults([("description", t.policies_description(), error)])
    }

    fn durations(&self) -> Vec<Duration> {
        durations(self.layout.t, &self.duration)
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |description| Page {
        layout: gallery::root(t, "/console/roles/audit/edit"),
        owner: Owner::Role(RoleName::parse("audit").expect("a name")),
        description,
        duration: "5400".to_owned(),
    };
    let long = Field::refused("a".repeat(DESCRIPTION_CHARS_MAX + 1), t.error_description());
    vec![
        ("typical", page(Field::holding("監査"))),
        ("error", page(long)),
    ]
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    description: String,
    duration: String,
}

/// `GET /console/roles/{name}/edit`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>) -> Answered {
    let name = RoleName::parse(&name).map_err(|_| Problem::NotFound)?;
    let owner = Owner::Role(name.clone());
    let signed = visit.freshly_signed_in(&address(&owner)).await?;
    let role = visit.ask(&GetRole { name }).await?.role;
    page(&Page {
        layout: visit.frame(&signed),
        owner,
        description: Field::holding(role.description.unwrap_or_default()),
        duration: role.session_seconds_max.to_string(),
    })
}

fn address(owner: &Owner) -> String {
    format!("{}/edit", owner.address())
}

/// `POST /console/roles/{name}/edit`.
pub(crate) async fn submit(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let name = RoleName::parse(&name).map_err(|_| Problem::NotFound)?;
    let owner = Owner::Role(name.clone());
    let signed = visit.signed_in().await?;
    let seconds = seconds(&input.duration).ok_or(Problem::BadForm)?;
    let description = tidy_line(&input.description);
    if description.chars().count() > DESCRIPTION_CHARS_MAX {
        return refused(&Page {
            layout: visit.frame(&signed),
            owner,
            description: Field::refused(input.description, visit.t.error_description()),
            duration: input.duration,
        });
    }
    let done = Done::RoleSaved(name.to_string());
    let update = UpdateRole {
        name,
        description: Some(description),
        session_seconds_max: Some(seconds),
    };
    let saved = visit.call(&update).await;
    saved.map_err(|refusal| visit.stop_in(refusal, &address(&owner)))?;
    Ok(visit.done(&owner.address(), &done).into_response())
}
