//! A phone with an authenticator app, for stories in Rust. The codes are those of Debian's
//! `oathtool`, so that nothing here comes from our own code.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds that a code is shown.
const STEP_SECONDS: u64 = 30;

/// An app with one entry. It looks at the clock once, when it takes the secret.
pub struct Phone {
    secret: String,
    step: u64,
}

impl Phone {
    /// Takes a secret in base32.
    pub fn new(secret: &str) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("after 1970");
        Self {
            secret: secret.to_owned(),
            step: now.as_secs() / STEP_SECONDS,
        }
    }

    /// Two codes in a row, the second of them of the step before this one.
    pub fn two_codes(&self) -> [String; 2] {
        [self.step - 2, self.step - 1].map(|step| oathtool(&self.secret, step))
    }

    /// The code of this step.
    pub fn code(&self) -> String {
        oathtool(&self.secret, self.step)
    }
}

/// The key goes through a pipe: arguments are for everybody to see.
fn oathtool(secret: &str, step: u64) -> String {
    let at = format!("@{}", step * STEP_SECONDS);
    let mut command = Command::new("oathtool");
    command.args(["--totp", "--base32", "--now", &at, "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command
        .spawn()
        .expect("`oathtool` is missing; run `cargo xtask test`, which installs it");
    let mut stdin = process.stdin.take().expect("it is piped");
    writeln!(stdin, "{secret}").expect("it reads the key");
    drop(stdin);
    let output = process.wait_with_output().expect("it ends");
    assert!(output.status.success(), "oathtool fails");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
