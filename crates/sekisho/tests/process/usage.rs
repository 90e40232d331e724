//! `sekisho account usage`: what accounts used, beside or after a server.

use serde_json::{Value, json};

use crate::inside::{EIGYO, KEIRI, as_root, registers_a_device, two_accounts};
use crate::sandbox::{Sandbox, good};

/// Root of `keiri` signed in once, and wrote down that it did.
fn used() -> Sandbox {
    let sandbox = two_accounts();
    as_root(&sandbox, "keiri@example.com", 3, async |service, root| {
        registers_a_device(service, root).await;
        service.write_stamps().await.unwrap();
    });
    sandbox
}

fn json_of(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    let args = [&["account", "usage", "--format", "json"], args].concat();
    serde_json::from_str(&good(sandbox.run(&args)).out).unwrap()
}

#[test]
fn every_account_is_there_with_what_it_used_in_every_form() {
    let sandbox = used();
    let all = json_of(&sandbox, &[]);
    let accounts: Vec<_> = all.iter().map(|one| one["account"].clone()).collect();
    assert_eq!(accounts, [json!(KEIRI), json!(EIGYO)]);
    for (key, value) in [
        ("aliasOrId", json!("keiri")),
        ("activeUsers", json!(1)),
        ("signIns", json!(1)),
        ("mfaChecks", json!({ "accepted": 0, "refused": 0 })),
        ("apiCalls", json!({ "accepted": 0, "refused": 0 })),
        ("mails", json!(0)),
    ] {
        assert_eq!(all[0][key], value, "{key}");
    }
    assert_eq!(all[1]["signIns"], 0);
    let month = all[0]["month"].as_str().unwrap();
    let csv = good(sandbox.run(&["account", "usage", "--format", "csv"])).out;
    let head = "account,alias_or_id,month,active_users,sign_ins,mfa_accepted,mfa_refused,calls_accepted,calls_refused,mails";
    assert_eq!(
        csv,
        format!(
            "\u{FEFF}{head}\r\n{KEIRI},keiri,{month},1,1,0,0,0,0,0\r\n{EIGYO},eigyo,{month},0,0,0,0,0,0,0\r\n"
        )
    );
    let text = good(sandbox.run(&["account", "usage"]));
    assert!(text.err.contains("UTC"), "{}", text.err);
    let row: Vec<&str> = text
        .out
        .lines()
        .nth(1)
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(row, ["keiri", month, "1", "1", "0", "(0)", "0", "(0)", "0"]);
}

#[test]
fn accounts_and_the_month_can_be_named() {
    let sandbox = used();
    let one = json_of(&sandbox, &["eigyo"]);
    assert_eq!((one.len(), &one[0]["account"]), (1, &json!(EIGYO)));
    let both = json_of(&sandbox, &[EIGYO, "keiri", "--month", "2001-02"]);
    let told = |at: usize| {
        (
            &both[at]["account"],
            &both[at]["month"],
            &both[at]["signIns"],
        )
    };
    assert_eq!(told(0), (&json!(EIGYO), &json!("2001-02"), &json!(0)));
    assert_eq!(told(1), (&json!(KEIRI), &json!("2001-02"), &json!(0)));
    for (args, code, said) in [
        (&["nobody"][..], 18, "nobody"),
        (&["--month", "July"], 2, "2024-07"),
        (&["--month", "2024-13"], 2, "2024-07"),
    ] {
        let done = sandbox.run(&[&["account", "usage"], args].concat());
        assert_eq!(done.code, code, "{}", done.err);
        assert!(done.err.contains(said), "{}", done.err);
    }
}
