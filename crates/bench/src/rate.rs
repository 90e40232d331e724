//! Counting work in turns, and the middle of several samples.

use std::time::{Duration, Instant};

/// Work that was done, in all turns together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rate {
    done: u64,
    took: Duration,
}

impl Rate {
    /// Adds a turn in which `done` things took this long.
    pub(crate) fn add(&mut self, done: u64, took: Duration) {
        self.done += done;
        self.took += took;
    }

    /// Does one thing `times` times in a row and adds it.
    pub(crate) fn time<E>(
        &mut self,
        times: u64,
        mut act: impl FnMut() -> Result<(), E>,
    ) -> Result<(), E> {
        let start = Instant::now();
        for _ in 0..times {
            act()?;
        }
        self.add(times, start.elapsed());
        Ok(())
    }

    /// Things done in a second; none if there was no turn.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of a benchmark are far below 2^53"
    )]
    pub(crate) fn per_second(&self) -> f64 {
        let seconds = self.took.as_secs_f64();
        if seconds > 0.0 {
            self.done as f64 / seconds
        } else {
            0.0
        }
    }
}

/// The middle one; of an even number the lower one of the middle two.
pub(crate) fn median(mut samples: Vec<Duration>) -> Option<Duration> {
    samples.sort();
    let middle = samples.len().checked_sub(1)? / 2;
    samples.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_weighed_by_their_time() {
        let mut rate = Rate::default();
        assert!(rate.per_second().abs() < f64::EPSILON);
        rate.add(10, Duration::from_secs(1));
        rate.add(50, Duration::from_secs(3));
        assert!((rate.per_second() - 15.0).abs() < 1e-9);
    }

    #[test]
    fn a_failure_ends_the_turn_and_is_not_counted() {
        let mut rate = Rate::default();
        let mut left = 3;
        let ended = rate.time(5, || {
            left -= 1;
            if left == 0 { Err("no more") } else { Ok(()) }
        });
        assert_eq!(ended, Err("no more"));
        assert_eq!(rate.done, 0);
    }

    #[test]
    fn the_median_is_not_moved_by_one_slow_sample() {
        let seconds =
            |list: &[u64]| median(list.iter().copied().map(Duration::from_secs).collect());
        assert_eq!(seconds(&[9, 1, 2]), Some(Duration::from_secs(2)));
        assert_eq!(seconds(&[4, 1, 2, 900]), Some(Duration::from_secs(2)));
        assert_eq!(seconds(&[]), None);
    }
}
