//! Calls of AWS's JSON services, and their answers, asked in a story's words.
//!
//! What must hold of every answer is checked when it comes, as for XML ([`crate::answered`]): JSON of
//! the type of its service, the id of the request, the error's name in the header as in the body, no
//! cookie, nothing that lets a page of somebody else read it, and no secret in the text of an error.

use http::HeaderMap;
use serde_json::Value;
use wire::{Protocol, Service};

use crate::program::{Program, Sent};

/// What came back of a JSON service.
pub struct JsonAnswer {
    about: String,
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Program {
    /// Calls an operation of a JSON service.
    pub fn posts(&self, service: &'static Service, operation: &str, body: &Value) -> JsonAnswer {
        self.sends_json(service, &self.posted(service, operation, body))
    }

    /// A call of a JSON service, signed in its header.
    pub fn posted(&self, service: &'static Service, operation: &str, body: &Value) -> Sent {
        self.posted_text(service, operation, &body.to_string())
    }

    /// A call with this body, whatever it is.
    pub fn posted_text(&self, service: &'static Service, operation: &str, body: &str) -> Sent {
        let mut headers = vec![(
            "content-type".to_owned(),
            service.content_type().as_bytes().to_vec(),
        )];
        if let Protocol::Json { target } = service.protocol {
            let target = format!("{target}.{operation}");
            headers.push(("x-amz-target".to_owned(), target.into_bytes()));
        }
        let path = service.path(operation);
        self.signed_at(service.name, operation, &path, headers, body.to_owned())
    }

    /// Sends a call of a JSON service as it is.
    pub fn sends_json(&self, service: &'static Service, sent: &Sent) -> JsonAnswer {
        let (about, parts, body) = self.sends_bare(sent);
        let text = String::from_utf8_lossy(&body).into_owned();
        let read = serde_json::from_str(&text);
        let answer = JsonAnswer {
            about,
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: read.unwrap_or_else(|fault| panic!("broken JSON: {fault}: {text}")),
        };
        answer.check(service);
        if let Some(secret) = self.secret_in(&text).filter(|_| answer.status != 200) {
            answer.lost(&format!("the error tells the secret `{secret}`"));
        }
        answer
    }
}

impl JsonAnswer {
    /// It was done.
    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        if self.status != 200 {
            self.lost("it was refused");
        }
        self
    }

    /// It was refused with this code and status.
    #[track_caller]
    pub fn refused(&self, code: &str, status: u16) -> &Self {
        if self.code() != Some(code) || self.status != status {
            self.lost(&format!("not refused with {status} {code}"));
        }
        self
    }

    /// The text of the error has this in it.
    #[track_caller]
    pub fn explains(&self, text: &str) -> &Self {
        if !self.message().contains(text) {
            self.lost(&format!("does not say `{text}`"));
        }
        self
    }

    /// What stands at a place, as `/Organization/Id`.
    pub fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The text that stands at a place.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        match self.at(pointer).as_str() {
            Some(text) => text.to_owned(),
            None => self.lost(&format!("there is no text at `{pointer}`")),
        }
    }

    /// The elements of the list at a place.
    #[track_caller]
    pub fn list(&self, pointer: &str) -> &[Value] {
        match self.at(pointer).as_array() {
            Some(list) => list,
            None => self.lost(&format!("there is no list at `{pointer}`")),
        }
    }

    /// The body.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// The code of the error.
    pub fn code(&self) -> Option<&str> {
        self.header("x-amzn-errortype")
    }

    /// The status, and the code and the text of an error, which are empty if it is none.
    pub fn refusal(&self) -> (u16, String, String) {
        let code = self.code().unwrap_or_default().to_owned();
        (self.status, code, self.message().to_owned())
    }

    fn message(&self) -> &str {
        let texts = [&self.body["message"], &self.body["Message"]];
        texts
            .into_iter()
            .find_map(Value::as_str)
            .unwrap_or_default()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    #[track_caller]
    fn lost(&self, what: &str) -> ! {
        panic!(
            "{}: {what}; the answer is {} {:?}\n{}",
            self.about,
            self.status,
            self.code(),
            self.body
        )
    }

    fn check(&self, service: &Service) {
        if self.header("content-type") != Some(service.content_type()) {
            self.lost("the type is not that of the service");
        }
        if self.header("x-amzn-requestid").is_none() {
            self.lost("the request has no id");
        }
        if self.code().is_some() == (self.status == 200) {
            self.lost("the status does not fit");
        }
        let named = self.body["__type"].as_str();
        if matches!(service.protocol, Protocol::Json { .. }) && named != self.code() {
            self.lost("the body names another error than the header");
        }
        for name in self.headers.keys() {
            if name.as_str().starts_with("access-control-") || name == "set-cookie" {
                self.lost(&format!("it has the header {name}"));
            }
        }
    }
}
