//! Whether every command that the manuals show exists and is understood.

use clap::Parser;
use clap::error::ErrorKind;

use super::CommandLine;

/// The manuals that people copy commands from.
const MANUALS: [(&str, &str); 5] = [
    ("operate.md", include_str!("../../../../docs/operate.md")),
    (
        "operate.ja.md",
        include_str!("../../../../docs/operate.ja.md"),
    ),
    ("events.md", include_str!("../../../../docs/events.md")),
    (
        "events.ja.md",
        include_str!("../../../../docs/events.ja.md"),
    ),
    ("SECURITY.md", include_str!("../../../../SECURITY.md")),
];

/// Lines of code blocks that are commands of ours, and what stands in backticks in sentences.
fn commands(manual: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut shown, mut named) = (Vec::new(), Vec::new());
    let mut in_code = false;
    for line in manual.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            shown.extend(ours(line));
        } else {
            named.extend(line.split('`').skip(1).step_by(2).filter_map(ours));
        }
    }
    (shown, named)
}

fn ours(text: &str) -> Option<&str> {
    let text = text.trim();
    text.starts_with("sekisho ").then_some(text)
}

/// The words as a shell makes them, as far as the manuals go.
fn words(command: &str) -> Vec<String> {
    let command = command.replace("$(date +%F)", "2026-11-28");
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        match (letter, quote) {
            (letter, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => quote = Some(letter),
            (' ', None) => words.push(String::new()),
            (letter, _) => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_of_the_manuals_is_understood() {
    for (name, manual) in MANUALS {
        let (shown, named) = commands(manual);
        assert!(shown.len() + named.len() > 0, "{name} is read");
        for command in shown {
            if let Err(error) = CommandLine::try_parse_from(words(command)) {
                let is_help = error.kind() == ErrorKind::DisplayHelp;
                assert!(is_help, "{name}: `{command}`: {error}");
            }
        }
        for command in named {
            // A sentence may name a command without all that it needs.
            let words = words(command);
            let words = words.iter().filter(|word| word.as_str() != "…");
            if let Err(error) = CommandLine::try_parse_from(words) {
                let may_be = matches!(
                    error.kind(),
                    ErrorKind::DisplayHelp
                        | ErrorKind::MissingRequiredArgument
                        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                        | ErrorKind::MissingSubcommand
                );
                assert!(may_be, "{name}: `{command}`: {error}");
            }
        }
    }
}

#[test]
fn a_command_that_is_not_there_would_be_found() {
    let manual = "```\nsekisho store backup x\n   sekisho stor\n```\nwith `sekisho status --form x` and `ls`";
    let (shown, named) = commands(manual);
    assert_eq!(shown, ["sekisho store backup x", "sekisho stor"]);
    assert_eq!(named, ["sekisho status --form x"]);
    assert_eq!(words("a 'b c' \"d\" e"), ["a", "b c", "d", "e"]);
}
