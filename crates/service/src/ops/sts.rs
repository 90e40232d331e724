//! Programs' sessions: who am I, a session for a while, whose key is this.

use rules::ids::{AccessKeyId, AccountId, SerialNumber};
use rules::session::MfaProof;
use rules::sts::session_seconds;
use rules::{SecurityKey, SignedDuration, Timestamp};
use serde_json::json;
use zeroize::Zeroizing;

use crate::audit::{Draft, Who};
use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation, Person};
use crate::codes::{self, Checked};
use crate::letters::What;
use crate::mailroom;
use crate::ops::sessions::stamp_device;
use crate::person::Holder;
use crate::records::{self, AccessKeySecret};
use crate::refusal::Refusal;
use crate::signer::Signer;
use crate::table::source;
use crate::tokens::{self, Claims};

/// Who signs. Always answered, whatever policies say.
pub struct GetCallerIdentity;

impl Operation for GetCallerIdentity {
    type Output = Holder;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Holder>, Refusal> {
        Ok(Answer::Done(call.person()?.holder.clone()))
    }
}

/// A session for a while, with the caller's own rights. With a code, it is one with MFA.
pub struct GetSessionToken {
    /// How long it shall live.
    pub duration_seconds: Option<i64>,
    /// The device whose code it is.
    pub device: Option<SerialNumber>,
    /// The code.
    pub code: Option<Zeroizing<String>>,
}

/// A session that was made. Its secret is shown now and never again.
pub struct MadeSession {
    /// The id of its key.
    pub access_key_id: AccessKeyId,
    /// The key's secret.
    pub secret: Zeroizing<String>,
    /// The token.
    pub token: Zeroizing<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Operation for GetSessionToken {
    type Output = MadeSession;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<MadeSession>, Refusal> {
        let person = call.person()?.clone();
        let mfa = match (&self.device, &self.code) {
            (None, None) => None,
            (Some(device), Some(code)) => match prove(call, &person, device, code).await? {
                Ok(proof) => Some(proof),
                Err(refusal) => return Ok(Answer::Refused(refusal)),
            },
            (Some(_), None) | (None, Some(_)) => {
                let refusal = Refusal::BothOrNeither;
                self.tell(call, &person, None, Some(&refusal));
                return Ok(Answer::Refused(refusal));
            }
        };
        let made = self.make(call, &person, mfa).await?;
        self.tell(call, &person, Some(&made), None);
        Ok(Answer::Done(made))
    }
}

impl GetSessionToken {
    async fn make(
        &self,
        call: &mut Call<'_>,
        person: &Person,
        mfa: Option<MfaProof>,
    ) -> Result<MadeSession, Refusal> {
        let principal = person.principal();
        let seconds = session_seconds(&principal, self.duration_seconds);
        let expires_at = call.now() + SignedDuration::from_secs(seconds);
        let prefix = call.shared.settings.keys.temporary;
        let id = call.draw(|chance| tokens::draw_id(chance, prefix, &principal));
        let claims = Claims {
            principal,
            generation: person.holder.credentials().session_generation,
            issued_at: call.now(),
            expires_at,
            mfa,
        };
        let sealed = tokens::seal(call, &id, &claims).await?;
        Ok(MadeSession {
            access_key_id: id,
            secret: sealed.secret,
            token: sealed.token,
            expires_at,
        })
    }

    fn tell(
        &self,
        call: &mut Call<'_>,
        person: &Person,
        made: Option<&MadeSession>,
        refusal: Option<&Refusal>,
    ) {
        let mut draft = draft(person, self.device.as_ref(), refusal);
        draft.parameters["durationSeconds"] = json!(self.duration_seconds);
        if let Some(made) = made {
            draft.response = json!({
                "credentials": {
                    "accessKeyId": made.access_key_id.as_str(),
                    "expiration": made.expires_at.to_string(),
                }
            });
        }
        call.tell(draft);
    }
}

fn draft<'a>(
    person: &'a Person,
    device: Option<&SerialNumber>,
    refusal: Option<&Refusal>,
) -> Draft<'a> {
    let who = Who::Known(person);
    let mut draft = Draft::new("GetSessionToken", source::STS, who, person.account());
    draft.parameters = json!({ "serialNumber": device.map(SerialNumber::as_str) });
    draft.error = refusal.map(|refusal| (refusal.code(), refusal.to_string()));
    draft
}

/// Checks the code of one of the caller's own devices. What is learned from it is saved either way.
async fn prove(
    call: &mut Call<'_>,
    person: &Person,
    device: &SerialNumber,
    code: &str,
) -> Result<Result<MfaProof, Refusal>, Refusal> {
    let key = records::security_key_key(person.account(), device);
    // No security key can say anything here: AWS's protocol has no place for it.
    let is_key = call.tx.load::<SecurityKey>(&key).await?.is_some();
    if is_key || !person.holder.credentials().devices.contains(device) {
        let refusal = Refusal::DeviceRefused;
        call.tell(draft(person, Some(device), Some(&refusal)));
        return Ok(Err(refusal));
    }
    let checked = match codes::check(call, &person.holder, device, code).await {
        // Not looked at, because of what was guessed before.
        Err(Refusal::CodeRefused { .. } | Refusal::GuessesSpent) => {
            let refusal = Refusal::DeviceRefused;
            call.tell(draft(person, Some(device), Some(&refusal)));
            return Ok(Err(refusal));
        }
        other => other?,
    };
    match checked {
        Checked::Right => {
            stamp_device(call, device, &person.holder);
            Ok(Ok(MfaProof {
                serial: device.clone(),
                at: call.now(),
            }))
        }
        Checked::Refused {
            refusal,
            reused,
            tell,
        } => {
            let mut told = draft(person, Some(device), Some(&refusal));
            if reused {
                told.additional = json!({ "MFACodeReused": true });
            }
            call.tell(told);
            if tell {
                key_is_known(call, person).await?;
            }
            Ok(Err(refusal))
        }
    }
}

/// Ten wrong codes behind a good signature: somebody else has the key, and its owner is told (OP-1).
async fn key_is_known(call: &mut Call<'_>, person: &Person) -> Result<(), Refusal> {
    let who = Who::Known(person);
    let name = "AccessKeyKnownToOthers";
    let mut draft = Draft::new(name, source::SEKISHO, who, person.account());
    let key = person.signer().map(Signer::access_key_id);
    draft.parameters = json!({ "accessKeyId": key.map(AccessKeyId::as_str) });
    draft.additional = json!({ "wrongCodesInARow": rules::guess::TELL_AFTER });
    call.tell(draft);
    let id = key.map(ToString::to_string).unwrap_or_default();
    mailroom::tell_of(call, &person.holder, What::AccessKeyKnown { id }).await
}

/// The account that a key belongs to.
pub struct GetAccessKeyInfo {
    /// Which key.
    pub id: AccessKeyId,
}

impl Operation for GetAccessKeyInfo {
    /// None if nothing can be said about the key.
    type Output = Option<String>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sts:GetAccessKeyInfo", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Option<String>>, Refusal> {
        let account = call.person()?.account().clone();
        let place = records::access_key_key(&account, &self.id);
        if call.tx.load::<AccessKeySecret>(&place).await?.is_some() {
            return Ok(Answer::Done(Some(account.to_string())));
        }
        // Of other keys, what stands in the id is told, whether the key exists or not.
        let number = wire::ids::account_of(self.id.as_str());
        Ok(Answer::Done(number.map(|number| format!("{number:012}"))))
    }
}
