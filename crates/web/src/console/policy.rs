//! A managed policy's page: what it says, its versions, and who has it.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use policy::{Kind, Policy};
use serde::Deserialize;
use service::Refusal;
use service::authorise::Resource;
use service::ops::attachments::{EntitiesOfPolicy, ListEntitiesForPolicy};
use service::ops::policies::{DeletePolicy, GetPolicy, PolicyView};
use service::ops::policy_versions::{
    DeletePolicyVersion, GetPolicyVersion, SetDefaultPolicyVersion,
};
use service::ops::sessions::SignedIn;

use super::devices::sample;
use super::owner::{Attached, Owner};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted, When};
use crate::notice::Done;
use crate::policy_words;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};

/// A policy's page.
#[derive(Template)]
#[template(path = "console/policy.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The policy.
    pub policy: Attached,
    /// What it is for.
    pub description: Option<String>,
    /// The version that is shown: its id, what it means, and its document.
    pub shown: Permitted<Shown>,
    /// The versions, the oldest first.
    pub versions: Vec<Version>,
    /// Who has it.
    pub entities: Permitted<Vec<Owner>>,
    /// Whether a version may be added.
    pub edit: Permitted,
    /// Whether another version may become the default.
    pub set: Permitted,
    /// Whether versions may be deleted.
    pub delete_version: Permitted,
    /// Whether the policy may be deleted.
    pub delete: Permitted,
}

/// The version whose document is shown.
pub struct Shown {
    /// `v1`
    pub id: String,
    /// What it allows and denies, in words.
    pub meaning: Vec<String>,
    /// The document.
    pub document: String,
}

/// A version in the list.
#[derive(Clone)]
pub struct Version {
    /// `v1`
    pub id: String,
    /// Whether it decides.
    pub is_default: bool,
    /// When it was made.
    pub created: When,
}

impl Page {
    fn is_ours(&self) -> bool {
        !self.policy.is_by_aws()
    }

    fn edit_address(&self) -> String {
        with_fields("/console/policies/edit", &[("policy", &self.policy.arn)])
    }

    fn version_address(&self, version: &Version) -> String {
        let fields = [
            ("policy", self.policy.arn.as_str()),
            ("version", &version.id),
        ];
        with_fields("/console/policies/policy", &fields)
    }

    /// Nobody has it, and only one version is left.
    fn can_go(&self) -> bool {
        self.versions.len() == 1 && self.entities.shown().is_none_or(Vec::is_empty)
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let document = policy::managed::find(policy::managed::MANAGE_OWN_CREDENTIALS)
        .map_or("", |managed| managed.document);
    let version = |id: &str, is_default| Version {
        id: id.to_owned(),
        is_default,
        created: sample::when("2026-11-02 09:15"),
    };
    let page = |arn: &str| Page {
        layout: gallery::root(t, "/console/policies/policy"),
        policy: Attached::of(arn.to_owned()),
        description: None,
        shown: Permitted::Yes(shown(t, "v1".to_owned(), document)),
        versions: vec![version("v1", true), version("v2", false)],
        entities: Permitted::Yes(vec![
            super::owner::sample::group(),
            super::owner::sample::user(),
        ]),
        edit: Permitted::Yes(()),
        set: Permitted::Yes(()),
        delete_version: Permitted::Yes(()),
        delete: Permitted::Yes(()),
    };
    let own = "arn:aws:iam::123456789012:policy/keiri/Audit";
    let mut by_aws = page(policy::managed::MANAGE_OWN_CREDENTIALS);
    by_aws.versions.truncate(1);
    by_aws.description = Some("Lets IAM users manage their own credentials.".to_owned());
    let mut unused = page(own);
    unused.versions.truncate(1);
    unused.entities = Permitted::Yes(Vec::new());
    unused.layout.flash = Some(Notice::done(t.document_saved("Audit")));
    let mut limited = page(own);
    limited.shown = Permitted::Lacks("iam:GetPolicyVersion");
    limited.entities = Permitted::Lacks("iam:ListEntitiesForPolicy");
    limited.edit = Permitted::Lacks("iam:CreatePolicyVersion");
    limited.set = Permitted::Lacks("iam:SetDefaultPolicyVersion");
    limited.delete_version = Permitted::Lacks("iam:DeletePolicyVersion");
    limited.delete = Permitted::Lacks("iam:DeletePolicy");
    vec![
        ("typical", page(own)),
        ("by-aws", by_aws),
        ("unused", unused),
        ("limited", limited),
    ]
}

/// Which policy, and which version of it.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    policy: String,
    #[serde(default)]
    version: String,
}

