//! What is counted, for the operator's monitoring.
//!
//! Labels are words of this program, never of a person: a stranger can neither learn a name here
//! nor make the list of series grow.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use service::Sent;

/// The counters of this process.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answer, Counter>,
    seconds: Family<Kind, Histogram>,
    sign_ins: Family<Outcome, Counter>,
    connections: Gauge,
    letters: Family<Outcome, Counter>,
    letters_waiting: Gauge,
    // Without TLS there are no such series, rather than zeros that would raise an alarm.
    certificate_days_left: Family<Only, Gauge>,
    certificate_follows: Family<Only, Gauge>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("sekisho");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(histogram as fn() -> Histogram);
        let sign_ins = Family::default();
        let connections = Gauge::default();
        let letters = Family::<Outcome, Counter>::default();
        let letters_waiting = Gauge::default();
        let certificate_days_left = Family::<Only, Gauge>::default();
        let certificate_follows = Family::<Only, Gauge>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from the request's head to the answer's head",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register("sign_ins", "Steps of sign-ins by outcome", sign_ins.clone());
        registry.register("http_connections", "Open connections", connections.clone());
        registry.register("letters", "Letters by what became of them", letters.clone());
        registry.register(
            "letters_waiting",
            "Letters that wait to be sent, by whichever process",
            letters_waiting.clone(),
        );
        registry.register(
            "certificate_days_left",
            "Whole days until the TLS certificate in use ends",
            certificate_days_left.clone(),
        );
        registry.register(
            "certificate_reload_ok",
            "1 if the files of the TLS certificate held a usable pair when they were read last, else 0",
            certificate_follows.clone(),
        );
        // An alarm on failures wants a series that is there before the first of them.
        for outcome in [SENT, TRIED_IN_VAIN, GIVEN_UP] {
            letters.get_or_create(&Outcome { outcome }).inc_by(0);
        }
        Self {
            registry,
            requests,
            seconds,
            sign_ins,
            connections,
            letters,
            letters_waiting,
            certificate_days_left,
            certificate_follows,
        }
    }

    /// Counts one step of a sign-in. The outcome is a word of the program, like `password_wrong`.
    pub fn sign_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&Outcome { outcome }).inc();
    }

    /// The number of open connections, which [`crate::serve()`] keeps.
    pub fn connections(&self) -> &Gauge {
        &self.connections
    }

    /// Counts what a round of sending did.
    pub fn mail(&self, round: Sent) {
        for (outcome, count) in [
            (SENT, round.sent),
            (TRIED_IN_VAIN, round.waiting),
            (GIVEN_UP, round.failed),
        ] {
            let letters = self.letters.get_or_create(&Outcome { outcome });
            letters.inc_by(count as u64);
        }
    }

    /// What the last look at the files of the TLS certificate showed: for how many whole days the one in
    /// use is still good, negative when it is over, and whether the files can be used.
    pub fn certificate(&self, days_left: i64, files_are_usable: bool) {
        self.certificate_days_left
            .get_or_create(&Only {})
            .set(days_left);
        self.certificate_follows
            .get_or_create(&Only {})
            .set(files_are_usable.into());
    }

    /// How many letters wait. It is asked of the store whenever the metrics are read, so that a mail
    /// server which holds up a round of sending shows as well.
    pub(super) fn letters_waiting(&self, count: usize) {
        self.letters_waiting
            .set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub(super) fn request(&self, class: &'static str, status: u16, took: Duration) {
        self.requests.get_or_create(&Answer { class, status }).inc();
        self.seconds
            .get_or_create(&Kind { class })
            .observe(took.as_secs_f64());
    }

    /// The OpenMetrics text.
    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// The mail server took it.
const SENT: &str = "sent";
/// It was not taken, and is tried again later.
const TRIED_IN_VAIN: &str = "tried_in_vain";
/// It is not tried again.
const GIVEN_UP: &str = "given_up";

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    class: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    class: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// No label: there is one series, or none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Only {}

/// From half a millisecond (a page) to the request's time limit.
const BUCKETS_SECONDS: [f64; 10] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 2.0, 10.0,
];

fn histogram() -> Histogram {
    Histogram::new(BUCKETS_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever sets up an alarm copies the names from the manual.
    #[test]
    fn every_name_in_the_manual_is_a_series() {
        let metrics = Metrics::new();
        metrics.certificate(30, true);
        metrics.sign_in("open");
        metrics.request("page", 200, Duration::from_millis(1));
        let text = metrics.text().expect("text");
        let manuals = [
            include_str!("../../../../docs/operate.md"),
            include_str!("../../../../docs/operate.ja.md"),
        ];
        for manual in manuals {
            let named = manual
                .split('`')
                .filter(|name| name.starts_with("sekisho_") && !name.contains('.'));
            let named: Vec<&str> = named.collect();
            assert!(named.len() >= 8, "{named:?}");
            for name in named {
                let is_there = text.lines().any(|line| line.starts_with(name));
                assert!(is_there, "{name} is not in {text}");
            }
        }
    }
}
