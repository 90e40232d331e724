//! STS on the wire.

use rules::SerialNumber;
use service::ops::sts::{GetAccessKeyInfo, GetCallerIdentity, GetSessionToken};
use wire::{AwsError, Sensitive, refusals, sts};
use zeroize::Zeroizing;

use super::desk::existing_key;
use super::{Desk, Served};

impl Served for sts::GetCallerIdentityRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<sts::GetCallerIdentityResponse, AwsError> {
        let holder = desk.call(&GetCallerIdentity).await?;
        Ok(sts::GetCallerIdentityResponse {
            user_id: Some(holder.principal().stable_id().to_owned()),
            account: Some(holder.account().as_str().to_owned()),
            arn: Some(holder.arn()),
        })
    }
}

impl Served for sts::GetSessionTokenRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<sts::GetSessionTokenResponse, AwsError> {
        let serial = self.serial_number.as_deref().map(SerialNumber::parse);
        let device = serial
            .transpose()
            .map_err(|_| refusals::mfa::device_refused())?;
        let operation = GetSessionToken {
            duration_seconds: self.duration_seconds.map(i64::from),
            device,
            code: self
                .token_code
                .as_ref()
                .map(|code| Zeroizing::new(code.expose().clone())),
        };
        let made = desk.call(&operation).await?;
        Ok(sts::GetSessionTokenResponse {
            credentials: Some(sts::Credentials {
                access_key_id: made.access_key_id.as_str().to_owned(),
                secret_access_key: Sensitive::new(made.secret.to_string()),
                session_token: made.token.to_string(),
                expiration: made.expires_at,
            }),
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
