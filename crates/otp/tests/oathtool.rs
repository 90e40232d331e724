//! OTP-2: our codes are those of Debian's `oathtool`, a program that we did not write, over seeds
//! of several lengths, all algorithms and digits, several time steps, and moments from the
//! beginning of 1970 to the year 2603.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

use otp::{Algorithm, Digits, Params, Seed, Step, hotp, totp_at};

/// How many codes one run of the program prints; a few runs make tens of thousands of codes.
const CODES_PER_RUN: u64 = 250;

/// Runs `oathtool` with the seed on its standard input, where no list of processes shows it.
fn oathtool(seed: &Seed, options: &[String]) -> Vec<String> {
    let started = Command::new("oathtool")
        .args(options)
        .args(["--base32", "--window"])
        .arg((CODES_PER_RUN - 1).to_string())
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut program = match started {
        Ok(program) => program,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("oathtool is missing; run `cargo xtask test`, which installs oathtool")
        }
        Err(error) => panic!("oathtool does not start: {error}"),
    };
    let mut input = program.stdin.take().unwrap();
    writeln!(input, "{}", *seed.to_base32()).unwrap();
    drop(input);
    let output = program.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "oathtool {options:?}: {complaint}");
    let codes = String::from_utf8(output.stdout).unwrap();
    codes.lines().map(str::to_owned).collect()
}

/// Seeds of every size that matters: the smallest, ours, RFC 6238's, and longer than a hash block.
fn seeds() -> impl Iterator<Item = Seed> {
    [16, 20, 32, 64, 100].into_iter().map(|length| {
        let bytes = (0..length).map(|i: u8| i.wrapping_mul(37) ^ length);
        Seed::from_bytes(bytes.collect()).unwrap()
    })
}

fn all_digits() -> [Digits; 3] {
    [Digits::SIX, Digits::SEVEN, Digits::EIGHT]
}

#[test]
fn otp_2_time_based_codes_agree_with_oathtool() {
    let moments = [0, 59, 1_721_088_000, 4_102_444_800, 20_000_000_000_i64];
    let mut compared = 0;
    for (seed, unix_seconds) in seeds().zip(moments) {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
            for digits in all_digits() {
                for step_seconds in [1, 30, 60] {
                    let params = Params::new(algorithm, digits, step_seconds).unwrap();
                    let options = [
                        format!("--totp={algorithm}"),
                        format!("--digits={digits}"),
                        format!("--time-step-size={step_seconds}s"),
                        format!("--now=@{unix_seconds}"),
                    ];
                    let first = params.step_at(unix_seconds).0;
                    let ours = (first..first + CODES_PER_RUN)
                        .map(|step| totp_at(&seed, Step(step), params).as_str().to_owned());
                    let ours: Vec<String> = ours.collect();
                    assert_eq!(ours, oathtool(&seed, &options), "{options:?}");
                    compared += ours.len();
                }
            }
        }
    }
    assert_eq!(compared, 33_750);
}

#[test]
fn otp_2_counter_based_codes_agree_with_oathtool() {
    let counters = [0, 1 << 31, 1 << 32, 1 << 63, u64::MAX - CODES_PER_RUN];
    for (seed, first) in seeds().zip(counters) {
        for digits in all_digits() {
            let params = Params::new(Algorithm::Sha1, digits, 30).unwrap();
            let options = [
                "--hotp".to_owned(),
                format!("--digits={digits}"),
                format!("--counter={first}"),
            ];
            let ours = (first..first + CODES_PER_RUN)
                .map(|counter| hotp(&seed, counter, params).as_str().to_owned());
            let ours: Vec<String> = ours.collect();
            assert_eq!(ours, oathtool(&seed, &options), "{options:?}");
        }
    }
}
