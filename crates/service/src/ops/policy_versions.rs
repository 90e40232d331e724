//! Versions of managed policies: the default one decides, the others are there to go back to.

use rules::customer_policy::VersionOf;
use rules::{AccountId, PolicyVersion};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::inline::told;
use crate::ops::policies::{self, PolicyView, add_version, existing, kept, own};
use crate::person::Subject;
use crate::records;
use crate::refusal::{Entity, Leftover, Refusal};

/// A version of a policy with its document.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// The version.
    pub version: VersionOf,
    /// Whether it is the one that decides.
    pub is_default: bool,
    /// The document, as it was written.
    pub document: String,
}

/// The number of `v3`.
fn number_of(id: &str) -> Option<u32> {
    let number = id.strip_prefix('v')?;
    number.parse().ok().filter(|_| !number.starts_with('0'))
}

fn missing(arn: &str, id: &str) -> Refusal {
    Refusal::NoSuchEntity(Entity::PolicyVersion(arn.to_owned(), id.to_owned()))
}

/// Adds a version to a policy of the account.
pub struct CreatePolicyVersion {
    /// The policy's ARN.
    pub policy: String,
    /// The document, as it was written.
    pub document: String,
    /// Whether it decides from now on.
    pub becomes_default: bool,
}

impl Operation for CreatePolicyVersion {
    type Output = VersionView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:CreatePolicyVersion", policy)]
    }

    fn parameters(&self) -> Value {
        json!({
            "policyArn": self.policy,
            "policyDocument": told(&self.document),
            "setAsDefault": self.becomes_default,
        })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<VersionView>, Refusal> {
        let mut policy = own(call, &self.policy).await?;
        let document = kept(&self.document)?;
        let version = add_version(call, &mut policy, document, self.becomes_default).await?;
        Ok(Answer::Done(VersionView {
            version,
            is_default: self.becomes_default,
            document: self.document.clone(),
        }))
    }
}

/// One version of a policy, with its document.
pub struct GetPolicyVersion {
    /// The policy's ARN.
    pub policy: String,
    /// The version's id: `v1`.
    pub version: String,
}

impl Operation for GetPolicyVersion {
    type Output = VersionView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:GetPolicyVersion", policy)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<VersionView>, Refusal> {
        let policy = existing(call, &self.policy).await?;
        let number = number_of(&self.version);
        let found = policy
            .versions
            .iter()
            .find(|one| Some(one.number) == number);
        let version = *found.ok_or_else(|| missing(&self.policy, &self.version))?;
        let document = document(call, &policy, version.number).await?;
        Ok(Answer::Done(VersionView {
            version,
            is_default: version.number == policy.default_version,
            document,
        }))
    }
}

/// The document of a version.
pub(crate) async fn document(
    call: &mut Call<'_>,
    policy: &PolicyView,
    number: u32,
) -> Result<String, Refusal> {
    if let Some(managed) = policy::managed::find(&policy.arn) {
        return Ok(managed.document.to_owned());
    }
    let account = call.person()?.account().clone();
    let missing = || missing(&policy.arn, &format!("v{number}"));
    let own = policies::of_account(&mut call.tx, &account, &policy.arn).await?;
    let own = own.ok_or_else(missing)?;
    let key = records::policy_version_key(&account, &own.id, number);
    let found: Option<PolicyVersion> = call.tx.load(&key).await?;
    found.map(|found| found.document).ok_or_else(missing)
}

/// A policy's versions, without their documents.
pub struct ListPolicyVersions {
    /// The policy's ARN.
    pub policy: String,
}

impl Operation for ListPolicyVersions {
    type Output = PolicyView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:ListPolicyVersions", policy)]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PolicyView>, Refusal> {
        Ok(Answer::Done(existing(call, &self.policy).await?))
    }
}

/// Makes a version the one that decides.
pub struct SetDefaultPolicyVersion {
    /// The policy's ARN.
    pub policy: String,
    /// The version's id.
    pub version: String,
}

impl Operation for SetDefaultPolicyVersion {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:SetDefaultPolicyVersion", policy)]
    }

    fn parameters(&self) -> Value {
        json!({ "policyArn": self.policy, "versionId": self.version })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut policy = own(call, &self.policy).await?;
        let number = number_of(&self.version).filter(|number| policy.version(*number).is_some());
        policy.default_version = number.ok_or_else(|| missing(&self.policy, &self.version))?;
        policy.updated_at = call.now();
        call.tx.save(&policy).await?;
        Ok(Answer::Done(()))
    }
}

/// Deletes a version that is not the default one.
pub struct DeletePolicyVersion {
    /// The policy's ARN.
    pub policy: String,
    /// The version's id.
    pub version: String,
}

impl Operation for DeletePolicyVersion {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        let policy = Resource::Policy(self.policy.clone());
        vec![("iam:DeletePolicyVersion", policy)]
    }

    fn parameters(&self) -> Value {
        json!({ "policyArn": self.policy, "versionId": self.version })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut policy = own(call, &self.policy).await?;
        let number = number_of(&self.version).filter(|number| policy.version(*number).is_some());
        let number = number.ok_or_else(|| missing(&self.policy, &self.version))?;
        let stays = |stays| Refusal::DeleteConflict(Leftover::OfPolicy(stays));
        policy.may_lose(number).map_err(stays)?;
        policy.versions.retain(|version| version.number != number);
        let key = records::policy_version_key(&policy.account, &policy.id, number);
        call.tx.erase(key).await?;
        call.tx.save(&policy).await?;
        Ok(Answer::Done(()))
    }
}
