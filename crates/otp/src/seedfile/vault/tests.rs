use super::*;
use crate::seedfile::read;
use crate::seedfile::testing::{
    KEY, SEED, SIX, Writer, container, package, package_with, plain_secret, told,
};

const NOTHING: Unlock<'static> = Unlock::Nothing;

#[test]
fn otp_15_every_cipher_and_mac_opens_with_the_right_key_and_with_no_other() {
    for writer in Writer::all() {
        // Key wrap is for whole half blocks.
        let secret = format!("<Secret>{}</Secret>", writer.value(&SEED[..16]));
        let text = writer.container(&package("A1", &secret));
        let name = format!("{} {}", writer.cipher, writer.mac);

        let file = read(text.as_bytes(), writer.unlock()).unwrap();
        assert_eq!(file.entries[0].seed.as_bytes(), &SEED[..16], "{name}");
        assert_eq!(file.protection, Protection::PreSharedKey, "{name}");

        let other: Vec<u8> = writer.key.iter().map(|byte| byte ^ 1).collect();
        let error = read(text.as_bytes(), Unlock::PreSharedKey(&other)).unwrap_err();
        assert!(matches!(error, FileError::BadMac { .. }), "{name}: {error}");

        let other_length = if writer.key.len() == 16 {
            &KEY[..24]
        } else {
            &KEY[..16]
        };
        let error = read(text.as_bytes(), Unlock::PreSharedKey(other_length)).unwrap_err();
        let expected = FileError::KeyLength {
            bytes: other_length.len(),
            expected: writer.key.len(),
        };
        assert_eq!(error, expected, "{name}");
    }
}

#[test]
fn otp_15_numbers_may_be_encrypted_as_digits_or_as_bytes() {
    let writer = Writer::usual();
    let secret = format!("<Secret>{}</Secret>", writer.value(SEED));
    for (time, drift, expected) in [
        (&b"0"[..], &b"-4"[..], "A1 20 TOTP SHA1 6 30 0 -4"),
        (b"298507", b"12", "A1 20 TOTP SHA1 6 30 298507 12"),
        (
            &[0, 0, 0, 42],
            &[255, 255, 255, 252],
            "A1 20 TOTP SHA1 6 30 42 -4",
        ),
        (
            &[0, 0, 0, 0, 0, 14, 171, 112],
            &[255; 8],
            "A1 20 TOTP SHA1 6 30 961392 -1",
        ),
        (&[1, 2, 3], &[30], "A1 20 TOTP SHA1 6 30 66051 30"),
        (&[255], &[0], "A1 20 TOTP SHA1 6 30 255 0"),
        (
            &[255; 8],
            b"0",
            "number: the time is not a number that is served",
        ),
        (
            &[0; 9],
            b"0",
            "number: the time is not a number that is served",
        ),
        (b"", b"0", "number: the time is not a number that is served"),
    ] {
        let data = format!(
            "{secret}<Time>{}</Time><TimeDrift>{}</TimeDrift>",
            writer.value(time),
            writer.value(drift)
        );
        let text = writer.container(&package("A1", &data));
        assert_eq!(told(&text, writer.unlock()), expected);
    }
}

#[test]
fn otp_15_one_changed_value_refuses_the_whole_file() {
    let writer = Writer::usual();
    let secret = format!("<Secret>{}</Secret>", writer.value(SEED));
    let counter = format!("<Counter>{}</Counter>", writer.value(b"7"));
    let packages = [
        package("good-1", &secret),
        // Refused for other reasons, and its values count all the same.
        package_with("A1", ":ocra", SIX, &format!("{secret}{counter}"), ""),
        package("no serial", &secret),
    ];
    let whole = writer.container(&packages.concat());
    let file = read(whole.as_bytes(), writer.unlock()).unwrap();
    assert_eq!((file.entries.len(), file.refusals.len()), (1, 2));

    // One symbol of each ciphertext and of each MAC, one after the other.
    let marks = ["<x:CipherValue>", "<ValueMAC>"];
    let mut changed = 0;
    for mark in marks {
        for (at, _) in whole.match_indices(mark) {
            let at = at + mark.len() + 6;
            let symbol = if &whole[at..=at] == "A" { "B" } else { "A" };
            let text = format!("{}{symbol}{}", &whole[..at], &whole[at + 1..]);
            let error = read(text.as_bytes(), writer.unlock()).unwrap_err();
            assert_eq!(error.code(), "bad-mac", "{mark} at {at}");
            changed += 1;
        }
    }
    assert_eq!(changed, 9, "the MAC key, four values and four MACs");
}

