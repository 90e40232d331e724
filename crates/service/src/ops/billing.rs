//! Billing: what the account says of itself for the books, what it used, and who beside root sees that.
//!
//! Whether anybody but root comes here at all is decided before the policies (`crate::billing_gate`).

use rules::usage::KEPT_MONTHS;
use rules::{AccountId, BillingAccess, BillingProfile, Email, IamAccess, Month, Usage};
use serde_json::{Value, json};

use crate::authorise::Resource;
use crate::billing_gate::iam_access;
use crate::call::{Answer, Call, Operation};
use crate::letters::What;
use crate::mailroom;
use crate::ops::account::{Paged, root_of};
use crate::person::Holder;
use crate::records::{self, Tx, lists};
use crate::refusal::Refusal;

/// Most accounts on one page of the operator's list.
pub const PAGE_MAX: usize = 100;

/// What the account says of itself for the books.
pub struct GetBillingProfile;

/// What whoever sees an account's billing profile sees.
#[derive(Clone, Debug)]
pub struct BillingView {
    /// The profile.
    pub profile: BillingProfile,
    /// What is open to IAM users and roles.
    pub iam: IamAccess,
}

impl Operation for GetBillingProfile {
    type Output = BillingView;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("billing:GetBillingDetails", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<BillingView>, Refusal> {
        let account = call.person()?.account().clone();
        let profile = call.tx.load(&records::billing_key(&account)).await?;
        let iam = iam_access(&mut call.tx, &account).await?;
        let profile = profile.unwrap_or_else(|| BillingProfile::of(account));
        Ok(Answer::Done(BillingView { profile, iam }))
    }
}

/// Changes what the account says of itself for the books.
pub struct PutBillingProfile {
    /// What it says; whose account is written there counts for nothing.
    pub profile: BillingProfile,
}

impl Operation for PutBillingProfile {
    type Output = ();

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("billing:UpdateBillingPreferences", Resource::any())]
    }

    fn parameters(&self) -> Value {
        let profile = &self.profile;
        json!({
            "company": profile.company,
            "country": profile.country,
            "taxRegistrationNumber": profile.tax_number,
            "contactEmail": profile.contact_email.as_ref().map(Email::as_str),
            "currency": profile.currency,
        })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut profile = self.profile.clone();
        profile.account = call.person()?.account().clone();
        call.tx.save(&profile).await?;
        Ok(Answer::Done(()))
    }
}

/// What the account used in the month that runs and in those before it.
pub struct GetUsage {
    /// How many months.
    pub months: u16,
}

impl Operation for GetUsage {
    /// The newest first; a month in which nothing was used is there with zeros.
    type Output = Vec<Usage>;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("billing:GetBillingData", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Usage>>, Refusal> {
        let account = call.person()?.account().clone();
        let running = Month::of(call.now());
        let months = self.months.min(KEPT_MONTHS + 1);
        let months = (0..months).map(|back| running.back(back));
        let mut used = Vec::new();
        for month in months {
            used.push(usage(&mut call.tx, &account, month).await?);
        }
        Ok(Answer::Done(used))
    }
}

async fn usage(tx: &mut Tx, account: &AccountId, month: Month) -> Result<Usage, Refusal> {
    let found = tx.load(&records::usage_key(account, month)).await?;
    Ok(found.unwrap_or_else(|| Usage::none(account.clone(), month)))
}

/// Whether IAM users and roles come near the account's billing.
pub struct GetBillingAccess;

impl Operation for GetBillingAccess {
    type Output = IamAccess;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("billing:GetIAMAccessPreference", Resource::any())]
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<IamAccess>, Refusal> {
        let account = call.person()?.account().clone();
        Ok(Answer::Done(iam_access(&mut call.tx, &account).await?))
    }
}

/// Opens billing to IAM users and roles whose policies allow it, or shuts it.
pub struct UpdateBillingAccess {
    /// What is open from now on.
    pub iam: IamAccess,
}

impl Operation for UpdateBillingAccess {
    type Output = ();

    fn parameters(&self) -> Value {
        json!({
            "activateIAMAccess": self.iam != IamAccess::Deactivated,
            "iamUsersMayEdit": self.iam == IamAccess::Edit,
        })
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = call.person()?.account().clone();
        if iam_access(&mut call.tx, &account).await? == self.iam {
            return Ok(Answer::Done(()));
        }
        let access = BillingAccess {
            account: account.clone(),
            iam: self.iam,
        };
        call.tx.save(&access).await?;
        let root = Holder::Root(root_of(&mut call.tx, &account).await?);
        mailroom::tell_of(call, &root, What::BillingAccessChanged { iam: self.iam }).await?;
        Ok(Answer::Done(()))
    }
}

/// The operator's list of what accounts used.
pub struct ListUsage {
    /// Only this account.
    pub account: Option<AccountId>,
    /// Only accounts after this one.
    pub after: Option<AccountId>,
    /// In which month; the one that runs if none is named.
    pub month: Option<Month>,
}

/// What an account used, with its name.
#[derive(Clone, Debug)]
pub struct AccountUsage {
    /// The account as people name it: its alias, else its id.
    pub named: String,
    /// What it used.
    pub usage: Usage,
}

impl Operation for ListUsage {
    type Output = Paged<AccountUsage>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Paged<AccountUsage>>, Refusal> {
        let month = self.month.unwrap_or_else(|| Month::of(call.now()));
        let (ids, more) = match &self.account {
            Some(account) => (vec![account.clone()], false),
            None => lists::accounts(&call.shared.store, self.after.as_ref(), PAGE_MAX).await?,
        };
        let mut items = Vec::with_capacity(ids.len());
        for id in &ids {
            let key = records::account_key(id);
            let Some(account) = call.tx.load::<rules::Account>(&key).await? else {
                continue;
            };
            items.push(AccountUsage {
                named: account.sign_in_name().to_owned(),
                usage: usage(&mut call.tx, id, month).await?,
            });
        }
        Ok(Answer::Done(Paged { items, more }))
    }
}
