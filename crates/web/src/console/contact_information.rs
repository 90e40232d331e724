//! The form for where the account's owner is reached.

use askama::Template;
use axum::response::IntoResponse;
use rules::care::Line;
use rules::typed::tidy;
use rules::{AccountId, ContactInformation, CountryCode, InternationalPhone};
use serde::Deserialize;
use service::Refusal;
use service::ops::contacts::{GetContactInformation, PutContactInformation};

use super::contact_alternate::{checked, line, number};
use super::contacts;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused};

/// The form of the contact information.
#[derive(Template)]
#[template(path = "console/contact_information.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The name.
    pub full_name: Field,
    /// The company.
    pub company: Field,
    /// The country.
    pub country: Field,
    /// The postal code.
    pub postal_code: Field,
    /// The prefecture, state or region.
    pub state: Field,
    /// The city.
    pub city: Field,
    /// The district or county.
    pub district: Field,
    /// The first line of the address.
    pub line_1: Field,
    /// The second one.
    pub line_2: Field,
    /// The third one.
    pub line_3: Field,
    /// The number.
    pub phone: Field,
    /// The company's pages.
    pub website: Field,
}

impl Page {
    fn of(layout: Layout, input: Input) -> Self {
        Self {
            layout,
            full_name: Field::holding(input.full_name),
            company: Field::holding(input.company),
            country: Field::holding(input.country),
            postal_code: Field::holding(input.postal_code),
            state: Field::holding(input.state),
            city: Field::holding(input.city),
            district: Field::holding(input.district),
            line_1: Field::holding(input.line_1),
            line_2: Field::holding(input.line_2),
            line_3: Field::holding(input.line_3),
            phone: Field::holding(input.phone),
            website: Field::holding(input.website),
        }
    }

    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("full_name", t.contacts_full_name(), &self.full_name.error),
            ("company", t.contacts_company(), &self.company.error),
            ("country", t.contacts_country(), &self.country.error),
            (
                "postal_code",
                t.contacts_postal_code(),
                &self.postal_code.error,
            ),
            ("state", t.contacts_state(), &self.state.error),
            ("city", t.contacts_city(), &self.city.error),
            ("district", t.contacts_district(), &self.district.error),
            ("line_1", t.contacts_line_1(), &self.line_1.error),
            ("line_2", t.contacts_line_2(), &self.line_2.error),
            ("line_3", t.contacts_line_3(), &self.line_3.error),
            ("phone", t.contacts_phone(), &self.phone.error),
            ("website", t.contacts_website(), &self.website.error),
        ])
    }

    /// The contact information that the form holds. `None` only after something was marked.
    fn contact(&mut self, account: AccountId) -> Option<ContactInformation> {
        let t = self.layout.t;
        let country = CountryCode::parse(&tidy(&self.country.value).to_ascii_uppercase());
        let phone = InternationalPhone::parse(&number(&self.phone.value));
        let full_name = needed(t, &mut self.full_name);
        let company_name = line(t, &mut self.company);
        let country_code = checked(t, country, &mut self.country);
        let postal_code = needed(t, &mut self.postal_code);
        let state_or_region = line(t, &mut self.state);
        let city = needed(t, &mut self.city);
        let district_or_county = line(t, &mut self.district);
        let address_line_1 = needed(t, &mut self.line_1);
        let address_line_2 = line(t, &mut self.line_2);
        let address_line_3 = line(t, &mut self.line_3);
        let phone = checked(t, phone, &mut self.phone);
        let website = line(t, &mut self.website);
        if !self.faults().is_empty() {
            return None;
        }
        Some(ContactInformation {
            account,
            full_name: full_name?,
            address_line_1: address_line_1?,
            address_line_2,
            address_line_3,
            city: city?,
            state_or_region,
            district_or_county,
            postal_code: postal_code?,
            country_code: country_code?,
            phone: phone?,
            company_name,
            website,
        })
    }
}

/// A line that has to say something.
fn needed<const MAX: usize>(t: Lang, field: &mut Field) -> Option<Line<MAX>> {
    let line = Line::parse(&field.value);
    if line == Ok(None) {
        field.error = Some(t.error_missing().to_owned());
    }
    checked(t, line, field).flatten()
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |input: Input| Page::of(gallery::root(t, ADDRESS), input);
    let full = Input {
        full_name: "経理 花子".to_owned(),
        company: "例".to_owned(),
        country: "JP".to_owned(),
        postal_code: "100-0013".to_owned(),
        state: "東京都".to_owned(),
        city: "千代田区".to_owned(),
        district: String::new(),
        line_1: "霞が関 1-1-1".to_owned(),
        line_2: "2F".to_owned(),
        line_3: String::new(),
        phone: "+81 3-1234-5678".to_owned(),
        website: "https://example.co.jp".to_owned(),
    };
    let mut errors = page(full.clone());
    errors.full_name = Field::refused("", t.error_missing());
    errors.country = Field::refused("日本", t.error_country());
    errors.phone = Field::refused("03-1234-5678", t.error_international_phone());
    vec![
        ("empty", page(Input::default())),
        ("full", page(full)),
        ("errors", errors),
    ]
}

const ADDRESS: &str = "/console/account/contacts/information";

/// What the form holds.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    full_name: String,
    company: String,
    country: String,
    postal_code: String,
    state: String,
    city: String,
    district: String,
    line_1: String,
    line_2: String,
    line_3: String,
    phone: String,
    website: String,
}

impl Input {
    fn of(kept: ContactInformation) -> Self {
        fn text<const MAX: usize>(line: Option<Line<MAX>>) -> String {
            line.map(|line| line.to_string()).unwrap_or_default()
        }
        Self {
            full_name: kept.full_name.to_string(),
            company: text(kept.company_name),
            country: kept.country_code.to_string(),
            postal_code: kept.postal_code.to_string(),
            state: text(kept.state_or_region),
            city: kept.city.to_string(),
            district: text(kept.district_or_county),
            line_1: kept.address_line_1.to_string(),
            line_2: text(kept.address_line_2),
            line_3: text(kept.address_line_3),
            phone: kept.phone.to_string(),
            website: text(kept.website),
        }
    }
}

/// `GET /console/account/contacts/information`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.freshly_signed_in(ADDRESS).await?;
    let input = match visit.call(&GetContactInformation::default()).await {
        Ok(kept) => Input::of(kept),
        Err(Refusal::NoSuchEntity(_)) => Input::default(),
        Err(other) => return Err(visit.stop(other)),
    };
    page(&Page::of(visit.frame(&signed), input))
}

/// `POST /console/account/contacts/information`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let signed = visit.signed_in().await?;
    let mut page = Page::of(visit.frame(&signed), input);
    let Some(contact) = page.contact(signed.account.id.clone()) else {
        return refused(&page);
    };
    let operation = PutContactInformation {
        member: None,
        contact,
    };
    match visit.call(&operation).await {
        Ok(()) => Ok(visit
            .done(contacts::ADDRESS, &Done::ContactsSaved)
            .into_response()),
        Err(other) => Err(visit.stop_in(other, ADDRESS)),
    }
}
