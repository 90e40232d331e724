//! `sekisho deadline`, `notify` and `account enrol`: from when, who is told, and the way in.

use serde_json::Value;

use crate::inside::{EIGYO, KEIRI, keiri_registers_a_device, two_accounts};
use crate::sandbox::{Done, PASSWORD, Sandbox, good, refused};

fn json(sandbox: &Sandbox, args: &[&str]) -> Value {
    let args = [args, &["--format", "json"]].concat();
    let done = good(sandbox.run(&args));
    serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{}", done.out))
}

#[test]
fn a_rule_is_set_and_made_earlier_freely_and_later_only_with_a_reason() {
    let sandbox = two_accounts();
    let set = |date: &str, more: &[&str]| {
        let args = ["deadline", "set", "--for", "roots", "--date", date];
        sandbox.run(&[&args[..], more].concat())
    };
    let none = good(sandbox.run(&["deadline", "show"]));
    assert_eq!(none.out, "");
    assert!(
        none.err.contains("sekisho deadline set --help"),
        "{}",
        none.err
    );

    let said = good(set("2040-02-01", &[])).err;
    assert_eq!(
        said,
        "all root users must have MFA from the beginning of 2040-02-01 in the account's time zone\n"
    );
    good(set("2040-01-01", &[]));
    refused(
        &set("2040-03-01", &[]),
        20,
        &[
            "this gives somebody more time; say why with --reason",
            "`sekisho deadline set --for roots --date 2040-03-01 --reason \"TEXT\"`",
        ],
    );
    let kept = json(&sandbox, &["deadline", "show"]);
    assert_eq!(kept["installation"][0]["when"]["date"], "2040-01-01");
    assert_eq!(kept["installation"][0]["for"], "roots");
    assert_eq!(kept["installation"][0]["set_by"], "operator");

    let given = good(set("2040-03-01", &["--reason", "the tokens come late"]));
    assert!(given.err.contains("more time"), "{}", given.err);
    let shown = good(sandbox.run(&["deadline", "show"])).out;
    for part in [
        "2040-03-01",
        "2040-01-01",
        "the tokens come late",
        "operator:",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let kept = json(&sandbox, &["deadline", "show", "--account", "keiri"]);
    assert_eq!(kept["postponements"][0]["reason"], "the tokens come late");
    assert_eq!(kept["account"]["id"], KEIRI);
}

#[test]
fn a_rule_is_cleared_with_a_reason_and_once() {
    let sandbox = two_accounts();
    let set = ["deadline", "set", "--for", "console-users", "--days", "35"];
    let own = [&set[..], &["--account", "keiri"]].concat();
    good(sandbox.run(&set));
    good(sandbox.run(&own));
    let unexplained = sandbox.run(&["deadline", "clear"]);
    refused(&unexplained, 2, &["--reason <TEXT>"]);
    let clear = |more: &[&str]| {
        let args = ["deadline", "clear", "--reason", "the pilot is over"];
        sandbox.run(&[&args[..], more].concat())
    };
    refused(
        &clear(&["--for", "roots"]),
        18,
        &[
            "no rule of the operator for roots",
            "`sekisho deadline show`",
        ],
    );
    let said = good(clear(&["--account", KEIRI])).err;
    assert!(said.contains(KEIRI) && said.contains("35 days"), "{said}");
    refused(&clear(&["--account", "keiri"]), 18, &["`keiri` alone"]);
    good(clear(&["--for", "console-users"]));
    let kept = json(&sandbox, &["deadline", "show", "--account", "keiri"]);
    assert_eq!(kept["installation"], serde_json::json!([]));
    assert_eq!(kept["account"]["rules"], serde_json::json!([]));
    let events = good(sandbox.run(&["events"])).out;
    assert_eq!(
        events.matches("DeleteMfaRequirement").count(),
        2,
        "{events}"
    );
    assert_eq!(events.matches("PutMfaRequirement").count(), 2, "{events}");
}

#[test]
fn what_cannot_be_a_rule_is_refused_with_the_right_command() {
    let sandbox = two_accounts();
    for (more, code, parts) in [
        (
            &["--for", "roots"][..],
            2,
            &["a rule needs a date", "--for roots --date YYYY-MM-DD"][..],
        ),
        (&["--for", "users", "--days", "1"], 2, &["console-users"]),
        (&["--for", "roots", "--days", "366"], 2, &["0..=365"]),
        (
            &["--for", "roots", "--date", "16.7.2040"],
            2,
            &["2026-07-16"],
        ),
        (
            &["--for", "roots", "--days", "1", "--account", "soumu"],
            18,
            &["no account `soumu`", "sekisho account list"],
        ),
        (
            &["--for", "roots", "--days", "1", "--reason", " "],
            20,
            &["--reason", "1 to 200 characters"],
        ),
    ] {
        let done = sandbox.run(&[&["deadline", "set"][..], more].concat());
        refused(&done, code, parts);
    }
    let kept = json(&sandbox, &["deadline", "show"]);
    assert_eq!(kept["installation"], serde_json::json!([]));
}

#[test]
fn another_rule_that_is_earlier_is_named() {
    let sandbox = two_accounts();
    good(sandbox.run(&["deadline", "set", "--for", "roots", "--date", "2040-01-01"]));
    let own = ["deadline", "set", "--for", "roots", "--account", "eigyo"];
    let said = good(sandbox.run(&[&own[..], &["--date", "2041-01-01"]].concat())).err;
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines[0].starts_with(&format!("the root user of {EIGYO}")),
        "{said}"
    );
    assert!(lines[1].contains("another rule goes before it"), "{said}");
    assert!(lines[1].contains("2040-01-01"), "{said}");
}

