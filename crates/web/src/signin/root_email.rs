//! The root user's door, first step: the e-mail address. What is typed here is not judged yet.

use crate::http::{Form, OwnPath, ReturnTo};
use crate::signin::root_password;
use crate::visit::{Answered, Visit, page, refused};
use askama::Template;
use axum::extract::Query;
use rules::typed::tidy;
use serde::Deserialize;

use super::choose::return_query;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Secret, faults};

/// The page that asks for the root user's e-mail address.
#[derive(Template)]
#[template(path = "signin/root_email.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The address.
    pub email: Field,
    /// Where to go after signing in: an own path, if one was asked for.
    pub return_to: Option<String>,
}

impl Page {
    fn query(&self) -> String {
        return_query(self.return_to.as_deref())
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([("email", t.signin_root_email(), &self.email.error)])
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |email, return_to| Page {
        layout: gallery::outside(t, "/signin/root"),
        email,
        return_to,
    };
    vec![
        ("empty", page(Field::default(), None)),
        ("filled-in", page(prefilled("root@example.com"), None)),
        (
            "error",
            page(
                Field::refused("root", t.error_email()),
                Some("/console/account".to_owned()),
            ),
        ),
    ]
}

/// What the address may fill in.
#[derive(Deserialize)]
pub(crate) struct Prefill {
    #[serde(default)]
    email: String,
}

/// The field with an address that a link brought. Whoever wrote the link can put nothing there but an
/// address, and it is still for the person to send it.
pub(super) fn prefilled(email: &str) -> Field {
    let email = rules::Email::parse(&tidy(email));
    Field::holding(email.map_or_else(|_| String::new(), |email| email.to_string()))
}

/// `GET /signin/root`.
pub(crate) async fn show(
    visit: Visit,
    ReturnTo(return_to): ReturnTo,
    Query(prefill): Query<Prefill>,
) -> Answered {
    let return_to = return_to.as_ref().map(OwnPath::to_string);
    page(&Page {
        layout: visit.layout(),
        email: prefilled(&prefill.email),
        return_to,
    })
}

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Input {
    email: String,
    #[serde(rename = "return")]
    return_to: Option<OwnPath>,
}

/// `POST /signin/root`: every address leads to the page for the password, known or not.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let return_to = input.return_to.as_ref().map(OwnPath::to_string);
    let email = tidy(&input.email);
    if rules::Email::parse(&email).is_err() {
        let email = Field::refused(input.email, visit.t.error_email());
        return refused(&Page {
            layout: visit.layout(),
            email,
            return_to,
        });
    }
    page(&root_password::Page {
        layout: visit.layout(),
        email,
        password: Secret::default(),
        wait: None,
        return_to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fills_in_an_address_and_nothing_else() {
        for (given, held) in [
            ("root@example.com", "root@example.com"),
            ("ｒｏｏｔ@example.com", "root@example.com"),
            ("", ""),
            ("root", ""),
            ("\"><script>alert(1)</script>", ""),
        ] {
            assert_eq!(prefilled(given).value, held, "{given}");
        }
    }
}
