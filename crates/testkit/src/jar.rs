//! A browser's cookies, as strict as browsers are (RFC 6265bis section 5.7).

use std::collections::BTreeMap;

use http::HeaderMap;
use http::header::SET_COOKIE;

/// The cookies of one browser for our one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Jar(BTreeMap<String, String>);

impl Jar {
    /// Takes what an answer sets and forgets what it clears. Gives back the values that are new.
    ///
    /// Panics where a browser would drop the cookie without a word, and where one of ours lacks an
    /// attribute that it must have (SE-2).
    pub(crate) fn take(&mut self, headers: &HeaderMap, https: bool) -> Vec<String> {
        let mut new = Vec::new();
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("a cookie is ASCII");
            let mut parts = line.split("; ");
            let pair = parts.next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            let attributes: Vec<&str> = parts.collect();
            let has = |wanted: &str| attributes.contains(&wanted);
            assert!(has("HttpOnly"), "SE-2: a script could read `{name}`");
            assert!(
                has("SameSite=Lax") || has("SameSite=Strict"),
                "SE-2: `{name}` goes along from other sites"
            );
            assert!(has("Path=/"), "SE-2: `{name}` is bound to a path");
            assert_eq!(https, has("Secure"), "SE-2: `{name}` and plain http");
            assert_eq!(https, name.starts_with("__Host-"), "SE-2: `{name}`");
            assert!(
                !attributes.iter().any(|part| part.starts_with("Domain")),
                "SE-2: `{name}` is not bound to the host"
            );
            if has("Max-Age=0") {
                self.0.remove(name);
            } else if self.0.insert(name.to_owned(), value.to_owned()).as_deref() != Some(value) {
                new.push(value.to_owned());
            }
        }
        new
    }

    /// The `Cookie` header, or none without cookies.
    pub(crate) fn header(&self) -> Option<String> {
        let pairs: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of the cookie whose name ends like this.
    pub(crate) fn value(&self, ending: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(name, _)| name.ends_with(ending))
            .map(|(_, value)| value.as_str())
    }

    /// Puts a value in the place of the one that is there: what a thief of cookies does.
    pub(crate) fn put(&mut self, ending: &str, value: &str, https: bool) {
        let prefix = if https { "__Host-" } else { "" };
        self.0
            .insert(format!("{prefix}sekisho-{ending}"), value.to_owned());
    }

    /// Closing the browser: what has no life of its own goes. Only the browser's own mark and the
    /// language stay.
    pub(crate) fn close(&mut self) {
        self.0
            .retain(|name, _| name.ends_with("browser") || name.ends_with("lang"));
    }
}
