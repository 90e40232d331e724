//! Waiting with a bound: for what another process does, never for a time to pass.

use std::time::{Duration, Instant};

/// The longest wait for anything. Far more than a busy machine needs.
pub const PATIENCE_SECONDS: u64 = 30;
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(15);

/// Looks again and again until there is something; none if the patience is over.
pub fn until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + Duration::from_secs(PATIENCE_SECONDS);
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() > end {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}
