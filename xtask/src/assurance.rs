//! The list in docs/assurance.md of which test proves which line, written from the tests themselves.
//!
//! A test cites a line by its name (`otp_3_a_used_step_is_never_accepted_again`) or in a comment at
//! its head (`// OTP-3`, `/// OTP-8: waits grow`). The table above the list is written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::run::say;
use crate::tree::{self, Tree};

/// Where the table and the list are.
pub const DOCUMENT: &str = "docs/assurance.md";
const BEGIN: &str = "<!-- tests: written by `cargo xtask assurance` -->";
const FAMILIES: [&str; 7] = ["OTP", "PW", "SE", "EN", "RC", "OP", "WA"];

/// A line of assurance: family and number, so that 2 comes before 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(usize, u32);

impl Id {
    /// Reads `OTP-3`, or `otp_3` at the beginning of a name.
    fn parse(text: &str, mark: char) -> Option<(Self, &str)> {
        let upper = text.to_ascii_uppercase();
        let family = FAMILIES.iter().position(|family| {
            upper
                .strip_prefix(family)
                .is_some_and(|rest| rest.starts_with(mark))
        })?;
        let rest = &text[FAMILIES[family].len() + 1..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = rest[..digits].parse().ok()?;
        Some((Self(family, number), &rest[digits..]))
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", FAMILIES[self.0], self.1)
    }
}

/// Where a test stands: file, then name.
type Place<'a> = (&'a str, &'a str);

/// `cargo xtask assurance`.
pub fn write(tree: &Tree) -> Result<()> {
    let old = tree
        .text(DOCUMENT)
        .context("docs/assurance.md is missing")?;
    fs::write(tree::root().join(DOCUMENT), renewed(tree, old)?)
        .with_context(|| format!("`{DOCUMENT}` cannot be written"))?;
    say(format_args!("assurance: {DOCUMENT} is up to date"));
    Ok(())
}

/// The document with its list as the tests are now.
pub fn renewed(tree: &Tree, document: &str) -> Result<String> {
    let Some((by_hand, _)) = document.split_once(BEGIN) else {
        bail!("`{DOCUMENT}` has lost its line `{BEGIN}`; put it above the list of tests");
    };
    Ok(format!("{by_hand}{BEGIN}\n{}", list(&proofs(tree))))
}

/// Lines of the table without a test whose state does not say so, and tests of lines without a row.
pub fn gaps(tree: &Tree, document: &str) -> Vec<String> {
    let proofs = proofs(tree);
    let rows: BTreeMap<Id, &str> = document
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let (id, _) = Id::parse(cells.first()?, '-')?;
            Some((id, *cells.get(2)?))
        })
        .collect();
    let untested = rows.iter().filter_map(|(id, state)| {
        let is_met = !state.starts_with("not yet");
        (is_met && !proofs.contains_key(id))
            .then(|| format!("{id} is said to be met and no test cites it"))
    });
    let without_row = proofs.keys().filter(|id| !rows.contains_key(id));
    untested
        .chain(without_row.map(|id| format!("{id} is cited by a test and has no row")))
        .collect()
}

fn list(proofs: &BTreeMap<Id, BTreeSet<Place<'_>>>) -> String {
    let mut text = String::new();
    for (id, places) in proofs {
        let _ = write!(text, "\n### {id}\n\n");
        for (path, name) in places {
            let _ = writeln!(text, "- `{name}` in `{path}`");
        }
    }
    text
}

fn proofs(tree: &Tree) -> BTreeMap<Id, BTreeSet<Place<'_>>> {
    let mut proofs: BTreeMap<Id, BTreeSet<Place<'_>>> = BTreeMap::new();
    for (path, text) in tree
        .texts(".rs")
        .filter(|(path, _)| path.starts_with("crates/"))
    {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(name) = function_name(line) else {
                continue;
            };
            let head = head(&lines, at);
            let by_name = cited_by_name(name);
            let by_comment = is_test(line, &head).then(|| cited_in_comments(&head));
            for id in by_name.into_iter().chain(by_comment.into_iter().flatten()) {
                proofs.entry(id).or_default().insert((path, name));
            }
        }
    }
    proofs
}

/// The name of the function that a line begins.
fn function_name(line: &str) -> Option<&str> {
    let code = line.split("//").next()?;
    let (before, after) = code.split_once("fn ")?;
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let end = after.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    Some(&after[..end])
}

