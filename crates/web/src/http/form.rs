//! One door for forms: body limit, token, then the fields as a type.
//!
//! A handler that takes a [`Form`] cannot forget any of the three. Text arrives as it was typed;
//! what may be tidied (full-width digits, stray spaces) is decided by the type of the field.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode;
use serde::de::DeserializeOwned;

use super::{App, Problem, csrf};

/// The fields of a form that one of our own pages sent. `T` sees the field `csrf` as unknown, so
/// it must not refuse unknown fields.
pub struct Form<T>(pub T);

/// The longest form.
pub const FORM_BYTES_MAX: usize = 64 * 1024;

/// The most fields of a form.
pub const FORM_FIELDS_MAX: usize = 256;

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        if !is_form(&parts.headers) {
            return Err(Problem::BadForm);
        }
        let body = read(&parts.headers, body).await?;
        let token = token(&body)?;
        csrf::check(app, &parts, &token)?;
        // The library's message may quote what was typed, so it goes nowhere.
        let fields = serde_html_form::from_bytes(&body).map_err(|_| Problem::BadForm)?;
        Ok(Self(fields))
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    essence
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    if announced.is_some_and(|text| text.parse().is_ok_and(|bytes: u64| bytes > MAX)) {
        return Err(Problem::TooLarge);
    }
    match Limited::new(body, FORM_BYTES_MAX).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::TooLarge),
        // The browser went away or broke off; nobody reads the answer.
        Err(_) => Err(Problem::BadForm),
    }
}

const MAX: u64 = FORM_BYTES_MAX as u64;

/// The token of a form that is UTF-8 and has neither too many fields nor two tokens.
fn token(body: &[u8]) -> Result<String, Problem> {
    // Separators are ASCII, so the whole is UTF-8 exactly when every field is. Without this check
    // the parser would quietly put U+FFFD into a password.
    if percent_decode(body).decode_utf8().is_err() {
        return Err(Problem::BadForm);
    }
    let mut tokens = Vec::new();
    for (count, (name, value)) in form_urlencoded::parse(body).enumerate() {
        if count == FORM_FIELDS_MAX {
            return Err(Problem::BadForm);
        }
        if name == csrf::FIELD {
            tokens.push(value.into_owned());
        }
    }
    match tokens.len() {
        1 => Ok(tokens.remove(0)),
        _ => Err(Problem::FormTooOld),
    }
}
