//! What there is none of here, as the empty lists that tools expect on their way.

use service::ops::none;
use wire::{AwsError, iam};

use super::page::{Asked, Cut};
use super::{Desk, Served};

impl Served for iam::ListSigningCertificatesRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::ListSigningCertificatesResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        let asked = Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        desk.call(&none::ListSigningCertificates { target }).await?;
        let Cut {
            items,
            is_truncated,
            marker,
        } = asked.read(Vec::new(), false, None)?;
        Ok(iam::ListSigningCertificatesResponse {
            certificates: items,
            is_truncated,
            marker,
        })
    }
}

impl Served for iam::ListSSHPublicKeysRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListSSHPublicKeysResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        let asked = Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        desk.call(&none::ListSshPublicKeys { target }).await?;
        let Cut {
            items,
            is_truncated,
            marker,
        } = asked.read(Vec::new(), false, None)?;
        Ok(iam::ListSSHPublicKeysResponse {
            ssh_public_keys: items,
            is_truncated,
            marker,
        })
    }
}

impl Served for iam::ListServiceSpecificCredentialsRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<iam::ListServiceSpecificCredentialsResponse, AwsError> {
        let user_name = self.user_name.as_deref();
        let asked = Asked::of(&self, desk, desk.list_of(user_name))?;
        let target = desk.target(user_name)?;
        desk.call(&none::ListServiceCredentials { target }).await?;
        let Cut {
            items,
            is_truncated,
            marker,
        } = asked.read(Vec::new(), false, None)?;
        Ok(iam::ListServiceSpecificCredentialsResponse {
            service_specific_credentials: items,
            marker,
            is_truncated,
        })
    }
}

impl Served for iam::ListServerCertificatesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListServerCertificatesResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        desk.call(&none::ListServerCertificates).await?;
        let Cut {
            items,
            is_truncated,
            marker,
        } = asked.read(Vec::new(), false, None)?;
        Ok(iam::ListServerCertificatesResponse {
            server_certificate_metadata_list: items,
            is_truncated,
            marker,
        })
    }
}

impl Served for iam::ListInstanceProfilesRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<iam::ListInstanceProfilesResponse, AwsError> {
        let asked = Asked::of(&self, desk, desk.account().to_owned())?;
        desk.call(&none::ListInstanceProfiles).await?;
        let Cut {
            items,
            is_truncated,
            marker,
        } = asked.read(Vec::new(), false, None)?;
        Ok(iam::ListInstanceProfilesResponse {
            instance_profiles: items,
            is_truncated,
            marker,
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
