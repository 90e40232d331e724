//! How often a network may have a password hashed (`OP-3`, `PW-6`).
//!
//! A token bucket for each network, asked before the hash and before anything is known about the
//! name that was typed, so it says nothing about who exists. It is the generic cell rate algorithm:
//! one instant for each network, the time at which its bucket would be full again.
//!
//! Memory is bounded by two generations: when the young one is full it becomes the old one, and the
//! old one is forgotten. A forgotten network starts with a full bucket, like any network that was
//! never seen; so filling the memory wins a stranger nothing, and shuts nobody else out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Limits, Network};

/// The most networks that are remembered, both generations together.
pub const NETWORKS_MAX: usize = 65_536;

/// How long to wait before the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(pub Duration);

impl RetryAfter {
    /// Whole seconds, rounded up, at least one: what `Retry-After` holds.
    pub const fn seconds(self) -> u64 {
        let whole = self.0.as_secs();
        let up = whole + (self.0.subsec_nanos() > 0) as u64;
        if up == 0 { 1 } else { up }
    }
}

/// The buckets of all networks.
pub struct Throttle {
    burst: u32,
    interval: Duration,
    generation_max: usize,
    buckets: Mutex<Buckets>,
}

/// For each network the instant at which its bucket is full again.
#[derive(Default)]
struct Buckets {
    young: HashMap<Network, Instant>,
    old: HashMap<Network, Instant>,
}

impl Throttle {
    /// Empty buckets of the size that `limits` names.
    pub fn new(limits: &Limits) -> Self {
        Self::with_memory(limits, NETWORKS_MAX)
    }

    /// Takes one attempt out of the bucket of `network`, or says how long to wait.
    pub fn check(&self, network: Network) -> Result<(), RetryAfter> {
        self.check_at(network, Instant::now())
    }

    fn with_memory(limits: &Limits, networks_max: usize) -> Self {
        Self {
            burst: limits.password_burst.max(1),
            interval: limits.password_interval,
            generation_max: networks_max / 2,
            buckets: Mutex::default(),
        }
    }

    fn check_at(&self, network: Network, now: Instant) -> Result<(), RetryAfter> {
        // A panic elsewhere cannot leave the maps half-written: each change is one insertion.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = buckets.full_at(network).map_or(now, |at| at.max(now));
        let free_after = full_at + self.interval;
        let wait = free_after.saturating_duration_since(now + self.interval * self.burst);
        // A refusal costs nothing, but it is remembered: who keeps knocking is not forgotten.
        let is_free = wait.is_zero();
        let full_at = if is_free { free_after } else { full_at };
        buckets.remember(network, full_at, self.generation_max);
        if is_free {
            Ok(())
        } else {
            Err(RetryAfter(wait))
        }
    }
}

impl Buckets {
    fn full_at(&self, network: Network) -> Option<Instant> {
        self.young
            .get(&network)
            .or_else(|| self.old.get(&network))
            .copied()
    }

    fn remember(&mut self, network: Network, full_at: Instant, generation_max: usize) {
        if self.young.len() >= generation_max && !self.young.contains_key(&network) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(network, full_at);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    const BURST: u32 = 3;

    fn limits() -> Limits {
        Limits {
            password_burst: BURST,
            password_interval: Duration::from_secs(2),
            ..Limits::default()
        }
    }

    fn network(number: u32) -> Network {
        Network::of(IpAddr::V4(Ipv4Addr::from_bits(number)))
    }

    /// OP-3: the numbers are those of the limits, and waiting always helps.
    #[test]
    fn op_3_a_network_has_a_burst_and_then_one_attempt_for_each_interval() {
        let throttle = Throttle::new(&limits());
        let start = Instant::now();
        let after = |seconds: f64| start + Duration::from_secs_f64(seconds);
        let wait = |seconds: f64| Err(RetryAfter(Duration::from_secs_f64(seconds)));
        for (at, expected) in [
            (0.0, Ok(())),
            (0.0, Ok(())),
            (0.0, Ok(())),
            (0.0, wait(2.0)),
            (0.5, wait(1.5)),
            (2.0, Ok(())),
            (2.0, wait(2.0)),
            (4.0, Ok(())),
            (100.0, Ok(())),
            (100.0, Ok(())),
            (100.0, Ok(())),
            (100.0, wait(2.0)),
        ] {
            assert_eq!(throttle.check_at(network(1), after(at)), expected, "{at}");
        }
    }

    #[test]
    fn op_3_one_network_does_not_shut_the_door_for_another() {
        let throttle = Throttle::new(&limits());
        let now = Instant::now();
        for _ in 0..=BURST {
            let _ = throttle.check_at(network(1), now);
        }
        assert!(throttle.check_at(network(1), now).is_err());
        assert!(throttle.check_at(network(2), now).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_recent_networks_are_remembered() {
        const MAX: usize = 8;
        let throttle = Throttle::with_memory(&limits(), MAX);
        let now = Instant::now();
        let remembered = || {
            let buckets = throttle.buckets.lock().expect("not poisoned");
            buckets.young.len() + buckets.old.len()
        };
        for number in (0..).take(MAX) {
            assert!(throttle.check_at(network(number), now).is_ok());
        }
        assert_eq!(remembered(), MAX);
        for number in 0..1000 {
            let _ = throttle.check_at(network(number), now);
            assert!(remembered() <= MAX, "{number}");
        }
        // A network that keeps coming is carried over into the young generation.
        let throttle = Throttle::with_memory(&limits(), MAX);
        for number in 0..1000 {
            let _ = throttle.check_at(network(0), now);
            let _ = throttle.check_at(network(number + 1), now);
        }
        assert!(
            throttle
                .check_at(network(0), now + Duration::from_millis(1))
                .is_err()
        );
    }

    #[test]
    fn retry_after_is_whole_seconds_and_never_none() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            assert_eq!(RetryAfter(Duration::from_millis(millis)).seconds(), seconds);
        }
    }
}
