//! `cargo xtask gallery`: every page with every sample in both languages, for looking at.

use anyhow::Result;

use crate::run::{self, say};
use crate::tree;

/// Writes the pages to `dir`, or below `target`.
pub fn write(dir: Option<&str>) -> Result<()> {
    let dir = match dir {
        Some(dir) => std::env::current_dir()?.join(dir),
        None => tree::root().join("target/gallery"),
    };
    let dir = dir.to_string_lossy();
    run::run(run::cargo(&[
        "run",
        "--quiet",
        "--package",
        "web",
        "--example",
        "gallery",
        "--",
        &dir,
    ]))?;
    say(format_args!("gallery: open {dir}/index.html"));
    Ok(())
}
