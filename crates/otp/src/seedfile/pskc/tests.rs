use super::*;
use crate::seedfile::read;
use crate::seedfile::testing::{
    SEED_BASE64, SIX, container, package, package_with, plain_secret, told,
};

const NOTHING: Unlock<'static> = Unlock::Nothing;

/// A good package between the ones that are tried: it shows that the rest was read.
fn check_package(package: &str, expected: &str) {
    let good = self::package("good-1234", &plain_secret());
    let text = container(&format!("{package}{good}"));
    let found = told(&text, NOTHING);
    let found = found
        .strip_prefix("good-1234 20 TOTP SHA1 6 30 0 0; ")
        .unwrap_or(&found);
    assert_eq!(found, expected, "{package}");
}

#[test]
fn otp_15_a_plain_package_says_all_of_its_token() {
    let secret = plain_secret();
    let value =
        |name: &str, value: &str| format!("<{name}><PlainValue>{value}</PlainValue></{name}>");
    let good = "; good-1234 20 TOTP SHA1 6 30 0 0";
    for (algorithm, parameters, data, expected) in [
        (
            ":totp",
            SIX.to_owned(),
            String::new(),
            "A1 20 TOTP SHA1 6 30 0 0",
        ),
        (
            "#TOTP",
            SIX.to_owned(),
            String::new(),
            "A1 20 TOTP SHA1 6 30 0 0",
        ),
        (
            ":totp",
            "<Suite>HMAC-SHA256</Suite><ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>"
                .to_owned(),
            value("Time", "42") + &value("TimeInterval", " 60 ") + &value("TimeDrift", "-4"),
            "A1 20 TOTP SHA256 8 60 42 -4",
        ),
        (
            ":totp",
            "<Suite>SHA512</Suite><ResponseFormat Length=\"7\"/>".to_owned(),
            value("TimeDrift", "120"),
            "A1 20 TOTP SHA512 7 30 0 120",
        ),
        (
            ":hotp",
            SIX.to_owned(),
            String::new(),
            "A1 20 HOTP SHA1 6 0",
        ),
        (
            ":hotp",
            SIX.to_owned(),
            value("Counter", "831791"),
            "A1 20 HOTP SHA1 6 831791",
        ),
    ] {
        let data = format!("{secret}{data}");
        let package = package_with("A1", algorithm, &parameters, &data, "");
        check_package(&package, &format!("{expected}{good}"));
    }
}

#[test]
fn a_package_that_cannot_be_used_is_refused_by_itself_and_by_name() {
    let secret = plain_secret();
    let of = |algorithm: &str, parameters: &str, data: &str| {
        package_with("A1", algorithm, parameters, data, "")
    };
    let value = |name: &str, value: &str| {
        let data = format!("{secret}<{name}><PlainValue>{value}</PlainValue></{name}>");
        of(":totp", SIX, &data)
    };
    for (package, expected) in [
        (
            of(":ocra", SIX, &secret),
            "algorithm: the algorithm `ocra` is not served; HOTP and TOTP are",
        ),
        (
            of(":pin", SIX, &secret),
            "algorithm: the algorithm `pin` is not served; HOTP and TOTP are",
        ),
        (
            of("", SIX, &secret).replace(
                "urn:ietf:params:xml:ns:keyprov:pskc",
                "http://www.yubico.com/#yubikey-aes",
            ),
            "algorithm: the algorithm `yubikey-aes` is not served; HOTP and TOTP are",
        ),
        (
            of(":totp", "", &secret),
            "missing: the number of digits is missing",
        ),
        (
            of(":totp", "<ResponseFormat Length=\"5\"/>", &secret),
            "parameters: a code cannot have `5` digits; use 6, 7 or 8",
        ),
        (
            of(
                ":totp",
                "<ResponseFormat Length=\"6\" Encoding=\"HEXADECIMAL\"/>",
                &secret,
            ),
            "response: codes are to be `HEXADECIMAL`; only decimal ones without a check digit are served",
        ),
        (
            of(
                ":totp",
                "<ResponseFormat Length=\"6\" CheckDigits=\"true\"/>",
                &secret,
            ),
            "response: codes are to be `DECIMAL with a check digit`; only decimal ones without a check digit are served",
        ),
        (
            of(":totp", &format!("<Suite>SM3</Suite>{SIX}"), &secret),
            "parameters: `SM3` is not an algorithm for codes; use SHA1, SHA256 or SHA512",
        ),
        (of(":totp", SIX, ""), "missing: the secret is missing"),
        (
            of(":totp", SIX, "<Secret/>"),
            "missing: the secret is missing",
        ),
        (
            of(
                ":totp",
                SIX,
                "<Secret><PlainValue>MTIz!</PlainValue></Secret>",
            ),
            "notation: the secret is not written in Base64",
        ),
        (
            of(
                ":totp",
                SIX,
                "<Secret><PlainValue>MTIzNA==</PlainValue></Secret>",
            ),
            "seed: the secret key has 4 bytes and needs at least 16; copy the whole key",
        ),
        (
            of(":totp", SIX, &format!("{secret}{secret}")),
            "several: there is more than one `Secret`, and only one can be right",
        ),
        (
            value("TimeInterval", "0"),
            "parameters: a time step cannot last `0` seconds; use 1 to 3600",
        ),
        (
            value("TimeInterval", "-30"),
            "parameters: a time step cannot last `-30` seconds; use 1 to 3600",
        ),
        (
            value("TimeInterval", "thirty"),
            "number: the time interval is not a number that is served",
        ),
        (
            value("Time", "-1"),
            "number: the time is not a number that is served",
        ),
        (
            value("TimeDrift", "121"),
            "drift: the token's clock is `121` steps from ours, and at most 120 are followed",
        ),
        (
            value("TimeDrift", "-9223372036854775808"),
            "drift: the token's clock is `-9223372036854775808` steps from ours, and at most 120 are followed",
        ),
        (
            value("TimeDrift", "9223372036854775808"),
            "number: the time drift is not a number that is served",
        ),
        (
            "<KeyPackage/>".to_owned(),
            "missing: the serial number is missing",
        ),
        (
            "<KeyPackage><DeviceInfo><SerialNo>A1</SerialNo></DeviceInfo></KeyPackage>".to_owned(),
            "missing: the key is missing",
        ),
        (
            "<KeyPackage><DeviceInfo><SerialNo>A1</SerialNo></DeviceInfo><Key/></KeyPackage>"
                .to_owned(),
            "missing: the algorithm is missing",
        ),
    ] {
        check_package(&package, expected);
    }
}

