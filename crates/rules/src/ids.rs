//! Names and numbers of things, each parsed once at the door and never wrong inside.
//!
//! Forms and lengths are AWS's (IAM API reference: User, MFADevice, CreateAccountAlias; "IAM
//! identifiers" for unique ids). Uniqueness of names is without regard to case, as AWS has it; each
//! type that must be unique says how it folds.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::chance::{self, Chance};
use crate::invalid::Invalid;
use crate::typed;

/// Letters of AWS's unique ids: base32 without padding.
const ID_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters after the four letters that tell the kind of a unique id.
const ID_LENGTH: usize = 17;
/// Characters that are drawn at the end of the serial number of a security key.
const SECURITY_KEY_END: usize = 26;

/// Makes a text type that parses at the door and is stored as a string.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $invalid:expr, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses what was typed; what is stored is parsed by the same rule.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                let check: fn(&str) -> bool = $check;
                if check(text) { Ok(Self(text.to_owned())) } else { Err($invalid) }
            }

            /// The text as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;
            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}

text_type!(
    /// Twelve digits that name an account for ever.
    AccountId,
    Invalid::AccountId,
    |text| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
);

impl AccountId {
    /// A random id. Its first digit is never zero, because spreadsheets drop it.
    pub fn random(chance: &mut dyn Chance) -> Self {
        Self((100_000_000_000 + chance::below(chance, 900_000_000_000)).to_string())
    }

    /// The twelve digits as a number, as it stands in the ids of keys.
    pub fn number(&self) -> u64 {
        self.0
            .bytes()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
    }
}

text_type!(
    /// What the account's people call it.
    AccountName,
    Invalid::AccountName,
    |text| {
        let length = text.chars().count();
        (1..=50).contains(&length)
            && text.trim() == text
            && !text.chars().any(|letter| letter.is_control() || matches!(letter, '<' | '>'))
    }
);

text_type!(
    /// The account's name in the sign-in address, unique in the installation.
    Alias,
    Invalid::Alias,
    |text| {
        (3..=63).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--")
            && AccountId::parse(text).is_err()
    }
);

text_type!(
    /// An e-mail address: root's name at the door, or where a person is told something.
    Email,
    Invalid::Email,
    |text| {
        let Some((local, domain)) = text.rsplit_once('@') else { return false };
        (6..=254).contains(&text.len())
            && (1..=64).contains(&local.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b',' | b';' | b'\\'))
            && !local.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|part| {
                !part.is_empty()
                    && !part.starts_with('-')
                    && !part.ends_with('-')
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
    }
);

impl Email {
    /// The form in which two addresses are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// An address of which its owner knows enough: `r***@example.com`.
    pub fn hidden(&self) -> String {
        let Some((local, domain)) = self.0.split_once('@') else {
            return String::new();
        };
        let first: String = local.chars().take(1).collect();
        format!("{first}***@{domain}")
    }
}

text_type!(
    /// A number to call.
    Phone,
    Invalid::Phone,
    |text| text.len() <= 25 && is_phone(text)
);

text_type!(
    /// A number to call from everywhere: it begins with the code of its country.
    InternationalPhone,
    Invalid::InternationalPhone,
    |text| (2..=20).contains(&text.len()) && text.starts_with('+') && is_phone(&text[1..])
        && !text[1..].contains('+')
);

text_type!(
    /// A country, by its two letters (ISO 3166-1).
    CountryCode,
    Invalid::CountryCode,
    |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
);

/// AWS's `[\s0-9()+-]+`, of which a person means spaces only.
fn is_phone(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || b" ()+-".contains(&byte);
    !text.trim().is_empty() && text.bytes().all(is_part)
}

