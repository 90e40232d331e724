//! Billing, while IAM access to it is deactivated, as it is in the beginning.

use rules::IamAccess;
use rules::billing::{BillingProfile, TypedProfile};
use service::ops::billing::{
    GetBillingAccess, GetBillingProfile, GetUsage, ListUsage, PutBillingProfile,
    UpdateBillingAccess,
};

use crate::attempt::{Attempt, attempt};
use crate::scene::parsed;

pub(super) fn billing() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetBillingProfile),
        attempt("", |_| {
            let account = parsed(rules::AccountId::parse("123456789012"));
            let profile = BillingProfile::parse(account, &TypedProfile::default());
            PutBillingProfile {
                profile: profile.expect("nothing has to be said"),
            }
        }),
        attempt("", |_| GetUsage { months: 1 }),
        attempt("", |_| GetBillingAccess),
        attempt("", |_| UpdateBillingAccess {
            iam: IamAccess::Edit,
        }),
        attempt("of every account", |_| ListUsage {
            account: None,
            after: None,
            month: None,
        }),
    ]
}