fn shown(t: Lang, id: String, document: &str) -> Shown {
    let parsed = Policy::parse_as(Kind::Managed, document);
    Shown {
        id,
        meaning: parsed.map_or_else(|_| Vec::new(), |read| policy_words::sentences(t, &read)),
        document: policy_words::laid_out(document),
    }
}

/// `GET /console/policies/policy`.
pub(crate) async fn show(visit: Visit, Query(which): Query<Which>) -> Answered {
    let signed = visit.signed_in().await?;
    page(&draw(&visit, &signed, which).await?)
}

async fn draw(visit: &Visit, signed: &SignedIn, which: Which) -> Result<Page, Stop> {
    let policy = which.policy;
    let view = visit
        .ask(&GetPolicy {
            policy: policy.clone(),
        })
        .await?;
    let version = if which.version.is_empty() {
        format!("v{}", view.default_version)
    } else {
        which.version
    };
    let read = GetPolicyVersion {
        policy: policy.clone(),
        version: version.clone(),
    };
    let read = visit.looked(visit.look(&read).await, "iam:GetPolicyVersion")?;
    let listing = ListEntitiesForPolicy {
        policy,
        path_prefix: "/".to_owned(),
        usage: None,
    };
    let entities = visit.looked(visit.look(&listing).await, "iam:ListEntitiesForPolicy")?;
    let on = Resource::Policy(view.arn.clone());
    let asks = [
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:DeletePolicyVersion",
        "iam:DeletePolicy",
    ];
    let [edit, set, delete_version, delete] =
        visit.may(asks.map(|action| (action, on.clone()))).await?;
    Ok(Page {
        layout: visit.frame(signed),
        versions: versions(visit, &view),
        description: view.description,
        policy: Attached::of(view.arn),
        shown: read.map(|read| shown(visit.t, version, &read.document)),
        entities: entities.map(owners),
        edit,
        set,
        delete_version,
        delete,
    })
}

fn versions(visit: &Visit, view: &PolicyView) -> Vec<Version> {
    let versions = view.versions.iter().map(|version| Version {
        id: format!("v{}", version.number),
        is_default: version.number == view.default_version,
        created: visit.when(version.created_at),
    });
    versions.collect()
}

fn owners(entities: EntitiesOfPolicy) -> Vec<Owner> {
    let groups = entities
        .groups
        .into_iter()
        .map(|one| Owner::Group(one.name));
    let users = entities.users.into_iter().map(|one| Owner::User(one.name));
    let roles = entities.roles.into_iter().map(|one| Owner::Role(one.name));
    groups.chain(users).chain(roles).collect()
}

/// The forms of the page have addresses of their own, at which there is nothing to see.
pub(crate) async fn back() -> Redirect {
    Redirect::to("/console/policies")
}

/// `POST /console/policies/version/default`.
pub(crate) async fn set_default(visit: Visit, Form(which): Form<Which>) -> Answered {
    let Which { policy, version } = which;
    let start = Attached::of(policy.clone()).address();
    let done = Done::VersionSet(version.clone());
    let set = visit
        .call(&SetDefaultPolicyVersion { policy, version })
        .await;
    set.map_err(|refusal| visit.stop_in(refusal, &start))?;
    Ok(visit.done(&start, &done).into_response())
}

/// `POST /console/policies/version/delete`.
pub(crate) async fn delete_version(visit: Visit, Form(which): Form<Which>) -> Answered {
    let Which { policy, version } = which;
    let start = Attached::of(policy.clone()).address();
    let done = Done::VersionDeleted(version.clone());
    let deleted = visit.call(&DeletePolicyVersion { policy, version }).await;
    deleted.map_err(|refusal| visit.stop_in(refusal, &start))?;
    Ok(visit.done(&start, &done).into_response())
}

/// `POST /console/policies/delete`.
pub(crate) async fn delete(visit: Visit, Form(which): Form<Which>) -> Answered {
    let signed = visit.signed_in().await?;
    let gone = Attached::of(which.policy.clone());
    let policy = which.policy.clone();
    match visit.call(&DeletePolicy { policy }).await {
        Ok(()) => {
            let done = Done::DocumentDeleted(gone.name);
            Ok(visit.done("/console/policies", &done).into_response())
        }
        Err(Refusal::DeleteConflict(_)) => refused(&draw(&visit, &signed, which).await?),
        Err(other) => Err(visit.stop_in(other, &gone.address())),
    }
}
