//! What there is none of here, as the empty lists that tools expect on their way. Nobody was ever given
//! a marker for one, and one that is sent is refused like any other that is not ours.

use service::ops::none;
use wire::{AwsError, iam};

use super::page::Asked;
use super::{Desk, Served};

impl Served for iam::ListSigningCertificatesRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::ListSigningCertificatesResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        desk.call(&none::ListSigningCertificates { target }).await?;
        Ok(iam::ListSigningCertificatesResponse {
            certificates: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}

impl Served for iam::ListSSHPublicKeysRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListSSHPublicKeysResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        desk.call(&none::ListSshPublicKeys { target }).await?;
        Ok(iam::ListSSHPublicKeysResponse {
            ssh_public_keys: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}

impl Served for iam::ListServiceSpecificCredentialsRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::ListServiceSpecificCredentialsResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        desk.call(&none::ListServiceCredentials { target }).await?;
        Ok(iam::ListServiceSpecificCredentialsResponse {
            service_specific_credentials: Vec::new(),
            marker: None,
            is_truncated: false,
        })
    }
}

impl Served for iam::ListServerCertificatesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListServerCertificatesResponse, AwsError> {
        Asked::of(&self, desk, desk.account().to_owned())?;
        desk.call(&none::ListServerCertificates).await?;
        Ok(iam::ListServerCertificatesResponse {
            server_certificate_metadata_list: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}

impl Served for iam::ListInstanceProfilesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListInstanceProfilesResponse, AwsError> {
        Asked::of(&self, desk, desk.account().to_owned())?;
        desk.call(&none::ListInstanceProfiles).await?;
        Ok(iam::ListInstanceProfilesResponse {
            instance_profiles: Vec::new(),
            is_truncated: false,
            marker: None,
        })
    }
}

impl Served for iam::ListSAMLProvidersRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListSAMLProvidersResponse, AwsError> {
        desk.call(&none::ListSamlProviders).await?;
        Ok(iam::ListSAMLProvidersResponse {
            saml_provider_list: Vec::new(),
        })
    }
}

impl Served for iam::ListOpenIDConnectProvidersRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::ListOpenIDConnectProvidersResponse, AwsError> {
        desk.call(&none::ListOidcProviders).await?;
        Ok(iam::ListOpenIDConnectProvidersResponse {
            open_id_connect_provider_list: Vec::new(),
        })
    }
}
