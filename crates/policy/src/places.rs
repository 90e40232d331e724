//! Where the statements of a document stand in its text, as the policy simulator tells it.
//!
//! A place is the line and column behind the brace, both counted from 1: so AWS's answers to SimulateCustomPolicy have it.

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

/// The beginning and the end of each statement, in their order. A text that is no policy has fewer of them, or none.
pub fn statement_positions(document: &str) -> Vec<(Position, Position)> {
    let mut scanner = Scanner::default();
    for (at, character) in document.char_indices() {
        scanner.take(document, at, character);
    }
    scanner.found
}

/// Reads JSON character by character, up to what is needed to find statements.
struct Scanner {
    position: Position,
    /// Where the string that is being read began, and whether the next character of it is escaped.
    string: Option<(usize, bool)>,
    /// The string that was read last.
    last: String,
    /// Whether the value of `Statement` is being read.
    in_statement: bool,
    /// Objects and lists that are open.
    depth: usize,
    /// The depth of the statement that is open, and where it began.
    open: Option<(usize, Position)>,
    found: Vec<(Position, Position)>,
}

impl Default for Scanner {
    fn default() -> Scanner {
        Scanner {
            position: Position { line: 1, column: 1 },
            string: None,
            last: String::new(),
            in_statement: false,
            depth: 0,
            open: None,
            found: Vec::new(),
        }
    }
}

impl Scanner {
    fn take(&mut self, document: &str, at: usize, character: char) {
        self.position.column += 1;
        if character == '\n' {
            self.position.line += 1;
            self.position.column = 1;
        }
        if let Some((began, escaped)) = self.string {
            let ends = character == '"' && !escaped;
            self.string = (!ends).then_some((began, character == '\\' && !escaped));
            if ends && self.depth == 1 {
                // The text may be spelled with escapes, so it is read as JSON.
                self.last = serde_json::from_str(&document[began..=at]).unwrap_or_default();
            }
            return;
        }
        match character {
            '"' => self.string = Some((at, false)),
            ':' if self.depth == 1 => self.in_statement = self.last == "Statement",
            '{' | '[' => {
                self.depth += 1;
                let is_statement = character == '{' && self.in_statement && self.depth <= 3;
                if is_statement && self.open.is_none() {
                    self.open = Some((self.depth, self.position));
                }
            }
            '}' | ']' => {
                if let Some((depth, start)) = self.open
                    && depth == self.depth
                {
                    self.found.push((start, self.position));
                    self.open = None;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(document: &str) -> Vec<[usize; 4]> {
        statement_positions(document)
            .into_iter()
            .map(|(start, end)| [start.line, start.column, end.line, end.column])
            .collect()
    }

    #[test]
    fn statements_stand_where_the_simulator_says() {
        // The first two are recorded answers of AWS.
        for (document, expected) in [
            (
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"DateNotEquals": {"aws:RequestTag/value": "2030-01-01T00:00:00Z"}}}}"#,
                vec![[1, 41, 1, 184]],
            ),
            (
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:RequestTag/value": "false"}}}}"#,
                vec![[1, 41, 1, 160]],
            ),
            (
                "{\n  \"Statement\": [\n    {\"Sid\": \"}]\\\"{\"},\n    {}\n  ],\n  \"Id\": \"Statement\"\n}",
                vec![[3, 6, 3, 21], [4, 6, 4, 7]],
            ),
            (
                r#"{"Id": "x", "\u0053tatement": [{}]}"#,
                vec![[1, 33, 1, 34]],
            ),
            (r#"{"Other": {"Statement": [{}]}}"#, vec![]),
            ("{\"Statement\": [", vec![]),
            ("]}\"", vec![]),
        ] {
            assert_eq!(places(document), expected, "{document}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\"Statement\"|[\\[\\]{}\":,\\\\\n xあ]){0,40}") {
            statement_positions(&text);
        }
    }
}
