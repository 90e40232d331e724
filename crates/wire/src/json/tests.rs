use super::*;
use crate::account::{self, AlternateContactType};
use crate::cloudtrail;
use crate::shape::Enumeration;

fn params(body: &[u8], operation: &str) -> Result<Params, MalformedInput> {
    parse(body, Some(operation.to_owned()), "2021-02-01")
}

fn account_call(operation: &str, body: &str) -> Result<account::Call, String> {
    let params = params(body.as_bytes(), operation).map_err(|error| error.to_string())?;
    account::Call::read(&params).map_err(|error| error.to_string())
}

fn refusal(operation: &str, body: &str) -> String {
    account_call(operation, body).unwrap_err()
}

#[test]
fn a_request_is_read_with_its_types() {
    let body = r#"{
        "ContactInformation": {
            "FullName": "花子", "AddressLine1": "1-1", "AddressLine2": null, "City": "Tokyo",
            "PostalCode": "100", "CountryCode": "JP", "PhoneNumber": "+81 3"
        },
        "Unknown": [1, {"a": true}]
    }"#;
    let Ok(account::Call::PutContactInformation(request)) =
        account_call("PutContactInformation", body)
    else {
        panic!("not read");
    };
    assert_eq!(request.contact_information.full_name.expose(), "花子");
    assert!(request.contact_information.address_line2.is_none());
    assert_eq!(request.account_id, None);
}

#[test]
fn dates_and_lists_are_read() {
    let body = r#"{"StartTime": 1700000000.5, "MaxResults": 50, "LookupAttributes": [
        {"AttributeKey": "EventId", "AttributeValue": "a"},
        {"AttributeKey": "EventName", "AttributeValue": "b"}
    ]}"#;
    let params = parse(
        body.as_bytes(),
        Some("LookupEvents".to_owned()),
        "2013-11-01",
    )
    .unwrap();
    let Ok(cloudtrail::Call::LookupEvents(request)) = cloudtrail::Call::read(&params) else {
        panic!("not read");
    };
    let start = request.start_time.unwrap();
    assert_eq!(start.as_millisecond(), 1_700_000_000_500);
    assert_eq!(request.max_results, Some(50));
    let keys = request.lookup_attributes.iter();
    let keys: Vec<&str> = keys.map(|one| one.attribute_key.as_str()).collect();
    assert_eq!(keys, ["EventId", "EventName"]);
    assert_eq!(request.end_time, None);
}

#[test]
fn an_empty_body_is_a_request_without_members() {
    for body in ["", " \n", "{}"] {
        assert!(
            account_call("GetContactInformation", body).is_ok(),
            "{body:?}"
        );
    }
}

#[test]
fn values_of_another_type_are_refused_by_name() {
    let contact = |value: &str| format!("{{\"ContactInformation\": {value}}}");
    for (operation, body, expected) in [
        (
            "PutContactInformation",
            contact("\"a\""),
            "ContactInformation is not an object",
        ),
        (
            "PutContactInformation",
            contact("[]"),
            "ContactInformation is not an object",
        ),
        (
            "PutContactInformation",
            contact("{\"FullName\": 1}"),
            "FullName is not a string",
        ),
        (
            "PutContactInformation",
            contact("{\"FullName\": {}}"),
            "FullName is not a string",
        ),
        (
            "GetContactInformation",
            "{\"AccountId\": 123456789012}".to_owned(),
            "AccountId is not a string",
        ),
        (
            "GetAlternateContact",
            "{\"AlternateContactType\": true}".to_owned(),
            "AlternateContactType is not a string",
        ),
    ] {
        let said = refusal(operation, &body);
        assert!(said.contains(expected), "{said}");
        assert!(said.starts_with("MalformedInput") || said.starts_with("The value"));
    }
}

