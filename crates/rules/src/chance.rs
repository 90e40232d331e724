//! Where unpredictable bytes come from: an argument, never a global.

/// A source of unpredictable bytes. The binary gives the operating system's; tests give a seeded one.
pub trait Chance: Send {
    /// Fills `bytes` wholly.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// `N` fresh bytes.
pub fn bytes<const N: usize>(chance: &mut dyn Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}

/// A number in `0..bound`, without the bias of a plain remainder.
pub fn below(chance: &mut dyn Chance, bound: u64) -> u64 {
    assert!(bound > 0, "the bound is at least one");
    // Values at or above the largest multiple of `bound` would favour small results.
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = u64::from_be_bytes(bytes(chance));
        if drawn < limit {
            return drawn % bound;
        }
    }
}

/// `length` characters of `alphabet`, each equally likely.
pub fn text(chance: &mut dyn Chance, alphabet: &[u8], length: usize) -> String {
    (0..length)
        .map(|_| {
            let at = below(chance, alphabet.len() as u64);
            char::from(alphabet[usize::try_from(at).expect("an index of a slice fits")])
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A source that only counts: enough where a test needs different values, not secrets.
    pub(crate) struct Counting(pub u64);

    impl Chance for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                self.0 = self
                    .0
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                *byte = u8::try_from(self.0 >> 56).expect("eight bits");
            }
        }
    }

    /// Gives the same byte for ever, then counts down to let `below` end.
    struct Stuck(Vec<u8>);

    impl Chance for Stuck {
        fn fill(&mut self, bytes: &mut [u8]) {
            for byte in bytes {
                *byte = self.0.pop().unwrap_or(0);
            }
        }
    }

    #[test]
    fn a_value_in_the_uneven_remainder_is_drawn_again() {
        // The first eight bytes are all ones, the largest value: not a fair draw for a bound of ten.
        let mut chance = Stuck([vec![7, 0, 0, 0, 0, 0, 0, 0], vec![255; 8]].concat());
        assert_eq!(below(&mut chance, 10), 7);
    }

    #[test]
    fn every_letter_of_the_alphabet_is_drawn() {
        let drawn = text(&mut Counting(1), b"abc", 200);
        assert!(drawn.chars().all(|letter| "abc".contains(letter)));
        assert!("abc".chars().all(|letter| drawn.contains(letter)));
    }
}
