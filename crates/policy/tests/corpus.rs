//! The decision cases of `vectors/policy`, put to the crate and to the reference evaluator.
//!
//! spec: policy 2 to 9

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod case;
mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// Every file, by its name.
fn corpus() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/policy");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let text = read(&path);
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            files.insert(name, serde_json::from_str(&text).unwrap());
        }
    }
    files
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test reads its cases; the crate reads nothing"
)]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn cases(file: &Value) -> &[Value] {
    file["cases"].as_array().unwrap()
}

#[test]
fn every_case_is_decided_as_it_says() {
    let mut wrong = Vec::new();
    for (name, file) in corpus() {
        for case in cases(&file) {
            for (who, answer) in [
                ("crate", case::answer(case)),
                ("reference", reference::answer(case)),
            ] {
                if answer != case["expected"] {
                    wrong.push(format!(
                        "{name}: {}: the {who} says {answer}, not {}",
                        case["name"], case["expected"]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_names_its_pages_and_no_case_stands_twice() {
    let files = corpus();
    assert!(files.len() >= 15, "{:?}", files.keys());
    for (name, file) in &files {
        assert!(file["page"].as_str().unwrap().contains("guide"), "{name}");
        let mut names = BTreeSet::new();
        for case in cases(file) {
            assert!(
                names.insert(case["name"].as_str().unwrap()),
                "{name}: {}",
                case["name"]
            );
        }
    }
    let count: usize = files.values().map(|file| cases(file).len()).sum();
    assert!(count >= 550, "only {count} cases");
}

#[test]
fn the_cases_have_every_operator_with_a_key_that_is_there_and_one_that_is_not() {
    // spec: policy 6
    let files = corpus();
    let mut seen = BTreeSet::new();
    for case in files.values().flat_map(cases) {
        let document = &case["policies"]["identity"][0]["document"];
        let conditions = document["Statement"]["Condition"].as_object();
        for (operator, keys) in conditions.into_iter().flatten() {
            for key in keys.as_object().unwrap().keys() {
                seen.insert((operator.clone(), case["context"].get(key).is_some()));
            }
        }
    }
    let bases = [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
        "Bool",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "ArnEquals",
        "ArnLike",
        "ArnNotEquals",
        "ArnNotLike",
        "Null",
    ];
    for base in bases {
        for present in [true, false] {
            assert!(
                seen.contains(&(base.to_owned(), present)),
                "{base}, present: {present}"
            );
        }
        if !["Null", "BinaryEquals"].contains(&base) {
            assert!(
                seen.contains(&(format!("{base}IfExists"), false)),
                "{base}IfExists"
            );
        }
    }
}
