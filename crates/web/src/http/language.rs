//! Which language a page is in: what was chosen in the header, else what the browser asks for.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{App, Cookie, CookieValue, Cookies, Form, OwnPath, Problem};
use crate::lang::Lang;

impl FromRequestParts<App> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut request::Parts,
        app: &App,
    ) -> Result<Self, Self::Rejection> {
        let cookies = Cookies::read(&parts.headers, app.config().public_url.is_https());
        let chosen = cookies.value(Cookie::Language);
        if let Some(lang) = chosen.and_then(|value| Self::from_tag(value.as_str())) {
            return Ok(lang);
        }
        let asked = parts.headers.get(ACCEPT_LANGUAGE);
        let asked = asked
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Ok(Self::from_accept_language(asked))
    }
}

/// The switch in the header of every page.
#[derive(Deserialize)]
pub(super) struct Choice {
    lang: String,
    #[serde(rename = "return")]
    back: String,
}

/// `POST /lang`: keeps the choice for a year and goes back to the page.
pub(super) async fn choose(
    cookies: Cookies,
    Form(choice): Form<Choice>,
) -> Result<Response, Problem> {
    let lang = Lang::from_tag(&choice.lang).ok_or(Problem::BadForm)?;
    let back = OwnPath::parse(&choice.back).unwrap_or_else(|_| OwnPath::console());
    let value = CookieValue::parse(lang.tag()).ok_or(Problem::Internal)?;
    Ok((cookies.set(Cookie::Language, &value), back.redirect()).into_response())
}
