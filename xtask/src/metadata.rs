//! What cargo knows of the workspace: its crates, and which of ours each uses.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::run;

/// One crate of the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crate {
    /// Crates of the workspace that it is built from.
    pub uses: BTreeSet<String>,
    /// Crates of the workspace that only its tests use.
    pub tests_use: BTreeSet<String>,
    /// Programs that it builds.
    pub programs: Vec<String>,
    /// Whether `cargo build`, `cargo run` and `cargo test` without `-p` mean it.
    pub is_default: bool,
}

/// The crates of the workspace by name.
pub type Workspace = BTreeMap<String, Crate>;

/// Asks cargo, without the network.
pub fn read() -> Result<Workspace> {
    let arguments = [
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version",
        "1",
    ];
    let output = run::cargo(&arguments)
        .output()
        .context("`cargo metadata` cannot be started")?;
    if !output.status.success() {
        bail!(
            "`cargo metadata` failed\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    parse(&serde_json::from_slice(&output.stdout)?).context("`cargo metadata` has changed its form")
}

fn parse(metadata: &Value) -> Option<Workspace> {
    let packages = metadata["packages"].as_array()?;
    let defaults = metadata["workspace_default_members"].as_array()?;
    let names: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut workspace = Workspace::new();
    for package in packages {
        let mut one = Crate {
            is_default: defaults.contains(&package["id"]),
            ..Crate::default()
        };
        for dependency in package["dependencies"].as_array()? {
            let name = dependency["name"].as_str()?;
            if dependency["path"].is_null() || !names.contains(name) {
                continue;
            }
            let into = match dependency["kind"].as_str() {
                Some("dev") => &mut one.tests_use,
                _ => &mut one.uses,
            };
            into.insert(name.to_owned());
        }
        for target in package["targets"].as_array()? {
            if target["kind"].as_array()?.iter().any(|kind| kind == "bin") {
                one.programs.push(target["name"].as_str()?.to_owned());
            }
        }
        workspace.insert(package["name"].as_str()?.to_owned(), one);
    }
    Some(workspace)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ours_are_told_from_others_and_tests_from_the_rest() {
        let metadata = json!({
            "workspace_default_members": ["id of web"],
            "packages": [
                { "name": "web", "id": "id of web", "targets": [{ "name": "web", "kind": ["bin"] }],
                  "dependencies": [
                    { "name": "rules", "path": "crates/rules", "kind": null },
                    { "name": "rules", "path": "crates/rules", "kind": "build" },
                    { "name": "testkit", "path": "crates/testkit", "kind": "dev" },
                    { "name": "axum", "kind": null },
                  ] },
                { "name": "rules", "id": "r", "targets": [], "dependencies": [] },
                { "name": "testkit", "id": "t", "targets": [], "dependencies": [] },
            ],
        });
        let workspace = parse(&metadata).unwrap();
        let web = Crate {
            uses: ["rules".to_owned()].into(),
            tests_use: ["testkit".to_owned()].into(),
            programs: vec!["web".to_owned()],
            is_default: true,
        };
        assert_eq!(workspace["web"], web);
        assert_eq!(workspace["rules"], Crate::default());
    }
}
