//! One call from its bytes to its answer.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, StatusCode, request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use service::{Caller, Visitor};
use wire::protocol::{self, ERROR_TYPE_HEADER};
use wire::sigv4::{self, SignatureError};
use wire::{AwsError, Service, account, cloudtrail, iam, organizations, refusals, sts};

use super::{Desk, Served};
use crate::http::{App, Client, RequestId};

/// Most bytes of a call. AWS reads ten times as many; the longest call that is served is far below.
pub(crate) const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Longest text of a stranger that a log line repeats.
const LOGGED_CHARS_MAX: usize = 64;

/// The services that are spoken, by their name in the scope of a signature.
const SERVICES: [&Service; 5] = [
    &iam::SERVICE,
    &sts::SERVICE,
    &account::SERVICE,
    &organizations::SERVICE,
    &cloudtrail::SERVICE,
];

/// Answers a call.
pub(crate) async fn endpoint(
    State(app): State<App>,
    client: Client,
    id: RequestId,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = whole(body).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let visitor = Visitor {
        ip: client.ip.to_string(),
        network: client.network.to_string(),
        user_agent: client.user_agent,
        browser: String::new(),
        secure: client.secure,
        request_id: id.to_string(),
    };
    let incoming = Incoming::of(&parts, &body);
    let (service, answered) = answer(&app, &incoming, visitor, &id).await;
    match answered {
        Ok(body) => {
            let kind = HeaderValue::from_static(service.content_type());
            (StatusCode::OK, [(CONTENT_TYPE, kind)], body).into_response()
        }
        Err(error) => fault(service, &error, &id),
    }
}

async fn whole(body: Body) -> Result<Bytes, ()> {
    let limited = Limited::new(body, BODY_BYTES_MAX);
    limited
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(drop)
}

fn fault(service: &Service, error: &AwsError, id: &RequestId) -> Response {
    tracing::info!(code = error.code.name, "a call was refused");
    let document = service.fault(error, id.as_str());
    let status = StatusCode::from_u16(document.status);
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = HeaderValue::from_static(document.content_type);
    let mut response = (status, [(CONTENT_TYPE, kind)], document.body).into_response();
    if let Some(name) = document.error_type {
        let name = HeaderValue::from_static(name);
        response.headers_mut().insert(ERROR_TYPE_HEADER, name);
    }
    response
}

/// A call as it came.
struct Incoming<'r> {
    method: &'r Method,
    path: &'r str,
    query: &'r str,
    headers: Vec<(&'r str, &'r [u8])>,
    body: &'r [u8],
}

impl<'r> Incoming<'r> {
    fn of(parts: &'r request::Parts, body: &'r [u8]) -> Self {
        let mut headers: Vec<(&str, &[u8])> = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        // HTTP/2 names the host elsewhere, and it is signed as `host` all the same.
        if let Some(authority) = parts.uri.authority()
            && !parts.headers.contains_key("host")
        {
            headers.push(("host", authority.as_str().as_bytes()));
        }
        Self {
            method: &parts.method,
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
            headers,
            body,
        }
    }

    fn signed(&self) -> sigv4::Request<'_> {
        sigv4::Request {
            method: self.method.as_str(),
            path: self.path,
            query: self.query,
            headers: &self.headers,
            body: self.body,
        }
    }

    /// The service that a call means, as far as it can be told without its signature.
    fn meant(&self) -> Option<&'static Service> {
        let signed = self.signed();
        SERVICES
            .into_iter()
            .find(|service| service.is_meant(&signed))
    }

    /// The same, for an answer to somebody who did not say it.
    fn guessed(&self) -> &'static Service {
        self.meant().unwrap_or(&sts::SERVICE)
    }
}

/// What goes back, and the service in whose name.
async fn answer(
    app: &App,
    incoming: &Incoming<'_>,
    visitor: Visitor,
    id: &RequestId,
) -> (&'static Service, Result<String, AwsError>) {
    let claim = match sigv4::parse(&incoming.signed()) {
        Ok(claim) => claim,
        Err(error) => return (incoming.guessed(), Err(error.into())),
    };
    let named = claim.scope().service();
    let Some(service) = SERVICES.into_iter().find(|service| service.name == named) else {
        return (incoming.guessed(), Err(unknown_service(named, incoming)));
    };
    let answered = served(app, incoming, visitor, service, &claim, id).await;
    (service, answered)
}

/// A scope of another service: not spoken here, or not the one whose version is asked for.
fn unknown_service(named: &str, incoming: &Incoming<'_>) -> AwsError {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let plain = named.len() <= LOGGED_CHARS_MAX && named.chars().all(is_word);
    match incoming.meant() {
        Some(service) => SignatureError::Service(service.name).into(),
        None if plain => refusals::service_not_implemented(named),
        None => refusals::missing_action(),
    }
}