#[test]
fn it_is_seen_who_would_be_told_and_nobody_is_told_twice() {
    let sandbox = two_accounts();
    let quiet = good(sandbox.run(&["notify", "--dry-run"]));
    assert!(
        quiet.out.is_empty() && quiet.err.contains("nobody"),
        "{quiet:?}"
    );
    good(sandbox.run(&["deadline", "set", "--for", "roots", "--date", "2040-01-01"]));
    for _ in 0..2 {
        let planned = json(&sandbox, &["notify", "--dry-run"]);
        let to: Vec<_> = planned
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["to"])
            .collect();
        assert_eq!(to, ["keiri@example.com", "eigyo@example.com"]);
        assert_eq!(planned[0]["about"], "deadline-announced");
    }
    let looked = good(sandbox.run(&["notify", "--dry-run"]));
    assert!(looked.out.contains("eigyo@example.com"), "{}", looked.out);
    assert_eq!(looked.err, "2 letters would be written; nothing was\n");
    assert_eq!(json(&sandbox, &["notify", "list"]), serde_json::json!([]));

    let written = good(sandbox.run(&["notify"]));
    assert_eq!(written.out, "2 letters written\n");
    assert!(
        written.err.contains("the running server sends them"),
        "{}",
        written.err
    );
    assert_eq!(good(sandbox.run(&["notify"])).out, "0 letters written\n");

    let list = good(sandbox.run(&["notify", "list"])).out;
    assert!(list.starts_with("WRITTEN (Asia/Tokyo)"), "{list}");
    assert_eq!(list.matches("  waits").count(), 2, "{list}");
    let one = json(&sandbox, &["notify", "list", "--account", "eigyo"]);
    assert_eq!(one.as_array().map(Vec::len), Some(1));
    assert_eq!(one[0]["state"], "waiting");
    assert_eq!(one[0]["account"], EIGYO);
    refused(
        &sandbox.run(&["notify", "--dry-run", "list"]),
        2,
        &["--dry-run"],
    );
}

#[test]
fn an_address_for_a_first_device_is_handed_over_once() {
    let sandbox = two_accounts();
    let token = |done: &Done, start: &str| {
        let line = done.out.strip_suffix('\n').unwrap();
        let token = line.strip_prefix(start).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(token.len(), 43, "256 bits in base64");
        assert!(!done.err.contains(token), "{}", done.err);
        assert!(done.err.contains("once and until") && done.err.contains("Asia/Tokyo"));
        token.to_owned()
    };
    let usual = "http://localhost:8700/signin/enrol?token=";
    let first = token(&good(sandbox.run(&["account", "enrol", "eigyo"])), usual);
    let second = token(&good(sandbox.run(&["account", "enrol", EIGYO])), usual);
    assert_ne!(first, second);
    let hers = ["account", "enrol", "keiri", "--user", "hanako"];
    let elsewhere = ["--public-url", "http://localhost:9000"];
    let hers = sandbox.run(&[&hers[..], &elsewhere].concat());
    token(&good(hers), "http://localhost:9000/signin/enrol?token=");

    let nobody = sandbox.run(&["account", "enrol", "keiri", "--user", "taro"]);
    refused(&nobody, 18, &["no user `taro` in `keiri`"]);
    refused(
        &sandbox.run(&["account", "enrol", "soumu"]),
        18,
        &["no account `soumu`"],
    );
    let mut anywhere = sandbox.command(&["account", "enrol", "eigyo"]);
    let anywhere = anywhere
        .env("SEKISHO_LISTEN", "127.0.0.1:0")
        .output()
        .unwrap();
    assert_eq!(anywhere.status.code(), Some(20));
    assert!(String::from_utf8_lossy(&anywhere.stderr).contains("--public-url"));

    good(sandbox.run(&["account", "enrol", "keiri"]));
    keiri_registers_a_device(&sandbox);
    let has = sandbox.run(&["account", "enrol", "keiri"]);
    refused(
        &has,
        20,
        &["the root user of `keiri` has an MFA device already"],
    );
    let events = good(sandbox.run(&["events", "--format", "json"])).out;
    assert_eq!(
        events
            .matches("\"eventName\":\"CreateEnrolmentAddress\"")
            .count(),
        4
    );
    assert!(!events.contains(&first) && !events.contains(&second));
}

/// Decision 41.
#[test]
fn an_account_made_after_the_rule_has_days_of_grace_only_for_a_reason() {
    let sandbox = two_accounts();
    good(sandbox.run(&["deadline", "set", "--for", "roots", "--days", "35"]));
    let create = |alias: &str, more: &[&str]| {
        let email = format!("{alias}@example.com");
        let args = ["account", "create", "--name", alias, "--alias", alias];
        let rest = ["--email", &email, "--password-stdin"];
        sandbox.run_with(&[&args[..], &rest, more].concat(), PASSWORD)
    };
    refused(
        &create("soumu", &["--grace", ""]),
        20,
        &["--grace", "1 to 200 characters"],
    );
    good(create("soumu", &["--grace", "its people come next month"]));
    good(create("jinji", &[]));
    let status = json(&sandbox, &["status"]);
    let state = |name: &str| {
        let accounts = status["accounts"].as_array().unwrap();
        let found = accounts.iter().find(|one| one["name"] == name).unwrap();
        (
            found["root"]["state"].clone(),
            found["root"]["grace"].clone(),
        )
    };
    let graced = (
        "from-first-sign-in".into(),
        "its people come next month".into(),
    );
    assert_eq!(state("soumu"), graced);
    assert_eq!(state("jinji"), ("past-due".into(), Value::Null));
}
