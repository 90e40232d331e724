//! A program with an access key: what aws CLI and every SDK do, on the world's clock.
//!
//! A program signs with `wire::sigv4`, asks through the public door and gives back what was
//! [`Answered`]. Who wants to break a request takes it as it would be sent ([`Sent`]) and changes it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Request, response};
use jiff::SignedDuration;
use store::{Clock, Timestamp};
use web::Peer;
use wire::sigv4::{self, Credentials};
use wire::{Service, iam, sts};

use crate::answered::Answered;
use crate::known::lock;
use crate::phone::Phone;
use crate::world::Inner;

/// Parameters that hold a secret, by the end of their name.
const SECRET: [&str; 1] = ["Password"];
/// Parameters that hold a code.
const CODES: [&str; 3] = ["TokenCode", "AuthenticationCode1", "AuthenticationCode2"];

/// A parameter of a call.
pub type Param<'a> = (&'a str, &'a str);

/// A program that signs with one key.
pub struct Program {
    world: Arc<Inner>,
    key: Key,
    own: Mutex<Own>,
}

/// A key with its secret, and with its token if it is one of a session.
#[derive(Clone)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// The token of the session.
    pub token: Option<String>,
}

#[derive(Clone)]
struct Own {
    region: String,
    ahead_seconds: i64,
    ip: IpAddr,
}

/// A request as it is sent.
#[derive(Clone)]
pub struct Sent {
    /// The method.
    pub method: Method,
    /// The path, with the query.
    pub target: String,
    /// The headers, in the order in which they are sent.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: String,
    ip: IpAddr,
    about: String,
}

impl Program {
    pub(crate) fn new(world: &Arc<Inner>, key: Key) -> Self {
        world.secrets.add(&key.secret);
        if let Some(token) = &key.token {
            world.secrets.add(token);
        }
        Self {
            world: world.clone(),
            key,
            own: Mutex::new(Own {
                region: "us-east-1".to_owned(),
                ahead_seconds: 0,
                ip: Ipv4Addr::new(198, 51, 100, 7).into(),
            }),
        }
    }

    /// The key that it signs with.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The id of the key.
    pub fn key_id(&self) -> &str {
        &self.key.id
    }

    /// The same with another key.
    #[must_use]
    pub fn with_key(&self, change: impl FnOnce(&mut Key)) -> Self {
        let mut key = self.key.clone();
        change(&mut key);
        Self {
            world: self.world.clone(),
            key,
            own: Mutex::new(lock(&self.own).clone()),
        }
    }

    /// Signs for this region from now on.
    pub fn signs_for(&self, region: &str) -> &Self {
        region.clone_into(&mut lock(&self.own).region);
        self
    }

    /// Sets the program's clock so many seconds ahead of the world's, or behind.
    pub fn runs_ahead_by(&self, seconds: i64) -> &Self {
        lock(&self.own).ahead_seconds = seconds;
        self
    }

