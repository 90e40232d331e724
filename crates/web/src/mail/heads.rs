//! How far the chains of events go, for whoever keeps that elsewhere.

use service::letters::HeadsNotice;

use super::{Block, Desk, Part};

/// The command that reads the block, with the file that it was saved to.
const COMMAND: &str = "sekisho events verify --head heads.txt";

impl Desk<'_> {
    /// The heads of the trail, with how to verify by them.
    pub(super) fn trail_heads(&self, notice: &HeadsNotice) -> Part {
        let t = self.t;
        let when = self.zone.instant(t, notice.at);
        let mut blocks = vec![
            Block::Lead(t.mail_heads_lead(notice.chains, when)),
            Block::Text(t.mail_heads_keep().to_owned()),
        ];
        if notice.parts > 1 {
            blocks.push(Block::Text(t.mail_heads_part(notice.part, notice.parts)));
        }
        if notice.left_out > 0 {
            blocks.push(Block::Text(t.mail_heads_left_out(notice.left_out)));
        }
        blocks.push(Block::Heading(t.mail_heads_steps()));
        blocks.push(Block::Steps(vec![
            t.mail_heads_step_copy().to_owned(),
            t.mail_heads_step_run(COMMAND),
            t.mail_heads_step_read().to_owned(),
        ]));
        blocks.push(Block::Verbatim(notice.block.clone()));
        let subject = t.mail_heads_subject(self.zone.short(t, notice.at));
        Part {
            subject: format!("{subject} [{}]", self.letters.service),
            ..self.part("", t.mail_heads_title(), blocks)
        }
    }
}
