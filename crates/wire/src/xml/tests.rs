use super::*;
use crate::iam;
use crate::protocol;
use crate::refusals::{self, mfa};
use crate::sts;
use crate::{Sensitive, Service};

const ID: &str = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";

#[test]
fn an_answer_looks_as_aws_writes_it() {
    let body = protocol::answer::<sts::GetCallerIdentityRequest>(
        &sts::GetCallerIdentityResponse {
            user_id: Some("AIDAEXAMPLE".to_owned()),
            account: Some("123456789012".to_owned()),
            arn: Some("arn:aws:iam::123456789012:user/hanako".to_owned()),
        },
        ID,
    );
    assert_eq!(
        body,
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
           <GetCallerIdentityResult>\n    \
             <UserId>AIDAEXAMPLE</UserId>\n    \
             <Account>123456789012</Account>\n    \
             <Arn>arn:aws:iam::123456789012:user/hanako</Arn>\n  \
           </GetCallerIdentityResult>\n  \
           <ResponseMetadata>\n    \
             <RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId>\n  \
           </ResponseMetadata>\n\
         </GetCallerIdentityResponse>\n"
    );
}

#[test]
fn an_operation_without_a_result_answers_with_its_id_alone() {
    let body = protocol::answer::<iam::DeleteUserRequest>(&(), ID);
    assert!(!body.contains("Result"), "{body}");
    assert!(
        body.starts_with(
            "<DeleteUserResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
        )
    );
    assert!(body.contains(&format!("<RequestId>{ID}</RequestId>")));
}

#[test]
fn blobs_are_base64_dates_are_utc_and_what_is_absent_is_left_out() {
    let device = iam::VirtualMFADevice {
        serial_number: "arn:aws:iam::123456789012:mfa/phone".to_owned(),
        base32_string_seed: Some(Sensitive::new(b"GEZDGNBV".to_vec())),
        qr_code_png: None,
        user: None,
        enable_date: Some("2026-11-24T03:04:05.678Z".parse().unwrap()),
        tags: Vec::new(),
    };
    let body = protocol::answer::<iam::CreateVirtualMFADeviceRequest>(
        &iam::CreateVirtualMFADeviceResponse {
            virtual_mfa_device: device,
        },
        ID,
    );
    assert!(
        body.contains("<Base32StringSeed>R0VaREdOQlY=</Base32StringSeed>"),
        "{body}"
    );
    assert!(
        body.contains("<EnableDate>2026-11-24T03:04:05Z</EnableDate>"),
        "{body}"
    );
    for absent in ["QRCodePNG", "Tags", "<User>"] {
        assert!(!body.contains(absent), "{absent} in {body}");
    }
}

#[test]
fn lists_have_members_and_say_always_whether_there_is_more() {
    let list = |mfa_devices| {
        protocol::answer::<iam::ListMFADevicesRequest>(
            &iam::ListMFADevicesResponse {
                mfa_devices,
                is_truncated: false,
                marker: None,
            },
            ID,
        )
    };
    let empty = list(Vec::new());
    assert!(
        empty.contains("<MFADevices/>\n    <IsTruncated>false</IsTruncated>\n"),
        "{empty}"
    );
    let one = list(vec![iam::MFADevice {
        user_name: "hanako".to_owned(),
        serial_number: "arn:aws:iam::123456789012:mfa/phone".to_owned(),
        enable_date: "2026-11-24T00:00:00Z".parse().unwrap(),
    }]);
    assert!(
        one.contains("<MFADevices>\n      <member>\n        <UserName>hanako</UserName>"),
        "{one}"
    );

    let aliases = iam::ListAccountAliasesResponse {
        account_aliases: vec!["keiri".to_owned()],
        ..iam::ListAccountAliasesResponse::default()
    };
    let aliases = protocol::answer::<iam::ListAccountAliasesRequest>(&aliases, ID);
    assert!(aliases.contains("<member>keiri</member>"), "{aliases}");
}

#[test]
fn maps_have_entries() {
    let summary = iam::GetAccountSummaryResponse {
        summary_map: [
            (iam::SummaryKey::Users, 2),
            (iam::SummaryKey::AccountMfaEnabled, 1),
        ]
        .into(),
    };
    let body = protocol::answer::<iam::GetAccountSummaryRequest>(&summary, ID);
    assert!(
        body.contains("<entry>\n        <key>AccountMFAEnabled</key>\n        <value>1</value>"),
        "{body}"
    );
    assert_eq!(body.matches("<entry>").count(), 2);
}

#[test]
fn an_error_has_aws_envelope_and_the_right_namespace() {
    let body = iam::SERVICE.fault(&mfa::not_of_user(), ID).body;
    assert_eq!(
        body,
        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n  \
           <Error>\n    \
             <Type>Sender</Type>\n    \
             <Code>NoSuchEntity</Code>\n    \
             <Message>MFA Device invalid for user.</Message>\n  \
           </Error>\n  \
           <RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId>\n\
         </ErrorResponse>\n"
    );
    let namespace = |service: &Service, error: &AwsError| {
        let body = service.fault(error, ID).body;
        body.split('"').nth(1).map(str::to_owned)
    };
    let unknown = refusals::invalid_action("X", None);
    let dispatch = namespace(&sts::SERVICE, &unknown);
    assert_eq!(
        dispatch.as_deref(),
        Some("http://webservices.amazon.com/AWSFault/2005-15-09")
    );
    let of_sts = namespace(&sts::SERVICE, &refusals::token_invalid());
    assert_eq!(
        of_sts.as_deref(),
        Some("https://sts.amazonaws.com/doc/2011-06-15/")
    );
    let ours = iam::SERVICE.fault(&refusals::internal_failure(), ID).body;
    assert!(ours.contains("<Type>Receiver</Type>"), "{ours}");
}

#[test]
fn what_xml_cannot_hold_is_escaped_or_replaced() {
    let mut out = Writer::default();
    out.text("A", "<&>\"' ]]>\r\n\t\u{0}\u{1b}\u{fffe}関\u{1f511}");
    assert_eq!(
        out.body,
        "<A>&lt;&amp;&gt;&quot;&apos; ]]&gt;&#xD;\n\t\u{fffd}\u{fffd}\u{fffd}関\u{1f511}</A>\n"
    );
    let mut out = Writer::default();
    out.text("A", "");
    out.group("B", |_| {});
    assert_eq!(out.body, "<A/>\n<B/>\n");
}
