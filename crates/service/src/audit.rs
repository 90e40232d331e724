//! Audit events in CloudTrail's shape (CloudTrail user guide: record contents, AWS Console sign-in
//! events). Stored are every sign-in of somebody who exists, every write whether accepted or refused,
//! and every refused call of somebody who is signed in. No event holds a secret, nor a name that a
//! stranger typed.

use rules::{AccountId, Principal, Timestamp};
use serde_json::{Map, Value, json};
use store::Event;

use crate::call::{Person, Standing};
use crate::person::{Holder, Subject};
use crate::visitor::Visitor;

/// Where the event belongs.
pub(crate) const SIGN_IN: &str = "signin.amazonaws.com";
/// The version of the record's form.
const EVENT_VERSION: &str = "1.08";
/// Sekisho knows one region so far, the one in which IAM's events are on AWS.
const REGION: &str = "us-east-1";

/// Most bytes of what was asked for. Beyond that only its size is told, as on AWS, where the record has a
/// bound too: an event that the store did not take would take the count of a wrong code with it.
const PARAMETERS_BYTES_MAX: usize = 32 * 1024;
/// The same of what was answered, and of what else is told.
const OTHERS_BYTES_MAX: usize = 8 * 1024;
/// Most characters of the reason of a refusal.
const MESSAGE_CHARS_MAX: usize = 1024;

/// Who did it.
pub(crate) enum Who<'a> {
    /// Somebody in a session, or by a signature.
    Known(&'a Person),
    /// Somebody at the door, who is known by name and not in a session.
    AtTheDoor(&'a Holder),
    /// The operator on the command line.
    Operator(&'a str),
    /// Nobody who is known: the first account's maker.
    Nobody,
}

/// An event before it gets its id and time.
pub(crate) struct Draft<'a> {
    pub(crate) name: &'a str,
    pub(crate) source: &'a str,
    pub(crate) who: Who<'a>,
    /// None for the installation as a whole.
    pub(crate) account: Option<&'a AccountId>,
    pub(crate) read_only: bool,
    /// What was asked for, without secrets.
    pub(crate) parameters: Value,
    /// What was answered.
    pub(crate) response: Value,
    /// What else is worth knowing.
    pub(crate) additional: Value,
    /// Code and text of a refusal.
    pub(crate) error: Option<(&'static str, String)>,
}

impl<'a> Draft<'a> {
    /// An event with nothing but a name, a place and somebody who did it.
    pub(crate) fn new(
        name: &'a str,
        source: &'a str,
        who: Who<'a>,
        account: &'a AccountId,
    ) -> Self {
        Self {
            name,
            source,
            who,
            account: Some(account),
            read_only: false,
            parameters: Value::Null,
            response: Value::Null,
            additional: Value::Null,
            error: None,
        }
    }

    /// As [`Draft::new`], of something that belongs to no account.
    pub(crate) fn of_installation(name: &'a str, source: &'a str, who: Who<'a>) -> Self {
        Self {
            name,
            source,
            who,
            account: None,
            read_only: false,
            parameters: Value::Null,
            response: Value::Null,
            additional: Value::Null,
            error: None,
        }
    }

    /// The event as it is stored.
    pub(crate) fn event(self, id: String, now: Timestamp, visitor: &Visitor) -> Event {
        let kept = |value: Value, most: usize| {
            let size = value.to_string().len();
            if size > most {
                json!({ "omitted": format!("{size} bytes") })
            } else {
                value
            }
        };
        let mut body = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                body.insert(name.to_owned(), value);
            }
        };
        put("eventVersion", json!(EVENT_VERSION));
        put("userIdentity", identity(&self.who, self.account));
        put("eventTime", json!(seconds(now)));
        put("eventSource", json!(self.source));
        put("eventName", json!(self.name));
        put("awsRegion", json!(REGION));
        put("sourceIPAddress", json!(visitor.ip));
        put("userAgent", json!(visitor.user_agent));
        if let Some((code, message)) = self.error {
            put("errorCode", json!(code));
            let message: String = message.chars().take(MESSAGE_CHARS_MAX).collect();
            put("errorMessage", json!(message));
        }
        put(
            "requestParameters",
            kept(self.parameters, PARAMETERS_BYTES_MAX),
        );
        put("responseElements", kept(self.response, OTHERS_BYTES_MAX));
        put(
            "additionalEventData",
            kept(self.additional, OTHERS_BYTES_MAX),
        );
        put("requestID", json!(visitor.request_id));
        put("eventID", json!(id));
        put("readOnly", json!(self.read_only));
        let kind = if self.source == SIGN_IN {
            "AwsConsoleSignIn"
        } else {
            "AwsApiCall"
        };
        put("eventType", json!(kind));
        put("managementEvent", json!(true));
        put(
            "recipientAccountId",
            json!(self.account.map(AccountId::as_str)),
        );
        let body = serde_json::to_vec(&Value::Object(body)).expect("a JSON value is JSON");
        Event {
            id,
            account: self.account.map_or("", AccountId::as_str).to_owned(),
            at: now,
            body,
        }
    }
}

fn identity(who: &Who<'_>, account: Option<&AccountId>) -> Value {
    let account = account.map(AccountId::as_str);
    match who {
        Who::Known(known) => {
            let mut identity = subject(&known.subject);
            if let Standing::Key(signer) = &known.standing {
                identity["accessKeyId"] = json!(signer.access_key_id().as_str());
            }
            if let Some(opened_at) = known.opened_at() {
                identity["sessionContext"] = session(known, opened_at);
            }
            identity
        }
        Who::AtTheDoor(holder) => person(holder),
        Who::Operator(name) => {
            json!({ "type": "Operator", "principalId": format!("operator:{name}"), "accountId": account })
        }
        Who::Nobody => json!({ "type": "Unknown", "accountId": account }),
    }
}

/// What stands behind a session: its factor, and of a role also which it is.
fn session(known: &Person, opened_at: Timestamp) -> Value {
    let mut context = json!({
        "attributes": {
            "creationDate": seconds(opened_at),
            "mfaAuthenticated": known.told_mfa().is_some().to_string(),
        }
    });
    if let Subject::Role(session) = &known.subject {
        let role = &session.role;
        context["sessionIssuer"] = json!({
            "type": "Role",
            "principalId": role.id.as_str(),
            "arn": role.arn(),
            "accountId": role.account.as_str(),
            "userName": role.name.as_str(),
        });
        if let Some(identity) = &session.taken.source_identity {
            context["sourceIdentity"] = json!(identity);
        }
    }
    context
}

fn subject(subject: &Subject) -> Value {
    match subject {
        Subject::Holder(holder) => person(holder),
        Subject::Role(session) => json!({
            "type": "AssumedRole",
            "principalId": session.user_id(),
            "arn": session.arn(),
            "accountId": session.role.account.as_str(),
        }),
    }
}

fn person(holder: &Holder) -> Value {
    let principal = holder.principal();
    let kind = if principal.is_root() {
        "Root"
    } else {
        "IAMUser"
    };
    let mut identity = json!({
        "type": kind,
        "principalId": principal.stable_id(),
        "arn": holder.arn(),
        "accountId": principal.account().as_str(),
    });
    if let (Principal::User(..), Holder::User(user)) = (&principal, holder) {
        identity["userName"] = json!(user.name.as_str());
    }
    identity
}

/// CloudTrail's times have whole seconds.
fn seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
