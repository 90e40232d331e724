//! IAM > Access management > Roles: the list.

use askama::Template;
use rules::RoleName;
use service::ops::roles::ListRoles;

use super::devices::sample;
use super::owner::Owner;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted, When};
use crate::visit::{Answered, Visit, page};

/// The list of roles.
#[derive(Template)]
#[template(path = "console/roles.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The roles, by name.
    pub rows: Vec<Row>,
    /// Whether a role may be created.
    pub create: Permitted,
}

/// A role in the list.
#[derive(Clone)]
pub struct Row {
    /// Its name.
    pub name: RoleName,
    /// What it is for.
    pub description: Option<String>,
    /// When somebody acted as it last.
    pub last_used: Option<When>,
}

impl Row {
    fn address(&self) -> String {
        Owner::Role(self.name.clone()).address()
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |name: &str, last_used| Row {
        name: RoleName::parse(name).expect("a name"),
        description: Some("経理部の監査".to_owned()),
        last_used,
    };
    let page = |rows| Page {
        layout: gallery::root(t, "/console/roles"),
        rows,
        create: Permitted::Yes(()),
    };
    let some = vec![
        row("audit", Some(sample::when("2026-11-23 23:58"))),
        row("deploy", None),
    ];
    let mut limited = page(some.clone());
    limited.create = Permitted::Lacks("iam:CreateRole");
    let mut deleted = page(some.clone());
    deleted.layout.flash = Some(Notice::done(t.role_deleted("batch")));
    vec![
        ("empty", page(Vec::new())),
        ("typical", page(some)),
        ("limited", limited),
        ("deleted", deleted),
    ]
}

/// `GET /console/roles`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let path_prefix = "/".to_owned();
    let roles = visit.ask(&ListRoles { path_prefix }).await?;
    let [create] = visit.may([("iam:CreateRole", None)]).await?;
    let rows = roles.into_iter().map(|view| Row {
        last_used: view.last_used.map(|(at, _)| visit.when(at)),
        name: view.role.name,
        description: view.role.description,
    });
    page(&Page {
        layout: visit.frame(&signed),
        rows: rows.collect(),
        create,
    })
}
