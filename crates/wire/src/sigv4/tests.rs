mod flips;
mod sent;

use proptest::prelude::*;

use super::*;
use crate::AwsError;
use sent::{BODY, CREDENTIALS, SECRET, Sent, later, noon};

/// The worked example of AWS's documentation, and the first request of its published suite.
#[test]
fn the_signatures_of_aws_own_examples() {
    let list_users: [(&str, &[u8]); 3] = [
        (
            "content-type",
            b"application/x-www-form-urlencoded; charset=utf-8",
        ),
        ("host", b"iam.amazonaws.com"),
        ("x-amz-date", b"20150830T123600Z"),
    ];
    let vanilla: [(&str, &[u8]); 2] = [
        ("host", b"example.amazonaws.com"),
        ("x-amz-date", b"20150830T123600Z"),
    ];
    let table = [
        (
            "Action=ListUsers&Version=2010-05-08",
            "iam",
            &list_users[..],
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        ),
        (
            "",
            "service",
            &vanilla[..],
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
    ];
    for (query, service, headers, signature) in table {
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, SignedHeaders={}, Signature={signature}",
            names.join(";")
        );
        let mut headers = headers.to_vec();
        headers.push(("Authorization", authorization.as_bytes()));
        let request = Request {
            method: "GET",
            path: "/",
            query,
            headers: &headers,
            body: b"",
        };
        let parsed = parse(&request).unwrap();
        assert_eq!(parsed.verify(SECRET, &request, noon()), Ok(()), "{service}");
        assert_eq!(
            parsed.verify("another", &request, noon()),
            Err(SignatureError::Mismatch)
        );
    }
}

#[test]
fn a_claim_tells_the_key_the_scope_and_the_token_before_anything_is_proved() {
    let mut sent = Sent::unsigned();
    let credentials = Credentials {
        session_token: Some("not-a-real-token"),
        ..CREDENTIALS
    };
    let added = sent.with(|request| sign(request, credentials, "ap-northeast-1", "sts", noon()));
    for (name, value) in added.unwrap() {
        sent.add(&name, &value);
    }
    sent.with(|request| {
        let parsed = parse(request).unwrap();
        assert_eq!(parsed.access_key_id(), "AKIDEXAMPLE");
        assert_eq!(parsed.scope().region(), "ap-northeast-1");
        assert_eq!(parsed.scope().service(), "sts");
        assert_eq!(parsed.session_token().unwrap().expose(), "not-a-real-token");
        assert_eq!(parsed.form(), Form::Header);
        assert_eq!(parsed.signed_at(), noon());
        assert!(
            parsed
                .signed_headers()
                .iter()
                .any(|name| name == "x-amz-security-token")
        );
        assert_eq!(parsed.verify(SECRET, request, noon()), Ok(()));
    });
    sent.replace("x-amz-security-token", "token", "taken");
    assert_eq!(sent.verified(noon()), Err(SignatureError::Mismatch));
}

#[test]
fn order_case_and_spaces_of_headers_do_not_matter() {
    let mut sent = Sent::signed();
    sent.headers.reverse();
    for (name, _) in &mut sent.headers {
        *name = name.to_uppercase();
    }
    *sent.header("X-NOTE") = b"   one two  ".to_vec();
    sent.add("X-Unsigned", "added by a proxy");
    sent.replace("AUTHORIZATION", ", ", ",");
    assert_eq!(sent.verified(noon()), Ok(()));
}

#[test]
fn what_decides_is_never_there_twice() {
    for name in [
        "Authorization",
        "Host",
        "X-Amz-Date",
        "X-Amz-Security-Token",
        "X-Amz-Content-Sha256",
    ] {
        let mut sent = Sent::signed();
        sent.add(name, "x");
        sent.add(name, "x");
        let refused = sent.refused();
        assert!(
            refused.starts_with("400 IncompleteSignature: The header"),
            "{name}: {refused}"
        );
    }
    let mut sent = Sent::signed();
    sent.replace("authorization", "Signature=", "Signature=00, Signature=");
    assert!(
        sent.refused()
            .contains("'Signature' must not be sent more than once")
    );
    let mut sent = Sent::presigned();
    sent.query.push_str("&X-Amz-Date=20150830T123600Z");
    assert!(
        sent.refused()
            .contains("'X-Amz-Date' must not be sent more than once")
    );
    // A header that does not decide may come twice; both values are signed, in their order.
    let mut sent = Sent::signed();
    sent.add("X-Note", "three");
    assert_eq!(sent.verified(noon()), Err(SignatureError::Mismatch));
}

#[test]
fn both_forms_at_once_are_refused() {
    let mut sent = Sent::presigned();
    sent.headers = Sent::signed().headers;
    assert!(
        sent.refused()
            .starts_with("403 SignatureDoesNotMatch: Found both")
    );
}

const MISMATCH: &str = "403 SignatureDoesNotMatch: ";
const INCOMPLETE: &str = "400 IncompleteSignature: ";