#[test]
fn a_condition_that_nobody_would_keep_refuses_the_key() {
    for (policy, refused) in [
        ("", None),
        ("<KeyUsage>OTP</KeyUsage>", None),
        ("<KeyUsage>CR</KeyUsage><KeyUsage>OTP</KeyUsage>", None),
        ("<KeyUsage>Encrypt</KeyUsage>", Some("KeyUsage")),
        (
            "<PINPolicy PINUsageMode=\"Local\" MinLength=\"4\" PINKeyId=\"2\"/>",
            None,
        ),
        ("<PINPolicy PINUsageMode=\"Append\"/>", Some("PINPolicy")),
        ("<PINPolicy MinLength=\"4\"/>", Some("PINPolicy")),
        (
            "<PINPolicy PINUsageMode=\"Local\" OnSundays=\"1\"/>",
            Some("PINPolicy"),
        ),
        (
            "<PINPolicy PINUsageMode=\"Local\"><Sundays/></PINPolicy>",
            Some("PINPolicy"),
        ),
        (
            "<NumberOfTransactions>4</NumberOfTransactions>",
            Some("NumberOfTransactions"),
        ),
        ("<Moon>full</Moon>", Some("Moon")),
    ] {
        let rest = format!("<Policy>{policy}</Policy>");
        let package = package_with("A1", ":totp", SIX, &plain_secret(), &rest);
        let expected = match refused {
            None => "A1 20 TOTP SHA1 6 30 0 0".to_owned(),
            Some(name) => format!(
                "policy: the key may only be used under the condition `{name}`, which is not kept here"
            ),
        };
        assert_eq!(told(&container(&package), NOTHING), expected);
    }
}

#[test]
fn of_two_dates_the_narrower_one_counts() {
    let dated = |device: &str, policy: &str| {
        let package = package_with(
            "A1",
            ":totp",
            SIX,
            &plain_secret(),
            &format!("<Policy>{policy}</Policy>"),
        );
        let package = package.replace("</DeviceInfo>", &format!("{device}</DeviceInfo>"));
        let file = read(container(&package).as_bytes(), NOTHING).unwrap();
        let entry = file.entries.first().map(|entry| {
            let words = |date: Option<Timestamp>| date.map_or("-".to_owned(), |d| d.to_string());
            format!("{} {}", words(entry.starts_at), words(entry.expires_at))
        });
        entry.unwrap_or_else(|| file.refusals[0].reason.to_string())
    };
    let start = |date: &str| format!("<StartDate>{date}</StartDate>");
    let expiry = |date: &str| format!("<ExpiryDate>{date}</ExpiryDate>");
    for (device, policy, expected) in [
        (String::new(), String::new(), "- -"),
        (
            start("2006-05-01T00:00:00Z"),
            String::new(),
            "2006-05-01T00:00:00Z -",
        ),
        (
            start("2006-05-01T00:00:00Z") + &expiry("2036-05-31T00:00:00Z"),
            start("2007-05-01T09:00:00+09:00") + &expiry("2026-05-31T00:00:00"),
            "2007-05-01T00:00:00Z 2026-05-31T00:00:00Z",
        ),
        (
            expiry("2026-05-31"),
            expiry("2030-01-01"),
            "- 2026-05-31T00:00:00Z",
        ),
        (
            expiry("soon"),
            String::new(),
            "the expiry date is not a date such as `2026-05-31T00:00:00Z`",
        ),
        (
            String::new(),
            start("2006-13-01"),
            "the start date is not a date such as `2026-05-31T00:00:00Z`",
        ),
    ] {
        assert_eq!(dated(&device, &policy), expected, "{device} {policy}");
    }
}

#[test]
fn otp_11_no_refusal_shows_a_secret() {
    let secret = |value: &str| format!("<Secret><PlainValue>{value}</PlainValue></Secret>");
    for data in [
        secret("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA"),
        secret("MTIzNDU2Nzg5MA=="),
        secret("&MTIzNDU2Nzg5MA==;"),
    ] {
        let found = told(&container(&package("A1", &data)), NOTHING);
        assert!(
            !found.contains("MTIz") && !found.contains("1234567890"),
            "{found}"
        );
    }
    let file = read(
        container(&package("A1", &plain_secret())).as_bytes(),
        NOTHING,
    )
    .unwrap();
    let printed = format!("{file:?}");
    assert!(printed.contains("Seed(…)"));
    assert!(
        !printed.contains(SEED_BASE64) && !printed.contains("49, 50, 51"),
        "{printed}"
    );
}
