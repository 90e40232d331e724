//! Whom one reaches about an account: the calls of AWS's Account API about contacts, which the console
//! makes as well.

use rules::{AccountId, AccountSettings, AlternateContact, ContactInformation, ContactKind, Email};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::letters::What;
use crate::mailroom;
use crate::ops::organization::{about, only_ones_own};
use crate::ops::settings;
use crate::person::Subject;
use crate::records;
use crate::refusal::{Entity, Refusal};

/// What AWS's events show of what nobody else needs to read there.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// The account as a thing, for its actions.
pub fn account_arn(account: &AccountId) -> Resource {
    Resource::Arn(format!("arn:aws:account::{account}:account"))
}

/// Where the owner of the caller's account is reached.
#[derive(Default)]
pub struct GetContactInformation {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
}

impl Operation for GetContactInformation {
    type Output = ContactInformation;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:GetContactInformation", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        about(self.member.as_ref(), Value::Null)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<ContactInformation>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let key = records::contact_key(call.person()?.account());
        let kept = call.tx.load(&key).await?;
        kept.map(Answer::Done)
            .ok_or(Refusal::NoSuchEntity(Entity::ContactInformation))
    }
}

/// Writes down where the owner of an account is reached.
pub struct PutContactInformation {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
    /// Where; the account in it is the caller's.
    pub contact: ContactInformation,
}

impl Operation for PutContactInformation {
    type Output = ();

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:PutContactInformation", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        about(
            self.member.as_ref(),
            json!({ "contactInformation": HIDDEN }),
        )
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let account = call.person()?.account().clone();
        // It replaces whatever is there, which is loaded so that a change meanwhile is seen.
        let _: Option<ContactInformation> = call.tx.load(&records::contact_key(&account)).await?;
        let contact = ContactInformation {
            account,
            ..self.contact.clone()
        };
        call.tx.save(&contact).await?;
        Ok(Answer::Done(()))
    }
}

/// Who is told something beside root.
pub struct GetAlternateContact {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
    /// Told about what.
    pub kind: ContactKind,
}

impl Operation for GetAlternateContact {
    type Output = AlternateContact;

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:GetAlternateContact", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        let parameters = json!({ "alternateContactType": self.kind.as_str() });
        about(self.member.as_ref(), parameters)
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<AlternateContact>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let settings = settings::load(call).await?;
        let contact = settings.alternate(self.kind).cloned();
        contact.map(Answer::Done).ok_or(missing(self.kind))
    }
}

/// Says who is told something beside root. Who was told until now hears of it.
pub struct PutAlternateContact {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
    /// Told about what.
    pub kind: ContactKind,
    /// Who.
    pub contact: AlternateContact,
}

impl Operation for PutAlternateContact {
    type Output = ();

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:PutAlternateContact", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        let parameters = json!({
            "alternateContactType": self.kind.as_str(),
            "emailAddress": self.contact.email.as_str(),
        });
        about(self.member.as_ref(), parameters)
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let mut settings = settings::load(call).await?;
        let before = settings.put_alternate(self.kind, Some(self.contact.clone()));
        tell_of_change(call, self.kind, before, Some(&self.contact.email)).await?;
        call.tx.save(&settings).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes away who is told something beside root. They hear of it.
pub struct DeleteAlternateContact {
    /// The member account that is meant, if the caller names one.
    pub member: Option<AccountId>,
    /// Told about what.
    pub kind: ContactKind,
}

impl Operation for DeleteAlternateContact {
    type Output = ();

    fn asks(&self, account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("account:DeleteAlternateContact", account_arn(account))]
    }

    fn parameters(&self) -> Value {
        let parameters = json!({ "alternateContactType": self.kind.as_str() });
        about(self.member.as_ref(), parameters)
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        only_ones_own(call, self.member.as_ref())?;
        let mut settings: AccountSettings = settings::load(call).await?;
        let before = settings.put_alternate(self.kind, None);
        if before.is_none() {
            return Err(missing(self.kind));
        }
        tell_of_change(call, self.kind, before, None).await?;
        call.tx.save(&settings).await?;
        Ok(Answer::Done(()))
    }
}

fn missing(kind: ContactKind) -> Refusal {
    Refusal::NoSuchEntity(Entity::AlternateContact(kind))
}

/// Whoever takes an account over would first have its warnings sent elsewhere. So who looked after its
/// security hears that somebody else does from now on.
async fn tell_of_change(
    call: &mut Call<'_>,
    kind: ContactKind,
    before: Option<AlternateContact>,
    after: Option<&Email>,
) -> Result<(), Refusal> {
    let Some(before) = before.filter(|_| kind == ContactKind::Security) else {
        return Ok(());
    };
    if after.is_some_and(|after| after.folded() == before.email.folded()) {
        return Ok(());
    }
    let subject = &call.person()?.subject;
    let by = subject.arn();
    mailroom::tell_at(call, before.email, What::SecurityContactChanged { by }).await
}
