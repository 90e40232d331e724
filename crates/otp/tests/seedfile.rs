//! OTP-15: documents with the values of RFC 6030, RFC 6238 and Microsoft import to the known
//! secrets and parameters; `vectors/README.md` says where each comes from.

use otp::seedfile::{Entry, FileError, Format, Kind, Protection, Reason, SeedFile, Unlock, read};
use otp::{Algorithm, Digits, Params, totp_at};

/// The secret of RFC 4226, RFC 6238 and RFC 6030.
const SECRET: &[u8] = b"12345678901234567890";
/// The pre-shared key of figure 6.
const KEY: [u8; 16] = [
    0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12,
];

macro_rules! vector {
    ($name:literal) => {
        include_bytes!(concat!("../../../vectors/", $name))
    };
}

fn hotp_of_eight(counter: u64) -> Kind {
    Kind::Hotp {
        algorithm: Algorithm::Sha1,
        digits: Digits::EIGHT,
        counter,
    }
}

/// The reasons of all that was refused.
fn reasons(file: &SeedFile) -> Vec<&Reason> {
    file.refusals
        .iter()
        .map(|refusal| &refusal.reason)
        .collect()
}

/// What a single token of a file is.
fn only(file: &SeedFile) -> &Entry {
    assert_eq!((file.entries.len(), file.refusals.len()), (1, 0));
    &file.entries[0]
}

#[test]
fn otp_15_a_plain_container_imports_figure_3() {
    let file = read(vector!("pskc/figure-3.xml"), Unlock::Nothing).unwrap();
    assert_eq!(
        (file.format, file.protection),
        (Format::Pskc, Protection::Plain)
    );
    let token = only(&file);
    assert_eq!(token.serial, "987654321");
    assert_eq!(token.seed.as_bytes(), SECRET);
    assert_eq!(token.kind, hotp_of_eight(0));
    assert_eq!(token.manufacturer.as_deref(), Some("Manufacturer"));
    assert_eq!(token.issuer.as_deref(), Some("Issuer"));
    assert_eq!((token.place.number, token.place.line), (1, 3));
}

#[test]
fn otp_15_a_container_without_usable_keys_imports_nothing_figures_2_and_4() {
    for (bytes, what) in [
        (&vector!("pskc/figure-2.xml")[..], "serial number"),
        (&vector!("pskc/figure-4.xml")[..], "secret"),
    ] {
        let file = read(bytes, Unlock::Nothing).unwrap();
        assert!(file.entries.is_empty());
        assert_eq!(reasons(&file), [&Reason::Missing { what }]);
    }
}

#[test]
fn otp_15_a_pin_of_the_token_itself_imports_figure_5() {
    let file = read(vector!("pskc/figure-5.xml"), Unlock::Nothing).unwrap();
    assert_eq!(file.entries.len(), 1);
    assert_eq!(file.entries[0].seed.as_bytes(), SECRET);
    assert_eq!(file.entries[0].kind, hotp_of_eight(0));
    let name = "pin".to_owned();
    assert_eq!(reasons(&file), [&Reason::Algorithm { name }]);
}

#[test]
fn otp_15_a_pre_shared_key_opens_figure_6_and_no_other_does() {
    let bytes = vector!("pskc/figure-6.xml");
    let file = read(bytes, Unlock::PreSharedKey(&KEY)).unwrap();
    assert_eq!(file.protection, Protection::PreSharedKey);
    let token = only(&file);
    assert_eq!(token.serial, "987654321");
    assert_eq!(token.seed.as_bytes(), SECRET);
    assert_eq!(token.kind, hotp_of_eight(0));

    let mut other = KEY;
    other[15] ^= 1;
    let error = read(bytes, Unlock::PreSharedKey(&other)).unwrap_err();
    assert!(matches!(error, FileError::BadMac { .. }), "{error}");
    let key_name = "Pre-shared-key".to_owned();
    let error = read(bytes, Unlock::Nothing).unwrap_err();
    assert_eq!(error, FileError::KeyNeeded { key_name });
}

