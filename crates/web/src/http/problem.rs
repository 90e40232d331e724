//! What can go wrong before, in and after a page, and how it is said.
//!
//! Handlers and extractors return a [`Problem`]; it travels in the answer's extensions and one
//! layer, which knows the language and the request id, draws the page. So every refusal looks alike,
//! whoever found it. Kinds, not causes: what a stranger may not learn is in the log.

use std::time::Duration;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode, request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use policy::Ruling;
use service::authorise::Resource;
use service::ops::sessions::{MayI, WhoAmI};
use service::refusal::BillingFault;

use super::class::Class;
use super::{App, CsrfToken, OwnPath, RequestId, RetryAfter, aws};
use crate::lang::Lang;
use crate::layout::{Layout, When};
use crate::routes;
use crate::visit::Visit;

/// Why there is no page; each is a page of its own that says what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing stands at this address.
    NotFound,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// The policies of the person do not allow it; the action that is missing.
    NotAllowed {
        /// The action, as `iam:CreateUser`.
        action: String,
        /// What the policies said, for whoever may ask why.
        ruling: Option<Box<Ruling>>,
    },
    /// Only root may do it.
    OnlyRoot,
    /// A switch of root's keeps billing shut.
    Billing(BillingFault),
    /// A first MFA device came late, and opens this only from then.
    OnTrial(When),
    /// An administrator is helped by another administrator or by root.
    OnlyAdministrators,
    /// Who did one half of getting somebody in does not do the other before then.
    AnotherAdministrator(When),
    /// The session must be one with MFA.
    MfaNeeded,
    /// MFA is required, and this is the last device.
    LastFactor,
    /// The user has an MFA device already.
    HasDevice,
    /// Nobody does this for themselves.
    NotForOneself,
    /// The account is closed.
    AccountClosed,
    /// A form came from a page of somebody else.
    CrossSite,
    /// A form came without the token of this browser: it is too old, or cookies are off.
    FormTooOld,
    /// A form cannot be read.
    BadForm,
    /// A body is longer than its maximum.
    TooLarge,
    /// A form was sent to a host that is not ours.
    WrongHost,
    /// Somebody else changed the same thing at the same time.
    Conflict,
    /// Too many attempts; wait.
    TooManyAttempts(RetryAfter),
    /// The server has no room for it now; wait.
    Busy(RetryAfter),
    /// It took longer than it may.
    TimedOut,
    /// The store does not answer.
    Unavailable,
    /// The disk is full; nothing was written.
    StorageFull,
    /// Our fault; the log knows more under the request id.
    Internal,
}

impl Problem {
    /// What to wait when nobody knows how long it takes.
    pub const SHORT_WAIT: RetryAfter = RetryAfter(Duration::from_secs(5));

    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAllowed { .. }
            | Self::OnlyRoot
            | Self::Billing(_)
            | Self::OnTrial(_)
            | Self::OnlyAdministrators
            | Self::AnotherAdministrator(_)
            | Self::MfaNeeded
            | Self::LastFactor
            | Self::NotForOneself
            | Self::AccountClosed
            | Self::CrossSite
            | Self::FormTooOld => StatusCode::FORBIDDEN,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Conflict | Self::HasDevice => StatusCode::CONFLICT,
            Self::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) | Self::TimedOut | Self::Unavailable | Self::StorageFull => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The same without what the policies said.
    fn without_ruling(self) -> Self {
        match self {
            Self::NotAllowed { action, .. } => Self::NotAllowed {
                action,
                ruling: None,
            },
            other => other,
        }
    }

    /// After which time it is worth trying again, where that is known.
    pub const fn retry_after(&self) -> Option<RetryAfter> {
        match self {
            Self::TooManyAttempts(wait) | Self::Busy(wait) => Some(*wait),
            Self::TimedOut | Self::Unavailable | Self::StorageFull => Some(Self::SHORT_WAIT),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    /// An answer without a body; `draw` gives it one.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(wait) = self.retry_after() {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(wait.seconds()));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The layer that gives a problem its body: a page for people, an error for programs.
pub(super) async fn draw(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let id = parts
        .extensions
        .get::<RequestId>()
        .cloned()
        .unwrap_or_default();
    let class = parts.extensions.get::<Class>().copied();
    let (layout, visit) = match class {
        Some(Class::Page) => {
            let layout = layout(&mut parts, &app).await;
            (
                Some(layout),
                Visit::from_request_parts(&mut parts, &app).await.ok(),
            )
        }
        _ => (None, None),
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let (body, kind) = match (layout, class) {
        (Some(layout), _) => {
            let (problem, layout) = inside(problem, layout, visit).await;
            (routes::problem_page(&problem, layout, &id), HTML)
        }
        (None, Some(Class::Aws)) => (aws::error_of(&problem, &id), aws::XML),
        _ => (format!("{}; request id {id}\n", problem.status()), TEXT),
    };
    *response.body_mut() = body.into();
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// The frame of the console around a problem that somebody met inside it, so that they can go on
/// from there.
async fn inside(problem: Problem, alone: Layout, visit: Option<Visit>) -> (Problem, Layout) {
    let met_inside = matches!(
        &problem,
        Problem::NotAllowed { .. }
            | Problem::OnTrial(_)
            | Problem::OnlyRoot
            | Problem::Billing(_)
            | Problem::OnlyAdministrators
            | Problem::AnotherAdministrator(_)
            | Problem::MfaNeeded
            | Problem::LastFactor
            | Problem::HasDevice
            | Problem::NotForOneself
            | Problem::NotFound
            | Problem::Conflict
    );
    let Some(visit) = visit.filter(|_| met_inside) else {
        return (problem.without_ruling(), alone);
    };
    match visit.call(&WhoAmI).await {
        Ok(signed) => {
            // Whoever may ask the simulator about themselves may know why.
            let on = match (&signed.role, signed.holder.target()) {
                (None, target) => Resource::Person(target),
                (Some(role), _) => Resource::role(&role.switched.choice.name),
            };
            let asks = vec![(MAY_KNOW_WHY, on)];
            let may = visit.call(&MayI { asks }).await;
            let knows = may.is_ok_and(|may| may.first().is_some_and(|may| *may));
            let problem = if knows {
                problem
            } else {
                problem.without_ruling()
            };
            let frame = Layout {
                path: alone.path,
                ..visit.frame(&signed)
            };
            (problem, frame)
        }
        Err(_) => (problem.without_ruling(), alone),
    }
}

/// The action that lets somebody know which policy refused something.
const MAY_KNOW_WHY: &str = "iam:SimulatePrincipalPolicy";

/// The frame of a page about a problem: it stands alone, and its language switch works.
async fn layout(parts: &mut request::Parts, app: &App) -> Layout {
    let Ok(t) = Lang::from_request_parts(parts, app).await;
    let csrf = CsrfToken::from_request_parts(parts, app).await;
    // What was posted cannot be asked for again, so the switch leads to the beginning.
    let back = if parts.method == Method::GET {
        parts.uri.path_and_query()
    } else {
        None
    };
    Layout {
        t,
        csrf: csrf.map(CsrfToken::into_string).unwrap_or_default(),
        path: back.map_or_else(|| OwnPath::console().to_string(), ToString::to_string),
        signed_in: None,
        flash: None,
    }
}

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
