//! Billing: what an account says of itself for the books, and who beside root comes near it.
//!
//! A [`BillingProfile`] is parsed as a whole, because what a tax number must look like follows from the
//! country. Nothing in it may be the number of a payment card: nobody here takes one, and a text that
//! many people read is no place for it.

use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, Email};
use crate::typed::{is_separator, narrow, tidy, tidy_line};

/// Most characters of a company's or a contact's name.
pub const NAME_MAX: usize = 100;
/// Most characters of a postal code.
pub const POSTAL_CODE_MAX: usize = 20;
/// Most characters of an address.
pub const ADDRESS_MAX: usize = 250;
/// Most characters of a tax registration number outside Japan.
pub const TAX_NUMBER_MAX: usize = 30;
/// Most characters of a telephone number; the numbers of ITU-T E.164 have 15 digits and a plus sign.
pub const PHONE_MAX: usize = 25;
/// Most characters of a payment note.
pub const NOTE_MAX: usize = 250;

/// The currencies that an account can be kept in, by their ISO 4217 codes.
pub const CURRENCIES: [&str; 24] = [
    "JPY", "USD", "EUR", "AUD", "BRL", "CAD", "CHF", "CNY", "DKK", "GBP", "HKD", "IDR", "INR",
    "KRW", "MYR", "NOK", "NZD", "PHP", "SEK", "SGD", "THB", "TWD", "VND", "ZAR",
];

/// The countries' two letters (ISO 3166-1).
const COUNTRIES: &str = "\
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV \
BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES \
ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE \
IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU \
NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM \
SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE \
VG VI VN VU WF WS YE YT ZA ZM ZW";

/// What an account says of itself for the books. Everything may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BillingProfile {
    /// Whose.
    pub account: AccountId,
    /// The company's name.
    pub company: String,
    /// Its postal code.
    pub postal_code: String,
    /// Its address.
    pub address: String,
    /// Its country, by the two letters of ISO 3166-1.
    pub country: String,
    /// Its tax registration number; in Japan that of an issuer of qualified invoices.
    pub tax_number: String,
    /// Who is asked about bills.
    pub contact_name: String,
    /// Their e-mail address.
    pub contact_email: Option<Email>,
    /// Their telephone number.
    pub contact_phone: String,
    /// The currency, by its code of ISO 4217.
    pub currency: String,
    /// How the account pays within the company: a cost centre, the number of an order.
    pub payment_note: String,
}

/// A billing profile as it was typed.
#[derive(Clone, Debug, Default)]
pub struct TypedProfile {
    /// The company's name.
    pub company: String,
    /// Its postal code.
    pub postal_code: String,
    /// Its address.
    pub address: String,
    /// Its country.
    pub country: String,
    /// Its tax registration number.
    pub tax_number: String,
    /// Who is asked about bills.
    pub contact_name: String,
    /// Their e-mail address.
    pub contact_email: String,
    /// Their telephone number.
    pub contact_phone: String,
    /// The currency.
    pub currency: String,
    /// How the account pays.
    pub payment_note: String,
}

/// A field of a billing profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileField {
    /// The company's name.
    Company,
    /// The postal code.
    PostalCode,
    /// The address.
    Address,
    /// The country.
    Country,
    /// The tax registration number.
    TaxNumber,
    /// The contact's name.
    ContactName,
    /// The contact's e-mail address.
    ContactEmail,
    /// The contact's telephone number.
    ContactPhone,
    /// The currency.
    Currency,
    /// How the account pays.
    PaymentNote,
}

/// What is wrong with a field of a billing profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// More than so many characters.
    TooLong(usize),
    /// No country of ISO 3166-1.
    Country,
    /// Not T and 13 digits, in Japan.
    JapaneseForm,
    /// T and 13 digits of which the first does not follow from the others.
    JapaneseCheckDigit,
    /// Not an address.
    Email,
    /// With something else than digits and what groups them.
    Phone,
    /// Not on the list of currencies.
    Currency,
    /// What looks like the number of a payment card.
    CardNumber,
}

