//! Passkeys and security keys: the only place that talks WebAuthn.
//!
//! The library verifies; what is asked for, what is let in and what is remembered is decided by
//! [`rules::security_key`] and by the operations. The challenge is drawn from the generator that was
//! given, and the library's states are stored as they are, sealed.
//!
//! Invariant: nothing is verified but an answer to a challenge of ours that was used up before.
//!
//! Spec: W3C Web Authentication Level 3, sections 7.1 and 7.2.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use data_encoding::BASE64URL_NOPAD;
use rules::security_key::{
    Aaguid, Attestation, CEREMONY_MINUTES, CHALLENGE_BYTES, KeyFault, KeyRules, Said,
};
use rules::{Principal, SecurityKey, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;
use webauthn_attestation_ca::AttestationCaListBuilder;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::attestation::verify_attestation_ca_chain;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AttestationConveyancePreference, AttestationFormat, AuthenticationState, COSEAlgorithm,
    Credential, ParsedAttestationData, PublicKeyCredential, RegisterPublicKeyCredential,
    RegistrationState, UserVerificationPolicy,
};

use crate::refusal::Refusal;
use crate::secrets;

/// The signatures that are accepted (WA-8), the one that every authenticator has first. EdDSA is not
/// offered, because the library does not verify it.
const ALGORITHMS: [COSEAlgorithm; 3] = [
    COSEAlgorithm::ES256,
    COSEAlgorithm::ES384,
    COSEAlgorithm::RS256,
];
/// Most bytes of what a browser sends back.
pub const ANSWER_BYTES_MAX: usize = 32 * 1024;
/// Most transports that are kept of a key.
const TRANSPORTS_MAX: usize = 8;
/// Where the model stands in the authenticator's data (Level 3, 6.5.1).
const AAGUID_AT: std::ops::Range<usize> = 37..53;

/// For whom keys are made, and which.
#[derive(Clone, Debug)]
pub struct WebauthnSettings {
    /// The host that keys are made for: that of `origin`, or a domain above it.
    pub rp_id: String,
    /// Where the pages stand, as a browser names it: scheme, host and port.
    pub origin: Url,
    /// Which keys may be registered.
    pub rules: KeyRules,
}

impl WebauthnSettings {
    /// For the pages at `origin`, with keys for its host. None if that is no address with a host.
    pub fn at(origin: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        Some(Self {
            rp_id: origin.host_str()?.to_owned(),
            origin,
            rules: KeyRules::default(),
        })
    }

    /// Whether keys for this host work on the pages (Level 3, 5.1.3: a registrable suffix).
    pub fn fits(rp_id: &str, host: &str) -> bool {
        let above = host
            .strip_suffix(rp_id)
            .is_some_and(|rest| rest.ends_with('.') && rp_id.contains('.'));
        !rp_id.is_empty() && (host == rp_id || above)
    }
}

impl Default for WebauthnSettings {
    fn default() -> Self {
        Self::at("http://localhost:8700").expect("it is an address with a host")
    }
}

/// What a browser is given, and what its answer is verified with.
pub(crate) struct Begun {
    /// The options of the browser's call, as JSON.
    pub(crate) options: String,
    /// The library's state, as JSON.
    pub(crate) state: String,
}

/// A key that was registered rightly, before anybody decided whether it is let in.
pub(crate) struct Registered {
    /// What it says of itself.
    pub(crate) said: Said,
    /// The library's credential, as JSON.
    pub(crate) credential: String,
    /// The id of the credential.
    pub(crate) id: Vec<u8>,
    /// Whether it is copied already.
    pub(crate) backed_up: bool,
    /// How often it signed.
    pub(crate) sign_count: u32,
    /// How a browser reaches it.
    pub(crate) transports: Vec<String>,
}

/// What a key said that is who it should be.
pub(crate) struct Asserted {
    /// How often it signed.
    pub(crate) sign_count: u32,
    /// Whether it is copied.
    pub(crate) backed_up: bool,
}

