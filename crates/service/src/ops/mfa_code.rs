//! A code that is given with a call of STS.
//!
//! A code is compared with the caller's own device that is named, used up when it was right, and
//! counted when it was wrong, whichever operation it came with and whether a policy asks for it.

use rules::SecurityKey;
use rules::ids::{AccessKeyId, SerialNumber};
use rules::session::MfaProof;
use serde_json::{Value, json};

use crate::audit::{Draft, Who};
use crate::call::{Call, Person};
use crate::codes::{self, Checked};
use crate::letters::What;
use crate::mailroom;
use crate::ops::sessions::stamp_device;
use crate::person::Holder;
use crate::records;
use crate::refusal::{ProgramFault, Refusal};
use crate::signer::Signer;
use crate::table::source;

/// A code that proves nothing. What was learned from it has to be saved: the operation answers with
/// [`crate::call::Answer::Refused`].
pub(crate) struct NotProved {
    pub(crate) refusal: Refusal,
    /// It was right once: somebody used it before (OTP-13).
    pub(crate) reused: bool,
}

impl NotProved {
    fn of(refusal: Refusal) -> Self {
        Self {
            refusal,
            reused: false,
        }
    }

    /// What the audit event adds.
    pub(crate) fn additional(&self) -> Value {
        if self.reused {
            json!({ "MFACodeReused": true })
        } else {
            Value::Null
        }
    }
}

/// What the parameters of a call prove: nothing if there are none, else the caller's own factor.
pub(crate) async fn given(
    call: &mut Call<'_>,
    device: Option<&SerialNumber>,
    code: Option<&str>,
) -> Result<Result<Option<MfaProof>, NotProved>, Refusal> {
    match (device, code) {
        (None, None) => Ok(Ok(None)),
        (Some(device), Some(code)) => Ok(prove(call, device, code).await?.map(Some)),
        (Some(_), None) | (None, Some(_)) => {
            Ok(Err(NotProved::of(ProgramFault::BothOrNeither.into())))
        }
    }
}

async fn prove(
    call: &mut Call<'_>,
    device: &SerialNumber,
    code: &str,
) -> Result<Result<MfaProof, NotProved>, Refusal> {
    let person = call.person()?.clone();
    // A role has no devices.
    let Some(holder) = person.subject.holder() else {
        return Ok(Err(NotProved::of(Refusal::DeviceRefused)));
    };
    let key = records::security_key_key(person.account(), device);
    // No security key can say anything here: AWS's protocol has no place for it.
    let is_key = call.tx.load::<SecurityKey>(&key).await?.is_some();
    if is_key || !holder.credentials().devices.contains(device) {
        return Ok(Err(NotProved::of(Refusal::DeviceRefused)));
    }
    match codes::check(call, holder, device, code).await {
        // Not looked at, because of what was guessed before.
        Err(Refusal::CodeRefused { .. } | Refusal::GuessesSpent) => {
            Ok(Err(NotProved::of(Refusal::DeviceRefused)))
        }
        Err(other) => Err(other),
        Ok(Checked::Right) => {
            stamp_device(call, device, holder);
            Ok(Ok(MfaProof {
                serial: device.clone(),
                at: call.now(),
            }))
        }
        Ok(Checked::Refused {
            refusal,
            reused,
            tell,
        }) => {
            if tell {
                key_is_known(call, &person, holder).await?;
            }
            Ok(Err(NotProved { refusal, reused }))
        }
    }
}

/// Ten wrong codes behind a good signature: somebody else has the key, and its owner is told (OP-1).
async fn key_is_known(
    call: &mut Call<'_>,
    person: &Person,
    holder: &Holder,
) -> Result<(), Refusal> {
    let who = Who::Known(person);
    let name = "AccessKeyKnownToOthers";
    let mut draft = Draft::new(name, source::SEKISHO, who, person.account());
    let key = person.signer().map(Signer::access_key_id);
    draft.parameters = json!({ "accessKeyId": key.map(AccessKeyId::as_str) });
    draft.additional = json!({ "wrongCodesInARow": rules::guess::TELL_AFTER });
    call.tell(draft);
    let id = key.map(ToString::to_string).unwrap_or_default();
    mailroom::tell_of(call, holder, What::AccessKeyKnown { id }).await
}
