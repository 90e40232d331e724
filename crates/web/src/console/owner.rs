//! Whose policies a page shows or changes, and what each of them has: a user, a group or a role.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use rules::{Group, GroupName, PolicyName, Role, RoleName, User, UserName};
use service::Refusal;
use service::authorise::Resource;
use service::ops::attachments::{
    AttachPolicy, DeleteBoundary, DetachPolicy, ListAttachedPolicies, PutBoundary,
};
use service::ops::groups::ListGroupsForUser;
use service::ops::inline::{
    DeleteInlinePolicy, GetInlinePolicy, ListInlinePolicies, PutInlinePolicy,
};
use service::ops::policies::name_in;

use super::devices::{param, path_segment};
use crate::http::{App, Problem};
use crate::layout::Permitted;
use crate::visit::{Stop, Visit, with_fields};

/// Somebody who has policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The user of this name.
    User(UserName),
    /// The group of this name.
    Group(GroupName),
    /// The role of this name.
    Role(RoleName),
}

impl FromRequestParts<App> for Owner {
    type Rejection = Problem;

    /// The one in the address; a name that cannot be one is nobody's.
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let name = param(parts, "name").await?.ok_or(Problem::NotFound)?;
        let kind = parts.uri.path().split('/').nth(2).unwrap_or_default();
        let owner = match kind {
            "users" => UserName::parse(&name).map(Self::User),
            "groups" => GroupName::parse(&name).map(Self::Group),
            "roles" => RoleName::parse(&name).map(Self::Role),
            _ => return Err(Problem::NotFound),
        };
        owner.map_err(|_| Problem::NotFound)
    }
}

/// The page of a managed policy.
pub(crate) fn policy_address(arn: &str) -> String {
    with_fields("/console/policies/policy", &[("policy", arn)])
}

/// Asks for an operation that there is for each sort of owner.
macro_rules! asked {
    ($visit:ident.$ask:ident, $owner:expr, $operation:ident { $($field:ident: $value:expr),* }) => {
        match $owner.clone() {
            Owner::User(owner) => $visit.$ask(&$operation::<User> { owner, $($field: $value),* }).await,
            Owner::Group(owner) => $visit.$ask(&$operation::<Group> { owner, $($field: $value),* }).await,
            Owner::Role(owner) => $visit.$ask(&$operation::<Role> { owner, $($field: $value),* }).await,
        }
    };
}

/// The actions about the policies of one sort of owner.
struct Actions {
    list_attached: &'static str,
    list_inline: &'static str,
    attach: &'static str,
    detach: &'static str,
    put: &'static str,
    delete: &'static str,
}

macro_rules! actions {
    ($owner:literal) => {
        Actions {
            list_attached: concat!("iam:ListAttached", $owner, "Policies"),
            list_inline: concat!("iam:List", $owner, "Policies"),
            attach: concat!("iam:Attach", $owner, "Policy"),
            detach: concat!("iam:Detach", $owner, "Policy"),
            put: concat!("iam:Put", $owner, "Policy"),
            delete: concat!("iam:Delete", $owner, "Policy"),
        }
    };
}

impl Owner {
    /// The name.
    pub fn name(&self) -> &str {
        match self {
            Self::User(name) => name.as_str(),
            Self::Group(name) => name.as_str(),
            Self::Role(name) => name.as_str(),
        }
    }

