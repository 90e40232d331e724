//! One call from its bytes to its answer.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, StatusCode, request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use service::{Caller, Visitor};
use wire::query::Params;
use wire::sigv4::{self, SignatureError};
use wire::{AwsError, Service, iam, refusals, sts, xml};

use super::{Desk, Served};
use crate::http::{App, Client, RequestId};

/// Most bytes of a call. AWS reads ten times as many; the longest call that is served is far below.
pub(crate) const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Longest text of a stranger that a log line repeats.
const LOGGED_CHARS_MAX: usize = 64;

/// The services that are spoken, by their name in the scope of a signature.
const SERVICES: [&Service; 2] = [&iam::SERVICE, &sts::SERVICE];

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
        Ok(body) => xml_response(StatusCode::OK, body),
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

fn xml_response(status: StatusCode, body: String) -> Response {
    let kind = HeaderValue::from_static(xml::CONTENT_TYPE);
    (status, [(CONTENT_TYPE, kind)], body).into_response()
}

fn fault(service: &Service, error: &AwsError, id: &RequestId) -> Response {
    tracing::info!(code = error.code.name, "a call was refused");
    let status = StatusCode::from_u16(error.code.status);
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    xml_response(status, xml::fault(service, error, id.as_str()))
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

    fn params(&self) -> Result<Params, AwsError> {
        let encoded = match *self.method {
            Method::GET | Method::HEAD => self.query.as_bytes(),
            _ => self.body,
        };
        Ok(Params::parse(encoded)?)
    }

    /// The service that an unsigned call means, as far as its version tells.
    fn guessed(&self) -> &'static Service {
        let params = self.params().ok();
        let version = params.as_ref().and_then(Params::version);
        let known = SERVICES
            .into_iter()
            .find(|service| version == Some(service.version));
        known.unwrap_or(&sts::SERVICE)
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
    let params = incoming.params().ok();
    let version = params.as_ref().and_then(Params::version);
    let asked = SERVICES
        .into_iter()
        .find(|service| version == Some(service.version));
    match asked {
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
    let params = incoming.params()?;
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
    if service.name == iam::SERVICE.name {
        iam_call(iam::Call::read(&params)?, &desk, id).await
    } else {
        sts_call(sts::Call::read(&params)?, &desk, id).await
    }
}

async fn written<R: Served>(
    request: R,
    desk: &Desk<'_>,
    id: &RequestId,
) -> Result<String, AwsError> {
    let answer = request.serve(desk).await?;
    Ok(xml::answer::<R>(&answer, id.as_str()))
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

calls! { sts_call, sts: AssumeRole GetAccessKeyInfo GetCallerIdentity GetSessionToken }