impl BillingProfile {
    /// Nothing is said.
    pub fn of(account: AccountId) -> Self {
        Self {
            account,
            company: String::new(),
            postal_code: String::new(),
            address: String::new(),
            country: String::new(),
            tax_number: String::new(),
            contact_name: String::new(),
            contact_email: None,
            contact_phone: String::new(),
            currency: String::new(),
            payment_note: String::new(),
        }
    }

    /// Parses what was typed, or says of every field that will not do why.
    pub fn parse(
        account: AccountId,
        typed: &TypedProfile,
    ) -> Result<Self, Vec<(ProfileField, ProfileFault)>> {
        use ProfileField as Of;
        let mut faults = Vec::new();
        let mut kept = |field, parsed: Result<String, ProfileFault>| {
            parsed.unwrap_or_else(|fault| {
                faults.push((field, fault));
                String::new()
            })
        };
        let country = kept(Of::Country, country(&typed.country));
        let profile = Self {
            company: kept(Of::Company, line(&typed.company, NAME_MAX)),
            postal_code: kept(Of::PostalCode, line(&typed.postal_code, POSTAL_CODE_MAX)),
            address: kept(Of::Address, line(&typed.address, ADDRESS_MAX)),
            tax_number: kept(Of::TaxNumber, tax_number(&typed.tax_number, &country)),
            contact_name: kept(Of::ContactName, line(&typed.contact_name, NAME_MAX)),
            contact_phone: kept(Of::ContactPhone, phone(&typed.contact_phone)),
            currency: kept(Of::Currency, currency(&typed.currency)),
            payment_note: kept(Of::PaymentNote, line(&typed.payment_note, NOTE_MAX)),
            contact_email: None,
            country,
            account,
        };
        let email = tidy(&typed.contact_email);
        let contact_email = match Email::parse(&email) {
            _ if email.is_empty() => None,
            Ok(email) => Some(email),
            Err(_) => {
                faults.push((Of::ContactEmail, ProfileFault::Email));
                None
            }
        };
        if faults.is_empty() {
            Ok(Self {
                contact_email,
                ..profile
            })
        } else {
            Err(faults)
        }
    }
}

fn within(text: String, length_max: usize) -> Result<String, ProfileFault> {
    if text.chars().count() > length_max {
        Err(ProfileFault::TooLong(length_max))
    } else {
        Ok(text)
    }
}

fn line(typed: &str, length_max: usize) -> Result<String, ProfileFault> {
    let text = within(tidy_line(typed), length_max)?;
    if holds_card_number(&text) {
        return Err(ProfileFault::CardNumber);
    }
    Ok(text)
}

fn country(typed: &str) -> Result<String, ProfileFault> {
    let code = tidy(typed).to_ascii_uppercase();
    if code.is_empty() || COUNTRIES.split(' ').any(|known| known == code) {
        Ok(code)
    } else {
        Err(ProfileFault::Country)
    }
}

fn currency(typed: &str) -> Result<String, ProfileFault> {
    let code = tidy(typed).to_ascii_uppercase();
    if code.is_empty() || CURRENCIES.contains(&code.as_str()) {
        Ok(code)
    } else {
        Err(ProfileFault::Currency)
    }
}

fn phone(typed: &str) -> Result<String, ProfileFault> {
    let text: String = tidy_line(typed).chars().map(narrow).collect();
    let text = within(text, PHONE_MAX)?;
    let may_be = |letter: char| letter.is_ascii_digit() || "+-() ".contains(letter);
    let has_digit = text.chars().any(|letter| letter.is_ascii_digit());
    if text.chars().all(may_be) && (has_digit || text.is_empty()) {
        Ok(text)
    } else {
        Err(ProfileFault::Phone)
    }
}

