//! What an account says about itself: whom to tell, in which language and zone.

use serde::{Deserialize, Serialize};

use crate::enrolment::LateUsers;
use crate::ids::{AccountId, Email};

/// A language in which people are told things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

/// An account's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// Whose.
    pub account: AccountId,
    /// In which language mails are; both while none is chosen.
    pub language: Option<Language>,
    /// The zone in which a date begins, by its IANA name; the installation's if none is chosen.
    pub time_zone: Option<String>,
    /// Who is told what is about security (AWS: the alternate contact SECURITY).
    pub security_contact: Option<Email>,
    /// Who is told what is about operations (AWS: the alternate contact OPERATIONS).
    pub operations_contact: Option<Email>,
    /// What a user needs for a late first device beside the password.
    pub late_users: LateUsers,
}

impl AccountSettings {
    /// Nothing is chosen.
    pub fn of(account: AccountId) -> Self {
        Self {
            account,
            language: None,
            time_zone: None,
            security_contact: None,
            operations_contact: None,
            late_users: LateUsers::default(),
        }
    }

    /// Those who are told beside the person concerned, each once.
    pub fn contacts(&self) -> Vec<Email> {
        let mut contacts: Vec<Email> = Vec::new();
        for contact in [&self.security_contact, &self.operations_contact] {
            contacts.extend(contact.iter().cloned());
        }
        contacts.dedup_by_key(|contact| contact.folded());
        contacts
    }
}
