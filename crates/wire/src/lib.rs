//! AWS's wire: what clients of AWS's services send and what they expect to read.
//!
//! **Duty.** Signatures ([`sigv4`]), the protocols ([`protocol`]: [`query`] with [`xml`], and
//! [`json`]), the shapes of the services with the limits of AWS's models ([`iam`], [`sts`],
//! [`account`], [`organizations`], [`cloudtrail`], read and written by [`shape`]), errors with AWS's
//! codes, statuses and texts ([`error`], [`refusals`]), pages ([`pagination`]) and key ids ([`ids`]).
//!
//! **The way of a request.** [`sigv4::parse`] reads who says they sign; the caller finds the key and
//! checks the session token, because AWS does that first; [`sigv4::Parsed::verify`] proves it;
//! [`Service::params`] decodes the parameters; `iam::Call::read` (or that of another service) makes a
//! typed request of them, with every limit of the model checked; [`protocol::answer`] or
//! [`Service::fault`] writes what goes back.
//!
//! **Invariants.**
//! - The time, keys and chance are arguments. Nothing here reads a clock or draws at random.
//! - No input panics, and none is read beyond a named maximum.
//! - A signature cannot be compared with `==` nor printed; a member that the model calls sensitive
//!   is a [`Sensitive`], and stands in no message.
//! - What is generated from the models is marked and never edited; where this project deviates from
//!   them stands in `models/served.json`.
//!
//! **Not here.** Rules (who may do what, what a code is worth), a server, storage.
//!
//! **Source.** AWS General Reference, "Signature Version 4"; Smithy 2.0, "AWS protocols";
//! `models/README.md` for the facts of the models.

pub mod account;
pub mod cloudtrail;
pub mod error;
pub mod fuzz;
pub mod iam;
pub mod ids;
pub mod json;
#[cfg(any(test, feature = "testing"))]
pub mod negative;
pub mod organizations;
pub mod pagination;
pub mod protocol;
pub mod query;
pub mod refusals;
mod sensitive;
pub mod service;
pub mod shape;
pub mod sigv4;
pub mod sts;
pub mod xml;

pub use error::{AwsError, Code, Fault};
pub use jiff::Timestamp;
pub use protocol::Protocol;
pub use sensitive::Sensitive;
pub use service::{Asks, Operation, Service};
