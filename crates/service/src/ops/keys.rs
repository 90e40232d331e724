//! Long-term access keys: made, switched off and on, deleted, and when they were used last.
//!
//! The secret is shown once, when it is made, and stored sealed. What else is known of a key stands with
//! its owner's credentials, so a key is active or not for every door at the same moment.

use data_encoding::BASE64;
use rules::ids::{AccessKeyId, AccountId};
use rules::principal::AccessKey;
use rules::{AccessKeyStatus, Timestamp};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::authorise::{self, Resource};
use crate::call::{Answer, Call, Operation};
use crate::letters::What;
use crate::mailroom;
use crate::ops::make;
use crate::ops::users::whom;
use crate::person::{self, Holder, Subject, Target};
use crate::records::{self, AccessKeySecret};
use crate::refusal::{Entity, Refusal};
use crate::stamps::Stamp;
use crate::table::source;
use crate::tokens;

/// Random bytes of a secret: forty characters in base64, as AWS's.
const SECRET_BYTES: usize = 30;

/// Somebody's long-term keys.
pub struct ListAccessKeys {
    /// Whose.
    pub target: Target,
}

/// A key as lists show it.
#[derive(Clone, Debug)]
pub struct KeyView {
    /// The key.
    pub key: AccessKey,
    /// When it was used last, and where.
    pub last_used: Option<KeyUse>,
}

/// A use of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// When.
    pub at: Timestamp,
    /// In which region, as the caller signed it.
    pub region: String,
    /// Which service was asked.
    pub service: String,
}

impl KeyUse {
    pub(crate) fn of(stamp: Stamp) -> Option<Self> {
        let (region, service) = stamp.by?;
        Some(Self {
            at: stamp.at,
            region,
            service,
        })
    }
}

/// The keys of somebody.
#[derive(Clone, Debug)]
pub struct KeysOf {
    /// Whose they are.
    pub holder: Holder,
    /// The keys, in the order in which they were made.
    pub keys: Vec<KeyView>,
}

impl Operation for ListAccessKeys {
    type Output = KeysOf;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:ListAccessKeys", Resource::Person(self.target.clone()))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<KeysOf>, Refusal> {
        let holder = whom(call, &self.target, "iam:ListAccessKeys").await?;
        let owned = &holder.credentials().access_keys;
        let places: Vec<_> = owned
            .iter()
            .map(|key| records::access_key_key(holder.account(), &key.id))
            .collect();
        let used = call.shared.stamps.last(&call.shared.store, &places).await?;
        let keys = owned
            .iter()
            .zip(used)
            .map(|(key, stamp)| KeyView {
                key: key.clone(),
                last_used: stamp.and_then(KeyUse::of),
            })
            .collect();
        Ok(Answer::Done(KeysOf { holder, keys }))
    }
}

/// Makes a key.
pub struct CreateAccessKey {
    /// Whose it will be.
    pub target: Target,
}

/// A key that was made. Its secret is shown now and never again.
pub struct CreatedKey {
    /// Whose it is.
    pub holder: Holder,
    /// The key.
    pub key: AccessKey,
    /// Its secret.
    pub secret: Zeroizing<String>,
}

impl Operation for CreateAccessKey {
    type Output = CreatedKey;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:CreateAccessKey", Resource::Person(self.target.clone()))]
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<CreatedKey>, Refusal> {
        let holder = whom(call, &self.target, "iam:CreateAccessKey").await?;
        let made = match authorise::roots_own_needs_mfa(call.person()?, &self.target) {
            Ok(()) => make_key(call, holder).await,
            Err(refusal) => Err(refusal),
        };
        let account = call.person()?.account().clone();
        let parameters = match &made {
            Ok(made) => about(&self.target, &made.key.id),
            Err(_) => json!({ "userName": self.target.event_name() }),
        };
        if let Ok(made) = &made {
            let id = made.key.id.to_string();
            mailroom::tell_of(call, &made.holder, What::AccessKeyCreated { id }).await?;
        }
        let refusal = made.as_ref().err();
        call.tell_outcome(
            "CreateAccessKey",
            source::IAM,
            &account,
            parameters,
            refusal,
        );
        Ok(made.map_or_else(Answer::Refused, Answer::Done))
    }
}

