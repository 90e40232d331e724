//! AWS's wire: what clients of IAM and STS send and what they expect to read.
//!
//! **Duty.** Signatures ([`sigv4`]), the Query protocol ([`query`]), the shapes of IAM and STS with
//! the limits of AWS's models ([`iam`], [`sts`], read and written by [`shape`]), XML answers
//! ([`xml`]), errors with AWS's codes, statuses and texts ([`error`], [`refusals`]), pages
//! ([`pagination`]) and key ids ([`ids`]).
//!
//! **The way of a request.** [`sigv4::parse`] reads who says they sign; the caller finds the key and
//! checks the session token, because AWS does that first; [`sigv4::Parsed::verify`] proves it;
//! [`query::Params`] decodes the parameters; `iam::Call::read` (or `sts`) makes a typed request of
//! them, with every limit of the model checked; [`xml::answer`] or [`xml::fault`] writes what goes
//! back.
//!
//! **Invariants.**
//! - The time, keys and chance are arguments. Nothing here reads a clock or draws at random.
//! - No input panics, and none is read beyond a named maximum.
//! - A signature cannot be compared with `==` nor printed; a member that the model calls sensitive
//!   is a [`Sensitive`], and stands in no message.
//! - What is generated from the models is marked and never edited; where this project deviates from
//!   them stands in `models/served.json`.
//!
//! **Not here.** Rules (who may do what, what a code is worth), a server, storage. The JSON protocol
//! comes with the first service that speaks it.
//!
//! **Source.** AWS General Reference, "Signature Version 4"; Smithy 2.0, "AWS Query protocol";
//! `models/README.md` for the facts of the models.

pub mod error;
pub mod fuzz;
pub mod iam;
pub mod ids;
#[cfg(any(test, feature = "testing"))]
pub mod negative;
pub mod pagination;
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
pub use sensitive::Sensitive;
pub use service::{Asks, Operation, Service};
