//! `sekisho devices`: every device of the installation, and what somebody who leaves holds.

use rules::care::Place;
use rules::{HolderName, SerialNumber};
use serde_json::{Value, json};
use service::Target;
use service::ops::care::UpdateDeviceRecord;

use crate::inside::{EIGYO, KEIRI, as_root, registers_a_device, two_accounts};
use crate::sandbox::{Sandbox, good};

/// Root of `keiri` has a device, which somebody holds.
fn with_a_device() -> Sandbox {
    let sandbox = two_accounts();
    as_root(&sandbox, "keiri@example.com", 3, async |service, root| {
        let root = registers_a_device(service, root).await;
        let serial = format!("arn:aws:iam::{KEIRI}:mfa/phone");
        let write = UpdateDeviceRecord {
            target: Target::Root,
            serial: SerialNumber::parse(&serial).unwrap(),
            held_by: HolderName::parse("山田 花子").unwrap(),
            place: Place::parse("=金庫").unwrap(),
            note: None,
        };
        service.call(&root, &write).await.unwrap();
    });
    sandbox
}

fn list(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    let args = [&["devices", "list", "--format", "json"], args].concat();
    serde_json::from_str(&good(sandbox.run(&args)).out).unwrap()
}

#[test]
fn the_list_says_who_has_what_in_every_form() {
    let sandbox = with_a_device();
    let found = list(&sandbox, &[]);
    assert_eq!(found.len(), 1);
    for (key, value) in [
        ("account", json!(KEIRI)),
        ("signsInAs", json!("root")),
        ("device", json!("phone")),
        ("type", json!("app")),
        ("heldBy", json!("山田 花子")),
        ("keptIn", json!("=金庫")),
        ("confirmedAt", Value::Null),
        ("key", Value::Null),
    ] {
        assert_eq!(found[0][key], value, "{key}");
    }
    let text = good(sandbox.run(&["devices", "list"]));
    assert!(text.err.contains("Asia/Tokyo"), "{}", text.err);
    let row = text.out.lines().nth(1).unwrap_or_default();
    for cell in ["keiri", "root", "phone", "app", "山田 花子", "=金庫"] {
        assert!(row.contains(cell), "{row}");
    }
    let csv = good(sandbox.run(&["devices", "list", "--format", "csv"])).out;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    // A spreadsheet takes no place for a formula.
    assert!(csv.contains(",'=金庫,"), "{csv}");
}

#[test]
fn the_list_is_narrowed_by_each_flag() {
    let sandbox = with_a_device();
    for (args, expected) in [
        (&["--account", "keiri"][..], 1),
        (&["--account", EIGYO], 0),
        (&["--holder", "山田花子"], 1),
        (&["--holder", "山田太郎"], 0),
        (&["--kind", "app"], 1),
        (&["--kind", "key"], 0),
        (&["--unused", "0"], 1),
        (&["--unused", "1"], 0),
        (&["--unconfirmed", "1"], 0),
        (&["--drift", "0"], 1),
        (&["--drift", "30"], 0),
        (&["--aaguid", "2fc0579f-8113-47ea-b116-bb5a8db9202a"], 0),
    ] {
        assert_eq!(list(&sandbox, args).len(), expected, "{args:?}");
    }
    let nothing = good(sandbox.run(&["devices", "list", "--kind", "key"]));
    assert!(nothing.out.is_empty() && nothing.err.contains("no such device"));
    for (args, code, said) in [
        (&["--account", "nobody"][..], 18, "nobody"),
        (&["--aaguid", "YubiKey"], 2, "an AAGUID looks like"),
        (&["--holder", " "], 20, "name the person"),
    ] {
        let done = sandbox.run(&[&["devices", "list"], args].concat());
        assert_eq!(done.code, code, "{}", done.err);
        assert!(done.err.contains(said), "{}", done.err);
    }
}

#[test]
fn what_somebody_who_leaves_holds_is_shown_with_where_it_is_replaced() {
    let sandbox = with_a_device();
    let address = "http://localhost:8700/console/security-credentials/mfa/new?replaces=phone";
    let text = good(sandbox.run(&["devices", "leaves", "山田　花子"]));
    assert!(text.out.contains(address), "{}", text.out);
    assert!(text.err.contains("the new device is registered first"));
    let url = ["--public-url", "https://signin.example.com"];
    let args = [
        &["devices", "leaves", "山田花子", "--format", "json"][..],
        &url,
    ]
    .concat();
    let refused = sandbox.run(&args);
    // An address that nobody would find is none.
    assert_eq!(refused.code, 6, "{}", refused.err);
    let json = good(sandbox.run(&["devices", "leaves", "山田花子", "--format", "json"])).out;
    let found: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(found[0]["replaceAt"], address);
    let nobody = good(sandbox.run(&["devices", "leaves", "鈴木"]));
    assert!(nobody.out.is_empty() && nobody.err.contains("holds no device"));
}
