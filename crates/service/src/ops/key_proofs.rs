//! Proving with a passkey or security key who is there: at the sign-in, and once more in the console.
//!
//! A challenge is good once, whatever comes back. An answer that proves nothing is told in the events
//! of the person whose password was right, and charged to nobody's budget of codes: nobody guesses a
//! signature. The wait after wrong codes holds here as well (EN-3).

use rules::security_key::{CHALLENGE_BYTES, CeremonyKind, Let, went_back};
use rules::session::MfaProof;
use rules::usage::Meter;
use rules::{Ceremony, KeyFault, MfaDevice, Principal, SecurityKey, SerialNumber};
use serde_json::json;
use zeroize::Zeroizing;

use crate::audit::{Draft, SIGN_IN, Who};
use crate::call::{Answer, Call, Operation};
use crate::codes;
use crate::letters::What;
use crate::mailroom;
use crate::ops::devices::name_of;
use crate::ops::sessions::{reissue, stamp_device};
use crate::ops::sign_in::{Entered, go_on, tell_failure, ticket};
use crate::person::Holder;
use crate::records;
use crate::refusal::Refusal;
use crate::secrets::Token;
use crate::table::source::SEKISHO;
use crate::webauthn::RelyingParty;

/// Gives the browser a challenge for the keys of whoever is signing in.
pub struct StartSignInKey {
    /// The ticket's hash.
    pub ticket: String,
}

impl Operation for StartSignInKey {
    /// The options of the browser's call, as JSON.
    type Output = String;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<String>, Refusal> {
        let (ticket, holder) = ticket(call, &self.ticket).await?;
        let keys = keys_of(call, &holder).await?;
        let options = begin(call, &holder, &keys, CeremonyKind::SignIn, &ticket.id).await?;
        Ok(Answer::Done(options))
    }
}

/// The second step of the sign-in, with a key instead of a code.
pub struct SignInKey {
    /// The ticket's hash.
    pub ticket: String,
    /// The ticket itself, to go on with.
    pub token: Token,
    /// What the browser sent back, as JSON.
    pub answer: String,
}

impl Operation for SignInKey {
    type Output = Entered;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Entered>, Refusal> {
        let (mut ticket, holder) = ticket(call, &self.ticket).await?;
        codes::may_try_key(call, &holder.principal()).await?;
        let (keys, kind) = (keys_of(call, &holder).await?, CeremonyKind::SignIn);
        match check(call, &holder, keys, kind, &ticket.id, &self.answer).await? {
            Err(Wrong { key, fault }) => {
                let refusal = Refusal::KeyRefused(fault);
                tell_failure(call, &holder, key.as_ref(), &refusal, false);
                Ok(Answer::Refused(refusal))
            }
            Ok(serial) => {
                stamp_device(call, &serial, &holder);
                ticket.mfa = Some(MfaProof {
                    serial,
                    at: call.now(),
                });
                let token = Token::presented(self.token.reveal());
                Ok(Answer::Done(go_on(call, &holder, &ticket, token).await?))
            }
        }
    }
}

/// Gives the browser a challenge for one's own keys.
pub struct StartProveKey;

impl Operation for StartProveKey {
    /// The options of the browser's call, as JSON.
    type Output = String;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<String>, Refusal> {
        let session = call.session()?.clone();
        let holder = call.person()?.subject.origin().clone();
        let keys = keys_of(call, &holder).await?;
        let options = begin(call, &holder, &keys, CeremonyKind::Prove, &session.id).await?;
        Ok(Answer::Done(options))
    }
}

/// Proves once more, with a key, who one is. The session gets a new cookie.
pub struct ProveKey {
    /// What the browser sent back, as JSON.
    pub answer: String,
}

impl Operation for ProveKey {
    type Output = Token;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Token>, Refusal> {
        let session = call.session()?.clone();
        let person = call.person()?.clone();
        let holder = person.subject.origin().clone();
        codes::may_try_key(call, &session.principal).await?;
        let (keys, kind) = (keys_of(call, &holder).await?, CeremonyKind::Prove);
        let checked = check(call, &holder, keys, kind, &session.id, &self.answer).await?;
        let account = session.principal.account();
        let mut draft = Draft::new("CheckMfa", SIGN_IN, Who::Known(&person), account);
        let serial = match checked {
            Ok(serial) => serial,
            Err(Wrong { key, fault }) => {
                let refusal = Refusal::KeyRefused(fault);
                draft.additional =
                    json!({ "MFAIdentifier": key.as_ref().map(SerialNumber::as_str) });
                draft.response = json!({ "CheckMfa": "Failure" });
                draft.error = Some((refusal.code(), refusal.to_string()));
                call.tell(draft);
                return Ok(Answer::Refused(refusal));
            }
        };
        draft.additional = json!({ "MFAIdentifier": serial.as_str() });
        draft.response = json!({ "CheckMfa": "Success" });
        call.tell(draft);
        stamp_device(call, &serial, &holder);
        let proof = MfaProof {
            serial,
            at: call.now(),
        };
        let token = reissue(call, &session, holder.credentials(), Some(proof)).await?;
        Ok(Answer::Done(token))
    }
}

/// A key that did not prove anything.
pub(crate) struct Wrong {
    /// Which one spoke, if it is one of the person's.
    key: Option<SerialNumber>,
    pub(crate) fault: KeyFault,
}