/// Verifies for one host.
pub(crate) struct RelyingParty {
    core: WebauthnCore,
    rp_id: String,
    asks_for_models: bool,
}

impl RelyingParty {
    pub(crate) fn new(issuer: &str, settings: &WebauthnSettings) -> Self {
        let minutes = CEREMONY_MINUTES.unsigned_abs();
        let core = WebauthnCore::new_unsafe_experts_only(
            issuer,
            &settings.rp_id,
            vec![settings.origin.clone()],
            Duration::from_mins(minutes),
            Some(false),
            Some(false),
        );
        Self {
            core,
            rp_id: settings.rp_id.clone(),
            asks_for_models: settings.rules.asks_for_models(),
        }
    }

    /// The host that keys are made for.
    pub(crate) fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// Begins to register a key for somebody who has these.
    pub(crate) fn begin_registration(
        &self,
        challenge: [u8; CHALLENGE_BYTES],
        owner: &Principal,
        name: &str,
        held: &[SecurityKey],
    ) -> Result<Begun, Refusal> {
        // An authenticator is asked what it is only where somebody decides by it: whoever is asked
        // shows a question of its own, and some answer in forms that are refused.
        let conveyance = if self.asks_for_models {
            AttestationConveyancePreference::Direct
        } else {
            AttestationConveyancePreference::None
        };
        let builder = self
            .core
            .new_challenge_register_builder(&user_handle(owner), name, name)
            .map_err(broken)?
            .user_verification_policy(UserVerificationPolicy::Required)
            .credential_algorithms(ALGORITHMS.to_vec())
            .attestation(conveyance);
        let (options, state) = self
            .core
            .generate_challenge_register(builder)
            .map_err(broken)?;
        let mut options = to_value(&options.public_key)?;
        options["authenticatorSelection"]["residentKey"] = json!("preferred");
        options["excludeCredentials"] = described(held);
        if self.asks_for_models {
            options["attestationFormats"] = json!(["packed", "fido-u2f"]);
        }
        begun(options, &state, &challenge)
    }

    /// Verifies what a browser sent back of a registration, and of a model whose maker is known the
    /// chain of its certificates as of `now`.
    pub(crate) fn end_registration(
        &self,
        state: &str,
        answer: &str,
        rules: &KeyRules,
        now: Timestamp,
    ) -> Result<Registered, KeyFault> {
        let state: RegistrationState =
            serde_json::from_str(state).map_err(|_| KeyFault::NotAccepted)?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        same_origin(&answer.response.client_data_json)?;
        let (form, aaguid) = envelope(&answer.response.attestation_object)?;
        let credential = self
            .core
            .register_credential(&answer, &state, None)
            .map_err(|error| fault(&error))?;
        let attestation = attestation(&credential, &form)?;
        let roots = rules.roots_of(&aaguid);
        if !roots.is_empty() && !ends_in(&credential, roots, now) {
            return Err(KeyFault::Maker(aaguid));
        }
        let transports = credential.transports.iter().flatten().take(TRANSPORTS_MAX);
        let transports = transports
            .filter_map(|transport| serde_json::to_value(transport).ok())
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        Ok(Registered {
            said: Said {
                aaguid,
                attestation,
                backup_eligible: credential.backup_eligible,
            },
            backed_up: credential.backup_state,
            sign_count: credential.counter,
            transports,
            id: credential.cred_id.clone(),
            credential: serde_json::to_string(&credential).map_err(|_| KeyFault::NotAccepted)?,
        })
    }

    /// Begins to ask for any of these keys.
    pub(crate) fn begin_assertion(
        &self,
        challenge: [u8; CHALLENGE_BYTES],
        keys: &[SecurityKey],
    ) -> Result<Begun, Refusal> {
        let builder = self
            .core
            .new_challenge_authenticate_builder(Vec::new(), Some(UserVerificationPolicy::Required))
            .map_err(broken)?;
        let (options, state) = self
            .core
            .generate_challenge_authenticate(builder)
            .map_err(broken)?;
        let mut options = to_value(&options.public_key)?;
        options["allowCredentials"] = described(keys);
        begun(options, &state, &challenge)
    }

