//! The AWS endpoint: what aws CLI, boto3 and every SDK speak, answered by the same operations as the
//! console.
//!
//! **The way of a call** ([`endpoint`]): read who says they sign; find the operation by its name; prove
//! the signature (which finds the key and its owner); read the parameters with every limit of AWS's
//! model; run the operation; write the answer. Each family of calls is one file; each call is one
//! `impl` of [`Served`], which turns a request of the wire into an operation and what came out of it
//! into an answer of the wire.
//!
//! **Invariants.** A call that is served implements [`Served`], so an operation of the model cannot be
//! generated and forgotten. Nothing here decides who may do what.
//!
//! **Not here.** Signatures, limits and XML (`wire`), the operations and their authorisation
//! (`service`), HTTP's layers (`crate::http`).

mod account;
mod contacts;
mod desk;
mod details;
mod devices;
mod endpoint;
mod groups;
mod keys;
mod login_profiles;
mod none;
mod organizations;
mod owners;
mod page;
mod policies;
mod roles;
mod said;
mod shapes;
mod simulate;
mod sts;
mod tags;
mod trail;
mod users;

pub(crate) use endpoint::endpoint;

use wire::{Asks, AwsError};

use desk::Desk;

/// A call that is answered.
trait Served: Asks + Sized {
    /// Runs the operation that is meant.
    fn serve(self, desk: &Desk<'_>) -> impl Future<Output = Result<Self::Answer, AwsError>> + Send;
}
