//! The functions that are fed. Each gives back whether it accepted its input.

use otp::{Code, Digits, OtpauthUri};
use policy::{Context, NamedPolicy, Policy, Request};
use rules::ids::{
    AccountId, AccountName, Alias, DeviceLabel, DeviceName, Email, SerialNumber, UserId, UserName,
};
use rules::password::Password;
use rules::typed;

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

/// What is accepted is printed as a document that means the same, and can be evaluated.
fn policy_document(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let Ok(policy) = Policy::parse(&text) else {
        return false;
    };
    let printed = policy.to_json();
    let again = Policy::parse(&printed).expect("what was printed can be read");
    assert_eq!(printed, again.to_json(), "read and printed again");
    let context = Context::new().with("aws:username", "hanako");
    let request = Request {
        action: "iam:EnableMFADevice",
        resource: "arn:aws:iam::123456789012:user/hanako",
        context: &context,
    };
    let decide = |policy| {
        let named = NamedPolicy {
            name: "fed",
            policy,
        };
        policy::evaluate(&[named], &request)
    };
    assert_eq!(decide(&policy), decide(&again));
    true
}

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
