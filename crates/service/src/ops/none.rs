//! What there is none of here: certificates, SSH keys, service credentials, identity providers,
//! instance profiles. Tools ask for them on their way (before they delete a user, when they make a
//! report), and an empty list is the true answer.
//!
//! Each is authorised like any other operation, and a user who does not exist is told as such.

use rules::ids::AccountId;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::users::whom;
use crate::person::Target;
use crate::refusal::Refusal;

macro_rules! of_nobody {
    ($($(#[$about:meta])* $name:ident: $action:literal on $resource:literal;)*) => {$(
        $(#[$about])*
        pub struct $name;

        impl Operation for $name {
            type Output = ();

            fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
                let resource = $resource.replace("ACCOUNT", account.as_str());
                vec![($action, Resource::Arn(resource))]
            }

            async fn handle(&self, _call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
                Ok(Answer::Done(()))
            }
        }
    )*};
}

macro_rules! of_somebody {
    ($($(#[$about:meta])* $name:ident: $action:literal;)*) => {$(
        $(#[$about])*
        pub struct $name {
            /// Whose.
            pub target: Target,
        }

        impl Operation for $name {
            type Output = ();

            fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
                vec![($action, Resource::Person(self.target.clone()))]
            }

            async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
                whom(call, &self.target, $action).await?;
                Ok(Answer::Done(()))
            }
        }
    )*};
}

of_somebody! {
    /// Nobody has signing certificates.
    ListSigningCertificates: "iam:ListSigningCertificates";
    /// Nobody has SSH keys.
    ListSshPublicKeys: "iam:ListSSHPublicKeys";
    /// Nobody has credentials of a single service.
    ListServiceCredentials: "iam:ListServiceSpecificCredentials";
}

of_nobody! {
    /// There are no server certificates.
    ListServerCertificates: "iam:ListServerCertificates" on "arn:aws:iam::ACCOUNT:server-certificate/";
    /// There are no SAML providers.
    ListSamlProviders: "iam:ListSAMLProviders" on "*";
    /// There are no OpenID Connect providers.
    ListOidcProviders: "iam:ListOpenIDConnectProviders" on "*";
    /// There are no instance profiles.
    ListInstanceProfiles: "iam:ListInstanceProfiles" on "arn:aws:iam::ACCOUNT:instance-profile/";
}
