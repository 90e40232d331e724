//! The files that pages use, inside the program.
//!
//! A page names a file with the hash of its content in the address, so a browser keeps it for ever
//! and sees a new one at once. Under any other address, an old version among them, the same file is
//! answered for checking again: a node that is older than the page must not put an old file into
//! the browser's memory under the new name.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, Problem};
use crate::lang::Lang;
use crate::layout::{Layout, SCRIPT, STYLE_SHEET};

struct Asset {
    /// Path and version, as pages name it.
    address: String,
    kind: &'static str,
    content: &'static [u8],
}

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    // Pages take the addresses from their layout; asking it keeps the two from drifting apart.
    let layout = Layout {
        t: Lang::En,
        csrf: String::new(),
        path: String::new(),
        signed_in: None,
        flash: None,
    };
    [
        Asset {
            address: layout.style_sheet(),
            kind: "text/css; charset=utf-8",
            content: STYLE_SHEET,
        },
        Asset {
            address: layout.script(),
            kind: "text/javascript; charset=utf-8",
            content: SCRIPT,
        },
    ]
});

pub(super) fn routes() -> Router<App> {
    Router::new().route("/assets/{name}", get(answer))
}

impl Asset {
    fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    /// The version in the address is a hash of the content, so it is the entity tag too.
    fn tag(&self) -> String {
        let version = self.address.split("?v=").nth(1).unwrap_or_default();
        format!("\"{version}\"")
    }
}

async fn answer(Path(_): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.path() == uri.path()) else {
        return Problem::NotFound.into_response();
    };
    let asked = uri.path_and_query().map_or("", |asked| asked.as_str());
    let caching = if asked == asset.address {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let tag = asset.tag();
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let about = [(CACHE_CONTROL, caching.to_owned()), (ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(CONTENT_TYPE, asset.kind)], asset.content).into_response()
}
