use super::*;
use crate::error::BrokenField;
use crate::{account, cloudtrail, organizations, refusals, sts};

const TARGET_OF_TRAIL: &str = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents";

fn request<'r>(
    method: &'r str,
    path: &'r str,
    headers: &'r [(&'r str, &'r [u8])],
    body: &'r [u8],
) -> Request<'r> {
    Request {
        method,
        path,
        query: "",
        headers,
        body,
    }
}

#[test]
fn a_request_names_its_service_and_operation_as_the_protocol_says() {
    let services = [
        &iam::SERVICE,
        &sts::SERVICE,
        &account::SERVICE,
        &organizations::SERVICE,
        &cloudtrail::SERVICE,
    ];
    let trail: [(&str, &[u8]); 1] = [("x-amz-target", TARGET_OF_TRAIL.as_bytes())];
    let accounts: [(&str, &[u8]); 1] = [(
        "X-Amz-Target",
        b"AWSOrganizationsV20161128.DescribeOrganization",
    )];
    let unknown: [(&str, &[u8]); 1] = [("x-amz-target", b"DynamoDB_20120810.ListTables")];
    let twice: [(&str, &[u8]); 2] = [trail[0], accounts[0]];
    let query = b"Action=GetCallerIdentity&Version=2011-06-15";
    for (asked, expected) in [
        (
            request("POST", "/", &[], query),
            Some(("sts", "GetCallerIdentity")),
        ),
        (
            request("POST", "/", &trail, b"{}"),
            Some(("cloudtrail", "LookupEvents")),
        ),
        (
            request("POST", "/", &accounts, b"{}"),
            Some(("organizations", "DescribeOrganization")),
        ),
        (
            request("POST", "/getAlternateContact", &[], b"{}"),
            Some(("account", "GetAlternateContact")),
        ),
        (request("POST", "/GetAlternateContact", &[], b"{}"), None),
        (request("POST", "/getNothing", &[], b"{}"), None),
        (request("POST", "/日本", &[], b"{}"), None),
        (request("POST", "/elsewhere", &[], query), None),
        (request("POST", "/", &unknown, query), None),
        (request("POST", "/", &twice, b"{}"), None),
        (request("GET", "/", &trail, b"{}"), None),
    ] {
        let meant = services
            .into_iter()
            .find(|service| service.is_meant(&asked));
        let found = meant.map(|service| {
            let params = service.params(&asked).unwrap();
            (service.name, service.asked(&params).unwrap().name)
        });
        assert_eq!(found, expected, "{} {}", asked.method, asked.path);
    }
}

#[test]
fn what_is_read_for_a_service_that_is_not_meant_names_no_operation() {
    let headers: [(&str, &[u8]); 1] = [("x-amz-target", TARGET_OF_TRAIL.as_bytes())];
    let signed_for_another = request("POST", "/", &headers, b"{}");
    let params = organizations::SERVICE.params(&signed_for_another).unwrap();
    assert!(organizations::SERVICE.asked(&params).is_err());
    let elsewhere = request(
        "POST",
        "/getAlternateContact",
        &[],
        b"Action=GetCallerIdentity&Version=2011-06-15",
    );
    let params = sts::SERVICE.params(&elsewhere).unwrap();
    assert_eq!(params.action(), None);
}

#[test]
fn paths_and_names_are_the_same_thing() {
    for operation in account::SERVICE.operations {
        let path = account::SERVICE.path(operation.name);
        assert!(account::SERVICE.has_path(&path), "{path}");
        assert_eq!(named_by(&path).as_deref(), Some(operation.name));
    }
    assert_eq!(organizations::SERVICE.path("ListAccounts"), "/");
    assert!(!organizations::SERVICE.has_path("/listAccounts"));
}

#[test]
fn an_error_has_the_name_and_the_status_that_its_service_has_for_it() {
    let spelled = |service: &Service, code| {
        let Code { name, status, .. } = service.spelled(code);
        (name, status)
    };
    let (rest, json, query) = (&account::SERVICE, &organizations::SERVICE, &iam::SERVICE);
    for (code, in_query, in_rest, in_json) in [
        (
            common::ACCESS_DENIED,
            ("AccessDenied", 403),
            ("AccessDeniedException", 403),
            ("AccessDeniedException", 400),
        ),
        (
            common::VALIDATION_ERROR,
            ("ValidationError", 400),
            ("ValidationException", 400),
            ("ValidationException", 400),
        ),
        (
            common::SIGNATURE_DOES_NOT_MATCH,
            ("SignatureDoesNotMatch", 403),
            ("InvalidSignatureException", 403),
            ("InvalidSignatureException", 400),
        ),
        (
            common::THROTTLING,
            ("Throttling", 400),
            ("TooManyRequestsException", 429),
            ("TooManyRequestsException", 400),
        ),
        (
            common::NOT_IMPLEMENTED,
            ("NotImplemented", 501),
            ("NotImplemented", 501),
            ("NotImplemented", 501),
        ),
        (
            common::INTERNAL_FAILURE,
            ("InternalFailure", 500),
            ("InternalFailure", 500),
            ("InternalFailure", 500),
        ),
    ] {
        assert_eq!(spelled(query, code), in_query);
        assert_eq!(spelled(rest, code), in_rest);
        assert_eq!(spelled(json, code), in_json);
    }
    assert_eq!(
        spelled(&cloudtrail::SERVICE, common::THROTTLING),
        ("ThrottlingException", 400)
    );
}

#[test]
fn an_error_is_written_as_clients_of_the_protocol_read_it() {
    let denied = common::ACCESS_DENIED.says("no \"way\"");
    let json = organizations::SERVICE.fault(&denied, "id");
    assert_eq!(json.content_type, "application/x-amz-json-1.1");
    assert_eq!(json.error_type, Some("AccessDeniedException"));
    let body: Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(
        body,
        json!({ "__type": "AccessDeniedException", "Message": "no \"way\"" })
    );
    let mut invalid = refusals::invalid("it is a number");
    let rest = account::SERVICE.fault(&invalid, "id");
    let body: Value = serde_json::from_str(&rest.body).unwrap();
    assert_eq!(body.get("reason"), None);
    invalid.fields.push(BrokenField {
        name: "city".to_owned(),
        message: "too long".to_owned(),
    });
    let rest = account::SERVICE.fault(&invalid, "id");
    let body: Value = serde_json::from_str(&rest.body).unwrap();
    assert_eq!(body["reason"], "fieldValidationFailed");
    assert_eq!(
        body["fieldList"],
        json!([{ "name": "city", "message": "too long" }])
    );
    assert!(
        sts::SERVICE
            .fault(&denied, "id")
            .body
            .contains("<Code>AccessDenied</Code>")
    );
}
