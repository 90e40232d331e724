//! The forms of billing and usage.

use rules::billing::TypedProfile;
use rules::usage::Counts;
use rules::{BillingAccess, BillingProfile, IamAccess, Month, Usage};

use super::{ActiveUser, account_id, at, form, user_principal};

pub(super) fn forms() -> Vec<String> {
    let typed = TypedProfile {
        company: "株式会社関所".into(),
        postal_code: "100-0001".into(),
        address: "東京都千代田区".into(),
        country: "JP".into(),
        tax_number: "T7000012050002".into(),
        contact_name: "経理 花子".into(),
        contact_email: "keiri@example.jp".into(),
        contact_phone: "+81 3 1234 5678".into(),
        currency: "JPY".into(),
        payment_note: "4711".into(),
    };
    let profile = BillingProfile::parse(account_id(), &typed).unwrap();
    let access = BillingAccess {
        account: account_id(),
        iam: IamAccess::View,
    };
    let month = Month::of(at());
    let usage = Usage {
        active_users: 3,
        counts: Counts {
            sign_ins: 8,
            mfa_accepted: 7,
            mfa_refused: 1,
            calls_accepted: 500,
            calls_refused: 2,
            mails: 4,
        },
        ..Usage::none(account_id(), month)
    };
    let active = ActiveUser {
        principal: user_principal(),
        month,
    };
    vec![form(&profile), form(&access), form(&usage), form(&active)]
}
