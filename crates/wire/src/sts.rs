//! STS's shapes and codes, generated from AWS's model.

#[expect(
    clippy::large_enum_variant,
    reason = "one call at a time is read, and moved into its answer at once"
)]
mod generated;

pub use generated::*;
