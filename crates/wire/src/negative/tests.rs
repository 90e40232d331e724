use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::query::Params;
use crate::{AwsError, account, cloudtrail, iam, json, organizations, sts};

const SERVED: &str = include_str!("../../models/served.json");
const MODELS: [(&str, &str); 5] = [
    ("iam", include_str!("../../models/iam.json")),
    ("sts", include_str!("../../models/sts.json")),
    ("account", include_str!("../../models/account.json")),
    (
        "organizations",
        include_str!("../../models/organizations.json"),
    ),
    ("cloudtrail", include_str!("../../models/cloudtrail.json")),
];

fn read(case: &Case) -> Result<&'static str, AwsError> {
    let encoded = case.encoded();
    let params = if is_query(case.service) {
        Params::parse(encoded.as_bytes())?
    } else {
        let operation = Some(case.operation.to_owned());
        json::parse(encoded.as_bytes(), operation, case.service.version)?
    };
    match case.service.name {
        "iam" => iam::Call::read(&params).map(|call| call.name()),
        "sts" => sts::Call::read(&params).map(|call| call.name()),
        "account" => account::Call::read(&params).map(|call| call.name()),
        "organizations" => organizations::Call::read(&params).map(|call| call.name()),
        _ => cloudtrail::Call::read(&params).map(|call| call.name()),
    }
}

/// The members that a text names, without what stands inside them.
fn named(message: &str) -> BTreeSet<&str> {
    let paths = message.split(" at '").skip(1);
    let paths = paths.filter_map(|rest| rest.split_once("' failed"));
    paths
        .map(|(path, _)| path.split('.').next().unwrap_or(path))
        .collect()
}

#[test]
fn every_broken_limit_is_refused_by_the_name_of_the_member() {
    for case in cases() {
        let context = format!("{} {}", case.operation, case.about);
        let Expected::Refused(refusal) = &case.expected else {
            panic!("{context} is not broken");
        };
        let error = read(&case).expect_err(&context);
        let code = case.service.spelled(error.code);
        let fault = refusal.fault(case.service, code.status, code.name, &error.message);
        assert_eq!(fault, None, "{context}: {error}");
        // Nothing but the broken member is complained of.
        assert_eq!(named(&error.message), named(&refusal.says), "{context}");
    }
}

#[test]
fn every_request_that_keeps_the_limits_is_read() {
    for case in minimal().chain(fitting()) {
        let context = format!("{} {}", case.operation, case.about);
        assert!(matches!(case.expected, Expected::Accepted), "{context}");
        assert_eq!(read(&case), Ok(case.operation), "{context}");
    }
}

#[test]
fn every_served_operation_has_one_minimal_request() {
    let found: Vec<&str> = minimal().map(|case| case.operation).collect();
    let services = [
        &iam::SERVICE,
        &sts::SERVICE,
        &account::SERVICE,
        &organizations::SERVICE,
        &cloudtrail::SERVICE,
    ];
    let operations = services.iter().flat_map(|service| service.operations);
    let served = operations.filter(|operation| operation.is_served);
    let served: Vec<&str> = served.map(|operation| operation.name).collect();
    assert_eq!(found, served);
}

/// What a model says of a member, and how an answer begins to say it.
const LIMITS: [(&str, &str); 6] = [
    ("max", "less than or equal to"),
    ("min", "greater than or equal to"),
    ("pattern", "Member must satisfy"),
    ("enum", "enum value set"),
    ("required", "must not be null"),
    ("type", ""),
];

/// How many limits of a kind a model gives a member or an element, with those of what stands inside.
fn implied(limit: &str, shapes: &Value, json: &Value) -> usize {
    let inside = match json["shape"].as_str() {
        Some(shape) => shapes[shape].as_array().unwrap().iter().collect(),
        None if json["member"].is_object() => vec![&json["member"]],
        None => Vec::new(),
    };
    let own = match limit {
        // No text is shorter than nothing.
        "min" => !json["min"].is_null() && (json["min"] != 0 || json["type"] == "integer"),
        // What is wrong inside a list or a structure tells of its type as well.
        "type" => inside.is_empty(),
        // Every text is of this pattern.
        "pattern" => !json["pattern"].is_null() && json["pattern"] != r"[\s\S]*",
        _ => !json[limit].is_null(),
    };
    let inside = inside.into_iter().map(|json| implied(limit, shapes, json));
    usize::from(own) + inside.sum::<usize>()
}

/// Counted without the generator, so that one that makes nothing is found out.
#[test]
fn there_are_at_least_as_many_cases_as_the_models_have_limits() {
    let served: Value = serde_json::from_str(SERVED).unwrap();
    let cases: Vec<Case> = cases().collect();
    let mut all = 0;
    for (service, model) in MODELS {
        let model: Value = serde_json::from_str(model).unwrap();
        let names = served[service]["operations"].as_array().unwrap();
        for operation in model["operations"].as_array().unwrap() {
            if !names.contains(&operation["name"]) {
                continue;
            }
            let none = Vec::new();
            let input = operation["input"].as_str();
            let members = input.map(|input| model["shapes"][input].as_array().unwrap());
            for (limit, says) in LIMITS {
                let members = members.unwrap_or(&none).iter();
                let implied = members.map(|json| implied(limit, &model["shapes"], json));
                let implied: usize = implied.sum();
                let broken = cases.iter().filter(|case| {
                    case.service.name == service
                        && operation["name"] == case.operation
                        && is_said(case, limit, says)
                });
                let broken = broken.count();
                let context = format!("{} {limit}", operation["name"]);
                assert!(broken >= implied, "{context}: {broken} of {implied}");
                all += implied;
            }
        }
    }
    assert!(all > 400, "{all} limits");
}

fn is_said(case: &Case, limit: &str, says: &str) -> bool {
    let Expected::Refused(refusal) = &case.expected else {
        return false;
    };
    let is_of_type = refusal.code == crate::error::common::MALFORMED_INPUT;
    is_of_type == (limit == "type") && refusal.says.contains(says)
}

#[test]
fn a_fault_of_an_answer_is_told() {
    let refusal = Refusal {
        code: crate::error::common::VALIDATION_ERROR,
        says: "at 'tokenCode'".to_owned(),
        hides: Some("abcdef".to_owned()),
    };
    let good = "Value at 'tokenCode' failed";
    let service = &sts::SERVICE;
    assert_eq!(refusal.fault(service, 400, "ValidationError", good), None);
    for (status, code, message) in [
        (500, "ValidationError", good),
        (400, "MalformedInput", good),
        (400, "ValidationError", "Value at 'userName' failed"),
        (
            400,
            "ValidationError",
            "Value 'abcdef' at 'tokenCode' failed",
        ),
    ] {
        let fault = refusal.fault(service, status, code, message);
        assert!(fault.is_some(), "{message}");
    }
}

#[test]
fn a_request_is_encoded_with_its_operation_and_version_first() {
    let case = minimal()
        .find(|case| case.operation == "DeleteUser")
        .unwrap();
    assert_eq!(
        case.encoded(),
        "Action=DeleteUser&Version=2010%2D05%2D08&UserName=a"
    );
}
