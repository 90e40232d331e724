//! A security key in software, which does as it is told: also what a real one would never do.
//!
//! It makes credentials and signs with them, as an authenticator and a browser do together (W3C Web
//! Authentication Level 3, sections 5.8.1, 6.1, 6.5 and 8). Each [`Trick`] breaks one thing that a
//! verifier has to look at.

mod maker;
mod pair;

use std::sync::Mutex;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use self::maker::Maker;
pub use self::maker::Root;
use self::pair::{ES256, Pair, RS256};
use crate::known::lock;

/// User present.
const UP: u8 = 0x01;
/// User verified.
const UV: u8 = 0x04;
/// May be copied.
const BE: u8 = 0x08;
/// Is copied.
const BS: u8 = 0x10;
/// A credential follows.
const AT: u8 = 0x40;

/// One thing that is wrong in what comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trick {
    /// Nothing.
    Honest,
    /// The other of `webauthn.create` and `webauthn.get`.
    OtherType,
    /// A challenge that nobody gave.
    OtherChallenge,
    /// A page of somebody else.
    OtherOrigin,
    /// Inside a page of somebody else.
    CrossOrigin,
    /// Inside a page of somebody else, who is named.
    TopOrigin,
    /// A key for another host.
    OtherHost,
    /// Nobody touched it.
    NotPresent,
    /// It did not ask who is there.
    NotVerified,
    /// A signature of something else.
    OtherSignature,
    /// It may be copied, and could not when it was registered; or the other way round.
    OtherBackup,
    /// It is copied, though it cannot be.
    ImpossibleBackup,
    /// It names another person.
    OtherPerson,
    /// An algorithm that was not offered.
    OtherAlgorithm,
    /// An algorithm that was offered, and is not that of the key.
    ConfusedAlgorithm,
    /// A new credential under the id of its first one.
    SameCredential,
    /// An attestation of this form.
    Form(&'static str),
    /// Packed, signed by the credential's own key.
    OfItself,
    /// Packed, signed by nobody.
    OfItselfWrongly,
    /// Packed, signed by the credential's own key, and said to be by another algorithm.
    OfItselfConfused,
    /// Packed, with a certificate of the maker's for this model.
    OfMaker,
    /// Packed, with a certificate of the maker's, and signed by nobody.
    OfMakerWrongly,
    /// Packed, with a certificate of the maker's for another model.
    OfMakerOfAnother,
    /// Packed, with a certificate that may make others.
    OfMakersRoot,
    /// The form of U2F, with a certificate of the maker's.
    OfU2f,
    /// The form of U2F, signed by nobody.
    OfU2fWrongly,
}

/// A security key.
pub struct Authenticator {
    own: Mutex<Own>,
}

struct Own {
    aaguid: [u8; 16],
    backup: bool,
    rsa: bool,
    root: Option<Root>,
    count: u32,
    credentials: Vec<Credential>,
}

struct Credential {
    id: Vec<u8>,
    rp_id: String,
    handle: Vec<u8>,
    pair: Pair,
}

impl Default for Authenticator {
    fn default() -> Self {
        Self::new()
    }
}

impl Authenticator {
    /// A new one, which counts and keeps its keys to itself.
    pub fn new() -> Self {
        Self {
            own: Mutex::new(Own {
                aaguid: [0; 16],
                backup: false,
                rsa: false,
                root: None,
                count: 0,
                credentials: Vec::new(),
            }),
        }
    }

    /// Made by whoever has this root.
    #[must_use]
    pub fn made_by(self, root: Root) -> Self {
        lock(&self.own).root = Some(root);
        self
    }

    /// Of this model.
    #[must_use]
    pub fn of_model(self, aaguid: [u8; 16]) -> Self {
        lock(&self.own).aaguid = aaguid;
        self
    }

    /// One whose keys a service copies to all of somebody's machines, and which does not count.
    #[must_use]
    pub fn synced(self) -> Self {
        lock(&self.own).backup = true;
        self
    }

    /// One that signs with RS256, as some of Windows do.
    #[must_use]
    pub fn with_rsa(self) -> Self {
        lock(&self.own).rsa = true;
        self
    }

    /// Forgets how often it signed, as a copy that was made before.
    pub fn counts_from(&self, count: u32) -> &Self {
        lock(&self.own).count = count;
        self
    }

