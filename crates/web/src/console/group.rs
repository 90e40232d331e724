//! A group's page: who belongs to it, and the tab *Permissions*.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use rules::typed::tidy;
use rules::{GroupName, User, UserName};
use serde::Deserialize;
use service::Refusal;
use service::authorise::Resource;
use service::ops::groups::{AddUserToGroup, GetGroup, GroupWithUsers, RemoveUserFromGroup};
use service::ops::sessions::SignedIn;
use service::refusal::Entity;

use super::devices::{path_segment, sample};
use super::owner::{self, Held, Owner};
use crate::gallery;
use crate::http::{Form, Problem};
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, Permitted, When, faults};
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit, page, refused, with_fields};
use crate::words;

/// A group's page.
#[derive(Template)]
#[template(path = "console/group.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The group.
    pub owner: Owner,
    /// Its ARN.
    pub arn: String,
    /// When it was made.
    pub created: When,
    /// The open tab.
    pub tab: Tab,
    /// Who belongs to it.
    pub members: Vec<Member>,
    /// The name of somebody who is to be added.
    pub user: Field,
    /// Whether the group may be deleted.
    pub delete: Permitted,
    /// Whether the group may be given another name.
    pub rename: Permitted,
    /// Whether somebody may be added.
    pub add: Permitted,
    /// Whether somebody may be removed.
    pub remove: Permitted,
}

/// The tabs.
pub enum Tab {
    /// Who belongs to the group.
    Users,
    /// The policies.
    Permissions(Box<Held>),
}

/// A user who belongs to a group.
#[derive(Clone)]
pub struct Member {
    /// The user's name.
    pub name: String,
    /// How many MFA devices the user has.
    pub devices: u64,
}

impl Member {
    pub(crate) fn address(&self) -> String {
        format!("/console/users/{}", path_segment(&self.name))
    }

    pub(crate) fn of(user: &User) -> Self {
        Self {
            name: user.name.to_string(),
            devices: user.credentials.devices.len() as u64,
        }
    }
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        faults([("user", self.layout.t.user_name(), &self.user.error)])
    }

    fn name(&self) -> &str {
        self.owner.name()
    }

    fn held(&self) -> Option<&Held> {
        match &self.tab {
            Tab::Users => None,
            Tab::Permissions(held) => Some(held),
        }
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let member = |name: &str, devices| Member {
        name: name.to_owned(),
        devices,
    };
    let page = |tab, members| Page {
        layout: gallery::root(t, "/console/groups/keiri"),
        owner: owner::sample::group(),
        arn: "arn:aws:iam::123456789012:group/keiri".to_owned(),
        created: sample::when("2026-11-02 09:15"),
        tab,
        members,
        user: Field::default(),
        delete: Permitted::Yes(()),
        rename: Permitted::Yes(()),
        add: Permitted::Yes(()),
        remove: Permitted::Yes(()),
    };
    let some = vec![member("hanako", 2), member("jiro", 0)];
    let tab = |held: fn(Owner) -> Held| Tab::Permissions(Box::new(held(owner::sample::group())));
    let mut wrong = page(Tab::Users, some.clone());
    wrong.user = Field::refused("saburo", t.error_no_such_user());
    let mut limited = page(Tab::Users, some.clone());
    limited.delete = Permitted::Lacks("iam:DeleteGroup");
    limited.rename = Permitted::Lacks("iam:UpdateGroup");
    limited.add = Permitted::Lacks("iam:AddUserToGroup");
    limited.remove = Permitted::Lacks("iam:RemoveUserFromGroup");
    let mut created = page(Tab::Users, Vec::new());
    created.layout.flash = Some(Notice::done(t.group_created("keiri")));
    vec![
        ("users", page(Tab::Users, some.clone())),
        ("error", wrong),
        ("limited", limited),
        ("created", created),
        ("permissions", page(tab(owner::sample::held), some.clone())),
        ("no-permissions", page(tab(owner::sample::nothing), some)),
    ]
}

