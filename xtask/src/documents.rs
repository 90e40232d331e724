//! Whether the documents tell the truth: links lead somewhere, paths exist, the two commands that
//! the README promises are there in both languages.

use crate::tree::{Fault, Tree};

/// The command that runs the main job.
pub const RUN_COMMAND: &str = "cargo run --release -- serve";
/// The command that passes the tests; CI runs the same.
pub const TEST_COMMAND: &str = "cargo xtask test";
/// The README in each language.
const READMES: [&str; 2] = ["README.md", "README.ja.md"];
/// How a path in backticks begins that a document speaks of.
const CITED: [&str; 6] = ["crates/", "docs/", "packaging/", "spec/", "xtask/", ".ci/"];

/// Everything that a document says and that is not so.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for readme in READMES {
        let text = tree.text(readme).unwrap_or_default();
        for command in [RUN_COMMAND, TEST_COMMAND] {
            if !text.lines().any(|line| line.trim() == command) {
                let what = format!("`{command}` has no line of its own");
                faults.push(Fault::new(readme, 0, what));
            }
        }
    }
    for (path, text) in tree.texts(".md") {
        let mut in_code = false;
        for (line, content) in (1..).zip(text.lines()) {
            if content.trim_start().starts_with("```") {
                in_code = !in_code;
            } else if !in_code {
                faults.extend(line_faults(tree, path, line, content));
            }
        }
    }
    faults
}

fn line_faults(tree: &Tree, path: &str, line: usize, content: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for target in links(content) {
        if !leads_somewhere(tree, path, target) {
            faults.push(Fault::new(
                path,
                line,
                format!("the link `{target}` leads nowhere"),
            ));
        }
    }
    for cited in content.split('`').skip(1).step_by(2) {
        let is_path = CITED.iter().any(|start| cited.starts_with(start));
        let is_pattern = cited.contains(['*', '{', '<', ' ', '…']);
        if is_path && !is_pattern && !tree.has(cited) {
            faults.push(Fault::new(path, line, format!("there is no `{cited}`")));
        }
    }
    faults
}

/// The targets of the links and pictures of a line.
fn links(line: &str) -> Vec<&str> {
    let ends = [("](", ')'), ("src=\"", '"'), ("href=\"", '"')];
    let mut found = Vec::new();
    for (start, end) in ends {
        for (at, _) in line.match_indices(start) {
            let target = &line[at + start.len()..];
            found.extend(target.split_once(end).map(|(target, _)| target));
        }
    }
    found
}

fn leads_somewhere(tree: &Tree, from: &str, target: &str) -> bool {
    let is_elsewhere = ["https://", "http://", "mailto:", "#"]
        .iter()
        .any(|start| target.starts_with(start));
    if is_elsewhere {
        return true;
    }
    let file = target.split('#').next().unwrap_or_default();
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            ".." if parts.pop().is_none() => return false,
            "" | "." | ".." => {}
            part => parts.push(part),
        }
    }
    tree.has(&parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(path: &str, text: &str) -> Vec<String> {
        let readme = format!("{RUN_COMMAND}\n{TEST_COMMAND}\n");
        let tree = Tree::of(&[
            ("README.md", &readme),
            ("README.ja.md", &readme),
            ("docs/good.md", ""),
            ("crates/otp/src/lib.rs", ""),
            (path, text),
        ]);
        check(&tree)
            .into_iter()
            .map(|fault| fault.to_string())
            .collect()
    }

    #[test]
    fn a_link_to_a_file_that_is_not_there_is_found() {
        let table = [
            ("a.md", "[x](docs/good.md)", true),
            (
                "a.md",
                "[x](docs/good.md#part) [y](#here) [z](https://example.com/a)",
                true,
            ),
            (
                "docs/a.md",
                "[x](good.md), [y](../README.md), [z](../crates/otp)",
                true,
            ),
            ("a.md", "```\n[x](missing.md)\n```", true),
            ("a.md", "[x](docs/missing.md)", false),
            ("a.md", "![x](docs/missing.png)", false),
            ("a.md", "<img src=\"docs/missing.png\">", false),
            ("docs/a.md", "[x](docs/good.md)", false),
            ("a.md", "[x](../a.md)", false),
        ];
        for (path, text, good) in table {
            assert_eq!(whats(path, text).is_empty(), good, "{text}");
        }
    }

    #[test]
    fn a_path_that_is_spoken_of_exists() {
        let table = [
            ("see `crates/otp/src/lib.rs` and `crates/otp`", true),
            ("see `crates/<folder>` and `crates/*/src`", true),
            ("see `crates/otp/src/gone.rs`", false),
        ];
        for (text, good) in table {
            assert_eq!(whats("a.md", text).is_empty(), good, "{text}");
        }
    }

    #[test]
    fn both_readmes_give_both_commands() {
        for readme in READMES {
            let found = whats(readme, "run it with `cargo run`\n");
            assert_eq!(found.len(), 2, "{found:?}");
            assert!(found[0].contains(RUN_COMMAND) && found[1].contains(TEST_COMMAND));
        }
    }
}
