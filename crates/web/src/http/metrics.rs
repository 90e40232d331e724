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

/// The counters of this process.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answer, Counter>,
    seconds: Family<Kind, Histogram>,
    sign_ins: Family<Outcome, Counter>,
    connections: Gauge,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("sekisho");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(histogram as fn() -> Histogram);
        let sign_ins = Family::default();
        let connections = Gauge::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from the request's head to the answer's head",
            Unit::Seconds,
            seconds.clone(),
        );
        registry.register("sign_ins", "Steps of sign-ins by outcome", sign_ins.clone());
        registry.register("http_connections", "Open connections", connections.clone());
        Self {
            registry,
            requests,
            seconds,
            sign_ins,
            connections,
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

/// From half a millisecond (a page) to the request's time limit.
const BUCKETS_SECONDS: [f64; 10] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 2.0, 10.0,
];

fn histogram() -> Histogram {
    Histogram::new(BUCKETS_SECONDS)
}
