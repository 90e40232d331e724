//! WA-1: the test vectors of Web Authentication Level 3 (`vectors/webauthn/README.md`), each of which
//! passes or is refused for the reason that our rules give; and the same ones with one thing broken.

use data_encoding::HEXLOWER;
use rules::AccountId;
use rules::ids::{SerialNumber, UserId};

use super::*;

/// A challenge of the usual length, for a state whose challenge is then replaced.
const NONE_YET: [u8; CHALLENGE_BYTES] = [0; CHALLENGE_BYTES];

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    name: String,
    credential_id: String,
    registration: Registration,
    authentication: Authentication,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    challenge: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authentication {
    challenge: String,
    authenticator_data: String,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    signature: String,
}

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("../../../../vectors/webauthn/level-3.json");
    let file: File = serde_json::from_str(text).unwrap();
    file.vectors
}

fn vector(name: &str) -> Vector {
    let found = vectors().into_iter().find(|vector| vector.name == name);
    found.unwrap()
}

fn party() -> RelyingParty {
    RelyingParty::new(
        "vectors",
        &WebauthnSettings::at("https://example.org").unwrap(),
    )
}

fn owner() -> Principal {
    Principal::User(
        AccountId::parse("123456789012").unwrap(),
        UserId::parse("AIDAEXAMPLEEXAMPLE234").unwrap(),
    )
}

/// Whether user verification is asked for: always, but here, where the rest is to be seen too.
#[derive(Clone, Copy, PartialEq)]
enum Asks {
    ForVerification,
    ForTouch,
}

/// The state of a ceremony with the challenge of a vector.
fn state(begun: &Begun, challenge: &str, asks: Asks) -> String {
    let mut state: Value = serde_json::from_str(&begun.state).unwrap();
    state["challenge"] = json!(base64url(challenge));
    assert_eq!(state["policy"], json!("required"));
    if asks == Asks::ForTouch {
        state["policy"] = json!("discouraged");
    }
    state.to_string()
}

fn base64url(hex: &str) -> String {
    BASE64URL_NOPAD.encode(&HEXLOWER.decode(hex.as_bytes()).unwrap())
}

fn answer(credential_id: &str, response: &Value) -> String {
    let id = base64url(credential_id);
    json!({
        "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
        "response": response,
    })
    .to_string()
}

fn registers(vector: &Vector, asks: Asks) -> Result<Registered, KeyFault> {
    let party = party();
    let begun = party.begin_registration(NONE_YET, &owner(), "key", &[]);
    let Ok(begun) = begun else {
        panic!("it begins")
    };
    let response = json!({
        "clientDataJSON": base64url(&vector.registration.client_data),
        "attestationObject": base64url(&vector.registration.attestation_object),
    });
    party.end_registration(
        &state(&begun, &vector.registration.challenge, asks),
        &answer(&vector.credential_id, &response),
        &KeyRules::default(),
        Timestamp::UNIX_EPOCH,
    )
}

fn authenticates(vector: &Vector, asks: Asks) -> Result<Asserted, KeyFault> {
    let registered = registers(vector, Asks::ForTouch)?;
    let key = SecurityKey {
        account: owner().account().clone(),
        serial: SerialNumber::parse("arn:aws:iam::123456789012:u2f/user/hanako/key").unwrap(),
        credential_id: base64url(&vector.credential_id),
        credential_hash: credential_hash(&registered.id),
        credential: registered.credential,
        rp_id: "example.org".to_owned(),
        aaguid: registered.said.aaguid,
        attestation: registered.said.attestation,
        backup_eligible: registered.said.backup_eligible,
        backed_up: registered.backed_up,
        sign_count: registered.sign_count,
        transports: registered.transports,
        certifications: [].into(),
    };
    let party = party();
    let Ok(begun) = party.begin_assertion(NONE_YET, std::slice::from_ref(&key)) else {
        panic!("it begins")
    };
    let response = json!({
        "authenticatorData": base64url(&vector.authentication.authenticator_data),
        "clientDataJSON": base64url(&vector.authentication.client_data),
        "signature": base64url(&vector.authentication.signature),
    });
    party.end_assertion(
        &state(&begun, &vector.authentication.challenge, asks),
        &answer(&vector.credential_id, &response),
        &owner(),
        &key,
    )
}

/// In one word: the form that was accepted, or why it was not.
fn told<T>(result: Result<T, KeyFault>, accepted: impl Fn(T) -> String) -> String {
    match result {
        Ok(done) => accepted(done),
        Err(KeyFault::NotVerified) => "not verified".to_owned(),
        Err(KeyFault::NotAccepted) => "refused".to_owned(),
        Err(KeyFault::Form(form)) => format!("form {form}"),
        Err(other) => format!("{other:?}"),
    }
}

fn registration(vector: &Vector, asks: Asks) -> String {
    told(registers(vector, asks), |key| {
        format!("{:?}", key.said.attestation)
    })
}

fn authentication(vector: &Vector, asks: Asks) -> String {
    told(authenticates(vector, asks), |_| "opens".to_owned())
}