/// Changes the `Authorization` header and looks at how the answer begins.
fn refuses(table: &[(&str, &str, &str, &str)]) {
    for (from, to, code, text) in table {
        let mut sent = Sent::signed();
        sent.replace("authorization", from, to);
        let refused = sent.refused();
        assert!(
            refused.starts_with(&format!("{code}{text}")),
            "{from} -> {to}: {refused}"
        );
    }
}

#[test]
fn a_wrong_scope_is_refused_with_aws_code_status_and_text() {
    refuses(&[
        (
            "/20150830/",
            "/20150831/",
            MISMATCH,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'.",
        ),
        (
            "aws4_request",
            "aws5_request",
            MISMATCH,
            "Credential should be scoped with a valid terminator: 'aws4_request'.",
        ),
        (
            "us-east-1",
            "US EAST",
            MISMATCH,
            "Credential should be scoped to a valid region. ",
        ),
        (
            "/iam/",
            "/iam/extra/",
            INCOMPLETE,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got (hashed with SHA-256 and encoded with Base64) '",
        ),
    ]);
    let service = AwsError::from(SignatureError::Service("iam"));
    assert_eq!(
        service.to_string(),
        "SignatureDoesNotMatch: Credential should be scoped to correct service: 'iam'. "
    );
}

#[test]
fn a_wrong_header_is_refused_with_aws_code_status_and_text() {
    let signed_headers = "SignedHeaders must name headers of the request in lower case, separated by ';', each once.";
    refuses(&[
        (
            "content-type;host;",
            "content-type;",
            MISMATCH,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        ("host;", "host;host;", INCOMPLETE, signed_headers),
        ("host;", "host;x-absent;", INCOMPLETE, signed_headers),
        ("host;", "Host;", INCOMPLETE, signed_headers),
        (
            "HMAC-SHA256 ",
            "HMAC-SHA512 ",
            INCOMPLETE,
            "Unsupported AWS 'algorithm': only AWS4-HMAC-SHA256 is supported.",
        ),
        (
            "Signature=",
            "Signature=z",
            MISMATCH,
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        ),
    ]);
}

#[test]
fn what_is_missing_is_named() {
    let unsigned = Sent::unsigned().refused();
    assert_eq!(
        unsigned,
        "403 MissingAuthenticationToken: Request is missing Authentication Token"
    );

    let mut bearer = Sent::unsigned();
    bearer.add("Authorization", "Bearer not-a-real-token");
    let refused = bearer.refused();
    let all = "400 IncompleteSignature: Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=";
    assert!(refused.starts_with(all), "{refused}");
    assert!(!refused.contains("not-a-real-token"), "{refused}");

    let mut pair = Sent::signed();
    pair.replace("authorization", "Credential=", "");
    assert!(
        pair.refused().contains(
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed"
        )
    );

    let mut query = Sent::presigned();
    query.query = query.query.replace("X-Amz-Date", "X-Amz-Dete");
    assert_eq!(
        query.refused(),
        "400 IncompleteSignature: AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."
    );

    let mut date = Sent::signed();
    *date.header("x-amz-date") = b"Sun, 30 Aug 2015 12:36:00 GMT".to_vec();
    assert_eq!(
        date.refused(),
        "400 IncompleteSignature: Date must be in ISO-8601 'basic format'. Got 'Sun, 30 Aug 2015 12:36:00 GMT'. See http://en.wikipedia.org/wiki/ISO_8601"
    );
}

#[test]
fn a_target_and_a_token_that_are_sent_must_be_signed() {
    for (name, value) in [
        ("x-amz-target", "AWSOrganizationsV20161128.ListAccounts"),
        ("x-amz-security-token", "not-a-real-token"),
    ] {
        let mut sent = Sent::signed();
        sent.add(name, value);
        let expected = format!(
            "403 SignatureDoesNotMatch: '{name}' must be a 'SignedHeader' in the AWS Authorization."
        );
        assert_eq!(sent.refused(), expected);
    }
}

#[test]
fn clocks_may_differ_by_five_minutes_and_no_second_more() {
    let sent = Sent::signed();
    for seconds in [-SKEW_SECONDS, 0, SKEW_SECONDS] {
        assert_eq!(sent.verified(later(seconds)), Ok(()), "{seconds}");
    }
    let late = sent.verified(later(SKEW_SECONDS + 1)).unwrap_err();
    assert_eq!(
        late.to_string(),
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)"
    );
    assert_eq!(late.code().name, "SignatureDoesNotMatch");
    let early = sent.verified(later(-SKEW_SECONDS - 1)).unwrap_err();
    assert_eq!(
        early.to_string(),
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)"
    );
}

