//! Login profiles: what AWS's wire calls a user's console password.
//!
//! What the console does with a password that somebody else sets (it is temporary and dies) is not
//! done here: on the wire a password is what its setter says, as on AWS, and the event tells who set it.

use rules::ids::{AccountId, UserName};
use rules::password::Password;
use rules::principal::PasswordState;
use rules::recovery::Half;
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::letters::What;
use crate::mailroom;
use crate::ops::make;
use crate::ops::sessions::account_of;
use crate::ops::users::named;
use crate::person::{Holder, Subject};
use crate::records;
use crate::recovery;
use crate::refusal::{Entity, Refusal};

/// Whether the owner has to change a password at the next sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtNextSignIn {
    /// It stays as it is.
    Keep,
    /// It has to be changed.
    Change,
}

impl AtNextSignIn {
    /// As the wire says it.
    pub fn from_required(required: bool) -> Self {
        if required { Self::Change } else { Self::Keep }
    }
}

/// A user's login profile.
pub struct GetLoginProfile {
    /// The user's name.
    pub name: UserName,
}

/// What is known of somebody's password.
#[derive(Clone, Debug)]
pub struct LoginProfile {
    /// The user's name, in the case in which it was given.
    pub name: UserName,
    /// The password.
    pub password: PasswordState,
}

impl Operation for GetLoginProfile {
    type Output = LoginProfile;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetLoginProfile", Resource::user(&self.name))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<LoginProfile>, Refusal> {
        let user = named(call, &self.name).await?;
        let missing = Refusal::NoSuchEntity(Entity::LoginProfile(self.name.clone()));
        Ok(Answer::Done(LoginProfile {
            name: user.name,
            password: user.credentials.password.ok_or(missing)?,
        }))
    }
}

/// Gives a user without a password one.
pub struct CreateLoginProfile {
    /// The user's name.
    pub name: UserName,
    /// The password.
    pub password: Password,
    /// Whether the owner has to change it.
    pub at_next_sign_in: AtNextSignIn,
}

impl Operation for CreateLoginProfile {
    type Output = LoginProfile;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:CreateLoginProfile", Resource::user(&self.name))]
    }

    fn parameters(&self) -> Value {
        about(&self.name, Some(self.at_next_sign_in))
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<LoginProfile>, Refusal> {
        let user = named(call, &self.name).await?;
        if user.credentials.password.is_some() {
            let there = Entity::LoginProfile(self.name.clone());
            return Err(Refusal::EntityAlreadyExists(there));
        }
        let name = user.name.clone();
        let mut holder = Holder::User(user);
        set(call, &mut holder, &self.password, self.at_next_sign_in).await?;
        let password = holder.credentials().password;
        let missing = Refusal::NoSuchEntity(Entity::LoginProfile(self.name.clone()));
        Ok(Answer::Done(LoginProfile {
            name,
            password: password.ok_or(missing)?,
        }))
    }
}

/// Changes a user's password, or what has to become of it.
pub struct UpdateLoginProfile {
    /// The user's name.
    pub name: UserName,
    /// The new password; none to leave it as it is.
    pub password: Option<Password>,
    /// Whether the owner has to change it; none to leave that as it is.
    pub at_next_sign_in: Option<AtNextSignIn>,
}

impl Operation for UpdateLoginProfile {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateLoginProfile", Resource::user(&self.name))]
    }

    fn parameters(&self) -> Value {
        about(&self.name, self.at_next_sign_in)
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let user = named(call, &self.name).await?;
        let Some(before) = user.credentials.password else {
            let missing = Entity::LoginProfile(self.name.clone());
            return Err(Refusal::NoSuchEntity(missing));
        };
        let mut holder = Holder::User(user);
        let unchanged = AtNextSignIn::from_required(before.must_change);
        let at_next_sign_in = self.at_next_sign_in.unwrap_or(unchanged);
        if let Some(password) = &self.password {
            set(call, &mut holder, password, at_next_sign_in).await?;
        } else {
            holder.credentials_mut().password = Some(PasswordState {
                must_change: at_next_sign_in == AtNextSignIn::Change,
                ..before
            });
            holder.save(&mut call.tx).await?;
        }
        Ok(Answer::Done(()))
    }
}

/// Takes a user's password away. Their sessions end.
pub struct DeleteLoginProfile {
    /// The user's name.
    pub name: UserName,
}

impl Operation for DeleteLoginProfile {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteLoginProfile", Resource::user(&self.name))]
    }

    fn parameters(&self) -> Value {
        about(&self.name, None)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut user = named(call, &self.name).await?;
        if !user.credentials.remove_password() {
            let missing = Entity::LoginProfile(self.name.clone());
            return Err(Refusal::NoSuchEntity(missing));
        }
        call.tx
            .erase(records::password_key(&user.principal()))
            .await?;
        call.tx.save(&user).await?;
        Ok(Answer::Done(()))
    }
}

async fn set(
    call: &mut Call<'_>,
    holder: &mut Holder,
    password: &Password,
    at_next_sign_in: AtNextSignIn,
) -> Result<(), Refusal> {
    let account = account_of(call).await?;
    recovery::resets(call, holder, Half::Password).await?;
    make::may_be_set(call, &account, holder, password).await?;
    let state = PasswordState {
        must_change: at_next_sign_in == AtNextSignIn::Change,
        ..PasswordState::own(call.now())
    };
    make::set_password(call, holder, password, state).await?;
    mailroom::tell_of(call, holder, What::PasswordChanged).await
}

fn about(name: &UserName, at_next_sign_in: Option<AtNextSignIn>) -> Value {
    json!({
        "userName": name.as_str(),
        "passwordResetRequired": at_next_sign_in.map(|when| when == AtNextSignIn::Change),
    })
}