#[test]
fn otp_15_what_nobody_proves_is_not_taken() {
    let writer = Writer::usual();
    let value = writer.value(SEED);
    let (alone, _) = value.split_once("<ValueMAC>").unwrap();
    let without_mac = package("A1", &format!("<Secret>{alone}</Secret>"));
    let good = package("A1", &format!("<Secret>{value}</Secret>"));
    let key = "<EncryptionKey><d:KeyName>shared</d:KeyName></EncryptionKey>";
    let no_mac = "mac-missing: line 3: an encrypted value has no MAC, so nobody can tell whether it \
                  was changed; ask for a file with MACs";
    for (text, expected) in [
        (writer.container(&without_mac), no_mac),
        (container(&format!("{key}{good}")), no_mac),
        // A method that comes too late has proved nothing.
        (
            container(&format!("{key}{good}{}", writer.mac_method())),
            no_mac,
        ),
        (
            writer.container(&package("A1", &plain_secret())),
            "not-encrypted: the secret is not encrypted, and the file says that its secrets are",
        ),
        (
            container(&good),
            "unsupported: an encrypted value without `EncryptionKey` is not served",
        ),
        (
            writer.container(&good).replace("hmac-sha1", "hmac-md5"),
            "unsupported: the MAC algorithm `hmac-md5` is not served",
        ),
        (
            writer.container(&good.replace("#aes128-cbc", "#tripledes-cbc")),
            "unsupported: the encryption algorithm `tripledes-cbc` is not served",
        ),
        (
            writer.container(&good.replace("<x:CipherValue>", "<x:CipherValue>AAAA")),
            "bad-mac",
        ),
        (
            writer.container(&good.replace("<x:CipherValue>", "<x:CipherValue>!")),
            "damaged: line 3: an encrypted value is damaged",
        ),
    ] {
        let found = told(&text, writer.unlock());
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn otp_15_no_token_slips_in_before_the_key_of_the_file() {
    let writer = Writer::usual();
    let plain = package("A0", &plain_secret());
    let good = package("A1", &format!("<Secret>{}</Secret>", writer.value(SEED)));
    let key = "<EncryptionKey><d:KeyName>shared</d:KeyName></EncryptionKey>\n";
    let mac = writer.mac_method();
    for (children, expected) in [
        (format!("{key}{mac}{good}"), "A1 20 TOTP SHA1 6 30 0 0"),
        (
            format!("{plain}{key}{mac}{good}"),
            "misplaced: line 4: `EncryptionKey` may",
        ),
        (
            format!("<KeyPackage/>\n{key}{mac}{good}"),
            "misplaced: line 4: `EncryptionKey` may",
        ),
        (
            format!("{key}{key}{mac}{good}"),
            "misplaced: line 4: `EncryptionKey` may",
        ),
        (
            format!("{key}{mac}{good}{key}{plain}"),
            "misplaced: line 5: `EncryptionKey` may",
        ),
        (
            format!("{key}{mac}{mac}{good}"),
            "misplaced: line 4: `MACMethod` may",
        ),
        (
            format!("{key}{mac}{good}{plain}"),
            "A1 20 TOTP SHA1 6 30 0 0; not-encrypted: ",
        ),
    ] {
        let found = told(&container(&children), writer.unlock());
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_file_says_what_opens_it() {
    let writer = Writer::usual();
    let good = package("A1", &format!("<Secret>{}</Secret>", writer.value(SEED)));
    let shared = writer.container(&good);
    let derived = derived(
        "<Salt><Specified>AAAA</Specified></Salt><IterationCount>1</IterationCount><KeyLength>16</KeyLength>",
    );
    let certified = shared.replace("<d:KeyName>shared</d:KeyName>", "<d:X509Data/>");
    let key_needed =
        "key-needed: the secrets are encrypted with the pre-shared key `shared`; give that key";
    let passphrase_needed = "passphrase-needed: the secrets are encrypted with the passphrase `word`; give that passphrase";
    for (text, unlock, expected) in [
        (&shared, NOTHING, key_needed),
        (&shared, Unlock::Passphrase("word"), key_needed),
        (&derived, NOTHING, passphrase_needed),
        (&derived, writer.unlock(), passphrase_needed),
        (
            &shared,
            Unlock::PreSharedKey(b"short"),
            "key-length: the key has 5 bytes, and the file's encryption needs 16",
        ),
        (
            &certified,
            writer.unlock(),
            "unsupported: the encryption by `X509Data` is not served",
        ),
    ] {
        assert_eq!(told(text, unlock), expected);
    }
    // Whoever expects encrypted secrets is not handed others.
    let plain = container(&package("A1", &plain_secret()));
    for text in [
        plain.as_str(),
        "A1,3132333435363738393031323334353637383930",
    ] {
        assert_eq!(told(text, NOTHING), "A1 20 TOTP SHA1 6 30 0 0");
        for unlock in [writer.unlock(), Unlock::Passphrase("word")] {
            assert!(told(text, unlock).starts_with("key-not-needed: "));
        }
    }
}

/// A container whose key is derived with these parameters, and nothing else.
fn derived(params: &str) -> String {
    container(&format!(
        "<EncryptionKey><y:DerivedKey xmlns:y=\"urn:y\"><y:KeyDerivationMethod Algorithm=\"urn:p#pbkdf2\">\
         <PBKDF2-params>{params}</PBKDF2-params></y:KeyDerivationMethod>\
         <y:MasterKeyName>word</y:MasterKeyName></y:DerivedKey></EncryptionKey>"
    ))
}

#[test]
fn a_key_is_derived_with_named_limits() {
    let params = |salt: &str, count: &str, length: &str, prf: &str| {
        derived(&format!(
            "<Salt><Specified>{salt}</Specified></Salt><IterationCount>{count}</IterationCount>\
             <KeyLength>{length}</KeyLength>{prf}"
        ))
    };
    let prf = |name: &str| format!("<PRF Algorithm=\"urn:p#{name}\"/>");
    let one_more = (ITERATIONS_MAX + 1).to_string();
    let empty = "empty: there is no token in the file";
    for (text, expected) in [
        (params("AAAA", "1", "16", ""), empty),
        (params("AAAA", "1", "32", "<PRF/>"), empty),
        (params("AAAA", "1", "24", &prf("hmac-sha256")), empty),
        (params("AAAA", "1", "16", &prf("hmac-sha512")), empty),
        (
            params("AAAA", "1", "16", &prf("hmac-md5")),
            "unsupported: the pseudorandom function `hmac-md5` is not served",
        ),
        (
            params("", "1", "16", ""),
            "derivation: the Salt for deriving the key is missing or is not served",
        ),
        (
            params("AAAA", "0", "16", ""),
            "derivation: the IterationCount for deriving the key is missing or is not served",
        ),
        (
            params("AAAA", "-1", "16", ""),
            "derivation: the IterationCount for deriving the key is missing or is not served",
        ),
        (
            params("AAAA", "1", "17", ""),
            "derivation: the KeyLength for deriving the key is missing or is not served",
        ),
        (
            params("AAAA", &one_more, "16", ""),
            "iterations: the key is to be derived in `2000001` rounds, and at most 2000000 are made",
        ),
        (
            params("AAAA", "1", "16", "").replace("pbkdf2", "scrypt"),
            "unsupported: the key derivation `scrypt` is not served",
        ),
    ] {
        assert_eq!(told(&text, Unlock::Passphrase("word")), expected);
    }
}
