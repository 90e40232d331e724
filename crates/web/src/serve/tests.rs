//! Real sockets on loopback: what a listener promises whatever the other end does.

use std::time::Instant as Clock;

use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::routing::get;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::{http1, http2};
use rustls::pki_types::{PrivatePkcs8KeyDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use super::*;
use crate::http::tests::{LOCAL, SHORT, app, config, server};
use crate::http::{Client, Config};

/// Far longer than anything here takes; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server that runs until the test ends or stops it.
struct Running {
    address: SocketAddr,
    app: App,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    async fn start(config: Config, more: Router<App>) -> Self {
        Self::start_with(config, more, None).await
    }

    async fn start_with(config: Config, more: Router<App>, tls: Option<Arc<ServerConfig>>) -> Self {
        let app = app(config);
        let router = server(app.clone()).merge(more.with_state(app.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let handle = app.clone();
        let task = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            serve(&handle, router, listener, tls, shutdown).await;
        });
        Self {
            address,
            app,
            stop: Some(stop),
            task,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    async fn ended(self) {
        timeout(PATIENCE, self.task)
            .await
            .expect("the server ends")
            .expect("no panic");
    }
}

const ASK: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// The same, and the connection stays open.
const KEEP: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Everything that comes until the other end closes.
async fn rest(mut stream: impl AsyncRead + Unpin) -> String {
    let mut bytes = Vec::new();
    // A reset is an end like any other.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes))
        .await
        .expect("the connection ends");
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn ask(stream: &mut TcpStream, text: &str) {
    stream
        .write_all(text.as_bytes())
        .await
        .expect("the server reads");
}

fn short_idle() -> Config {
    let mut config = config(LOCAL);
    config.limits.idle = SHORT;
    config
}

#[tokio::test]
async fn a_request_is_answered_and_knows_its_peer() {
    let who = get(async |client: Client| client.ip.to_string());
    let running = Running::start(config(LOCAL), Router::new().route("/who", who)).await;
    let mut stream = running.connect().await;
    ask(
        &mut stream,
        "GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .await;
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn whoever_keeps_a_connection_without_a_request_is_cut_off() {
    let running = Running::start(short_idle(), Router::new()).await;
    for begun in [
        "",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "PRI * HTTP/2.0\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        // The connection stays open after an answer, and then nothing comes.
        KEEP,
    ] {
        let mut stream = running.connect().await;
        ask(&mut stream, begun).await;
        let start = Clock::now();
        rest(stream).await;
        assert!(
            start.elapsed() >= SHORT / 2,
            "{begun:?} was cut off at once"
        );
    }
}

#[tokio::test]
async fn whoever_sends_a_head_byte_by_byte_is_cut_off_too() {
    let running = Running::start(short_idle(), Router::new()).await;
    let mut stream = running.connect().await;
    ask(&mut stream, "GET / HTTP/1.1\r\nX-Slow: ").await;
    let (read, mut write) = stream.into_split();
    let drip = tokio::spawn(async move {
        let mut every = tokio::time::interval(SHORT / 10);
        loop {
            every.tick().await;
            if write.write_all(b"a").await.is_err() {
                break;
            }
        }
    });
    rest(read).await;
    timeout(PATIENCE, drip)
        .await
        .expect("the drip ends")
        .expect("no panic");
}

#[tokio::test]
async fn a_request_that_is_under_way_is_not_idle() {
    let release = Arc::new(Notify::new());
    let wait = Arc::clone(&release);
    let slow = get(async move || {
        wait.notified().await;
        "done"
    });
    let running = Running::start(short_idle(), Router::new().route("/slow", slow)).await;
    let mut stream = running.connect().await;
    ask(
        &mut stream,
        "GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    .await;
    // Others are cut off meanwhile, so the time for this one has passed as well.
    rest(running.connect().await).await;
    rest(running.connect().await).await;
    release.notify_one();
    let answer = rest(stream).await;
    assert!(answer.ends_with("done"), "{answer}");
}

#[tokio::test]
async fn a_head_is_read_up_to_a_maximum() {
    let running = Running::start(config(LOCAL), Router::new()).await;
    for (bytes, status) in [(HEAD_BYTES_MAX / 2, "200"), (HEAD_BYTES_MAX + 1, "431")] {
        let mut stream = running.connect().await;
        let long = ASK.replace(
            "\r\n\r\n",
            &format!("\r\nX-Long: {}\r\n\r\n", "a".repeat(bytes)),
        );
        ask(&mut stream, &long).await;
        let answer = rest(stream).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{bytes}: {answer}"
        );
    }
}

#[tokio::test]
async fn one_network_holds_at_most_its_share_of_the_connections() {
    const SHARE: usize = 2;
    let mut config = config(LOCAL);
    config.limits.connections_per_network_max = SHARE;
    let running = Running::start(config, Router::new()).await;
    let mut held = Vec::new();
    for _ in 0..SHARE {
        let mut stream = running.connect().await;
        ask(&mut stream, KEEP).await;
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
        held.push(stream);
    }
    assert_eq!(running.app.metrics().connections().get(), 2);
    assert_eq!(
        rest(running.connect().await).await,
        "",
        "one more is closed at once"
    );
    drop(held);
    let has_room_again = async {
        loop {
            let mut stream = running.connect().await;
            if stream.write_all(ASK.as_bytes()).await.is_ok() && !rest(stream).await.is_empty() {
                break;
            }
        }
    };
    timeout(PATIENCE, has_room_again).await.expect("room again");
}

#[tokio::test]
async fn a_named_proxy_holds_as_many_connections_as_there_are() {
    let mut config = config(LOCAL);
    config.limits.connections_per_network_max = 1;
    config.proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    let running = Running::start(config, Router::new()).await;
    let _held = running.connect().await;
    let mut stream = running.connect().await;
    ask(&mut stream, ASK).await;
    assert!(rest(stream).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn beyond_the_maximum_connections_wait_until_another_ends() {
    let mut config = config(LOCAL);
    config.limits.connections_max = 1;
    let running = Running::start(config, Router::new()).await;
    let mut first = running.connect().await;
    ask(&mut first, KEEP).await;
    let mut answer = [0; 12];
    first.read_exact(&mut answer).await.expect("an answer");
    let mut second = running.connect().await;
    ask(&mut second, ASK).await;
    let heard = timeout(SHORT, second.read_exact(&mut answer)).await;
    assert!(heard.is_err(), "both were served at once");
    drop(first);
    assert!(rest(second).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_signal_to_stop_lets_what_is_under_way_finish() {
    let begun = Arc::new(Notify::new());
    let release = Arc::new(Notify::new());
    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&release));
    let slow = get(async move || {
        tell.notify_one();
        wait.notified().await;
        "done"
    });
    let mut running = Running::start(config(LOCAL), Router::new().route("/slow", slow)).await;
    // A connection that only waits does not hold the server up.
    let mut waiting = running.connect().await;
    ask(&mut waiting, KEEP).await;
    let mut busy = running.connect().await;
    ask(&mut busy, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    begun.notified().await;
    running.tell_to_stop();
    let after_answer = rest(waiting).await;
    assert!(after_answer.starts_with("HTTP/1.1 200"), "{after_answer}");
    assert!(
        TcpStream::connect(running.address).await.is_err(),
        "nobody new is let in"
    );
    release.notify_one();
    let answer = rest(busy).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
    running.ended().await;
}

#[tokio::test]
async fn what_does_not_finish_in_time_is_cut_off() {
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let never = get(async move || {
        tell.notify_one();
        std::future::pending::<StatusCode>().await
    });
    let mut config = config(LOCAL);
    config.limits.drain = SHORT;
    let mut running = Running::start(config, Router::new().route("/stuck", never)).await;
    let mut stream = running.connect().await;
    ask(
        &mut stream,
        "GET /stuck HTTP/1.1\r\nHost: localhost\r\n\r\n",
    )
    .await;
    begun.notified().await;
    running.tell_to_stop();
    running.ended().await;
    assert_eq!(rest(stream).await, "");
}

/// A certificate for `localhost`, and a client that trusts it and speaks `protocol`.
fn certified(protocol: &[u8]) -> (Arc<ServerConfig>, TlsConnector) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let chain = vec![made.cert.der().clone()];
    let pair = CertifiedKey::from_der(chain, key.into(), &provider).expect("a key that fits");
    let config = tls(Arc::new(SingleCertAndKey::from(pair))).expect("TLS");
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![protocol.to_vec()];
    (config, TlsConnector::from(Arc::new(client)))
}

fn secure() -> Router<App> {
    Router::new().route(
        "/secure",
        get(async |client: Client| client.secure.to_string()),
    )
}

#[tokio::test]
async fn over_tls_both_versions_of_http_are_spoken_and_the_client_is_secure() {
    for protocol in [b"http/1.1".as_slice(), b"h2"] {
        let (config_tls, connector) = certified(protocol);
        let running = Running::start_with(config(LOCAL), secure(), Some(config_tls)).await;
        let name = ServerName::try_from("localhost").expect("a name");
        let stream = connector
            .connect(name, running.connect().await)
            .await
            .expect("a greeting");
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol));
        let io = TokioIo::new(stream);
        let answer = if protocol == b"h2" {
            let (mut sender, talk) = http2::handshake(TokioExecutor::new(), io)
                .await
                .expect("h2");
            tokio::spawn(talk);
            let request =
                Request::get("https://localhost/secure").body(Empty::<bytes::Bytes>::new());
            sender.send_request(request.expect("a request")).await
        } else {
            let (mut sender, talk) = http1::handshake(io).await.expect("http/1.1");
            tokio::spawn(talk);
            let request = Request::get("/secure").header(HOST, "localhost");
            sender
                .send_request(
                    request
                        .body(Empty::<bytes::Bytes>::new())
                        .expect("a request"),
                )
                .await
        };
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        let body = answer
            .into_body()
            .collect()
            .await
            .expect("a body")
            .to_bytes();
        assert_eq!(body, "true");
    }
}

#[tokio::test]
async fn whoever_does_not_greet_in_tls_is_cut_off_and_others_are_served() {
    let (config_tls, connector) = certified(b"http/1.1");
    let running = Running::start_with(short_idle(), secure(), Some(config_tls)).await;
    for begun in ["", ASK, "\u{16}\u{3}\u{1}"] {
        let mut stream = running.connect().await;
        ask(&mut stream, begun).await;
        let answer = rest(stream).await;
        assert!(!answer.contains("HTTP/1.1 200"), "{begun:?}: {answer}");
    }
    let name = ServerName::try_from("localhost").expect("a name");
    let greeted = connector.connect(name, running.connect().await).await;
    assert!(greeted.is_ok(), "{greeted:?}");
}
