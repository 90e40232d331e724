//! The listener: connections, TLS, and a quiet end.
//!
//! Invariants: the number of connections is bounded, in all and for each network, so that one
//! network cannot shut the door for the others. A connection on which no request is under way is
//! closed after [`crate::http::Limits::idle`], whatever it waits for: a TLS greeting, the rest of a
//! head, the next request. After the signal to stop, what is under way is finished within
//! [`crate::http::Limits::drain`].

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use rustls::ServerConfig;
use rustls::server::ResolvesServerCert;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::http::{App, Limits, Network, Peer};

/// The longest head of a request.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;

/// The most requests at once on one HTTP/2 connection.
pub const STREAMS_MAX: u32 = 64;

/// Answers connections until `shutdown` is ready and what was under way then is finished.
///
/// A failure of the listener (too many open files, a peer that is gone already) is logged and
/// passes; it never ends the server.
pub async fn serve(
    app: &App,
    router: Router,
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    shutdown: impl Future<Output = ()>,
) {
    let limits = &app.config().limits;
    let house = Arc::new(House::new(app.clone(), router, tls));
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept(), if connections.len() < limits.connections_max => accepted,
        };
        match accepted {
            Ok((stream, address)) => {
                if let Some(place) = house.place(address) {
                    let house = Arc::clone(&house);
                    connections.spawn(house.receive(stream, address, place, stopped.clone()));
                }
            }
            Err(error) => pause_after(&error).await,
        }
    }
    drop(listener);
    tracing::info!(
        connections = connections.len(),
        "finishing what is under way"
    );
    // No receiver is no connection, which is as good.
    let _ = stop.send(true);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.drain, all_ended).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "cutting off what did not finish in time"
        );
    }
}

/// TLS 1.2 and 1.3, and HTTP/2 for those who speak it. `certificate` is asked at each greeting, so what
/// it answers can change while connections are open.
///
/// Fails only if TLS cannot be set up at all.
pub fn tls(certificate: Arc<dyn ResolvesServerCert>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificate);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// How long a connection has for its farewell: the last answer on its way to a slow reader.
const FAREWELL: Duration = Duration::from_secs(5);

/// How long to wait before accepting again when accepting failed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

async fn pause_after(error: &io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    sleep(ACCEPT_PAUSE).await;
}

/// What all connections share.
struct House {
    app: App,
    router: Router,
    tls: Option<TlsAcceptor>,
    protocol: auto::Builder<TokioExecutor>,
    held: Arc<Mutex<HashMap<Network, usize>>>,
}

impl House {
    fn new(app: App, router: Router, tls: Option<Arc<ServerConfig>>) -> Self {
        let mut protocol = auto::Builder::new(TokioExecutor::new());
        protocol
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(app.config().limits.idle)
            .max_buf_size(HEAD_BYTES_MAX);
        let head_bytes_max = u32::try_from(HEAD_BYTES_MAX).unwrap_or(u32::MAX);
        protocol
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS_MAX)
            .max_header_list_size(head_bytes_max);
        Self {
            app,
            router,
            tls: tls.map(TlsAcceptor::from),
            protocol,
            held: Arc::default(),
        }
    }

    fn limits(&self) -> &Limits {
        &self.app.config().limits
    }

    /// A place for one more connection, unless its network holds too many.
    fn place(&self, address: SocketAddr) -> Option<Place> {
        let ip = address.ip().to_canonical();
        let network = Network::of(ip);
        let is_proxy = self
            .app
            .config()
            .proxies
            .iter()
            .any(|net| net.contains(&ip));
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(network).or_default();
        if *count >= self.limits().connections_per_network_max && !is_proxy {
            tracing::warn!(%network, "a network holds too many connections; closing one");
            return None;
        }
        *count += 1;
        drop(held);
        self.app.metrics().connections().inc();
        Some(Place {
            network,
            held: Arc::clone(&self.held),
            app: self.app.clone(),
        })
    }

    async fn receive(
        self: Arc<Self>,
        stream: TcpStream,
        address: SocketAddr,
        _place: Place,
        stopped: watch::Receiver<bool>,
    ) {
        // Without it small answers wait for a timer; a socket that refuses is only slower.
        let _ = stream.set_nodelay(true);
        let peer = Peer {
            address,
            tls: self.tls.is_some(),
        };
        match &self.tls {
            None => self.converse(stream, peer, stopped).await,
            Some(tls) => {
                // A failed greeting is a stranger's matter: scanners make them all day.
                if let Ok(Ok(stream)) = timeout(self.limits().idle, tls.accept(stream)).await {
                    self.converse(stream, peer, stopped).await;
                }
            }
        }
    }

    async fn converse(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: Peer,
        mut stopped: watch::Receiver<bool>,
    ) {
        let pulse = Arc::new(Pulse::new());
        let service = service_fn(|mut request: Request<Incoming>| {
            request.extensions_mut().insert(peer);
            let under_way = Pulse::begin(&pulse);
            let answer = self.router.clone().oneshot(request.map(Body::new));
            async move {
                let answer = answer.await;
                drop(under_way);
                answer
            }
        });
        let mut talk = pin!(
            self.protocol
                .serve_connection(TokioIo::new(stream), service)
        );
        // How a conversation ends is the peer's matter; what we answered is in the log.
        let farewell = tokio::select! {
            _ = talk.as_mut() => return,
            () = pulse.quiet_for(self.limits().idle) => FAREWELL.min(self.limits().idle),
            _ = stopped.wait_for(|stopped| *stopped) => self.limits().drain,
        };
        talk.as_mut().graceful_shutdown();
        tokio::select! {
            _ = talk => {}
            () = pulse.quiet_for(FAREWELL) => {}
            () = sleep(farewell) => {}
        }
    }
}

/// A connection's place; dropping it frees it.
struct Place {
    network: Network,
    held: Arc<Mutex<HashMap<Network, usize>>>,
    app: App,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.app.metrics().connections().dec();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.network);
            }
        }
    }
}

/// How many requests are under way on a connection, and since when none is.
struct Pulse(Mutex<(usize, Instant)>);

/// A request that is under way.
struct UnderWay(Arc<Pulse>);

impl Pulse {
    fn new() -> Self {
        Self(Mutex::new((0, Instant::now())))
    }

    fn begin(pulse: &Arc<Self>) -> UnderWay {
        pulse.count(|count| count + 1);
        UnderWay(Arc::clone(pulse))
    }

    fn count(&self, change: impl FnOnce(usize) -> usize) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = (change(state.0), Instant::now());
    }

    /// Ready when no request was under way for this long, from now on.
    async fn quiet_for(&self, time: Duration) {
        let start = Instant::now();
        loop {
            let quiet_since = match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
                (0, since) => since.max(start),
                _ => Instant::now(),
            };
            let until = quiet_since + time;
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.count(|count| count - 1);
    }
}

#[cfg(test)]
mod tests;
