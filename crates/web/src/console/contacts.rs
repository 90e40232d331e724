//! Whom one reaches about the account: its contact information and its alternate contacts.

use askama::Template;
use rules::{AlternateContact, ContactInformation, ContactKind};
use service::Refusal;
use service::ops::contacts::{GetAlternateContact, GetContactInformation};

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Permitted};
use crate::visit::{Answered, Stop, Visit, page};

/// The page of the contacts.
#[derive(Template)]
#[template(path = "console/contacts.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The contact information, line by line; empty if nobody wrote it down.
    pub information: Permitted<Vec<Row>>,
    /// Whether it may be changed.
    pub save_information: Permitted,
    /// The alternate contacts.
    pub alternates: Permitted<Vec<Alternate>>,
    /// Whether they may be changed.
    pub save_alternates: Permitted,
}

/// What a line is, and what stands in it.
pub type Row = (&'static str, String);

/// An alternate contact as the page shows it.
pub struct Alternate {
    /// The last part of the address of its form.
    pub segment: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it is told.
    pub hint: &'static str,
    /// Its lines; empty if there is none.
    pub rows: Vec<Row>,
}

/// The last part of the addresses of a contact.
pub(crate) const fn segment(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::Billing => "billing",
        ContactKind::Operations => "operations",
        ContactKind::Security => "security",
    }
}

/// What a contact is called, and what it is told.
pub(crate) const fn words(t: Lang, kind: ContactKind) -> (&'static str, &'static str) {
    match kind {
        ContactKind::Billing => (t.contacts_billing(), t.contacts_billing_hint()),
        ContactKind::Operations => (t.contacts_operations(), t.contacts_operations_hint()),
        ContactKind::Security => (t.contacts_security(), t.contacts_security_hint()),
    }
}

fn alternate(t: Lang, kind: ContactKind, contact: Option<AlternateContact>) -> Alternate {
    let (title, hint) = words(t, kind);
    let rows = contact.map_or_else(Vec::new, |contact| {
        let text = |line: Option<String>| line.unwrap_or_default();
        let rows = [
            (
                t.contacts_name(),
                text(contact.name.map(|name| name.to_string())),
            ),
            (
                t.contacts_job(),
                text(contact.title.map(|title| title.to_string())),
            ),
            (t.contacts_email(), contact.email.to_string()),
            (
                t.contacts_phone(),
                text(contact.phone.map(|phone| phone.to_string())),
            ),
        ];
        rows.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect()
    });
    Alternate {
        segment: segment(kind),
        title,
        hint,
        rows,
    }
}

