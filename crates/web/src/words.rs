//! What is wrong with a field, in the reader's language.

use otp::{Code, Digits, Hint};
use rules::{DeviceKind, Invalid, PasswordFault, PasswordPolicy};

use crate::console::password_policy;
use crate::lang::Lang;
use crate::layout::Secret;

/// The sentence at the field.
pub(crate) fn invalid(t: Lang, invalid: &Invalid) -> String {
    let words = match invalid {
        Invalid::AccountId => t.error_account_id_or_alias(),
        Invalid::AccountName => t.error_account_name(),
        Invalid::Alias => t.error_alias(),
        Invalid::Email => t.error_email(),
        Invalid::Phone => t.error_phone(),
        Invalid::InternationalPhone => t.error_international_phone(),
        Invalid::CountryCode => t.error_country(),
        Invalid::UserName => t.error_user_name(),
        Invalid::DeviceName | Invalid::SerialNumber => t.error_device_name(),
        Invalid::TokenSerial => t.error_token_serial(),
        Invalid::DeviceLabel => t.error_device_label(),
        Invalid::Code => t.error_code(),
        Invalid::Line(max) => return t.error_line(*max),
        Invalid::Password(fault) => return password(t, *fault),
        Invalid::GroupName | Invalid::PolicyName => t.error_group_name(),
        Invalid::Tag => t.error_tag(),
        Invalid::RoleName => t.error_role_name(),
        Invalid::Description => t.error_description(),
        Invalid::Path | Invalid::AccessKeyId | Invalid::Policy => t.problem_bad_form_text(),
    };
    words.to_owned()
}

/// What a new password has to be, under the account's policy if it has one.
pub(crate) fn password_hint(t: Lang, policy: Option<&PasswordPolicy>) -> String {
    policy.map_or_else(
        || t.password_hint().to_owned(),
        |policy| t.policy_hint(password_policy::demands(t, policy).join(t.policy_gap())),
    )
}

/// Why a password cannot be set.
pub(crate) fn password(t: Lang, fault: PasswordFault) -> String {
    let words = match fault {
        PasswordFault::TooShort => t.error_password_short(),
        PasswordFault::TooLong => t.error_password_long(),
        PasswordFault::Common => t.error_password_common(),
        PasswordFault::OwnName => t.error_password_own_name(),
        PasswordFault::Same => t.error_password_same(),
        PasswordFault::ShorterThan(least) => {
            return t.error_password_shorter_than(u64::from(least));
        }
        PasswordFault::NoSymbol => t.error_password_no_symbol(),
        PasswordFault::NoNumber => t.error_password_no_number(),
        PasswordFault::NoUppercase => t.error_password_no_uppercase(),
        PasswordFault::NoLowercase => t.error_password_no_lowercase(),
        PasswordFault::Reused(remembered) => {
            return t.error_password_reused(u64::from(remembered));
        }
    };
    words.to_owned()
}

/// What is wrong with each of two codes of an app, before anybody looks whether they are right.
pub(crate) fn codes(t: Lang, typed: [&str; 2]) -> [Secret; 2] {
    checked(typed, &[Digits::SIX], t.error_code())
}

/// What is wrong with each of two codes of a device that shows so many digits.
pub(crate) fn codes_of(t: Lang, kind: DeviceKind, typed: [&str; 2]) -> [Secret; 2] {
    match kind {
        DeviceKind::HardwareToken { digits } => {
            let expected = Digits::new(digits).unwrap_or(Digits::SIX);
            checked(typed, &[expected], &t.error_code_digits(u64::from(digits)))
        }
        DeviceKind::Virtual | DeviceKind::SecurityKey => codes(t, typed),
    }
}

/// What is wrong with each of two codes of a token that nobody has looked up yet.
pub(crate) fn token_codes(t: Lang, typed: [&str; 2]) -> [Secret; 2] {
    let any = [Digits::SIX, Digits::SEVEN, Digits::EIGHT];
    checked(typed, &any, t.error_code_token())
}

fn checked(typed: [&str; 2], expected: &[Digits], error: &str) -> [Secret; 2] {
    typed.map(|code| {
        let fits = |digits: &Digits| Code::parse(code, *digits).is_ok();
        if expected.iter().any(fits) {
            Secret::default()
        } else {
            Secret::refused(error)
        }
    })
}

/// What to do about two codes that are not two in a row.
pub(crate) fn pair(t: Lang, hint: Hint) -> &'static str {
    match hint {
        Hint::SameCodeTwice => t.mfa_codes_same(),
        Hint::Swapped => t.mfa_codes_swapped(),
        Hint::NotAdjacent => t.mfa_codes_gap(),
        Hint::Used => t.mfa_codes_used(),
        Hint::FirstOnly | Hint::SecondOnly | Hint::NoMatch => t.mfa_codes_wrong(),
    }
}
