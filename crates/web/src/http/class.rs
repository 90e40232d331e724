//! Which of four kinds of request this is; headers, limits and metrics go by it.

use axum::http::{Method, Uri};
use wire::account;

/// The kind of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    /// A call of AWS's API.
    Aws,
    /// A page for people, or a form on one.
    Page,
    /// A file that pages use.
    Asset,
    /// A question of the operator's tools.
    Probe,
}

impl Class {
    /// `GET /` is a call when it names an `Action` or is signed in its query, else it
    /// leads to the console; anything but reading `/` is a call, and so is what is sent to the address of
    /// an operation.
    pub(super) fn of(method: &Method, uri: &Uri) -> Self {
        match uri.path() {
            "/" if *method != Method::GET && *method != Method::HEAD => Self::Aws,
            "/" if names_a_call(uri.query().unwrap_or_default()) => Self::Aws,
            "/healthz" | "/readyz" | "/metrics" => Self::Probe,
            path if path.starts_with("/assets/") => Self::Asset,
            path if *method == Method::POST && account::SERVICE.has_path(path) => Self::Aws,
            _ => Self::Page,
        }
    }

    /// The name in metrics and logs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Page => "page",
            Self::Asset => "asset",
            Self::Probe => "probe",
        }
    }
}

fn names_a_call(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| {
        let signed = name
            .get(..6)
            .is_some_and(|start| start.eq_ignore_ascii_case("x-amz-"));
        name == "Action" || signed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_the_root_leads_to_the_console_unless_the_query_is_a_call() {
        for (method, uri, class) in [
            (Method::GET, "/", Class::Page),
            (Method::HEAD, "/", Class::Page),
            (Method::GET, "/?lang=ja", Class::Page),
            (Method::GET, "/?action=x", Class::Page),
            (Method::GET, "/?Action=GetUser", Class::Aws),
            (
                Method::GET,
                "/?Version=2010-05-08&Action=GetUser",
                Class::Aws,
            ),
            (Method::GET, "/?X-Amz-Signature=0", Class::Aws),
            (Method::GET, "/?x-amz-date=0", Class::Aws),
            (Method::GET, "/?X-Am%C3%A9=0", Class::Page),
            (Method::POST, "/", Class::Aws),
            (Method::OPTIONS, "/", Class::Aws),
            (Method::PUT, "/", Class::Aws),
            (Method::POST, "/getContactInformation", Class::Aws),
            (Method::POST, "/listRegions", Class::Aws),
            (Method::GET, "/getContactInformation", Class::Page),
            (Method::POST, "/GetContactInformation", Class::Page),
            (Method::POST, "/getContactInformation/", Class::Page),
            (Method::GET, "/console?Action=GetUser", Class::Page),
            (Method::POST, "/signin", Class::Page),
            (Method::GET, "/assets/sekisho.css?v=0", Class::Asset),
            (Method::GET, "/assets", Class::Page),
            (Method::GET, "/healthz", Class::Probe),
            (Method::GET, "/readyz", Class::Probe),
            (Method::GET, "/metrics", Class::Probe),
            (Method::GET, "/metrics/", Class::Page),
        ] {
            let uri: Uri = uri.parse().expect("an address");
            assert_eq!(Class::of(&method, &uri), class, "{method} {uri}");
        }
    }
}
