use proptest::prelude::*;

use super::testing::{SEED, Writer, container, package, plain_secret, told, told_of_entry};
use super::*;
use crate::seed::SeedError;

const NOTHING: Unlock<'static> = Unlock::Nothing;

#[test]
fn the_format_is_found_out_and_what_is_no_seed_file_is_refused() {
    let pskc = container(&package("A1", &plain_secret()));
    let format = |text: &str| read(text.as_bytes(), NOTHING).unwrap().format;
    let hex = "3132333435363738393031323334353637383930";
    assert_eq!(format(&pskc), Format::Pskc);
    assert_eq!(format(&format!("A1,{hex}")), Format::OathCsv);
    assert_eq!(format(&format!("serial,seed\nA1,{hex}")), Format::OathCsv);
    let entra = "serial number,secret key\nA1,GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(format(entra), Format::EntraCsv);

    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let shift_jis = [&b"serial,seed\nA1,"[..], &[0x8a, 0xd6, 0x8f, 0x8a]].concat();
    for (bytes, code) in [
        (Vec::new(), "empty"),
        (b" \r\n\n".to_vec(), "empty"),
        (b"# nothing, yet\n".to_vec(), "empty"),
        (b"PK\x03\x04\x14\x00".to_vec(), "unknown-format"),
        (b"\x89PNG\r\n".to_vec(), "encoding"),
        (utf_16(&pskc), "unknown-format"),
        ([&[0xff, 0xfe], &*utf_16(&pskc)].concat(), "encoding"),
        (shift_jis, "encoding"),
    ] {
        let error = read(&bytes, NOTHING).unwrap_err();
        assert_eq!(error.code(), code, "{bytes:?}: {error}");
    }
}

#[test]
fn tokens_that_share_a_serial_number_are_refused_together() {
    let packages =
        ["A1", "b2", "A3", "B2", "a1", "C4"].map(|serial| package(serial, &plain_secret()));
    let text = container(&packages.concat());
    let file = read(text.as_bytes(), NOTHING).unwrap();
    let serials: Vec<&str> = file.entries.iter().map(|e| e.serial.as_str()).collect();
    assert_eq!(serials, ["A3", "C4"]);
    let refusals: Vec<String> = file.refusals.iter().map(Refusal::to_string).collect();
    let shared = "another token of the file has the same serial number; keep the right one";
    assert_eq!(
        refusals,
        [
            format!("token 1, line 3, serial number `A1`: {shared}"),
            format!("token 2, line 4, serial number `b2`: {shared}"),
            format!("token 4, line 6, serial number `B2`: {shared}"),
            format!("token 5, line 7, serial number `a1`: {shared}"),
        ]
    );
}

#[test]
fn a_file_is_read_up_to_its_named_sizes() {
    let rows = |count: usize| {
        (0..count).fold(String::new(), |rows, number| {
            rows + &format!("{number},3132333435363738393031323334353637383930\n")
        })
    };
    let file = read(rows(ENTRIES_MAX).as_bytes(), NOTHING).unwrap();
    assert_eq!((file.entries.len(), file.refusals.len()), (ENTRIES_MAX, 0));
    let error = read(rows(ENTRIES_MAX + 1).as_bytes(), NOTHING).unwrap_err();
    assert_eq!(error, FileError::TooManyEntries);

    let blank = vec![b' '; FILE_BYTES_MAX + 1];
    assert_eq!(read(&blank, NOTHING).unwrap_err(), FileError::TooLarge);
    assert_eq!(read(&blank[1..], NOTHING).unwrap_err(), FileError::Empty);
}

#[test]
fn otp_15_a_hundred_thousand_encrypted_tokens_are_one_file() {
    let writer = Writer::usual();
    let secret = format!("<Secret>{}</Secret>", writer.value(SEED));
    let packages = (0..ENTRIES_MAX).fold(String::new(), |mut packages, number| {
        packages.push_str(&package(&format!("serial-{number}"), &secret));
        packages
    });
    let text = writer.container(&packages);
    let file = read(text.as_bytes(), writer.unlock()).unwrap();
    assert_eq!((file.entries.len(), file.refusals.len()), (ENTRIES_MAX, 0));
    let last = file.entries.last().map(|entry| entry.place.line);
    assert_eq!(last, Some(100_002));
}

