//! What is still missing in the accounts that somebody is responsible for.

use std::cmp::Reverse;

use service::letters::DigestRow;

use super::{Block, Desk, Part, plain};
use crate::layout::grouped_account_id;

/// Most accounts that one mail lists; the rest is counted. With more, a mail in both languages would
/// be too large to be read.
pub(super) const ROWS_MAX: usize = 20;

impl Desk<'_> {
    /// What is missing in several accounts.
    pub(super) fn digest(&self, accounts: &[DigestRow]) -> Part {
        let t = self.t;
        let mut accounts: Vec<&DigestRow> = accounts.iter().collect();
        accounts.sort_by_key(|row| {
            let due_at = row.root_due_at.filter(|_| !row.root_has_mfa);
            let name = row.account.as_str();
            (
                !lacks(row),
                row.root_has_mfa,
                due_at.is_none(),
                due_at,
                Reverse(row.users_without),
                name,
            )
        });
        let missing = accounts.iter().filter(|row| lacks(row)).count() as u64;
        let table = Block::Table {
            head: [
                t.account_id().to_owned(),
                t.account_name().to_owned(),
                t.mail_digest_root().to_owned(),
                t.mail_digest_due(self.zone.mark(t)).trim_end().to_owned(),
                t.numbers_without_mfa().to_owned(),
            ],
            rows: accounts
                .iter()
                .take(ROWS_MAX)
                .map(|row| self.digest_row(row))
                .collect(),
        };
        let mut blocks = vec![Block::Lead(t.mail_digest(accounts.len() as u64)), table];
        let more = accounts.len().saturating_sub(ROWS_MAX) as u64;
        if more > 0 {
            blocks.push(Block::Text(t.mail_digest_more(more)));
        }
        if missing > 0 {
            let to_do = t.mail_digest_to_do(t.devices_assign(), t.nav_security_credentials());
            blocks.push(Block::Heading(t.mail_to_do_title()));
            blocks.push(Block::Text(to_do));
        }
        let part = self.part("", t.mail_digest_title(), blocks);
        let subject = t.mail_digest_subject(missing);
        Part {
            subject: format!("{subject} [{}]", self.letters.service),
            ..part
        }
    }

    fn digest_row(&self, row: &DigestRow) -> [String; 5] {
        let t = self.t;
        let (root, due) = match row.root_due_at {
            _ if row.root_has_mfa => (t.mail_digest_has(), None),
            due_at => (t.mail_digest_lacks(), due_at),
        };
        [
            grouped_account_id(row.account.as_str()),
            plain(&row.name),
            root.to_owned(),
            due.map_or_else(|| "–".to_owned(), |due_at| self.zone.short(t, due_at)),
            row.users_without.to_string(),
        ]
    }
}

/// Whether somebody in the account has no MFA.
fn lacks(row: &DigestRow) -> bool {
    !row.root_has_mfa || row.users_without > 0
}