    /// What a browser at `origin` sends back for a new credential.
    pub fn registers(&self, options: &str, origin: &str, trick: &Trick) -> String {
        let options: Value = serde_json::from_str(options).expect("the options are JSON");
        let mut own = lock(&self.own);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let rp_id = text(&options["rp"]["id"]);
        let credential = Credential {
            id: match trick {
                Trick::SameCredential => own.credentials[0].id.clone(),
                _ => random(32),
            },
            rp_id: rp_id.clone(),
            handle: decode(&text(&options["user"]["id"])),
            pair: Pair::generate(own.rsa),
        };
        let client = client_data("webauthn.create", &options, origin, trick);
        let mut data = own.data(&rp_id, AT, trick);
        data.extend(own.aaguid);
        data.extend(
            u16::try_from(credential.id.len())
                .expect("short")
                .to_be_bytes(),
        );
        data.extend(&credential.id);
        data.extend(credential.pair.cose(trick));
        let (form, statement) = own.statement(&credential, &data, &client, trick);
        let mut object = vec![0xa3];
        object.extend(cbor_text("fmt"));
        object.extend(cbor_text(form));
        object.extend(cbor_text("attStmt"));
        object.extend(statement);
        object.extend(cbor_text("authData"));
        object.extend(cbor_bytes(&data));
        let id = BASE64URL_NOPAD.encode(&credential.id);
        own.credentials.push(credential);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "attestationObject": BASE64URL_NOPAD.encode(&object),
                "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
                "transports": ["usb"],
            },
        })
        .to_string()
    }

    /// What a browser at `origin` sends back for a credential that is asked for. None if there is none
    /// among those that are.
    pub fn signs(&self, options: &str, origin: &str, trick: &Trick) -> Option<String> {
        let options: Value = serde_json::from_str(options).expect("the options are JSON");
        let mut own = lock(&self.own);
        own.count += 1;
        let asked: Vec<Vec<u8>> = options["allowCredentials"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["id"].as_str().map(decode))
            .collect();
        let rp_id = options["rpId"].as_str().expect("a host").to_owned();
        let data = own.data(&rp_id, 0, trick);
        let is_asked = |one: &&Credential| asked.contains(&one.id) && one.rp_id == rp_id;
        let credential = own.credentials.iter().find(is_asked)?;
        Some(credential.answers(&options, origin, &data, trick))
    }

    /// What it sends back with its own first credential, whatever was asked for.
    pub fn signs_unasked(&self, options: &str, origin: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("the options are JSON");
        let mut own = lock(&self.own);
        own.count += 1;
        let rp_id = options["rpId"].as_str().expect("a host").to_owned();
        let data = own.data(&rp_id, 0, &Trick::Honest);
        own.credentials[0].answers(&options, origin, &data, &Trick::Honest)
    }
}

impl Own {
    /// The authenticator's data without a credential.
    fn data(&self, rp_id: &str, more: u8, trick: &Trick) -> Vec<u8> {
        let host = if *trick == Trick::OtherHost {
            "elsewhere.example"
        } else {
            rp_id
        };
        let backup = self.backup != (*trick == Trick::OtherBackup);
        let mut flags = UP | UV | more | if backup { BE | BS } else { 0 };
        match trick {
            Trick::NotPresent => flags &= !UP,
            Trick::NotVerified => flags &= !UV,
            Trick::ImpossibleBackup => flags |= BS,
            _ => {}
        }
        let count = if self.backup { 0 } else { self.count };
        let mut data = sha256(host.as_bytes());
        data.push(flags);
        data.extend(count.to_be_bytes());
        data
    }

    /// The form of an attestation and its statement.
    fn statement(
        &self,
        credential: &Credential,
        data: &[u8],
        client: &str,
        trick: &Trick,
    ) -> (&'static str, Vec<u8>) {
        let pair = &credential.pair;
        let hash = sha256(client.as_bytes());
        let rightly = [data, &hash].concat();
        let wrongly = b"something else";
        let maker = |model: [u8; 16], is_root: bool, signed: &[u8]| {
            let maker = Maker::new(model, is_root, self.root.as_ref());
            statement(Some(ES256), &maker.sign(signed), Some(&maker.certificate))
        };
        let u2f = [&[0], &data[..32], &hash, &credential.id, &pair.point()].concat();
        match trick {
            Trick::Form(form) => (*form, vec![0xa0]),
            Trick::OfItself => {
                let signature = pair.sign(&rightly);
                (
                    "packed",
                    statement(Some(pair.algorithm()), &signature, None),
                )
            }
            Trick::OfItselfWrongly => {
                let signature = pair.sign(wrongly);
                (
                    "packed",
                    statement(Some(pair.algorithm()), &signature, None),
                )
            }
            Trick::OfItselfConfused => {
                ("packed", statement(Some(RS256), &pair.sign(&rightly), None))
            }
            Trick::OfMaker => ("packed", maker(self.aaguid, false, &rightly)),
            Trick::OfMakerWrongly => ("packed", maker(self.aaguid, false, wrongly)),
            Trick::OfMakerOfAnother => ("packed", maker([7; 16], false, &rightly)),
            Trick::OfMakersRoot => ("packed", maker(self.aaguid, true, &rightly)),
            Trick::OfU2f | Trick::OfU2fWrongly => {
                let maker = Maker::new(self.aaguid, false, self.root.as_ref());
                let is_right = *trick == Trick::OfU2f;
                let signed = if is_right { &u2f[..] } else { wrongly };
                let signature = maker.sign(signed);
                (
                    "fido-u2f",
                    statement(None, &signature, Some(&maker.certificate)),
                )
            }
            _ => ("none", vec![0xa0]),
        }
    }
}

