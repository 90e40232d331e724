//! Writes every page with every sample in both languages into a folder, as a site to look through:
//! `cargo run -p web --example gallery -- DIR`.

use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use web::layout::{SCRIPT, STYLE_SHEET};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.context("name the folder to write to")?;
    let assets = folder.join("assets");
    fs::create_dir_all(&assets).with_context(|| format!("cannot make `{}`", assets.display()))?;
    fs::write(assets.join("sekisho.css"), STYLE_SHEET)?;
    fs::write(assets.join("sekisho.js"), SCRIPT)?;
    for (name, html) in web::gallery::gallery()? {
        fs::write(folder.join(name), html)?;
    }
    Ok(())
}
