//! Values that fit.

use super::facts::{Kind, Member, Text};
use super::{Pair, Place};

/// What fits a pattern, and what does not.
pub(super) struct Form {
    /// As the model writes the pattern.
    pattern: &'static str,
    /// A text that fits begins so,
    begin: &'static str,
    /// goes on with as many of these as it is long,
    middle: &'static str,
    /// and ends so.
    end: &'static str,
    /// Texts that do not fit, whether they stand once or many times in a row.
    pub(super) outside: &'static [&'static str],
}

/// A text of a member without a pattern.
const FREE: Form = form("", ["", "a", ""], &[]);

const FORMS: [Form; 27] = [
    form(
        "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
        ["/", "a", "/"],
        &["あ", "a", "//", "a/", "/a", "/a b/"],
    ),
    form(
        r"((/[A-Za-z0-9\.,\+@=_-]+)*)/",
        ["/", "a", "/"],
        &["あ", "a", "//", "a/", "/a", "/a b/"],
    ),
    form(
        r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?",
        ["v1", "0", ""],
        &["あ", "1", "v0", "v 1"],
    ),
    form(
        "\\u002F[\\u0021-\\u007F]*",
        ["/", "a", ""],
        &["あ", "a/", "/ "],
    ),
    form("[\\w+=,.@-]+", ["", "a", ""], &["あ", "é", " ", "/", "a\n"]),
    form("[\\w+=,.@-]*", ["", "a", ""], &["あ", "é", " ", "/"]),
    form("[\\w+=,.@:\\/-]*", ["", "a", ""], &["あ", "é", " ", "\\"]),
    form(
        "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
        ["", "é", ""],
        &["あ", "\u{1}", "\u{a0}"],
    ),
    form(
        "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
        ["", "あ", ""],
        // Controls that XML can repeat.
        &["\u{7f}", "\u{84}"],
    ),
    form("[\\w]+", ["", "A", ""], &["あ", "é", " ", "-"]),
    form("[\\w]*", ["", "A", ""], &["あ", "é", " ", "-"]),
    form("[\\w+=/:,.@-]+", ["", "a", ""], &["あ", " ", "\\"]),
    form("[\\w+=/:,.@-]*", ["", "a", ""], &["あ", " ", "\\"]),
    form("[\\d]+", ["", "1", ""], &["a", "１", "٣", " "]),
    form("[\\d]*", ["", "1", ""], &["a", "１", "٣", " "]),
    form(
        "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
        ["", "関", ""],
        &["!", "#", "\t"],
    ),
    form(
        "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
        ["", "関", ""],
        &["!", "#", "\t"],
    ),
    form("[\\u0020-\\u00FF]+", ["", "é", ""], &["あ", "\n", "\0"]),
    form(
        "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        ["", "é", ""],
        &["あ", "Ā", "😀"],
    ),
    form(
        "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
        ["", "a", ""],
        &["あ", "A", "a--b", "-ab", "ab-", "a_b"],
    ),
    form(
        r"\d{12}",
        ["123456789012", "3", ""],
        &["a", "1-", "１２３４５６７８９０１２"],
    ),
    form(
        r"^\d{12}$",
        ["123456789012", "3", ""],
        &["a", "1-", "12345678901 "],
    ),
    form(
        r"[\s]*[\w+=.#|!&-]+@[\w.-]+\.[\w]+[\s]*",
        ["a@b.c", "c", ""],
        &["a", "@", "a@b", "あ@b.c"],
    ),
    form(r"[\s0-9()+-]+", ["", "1", ""], &["a", "１", "."]),
    form(
        r"[+][\s0-9()-]+",
        ["+1", "1", ""],
        &["a", "1", "+", "+a", "１"],
    ),
    form("[ -;=?-~]+", ["", "a", ""], &["<", ">", "あ", "\t"]),
    form(r"[\s\S]*", ["", "あ", ""], &[]),
];

const fn form(
    pattern: &'static str,
    [begin, middle, end]: [&'static str; 3],
    outside: &'static [&'static str],
) -> Form {
    Form {
        pattern,
        begin,
        middle,
        end,
        outside,
    }
}

