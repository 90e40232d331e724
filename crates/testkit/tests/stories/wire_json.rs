//! AWS's JSON services on the wire: the Account API, Organizations, and CloudTrail's event history.

use serde_json::{Value, json};
use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, Mood, Program, seconds, story};
use wire::{account, cloudtrail, organizations};

const READ_ONLY: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const CONTACTS: &str = "/console/account/contacts";

fn information() -> Value {
    json!({
        "FullName": "経理 花子",
        "AddressLine1": "霞が関 1-1-1",
        "City": "千代田区",
        "PostalCode": "100-0013",
        "CountryCode": "JP",
        "PhoneNumber": "+81 3-1234-5678",
    })
}

fn security(address: &str) -> Value {
    json!({
        "AlternateContactType": "SECURITY",
        "Name": "CSIRT",
        "Title": "On duty",
        "EmailAddress": address,
        "PhoneNumber": "03-1234-5678",
    })
}

/// Every page of a list, as SDKs walk it.
fn pages(
    program: &Program,
    size: u8,
    list: &str,
    asks: &dyn Fn(&Program, &Value) -> testkit::JsonAnswer,
) -> Vec<Vec<Value>> {
    let mut found = Vec::new();
    let mut body = json!({ "MaxResults": size });
    loop {
        let page = asks(program, &body);
        found.push(page.succeeds().list(list).to_vec());
        match page.at("/NextToken") {
            Value::Null => return found,
            token => body["NextToken"] = token.clone(),
        }
    }
}