async fn served(
    app: &App,
    incoming: &Incoming<'_>,
    visitor: Visitor,
    service: &'static Service,
    claim: &sigv4::Parsed,
    id: &RequestId,
) -> Result<String, AwsError> {
    let params = service.params(&incoming.signed())?;
    service.asked(&params)?;
    let signer = app
        .service()
        .authenticate(claim, &incoming.signed())
        .await?;
    let desk = Desk {
        service: app.service(),
        signer: &signer,
        caller: Caller::Key(signer.clone(), visitor),
        markers: app.markers(),
        speaks: service,
    };
    let answered = called(service, &params, &desk, id).await;
    app.service().count_call(&signer, answered.is_ok());
    answered
}

async fn called(
    service: &'static Service,
    params: &wire::query::Params,
    desk: &Desk<'_>,
    id: &RequestId,
) -> Result<String, AwsError> {
    let name = service.name;
    if name == iam::SERVICE.name {
        iam_call(iam::Call::read(params)?, desk, id).await
    } else if name == sts::SERVICE.name {
        sts_call(sts::Call::read(params)?, desk, id).await
    } else if name == account::SERVICE.name {
        account_call(account::Call::read(params)?, desk, id).await
    } else if name == organizations::SERVICE.name {
        organizations_call(organizations::Call::read(params)?, desk, id).await
    } else {
        cloudtrail_call(cloudtrail::Call::read(params)?, desk, id).await
    }
}

async fn written<R: Served>(
    request: R,
    desk: &Desk<'_>,
    id: &RequestId,
) -> Result<String, AwsError> {
    let answer = request.serve(desk).await?;
    Ok(protocol::answer::<R>(&answer, id.as_str()))
}

/// Leads each call of a service to its answer. A call that is missing does not compile.
macro_rules! calls {
    ($name:ident, $service:ident: $($call:ident)*) => {
        async fn $name(
            call: $service::Call,
            desk: &Desk<'_>,
            id: &RequestId,
        ) -> Result<String, AwsError> {
            // Each future stands by itself in the heap, so that one call is not as large as all.
            match call {
                $($service::Call::$call(request) => Box::pin(written(request, desk, id)).await,)*
            }
        }
    };
}

calls! { iam_call, iam:
    AddUserToGroup AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword
    CreateAccessKey CreateAccountAlias CreateGroup CreateLoginProfile CreatePolicy
    CreatePolicyVersion CreateRole CreateUser CreateVirtualMFADevice DeactivateMFADevice
    DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy DeleteGroup DeleteGroupPolicy
    DeleteLoginProfile DeletePolicy DeletePolicyVersion DeleteRole DeleteRolePermissionsBoundary
    DeleteRolePolicy DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy
    DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy EnableMFADevice
    GenerateCredentialReport GetAccessKeyLastUsed GetAccountAuthorizationDetails
    GetAccountPasswordPolicy GetAccountSummary GetContextKeysForCustomPolicy
    GetContextKeysForPrincipalPolicy GetCredentialReport GetGroup GetGroupPolicy GetLoginProfile
    GetMFADevice GetPolicy GetPolicyVersion GetRole GetRolePolicy GetUser GetUserPolicy
    ListAccessKeys ListAccountAliases ListAttachedGroupPolicies ListAttachedRolePolicies
    ListAttachedUserPolicies ListEntitiesForPolicy ListGroupPolicies ListGroups
    ListGroupsForUser ListInstanceProfiles ListMFADeviceTags ListMFADevices
    ListOpenIDConnectProviders ListPolicies ListPolicyTags ListPolicyVersions ListRolePolicies
    ListRoleTags ListRoles ListSAMLProviders ListSSHPublicKeys ListServerCertificates
    ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags
    ListUsers ListVirtualMFADevices PutGroupPolicy PutRolePermissionsBoundary PutRolePolicy
    PutUserPermissionsBoundary PutUserPolicy RemoveUserFromGroup ResyncMFADevice
    SetDefaultPolicyVersion SimulateCustomPolicy SimulatePrincipalPolicy TagMFADevice TagPolicy
    TagRole TagUser UntagMFADevice UntagPolicy UntagRole UntagUser UpdateAccessKey
    UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateGroup UpdateLoginProfile UpdateRole
    UpdateRoleDescription UpdateUser
}

calls! { account_call, account:
    DeleteAlternateContact GetAccountInformation GetAlternateContact GetContactInformation
    PutAccountName PutAlternateContact PutContactInformation
}

calls! { organizations_call, organizations: DescribeAccount DescribeOrganization ListAccounts }

calls! { cloudtrail_call, cloudtrail: LookupEvents }

calls! { sts_call, sts: AssumeRole GetAccessKeyInfo GetCallerIdentity GetSessionToken }
