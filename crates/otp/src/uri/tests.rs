use proptest::prelude::*;

use super::*;
use crate::params::Algorithm;

const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const APP: Params = Params::AUTHENTICATOR_APP;

fn seed() -> Seed {
    Seed::from_base32(KEY).unwrap()
}

/// What an address says, without its seed, in a form that a table can hold.
fn read(text: &str) -> Result<String, UriError> {
    let uri = OtpauthUri::parse(text)?;
    assert_eq!(uri.seed().as_bytes(), seed().as_bytes());
    let (issuer, account) = (uri.issuer().unwrap_or("-"), uri.account_label());
    let params = uri.params();
    let (algorithm, digits) = (params.algorithm(), params.digits());
    let step = params.step_seconds();
    Ok(format!("{issuer}|{account}|{algorithm}/{digits}/{step}"))
}

#[test]
fn an_app_s_address_has_nothing_that_every_app_assumes() {
    let label = Label::new("Sekisho", Some("tokyo"), "hanako", "keiri");
    assert_eq!(
        *OtpauthUri::new(label, seed(), APP).to_string(),
        "otpauth://totp/Sekisho%20%28tokyo%29:hanako@keiri\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sekisho%20%28tokyo%29"
    );
}

#[test]
fn what_differs_from_the_defaults_is_written() {
    let params = Params::new(Algorithm::Sha256, Digits::EIGHT, 60).unwrap();
    assert_eq!(
        *OtpauthUri::new(Label::new("S", None, "a+b", "k"), seed(), params).to_string(),
        "otpauth://totp/S:a%2Bb@k?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=S\
         &algorithm=SHA256&digits=8&period=60"
    );
}

#[test]
fn a_japanese_issuer_is_percent_encoded() {
    let label = Label::new("関所", None, "hanako", "keiri");
    assert_eq!(
        *OtpauthUri::new(label, seed(), APP).to_string(),
        "otpauth://totp/%E9%96%A2%E6%89%80:hanako@keiri\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E9%96%A2%E6%89%80"
    );
}

#[test]
fn the_addresses_of_other_services_are_read() {
    for (address, expected) in [
        // The two forms that AWS's console writes.
        (
            "otpauth://totp/Amazon%20Web%20Services:hanakoMFADevice@keiri?secret=KEY&issuer=Amazon%20Web%20Services",
            "Amazon Web Services|hanakoMFADevice@keiri|SHA1/6/30",
        ),
        (
            "otpauth://totp/phone@keiri?secret=KEY",
            "-|phone@keiri|SHA1/6/30",
        ),
        // The type in any case, the colon in either form, a space after it.
        (
            "OTPAUTH://TOTP/ACME:%20john@example.com?secret=KEY",
            "ACME|john@example.com|SHA1/6/30",
        ),
        (
            "otpauth://totp/ACME%3Ajohn?secret=KEY",
            "ACME|john|SHA1/6/30",
        ),
        (
            "otpauth://totp/ACME%3ajohn?secret=KEY",
            "ACME|john|SHA1/6/30",
        ),
        // The issuer parameter wins, an empty one says nothing.
        (
            "otpauth://totp/Old:john?secret=KEY&issuer=New",
            "New|john|SHA1/6/30",
        ),
        (
            "otpauth://totp/Old:john?secret=KEY&issuer=",
            "Old|john|SHA1/6/30",
        ),
        ("otpauth://totp/?secret=KEY&issuer=New", "New||SHA1/6/30"),
        ("otpauth://totp?secret=KEY", "-||SHA1/6/30"),
        // What the parameters may look like; a plus sign is a plus sign.
        (
            "otpauth://totp/a?period=60&digits=8&algorithm=HmacSHA256&secret=KEY&issuer=A+B",
            "A+B|a|SHA256/8/60",
        ),
        (
            "otpauth://totp/a?secret=KEY&digits=7&period=20&algorithm=sha-512",
            "-|a|SHA512/7/20",
        ),
        (
            "otpauth://totp/a?Secret=KEY&image=https%3A%2F%2Fexample.com%2Fx.png&image=twice&counter=1&&x",
            "-|a|SHA1/6/30",
        ),
        ("  otpauth://totp/a?secret=KEY#top\n", "-|a|SHA1/6/30"),
        (
            "otpauth://totp/%E9%96%A2%E6%89%80:%E8%8A%B1%E5%AD%90?secret=KEY",
            "関所|花子|SHA1/6/30",
        ),
        ("otpauth://totp/関所:花子?secret=KEY", "関所|花子|SHA1/6/30"),
        // Nothing that would move a terminal's cursor survives, and no second colon appears.
        (
            "otpauth://totp/A:%1B%5B2Jb?secret=KEY&issuer=A%3AB%0A",
            "A-B|[2Jb|SHA1/6/30",
        ),
    ] {
        let address = address.replace("KEY", KEY);
        assert_eq!(read(&address).as_deref(), Ok(expected), "{address}");
    }
}

