//! Each way of failing has one sentence with the way out and an exit code of its own, and changes
//! nothing.

use std::fs;
use std::net::TcpListener;

use nix::sys::signal::Signal;

use crate::sandbox::{Done, Sandbox, set_mode};

/// Runs `sekisho serve`, which must refuse to start and leave the data directory as it was.
fn refused(sandbox: &Sandbox, args: &[&str], code: i32, parts: &[&str]) {
    let before = sandbox.contents();
    match sandbox.try_serve(args) {
        Ok(server) => panic!("it started: {}", server.heard()),
        Err(done) => says(&done, code, parts),
    }
    assert_eq!(sandbox.contents(), before, "nothing was changed");
}

/// One sentence: one line, with these parts.
fn says(done: &Done, code: i32, parts: &[&str]) {
    assert_eq!(done.code, code, "{}", done.err);
    assert_eq!(done.err.trim_end().lines().count(), 1, "{}", done.err);
    assert!(
        done.err.starts_with("sekisho: ") && !done.err.trim_end().ends_with('.'),
        "{}",
        done.err
    );
    for part in parts {
        assert!(
            done.err.contains(part),
            "`{part}` is missing in: {}",
            done.err
        );
    }
}

/// A sandbox whose database was made by a server that has stopped.
fn used() -> Sandbox {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.serve(&[]).stop(Signal::SIGTERM).code, 0);
    sandbox
}

#[test]
fn a_wrong_configuration() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("data/sekisho.toml", "[log]\nlevl = \"info\"\n");
    let place = format!("{}:2:1: `levl`", file.display());
    refused(&sandbox, &[], 3, &[&place, "did you mean `level`?"]);
    says(&sandbox.run(&["account", "list"]), 3, &[&place]);
    sandbox.write("data/sekisho.toml", "");
    refused(
        &sandbox,
        &["--config", "absent.toml"],
        3,
        &["`absent.toml` cannot be read"],
    );
    refused(
        &sandbox,
        &["--public-url", "ftp://a"],
        3,
        &["--public-url: `ftp://a`"],
    );
}

#[test]
fn a_taken_address() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    sandbox.write("data/sekisho.toml", "");
    let before = sandbox.contents();
    let done = sandbox.run(&["serve", "--listen", &address]);
    says(&done, 5, &[&format!("`{address}` is taken"), "--listen"]);
    assert_eq!(sandbox.contents(), before, "nothing was changed");
}

/// Decision 27.
#[test]
fn plain_http_that_others_could_reach() {
    let sandbox = Sandbox::new();
    let done = sandbox.run(&["serve", "--listen", "0.0.0.0:0"]);
    says(&done, 6, &["plain http on `0.0.0.0:0`", "[tls]", "[proxy]"]);
    refused(
        &sandbox,
        &["--public-url", "https://signin.example.com"],
        6,
        &["nothing here speaks TLS"],
    );
}

#[test]
fn a_certificate_that_cannot_be_used() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "data/sekisho.toml",
        "[tls]\ncertificate = \"a.pem\"\nkey = \"b.pem\"\n",
    );
    refused(&sandbox, &[], 7, &["a.pem` cannot be read"]);
    sandbox.write("data/a.pem", "nothing\n");
    refused(&sandbox, &[], 7, &["a.pem` holds no certificate"]);
}

#[test]
fn a_data_directory_that_cannot_be_written() {
    let sandbox = Sandbox::new();
    // A directory below a file cannot be made by anybody, not even by root.
    sandbox.write("file", "");
    refused(
        &sandbox,
        &["--data", "file/data"],
        8,
        &["`file/data` cannot be written", "--data DIR"],
    );
    refused(
        &sandbox,
        &["--database", "sqlite:absent/a.db"],
        8,
        &["`absent` cannot be written"],
    );
}

