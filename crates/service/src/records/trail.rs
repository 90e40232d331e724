//! The seal of the trail: blocks lie beside the events' account, heads together in the installation, so
//! that a list of them is a list of all chains.

use rules::trail::{Block, Chain, Head, Mark};
use store::Key;

use super::{INSTALLATION, ONLY, Stored};

impl Stored for Block {
    const KIND: &'static str = "trail-block";

    fn key(&self) -> Key {
        trail_block_key(&self.chain, self.first())
    }
}

impl Stored for Head {
    const KIND: &'static str = "trail-head";

    fn key(&self) -> Key {
        trail_head_key(&self.chain)
    }
}

impl Stored for Mark {
    const KIND: &'static str = "trail-mark";

    fn key(&self) -> Key {
        trail_mark_key()
    }
}

/// Where the blocks of a chain are.
pub(crate) fn scope_of(chain: &Chain) -> &str {
    match chain {
        Chain::Installation => INSTALLATION,
        Chain::Account(id) => id.as_str(),
    }
}

pub(crate) fn trail_block_key(chain: &Chain, first: u64) -> Key {
    Key::new(scope_of(chain), Block::KIND, trail_block_id(first))
}

/// Ids of blocks stand in the order of their first numbers.
pub(crate) fn trail_block_id(first: u64) -> String {
    format!("{first:020}")
}

pub(crate) fn trail_head_key(chain: &Chain) -> Key {
    Key::new(INSTALLATION, Head::KIND, chain.to_string())
}

pub(crate) fn trail_mark_key() -> Key {
    Key::new(INSTALLATION, Mark::KIND, ONLY)
}
