//! Requires MFA of a group: attaches the self-management policy, after a preview of whom it stops now.

use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;
use policy::managed::MANAGE_OWN_CREDENTIALS;
use rules::User;
use rules::principal::AccessKeyStatus;
use serde::Deserialize;
use service::ops::groups::GroupWithUsers;
use service::ops::sessions::SignedIn;

use super::group::{Member, find};
use super::owner::{self, Attached, Owner};
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::Layout;
use crate::notice::Done;
use crate::visit::{Answered, Visit, page};

/// The preview before MFA is required of a group.
#[derive(Template)]
#[template(path = "console/group_mfa.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The group.
    pub owner: Owner,
    /// The policy that will be attached.
    pub policy: Attached,
    /// Whether it is attached already.
    pub is_attached: bool,
    /// Who belongs to the group.
    pub members: Vec<Affected>,
}

/// What the policy does to a member.
#[derive(Clone)]
pub struct Affected {
    /// Who.
    pub member: Member,
    /// How many active access keys the member has: without MFA in the session, they are stopped.
    pub keys: u64,
}

impl Affected {
    fn of(user: &User) -> Self {
        let keys = user.credentials.access_keys.iter();
        Self {
            member: Member::of(user),
            keys: keys
                .filter(|key| key.status == AccessKeyStatus::Active)
                .count() as u64,
        }
    }

    /// Whether somebody can do nothing but enrol, from now on.
    fn is_stopped(&self) -> bool {
        self.member.devices == 0
    }
}

impl Page {
    fn count(&self) -> u64 {
        self.members.len() as u64
    }

    fn stopped(&self) -> u64 {
        self.members.iter().filter(|one| one.is_stopped()).count() as u64
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let member = |name: &str, devices, keys| Affected {
        member: Member {
            name: name.to_owned(),
            devices,
        },
        keys,
    };
    let page = |members| Page {
        layout: gallery::root(t, "/console/groups/keiri/require-mfa"),
        owner: owner::sample::group(),
        policy: Attached::of(MANAGE_OWN_CREDENTIALS.to_owned()),
        is_attached: false,
        members,
    };
    let some = vec![
        member("batch-nightly", 0, 2),
        member("hanako", 2, 0),
        member("jiro", 0, 0),
        member("saburo", 1, 1),
    ];
    let mut attached = page(some.clone());
    attached.is_attached = true;
    vec![
        ("typical", page(some)),
        ("nobody", page(Vec::new())),
        ("nobody-stopped", page(vec![member("hanako", 1, 0)])),
        ("attached", attached),
    ]
}

fn address(owner: &Owner) -> String {
    format!("{}/require-mfa", owner.address())
}

/// `GET /console/groups/{name}/require-mfa`.
pub(crate) async fn show(visit: Visit, Path(name): Path<String>, owner: Owner) -> Answered {
    let signed = visit.freshly_signed_in(&address(&owner)).await?;
    let found = find(&visit, &name).await?;
    let attached = owner.attached(&visit).await;
    let attached = attached.map_err(|refusal| visit.stop(refusal))?;
    let is_attached = attached.iter().any(|arn| arn == MANAGE_OWN_CREDENTIALS);
    page(&draw(&visit, &signed, &found, is_attached))
}

fn draw(visit: &Visit, signed: &SignedIn, found: &GroupWithUsers, is_attached: bool) -> Page {
    Page {
        layout: visit.frame(signed),
        owner: Owner::Group(found.group.name.clone()),
        policy: Attached::of(MANAGE_OWN_CREDENTIALS.to_owned()),
        is_attached,
        members: found.users.iter().map(Affected::of).collect(),
    }
}

/// What the form holds: nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Input {}

/// `POST /console/groups/{name}/require-mfa`.
pub(crate) async fn submit(visit: Visit, owner: Owner, Form(Input {}): Form<Input>) -> Answered {
    let policy = MANAGE_OWN_CREDENTIALS.to_owned();
    let attached = owner.attach(&visit, policy).await;
    attached.map_err(|refusal| visit.stop_in(refusal, &address(&owner)))?;
    let done = Done::MfaOfGroup(owner.name().to_owned());
    Ok(visit.done(&owner.permissions(), &done).into_response())
}
