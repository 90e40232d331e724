//! Policies that belong to one user or group: put, read, deleted, listed.

use policy::{Kind, Policy};
use rules::inline;
use rules::{AccountId, InlinePolicy, PolicyName};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::owners::PolicyOwner;
use crate::person::Subject;
use crate::refusal::{Entity, PolicyFault, Refusal};
use crate::table::Listed;

/// Longest document that an audit event repeats, in bytes.
const TOLD_BYTES_MAX: usize = 16 * 1024;

/// A document as an audit event tells it: whole, or how long it is.
pub(crate) fn told(document: &str) -> Value {
    if document.len() <= TOLD_BYTES_MAX {
        json!(document)
    } else {
        json!(format!("({} bytes)", document.len()))
    }
}

/// Puts a policy beside the others of its owner, or in the place of the one of its name.
pub struct PutInlinePolicy<O: PolicyOwner> {
    /// Whose.
    pub owner: O::Name,
    /// Its name.
    pub name: PolicyName,
    /// The document, as it was written.
    pub document: String,
}

impl<O: PolicyOwner> Operation for PutInlinePolicy<O>
where
    Self: Listed,
{
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.put, O::resource(&self.owner))]
    }

    fn parameters(&self) -> Value {
        json!({
            O::PARAMETER: O::text(&self.owner),
            "policyName": self.name.as_str(),
            "policyDocument": told(&self.document),
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut owner = O::named(call, &self.owner).await?;
        let parsed = Policy::parse_as(Kind::Identity, &self.document)?;
        let (name, document) = (&self.name, &self.document);
        inline::put(owner.inline_mut(), name, document, &parsed, O::SIZE).map_err(
            |inline::Overfull| {
                Refusal::Policy(PolicyFault::TooLarge(
                    O::SIZE,
                    O::text(&self.owner).to_owned(),
                ))
            },
        )?;
        owner.keep(call).await?;
        Ok(Answer::Done(()))
    }
}

/// One policy of its owner.
pub struct GetInlinePolicy<O: PolicyOwner> {
    /// Whose.
    pub owner: O::Name,
    /// Its name.
    pub name: PolicyName,
}

impl<O: PolicyOwner> Operation for GetInlinePolicy<O>
where
    Self: Listed,
{
    type Output = InlinePolicy;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.get, O::resource(&self.owner))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<InlinePolicy>, Refusal> {
        let owner = O::named(call, &self.owner).await?;
        let found = inline::find(owner.inline(), &self.name).cloned();
        found
            .map(Answer::Done)
            .ok_or_else(|| missing::<O>(&self.name))
    }
}

fn missing<O: PolicyOwner>(name: &PolicyName) -> Refusal {
    Refusal::NoSuchEntity(Entity::InlinePolicy(O::NOUN, name.clone()))
}

/// Deletes a policy of its owner.
pub struct DeleteInlinePolicy<O: PolicyOwner> {
    /// Whose.
    pub owner: O::Name,
    /// Its name.
    pub name: PolicyName,
}

impl<O: PolicyOwner> Operation for DeleteInlinePolicy<O>
where
    Self: Listed,
{
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.delete, O::resource(&self.owner))]
    }

    fn parameters(&self) -> Value {
        json!({ O::PARAMETER: O::text(&self.owner), "policyName": self.name.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut owner = O::named(call, &self.owner).await?;
        if !inline::remove(owner.inline_mut(), &self.name) {
            return Err(missing::<O>(&self.name));
        }
        owner.keep(call).await?;
        Ok(Answer::Done(()))
    }
}

/// The policies of their owner, in the order of their names.
pub struct ListInlinePolicies<O: PolicyOwner> {
    /// Whose.
    pub owner: O::Name,
}

impl<O: PolicyOwner> Operation for ListInlinePolicies<O>
where
    Self: Listed,
{
    type Output = Vec<InlinePolicy>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![(O::ACTIONS.list, O::resource(&self.owner))]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<InlinePolicy>>, Refusal> {
        let owner = O::named(call, &self.owner).await?;
        Ok(Answer::Done(owner.inline().to_vec()))
    }
}
