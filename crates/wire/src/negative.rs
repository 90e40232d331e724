//! Requests made of the models, for tests: each limit of each member of each served operation
//! broken once, and requests that keep them all.
//!
//! **Duty.** [`cases`] gives the broken requests with AWS's answer, [`minimal`] the shortest good
//! one of each operation, [`fitting`] good ones up to each limit. A test may read them
//! ([`crate::iam::Call::read`]) or send them through a door.
//!
//! **Invariants.**
//! - The models are read here as they are, apart from the generator of the shapes, so that each
//!   proves the other.
//! - A broken request is good but for one member, so nothing else can be what is answered.
//! - What this module does not know about a model panics; nothing is passed over.
//!
//! **Not here.** What is refused before the parameters are read (signatures) or after (rules).
//!
//! **Source.** `models/README.md`; the texts as in [`crate::shape`] and [`crate::query`].

mod breaks;
mod facts;
mod json;
mod values;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Code;
use crate::protocol::Protocol;
use crate::service::Service;
use facts::{Member, Operation};

/// A parameter: its name on the wire and its value.
pub type Pair = (String, String);

/// A request, and what the wire has to answer.
#[derive(Clone, Debug)]
pub struct Case {
    /// The service that is asked.
    pub service: &'static Service,
    /// The operation that is asked for.
    pub operation: &'static str,
    /// What is special about it, as `UserName: 129 characters`.
    pub about: String,
    /// Every parameter; in the Query protocol `Action` and `Version` first.
    pub params: Vec<Pair>,
    members: Vec<Member>,
    /// The answer.
    pub expected: Expected,
}

/// What is answered to a request.
#[derive(Clone, Debug)]
pub enum Expected {
    /// A call is read of it. What comes of the call is for the rules to say.
    Accepted,
    /// AWS's error.
    Refused(Refusal),
}

/// An error that is expected.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Its code, with the status.
    pub code: Code,
    /// What the text has to contain: the member and the limit, as AWS writes them.
    pub says: String,
    /// What the text must not contain: the value of a member that is a secret.
    pub hides: Option<String>,
}

impl Case {
    /// The parameters as the body of a POST, or in the Query protocol as the query of a GET.
    pub fn encoded(&self) -> String {
        if !is_query(self.service) {
            return json::body(&self.members, &self.params);
        }
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let pairs = self.params.iter();
        let pairs = pairs.map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        pairs.collect::<Vec<String>>().join("&")
    }

    fn new(operation: &Operation, about: String, members: Vec<Pair>, expected: Expected) -> Self {
        let named = [
            ("Action", operation.name),
            ("Version", operation.service.version),
        ];
        let named = named.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let named = named.into_iter().filter(|_| is_query(operation.service));
        Self {
            service: operation.service,
            operation: operation.name,
            about,
            params: named.chain(members).collect(),
            members: operation.members.clone(),
            expected,
        }
    }
}

impl Refusal {
    /// What is wrong with an answer of a service with this status, code and text; `None` if it is the
    /// one.
    pub fn fault(
        &self,
        service: &Service,
        status: u16,
        code: &str,
        message: &str,
    ) -> Option<String> {
        // One letter stands in every sentence.
        let repeats = |hidden: &String| hidden.len() > 1 && message.contains(hidden.as_str());
        let expected = service.spelled(self.code);
        if (status, code) != (expected.status, expected.name) {
            let Code { name, status, .. } = expected;
            Some(format!("not {status} {name}"))
        } else if !message.contains(&self.says) {
            Some(format!("does not say `{}`", self.says))
        } else if self.hides.as_ref().is_some_and(repeats) {
            Some("repeats a secret".to_owned())
        } else {
            None
        }
    }
}

/// Whether a service is asked with pairs.
fn is_query(service: &Service) -> bool {
    matches!(service.protocol, Protocol::Query { .. })
}

/// Every limit of every member of every served operation, broken alone: too short, too long, too
/// small, too great, outside the pattern or the value set, missing, or of another type.
pub fn cases() -> impl Iterator<Item = Case> {
    facts::operations().into_iter().flat_map(|operation| {
        let broken = breaks::structure(operation.service, &operation.members, &Place::default());
        broken.into_iter().map(move |one| {
            Case::new(
                &operation,
                one.about,
                one.pairs,
                Expected::Refused(one.refusal),
            )
        })
    })
}

/// The shortest good request of every served operation: the required members, at their least.
pub fn minimal() -> impl Iterator<Item = Case> {
    facts::operations().into_iter().map(|operation| {
        let pairs = values::required(&operation.members, &Place::default(), None);
        let about = "the required members alone".to_owned();
        Case::new(&operation, about, pairs, Expected::Accepted)
    })
}

/// Good requests: with all members, and with each member at each of its limits, in each of its
/// values.
pub fn fitting() -> impl Iterator<Item = Case> {
    facts::operations().into_iter().flat_map(|operation| {
        let place = Place::default();
        let all = values::all(&operation.members, &place);
        let all = (all, "all members".to_owned());
        let each = values::limits(&operation.members, &place);
        let requests: Vec<_> = std::iter::once(all).chain(each).collect();
        let case = move |(pairs, about)| Case::new(&operation, about, pairs, Expected::Accepted);
        requests.into_iter().map(case)
    })
}

/// Where a member stands: as parameters name it, and as messages do.
#[derive(Clone, Debug, Default)]
struct Place {
    /// `Tags.member.2.Key`.
    name: String,
    /// `tags.2.member.key`.
    path: String,
}

impl Place {
    /// A member of the structure that stands here.
    fn of(&self, member: &Member) -> Self {
        let (first, rest) = member.name.split_at(1);
        let dot = if self.name.is_empty() { "" } else { "." };
        Self {
            name: format!("{}{dot}{}", self.name, member.name),
            path: format!("{}{dot}{}{rest}", self.path, first.to_lowercase()),
        }
    }

    /// An element of the list that stands here.
    fn at(&self, position: usize) -> Self {
        Self {
            name: format!("{}.member.{position}", self.name),
            path: format!("{}.{position}.member", self.path),
        }
    }

    fn with(&self, value: impl Into<String>) -> Pair {
        (self.name.clone(), value.into())
    }
}

#[cfg(test)]
mod tests;
