//! Groups of an account, and who belongs to them.

use rules::group::{GROUPS_MAX, GROUPS_OF_USER_MAX};
use rules::ids::{AccountId, EntityPath, GroupId, GroupName, UserName, arn};
use rules::{Group, User};
use serde_json::{Value, json};

use crate::authorise::{Resource, permit_here};
use crate::call::{Answer, Call, Operation};
use crate::gate;
use crate::ops::sessions::account_of;
use crate::ops::users;
use crate::person::{Holder, Subject};
use crate::records::{self, lists};
use crate::refusal::{Entity, Leftover, Quota, Refusal};

/// Makes a group.
pub struct CreateGroup {
    /// Its name.
    pub name: GroupName,
    /// Where in the account's tree of names it will stand.
    pub path: EntityPath,
}

impl Operation for CreateGroup {
    type Output = Group;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let group = arn::group(account, &self.path, &self.name);
        vec![("iam:CreateGroup", Resource::Arn(group))]
    }

    fn parameters(&self) -> Value {
        json!({ "groupName": self.name.as_str(), "path": self.path.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Group>, Refusal> {
        let mut account = account_of(call).await?;
        is_free(call, &account.id, &self.name).await?;
        if account.groups >= GROUPS_MAX {
            return Err(Refusal::LimitExceeded(Quota::Groups));
        }
        let group = Group {
            account: account.id.clone(),
            id: call.draw(GroupId::random),
            name: self.name.clone(),
            path: self.path.clone(),
            created_at: call.now(),
            policies: Vec::new(),
            inline: Vec::new(),
            members: 0,
        };
        account.groups += 1;
        call.tx.save(&account).await?;
        call.tx.save(&group).await?;
        Ok(Answer::Done(group))
    }
}

async fn is_free(
    call: &mut Call<'_>,
    account: &AccountId,
    name: &GroupName,
) -> Result<(), Refusal> {
    let taken = records::group_name_is(account, name);
    match call.tx.owner(&taken).await? {
        Some(_) => Err(Refusal::EntityAlreadyExists(Entity::Group(name.clone()))),
        None => Ok(()),
    }
}

/// A group of the caller's account.
pub(crate) async fn named(call: &mut Call<'_>, name: &GroupName) -> Result<Group, Refusal> {
    let account = call.person()?.account().clone();
    let found = call
        .tx
        .find(&records::group_name_is(&account, name))
        .await?;
    found.ok_or_else(|| Refusal::NoSuchEntity(Entity::Group(name.clone())))
}

/// A group with everybody who belongs to it.
pub struct GetGroup {
    /// Its name.
    pub name: GroupName,
}

/// A group with its users, in the order of their names.
#[derive(Clone, Debug)]
pub struct GroupWithUsers {
    /// The group.
    pub group: Group,
    /// Its users.
    pub users: Vec<User>,
}

impl Operation for GetGroup {
    type Output = GroupWithUsers;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetGroup", Resource::group(&self.name))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<GroupWithUsers>, Refusal> {
        let group = named(call, &self.name).await?;
        let all = lists::all::<User>(&call.shared.store, group.account.as_str()).await?;
        let mut users: Vec<User> = all
            .into_iter()
            .filter(|user| user.groups.contains(&group.id))
            .collect();
        users.sort_by_key(|user| user.name.folded());
        Ok(Answer::Done(GroupWithUsers { group, users }))
    }
}

/// The account's groups, in the order of their names.
pub struct ListGroups {
    /// What the paths begin with; `/` for all.
    pub path_prefix: String,
}

impl Operation for ListGroups {
    type Output = Vec<Group>;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        let groups = format!("arn:aws:iam::{account}:group{}", self.path_prefix);
        vec![("iam:ListGroups", Resource::Arn(groups))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Group>>, Refusal> {
        let account = call.person()?.account().clone();
        let mut groups = lists::all::<Group>(&call.shared.store, account.as_str()).await?;
        groups.retain(|group| group.path.as_str().starts_with(&self.path_prefix));
        groups.sort_by_key(|group| group.name.folded());
        Ok(Answer::Done(groups))
    }
}

/// Gives a group another name or another place.
pub struct UpdateGroup {
    /// Its name.
    pub name: GroupName,
    /// The new name, if there is one.
    pub new_name: Option<GroupName>,
    /// The new path, if there is one.
    pub new_path: Option<EntityPath>,
}

impl Operation for UpdateGroup {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateGroup", Resource::group(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({
            "groupName": self.name.as_str(),
            "newGroupName": self.new_name.as_ref().map(GroupName::as_str),
            "newPath": self.new_path.as_ref().map(EntityPath::as_str),
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut group = named(call, &self.name).await?;
        if let Some(name) = &self.new_name {
            if name.folded() != group.name.folded() {
                is_free(call, &group.account, name).await?;
            }
            group.name = name.clone();
        }
        if let Some(path) = &self.new_path {
            group.path = path.clone();
        }
        // Whoever may not touch the place where the group goes cannot move it there.
        permit_here(call, "iam:UpdateGroup", &Resource::Arn(group.arn())).await?;
        call.tx.save(&group).await?;
        Ok(Answer::Done(()))
    }
}

/// Deletes a group that nobody belongs to and that has no policies.
pub struct DeleteGroup {
    /// Its name.
    pub name: GroupName,
}

impl Operation for DeleteGroup {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteGroup", Resource::group(&self.name))]
    }

    fn parameters(&self) -> Value {
        json!({ "groupName": self.name.as_str() })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let group = named(call, &self.name).await?;
        let leftovers = [
            (group.members > 0, Leftover::Members),
            (!group.policies.is_empty(), Leftover::Policies),
            (!group.inline.is_empty(), Leftover::InlinePolicies),
        ];
        if let Some((_, leftover)) = leftovers.into_iter().find(|(there, _)| *there) {
            return Err(Refusal::DeleteConflict(leftover));
        }
        let mut account = account_of(call).await?;
        account.groups -= 1;
        call.tx.save(&account).await?;
        call.tx.remove(&group).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes a user into a group. One who belongs to it already stays as they are.
pub struct AddUserToGroup {
    /// The group's name.
    pub group: GroupName,
    /// The user's name.
    pub user: UserName,
}

impl Operation for AddUserToGroup {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:AddUserToGroup", Resource::group(&self.group))]
    }

    fn parameters(&self) -> Value {
        json!({ "groupName": self.group.as_str(), "userName": self.user.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut group = named(call, &self.group).await?;
        let mut user = users::named(call, &self.user).await?;
        if user.groups.contains(&group.id) {
            return Ok(Answer::Done(()));
        }
        if user.groups.len() >= GROUPS_OF_USER_MAX {
            return Err(Refusal::LimitExceeded(Quota::GroupsOfUser));
        }
        user.groups.push(group.id.clone());
        group.members += 1;
        call.tx.save(&user).await?;
        call.tx.save(&group).await?;
        gate::notice(call, &Holder::User(user)).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes a user out of a group. One who does not belong to it stays as they are, as on AWS.
pub struct RemoveUserFromGroup {
    /// The group's name.
    pub group: GroupName,
    /// The user's name.
    pub user: UserName,
}

impl Operation for RemoveUserFromGroup {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:RemoveUserFromGroup", Resource::group(&self.group))]
    }

    fn parameters(&self) -> Value {
        json!({ "groupName": self.group.as_str(), "userName": self.user.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let group = named(call, &self.group).await?;
        let mut user = users::named(call, &self.user).await?;
        if !user.groups.contains(&group.id) {
            return Ok(Answer::Done(()));
        }
        gate::notice(call, &Holder::User(user.clone())).await?;
        user.groups.retain(|id| *id != group.id);
        call.tx.save(&user).await?;
        left(call, &group.account, &group.id).await?;
        Ok(Answer::Done(()))
    }
}

/// One user fewer belongs to a group.
pub(crate) async fn left(
    call: &mut Call<'_>,
    account: &AccountId,
    id: &GroupId,
) -> Result<(), Refusal> {
    let key = records::group_key(account, id);
    if let Some(mut group) = call.tx.load::<Group>(&key).await? {
        group.members -= 1;
        call.tx.save(&group).await?;
    }
    Ok(())
}

/// The groups that a user belongs to, in the order of their names.
pub struct ListGroupsForUser {
    /// The user's name.
    pub user: UserName,
}

impl Operation for ListGroupsForUser {
    type Output = Vec<Group>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListGroupsForUser", Resource::user(&self.user))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Group>>, Refusal> {
        let user = users::named(call, &self.user).await?;
        let mut groups = Vec::with_capacity(user.groups.len());
        for id in &user.groups {
            let key = records::group_key(&user.account, id);
            groups.extend(call.tx.load::<Group>(&key).await?);
        }
        groups.sort_by_key(|group| group.name.folded());
        Ok(Answer::Done(groups))
    }
}
