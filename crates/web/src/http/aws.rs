//! The AWS endpoint, `POST /` (and `GET /` with a call in its query).
//!
//! It is deaf to cookies by construction: a layer takes them away before any handler (`SE-2`). No
//! answer has a CORS header, so no page of somebody else can read one.

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::class::Class;
use super::{App, Problem, RequestId};

/// The root: a call goes to the AWS endpoint, a person to the console.
pub(super) async fn root(
    State(app): State<App>,
    axum::Extension(class): axum::Extension<Class>,
    id: RequestId,
) -> Response {
    match class {
        Class::Aws => not_implemented(&app, &id),
        _ => Redirect::temporary("/console").into_response(),
    }
}

/// The layer that takes cookies away from calls.
pub(super) async fn deaf_to_cookies(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(COOKIE);
    next.run(request).await
}

/// An error in the shape of AWS's Query protocol, for a problem that no handler answers for.
pub(super) fn error_of(problem: &Problem, id: &RequestId) -> String {
    if problem.status() == StatusCode::SERVICE_UNAVAILABLE {
        let said = "the service has no room for the request now; try again in a few seconds";
        error("ServiceUnavailable", said, id)
    } else {
        let said = "the service failed; its log knows more under the request id";
        error("InternalFailure", said, id)
    }
}

pub(super) const XML: HeaderValue = HeaderValue::from_static("text/xml");

fn not_implemented(app: &App, id: &RequestId) -> Response {
    let said = format!(
        "this installation does not answer AWS calls yet; the console is at {}/console",
        app.config().public_url
    );
    let body = error("NotImplemented", &said, id);
    (StatusCode::NOT_IMPLEMENTED, [(CONTENT_TYPE, XML)], body).into_response()
}

/// `said` is our own text, without characters that XML would need escaped.
fn error(code: &str, said: &str, id: &RequestId) -> String {
    format!(
        "<ErrorResponse><Error><Type>Receiver</Type><Code>{code}</Code><Message>{said}</Message>\
         </Error><RequestId>{id}</RequestId></ErrorResponse>"
    )
}
