//! The HTTP floor: one port for the console, the sign-in pages and the AWS endpoint.
//!
//! Duty: turn bytes from strangers into typed values ([`Client`], [`Form`], [`Cookies`],
//! [`OwnPath`]), keep every answer inside one set of security headers, and lead each request to
//! its page. [`router`] puts the layers together in one place, [`serve()`] listens.
//!
//! Invariants:
//! - A handler that takes a [`Form`] runs only after the body limit, the origin check and the form
//!   token have passed.
//! - The AWS endpoint never sees a cookie and never sends a CORS header.
//! - No log line and no metric holds a query string, a cookie, a form field or an account name.
//!
//! Never found here: SQL, and rules of its own.

mod aws;
pub mod console;
pub mod csv;
pub mod drift;
mod due;
pub mod gallery;
pub mod http;
pub mod lang;
pub mod layout;
mod mail;
mod moment;
mod notice;
mod policy_words;
pub mod report;
mod routes;
pub mod serve;
mod set_up_gate;
pub mod signin;
mod visit;
mod words;

pub use crate::http::{
    App, Client, Config, Cookie, CookieValue, Cookies, CsrfToken, Form, Limits, Metrics, Network,
    OwnPath, OwnPathError, Parts, Peer, Problem, PublicUrl, PublicUrlError, Random, Ready,
    RequestId, RetryAfter, ReturnTo, SetCookie, Throttle, router,
};
pub use crate::lang::Lang;
pub use crate::mail::Letters;
pub use crate::serve::{serve, tls};
pub use crate::set_up_gate::{SET_UP_MINUTES, SetUpGate};
