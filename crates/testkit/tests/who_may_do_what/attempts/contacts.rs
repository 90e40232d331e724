//! Whom one reaches about the account, and the organization that it belongs to.

use rules::care::Line;
use rules::{
    AccountId, AlternateContact, ContactInformation, ContactKind, CountryCode, InternationalPhone,
};
use service::ops::contacts::{
    DeleteAlternateContact, GetAlternateContact, GetContactInformation, PutAlternateContact,
    PutContactInformation,
};
use service::ops::organization::{
    DescribeAccount, DescribeOrganization, GetAccountInformation, ListOrganizationAccounts,
};

use crate::attempt::{Attempt, attempt};
use crate::scene::{email, parsed};

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    parsed(Line::parse(text)).expect("a line")
}

fn information(account: &AccountId) -> PutContactInformation {
    PutContactInformation {
        member: None,
        contact: ContactInformation {
            account: account.clone(),
            full_name: line("Keiri Hanako"),
            address_line_1: line("1-1 Kasumigaseki"),
            address_line_2: None,
            address_line_3: None,
            city: line("Chiyoda"),
            state_or_region: None,
            district_or_county: None,
            postal_code: line("100-0013"),
            country_code: parsed(CountryCode::parse("JP")),
            phone: parsed(InternationalPhone::parse("+81 3-1234-5678")),
            company_name: None,
            website: None,
        },
    }
}

fn security() -> PutAlternateContact {
    PutAlternateContact {
        member: None,
        kind: ContactKind::Security,
        contact: AlternateContact::at(email("csirt@keiri.example")),
    }
}

pub(super) fn contacts() -> Vec<Attempt> {
    let kind = ContactKind::Security;
    vec![
        attempt("", |scene| {
            scene.helped(&information(&scene.keiri));
            GetContactInformation::default()
        }),
        attempt("of another account", |scene| GetContactInformation {
            member: Some(scene.soumu.clone()),
        }),
        attempt("", |scene| information(&scene.keiri)),
        attempt("", move |scene| {
            scene.helped(&security());
            GetAlternateContact { member: None, kind }
        }),
        attempt("", |_| security()),
        attempt("", move |scene| {
            scene.helped(&security());
            DeleteAlternateContact { member: None, kind }
        }),
    ]
}

pub(super) fn organization() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetAccountInformation::default()),
        attempt("where there is none", |_| DescribeOrganization),
        attempt("where there is none", |_| ListOrganizationAccounts {
            after: None,
            limit: 1,
        }),
        attempt("where there is none", |scene| DescribeAccount {
            id: scene.keiri.clone(),
        }),
    ]
}
