//! AWS's names as Rust writes them.

/// `VirtualMFADeviceName` as a field: `virtual_mfa_device_name`.
pub(super) fn field(name: &str) -> String {
    let name = words(name).join("_").to_lowercase();
    match name.as_str() {
        "type" => "kind".to_owned(),
        _ => name,
    }
}

/// `NoSuchEntity` as a constant: `NO_SUCH_ENTITY`.
pub(super) fn constant(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

/// `MFADevices`, `text/csv` or `STARTED` as a variant: `MfaDevices`, `TextCsv`, `Started`.
pub(super) fn variant(value: &str) -> String {
    let capital = |word: String| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        let rest = letters.as_str().to_lowercase();
        first.into_iter().chain(rest.chars()).collect::<String>()
    };
    words(value).into_iter().map(capital).collect()
}

/// A word begins with a capital after a small letter, or with the last capital before one.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let next = letters.get(at + 1).copied();
        let after_small = before.is_some_and(|before| before.is_lowercase() || before.is_numeric());
        let before_small =
            before.is_some_and(char::is_uppercase) && next.is_some_and(char::is_lowercase);
        if !letter.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        if letter.is_uppercase() && (after_small || before_small) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_where_a_reader_would() {
        for (name, expected) in [
            ("VirtualMFADeviceName", "virtual_mfa_device_name"),
            ("QRCodePNG", "qr_code_png"),
            ("SSHPublicKeyId", "ssh_public_key_id"),
            ("Base32StringSeed", "base32_string_seed"),
            ("MFADevices", "mfa_devices"),
            ("arn", "arn"),
            ("Type", "kind"),
        ] {
            assert_eq!(field(name), expected);
        }
        assert_eq!(
            constant("DuplicateSSHPublicKey"),
            "DUPLICATE_SSH_PUBLIC_KEY"
        );
        for (value, expected) in [
            ("text/csv", "TextCsv"),
            ("STARTED", "Started"),
            ("AccountMFAEnabled", "AccountMfaEnabled"),
        ] {
            assert_eq!(variant(value), expected);
        }
    }
}
