//! Calls as programs send them: the Query protocol over HTTP/1.1, signed before the clock starts.

use std::fmt::Write as _;

use anyhow::Result;
use jiff::Timestamp;
use wire::sigv4::{self, Credentials, Request};
use wire::{Service, iam, sts};

/// Where everything happens, as far as signatures tell.
const REGION: &str = "us-east-1";
/// What the body is.
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A long-term access key.
#[derive(Clone)]
pub(super) struct AccessKey {
    pub(super) id: String,
    pub(super) secret: String,
}

/// What is asked.
pub(super) struct Call {
    service: &'static Service,
    /// Action and parameters, encoded.
    form: String,
}

impl Call {
    /// An operation of IAM, with its parameters encoded: `GetUser`, `ListUsers&MaxItems=1`.
    pub(super) fn iam(action: &str) -> Self {
        Self::of(&iam::SERVICE, action)
    }

    /// An operation of STS.
    pub(super) fn sts(action: &str) -> Self {
        Self::of(&sts::SERVICE, action)
    }

    /// A session for a while, for the code of a device.
    pub(super) fn session_token(serial: &str, code: &str) -> Self {
        let serial = serial.replace(':', "%3A").replace('/', "%2F");
        Self::sts(&format!(
            "GetSessionToken&SerialNumber={serial}&TokenCode={code}"
        ))
    }

    fn of(service: &'static Service, action: &str) -> Self {
        let version = service.version;
        let form = format!("Action={action}&Version={version}");
        Self { service, form }
    }

    /// The bytes of the request, signed now, for a server on this port of loopback.
    pub(super) fn signed(&self, key: &AccessKey, port: u16, now: Timestamp) -> Result<Vec<u8>> {
        let host = format!("localhost:{port}");
        let headers: [(&str, &[u8]); 2] =
            [("content-type", FORM.as_bytes()), ("host", host.as_bytes())];
        let request = Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &headers,
            body: self.form.as_bytes(),
        };
        let credentials = Credentials {
            access_key_id: &key.id,
            secret_access_key: &key.secret,
            session_token: None,
        };
        let added = sigv4::sign(&request, credentials, REGION, self.service.name, now)?;
        let mut text = format!(
            "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: {FORM}\r\n\
             User-Agent: bench\r\nAccept-Encoding: identity\r\n"
        );
        for (name, value) in added {
            // Writing to a string cannot fail.
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let (length, form) = (self.form.len(), &self.form);
        let _ = write!(text, "Content-Length: {length}\r\n\r\n{form}");
        Ok(text.into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_an_http_request_with_a_signed_form() {
        let key = AccessKey {
            id: "AKIAFAKEFAKEFAKEFAKE".to_owned(),
            secret: "fake".to_owned(),
        };
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let call = Call::session_token("arn:aws:iam::123456789012:mfa/phone", "123456");
        let bytes = call.signed(&key, 8700, now).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!(
            body,
            "Action=GetSessionToken&SerialNumber=arn%3Aaws%3Aiam%3A%3A123456789012%3Amfa%2Fphone\
             &TokenCode=123456&Version=2011-06-15"
        );
        assert!(head.contains(&format!("Content-Length: {}", body.len())));
        assert!(
            head.contains("/20260101/us-east-1/sts/aws4_request"),
            "{head}"
        );
    }
}
