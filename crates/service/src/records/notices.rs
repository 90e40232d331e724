//! Keys of what is kept about deadlines, enrolment and letters.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rules::deadline::Bearer;
use rules::{
    AccountId, AccountSettings, ContactInformation, Deadline, Email, Principal, Requirement,
    Timestamp,
};
use serde::{Deserialize, Serialize};
use store::Key;

use super::{INSTALLATION, ONLY, Stored, Unique};
use crate::letters::Letter;

/// What somebody has proved in a session, to register a first device late.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EnrolmentProof {
    pub(crate) principal: Principal,
    /// The session that it is good in.
    pub(crate) session: String,
    /// The hash of the code that was sent last.
    pub(crate) code_hash: Option<String>,
    /// When it was sent.
    pub(crate) sent_at: Option<Timestamp>,
    /// How often a wrong one was typed since.
    pub(crate) wrong: u32,
    /// When something was proved.
    pub(crate) proved_at: Option<Timestamp>,
}

/// An address that was handed over for a first device. The last one counts.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EnrolmentAddress {
    pub(crate) principal: Principal,
    pub(crate) hash: String,
    pub(crate) until: Timestamp,
}

/// An address to a new root password. The last one counts.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ResetAddress {
    pub(crate) account: AccountId,
    pub(crate) hash: String,
    pub(crate) until: Timestamp,
}

/// How many letters with a secret one mailbox was sent lately, by a keyed hash of its address; a slot
/// of a table of a fixed size, so that strangers cannot fill it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct MailBudget {
    pub(crate) slot: u32,
    pub(crate) mailbox: String,
    pub(crate) sent_at: Vec<Timestamp>,
}

/// A letter that waits to be sent. Sealed, because some hold a secret.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    pub(crate) id: String,
    pub(crate) letter: Letter,
    pub(crate) planned_at: Timestamp,
    pub(crate) tries: u32,
    /// Not before then: it waits, or somebody is sending it.
    pub(crate) not_before: Timestamp,
    pub(crate) last_error: Option<String>,
}

/// What became of a letter.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Posted {
    pub(crate) id: String,
    pub(crate) account: AccountId,
    pub(crate) to: Email,
    pub(crate) about: String,
    pub(crate) planned_at: Timestamp,
    pub(crate) ended_at: Timestamp,
    pub(crate) tries: u32,
    /// Why it was given up; none if it was sent.
    pub(crate) error: Option<String>,
}

/// Up to which postponements the contacts of an account were told.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PostponementsTold {
    pub(crate) account: AccountId,
    pub(crate) up_to: Timestamp,
}

/// The last day of which the heads of the trail were written to somebody.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct HeadsMailed {
    pub(crate) to: Email,
    pub(crate) day: Date,
}

/// Somebody who is responsible for accounts.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Responsible {
    pub(crate) principal: Principal,
    pub(crate) accounts: Vec<AccountId>,
    /// What the last digest told of each account.
    pub(crate) told: BTreeMap<AccountId, String>,
}

/// Who is responsible for an account, to be found from there.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Responsibility {
    pub(crate) account: AccountId,
    pub(crate) assignees: Vec<Principal>,
}

/// How far an installation had come at the end of a day.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) day: i64,
    pub(crate) accounts: u32,
    pub(crate) roots_with_mfa: u32,
    pub(crate) console_users: u32,
    pub(crate) users_with_mfa: u32,
}

impl Stored for Requirement {
    const KIND: &'static str = "requirement";

    fn key(&self) -> Key {
        requirement_key(self.account.as_ref())
    }
}

impl Stored for AccountSettings {
    const KIND: &'static str = "settings";

    fn key(&self) -> Key {
        settings_key(&self.account)
    }
}

impl Stored for ContactInformation {
    const KIND: &'static str = "contact";

    fn key(&self) -> Key {
        contact_key(&self.account)
    }
}

impl Stored for Deadline {
    const KIND: &'static str = "deadline";

    fn key(&self) -> Key {
        deadline_key(&self.account, &self.bearer)
    }
}

impl Stored for EnrolmentProof {
    const KIND: &'static str = "enrolment";

    fn key(&self) -> Key {
        enrolment_key(&self.principal, &self.session)
    }
}

impl Stored for EnrolmentAddress {
    const KIND: &'static str = "enrol-address";

