//! The parts of the HTTP floor, one thought in each file.

mod app;
mod assets;
mod aws;
mod class;
mod client;
mod cookies;
mod csrf;
mod form;
mod health;
mod host;
mod language;
mod metrics;
mod observe;
mod own_path;
mod problem;
mod public_url;
mod router;
mod security;
#[cfg(test)]
pub(crate) mod tests;
mod throttle;

pub use app::{App, Config, Limits, Parts, Random, Ready};
pub use client::{Client, Network, Peer, USER_AGENT_CHARS_MAX};
pub use cookies::{COOKIE_BYTES_MAX, Cookie, CookieValue, Cookies, SetCookie};
pub use csrf::CsrfToken;
pub use form::{FORM_BYTES_MAX, FORM_FIELDS_MAX, Form};
pub use metrics::Metrics;
pub use observe::RequestId;
pub use own_path::{OwnPath, OwnPathError, PATH_BYTES_MAX, ReturnTo};
pub use problem::Problem;
pub use public_url::{PublicUrl, PublicUrlError};
pub use router::router;
pub use throttle::{NETWORKS_MAX, RetryAfter, Throttle};