#[test]
fn limits_of_the_model_are_told_without_values_that_it_calls_sensitive() {
    let body = r#"{"Name": "", "Title": "t", "EmailAddress": "nowhere", "PhoneNumber": "call me",
        "AlternateContactType": "NOBODY", "AccountId": "1"}"#;
    let said = refusal("PutAlternateContact", body);
    assert!(
        said.starts_with("ValidationError: 5 validation errors detected: "),
        "{said}"
    );
    for member in ["name", "emailAddress", "phoneNumber"] {
        let clause = format!("Value at '{member}' failed to satisfy constraint");
        assert!(said.contains(&clause), "{said}");
    }
    assert!(
        said.contains("Value 'NOBODY' at 'alternateContactType'"),
        "{said}"
    );
    assert!(said.contains("Value '1' at 'accountId'"), "{said}");
    assert!(
        !said.contains("nowhere") && !said.contains("call me"),
        "{said}"
    );
}

#[test]
fn what_is_no_object_or_too_much_is_refused() {
    let refused = |body: &[u8]| params(body, "GetContactInformation").err();
    for body in [
        &b"{"[..],
        b"[]",
        b"1",
        b"null",
        b"\"a\"",
        b"{} {}",
        b"\xff",
        b"{\"a\": \"\xff\"}",
    ] {
        assert_eq!(refused(body), Some(MalformedInput::NotJson), "{body:?}");
    }
    let deep = |depth: usize| {
        let (open, close) = ("{\"a\":".repeat(depth), "}".repeat(depth));
        format!("{open}1{close}")
    };
    assert_eq!(refused(deep(DEPTH_MAX).as_bytes()), None);
    assert_eq!(
        refused(deep(DEPTH_MAX + 1).as_bytes()),
        Some(MalformedInput::TooDeep)
    );
    let many = |count: usize| {
        // The object and the list count as well.
        let values = vec!["1"; count - 2];
        format!("{{\"a\": [{}]}}", values.join(","))
    };
    assert_eq!(refused(many(PARAMS_MAX).as_bytes()), None);
    assert_eq!(
        refused(many(PARAMS_MAX + 1).as_bytes()),
        Some(MalformedInput::TooMany)
    );
    // serde_json has a bound of its own, long before the stack ends.
    assert_eq!(
        refused("[".repeat(100_000).as_bytes()),
        Some(MalformedInput::NotJson)
    );
}

#[test]
fn an_answer_is_json_whatever_its_texts_are() {
    let hidden = |text: &str| Some(crate::Sensitive::new(text.to_owned()));
    let answer = account::GetAlternateContactResponse {
        alternate_contact: Some(account::AlternateContact {
            name: hidden("花子 \"\\\n\u{1}"),
            title: None,
            email_address: hidden("a@example.com"),
            phone_number: None,
            alternate_contact_type: Some(AlternateContactType::Billing),
        }),
    };
    let text = Writer::answer::<account::GetAlternateContactRequest>(&answer, "");
    let read: Value = serde_json::from_str(&text).unwrap();
    let contact = &read["AlternateContact"];
    assert_eq!(contact["Name"], "花子 \"\\\n\u{1}");
    assert_eq!(contact["AlternateContactType"], "BILLING");
    assert_eq!(contact.as_object().map(serde_json::Map::len), Some(3));
    assert_eq!(
        Writer::answer::<account::PutAccountNameRequest>(&(), ""),
        "{}"
    );
}

#[test]
fn dates_are_written_as_each_member_has_them_and_lists_have_commas() {
    let at: Timestamp = "2024-07-16T00:00:00.25Z".parse().unwrap();
    let information = account::GetAccountInformationResponse {
        account_created_date: Some(at),
        ..account::GetAccountInformationResponse::default()
    };
    let text = Writer::answer::<account::GetAccountInformationRequest>(&information, "");
    assert_eq!(text, r#"{"AccountCreatedDate":"2024-07-16T00:00:00Z"}"#);
    let event = |name: &str| cloudtrail::Event {
        event_name: Some(name.to_owned()),
        event_time: Some(at),
        resources: vec![cloudtrail::Resource::default(); 2],
        ..cloudtrail::Event::default()
    };
    let answer = cloudtrail::LookupEventsResponse {
        events: vec![event("a"), event("b")],
        next_token: None,
    };
    let text = Writer::answer::<cloudtrail::LookupEventsRequest>(&answer, "");
    let one = |name: &str| {
        format!(r#"{{"EventName":"{name}","EventTime":1721088000.250,"Resources":[{{}},{{}}]}}"#)
    };
    assert_eq!(text, format!(r#"{{"Events":[{},{}]}}"#, one("a"), one("b")));
}