#[test]
fn a_key_is_read_as_files_write_it() {
    for (text, bytes) in [
        ("12345678901234567890123456789012", Some(16)),
        (
            "12 34 56 78 90 12 34 56 78 90 12 34 56 78 90 AB\r\n",
            Some(16),
        ),
        (&"aB".repeat(24), Some(24)),
        (&"00".repeat(32), Some(32)),
        (&"00".repeat(33), None),
        (&" ".repeat(300), None),
        ("1234567890123456789012345678901", None),
        ("1234567890123456789012345678901x", None),
        ("１２３４５６７８９０１２３４５６", None),
        ("", None),
    ] {
        let key = key_from_hex(text);
        assert_eq!(key.map(|key| key.len()), bytes, "{text}");
    }
}

#[test]
fn numbers_that_a_spreadsheet_has_rounded_are_known() {
    for (serial, rounded) in [
        ("2.60014E+12", true),
        ("3E+15", true),
        ("2,60014E+12", true),
        ("1e+9", true),
        ("2600135004012", false),
        ("306EUO4-00960", false),
        ("E+12", false),
        ("1E12", false),
        ("GAHT12345678", false),
        ("A1.5E+3", false),
    ] {
        assert_eq!(is_rounded(serial), rounded, "{serial}");
    }
}

prop_compose! {
    fn any_kind()(
        is_totp in any::<bool>(),
        algorithm in prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]),
        digits in 6..=8_u8,
        step_seconds in 1..=Params::STEP_SECONDS_MAX,
        number in 0..=u64::from(u32::MAX),
        drift_steps in -120..=120_i32,
    ) -> Kind {
        let digits = Digits::new(digits).unwrap();
        if is_totp {
            let params = Params::new(algorithm, digits, step_seconds).unwrap();
            Kind::Totp { params, time_steps: number, drift_steps }
        } else {
            Kind::Hotp { algorithm, digits, counter: number }
        }
    }
}

/// A package that says of a token what there is to say, with its values as `value` writes them.
fn written(serial: &str, seed: &[u8], kind: Kind, value: &dyn Fn(&[u8], bool) -> String) -> String {
    let number = |name: &str, number: String| {
        format!("<{name}>{}</{name}>", value(number.as_bytes(), false))
    };
    let secret = format!("<Secret>{}</Secret>", value(seed, true));
    let (algorithm, hash, digits, numbers) = match kind {
        Kind::Totp {
            params,
            time_steps,
            drift_steps,
        } => (
            ":totp",
            params.algorithm(),
            params.digits(),
            number("Time", time_steps.to_string())
                + &number("TimeInterval", params.step_seconds().to_string())
                + &number("TimeDrift", drift_steps.to_string()),
        ),
        Kind::Hotp {
            algorithm,
            digits,
            counter,
        } => (
            ":hotp",
            algorithm,
            digits,
            number("Counter", counter.to_string()),
        ),
    };
    let parameters = format!("<Suite>{hash}</Suite><ResponseFormat Length=\"{digits}\"/>");
    testing::package_with(serial, algorithm, &parameters, &(secret + &numbers), "")
}

