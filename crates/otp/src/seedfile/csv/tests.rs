use super::*;
use crate::seedfile::testing::told;
use crate::seedfile::{Unlock, read};

/// The seed of most test tokens in both notations.
const HEX: &str = "3132333435363738393031323334353637383930";
const BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn check(text: &str, expected: &str) {
    let text = text.replace("$hex", HEX).replace("$base32", BASE32);
    assert_eq!(told(&text, Unlock::Nothing), expected, "{text}");
}

#[test]
fn otp_15_the_table_that_entra_takes_is_read_as_it_is_delivered() {
    // Microsoft's own example: all of its secret could be hexadecimal, and is Base32.
    let sample = "upn,serial number,secret key,time interval,manufacturer,model\r\n\
                  Helga@contoso.com,1234567,2234567abcdef2234567abcdef,60,Contoso,HardwareKey\r\n";
    let file = read(sample.as_bytes(), Unlock::Nothing).unwrap();
    assert_eq!(file.format, Format::EntraCsv);
    assert_eq!(file.ignored_columns, ["upn"]);
    let entry = &file.entries[0];
    assert_eq!((entry.place.number, entry.place.line), (1, 2));
    assert_eq!(*entry.seed.to_base32(), "2234567ABCDEF2234567ABCDEE");
    assert_eq!(entry.manufacturer.as_deref(), Some("Contoso"));
    assert_eq!(entry.model.as_deref(), Some("HardwareKey"));
    assert_eq!(
        told(sample, Unlock::Nothing),
        "1234567 16 TOTP SHA1 6 60 0 0"
    );

    for (text, expected) in [
        // As vendors deliver it, without names of people; other separators; quotes.
        (
            "serial number,secret key,timeinterval,manufacturer,model\n2600135004012,$base32,30,Token2,C301\n",
            "2600135004012 20 TOTP SHA1 6 30 0 0",
        ),
        (
            "Serial Number;Secret Key;Time Interval\n7;$base32;60",
            "7 20 TOTP SHA1 6 60 0 0",
        ),
        (
            "serial number\tsecret key\ttime interval\n7\t$base32\t60",
            "7 20 TOTP SHA1 6 60 0 0",
        ),
        (
            "serial number\tsecret key\tmodel\r\n7\t$base32\t\r\n",
            "7 20 TOTP SHA1 6 30 0 0",
        ),
        (
            "\u{FEFF}\"upn\",\"serial number\",\"secret key\",\"time interval\",\"manufacturer\",\"model\"\n\"a, b\",\"7\", \"$base32\" ,\"30\",\"A \"\"B\"\"\",\"\"\n",
            "7 20 TOTP SHA1 6 30 0 0",
        ),
        (
            "serial number,secret key,time interval,hash function,digits\n7,$base32,,SHA256,8",
            "7 20 TOTP SHA256 8 30 0 0",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn otp_15_an_oath_table_is_read_with_and_without_a_header() {
    for (text, expected) in [
        ("T1,$hex", "T1 20 TOTP SHA1 6 30 0 0"),
        ("T1, $hex, totp, 6, 30", "T1 20 TOTP SHA1 6 30 0 0"),
        ("T1,$base32,TOTP,8,60,SHA512", "T1 20 TOTP SHA512 8 60 0 0"),
        (
            "T1,$hex,8,60,sha256\nT2,$hex,sha1,,7",
            "T1 20 TOTP SHA256 8 60 0 0; T2 20 TOTP SHA1 7 30 0 0",
        ),
        (
            "# tokens of the spring\n\n  T1;$hex;hotp;6\r\n",
            "T1 20 HOTP SHA1 6 0",
        ),
        (
            "serial,seed,digits,step,hash\nT1,$hex,8,60,sha256",
            "T1 20 TOTP SHA256 8 60 0 0",
        ),
        (
            "hash,step,digits,seed,serial\nsha256,60,8,$base32,T1",
            "T1 20 TOTP SHA256 8 60 0 0",
        ),
        (
            "Serial No,Seed (hex),Type,Counter\nT1,$hex,HOTP,12",
            "T1 20 HOTP SHA1 6 12",
        ),
        (
            "serial,secret_base32\nT1,$base32",
            "T1 20 TOTP SHA1 6 30 0 0",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_row_that_cannot_be_used_is_refused_by_itself() {
    let good = "good-1,$base32,30\n";
    for (row, expected) in [
        (
            "A1,$base32",
            "fields: the row has 2 fields, and the header has 3",
        ),
        (
            "A1,$base32,30,x",
            "fields: the row has 4 fields, and the header has 3",
        ),
        ("A1,,30", "missing: the secret is missing"),
        (",$base32,30", "missing: the serial number is missing"),
        (
            "A1,$hex,30",
            "seed: `1` does not occur in a secret key; use the letters A to Z and the digits 2 to 7 (not 0, 1, 8 or 9)",
        ),
        (
            "A1,ABCD,30",
            "seed: the secret key has 2 bytes and needs at least 16; copy the whole key",
        ),
        (
            "A1,$base32,0",
            "parameters: a time step cannot last `0` seconds; use 1 to 3600",
        ),
        (
            "A1,$base32,3601",
            "parameters: a time step cannot last `3601` seconds; use 1 to 3600",
        ),
        (
            "A 1,$base32,30",
            "serial: the serial number has more than 256 characters, or others than letters, digits and `_+=/:,.@-`",
        ),
        (
            "2.60014E+12,$base32,30",
            "rounded-serial: a spreadsheet has rounded the serial number; take the file as it was delivered, or format the column as text",
        ),
        (
            "\"A1,$base32,30",
            "quote: a quoted field does not end where it should",
        ),
        (
            "\"A1\"x,$base32,30",
            "quote: a quoted field does not end where it should",
        ),
    ] {
        let text = format!("serial number,secret key,time interval\n{good}{row}\n");
        let good = "good-1 20 TOTP SHA1 6 30 0 0";
        check(&text, &format!("{good}; {expected}"));
    }
    for (row, expected) in [
        (
            "A1,$hex,ocra",
            "field: field 3 of the row is neither type, digits, time step nor hash",
        ),
        (
            "A1,$hex,6,60,3,x",
            "several: there is more than one `digits`, and only one can be right",
        ),
        (
            "A1,$hex,5",
            "parameters: a code cannot have `5` digits; use 6, 7 or 8",
        ),
        (
            "A1,$hex,60,30",
            "several: there is more than one `time step`, and only one can be right",
        ),
        (
            "A1,$hex,md5",
            "field: field 3 of the row is neither type, digits, time step nor hash",
        ),
        ("A1", "missing: the secret is missing"),
        (
            "A1,123",
            "notation: the secret is not written in hexadecimal or Base32",
        ),
        (
            "A1,ABC",
            "seed: the secret key stops in the middle; copy it again to its end",
        ),
        (
            "A1,3132333435",
            "seed: the secret key has 5 bytes and needs at least 16; copy the whole key",
        ),
    ] {
        check(
            &format!("good-1,$hex\n{row}"),
            &format!("good-1 20 TOTP SHA1 6 30 0 0; {expected}"),
        );
    }
    check(
        "serial,seed hex,hash,type\nA1,$base32,,\nA2,$hex,SM3,\nA3,$hex,,ocra",
        "notation: the secret is not written in hexadecimal; \
         parameters: `SM3` is not an algorithm for codes; use SHA1, SHA256 or SHA512; \
         algorithm: the algorithm `ocra` is not served; HOTP and TOTP are",
    );
}

#[test]
fn a_header_that_lacks_something_refuses_the_table() {
    for (header, expected) in [
        (
            "serial,digits",
            "column: the header has no column for the secret",
        ),
        (
            "upn,secret key,time interval",
            "column: the header has no column for the serial number",
        ),
        (
            "serial,serial number,seed",
            "column: the header has two columns for the serial number",
        ),
        (
            "serial,secret,seed",
            "column: the header has two columns for the secret",
        ),
    ] {
        check(&format!("{header}\nA1,$hex,6"), expected);
    }
    check(
        "serial number,secret key\n",
        "empty: there is no token in the file",
    );
    for text in [
        "hello",
        "{\"serial\": 1, \"seed\": 2}",
        "-----BEGIN PGP MESSAGE-----\na,b",
    ] {
        assert!(
            told(text, Unlock::Nothing).starts_with("unknown-format"),
            "{text}"
        );
    }
}

#[test]
fn a_line_is_read_up_to_its_named_length() {
    let padded = |bytes: usize| {
        format!(
            "A1,{HEX},{:>width$}",
            "\"6\"",
            width = bytes - 4 - HEX.len()
        )
    };
    assert_eq!(padded(TEXT_BYTES_MAX).len(), TEXT_BYTES_MAX);
    check(&padded(TEXT_BYTES_MAX), "A1 20 TOTP SHA1 6 30 0 0");
    check(
        &padded(TEXT_BYTES_MAX + 1),
        "long-line: the line is longer than 16384 bytes",
    );
    let many = format!("A1,{HEX}{}", ",".repeat(FIELDS_MAX - 2));
    check(&many, "A1 20 TOTP SHA1 6 30 0 0");
    check(
        &(many + ","),
        "long-line: the line is longer than 16384 bytes",
    );
}

#[test]
fn otp_11_columns_in_a_wrong_order_print_no_secret() {
    for text in [
        format!("{HEX},A1,6"),
        format!("{BASE32},A1"),
        format!("totp,A1,{HEX}"),
        format!("6,30,{BASE32}"),
        format!("A1,x,{HEX},{HEX}"),
        format!("serial,seed,hash\n{HEX},A1,sha1\nA1,A1,{HEX}"),
        format!("serial number,secret key,time interval\n{BASE32},30,A1\n\"{BASE32},A1,30"),
    ] {
        let file = read(text.as_bytes(), Unlock::Nothing).unwrap();
        assert!(file.entries.is_empty() && !file.refusals.is_empty());
        let printed = format!("{file:?} {}", told(&text, Unlock::Nothing));
        assert!(
            !printed.contains(&HEX[..8]) && !printed.contains(&BASE32[..8]),
            "{printed}"
        );
    }
}
