//! OTP-2: our codes are those of another implementation, for any seed, moment and parameters.

use otp::{Algorithm, Digits, Params, Seed, totp_at};
use proptest::prelude::*;

/// The same algorithm under our name and under the other implementation's.
fn algorithms() -> impl Strategy<Value = (Algorithm, totp_rs::Algorithm)> {
    prop::sample::select(vec![
        (Algorithm::Sha1, totp_rs::Algorithm::SHA1),
        (Algorithm::Sha256, totp_rs::Algorithm::SHA256),
        (Algorithm::Sha512, totp_rs::Algorithm::SHA512),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn otp_2_codes_agree_with_another_implementation(
        // Longer seeds than a block of the hash are hashed first, so both sides of 64 are in.
        bytes in prop::collection::vec(any::<u8>(), 16..=128),
        (algorithm, other_algorithm) in algorithms(),
        digits in 6..=8_u8,
        step_seconds in 1..=Params::STEP_SECONDS_MAX,
        unix_seconds in prop_oneof![0..=4_102_444_800_i64, 0..=i64::MAX],
    ) {
        let params = Params::new(algorithm, Digits::new(digits).unwrap(), step_seconds).unwrap();
        let other = totp_rs::Builder::new()
            .with_secret(bytes.clone())
            .with_algorithm(other_algorithm)
            .with_digits(digits)
            .with_step_duration(u64::from(step_seconds))
            .build()
            .unwrap();
        let seed = Seed::from_bytes(bytes).unwrap();
        let shown = totp_at(&seed, params.step_at(unix_seconds), params);
        let expected = other.generate(unix_seconds.unsigned_abs()).to_string();
        prop_assert_eq!(shown.as_str(), expected);
    }
}
