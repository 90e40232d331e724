//! Balancing the books: every index and every count equals what follows from the records.
//!
//! This reads the store itself, record by record, and states the rules anew from what is stored:
//! it does not ask the code that keeps them. A record of a kind that is not known here fails, so
//! that a new kind cannot go unchecked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use store::{Key, Record, Scan};

use crate::world::Inner;

/// Records that belong to no account have this in the place of one.
const INSTALLATION: &str = "-";
/// Kinds of records in an account.
const IN_ACCOUNT: [&str; 39] = [
    "account",
    "root",
    "user",
    "group",
    "role",
    "policy",
    "policy-version",
    "password",
    "access-key",
    "mfa-device",
    "mfa-seed",
    "mfa-pending",
    "security-key",
    "ceremony",
    "session",
    "browser",
    "guesses",
    "report",
    "report-part",
    "requirement",
    "settings",
    "contact",
    "deadline",
    "enrolment",
    "enrol-address",
    "reset-address",
    "posted",
    "postponements-told",
    "responsibility",
    "recovery-codes",
    "resets",
    "root-recovery",
    "root-email-change",
    "trail-block",
    "billing",
    "billing-access",
    "usage",
    "active-user",
    "unique",
];
/// Kinds of records in the installation.
const IN_INSTALLATION: [&str; 20] = [
    "closing",
    "ticket",
    "throttle",
    "set-up",
    "key-host",
    "applied",
    "token-key",
    "requirement",
    "mail-budget",
    "outgoing",
    "heads-mailed",
    "responsible",
    "progress",
    "token",
    "token-import",
    "token-import-now",
    "trail-block",
    "trail-head",
    "trail-mark",
    "unique",
];
/// Kinds that hold a secret, which lies there sealed.
const SEALED: [&str; 10] = [
    "password",
    "access-key",
    "mfa-seed",
    "mfa-pending",
    "ceremony",
    "token-key",
    "outgoing",
    "token",
    "recovery-codes",
    "root-email-change",
];
/// Most records that are read at once.
const PAGE: usize = 200;

/// Checks them all.
pub(crate) fn balance(world: &Inner) {
    let records = records(world);
    check_seals(&records);
    check_indexes(&records);
    check_counts(&records);
    check_devices(&records);
    check_policies(&records);
    check_keys(&records);
    check_people(&records);
    check_as_the_operator_does(world);
}

/// `sekisho store verify`, which must find nothing either.
fn check_as_the_operator_does(world: &Inner) {
    let tell: service::ops::store::Progress = std::sync::Arc::new(|_, _| {});
    let found = world.operator(&service::ops::store::VerifyStore { tell });
    let faults = found.expect("the store can be read").faults;
    assert!(faults.is_empty(), "{faults:?}");
}

/// Every record of every account.
fn records(world: &Inner) -> Vec<(Key, Value, bool)> {
    let mut found = Vec::new();
    for kind in IN_INSTALLATION {
        read(world, INSTALLATION, kind, &mut found);
    }
    let accounts: Vec<String> = found
        .iter()
        .filter(|(key, ..)| key.kind == "unique")
        .filter_map(|(key, ..)| key.id.strip_prefix("account/").map(str::to_owned))
        .collect();
    for account in accounts {
        for kind in IN_ACCOUNT {
            read(world, &account, kind, &mut found);
        }
    }
    found
}

fn read(world: &Inner, account: &str, kind: &'static str, found: &mut Vec<(Key, Value, bool)>) {
    let mut after = None;
    loop {
        let scan = Scan {
            account: account.to_owned(),
            kind: kind.into(),
            prefix: String::new(),
            after,
            limit: PAGE,
        };
        let page = world.run(world.store().scan(&scan));
        let page = page.expect("the store can be read");
        after = page.records.last().map(|record| record.key.id.clone());
        found.extend(page.records.into_iter().map(parse));
        if !page.more {
            return;
        }
    }
}

fn parse(record: Record) -> (Key, Value, bool) {
    let body = serde_json::from_slice(record.body.bytes());
    let body = body.unwrap_or_else(|error| panic!("`{}` is not JSON: {error}", record.key));
    (record.key, body, record.body.is_sealed())
}

fn check_seals(records: &[(Key, Value, bool)]) {
    for (key, _, sealed) in records {
        let secret = SEALED.contains(&key.kind.as_ref());
        assert_eq!(secret, *sealed, "OTP-11: whether `{key}` is sealed");
    }
}

/// Every unique value points at the record that has it, and each record has all of its values.
fn check_indexes(records: &[(Key, Value, bool)]) {
    let stored: BTreeMap<Key, Key> = records
        .iter()
        .filter(|(key, ..)| key.kind == "unique")
        .map(|(key, body, _)| {
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            (
                key.clone(),
                Key::new(text("account"), text("kind"), text("id")),
            )
        })
        .collect();
    let mut computed = BTreeMap::new();
    for (key, body, _) in records {
        for (scope, text) in unique_values(key, body) {
            let before = computed.insert(Key::new(scope, "unique", text.clone()), key.clone());
            assert_eq!(before, None, "`{text}` belongs to two");
        }
    }
    assert_eq!(
        stored, computed,
        "indexes and what follows from the records"
    );
}

