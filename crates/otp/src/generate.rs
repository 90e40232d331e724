//! The code that a device shows.
//!
//! Source: RFC 4226 section 5.3 (HOTP and its truncation), RFC 6238 section 4.2 (TOTP is HOTP of
//! the time step). That the numbers are right is proved by the RFCs' vectors below, by another
//! implementation (`tests/oracle.rs`) and by Debian's `oathtool` (`tests/oathtool.rs`).

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::code::Code;
use crate::params::{Algorithm, Params, Step};
use crate::seed::Seed;

/// The code for a counter.
pub fn hotp(seed: &Seed, counter: u64, params: Params) -> Code {
    let number = match params.algorithm() {
        Algorithm::Sha1 => truncated::<Hmac<Sha1>>(seed, counter),
        Algorithm::Sha256 => truncated::<Hmac<Sha256>>(seed, counter),
        Algorithm::Sha512 => truncated::<Hmac<Sha512>>(seed, counter),
    };
    Code::from_number(number, params.digits())
}

/// The code that is shown during a time step.
pub fn totp_at(seed: &Seed, step: Step, params: Params) -> Code {
    hotp(seed, step.0, params)
}

/// The 31 bits of the tag that its last four bits point at.
fn truncated<M: Mac + KeyInit>(seed: &Seed, counter: u64) -> u32 {
    let tag = <M as KeyInit>::new_from_slice(seed.as_bytes())
        .expect("HMAC takes a key of any length")
        .chain_update(counter.to_be_bytes())
        .finalize()
        .into_bytes();
    let start = usize::from(tag[tag.len() - 1] & 0x0F);
    let bits = [tag[start], tag[start + 1], tag[start + 2], tag[start + 3]];
    u32::from_be_bytes(bits) & 0x7FFF_FFFF
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Digits;

    fn seed(bytes: &[u8]) -> Seed {
        Seed::from_bytes(bytes.to_vec()).unwrap()
    }

    #[test]
    fn otp_2_the_counters_of_rfc_4226_appendix_d() {
        let seed = seed(b"12345678901234567890");
        for (counter, code) in (0..).zip([
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489",
        ]) {
            let shown = hotp(&seed, counter, Params::AUTHENTICATOR_APP);
            assert_eq!(shown.as_str(), code, "counter {counter}");
        }
    }

    #[test]
    fn otp_2_the_moments_of_rfc_6238_appendix_b() {
        let seeds = [
            (Algorithm::Sha1, seed(b"12345678901234567890")),
            (Algorithm::Sha256, seed(b"12345678901234567890123456789012")),
            (
                Algorithm::Sha512,
                seed(b"1234567890123456789012345678901234567890123456789012345678901234"),
            ),
        ];
        for (unix_seconds, codes) in [
            (59, ["94287082", "46119246", "90693936"]),
            (1_111_111_109, ["07081804", "68084774", "25091201"]),
            (1_111_111_111, ["14050471", "67062674", "99943326"]),
            (1_234_567_890, ["89005924", "91819424", "93441116"]),
            (2_000_000_000, ["69279037", "90698825", "38618901"]),
            (20_000_000_000, ["65353130", "77737706", "47863826"]),
        ] {
            for ((algorithm, seed), eight) in seeds.iter().zip(codes) {
                // Fewer digits are the last ones of eight.
                for (digits, code) in [
                    (Digits::EIGHT, eight),
                    (Digits::SEVEN, &eight[1..]),
                    (Digits::SIX, &eight[2..]),
                ] {
                    let params = Params::new(*algorithm, digits, 30).unwrap();
                    let shown = totp_at(seed, params.step_at(unix_seconds), params);
                    assert_eq!(shown.as_str(), code, "{algorithm} at {unix_seconds}");
                }
            }
        }
    }
}
