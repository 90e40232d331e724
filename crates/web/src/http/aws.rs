//! The AWS endpoint, `POST /` (and `GET /` with a call in its query), and the addresses of operations that
//! have their own.
//!
//! It is deaf to cookies by construction: a layer takes them away before any handler (`SE-2`). No
//! answer has a CORS header, so no page of somebody else can read one.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;

use wire::{account, refusals, sts, xml};

use super::class::Class;
use super::{App, Client, Problem, RequestId};
use crate::aws::endpoint;

/// The root: a call goes to the AWS endpoint, a person to the console.
pub(super) async fn root(
    State(app): State<App>,
    axum::Extension(class): axum::Extension<Class>,
    client: Client,
    id: RequestId,
    request: Request,
) -> Response {
    match class {
        Class::Aws => endpoint(State(app), client, id, request).await,
        _ => Redirect::temporary("/console").into_response(),
    }
}

/// The addresses of operations that have their own.
pub(super) fn addresses() -> Router<App> {
    let operations = account::SERVICE.operations.iter();
    operations.fold(Router::new(), |router, operation| {
        router.route(&account::SERVICE.path(operation.name), post(endpoint))
    })
}

/// The layer that takes cookies away from calls.
pub(super) async fn deaf_to_cookies(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(COOKIE);
    next.run(request).await
}

/// The body of an error for a problem that no handler answers for.
pub(super) fn error_of(problem: &Problem, id: &RequestId) -> String {
    let error = if problem.status() == StatusCode::SERVICE_UNAVAILABLE {
        refusals::service_unavailable()
    } else {
        refusals::internal_failure()
    };
    sts::SERVICE.fault(&error, id.as_str()).body
}

pub(super) const XML: HeaderValue = HeaderValue::from_static(xml::CONTENT_TYPE);
