//! What an account says about itself: whom to tell, in which language and zone.

use serde::{Deserialize, Serialize};

use crate::contact::{AlternateContact, ContactKind};
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
    /// Who is told what is about security.
    pub security_contact: Option<AlternateContact>,
    /// Who is told what is about operations.
    pub operations_contact: Option<AlternateContact>,
    /// Who is told what is about money.
    #[serde(default)]
    pub billing_contact: Option<AlternateContact>,
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
            billing_contact: None,
            late_users: LateUsers::default(),
        }
    }

    /// The alternate contact of a kind.
    pub fn alternate(&self, kind: ContactKind) -> Option<&AlternateContact> {
        match kind {
            ContactKind::Billing => self.billing_contact.as_ref(),
            ContactKind::Operations => self.operations_contact.as_ref(),
            ContactKind::Security => self.security_contact.as_ref(),
        }
    }

    /// Puts another alternate contact in the place of the one of a kind, which comes back.
    pub fn put_alternate(
        &mut self,
        kind: ContactKind,
        contact: Option<AlternateContact>,
    ) -> Option<AlternateContact> {
        let place = match kind {
            ContactKind::Billing => &mut self.billing_contact,
            ContactKind::Operations => &mut self.operations_contact,
            ContactKind::Security => &mut self.security_contact,
        };
        std::mem::replace(place, contact)
    }

    /// Those who are told beside the person concerned, each once.
    pub fn contacts(&self) -> Vec<Email> {
        let mut contacts: Vec<Email> = Vec::new();
        for contact in [&self.security_contact, &self.operations_contact] {
            contacts.extend(contact.iter().map(|contact| contact.email.clone()));
        }
        contacts.dedup_by_key(|contact| contact.folded());
        contacts
    }
}
