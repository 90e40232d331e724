//! The letters about another address for root: the code to the new one, and the way to cancel to the
//! old one; and that root restored an administrator.

use std::borrow::Cow;

use rules::Timestamp;
use service::letters::{EmailNotice, What};
use url::form_urlencoded::byte_serialize;

use super::codes::grouped;
use super::{Block, Desk, Part, Row, plain};

impl Desk<'_> {
    /// To the new address: the code that confirms it, or that it cannot be had, which its reader knows.
    pub(super) fn new_root_email(&self, code: Option<&str>, until: Timestamp) -> Part {
        let t = self.t;
        let blocks = match code {
            Some(code) => vec![
                Block::Lead(t.mail_new_email(self.account_name())),
                Block::Code(grouped(code)),
                Block::Text(t.mail_new_email_valid(self.zone.instant(t, until))),
                Block::Heading(t.mail_not_you_title()),
                Block::Text(t.mail_new_email_to_do().to_owned()),
            ],
            None => vec![
                Block::Lead(t.mail_new_email_taken(self.account_name())),
                Block::Text(t.mail_new_email_taken_text().to_owned()),
            ],
        };
        let subject = t.mail_new_email_subject();
        self.part(subject, subject, blocks)
    }

    /// To the old address. Its link leads to where the change is cancelled, and opens nothing.
    pub(super) fn root_email_change(&self, notice: &EmailNotice) -> Part {
        let t = self.t;
        let token: String = byte_serialize(notice.link.as_bytes()).collect();
        let address = format!(
            "{}/signin/cancel-email?token={token}",
            self.letters.public_url.origin()
        );
        let (subject, lead) = match notice.takes_effect_at {
            None => (
                t.mail_email_asked(),
                t.mail_email_asked_text(self.account_name()),
            ),
            Some(at) => (
                t.mail_email_waits(),
                t.mail_email_waits_text(self.account_name(), self.zone.instant(t, at)),
            ),
        };
        let mut facts = vec![
            self.account_fact(),
            Row::new(t.email_new(), plain(&notice.to)),
            Row::new(t.mail_when(), self.zone.instant(t, notice.at)),
        ];
        let ip = plain(&notice.ip);
        if !ip.is_empty() {
            facts.push(Row::new(t.sessions_address(), ip));
        }
        let blocks = vec![
            Block::Lead(lead),
            Block::Facts(facts),
            Block::Text(t.mail_email_link().to_owned()),
            Block::Link(address),
            Block::Text(t.mail_email_link_more().to_owned()),
        ];
        Part {
            footer: t.mail_footer_link(&self.letters.service),
            ..self.part(subject, subject, blocks)
        }
    }

    /// What a letter says of what only root does: its title, what happened, and what to do.
    pub(super) fn said_of_root(
        &self,
        what: &What,
        whose: String,
    ) -> (&'static str, String, Cow<'static, str>) {
        let t = self.t;
        match what {
            What::RootEmailChanged { .. } => (
                t.mail_email_changed(),
                t.mail_email_changed_text(whose),
                t.mail_email_changed_to_do().into(),
            ),
            What::RootEmailKept { .. } => (
                t.mail_email_kept(),
                t.mail_email_kept_text(whose),
                t.mail_email_kept_to_do().into(),
            ),
            _ => (
                t.mail_restored(),
                t.mail_restored_text(whose),
                t.mail_restored_to_do().into(),
            ),
        }
    }
}
