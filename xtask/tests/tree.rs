//! The real tree: is it tidy, and do its documents tell the truth?

use xtask::tree::{Tree, list};
use xtask::{assurance, documents, tidy};

fn tree() -> Tree {
    Tree::of_this_project().expect("the tree can be read")
}

#[test]
fn the_tree_is_tidy() {
    let faults = tidy::check(&tree());
    assert!(faults.is_empty(), "\n{}", list(&faults));
}

#[test]
fn what_the_documents_say_is_there() {
    let faults = documents::check(&tree());
    assert!(faults.is_empty(), "\n{}", list(&faults));
}

#[test]
fn the_list_of_proofs_is_fresh() {
    let tree = tree();
    let document = tree.text(assurance::DOCUMENT).expect("it is there");
    let renewed = assurance::renewed(&tree, document).expect("it has its mark");
    assert!(
        renewed == document,
        "the tests have changed; run `cargo xtask assurance` and read what it wrote"
    );
}

#[test]
fn what_is_said_to_be_assured_is_tested() {
    let tree = tree();
    let document = tree.text(assurance::DOCUMENT).expect("it is there");
    assert_eq!(assurance::gaps(&tree, document), Vec::<String>::new());
}