    /// The id of the credential that an answer speaks for, in base64url.
    pub(crate) fn credential_of(answer: &str) -> Result<String, KeyFault> {
        let answer: PublicKeyCredential = read(answer)?;
        Ok(BASE64URL_NOPAD.encode(&answer.raw_id))
    }

    /// Verifies what a browser sent back of asking for a key. The count is not judged here.
    pub(crate) fn end_assertion(
        &self,
        state: &str,
        answer: &str,
        owner: &Principal,
        key: &SecurityKey,
    ) -> Result<Asserted, KeyFault> {
        let state: AuthenticationState =
            serde_json::from_str(state).map_err(|_| KeyFault::NotAccepted)?;
        let answer: PublicKeyCredential = read(answer)?;
        same_origin(&answer.response.client_data_json)?;
        let handle = answer.response.user_handle.as_ref();
        if handle.is_some_and(|handle| *handle != user_handle(owner)) {
            return Err(KeyFault::NotAccepted);
        }
        let mut credential: Credential =
            serde_json::from_str(&key.credential).map_err(|_| KeyFault::NotAccepted)?;
        // The library would refuse a count that went back; whether that is refused is our rule.
        credential.counter = 0;
        let result = self
            .core
            .authenticate_single_credential(&answer, &state, &credential)
            .map_err(|error| fault(&error))?;
        Ok(Asserted {
            sign_count: result.counter(),
            backed_up: result.backup_state(),
        })
    }
}

/// What an authenticator knows somebody by: the same for all keys of one person, and no name.
pub(crate) fn user_handle(owner: &Principal) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(b"sekisho user handle\0");
    hash.update(owner.account().as_str());
    hash.update([0]);
    hash.update(owner.stable_id());
    hash.finalize().to_vec()
}

/// The hash by which a credential is unique in the installation.
pub(crate) fn credential_hash(id: &[u8]) -> String {
    secrets::hex(&Sha256::digest(id))
}

fn begun<S: Serialize>(
    mut options: Value,
    state: &S,
    challenge: &[u8; CHALLENGE_BYTES],
) -> Result<Begun, Refusal> {
    let drawn = json!(BASE64URL_NOPAD.encode(challenge));
    let mut state = to_value(state)?;
    // INVARIANT: the challenge is ours in both, so that chance comes from one place.
    state["challenge"] = drawn.clone();
    options["challenge"] = drawn;
    Ok(Begun {
        options: options.to_string(),
        state: state.to_string(),
    })
}

/// Keys as a browser is told of them.
fn described(keys: &[SecurityKey]) -> Value {
    let one = |key: &SecurityKey| {
        let mut one = json!({ "type": "public-key", "id": key.credential_id });
        if !key.transports.is_empty() {
            one["transports"] = json!(key.transports);
        }
        one
    };
    Value::Array(keys.iter().map(one).collect())
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|error| Refusal::Unavailable(error.to_string()))
}

fn read<T: for<'de> Deserialize<'de>>(answer: &str) -> Result<T, KeyFault> {
    if answer.len() > ANSWER_BYTES_MAX {
        return Err(KeyFault::NotAccepted);
    }
    serde_json::from_str(answer).map_err(|_| KeyFault::NotAccepted)
}

/// Refuses what was done inside a page of another origin (WA-4). The library looks at it only when a
/// key is registered.
fn same_origin(client_data: &[u8]) -> Result<(), KeyFault> {
    let data: Value = serde_json::from_slice(client_data).map_err(|_| KeyFault::NotAccepted)?;
    let framed = data
        .get("crossOrigin")
        .is_some_and(|told| *told != json!(false));
    if framed || data.get("topOrigin").is_some() {
        return Err(KeyFault::NotAccepted);
    }
    Ok(())
}