#[test]
fn a_master_key_of_another_database() {
    let (sandbox, other) = (used(), used());
    fs::copy(
        other.path("data/master.key"),
        sandbox.path("data/master.key"),
    )
    .unwrap();
    refused(
        &sandbox,
        &[],
        9,
        &["was made with master key", "name the key file that belongs"],
    );
    says(
        &sandbox.run(&["account", "list"]),
        9,
        &["was made with master key"],
    );
}

/// Decision 29.
#[test]
fn a_database_without_its_master_key() {
    let sandbox = used();
    fs::remove_file(sandbox.path("data/master.key")).unwrap();
    refused(
        &sandbox,
        &[],
        10,
        &["needs its master key file", "put the key file back"],
    );
}

#[test]
fn a_master_key_file_that_cannot_be_used() {
    let sandbox = used();
    let file = sandbox.path("data/master.key");
    set_mode(&file, 0o644);
    refused(
        &sandbox,
        &[],
        11,
        &["can be read by others (mode 0644)", "chmod 600"],
    );
    sandbox.write("data/master.key", "nothing\n");
    refused(&sandbox, &[], 11, &["is damaged in line 1"]);
}

#[test]
fn a_damaged_database() {
    let sandbox = used();
    fs::write(sandbox.path("data/sekisho.db"), vec![b'x'; 8192]).unwrap();
    refused(
        &sandbox,
        &[],
        12,
        &["cannot be used as a database", "restore a backup"],
    );
}

#[test]
fn a_database_that_a_newer_program_wrote() {
    let sandbox = used();
    let file = sandbox.path("data/sekisho.db");
    let mut bytes = fs::read(&file).unwrap();
    // SQLite keeps the number of the format, `user_version`, at offset 60.
    bytes[60..64].copy_from_slice(&1000_u32.to_be_bytes());
    fs::write(&file, bytes).unwrap();
    refused(
        &sandbox,
        &[],
        13,
        &["has format 1000", "use the newer sekisho"],
    );
}

#[test]
fn no_database_to_look_at() {
    let sandbox = Sandbox::new();
    let before = sandbox.contents();
    for args in [
        &["account", "list"][..],
        &["account", "show", "keiri"],
        &["events"],
    ] {
        says(
            &sandbox.run(args),
            14,
            &["there is no database at", "sekisho serve"],
        );
    }
    assert_eq!(sandbox.contents(), before, "looking makes nothing");
}

/// Decision 11.
#[test]
fn a_kind_of_database_that_is_not_served_yet() {
    let sandbox = Sandbox::new();
    let url = "postgres://sekisho:hunter2fake@db/sekisho";
    refused(
        &sandbox,
        &["--database", url],
        16,
        &["PostgreSQL comes with a later release", "`sqlite:PATH`"],
    );
    let done = sandbox.run(&["account", "list", "--database", url]);
    says(&done, 16, &["--database"]);
    assert!(
        !done.err.contains("hunter2"),
        "the address may hold a password"
    );
}

/// Decision 10.
#[test]
fn a_command_on_a_database_in_memory() {
    let sandbox = Sandbox::new();
    says(
        &sandbox.run(&["account", "list", "--database", "memory:"]),
        17,
        &["lives inside the server"],
    );
    says(
        &sandbox.run(&["events", "--database", "memory:"]),
        17,
        &["`sqlite:PATH`"],
    );
}

#[test]
fn what_does_not_exist() {
    let sandbox = used();
    says(
        &sandbox.run(&["account", "show", "keiri"]),
        18,
        &["there is no account `keiri`", "account list"],
    );
    says(
        &sandbox.run(&["events", "--account", "123456789012"]),
        18,
        &["there is no account `123456789012`"],
    );
}

#[test]
fn a_password_that_nobody_can_type() {
    let sandbox = Sandbox::new();
    let args = [
        "account",
        "create",
        "--name",
        "Keiri",
        "--email",
        "root@example.com",
    ];
    says(&sandbox.run(&args), 21, &["`--password-stdin`"]);
}
