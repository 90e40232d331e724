//! The functions that are fed. Each gives back whether it accepted its input.

use otp::seedfile::{self, Kind as TokenKind, Protection, Unlock};
use otp::{Code, DRIFT_STEPS_MAX, Digits, OtpauthUri, totp_at};
use policy::{Context, Kind, NamedPolicy, Policies, Policy, Principal, Request};
use rules::ids::{
    AccountId, AccountName, Alias, DeviceLabel, DeviceName, Email, SerialNumber, UserId, UserName,
};
use rules::password::Password;
use rules::typed;

use super::keys;

/// Something that reads bytes of strangers.
pub struct Target {
    /// Its name, and its folder in the corpus.
    pub name: &'static str,
    /// Words of its grammar.
    pub words: &'static [&'static str],
    /// Checks its properties on an input, and says whether the input was accepted.
    pub run: fn(&[u8]) -> bool,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "otp-uri",
        words: &[
            "otpauth://totp/",
            "otpauth://hotp/",
            "secret=",
            "&issuer=",
            "&algorithm=SHA512",
            "&digits=8",
            "&period=60",
            "%3A",
            "%20",
            "%",
            ":",
            "&",
            "=",
            "+",
            "関所",
        ],
        run: otp_uri,
    },
    Target {
        name: "otp-code",
        words: &["１", "９", "\u{3000}", "\u{a0}", "-", "０００"],
        run: otp_code,
    },
    Target {
        name: "otp-seedfile",
        words: &[
            "<KeyPackage>",
            "</KeyPackage>",
            "<DeviceInfo><SerialNo>A1</SerialNo></DeviceInfo>",
            "<PlainValue>",
            "<EncryptedValue>",
            "<ValueMAC>",
            "urn:ietf:params:xml:ns:keyprov:pskc:totp",
            "#aes256-cbc",
            "#kw-aes128",
            "#hmac-sha256",
            "<!DOCTYPE k [<!ENTITY a \"b\">]>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "&amp;",
            "&#x41;",
            "&a;",
            "/>",
            "\"",
            "\r\n",
            ",",
            ";",
            "\t",
            "serial number,secret key,time interval\n",
            "3132333435363738393031323334353637383930",
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            ",totp,8,60,SHA512\n",
        ],
        run: otp_seedfile,
    },
    Target {
        name: "key-registration",
        words: &[
            "none",
            "packed",
            "fido-u2f",
            "attStmt",
            "authData",
            "\u{1}",
            "\u{0}",
            "alg",
            "x5c",
            "\"type\":\"webauthn.create\"",
            "\"crossOrigin\":true",
            "\"topOrigin\":",
            "\"origin\":\"https://example.org\"",
            "{",
            "}",
            "null",
        ],
        run: keys::registration,
    },
    Target {
        name: "key-assertion",
        words: &[
            "\u{0}",
            "\"type\":\"webauthn.get\"",
            "\"crossOrigin\":true",
            "\"topOrigin\":",
            "\"origin\":\"https://example.org\"",
            "\"userHandle\":",
            "credProtect",
            "{",
            "}",
            "null",
        ],
        run: keys::assertion,
    },
    Target {
        name: "policy",
        words: &[
            "\"Version\":\"2012-10-17\"",
            "\"Statement\":",
            "\"Effect\":\"Deny\"",
            "\"NotAction\":",
            "\"Resource\":\"*\"",
            "\"Condition\":",
            "{\"BoolIfExists\":",
            "${aws:username}",
            "${*}",
            "arn:aws:iam::*:user/",
            "aws:MultiFactorAuthPresent",
            "\"Principal\":{\"AWS\":",
            "\"NotPrincipal\":",
            "\"ForAllValues:StringLikeIfExists\":",
            "\"ForAnyValue:ArnNotLike\":",
            "\"NumericLessThanEquals\":",
            "\"DateGreaterThan\":",
            "\"NotIpAddress\":",
            "\"BinaryEquals\":",
            "${aws:PrincipalTag/a, 'b'}",
            "2030-01-01T00:00:00.5+09:00",
            "2001:db8::/32",
            "1e-9",
            "sts:AssumeRole",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\\u0000",
        ],
        run: policy_document,
    },
    Target {
        name: "rules-ids",
        words: &[
            "arn:aws:iam::",
            ":mfa/",
            "123456789012",
            "AIDA",
            "@",
            ".",
            "-",
            "　",
            "関所",
        ],
        run: rules_ids,
    },
    Target {
        name: "rules-typed",
        words: &[
            "１２３",
            "\u{3000}",
            "\u{200b}",
            "ー",
            "−",
            "。",
            "\r\n",
            "e\u{301}",
        ],
        run: rules_typed,
    },
    Target {
        name: "wire-authorization",
        words: &[
            "AWS4-HMAC-SHA256 ",
            "Credential=",
            "/20261124/us-east-1/iam/aws4_request",
            "SignedHeaders=",
            "host;x-amz-date",
            "Signature=",
            ", ",
            "/",
            "=",
            ";",
        ],
        run: wire::fuzz::fuzz_authorization,
    },
    Target {
        name: "wire-query",
        words: &[
            "Action=",
            "&Version=2010-05-08",
            "&Version=2011-06-15",
            "Tags.member.1.Key=",
            ".member.",
            "&MaxItems=",
            "UserName=",
            "%E9%96%A2",
            "%",
            "+",
            ".-1",
            ".0",
            "&",
            "=",
        ],
        run: wire::fuzz::fuzz_query,
    },
    Target {
        name: "wire-json",
        words: &[
            "PutContactInformation\n",
            "PutAlternateContact\n",
            "ListAccounts\n",
            "LookupEvents\n",
            "{\"MaxResults\": ",
            "{\"LookupAttributes\": [{\"AttributeKey\": \"EventId\", \"AttributeValue\": \"a\"}]}",
            "\"StartTime\": 1700000000.5",
            "\"ContactInformation\": {\"FullName\": ",
            "\"AccountId\": \"",
            "null",
            "true",
            "[",
            "{",
            "}",
            "]",
            ",",
        ],
        run: wire::fuzz::fuzz_json,
    },
    Target {
        name: "wire-canonical-request",
        words: &[
            "/?",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "&X-Amz-Credential=AKIAEXAMPLE%2F20261124%2Fus-east-1%2Fsts%2Faws4_request",
            "&X-Amz-Date=20261124T000000Z",
            "&X-Amz-SignedHeaders=host",
            "&X-Amz-Signature=00",
            "\nhost: localhost\n",
            "/../",
            "//",
            "%2F",
            "\n\n",
        ],
        run: wire::fuzz::fuzz_canonical_request,
    },
];

