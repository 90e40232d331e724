//! The models' patterns, which are Java's, as the crate `regex` reads them.

use anyhow::{Result, bail};

/// Java's `\s`.
const SPACE: &str = r" \t\n\x0B\x0C\r";

/// The same expression for `regex`. Java's `\w` and `\d` know ASCII only; a pattern stands for the
/// whole text, so its anchors say nothing; and what the models write `\u10000` is meant as one
/// character.
pub(super) fn translated(shown: &str) -> Result<String> {
    if shown.contains("(?") {
        bail!("`{shown}` looks ahead; give it another form in served.json, under `patterns`");
    }
    let body = shown.strip_prefix('^').unwrap_or(shown);
    let body = body.strip_suffix('$').unwrap_or(body);
    let body = body.replace("\\u10000-\\u10FFFF", "\\x{10000}-\\x{10FFFF}");
    let mut out = String::new();
    let mut inside_class = false;
    let mut letters = body.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '[' => inside_class = true,
            ']' => inside_class = false,
            '\\' => {
                escape(&mut letters, inside_class, &mut out)?;
                continue;
            }
            _ => {}
        }
        out.push(letter);
    }
    Ok(out)
}

fn escape(letters: &mut std::str::Chars<'_>, inside_class: bool, out: &mut String) -> Result<()> {
    let class = |members: &str| {
        if inside_class {
            members.to_owned()
        } else {
            format!("[{members}]")
        }
    };
    match letters.next() {
        Some('w') => out.push_str(&class("0-9A-Za-z_")),
        Some('d') => out.push_str(&class("0-9")),
        Some('s') => out.push_str(&class(SPACE)),
        // A class in a class is one of its members.
        Some('S') => out.extend(["[^", SPACE, "]"]),
        Some('u') => {
            let digits: String = letters.by_ref().take(4).collect();
            out.extend(["\\x{", &digits, "}"]);
        }
        Some('x') => out.push_str("\\x"),
        Some('p') => out.push_str("\\p"),
        Some(letter) if letter.is_ascii_punctuation() => {
            out.push('\\');
            out.push(letter);
        }
        other => bail!("the generator does not know the escape {other:?} of a pattern"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn java_s_patterns_are_written_for_regex() {
        for (shown, expected) in [
            ("[\\w+=,.@-]+", "[0-9A-Za-z_+=,.@-]+"),
            ("\\d{12}", "[0-9]{12}"),
            ("[\\u0020-\\u00FF]+", "[\\x{0020}-\\x{00FF}]+"),
            (
                "\\u002F[\\u0021-\\u007F]*",
                "\\x{002F}[\\x{0021}-\\x{007F}]*",
            ),
            (
                "[\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
                "[\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]+",
            ),
            ("[\\p{L}\\p{Z}_.:/=+\\-@]*", "[\\p{L}\\p{Z}_.:/=+\\-@]*"),
            ("^[a-z]+$", "[a-z]+"),
            (
                "[\\s\\S]*",
                "[ \\t\\n\\x0B\\x0C\\r[^ \\t\\n\\x0B\\x0C\\r]]*",
            ),
            ("[\\s0-9]", "[ \\t\\n\\x0B\\x0C\\r0-9]"),
        ] {
            assert_eq!(translated(shown).unwrap(), expected);
        }
    }

    #[test]
    fn what_cannot_be_translated_is_an_error() {
        for shown in ["a(?!b)", "\\B+", "\\"] {
            assert!(translated(shown).is_err(), "{shown}");
        }
    }
}
