//! Base64 of RFC 4648, section 4, for `BinaryEquals` (spec: policy 6.9).

/// The bytes; `None` for a text that is not base64 with its padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    if padding > 2 {
        return None;
    }
    let body = &text[..text.len() - padding];
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut held_bits) = (0_u32, 0);
    for byte in body {
        held = held << 6 | u32::from(sextet(*byte)?);
        held_bits += 6;
        if held_bits >= 8 {
            held_bits -= 8;
            bytes.extend(u8::try_from(held >> held_bits));
            held &= (1 << held_bits) - 1;
        }
    }
    // Bits that belong to no byte are zero, so that one text stands for one list of bytes.
    (held == 0).then_some(bytes)
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_the_standard_shows() {
        // RFC 4648, section 10
        for (text, bytes) in [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()), "`{text}`");
        }
        assert_eq!(decode("+/8="), Some(vec![0xfb, 0xff]));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "Zg",
            "Zg=",
            "Z===",
            "====",
            "Zh==",
            "Zm9=",
            "Zm 9v",
            "Zm-_",
            "Zg==Zg==",
            "no-binary",
            "あ",
        ] {
            assert_eq!(decode(text), None, "`{text}`");
        }
    }
}
