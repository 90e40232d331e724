//! The question before an access key is made, and the making.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use service::ops::keys::CreateAccessKey;
use service::ops::sessions::SignedIn;
use service::{Refusal, Target};

use super::access_key_created;
use super::access_keys::{AccessKeys, Owner};
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Layout, Secret, Whose, faults};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused};

/// The question before an access key is made.
#[derive(Template)]
#[template(path = "console/access_key_create.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose key it becomes.
    pub whose: Whose,
    /// Root is warned, and has to say that it is meant.
    pub owner: Owner,
    /// How many keys there are, where that may be known: a form that is sent twice makes one key.
    pub known: String,
    /// What is wrong with the box that root ticks.
    pub understood: Secret,
}

impl Page {
    fn is_of_root(&self) -> bool {
        self.owner == Owner::Root
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        let error = &self.understood.error;
        faults([("understood", t.keys_root_understood(), error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |whose: Whose, owner, understood| Page {
        layout: gallery::root(t, &address(&whose)),
        whose,
        owner,
        known: "0".to_owned(),
        understood,
    };
    let missing = Secret::refused(t.error_keys_understood());
    let hanako = Whose::User("hanako".to_owned());
    let mut own = page(Whose::Own, Owner::User, Secret::default());
    own.layout = gallery::user(t, &address(&Whose::Own));
    vec![
        ("own", own),
        ("for-user", page(hanako, Owner::User, Secret::default())),
        ("root", page(Whose::Own, Owner::Root, Secret::default())),
        ("root-error", page(Whose::Own, Owner::Root, missing)),
    ]
}

/// `GET …/access-keys/new`.
pub(crate) async fn show(visit: Visit, whose: Whose) -> Answered {
    let signed = visit.freshly_signed_in(&address(&whose)).await?;
    let keys = AccessKeys::of(&visit, &signed, whose.target(&signed)?).await?;
    if keys.needs_mfa {
        return Err(Problem::MfaNeeded.into());
    }
    if !keys.has_room() {
        return Ok(Redirect::to(&whose.back()).into_response());
    }
    page(&draw(&visit, &signed, whose, &keys))
}

fn draw(visit: &Visit, signed: &SignedIn, whose: Whose, keys: &AccessKeys) -> Page {
    Page {
        layout: visit.frame(signed),
        whose,
        owner: keys.owner,
        known: count(keys),
        understood: Secret::default(),
    }
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    known: String,
    understood: Option<String>,
}

/// `POST …/access-keys/new`: the key is made, and its secret shown this once.
pub(crate) async fn submit(visit: Visit, whose: Whose, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let target = whose.target(&signed)?;
    let keys = AccessKeys::of(&visit, &signed, target.clone()).await?;
    if count(&keys) != input.known {
        return Ok(not_made(&visit, &whose).into_response());
    }
    if target == Target::Root && input.understood.is_none() {
        let mut page = draw(&visit, &signed, whose, &keys);
        page.understood = Secret::refused(visit.t.error_keys_understood());
        return refused(&page);
    }
    match visit.call(&CreateAccessKey { target }).await {
        Ok(made) => access_key_created::tell(&visit, &signed, whose, &made),
        Err(Refusal::LimitExceeded(_)) => Err(not_made(&visit, &whose)),
        Err(other) => Err(visit.stop_in(other, &address(&whose))),
    }
}

/// As many keys as the form was drawn over; nothing where that may not be known.
fn count(keys: &AccessKeys) -> String {
    let rows = keys.rows.shown();
    rows.map_or_else(String::new, |rows| rows.len().to_string())
}

fn not_made(visit: &Visit, whose: &Whose) -> Stop {
    visit.done(&whose.back(), &Done::KeyNotCreated).into()
}

fn address(whose: &Whose) -> String {
    format!("{}/access-keys/new", whose.start())
}
