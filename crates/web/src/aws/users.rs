//! Users on the wire.

use rules::UserName;
use service::Target;
use service::ops::users::{CreateUser, DeleteUser, GetUser, Leftovers, ListUsers, UpdateUser};
use wire::{AwsError, iam, refusals};

use super::desk::existing_user;
use super::page::Asked;
use super::{Desk, Served, shapes};

/// A name for a user who is to be.
fn new_name(name: &str) -> Result<UserName, AwsError> {
    UserName::parse(name).map_err(|invalid| refusals::invalid(&invalid.to_string()))
}

impl Served for iam::CreateUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreateUserResponse, AwsError> {
        let operation = CreateUser {
            name: new_name(&self.user_name)?,
            path: shapes::path_in(self.path.as_deref())?,
            tags: shapes::tags_in(self.tags),
            password: None,
            policies: Vec::new(),
            boundary: self.permissions_boundary,
            contact_email: None,
            grace: None,
        };
        let created = desk.call(&operation).await?;
        Ok(iam::CreateUserResponse {
            user: Some(shapes::user(&created.user, None)),
        })
    }
}

impl Served for iam::GetUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetUserResponse, AwsError> {
        let target = desk.target(self.user_name.as_deref())?;
        let found = desk.call(&GetUser { target }).await?;
        let used = found.password_last_used;
        Ok(iam::GetUserResponse {
            user: shapes::person(&found.holder, found.account_created_at, used),
        })
    }
}

impl Served for iam::ListUsersRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListUsersResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let operation = ListUsers {
            prefix: String::new(),
            path_prefix: self.path_prefix.clone().unwrap_or_else(|| "/".to_owned()),
            after: asked.after().map(str::to_owned),
            limit: asked.items_max(),
        };
        let listed = desk.call(&operation).await?;
        let last = listed.items.last().map(|view| view.user.name.folded());
        let users = listed
            .items
            .iter()
            .map(|view| iam::User {
                // AWS leaves tags out of lists.
                tags: Vec::new(),
                ..shapes::user(&view.user, view.password_last_used)
            })
            .collect();
        let page = asked.read(users, listed.more, last.as_deref())?;
        Ok(iam::ListUsersResponse {
            users: page.items,
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::UpdateUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let new_path = self.new_path.as_deref();
        let operation = UpdateUser {
            name: existing_user(&self.user_name)?,
            new_name: self.new_user_name.as_deref().map(new_name).transpose()?,
            new_path: new_path
                .map(|path| shapes::path_in(Some(path)))
                .transpose()?,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeleteUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = DeleteUser {
            name: existing_user(&self.user_name)?,
            leftovers: Leftovers::Refuse,
        };
        desk.call(&operation).await
    }
}

/// Whom a call about a user means that must name one.
pub(super) fn named(name: &str) -> Result<Target, AwsError> {
    existing_user(name).map(Target::User)
}
