//! After the password and before the deadline: until when MFA has to be there, and the way to it.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use rules::Due;

use crate::due;
use crate::gallery;
use crate::http::ReturnTo;
use crate::lang::Lang;
use crate::layout::{Countdown, Layout};
use crate::visit::{Answered, Visit, page};

/// The page that says until when MFA has to be there.
#[derive(Template)]
#[template(path = "console/mfa_required.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// From when MFA is required.
    pub required: Required,
    /// Where "Later" leads.
    pub return_to: String,
}

/// From when MFA is required.
pub enum Required {
    /// From an instant that is known.
    From(Countdown),
    /// So many days from the next sign-in without MFA.
    AfterNextSignIn(u64),
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |required| Page {
        layout: gallery::root(t, "/console/mfa-required"),
        required,
        return_to: "/console".to_owned(),
    };
    let today = Countdown {
        days: 0,
        ..gallery::countdown(t)
    };
    let tomorrow = Countdown {
        days: 1,
        ..gallery::countdown(t)
    };
    let mut user = page(Required::From(gallery::countdown(t)));
    user.layout = gallery::user(t, "/console/mfa-required");
    "/console/users?search=han".clone_into(&mut user.return_to);
    vec![
        ("root", page(Required::From(gallery::countdown(t)))),
        ("user", user),
        ("tomorrow", page(Required::From(tomorrow))),
        ("today", page(Required::From(today))),
        ("days", page(Required::AfterNextSignIn(35))),
    ]
}

/// `GET /console/mfa-required`.
pub(crate) async fn show(visit: Visit, return_to: ReturnTo) -> Answered {
    let signed = visit.signed_in().await?;
    let return_to = return_to.or_console();
    let required = match signed.due {
        Due::FromFirstSignIn(days) => Required::AfterNextSignIn(u64::from(days)),
        _ => match due::countdown(visit.t, &signed) {
            Some(countdown) => Required::From(countdown),
            None => return Ok(Redirect::to(return_to.as_str()).into_response()),
        },
    };
    page(&Page {
        layout: visit.frame(&signed),
        required,
        return_to: return_to.to_string(),
    })
}
