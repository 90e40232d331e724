//! Tags on the wire.

use service::ops::tags::{
    ListDeviceTags, ListRoleTags, ListUserTags, TagDevice, TagRole, TagUser, UntagDevice,
    UntagRole, UntagUser,
};
use wire::{AwsError, iam, refusals};

use super::desk::{existing_device, existing_role, existing_user};
use super::page::Asked;
use super::{Desk, Served, shapes};

/// A list that was sent has something in it.
pub(super) fn some<T>(list: &[T]) -> Result<(), AwsError> {
    if list.is_empty() {
        return Err(refusals::list_empty());
    }
    Ok(())
}

impl Served for iam::TagUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tags)?;
        let operation = TagUser {
            name: existing_user(&self.user_name)?,
            tags: shapes::tags_in(self.tags),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::UntagUserRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tag_keys)?;
        let operation = UntagUser {
            name: existing_user(&self.user_name)?,
            keys: self.tag_keys,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::ListUserTagsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListUserTagsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let name = existing_user(&self.user_name)?;
        let tags = desk.call(&ListUserTags { name }).await?;
        let page = asked.cut(tags, |tag| &tag.key)?;
        Ok(iam::ListUserTagsResponse {
            tags: shapes::tags_out(&page.items),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::TagRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tags)?;
        let operation = TagRole {
            name: existing_role(&self.role_name)?,
            tags: shapes::tags_in(self.tags),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::UntagRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tag_keys)?;
        let operation = UntagRole {
            name: existing_role(&self.role_name)?,
            keys: self.tag_keys,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::ListRoleTagsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListRoleTagsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let name = existing_role(&self.role_name)?;
        let tags = desk.call(&ListRoleTags { name }).await?;
        let page = asked.cut(tags, |tag| &tag.key)?;
        Ok(iam::ListRoleTagsResponse {
            tags: shapes::tags_out(&page.items),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::TagMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tags)?;
        let operation = TagDevice {
            serial: existing_device(&self.serial_number)?,
            tags: shapes::tags_in(self.tags),
        };
        desk.call(&operation).await
    }
}

impl Served for iam::UntagMFADeviceRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        some(&self.tag_keys)?;
        let operation = UntagDevice {
            serial: existing_device(&self.serial_number)?,
            keys: self.tag_keys,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::ListMFADeviceTagsRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListMFADeviceTagsResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        let serial = existing_device(&self.serial_number)?;
        let tags = desk.call(&ListDeviceTags { serial }).await?;
        let page = asked.cut(tags, |tag| &tag.key)?;
        Ok(iam::ListMFADeviceTagsResponse {
            tags: shapes::tags_out(&page.items),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}
