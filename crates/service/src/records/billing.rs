//! Keys of what is kept about billing and usage.

use rules::{AccountId, BillingAccess, BillingProfile, Month, Principal, Usage};
use serde::{Deserialize, Serialize};
use store::Key;

use super::{ONLY, Stored};

/// That somebody was active in a month, so that they are counted once, by whichever process.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ActiveUser {
    pub(crate) principal: Principal,
    pub(crate) month: Month,
}

impl Stored for BillingProfile {
    const KIND: &'static str = "billing";

    fn key(&self) -> Key {
        billing_key(&self.account)
    }
}

impl Stored for BillingAccess {
    const KIND: &'static str = "billing-access";

    fn key(&self) -> Key {
        billing_access_key(&self.account)
    }
}

impl Stored for Usage {
    const KIND: &'static str = "usage";

    fn key(&self) -> Key {
        usage_key(&self.account, self.month)
    }
}

impl Stored for ActiveUser {
    const KIND: &'static str = "active-user";

    fn key(&self) -> Key {
        active_user_key(&self.principal, self.month)
    }
}

pub(crate) fn billing_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), BillingProfile::KIND, ONLY)
}

pub(crate) fn billing_access_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), BillingAccess::KIND, ONLY)
}

pub(crate) fn usage_key(account: &AccountId, month: Month) -> Key {
    Key::new(account.as_str(), Usage::KIND, month.to_string())
}

pub(crate) fn active_user_key(principal: &Principal, month: Month) -> Key {
    Key::new(
        principal.account().as_str(),
        ActiveUser::KIND,
        format!("{month}/{}", principal.stable_id()),
    )
}