    /// The list in which the owner stands.
    pub const fn list(&self) -> &'static str {
        match self {
            Self::User(_) => "/console/users",
            Self::Group(_) => "/console/groups",
            Self::Role(_) => "/console/roles",
        }
    }

    /// The owner's page.
    pub fn address(&self) -> String {
        format!("{}/{}", self.list(), path_segment(self.name()))
    }

    /// Whether there can be a boundary: a group has none.
    pub const fn can_be_bounded(&self) -> bool {
        !matches!(self, Self::Group(_))
    }

    /// The tab of the owner's page that shows policies.
    pub fn permissions(&self) -> String {
        format!("{}?tab=permissions", self.address())
    }

    /// The editor with an inline policy of the owner.
    pub fn inline_address(&self, policy: &str) -> String {
        let editor = format!("{}/inline/edit", self.address());
        with_fields(&editor, &[("policy", policy)])
    }

    const fn actions(&self) -> Actions {
        match self {
            Self::User(_) => actions!("User"),
            Self::Group(_) => actions!("Group"),
            Self::Role(_) => actions!("Role"),
        }
    }

    fn resource(&self) -> Resource {
        match self {
            Self::User(name) => Resource::user(name),
            Self::Group(name) => Resource::group(name),
            Self::Role(name) => Resource::role(name),
        }
    }

    pub(crate) async fn attach(&self, visit: &Visit, policy: String) -> Result<(), Refusal> {
        asked!(visit.call, self, AttachPolicy { policy: policy })
    }

    pub(crate) async fn detach(&self, visit: &Visit, policy: String) -> Result<(), Refusal> {
        asked!(visit.call, self, DetachPolicy { policy: policy })
    }

    pub(crate) async fn attached(&self, visit: &Visit) -> Result<Vec<String>, Refusal> {
        let path_prefix = "/".to_owned();
        asked!(
            visit.look,
            self,
            ListAttachedPolicies {
                path_prefix: path_prefix
            }
        )
    }

    pub(crate) async fn inline(&self, visit: &Visit) -> Result<Vec<rules::InlinePolicy>, Refusal> {
        asked!(visit.look, self, ListInlinePolicies {})
    }

    pub(crate) async fn read(
        &self,
        visit: &Visit,
        name: PolicyName,
    ) -> Result<rules::InlinePolicy, Refusal> {
        asked!(visit.call, self, GetInlinePolicy { name: name })
    }

    pub(crate) async fn put(
        &self,
        visit: &Visit,
        name: PolicyName,
        document: String,
    ) -> Result<(), Refusal> {
        asked!(
            visit.call,
            self,
            PutInlinePolicy {
                name: name,
                document: document
            }
        )
    }

    pub(crate) async fn delete(&self, visit: &Visit, name: PolicyName) -> Result<(), Refusal> {
        asked!(visit.call, self, DeleteInlinePolicy { name: name })
    }

    /// Bounds the owner. A group has no boundary.
    pub(crate) async fn bound(&self, visit: &Visit, policy: String) -> Result<(), Stop> {
        let bounded = match self.clone() {
            Self::User(owner) => visit.call(&PutBoundary::<User> { owner, policy }).await,
            Self::Role(owner) => visit.call(&PutBoundary::<Role> { owner, policy }).await,
            Self::Group(_) => return Err(Problem::NotFound.into()),
        };
        bounded.map_err(|refusal| visit.stop_in(refusal, &self.permissions()))
    }

    /// Takes the owner's boundary away.
    pub(crate) async fn unbound(&self, visit: &Visit) -> Result<(), Stop> {
        let unbounded = match self.clone() {
            Self::User(owner) => visit.call(&DeleteBoundary::<User> { owner }).await,
            Self::Role(owner) => visit.call(&DeleteBoundary::<Role> { owner }).await,
            Self::Group(_) => return Err(Problem::NotFound.into()),
        };
        unbounded.map_err(|refusal| visit.stop_in(refusal, &self.permissions()))
    }
}

/// A managed policy that somebody has.
#[derive(Clone)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
}

impl Attached {
    /// The one with this ARN.
    pub fn of(arn: String) -> Self {
        Self {
            name: name_in(&arn).to_owned(),
            arn,
        }
    }

    pub(crate) fn address(&self) -> String {
        policy_address(&self.arn)
    }

    pub(crate) fn is_by_aws(&self) -> bool {
        self.arn.starts_with("arn:aws:iam::aws:")
    }
}

/// What one owner has: attached policies, and those that belong to the owner alone.
#[derive(Clone)]
pub struct Own {
    /// The attached ones.
    pub attached: Permitted<Vec<Attached>>,
    /// The names of the inline ones.
    pub inline: Permitted<Vec<String>>,
}

impl Own {
    pub(crate) async fn of(visit: &Visit, owner: &Owner) -> Result<Self, Stop> {
        let actions = owner.actions();
        let attached = visit.looked(owner.attached(visit).await, actions.list_attached)?;
        let inline = visit.looked(owner.inline(visit).await, actions.list_inline)?;
        Ok(Self {
            attached: attached.map(|arns| arns.into_iter().map(Attached::of).collect()),
            inline: inline.map(|all| all.into_iter().map(|one| one.name.to_string()).collect()),
        })
    }
}

/// The policies of an owner as the owner's page shows them, with what may be done to them.
#[derive(Clone)]
pub struct Held {
    /// Whose they are.
    pub owner: Owner,
    /// Attached and inline ones.
    pub own: Own,
    /// For a user: the groups from which others come.
    pub inherited: Option<Permitted<Vec<Inherited>>>,
    /// What bounds all others, if something does.
    pub boundary: Option<Attached>,
    /// Whether policies may be attached.
    pub attach: Permitted,
    /// Whether they may be detached.
    pub detach: Permitted,
    /// Whether inline ones may be made and changed.
    pub put: Permitted,
    /// Whether those may be deleted.
    pub delete: Permitted,
    /// Whether a boundary may be set.
    pub bound: Permitted,
    /// Whether it may be taken away.
    pub unbound: Permitted,
}

/// What a user has by belonging to a group.
#[derive(Clone)]
pub struct Inherited {
    /// The group.
    pub group: GroupName,
    /// Its policies.
    pub own: Own,
}

impl Inherited {
    pub(crate) fn address(&self) -> String {
        Owner::Group(self.group.clone()).permissions()
    }

    /// Nothing comes from the group, as far as the person may know.
    pub(crate) fn is_empty(&self) -> bool {
        let attached = self.own.attached.shown().is_some_and(Vec::is_empty);
        attached && self.own.inline.shown().is_some_and(Vec::is_empty)
    }
}

