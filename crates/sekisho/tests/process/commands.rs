//! The operator's commands, beside a running server and alone.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::sandbox::{PASSWORD, Sandbox};

/// Decision 10.
#[test]
fn accounts_are_made_and_looked_at_beside_a_running_server() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&[]);
    let id = sandbox.account("経理部", "keiri");
    let list = sandbox.run(&["account", "list"]);
    assert_eq!(list.code, 0, "{}", list.err);
    let lines: Vec<&str> = list.out.lines().collect();
    assert!(lines[0].starts_with("ID"), "{}", list.out);
    for part in [id.as_str(), "経理部", "keiri", "keiri@example.com"] {
        assert!(lines[1].contains(part), "{}", list.out);
    }
    let listed: Value =
        serde_json::from_str(&sandbox.run(&["account", "list", "--format", "json"]).out).unwrap();
    for name in [id.as_str(), "keiri"] {
        let shown = sandbox.run(&["account", "show", name, "--format", "json"]);
        let shown: Value = serde_json::from_str(&shown.out).unwrap();
        assert_eq!(shown, listed[0]);
        assert_eq!(shown["root_email"], "keiri@example.com");
        assert_eq!(shown["root_has_mfa"], false);
    }
    assert!(
        server.get("/readyz").starts_with("HTTP/1.1 200 "),
        "the server goes on"
    );
}

#[test]
fn an_account_can_have_a_chosen_id_and_what_exists_is_not_made_twice() {
    let sandbox = Sandbox::new();
    let create = |name: &str, value: &str, email: &str| {
        let args = [
            "account",
            "create",
            "--name",
            "Keiri",
            "--email",
            email,
            name,
            value,
            "--password-stdin",
        ];
        sandbox.run_with(&args, PASSWORD)
    };
    let made = create("--id", "123456789012", "root@example.com");
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.out.contains("123456789012") && !made.out.contains(PASSWORD));
    for (name, value, email, said) in [
        (
            "--id",
            "123456789012",
            "b@example.com",
            "this account id is taken",
        ),
        (
            "--id",
            "210987654321",
            "ROOT@example.com",
            "this root e-mail address is taken",
        ),
    ] {
        let refused = create(name, value, email);
        assert_eq!(refused.code, 19, "{}", refused.err);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    let list = sandbox.run(&["account", "list", "--format", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&list.out)
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn what_cannot_be_an_account_is_refused_before_anything_is_made() {
    let sandbox = Sandbox::new();
    let before = sandbox.contents();
    let good = [
        "account",
        "create",
        "--name",
        "Keiri",
        "--email",
        "root@example.com",
        "--password-stdin",
    ];
    for (more, password, said) in [
        (
            ["--id", "12"],
            PASSWORD,
            "--id: `12` will not do: an account id is 12 digits",
        ),
        (
            ["--alias", "Keiri"],
            PASSWORD,
            "--alias: `Keiri` will not do",
        ),
        (
            ["--alias", "keiri"],
            "short",
            "a password has at least 8 characters",
        ),
        (["--alias", "keiri"], "password1", "attackers try first"),
        (["--alias", "keiri"], "", "there is no password on stdin"),
    ] {
        let refused = sandbox.run_with(&[&good[..], &more[..]].concat(), password);
        assert_eq!(refused.code, 20, "{}", refused.err);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn events_tell_who_did_what_in_text_and_in_json() {
    let sandbox = Sandbox::new();
    let keiri = sandbox.account("Keiri", "keiri");
    let eigyo = sandbox.account("Eigyo", "eigyo");
    let all = sandbox.run(&["events", "--event", "CreateAccount"]).out;
    let lines: Vec<Vec<&str>> = all
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines.len(), 2, "{all}");
    assert_eq!(lines[0][1], keiri);
    assert!(lines[0][2].starts_with("operator:"), "{all}");
    assert_eq!(lines[0][3..], ["CreateAccount", "Success", "MFA:-", "-"]);
    assert_eq!(lines[1][1], eigyo);
    let one = sandbox
        .run(&["events", "--account", "eigyo", "--format", "json"])
        .out;
    let event: Value = serde_json::from_str(&one).unwrap();
    assert_eq!(event["recipientAccountId"], *eigyo);
    assert_eq!(
        sandbox.run(&["events", "--limit", "1"]).out.lines().count(),
        1
    );
    assert!(
        sandbox
            .run(&["events", "--limit", "1"])
            .out
            .contains(&eigyo),
        "the latest"
    );
    assert_eq!(sandbox.run(&["events", "--limit", "0"]).out, "");
}

#[test]
fn a_follower_sees_what_happens_next_and_ends_quietly() {
    let sandbox = Sandbox::new();
    sandbox.account("Keiri", "keiri");
    let mut command = sandbox.command(&[
        "events",
        "--follow",
        "--event",
        "CreateAccount",
        "--limit",
        "1",
        "--format",
        "json",
    ]);
    let mut follower = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["requestParameters"]["accountName"], "Keiri");
    sandbox.account("Eigyo", "eigyo");
    assert_eq!(next()["requestParameters"]["accountName"], "Eigyo");
    kill(Pid::from_raw(follower.id().cast_signed()), Signal::SIGINT).unwrap();
    assert_eq!(follower.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let sandbox = Sandbox::new();
    sandbox.account("Keiri", "keiri");
    for args in [
        &["account", "list"][..],
        &["events", "--follow"],
        &["--help"],
    ] {
        let mut child = sandbox
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{args:?}");
        assert!(
            done.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn help_and_version_are_answers_and_what_is_mistyped_is_not() {
    let sandbox = Sandbox::new();
    let help = sandbox.run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for part in ["serve", "account", "events", "Examples:", "Exit codes:"] {
        assert!(help.out.contains(part), "{}", help.out);
    }
    let version = sandbox.run(&["--version"]);
    assert_eq!(
        version.out,
        format!("sekisho {}\n", env!("CARGO_PKG_VERSION"))
    );
    let mistyped = sandbox.run(&["acount"]);
    assert_eq!((mistyped.code, mistyped.out.as_str()), (2, ""));
    assert!(mistyped.err.contains("'account'"), "{}", mistyped.err);
}
