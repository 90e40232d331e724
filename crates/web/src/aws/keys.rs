//! Access keys on the wire.

use rules::AccessKeyStatus;
use service::ops::keys::{
    CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, KeyView, ListAccessKeys,
    UpdateAccessKey,
};
use wire::{AwsError, Sensitive, iam, refusals};

use super::desk::existing_key;
use super::page::Asked;
use super::{Desk, Served, shapes};

impl Served for iam::CreateAccessKeyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::CreateAccessKeyResponse, AwsError> {
        let target = desk.target(self.user_name.as_deref())?;
        let made = desk.call(&CreateAccessKey { target }).await?;
        Ok(iam::CreateAccessKeyResponse {
            access_key: iam::AccessKey {
                user_name: shapes::user_name(&made.holder),
                access_key_id: made.key.id.as_str().to_owned(),
                status: shapes::status_out(made.key.status),
                secret_access_key: Sensitive::new(made.secret.to_string()),
                create_date: Some(made.key.created_at),
            },
        })
    }
}

impl Served for iam::ListAccessKeysRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListAccessKeysResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        let asked = Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        let listed = desk.call(&ListAccessKeys { target }).await?;
        let mut keys = listed.keys;
        keys.sort_by(|one, other| one.key.id.cmp(&other.key.id));
        let page = asked.cut(keys, |view| view.key.id.as_str())?;
        let user_name = shapes::user_name(&listed.holder);
        let metadata = |view: &KeyView| iam::AccessKeyMetadata {
            user_name: user_name.clone(),
            access_key_id: Some(view.key.id.as_str().to_owned()),
            status: Some(shapes::status_out(view.key.status)),
            create_date: Some(view.key.created_at),
        };
        Ok(iam::ListAccessKeysResponse {
            access_key_metadata: page.items.iter().map(metadata).collect(),
            is_truncated: page.is_truncated,
            marker: page.marker,
        })
    }
}

impl Served for iam::UpdateAccessKeyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let status = match self.status {
            iam::CredentialStatus::Active => AccessKeyStatus::Active,
            iam::CredentialStatus::Inactive => AccessKeyStatus::Inactive,
            // AWS expires keys by itself; nobody sets it.
            iam::CredentialStatus::Expired => return Err(refusals::status_not_settable()),
        };
        let operation = UpdateAccessKey {
            target: desk.target(self.user_name.as_deref())?,
            id: existing_key(&self.access_key_id)?,
            status,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::DeleteAccessKeyRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = DeleteAccessKey {
            target: desk.target(self.user_name.as_deref())?,
            id: existing_key(&self.access_key_id)?,
        };
        desk.call(&operation).await
    }
}

impl Served for iam::GetAccessKeyLastUsedRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::GetAccessKeyLastUsedResponse, AwsError> {
        let id = existing_key(&self.access_key_id)?;
        let found = desk.call(&GetAccessKeyLastUsed { id }).await?;
        let last_used = match found.last_used {
            Some(used) => iam::AccessKeyLastUsed {
                last_used_date: Some(used.at),
                service_name: used.service,
                region: used.region,
            },
            None => iam::AccessKeyLastUsed {
                last_used_date: None,
                service_name: "N/A".to_owned(),
                region: "N/A".to_owned(),
            },
        };
        Ok(iam::GetAccessKeyLastUsedResponse {
            user_name: shapes::user_name(&found.holder),
            access_key_last_used: Some(last_used),
        })
    }
}
