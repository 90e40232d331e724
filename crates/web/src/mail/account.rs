//! What a letter says of an account: closed, reopened, its billing open to others, another contact.

use std::borrow::Cow;

use service::letters::What;

use super::Desk;

impl Desk<'_> {
    /// Its title, what happened, and what to do.
    pub(super) fn said_of_account(
        &self,
        what: &What,
        whose: String,
    ) -> (&'static str, String, Cow<'static, str>) {
        let t = self.t;
        match what {
            What::AccountClosed { .. } => (
                t.mail_account_closed(),
                t.mail_account_closed_text().to_owned(),
                t.mail_account_closed_to_do().into(),
            ),
            What::AccountReopened { .. } => (
                t.mail_account_reopened(),
                t.mail_account_reopened_text().to_owned(),
                t.mail_account_reopened_to_do().into(),
            ),
            What::BillingAccessChanged { .. } => (
                t.mail_billing_access(),
                t.mail_billing_access_text(whose),
                t.mail_billing_access_to_do(t.billing_title()).into(),
            ),
            _ => (
                t.mail_contact_changed(),
                t.mail_contact_changed_text().to_owned(),
                t.mail_contact_changed_to_do().into(),
            ),
        }
    }
}