/// What is accepted is written so that it is read as the same.
fn otp_uri(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else {
        return false;
    };
    let Ok(uri) = OtpauthUri::parse(text) else {
        return false;
    };
    let written = uri.to_string();
    let again = OtpauthUri::parse(&written).expect("what was written can be read");
    assert_eq!(*written, *again.to_string(), "read and written again");
    assert_eq!(uri.account_label(), again.account_label());
    true
}

/// What is accepted is exactly so many plain digits.
fn otp_code(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let mut accepted = false;
    for count in 6..=8 {
        let digits = Digits::new(count).expect("6 to 8 digits");
        if let Ok(code) = Code::parse(&text, digits) {
            let plain = code.as_str();
            assert_eq!(plain.len(), usize::from(count));
            assert!(plain.bytes().all(|byte| byte.is_ascii_digit()));
            accepted = true;
        }
    }
    accepted
}

/// The pre-shared key and the passphrase of the corpus, which are those of RFC 6030.
const SEEDFILE_KEY: [u8; 16] = [
    0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12,
];
const SEEDFILE_PASSPHRASE: &str = "qwerty";
/// Deriving a key takes as long as the file says, which is no fault of the reader.
const SEEDFILE_ROUNDS: &[u8] = b"<IterationCount>1000</IterationCount>";

