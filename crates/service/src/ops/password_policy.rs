//! The account's password policy. What it asks for is in `rules::password_policy`.

use rules::PasswordPolicy;
use rules::ids::AccountId;
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::ops::sessions::account_of;
use crate::refusal::{Entity, Refusal};

/// The policy of the account, if it has one.
pub struct GetPasswordPolicy;

impl Operation for GetPasswordPolicy {
    type Output = PasswordPolicy;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:GetAccountPasswordPolicy", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<PasswordPolicy>, Refusal> {
        let policy = account_of(call).await?.password_policy;
        let missing = Refusal::NoSuchEntity(Entity::PasswordPolicy);
        policy.map(Answer::Done).ok_or(missing)
    }
}

/// Sets the policy, whole.
pub struct UpdatePasswordPolicy {
    /// The policy.
    pub policy: PasswordPolicy,
}

impl Operation for UpdatePasswordPolicy {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:UpdateAccountPasswordPolicy", Resource::any())]
    }

    fn parameters(&self) -> Value {
        let policy = &self.policy;
        json!({
            "minimumPasswordLength": policy.length_min,
            "requireSymbols": policy.symbols,
            "requireNumbers": policy.numbers,
            "requireUppercaseCharacters": policy.uppercase,
            "requireLowercaseCharacters": policy.lowercase,
            "allowUsersToChangePassword": policy.users_may_change,
            "maxPasswordAge": policy.age_days_max,
            "passwordReusePrevention": policy.remembered,
            "hardExpiry": policy.hard_expiry,
        })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut account = account_of(call).await?;
        account.password_policy = Some(self.policy.clone());
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}

/// Takes the policy away. What every password must be stays.
pub struct DeletePasswordPolicy;

impl Operation for DeletePasswordPolicy {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("iam:DeleteAccountPasswordPolicy", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut account = account_of(call).await?;
        if account.password_policy.take().is_none() {
            return Err(Refusal::NoSuchEntity(Entity::PasswordPolicy));
        }
        call.tx.save(&account).await?;
        Ok(Answer::Done(()))
    }
}
