//! A real browser and a real `oathtool` against the release build.
//!
//! What people do is written in their verbs: a [`Browser`] opens, types, presses and sees; a
//! [`Phone`] scans the picture that a page shows; a [`Server`] is the shipped program on a data
//! directory of its own. Each test starts what it needs on free ports and leaves nothing running.
//! A new page is looked at in every language, size and colour by one line in
//! `tests/browser/pages.rs` ([`Inspection::looks_at`]).
//!
//! Invariants: every wait has a bound ([`patience`]); no test waits for a code to change, because
//! each accepted code comes from a fresh step ([`Phone::code`]).
//!
//! Not here: rules, windows of time and races. They are proved in process, on virtual time.
#![expect(
    clippy::panic,
    reason = "a test kit says by a panic what a test does not find"
)]

pub mod browser;
mod chromedriver;
pub mod inspection;
pub mod keyboard;
pub mod look;
pub mod patience;
pub mod phone;
pub mod picture;
pub mod security_key;
pub mod server;
pub mod walk;
pub mod words;

pub use browser::Browser;
pub use inspection::Inspection;
pub use look::Look;
pub use phone::Phone;
pub use security_key::{SecurityKey, Transport};
pub use server::Server;
pub use walk::{Device, OWNER, Owner};
pub use words::{ENGLISH, JAPANESE, Words};
