//! A request that tests sign, change and verify.

use jiff::{SignedDuration, Timestamp};

use crate::AwsError;
use crate::sigv4::{Credentials, Request, SignatureError, parse, presign, sign};

pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(super) const CREDENTIALS: Credentials<'_> = Credentials {
    access_key_id: "AKIDEXAMPLE",
    secret_access_key: SECRET,
    session_token: None,
};
pub(super) const BODY: &[u8] = b"Action=ListUsers&Version=2010-05-08";

pub(super) fn noon() -> Timestamp {
    "2015-08-30T12:36:00Z".parse().unwrap()
}

pub(super) fn later(seconds: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(seconds)
}

/// A request that owns its parts, so that a test can change them.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl Sent {
    /// A POST, signed in the header.
    pub(super) fn signed() -> Self {
        let mut sent = Self::unsigned();
        let added = sent.with(|request| sign(request, CREDENTIALS, "us-east-1", "iam", noon()));
        for (name, value) in added.unwrap() {
            sent.headers.push((name, value.into_bytes()));
        }
        sent
    }

    /// A GET, presigned for a minute.
    pub(super) fn presigned() -> Self {
        let mut sent = Self::unsigned();
        sent.method = "GET".to_owned();
        sent.headers.truncate(1);
        sent.body.clear();
        sent.query = "Action=ListUsers&Version=2010-05-08".to_owned();
        let query =
            sent.with(|request| presign(request, CREDENTIALS, "us-east-1", "sts", noon(), 60));
        sent.query = query.unwrap();
        sent
    }

    pub(super) fn unsigned() -> Self {
        let headers = [
            ("Host", "iam.example.com"),
            (
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8",
            ),
            ("X-Note", "one   two"),
        ];
        Self {
            method: "POST".to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
                .collect(),
            body: BODY.to_vec(),
        }
    }

    pub(super) fn with<T>(&self, act: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        act(&Request {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        })
    }

    pub(super) fn verified(&self, now: Timestamp) -> Result<(), SignatureError> {
        self.with(|request| {
            let parsed = parse(request)?;
            // Another key has another secret.
            let is_ours = parsed.access_key_id() == CREDENTIALS.access_key_id;
            let secret = if is_ours { SECRET } else { "not-a-real-secret" };
            parsed.verify(secret, request, now)
        })
    }

    pub(super) fn header(&mut self, name: &str) -> &mut Vec<u8> {
        let found = self.headers.iter_mut().find(|(other, _)| other == name);
        &mut found.unwrap().1
    }

    pub(super) fn replace(&mut self, name: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.header(name).clone()).unwrap();
        assert!(text.contains(from), "{from} is not in {text}");
        *self.header(name) = text.replace(from, to).into_bytes();
    }

    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.headers
            .push((name.to_owned(), value.as_bytes().to_vec()));
    }

    pub(super) fn refused(&self) -> String {
        let error = AwsError::from(self.verified(noon()).unwrap_err());
        format!("{} {error}", error.code.status)
    }
}