    fn key(&self) -> Key {
        enrol_address_key(&self.principal)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![enrol_address_is(&self.hash)]
    }
}

impl Stored for ResetAddress {
    const KIND: &'static str = "reset-address";

    fn key(&self) -> Key {
        reset_address_key(&self.account)
    }

    fn unique(&self) -> Vec<Unique> {
        vec![reset_address_is(&self.hash)]
    }
}

impl Stored for MailBudget {
    const KIND: &'static str = "mail-budget";

    fn key(&self) -> Key {
        mail_budget_key(self.slot)
    }
}

impl Stored for Outgoing {
    const KIND: &'static str = "outgoing";
    const SEALED: bool = true;

    fn key(&self) -> Key {
        outgoing_key(&self.id)
    }
}

impl Stored for Posted {
    const KIND: &'static str = "posted";

    fn key(&self) -> Key {
        posted_key(&self.account, &self.id)
    }
}

impl Stored for PostponementsTold {
    const KIND: &'static str = "postponements-told";

    fn key(&self) -> Key {
        postponements_told_key(&self.account)
    }
}

impl Stored for HeadsMailed {
    const KIND: &'static str = "heads-mailed";

    fn key(&self) -> Key {
        heads_mailed_key(&self.to)
    }
}

impl Stored for Responsible {
    const KIND: &'static str = "responsible";

    fn key(&self) -> Key {
        responsible_key(&self.principal)
    }
}

impl Stored for Responsibility {
    const KIND: &'static str = "responsibility";

    fn key(&self) -> Key {
        responsibility_key(&self.account)
    }
}

impl Stored for Progress {
    const KIND: &'static str = "progress";

    fn key(&self) -> Key {
        progress_key(self.day)
    }
}

pub(crate) fn requirement_key(account: Option<&AccountId>) -> Key {
    let scope = account.map_or(INSTALLATION, AccountId::as_str);
    Key::new(scope, Requirement::KIND, ONLY)
}

pub(crate) fn settings_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), AccountSettings::KIND, ONLY)
}

pub(crate) fn contact_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), ContactInformation::KIND, ONLY)
}

pub(crate) fn deadline_key(account: &AccountId, bearer: &Bearer) -> Key {
    let id = match bearer {
        Bearer::Root => "root".to_owned(),
        Bearer::User(folded) => format!("user/{folded}"),
    };
    Key::new(account.as_str(), Deadline::KIND, id)
}

pub(crate) fn enrolment_key(principal: &Principal, session: &str) -> Key {
    Key::new(
        principal.account().as_str(),
        EnrolmentProof::KIND,
        format!("{}/{session}", principal.stable_id()),
    )
}

pub(crate) fn enrol_address_key(principal: &Principal) -> Key {
    Key::new(
        principal.account().as_str(),
        EnrolmentAddress::KIND,
        principal.stable_id(),
    )
}

pub(crate) fn enrol_address_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "enrol-address", hash)
}

pub(crate) fn reset_address_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), ResetAddress::KIND, ONLY)
}

pub(crate) fn reset_address_is(hash: &str) -> Unique {
    Unique::new(INSTALLATION, "reset-address", hash)
}

pub(crate) fn mail_budget_key(slot: u32) -> Key {
    Key::new(INSTALLATION, MailBudget::KIND, format!("{slot:04x}"))
}

pub(crate) fn outgoing_key(id: &str) -> Key {
    Key::new(INSTALLATION, Outgoing::KIND, id)
}

pub(crate) fn posted_key(account: &AccountId, id: &str) -> Key {
    Key::new(account.as_str(), Posted::KIND, id)
}

pub(crate) fn postponements_told_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), PostponementsTold::KIND, ONLY)
}

pub(crate) fn heads_mailed_key(to: &Email) -> Key {
    Key::new(INSTALLATION, HeadsMailed::KIND, to.folded())
}

pub(crate) fn responsible_key(principal: &Principal) -> Key {
    Key::new(
        INSTALLATION,
        Responsible::KIND,
        format!("{}/{}", principal.account(), principal.stable_id()),
    )
}

pub(crate) fn responsibility_key(account: &AccountId) -> Key {
    Key::new(account.as_str(), Responsibility::KIND, ONLY)
}

pub(crate) fn progress_key(day: i64) -> Key {
    Key::new(INSTALLATION, Progress::KIND, format!("{day:08}"))
}
