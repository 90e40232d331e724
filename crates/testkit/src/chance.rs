//! Seeded randomness: the same story draws the same bytes on every machine.

use std::sync::{Arc, Mutex, PoisonError};

use rules::Chance;

/// A stream of bytes that follows from the name of the story. Clones draw from the same stream.
#[derive(Clone)]
pub(crate) struct Seeded(Arc<Mutex<u64>>);

impl Seeded {
    pub(crate) fn from_name(name: &str) -> Self {
        // FNV-1a: enough to give each story a stream of its own.
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |seed, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Arc::new(Mutex::new(seed)))
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn draw(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_be_bytes()[..part.len()]);
        }
    }
}

impl Chance for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.draw(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_draws_the_same_bytes_again_and_another_story_others() {
        let draw = |name| {
            let mut bytes = [0; 20];
            Seeded::from_name(name).draw(&mut bytes);
            bytes
        };
        assert_eq!(draw("a"), draw("a"));
        assert_ne!(draw("a"), draw("b"));
    }
}