#[test]
fn a_secret_is_read_however_it_is_written() {
    for secret in [
        "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
        "GEZD%20GNBV%20GY3T%20QOJQ%20GEZD%20GNBV%20GY3T%20QOJQ",
        "GEZDGNBVGY3TQOJQ-GEZDGNBVGY3TQOJQ",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ%3D%3D",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ==",
    ] {
        let address = format!("otpauth://totp/a?secret={secret}");
        assert_eq!(read(&address).as_deref(), Ok("-|a|SHA1/6/30"), "{secret:?}");
    }
}

#[test]
fn what_would_make_other_codes_is_refused() {
    let params = |error: ParamsError| UriError::Params(error);
    let bad_digits = |input: &str| {
        params(ParamsError::Digits {
            input: input.to_owned(),
        })
    };
    let bad_period = |input: &str| {
        params(ParamsError::StepSeconds {
            input: input.to_owned(),
        })
    };
    let bad_algorithm = |input: &str| {
        params(ParamsError::Algorithm {
            input: input.to_owned(),
        })
    };
    let not_text = |part| UriError::NotText { part };
    let twice = |name| UriError::Twice { name };
    for (address, error) in [
        ("", UriError::NotOtpauth),
        ("GEZDGNBVGY3TQOJQ", UriError::NotOtpauth),
        ("https://example.com/?secret=KEY", UriError::NotOtpauth),
        ("otpauth:/totp/a?secret=KEY", UriError::NotOtpauth),
        ("otpauth-migration://offline?data=CiEK", UriError::Migration),
        (
            "otpauth://hotp/a?secret=KEY&counter=1",
            UriError::CounterBased,
        ),
        ("otpauth://HOTP/a?secret=KEY", UriError::CounterBased),
        ("otpauth://steam/a?secret=KEY", UriError::UnknownType),
        ("otpauth:///a?secret=KEY", UriError::UnknownType),
        ("otpauth://totp/a:b:c?secret=KEY", UriError::Colons),
        ("otpauth://totp/a:b%3Ac?secret=KEY", UriError::Colons),
        ("otpauth://totp/a%3Ab:c?secret=KEY", UriError::Colons),
        ("otpauth://totp/%FF?secret=KEY", not_text("label")),
        ("otpauth://totp/%FF:a?secret=KEY", not_text("label")),
        ("otpauth://totp/a?secret=KEY&issuer=%FF", not_text("issuer")),
        ("otpauth://totp/a?secret=%FF", not_text("secret")),
        ("otpauth://totp/a", UriError::NoSecret),
        ("otpauth://totp/a?secret=", UriError::NoSecret),
        ("otpauth://totp/a?secret&issuer=b", UriError::NoSecret),
        ("otpauth://totp/a?secret=KEY&secret=KEY", twice("secret")),
        ("otpauth://totp/a?secret=KEY&SECRET=KEY", twice("secret")),
        (
            "otpauth://totp/a?secret=KEY&issuer=a&issuer=a",
            twice("issuer"),
        ),
        (
            "otpauth://totp/a?secret=KEY&algorithm=SHA1&algorithm=SHA1",
            twice("algorithm"),
        ),
        (
            "otpauth://totp/a?secret=KEY&digits=6&digits=6",
            twice("digits"),
        ),
        (
            "otpauth://totp/a?secret=KEY&period=30&period=30",
            twice("period"),
        ),
        (
            "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP",
            UriError::Secret(SeedError::TooShort { bytes: 10 }),
        ),
        (
            "otpauth://totp/a?secret=KEY0",
            UriError::Secret(SeedError::NotBase32 { character: '0' }),
        ),
        (
            "otpauth://totp/a?secret=KEY&algorithm=MD5",
            bad_algorithm("MD5"),
        ),
        ("otpauth://totp/a?secret=KEY&algorithm=", bad_algorithm("")),
        ("otpauth://totp/a?secret=KEY&digits=5", bad_digits("5")),
        ("otpauth://totp/a?secret=KEY&digits=10", bad_digits("10")),
        ("otpauth://totp/a?secret=KEY&digits=", bad_digits("")),
        ("otpauth://totp/a?secret=KEY&period=0", bad_period("0")),
        (
            "otpauth://totp/a?secret=KEY&period=3601",
            bad_period("3601"),
        ),
        ("otpauth://totp/a?secret=KEY&period=30s", bad_period("30s")),
    ] {
        let address = address.replace("KEY", KEY);
        assert_eq!(read(&address), Err(error), "{address}");
    }
}