/// AWS's `[\w+=,.@-]+`.
fn is_name(text: &str, length_max: usize) -> bool {
    (1..=length_max).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

text_type!(
    /// A user's name, unique in the account whatever its case.
    UserName,
    Invalid::UserName,
    |text| is_name(text, 64)
);

impl UserName {
    /// The form in which two names are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

text_type!(
    /// A device's name, the last part of a virtual device's serial number.
    DeviceName,
    Invalid::DeviceName,
    |text| is_name(text, 128)
);

impl DeviceName {
    /// The form in which two names are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

text_type!(
    /// Where in an account's tree of names something stands: `/`, or parts between slashes. It is
    /// part of the ARN and no part of what makes a user's name unique.
    EntityPath,
    Invalid::Path,
    |text| {
        (1..=512).contains(&text.len())
            && text.starts_with('/')
            && text.ends_with('/')
            && text.bytes().all(|byte| byte.is_ascii_graphic())
    }
);

impl Default for EntityPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

text_type!(
    /// The id of an access key, which is no secret.
    AccessKeyId,
    Invalid::AccessKeyId,
    |text| {
        (16..=128).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }
);

text_type!(
    /// A free label in any script, shown beside the device's name. May be empty.
    DeviceLabel,
    Invalid::DeviceLabel,
    |text| text.chars().count() <= 60 && typed::tidy_line(text) == text
);

text_type!(
    /// What AWS calls a serial number: the ARN of a virtual device or key, the number on a token.
    SerialNumber,
    Invalid::SerialNumber,
    |text| {
        (9..=256).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&byte))
    }
);

impl SerialNumber {
    /// The serial number of a virtual device: its ARN. Refused if path and name are too long together.
    pub fn virtual_device(
        account: &AccountId,
        path: &EntityPath,
        name: &DeviceName,
    ) -> Result<Self, Invalid> {
        Self::parse(&arn::mfa(account, path, name))
    }

    /// The serial number of a passkey or security key: its ARN, whose end is drawn at random, so that
    /// a name can be given again. Refused if path, names and end are too long together.
    pub fn security_key(
        account: &AccountId,
        owner: Option<(&EntityPath, &UserName)>,
        name: &DeviceName,
        chance: &mut dyn Chance,
    ) -> Result<Self, Invalid> {
        let end = chance::text(chance, ID_ALPHABET, SECURITY_KEY_END);
        Self::parse(&arn::security_key(account, owner, name, &end))
    }

    /// The form in which two serial numbers are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// What stands before the number of a token that is too short for AWS's wire.
const SHORT_TOKEN: &str = "hardware/";
/// The fewest characters of a serial number on AWS's wire.
const SERIAL_BYTES_MIN: usize = 9;

text_type!(
    /// The number that is printed on a hardware token. Real ones are as short as seven characters.
    TokenSerial,
    Invalid::TokenSerial,
    |text| {
        let folded = text.to_ascii_lowercase();
        (1..=256).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&byte))
            // What begins so is a device of another kind, or a short number as the wire has it.
            && !folded.starts_with("arn:")
            && !folded.starts_with(SHORT_TOKEN)
    }
);

impl TokenSerial {
    /// The number as AWS's wire and a device have it: as it is printed, but for one of fewer than 9
    /// characters, which is `hardware/` and the number. No two tokens share one.
    pub fn on_the_wire(&self) -> SerialNumber {
        if self.0.len() < SERIAL_BYTES_MIN {
            SerialNumber(format!("{SHORT_TOKEN}{}", self.0))
        } else {
            SerialNumber(self.0.clone())
        }
    }

    /// The token that a serial number of a device or of the wire names, if it names one.
    pub fn of(serial: &SerialNumber) -> Option<Self> {
        let text = serial.as_str();
        let start = text.get(..SHORT_TOKEN.len());
        let is_short = start.is_some_and(|start| start.eq_ignore_ascii_case(SHORT_TOKEN));
        if !is_short {
            return Self::parse(text).ok();
        }
        let printed = &text[SHORT_TOKEN.len()..];
        let short = (printed.len() < SERIAL_BYTES_MIN).then_some(printed);
        short.and_then(|printed| Self::parse(printed).ok())
    }

