//! Patterns with `*` (any run, also an empty one) and `?` (exactly one), compared from end to end.
//!
//! A character is a UTF-16 unit, because that is what AWS counts: a character outside the basic plane needs two `?`.
//! The comparison remembers only the last `*`; there is no backtracking over earlier stars. A pattern that takes many
//! steps all the same is compared in another way, 64 of its places at once, so that whoever writes patterns cannot make
//! others wait. Letter case is the caller's business.
//!
//! Most patterns are a fixed text, or one with a star at its end, and most texts have ASCII characters only. Both are
//! compared as they are; only the rest is taken apart into units.

use std::collections::HashMap;

/// One place of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// This UTF-16 unit and no other.
    Exactly(u16),
    /// `?`
    One,
    /// `*`
    Run,
}

impl Unit {
    /// Whether this place, which is no `*`, takes that unit of a text.
    fn takes(self, unit: u16) -> bool {
        match self {
            Unit::Exactly(own) => own == unit,
            Unit::One => true,
            Unit::Run => false,
        }
    }
}

/// Reads the wildcards of a text; everything else stands for itself.
pub(crate) fn pattern(text: &str) -> impl Iterator<Item = Unit> + '_ {
    text.encode_utf16().map(|unit| match unit {
        ASTERISK => Unit::Run,
        QUESTION_MARK => Unit::One,
        other => Unit::Exactly(other),
    })
}

/// A text in which `*` and `?` are nothing special.
pub(crate) fn literal(text: &str) -> impl Iterator<Item = Unit> + '_ {
    text.encode_utf16().map(Unit::Exactly)
}

/// A pattern without variables, made ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// `*`
    Everything,
    /// No wildcard.
    Exactly(Box<str>),
    /// A text and one `*` behind it.
    Beginning(Box<str>),
    /// Anything else.
    Units(Box<[Unit]>),
}

impl Pattern {
    /// Reads the wildcards of a text.
    pub(crate) fn of(text: &str) -> Pattern {
        Pattern::of_units(pattern(text).collect())
    }

    /// A pattern that was put together from pieces.
    pub(crate) fn of_units(units: Vec<Unit>) -> Pattern {
        let is_run = |unit: &Unit| *unit == Unit::Run;
        let plain = |units: &[Unit]| -> Option<Box<str>> {
            let text: Option<Vec<u16>> = units
                .iter()
                .map(|unit| match unit {
                    Unit::Exactly(unit) => Some(*unit),
                    Unit::One | Unit::Run => None,
                })
                .collect();
            String::from_utf16(&text?).ok().map(Into::into)
        };
        match units.split_last() {
            Some((last, [])) if is_run(last) => return Pattern::Everything,
            Some((last, beginning)) if is_run(last) => {
                if let Some(text) = plain(beginning) {
                    return Pattern::Beginning(text);
                }
            }
            _ => {
                if let Some(text) = plain(&units) {
                    return Pattern::Exactly(text);
                }
            }
        }
        Pattern::Units(units.into())
    }

    /// Whether the whole text fits.
    pub(crate) fn covers(&self, subject: &Subject<'_>) -> bool {
        match self {
            Pattern::Everything => true,
            Pattern::Exactly(text) => **text == *subject.text,
            Pattern::Beginning(text) => subject.text.starts_with(&**text),
            Pattern::Units(units) => subject.fits(units),
        }
    }
}

/// A text that is compared with many patterns.
#[derive(Debug)]
pub(crate) struct Subject<'t> {
    text: &'t str,
    /// Its UTF-16 units, where they are not its bytes.
    wide: Option<Vec<u16>>,
}

