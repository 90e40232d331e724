//! What the project does to itself: `cargo xtask` and the tests of the tree.
//!
//! **Duty.** Run the checks in one order on every machine ([`ci`]), bring what the tests need
//! ([`provide`]), pack what operators install ([`dist`]), and read the tree: is it tidy ([`tidy`]), do its
//! crates stand on their floors ([`floors`]), do its documents tell the truth ([`documents`],
//! [`assurance`]).
//!
//! **Invariants.**
//! - Each check of the tree is a function of a [`tree::Tree`], so a test proves it on a tree of its
//!   own, and `cargo test` runs it on the real one.
//! - What a command tells goes to stderr; stdout is for what the programs that it runs answer.
//!
//! **Not here.** Anything that ships.

pub mod assurance;
pub mod bench;
pub mod ci;
pub mod dist;
pub mod documents;
pub mod floors;
pub mod fuzz;
pub mod gallery;
pub mod generate;
pub mod metadata;
pub mod provide;
pub mod run;
mod rust;
pub mod test;
pub mod tidy;
pub mod tree;
