//! `sekisho account recover`: the wait, its end before time, and the drill. What comes after the wait
//! is told on virtual time, in the stories.

use serde_json::Value;

use crate::inside::{keiri_registers_a_device, two_accounts};
use crate::sandbox::{Done, Sandbox, good, refused};

fn recovers(sandbox: &Sandbox, more: &[&str]) -> Done {
    sandbox.run(&[&["account", "recover"][..], more].concat())
}

fn status(sandbox: &Sandbox) -> Value {
    let done = good(recovers(
        sandbox,
        &["keiri", "--status", "--format", "json"],
    ));
    serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{}", done.out))
}

#[test]
fn rc_3_a_recovery_waits_is_shown_and_is_cancelled() {
    let sandbox = two_accounts();
    let because = ["keiri", "--reason", "ticket 4711"];
    refused(&recovers(&sandbox, &because), 20, &["account enrol keiri"]);
    keiri_registers_a_device(&sandbox);
    refused(
        &recovers(&sandbox, &["keiri"]),
        20,
        &["say why", "--reason TEXT"],
    );
    refused(&recovers(&sandbox, &["soumu"]), 18, &["no account `soumu`"]);
    refused(
        &recovers(&sandbox, &["keiri", "--cancel"]),
        20,
        &["nothing is under way"],
    );
    refused(
        &recovers(&sandbox, &["keiri", "--finish"]),
        20,
        &["nothing is under way"],
    );
    refused(
        &recovers(&sandbox, &["keiri", "--finish", "--drill"]),
        2,
        &["--drill"],
    );
    assert_eq!(status(&sandbox)["state"], "none");

    let begun = good(recovers(&sandbox, &because));
    assert!(begun.err.contains("the wait has begun"), "{}", begun.err);
    assert!(begun.out.contains("ticket 4711"), "{}", begun.out);
    let shown = status(&sandbox);
    assert_eq!(
        (&shown["state"], &shown["reason"]),
        (&"waiting".into(), &"ticket 4711".into())
    );
    for again in [&because[..], &["keiri", "--finish"]] {
        refused(&recovers(&sandbox, again), 20, &["the wait", "--cancel"]);
    }
    good(recovers(&sandbox, &["keiri", "--cancel"]));
    assert_eq!(status(&sandbox)["state"], "none");

    let events = good(sandbox.run(&["events", "--format", "json"])).out;
    for name in ["BeginRootRecovery", "CancelRootRecovery"] {
        assert!(
            events.contains(&format!("\"eventName\":\"{name}\"")),
            "{name}"
        );
    }
    assert!(
        events.contains("ticket 4711") && events.contains("\"host\""),
        "{events}"
    );
}

#[test]
fn rc_3_a_drill_walks_all_steps_and_changes_nothing_but_its_day() {
    let sandbox = two_accounts();
    keiri_registers_a_device(&sandbox);
    let drill = good(recovers(&sandbox, &["keiri", "--drill"]));
    for step in [
        "1. begin",
        "2. wait",
        "3. address",
        "4. password",
        "5. device",
        "6. review",
    ] {
        assert!(drill.out.contains(step), "{step}: {}", drill.out);
    }
    assert!(drill.out.contains("keiri@example.com"), "{}", drill.out);
    assert!(drill.err.contains("nothing was changed"), "{}", drill.err);
    let shown = status(&sandbox);
    assert_eq!(shown["state"], "none");
    assert!(shown["drilled_at"].is_string(), "{shown}");
}
