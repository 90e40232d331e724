//! The HTTP floor as a browser meets it: every layer, a few plain pages behind them.

mod assets;
mod aws;
mod forms;
mod headers;
mod host;
mod language;
mod log;
mod observe;
mod probes;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{COOKIE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use http_body_util::BodyExt;
use serde::Deserialize;
use service::{Ports, Service, Settings};
use store::clock::ManualClock;
use store::{KeyRing, Store, Timestamp};
use tower::ServiceExt;
use zeroize::Zeroizing;

use super::router::with_pages;
use super::{
    App, Client, Config, Cookie, CookieValue, Cookies, CsrfToken, Form, Parts, Peer, Problem,
    PublicUrl, Random,
};
use crate::lang::Lang;

/// The address of most tests.
pub(crate) const LOCAL: &str = "http://localhost:8700";
/// The address of those about https.
pub(crate) const PUBLIC: &str = "https://signin.example.com";
/// A client that is nobody's neighbour.
pub(crate) const STRANGER: &str = "203.0.113.9:4711";
/// The machine itself.
pub(crate) const LOOPBACK: &str = "127.0.0.1:4711";

/// The configuration of an installation at this address.
pub(crate) fn config(url: &str) -> Config {
    Config::new(PublicUrl::parse(url).expect("a public address"))
}

/// An installation with an empty store in memory.
pub(crate) fn app(config: Config) -> App {
    App::new(parts(config))
}

/// What [`app`] is made of, for tests that replace a part.
fn parts(config: Config) -> Parts {
    log::install();
    let clock = ManualClock::at(Timestamp::UNIX_EPOCH);
    let random = counting();
    let draw = random.clone();
    let ring = KeyRing::generate(&mut |bytes| draw(bytes));
    let service = Service::new(Ports {
        store: Store::memory(Arc::new(clock), ring),
        chance: Box::new(Draw(random.clone())),
        throttle_key: [7; 32],
        trail_key: rules::trail::TrailKey::new("fake", Zeroizing::new([8; 32])),
        settings: Settings::default(),
    });
    Parts {
        config,
        csrf_key: Zeroizing::new([42; 32]),
        random,
        ready: Arc::new(|| Box::pin(async { Ok(()) })),
        service,
        set_up: None,
    }
}

/// The server around [`pages`].
pub(crate) fn server(app: App) -> Router {
    with_pages(app, pages())
}

/// What a handler can do that a layer may have to deal with.
fn pages() -> Router<App> {
    Router::new()
        .route("/console", get(async |lang: Lang| lang.tag()))
        .route(
            "/console/users/{name}",
            get(async |Path(name): Path<String>| name),
        )
        .route(
            "/signin",
            get(async |token: CsrfToken| token.into_string()).post(sign_in),
        )
        .route("/session", get(open_session))
        .route(
            "/client",
            get(async |client: Client| format!("{} {}", client.ip, client.secure)),
        )
        .route(
            "/not-allowed",
            get(async || Problem::NotAllowed {
                action: ACTION.to_owned(),
                ruling: None,
            }),
        )
        .route("/panic", get(panics))
        .route("/never", get(std::future::pending::<()>))
}

/// The action that is missing on the page of that problem.
const ACTION: &str = "iam:CreateUser";

#[derive(Deserialize)]
struct Typed {
    name: String,
    password: String,
}

async fn sign_in(Form(typed): Form<Typed>) -> String {
    format!("{} {}", typed.name, typed.password.len())
}

async fn open_session(cookies: Cookies) -> impl IntoResponse {
    let value = CookieValue::parse("fake-session").expect("a value");
    (cookies.set(Cookie::Session, &value), "opened")
}

async fn panics() -> StatusCode {
    panic!("fake-secret in a panic")
}

struct Draw(Random);

impl rules::Chance for Draw {
    fn fill(&mut self, bytes: &mut [u8]) {
        (self.0)(bytes);
    }
}

/// Bytes that differ at each draw.
fn counting() -> Random {
    let drawn = AtomicU64::new(1);
    Arc::new(move |bytes| {
        let number = drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = number[at % number.len()];
        }
    })
}

/// A request that is being written.
pub(crate) struct Ask {
    request: Request<Body>,
}

impl Ask {
    pub(crate) fn new(method: &Method, uri: &str) -> Self {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method.clone();
        *request.uri_mut() = uri.parse().expect("an address");
        Self { request }
            .header(HOST, "localhost:8700")
            .from(STRANGER)
    }

    pub(crate) fn get(uri: &str) -> Self {
        Self::new(&Method::GET, uri)
    }

    /// A form of one of our own pages, without token and cookies.
    pub(crate) fn post(uri: &str, fields: &[(&str, &str)]) -> Self {
        let mut body = form_urlencoded::Serializer::new(String::new());
        Self::post_body(uri, body.extend_pairs(fields).finish())
    }

    pub(crate) fn post_body(uri: &str, body: impl Into<Body>) -> Self {
        let kind = HeaderName::from_static("content-type");
        let mut ask =
            Self::new(&Method::POST, uri).header(kind, "application/x-www-form-urlencoded");
        *ask.request.body_mut() = body.into();
        ask
    }

    /// Replaces a header.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header");
        self.request.headers_mut().insert(name, value);
        self
    }

    pub(crate) fn without(mut self, name: HeaderName) -> Self {
        self.request.headers_mut().remove(name);
        self
    }

    pub(crate) fn named(self, name: &'static str, value: &str) -> Self {
        self.header(HeaderName::from_static(name), value)
    }

    pub(crate) fn cookies(self, line: &str) -> Self {
        self.header(COOKIE, line)
    }

    pub(crate) fn from(self, address: &str) -> Self {
        self.over(address, false)
    }

    pub(crate) fn over(mut self, address: &str, tls: bool) -> Self {
        let address: SocketAddr = address.parse().expect("an address");
        self.request.extensions_mut().insert(Peer { address, tls });
        self
    }

    pub(crate) async fn of(self, server: &Router) -> Answer {
        let response = server
            .clone()
            .oneshot(self.request)
            .await
            .expect("a router never fails");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).expect("text"),
        }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("text"))
    }

    /// The cookies that are set, as the browser would send them back.
    pub(crate) fn cookies(&self) -> Vec<&str> {
        let lines = self.headers.get_all(SET_COOKIE).iter();
        lines
            .map(|line| {
                line.to_str()
                    .expect("text")
                    .split(';')
                    .next()
                    .unwrap_or_default()
            })
            .collect()
    }
}

/// A browser that has opened `/signin`: its cookie and the token of its form.
pub(crate) async fn at_the_form(server: &Router) -> (String, String) {
    let page = Ask::get("/signin").of(server).await;
    let cookies = page.cookies().join("; ");
    (cookies, page.body)
}

/// A limit that a test can wait for.
pub(crate) const SHORT: Duration = Duration::from_millis(100);
