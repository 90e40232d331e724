//! What hands type, made what was meant: full-width letters and digits, and stray spaces.
//!
//! A Japanese input method leaves full-width digits (`１２３`) and ideographic spaces behind; copying
//! from a page or a phone leaves no-break spaces. Codes, account ids and addresses are read through
//! here. Passwords never are: what was typed there is what was meant.

/// Full-width ASCII made plain, everything else as it is.
pub(crate) fn narrow(letter: char) -> char {
    match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        // Dashes that an input method or a text editor makes of a hyphen.
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' | '\u{FF70}' => '-',
        '。' | '\u{FF61}' => '.',
        other => other,
    }
}

/// Spaces of any kind, and marks without width that copying leaves behind.
fn is_stray(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{3164}'
        )
}

/// What groups the digits of a number, in plain width.
pub(crate) fn is_separator(letter: char) -> bool {
    is_stray(letter) || letter == '-'
}

/// A name, an address or an alias: plain width, without any space.
pub fn tidy(typed: &str) -> String {
    typed
        .chars()
        .filter(|letter| !is_stray(*letter))
        .map(narrow)
        .collect()
}

/// A run of digits such as an account id: as [`tidy`], and without the hyphens that group it.
pub fn tidy_digits(typed: &str) -> String {
    tidy(typed)
        .chars()
        .filter(|letter| *letter != '-')
        .collect()
}

/// Free text of one line: as typed, without control characters and without spaces at its ends.
pub fn tidy_line(typed: &str) -> String {
    let line: String = typed
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_input_method_leaves_behind_is_put_right() {
        let table = [
            ("１２３４　５６７８　９０１２", "123456789012"),
            ("1234-5678-9012", "123456789012"),
            ("1234ー5678−9012", "123456789012"),
            (" 123\u{A0}456\u{3000}", "123456"),
        ];
        for (typed, meant) in table {
            assert_eq!(tidy_digits(typed), meant, "{typed}");
        }
    }

    #[test]
    fn an_address_keeps_its_hyphens_and_loses_its_width() {
        assert_eq!(
            tidy("　ｒｏｏｔ＠ｅｘａｍｐｌｅ－１．ｊｐ "),
            "root@example-1.jp"
        );
        assert_eq!(tidy("root@example。jp"), "root@example.jp");
    }

    #[test]
    fn a_line_keeps_its_inner_spaces() {
        assert_eq!(tidy_line(" 花子の 電話\r\n"), "花子の 電話");
    }
}
