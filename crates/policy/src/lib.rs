//! IAM policies: parse, evaluate, explain.
//!
//! The language and the order in which policies decide are written down in `spec/policy.md`. A document that cannot be
//! evaluated exactly as it is written is refused with the name of the statement and the element, never stored and half
//! understood.
//!
//! [`evaluate`] asks one set of identity policies. [`decide`] asks everything that AWS asks: organizations, the
//! resource, the identity, its boundary and its session. [`explain`] says of each statement why it applies or does not.
//!
//! INVARIANTS
//! - A [`Policy`] can be evaluated; there is no error at evaluation time.
//! - Parsing and evaluating end for every input, within the limits below, and never panic.
//!
//! Not here: which policies are attached to whom, which keys a request has, the wire and storage. Resources are strings
//! to match and the context is a map.

mod action;
mod address;
mod arn;
mod aws_text;
mod base64;
mod condition;
mod context;
mod date;
mod decide;
mod decision;
mod document;
mod elements;
mod error;
mod evaluate;
mod explain;
mod json;
mod key;
mod limits;
pub mod managed;
mod number;
mod operator;
mod parse;
mod places;
mod principal;
mod reading;
mod resource;
mod template;
mod wildcard;

pub use context::Context;
pub use decide::{Grounds, Layer, Level, Owner, Policies, Ruling, decide};
pub use decision::{Because, Decision};
pub use document::{Effect, Kind, Policy};
pub use error::{
    ActionFault, ConditionFault, Fault, KeyFault, PolicyError, PrincipalFault, ResourceFault,
    VariableFault,
};
pub use evaluate::{NamedPolicy, Request, evaluate};
pub use explain::{Finding, Miss, explain};
pub use key::{CONDITION_KEYS, is_known};
pub use limits::{
    MAX_DEPTH, MAX_DOCUMENT_CHARS, MAX_PATTERN_CHARS, MAX_STATEMENTS, MAX_VALUES, Quota,
    counted_chars,
};
pub use places::{Position, statement_positions};
pub use principal::Principal;
pub use reading::{Asked, Reading, Said};
