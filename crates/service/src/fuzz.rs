//! Entry points for fuzzing (WA-10): what a browser and an authenticator send back, put to the
//! verifier with a challenge that fits, so that no input stops at the challenge.

use data_encoding::BASE64URL_NOPAD;
use rules::ids::{AccountId, SerialNumber, UserId};
use rules::security_key::{CHALLENGE_BYTES, KeyRules};
use rules::{Principal, SecurityKey, Timestamp};
use serde_json::{Value, json};

use crate::webauthn::{RelyingParty, WebauthnSettings, credential_hash};

/// Where the pages stand.
const ORIGIN: &str = "https://example.org";

/// Something to put answers to.
struct Verifier {
    party: RelyingParty,
    owner: Principal,
}

impl Verifier {
    fn new() -> Option<Self> {
        let account = AccountId::parse("123456789012").ok()?;
        let user = UserId::parse("AIDAEXAMPLEEXAMPLE234").ok()?;
        Some(Self {
            party: RelyingParty::new("fuzz", &WebauthnSettings::at(ORIGIN)?),
            owner: Principal::User(account, user),
        })
    }
}

/// Registers a key with what a browser sends back: the client's data, a zero byte, and the attestation
/// object. An input without a zero byte is taken as the whole answer in JSON. Gives the key if it is
/// accepted.
pub fn registers(input: &[u8]) -> Option<SecurityKey> {
    let Verifier { party, owner } = Verifier::new()?;
    let begun = party.begin_registration([0; CHALLENGE_BYTES], &owner, "key", &[]);
    let state = begun.ok()?.state;
    let Some((client_data, object)) = parts(input) else {
        let answer = std::str::from_utf8(input).ok()?;
        return registered(&party, &owner, &state, answer);
    };
    let response = json!({
        "clientDataJSON": BASE64URL_NOPAD.encode(client_data),
        "attestationObject": BASE64URL_NOPAD.encode(object),
    });
    // The library compares it with nothing: the id that counts is in the authenticator's data.
    let answer = answer(b"id", &response);
    registered(&party, &owner, &fitting(&state, client_data)?, &answer)
}

fn registered(
    party: &RelyingParty,
    owner: &Principal,
    state: &str,
    answer: &str,
) -> Option<SecurityKey> {
    let found = party
        .end_registration(state, answer, &KeyRules::default(), Timestamp::UNIX_EPOCH)
        .ok()?;
    Some(SecurityKey {
        account: owner.account().clone(),
        serial: SerialNumber::parse("arn:aws:iam::123456789012:u2f/user/hanako/key").ok()?,
        credential_id: BASE64URL_NOPAD.encode(&found.id),
        credential_hash: credential_hash(&found.id),
        credential: found.credential,
        rp_id: party.rp_id().to_owned(),
        aaguid: found.said.aaguid,
        attestation: found.said.attestation,
        backup_eligible: found.said.backup_eligible,
        backed_up: found.backed_up,
        sign_count: found.sign_count,
        transports: found.transports,
        certifications: [].into(),
    })
}

/// Asks for a key and puts to it what comes back: the client's data, a zero byte, the length of the
/// signature, the signature, and the authenticator's data. An input without a zero byte is taken as the
/// whole answer in JSON. Says whether it is accepted.
pub fn opens(key: &SecurityKey, input: &[u8]) -> bool {
    try_opening(key, input).unwrap_or(false)
}

fn try_opening(key: &SecurityKey, input: &[u8]) -> Option<bool> {
    let Verifier { party, owner } = Verifier::new()?;
    let keys = std::slice::from_ref(key);
    let begun = party.begin_assertion([0; CHALLENGE_BYTES], keys);
    let state = begun.ok()?.state;
    let Some((client_data, rest)) = parts(input) else {
        let answer = std::str::from_utf8(input).ok()?;
        let _ = RelyingParty::credential_of(answer);
        return Some(party.end_assertion(&state, answer, &owner, key).is_ok());
    };
    let (length, rest) = rest.split_first()?;
    let (signature, data) = rest.split_at_checked(usize::from(*length))?;
    let response = json!({
        "clientDataJSON": BASE64URL_NOPAD.encode(client_data),
        "authenticatorData": BASE64URL_NOPAD.encode(data),
        "signature": BASE64URL_NOPAD.encode(signature),
    });
    let id = BASE64URL_NOPAD.decode(key.credential_id.as_bytes()).ok()?;
    let state = fitting(&state, client_data)?;
    let ended = party.end_assertion(&state, &answer(&id, &response), &owner, key);
    Some(ended.is_ok())
}

/// The parts of an input before and behind its first zero byte, which JSON never has.
fn parts(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = input.iter().position(|byte| *byte == 0)?;
    Some((&input[..at], &input[at + 1..]))
}

fn answer(id: &[u8], response: &Value) -> String {
    let id = BASE64URL_NOPAD.encode(id);
    json!({
        "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
        "response": response,
    })
    .to_string()
}

/// The state with the challenge that the client's data names, if it names one.
fn fitting(state: &str, client_data: &[u8]) -> Option<String> {
    let mut state: Value = serde_json::from_str(state).ok()?;
    let data: Option<Value> = serde_json::from_slice(client_data).ok();
    let challenge = data.as_ref().and_then(|data| data["challenge"].as_str());
    if let Some(challenge) = challenge
        && BASE64URL_NOPAD.decode(challenge.as_bytes()).is_ok()
    {
        state["challenge"] = json!(challenge);
    }
    Some(state.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! corpus {
        ($name:literal) => {
            include_bytes!(concat!("../../../xtask/corpus/", $name)).as_slice()
        };
    }

    const REGISTRATION: &[u8] = corpus!("key-registration/of-maker");
    const ASSERTION: &[u8] = corpus!("key-assertion/opens");

    #[test]
    fn wa_10_an_answer_that_was_cut_anywhere_is_refused() {
        let key = registers(REGISTRATION).unwrap();
        assert!(opens(&key, ASSERTION));
        for end in 0..REGISTRATION.len() {
            assert!(registers(&REGISTRATION[..end]).is_none(), "{end}");
        }
        for end in 0..ASSERTION.len() {
            assert!(!opens(&key, &ASSERTION[..end]), "{end}");
        }
    }

    #[test]
    fn wa_10_what_claims_to_be_huge_or_lies_too_deep_is_refused() {
        for hostile in [
            corpus!("key-registration/claims-much"),
            corpus!("key-registration/claims-bytes"),
            corpus!("key-registration/deep"),
        ] {
            assert!(registers(hostile).is_none());
        }
    }
}