impl Text {
    pub(super) fn form(&self) -> &'static Form {
        let Some(pattern) = &self.pattern else {
            return &FREE;
        };
        let found = FORMS.iter().find(|form| form.pattern == pattern);
        found.unwrap_or_else(|| unreachable!("say in `FORMS` what fits `{pattern}`"))
    }

    /// A text of so many characters, of the form that fits.
    pub(super) fn of_length(&self, length: usize) -> String {
        let Form {
            begin, middle, end, ..
        } = self.form();
        if length <= begin.len() {
            return begin[..length].to_owned();
        }
        let middles = length.saturating_sub(begin.len() + end.len());
        format!("{begin}{}{end}", middle.repeat(middles))
    }

    /// Fewest characters of a text that is there.
    pub(super) fn shortest(&self) -> usize {
        self.min.max(1).max(self.form().begin.len())
    }
}

impl Kind {
    /// A value that fits. Values of different positions in a list differ, where they can.
    pub(super) fn fitting(&self, place: &Place, position: usize) -> Vec<Pair> {
        match self {
            Self::Text(text) => {
                let length = text.shortest() + position - 1;
                let length = text.max.map_or(length, |max| length.min(max));
                vec![place.with(text.of_length(length))]
            }
            Self::Choice(values) => vec![place.with(&values[0])],
            Self::Integer { min, .. } => vec![place.with(min.unwrap_or(1).to_string())],
            Self::Boolean => vec![place.with("true")],
            Self::Time => vec![place.with("1700000000")],
            Self::Structure(members) => members
                .iter()
                .flat_map(|member| member.kind.fitting(&place.of(member), position))
                .collect(),
            Self::List { element, .. } => elements(element, place, 1),
        }
    }
}

/// A list of so many elements.
pub(super) fn elements(element: &Kind, place: &Place, count: usize) -> Vec<Pair> {
    (1..=count)
        .flat_map(|position| element.fitting(&place.at(position), position))
        .collect()
}

/// The required members of a structure, but one.
pub(super) fn required(members: &[Member], place: &Place, but: Option<&str>) -> Vec<Pair> {
    members
        .iter()
        .filter(|member| member.is_required && Some(member.name.as_str()) != but)
        .flat_map(|member| member.kind.fitting(&place.of(member), 1))
        .collect()
}

/// All members of a structure.
pub(super) fn all(members: &[Member], place: &Place) -> Vec<Pair> {
    members
        .iter()
        .flat_map(|member| member.kind.fitting(&place.of(member), 1))
        .collect()
}

/// The required members of a structure, with one member at one of its limits; and what that is.
pub(super) fn limits(members: &[Member], place: &Place) -> Vec<(Vec<Pair>, String)> {
    let mut found = Vec::new();
    for member in members {
        let others = required(members, place, Some(&member.name));
        for (pairs, about) in at_limits(&member.kind, &place.of(member)) {
            let pairs = others.iter().cloned().chain(pairs).collect();
            found.push((pairs, about));
        }
    }
    found
}

fn at_limits(kind: &Kind, place: &Place) -> Vec<(Vec<Pair>, String)> {
    let one = |value: String| {
        let shown: String = value.chars().take(10).collect();
        let about = format!("{}: `{shown}`", place.name);
        (vec![place.with(value)], about)
    };
    match kind {
        Kind::Text(text) => {
            // A text that has to begin with more than one letter cannot be empty, whatever the model says.
            let begins = text.form().begin.len() > 1;
            let least = if begins { text.shortest() } else { text.min };
            let lengths = [Some(least), text.max].into_iter().flatten();
            let of_length = |length| {
                let pairs = vec![place.with(text.of_length(length))];
                (pairs, format!("{}: {length} characters", place.name))
            };
            lengths.map(of_length).collect()
        }
        Kind::Choice(values) => values.iter().cloned().map(one).collect(),
        Kind::Integer { min, max } => {
            let limits = [*min, *max].into_iter().flatten();
            limits.map(|limit| one(limit.to_string())).collect()
        }
        Kind::Boolean => ["true", "false", "1", "0"]
            .map(|word| one(word.to_owned()))
            .into(),
        Kind::Time => ["0", "1700000000.5"]
            .map(|seconds| one(seconds.to_owned()))
            .into(),
        Kind::Structure(members) => limits(members, place),
        Kind::List { max, element } => {
            let mut found = at_limits(element, &place.at(1));
            if let Some(max) = *max {
                let about = format!("{}: {max} elements", place.name);
                found.push((elements(element, place, max), about));
            }
            found
        }
    }
}
