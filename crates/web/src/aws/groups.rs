//! Groups on the wire.

use rules::{Group, GroupName};
use service::ops::groups::{
    AddUserToGroup, CreateGroup, DeleteGroup, GetGroup, ListGroups, ListGroupsForUser,
    RemoveUserFromGroup, UpdateGroup,
};
use wire::{AwsError, iam, refusals};

use super::desk::{existing_group, existing_user};
use super::page::Asked;
use super::{Desk, Served, shapes};

/// A name for a group that is to be.
fn new_name(name: &str) -> Result<GroupName, AwsError> {
    GroupName::parse(name).map_err(|invalid| refusals::invalid(&invalid.to_string()))
}

impl Served for iam::CreateGroupRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreateGroupResponse, AwsError> {
        let operation = CreateGroup {
            name: new_name(&self.group_name)?,
            path: shapes::path_in(self.path.as_deref())?,
        };
        let group = desk.call(&operation).await?;
        Ok(iam::CreateGroupResponse {
            group: shapes::group(&group),
        })
    }
}

impl Served for iam::GetGroupRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetGroupResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let name = existing_group(&self.group_name)?;
        let found = desk.call(&GetGroup { name }).await?;
        let users = found.users.iter().map(|user| {
            let shape = iam::User {
                // AWS leaves tags out of lists.
                tags: Vec::new(),
                ..shapes::user(user, None)
            };
            (user.name.folded(), shape)
        });
        let page = asked.cut(users.collect(), |(position, _)| position)?;
        Ok(iam::GetGroupResponse {
            group: shapes::group(&found.group),
            users: page.items.into_iter().map(|(_, user)| user).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

/// Groups by their position in a list.
fn positioned(groups: &[Group]) -> Vec<(String, iam::Group)> {
    groups
        .iter()
        .map(|group| (group.name.folded(), shapes::group(group)))
        .collect()
}

impl Served for iam::ListGroupsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListGroupsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let path_prefix = shapes::prefix_in(self.path_prefix.as_deref());
        let groups = desk.call(&ListGroups { path_prefix }).await?;
        let page = asked.cut(positioned(&groups), |(position, _)| position)?;
        Ok(iam::ListGroupsResponse {
            groups: page.items.into_iter().map(|(_, group)| group).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::UpdateGroupRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let new_path = self.new_path.as_deref();
        let operation = UpdateGroup {
            name: existing_group(&self.group_name)?,
            new_name: self.new_group_name.as_deref().map(new_name).transpose()?,
            new_path: new_path
                .map(|path| shapes::path_in(Some(path)))
                .transpose()?,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeleteGroupRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let name = existing_group(&self.group_name)?;
        desk.call(&DeleteGroup { name }).await
    }
}

impl Served for iam::AddUserToGroupRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = AddUserToGroup {
            group: existing_group(&self.group_name)?,
            user: existing_user(&self.user_name)?,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::RemoveUserFromGroupRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = RemoveUserFromGroup {
            group: existing_group(&self.group_name)?,
            user: existing_user(&self.user_name)?,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::ListGroupsForUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListGroupsForUserResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let user = existing_user(&self.user_name)?;
        let groups = desk.call(&ListGroupsForUser { user }).await?;
        let page = asked.cut(positioned(&groups), |(position, _)| position)?;
        Ok(iam::ListGroupsForUserResponse {
            groups: page.items.into_iter().map(|(_, group)| group).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}