/// Which tab.
#[derive(Deserialize)]
pub(crate) struct Shown {
    tab: Option<String>,
    #[serde(default)]
    user: String,
}

/// `GET /console/groups/{name}`.
pub(crate) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Query(shown): Query<Shown>,
) -> Answered {
    let signed = visit.signed_in().await?;
    let found = find(&visit, &name).await?;
    let tab = if shown.tab.as_deref() == Some("permissions") {
        let owner = Owner::Group(found.group.name.clone());
        Tab::Permissions(Box::new(Held::of(&visit, owner, None).await?))
    } else {
        Tab::Users
    };
    page(&draw(&visit, &signed, &found, tab, Field::holding(shown.user)).await?)
}

/// The group with this name.
pub(crate) async fn find(visit: &Visit, name: &str) -> Result<GroupWithUsers, Stop> {
    let name = GroupName::parse(name).map_err(|_| Problem::NotFound)?;
    visit.ask(&GetGroup { name }).await
}

async fn draw(
    visit: &Visit,
    signed: &SignedIn,
    found: &GroupWithUsers,
    tab: Tab,
    user: Field,
) -> Result<Page, Stop> {
    let asks = [
        "iam:DeleteGroup",
        "iam:UpdateGroup",
        "iam:AddUserToGroup",
        "iam:RemoveUserFromGroup",
    ];
    let on = Resource::group(&found.group.name);
    let asks = asks.map(|action| (action, on.clone()));
    let [delete, rename, add, remove] = visit.may(asks).await?;
    Ok(Page {
        layout: visit.frame(signed),
        owner: Owner::Group(found.group.name.clone()),
        arn: found.group.arn(),
        created: visit.when(found.group.created_at),
        tab,
        members: found.users.iter().map(Member::of).collect(),
        user,
        delete,
        rename,
        add,
        remove,
    })
}

/// What the forms hold.
#[derive(Deserialize)]
pub(crate) struct Input {
    user: String,
}

/// `POST /console/groups/{name}/members`.
pub(crate) async fn add(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let t = visit.t;
    let signed = visit.signed_in().await?;
    let found = find(&visit, &name).await?;
    let group = found.group.name.clone();
    let start = Owner::Group(group.clone()).address();
    let error = match UserName::parse(&tidy(&input.user)) {
        Ok(user) => {
            let told = user.to_string();
            match visit.call(&AddUserToGroup { group, user }).await {
                Ok(()) => {
                    let done = Done::MemberAdded(told, found.group.name.to_string());
                    return Ok(visit.done(&start, &done).into_response());
                }
                Err(Refusal::NoSuchEntity(Entity::User(_))) => t.error_no_such_user().to_owned(),
                Err(Refusal::LimitExceeded(_)) => t.error_groups_of_user_max().to_owned(),
                Err(other) => {
                    let back = with_fields(&start, &[("user", &input.user)]);
                    return Err(visit.stop_in(other, &back));
                }
            }
        }
        Err(fault) => words::invalid(t, &fault),
    };
    let user = Field::refused(input.user, error);
    refused(&draw(&visit, &signed, &found, Tab::Users, user).await?)
}

/// `POST /console/groups/{name}/members/remove`.
pub(crate) async fn remove(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let group = GroupName::parse(&name).map_err(|_| Problem::NotFound)?;
    let user = UserName::parse(&input.user).map_err(|_| Problem::NotFound)?;
    let start = Owner::Group(group.clone()).address();
    let done = Done::MemberRemoved(user.to_string(), group.to_string());
    visit
        .call(&RemoveUserFromGroup { group, user })
        .await
        .map_err(|refusal| visit.stop_in(refusal, &start))?;
    Ok(visit.done(&start, &done).into_response())
}

/// The forms of the page have addresses of their own, at which there is nothing to see.
pub(crate) async fn back(owner: Owner) -> axum::response::Redirect {
    axum::response::Redirect::to(&owner.address())
}
