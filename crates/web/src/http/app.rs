//! What every handler can reach: configuration, keys, counters and limits.
//!
//! The world comes in through [`Parts`]: randomness, the form key and the question whether the
//! store answers. Nothing here opens a file or draws a number by itself.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use ipnet::IpNet;
use jiff::tz::TimeZone;
use sha2::Sha256;
use wire::pagination::MarkerKey;
use zeroize::Zeroizing;

use super::{Metrics, PublicUrl, Throttle};
use crate::set_up_gate::SetUpGate;

/// How the server is reached, by whom, and how much of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address that people type.
    pub public_url: PublicUrl,
    /// The proxies whose `X-Forwarded-*` headers count.
    pub proxies: Vec<IpNet>,
    /// The zone in which pages show times.
    pub time_zone: TimeZone,
    /// The networks beside loopback that may read `/metrics`.
    pub metrics_from: Vec<IpNet>,
    /// Limits that an operator may move.
    pub limits: Limits,
}

impl Config {
    /// The configuration of an installation at `public_url` that names nobody else.
    pub fn new(public_url: PublicUrl) -> Self {
        Self {
            public_url,
            proxies: Vec::new(),
            time_zone: TimeZone::UTC,
            metrics_from: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Limits that an operator may move; those that nobody needs to move are constants beside their
/// use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long one request may take, its body included.
    pub request: Duration,
    /// How many passwords a network may try at once before it waits.
    pub password_burst: u32,
    /// After this time a network that has used up its burst may try once more.
    pub password_interval: Duration,
    /// How many connections may be open at once; further ones wait outside.
    pub connections_max: usize,
    /// How many of them one network may hold; further ones are closed. Named proxies are free.
    pub connections_per_network_max: usize,
    /// How long a connection may be open without a request under way, its head included.
    pub idle: Duration,
    /// How long requests that are under way may take after the signal to stop.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(30),
            // An office behind one address signs in within minutes of each other; a stranger who
            // uses all of it occupies about one hundredth of one core.
            password_burst: 30,
            password_interval: Duration::from_secs(1),
            connections_max: 1024,
            connections_per_network_max: 256,
            idle: Duration::from_secs(30),
            drain: Duration::from_secs(20),
        }
    }
}

/// Fills a buffer with random bytes that nobody can guess.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Asks whether the store answers; an error is the reason for the log.
pub type Ready =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync>;

/// What the binary gives to the HTTP floor.
pub struct Parts {
    /// How the server is reached.
    pub config: Config,
    /// The key of the form tokens; all nodes share it.
    pub csrf_key: Zeroizing<[u8; 32]>,
    /// The source of request ids and browser ids.
    pub random: Random,
    /// The question behind `/readyz`.
    pub ready: Ready,
    /// The operations.
    pub service: service::Service,
    /// The gate of the one-time address, while there is no account yet.
    pub set_up: Option<SetUpGate>,
}

/// The state of the server; a clone is a handle to the same state.
#[derive(Clone)]
pub struct App(Arc<State>);

struct State {
    config: Config,
    csrf_key: Zeroizing<[u8; 32]>,
    random: Random,
    ready: Ready,
    metrics: Metrics,
    throttle: Throttle,
    service: service::Service,
    set_up: Option<SetUpGate>,
    markers: MarkerKey,
}

impl App {
    /// Puts the state together.
    pub fn new(parts: Parts) -> Self {
        let throttle = Throttle::new(&parts.config.limits);
        let markers = marker_key(&parts.csrf_key);
        Self(Arc::new(State {
            config: parts.config,
            csrf_key: parts.csrf_key,
            random: parts.random,
            ready: parts.ready,
            metrics: Metrics::new(),
            throttle,
            service: parts.service,
            set_up: parts.set_up,
            markers,
        }))
    }

    /// How the server is reached.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The counters that `/metrics` shows.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Asked before a password is hashed: may this network try one now?
    pub fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    /// Random bytes that nobody can guess.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.random)(&mut bytes);
        bytes
    }

    /// The operations, which every page goes through.
    pub fn service(&self) -> &service::Service {
        &self.0.service
    }

    /// The gate of the one-time address, if this process has one.
    pub fn set_up(&self) -> Option<&SetUpGate> {
        self.0.set_up.as_ref()
    }

    /// The key that the pages of lists on the AWS endpoint are continued with.
    pub(crate) fn markers(&self) -> &MarkerKey {
        &self.0.markers
    }

    pub(crate) fn csrf_key(&self) -> &[u8; 32] {
        &self.0.csrf_key
    }

    pub(super) async fn ready(&self) -> Result<(), String> {
        (self.0.ready)().await
    }
}

/// Both keys come from one; neither tells anything of the other.
fn marker_key(csrf_key: &[u8; 32]) -> MarkerKey {
    let mut mac = Hmac::<Sha256>::new_from_slice(csrf_key).expect("HMAC takes a key of any length");
    mac.update(b"markers of pages");
    MarkerKey::new(mac.finalize().into_bytes().into())
}
