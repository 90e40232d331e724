//! An answer of the AWS endpoint, asked in a story's words.
//!
//! What must hold of every answer is checked when it comes: well-formed XML in the namespace of its
//! service, the id of the request in the header and in the body, no cookie, nothing that lets a page
//! of somebody else read it, and no secret in the text of an error.

use std::sync::Arc;

use bytes::Bytes;
use data_encoding::BASE64;
use http::{HeaderMap, response};

use crate::phone::Phone;
use crate::world::Inner;
use crate::xml::Element;

/// Namespaces of answers and errors.
const NAMESPACES: [&str; 3] = [
    "https://iam.amazonaws.com/doc/2010-05-08/",
    "https://sts.amazonaws.com/doc/2011-06-15/",
    "http://webservices.amazon.com/AWSFault/2005-15-09",
];
/// Elements whose text is a secret.
const SECRET: [&str; 2] = ["SecretAccessKey", "SessionToken"];

/// What came back.
pub struct Answered {
    world: Arc<Inner>,
    about: String,
    status: u16,
    headers: HeaderMap,
    body: String,
    root: Element,
}

impl Answered {
    pub(crate) fn new(
        world: &Arc<Inner>,
        about: String,
        parts: response::Parts,
        body: &Bytes,
    ) -> Self {
        let body = String::from_utf8(body.to_vec()).expect("an answer is UTF-8");
        let answered = Self {
            world: world.clone(),
            about,
            status: parts.status.as_u16(),
            headers: parts.headers,
            root: Element::default(),
            body,
        };
        answered.check_headers();
        if answered.body.is_empty() {
            return answered;
        }
        let root = Element::read(&answered.body);
        let root = root.unwrap_or_else(|fault| answered.lost(&format!("broken XML: {fault}")));
        let answered = Self { root, ..answered };
        answered.check_body();
        answered.keep_secrets();
        answered
    }

    /// It was done.
    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        if self.status != 200 || !self.root.name.ends_with("Response") || self.is_error() {
            self.lost("it was refused");
        }
        self
    }

    /// It was refused with this code and status.
    #[track_caller]
    pub fn refused(&self, code: &str, status: u16) -> &Self {
        if !self.is_error() || self.code() != code || self.status != status {
            self.lost(&format!("not refused with {status} {code}"));
        }
        self
    }

    /// The text of the error is exactly this.
    #[track_caller]
    pub fn with_text(&self, text: &str) -> &Self {
        if self.message() != text {
            self.lost(&format!("does not say `{text}`"));
        }
        self
    }

    /// The first element of this name says this.
    #[track_caller]
    pub fn says(&self, name: &str, text: &str) -> &Self {
        if self.text(name) != text {
            self.lost(&format!("`{name}` is not `{text}`"));
        }
        self
    }

    /// There is no element of this name.
    #[track_caller]
    pub fn lacks(&self, name: &str) -> &Self {
        if self.root.first(name).is_some() {
            self.lost(&format!("there is a `{name}`"));
        }
        self
    }

    /// Whether there is an element of this name.
    pub fn has(&self, name: &str) -> bool {
        self.root.first(name).is_some()
    }

    /// The text of the first element of this name.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        match self.root.first(name) {
            Some(element) => element.text.clone(),
            None => self.lost(&format!("there is no `{name}`")),
        }
    }

    /// The texts of all elements of this name.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let elements = self.root.all(name).into_iter();
        elements.map(|element| element.text.clone()).collect()
    }

    /// The elements of a list.
    pub fn members(&self, list: &str) -> &[Element] {
        self.root.members(list)
    }

    /// The value of a key in the answer's map.
    #[track_caller]
    pub fn value_of(&self, key: &str) -> String {
        let entries = self.root.all("entry");
        let text = |element: &Element, name: &str| element.child(name).map(|one| one.text.clone());
        let found = entries
            .into_iter()
            .find(|entry| text(entry, "key").as_deref() == Some(key));
        let value = found.and_then(|entry| text(entry, "value"));
        value.unwrap_or_else(|| self.lost(&format!("there is no entry `{key}`")))
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The code of the error; empty if it is none.
    pub fn code(&self) -> String {
        self.of_error("Code")
    }

    /// The text of the error; empty if it is none.
    pub fn message(&self) -> String {
        self.of_error("Message")
    }

    /// Status, code and text: what tells two refusals apart.
    pub fn refusal(&self) -> (u16, String, String) {
        (self.status, self.code(), self.message())
    }

    /// The id of the request.
    pub fn request_id(&self) -> String {
        self.header("x-amzn-requestid").unwrap_or_default()
    }

    /// The namespace.
    pub fn namespace(&self) -> &str {
        self.root.namespace.as_deref().unwrap_or_default()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(value.to_str().expect("a header is ASCII").to_owned())
    }

    /// The body as it came.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// Holds a phone's camera to the picture in the answer, for the device of this name.
    #[track_caller]
    pub fn scans_qr(&self, name: &str) -> Phone {
        Phone::scans(&self.world, &self.text("QRCodePNG"), name)
    }

    /// Something is not as the story says: tells what, and the answer.
    #[track_caller]
    pub(crate) fn lost(&self, what: &str) -> ! {
        panic!(
            "{}: {what}; the answer is {}\n{}",
            self.about, self.status, self.body
        )
    }

    fn is_error(&self) -> bool {
        self.root.name == "ErrorResponse"
    }

    fn of_error(&self, name: &str) -> String {
        let error = self.root.child("Error").filter(|_| self.is_error());
        let element = error.and_then(|error| error.child(name));
        element.map_or_else(String::new, |element| element.text.clone())
    }

    fn check_headers(&self) {
        let says = |name: &str, part: &str| {
            let value = self.header(name).unwrap_or_default();
            if !value.contains(part) {
                self.lost(&format!("{name} is `{value}`"));
            }
        };
        says("x-amzn-requestid", "-");
        says("x-content-type-options", "nosniff");
        says("content-security-policy", "default-src 'none'");
        says("content-security-policy", "sandbox");
        for name in self.headers.keys() {
            if name.as_str().starts_with("access-control-") || name == "set-cookie" {
                self.lost(&format!("it has the header {name}"));
            }
        }
    }

    fn check_body(&self) {
        if self.header("content-type").as_deref() != Some("text/xml") {
            self.lost("the type is not XML's");
        }
        if self.root.first("RequestId").map(|id| &id.text) != Some(&self.request_id()) {
            self.lost("the body tells another id of the request than the header");
        }
        if !NAMESPACES.contains(&self.namespace()) {
            self.lost("the namespace is none of AWS's");
        }
        if self.is_error() == (self.status == 200) {
            self.lost("the status does not fit");
        }
        let told = self.world.secrets.found_in_text(&self.body);
        if let Some(secret) = told.filter(|_| self.is_error()) {
            self.lost(&format!("the error tells the secret `{secret}`"));
        }
    }

    fn keep_secrets(&self) {
        for name in SECRET {
            for secret in self.texts(name) {
                self.world.secrets.add(&secret);
            }
        }
        for seed in self.texts("Base32StringSeed") {
            let plain = BASE64.decode(seed.as_bytes()).expect("a seed is base64");
            let plain = String::from_utf8(plain).expect("of base32");
            self.world.secrets.add(&plain);
            self.world.secrets.add(&seed);
        }
    }
}