impl<'t> Subject<'t> {
    pub(crate) fn of(text: &'t str) -> Subject<'t> {
        let wide = (!text.is_ascii()).then(|| text.encode_utf16().collect());
        Subject { text, wide }
    }

    /// Whether the whole text fits the whole pattern.
    pub(crate) fn fits(&self, pattern: &[Unit]) -> bool {
        match &self.wide {
            Some(units) => fits(pattern, units),
            None => fits(pattern, self.text.as_bytes()),
        }
    }
}

/// Whether the whole text fits the whole pattern.
fn fits<U: Copy + Into<u16>>(pattern: &[Unit], text: &[U]) -> bool {
    let (mut at_pattern, mut at_text) = (0, 0);
    // Where to go on when the text stops fitting: behind the last star, which swallows one unit more.
    let mut retry: Option<(usize, usize)> = None;
    let mut steps_left = STEPS_OF_EACH * (pattern.len() + text.len());

    while let Some(unit) = text.get(at_text) {
        match pattern.get(at_pattern) {
            Some(Unit::Run) => {
                at_pattern += 1;
                retry = Some((at_pattern, at_text));
            }
            Some(place) if place.takes((*unit).into()) => {
                at_pattern += 1;
                at_text += 1;
            }
            _ => {
                let Some((behind_star, swallowed)) = retry else {
                    return false;
                };
                (at_pattern, at_text) = (behind_star, swallowed + 1);
                retry = Some((at_pattern, at_text));
            }
        }
        if steps_left == 0 {
            return fits_by_words(pattern, text);
        }
        steps_left -= 1;
    }
    pattern[at_pattern..].iter().all(|unit| *unit == Unit::Run)
}

/// Steps for each unit of pattern and text, before the comparison goes on by words: more than any pattern needs whose
/// stars find their place at once.
const STEPS_OF_EACH: usize = 4;

/// The same, with the places that the text may have come to as bits: each unit of the text moves all of them at once.
fn fits_by_words<U: Copy + Into<u16>>(pattern: &[Unit], text: &[U]) -> bool {
    // Bit `n` is the place before the unit `n` of the pattern without its stars.
    let units = pattern.iter().filter(|unit| **unit != Unit::Run);
    let end = units.clone().count();
    let words = end / 64 + 1;
    let set = |bits: &mut [u64], place: usize| bits[place / 64] |= 1 << (place % 64);
    let mut stays = vec![0; words];
    let mut before = 0;
    for unit in pattern {
        match unit {
            Unit::Run => set(&mut stays, before),
            Unit::Exactly(_) | Unit::One => before += 1,
        }
    }
    let mut by_any = vec![0; words];
    let mut by_unit: HashMap<u16, Vec<u64>> = HashMap::new();
    for (place, unit) in units.enumerate() {
        match unit {
            Unit::Exactly(unit) => {
                let bits = by_unit.entry(*unit).or_insert_with(|| vec![0; words]);
                set(bits, place);
            }
            Unit::One | Unit::Run => set(&mut by_any, place),
        }
    }
    let none = vec![0; words];
    let mut places = vec![0; words];
    set(&mut places, 0);
    for unit in text {
        let own = by_unit.get(&(*unit).into()).unwrap_or(&none);
        let mut carried = 0;
        for word in 0..words {
            let goes_on = places[word] & (own[word] | by_any[word]);
            places[word] = goes_on << 1 | carried | places[word] & stays[word];
            carried = goes_on >> 63;
        }
    }
    places[end / 64] >> (end % 64) & 1 == 1
}

const ASTERISK: u16 = b'*' as u16;
const QUESTION_MARK: u16 = b'?' as u16;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern_text: &str, text: &str) -> bool {
        let subject = Subject::of(text);
        let ready = Pattern::of(pattern_text).covers(&subject);
        let units: Vec<Unit> = pattern(pattern_text).collect();
        assert_eq!(ready, subject.fits(&units), "`{pattern_text}` made ready");
        let wide: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(
            ready,
            fits_by_words(&units, &wide),
            "`{pattern_text}` by words"
        );
        ready
    }

    #[test]
    fn stars_and_question_marks_compare_as_the_table_says() {
        // spec: policy 3.1, 3.2
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a/b:c", true),
            ("?", "", false),
            ("?", "a", true),
            ("?", "ab", false),
            ("get*", "getuser", true),
            ("get*", "get", true),
            ("get*", "forget", false),
            ("*key*", "iam:createaccesskeyx", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("a*?c", "ac", false),
            ("a*?c", "abc", true),
            ("**", "", true),
            ("user/*", "user/team/hanako", true),
            ("[ab]", "a", false),
            ("a.c", "abc", false),
            ("名*", "名前", true),
        ] {
            assert_eq!(
                matches(pattern, text),
                expected,
                "`{pattern}` against `{text}`"
            );
        }
    }

    #[test]
    fn a_character_outside_the_basic_plane_is_two_question_marks() {
        // spec: policy 3.2
        assert!(!matches("?", "𐐀"));
        assert!(matches("??", "𐐀"));
        assert!(matches("𐐀", "𐐀"));
    }

    #[test]
    fn hostile_patterns_come_to_an_end() {
        // With backtracking over every star the first would outlive the machine; the others take pattern times text
        // steps of a simple comparison, and what stands behind the last star crosses words.
        let text = "a".repeat(2_000);
        for (pattern, expected) in [
            ("*a".repeat(1_000) + "b", false),
            (format!("*{}b", "a".repeat(1_000)), false),
            (format!("*{}?", "a".repeat(1_000)), true),
            (
                format!("*{}*{}", "a".repeat(1_000), "a".repeat(1_000)),
                true,
            ),
            (
                format!("*{}*{}", "a".repeat(1_000), "a".repeat(1_001)),
                false,
            ),
        ] {
            assert_eq!(matches(&pattern, &text), expected, "{pattern}");
        }
    }

    /// The same pattern in another notation, read by another engine.
    fn as_regex(pattern: &str) -> regex::Regex {
        let mut expression = String::from("(?s)^");
        for character in pattern.chars() {
            match character {
                '*' => expression.push_str(".*"),
                '?' => expression.push('.'),
                other => expression.push_str(&regex::escape(&other.to_string())),
            }
        }
        expression.push('$');
        regex::Regex::new(&expression).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn long_patterns_are_compared_like_regular_expressions(pattern in "(a{0,70}[*?b]){0,4}", text in "[a]{0,200}b?[a]{0,100}") {
            prop_assert_eq!(matches(&pattern, &text), as_regex(&pattern).is_match(&text));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn the_comparison_is_the_regular_expressions(pattern in "[ab*?/:\n.+あ]{0,12}", text in "[ab*?/:\n.+あ]{0,16}") {
            prop_assert_eq!(matches(&pattern, &text), as_regex(&pattern).is_match(&text));
        }

        #[test]
        fn a_pattern_made_from_the_text_fits_it(text in "[a-c]{1,12}", holes in proptest::collection::vec(0_usize..12, 0..4)) {
            let mut pattern: Vec<char> = text.chars().collect();
            for (turn, hole) in holes.into_iter().enumerate() {
                let at = hole % pattern.len();
                pattern[at] = if turn % 2 == 0 { '*' } else { '?' };
            }
            // A star over one character still covers it, so the text must go on fitting.
            let pattern: String = pattern.into_iter().collect();
            prop_assert!(matches(&pattern, &text), "`{}` against `{}`", pattern, text);
        }
    }
}
