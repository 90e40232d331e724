//! The crates stand on the floors that ARCHITECTURE.md draws.

use xtask::tree::Tree;
use xtask::{floors, metadata};

#[test]
fn every_crate_stands_on_its_floor() {
    let tree = Tree::of_this_project().expect("the tree can be read");
    let architecture = tree.text("ARCHITECTURE.md").expect("it is there");
    let table = floors::parse(architecture).expect("the table of floors can be read");
    let workspace = metadata::read().expect("cargo answers");
    assert_eq!(
        floors::differences(&table, &workspace),
        Vec::<String>::new()
    );
}

/// `cargo run` in the root has nothing to choose between.
#[test]
fn the_default_members_build_one_program() {
    let workspace = metadata::read().expect("cargo answers");
    let programs: Vec<&String> = workspace
        .values()
        .filter(|member| member.is_default)
        .flat_map(|member| &member.programs)
        .collect();
    assert_eq!(programs, ["sekisho"]);
}

/// A suite needs the release build, which plain `cargo test` does not make.
#[test]
fn every_suite_is_a_crate_outside_the_default_members() {
    let workspace = metadata::read().expect("cargo answers");
    for suite in xtask::test::SUITES {
        let member = workspace.get(suite).expect(suite);
        assert!(!member.is_default, "{suite}");
    }
}
