//! STS on the wire.

use rules::{SerialNumber, Tag};
use service::ops::assume_role::AssumeRole;
use service::ops::sts::{GetAccessKeyInfo, GetCallerIdentity, GetSessionToken, MadeSession};
use wire::{AwsError, Sensitive, refusals, sts};
use zeroize::Zeroizing;

use super::desk::existing_key;
use super::{Desk, Served};

impl Served for sts::GetCallerIdentityRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<sts::GetCallerIdentityResponse, AwsError> {
        let subject = desk.call(&GetCallerIdentity).await?;
        Ok(sts::GetCallerIdentityResponse {
            user_id: Some(subject.user_id()),
            account: Some(subject.account().as_str().to_owned()),
            arn: Some(subject.arn()),
        })
    }
}

/// The device that a code is said to be of. What cannot be a serial number is nobody's.
fn device(serial: Option<&str>) -> Result<Option<SerialNumber>, AwsError> {
    let serial = serial.map(SerialNumber::parse).transpose();
    serial.map_err(|_| refusals::mfa::device_refused())
}

fn code(code: Option<&Sensitive<String>>) -> Option<Zeroizing<String>> {
    code.map(|code| Zeroizing::new(code.expose().clone()))
}

fn credentials(made: &MadeSession) -> sts::Credentials {
    sts::Credentials {
        access_key_id: made.access_key_id.as_str().to_owned(),
        secret_access_key: Sensitive::new(made.secret.to_string()),
        session_token: made.token.to_string(),
        expiration: made.expires_at,
    }
}

impl Served for sts::GetSessionTokenRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<sts::GetSessionTokenResponse, AwsError> {
        let operation = GetSessionToken {
            duration_seconds: self.duration_seconds.map(i64::from),
            device: device(self.serial_number.as_deref())?,
            code: code(self.token_code.as_ref()),
        };
        let made = desk.call(&operation).await?;
        Ok(sts::GetSessionTokenResponse {
            credentials: Some(credentials(&made)),
            session_token_utilization: None,
            session_token_size: None,
        })
    }
}

impl Served for sts::AssumeRoleRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<sts::AssumeRoleResponse, AwsError> {
        if !self.provided_contexts.is_empty() {
            return Err(refusals::invalid("ProvidedContexts is absent here"));
        }
        let operation = AssumeRole {
            role: self.role_arn,
            name: self.role_session_name,
            duration_seconds: self.duration_seconds.map(i64::from),
            external_id: self.external_id,
            device: device(self.serial_number.as_deref())?,
            code: code(self.token_code.as_ref()),
            policy: self.policy,
            policy_arns: self
                .policy_arns
                .into_iter()
                .filter_map(|one| one.arn)
                .collect(),
            tags: self
                .tags
                .into_iter()
                .map(|tag| Tag {
                    key: tag.key,
                    value: tag.value,
                })
                .collect(),
            transitive_tag_keys: self.transitive_tag_keys,
            source_identity: self.source_identity,
        };
        let taken = desk.call(&operation).await?;
        Ok(sts::AssumeRoleResponse {
            credentials: Some(credentials(&taken.session)),
            assumed_role_user: Some(sts::AssumedRoleUser {
                assumed_role_id: taken.user_id,
                arn: taken.arn,
            }),
            packed_policy_size: taken
                .packed_percent
                .and_then(|percent| i32::try_from(percent).ok()),
            source_identity: taken.source_identity,
            session_token_utilization: None,
            session_token_size: None,
        })
    }
}

impl Served for sts::GetAccessKeyInfoRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<sts::GetAccessKeyInfoResponse, AwsError> {
        let id = existing_key(&self.access_key_id)?;
        let account = desk.call(&GetAccessKeyInfo { id }).await?;
        let account = account.ok_or_else(|| refusals::key_without_account(&self.access_key_id))?;
        Ok(sts::GetAccessKeyInfoResponse {
            account: Some(account),
        })
    }
}
