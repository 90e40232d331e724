//! What cannot be proved by calls: that answers name what the models do, and that what is said of the
//! models by hand is so. The limits of requests are proved by `wire::negative`.

#![expect(clippy::unwrap_used, reason = "what tests are made of")]

use serde_json::Value;
use wire::{Code, cloudtrail};

const PATHS: [(&str, &str); 5] = [
    ("iam", include_str!("../models/iam.json")),
    ("sts", include_str!("../models/sts.json")),
    ("account", include_str!("../models/account.json")),
    (
        "organizations",
        include_str!("../models/organizations.json"),
    ),
    ("cloudtrail", include_str!("../models/cloudtrail.json")),
];

fn name_of(member: &Value) -> &str {
    member["name"].as_str().unwrap()
}

/// Answers cannot be made out of a model, so what is proved of every writer is what it names.
#[test]
fn every_answer_writes_the_members_of_the_model_in_its_order() {
    let generated = [
        include_str!("../src/iam/generated.rs"),
        include_str!("../src/sts/generated.rs"),
        include_str!("../src/account/generated.rs"),
        include_str!("../src/organizations/generated.rs"),
        include_str!("../src/cloudtrail/generated.rs"),
    ];
    let mut shapes = 0;
    for ((_, model), generated) in PATHS.into_iter().zip(generated) {
        let model: Value = serde_json::from_str(model).unwrap();
        for writer in generated.split("impl Answer<Writer> for ").skip(1) {
            let (shape, rest) = writer.split_once(' ').unwrap();
            let (body, _) = rest.split_once("\n}\n").unwrap();
            let written: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
            let members = model["shapes"][shape].as_array().unwrap();
            let expected: Vec<&str> = members.iter().map(name_of).collect();
            assert_eq!(written, expected, "{shape}");
            shapes += 1;
        }
    }
    assert!(shapes > 40, "{shapes}");
}

/// The page of what is served tells of the codes that every service has.
#[test]
fn the_common_codes_are_told_with_their_statuses() {
    let served: Value = serde_json::from_str(include_str!("../models/served.json")).unwrap();
    let told = served["common"].as_array().unwrap().iter();
    let mut told: Vec<String> = told
        .map(|error| {
            format!(
                "\"{}\", {}",
                error["code"].as_str().unwrap(),
                error["status"]
            )
        })
        .collect();
    let source = include_str!("../src/error.rs");
    let (_, common) = source.split_once("pub mod common").unwrap();
    let codes = common.split(": Code = Code::").skip(1);
    let codes = codes.map(|rest| rest.split(['(', ')']).nth(1).unwrap().to_owned());
    let mut codes: Vec<String> = codes.collect();
    for error in served["common"].as_array().unwrap() {
        let status = u16::try_from(error["status"].as_u64().unwrap()).unwrap();
        let name: &'static str = error["code"].as_str().unwrap().to_owned().leak();
        let fault = if status >= 500 {
            Code::receiver
        } else {
            Code::sender
        };
        let spelled = cloudtrail::SERVICE.spelled(fault(name, status)).name;
        assert_eq!(spelled, error["json"].as_str().unwrap_or(name), "{name}");
    }
    told.sort();
    codes.sort();
    assert_eq!(told, codes);
}