/// Somebody's keys that were made for our host, in the order of their assignment.
pub(crate) async fn keys_of(
    call: &mut Call<'_>,
    holder: &Holder,
) -> Result<Vec<SecurityKey>, Refusal> {
    let account = holder.account();
    let serials = &holder.credentials().devices;
    let places: Vec<_> = serials
        .iter()
        .map(|serial| records::security_key_key(account, serial))
        .collect();
    call.tx.prefetch(&places).await?;
    let mut keys = Vec::new();
    for place in &places {
        keys.extend(call.tx.load::<SecurityKey>(place).await?);
    }
    keys.retain(|key| key.rp_id == call.shared.relying_party.rp_id());
    Ok(keys)
}

/// Gives the browser a challenge for any of these keys of the holder's.
pub(crate) async fn begin(
    call: &mut Call<'_>,
    holder: &Holder,
    keys: &[SecurityKey],
    kind: CeremonyKind,
    bound_to: &str,
) -> Result<String, Refusal> {
    let challenge = call.draw(rules::chance::bytes::<CHALLENGE_BYTES>);
    let begun = call.shared.relying_party.begin_assertion(challenge, keys)?;
    let ceremony = Ceremony {
        kind,
        principal: holder.principal(),
        bound_to: bound_to.to_owned(),
        options: begun.options.clone(),
        state: Zeroizing::new(begun.state),
        begun_at: call.now(),
        registering: None,
    };
    call.tx.save(&ceremony).await?;
    Ok(begun.options)
}

/// Takes the challenge that waits, so that nothing else can be proved with it. None if there is none,
/// or if it is too old.
pub(crate) async fn take(
    call: &mut Call<'_>,
    principal: &Principal,
    bound_to: &str,
    kind: CeremonyKind,
) -> Result<Option<Ceremony>, Refusal> {
    let key = records::ceremony_key(principal, bound_to, kind);
    let Some(ceremony) = call.tx.load::<Ceremony>(&key).await? else {
        return Ok(None);
    };
    call.tx.remove(&ceremony).await?;
    let now = call.now();
    Ok(Some(ceremony).filter(|ceremony| ceremony.is_open(now)))
}

/// Checks what came back of any of these keys, and counts it. Gives back which one it was.
pub(crate) async fn check(
    call: &mut Call<'_>,
    holder: &Holder,
    keys: Vec<SecurityKey>,
    kind: CeremonyKind,
    bound_to: &str,
    answer: &str,
) -> Result<Result<SerialNumber, Wrong>, Refusal> {
    let checked = verify(call, holder, keys, kind, bound_to, answer).await?;
    let meter = match checked {
        Ok(_) => Meter::MfaAccepted,
        Err(_) => Meter::MfaRefused,
    };
    call.tx.tally.push((holder.principal(), meter));
    Ok(checked)
}

async fn verify(
    call: &mut Call<'_>,
    holder: &Holder,
    keys: Vec<SecurityKey>,
    kind: CeremonyKind,
    bound_to: &str,
    answer: &str,
) -> Result<Result<SerialNumber, Wrong>, Refusal> {
    let principal = holder.principal();
    let of_nobody = |fault| Ok(Err(Wrong { key: None, fault }));
    let Some(ceremony) = take(call, &principal, bound_to, kind).await? else {
        return of_nobody(KeyFault::Over);
    };
    let id = match RelyingParty::credential_of(answer) {
        Ok(id) => id,
        Err(fault) => return of_nobody(fault),
    };
    let Some(mut key) = keys.into_iter().find(|key| key.credential_id == id) else {
        return of_nobody(KeyFault::NotAccepted);
    };
    let relying_party = &call.shared.relying_party;
    let asserted = relying_party.end_assertion(&ceremony.state, answer, &principal, &key);
    let serial = key.serial.clone();
    let wrong = |fault| Wrong {
        key: Some(serial.clone()),
        fault,
    };
    let asserted = match asserted {
        Ok(asserted) => asserted,
        Err(fault) => return Ok(Err(wrong(fault))),
    };
    if went_back(key.sign_count, asserted.sign_count) {
        tell_of_copy(call, holder, &key, asserted.sign_count).await?;
        if call.shared.settings.webauthn.rules.cloned == Let::Deny {
            return Ok(Err(wrong(KeyFault::Cloned)));
        }
    }
    // The highest count that was told stays, so that the copy that is behind is found each time.
    key.sign_count = key.sign_count.max(asserted.sign_count);
    key.backed_up = asserted.backed_up;
    call.tx.save(&key).await?;
    codes::key_was_right(call, &principal).await?;
    Ok(Ok(serial))
}

/// The count of a key went back: there may be two of it (WA-6). Those concerned are told.
async fn tell_of_copy(
    call: &mut Call<'_>,
    holder: &Holder,
    key: &SecurityKey,
    told: u32,
) -> Result<(), Refusal> {
    let account = holder.account();
    let mut draft = Draft::new(
        "SecurityKeyCopied",
        SEKISHO,
        Who::AtTheDoor(holder),
        account,
    );
    draft.parameters = json!({
        "serialNumber": key.serial.as_str(),
        "signCountBefore": key.sign_count,
        "signCount": told,
    });
    call.tell(draft);
    let place = records::device_key(account, &key.serial);
    let device = call.tx.load::<MfaDevice>(&place).await?;
    let name = match device {
        Some(device) => device.name.to_string(),
        None => name_of(&key.serial),
    };
    mailroom::tell_of(call, holder, What::SecurityKeyCopied { name }).await
}
