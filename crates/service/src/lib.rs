//! The operations: load, authorise, decide, save, audit, answer.
//!
//! Every door (console, AWS's wire, command line) calls [`Service::call`] with one of the
//! operations in [`table`]. The dispatcher finds out who calls, asks the policies, runs the handler
//! and commits what it changed together with the audit event; on a conflict it does all of that
//! again on fresh records. A handler receives a [`call::Call`], which only the dispatcher can make.
//!
//! Not here: HTML, SQL, the system clock.

pub mod audit;
pub mod authorise;
mod billing_gate;
pub mod call;
mod closing;
mod codes;
mod console_session;
pub mod facts;
pub mod fuzz;
mod gate;
pub mod hashing;
mod heads_mail;
mod jobs;
pub mod letters;
mod mailroom;
mod meters;
mod notices;
pub mod ops;
mod passwords;
mod person;
pub mod policies;
pub mod ports;
mod records;
mod recovery;
pub mod refusal;
mod root_email;
mod seal;
pub mod secrets;
pub mod signer;
mod stamps;
mod strangers;
pub mod table;
mod tokens;
pub mod visitor;
pub mod webauthn;

pub use call::Service;
pub use heads_mail::HEAD_LETTERS_MAX;
pub use mailroom::Sent;
pub use notices::{Plan, Planned, Planning};
pub use person::{Holder, RoleSession, Subject, Target};
pub use ports::{Ports, Settings};
pub use refusal::Refusal;
pub use secrets::Token;
pub use signer::Signer;
pub use visitor::{Caller, Visitor};
