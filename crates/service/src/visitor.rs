//! Who calls and from where, before anything is checked.

use std::sync::Arc;

use crate::signer::Signer;

/// Where a call came from, as far as the server knows it.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// The client's address.
    pub ip: String,
    /// The client's network, /32 or /64: what attempts are counted by.
    pub network: String,
    /// What the client says it is, bounded and without control characters.
    pub user_agent: String,
    /// Hash of the browser's own cookie; empty where there is no browser.
    pub browser: String,
    /// Whether the connection was encrypted on the client's side.
    pub secure: bool,
    /// The id of the request, also in the log and in the answer.
    pub request_id: String,
}

/// Who calls, before anything is checked.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Somebody who is not signed in.
    Stranger(Visitor),
    /// Somebody with the cookie of a session, given by its hash.
    Session(String, Visitor),
    /// Somebody whose signature was right.
    Key(Arc<Signer>, Visitor),
    /// The operator on the machine, by the name of the OS user.
    Operator(String),
}