    /// Calls an operation.
    pub fn asks(&self, operation: &str, params: &[Param<'_>]) -> Answered {
        self.sends(&self.signed(operation, params))
    }

    /// Calls an operation by an address that is signed for a minute.
    pub fn asks_by_address(&self, operation: &str, params: &[Param<'_>]) -> Answered {
        self.sends(&self.presigned(operation, params, 60))
    }

    /// Sends a request as it is.
    pub fn sends(&self, sent: &Sent) -> Answered {
        self.world.is_sent(sent)
    }

    /// Sends a request as it is, and leaves the answer as it came.
    pub(crate) fn sends_bare(&self, sent: &Sent) -> (String, response::Parts, Bytes) {
        let request = sent.request(self.world.url.is_https());
        let request = request.unwrap_or_else(|| panic!("{}: no such request", sent.about));
        let (parts, body) = self.world.answer(request);
        (sent.about.clone(), parts, body)
    }

    /// A secret that was used and stands in this text.
    pub(crate) fn secret_in(&self, text: &str) -> Option<String> {
        self.world.secrets.found_in_text(text)
    }

    /// A call, signed in its header.
    pub fn signed(&self, operation: &str, params: &[Param<'_>]) -> Sent {
        self.signed_as(service_of(operation).name, operation, params)
    }

    /// A call, signed for a service that need not be the one of the operation.
    pub fn signed_as(&self, service: &str, operation: &str, params: &[Param<'_>]) -> Sent {
        let body = self.encoded(operation, params);
        self.signed_body(service, operation, body)
    }

    /// A call with this body, whatever it is.
    pub fn signed_body(&self, service: &str, about: &str, body: String) -> Sent {
        let form = b"application/x-www-form-urlencoded; charset=utf-8".to_vec();
        let headers = vec![("content-type".to_owned(), form)];
        self.signed_at(service, about, "/", headers, body)
    }

    /// A call at an address, with these headers beside those that every client sends.
    pub(crate) fn signed_at(
        &self,
        service: &str,
        about: &str,
        path: &str,
        own_headers: Vec<(String, Vec<u8>)>,
        body: String,
    ) -> Sent {
        let own = lock(&self.own).clone();
        let mut headers = vec![
            ("host".to_owned(), self.world.host().into_bytes()),
            (
                "user-agent".to_owned(),
                b"aws-cli/2.0 (story) Program/1".to_vec(),
            ),
        ];
        headers.extend(own_headers);
        let listed: Vec<(&str, &[u8])> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let request = sigv4::Request {
            method: "POST",
            path,
            query: "",
            headers: &listed,
            body: body.as_bytes(),
        };
        let added = sigv4::sign(
            &request,
            self.credentials(),
            &own.region,
            service,
            self.now(),
        );
        let added = added.expect("the request can be signed");
        headers.extend(
            added
                .into_iter()
                .map(|(name, value)| (name, value.into_bytes())),
        );
        Sent {
            method: Method::POST,
            target: path.to_owned(),
            headers,
            body,
            ip: own.ip,
            about: about.to_owned(),
        }
    }

    /// A call as an address that is signed for so many seconds.
    pub fn presigned(&self, operation: &str, params: &[Param<'_>], seconds: i64) -> Sent {
        let own = lock(&self.own).clone();
        let host = self.world.host();
        let query = self.encoded(operation, params);
        let request = sigv4::Request {
            method: "GET",
            path: "/",
            query: &query,
            headers: &[("host", host.as_bytes())],
            body: b"",
        };
        let service = service_of(operation).name;
        let query = sigv4::presign(
            &request,
            self.credentials(),
            &own.region,
            service,
            self.now(),
            seconds,
        );
        Sent {
            method: Method::GET,
            target: format!("/?{}", query.expect("the request can be signed")),
            headers: vec![("host".to_owned(), host.into_bytes())],
            body: String::new(),
            ip: own.ip,
            about: operation.to_owned(),
        }
    }

    /// Makes a key for a user, and gives it to another program.
    #[track_caller]
    #[must_use]
    pub fn makes_key_for(&self, user: &str) -> Self {
        let made = self.asks("CreateAccessKey", &[("UserName", user)]);
        self.makes_of(&made)
    }

    /// A program with the key that was answered.
    #[track_caller]
    #[must_use]
    pub fn makes_of(&self, made: &Answered) -> Self {
        made.succeeds();
        self.with_key_of(made, None)
    }

    /// Makes a virtual device, and scans it.
    #[track_caller]
    pub fn makes_device(&self, name: &str) -> Phone {
        let made = self.asks("CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)]);
        made.succeeds().scans_qr(name)
    }

    /// Assigns a device to a user, with the code of now and the next one.
    pub fn enables(&self, user: &str, phone: &Phone) -> Answered {
        let (first, second) = (phone.fresh_code(), phone.next_code());
        self.enables_with(user, phone, &first, &second)
    }

    /// Assigns a device to a user, with these codes.
    pub fn enables_with(&self, user: &str, phone: &Phone, first: &str, second: &str) -> Answered {
        self.asks(
            "EnableMFADevice",
            &[
                ("UserName", user),
                ("SerialNumber", &self.serial(&phone.name())),
                ("AuthenticationCode1", first),
                ("AuthenticationCode2", second),
            ],
        )
    }

    /// Makes a virtual device and assigns it to a user.
    #[track_caller]
    pub fn enrols(&self, user: &str, name: &str) -> Phone {
        let phone = self.makes_device(name);
        self.enables(user, &phone).succeeds();
        phone
    }

    /// A session without MFA.
    #[track_caller]
    #[must_use]
    pub fn session(&self) -> Self {
        let made = self.asks("GetSessionToken", &[]);
        self.session_of(&made)
    }

    /// A session with the code that a phone shows now.
    #[track_caller]
    #[must_use]
    pub fn session_with(&self, phone: &Phone) -> Self {
        let made = self.gives(phone, &phone.fresh_code());
        self.session_of(&made)
    }

    /// Asks for a session with this code of a device.
    pub fn gives(&self, phone: &Phone, code: &str) -> Answered {
        let serial = self.serial(&phone.name());
        self.asks(
            "GetSessionToken",
            &[("SerialNumber", &serial), ("TokenCode", code)],
        )
    }

    /// A program with the session that was answered.
    #[track_caller]
    #[must_use]
    pub fn session_of(&self, made: &Answered) -> Self {
        made.succeeds();
        self.with_key_of(made, Some(made.text("SessionToken")))
    }

    /// The serial number of a virtual device of the account that the key belongs to.
    pub fn serial(&self, device: &str) -> String {
        format!("arn:aws:iam::{}:mfa/{device}", self.account())
    }

    /// The account that the key says it belongs to.
    pub fn account(&self) -> String {
        let number = wire::ids::account_of(&self.key.id).expect("a key holds its account");
        format!("{number:012}")
    }

    fn with_key_of(&self, made: &Answered, token: Option<String>) -> Self {
        self.with_key(|key| {
            *key = Key {
                id: made.text("AccessKeyId"),
                secret: made.text("SecretAccessKey"),
                token,
            }
        })
    }

    fn credentials(&self) -> Credentials<'_> {
        Credentials {
            access_key_id: &self.key.id,
            secret_access_key: &self.key.secret,
            session_token: self.key.token.as_deref(),
        }
    }

    fn now(&self) -> Timestamp {
        let ahead = lock(&self.own).ahead_seconds;
        self.world.clock.now() + SignedDuration::from_secs(ahead)
    }

    fn encoded(&self, operation: &str, params: &[Param<'_>]) -> String {
        for (name, value) in params {
            if SECRET.iter().any(|secret| name.ends_with(secret)) {
                self.world.secrets.add(value);
            }
            if CODES.contains(name) {
                self.world.secrets.add_code(value);
            }
        }
        let version = service_of(operation).version;
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("Action", operation), ("Version", version)])
            .extend_pairs(params)
            .finish()
    }
}

/// The service that has an operation of this name.
fn service_of(operation: &str) -> &'static Service {
    match sts::SERVICE.operation(operation) {
        Some(_) => &sts::SERVICE,
        None => &iam::SERVICE,
    }
}

impl Sent {
    /// A header, to be changed.
    pub fn header_mut(&mut self, name: &str) -> &mut Vec<u8> {
        let found = self.headers.iter_mut().find(|(other, _)| other == name);
        &mut found.expect("the request has this header").1
    }

    /// Sends one more header, which nobody signed.
    #[must_use]
    pub fn and_header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .push((name.to_owned(), value.as_bytes().to_vec()));
        self
    }

    /// Leaves a header out.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    /// The request, if HTTP has such a one.
    fn request(&self, tls: bool) -> Option<Request<Body>> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(&self.target)
            .extension(Peer {
                address: SocketAddr::new(self.ip, 50_000),
                tls,
            });
        for (name, value) in &self.headers {
            request = request.header(name, value.as_slice());
        }
        request.body(Body::from(self.body.clone())).ok()
    }
}

impl Inner {
    /// Sends a request and reads the answer.
    pub(crate) fn is_sent(self: &Arc<Self>, sent: &Sent) -> Answered {
        let answered = self.may_be_sent(sent);
        answered.unwrap_or_else(|| panic!("{}: HTTP has no such request", sent.about))
    }

    /// As [`Inner::is_sent`]; none if HTTP has no such request.
    pub(crate) fn may_be_sent(self: &Arc<Self>, sent: &Sent) -> Option<Answered> {
        let request = sent.request(self.url.is_https())?;
        let (parts, body) = self.answer(request);
        Some(Answered::new(self, sent.about.clone(), parts, &body))
    }

    /// As [`Inner::may_be_sent`]; none as well if the answer is for a person.
    pub(crate) fn may_be_call(self: &Arc<Self>, sent: &Sent) -> Option<Answered> {
        let request = sent.request(self.url.is_https())?;
        let (parts, body) = self.answer(request);
        let kind = parts.headers.get("content-type");
        let is_xml = kind.is_some_and(|kind| kind == wire::xml::CONTENT_TYPE);
        is_xml.then(|| Answered::new(self, sent.about.clone(), parts, &body))
    }

    /// The host of the public address.
    fn host(&self) -> String {
        let origin = self.url.origin();
        origin
            .split("//")
            .nth(1)
            .expect("an origin has a host")
            .to_owned()
    }
}
