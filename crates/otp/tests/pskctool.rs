//! OTP-15: of containers that are written here, Debian's `pskctool`, a program that we did not write,
//! reads the same tokens as we do: serial number, secret, hash, digits, step, time, drift or counter.
//!
//! Not here: encrypted secrets, which `pskctool` shows nothing of.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::process::{Command, Stdio};

use data_encoding::BASE64;
use otp::Algorithm;
use otp::seedfile::{Entry, Kind, Unlock, read};

/// What `pskctool` says of a container on its standard input.
fn pskctool(container: &str) -> String {
    let started = Command::new("pskctool")
        .args(["--info", "--strict"])
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut program = match started {
        Ok(program) => program,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("pskctool is missing; run `cargo xtask test`, which installs pskctool")
        }
        Err(error) => panic!("pskctool does not start: {error}"),
    };
    let mut input = program.stdin.take().unwrap();
    input.write_all(container.as_bytes()).unwrap();
    drop(input);
    let output = program.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).unwrap()
}

/// Its words for what we call a token, one line for each thing.
fn in_its_words(number: usize, entry: &Entry) -> String {
    let mut text = format!("\tKeyPackage {number}:\n\t\tDeviceInfo:\n");
    let mut line = |indent: &str, name: &str, value: &dyn std::fmt::Display| {
        writeln!(text, "{indent}{name}: {value}").unwrap();
    };
    let (device, key) = ("\t\t\t", "\t\t\t");
    line(
        device,
        "Manufacturer",
        &entry.manufacturer.as_deref().unwrap(),
    );
    line(device, "SerialNo", &entry.serial);
    line(device, "Model", &entry.model.as_deref().unwrap());
    writeln!(text, "\t\tKey:").unwrap();
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        writeln!(text, "{key}{name}: {value}").unwrap();
    };
    line("Id", &number);
    line("Issuer", &entry.issuer.as_deref().unwrap());
    let (profile, algorithm, digits) = match entry.kind {
        Kind::Totp { params, .. } => ("totp", params.algorithm(), params.digits()),
        Kind::Hotp {
            algorithm, digits, ..
        } => ("hotp", algorithm, digits),
    };
    line(
        "Algorithm",
        &format!("urn:ietf:params:xml:ns:keyprov:pskc:{profile}"),
    );
    line("Key Secret (base64)", &BASE64.encode(entry.seed.as_bytes()));
    match entry.kind {
        Kind::Totp {
            params,
            time_steps,
            drift_steps,
        } => {
            line("Key Time", &time_steps);
            line("Key TimeInterval", &params.step_seconds());
            line("Key TimeDrift", &drift_steps);
        }
        Kind::Hotp { counter, .. } => line("Key Counter", &counter),
    }
    line("Algorithm Parameters Suite", &algorithm);
    line("Response Format Length", &digits);
    line("Response Format Encoding", &"DECIMAL");
    text
}

/// One package with everything that there is to say.
fn package(number: usize, algorithm: Algorithm, digits: u8, seed: &[u8], is_totp: bool) -> String {
    let (profile, data) = if is_totp {
        let step = [15, 30, 60][number % 3];
        let drift = number % 60;
        let time = number * 1_000_003;
        let data = format!(
            "<Time><PlainValue>{time}</PlainValue></Time>\
             <TimeInterval><PlainValue>{step}</PlainValue></TimeInterval>\
             <TimeDrift><PlainValue>{drift}</PlainValue></TimeDrift>"
        );
        ("totp", data)
    } else {
        let counter = number * 16_777_259;
        let data = format!("<Counter><PlainValue>{counter}</PlainValue></Counter>");
        ("hotp", data)
    };
    let secret = BASE64.encode(seed);
    format!(
        "<KeyPackage><DeviceInfo><Manufacturer>Acme &amp; Söhne</Manufacturer>\
         <SerialNo>T-{number:04}</SerialNo><Model>Clock {number}</Model></DeviceInfo>\
         <Key Id=\"{number}\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc:{profile}\">\
         <Issuer>関所</Issuer><AlgorithmParameters><Suite>{algorithm}</Suite>\
         <ResponseFormat Length=\"{digits}\" Encoding=\"DECIMAL\"/></AlgorithmParameters>\
         <Data><Secret><PlainValue>{secret}</PlainValue></Secret>{data}</Data></Key></KeyPackage>\n"
    )
}

#[test]
fn otp_15_pskctool_reads_the_same_tokens() {
    let mut packages = String::new();
    let mut number = 0;
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in 6..=8 {
            for length in [16_u8, 20, 32, 64] {
                for is_totp in [true, false] {
                    let seed: Vec<u8> = (0..length).map(|i| i.wrapping_mul(41) ^ digits).collect();
                    packages += &package(number, algorithm, digits, &seed, is_totp);
                    number += 1;
                }
            }
        }
    }
    let container = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<KeyContainer Version=\"1.0\" \
         xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\">\n{packages}</KeyContainer>\n"
    );
    let ours = read(container.as_bytes(), Unlock::Nothing).unwrap();
    assert_eq!((ours.entries.len(), ours.refusals.len()), (number, 0));
    let entries = ours.entries.iter().enumerate();
    let expected: String = entries.map(|(at, entry)| in_its_words(at, entry)).collect();
    let told = pskctool(&container);
    let (_, told) = told.split_once("\tSigned: NO\n").unwrap();
    assert_eq!(told, expected);
}
