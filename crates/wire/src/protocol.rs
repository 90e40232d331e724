//! A protocol: how a request names its operation, where its members stand, and what an answer and an
//! error look like.
//!
//! Every service is written once, as shapes ([`crate::shape`]); which protocol it speaks is one value
//! of [`Service`]. Errors are made with the codes that every service has ([`common`]) and get the name
//! and the status that a service has for them when they are written ([`Service::spelled`]).
//!
//! **Source.** Smithy 2.0, "AWS Query protocol", "AWS JSON 1.1 protocol", "AWS restJson1 protocol";
//! the codes as AWS's CLI shows them.

use serde_json::{Value, json};

use crate::error::{AwsError, Code, Fault, common};
use crate::query::{MalformedInput, Params};
use crate::service::{Asks, Service};
use crate::shape::Form;
use crate::sigv4::Request;
use crate::{iam, json, xml};

/// The header that names the operation in JSON 1.1.
const TARGET: &str = "x-amz-target";

/// How a service is spoken with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Form-encoded pairs, `Action` among them, and XML.
    Query {
        /// The namespace of the answers.
        namespace: &'static str,
    },
    /// JSON 1.1; the header `X-Amz-Target` names the operation.
    Json {
        /// What stands before the name there.
        target: &'static str,
    },
    /// JSON; the path is the name of the operation, with a small first letter.
    RestJson,
}

/// An error as it goes back.
#[derive(Debug)]
pub struct Document {
    /// The status of HTTP.
    pub status: u16,
    /// The type of the body.
    pub content_type: &'static str,
    /// The value of the header [`ERROR_TYPE_HEADER`], in JSON.
    pub error_type: Option<&'static str>,
    /// The body.
    pub body: String,
}

/// The header that names an error in JSON.
pub const ERROR_TYPE_HEADER: &str = "x-amzn-errortype";

/// The body of an answer.
pub fn answer<A: Asks>(answer: &A::Answer, request_id: &str) -> String {
    A::Form::answer::<A>(answer, request_id)
}

impl Protocol {
    /// The operation that a request names outside of its parameters, in the protocols that do so.
    fn operation(self, request: &Request<'_>) -> Option<String> {
        if request.method != "POST" {
            return None;
        }
        match self {
            Self::Query { .. } => None,
            Self::Json { target } => {
                let named = request.only(TARGET).ok()??;
                let (before, name) = named.rsplit_once('.')?;
                (before == target).then(|| name.to_owned())
            }
            Self::RestJson => named_by(request.path),
        }
    }
}

/// The operation of a path.
fn named_by(path: &str) -> Option<String> {
    let name = path.strip_prefix('/')?;
    let first = name.chars().next().filter(char::is_ascii_lowercase)?;
    Some(format!("{}{}", first.to_ascii_uppercase(), &name[1..]))
}

impl Service {
    /// The address of an operation.
    pub fn path(&self, operation: &str) -> String {
        match self.protocol {
            Protocol::Query { .. } | Protocol::Json { .. } => "/".to_owned(),
            Protocol::RestJson => {
                let (first, rest) = operation.split_at(1);
                format!("/{}{rest}", first.to_ascii_lowercase())
            }
        }
    }

    /// Whether one of its operations has an address of its own, which is this path.
    pub fn has_path(&self, path: &str) -> bool {
        self.protocol == Protocol::RestJson
            && named_by(path).is_some_and(|name| self.operation(&name).is_some())
    }

    /// Whether a request, signed or not, means this service.
    pub fn is_meant(&self, request: &Request<'_>) -> bool {
        match self.protocol {
            Protocol::Query { .. } => {
                // One with a target is of another protocol, whatever its body says.
                let named = request.only(TARGET).ok().flatten();
                let params = self.params(request).ok().filter(|_| named.is_none());
                let version = params.as_ref().and_then(Params::version);
                request.path == "/" && version == Some(self.version)
            }
            Protocol::Json { .. } => self.protocol.operation(request).is_some(),
            Protocol::RestJson => self.has_path(request.path),
        }
    }

