//! The form of the tree: sizes, module docs, leftovers, and what the pure crates may not touch.
//!
//! Not here: what rustfmt and clippy see.

use anyhow::{Result, bail};

use crate::run::say;
use crate::rust;
use crate::tree::{Fault, Tree, list};

/// Most lines of a Rust file.
pub const FILE_LINES_MAX: usize = 600;
/// Most lines of a function, from its `fn` to its last brace.
pub const FUNCTION_LINES_MAX: usize = 70;
/// Most lines of a function in a file of tests: a table of cases is data, one line or five for each.
pub const TEST_LINES_MAX: usize = 140;
/// Most bytes of all style sheets together.
pub const CSS_BYTES_MAX: usize = 20 * 1024;
/// Crates that are functions of their arguments (ARCHITECTURE.md, "Floors").
pub const PURE: [&str; 4] = ["otp", "policy", "rules", "wire"];
/// What `clippy.toml` of a pure crate has to forbid.
const BANNED: [&str; 6] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "std::env::var",
    "std::fs::read",
    "std::fs::write",
    "std::fs::File::open",
];
/// Crates that a pure crate cannot need.
const IMPURE: [&str; 7] = [
    "getrandom",
    "rand",
    "tokio",
    "rusqlite",
    "axum",
    "tracing",
    "tempfile",
];
/// Endings of texts that people write.
const WRITTEN: [&str; 14] = [
    ".rs",
    ".md",
    ".toml",
    ".ftl",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".py",
    ".sql",
    ".json",
    ".yml",
    "/run",
    "/requirements.txt",
];
/// Folders on the machine of whoever wrote a file.
const HOMES: [&str; 4] = ["home", "root", "Users", "work"];
/// Hosts that only a lock file may name. Split, because this file is checked as well.
const REGISTRIES: [&str; 3] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
];
const LEFTOVERS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// `cargo xtask tidy`.
pub fn run(tree: &Tree) -> Result<()> {
    let faults = check(tree);
    if !faults.is_empty() {
        bail!("the tree is not tidy\n{}", list(&faults));
    }
    say(format_args!("tidy: nothing to mend"));
    Ok(())
}

/// Everything that is not as it should be.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in tree.texts("") {
        if is_written(path) {
            faults.extend(form(path, text));
        }
    }
    for (path, text) in tree.texts(".rs") {
        if !is_generated(path, text) {
            faults.extend(sizes(path, text));
            faults.extend(module_docs(path, text));
        }
    }
    faults.extend(style_sheets(tree));
    faults.extend(pure_crates(tree));
    faults
}

fn is_written(path: &str) -> bool {
    WRITTEN.iter().any(|ending| path.ends_with(ending))
}

fn is_generated(path: &str, text: &str) -> bool {
    let mark = concat!("@gen", "erated");
    path.contains("/generated/") || text.lines().take(5).any(|line| line.contains(mark))
}

fn form(path: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (line, content) in (1..).zip(text.split('\n')) {
        let mut fault = |what: String| faults.push(Fault::new(path, line, what));
        if content.contains('\t') {
            fault("a tab; indent with spaces, write `\\t` in a literal".to_owned());
        }
        if content.ends_with([' ', '\r', '\u{3000}']) {
            fault("space at the end of the line".to_owned());
        }
        for leftover in LEFTOVERS.iter().filter(|word| has_word(content, word)) {
            fault(format!(
                "`{leftover}`; do it now, or open an issue and leave no trace here"
            ));
        }
        let is_lock = path.ends_with("lock.json");
        let names = |host: &&&str| !is_lock && content.contains(**host);
        for registry in REGISTRIES.iter().filter(names) {
            fault(format!("`{registry}`; only a lock file names a registry"));
        }
        if let Some(home) = HOMES.iter().find(|home| has_home(content, home)) {
            fault(format!(
                "`/{home}/`; a path of one machine means nothing on another"
            ));
        }
    }
    if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
        let last = text.lines().count();
        faults.push(Fault::new(path, last, "a file ends with one line break"));
    }
    faults
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|letter: char| !letter.is_alphanumeric())
        .any(|part| part == word)
}

/// Whether a path that begins in somebody's folder is in the line; `docs/work/` does not.
fn has_home(line: &str, home: &str) -> bool {
    let path = format!("/{home}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || "\"'`(=:<[".contains(letter))
    })
}

/// Whether a file holds nothing but tests.
fn holds_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

fn sizes(path: &str, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if lines > FILE_LINES_MAX {
        let what = format!("{lines} lines; a file is one thought of at most {FILE_LINES_MAX}");
        faults.push(Fault::new(path, 0, what));
    }
    for function in rust::functions(text) {
        let rust::Function { name, line, lines } = function;
        let most = if holds_tests(path) {
            TEST_LINES_MAX
        } else {
            FUNCTION_LINES_MAX
        };
        if lines > most {
            let what = format!("`{name}` has {lines} lines; at most {most}");
            faults.push(Fault::new(path, line, what));
        }
    }
    faults
}

/// Every file says first what it is for; a file of tests says it where it is included.
fn module_docs(path: &str, text: &str) -> Option<Fault> {
    let is_tests = path.ends_with("/tests.rs") || path.contains("/tests/");
    let first = text
        .lines()
        .find(|line| !line.is_empty() && !line.starts_with("#!["));
    let has_docs = first.is_some_and(|line| line.starts_with("//!"));
    let what = "no module docs; begin the file with `//!` and its duty";
    (!is_tests && !has_docs).then(|| Fault::new(path, 1, what))
}

