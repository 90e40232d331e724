//! The system's clock and randomness: the only place in the house where they are asked.

use rules::Chance;
use store::{Clock, Timestamp};
use web::Random;

/// The system's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness, which is fit for keys.
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    fn fill(&mut self, bytes: &mut [u8]) {
        fill(bytes);
    }
}

/// The same randomness as the HTTP floor takes it.
pub(crate) fn random() -> Random {
    std::sync::Arc::new(fill)
}

/// Fills `bytes` wholly.
pub(crate) fn fill(bytes: &mut [u8]) {
    // Without randomness no key and no token may be made, so there is nothing to go on with.
    getrandom::fill(bytes).expect("the operating system gives randomness");
}
