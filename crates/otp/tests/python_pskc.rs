//! OTP-15: the files with which `python-pskc` is tested import to the known secrets: all figures of RFC
//! 6030 as the RFC prints them, files of makers and of another server, and broken ones.
//!
//! The files come from the source distribution of that package; `cargo xtask test` brings it, and
//! nothing of it is in this tree. The secrets are those of the RFC and of that package's own tests.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a test reads its files, and stops where something is not as it should be"
)]

use std::path::Path;

use data_encoding::HEXLOWER;
use otp::seedfile::{Entry, Kind, Unlock, key_from_hex, read};

/// Where the files are brought to.
const FOLDER: &str = "../../target/python/otp/files/tests";
/// The key of figure 6, which other files have taken over.
const KEY: &str = "12345678901234567890123456789012";
/// `12345678901234567890`, the secret of RFC 4226 and RFC 6030.
const SECRET: &str = "3132333435363738393031323334353637383930";
/// The secret of whoever began to count at zero.
const FROM_ZERO: &str = "3031323334353637383930313233343536373839";

fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    std::fs::read(folder.join(name)).unwrap_or_else(|error| {
        panic!("`{name}` is not there ({error}); run `cargo xtask test`, which brings it")
    })
}

/// What became of a file, in words that a table can hold.
fn told(name: &str, unlock: Unlock<'_>) -> String {
    match read(&bytes(name), unlock) {
        Ok(file) => {
            let refusals = file.refusals.iter().map(|refusal| refusal.reason.code());
            let tokens = file.entries.iter().map(told_of);
            tokens
                .chain(refusals.map(str::to_owned))
                .collect::<Vec<_>>()
                .join("; ")
        }
        Err(error) => error.code().to_owned(),
    }
}

fn told_of(entry: &Entry) -> String {
    let seed = HEXLOWER.encode(entry.seed.as_bytes());
    let serial = &entry.serial;
    match entry.kind {
        Kind::Totp { params, .. } => {
            let (algorithm, digits) = (params.algorithm(), params.digits());
            format!(
                "{serial} {seed} {algorithm} {digits} {}",
                params.step_seconds()
            )
        }
        Kind::Hotp {
            algorithm,
            digits,
            counter,
        } => format!("{serial} {seed} {algorithm} {digits} from {counter}"),
    }
}

fn check(cases: &[(&str, &str)], unlock: Unlock<'_>) {
    let told: Vec<(&str, String)> = cases
        .iter()
        .map(|(name, _)| (*name, told(name, unlock)))
        .collect();
    let told: Vec<(&str, &str)> = told
        .iter()
        .map(|(name, told)| (*name, told.as_str()))
        .collect();
    assert_eq!(told, cases);
}

#[test]
fn otp_15_every_figure_of_rfc_6030_gives_its_secret_or_its_reason() {
    let key = key_from_hex(KEY).unwrap();
    let hotp = format!("987654321 {SECRET} SHA1 8 from 0");
    let with_pin = format!("{hotp}; algorithm");
    let signed = format!("0755225266 {SECRET} SHA1 6 from 0");
    let several = format!(
        "654321 {SECRET} SHA1 8 from 0; 123456 {SECRET} SHA1 8 from 0; shared-serial; shared-serial"
    );
    check(
        &[
            ("rfc6030/figure2.pskcxml", "missing"),
            ("rfc6030/figure3.pskcxml", &hotp),
            ("rfc6030/figure4.pskcxml", "missing"),
            ("rfc6030/figure5.pskcxml", &with_pin),
            ("rfc6030/figure6.pskcxml", "key-needed"),
            ("rfc6030/figure7.pskcxml", "passphrase-needed"),
            ("rfc6030/figure8.pskcxml", "unsupported"),
            ("rfc6030/figure9.pskcxml", &signed),
            ("rfc6030/figure10.pskcxml", &several),
        ],
        Unlock::Nothing,
    );
    check(
        &[("rfc6030/figure6.pskcxml", &hotp)],
        Unlock::PreSharedKey(&key),
    );
    check(
        &[("rfc6030/figure7.pskcxml", &hotp)],
        Unlock::Passphrase("qwerty"),
    );
    check(
        &[("rfc6030/figure7.pskcxml", "bad-mac")],
        Unlock::Passphrase("qwertz"),
    );
}

