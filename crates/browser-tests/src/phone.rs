//! A phone with an authenticator app: what the QR code says, and codes that `oathtool` computes.
//!
//! Nothing here comes from our own code: the picture is read by `rqrr`, and the codes are those of
//! Debian's `oathtool`.

use std::cell::Cell;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use percent_encoding::percent_decode_str;

use crate::picture::{Picture, Scanned};

/// Seconds that a code is shown.
const STEP_SECONDS: u64 = 30;

/// An app with one entry.
pub struct Phone {
    entry: String,
    secret: String,
    last_step: Cell<u64>,
}

impl Phone {
    /// Scans a picture as a camera would.
    pub fn scans(picture: &Picture) -> Self {
        let Scanned { text, .. } = picture.qr_code().expect("the picture holds a QR code");
        Self::reads(&text)
    }

    /// Takes an `otpauth` address. Panics on anything that an app would not take.
    fn reads(address: &str) -> Self {
        let rest = address
            .strip_prefix("otpauth://totp/")
            .expect("a TOTP address");
        let (label, query) = rest.split_once('?').expect("an address with a query");
        let value = |name: &str| {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let mut values = pairs.filter(|(key, _)| *key == name);
            values.next().map(|(_, value)| decoded(value))
        };
        // Apps ignore these and assume so; an address that says something else is a trap.
        for (name, assumed) in [("algorithm", "SHA1"), ("digits", "6"), ("period", "30")] {
            assert_eq!(value(name).as_deref().unwrap_or(assumed), assumed, "{name}");
        }
        let secret = value("secret").expect("an address with a secret");
        let issuer = value("issuer").expect("an address with an issuer");
        let label = decoded(label);
        let account = label
            .strip_prefix(&issuer)
            .and_then(|rest| rest.strip_prefix(':'));
        let account = account.expect("a label that begins with its issuer and a colon");
        let entry = format!("{issuer}: {}", account.trim_start());
        Self {
            entry,
            secret,
            last_step: Cell::new(0),
        }
    }

    /// The name that the app shows: issuer and account.
    pub fn entry(&self) -> &str {
        &self.entry
    }

    /// The key that was in the picture, in base32.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Two codes in a row: of the step before this one, and of this one.
    pub fn two_codes(&self) -> [String; 2] {
        let now = step();
        self.last_step.set(now);
        [now - 1, now].map(|step| oathtool(&self.secret, step))
    }

    /// A code that was not used yet: of this step, or of the next one, which a server accepts a
    /// step early. Panics if somebody would have to wait; take a fresh device for a further code.
    pub fn code(&self) -> String {
        let now = step();
        let fresh = now.max(self.last_step.get() + 1);
        assert!(fresh <= now + 1, "no fresh code; assign another device");
        self.last_step.set(fresh);
        oathtool(&self.secret, fresh)
    }

    /// The code that was shown last, once more.
    pub fn last_code(&self) -> String {
        oathtool(&self.secret, self.last_step.get())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .expect("UTF-8")
        .into_owned()
}

fn step() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    now.as_secs() / STEP_SECONDS
}

/// The key goes through a pipe: arguments are for everybody to see.
fn oathtool(secret: &str, step: u64) -> String {
    let at = format!("@{}", step * STEP_SECONDS);
    let mut command = Command::new("oathtool");
    command.args(["--totp", "--base32", "--now", &at, "-"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut process = command
        .spawn()
        .expect("`oathtool` is missing; run `cargo xtask test`, which installs it");
    let mut stdin = process.stdin.take().expect("it is piped");
    writeln!(stdin, "{secret}").expect("it reads the key");
    drop(stdin);
    let output = process.wait_with_output().expect("it ends");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oathtool_is_asked_for_the_code_of_rfc_6238_at_59_seconds() {
        // "12345678901234567890" in base32; RFC 6238, appendix B, to 6 digits.
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(oathtool(secret, 59 / STEP_SECONDS), "287082");
    }

    #[test]
    fn a_phone_reads_what_the_address_says_and_never_shows_a_code_twice() {
        let phone = Phone::reads(
            "otpauth://totp/Sekisho:hanako%40keiri?secret=NOTASECRETNOTASECRETNOTASECRET22&issuer=Sekisho",
        );
        assert_eq!(phone.entry(), "Sekisho: hanako@keiri");
        assert_eq!(phone.secret(), "NOTASECRETNOTASECRETNOTASECRET22");
        let [first, second] = phone.two_codes();
        let third = phone.code();
        assert!(
            first != second && second != third,
            "{first} {second} {third}"
        );
    }
}