fn unique_values(key: &Key, body: &Value) -> Vec<(String, String)> {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let everywhere = |text: String| (INSTALLATION.to_owned(), text);
    let here = |text: String| (key.account.clone(), text);
    match key.kind.as_ref() {
        "account" => {
            let alias = body["alias"].as_str().map(|alias| format!("alias/{alias}"));
            std::iter::once(format!("account/{}", text("id")))
                .chain(alias)
                .map(everywhere)
                .collect()
        }
        "root" => vec![everywhere(format!(
            "root-email/{}",
            text("email").to_ascii_lowercase()
        ))],
        "user" => vec![here(format!(
            "user-name/{}",
            text("name").to_ascii_lowercase()
        ))],
        "group" => vec![here(format!(
            "group-name/{}",
            text("name").to_ascii_lowercase()
        ))],
        "role" => vec![here(format!(
            "role-name/{}",
            text("name").to_ascii_lowercase()
        ))],
        "mfa-device" => {
            let serial = here(format!("mfa/{}", text("serial").to_ascii_lowercase()));
            let proof = body["care"]["proof"]["hash"].as_str();
            let proof = proof.map(|hash| everywhere(format!("proof-address/{hash}")));
            std::iter::once(serial).chain(proof).collect()
        }
        "security-key" => vec![everywhere(format!(
            "credential/{}",
            text("credential_hash")
        ))],
        "access-key" => vec![everywhere(format!("access-key/{}", text("id")))],
        "session" => vec![everywhere(format!("session/{}", text("id")))],
        "enrol-address" => vec![everywhere(format!("enrol-address/{}", text("hash")))],
        "reset-address" => vec![everywhere(format!("reset-address/{}", text("hash")))],
        "root-email-change" => {
            let links = body["links"].as_array().into_iter().flatten();
            let links = links.filter_map(Value::as_str);
            let reserved = body["stage"]["Confirmed"].as_str();
            let reserved =
                reserved.map(|_| format!("root-email/{}", text("to").to_ascii_lowercase()));
            links
                .map(|hash| format!("root-email-link/{hash}"))
                .chain(reserved)
                .map(everywhere)
                .collect()
        }
        "root-recovery" => {
            let under_way = &body["under_way"];
            let links = under_way["links"].as_array().into_iter().flatten();
            let links = links.filter_map(Value::as_str);
            let address = under_way["address"]["hash"].as_str();
            links
                .map(|hash| format!("recovery-link/{hash}"))
                .chain(address.map(|hash| format!("recovery-address/{hash}")))
                .map(everywhere)
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The account counts its users and devices right.
fn check_counts(records: &[(Key, Value, bool)]) {
    for (account, body, _) in of_kind(records, "account") {
        let count = |kind| {
            of_kind(records, kind)
                .filter(|(key, ..)| key.account == account.account)
                .count() as u64
        };
        assert_eq!(body["users"], count("user"), "users of {}", account.account);
        let virtual_devices = of_kind(records, "mfa-device")
            .filter(|(key, body, _)| key.account == account.account && body["kind"] == "Virtual")
            .count() as u64;
        assert_eq!(
            body["virtual_devices"], virtual_devices,
            "virtual devices of {}",
            account.account
        );
        let assigned = of_kind(records, "mfa-device")
            .filter(|(key, body, _)| key.account == account.account && !body["holder"].is_null())
            .count() as u64;
        assert_eq!(
            body["assigned_devices"], assigned,
            "assigned devices of {}",
            account.account
        );
    }
}

/// A group counts its users, a policy counts who has it and whom it bounds, and an account counts them and its roles;
/// nobody has a policy or belongs to a group that is not there, and each version has its document.
fn check_policies(records: &[(Key, Value, bool)]) {
    let texts = |body: &Value, name: &str| -> Vec<String> {
        let list = body[name].as_array().into_iter().flatten();
        let list = list.chain(std::iter::once(&body[name]));
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut counts: BTreeMap<(&str, String), u64> = BTreeMap::new();
    for kind in ["user", "group", "role"] {
        for (_, body, _) in of_kind(records, kind) {
            for (what, name) in [
                ("has", "policies"),
                ("bounds", "boundary"),
                ("in", "groups"),
            ] {
                for text in texts(body, name) {
                    *counts.entry((what, text)).or_default() += 1;
                }
            }
        }
    }
    counts.retain(|(_, text), _| !text.starts_with("arn:aws:iam::aws:policy/"));
    let mut stored: BTreeMap<(&str, String), u64> = BTreeMap::new();
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    for (key, body, _) in of_kind(records, "group") {
        stored.insert(("in", key.id.clone()), number(&body["members"]));
    }
    let mut versions = BTreeSet::new();
    for (key, body, _) in of_kind(records, "policy") {
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        let arn = format!(
            "arn:aws:iam::{}:policy{}{}",
            key.account,
            text("path"),
            text("name")
        );
        stored.insert(("has", arn.clone()), number(&body["attachments"]));
        stored.insert(("bounds", arn), number(&body["boundaries"]));
        for version in body["versions"].as_array().into_iter().flatten() {
            versions.insert(format!("{}/{:06}", text("id"), number(&version["number"])));
        }
    }
    stored.retain(|_, count| *count > 0);
    assert_eq!(
        stored, counts,
        "counts of groups and policies, and who has them"
    );
    let kept: BTreeSet<String> = of_kind(records, "policy-version")
        .map(|(key, ..)| key.id.clone())
        .collect();
    assert_eq!(kept, versions, "versions of policies and their documents");
    for (account, body, _) in of_kind(records, "account") {
        for (name, kind) in [
            ("groups", "group"),
            ("roles", "role"),
            ("policies", "policy"),
        ] {
            let count = of_kind(records, kind)
                .filter(|(key, ..)| key.account == account.account)
                .count() as u64;
            assert_eq!(body[name], count, "{name} of {}", account.account);
        }
    }
}

/// A device has one seed or one key, and at most one holder, who names it; nobody names one that is not
/// there.
fn check_devices(records: &[(Key, Value, bool)]) {
    let names = |kind| -> BTreeSet<(String, String)> {
        of_kind(records, kind)
            .map(|(key, ..)| (key.account.clone(), key.id.clone()))
            .collect()
    };
    let of = |device: &str| -> BTreeSet<(String, String)> {
        of_kind(records, "mfa-device")
            .filter(|(_, body, _)| body["kind"] == device)
            .map(|(key, ..)| (key.account.clone(), key.id.clone()))
            .collect()
    };
    assert_eq!(of("Virtual"), names("mfa-seed"), "apps and seeds");
    assert_eq!(of("SecurityKey"), names("security-key"), "devices and keys");
    check_tokens(records);
    let mut held = BTreeSet::new();
    for kind in ["root", "user"] {
        for (key, body, _) in of_kind(records, kind) {
            for serial in body["credentials"]["devices"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let serial = serial.as_str().unwrap_or_default().to_owned();
                let new = held.insert((key.account.clone(), serial));
                assert!(new, "two people hold one device of `{key}`");
            }
        }
    }
    let assigned: BTreeSet<(String, String)> = of_kind(records, "mfa-device")
        .filter(|(_, body, _)| !body["holder"].is_null())
        .map(|(key, ..)| (key.account.clone(), key.id.clone()))
        .collect();
    assert_eq!(assigned, held, "devices and what people hold");
}

/// A token of the stock has one holder where there is a device of it, and none elsewhere.
fn check_tokens(records: &[(Key, Value, bool)]) {
    let ends = |id: &str| id.to_ascii_lowercase().replace("hardware/", "");
    let held: BTreeSet<(String, String)> = of_kind(records, "token")
        .filter(|(_, body, _)| !body["holder"].is_null())
        .map(|(key, body, _)| (body["holder"].to_string(), key.id.clone()))
        .collect();
    let devices: BTreeSet<(String, String)> = of_kind(records, "mfa-device")
        .filter(|(_, body, _)| body["kind"]["HardwareToken"].is_object())
        .map(|(key, body, _)| (body["holder"].to_string(), ends(&key.id)))
        .collect();
    assert_eq!(held, devices, "tokens of the stock and devices");
}

/// Each access key has one secret and one owner, who names it.
fn check_keys(records: &[(Key, Value, bool)]) {
    let secrets: BTreeSet<String> = of_kind(records, "access-key")
        .map(|(key, ..)| key.id.clone())
        .collect();
    let mut named = BTreeSet::new();
    for kind in ["root", "user"] {
        for (_, body, _) in of_kind(records, kind) {
            let keys = body["credentials"]["access_keys"].as_array();
            for key in keys.into_iter().flatten() {
                let id = key["id"].as_str().unwrap_or_default().to_owned();
                assert!(named.insert(id), "two people have one key");
            }
        }
    }
    assert_eq!(secrets, named, "access keys and whose they are");
}

/// Whoever has a password has one record of it, and nobody else has one.
fn check_people(records: &[(Key, Value, bool)]) {
    let mut expected = BTreeSet::new();
    for kind in ["root", "user"] {
        for (key, body, _) in of_kind(records, kind) {
            if !body["credentials"]["password"].is_null() {
                let stable = if kind == "root" {
                    &key.account
                } else {
                    &key.id
                };
                expected.insert((key.account.clone(), stable.clone()));
            }
        }
    }
    let stored: BTreeSet<(String, String)> = of_kind(records, "password")
        .map(|(key, ..)| (key.account.clone(), key.id.clone()))
        .collect();
    assert_eq!(stored, expected, "passwords and whose they are");
}

fn of_kind<'a>(
    records: &'a [(Key, Value, bool)],
    kind: &'a str,
) -> impl Iterator<Item = &'a (Key, Value, bool)> {
    records.iter().filter(move |(key, ..)| key.kind == kind)
}
