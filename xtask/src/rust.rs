//! As much of Rust's grammar as the checks of the tree need: where a comment or a text literal is,
//! and where a function begins and ends.
//!
//! Not here: anything that the compiler already refuses. The input is taken to be valid Rust.

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// The lines from its `fn` to its last brace.
    pub(crate) lines: usize,
}

/// Every function that has a body, also those inside another.
pub(crate) fn functions(source: &str) -> Vec<Function> {
    let code: Vec<char> = code_only(source).chars().collect();
    let mut found = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < code.len() {
        let word = word_at(&code, at);
        if word == "fn" {
            found.extend(function(&code, at + word.len(), line));
        }
        // A word is passed whole, so that `fn` is never the end of a longer one.
        let passed = word.chars().count().max(1);
        line += count_lines(&code[at..at + passed]);
        at += passed;
    }
    found
}

/// The function whose `fn` ended before `after`; none for a type such as `fn(u32)`, or without a body.
fn function(code: &[char], after: usize, line: usize) -> Option<Function> {
    let start = after + code[after..].iter().position(|c| !c.is_whitespace())?;
    let name = word_at(code, start);
    if name.is_empty() {
        return None;
    }
    let mut depth = 0_i32;
    let mut in_body = false;
    for (offset, letter) in code[start..].iter().enumerate() {
        match letter {
            ';' if depth == 0 => return None,
            '{' => {
                in_body |= depth == 0;
                depth += 1;
            }
            '(' | '[' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if in_body && depth == 0 {
            let lines = 1 + count_lines(&code[after..start + offset]);
            return Some(Function { name, line, lines });
        }
    }
    None
}

fn count_lines(code: &[char]) -> usize {
    code.iter().filter(|letter| **letter == '\n').count()
}

fn word_at(code: &[char], at: usize) -> String {
    code[at..]
        .iter()
        .take_while(|letter| letter.is_alphanumeric() || **letter == '_')
        .collect()
}

/// The source with a space for each character of a comment or of a text or character literal. Lines
/// stay where they are.
pub(crate) fn code_only(source: &str) -> String {
    let letters: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < letters.len() {
        let blank = blank_at(&letters, at);
        let end = at + blank.max(1);
        for letter in &letters[at..end] {
            let kept = blank == 0 || *letter == '\n';
            out.push(if kept { *letter } else { ' ' });
        }
        // A name that ends in `r` or `b` is no prefix of the text after it.
        at = end;
        while blank == 0 && is_name(letters[at - 1]) && at < letters.len() && is_name(letters[at]) {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// How many characters from `at` on are a comment or a literal; 0 where code is.
fn blank_at(letters: &[char], at: usize) -> usize {
    let rest = &letters[at..];
    match rest {
        ['/', '/', ..] => rest.iter().take_while(|letter| **letter != '\n').count(),
        ['/', '*', ..] => block_comment(rest),
        ['"', ..] => quoted(rest, '"'),
        ['\'', ..] => char_literal(rest),
        ['b', '\'', ..] => 1 + char_literal(&rest[1..]),
        ['b' | 'c', '"', ..] => 1 + quoted(&rest[1..], '"'),
        ['r', '"' | '#', ..] => raw(rest, 1),
        ['b' | 'c', 'r', '"' | '#', ..] => raw(rest, 2),
        _ => 0,
    }
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => depth += 1,
            ['*', '/', ..] => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            letter if letter == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// A character literal, or nothing where the quote begins a lifetime.
fn char_literal(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => quoted(rest, '\''),
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
}

/// A raw text whose hashes begin after `prefix` characters, or nothing where it is a raw name.
fn raw(rest: &[char], prefix: usize) -> usize {
    let hashes = rest[prefix..]
        .iter()
        .take_while(|letter| **letter == '#')
        .count();
    let opening = prefix + hashes;
    if rest.get(opening) != Some(&'"') {
        return 0;
    }
    let mut at = opening + 1;
    while at < rest.len() {
        let closes = rest[at] == '"'
            && rest[at + 1..]
                .iter()
                .take_while(|letter| **letter == '#')
                .count()
                >= hashes;
        if closes {
            return at + 1 + hashes;
        }
        at += 1;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: &str) -> Vec<(String, usize, usize)> {
        functions(source)
            .into_iter()
            .map(|function| (function.name, function.line, function.lines))
            .collect()
    }

    fn one(name: &str, line: usize, lines: usize) -> (String, usize, usize) {
        (name.to_owned(), line, lines)
    }

    #[test]
    fn a_function_is_counted_from_its_first_line_to_its_last() {
        let table = [
            ("fn a() {}", vec![one("a", 1, 1)]),
            (
                "\nfn a(\n  b: [u8; 3],\n) -> u8 {\n  1\n}",
                vec![one("a", 2, 5)],
            ),
            (
                "fn a() {\n  fn b() {}\n  c()\n}",
                vec![one("a", 1, 4), one("b", 2, 1)],
            ),
            (
                "trait T { fn a(&self); fn b(&self) {\n} }",
                vec![one("b", 1, 2)],
            ),
            ("type F = fn(u8) -> u8; struct S { f: fn() }", vec![]),
            (
                "fn a<T>() where [T; { 1 }]: Sized {\n}",
                vec![one("a", 1, 2)],
            ),
            (
                "let my_fn = confn; fn\n  late() {}",
                vec![one("late", 1, 2)],
            ),
        ];
        for (source, expected) in table {
            assert_eq!(named(source), expected, "{source}");
        }
    }

    #[test]
    fn what_looks_like_code_in_a_comment_or_a_text_is_none() {
        let table = [
            "// fn a() {}",
            "/* fn a() {} /* fn b() {} */ fn c() {} */",
            "\"fn a() {} \\\" fn b() {}\"",
            "r#\"fn a() {} \" fn b() {}\"#",
            "br\"fn a() {}\\\"",
            "b\"fn a() {}\"",
        ];
        for source in table {
            assert_eq!(named(source), vec![], "{source}");
            let after = format!("{source}\nfn after() {{ '{{' }}");
            assert_eq!(named(&after).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_lifetime_begins_no_literal_and_a_raw_name_no_text() {
        let source =
            "fn a<'a>(r#fn: &'a str, b: char) { b == '}' || b == '\\'' || b == b'{' }\nfn c() {}";
        assert_eq!(named(source), vec![one("a", 1, 1), one("c", 2, 1)]);
    }

    #[test]
    fn code_keeps_its_lines() {
        let source = "let a = \"one\ntwo\"; // three\nlet bar = 'x';\n";
        let code = code_only(source);
        assert_eq!(code.lines().count(), source.lines().count());
        assert!(code.contains("let bar ="));
        assert!(!code.contains("two") && !code.contains("three") && !code.contains('x'));
    }
}
