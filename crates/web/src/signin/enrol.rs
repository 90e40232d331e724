//! An address for a first MFA device, opened in a browser. Opening it uses nothing up; its token is
//! posted first and becomes a cookie, which waits for the sign-in.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::gallery;
use crate::http::{Cookie, CookieValue, Form, Problem};
use crate::lang::Lang;
use crate::layout::Layout;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page};

/// The page at the address.
#[derive(Template)]
#[template(path = "signin/enrol.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The token in the address.
    pub token: String,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = Page {
        layout: gallery::outside(t, "/signin/enrol"),
        token: "not-a-token-not-a-token-not-a-token-not-a-t".to_owned(),
    };
    vec![("typical", page)]
}

/// What the address and the form hold.
#[derive(Deserialize)]
pub(crate) struct Address {
    #[serde(default)]
    token: String,
}

/// `GET /signin/enrol`.
pub(crate) async fn show(visit: Visit, Query(address): Query<Address>) -> Answered {
    if CookieValue::parse(&address.token).is_none() {
        return Err(Problem::NotFound.into());
    }
    page(&Page {
        layout: visit.layout(),
        token: address.token,
    })
}

/// `POST /signin/enrol`: the token becomes a cookie, and the address no longer shows it.
pub(crate) async fn take(visit: Visit, Form(address): Form<Address>) -> Answered {
    let value = CookieValue::parse(&address.token).ok_or(Problem::NotFound)?;
    let cookie = visit.cookies.set(Cookie::Enrolment, &value);
    let to: Redirect = match visit.cookies.value(Cookie::Session) {
        Some(_) => Redirect::to(crate::visit::ENROLMENT),
        None => visit.done("/signin", &Done::EnrolmentAddressKept),
    };
    Ok((cookie, to).into_response())
}