fn information(t: Lang, contact: ContactInformation) -> Vec<Row> {
    let text = |line: Option<String>| line.unwrap_or_default();
    let rows = [
        (t.contacts_full_name(), contact.full_name.to_string()),
        (
            t.contacts_company(),
            text(contact.company_name.map(|line| line.to_string())),
        ),
        (t.contacts_country(), contact.country_code.to_string()),
        (t.contacts_postal_code(), contact.postal_code.to_string()),
        (
            t.contacts_state(),
            text(contact.state_or_region.map(|line| line.to_string())),
        ),
        (t.contacts_city(), contact.city.to_string()),
        (
            t.contacts_district(),
            text(contact.district_or_county.map(|line| line.to_string())),
        ),
        (t.contacts_line_1(), contact.address_line_1.to_string()),
        (
            t.contacts_line_2(),
            text(contact.address_line_2.map(|line| line.to_string())),
        ),
        (
            t.contacts_line_3(),
            text(contact.address_line_3.map(|line| line.to_string())),
        ),
        (t.contacts_phone(), contact.phone.to_string()),
        (
            t.contacts_website(),
            text(contact.website.map(|line| line.to_string())),
        ),
    ];
    rows.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let csirt = AlternateContact {
        name: rules::care::Line::parse("山田 花子").unwrap_or_default(),
        ..AlternateContact::at(rules::Email::parse("csirt@example.co.jp").expect("an address"))
    };
    let page = |information: Vec<Row>, security: Option<AlternateContact>| {
        let alternates = vec![
            alternate(t, ContactKind::Billing, None),
            alternate(t, ContactKind::Operations, None),
            alternate(t, ContactKind::Security, security),
        ];
        Page {
            layout: gallery::root(t, ADDRESS),
            information: Permitted::Yes(information),
            save_information: Permitted::Yes(()),
            alternates: Permitted::Yes(alternates),
            save_alternates: Permitted::Yes(()),
        }
    };
    let rows = vec![
        (t.contacts_full_name(), "経理 花子".to_owned()),
        (t.contacts_country(), "JP".to_owned()),
        (t.contacts_postal_code(), "100-0013".to_owned()),
        (t.contacts_city(), "東京都千代田区".to_owned()),
        (t.contacts_line_1(), "霞が関 1-1-1".to_owned()),
        (t.contacts_phone(), "+81 3-1234-5678".to_owned()),
    ];
    let mut reads = page(rows.clone(), Some(csirt.clone()));
    reads.layout = gallery::user(t, ADDRESS);
    reads.save_information = Permitted::Lacks(PUT_INFORMATION);
    reads.save_alternates = Permitted::Lacks(PUT_ALTERNATE);
    let mut limited = page(Vec::new(), None);
    limited.layout = gallery::user(t, ADDRESS);
    limited.information = Permitted::Lacks(GET_INFORMATION);
    limited.alternates = Permitted::Lacks(GET_ALTERNATE);
    limited.save_information = Permitted::Lacks(PUT_INFORMATION);
    limited.save_alternates = Permitted::Lacks(PUT_ALTERNATE);
    vec![
        ("empty", page(Vec::new(), None)),
        ("full", page(rows, Some(csirt))),
        ("reads-only", reads),
        ("limited", limited),
    ]
}

/// Where the contacts are.
pub(crate) const ADDRESS: &str = "/console/account/contacts";
const GET_INFORMATION: &str = "account:GetContactInformation";
const PUT_INFORMATION: &str = "account:PutContactInformation";
const GET_ALTERNATE: &str = "account:GetAlternateContact";
const PUT_ALTERNATE: &str = "account:PutAlternateContact";

/// `GET /console/account/contacts`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let t = visit.t;
    let resource = service::ops::contacts::account_arn(&signed.account.id);
    let asks = [
        (PUT_INFORMATION, resource.clone()),
        (PUT_ALTERNATE, resource),
    ];
    let [save_information, save_alternates] = visit.may(asks).await?;
    let kept = match visit.look(&GetContactInformation::default()).await {
        Err(Refusal::NoSuchEntity(_)) => Ok(None),
        other => other.map(Some),
    };
    let kept = visit.looked(kept, GET_INFORMATION)?;
    let information = kept.map(|kept| kept.map_or_else(Vec::new, |kept| information(t, kept)));
    page(&Page {
        layout: visit.frame(&signed),
        information,
        save_information,
        alternates: alternates(&visit).await?,
        save_alternates,
    })
}

async fn alternates(visit: &Visit) -> Result<Permitted<Vec<Alternate>>, Stop> {
    let mut all = Vec::new();
    for kind in ContactKind::ALL {
        match of_kind(visit, kind).await? {
            Permitted::Yes(contact) => all.push(alternate(visit.t, kind, contact)),
            Permitted::Lacks(action) => return Ok(Permitted::Lacks(action)),
        }
    }
    Ok(Permitted::Yes(all))
}

/// The alternate contact of a kind, if there is one.
pub(crate) async fn of_kind(
    visit: &Visit,
    kind: ContactKind,
) -> Result<Permitted<Option<AlternateContact>>, Stop> {
    let found = match visit
        .look(&GetAlternateContact { member: None, kind })
        .await
    {
        Err(Refusal::NoSuchEntity(_)) => Ok(None),
        other => other.map(Some),
    };
    visit.looked(found, GET_ALTERNATE)
}
