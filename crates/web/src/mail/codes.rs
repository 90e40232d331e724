//! The letters that hold a secret: a code for a first device, and the address for a new root password.

use rules::Timestamp;
use url::form_urlencoded::byte_serialize;

use super::{Block, Desk, Part};

/// Digits that stand together in a code.
const GROUP: usize = 4;

impl Desk<'_> {
    /// A code for somebody who registers a first device.
    pub(super) fn enrolment_code(&self, code: &str) -> Part {
        let t = self.t;
        let blocks = vec![
            Block::Lead(t.mail_code(self.account_name())),
            Block::Code(grouped(code)),
            Block::Text(t.mail_code_valid(&self.letters.service)),
            Block::Heading(t.mail_not_you_title()),
            Block::Text(t.mail_code_to_do().to_owned()),
        ];
        self.part(t.mail_code_subject(), t.mail_code_subject(), blocks)
    }

    /// The way to a new root password.
    pub(super) fn reset_password(&self, token: &str, until: Timestamp) -> Part {
        let t = self.t;
        let token: String = byte_serialize(token.as_bytes()).collect();
        let address = format!(
            "{}/signin/root/reset?token={token}",
            self.letters.public_url.origin()
        );
        let blocks = vec![
            Block::Lead(t.mail_reset(self.account_name())),
            Block::Link(address),
            Block::Text(t.mail_reset_valid(self.zone.instant(t, until))),
            Block::Text(t.mail_reset_mfa().to_owned()),
            Block::Heading(t.mail_not_you_title()),
            Block::Text(t.mail_reset_to_do().to_owned()),
        ];
        Part {
            footer: t.mail_footer_link(&self.letters.service),
            ..self.part(t.mail_reset_subject(), t.mail_reset_subject(), blocks)
        }
    }
}

/// A code in groups, as it is read aloud and typed.
pub(super) fn grouped(code: &str) -> String {
    let digits: Vec<char> = code.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<String> = digits.chunks(GROUP).map(String::from_iter).collect();
    groups.join(" ")
}
