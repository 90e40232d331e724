//! How far a device's clock is off, in words, and what to do about it.

use crate::lang::Lang;

/// From this many seconds on, people think in minutes.
const MINUTES_FROM_SECONDS: u64 = 120;
/// From this many seconds on, a token comes near the bound within which its clock is followed.
const FAR_SECONDS: u64 = 20 * 60;

/// Whose clock it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// A phone's or a computer's, which its owner can set.
    App,
    /// A token's, which nobody can.
    Token,
}

/// "about 40 seconds behind". Nothing of a clock that is right.
pub fn words(t: Lang, drift_seconds: i64) -> Option<String> {
    let seconds = drift_seconds.unsigned_abs();
    let is_ahead = drift_seconds > 0;
    if seconds == 0 {
        return None;
    }
    Some(if seconds < MINUTES_FROM_SECONDS {
        if is_ahead {
            t.drift_seconds_ahead(seconds)
        } else {
            t.drift_seconds_behind(seconds)
        }
    } else {
        let minutes = (seconds + 30) / 60;
        if is_ahead {
            t.drift_minutes_ahead(minutes)
        } else {
            t.drift_minutes_behind(minutes)
        }
    })
}

/// What to do about it.
pub fn advice(t: Lang, drift_seconds: i64, clock: Clock) -> &'static str {
    match clock {
        _ if drift_seconds == 0 => t.drift_none(),
        Clock::App => t.drift_advice_app(),
        Clock::Token if drift_seconds.unsigned_abs() < FAR_SECONDS => t.drift_advice_token(),
        Clock::Token => t.drift_advice_far(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_told_in_words() {
        for (seconds, english, japanese) in [
            (0, None, None),
            (-40, Some("about 40 seconds behind"), Some("約 40 秒遅れ")),
            (30, Some("about 30 seconds ahead"), Some("約 30 秒進み")),
            (-120, Some("about 2 minutes behind"), Some("約 2 分遅れ")),
            (3000, Some("about 50 minutes ahead"), Some("約 50 分進み")),
        ] {
            let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
            assert_eq!(words(Lang::En, seconds).map(plain).as_deref(), english);
            assert_eq!(words(Lang::Ja, seconds).map(plain).as_deref(), japanese);
        }
    }
}
