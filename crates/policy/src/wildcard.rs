//! Patterns with `*` (any run, also an empty one) and `?` (exactly one), compared from end to end.
//!
//! A character is a UTF-16 unit, because that is what AWS counts: a character outside the basic plane needs two `?`.
//! The comparison remembers only the last `*`, so its steps grow with pattern length times text length at most, whatever
//! the pattern; there is no backtracking over earlier stars. Letter case is the caller's business.
//!
//! Most patterns are a fixed text, or one with a star at its end, and most texts have ASCII characters only. Both are
//! compared as they are; only the rest is taken apart into units.

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
    }
    pattern[at_pattern..].iter().all(|unit| *unit == Unit::Run)
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
    fn a_hostile_pattern_ends_after_pattern_times_text_steps() {
        // With backtracking over every star this would outlive the machine: 1,000 stars, none of which helps.
        let pattern = "*a".repeat(1_000) + "b";
        let text = "a".repeat(2_000);
        assert!(!matches(&pattern, &text));
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