#[test]
fn otp_15_a_passphrase_opens_figure_7_and_no_other_does() {
    let bytes = vector!("pskc/figure-7.xml");
    let file = read(bytes, Unlock::Passphrase("qwerty")).unwrap();
    assert_eq!(file.protection, Protection::Passphrase);
    let token = only(&file);
    assert_eq!(token.serial, "987654321");
    assert_eq!(token.seed.as_bytes(), SECRET);
    assert_eq!(token.kind, hotp_of_eight(0));
    assert_eq!(token.manufacturer.as_deref(), Some("TokenVendorAcme"));
    assert_eq!(token.issuer.as_deref(), Some("Example-Issuer"));

    let error = read(bytes, Unlock::Passphrase("qwertz")).unwrap_err();
    assert!(matches!(error, FileError::BadMac { .. }), "{error}");
    let key_name = "My Password 1".to_owned();
    let error = read(bytes, Unlock::Nothing).unwrap_err();
    assert_eq!(error, FileError::PassphraseNeeded { key_name });
}

#[test]
fn otp_15_several_packages_import_figure_10_and_two_keys_of_one_device_do_not() {
    let file = read(vector!("pskc/figure-10.xml"), Unlock::Nothing).unwrap();
    for (entry, serial) in file.entries.iter().zip(["654321", "123456"]) {
        assert_eq!(entry.serial, serial);
        assert_eq!(entry.seed.as_bytes(), SECRET);
        assert_eq!(entry.kind, hotp_of_eight(0));
        let dates = [entry.starts_at, entry.expires_at].map(|date| date.unwrap().to_string());
        assert_eq!(dates, ["2006-05-01T00:00:00Z", "2006-05-31T00:00:00Z"]);
    }
    assert_eq!(file.entries.len(), 2);
    assert_eq!(
        reasons(&file),
        [&Reason::SharedSerial, &Reason::SharedSerial]
    );
    let places: Vec<u32> = file.refusals.iter().map(|r| r.place.number).collect();
    assert_eq!(places, [3, 4]);
}

#[test]
fn otp_15_a_clock_imports_with_step_and_drift() {
    let file = read(vector!("pskc/totp.xml"), Unlock::Nothing).unwrap();
    let token = only(&file);
    assert_eq!(token.serial, "987654323");
    assert_eq!(token.seed.as_bytes(), SECRET);
    assert_eq!(token.model.as_deref(), Some("Clock-1"));
    let expected = Kind::Totp {
        params: Params::AUTHENTICATOR_APP,
        time_steps: 0,
        drift_steps: 4,
    };
    assert_eq!(token.kind, expected);
}

#[test]
fn otp_15_a_wrapped_key_proves_itself() {
    let bytes = vector!("pskc/key-wrap.xml");
    let key: Vec<u8> = (0..16).collect();
    let secret: Vec<u8> = (0..16).map(|byte: u8| byte * 0x11).collect();
    let file = read(bytes, Unlock::PreSharedKey(&key)).unwrap();
    assert_eq!(only(&file).seed.as_bytes(), secret);
    let error = read(bytes, Unlock::PreSharedKey(&secret)).unwrap_err();
    assert!(matches!(error, FileError::BadMac { .. }), "{error}");
}

#[test]
fn otp_15_the_table_of_entra_imports() {
    let file = read(vector!("csv/entra.csv"), Unlock::Nothing).unwrap();
    assert_eq!((file.format, file.refusals.len()), (Format::EntraCsv, 0));
    let told: Vec<(&str, String)> = file
        .entries
        .iter()
        .map(|entry| (entry.serial.as_str(), entry.seed.to_base32().to_string()))
        .collect();
    assert_eq!(
        told,
        [
            ("1234567", "2234567ABCDEF2234567ABCDEE".to_owned()),
            ("1234568", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned()),
        ]
    );
}

/// OTP-2, from the seed file to the code.
#[test]
fn otp_15_imported_seeds_show_the_codes_of_rfc_6238() {
    let file = read(vector!("csv/oath.csv"), Unlock::Nothing).unwrap();
    assert_eq!((file.format, file.refusals.len()), (Format::OathCsv, 0));
    let codes = ["69279037", "90698825", "38618901"];
    assert_eq!(file.entries.len(), codes.len());
    for (entry, expected) in file.entries.iter().zip(codes) {
        let shown = match entry.kind {
            Kind::Totp { params, .. } => {
                totp_at(&entry.seed, params.step_at(2_000_000_000), params)
                    .as_str()
                    .to_owned()
            }
            Kind::Hotp { .. } => "none".to_owned(),
        };
        assert_eq!(shown, expected, "{}", entry.serial);
    }
}