proptest! {
    /// OTP-15: what was written is what is read, plain and encrypted.
    #[test]
    fn otp_15_every_good_container_is_read_back(
        tokens in prop::collection::vec((prop::collection::vec(any::<u8>(), 16..=64), any_kind()), 1..5),
        is_encrypted in any::<bool>(),
    ) {
        let writer = Writer::usual();
        let value = |bytes: &[u8], is_secret: bool| match (is_encrypted, is_secret) {
            (true, _) => writer.value(bytes),
            (false, true) => format!("<PlainValue>{}</PlainValue>", data_encoding::BASE64.encode(bytes)),
            (false, false) => format!("<PlainValue>{}</PlainValue>", String::from_utf8_lossy(bytes)),
        };
        let packages: String = (0..).zip(&tokens)
            .map(|(number, (seed, kind))| written(&format!("T{number}"), seed, *kind, &value))
            .collect();
        let (text, unlock) = if is_encrypted {
            (writer.container(&packages), writer.unlock())
        } else {
            (container(&packages), NOTHING)
        };
        let file = read(text.as_bytes(), unlock).unwrap();
        prop_assert_eq!(file.refusals, vec![]);
        prop_assert_eq!(file.entries.len(), tokens.len());
        for (entry, (seed, kind)) in file.entries.iter().zip(&tokens) {
            prop_assert_eq!(entry.seed.as_bytes(), &seed[..]);
            prop_assert_eq!(entry.kind, *kind);
        }
    }

    /// OTP-15: a good table is read back, whatever the notation and the separator.
    #[test]
    fn otp_15_every_good_table_is_read_back(
        tokens in prop::collection::vec((prop::collection::vec(any::<u8>(), 16..=64), any_kind()), 1..5),
        is_hex in any::<bool>(),
        delimiter in prop::sample::select(vec![",", ";", "\t"]),
    ) {
        let notation = if is_hex { "seed hex" } else { "seed base32" };
        let header = ["model", "serial", notation, "type", "digits", "step", "hash", "counter"];
        let mut text = header.join(delimiter) + "\r\n";
        let mut expected = Vec::new();
        for (number, (seed, kind)) in tokens.iter().enumerate() {
            let serial = format!("T{number}");
            let seed = Seed::from_bytes(seed.clone()).unwrap();
            let secret = if is_hex {
                data_encoding::HEXLOWER.encode(seed.as_bytes())
            } else {
                seed.to_base32().to_string()
            };
            let (kind, name, digits, step, hash, counter) = match *kind {
                Kind::Totp { params, .. } => (
                    Kind::Totp { params, time_steps: 0, drift_steps: 0 },
                    "totp", params.digits(), params.step_seconds().to_string(), params.algorithm(), String::new(),
                ),
                Kind::Hotp { algorithm, digits, counter } => (
                    *kind, "HOTP", digits, String::new(), algorithm, counter.to_string(),
                ),
            };
            let digits = digits.to_string();
            let hash = hash.to_string();
            let row = ["\"a, \"\"b\"\"\"", &serial, &secret, name, &digits, &step, &hash, &counter];
            text += &(row.join(delimiter) + "\r\n");
            expected.push((serial, seed, kind));
        }
        let file = read(text.as_bytes(), NOTHING).unwrap();
        prop_assert_eq!(file.refusals, vec![]);
        prop_assert_eq!(file.entries.len(), expected.len());
        for (entry, (serial, seed, kind)) in file.entries.iter().zip(&expected) {
            prop_assert_eq!(&entry.serial, serial);
            prop_assert_eq!(entry.seed.as_bytes(), seed.as_bytes());
            prop_assert_eq!(entry.kind, *kind);
            prop_assert_eq!(entry.model.as_deref(), Some("a, \"b\""));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        near in "[<>/=\"',;\\r\\nA-Fa-f0-9 &#xE+.-]{0,200}",
        children in "(<(/)?(KeyPackage|Key|Data|Secret|PlainValue|MACMethod|EncryptionKey|a)( Algorithm=\"x\")?(/)?>|1|&lt;){0,30}",
    ) {
        let texts = [near.clone(), container(&children), format!("serial,seed\n{near}")];
        for unlock in [NOTHING, Writer::usual().unlock(), Unlock::Passphrase("word")] {
            let _ = read(&bytes, unlock);
            for text in &texts {
                let _ = read(text.as_bytes(), unlock);
            }
        }
    }

    /// OTP-15: a file with one changed bit is refused, or says the same seeds as before.
    #[test]
    fn otp_15_no_changed_bit_of_an_encrypted_file_changes_a_seed(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let writer = Writer::usual();
        let secret = format!("<Secret>{}</Secret>", writer.value(SEED));
        let text = writer.container(&(package("A1", &secret) + &package("A2", &secret)));
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(file) = read(&bytes, writer.unlock()) {
            for entry in &file.entries {
                prop_assert_eq!(entry.seed.as_bytes(), SEED);
            }
        }
    }
}

#[test]
fn errors_keep_their_words_for_programs() {
    let reasons = [
        (Reason::SharedSerial, "shared-serial"),
        (Reason::Seed(SeedError::Incomplete), "seed"),
        (Reason::NotEncrypted, "not-encrypted"),
        (Reason::Drift { steps: 200 }, "drift"),
    ];
    for (reason, code) in reasons {
        assert_eq!(reason.code(), code);
    }
    assert_eq!(FileError::BadMac { line: 1 }.code(), "bad-mac");
    // A table names what it tells, and nothing more.
    let text = container(&package("A1", &plain_secret()));
    let file = read(text.as_bytes(), NOTHING).unwrap();
    assert_eq!(told_of_entry(&file.entries[0]), told(&text, NOTHING));
}
