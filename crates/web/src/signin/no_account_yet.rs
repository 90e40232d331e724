//! Before set-up: what a visitor without the one-time address sees.

use askama::Template;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::Layout;

/// The page of an installation that has no account yet.
#[derive(Template)]
#[template(path = "signin/no_account_yet.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What the visitor came with.
    pub address: Address,
}

/// The one-time address, as far as the visitor has it.
#[derive(Clone, Copy)]
pub enum Address {
    /// None at all.
    Missing,
    /// One that is wrong, older than 60 minutes or from before a restart.
    Refused,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let page = |address| Page {
        layout: gallery::outside(t, "/signin"),
        address,
    };
    vec![
        ("missing", page(Address::Missing)),
        ("refused", page(Address::Refused)),
    ]
}
