//! IAM > Access management > User groups: the list.

use askama::Template;
use axum::extract::Query;
use rules::GroupName;
use rules::typed::tidy;
use serde::Deserialize;
use service::ops::groups::ListGroups;

use super::devices::sample;
use super::owner::{self, Owner};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted, When};
use crate::visit::{Answered, Visit, page};

/// The list of groups.
#[derive(Template)]
#[template(path = "console/groups.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What the names shown begin with; empty for all.
    pub search: String,
    /// The groups, by name.
    pub rows: Vec<Row>,
    /// Whether a group may be created.
    pub create: Permitted,
}

/// A group in the list.
#[derive(Clone)]
pub struct Row {
    /// Its name.
    pub name: GroupName,
    /// How many users belong to it.
    pub members: u64,
    /// How many policies it has, attached or its own.
    pub policies: u64,
    /// When it was made.
    pub created: When,
}

impl Row {
    fn address(&self) -> String {
        Owner::Group(self.name.clone()).address()
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |name: &str, members, policies| Row {
        name: owner::sample::name(name),
        members,
        policies,
        created: sample::when("2026-11-02 09:15"),
    };
    let page = |rows| Page {
        layout: gallery::root(t, "/console/groups"),
        search: String::new(),
        rows,
        create: Permitted::Yes(()),
    };
    let some = vec![
        row("batch", 0, 1),
        row("keiri", 12, 2),
        row("kaihatsu+tokyo=a,b@example", 1, 0),
    ];
    let mut nobody_found = page(Vec::new());
    nobody_found.search = String::from("経理");
    let mut limited = page(some.clone());
    limited.create = Permitted::Lacks("iam:CreateGroup");
    let mut deleted = page(some.clone());
    deleted.layout.flash = Some(Notice::done(t.group_deleted("soumu")));
    vec![
        ("empty", page(Vec::new())),
        ("typical", page(some)),
        ("nobody-found", nobody_found),
        ("limited", limited),
        ("deleted", deleted),
    ]
}

/// Which part of the list.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    search: String,
}

/// `GET /console/groups`.
pub(crate) async fn show(visit: Visit, Query(part): Query<Part>) -> Answered {
    let signed = visit.signed_in().await?;
    let search = tidy(&part.search);
    let path_prefix = "/".to_owned();
    let groups = visit.ask(&ListGroups { path_prefix }).await?;
    let [create] = visit.may([("iam:CreateGroup", None)]).await?;
    let begins = search.to_lowercase();
    let found = groups
        .into_iter()
        .filter(|group| group.name.folded().starts_with(&begins));
    let rows = found.map(|group| Row {
        members: u64::from(group.members),
        policies: (group.policies.len() + group.inline.len()) as u64,
        created: visit.when(group.created_at),
        name: group.name,
    });
    page(&Page {
        layout: visit.frame(&signed),
        rows: rows.collect(),
        search,
        create,
    })
}