/// The envelope of an attestation.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    fmt: &'a str,
    auth_data: &'a [u8],
}

/// The form of an attestation and the model in it; other forms than ours are refused by their names.
fn envelope(object: &[u8]) -> Result<(String, Aaguid), KeyFault> {
    let envelope: Envelope<'_> =
        serde_cbor_2::from_slice(object).map_err(|_| KeyFault::NotAccepted)?;
    if !matches!(envelope.fmt, "none" | "packed" | "fido-u2f") {
        let name = envelope.fmt.chars().filter(char::is_ascii_graphic);
        return Err(KeyFault::Form(name.take(32).collect()));
    }
    let bytes = envelope.auth_data.get(AAGUID_AT);
    let bytes = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let aaguid = Aaguid::from_bytes(bytes.ok_or(KeyFault::NotAccepted)?);
    Ok((envelope.fmt.to_owned(), aaguid))
}

fn attestation(credential: &Credential, form: &str) -> Result<Attestation, KeyFault> {
    match (&credential.attestation_format, &credential.attestation.data) {
        (AttestationFormat::None, ParsedAttestationData::None) => Ok(Attestation::None),
        (AttestationFormat::Packed, ParsedAttestationData::Self_) => Ok(Attestation::OfItself),
        (AttestationFormat::Packed, ParsedAttestationData::Basic(_)) => Ok(Attestation::Packed),
        (AttestationFormat::FIDOU2F, ParsedAttestationData::Basic(_)) => Ok(Attestation::FidoU2f),
        _ => Err(KeyFault::Form(form.to_owned())),
    }
}

/// Whether the chain of a key's certificates ends in one of these. A key without any does not.
fn ends_in(credential: &Credential, roots: &[Vec<u8>], now: Timestamp) -> bool {
    let mut list = AttestationCaListBuilder::new();
    for root in roots {
        let added = list.insert_device_der(root, Uuid::nil(), String::new(), BTreeMap::new());
        if let Err(error) = added {
            tracing::error!(%error, "a maker's certificate cannot be read");
        }
    }
    let data = &credential.attestation.data;
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    let list = list.build();
    let found = verify_attestation_ca_chain(data, &list, now);
    matches!(found, Ok(Some(_)))
}

fn fault(error: &WebauthnError) -> KeyFault {
    tracing::debug!(%error, "an answer of a security key is refused");
    match error {
        WebauthnError::UserNotVerified => KeyFault::NotVerified,
        _ => KeyFault::NotAccepted,
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it stands where a function that takes the error is asked for"
)]
fn broken(error: WebauthnError) -> Refusal {
    Refusal::Unavailable(error.to_string())
}

#[cfg(test)]
mod vectors;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_domain_work_on_the_hosts_below_it_and_nowhere_else() {
        for (rp_id, host, fits) in [
            ("localhost", "localhost", true),
            ("sekisho.example.jp", "sekisho.example.jp", true),
            ("example.jp", "sekisho.example.jp", true),
            ("example.jp", "badexample.jp", false),
            ("jp", "sekisho.example.jp", false),
            ("", "sekisho.example.jp", false),
            ("sekisho.example.jp", "example.jp", false),
        ] {
            assert_eq!(WebauthnSettings::fits(rp_id, host), fits, "{rp_id} {host}");
        }
    }

    #[test]
    fn wa_4_what_was_done_inside_another_page_is_refused() {
        for (data, good) in [
            (r#"{"crossOrigin":false}"#, true),
            ("{}", true),
            (r#"{"crossOrigin":true}"#, false),
            (
                r#"{"crossOrigin":false,"topOrigin":"https://elsewhere.example"}"#,
                false,
            ),
            ("nothing", false),
        ] {
            assert_eq!(same_origin(data.as_bytes()).is_ok(), good, "{data}");
        }
    }
}