#[test]
fn otp_15_files_of_makers_and_of_another_server_give_their_secrets() {
    let key = key_from_hex(KEY).unwrap();
    let from_zero = format!("ZZ1000000002 {FROM_ZERO} SHA1 6 30");
    check(
        &[
            (
                "feitian/file1.pskcxml",
                "1000133508267 3ee3270a2be59ffd78222dc3361478ff5cc63790 SHA1 6 from 0; \
                 1000133508255 c118dcb259dcc8a8fffcbd686835506c0bc23672 SHA1 6 from 0; \
                 2600124809778 3117df1a718d24a9a8f2e496df5dc70af18d2183 SHA1 6 60; \
                 2600124809787 f4ef4f5fd836d31ef890871a2cbac68b031445e3 SHA1 6 60; \
                 2600135004012 0340f1157d734554ecc4994c285b035ee35061c2 SHA1 6 60; \
                 2600135004013 3522ee085fea7903eca98ed2a1de1a9c93232018 SHA1 6 60",
            ),
            (
                "feitian/20120919-test001-4282.xml",
                "2600215704919 cd22b780fffd2d53696807ecd37f404dae393270 SHA1 6 60; \
                 1000117803294 4dfa5f4fef099fdb3a158348c928bebb35e4222d SHA1 6 from 0",
            ),
            ("nagraid/file1.pskcxml", "key-needed"),
            ("misc/odd-namespace.pskcxml", "missing"),
        ],
        Unlock::Nothing,
    );
    check(
        &[
            (
                "multiotp/pskc-hotp-aes.txt",
                "ZZ0000000000 3132333435363738393031323334353637383930 SHA1 6 from 0; \
                 ZZ0100000000 3132333435363738393031323334353637383931 SHA1 8 from 0",
            ),
            (
                "multiotp/pskc-totp-aes.txt",
                "ZZ1000000000 3132333435363738393031323334353637383930 SHA1 6 30; \
                 ZZ1100000000 3132333435363738393031323334353637383931 SHA1 8 30; \
                 ZZ1000000001 3132333435363738393031323334353637383930313233343536373839303132 SHA256 6 30; \
                 ZZ1100000001 3132333435363738393031323334353637383930313233343536373839303133 SHA256 8 30",
            ),
            (
                "multiotp/tokens_totp_aes.pskc",
                "ZZ8000000001 38c2506a8e0708a5e929c2686b827e0ba7ae28c9de3c83e6d27308345981a3de SHA256 8 30; \
                 ZZ8000000002 e232f74b79922de8bd49564beb4b4ddfe3e5dd929663bdd81688e1fb67e372d5\
                 bc7dfd73e0f494aa5d13fcae23b8d3c0b921ba817b337609644466788a9b1443 SHA512 8 30",
            ),
        ],
        Unlock::PreSharedKey(&key),
    );
    check(
        &[
            ("multiotp/pskc-totp-pbe.txt", &from_zero),
            (
                "multiotp/tokens_totp_pbe.pskc",
                "ZZ8000000000 2c8792d34a3a8711b7cfc4304bcc84e3e67815a6 SHA1 8 30",
            ),
        ],
        Unlock::Passphrase("qwerty"),
    );
}

#[test]
fn otp_15_files_that_are_broken_give_nothing() {
    let key = key_from_hex(KEY).unwrap();
    check(
        &[
            ("invalid/notxml.pskcxml", "not-pskc"),
            ("invalid/wrongelement.pskcxml", "not-pskc"),
            ("invalid/wrongversion.pskcxml", "not-pskc"),
            ("invalid/not-integer.pskcxml", "missing"),
            ("invalid/incomplete-derivation.pskcxml", "passphrase-needed"),
            (
                "misc/partialxml.pskcxml",
                "missing; missing; missing; missing; missing; missing",
            ),
        ],
        Unlock::Nothing,
    );
    check(
        &[
            ("invalid/mac-value.pskcxml", "bad-mac"),
            ("invalid/mac-algorithm.pskcxml", "unsupported"),
            ("invalid/no-mac-method.pskcxml", "mac-missing"),
            ("invalid/unknown-encryption.pskcxml", "unsupported"),
        ],
        Unlock::PreSharedKey(&key),
    );
}