/// Comments and attributes directly above a function, and comments at the top of its body.
fn head<'a>(lines: &[&'a str], at: usize) -> Vec<&'a str> {
    let is_comment = |line: &&&str| line.starts_with("//") && !line.starts_with("//!");
    let above = lines[..at]
        .iter()
        .rev()
        .take_while(|line| is_comment(line) || line.starts_with("#["));
    let body = lines[at + 1..].iter().take_while(is_comment);
    above.chain(body).copied().collect()
}

fn is_test(line: &str, head: &[&str]) -> bool {
    line.starts_with("story!")
        || head
            .iter()
            .any(|line| line.starts_with("#[") && line.contains("test"))
}

/// `otp_8_otp_9_…` cites two.
fn cited_by_name(name: &str) -> Vec<Id> {
    let mut found = Vec::new();
    let mut rest = name;
    while let Some((id, after)) = Id::parse(rest, '_') {
        found.push(id);
        rest = after.trim_start_matches('_');
    }
    found
}

fn cited_in_comments(head: &[&str]) -> Vec<Id> {
    let comments = head.iter().filter(|line| line.starts_with("//"));
    comments
        .flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-'))
        .filter_map(|word| match Id::parse(word, '-') {
            Some((id, "")) => Some(id),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
//! OTP-1 is not cited by a module.
#[test]
fn otp_2_otp_10_two_lines_by_name() {}

/// OTP-8: a comment above the attribute, and SE-3, too.
#[tokio::test]
async fn by_comment() {}

#[test]
fn by_first_line() {
    // PW-6
}

/// OTP-14: what is no test proves nothing.
fn not_a_test() {}

story!(fn op_3_a_story(w) {
    // RC-6
});
";

    fn tree() -> Tree {
        Tree::of(&[("crates/otp/src/a.rs", SOURCE)])
    }

    #[test]
    fn a_test_cites_by_its_name_or_by_a_comment_at_its_head() {
        let tree = tree();
        let proofs = proofs(&tree);
        let cited: Vec<(String, Vec<&str>)> = proofs
            .iter()
            .map(|(id, places)| {
                (
                    id.to_string(),
                    places.iter().map(|(_, name)| *name).collect(),
                )
            })
            .collect();
        let expected = [
            ("OTP-2", "otp_2_otp_10_two_lines_by_name"),
            ("OTP-8", "by_comment"),
            ("OTP-10", "otp_2_otp_10_two_lines_by_name"),
            ("PW-6", "by_first_line"),
            ("SE-3", "by_comment"),
            ("RC-6", "op_3_a_story"),
            ("OP-3", "op_3_a_story"),
        ];
        let expected = expected.map(|(id, name)| (id.to_owned(), vec![name]));
        assert_eq!(cited, expected);
    }

    #[test]
    fn what_was_written_by_hand_stays_and_the_list_is_renewed() {
        let tree = Tree::of(&[("crates/otp/src/a.rs", "#[test]\nfn otp_3_a() {}\n")]);
        let document = format!("By hand.\n\n{BEGIN}\n\n### OTP-9\n\n- `gone` in `nowhere.rs`\n");
        let renewed = renewed(&tree, &document).unwrap();
        assert_eq!(
            renewed,
            format!("By hand.\n\n{BEGIN}\n\n### OTP-3\n\n- `otp_3_a` in `crates/otp/src/a.rs`\n")
        );
        assert_eq!(super::renewed(&tree, &renewed).unwrap(), renewed);
        assert!(super::renewed(&tree, "no mark").is_err());
    }

    #[test]
    fn a_line_without_a_test_and_a_test_without_a_line_are_gaps() {
        let rows = ["OTP-2", "OTP-8", "OTP-10", "PW-6", "SE-3", "RC-6", "OP-3"]
            .map(|id| format!("| {id} | what | met |\n"));
        assert_eq!(gaps(&tree(), &rows.concat()), Vec::<String>::new());
        assert_eq!(
            gaps(&tree(), &rows[1..].concat()),
            ["OTP-2 is cited by a test and has no row"]
        );
        let more = format!(
            "{}| PW-1 | what | met |\n| PW-2 | what | not yet: why |\n",
            rows.concat()
        );
        assert_eq!(
            gaps(&tree(), &more),
            ["PW-1 is said to be met and no test cites it"]
        );
    }
}