#[test]
fn wa_1_wa_8_wa_9_the_vectors_of_level_3_pass_or_are_refused_for_our_reasons() {
    // What becomes of it as we ask, and if a touch were enough: registration, then authentication.
    let expected = [
        (
            "none.ES256",
            ["not verified", "None", "not verified", "opens"],
        ),
        (
            "packed-self.ES256",
            ["OfItself", "OfItself", "not verified", "opens"],
        ),
        // Inside a page of another origin (WA-4).
        ("none.ES256.crossOrigin", ["refused"; 4]),
        ("none.ES256.topOrigin", ["refused"; 4]),
        (
            "none.ES256.long-credential-id",
            ["not verified", "None", "opens", "opens"],
        ),
        ("packed.ES256", ["Packed", "Packed", "opens", "opens"]),
        ("packed.ES384", ["not verified", "Packed", "opens", "opens"]),
        // Algorithms that were not offered (WA-8).
        ("packed.ES512", ["refused"; 4]),
        // RS256 with a modulus of 3482 bits: the library takes those of 2048 bits only.
        ("packed.RS256", ["refused"; 4]),
        (
            "packed.EdDSA",
            ["not verified", "refused", "refused", "refused"],
        ),
        (
            "packed.Ed448",
            ["not verified", "refused", "refused", "refused"],
        ),
        // Forms that are not served (WA-9).
        ("tpm.ES256", ["form tpm"; 4]),
        ("android-key.ES256", ["form android-key"; 4]),
        ("apple.ES256", ["form apple"; 4]),
        // U2F knows no user verification.
        (
            "fido-u2f.ES256",
            ["not verified", "FidoU2f", "not verified", "opens"],
        ),
    ];
    let vectors = vectors();
    assert_eq!(vectors.len(), expected.len());
    let told: Vec<(&str, [String; 4])> = vectors
        .iter()
        .map(|vector| {
            let told = [
                registration(vector, Asks::ForVerification),
                registration(vector, Asks::ForTouch),
                authentication(vector, Asks::ForVerification),
                authentication(vector, Asks::ForTouch),
            ];
            (vector.name.as_str(), told)
        })
        .collect();
    let expected = expected.map(|(name, said)| (name, said.map(str::to_owned)));
    assert_eq!(told, expected);
}

/// The bytes of a value in hexadecimal with `from` replaced by `to`, which stands there once.
fn replaced(hex: &str, from: &[u8], to: &[u8]) -> String {
    let bytes = HEXLOWER.decode(hex.as_bytes()).unwrap();
    let places: Vec<usize> = (0..=bytes.len() - from.len())
        .filter(|at| bytes[*at..].starts_with(from))
        .collect();
    assert_eq!(places.len(), 1, "{from:?} stands there once");
    let (before, after) = bytes.split_at(places[0]);
    HEXLOWER.encode(&[before, to, &after[from.len()..]].concat())
}

/// The value with one bit of one byte changed.
fn flipped(hex: &str, at: usize) -> String {
    let mut bytes = HEXLOWER.decode(hex.as_bytes()).unwrap();
    bytes[at] ^= 1;
    HEXLOWER.encode(&bytes)
}

#[test]
fn wa_9_a_signature_of_a_maker_holds_for_these_bytes_only() {
    for (name, form) in [("packed.ES256", "Packed"), ("fido-u2f.ES256", "FidoU2f")] {
        let good = vector(name);
        assert_eq!(registration(&good, Asks::ForTouch), form);
        let object = HEXLOWER.decode(good.registration.attestation_object.as_bytes());
        let object = object.unwrap();
        let own_id = HEXLOWER.decode(good.credential_id.as_bytes()).unwrap();
        // A little before its end stands the key, which both forms sign.
        for at in [object.len() - 1, object.len() - 40] {
            let mut broken = good.clone();
            broken.registration.attestation_object =
                flipped(&broken.registration.attestation_object, at);
            assert_eq!(
                registration(&broken, Asks::ForTouch),
                "refused",
                "{name} at {at}"
            );
        }
        // Another credential under the same signature.
        let mut other_id = own_id.clone();
        other_id[0] ^= 1;
        let mut broken = good.clone();
        broken.registration.attestation_object =
            replaced(&broken.registration.attestation_object, &own_id, &other_id);
        broken.credential_id = HEXLOWER.encode(&other_id);
        assert_eq!(registration(&broken, Asks::ForTouch), "refused", "{name}");
        // The statement of one form does not hold as another's.
        let [mine, other] = match name {
            "packed.ES256" => [&b"\x66packed"[..], b"\x68fido-u2f"],
            _ => [&b"\x68fido-u2f"[..], b"\x66packed"],
        };
        let mut broken = good.clone();
        broken.registration.attestation_object =
            replaced(&broken.registration.attestation_object, mine, other);
        assert_eq!(registration(&broken, Asks::ForTouch), "refused", "{name}");
        // Said for another page.
        let mut broken = good;
        broken.registration.client_data = replaced(
            &broken.registration.client_data,
            b"\"crossOrigin\":false",
            b"\"crossOrigin\": false",
        );
        assert_eq!(registration(&broken, Asks::ForTouch), "refused", "{name}");
    }
}

#[test]
fn wa_3_wa_8_no_byte_of_an_assertion_can_be_changed() {
    for name in ["packed.ES256", "packed.ES384"] {
        let good = vector(name);
        assert_eq!(authentication(&good, Asks::ForVerification), "opens");
        for at in 0..good.authentication.authenticator_data.len() / 2 {
            let mut broken = good.clone();
            broken.authentication.authenticator_data =
                flipped(&broken.authentication.authenticator_data, at);
            assert_eq!(
                authentication(&broken, Asks::ForVerification),
                "refused",
                "{name} at {at}"
            );
        }
        let mut broken = good.clone();
        let length = broken.authentication.signature.len() / 2;
        broken.authentication.signature = flipped(&broken.authentication.signature, length - 1);
        assert_eq!(
            authentication(&broken, Asks::ForVerification),
            "refused",
            "{name}"
        );
        let mut broken = good.clone();
        broken.authentication.challenge = good.registration.challenge.clone();
        assert_eq!(
            authentication(&broken, Asks::ForVerification),
            "refused",
            "{name}"
        );
    }
}
