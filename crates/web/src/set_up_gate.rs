//! The one-time address for making the first account.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How long the address lives.
pub const SET_UP_MINUTES: i64 = 60;

/// What is known of the address: not its token, only the hash of it.
#[derive(Clone)]
pub struct SetUpGate {
    token_hash: [u8; 32],
    closes_at: Timestamp,
}

impl SetUpGate {
    /// The gate that `token` opens from `now` on.
    pub fn new(token: &str, now: Timestamp) -> Self {
        let token_hash = Sha256::digest(token.as_bytes()).into();
        Self {
            token_hash,
            closes_at: now + SignedDuration::from_mins(SET_UP_MINUTES),
        }
    }

    /// Whether `token` opens it now.
    pub fn opens(&self, token: &str, now: Timestamp) -> bool {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        bool::from(hash.ct_eq(&self.token_hash)) && now < self.closes_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_token_opens_it_and_only_for_an_hour() {
        let now: Timestamp = "2024-07-16T00:00:00Z".parse().unwrap();
        let gate = SetUpGate::new("fake-token", now);
        let end = now + SignedDuration::from_mins(SET_UP_MINUTES);
        assert!(gate.opens("fake-token", now));
        assert!(gate.opens("fake-token", end - SignedDuration::from_secs(1)));
        assert!(!gate.opens("fake-token", end));
        assert!(!gate.opens("other", now));
        assert!(!gate.opens("", now));
    }
}
