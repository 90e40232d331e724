//! AWS's own clients against the release build: boto3, the aws CLI 1 and 2, and the SDKs for
//! JavaScript and Rust.
//!
//! The stories are written in each client's language, in `python`, `node` and `tests/clients`. This
//! library starts the shipped program with the people of [`people`] in it ([`Server`]), and runs a
//! client's stories against it ([`Client`]).
//!
//! Invariants: every wait has a bound; no test waits for a code to change, because each accepted
//! code comes from a device of its own; nothing of the environment reaches a client but `PATH`.
//!
//! Not here: replay, windows of time and races, which are proved in process on virtual time, and
//! requests that no client would send, which are proved in `wire`.
#![expect(
    clippy::panic,
    reason = "a test kit says by a panic what a test does not find"
)]

pub mod client;
pub mod people;
pub mod phone;
pub mod server;

pub use client::Client;
pub use phone::Phone;
pub use server::Server;