    /// The form in which two numbers are the same one.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

text_type!(
    /// A user's unique id (`AIDA…`), never given twice.
    UserId,
    Invalid::UserName,
    |text| text.len() == 21 && text.starts_with("AIDA") && text[4..].bytes().all(|byte| ID_ALPHABET.contains(&byte))
);

impl UserId {
    /// A new id.
    pub fn random(chance: &mut dyn Chance) -> Self {
        Self(format!(
            "AIDA{}",
            chance::text(chance, ID_ALPHABET, ID_LENGTH)
        ))
    }
}

mod of_policies;
pub use of_policies::{GroupId, GroupName, PolicyId, PolicyName, RoleId, RoleName};

/// ARNs, as AWS writes them.
pub mod arn {
    use super::{AccountId, DeviceName, EntityPath, GroupName, PolicyName, RoleName, UserName};

    /// A group.
    pub fn group(account: &AccountId, path: &EntityPath, name: &GroupName) -> String {
        format!("arn:aws:iam::{account}:group{path}{name}")
    }

    /// A managed policy of an account.
    pub fn policy(account: &AccountId, path: &EntityPath, name: &PolicyName) -> String {
        format!("arn:aws:iam::{account}:policy{path}{name}")
    }

    /// A role.
    pub fn role(account: &AccountId, path: &EntityPath, name: &RoleName) -> String {
        format!("arn:aws:iam::{account}:role{path}{name}")
    }

    /// A session of a role. It leaves the role's path out.
    pub fn assumed_role(account: &AccountId, name: &RoleName, session: &str) -> String {
        format!("arn:aws:sts::{account}:assumed-role/{name}/{session}")
    }

    /// The root user of an account.
    pub fn root(account: &AccountId) -> String {
        format!("arn:aws:iam::{account}:root")
    }

    /// A user.
    pub fn user(account: &AccountId, path: &EntityPath, name: &UserName) -> String {
        format!("arn:aws:iam::{account}:user{path}{name}")
    }

    /// A passkey or security key, of a user or of root. `u2f` is AWS's word for all of FIDO.
    pub fn security_key(
        account: &AccountId,
        owner: Option<(&EntityPath, &UserName)>,
        name: &DeviceName,
        end: &str,
    ) -> String {
        match owner {
            Some((path, user)) => {
                format!("arn:aws:iam::{account}:u2f/user{path}{user}/{name}-{end}")
            }
            None => format!("arn:aws:iam::{account}:u2f/root-account/{name}-{end}"),
        }
    }

