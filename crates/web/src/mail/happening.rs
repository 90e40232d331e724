//! Something that the owner of a credential should know: what, when, from where, and what to do.

use std::borrow::Cow;

use service::letters::{Happening, What};

use super::{Block, Desk, Part, Row, plain};
use crate::console::billing;
use crate::console::sessions::known_browser;

/// Most characters of a program's name and version.
const PROGRAM_CHARS_MAX: usize = 40;

/// What a letter about something says.
struct Said {
    title: &'static str,
    text: String,
    to_do: Cow<'static, str>,
}

impl Desk<'_> {
    /// That something happened to somebody's credentials.
    pub(super) fn happened(&self, happening: &Happening) -> Part {
        let t = self.t;
        let (what, user) = (&happening.what, happening.user.as_deref());
        let said = self.said(what, self.whose(user));
        let mut facts = vec![self.account_fact(), self.who_fact(user)];
        facts.extend(self.fact(what));
        facts.push(Row::new(t.mail_when(), self.zone.instant(t, happening.at)));
        if let What::AccountClosed { until, .. } = what {
            let until = self.zone.instant(t, *until);
            facts.push(Row::new(t.mail_account_until(), until));
        }
        let ip = plain(&happening.ip);
        if !ip.is_empty() {
            facts.push(Row::new(t.sessions_address(), ip));
        }
        if let Some(program) = program(&happening.user_agent) {
            facts.push(Row::new(t.mail_program(), program));
        }
        let mut blocks = vec![Block::Lead(said.text), Block::Facts(facts)];
        if let What::DeviceAdded { late: true, .. } = what {
            blocks.push(Block::Text(t.mail_device_added_late().to_owned()));
        }
        let urgent = self.urgent(what);
        blocks.push(Block::Heading(if urgent.is_some() {
            t.mail_to_do_title()
        } else {
            t.mail_not_you_title()
        }));
        blocks.push(Block::Text(said.to_do.into_owned()));
        let subject = self.about(urgent.unwrap_or(said.title), user);
        self.part(&subject, said.title, blocks)
    }

    fn said(&self, what: &What, whose: String) -> Said {
        let t = self.t;
        let menu = t.nav_security_credentials();
        let (title, text, to_do): (_, _, Cow<'static, str>) = match what {
            What::DeviceAdded { .. } => (
                t.mail_device_added(),
                t.mail_device_added_text(whose),
                t.mail_device_added_to_do(menu).into(),
            ),
            What::DeviceRemoved { .. } => (
                t.mail_device_removed(),
                t.mail_device_removed_text(whose),
                t.mail_device_removed_to_do(menu).into(),
            ),
            What::PasswordChanged => (
                t.mail_password_changed(),
                t.mail_password_changed_text(whose),
                t.mail_password_changed_to_do().into(),
            ),
            What::PasswordReset => (
                t.mail_password_reset(),
                t.mail_password_reset_text(whose),
                t.mail_password_reset_to_do().into(),
            ),
            What::AccessKeyCreated { .. } => (
                t.mail_key_created(),
                t.mail_key_created_text(whose),
                t.mail_key_created_to_do(menu).into(),
            ),
            What::RootSignedIn { mfa } => {
                let text = if *mfa {
                    t.mail_signed_in_mfa_text(whose)
                } else {
                    t.mail_signed_in_password_text(whose)
                };
                (t.mail_signed_in(), text, t.mail_signed_in_to_do().into())
            }
            What::PasswordKnown => (
                t.mail_password_known_title(),
                t.mail_password_known_text(whose),
                t.mail_password_known_to_do().into(),
            ),
            What::AccessKeyKnown { .. } => (
                t.mail_key_known_title(),
                t.mail_key_known_text(whose),
                t.mail_key_known_to_do(menu).into(),
            ),
            What::SecurityKeyCopied { .. } => (
                t.mail_key_copied_title(),
                t.mail_key_copied_text(whose),
                t.mail_key_copied_to_do(menu).into(),
            ),
            What::AccountClosed { .. }
            | What::AccountReopened { .. }
            | What::BillingAccessChanged { .. }
            | What::SecurityContactChanged { .. } => self.said_of_account(what, whose),
            What::EnrolmentAddressMade { .. }
            | What::RecoveryCodesMade
            | What::RecoveryCodeUsed { .. }
            | What::DeviceReset { .. }
            | What::RecoveryCancelled { .. }
            | What::RootRecovered => self.said_of_recovery(what, whose),
            What::RootEmailChanged { .. }
            | What::RootEmailKept { .. }
            | What::AdministratorRestored { .. } => self.said_of_root(what, whose),
        };
        Said { title, text, to_do }
    }

    /// The subject of what cannot wait.
    fn urgent(&self, what: &What) -> Option<&'static str> {
        match what {
            What::PasswordKnown => Some(self.t.mail_password_known()),
            What::AccessKeyKnown { .. } => Some(self.t.mail_key_known()),
            What::RecoveryCancelled { .. } => Some(self.t.mail_recovery_cancelled()),
            What::AccountClosed { .. } => Some(self.t.mail_account_closed()),
            What::SecurityKeyCopied { .. } => Some(self.t.mail_key_copied()),
            _ => None,
        }
    }

    /// What it happened to, or who did it.
    fn fact(&self, what: &What) -> Option<Row> {
        let t = self.t;
        let (label, value) = match what {
            What::RecoveryCodeUsed { left } => {
                return Some(Row::new(t.mail_code_used_left(), left.to_string()));
            }
            What::DeviceReset { name, by } => {
                let value = format!("{} ({}: {})", plain(name), t.mail_by(), plain(by));
                return Some(Row::new(t.devices_name(), value));
            }
            What::DeviceAdded { name, .. }
            | What::DeviceRemoved { name }
            | What::SecurityKeyCopied { name } => (t.devices_name(), name),
            What::RootEmailChanged { to } => (t.email_new(), to),
            What::AdministratorRestored { name } => (t.user_name(), name),
            What::AccessKeyCreated { id } | What::AccessKeyKnown { id } => (t.keys_id(), id),
            What::EnrolmentAddressMade { by }
            | What::RecoveryCancelled { by }
            | What::AccountClosed { by, .. }
            | What::AccountReopened { by }
            | What::RootEmailKept { by }
            | What::SecurityContactChanged { by } => (t.mail_by(), by),
            What::BillingAccessChanged { iam } => {
                let value = billing::in_words(t, *iam);
                return Some(Row::new(t.billing_access_title(), value));
            }
            What::PasswordChanged
            | What::PasswordReset
            | What::RootSignedIn { .. }
            | What::PasswordKnown
            | What::RecoveryCodesMade
            | What::RootRecovered => return None,
        };
        Some(Row::new(label, plain(value)))
    }
}

/// The browser and system, or the name and version of a program. A stranger writes this text, so
/// nothing else of it is repeated: it could hold an address.
pub(super) fn program(user_agent: &str) -> Option<String> {
    known_browser(user_agent).or_else(|| {
        let first = user_agent.split_whitespace().next()?;
        let (name, version) = first.split_once('/')?;
        let is_name = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-';
        let is_version = |letter: u8| letter.is_ascii_digit() || letter == b'.';
        let is_program = first.len() <= PROGRAM_CHARS_MAX
            && name.bytes().all(is_name)
            && version.bytes().all(is_version);
        is_program.then(|| format!("{name} {version}"))
    })
}
