//! `sekisho serve`: it answers, it stops, and the first account can be made.

use std::fs;

use nix::sys::signal::Signal;

use crate::sandbox::{Sandbox, mode, until};

#[test]
fn a_server_on_any_free_port_answers_and_stops_with_zero_when_it_is_told() {
    for signal in [Signal::SIGTERM, Signal::SIGINT] {
        let sandbox = Sandbox::new();
        let server = sandbox.serve(&[]);
        assert!(server.host.starts_with("localhost:"), "{}", server.host);
        assert_eq!(server.scheme, "http");
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200 "));
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200 "));
        let stopped = server.stop(signal);
        assert_eq!(stopped.code, 0, "{}", stopped.err);
        let left: Vec<_> = sandbox
            .contents()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            left,
            [
                "master.key",
                "sekisho.db",
                "sekisho.db.lock",
                "sekisho.toml"
            ],
            "the database was closed"
        );
    }
}

#[test]
fn a_database_in_memory_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let before = sandbox.contents();
    let server = sandbox.serve(&["--database", "memory:"]);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200 "));
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn the_data_directory_and_all_in_it_are_for_their_owner_only() {
    let sandbox = Sandbox::new();
    let home = sandbox.path("deep/er");
    let server = sandbox.serve(&["--data", home.to_str().unwrap()]);
    assert_eq!(mode(&home), 0o700);
    for entry in fs::read_dir(&home).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
}

/// Decision 28.
#[test]
fn without_a_terminal_the_set_up_address_is_in_a_private_file_and_in_no_log() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("data/setup-address");
    fs::write(&file, "left behind by a process that was killed").unwrap();
    let server = sandbox.serve(&[]);
    assert_eq!(mode(&file), 0o600);
    let address = fs::read_to_string(&file).unwrap();
    let start = format!("http://{}/setup?token=", server.host);
    let token = address.strip_prefix(&start).unwrap().trim_end();
    assert_eq!(token.len(), 32, "128 bits in hexadecimal");
    assert!(token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert!(
        server.heard().contains(file.to_str().unwrap()),
        "{}",
        server.heard()
    );
    let token = token.to_owned();
    let stopped = server.stop(Signal::SIGTERM);
    assert!(!stopped.err.contains(&token), "the log names the file only");
    assert!(!file.exists(), "the address dies with its process");
    let next = sandbox.serve(&[]);
    assert!(
        !fs::read_to_string(&file).unwrap().contains(&token),
        "{}",
        next.heard()
    );
}

/// Decision 28.
#[test]
fn the_set_up_address_is_gone_once_there_is_an_account() {
    let sandbox = Sandbox::new();
    let file = sandbox.path("data/setup-address");
    let server = sandbox.serve(&[]);
    assert!(file.exists());
    sandbox.account("Keiri", "keiri");
    assert!(
        until(|| !file.exists()),
        "the file is removed while the server runs"
    );
    assert_eq!(server.stop(Signal::SIGTERM).code, 0);
    let again = sandbox.serve(&[]);
    assert!(!file.exists(), "and no other is made");
    assert!(
        !again.heard().contains("no account yet"),
        "{}",
        again.heard()
    );
}

#[test]
fn the_log_is_json_where_that_was_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.write("data/sekisho.toml", "[log]\nformat = \"json\"\n");
    let server = sandbox.serve(&[]);
    assert!(
        server
            .get("/healthz?token=hunter2fake")
            .starts_with("HTTP/1.1 200 ")
    );
    let stopped = server.stop(Signal::SIGTERM);
    let lines: Vec<serde_json::Value> = stopped
        .err
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["message"] == "the server answers"),
        "{}",
        stopped.err
    );
    assert!(
        !stopped.err.contains("hunter2"),
        "query strings stay out of the log"
    );
}