fn tax_number(typed: &str, country: &str) -> Result<String, ProfileFault> {
    if country != "JP" {
        return line(typed, TAX_NUMBER_MAX);
    }
    let number = tidy(typed).to_ascii_uppercase().replace('-', "");
    if number.is_empty() {
        return Ok(number);
    }
    let digits = number.strip_prefix('T').and_then(digits);
    let digits = digits.filter(|digits| digits.len() == 13);
    let digits = digits.ok_or(ProfileFault::JapaneseForm)?;
    if digits[0] == check_digit(&digits[1..]) {
        Ok(number)
    } else {
        Err(ProfileFault::JapaneseCheckDigit)
    }
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|letter| letter.to_digit(10)).collect()
}

/// The first digit of a Japanese corporate number: 9 less the remainder by 9 of the sum of the others,
/// of which every second from the right counts twice (ordinance of the Ministry of Finance on corporate
/// numbers, article 2). An issuer of qualified invoices has T and that number; those without a corporate
/// number get one of the same form.
fn check_digit(base: &[u32]) -> u32 {
    let counted = base.iter().rev().zip([1, 2].into_iter().cycle());
    let sum: u32 = counted.map(|(digit, weight)| digit * weight).sum();
    9 - sum % 9
}

/// Whether a text holds what looks like the number of a payment card: 13 to 19 digits (ISO/IEC 7812),
/// in groups or not, of which the last is the check digit by Luhn's formula.
fn holds_card_number(text: &str) -> bool {
    let text: String = text.chars().map(narrow).collect();
    let runs = text.split(|letter: char| !letter.is_ascii_digit() && !is_separator(letter));
    runs.into_iter().any(|run| {
        let groups: Vec<&str> = run
            .split(is_separator)
            .filter(|group| !group.is_empty())
            .collect();
        (0..groups.len()).any(|first| {
            (first..groups.len()).any(|last| is_card_number(&groups[first..=last].concat()))
        })
    })
}

fn is_card_number(number: &str) -> bool {
    let Some(digits) = digits(number) else {
        return false;
    };
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit })
        .sum();
    // Nothing but zeros is a placeholder.
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10) && sum > 0
}

/// Whether somebody beside root comes near the billing of an account. Both switches of the page are one
/// value, so that editing cannot be open where viewing is shut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum IamAccess {
    /// Nobody, whatever their policies say. So it begins, as on AWS.
    #[default]
    Deactivated,
    /// Users and roles whose policies allow it may view.
    View,
    /// They may also edit.
    Edit,
}

impl IamAccess {
    /// What two switches come to: without the first one, the second opens nothing.
    pub fn of_switches(activated: bool, edits: bool) -> Self {
        match (activated, edits) {
            (false, _) => Self::Deactivated,
            (true, false) => Self::View,
            (true, true) => Self::Edit,
        }
    }

    /// Whether it opens this to those whose policies allow it.
    pub fn opens(self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::View => self != Self::Deactivated,
            Wanted::Edit => self == Self::Edit,
        }
    }
}

/// Which switches of an account are on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingAccess {
    /// Whose.
    pub account: AccountId,
    /// What they open.
    pub iam: IamAccess,
}

/// What an action wants of an account's billing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To see it.
    View,
    /// To change it.
    Edit,
}

impl Wanted {
    /// What an action wants; none for one that is not about billing.
    pub fn by(action: &str) -> Option<Self> {
        let (service, verb) = action.split_once(':')?;
        if !BILLING_SERVICES.contains(&service) {
            return None;
        }
        let views = ["Get", "List", "View"];
        Some(if views.iter().any(|view| verb.starts_with(view)) {
            Self::View
        } else {
            Self::Edit
        })
    }
}

/// The services whose actions AWS's switch stands before (AWS Billing user guide, "Activating access to
/// the Billing and Cost Management console").
const BILLING_SERVICES: [&str; 5] = ["billing", "payments", "tax", "invoicing", "aws-portal"];

#[cfg(test)]
mod tests;
