//! IAM > Access management > Policies: those that every account has, and those of this one.

use askama::Template;
use axum::extract::Query;
use serde::Deserialize;
use service::ops::policies::{ListPolicies, PolicyView, Scope};

use super::owner::Attached;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted};
use crate::visit::{Answered, Visit, page};

/// The list of managed policies.
#[derive(Template)]
#[template(path = "console/policies.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose are shown.
    pub scope: Scope,
    /// Whether only those are shown that somebody has.
    pub attached: bool,
    /// The policies, by name.
    pub rows: Vec<Row>,
    /// Whether a policy may be created.
    pub create: Permitted,
}

/// A policy in the list.
#[derive(Clone)]
pub struct Row {
    /// The policy.
    pub policy: Attached,
    /// What it is for.
    pub description: Option<String>,
    /// How many have it, or are bounded by it.
    pub used: u64,
}

impl Page {
    fn shows(&self, scope: Scope) -> bool {
        self.scope == scope
    }
}

impl Row {
    fn of(view: PolicyView) -> Self {
        Self {
            used: u64::from(view.attachments) + u64::from(view.boundaries),
            description: view.description,
            policy: Attached::of(view.arn),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |arn: &str, description: Option<&str>, used| Row {
        policy: Attached::of(arn.to_owned()),
        description: description.map(str::to_owned),
        used,
    };
    let page = |rows| Page {
        layout: gallery::root(t, "/console/policies"),
        scope: Scope::All,
        attached: false,
        rows,
        create: Permitted::Yes(()),
    };
    let some = vec![
        row(
            "arn:aws:iam::aws:policy/AdministratorAccess",
            Some("Provides full access."),
            1,
        ),
        row("arn:aws:iam::123456789012:policy/keiri/Audit", None, 0),
    ];
    let mut none = page(Vec::new());
    none.scope = Scope::Local;
    none.attached = true;
    let mut limited = page(some.clone());
    limited.create = Permitted::Lacks("iam:CreatePolicy");
    let mut deleted = page(some.clone());
    deleted.layout.flash = Some(Notice::done(t.document_deleted("Audit")));
    vec![
        ("typical", page(some)),
        ("none", none),
        ("limited", limited),
        ("deleted", deleted),
    ]
}

/// Which of them.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    scope: String,
    #[serde(default)]
    attached: String,
}

/// `GET /console/policies`.
pub(crate) async fn show(visit: Visit, Query(part): Query<Part>) -> Answered {
    let signed = visit.signed_in().await?;
    let scope = match part.scope.as_str() {
        "aws" => Scope::Aws,
        "account" => Scope::Local,
        _ => Scope::All,
    };
    let listing = ListPolicies {
        scope,
        only_attached: part.attached == "on",
        path_prefix: "/".to_owned(),
        usage: None,
    };
    let policies = visit.ask(&listing).await?;
    let [create] = visit.may([("iam:CreatePolicy", None)]).await?;
    page(&Page {
        layout: visit.frame(&signed),
        scope,
        attached: listing.only_attached,
        rows: policies.into_iter().map(Row::of).collect(),
        create,
    })
}
