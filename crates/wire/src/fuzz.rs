//! Entry points for fuzzing: each checks its properties on bytes of strangers, and says whether the
//! bytes were accepted.

use jiff::Timestamp;

use crate::query::Params;
use crate::sigv4::{Request, SigningKey, parse};
use crate::{AwsError, Service, account, cloudtrail, iam, json, organizations, sts};

/// The `Authorization` header: what is accepted names a key and a scope, and is never proved by
/// a key of ours.
pub fn fuzz_authorization(input: &[u8]) -> bool {
    let headers: [(&str, &[u8]); 3] = [
        ("host", b"localhost:8700"),
        ("x-amz-date", b"20261124T000000Z"),
        ("authorization", input),
    ];
    let request = Request {
        method: "POST",
        path: "/",
        query: "",
        headers: &headers,
        body: b"",
    };
    accepted(&request)
}

/// The query decoder, and every shape that a request can ask for.
pub fn fuzz_query(input: &[u8]) -> bool {
    let Ok(params) = Params::parse(input) else {
        return false;
    };
    iam::Call::read(&params).is_ok() || sts::Call::read(&params).is_ok()
}

/// Reads the call that parameters ask for, and gives back its name.
type Reads = fn(&Params) -> Result<&'static str, AwsError>;

/// The decoder of JSON, every shape that a request can ask for, and the error that comes of it: which
/// is JSON, whatever was sent. The first line names the operation.
pub fn fuzz_json(input: &[u8]) -> bool {
    let at = input.iter().position(|byte| *byte == b'\n');
    let (name, body) = input.split_at(at.unwrap_or(0));
    let name = std::str::from_utf8(name).unwrap_or_default();
    let services: [(&Service, Reads); 3] = [
        (&account::SERVICE, |params| {
            account::Call::read(params).map(|call| call.name())
        }),
        (&organizations::SERVICE, |params| {
            organizations::Call::read(params).map(|call| call.name())
        }),
        (&cloudtrail::SERVICE, |params| {
            cloudtrail::Call::read(params).map(|call| call.name())
        }),
    ];
    let mut is_read = false;
    for (service, read) in services {
        let params = json::parse(body, Some(name.to_owned()), service.version);
        let called = params.map_err(AwsError::from);
        match called.and_then(|params| read(&params)) {
            Ok(operation) => {
                assert_eq!(operation, name, "the operation that is asked for");
                is_read = true;
            }
            Err(error) => {
                let fault = service.fault(&error, "id");
                let body: Result<serde_json::Value, _> = serde_json::from_str(&fault.body);
                assert!(body.is_ok(), "an error is JSON");
            }
        }
    }
    is_read
}

/// The canonical request: the first line is the path with its query, each further line a header,
/// and what follows an empty line is the body.
pub fn fuzz_canonical_request(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else {
        return false;
    };
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let target = lines.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(&str, &[u8])> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name, value.as_bytes()))
        .collect();
    let request = Request {
        method: "GET",
        path,
        query,
        headers: &headers,
        body: body.as_bytes(),
    };
    accepted(&request)
}

fn accepted(request: &Request<'_>) -> bool {
    let Ok(parsed) = parse(request) else {
        return false;
    };
    assert!(!parsed.access_key_id().is_empty(), "a key is named");
    let key = SigningKey::derive("not-a-real-secret", parsed.scope());
    let now: Timestamp = parsed.signed_at();
    let proved = parsed.verify_with(&key, request, now);
    assert!(proved.is_err(), "nobody knows this secret");
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_accepts_a_good_input_and_refuses_a_bad_one() {
        let authorization = b"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";
        assert!(fuzz_authorization(authorization));
        assert!(!fuzz_authorization(b"Bearer x"));

        assert!(fuzz_query(
            b"Action=ListUsers&Version=2010-05-08&MaxItems=1"
        ));
        assert!(!fuzz_query(
            b"Action=ListUsers&Version=2010-05-08&MaxItems=x"
        ));

        assert!(fuzz_json(b"ListAccounts\n{\"MaxResults\": 20}"));
        assert!(!fuzz_json(b"ListAccounts\n{\"MaxResults\": 21}"));
        assert!(!fuzz_json(b"ListAccounts\n[\xff"));
        assert!(!fuzz_json(b""));

        let presigned = b"/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F20261124%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20261124T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00\nhost: localhost\n\n";
        assert!(fuzz_canonical_request(presigned));
        assert!(!fuzz_canonical_request(b"/"));
        assert!(!fuzz_canonical_request(b"\xff"));
    }
}