impl Credential {
    fn answers(&self, options: &Value, origin: &str, data: &[u8], trick: &Trick) -> String {
        let client = client_data("webauthn.get", options, origin, trick);
        let signed = if *trick == Trick::OtherSignature {
            b"something else".to_vec()
        } else {
            [data, &sha256(client.as_bytes())].concat()
        };
        let handle = if *trick == Trick::OtherPerson {
            random(32)
        } else {
            self.handle.clone()
        };
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": BASE64URL_NOPAD.encode(data),
                "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
                "signature": BASE64URL_NOPAD.encode(&self.pair.sign(&signed)),
                "userHandle": BASE64URL_NOPAD.encode(&handle),
            },
        })
        .to_string()
    }
}

fn client_data(kind: &str, options: &Value, origin: &str, trick: &Trick) -> String {
    let kind = match (trick, kind) {
        (Trick::OtherType, "webauthn.get") => "webauthn.create",
        (Trick::OtherType, _) => "webauthn.get",
        (_, kind) => kind,
    };
    let challenge = if *trick == Trick::OtherChallenge {
        json!(BASE64URL_NOPAD.encode(&random(32)))
    } else {
        options["challenge"].clone()
    };
    let origin = if *trick == Trick::OtherOrigin {
        "https://elsewhere.example"
    } else {
        origin
    };
    let mut data = json!({
        "type": kind,
        "challenge": challenge,
        "origin": origin,
        "crossOrigin": *trick == Trick::CrossOrigin,
    });
    if *trick == Trick::TopOrigin {
        data["topOrigin"] = json!("https://elsewhere.example");
    }
    data.to_string()
}

/// A statement of an attestation: how it is signed, the signature, and who signed it.
fn statement(algorithm: Option<i16>, signature: &[u8], certificate: Option<&[u8]>) -> Vec<u8> {
    let members = 1 + u8::from(algorithm.is_some()) + u8::from(certificate.is_some());
    let mut statement = vec![0xa0 | members];
    if let Some(algorithm) = algorithm {
        statement.extend(cbor_text("alg"));
        statement.extend(cbor_negative(algorithm));
    }
    statement.extend(cbor_text("sig"));
    statement.extend(cbor_bytes(signature));
    if let Some(certificate) = certificate {
        statement.extend(cbor_text("x5c"));
        statement.push(0x81);
        statement.extend(cbor_bytes(certificate));
    }
    statement
}

/// A number below zero (RFC 8949, 3.1).
fn cbor_negative(number: i16) -> Vec<u8> {
    let [high, low] = (-1 - number).to_be_bytes();
    match (high, low) {
        (0, 0..=23) => vec![0x20 | low],
        (0, _) => vec![0x38, low],
        _ => vec![0x39, high, low],
    }
}

fn cbor_text(text: &str) -> Vec<u8> {
    cbor(0x60, text.as_bytes())
}

fn cbor_bytes(bytes: &[u8]) -> Vec<u8> {
    cbor(0x40, bytes)
}

/// A string of CBOR with its length before it (RFC 8949, 3.1).
fn cbor(major: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("short");
    let mut written = match u8::try_from(length) {
        Ok(length @ 0..=23) => vec![major | length],
        Ok(length) => vec![major | 0x18, length],
        Err(_) => {
            let [high, low] = length.to_be_bytes();
            vec![major | 0x19, high, low]
        }
    };
    written.extend(bytes);
    written
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

fn random(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    aws_lc_rs::rand::fill(&mut bytes).expect("random bytes");
    bytes
}

fn decode(text: &str) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url")
}