    /// A virtual MFA device.
    pub fn mfa(account: &AccountId, path: &EntityPath, name: &DeviceName) -> String {
        format!("arn:aws:iam::{account}:mfa{path}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::tests::Counting;

    fn check<T>(parse: fn(&str) -> Result<T, Invalid>, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(parse(text).is_ok(), "`{text}` should do");
        }
        for text in bad {
            assert!(parse(text).is_err(), "`{text}` should not do");
        }
    }

    #[test]
    fn account_ids_are_twelve_digits() {
        check(
            AccountId::parse,
            &["123456789012", "000000000001"],
            &["", "12345678901", "1234567890123", "12345678901a"],
        );
    }

    #[test]
    fn an_alias_has_awss_form() {
        let longest = "a".repeat(63);
        let too_long = "a".repeat(64);
        check(
            Alias::parse,
            &["abc", "a-b-c", "keiri", "123", "0a0", &longest],
            &[
                "ab",
                &too_long,
                "-abc",
                "abc-",
                "a--b",
                "Abc",
                "a_b",
                "経理部",
                "123456789012",
            ],
        );
    }

    #[test]
    fn addresses_that_mail_cannot_reach_are_refused() {
        let longest = format!("{}@{}.example.com", "a".repeat(64), "b".repeat(63));
        check(
            Email::parse,
            &["r@e.jp", "root+aws@example.co.jp", &longest],
            &[
                "root",
                "root@",
                "@example.com",
                "a b@example.com",
                "a@b@example.com",
                "root@example",
                "root@.com",
                "root@-a.com",
                "経理@example.com",
                "a,b@example.com",
            ],
        );
    }

    #[test]
    fn names_have_awss_letters_and_length() {
        let longest = "n".repeat(64);
        let too_long = "n".repeat(65);
        check(
            UserName::parse,
            &["hanako", "hanako@example.com", "a+b=c,d.e_f-g", &longest],
            &["", &too_long, "花子", "a b", "a/b", "a\\b"],
        );
        check(
            DeviceName::parse,
            &["phone", &too_long, &"n".repeat(128)],
            &["", &"n".repeat(129), "my phone"],
        );
    }

    #[test]
    fn a_label_is_free_text_of_one_line() {
        let longest = "電".repeat(60);
        let too_long = "電".repeat(61);
        check(
            DeviceLabel::parse,
            &["", "花子の電話", &longest],
            &[&too_long, "a\nb", " a"],
        );
    }

    #[test]
    fn serial_numbers_are_arns_or_what_a_token_bears() {
        check(
            SerialNumber::parse,
            &["arn:aws:iam::123456789012:mfa/phone", "GAHT12345678"],
            &["GAHT1234", "GAHT 1234567"],
        );
    }

    #[test]
    fn tokens_have_shorter_numbers_than_the_wire_takes() {
        let longest = "9".repeat(256);
        let too_long = "9".repeat(257);
        check(
            TokenSerial::parse,
            &["1", "2600123", "GAHT12345678", &longest],
            &[
                "",
                "26 00123",
                "arn:aws:iam::123456789012:mfa/phone",
                "ARN:x",
                "hardware/1",
                &too_long,
            ],
        );
        for (printed, wire) in [
            ("1", "hardware/1"),
            ("12345678", "hardware/12345678"),
            ("123456789", "123456789"),
            ("GAHT12345678", "GAHT12345678"),
        ] {
            let token = TokenSerial::parse(printed).unwrap();
            assert_eq!(token.on_the_wire().as_str(), wire);
            assert!(SerialNumber::parse(wire).is_ok(), "{wire}");
            assert_eq!(TokenSerial::of(&token.on_the_wire()), Some(token));
        }
        for other in [
            "arn:aws:iam::123456789012:mfa/phone",
            "hardware/123456789",
            "Hardware/hardware/1",
        ] {
            let serial = SerialNumber::parse(other).unwrap();
            assert_eq!(TokenSerial::of(&serial), None, "{other}");
        }
    }

    #[test]
    fn a_path_is_slashes_with_parts_between_them() {
        let longest = format!("/{}/", "p".repeat(510));
        let too_long = format!("/{}/", "p".repeat(511));
        check(
            EntityPath::parse,
            &["/", "/division/team/", "/~/", &longest],
            &["", "team", "/team", "team/", "/a b/", "/部/", &too_long],
        );
    }

    #[test]
    fn path_and_name_of_a_device_must_fit_into_a_serial_number_together() {
        let account = AccountId::parse("123456789012").unwrap();
        let serial = |path: &str, name: &str| {
            let path = EntityPath::parse(path).unwrap();
            SerialNumber::virtual_device(&account, &path, &DeviceName::parse(name).unwrap())
        };
        assert_eq!(
            serial("/devices/", "phone").unwrap().as_str(),
            "arn:aws:iam::123456789012:mfa/devices/phone"
        );
        // 29 characters of the ARN, the path, the name: 256 at most.
        assert!(serial(&format!("/{}/", "p".repeat(220)), "phone").is_ok());
        assert!(serial(&format!("/{}/", "p".repeat(221)), "phone").is_err());
    }

    #[test]
    fn key_ids_are_letters_and_digits() {
        check(
            AccessKeyId::parse,
            &["AKIAFAKEFAKEFAKEFAKE", "a_16_letter_id__"],
            &["AKIAFAKEFAKEFAK", "AKIA FAKEFAKEFAKE", ""],
        );
    }

    #[test]
    fn unique_ids_have_awss_shape_and_differ() {
        let mut chance = Counting(9);
        let first = UserId::random(&mut chance);
        let second = UserId::random(&mut chance);
        assert!(UserId::parse(first.as_str()).is_ok());
        assert_ne!(first, second);
        assert!(AccountId::parse(AccountId::random(&mut chance).as_str()).is_ok());
    }

    #[test]
    fn names_that_differ_only_in_case_fold_to_one() {
        let upper = UserName::parse("Hanako").unwrap();
        let lower = UserName::parse("hanako").unwrap();
        assert_ne!(upper, lower);
        assert_eq!(upper.folded(), lower.folded());
    }
}
