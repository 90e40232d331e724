//! Organizations's shapes and codes, generated from AWS's model.

mod generated;

pub use generated::*;