#[test]
fn an_address_is_read_up_to_its_named_length() {
    let start = format!("otpauth://totp/a?secret={KEY}&x=");
    let at_most = format!(
        "{start}{}",
        "x".repeat(OtpauthUri::TEXT_BYTES_MAX - start.len())
    );
    assert!(OtpauthUri::parse(&at_most).is_ok());
    let one_more = at_most + "x";
    assert_eq!(OtpauthUri::parse(&one_more).unwrap_err(), UriError::TooLong);
}

#[test]
fn otp_11_neither_an_entry_nor_an_error_prints_the_secret() {
    let uri = OtpauthUri::new(Label::new("S", None, "a", "k"), seed(), APP);
    assert!(!format!("{uri:?}").contains("GEZD"));
    for address in [
        "otpauth://totp/a?secret=KEY&digits=9",
        "otpauth://totp/a?secret=KEY&secret=KEY",
        "otpauth://totp/a?secret=KEY0",
        "otpauth://totp/a?secret=KEYA",
        "otpauth://hotp/a?secret=KEY",
        "http://totp/a?secret=KEY",
    ] {
        let error = OtpauthUri::parse(&address.replace("KEY", KEY)).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("GEZD"), "{address}");
    }
}

prop_compose! {
    fn any_params()(
        algorithm in prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
        digits in 6..=8_u8,
        step_seconds in prop_oneof![Just(30), 1..=Params::STEP_SECONDS_MAX],
    ) -> Params {
        Params::new(algorithm, Digits::new(digits).unwrap(), step_seconds).unwrap()
    }
}

proptest! {
    #[test]
    fn every_entry_that_is_written_is_read_back(
        bytes in prop::collection::vec(any::<u8>(), 16..=128),
        issuer in "\\PC{0,12}|[ -~]{0,12}",
        installation in prop::option::of("\\PC{0,12}"),
        name in "\\PC{0,12}|[ -~]{0,12}",
        account in any::<String>(),
        params in any_params(),
    ) {
        let label = Label::new(&issuer, installation.as_deref(), &name, &account);
        let written = OtpauthUri::new(label.clone(), Seed::from_bytes(bytes.clone()).unwrap(), params);
        let text = written.to_string();
        prop_assert!(text.is_ascii());
        prop_assert!(!text.contains(['+', ' ']));

        let read = OtpauthUri::parse(&text).unwrap();
        prop_assert_eq!(&read.label, &label);
        prop_assert_eq!(read.seed().as_bytes(), &bytes);
        prop_assert_eq!(read.params(), params);
        let again = read.to_string();
        prop_assert_eq!(again.as_str(), text.as_str());
    }

    #[test]
    fn no_text_makes_the_reader_panic(
        text in any::<String>(),
        near in "otpauth://(totp|hotp)/[a-z:%3A@関]{0,20}(\\?|)((secret|issuer|digits|period|algorithm)=[%A-F0-7関]{0,30}&?){0,6}",
    ) {
        let _ = OtpauthUri::parse(&text);
        let _ = OtpauthUri::parse(&near);
    }
}