async fn make_key(call: &mut Call<'_>, mut holder: Holder) -> Result<CreatedKey, Refusal> {
    let prefix = call.shared.settings.keys.long_term;
    let account = holder.account().clone();
    let id = call.draw(|chance| tokens::draw_id(chance, prefix, &account));
    let bytes = Zeroizing::new(call.draw(rules::chance::bytes::<SECRET_BYTES>));
    let secret = Zeroizing::new(BASE64.encode(&*bytes));
    let key = make::access_key(call, &mut holder, id, secret.clone()).await?;
    Ok(CreatedKey {
        holder,
        key,
        secret,
    })
}

/// Switches a key off or on.
pub struct UpdateAccessKey {
    /// Whose it is.
    pub target: Target,
    /// Which.
    pub id: AccessKeyId,
    /// Off or on.
    pub status: AccessKeyStatus,
}

impl Operation for UpdateAccessKey {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateAccessKey", Resource::Person(self.target.clone()))]
    }

    fn parameters(&self) -> Value {
        let mut parameters = about(&self.target, &self.id);
        parameters["status"] = json!(self.status);
        parameters
    }

    // A key that is switched on is as good as a new one.
    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        self.status == AccessKeyStatus::Active
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut holder = whom(call, &self.target, "iam:UpdateAccessKey").await?;
        if self.status == AccessKeyStatus::Active {
            authorise::roots_own_needs_mfa(call.person()?, &self.target)?;
        }
        let keys = &mut holder.credentials_mut().access_keys;
        let Some(key) = keys.iter_mut().find(|key| key.id == self.id) else {
            return Err(Refusal::NoSuchEntity(Entity::AccessKey(self.id.clone())));
        };
        key.status = self.status;
        holder.save(&mut call.tx).await?;
        Ok(Answer::Done(()))
    }
}

/// Deletes a key.
pub struct DeleteAccessKey {
    /// Whose it is.
    pub target: Target,
    /// Which.
    pub id: AccessKeyId,
}

impl Operation for DeleteAccessKey {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteAccessKey", Resource::Person(self.target.clone()))]
    }

    fn parameters(&self) -> Value {
        about(&self.target, &self.id)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut holder = whom(call, &self.target, "iam:DeleteAccessKey").await?;
        let missing = || Refusal::NoSuchEntity(Entity::AccessKey(self.id.clone()));
        let place = records::access_key_key(holder.account(), &self.id);
        let keys = &mut holder.credentials_mut().access_keys;
        let before = keys.len();
        keys.retain(|key| key.id != self.id);
        if keys.len() == before {
            return Err(missing());
        }
        let secret: AccessKeySecret = call.tx.load(&place).await?.ok_or_else(missing)?;
        call.tx.remove(&secret).await?;
        holder.save(&mut call.tx).await?;
        Ok(Answer::Done(()))
    }
}

/// When a key of the account was used last.
pub struct GetAccessKeyLastUsed {
    /// Which.
    pub id: AccessKeyId,
}

/// When a key was used last, and whose it is.
#[derive(Clone, Debug)]
pub struct KeyLastUsed {
    /// Whose it is.
    pub holder: Holder,
    /// When it was used last, and where.
    pub last_used: Option<KeyUse>,
}

impl Operation for GetAccessKeyLastUsed {
    type Output = KeyLastUsed;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        // AWS authorises it on the key's owner, who is not known before the key was looked for; a
        // stranger's key must not be told from none, so it is asked for on everything.
        vec![("iam:GetAccessKeyLastUsed", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<KeyLastUsed>, Refusal> {
        let account = call.person()?.account().clone();
        let missing = || Refusal::NoSuchEntity(Entity::AccessKey(self.id.clone()));
        let place = records::access_key_key(&account, &self.id);
        let secret: AccessKeySecret = call.tx.load(&place).await?.ok_or_else(missing)?;
        let holder = person::holder(&mut call.tx, &secret.owner).await?;
        let used = call
            .shared
            .stamps
            .last(&call.shared.store, &[place])
            .await?;
        Ok(Answer::Done(KeyLastUsed {
            holder: holder.ok_or_else(missing)?,
            last_used: used.into_iter().next().flatten().and_then(KeyUse::of),
        }))
    }
}

fn about(target: &Target, id: &AccessKeyId) -> Value {
    json!({ "userName": target.event_name(), "accessKeyId": id.as_str() })
}
