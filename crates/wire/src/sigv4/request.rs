//! A request as it came over HTTP.

use super::error::SignatureError;

/// A request, not yet proved. It may hold passwords and cannot be printed.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a str,
    /// The path as it was sent, still encoded.
    pub path: &'a str,
    /// The query as it was sent, still encoded, without `?`.
    pub query: &'a str,
    /// The headers in the order in which they came. With HTTP/2, `:authority` comes as `host`.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// Every value of a header.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The value of a header that may come once at most.
    pub(crate) fn only(&self, name: &'static str) -> Result<Option<&'a str>, SignatureError> {
        let mut values = self.values(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(SignatureError::HeaderTwice(name));
        }
        first
            .map(|value| {
                std::str::from_utf8(value).map_err(|_| SignatureError::HeaderNotText(name))
            })
            .transpose()
    }
}
