//! The Account API on the wire: whom one reaches about the account, its name, and how it stands.

use rules::AccountState;
use rules::care::Line;
use rules::{
    AccountId, AccountName, AlternateContact, ContactInformation, ContactKind, CountryCode, Email,
    InternationalPhone, Invalid, Phone,
};
use service::ops::account::PutAccountName;
use service::ops::contacts::{
    DeleteAlternateContact, GetAlternateContact, GetContactInformation, PutAlternateContact,
    PutContactInformation,
};
use service::ops::organization::GetAccountInformation;
use service::refusal::Entity;
use wire::account::{self, AlternateContactType, codes};
use wire::{AwsError, Sensitive, refusals};

use super::{Desk, Served};

/// The text of AWS for a contact that is not there.
pub(super) fn missing(entity: &Entity) -> AwsError {
    codes::RESOURCE_NOT_FOUND_EXCEPTION.says(match entity {
        Entity::AlternateContact(_) => "No contact of the inputted alternate contact type found.",
        _ => "No contact information found for the account.",
    })
}

fn invalid(fault: &Invalid) -> AwsError {
    refusals::invalid(&fault.to_string())
}

/// The account that a request names, if it names one.
fn member(id: Option<&str>) -> Result<Option<AccountId>, AwsError> {
    id.map(AccountId::parse)
        .transpose()
        .map_err(|fault| invalid(&fault))
}

fn hidden(text: impl Into<String>) -> Sensitive<String> {
    Sensitive::new(text.into())
}

/// A line that has to say something.
fn line<const MAX: usize>(text: &Sensitive<String>) -> Result<Line<MAX>, AwsError> {
    let line = Line::parse(text.expose()).map_err(|fault| invalid(&fault))?;
    line.ok_or_else(|| invalid(&Invalid::Line(MAX)))
}

fn lines<const MAX: usize>(
    text: Option<&Sensitive<String>>,
) -> Result<Option<Line<MAX>>, AwsError> {
    let line = text.map(|text| Line::parse(text.expose()));
    Ok(line.transpose().map_err(|fault| invalid(&fault))?.flatten())
}

fn kind(kind: AlternateContactType) -> ContactKind {
    match kind {
        AlternateContactType::Billing => ContactKind::Billing,
        AlternateContactType::Operations => ContactKind::Operations,
        AlternateContactType::Security => ContactKind::Security,
    }
}

impl Served for account::GetContactInformationRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<account::GetContactInformationResponse, AwsError> {
        let member = member(self.account_id.as_deref())?;
        let kept = desk.call(&GetContactInformation { member }).await?;
        Ok(account::GetContactInformationResponse {
            contact_information: Some(account::ContactInformation {
                full_name: hidden(kept.full_name),
                address_line1: hidden(kept.address_line_1),
                address_line2: kept.address_line_2.map(hidden),
                address_line3: kept.address_line_3.map(hidden),
                city: hidden(kept.city),
                state_or_region: kept.state_or_region.map(hidden),
                district_or_county: kept.district_or_county.map(hidden),
                postal_code: hidden(kept.postal_code),
                country_code: hidden(kept.country_code),
                phone_number: hidden(kept.phone),
                company_name: kept.company_name.map(hidden),
                website_url: kept.website.map(hidden),
            }),
            verification_status: None,
        })
    }
}

impl Served for account::PutContactInformationRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let sent = &self.contact_information;
        let contact = ContactInformation {
            account: AccountId::parse(desk.account()).map_err(|fault| invalid(&fault))?,
            full_name: line(&sent.full_name)?,
            address_line_1: line(&sent.address_line1)?,
            address_line_2: lines(sent.address_line2.as_ref())?,
            address_line_3: lines(sent.address_line3.as_ref())?,
            city: line(&sent.city)?,
            state_or_region: lines(sent.state_or_region.as_ref())?,
            district_or_county: lines(sent.district_or_county.as_ref())?,
            postal_code: line(&sent.postal_code)?,
            country_code: CountryCode::parse(sent.country_code.expose())
                .map_err(|fault| invalid(&fault))?,
            phone: InternationalPhone::parse(sent.phone_number.expose())
                .map_err(|fault| invalid(&fault))?,
            company_name: lines(sent.company_name.as_ref())?,
            website: lines(sent.website_url.as_ref())?,
        };
        let member = member(self.account_id.as_deref())?;
        desk.call(&PutContactInformation { member, contact }).await
    }
}

impl Served for account::GetAlternateContactRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<account::GetAlternateContactResponse, AwsError> {
        let operation = GetAlternateContact {
            member: member(self.account_id.as_deref())?,
            kind: kind(self.alternate_contact_type),
        };
        let kept = desk.call(&operation).await?;
        Ok(account::GetAlternateContactResponse {
            alternate_contact: Some(account::AlternateContact {
                name: kept.name.map(hidden),
                title: kept.title.map(hidden),
                email_address: Some(hidden(kept.email)),
                phone_number: kept.phone.map(hidden),
                alternate_contact_type: Some(self.alternate_contact_type),
            }),
        })
    }
}

impl Served for account::PutAlternateContactRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = PutAlternateContact {
            member: member(self.account_id.as_deref())?,
            kind: kind(self.alternate_contact_type),
            contact: AlternateContact {
                // AWS takes spaces around it, and does not keep them.
                email: Email::parse(self.email_address.expose().trim())
                    .map_err(|fault| invalid(&fault))?,
                name: Some(line(&self.name)?),
                title: Some(line(&self.title)?),
                phone: Some(
                    Phone::parse(self.phone_number.expose().trim())
                        .map_err(|fault| invalid(&fault))?,
                ),
            },
        };
        desk.call(&operation).await
    }
}

impl Served for account::DeleteAlternateContactRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = DeleteAlternateContact {
            member: member(self.account_id.as_deref())?,
            kind: kind(self.alternate_contact_type),
        };
        desk.call(&operation).await
    }
}

impl Served for account::PutAccountNameRequest {
    async fn serve(self, desk: &Desk<'_>) -> Result<(), AwsError> {
        let operation = PutAccountName {
            member: member(self.account_id.as_deref())?,
            name: AccountName::parse(self.account_name.expose())
                .map_err(|fault| invalid(&fault))?,
        };
        desk.call(&operation).await
    }
}

impl Served for account::GetAccountInformationRequest {
    async fn serve(
        self,
        desk: &Desk<'_>,
    ) -> Result<account::GetAccountInformationResponse, AwsError> {
        let member = member(self.account_id.as_deref())?;
        let found = desk.call(&GetAccountInformation { member }).await?;
        Ok(account::GetAccountInformationResponse {
            account_id: Some(found.id.to_string()),
            account_name: Some(hidden(found.name)),
            account_created_date: Some(found.created_at),
            account_state: Some(match found.state {
                AccountState::Active => account::AccountState::Active,
                AccountState::Suspended => account::AccountState::Suspended,
                AccountState::Closed => account::AccountState::Closed,
            }),
        })
    }
}
