//! The groups of a user: the part of the user's page, and joining and leaving one.

use axum::extract::Path;
use axum::response::IntoResponse;
use rules::{GroupName, UserName};
use serde::Deserialize;
use service::Refusal;
use service::authorise::Resource;
use service::ops::groups::{AddUserToGroup, ListGroups, ListGroupsForUser, RemoveUserFromGroup};
use service::ops::sessions::MayI;

use super::owner::Owner;
use super::user::parse;
use crate::http::{Form, Problem};
use crate::layout::Permitted;
use crate::notice::Done;
use crate::visit::{Answered, Stop, Visit};

/// The groups of one user.
#[derive(Clone)]
pub struct Groups {
    /// The names of those to which the user belongs.
    /// Each with whether the user may be removed from it.
    pub of_user: Permitted<Vec<(bool, GroupName)>>,
    /// The names of those others to which the user may be added, to choose from.
    pub others: Permitted<Vec<GroupName>>,
    /// Whether the user may be added to any of the others.
    pub add: Permitted,
    /// Whether the user may be removed from any of them.
    pub remove: Permitted,
}

impl Groups {
    pub(crate) async fn of(visit: &Visit, user: &UserName) -> Result<Self, Stop> {
        let asked = ListGroupsForUser { user: user.clone() };
        let of_user = visit.looked(visit.look(&asked).await, "iam:ListGroupsForUser")?;
        let path_prefix = "/".to_owned();
        let all = visit.look(&ListGroups { path_prefix }).await;
        let all = visit.looked(all, "iam:ListGroups")?;
        let names = |groups: Vec<rules::Group>| -> Vec<GroupName> {
            groups.into_iter().map(|group| group.name).collect()
        };
        let of_user = of_user.map(names);
        let has = of_user.shown().cloned().unwrap_or_default();
        let others = all.map(|groups| {
            let mut names = names(groups);
            names.retain(|name| !has.contains(name));
            names
        });
        let (add, remove) = ("iam:AddUserToGroup", "iam:RemoveUserFromGroup");
        let may_leave = allowed(visit, remove, &has).await?;
        let may_join = match others.shown() {
            Some(others) => allowed(visit, add, others).await?,
            None => Vec::new(),
        };
        Ok(Self {
            add: lacks_all(add, others.shown(), &may_join),
            remove: lacks_all(remove, Some(&has), &may_leave),
            others: others.map(|_| may_join),
            of_user: of_user.map(|names| {
                let leaves = |name: &GroupName| may_leave.contains(name);
                names
                    .into_iter()
                    .map(|name| (leaves(&name), name))
                    .collect()
            }),
        })
    }

    /// The page of one of the groups.
    pub(crate) fn address(name: &GroupName) -> String {
        Owner::Group(name.clone()).address()
    }
}

/// Those of the groups on which the caller may do something.
async fn allowed(
    visit: &Visit,
    action: &'static str,
    groups: &[GroupName],
) -> Result<Vec<GroupName>, Stop> {
    let asks = groups.iter().map(|name| (action, Resource::group(name)));
    let answers = visit
        .ask(&MayI {
            asks: asks.collect(),
        })
        .await?;
    let may = groups.iter().zip(answers).filter(|(_, may)| *may);
    Ok(may.map(|(name, _)| name.clone()).collect())
}

/// The action that is missing, if there are groups and it is allowed on none of them.
fn lacks_all(
    action: &'static str,
    groups: Option<&Vec<GroupName>>,
    allowed: &[GroupName],
) -> Permitted {
    match groups {
        Some(groups) if !groups.is_empty() && allowed.is_empty() => Permitted::Lacks(action),
        _ => Permitted::Yes(()),
    }
}

/// What the forms hold.
#[derive(Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    group: String,
}

/// `POST /console/users/{name}/groups`.
pub(crate) async fn add(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let user = parse(&name)?;
    let group = GroupName::parse(&input.group).map_err(|_| Problem::NotFound)?;
    let back = Owner::User(user.clone()).permissions();
    let done = Done::MemberAdded(user.to_string(), group.to_string());
    match visit.call(&AddUserToGroup { group, user }).await {
        Ok(()) => Ok(visit.done(&back, &done).into_response()),
        Err(Refusal::LimitExceeded(_)) => {
            Ok(visit.done(&back, &Done::TooManyGroups).into_response())
        }
        Err(other) => Err(visit.stop_in(other, &back)),
    }
}

/// `POST /console/users/{name}/groups/remove`.
pub(crate) async fn remove(
    visit: Visit,
    Path(name): Path<String>,
    Form(input): Form<Input>,
) -> Answered {
    let user = parse(&name)?;
    let group = GroupName::parse(&input.group).map_err(|_| Problem::NotFound)?;
    let back = Owner::User(user.clone()).permissions();
    let done = Done::MemberRemoved(user.to_string(), group.to_string());
    visit
        .call(&RemoveUserFromGroup { group, user })
        .await
        .map_err(|refusal| visit.stop_in(refusal, &back))?;
    Ok(visit.done(&back, &done).into_response())
}

/// Groups for the gallery.
pub(crate) mod sample {
    use super::Groups;
    use crate::console::owner::sample::name;
    use crate::layout::Permitted;

    pub(crate) fn groups() -> Groups {
        Groups {
            of_user: Permitted::Yes(vec![(true, name("keiri"))]),
            others: Permitted::Yes(vec![name("batch"), name("soumu")]),
            add: Permitted::Yes(()),
            remove: Permitted::Yes(()),
        }
    }

    pub(crate) fn none() -> Groups {
        let mut groups = groups();
        groups.of_user = Permitted::Yes(Vec::new());
        groups.others = Permitted::Yes(Vec::new());
        groups
    }

    pub(crate) fn withheld() -> Groups {
        Groups {
            of_user: Permitted::Lacks("iam:ListGroupsForUser"),
            others: Permitted::Lacks("iam:ListGroups"),
            add: Permitted::Lacks("iam:AddUserToGroup"),
            remove: Permitted::Lacks("iam:RemoveUserFromGroup"),
        }
    }
}