#[test]
fn a_presigned_request_lives_as_long_as_it_says_and_at_most_seven_days() {
    let sent = Sent::presigned();
    assert_eq!(sent.verified(later(60)), Ok(()));
    assert_eq!(
        sent.verified(later(61)).unwrap_err().to_string(),
        "Signature expired: 20150830T123700Z is now earlier than 20150830T123701Z"
    );
    assert!(sent.verified(later(-SKEW_SECONDS)).is_ok());
    assert!(sent.verified(later(-SKEW_SECONDS - 1)).is_err());

    let presigned = |seconds| {
        Sent::unsigned()
            .with(|request| presign(request, CREDENTIALS, "us-east-1", "sts", noon(), seconds))
    };
    assert!(presigned(EXPIRES_SECONDS_MAX).is_ok());
    assert_eq!(
        presigned(EXPIRES_SECONDS_MAX + 1),
        Err(SignatureError::Expires)
    );
    for text in [
        "0",
        "604801",
        "-1",
        "+60",
        "",
        "1e3",
        "99999999999999999999",
    ] {
        let mut sent = sent.clone();
        sent.query = sent
            .query
            .replace("X-Amz-Expires=60", &format!("X-Amz-Expires={text}"));
        assert_eq!(
            sent.verified(noon()),
            Err(SignatureError::Expires),
            "{text}"
        );
    }
}

#[test]
fn the_hash_of_the_body_is_computed_and_never_believed() {
    let unsigned_payload = "UNSIGNED-PAYLOAD".to_owned();
    for (hash, expected) in [
        (super::canonical::body_hash(BODY), Ok(())),
        (
            super::canonical::body_hash(b"another"),
            Err(SignatureError::Mismatch),
        ),
        (unsigned_payload, Err(SignatureError::Mismatch)),
    ] {
        let mut sent = Sent::unsigned();
        sent.add("x-amz-content-sha256", &hash);
        let added = sent.with(|request| sign(request, CREDENTIALS, "us-east-1", "iam", noon()));
        for (name, value) in added.unwrap() {
            sent.add(&name, &value);
        }
        assert_eq!(sent.verified(noon()), expected, "{hash}");
    }
}

#[test]
fn each_maximum_holds_and_one_more_is_refused() {
    let too_long = |sent: &Sent| matches!(sent.verified(noon()), Err(SignatureError::TooLong(..)));
    for more in [0, 1] {
        let mut sent = Sent::signed();
        let bytes = sent.header("authorization").len();
        let spaces = " ".repeat(AUTHORIZATION_BYTES_MAX - bytes + more);
        sent.replace(
            "authorization",
            ", Signature",
            &format!(",{spaces} Signature"),
        );
        assert_eq!(too_long(&sent), more == 1, "authorization");

        let mut sent = Sent::signed();
        let scope = "/20150830/us-east-1/iam/aws4_request".len();
        let key = "A".repeat(CREDENTIAL_BYTES_MAX - scope + more);
        sent.replace("authorization", "AKIDEXAMPLE", &key);
        assert_eq!(too_long(&sent), more == 1, "credential");

        let mut sent = Sent::signed();
        sent.add(
            "x-amz-security-token",
            &"t".repeat(SESSION_TOKEN_BYTES_MAX + more),
        );
        sent.replace("authorization", "host;", "host;x-amz-security-token;");
        assert_eq!(too_long(&sent), more == 1, "token");

        let mut sent = Sent::signed();
        sent.query = "q".repeat(QUERY_BYTES_MAX + more);
        assert_eq!(too_long(&sent), more == 1, "query");

        let mut sent = Sent::signed();
        let names: Vec<String> = (4..SIGNED_HEADERS_MAX + more)
            .map(|at| format!("x-{at}"))
            .collect();
        for name in &names {
            sent.add(name, "v");
        }
        sent.replace(
            "authorization",
            "host;",
            &format!("host;{};", names.join(";")),
        );
        assert_eq!(too_long(&sent), more == 1, "signed headers");
    }
}

#[test]
fn signing_without_a_host_is_refused() {
    let mut sent = Sent::unsigned();
    sent.headers.remove(0);
    let refused = sent.with(|request| sign(request, CREDENTIALS, "us-east-1", "iam", noon()));
    assert_eq!(refused, Err(SignatureError::HostNotSigned));
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(value in prop::collection::vec(any::<u8>(), 0..200), name in "(authorization|host|x-amz-date|x-amz-security-token|x-amz-target)") {
        let mut sent = Sent::signed();
        sent.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
        sent.headers.push((name, value));
        prop_assert!(sent.verified(noon()).is_err());
    }

    #[test]
    fn no_query_or_path_makes_it_panic(query in ".{0,100}", path in ".{0,50}") {
        let mut sent = Sent::presigned();
        sent.query = format!("{}&{query}", sent.query);
        sent.path = path;
        let _ = sent.verified(noon());
    }

    #[test]
    fn what_is_signed_is_verified(
        path in "/[ -~]{0,20}",
        query in "[a-z%&=+~]{0,40}",
        value in "[ -~]{0,30}",
        body in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let mut sent = Sent::unsigned();
        sent.path = path;
        sent.query = query;
        *sent.header("X-Note") = value.into_bytes();
        sent.body = body;
        let query = sent.with(|request| presign(request, CREDENTIALS, "us-east-1", "iam", noon(), 60));
        let added = sent.with(|request| sign(request, CREDENTIALS, "us-east-1", "iam", noon()));
        let mut presigned = sent.clone();
        presigned.query = query.unwrap();
        prop_assert_eq!(presigned.verified(noon()), Ok(()));
        for (name, value) in added.unwrap() {
            sent.add(&name, &value);
        }
        prop_assert_eq!(sent.verified(noon()), Ok(()));
    }
}
