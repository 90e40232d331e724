//! IAM policies: parse, evaluate, explain.
//!
//! This is the first form of the language (`spec/policy.md`): Effect, Action and NotAction, Resource and NotResource,
//! `${aws:username}`, and conditions with Bool, BoolIfExists and Null. A document that has anything else is refused
//! with the name of the statement and the element, never stored and half understood.
//!
//! INVARIANTS
//! - A [`Policy`] can be evaluated; there is no error at evaluation time.
//! - Parsing and evaluating end for every input, within the limits below, and never panic.
//!
//! Not here: who the caller is, which policies are attached to whom, the root user's place, the wire and storage.
//! Principals and resources are strings to match and the context is a map.

mod action;
mod condition;
mod context;
mod decision;
mod document;
mod error;
mod evaluate;
mod json;
mod key;
mod limits;
pub mod managed;
mod parse;
mod resource;
mod wildcard;

pub use context::Context;
pub use decision::{Because, Decision};
pub use document::Policy;
pub use error::{ActionFault, ConditionFault, Fault, PolicyError, ResourceFault};
pub use evaluate::{NamedPolicy, Request, evaluate};
pub use key::CONDITION_KEYS;
pub use limits::{MAX_DEPTH, MAX_DOCUMENT_CHARS, MAX_PATTERN_CHARS, MAX_STATEMENTS, MAX_VALUES};
