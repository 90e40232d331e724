//! All layers in one place, outermost last.
//!
//! ```text
//! observe        request id, log line, metrics
//! └ guard        security headers
//!   └ browser    the cookie that form tokens are bound to, with the first page
//!     └ draw     the page of a problem
//!       └ limits panics and the time limit become problems
//!         ├ pages          public host only, then same origin only, then the handler
//!         ├ root           without cookies: AWS endpoint, or the way to the console
//!         └ probes, assets
//! ```

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::{App, Problem, assets, aws, csrf, health, host, language, observe, problem, security};
use crate::routes;

/// The whole server as one service.
pub fn router(app: App) -> Router {
    with_pages(app, routes::pages())
}

/// The server around these pages.
pub(super) fn with_pages(app: App, pages: Router<App>) -> Router {
    let pages = pages
        .route("/lang", post(language::choose))
        .route_layer(same_origin(&app))
        .route_layer(from_fn_with_state(app.clone(), host::only_ours));
    let root = Router::new()
        .route("/", any(aws::root))
        .merge(aws::addresses())
        .route_layer(from_fn(aws::deaf_to_cookies));
    pages
        .merge(root)
        .merge(health::routes())
        .merge(assets::routes())
        .fallback(async || Problem::NotFound)
        .method_not_allowed_fallback(async || Problem::MethodNotAllowed)
        .layer(from_fn_with_state(app.clone(), in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), problem::draw))
        .layer(from_fn_with_state(app.clone(), csrf::know_browser))
        .layer(from_fn_with_state(app.clone(), security::guard))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

/// Refuses forms that a browser says come from elsewhere. The public origin is named because a
/// proxy may have rewritten `Host`, with which the origin is compared otherwise.
fn same_origin(app: &App) -> CsrfLayer<impl Fn(ProtectionError) -> Response + Clone + use<>> {
    CsrfLayer::new()
        .add_trusted_origin(app.config().public_url.origin())
        .expect("a public address is written as browsers write an origin")
        .with_rejection_response(|_: ProtectionError| Problem::CrossSite.into_response())
}

async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.config().limits.request, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::TimedOut.into_response(),
    }
}

/// The panic's own message may hold anything, so it is left to the process's panic hook.
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    Problem::Internal.into_response()
}
