//! Attaches a managed policy to a user, group or role, or bounds a user or role by one; and takes both
//! away.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use service::Refusal;
use service::ops::policies::{ListPolicies, Scope};
use service::ops::sessions::SignedIn;

use super::owner::{self, Attached, Owner};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused};

/// The choice of a policy.
#[derive(Template)]
#[template(path = "console/policy_attach.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Who gets it.
    pub owner: Owner,
    /// Whether it will bound the owner's others.
    pub bounds: bool,
    /// The policies to choose from.
    pub choices: Vec<Choice>,
    /// What is wrong with the choice.
    pub error: Option<String>,
}

/// A policy that can be chosen.
pub struct Choice {
    /// The policy.
    pub policy: Attached,
    /// What it is for.
    pub description: Option<String>,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([("policy_0", self.layout.t.user_policies(), &self.error)])
    }

    fn address(&self) -> String {
        address(&self.owner, self.bounds)
    }
}

fn address(owner: &Owner, bounds: bool) -> String {
    let step = if bounds {
        "boundary"
    } else {
        "policies/attach"
    };
    format!("{}/{step}", owner.address())
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let choice = |arn: &str, description: Option<&str>| Choice {
        policy: Attached::of(arn.to_owned()),
        description: description.map(str::to_owned),
    };
    let page = |owner, bounds| Page {
        layout: gallery::root(t, "/console/groups/keiri/policies/attach"),
        owner,
        bounds,
        choices: vec![
            choice("arn:aws:iam::123456789012:policy/keiri/Audit", None),
            choice(
                "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
                Some("Provides read-only access to IAM."),
            ),
        ],
        error: None,
    };
    let mut error = page(owner::sample::group(), false);
    error.error = Some(t.error_attached_max().to_owned());
    let mut none = page(owner::sample::group(), false);
    none.choices = Vec::new();
    vec![
        ("group", page(owner::sample::group(), false)),
        ("boundary", page(owner::sample::user(), true)),
        ("error", error),
        ("none", none),
    ]
}

async fn draw(
    visit: &Visit,
    signed: &SignedIn,
    owner: Owner,
    bounds: bool,
    error: Option<String>,
) -> Result<Page, Stop> {
    let listing = ListPolicies {
        scope: Scope::All,
        only_attached: false,
        path_prefix: "/".to_owned(),
        usage: None,
    };
    let policies = visit.ask(&listing).await?;
    let has = if bounds {
        Vec::new()
    } else {
        // Whoever may not see what is attached sees all: attaching one again changes nothing.
        match owner.attached(visit).await {
            Ok(attached) => attached,
            Err(Refusal::AccessDenied { .. }) => Vec::new(),
            Err(other) => return Err(visit.stop(other)),
        }
    };
    let choices = policies.into_iter().filter(|view| !has.contains(&view.arn));
    let choices = choices.map(|view| Choice {
        policy: Attached::of(view.arn),
        description: view.description,
    });
    Ok(Page {
        layout: visit.frame(signed),
        choices: choices.collect(),
        owner,
        bounds,
        error,
    })
}

/// `GET …/policies/attach`.
pub(crate) async fn show(visit: Visit, owner: Owner) -> Answered {
    let signed = visit.freshly_signed_in(&address(&owner, false)).await?;
    page(&draw(&visit, &signed, owner, false, None).await?)
}

/// `GET …/boundary`.
pub(crate) async fn show_boundary(visit: Visit, owner: Owner) -> Answered {
    let signed = visit.freshly_signed_in(&address(&owner, true)).await?;
    page(&draw(&visit, &signed, owner, true, None).await?)
}

/// What the forms hold: the policy's ARN.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    policy: String,
}

fn done(visit: &Visit, owner: &Owner, done: &Done) -> Response {
    visit.done(&owner.permissions(), done).into_response()
}

fn name(arn: &str) -> String {
    Attached::of(arn.to_owned()).name
}

/// `POST …/policies/attach`.
pub(crate) async fn attach(visit: Visit, owner: Owner, Form(input): Form<Input>) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let error = if input.policy.is_empty() {
        t.error_policy_missing()
    } else {
        match owner.attach(&visit, input.policy.clone()).await {
            Ok(()) => {
                return Ok(done(
                    &visit,
                    &owner,
                    &Done::PolicyAttached(name(&input.policy)),
                ));
            }
            Err(Refusal::LimitExceeded(_)) => t.error_attached_max(),
            Err(other) => return Err(visit.stop_in(other, &address(&owner, false))),
        }
    };
    refused(&draw(&visit, &signed, owner, false, Some(error.to_owned())).await?)
}

/// `POST …/boundary`.
pub(crate) async fn bound(visit: Visit, owner: Owner, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    if input.policy.is_empty() {
        let error = visit.t.error_policy_missing().to_owned();
        return refused(&draw(&visit, &signed, owner, true, Some(error)).await?);
    }
    owner.bound(&visit, input.policy.clone()).await?;
    Ok(done(
        &visit,
        &owner,
        &Done::BoundarySet(name(&input.policy)),
    ))
}

/// `POST …/policies/detach`.
pub(crate) async fn detach(visit: Visit, owner: Owner, Form(input): Form<Input>) -> Answered {
    let detached = owner.detach(&visit, input.policy.clone()).await;
    detached.map_err(|refusal| visit.stop_in(refusal, &owner.permissions()))?;
    Ok(done(
        &visit,
        &owner,
        &Done::PolicyDetached(name(&input.policy)),
    ))
}

/// What the form holds: nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST …/boundary/delete`.
pub(crate) async fn unbound(
    visit: Visit,
    owner: Owner,
    Form(Nothing {}): Form<Nothing>,
) -> Answered {
    owner.unbound(&visit).await?;
    Ok(done(&visit, &owner, &Done::BoundaryDeleted))
}

/// The forms of an owner's page have addresses of their own, at which there is nothing to see.
pub(crate) async fn back(owner: Owner) -> Redirect {
    Redirect::to(&owner.permissions())
}
