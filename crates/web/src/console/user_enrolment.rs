//! An address for a user's first MFA device, made by an administrator and shown once.

use askama::Template;
use axum::extract::Path;
use service::ops::enrolment::CreateEnrolmentAddress;
use service::ops::users::UserView;

use super::devices::sample;
use super::user;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, When, Whose};
use crate::signin::Nothing;
use crate::visit::{Answered, Visit, page, with_fields};

/// Before and after the address is made.
#[derive(Template)]
#[template(path = "console/user_enrolment.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: String,
    /// The address, once it is made.
    pub made: Option<Made>,
}

/// An address that was made.
pub struct Made {
    /// The address.
    pub address: String,
    /// Until when it works.
    pub until: When,
}

impl Page {
    fn whose(&self) -> Whose {
        Whose::User(self.name.clone())
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |name: &str, made| Page {
        layout: gallery::root(t, "/console/users/hanako/enrolment-address"),
        name: name.to_owned(),
        made,
    };
    let token = "not-a-token-not-a-token-not-a-token-not-a-t";
    let made = Made {
        address: format!("https://sekisho.example.jp/signin/enrol?token={token}"),
        until: sample::when("2024-07-17 09:15"),
    };
    vec![
        ("before", page("hanako", None)),
        (
            "made",
            page("taro.yamada+keiri=a,b@example.co.jp", Some(made)),
        ),
    ]
}

/// Where the page stands for this user.
fn address(view: &UserView) -> String {
    let whose = Whose::User(view.user.name.to_string());
    format!("{}/enrolment-address", whose.start())
}

/// `GET /console/users/{name}/enrolment-address`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>) -> Answered {
    let view = user::find(&visit, &user::parse(&name)?).await?;
    let signed = visit.freshly_signed_in(&address(&view)).await?;
    page(&Page {
        layout: visit.frame(&signed),
        name: view.user.name.to_string(),
        made: None,
    })
}

/// `POST /console/users/{name}/enrolment-address`.
pub(crate) async fn submit(visit: Visit, Path(name): Path<String>, _: Form<Nothing>) -> Answered {
    let signed = visit.signed_in().await?;
    let view = user::find(&visit, &user::parse(&name)?).await?;
    let name = view.user.name.clone();
    let operation = CreateEnrolmentAddress { name: name.clone() };
    let made = visit
        .call(&operation)
        .await
        .map_err(|refusal| visit.stop_in(refusal, &address(&view)))?;
    let origin = visit.app.config().public_url.origin();
    page(&Page {
        layout: visit.frame(&signed),
        name: name.to_string(),
        made: Some(Made {
            address: with_fields(
                &format!("{origin}/signin/enrol"),
                &[("token", made.token.reveal())],
            ),
            until: visit.when(made.until),
        }),
    })
}
