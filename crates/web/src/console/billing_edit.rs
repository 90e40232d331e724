//! The form for what the account says of itself for the books.

use askama::Template;
use axum::extract::Query;
use axum::response::IntoResponse;
use rules::billing::{CURRENCIES, ProfileFault, ProfileField, TypedProfile};
use rules::{BillingProfile, Email};
use serde::Deserialize;
use service::Refusal;
use service::ops::billing::{GetBillingProfile, PutBillingProfile};
use service::ops::sessions::SignedIn;

use super::billing;
use crate::gallery;
use crate::http::Form;
use crate::lang::Lang;
use crate::layout::{Fault, Field, Layout, Notice, faults};
use crate::notice::Done;
use crate::visit::{Answered, Visit, page, refused, with_fields};

/// The form for the billing profile.
#[derive(Template)]
#[template(path = "console/billing_edit.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The company's name.
    pub company: Field,
    /// Its postal code.
    pub postal_code: Field,
    /// Its address.
    pub address: Field,
    /// Its country.
    pub country: Field,
    /// Its tax registration number.
    pub tax_number: Field,
    /// Who is asked about bills.
    pub contact_name: Field,
    /// Their e-mail address.
    pub contact_email: Field,
    /// Their telephone number.
    pub contact_phone: Field,
    /// The currency.
    pub currency: Field,
    /// How the account pays.
    pub payment_note: Field,
}

impl Page {
    fn faults(&self) -> Vec<Fault<'_>> {
        let t = self.layout.t;
        faults([
            ("company", t.billing_company(), &self.company.error),
            (
                "postal_code",
                t.billing_postal_code(),
                &self.postal_code.error,
            ),
            ("address", t.billing_address(), &self.address.error),
            ("country", t.billing_country(), &self.country.error),
            ("tax_number", t.billing_tax_number(), &self.tax_number.error),
            (
                "contact_name",
                t.billing_contact_name(),
                &self.contact_name.error,
            ),
            (
                "contact_email",
                t.billing_contact_email(),
                &self.contact_email.error,
            ),
            (
                "contact_phone",
                t.billing_contact_phone(),
                &self.contact_phone.error,
            ),
            ("currency", t.billing_currency(), &self.currency.error),
            (
                "payment_note",
                t.billing_payment_note(),
                &self.payment_note.error,
            ),
        ])
    }

    fn field(&mut self, field: ProfileField) -> &mut Field {
        match field {
            ProfileField::Company => &mut self.company,
            ProfileField::PostalCode => &mut self.postal_code,
            ProfileField::Address => &mut self.address,
            ProfileField::Country => &mut self.country,
            ProfileField::TaxNumber => &mut self.tax_number,
            ProfileField::ContactName => &mut self.contact_name,
            ProfileField::ContactEmail => &mut self.contact_email,
            ProfileField::ContactPhone => &mut self.contact_phone,
            ProfileField::Currency => &mut self.currency,
            ProfileField::PaymentNote => &mut self.payment_note,
        }
    }

    /// The currencies, and whether each is the chosen one.
    fn currencies(&self) -> [(&'static str, bool); CURRENCIES.len()] {
        CURRENCIES.map(|code| (code, self.currency.value == code))
    }

    /// Countries that the field proposes, with their names; any other does as well.
    fn countries(&self) -> [(&'static str, &'static str); 9] {
        let t = self.layout.t;
        [
            ("JP", t.country_japan()),
            ("US", t.country_united_states()),
            ("GB", t.country_united_kingdom()),
            ("DE", t.country_germany()),
            ("FR", t.country_france()),
            ("SG", t.country_singapore()),
            ("KR", t.country_korea()),
            ("TW", t.country_taiwan()),
            ("AU", t.country_australia()),
        ]
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |input: &Input| draw(gallery::root(t, ADDRESS), input);
    let full = Input {
        company: "株式会社関所サンプル".to_owned(),
        postal_code: "100-0001".to_owned(),
        address: "東京都千代田区千代田一丁目1番1号 関所ビル 12 階".to_owned(),
        country: "JP".to_owned(),
        tax_number: "T7000012050002".to_owned(),
        contact_name: "経理 花子".to_owned(),
        contact_email: "keiri@example.co.jp".to_owned(),
        contact_phone: "+81 3 1234 5678".to_owned(),
        currency: "JPY".to_owned(),
        payment_note: "部門コード 4711、発注番号 PO-2024-0716".to_owned(),
    };
    let mut errors = page(&full);
    for (field, fault) in [
        (ProfileField::Company, ProfileFault::TooLong(100)),
        (ProfileField::Country, ProfileFault::Country),
        (ProfileField::TaxNumber, ProfileFault::JapaneseCheckDigit),
        (ProfileField::ContactEmail, ProfileFault::Email),
        (ProfileField::ContactPhone, ProfileFault::Phone),
        (ProfileField::Currency, ProfileFault::Currency),
        (ProfileField::PaymentNote, ProfileFault::CardNumber),
    ] {
        errors.field(field).error = Some(in_words(t, fault));
    }
    let mut without_mfa = page(&full);
    without_mfa.layout.flash = Some(Notice::refused(t.mfa_needed()));
    vec![
        ("empty", page(&Input::default())),
        ("full", page(&full)),
        ("errors", errors),
        ("without-mfa", without_mfa),
    ]
}

const ADDRESS: &str = "/console/billing/edit";

fn in_words(t: Lang, fault: ProfileFault) -> String {
    let words = match fault {
        ProfileFault::TooLong(max) => return t.error_line_max(max.to_string()),
        ProfileFault::Country => t.error_country(),
        ProfileFault::JapaneseForm => t.error_tax_form(),
        ProfileFault::JapaneseCheckDigit => t.error_tax_digits(),
        ProfileFault::Email => t.error_email(),
        ProfileFault::Phone => t.error_billing_phone(),
        ProfileFault::Currency => t.error_currency(),
        ProfileFault::CardNumber => t.error_card_number(),
    };
    words.to_owned()
}

/// What the form holds, and what the address may fill in after a proof.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Input {
    company: String,
    postal_code: String,
    address: String,
    country: String,
    tax_number: String,
    contact_name: String,
    contact_email: String,
    contact_phone: String,
    currency: String,
    payment_note: String,
}