    /// The parameters of a request, with the operation that it names.
    pub fn params(&self, request: &Request<'_>) -> Result<Params, MalformedInput> {
        match self.protocol {
            // No operation is there.
            Protocol::Query { .. } | Protocol::Json { .. } if request.path != "/" => {
                Ok(Params::default())
            }
            Protocol::Query { .. } if matches!(request.method, "GET" | "HEAD") => {
                Params::parse(request.query.as_bytes())
            }
            Protocol::Query { .. } => Params::parse(request.body),
            Protocol::Json { .. } | Protocol::RestJson => {
                json::parse(request.body, self.protocol.operation(request), self.version)
            }
        }
    }

    /// The type of its answers.
    pub fn content_type(&self) -> &'static str {
        match self.protocol {
            Protocol::Query { .. } => xml::CONTENT_TYPE,
            Protocol::Json { .. } => "application/x-amz-json-1.1",
            Protocol::RestJson => "application/json",
        }
    }

    /// An error as this service sends it.
    pub fn fault(&self, error: &AwsError, request_id: &str) -> Document {
        let code = self.spelled(error.code);
        let (error_type, body) = match self.protocol {
            Protocol::Query { namespace } => (None, xml::fault(namespace, error, request_id)),
            Protocol::Json { .. } => {
                let body = json!({ "__type": code.name, "Message": error.message });
                (Some(code.name), body.to_string())
            }
            Protocol::RestJson => (Some(code.name), rest_body(code, error).to_string()),
        };
        Document {
            status: code.status,
            content_type: self.content_type(),
            error_type,
            body,
        }
    }

    /// The code that this service has for what a code means.
    pub fn spelled(&self, code: Code) -> Code {
        let has = |name| self.codes.iter().find(|known: &&Code| known.name == name);
        if matches!(self.protocol, Protocol::Query { .. }) || has(code.name) == Some(&code) {
            return code;
        }
        let names = SPELLED.iter().find(|(known, _)| *known == code);
        let Some((_, names)) = names else {
            return code;
        };
        if let Some(own) = names.iter().find_map(|name| has(name)) {
            return *own;
        }
        // JSON 1.1 knows one status for everything that is the caller's fault.
        let status = match (self.protocol, code.fault) {
            (Protocol::Json { .. }, Fault::Sender) => 400,
            _ => code.status,
        };
        Code {
            name: names[0],
            status,
            ..code
        }
    }
}

fn rest_body(code: Code, error: &AwsError) -> Value {
    let mut body = json!({ "message": error.message });
    if code.name == "ValidationException" && !error.fields.is_empty() {
        let fields = error.fields.iter();
        let fields = fields.map(|field| json!({ "name": field.name, "message": field.message }));
        body["reason"] = "fieldValidationFailed".into();
        body["fieldList"] = fields.collect();
    }
    body
}

/// What JSON services call the codes of the Query services. The first name is that of every service;
/// where the model of a service has another of them, that one is meant.
const SPELLED: &[(Code, &[&str])] = &[
    (common::ACCESS_DENIED, &["AccessDeniedException"]),
    (common::EXPIRED_TOKEN, &["ExpiredTokenException"]),
    (
        common::INCOMPLETE_SIGNATURE,
        &["IncompleteSignatureException"],
    ),
    (common::INVALID_ACTION, &["UnknownOperationException"]),
    (
        common::INVALID_CLIENT_TOKEN_ID,
        &["UnrecognizedClientException"],
    ),
    (common::MALFORMED_INPUT, &["SerializationException"]),
    (common::MISSING_ACTION, &["UnknownOperationException"]),
    (
        common::MISSING_AUTHENTICATION_TOKEN,
        &["MissingAuthenticationTokenException"],
    ),
    (
        common::SIGNATURE_DOES_NOT_MATCH,
        &["InvalidSignatureException"],
    ),
    (
        common::THROTTLING,
        &["ThrottlingException", "TooManyRequestsException"],
    ),
    (common::VALIDATION_ERROR, &["ValidationException"]),
    (
        iam::codes::CONCURRENT_MODIFICATION,
        &["ThrottlingException", "TooManyRequestsException"],
    ),
];

#[cfg(test)]
mod tests;
