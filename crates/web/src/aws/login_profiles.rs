//! Passwords on the wire.

use rules::UserName;
use rules::password::Password;
use service::Target;
use service::ops::login_profile::{
    AtNextSignIn, CreateLoginProfile, DeleteLoginProfile, GetLoginProfile, LoginProfile,
    UpdateLoginProfile,
};
use service::ops::passwords::ChangePassword;
use wire::{AwsError, iam, refusals};

use super::desk::existing_user;
use super::{Desk, Served};

/// The user whom a call about a login profile means. Root's is not for the wire.
fn user(desk: &Desk<'_>, user_name: Option<&str>) -> Result<UserName, AwsError> {
    match desk.target(user_name)? {
        Target::User(name) => Ok(name),
        Target::Root => Err(refusals::user_name_missing()),
    }
}

fn profile(profile: &LoginProfile) -> iam::LoginProfile {
    iam::LoginProfile {
        user_name: profile.name.as_str().to_owned(),
        create_date: profile.password.created_at,
        password_reset_required: Some(profile.password.must_change),
    }
}

impl Served for iam::GetLoginProfileRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetLoginProfileResponse, AwsError> {
        let name = user(desk, self.user_name.as_deref())?;
        let found = desk.call(&GetLoginProfile { name }).await?;
        Ok(iam::GetLoginProfileResponse {
            login_profile: profile(&found),
        })
    }
}

impl Served for iam::CreateLoginProfileRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreateLoginProfileResponse, AwsError> {
        let name = user(desk, self.user_name.as_deref())?;
        let Some(password) = &self.password else {
            return Err(refusals::password_missing());
        };
        let operation = CreateLoginProfile {
            name,
            password: Password::typed(password.expose()),
            at_next_sign_in: AtNextSignIn::from_required(
                self.password_reset_required.unwrap_or(false),
            ),
        };
        let made = desk.call(&operation).await?;
        Ok(iam::CreateLoginProfileResponse {
            login_profile: profile(&made),
        })
    }
}

impl Served for iam::UpdateLoginProfileRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = UpdateLoginProfile {
            name: existing_user(&self.user_name)?,
            password: self
                .password
                .as_ref()
                .map(|password| Password::typed(password.expose())),
            at_next_sign_in: self
                .password_reset_required
                .map(AtNextSignIn::from_required),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeleteLoginProfileRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let name = user(desk, self.user_name.as_deref())?;
        desk.call(&DeleteLoginProfile { name }).await
    }
}

impl Served for iam::ChangePasswordRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = ChangePassword {
            target: desk.target(None)?,
            current: Password::typed(self.old_password.expose()),
            new: Password::typed(self.new_password.expose()),
        };
        desk.call(&operation).await.map(drop)
    }
}
