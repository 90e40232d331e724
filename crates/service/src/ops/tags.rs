//! Tags of users, of roles and of virtual devices. What tags may be is in `rules::tags`.

use rules::ids::{AccountId, RoleName, SerialNumber, UserName};
use rules::{MfaDevice, Principal, Tag, tags};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::facts::Facts;
use crate::ops::roles;
use crate::ops::users::named;
use crate::ops::virtual_devices::existing;
use crate::person::Subject;
use crate::refusal::Refusal;

/// Marks a user.
pub struct TagUser {
    /// The user's name.
    pub name: UserName,
    /// With what.
    pub tags: Vec<Tag>,
}

impl Operation for TagUser {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:TagUser", Resource::user(&self.name))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "tags": self.tags })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut user = named(call, &self.name).await?;
        tags::set(&mut user.tags, &self.tags)?;
        call.tx.save(&user).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes marks from a user.
pub struct UntagUser {
    /// The user's name.
    pub name: UserName,
    /// The keys of the marks.
    pub keys: Vec<String>,
}

impl Operation for UntagUser {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UntagUser", Resource::user(&self.name))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tag_keys: &self.keys,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "userName": self.name.as_str(), "tagKeys": self.keys })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut user = named(call, &self.name).await?;
        tags::remove(&mut user.tags, &self.keys);
        call.tx.save(&user).await?;
        Ok(Answer::Done(()))
    }
}

/// A user's marks, in the order of their keys.
pub struct ListUserTags {
    /// The user's name.
    pub name: UserName,
}

impl Operation for ListUserTags {
    type Output = Vec<Tag>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListUserTags", Resource::user(&self.name))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Tag>>, Refusal> {
        Ok(Answer::Done(named(call, &self.name).await?.tags))
    }
}

/// Marks a role.
pub struct TagRole {
    /// The role's name.
    pub name: RoleName,
    /// With what.
    pub tags: Vec<Tag>,
}

impl Operation for TagRole {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:TagRole", Resource::role(&self.name))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "roleName": self.name.as_str(), "tags": self.tags })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut role = roles::named(call, &self.name).await?;
        tags::set(&mut role.tags, &self.tags)?;
        call.tx.save(&role).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes marks from a role.
pub struct UntagRole {
    /// The role's name.
    pub name: RoleName,
    /// The keys of the marks.
    pub keys: Vec<String>,
}

impl Operation for UntagRole {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UntagRole", Resource::role(&self.name))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tag_keys: &self.keys,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "roleName": self.name.as_str(), "tagKeys": self.keys })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut role = roles::named(call, &self.name).await?;
        tags::remove(&mut role.tags, &self.keys);
        call.tx.save(&role).await?;
        Ok(Answer::Done(()))
    }
}

/// A role's marks, in the order of their keys.
pub struct ListRoleTags {
    /// The role's name.
    pub name: RoleName,
}

impl Operation for ListRoleTags {
    type Output = Vec<Tag>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListRoleTags", Resource::role(&self.name))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Tag>>, Refusal> {
        Ok(Answer::Done(roles::named(call, &self.name).await?.tags))
    }
}

/// Marks a virtual device.
pub struct TagDevice {
    /// Which.
    pub serial: SerialNumber,
    /// With what.
    pub tags: Vec<Tag>,
}

impl Operation for TagDevice {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:TagMFADevice", Resource::device(&self.serial))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tags: &self.tags,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "serialNumber": self.serial.as_str(), "tags": self.tags })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut device = to_be_marked(call, &self.serial, "iam:TagMFADevice").await?;
        tags::set(&mut device.tags, &self.tags)?;
        call.tx.save(&device).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes marks from a virtual device.
pub struct UntagDevice {
    /// Which.
    pub serial: SerialNumber,
    /// The keys of the marks.
    pub keys: Vec<String>,
}

impl Operation for UntagDevice {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UntagMFADevice", Resource::device(&self.serial))]
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            tag_keys: &self.keys,
            ..Facts::default()
        }
    }

    fn parameters(&self) -> Value {
        json!({ "serialNumber": self.serial.as_str(), "tagKeys": self.keys })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut device = to_be_marked(call, &self.serial, "iam:UntagMFADevice").await?;
        tags::remove(&mut device.tags, &self.keys);
        call.tx.save(&device).await?;
        Ok(Answer::Done(()))
    }
}

/// A virtual device's marks, in the order of their keys.
pub struct ListDeviceTags {
    /// Which.
    pub serial: SerialNumber,
}

impl Operation for ListDeviceTags {
    type Output = Vec<Tag>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListMFADeviceTags", Resource::device(&self.serial))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Tag>>, Refusal> {
        Ok(Answer::Done(existing(call, &self.serial).await?.tags))
    }
}

/// A device whose marks may be changed. Root's devices are root's own affair, whatever policies say.
async fn to_be_marked(
    call: &mut Call<'_>,
    serial: &SerialNumber,
    action: &str,
) -> Result<MfaDevice, Refusal> {
    let device = existing(call, serial).await?;
    let is_roots = device.holder.as_ref().is_some_and(Principal::is_root);
    if is_roots && !call.person()?.principal().is_root() {
        return Err(Refusal::denied(action, serial.as_str().to_owned()));
    }
    Ok(device)
}
