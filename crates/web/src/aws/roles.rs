//! Roles on the wire.

use rules::RoleName;
use service::ops::roles::{
    CreateRole, DeleteRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateTrust,
};
use wire::{AwsError, iam, refusals};

use super::desk::existing_role;
use super::page::Asked;
use super::{Desk, Served, shapes};

/// `MaxSessionDuration`, which the model keeps within an hour and twelve.
fn seconds(asked: Option<i32>) -> Option<u32> {
    asked.and_then(|seconds| u32::try_from(seconds).ok())
}

impl Served for iam::CreateRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreateRoleResponse, AwsError> {
        let name = RoleName::parse(&self.role_name);
        let operation = CreateRole {
            name: name.map_err(|invalid| refusals::invalid(&invalid.to_string()))?,
            path: shapes::path_in(self.path.as_deref())?,
            trust: self.assume_role_policy_document,
            description: self.description,
            session_seconds_max: seconds(self.max_session_duration),
            boundary: self.permissions_boundary,
            tags: shapes::tags_in(self.tags),
        };
        let made = desk.call(&operation).await?;
        Ok(iam::CreateRoleResponse {
            role: iam::Role {
                role_last_used: None,
                ..shapes::role(&made)
            },
        })
    }
}

impl Served for iam::GetRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetRoleResponse, AwsError> {
        let name = existing_role(&self.role_name)?;
        let found = desk.call(&GetRole { name }).await?;
        Ok(iam::GetRoleResponse {
            role: shapes::role(&found),
        })
    }
}

impl Served for iam::ListRolesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListRolesResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let path_prefix = shapes::prefix_in(self.path_prefix.as_deref());
        let roles = desk.call(&ListRoles { path_prefix }).await?;
        let roles = roles.iter().map(|view| {
            let shape = iam::Role {
                // AWS leaves these out of lists.
                permissions_boundary: None,
                tags: Vec::new(),
                role_last_used: None,
                ..shapes::role(view)
            };
            (view.role.name.folded(), shape)
        });
        let page = asked.cut(roles.collect(), |(position, _)| position)?;
        Ok(iam::ListRolesResponse {
            roles: page.items.into_iter().map(|(_, role)| role).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::UpdateRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::UpdateRoleResponse, AwsError> {
        let operation = UpdateRole {
            name: existing_role(&self.role_name)?,
            description: self.description,
            session_seconds_max: seconds(self.max_session_duration),
        };
        desk.call(&operation).await?;
        Ok(iam::UpdateRoleResponse)
    }
}

impl Served for iam::UpdateRoleDescriptionRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::UpdateRoleDescriptionResponse, AwsError> {
        let operation = UpdateRoleDescription {
            name: existing_role(&self.role_name)?,
            description: self.description,
        };
        let changed = desk.call(&operation).await?;
        Ok(iam::UpdateRoleDescriptionResponse {
            role: Some(shapes::role(&changed)),
        })
    }
}

impl Served for iam::UpdateAssumeRolePolicyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = UpdateTrust {
            name: existing_role(&self.role_name)?,
            trust: self.policy_document,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeleteRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let name = existing_role(&self.role_name)?;
        desk.call(&DeleteRole { name }).await
    }
}