/// What is accepted are tokens that can be used: each shows a code, no two share a serial number or
/// a place, and from a file that opens with a key come no seeds that this key did not open.
fn otp_seedfile(input: &[u8]) -> bool {
    let has = |needle: &[u8]| input.windows(needle.len()).any(|part| part == needle);
    let mut unlocks = vec![Unlock::Nothing, Unlock::PreSharedKey(&SEEDFILE_KEY)];
    if has(SEEDFILE_ROUNDS) {
        unlocks.push(Unlock::Passphrase(SEEDFILE_PASSPHRASE));
    }
    let mut accepted = false;
    for unlock in unlocks {
        let Ok(file) = seedfile::read(input, unlock) else {
            continue;
        };
        let is_plain = matches!(unlock, Unlock::Nothing);
        assert_eq!(is_plain, file.protection == Protection::Plain);
        let mut serials: Vec<String> = file
            .entries
            .iter()
            .map(|entry| entry.serial.to_ascii_lowercase())
            .collect();
        serials.sort();
        serials.dedup();
        assert_eq!(serials.len(), file.entries.len(), "shared serial numbers");
        let refused = file.refusals.iter().map(|refusal| refusal.place.number);
        let mut numbers: Vec<u32> = file
            .entries
            .iter()
            .map(|entry| entry.place.number)
            .chain(refused)
            .collect();
        numbers.sort_unstable();
        assert!((1..).zip(&numbers).all(|(number, found)| number == *found));
        for entry in &file.entries {
            assert!((1..=seedfile::SERIAL_BYTES_MAX).contains(&entry.serial.len()));
            if let TokenKind::Totp {
                params,
                drift_steps,
                ..
            } = entry.kind
            {
                assert!(drift_steps.unsigned_abs() <= DRIFT_STEPS_MAX);
                let code = totp_at(&entry.seed, params.step_at(0), params);
                assert_eq!(code.as_str().len(), params.digits().count());
            }
        }
        accepted |= !file.entries.is_empty();
    }
    accepted
}

/// What is accepted is printed as a document that means the same, and can be evaluated.
fn policy_document(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let mut accepted = false;
    for kind in [Kind::Identity, Kind::Managed, Kind::Trust, Kind::Resource] {
        if let Ok(policy) = Policy::parse_as(kind, &text) {
            policy_evaluates(kind, &policy);
            accepted = true;
        }
    }
    accepted
}

fn policy_evaluates(kind: Kind, policy: &Policy) {
    let printed = policy.to_json();
    let again = Policy::parse_as(kind, &printed).expect("what was printed can be read");
    assert_eq!(printed, again.to_json(), "read and printed again");
    let context = Context::new()
        .with("aws:username", "hanako")
        .with("aws:MultiFactorAuthAge", "3600")
        .with("aws:CurrentTime", "2030-01-01T00:00:00Z")
        .with("aws:SourceIp", "2001:db8::1")
        .with("aws:PrincipalArn", HANAKO)
        .with_all("aws:TagKeys", ["a", "b"]);
    let request = Request {
        action: "iam:EnableMFADevice",
        resource: HANAKO,
        context: &context,
    };
    let decide = |policy| {
        let named = [NamedPolicy {
            name: "fed",
            policy,
        }];
        let principal = Principal::User {
            arn: HANAKO,
            id: "AIDAHANAKO",
        };
        let policies = Policies {
            identity: &named,
            ..Policies::of(principal)
        };
        let findings = policy::explain(&named, principal, &request);
        (policy::decide(&policies, &request), findings)
    };
    assert_eq!(decide(policy), decide(&again));
}

const HANAKO: &str = "arn:aws:iam::123456789012:user/hanako";

/// What is accepted is kept as a text that is accepted and kept as it is.
fn rules_ids(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let mut accepted = false;
    macro_rules! feed {
        ($($id:ident),*) => {$(
            if let Ok(id) = $id::parse(&text) {
                let again = $id::parse(id.as_str()).expect("what is kept is accepted");
                assert_eq!(id.as_str(), again.as_str(), stringify!($id));
                accepted = true;
            }
        )*};
    }
    feed!(
        AccountId,
        AccountName,
        Alias,
        DeviceLabel,
        DeviceName,
        Email,
        SerialNumber,
        UserId,
        UserName
    );
    accepted
}

/// Tidying twice is tidying once, and nothing that was typed is too odd for it.
fn rules_typed(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    for tidy in [typed::tidy, typed::tidy_digits, typed::tidy_line] {
        let once = tidy(&text);
        assert_eq!(tidy(&once), once, "tidied twice");
    }
    Password::typed(&text).check(&["hanako"], None).is_ok()
}
