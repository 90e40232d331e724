//! What hands and clipboards put around the characters that matter.
//!
//! A code read aloud is typed as `123 456`, a Japanese input method makes `１２３－４５６` of it, and
//! a web page adds characters that nobody sees. All parsers of this crate forgive the same things.

/// Turns a full-width character (`Ａ`, `９`, `＝`) into the ASCII one that it stands for.
pub(crate) fn half_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    }
}

/// Says whether the character only separates or decorates: any space, any hyphen, anything unseen.
pub(crate) fn is_stray(character: char) -> bool {
    character.is_whitespace() || is_hyphen(character) || is_invisible(character)
}

/// Says whether the character shows nothing, or changes how its neighbours are shown.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'                   // soft hyphen
            | '\u{061C}'                 // Arabic letter mark
            | '\u{200B}'..='\u{200F}'    // zero-width characters, direction marks
            | '\u{202A}'..='\u{202E}'    // embedding and overriding of direction
            | '\u{2060}'..='\u{2069}'    // word joiner, isolates
            | '\u{FEFF}' // byte order mark
        )
}

/// The prolonged sound mark is here because its key is the hyphen key of a Japanese keyboard.
fn is_hyphen(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{30FC}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{FF70}'
    )
}

/// Prepares a part of the input for an error message: short, and with nothing unseen in it.
pub(crate) fn shown(input: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 32;
    input
        .chars()
        .take(SHOWN_CHARS_MAX)
        .flat_map(char::escape_debug)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_space_hyphen_and_unseen_character_is_stray() {
        let stray = [
            " \t\r\n\u{85}\u{A0}\u{1680}\u{2000}\u{2007}\u{2009}\u{202F}\u{205F}\u{3000}",
            "-‐‑‒–—―⁃−─ー﹘﹣－ｰ",
            "\0\u{1B}\u{7F}\u{AD}\u{61C}\u{200B}\u{200D}\u{200F}\u{202A}\u{202E}\u{2060}\u{2069}",
            "\u{FEFF}",
        ];
        for character in stray.into_iter().flat_map(str::chars) {
            assert!(is_stray(character), "{character:?}");
        }
    }

    #[test]
    fn what_may_carry_meaning_is_kept() {
        for character in "0９aＺ+_.,:/=@あ一ア・〜🏯\u{2010}\u{202F}".chars() {
            let hyphen_or_space = matches!(character, '\u{2010}' | '\u{202F}');
            assert_eq!(is_stray(character), hyphen_or_space, "{character:?}");
            assert!(!is_invisible(character), "{character:?}");
        }
    }

    #[test]
    fn full_width_characters_become_ascii_and_no_other_does() {
        for (from, to) in [
            ('！', '!'),
            ('０', '0'),
            ('９', '9'),
            ('Ａ', 'A'),
            ('ｚ', 'z'),
            ('～', '~'),
            ('\u{FF00}', '\u{FF00}'),
            ('｟', '｟'),
            ('ｱ', 'ｱ'),
            ('5', '5'),
        ] {
            assert_eq!(half_width(from), to);
        }
    }

    #[test]
    fn what_an_error_shows_is_short() {
        assert_eq!(shown(&"x".repeat(32)), "x".repeat(32));
        assert_eq!(shown(&"x".repeat(33)), "x".repeat(32));
        assert_eq!(shown("a\u{1B}`"), "a\\u{1b}`");
    }
}
