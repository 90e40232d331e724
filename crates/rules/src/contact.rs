//! Whom one reaches about an account: its contact information, and its alternate contacts.
//!
//! Lengths and forms are those of AWS's Account API (`ContactInformation`, `AlternateContact`). The
//! alternate contacts decide who is told what (`crate::settings`), so their address is one that mail can
//! be sent to; the contact information is what somebody wrote down.

use serde::{Deserialize, Serialize};

use crate::care::Line;
use crate::ids::{AccountId, CountryCode, Email, InternationalPhone, Phone};

/// What an alternate contact is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContactKind {
    /// Money.
    Billing,
    /// What is to be done.
    Operations,
    /// What endangers the account.
    Security,
}

impl ContactKind {
    /// All of them, in AWS's order.
    pub const ALL: [Self; 3] = [Self::Billing, Self::Operations, Self::Security];

    /// AWS's name (`AlternateContactType`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Billing => "BILLING",
            Self::Operations => "OPERATIONS",
            Self::Security => "SECURITY",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Somebody who is told something beside root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct AlternateContact {
    /// Where they are told.
    pub email: Email,
    /// Their name.
    pub name: Option<Line<64>>,
    /// What they are.
    pub title: Option<Line<50>>,
    /// Where they are called.
    pub phone: Option<Phone>,
}

/// As it is kept: before there was more than an address, the address alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Address(Email),
    Whole {
        email: Email,
        name: Option<Line<64>>,
        title: Option<Line<50>>,
        phone: Option<Phone>,
    },
}

impl From<Kept> for AlternateContact {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Address(email) => Self::at(email),
            Kept::Whole {
                email,
                name,
                title,
                phone,
            } => Self {
                email,
                name,
                title,
                phone,
            },
        }
    }
}

impl AlternateContact {
    /// Somebody of whom no more is known than the address.
    pub fn at(email: Email) -> Self {
        Self {
            email,
            name: None,
            title: None,
            phone: None,
        }
    }
}

/// Where an account's owner is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactInformation {
    /// Whose.
    pub account: AccountId,
    /// The owner's name.
    pub full_name: Line<50>,
    /// The first line of the address.
    pub address_line_1: Line<60>,
    /// The second one.
    pub address_line_2: Option<Line<60>>,
    /// The third one.
    pub address_line_3: Option<Line<60>>,
    /// The city.
    pub city: Line<50>,
    /// The prefecture, state or region.
    pub state_or_region: Option<Line<50>>,
    /// The district or county.
    pub district_or_county: Option<Line<50>>,
    /// The postal code.
    pub postal_code: Line<20>,
    /// The country.
    pub country_code: CountryCode,
    /// The number, with the code of its country.
    pub phone: InternationalPhone,
    /// The company.
    pub company_name: Option<Line<50>>,
    /// The company's pages.
    pub website: Option<Line<256>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_of_which_only_an_address_was_kept_is_read_as_that() {
        let old: AlternateContact = serde_json::from_str("\"csirt@example.co.jp\"").unwrap();
        let csirt = Email::parse("csirt@example.co.jp").unwrap();
        assert_eq!(old, AlternateContact::at(csirt));
        let kept = serde_json::to_string(&old).unwrap();
        assert_eq!(
            serde_json::from_str::<AlternateContact>(&kept).unwrap(),
            old
        );
    }

    #[test]
    fn numbers_and_countries_are_of_awss_form() {
        let phone = |text: &str| Phone::parse(text).is_ok();
        let abroad = |text: &str| InternationalPhone::parse(text).is_ok();
        for (text, is_phone, is_abroad) in [
            ("+81 3-1234-5678", true, true),
            ("03 (1234) 5678", true, false),
            ("+81 (0)3 1234 5678 99", true, false),
            ("+81 3 1234 5678 / 9", false, false),
            ("0312345678012345678901234", true, false),
            ("03123456780123456789012345", false, false),
            ("０３", false, false),
            ("", false, false),
            ("+", true, false),
        ] {
            assert_eq!((phone(text), abroad(text)), (is_phone, is_abroad), "{text}");
        }
        for (text, is_country) in [("JP", true), ("jp", false), ("JPN", false), ("J1", false)] {
            assert_eq!(CountryCode::parse(text).is_ok(), is_country, "{text}");
        }
    }
}
