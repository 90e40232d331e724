//! Takes a user's console password away, after one look at what follows.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use service::ops::login_profile::DeleteLoginProfile;

use crate::console::user::{find, parse};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, Whose};
use crate::notice::Done;
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page};

/// The question before a user's console access is disabled.
#[derive(Template)]
#[template(path = "console/user_console.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: String,
    /// Whether the person who looks shuts the door behind themselves.
    pub is_own: bool,
}

impl Page {
    fn whose(&self) -> Whose {
        Whose::User(self.name.clone())
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |layout, is_own| Page {
        layout,
        name: "hanako".to_owned(),
        is_own,
    };
    let at = "/console/users/hanako/console";
    vec![
        ("of-another", page(gallery::root(t, at), false)),
        ("own", page(gallery::user(t, at), true)),
    ]
}

/// `GET /console/users/{name}/console`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>) -> Answered {
    let whose = Whose::User(parse(&name)?.to_string());
    let signed = visit.freshly_signed_in(&address(&whose)).await?;
    let user = find(&visit, &parse(&name)?).await?.user;
    if user.credentials.password.is_none() {
        return Ok(Redirect::to(&whose.back()).into_response());
    }
    page(&Page {
        layout: visit.frame(&signed),
        name: user.name.to_string(),
        is_own: signed.holder.principal() == user.principal(),
    })
}

/// `POST /console/users/{name}/console`.
pub(crate) async fn submit(visit: Visit, Path(name): Path<String>, _: Form<Nothing>) -> Answered {
    let name = parse(&name)?;
    let whose = Whose::User(name.to_string());
    let taken = visit.call(&DeleteLoginProfile { name: name.clone() }).await;
    taken.map_err(|refusal| visit.stop_in(refusal, &address(&whose)))?;
    let done = Done::ConsoleDisabled(name.to_string());
    Ok(visit.done(&whose.back(), &done).into_response())
}

fn address(whose: &Whose) -> String {
    format!("{}/console", whose.start())
}
