//! That MFA is required, from when, and that somebody was given more time.

use rules::deadline::Occasion;
use rules::requirement::{Postponement, When, Whom};
use service::letters::DeadlineNotice;

use super::{Block, Desk, Part, Row, plain};

impl Desk<'_> {
    /// That MFA is required of somebody.
    pub(super) fn deadline(&self, notice: &DeadlineNotice) -> Part {
        let t = self.t;
        let user = notice.user.as_deref();
        let subject = match user {
            None => t.mail_deadline_root_subject().to_owned(),
            Some(name) => t.mail_deadline_user_subject(plain(name)),
        };
        let mut blocks = Vec::new();
        if notice.copy {
            blocks.push(Block::Text(t.mail_deadline_copy().to_owned()));
        }
        blocks.push(Block::Lead(self.required(notice)));
        blocks.push(Block::Facts(self.deadline_facts(notice)));
        blocks.extend(self.reasons(notice));
        blocks.push(Block::Heading(t.mail_devices_title()));
        blocks.push(Block::List(vec![
            Row::new(t.wizard_kind_app(), t.wizard_kind_app_hint()),
            Row::new(t.mail_device_key(), t.mail_device_key_text()),
            Row::new(t.mail_device_token(), t.mail_device_token_text()),
        ]));
        blocks.push(Block::Heading(t.mail_steps_title()));
        blocks.push(Block::Steps(self.steps(user)));
        self.part(&subject, t.mail_deadline_title(), blocks)
    }

    /// From when, in one sentence.
    fn required(&self, notice: &DeadlineNotice) -> String {
        let t = self.t;
        let whose = self.whose(notice.user.as_deref());
        match (notice.due_at, notice.days) {
            (Some(due_at), _) => {
                let date = self.zone.instant(t, due_at);
                if notice.occasion == Occasion::InEffect {
                    t.mail_deadline_since(date, whose)
                } else {
                    t.mail_deadline_from(date, whose)
                }
            }
            (None, Some(days)) => t.mail_deadline_days(u64::from(days), whose),
            (None, None) => t.mail_deadline_open(whose),
        }
    }

    fn deadline_facts(&self, notice: &DeadlineNotice) -> Vec<Row> {
        let t = self.t;
        let mut facts = vec![self.account_fact(), self.who_fact(notice.user.as_deref())];
        if let Some(due_at) = notice.due_at {
            let date = self.zone.instant(t, due_at);
            facts.push(Row::new(t.mail_required_from(), date));
            // Not the days of the occasion: who is told late has fewer.
            if let Some(left) = notice.days_left.filter(|days| *days > 0) {
                facts.push(Row::new(t.mail_days_left_label(), t.mail_days_left(left)));
            }
        }
        facts
    }

    /// Why, what it costs, and what happens otherwise.
    fn reasons(&self, notice: &DeadlineNotice) -> Vec<Block> {
        let t = self.t;
        let mut why = t.mail_why().to_owned();
        if notice.user.is_none() {
            why.push_str(t.sentence_gap());
            why.push_str(t.mail_why_root());
        }
        let (otherwise_title, otherwise) = if notice.occasion == Occasion::InEffect {
            (t.mail_otherwise_now_title(), t.mail_otherwise_now())
        } else {
            (t.mail_otherwise_title(), t.mail_otherwise())
        };
        vec![
            Block::Heading(t.mail_why_title()),
            Block::Text(why),
            Block::Heading(t.mail_cost_title()),
            Block::Text(t.mail_cost().to_owned()),
            Block::Heading(otherwise_title),
            Block::Text(otherwise.to_owned()),
        ]
    }

    /// The way to a device, by the names that the pages show.
    fn steps(&self, user: Option<&str>) -> Vec<String> {
        let t = self.t;
        let door = if user.is_none() {
            t.root_user()
        } else {
            t.iam_user()
        };
        vec![
            t.mail_step_open().to_owned(),
            t.mail_step_door(door),
            t.mail_step_menu(t.nav_security_credentials()),
            t.mail_step_assign(t.devices_assign(), t.devices_title()),
            t.mail_step_follow().to_owned(),
        ]
    }

    /// That somebody was given more time.
    pub(super) fn postponed(&self, postponement: &Postponement) -> Part {
        let t = self.t;
        let (subject, text) = if postponement.to.is_some() {
            let text = t.mail_postponed(self.account_name());
            (t.mail_postponed_subject(), text)
        } else {
            (
                t.mail_cleared_subject(),
                t.mail_cleared(self.account_name()),
            )
        };
        let after = postponement
            .to
            .as_ref()
            .map_or_else(|| t.mail_rule_none().to_owned(), |when| self.rule(when));
        let facts = vec![
            self.account_fact(),
            Row::new(t.mail_who(), self.whom(postponement)),
            Row::new(t.mail_rule_before(), self.rule(&postponement.from)),
            Row::new(t.mail_rule_after(), after),
            Row::new(t.mail_reason(), plain(postponement.reason.as_str())),
            Row::new(t.mail_by(), plain(&postponement.by)),
            Row::new(t.mail_when(), self.zone.instant(t, postponement.at)),
        ];
        let blocks = vec![
            Block::Lead(text),
            Block::Facts(facts),
            Block::Heading(t.mail_not_you_title()),
            Block::Text(t.mail_postponed_to_do().to_owned()),
        ];
        self.part(subject, subject, blocks)
    }

    /// For whom the rule is; of a group with the name that it had then.
    fn whom(&self, postponement: &Postponement) -> String {
        let t = self.t;
        match (&postponement.whom, &postponement.group) {
            (Whom::ManagementRoots, _) => t.mail_whom_management_roots().to_owned(),
            (Whom::Roots, _) => t.mail_whom_roots().to_owned(),
            (Whom::ConsoleUsers, _) => t.mail_whom_console_users().to_owned(),
            (Whom::Group(_), Some(name)) => t.mail_whom_group(plain(name.as_str())),
            (Whom::Group(_), None) => t.mail_whom_group_deleted().to_owned(),
        }
    }

    /// What a rule says, in words.
    fn rule(&self, when: &When) -> String {
        let t = self.t;
        let date = when
            .date()
            .map(|date| t.mail_rule_date(self.zone.beginning(t, date)));
        let days = when.days().map(|days| t.mail_rule_days(u64::from(days)));
        match (date, days) {
            // At once is before every date.
            (_, Some(days)) if when.days() == Some(0) => days,
            (Some(date), Some(days)) => t.mail_rule_earlier(date, days),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => t.mail_rule_none().to_owned(),
        }
    }
}
