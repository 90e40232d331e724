//! The one text that both ends make of a request, and what is signed of it.
//!
//! For services other than S3: dots and empty segments are taken out of the path, and what was sent
//! is encoded once more; the query is decoded, encoded in one way and sorted; header values lose the
//! spaces around them, and several in a row become one.

use data_encoding::HEXLOWER;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};
use sha2::{Digest, Sha256};

use super::error::SignatureError;
use super::parse::Scope;
use super::request::Request;
use super::{ALGORITHM, stamp};
use crate::query::PARAMS_MAX;
use jiff::Timestamp;

/// What is encoded in a query: everything but RFC 3986's unreserved characters.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// In a path the slash stays as well.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// Everything but the signature itself.
pub(super) const SIGNATURE_PARAMETER: &str = "X-Amz-Signature";

/// The canonical request. Headers are the signed ones, in the order of their list.
pub(super) fn request(request: &Request<'_>, signed: &[String]) -> Result<Vec<u8>, SignatureError> {
    let mut text = Vec::new();
    let mut line = |bytes: &[u8]| {
        text.extend_from_slice(bytes);
        text.push(b'\n');
    };
    line(request.method.as_bytes());
    line(path(request.path).as_bytes());
    line(query(request.query)?.as_bytes());
    for name in signed {
        let mut header = name.clone().into_bytes();
        header.push(b':');
        for (count, value) in request.values(name).enumerate() {
            if count > 0 {
                header.push(b',');
            }
            header.extend(folded(value));
        }
        line(&header);
    }
    line(b"");
    line(signed.join(";").as_bytes());
    text.extend_from_slice(body_hash(request.body).as_bytes());
    Ok(text)
}

/// What the key signs.
pub(super) fn string_to_sign(canonical: &[u8], scope: &Scope, at: Timestamp) -> String {
    let hash = HEXLOWER.encode(&Sha256::digest(canonical));
    format!("{ALGORITHM}\n{}\n{scope}\n{hash}", stamp::write(at))
}

/// The hash of a body, in hexadecimal.
pub(super) fn body_hash(body: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(body))
}

/// One name or value, encoded in the one way.
pub(super) fn encoded(bytes: &[u8]) -> String {
    percent_encode(bytes, QUERY).to_string()
}

fn path(sent: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in sent.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let is_folder = ["/", "/.", "/.."].iter().any(|end| sent.ends_with(end));
    let mut path = format!("/{}", segments.join("/"));
    if is_folder && !path.ends_with('/') {
        path.push('/');
    }
    percent_encode(path.as_bytes(), PATH).to_string()
}

fn query(sent: &str) -> Result<String, SignatureError> {
    let mut pairs = Vec::new();
    for pair in sent.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = encoded(&decoded(name));
        if name == SIGNATURE_PARAMETER {
            continue;
        }
        if pairs.len() == PARAMS_MAX {
            return Err(SignatureError::TooLong("query", PARAMS_MAX));
        }
        pairs.push((name, encoded(&decoded(value))));
    }
    pairs.sort();
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Ok(pairs.join("&"))
}

/// As the query is read afterwards: `+` is a space.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    let spaced: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    percent_decode(&spaced).collect()
}

/// Without spaces around it, and with one where several stood.
fn folded(value: &[u8]) -> impl Iterator<Item = u8> {
    let words = value.split(|byte| *byte == b' ');
    let words = words.filter(|word| !word.is_empty());
    words.enumerate().flat_map(|(at, word)| {
        let space = (at > 0).then_some(b' ');
        space.into_iter().chain(word.iter().copied())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_loses_dots_and_is_encoded_once_more() {
        let table = [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/a/./b/../c", "/a/c"),
            ("/..", "/"),
            ("/a/..", "/"),
            ("/a/b/..", "/a/"),
            ("/a//b/", "/a/b/"),
            ("/a%20b", "/a%2520b"),
            ("/関", "/%E9%96%A2"),
            ("/a-._~b", "/a-._~b"),
        ];
        for (sent, canonical) in table {
            assert_eq!(path(sent), canonical, "{sent}");
        }
    }

    #[test]
    fn a_query_is_encoded_in_one_way_and_sorted() {
        let table = [
            ("", ""),
            ("b=2&a=1&a=0", "a=0&a=1&b=2"),
            ("a", "a="),
            ("a=x+y&b=%7e%2f", "a=x%20y&b=~%2F"),
            ("A=1&a=1&_=1", "A=1&_=1&a=1"),
            ("a=1&X-Amz-Signature=ff&X-Amz-Signature=ee", "a=1"),
            ("a=%zz", "a=%25zz"),
        ];
        for (sent, canonical) in table {
            assert_eq!(query(sent).unwrap(), canonical, "{sent}");
        }
    }

    #[test]
    fn spaces_are_folded_and_other_bytes_are_kept() {
        let table: [(&[u8], &[u8]); 4] = [
            (b"  a   b  ", b"a b"),
            (b"", b""),
            (b"\"a   b\"", b"\"a b\""),
            (b"\xff\t x", b"\xff\t x"),
        ];
        for (value, expected) in table {
            assert_eq!(folded(value).collect::<Vec<u8>>(), expected);
        }
    }

    #[test]
    fn as_many_parameters_as_may_be_are_sorted_and_one_more_is_refused() {
        let many = |count: usize| "a=&".repeat(count);
        assert!(query(&many(PARAMS_MAX)).is_ok());
        let refused = query(&many(PARAMS_MAX + 1)).unwrap_err();
        assert_eq!(refused, SignatureError::TooLong("query", PARAMS_MAX));
    }
}
