//! TLS with a certificate that is renewed while the server runs.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::sync::Arc;

use nix::sys::signal::Signal;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::sandbox::{Sandbox, Server, talk_http, until};

/// A certificate for `localhost` with its key.
struct Pair {
    certificate: CertificateDer<'static>,
    pem: String,
    key: String,
}

type Talk = StreamOwned<ClientConnection, TcpStream>;

fn pair() -> Pair {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    Pair {
        certificate: made.cert.der().clone(),
        pem: made.cert.pem(),
        key: made.signing_key.serialize_pem(),
    }
}

/// A sandbox whose configuration names `live/cert.pem` and `live/key.pem`, where `live` leads to
/// another folder, as ACME clients do it.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(
        "data/sekisho.toml",
        "[tls]\ncertificate = \"live/cert.pem\"\nkey = \"live/key.pem\"\n",
    );
    sandbox
}

/// Writes the two files into a folder of their own and lets `live` lead there.
fn issue(sandbox: &Sandbox, folder: &str, certificate: &str, key: &str) {
    fs::create_dir(sandbox.data().join(folder)).unwrap();
    sandbox.write(&format!("data/{folder}/cert.pem"), certificate);
    sandbox.write(&format!("data/{folder}/key.pem"), key);
    symlink(folder, sandbox.data().join("live.new")).unwrap();
    fs::rename(sandbox.data().join("live.new"), sandbox.data().join("live")).unwrap();
}

/// A connection, by a client that believes these two, and remembers no session.
fn connect(server: &Server, known: [&Pair; 2]) -> Talk {
    let mut roots = RootCertStore::empty();
    for pair in known {
        roots.add(pair.certificate.clone()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(client), name).unwrap();
    StreamOwned::new(connection, TcpStream::connect(server.address()).unwrap())
}

/// Asks on a connection that stays open, and reads the head of the answer and its body.
fn ask(talk: &mut Talk, server: &Server) -> String {
    let host = &server.host;
    write!(talk, "GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        talk.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    let head = String::from_utf8(answer).unwrap();
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    talk.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
    head
}

/// What a new connection is answered with.
fn shown(server: &Server, known: [&Pair; 2]) -> CertificateDer<'static> {
    let mut talk = connect(server, known);
    assert!(talk_http(&mut talk, &server.host, "/healthz").starts_with("HTTP/1.1 200 "));
    talk.conn.peer_certificates().unwrap()[0]
        .clone()
        .into_owned()
}

fn metrics(server: &Server, known: [&Pair; 2]) -> String {
    talk_http(&mut connect(server, known), &server.host, "/metrics")
}

#[test]
fn a_renewed_certificate_reaches_new_connections_and_open_ones_go_on() {
    let (old, new) = (pair(), pair());
    let known = [&old, &new];
    let sandbox = sandbox();
    issue(&sandbox, "first", &old.pem, &old.key);
    let mut server = sandbox.serve(&[]);
    assert_eq!(server.scheme, "https");
    let mut open = connect(&server, known);
    assert!(ask(&mut open, &server).starts_with("HTTP/1.1 200 "));

    // The key of another certificate: as when only one of the files was copied.
    issue(&sandbox, "broken", &new.pem, &old.key);
    let line = server
        .hear("the TLS certificate cannot be renewed")
        .unwrap();
    for part in ["cannot be used together", "name two that belong together"] {
        assert!(line.contains(part), "{line}");
    }
    assert_eq!(shown(&server, known), old.certificate);
    assert!(ask(&mut open, &server).starts_with("HTTP/1.1 200 "));
    assert!(metrics(&server, known).contains("\nsekisho_certificate_reload_ok{} 0\n"));

    issue(&sandbox, "second", &new.pem, &new.key);
    assert!(
        until(|| shown(&server, known) == new.certificate),
        "{}",
        server.heard()
    );
    assert!(
        ask(&mut open, &server).starts_with("HTTP/1.1 200 "),
        "a connection that was open goes on"
    );
    let counted = metrics(&server, known);
    assert!(
        counted.contains("\nsekisho_certificate_reload_ok{} 1\n"),
        "{counted}"
    );
    assert!(
        counted.contains("\nsekisho_certificate_days_left{} "),
        "{counted}"
    );
    let told = server.stop(Signal::SIGTERM);
    assert_eq!(told.code, 0);
    let faults = told.err.matches("cannot be renewed").count();
    assert_eq!(faults, 1, "said once: {}", told.err);
}
