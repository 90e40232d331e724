//! The project's files, read once.
//!
//! Not here: files that are built (`target`) and the version history.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Folders that hold nothing written by hand.
const BUILT: [&str; 3] = ["target", "node_modules", "__pycache__"];
/// Hidden folders that are part of the project.
const HIDDEN_OURS: [&str; 3] = [".cargo", ".ci", ".github"];

/// The project's folder.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Files by their path from the root, with `/` on every system.
#[derive(Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    others: BTreeSet<String>,
}

impl Tree {
    /// The tree that this program was built from.
    pub fn of_this_project() -> Result<Self> {
        let mut tree = Self::default();
        tree.read(root(), "")?;
        Ok(tree)
    }

    /// A tree of these texts.
    pub fn of(texts: &[(&str, &str)]) -> Self {
        let texts = texts
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self {
            texts: texts.collect(),
            others: BTreeSet::new(),
        }
    }

    /// Every text whose path ends in `ending`, in the order of paths.
    pub fn texts<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts
            .iter()
            .filter(move |(path, _)| path.ends_with(ending))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// One text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether there is a file or a folder at `path`.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        let mut paths = self.texts.keys().chain(&self.others);
        paths.any(|known| known == path || known.starts_with(&below))
    }

    fn read(&mut self, folder: &Path, name: &str) -> Result<()> {
        let entries = fs::read_dir(folder)
            .with_context(|| format!("the folder `{}` cannot be read", folder.display()))?;
        for entry in entries {
            let entry = entry?;
            let file_name = entry.file_name().to_string_lossy().into_owned();
            let path = if name.is_empty() {
                file_name.clone()
            } else {
                format!("{name}/{file_name}")
            };
            let kind = entry.file_type()?;
            if kind.is_dir() && is_ours(&file_name) {
                self.read(&entry.path(), &path)?;
            } else if kind.is_file() {
                self.keep(path, &entry.path())?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, path: String, file: &Path) -> Result<()> {
        let bytes =
            fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
        if let Ok(text) = String::from_utf8(bytes) {
            self.texts.insert(path, text);
        } else {
            self.others.insert(path);
        }
        Ok(())
    }
}

fn is_ours(folder: &str) -> bool {
    if folder.starts_with('.') {
        return HIDDEN_OURS.contains(&folder);
    }
    !BUILT.contains(&folder)
}

/// Something in the tree that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub path: String,
    /// In which line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Fault {
    /// A fault in a line.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.what),
            line => write!(f, "{}:{line}: {}", self.path, self.what),
        }
    }
}

/// All faults, a line each.
pub fn list(faults: &[Fault]) -> String {
    faults
        .iter()
        .map(Fault::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_knows_its_files_and_folders() {
        let tree = Tree::of(&[("crates/otp/src/lib.rs", ""), ("README.md", "")]);
        for (path, known) in [
            ("README.md", true),
            ("crates/otp", true),
            ("crates/otp/", true),
            ("crates/ot", false),
            ("docs", false),
        ] {
            assert_eq!(tree.has(path), known, "{path}");
        }
    }

    #[test]
    fn this_project_is_read_without_what_was_built() {
        let tree = Tree::of_this_project().unwrap();
        assert!(tree.has("xtask/src/tree.rs"));
        assert!(!tree.has("target"));
    }
}