story! {
    fn contact_information_goes_round_by_both_doors(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let root = keiri.program();
        let get = || root.posts(&account::SERVICE, "GetContactInformation", &json!({}));
        get().refused("ResourceNotFoundException", 404);
        root.posts(&account::SERVICE, "PutContactInformation", &json!({ "ContactInformation": information() })).succeeds();
        assert_eq!(get().succeeds().at("/ContactInformation"), &information());
        soumu.program().posts(&account::SERVICE, "GetContactInformation", &json!({})).refused("ResourceNotFoundException", 404);
        // What the wire wrote, the console shows and changes.
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/account").follows(Lang::contacts_open).sees(Contacts).shows("霞が関 1-1-1");
        visit.opens("/console/account/contacts/information").sees(ContactForm).keeps("city", "千代田区")
            .fills("phone", "03-1234-5678").presses(Lang::save).is_told_at("phone", Lang::error_international_phone)
            .fills("phone", "+81 3 8765 4321").fills("country", "jp").fills("line_2", " 2F ").presses(Lang::save)
            .sees(Contacts).says(Lang::contacts_saved).shows("2F");
        let kept = get();
        assert_eq!(kept.text("/ContactInformation/PhoneNumber"), "+81 3 8765 4321");
        assert_eq!(kept.text("/ContactInformation/AddressLine2"), "2F");
        w.looks_away();
        root.posts(&account::SERVICE, "PutContactInformation", &json!({ "ContactInformation": information() })).succeeds();
        // Nobody's address is in the trail.
        w.tells(&["PutContactInformation Success contactInformation=HIDDEN_DUE_TO_SECURITY_REASONS"]);
    }

    /// Whoever takes over an account would first have its warnings sent elsewhere.
    fn op_1_the_security_contact_is_one_truth_and_hears_that_it_is_somebody_else(w) {
        let keiri = w.account_with_key("keiri");
        w.mail_server(Mood::Takes);
        let root = keiri.program();
        let of = |kind: &str| json!({ "AlternateContactType": kind });
        let get = || root.posts(&account::SERVICE, "GetAlternateContact", &of("SECURITY"));
        get().refused("ResourceNotFoundException", 404).explains("No contact of the inputted alternate contact type");
        root.posts(&account::SERVICE, "PutAlternateContact", &security(" csirt@keiri.example ")).succeeds();
        let kept = get();
        assert_eq!(kept.text("/AlternateContact/EmailAddress"), "csirt@keiri.example");
        assert_eq!(kept.text("/AlternateContact/AlternateContactType"), "SECURITY");
        assert_eq!(kept.text("/AlternateContact/PhoneNumber"), "03-1234-5678");
        w.mailboxes_got(&[]);
        // It is who is told.
        let visit = keiri.owner().signs_in_with_password();
        w.mailboxes_got(&["csirt@keiri.example root-signed-in", "root@keiri.example root-signed-in"]);
        // The console changes the same thing, with no more than an address.
        visit.opens(CONTACTS).sees(Contacts).shows("csirt@keiri.example");
        visit.opens("/console/account/contacts/security").keeps("job", "On duty")
            .fills("email", "CSIRT@keiri.example").fills("name", "").fills("job", "").fills("phone", "").presses(Lang::save)
            .sees(Contacts).says(Lang::contacts_saved);
        w.mailboxes_got(&[]);
        assert_eq!(get().at("/AlternateContact/Title"), &Value::Null);
        root.posts(&account::SERVICE, "PutAlternateContact", &security("thief@elsewhere.example")).succeeds();
        w.mailboxes_got(&["CSIRT@keiri.example security-contact-changed"]);
        root.posts(&account::SERVICE, "DeleteAlternateContact", &of("SECURITY")).succeeds();
        w.mailboxes_got(&["thief@elsewhere.example security-contact-changed"]);
        root.posts(&account::SERVICE, "DeleteAlternateContact", &of("SECURITY")).refused("ResourceNotFoundException", 404);
        // Other kinds are others.
        root.posts(&account::SERVICE, "GetAlternateContact", &of("BILLING")).refused("ResourceNotFoundException", 404);
        visit.opens("/console/account/contacts/billing").fills("email", "billing＠").presses(Lang::save).is_told_at("email", Lang::error_email)
            .fills("email", "billing@keiri.example").presses(Lang::save).sees(Contacts);
        assert_eq!(root.posts(&account::SERVICE, "GetAlternateContact", &of("BILLING")).text("/AlternateContact/EmailAddress"), "billing@keiri.example");
        visit.opens("/console/account/contacts/billing").presses(Lang::contacts_delete).sees(Contacts);
        visit.opens("/console/account/contacts/nobody").sees(NotFound);
    }

    fn policies_decide_about_the_account_and_no_account_acts_on_another(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        keiri.program().posts(&account::SERVICE, "PutContactInformation", &json!({ "ContactInformation": information() })).succeeds();
        let (_, reader) = keiri.with_key("reader", &[READ_ONLY]);
        let (_, nobody) = keiri.with_key("nobody", &[]);
        reader.posts(&account::SERVICE, "GetContactInformation", &json!({})).succeeds();
        w.looks_away();
        for (program, operation, body) in [
            (&reader, "PutContactInformation", json!({ "ContactInformation": information() })),
            (&reader, "PutAlternateContact", security("reader@keiri.example")),
            (&reader, "PutAccountName", json!({ "AccountName": "Mine" })),
            (&nobody, "GetContactInformation", json!({})),
            (&nobody, "GetAccountInformation", json!({})),
        ] {
            program.posts(&account::SERVICE, operation, &body).refused("AccessDeniedException", 403)
                .explains(&format!("account:{operation} on resource: arn:aws:account::{}:account", keiri.id()));
        }
        for (id, why) in [(soumu.id(), "trusted access"), (keiri.id(), "left out")] {
            for operation in ["GetContactInformation", "GetAccountInformation"] {
                keiri.program().posts(&account::SERVICE, operation, &json!({ "AccountId": id }))
                    .refused("AccessDeniedException", 403).explains(why);
            }
        }
        // Also what only would have looked leaves an event, if it was not theirs to ask.
        assert_eq!(w.refused_calls().len(), 9);
        let named = keiri.program().posts(&account::SERVICE, "GetAccountInformation", &json!({}));
        assert_eq!(named.text("/AccountId"), keiri.id().to_string());
        assert_eq!(named.text("/AccountState"), "ACTIVE");
        assert!(named.text("/AccountCreatedDate").ends_with('Z'));
        keiri.program().posts(&account::SERVICE, "PutAccountName", &json!({ "AccountName": "Keiri-bu" })).succeeds();
        keiri.owner().signs_in_with_password().opens("/console/account").keeps("name", "Keiri-bu");
    }

    fn an_organization_is_there_for_its_members_and_tells_its_accounts_to_the_management_account(w) {
        let mut members = vec![w.account_with_key("keiri"), w.account_with_key("soumu")];
        let asks = |program: &Program, operation: &str, body: Value| program.posts(&organizations::SERVICE, operation, &body);
        for operation in ["DescribeOrganization", "ListAccounts"] {
            asks(&members[0].program(), operation, json!({})).refused("AWSOrganizationsNotInUseException", 400);
        }
        w.advance(seconds(1));
        let honsha = w.management_account_with_key("honsha");
        let root = honsha.program();
        let organization = asks(&root, "DescribeOrganization", json!({}));
        let id = organization.succeeds().text("/Organization/Id");
        let management = format!("arn:aws:organizations::{}:account/{id}/{}", honsha.id(), honsha.id());
        assert_eq!(organization.text("/Organization/MasterAccountArn"), management);
        assert_eq!(organization.text("/Organization/MasterAccountEmail"), "root@honsha.example");
        // A member is told of the organization, and of no account.
        let member = members[0].program();
        assert_eq!(asks(&member, "DescribeOrganization", json!({})).body(), organization.body());
        w.looks_away();
        asks(&member, "ListAccounts", json!({})).refused("AccessDeniedException", 400).explains("permissions to access this resource");
        asks(&member, "DescribeAccount", json!({ "AccountId": honsha.id() })).refused("AccessDeniedException", 400);
        assert_eq!(w.refused_calls(), ["ListAccounts", "DescribeAccount"]);
        // Pages, in one order, and whole.
        members.push(honsha);
        let mut ids: Vec<String> = members.iter().map(|account| account.id().to_string()).collect();
        ids.sort();
        let found = pages(&root, 2, "/Accounts", &|program, body| asks(program, "ListAccounts", body.clone()));
        let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 1]);
        let listed: Vec<&str> = found.iter().flatten().filter_map(|one| one["Id"].as_str()).collect();
        assert_eq!(listed, ids);
        let one = asks(&root, "DescribeAccount", json!({ "AccountId": members[1].id() }));
        assert_eq!(one.text("/Account/Email"), "root@soumu.example");
        assert_eq!(one.text("/Account/Status"), "ACTIVE");
        assert_eq!(one.text("/Account/JoinedMethod"), "CREATED");
        assert!(one.at("/Account/JoinedTimestamp").is_number());
        asks(&root, "DescribeAccount", json!({ "AccountId": "000000000000" })).refused("AccountNotFoundException", 400);
        // The policies are asked, of the management account's users as well.
        let (_, reader) = members[2].with_key("reader", &[READ_ONLY]);
        let (_, nobody) = members[2].with_key("nobody", &[]);
        asks(&reader, "ListAccounts", json!({})).succeeds();
        asks(&nobody, "ListAccounts", json!({})).refused("AccessDeniedException", 400).explains("organizations:ListAccounts on resource: *");
        asks(&nobody, "DescribeAccount", json!({ "AccountId": members[1].id() })).refused("AccessDeniedException", 400)
            .explains(&format!("account/{id}/{}", members[1].id()));
        // A page is continued by the account that was given its token, in the same list.
        let first = asks(&root, "ListAccounts", json!({ "MaxResults": 1 })).text("/NextToken");
        asks(&root, "ListAccounts", json!({ "NextToken": format!("{first}A") })).refused("InvalidInputException", 400);
        root.posts(&cloudtrail::SERVICE, "LookupEvents", &json!({ "NextToken": first })).refused("InvalidNextTokenException", 400);
        asks(&root, "ListAccounts", json!({ "MaxResults": 21 })).refused("ValidationException", 400).explains("'maxResults'");
    }

    fn the_event_history_is_looked_up_by_attribute_time_and_page(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let root = keiri.program();
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        let (_, nobody) = keiri.with_key("nobody", &[]);
        let begin = w.now().as_second();
        for name in ["anna", "berta", "carla"] {
            w.advance(seconds(1));
            taro.asks("CreateUser", &[("UserName", name)]).succeeds();
        }
        w.advance(seconds(1));
        root.asks("DeleteUser", &[("UserName", "berta")]).succeeds();
        soumu.program().asks("CreateUser", &[("UserName", "anna")]).succeeds();
        let look = |body: Value| root.posts(&cloudtrail::SERVICE, "LookupEvents", &body);
        let by = |key: &str, value: &str| look(json!({ "LookupAttributes": [{ "AttributeKey": key, "AttributeValue": value }] }));
        let names = |answer: &testkit::JsonAnswer| -> Vec<String> {
            let events = answer.succeeds().list("/Events").iter();
            events.map(|event| format!("{} {}", event["EventName"].as_str().unwrap_or_default(), event["Username"].as_str().unwrap_or_default())).collect()
        };
        let made = ["CreateUser taro", "CreateUser taro", "CreateUser taro"];
        // The operator made two users before.
        let by_operator = ["CreateUser operator:tester"; 2];
        assert_eq!(names(&by("EventName", "CreateUser")), [&made[..], &by_operator].concat());
        assert_eq!(names(&by("Username", "taro")), made);
        assert_eq!(names(&by("AccessKeyId", taro.key_id())), made);
        assert_eq!(names(&by("ResourceName", "berta")), ["DeleteUser root", "CreateUser taro"]);
        let all = names(&by("EventSource", "iam.amazonaws.com"));
        assert_eq!(all[..4], [&["DeleteUser root"], &made[..]].concat());
        assert_eq!(names(&by("ReadOnly", "true")), Vec::<String>::new());
        assert_eq!(names(&by("EventName", "NoSuchEvent")), Vec::<String>::new());
        assert_eq!(names(&look(json!({ "StartTime": begin + 2, "EndTime": begin + 3 }))), made[..2]);
        // The record is the one of the trail, with the times as CloudTrail's clients read them.
        let newest = look(json!({ "MaxResults": 1 }));
        let record: Value = serde_json::from_str(&newest.text("/Events/0/CloudTrailEvent")).expect("a record");
        assert_eq!(record["eventID"], *newest.at("/Events/0/EventId"));
        assert_eq!(record["requestParameters"]["userName"], "berta");
        assert_eq!(newest.at("/Events/0/EventTime").to_string(), format!("{}.0", begin + 4));
        let id = newest.text("/Events/0/EventId");
        assert_eq!(names(&by("EventId", &id)), ["DeleteUser root"]);
        let iam_events = json!([{ "AttributeKey": "EventSource", "AttributeValue": "iam.amazonaws.com" }]);
        let found = pages(&root, 3, "/Events", &|program, body| {
            let mut body = body.clone();
            body["LookupAttributes"] = iam_events.clone();
            program.posts(&cloudtrail::SERVICE, "LookupEvents", &body)
        });
        assert!(found.len() > 1 && found.iter().all(|page| page.len() <= 3));
        assert_eq!(found.concat().len(), all.len());
        // What cannot be looked for.
        nobody.posts(&cloudtrail::SERVICE, "LookupEvents", &json!({})).refused("AccessDeniedException", 400).explains("cloudtrail:LookupEvents");
        let two = json!([{ "AttributeKey": "EventId", "AttributeValue": "a" }, { "AttributeKey": "EventName", "AttributeValue": "b" }]);
        look(json!({ "LookupAttributes": two })).refused("InvalidLookupAttributesException", 400);
        by("ReadOnly", "perhaps").refused("InvalidLookupAttributesException", 400);
        look(json!({ "StartTime": begin, "EndTime": begin - 1 })).refused("InvalidTimeRangeException", 400);
        look(json!({ "EventCategory": "insight" })).refused("InvalidEventCategoryException", 400);
        look(json!({ "NextToken": "made-up" })).refused("InvalidNextTokenException", 400);
        look(json!({ "MaxResults": 51 })).refused("ValidationException", 400).explains("Value '51' at 'maxResults'");
    }

    fn what_is_no_call_of_a_json_service_is_refused_as_aws_does(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (json_1_1, rest) = (&organizations::SERVICE, &account::SERVICE);
        // Unsigned, badly signed, with an unknown key.
        for (service, operation, status) in [(json_1_1, "ListAccounts", 400), (rest, "GetContactInformation", 403)] {
            let sent = root.posted(service, operation, &json!({}));
            root.sends_json(service, &sent.clone().without_header("authorization")).refused("MissingAuthenticationTokenException", status);
            let stranger = root.with_key(|key| "AKIAFAKEFAKEFAKEFAKE".clone_into(&mut key.id));
            stranger.posts(service, operation, &json!({})).refused("UnrecognizedClientException", status);
            let thief = root.with_key(|key| "(fake) another secret".clone_into(&mut key.secret));
            thief.posts(service, operation, &json!({})).refused("InvalidSignatureException", status);
            root.runs_ahead_by(-3600);
            root.posts(service, operation, &json!({})).refused("InvalidSignatureException", status).explains("Signature expired");
            root.runs_ahead_by(0);
            // The signature covers the body.
            let mut changed = root.posted(service, operation, &json!({}));
            r#"{"AccountId":"000000000000"}"#.clone_into(&mut changed.body);
            root.sends_json(service, &changed).refused("InvalidSignatureException", status);
            for body in ["[]", "{", "1", "\"text\""] {
                let sent = root.posted_text(service, operation, body);
                root.sends_json(service, &sent).refused("SerializationException", 400);
            }
        }
        // Operations that AWS has and we do not, and that nobody has.
        root.posts(json_1_1, "CreateAccount", &json!({})).refused("NotImplemented", 501).explains("CreateAccount of organizations");
        root.posts(rest, "ListRegions", &json!({})).refused("NotImplemented", 501).explains("ListRegions of account");
        root.posts(json_1_1, "NoSuchOperation", &json!({})).refused("UnknownOperationException", 400);
        let of_another = root.posted(&cloudtrail::SERVICE, "ListAccounts", &json!({}));
        root.sends_json(&cloudtrail::SERVICE, &of_another).refused("UnknownOperationException", 400);
        // Values of another type, and beyond the model's limits.
        let put = |body: Value| root.posts(rest, "PutContactInformation", &body);
        put(json!({ "ContactInformation": "here" })).refused("SerializationException", 400).explains("ContactInformation is not an object");
        put(json!({ "ContactInformation": { "FullName": 1 } })).refused("SerializationException", 400).explains("FullName is not a string");
        root.posts(json_1_1, "ListAccounts", &json!({ "MaxResults": "5" })).refused("SerializationException", 400).explains("MaxResults is not a number");
        let mut broken = information();
        broken["PhoneNumber"] = json!("090");
        broken["CountryCode"] = json!("JPN");
        broken["City"] = Value::Null;
        let refused = put(json!({ "ContactInformation": broken }));
        refused.refused("ValidationException", 400).explains("3 validation errors detected");
        assert_eq!(refused.text("/reason"), "fieldValidationFailed");
        let fields: Vec<&str> = refused.list("/fieldList").iter().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(fields, ["contactInformation.city", "contactInformation.countryCode", "contactInformation.phoneNumber"]);
        // The model calls these members sensitive.
        assert!(!refused.body().to_string().contains("JPN"));
        // A session without a code asks everything but IAM and STS, as on AWS.
        let session = root.session();
        session.posts(rest, "GetAccountInformation", &json!({})).succeeds();
        session.asks("ListUsers", &[]).refused("InvalidClientTokenId", 403);
    }
}