fn style_sheets(tree: &Tree) -> Option<Fault> {
    let sheets: Vec<(&str, &str)> = tree.texts(".css").collect();
    let bytes: usize = sheets.iter().map(|(_, text)| text.len()).sum();
    let what = format!("{bytes} bytes of style; at most {CSS_BYTES_MAX}");
    let (path, _) = sheets.first()?;
    (bytes > CSS_BYTES_MAX).then(|| Fault::new(path, 0, what))
}

fn pure_crates(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for name in PURE {
        let path = format!("crates/{name}/clippy.toml");
        let text = tree.text(&path).unwrap_or_default();
        for banned in BANNED {
            if !text.contains(&format!("path = \"{banned}\"")) {
                let what =
                    format!("`{banned}` is not forbidden; a pure crate takes it as an argument");
                faults.push(Fault::new(&path, 0, what));
            }
        }
        let path = format!("crates/{name}/Cargo.toml");
        let text = tree.text(&path).unwrap_or_default();
        for (line, dependency) in dependencies(text) {
            if IMPURE.contains(&dependency) {
                let what = format!("`{dependency}` in a pure crate; pass what it gives as a value");
                faults.push(Fault::new(&path, line, what));
            }
        }
    }
    faults
}

/// The names under `[dependencies]`, with their lines.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut found = Vec::new();
    for (line, content) in (1..).zip(manifest.lines()) {
        if content.starts_with('[') {
            inside = content == "[dependencies]";
        } else if inside && let Some((name, _)) = content.split_once(['.', ' ', '=']) {
            found.push((line, name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong in one file, without what is wrong in the rest of the tree.
    fn whats(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]))
            .into_iter()
            .filter(|fault| fault.path == path)
            .map(|fault| format!("{}: {}", fault.line, fault.what))
            .collect()
    }

    fn finds(path: &str, text: &str, needle: &str) {
        let whats = whats(path, text);
        assert_eq!(whats.len(), 1, "{text:?}: {whats:?}");
        assert!(whats[0].contains(needle), "{text:?}: {whats:?}");
    }

    fn function_of(lines: usize) -> String {
        format!(
            "//! Docs.\nfn long() {{\n{}}}\n",
            "    go();\n".repeat(lines - 2)
        )
    }

    #[test]
    fn a_good_file_has_no_fault() {
        let source = "//! Docs.\n\nfn main() {}\n";
        assert_eq!(whats("crates/web/src/a.rs", source), Vec::<String>::new());
        assert_eq!(
            whats("crates/web/src/a/tests.rs", "fn a() {}\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn each_leftover_is_found_where_it_stands() {
        finds("a.md", "one\n\ttwo\n", "2: a tab");
        finds("a.md", "one \n", "1: space at the end");
        finds("a.html", "one\r\n", "1: space at the end");
        finds("a.md", "one", "one line break");
        finds("a.md", "one\n\n", "one line break");
        finds(
            "a.css",
            &format!("/* {}: later */\n", LEFTOVERS[0]),
            LEFTOVERS[0],
        );
        finds("a.toml", &format!("# see {}\n", REGISTRIES[0]), "lock file");
        finds("a.md", &format!("see `/{}/me/x`\n", HOMES[0]), "machine");
        finds("a.rs", "fn main() {}\n", "no module docs");
    }

    #[test]
    fn what_only_looks_like_a_leftover_is_none() {
        for line in ["docs/work/plan", "/rooted", "MASTODON", "see /homework/"] {
            assert_eq!(
                whats("a.md", &format!("{line}\n")),
                Vec::<String>::new(),
                "{line}"
            );
        }
        assert_eq!(
            whats("package-lock.json", &format!("{}\n", REGISTRIES[0])),
            Vec::<String>::new()
        );
        assert_eq!(
            whats("Cargo.lock", &format!("{}\n", REGISTRIES[0])),
            Vec::<String>::new()
        );
    }

    #[test]
    fn sizes_are_bounded_at_the_maximum_and_one_more() {
        let path = "crates/web/src/a.rs";
        assert_eq!(
            whats(path, &function_of(FUNCTION_LINES_MAX)),
            Vec::<String>::new()
        );
        finds(
            path,
            &function_of(FUNCTION_LINES_MAX + 1),
            "`long` has 71 lines",
        );
        let tests = "crates/web/src/a/tests.rs";
        assert_eq!(
            whats(tests, &function_of(TEST_LINES_MAX)),
            Vec::<String>::new()
        );
        finds(
            tests,
            &function_of(TEST_LINES_MAX + 1),
            "`long` has 141 lines",
        );
        let file = |lines| format!("//! Docs.\n{}", "// x\n".repeat(lines - 1));
        assert_eq!(whats(path, &file(FILE_LINES_MAX)), Vec::<String>::new());
        finds(path, &file(FILE_LINES_MAX + 1), "601 lines");
        let generated = "crates/web/src/generated/a.rs";
        assert_eq!(
            whats(generated, &file(FILE_LINES_MAX + 1)),
            Vec::<String>::new()
        );
        let sheet = |bytes| format!("{}\n", "x".repeat(bytes - 1));
        assert_eq!(whats("a.css", &sheet(CSS_BYTES_MAX)), Vec::<String>::new());
        finds("a.css", &sheet(CSS_BYTES_MAX + 1), "20481 bytes");
    }

    #[test]
    fn a_pure_crate_forbids_the_world_and_depends_on_none_of_it() {
        let missing = whats("crates/otp/clippy.toml", "disallowed-methods = []\n");
        assert_eq!(missing.len(), BANNED.len(), "{missing:?}");
        let manifest = "[dependencies]\nhmac.workspace = true\ngetrandom = \"1\"\n\n[dev-dependencies]\nrand = \"1\"\n";
        finds("crates/rules/Cargo.toml", manifest, "3: `getrandom`");
    }
}
