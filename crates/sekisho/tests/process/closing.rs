//! `sekisho account close`, `reopen` and `purge`. What people meet meanwhile is told on virtual time, in
//! the stories.

use rules::{AccountId, Reason};
use serde_json::Value;
use service::Caller;
use service::ops::closing::CloseAccountAsOperator;

use crate::inside::{EIGYO, KEIRI, days_ago, two_accounts};
use crate::sandbox::{Done, Sandbox, good, refused};

const WHY: [&str; 2] = ["--reason", "ticket 4711"];

fn account(sandbox: &Sandbox, more: &[&str]) -> Done {
    sandbox.run(&[&["account"][..], more].concat())
}

fn json(done: Done) -> Value {
    let done = good(done);
    serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{}", done.out))
}

#[test]
fn an_account_is_closed_shown_as_closed_and_reopened() {
    let sandbox = two_accounts();
    refused(
        &account(&sandbox, &["close", "keiri"]),
        2,
        &["--reason <TEXT>"],
    );
    let nobody = account(&sandbox, &[&["close", "soumu"][..], &WHY].concat());
    refused(&nobody, 18, &["no account `soumu`"]);
    let open = account(&sandbox, &[&["reopen", "keiri"][..], &WHY].concat());
    refused(&open, 20, &["is open", "account close keiri"]);

    let closed = json(account(
        &sandbox,
        &[&["close", "keiri", "--format", "json"][..], &WHY].concat(),
    ));
    assert_eq!(closed["state"], "SUSPENDED");
    assert!(closed["reopens_until"].is_string(), "{closed}");
    let again = account(&sandbox, &[&["close", "keiri"][..], &WHY].concat());
    refused(&again, 20, &["closed already"]);

    let shown = json(account(&sandbox, &["show", "keiri", "--format", "json"]));
    assert_eq!(shown["state"], "SUSPENDED");
    assert_eq!(shown["reopens_until"], closed["reopens_until"]);
    let list = good(account(&sandbox, &["list"])).out;
    let line = |id: &str| list.lines().find(|line| line.contains(id)).unwrap();
    assert!(
        line(KEIRI).contains("SUSPENDED") && line(EIGYO).contains("ACTIVE"),
        "{list}"
    );
    let enrol = account(
        &sandbox,
        &["enrol", "keiri", "--public-url", "http://localhost:8700"],
    );
    refused(&enrol, 20, &["this account is closed"]);

    let text = good(account(
        &sandbox,
        &[&["reopen", "keiri"][..], &WHY].concat(),
    ));
    assert!(text.out.contains("ACTIVE") && text.err.contains("open again"));
    let events = good(sandbox.run(&["events", "--format", "json"])).out;
    for name in ["CloseAccount", "ReopenAccount"] {
        let named = format!("\"eventName\":\"{name}\"");
        // One in the account's trail and one in the installation's.
        assert_eq!(events.matches(&named).count(), 2, "{name}: {events}");
    }
    assert!(events.contains("ticket 4711"), "{events}");
}

#[test]
fn an_account_is_purged_after_ninety_days_and_not_a_day_earlier() {
    let sandbox = two_accounts();
    let purge = |more: &[&str]| account(&sandbox, &[&["purge", KEIRI][..], more].concat());
    let yes = [&WHY[..], &["--yes", KEIRI]].concat();
    refused(&purge(&yes), 20, &["is open"]);
    good(account(&sandbox, &[&["close", "keiri"][..], &WHY].concat()));
    refused(&purge(&yes), 20, &["can be reopened until"]);
    let look = json(purge(&["--dry-run", "--format", "json"]));
    assert_eq!(look["can_be_purged"], false);
    assert!(
        look["can_be_purged_at"].is_string() && look["records"]["user"] == 1,
        "{look}"
    );
    good(account(
        &sandbox,
        &[&["reopen", "keiri"][..], &WHY].concat(),
    ));

    days_ago(&sandbox, 91, 5, async |service| {
        let close = CloseAccountAsOperator {
            account: AccountId::parse(KEIRI).unwrap(),
            reason: Reason::parse("long ago").unwrap(),
            host: "fake".to_owned(),
        };
        let boss = Caller::Operator("tester".to_owned());
        service.call(&boss, &close).await.map_err(drop).unwrap();
    });
    let list = good(account(&sandbox, &["list"])).out;
    assert!(list.contains("CLOSED"), "{list}");
    refused(&account(&sandbox, &["purge", "keiri"]), 20, &["by its id"]);
    refused(&purge(&WHY), 20, &["no terminal", "--yes 123456789012"]);
    let other = purge(&[&WHY[..], &["--yes", EIGYO]].concat());
    refused(&other, 20, &["nothing was changed"]);
    refused(&purge(&["--yes", KEIRI]), 20, &["--reason TEXT"]);
    let look = good(purge(&["--dry-run"])).out;
    assert!(look.contains("user") && look.contains("events"), "{look}");

    let gone = json(purge(&[&yes[..], &["--format", "json"]].concat()));
    assert_eq!(gone["state"], "PURGED");
    assert!(
        gone["records"].as_u64() > Some(0) && gone["events"].as_u64() > Some(0),
        "{gone}"
    );
    refused(
        &account(&sandbox, &["show", KEIRI]),
        18,
        &["no account `123456789012`"],
    );
    let once_more = good(purge(&yes));
    assert!(once_more.err.contains("erased before"), "{}", once_more.err);
    let late = account(&sandbox, &[&["reopen", KEIRI][..], &WHY].concat());
    refused(&late, 20, &["was erased"]);
    good(sandbox.run(&["events", "verify"]));
    good(sandbox.run(&["store", "verify"]));
    let events = good(sandbox.run(&["events", "--format", "json"])).out;
    assert!(events.contains("\"eventName\":\"PurgeAccount\"") && events.contains("ticket 4711"));
    assert!(
        !events.contains("hanako") && !events.contains("keiri"),
        "{events}"
    );
    // The bootstrap file is still there, and makes nothing of it again.
    let file = sandbox.path("bootstrap.toml");
    let server = sandbox.serve(&["--bootstrap", file.to_str().unwrap()]);
    assert_eq!(server.stop(nix::sys::signal::Signal::SIGTERM).code, 0);
    refused(&account(&sandbox, &["show", KEIRI]), 18, &["no account"]);
}
