//! The letter about a recovery of root that is under way, with the way to cancel it.

use std::borrow::Cow;

use service::letters::{RecoveryNotice, What};
use url::form_urlencoded::byte_serialize;

use super::{Block, Desk, Part, Row, plain};

impl Desk<'_> {
    /// That the operator gets root a new device. Its link leads to where that is cancelled, and opens
    /// nothing.
    pub(super) fn root_recovery(&self, notice: &RecoveryNotice) -> Part {
        let t = self.t;
        let token: String = byte_serialize(notice.link.as_bytes()).collect();
        let address = format!(
            "{}/signin/cancel-recovery?token={token}",
            self.letters.public_url.origin()
        );
        let ready = self.zone.instant(t, notice.ready_at);
        let (subject, lead) = if notice.anew {
            (
                t.mail_recovery_anew(),
                t.mail_recovery_anew_text(self.account_name(), ready),
            )
        } else {
            (
                t.mail_recovery(),
                t.mail_recovery_text(self.account_name(), ready),
            )
        };
        let facts = vec![
            self.account_fact(),
            Row::new(t.mail_by(), plain(&notice.by)),
            Row::new(t.recovery_reason(), plain(&notice.reason)),
        ];
        let blocks = vec![
            Block::Lead(lead),
            Block::Facts(facts),
            Block::Text(t.mail_recovery_link().to_owned()),
            Block::Link(address),
        ];
        Part {
            footer: t.mail_footer_link(&self.letters.service),
            ..self.part(subject, subject, blocks)
        }
    }

    /// What a letter says of lost devices, recovery codes and recoveries: its title, what happened, and
    /// what to do.
    pub(super) fn said_of_recovery(
        &self,
        what: &What,
        whose: String,
    ) -> (&'static str, String, Cow<'static, str>) {
        let t = self.t;
        let menu = t.nav_security_credentials();
        match what {
            What::EnrolmentAddressMade { .. } => (
                t.mail_address_made(),
                t.mail_address_made_text(whose),
                t.mail_address_made_to_do().into(),
            ),
            What::RecoveryCodesMade => (
                t.mail_codes_made(),
                t.mail_codes_made_text(whose),
                t.mail_codes_made_to_do(menu).into(),
            ),
            What::RecoveryCodeUsed { .. } => (
                t.mail_code_used(),
                t.mail_code_used_text(whose),
                t.mail_code_used_to_do(menu).into(),
            ),
            What::DeviceReset { .. } => (
                t.mail_device_reset(),
                t.mail_device_reset_text(whose),
                t.mail_device_reset_to_do().into(),
            ),
            What::RecoveryCancelled { .. } => (
                t.mail_recovery_cancelled(),
                t.mail_recovery_cancelled_text(whose),
                t.mail_recovery_cancelled_to_do().into(),
            ),
            _ => (
                t.mail_recovered(),
                t.mail_recovered_text(whose),
                t.mail_recovered_to_do().into(),
            ),
        }
    }
}
