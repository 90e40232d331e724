//! After a user was created: the password, shown this once, and what to hand over with it.

use crate::csv;
use crate::visit::{Answered, Visit, page};
use askama::Template;
use data_encoding::BASE64;
use rules::UserName;
use rules::password::Password;
use service::ops::sessions::SignedIn;

use super::devices::path_segment;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::Layout;

/// The page that shows a new user's password once.
#[derive(Template)]
#[template(path = "console/user_created.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The user's name.
    pub name: String,
    /// What was done.
    pub occasion: Occasion,
    /// The way in, for a user who has one.
    pub console: Option<Handover>,
}

/// What the page tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The user was created.
    Created,
    /// The user got another password.
    PasswordSet,
}

/// What the user needs for the next sign-in.
pub struct Handover {
    /// The password, if it was made here; one that was typed is not shown again.
    pub password: Option<String>,
    /// Where to sign in.
    pub sign_in_url: String,
    /// The same as a file: a `data:` address of a CSV document.
    pub csv_href: String,
}

impl Page {
    fn title(&self) -> String {
        let t = self.layout.t;
        match self.occasion {
            Occasion::Created => t.created_title(&self.name),
            Occasion::PasswordSet => t.handover_done(&self.name),
        }
    }

    fn user_address(&self) -> String {
        format!("/console/users/{}", path_segment(&self.name))
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |name: &str, occasion, console| Page {
        layout: gallery::root(t, "/console/users"),
        name: name.to_owned(),
        occasion,
        console,
    };
    let handover = |password: Option<&str>| Handover {
        password: password.map(str::to_owned),
        sign_in_url: "https://sekisho.example.jp/signin/user?account=keiri".to_owned(),
        csv_href: "data:text/csv;charset=utf-8;base64,77u/VXNlciBuYW1lDQpoYW5ha28NCg==".to_owned(),
    };
    vec![
        (
            "generated",
            page(
                "hanako",
                Occasion::Created,
                Some(handover(Some("not-a-secret-4t7K-example"))),
            ),
        ),
        (
            "typed",
            page("hanako", Occasion::PasswordSet, Some(handover(None))),
        ),
        ("no-console", page("batch-nightly", Occasion::Created, None)),
    ]
}

/// Tells what was done, with a generated password for the only time.
pub(crate) fn tell(
    visit: &Visit,
    signed: &SignedIn,
    name: &UserName,
    occasion: Occasion,
    console: Option<Handover>,
) -> Answered {
    page(&Page {
        layout: visit.frame(signed),
        name: name.to_string(),
        occasion,
        console,
    })
}

/// What a user needs for the next sign-in.
pub(crate) fn handover(
    visit: &Visit,
    signed: &SignedIn,
    name: &UserName,
    generated: Option<&Password>,
) -> Handover {
    let t = visit.t;
    let password = generated.map(|password| password.reveal().to_owned());
    let sign_in_url = visit.sign_in_url(&signed.account);
    let head = [t.user_name(), t.password(), t.sign_in_url()]
        .map(str::to_owned)
        .to_vec();
    let row = vec![
        name.to_string(),
        password.clone().unwrap_or_default(),
        sign_in_url.clone(),
    ];
    let file = BASE64.encode(csv::table(&[head, row]).as_bytes());
    Handover {
        password,
        sign_in_url,
        csv_href: format!("data:text/csv;charset=utf-8;base64,{file}"),
    }
}
