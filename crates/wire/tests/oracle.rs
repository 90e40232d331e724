//! Signatures against Amazon's own signer, the crate `aws-sigv4`: what it signs is verified here, and
//! what is signed here is what it signs.

#![expect(clippy::unwrap_used, reason = "what tests are made of")]

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SessionTokenMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use proptest::prelude::*;
use wire::Timestamp;
use wire::sigv4::{self, Request, SignatureError};

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const HOST: &str = "iam.example.com";

type Pair = (String, String);

/// A request before it is signed.
#[derive(Clone, Debug)]
struct Plain {
    method: &'static str,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    token: Option<String>,
    region: String,
    epoch_seconds: u32,
}

impl Plain {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(i64::from(self.epoch_seconds)).unwrap()
    }

    /// The headers and the query parameters that Amazon's signer adds.
    fn signed_by_amazon(&self, location: SignatureLocation) -> (Vec<Pair>, Vec<Pair>) {
        let token = self.token.clone();
        let identity: Identity = Credentials::new(KEY_ID, SECRET, token, None, "test").into();
        let mut settings = SigningSettings::default();
        settings.signature_location = location;
        settings.session_token_mode = SessionTokenMode::Include;
        settings.excluded_headers = None;
        if location == SignatureLocation::QueryParams {
            settings.expires_in = Some(Duration::from_mins(1));
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(self.epoch_seconds.into());
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("iam")
            .time(time)
            .settings(settings)
            .build()
            .unwrap();
        let uri = format!("https://{HOST}{}?{}", self.path, self.query);
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_str()));
        let body = SignableBody::Bytes(&self.body);
        let request = SignableRequest::new(self.method, uri, headers, body).unwrap();
        let output = sign(request, &params.into()).unwrap();
        let (instructions, _) = output.into_parts();
        let (headers, query) = instructions.into_parts();
        let headers = headers
            .into_iter()
            .map(|header| (header.name().to_owned(), header.value().to_owned()));
        let query = query
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into_owned()));
        (headers.collect(), query.collect())
    }

    fn verified(&self, headers: &[Pair], query: &str) -> Result<(), SignatureError> {
        let mut all: Vec<(&str, &[u8])> = vec![("Host", HOST.as_bytes())];
        for (name, value) in self.headers.iter().chain(headers) {
            all.push((name, value.as_bytes()));
        }
        let request = Request {
            method: self.method,
            path: &self.path,
            query,
            headers: &all,
            body: &self.body,
        };
        let parsed = sigv4::parse(&request)?;
        assert_eq!(parsed.access_key_id(), KEY_ID);
        assert_eq!(
            parsed.session_token().map(|token| token.expose().clone()),
            self.token
        );
        parsed.verify(SECRET, &request, self.now())
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let header = ("x-[a-z]{1,8}", "[!-~]([ -~]{0,20}[!-~])?");
    (
        prop::sample::select(vec!["GET", "POST"]),
        "(/([A-Za-z0-9._~-]|%[2-7][0-9A-F]){1,6}){0,3}/?",
        prop::collection::vec(
            (
                "[A-Za-z][A-Za-z0-9.]{0,10}",
                "([A-Za-z0-9._~+*/:-]|%[2-7][0-9A-F]){0,12}",
            ),
            0..6,
        ),
        prop::collection::btree_map(header.0, header.1, 0..4),
        prop::collection::vec(any::<u8>(), 0..60),
        prop::option::of("[A-Za-z0-9+/=]{1,60}"),
        "(us|ap|eu)-[a-z]{4,9}-[1-3]",
        1_000_000_000..2_000_000_000_u32,
    )
        .prop_map(
            |(method, path, query, headers, body, token, region, epoch_seconds)| {
                let pairs: Vec<String> = query
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                Plain {
                    method,
                    path: format!("/{}", path.trim_start_matches('/')),
                    query: pairs.join("&"),
                    headers: headers.into_iter().collect(),
                    body,
                    token,
                    region,
                    epoch_seconds,
                }
            },
        )
}

proptest! {
    #[test]
    fn what_amazon_signs_in_the_header_is_verified(plain in plain()) {
        let (headers, _) = plain.signed_by_amazon(SignatureLocation::Headers);
        prop_assert_eq!(plain.verified(&headers, &plain.query), Ok(()));
        let other = Plain { body: [&plain.body[..], b"."].concat(), ..plain.clone() };
        prop_assert_eq!(other.verified(&headers, &plain.query), Err(SignatureError::Mismatch));
    }

    #[test]
    fn what_amazon_presigns_is_verified(plain in plain()) {
        let (headers, added) = plain.signed_by_amazon(SignatureLocation::QueryParams);
        prop_assert!(headers.is_empty());
        let mut query = plain.query.clone();
        for (name, value) in added {
            let value: String = value
                .bytes()
                .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
                .collect();
            let separator = if query.is_empty() { "" } else { "&" };
            query.extend([separator, &name, "=", &value]);
        }
        prop_assert_eq!(plain.verified(&[], &query), Ok(()));
    }

    #[test]
    fn what_is_signed_here_is_what_amazon_signs(plain in plain()) {
        let mut headers: Vec<(&str, &[u8])> = vec![("host", HOST.as_bytes())];
        headers.extend(plain.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())));
        let request = Request {
            method: plain.method,
            path: &plain.path,
            query: &plain.query,
            headers: &headers,
            body: &plain.body,
        };
        let credentials = sigv4::Credentials {
            access_key_id: KEY_ID,
            secret_access_key: SECRET,
            session_token: plain.token.as_deref(),
        };
        let ours = sigv4::sign(&request, credentials, &plain.region, "iam", plain.now()).unwrap();
        let (theirs, _) = plain.signed_by_amazon(SignatureLocation::Headers);
        let authorization = |headers: &[Pair]| {
            let found = headers.iter().find(|(name, _)| name == "authorization");
            found.map(|(_, value)| value.clone())
        };
        prop_assert!(authorization(&ours).is_some());
        prop_assert_eq!(authorization(&ours), authorization(&theirs));
    }
}
