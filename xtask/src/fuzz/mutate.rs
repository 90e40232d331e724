//! Changes an input a little: bytes, ranges, words of the grammar, two inputs joined.

/// Longest input.
const INPUT_BYTES_MAX: usize = 4096;
/// Most changes that are made to an entry before it is run.
const CHANGES_MAX: u64 = 6;

/// Endless inputs made of a corpus, the same ones for the same seed.
pub(super) struct Mutator<'a> {
    state: u64,
    corpus: &'a [Vec<u8>],
    words: &'a [&'a str],
    input: Vec<u8>,
}

impl<'a> Mutator<'a> {
    pub(super) fn new(seed: u64, corpus: &'a [Vec<u8>], words: &'a [&'a str]) -> Self {
        Self {
            state: seed,
            corpus,
            words,
            input: Vec::new(),
        }
    }

    /// The next input.
    pub(super) fn next_input(&mut self) -> &[u8] {
        let entry = self.below(self.corpus.len());
        self.input.clone_from(&self.corpus[entry]);
        for _ in 0..=self.random() % CHANGES_MAX {
            self.change();
            self.input.truncate(INPUT_BYTES_MAX);
        }
        &self.input
    }

    fn change(&mut self) {
        let at = self.below(self.input.len() + 1);
        let end = at + self.below(self.input.len() - at + 1);
        let byte = self.random().to_le_bytes()[0];
        match self.random() % 8 {
            0 => self.input.insert(at, byte),
            1 => drop(self.input.drain(at..end)),
            2 => {
                let copy = self.input[at..end].to_vec();
                self.input.splice(at..at, copy);
            }
            3 => {
                let other = self.below(self.corpus.len());
                let from = self.below(self.corpus[other].len() + 1);
                self.input.truncate(at);
                self.input.extend_from_slice(&self.corpus[other][from..]);
            }
            4 | 5 if !self.words.is_empty() => {
                let word = self.words[self.below(self.words.len())].as_bytes();
                self.input
                    .splice(at..end.min(at + word.len()), word.iter().copied());
            }
            _ if at < self.input.len() => self.input[at] ^= 1 << self.below(8),
            _ => self.input.push(byte),
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.random() % bound.max(1) as u64).unwrap_or(0)
    }

    /// SplitMix64: short, and even enough for choosing.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn inputs(seed: u64, corpus: &[Vec<u8>], count: usize) -> Vec<Vec<u8>> {
        let mut mutator = Mutator::new(seed, corpus, &["otpauth://"]);
        (0..count).map(|_| mutator.next_input().to_vec()).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_another_seed_others() {
        let corpus = [b"one".to_vec(), b"two".to_vec()];
        assert_eq!(inputs(7, &corpus, 100), inputs(7, &corpus, 100));
        assert_ne!(inputs(7, &corpus, 100), inputs(8, &corpus, 100));
    }

    #[test]
    fn inputs_differ_from_each_other_and_never_grow_beyond_the_maximum() {
        let corpus = [vec![b'x'; INPUT_BYTES_MAX], Vec::new()];
        let inputs = inputs(7, &corpus, 2000);
        let different: HashSet<&Vec<u8>> = inputs.iter().collect();
        assert!(different.len() > 1000, "{}", different.len());
        let longest = inputs.iter().map(Vec::len).max();
        assert_eq!(longest, Some(INPUT_BYTES_MAX));
    }
}
