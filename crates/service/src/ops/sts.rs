//! Programs' sessions: who am I, a session for a while, whose key is this.

use rules::ids::{AccessKeyId, AccountId, SerialNumber};
use rules::sts::session_seconds;
use rules::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::audit::{Draft, Who};
use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation, Person};
use crate::closing;
use crate::ops::mfa_code;
use crate::person::Subject;
use crate::records::{self, AccessKeySecret};
use crate::refusal::Refusal;
use crate::table::source;
use crate::tokens::{self, Claims};

/// Who signs. Always answered, whatever policies say.
pub struct GetCallerIdentity;

impl Operation for GetCallerIdentity {
    type Output = Subject;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Subject>, Refusal> {
        Ok(Answer::Done(call.person()?.subject.clone()))
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
        let mfa = match mfa_code::given(
            call,
            self.device.as_ref(),
            self.code.as_deref().map(String::as_str),
        )
        .await?
        {
            Ok(mfa) => mfa,
            Err(not) => {
                call.tell(Draft {
                    error: Some((not.refusal.code(), not.refusal.to_string())),
                    additional: not.additional(),
                    ..self.draft(&person)
                });
                return Ok(Answer::Refused(not.refusal));
            }
        };
        let holder = person.holder()?;
        let account = holder.account();
        let closings = closing::count_while_open(&mut call.tx, account, account).await?;
        let seconds = session_seconds(&holder.principal(), self.duration_seconds);
        let claims = Claims {
            principal: holder.principal(),
            generation: holder.credentials().session_generation,
            closings: closings.ok_or(Refusal::TokenInvalid)?,
            issued_at: call.now(),
            expires_at: call.now() + SignedDuration::from_secs(seconds),
            mfa,
            role: None,
        };
        let made = MadeSession::make(call, &claims).await?;
        call.tell(Draft {
            response: json!({ "credentials": made.told() }),
            ..self.draft(&person)
        });
        Ok(Answer::Done(made))
    }
}

impl GetSessionToken {
    fn draft<'a>(&self, person: &'a Person) -> Draft<'a> {
        let who = Who::Known(person);
        let mut draft = Draft::new("GetSessionToken", source::STS, who, person.account());
        draft.parameters = json!({
            "serialNumber": self.device.as_ref().map(SerialNumber::as_str),
            "durationSeconds": self.duration_seconds,
        });
        draft
    }
}

impl MadeSession {
    /// Makes the key and the token of a session. The id of the key tells the account in which it acts.
    pub(crate) async fn make(call: &mut Call<'_>, claims: &Claims) -> Result<Self, Refusal> {
        let own = claims.principal.account();
        let account = claims.role.as_ref().map_or(own, |taken| &taken.account);
        let prefix = call.shared.settings.keys.temporary;
        let id = call.draw(|chance| tokens::draw_id(chance, prefix, account));
        let sealed = tokens::seal(call, &id, claims).await?;
        Ok(Self {
            access_key_id: id,
            secret: sealed.secret,
            token: sealed.token,
            expires_at: claims.expires_at,
        })
    }

    /// What an audit event tells of it.
    pub(crate) fn told(&self) -> Value {
        json!({
            "accessKeyId": self.access_key_id.as_str(),
            "expiration": self.expires_at.to_string(),
        })
    }
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
