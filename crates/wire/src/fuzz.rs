//! Entry points for fuzzing: each checks its properties on bytes of strangers, and says whether the
//! bytes were accepted.

use jiff::Timestamp;

use crate::query::Params;
use crate::sigv4::{Request, SigningKey, parse};
use crate::{iam, sts};

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

        let presigned = b"/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAEXAMPLE%2F20261124%2Fus-east-1%2Fsts%2Faws4_request&X-Amz-Date=20261124T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00\nhost: localhost\n\n";
        assert!(fuzz_canonical_request(presigned));
        assert!(!fuzz_canonical_request(b"/"));
        assert!(!fuzz_canonical_request(b"\xff"));
    }
}
