//! Whose libraries are in the program, under which licences, and the notices that those ask to be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run;
use crate::test::PROGRAM;

/// How names of files with licences and notices begin, whatever the case.
const NOTICES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];
const HEAD: &str = "\
The program contains these libraries. Each has the licence that stands behind its name, and its source
is at the address. The texts that come with them follow.
";

/// Asks cargo what the program is built from on Linux, and reads the notices there.
pub fn read() -> Result<String> {
    let machine = std::env::consts::ARCH;
    let target = format!("{machine}-unknown-linux-gnu");
    let output = run::cargo(&["metadata", "--locked", "--format-version", "1"])
        .args(["--filter-platform", &target])
        .output()
        .context("`cargo metadata` cannot be started")?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        bail!("`cargo metadata` failed\n{why}");
    }
    let metadata = serde_json::from_slice(&output.stdout)?;
    let libraries = libraries(&metadata).context("`cargo metadata` has changed its form")?;
    write(&libraries)
}

/// A library of somebody else.
#[derive(Debug, PartialEq, Eq)]
struct Library<'a> {
    name: String,
    licence: &'a str,
    address: &'a str,
    manifest: &'a Path,
}

/// What is linked into the program, in the order of names; not what only tests and builds use.
fn libraries(metadata: &Value) -> Option<Vec<Library<'_>>> {
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()?
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()?
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let ours = |package: &Value| package["source"].is_null();
    let start = packages
        .iter()
        .find(|(_, package)| ours(package) && package["name"] == PROGRAM);
    let mut found = BTreeSet::new();
    let mut waiting = vec![*start?.0];
    while let Some(id) = waiting.pop() {
        if found.insert(id) {
            let links = nodes.get(id)?["deps"].as_array()?.iter();
            let linked = links.filter(|link| {
                let kinds = link["dep_kinds"].as_array();
                kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
            });
            waiting.extend(linked.filter_map(|link| link["pkg"].as_str()));
        }
    }
    let mut libraries: Vec<Library<'_>> = found
        .into_iter()
        .filter_map(|id| packages.get(id))
        .filter(|package| !ours(package))
        .map(|package| {
            let text = |key: &str| package[key].as_str();
            Some(Library {
                name: format!("{} {}", text("name")?, text("version")?),
                licence: text("license").unwrap_or("see its notice"),
                address: text("repository").unwrap_or_default(),
                manifest: Path::new(text("manifest_path")?),
            })
        })
        .collect::<Option<_>>()?;
    libraries.sort_by(|one, other| one.name.cmp(&other.name));
    Some(libraries)
}

fn write(libraries: &[Library<'_>]) -> Result<String> {
    let mut text = format!("{HEAD}\n");
    // One text of many libraries is printed once.
    let mut notices: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for library in libraries {
        let Library {
            name,
            licence,
            address,
            ..
        } = library;
        writeln!(text, "{name}: {licence}. {address}")?;
        for notice in notices_in(library.manifest.parent().unwrap_or(Path::new("")))? {
            notices.entry(notice).or_default().push(name);
        }
    }
    let mut notices: Vec<_> = notices.into_iter().collect();
    notices.sort_by(|one, other| one.1.cmp(&other.1));
    for (notice, names) in notices {
        let rule = "-".repeat(80);
        write!(text, "\n{rule}\n{}\n{rule}\n\n{notice}\n", names.join(", "))?;
    }
    Ok(text)
}

/// The texts of a folder, without what differs only at line ends.
fn notices_in(folder: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder).with_context(|| format!("no `{}`", folder.display()))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().to_uppercase();
        if NOTICES.iter().any(|start| name.starts_with(start)) && file.file_type()?.is_file() {
            let bytes = fs::read(file.path())?;
            let text = String::from_utf8_lossy(&bytes);
            let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
            found.insert(lines.join("\n").trim_matches('\n').to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_linked_is_named_and_what_only_tests_and_builds_use_is_not() {
        let package = |id: &str, source: Value| {
            json!({
                "id": id, "name": id, "version": "1.0.0", "source": source, "license": "MIT",
                "manifest_path": format!("/there/{id}/Cargo.toml"),
            })
        };
        let link = |id: &str, kind: Value| json!({ "pkg": id, "dep_kinds": [{ "kind": kind }] });
        let node = |id: &str, links: Vec<Value>| json!({ "id": id, "deps": links });
        let metadata = json!({
            "packages": [
                package(PROGRAM, Value::Null),
                package("ours", Value::Null),
                package("deep", json!("registry")),
                package("tests", json!("registry")),
                package("builds", json!("registry")),
            ],
            "resolve": { "nodes": [
                node(PROGRAM, vec![link("ours", Value::Null), link("tests", json!("dev"))]),
                node("ours", vec![link("deep", Value::Null), link("builds", json!("build"))]),
                node("deep", vec![]),
                node("tests", vec![]),
                node("builds", vec![]),
            ] },
        });
        let found = libraries(&metadata).unwrap();
        let expected = Library {
            name: "deep 1.0.0".to_owned(),
            licence: "MIT",
            address: "",
            manifest: Path::new("/there/deep/Cargo.toml"),
        };
        assert_eq!(found, [expected]);
    }
}