impl Input {
    /// The profile as the form holds it.
    fn of(profile: BillingProfile) -> Self {
        let email = profile.contact_email.as_ref();
        Self {
            contact_email: email.map_or_else(String::new, Email::to_string),
            company: profile.company,
            postal_code: profile.postal_code,
            address: profile.address,
            country: profile.country,
            tax_number: profile.tax_number,
            contact_name: profile.contact_name,
            contact_phone: profile.contact_phone,
            currency: profile.currency,
            payment_note: profile.payment_note,
        }
    }

    fn typed(&self) -> TypedProfile {
        let input = self.clone();
        TypedProfile {
            company: input.company,
            postal_code: input.postal_code,
            address: input.address,
            country: input.country,
            tax_number: input.tax_number,
            contact_name: input.contact_name,
            contact_email: input.contact_email,
            contact_phone: input.contact_phone,
            currency: input.currency,
            payment_note: input.payment_note,
        }
    }

    fn whole_address(&self) -> String {
        let fields = [
            ("company", self.company.as_str()),
            ("postal_code", &self.postal_code),
            ("address", &self.address),
            ("country", &self.country),
            ("tax_number", &self.tax_number),
            ("contact_name", &self.contact_name),
            ("contact_email", &self.contact_email),
            ("contact_phone", &self.contact_phone),
            ("currency", &self.currency),
            ("payment_note", &self.payment_note),
        ];
        with_fields(ADDRESS, &fields)
    }
}

/// `GET /console/billing/edit`.
pub(crate) async fn show(visit: Visit, Query(typed): Query<Input>) -> Answered {
    let signed = visit.freshly_signed_in(&typed.whole_address()).await?;
    let said = visit.ask(&GetBillingProfile).await?;
    let input = if typed == Input::default() {
        Input::of(said.profile)
    } else {
        typed
    };
    page(&draw(visit.frame(&signed), &input))
}

fn draw(layout: Layout, input: &Input) -> Page {
    Page {
        layout,
        company: Field::holding(&*input.company),
        postal_code: Field::holding(&*input.postal_code),
        address: Field::holding(&*input.address),
        country: Field::holding(&*input.country),
        tax_number: Field::holding(&*input.tax_number),
        contact_name: Field::holding(&*input.contact_name),
        contact_email: Field::holding(&*input.contact_email),
        contact_phone: Field::holding(&*input.contact_phone),
        currency: Field::holding(&*input.currency),
        payment_note: Field::holding(&*input.payment_note),
    }
}

/// `POST /console/billing/edit`.
pub(crate) async fn submit(visit: Visit, Form(input): Form<Input>) -> Answered {
    let signed: SignedIn = visit.signed_in().await?;
    let mut page = draw(visit.frame(&signed), &input);
    let parsed = BillingProfile::parse(signed.account.id.clone(), &input.typed());
    let profile = match parsed {
        Ok(profile) => profile,
        Err(faults) => {
            for (field, fault) in faults {
                page.field(field).error = Some(in_words(visit.t, fault));
            }
            return refused(&page);
        }
    };
    match visit.call(&PutBillingProfile { profile }).await {
        Ok(()) => Ok(visit
            .done(billing::ADDRESS, &Done::BillingSaved)
            .into_response()),
        Err(Refusal::MfaNeeded) => {
            page.layout.flash = Some(Notice::refused(visit.t.mfa_needed()));
            refused(&page)
        }
        Err(other) => Err(visit.stop_in(other, &input.whole_address())),
    }
}
