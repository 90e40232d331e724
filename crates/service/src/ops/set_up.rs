//! The first account, and accounts that the operator makes.

use rules::ids::{AccountName, Alias, Email};
use rules::password::Password;
use rules::principal::PasswordState;
use rules::{Account, AccountId, Reason};
use serde_json::json;

use crate::audit::{Draft, Who};
use crate::call::{Answer, Call, Operation};
use crate::gate;
use crate::ops::make::{self, NewAccount};
use crate::person::Holder;
use crate::records::{self, SetUpDone};
use crate::refusal::Refusal;

/// Whether the first account was made.
pub struct IsSetUp;

impl Operation for IsSetUp {
    type Output = bool;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<bool>, Refusal> {
        Ok(Answer::Done(
            call.tx
                .load::<SetUpDone>(&records::set_up_key())
                .await?
                .is_some(),
        ))
    }
}

/// Makes the first account, by whoever has the one-time address.
pub struct SetUp {
    /// The account's name.
    pub name: AccountName,
    /// Root's address.
    pub email: Email,
    /// Root's password, which nobody else has seen.
    pub password: Password,
}

impl Operation for SetUp {
    type Output = Account;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Account>, Refusal> {
        // INVARIANT: the record that is made with the first account closes set-up for ever, also
        // for two that come at the same moment: only one of them finds it absent at its commit.
        if call
            .tx
            .load::<SetUpDone>(&records::set_up_key())
            .await?
            .is_some()
        {
            return Err(Refusal::SetUpClosed);
        }
        self.password
            .check(&[self.email.as_str(), self.name.as_str()], None)?;
        let new = NewAccount {
            id: None,
            name: self.name.clone(),
            alias: None,
            email: self.email.clone(),
            management: false,
        };
        let (account, root) = make::account(call, new).await?;
        let mut root = Holder::Root(root);
        let state = PasswordState::own(call.now());
        make::set_password(call, &mut root, &self.password, state).await?;
        let mut draft = Draft::new("CreateAccount", "sekisho", Who::Nobody, &account.id);
        draft.parameters =
            json!({ "accountName": account.name.as_str(), "email": self.email.as_str() });
        call.tell(draft);
        Ok(Answer::Done(account))
    }
}

/// Makes an account, by the operator.
pub struct CreateAccount {
    /// A chosen id, or none for a random one.
    pub id: Option<AccountId>,
    /// The account's name.
    pub name: AccountName,
    /// Its alias, if it has one.
    pub alias: Option<Alias>,
    /// Root's address.
    pub email: Email,
    /// Root's password. Somebody else typed it, so root changes it at the first sign-in.
    pub password: Password,
    /// Why root has days of grace although the rule about MFA was announced before.
    pub grace: Option<Reason>,
}

impl Operation for CreateAccount {
    type Output = Account;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Account>, Refusal> {
        self.password
            .check(&[self.email.as_str(), self.name.as_str()], None)?;
        let new = NewAccount {
            id: self.id.clone(),
            name: self.name.clone(),
            alias: self.alias.clone(),
            email: self.email.clone(),
            management: false,
        };
        let (account, root) = make::account(call, new).await?;
        let mut root = Holder::Root(root);
        let state = PasswordState::handed_to_root(call.now());
        make::set_password(call, &mut root, &self.password, state).await?;
        gate::give_grace(call, &root, self.grace.clone()).await?;
        let parameters =
            json!({ "accountName": account.name.as_str(), "email": self.email.as_str() });
        call.tell_as_caller("CreateAccount", "sekisho", &account.id, parameters);
        Ok(Answer::Done(account))
    }
}