impl Held {
    /// What an owner has who is bounded by the policy of this ARN, if by any.
    pub(crate) async fn of(
        visit: &Visit,
        owner: Owner,
        boundary: Option<String>,
    ) -> Result<Self, Stop> {
        let actions = owner.actions();
        let (bound, unbound) = match &owner {
            Owner::Role(_) => (
                "iam:PutRolePermissionsBoundary",
                "iam:DeleteRolePermissionsBoundary",
            ),
            _ => (
                "iam:PutUserPermissionsBoundary",
                "iam:DeleteUserPermissionsBoundary",
            ),
        };
        let asks = [
            actions.attach,
            actions.detach,
            actions.put,
            actions.delete,
            bound,
            unbound,
        ];
        let asks = asks.map(|action| (action, owner.resource()));
        let [attach, detach, put, delete, bound, unbound] = visit.may(asks).await?;
        Ok(Self {
            own: Own::of(visit, &owner).await?,
            inherited: match &owner {
                Owner::User(user) => Some(inherited(visit, user).await?),
                Owner::Group(_) | Owner::Role(_) => None,
            },
            owner,
            boundary: boundary.map(Attached::of),
            attach,
            detach,
            put,
            delete,
            bound,
            unbound,
        })
    }
}

async fn inherited(visit: &Visit, user: &UserName) -> Result<Permitted<Vec<Inherited>>, Stop> {
    let user = user.clone();
    let groups = visit.look(&ListGroupsForUser { user }).await;
    let groups = match visit.looked(groups, "iam:ListGroupsForUser")? {
        Permitted::Yes(groups) => groups,
        Permitted::Lacks(action) => return Ok(Permitted::Lacks(action)),
    };
    let mut inherited = Vec::with_capacity(groups.len());
    for group in groups {
        inherited.push(Inherited {
            own: Own::of(visit, &Owner::Group(group.name.clone())).await?,
            group: group.name,
        });
    }
    Ok(Permitted::Yes(inherited))
}

/// Policies for the gallery.
pub(crate) mod sample {
    use rules::{GroupName, UserName};

    use super::{Attached, Held, Inherited, Own, Owner};
    use crate::layout::Permitted;

    pub(crate) fn user() -> Owner {
        Owner::User(UserName::parse("hanako").expect("a name"))
    }

    pub(crate) fn group() -> Owner {
        Owner::Group(name("keiri"))
    }

    pub(crate) fn name(name: &str) -> GroupName {
        GroupName::parse(name).expect("a name")
    }

    fn own(arns: &[&str], inline: &[&str]) -> Own {
        let attached = arns.iter().map(|arn| Attached::of((*arn).to_owned()));
        Own {
            attached: Permitted::Yes(attached.collect()),
            inline: Permitted::Yes(inline.iter().map(|name| (*name).to_owned()).collect()),
        }
    }

    pub(crate) fn held(owner: Owner) -> Held {
        let own = own(
            &[
                "arn:aws:iam::aws:policy/AdministratorAccess",
                "arn:aws:iam::123456789012:policy/keiri/Audit",
            ],
            &["own-keys"],
        );
        let group = Inherited {
            group: name("keiri"),
            own: own.clone(),
        };
        Held {
            inherited: matches!(owner, Owner::User(_)).then(|| Permitted::Yes(vec![group])),
            owner,
            own,
            boundary: None,
            attach: Permitted::Yes(()),
            detach: Permitted::Yes(()),
            put: Permitted::Yes(()),
            delete: Permitted::Yes(()),
            bound: Permitted::Yes(()),
            unbound: Permitted::Yes(()),
        }
    }

    pub(crate) fn nothing(owner: Owner) -> Held {
        let mut held = held(owner);
        held.own = own(&[], &[]);
        held.inherited = held.inherited.map(|_| Permitted::Yes(Vec::new()));
        held
    }

    pub(crate) fn bounded(owner: Owner) -> Held {
        let mut held = held(owner);
        let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned();
        held.boundary = Some(Attached::of(arn));
        held
    }

    pub(crate) fn withheld(owner: Owner) -> Held {
        let mut held = held(owner);
        held.own = Own {
            attached: Permitted::Lacks("iam:ListAttachedUserPolicies"),
            inline: Permitted::Lacks("iam:ListUserPolicies"),
        };
        held.inherited = held
            .inherited
            .map(|_| Permitted::Lacks("iam:ListGroupsForUser"));
        held.attach = Permitted::Lacks("iam:AttachUserPolicy");
        held.detach = Permitted::Lacks("iam:DetachUserPolicy");
        held.put = Permitted::Lacks("iam:PutUserPolicy");
        held.delete = Permitted::Lacks("iam:DeleteUserPolicy");
        held.bound = Permitted::Lacks("iam:PutUserPermissionsBoundary");
        held.unbound = Permitted::Lacks("iam:DeleteUserPermissionsBoundary");
        held
    }
}
