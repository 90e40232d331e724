//! Pages: how many items, and from where on.
//!
//! A marker says after which item the next page begins. It is sealed with a key of the server and
//! bound to the account, the operation and the selection, so that it opens nothing but the rest of
//! the list that it came from. The number of items may change from page to page.
//!
//! **Invariants.** A marker that was changed, made up or taken from another list is refused with
//! AWS's one text for all of it, `Invalid Marker.` A marker has at most [`MARKER_CHARS_MAX`]
//! characters, as AWS's models demand of those that come back.
//!
//! **Source.** AWS's IAM model (`Marker`, `MaxItems`), and what was seen on AWS in 2026-09.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::error::AwsError;
use crate::refusals;
use crate::service::Asks;

/// Items of a page when the caller does not say.
pub const MAX_ITEMS_DEFAULT: usize = 100;
/// Longest marker.
pub const MARKER_CHARS_MAX: usize = 320;
/// Bytes of a marker that prove it: HMAC-SHA256 cut to 96 bits, so that the longest serial number
/// of a virtual device still fits beside it.
const PROOF_BYTES: usize = 12;
/// Longest position.
pub const POSITION_BYTES_MAX: usize = MARKER_CHARS_MAX / 4 * 3 - PROOF_BYTES;

/// A request for a list that comes in pages.
pub trait Paged: Asks {
    /// Most items that a page may have.
    const ITEMS_MAX: usize;

    /// Where the page begins, as the caller says.
    fn marker(&self) -> Option<&str>;

    /// How many items it has at most, as the caller says.
    fn max_items(&self) -> Option<i32>;

    /// What else was asked for: two requests for one list select the same.
    fn select(&self, selection: &mut Selection);
}

/// The key that markers are sealed with.
pub struct MarkerKey(Zeroizing<[u8; 32]>);

impl MarkerKey {
    /// Keys are drawn by the caller.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

/// One page of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// The position after which it begins; none at the beginning of the list.
    pub after: Option<String>,
    /// Most items that it may have, 1 to [`Paged::ITEMS_MAX`].
    pub items_max: usize,
}

/// A position that does not fit in a marker.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a position of {0} bytes does not fit in a marker; use at most {POSITION_BYTES_MAX}")]
pub struct PositionTooLong(pub usize);

/// Which page is asked for; `account` is whose list it is. Where AWS fills in a member that was not
/// sent, such as the name of the caller, it belongs to whose list it is.
pub fn page<P: Paged>(request: &P, key: &MarkerKey, account: &str) -> Result<Page, AwsError> {
    let items_max = request
        .max_items()
        .and_then(|items| usize::try_from(items).ok())
        .unwrap_or(MAX_ITEMS_DEFAULT)
        .clamp(1, P::ITEMS_MAX);
    let after = request
        .marker()
        .map(|marker| {
            open(marker, request, key, account).ok_or_else(|| refusals::invalid_marker(P::SERVICE))
        })
        .transpose()?;
    Ok(Page { after, items_max })
}

/// The marker of the page that begins after a position.
pub fn marker_after<P: Paged>(
    position: &str,
    request: &P,
    key: &MarkerKey,
    account: &str,
) -> Result<String, PositionTooLong> {
    if position.len() > POSITION_BYTES_MAX {
        return Err(PositionTooLong(position.len()));
    }
    let mut bytes = proof(position.as_bytes(), request, key, account).to_vec();
    bytes.extend_from_slice(position.as_bytes());
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

fn open<P: Paged>(marker: &str, request: &P, key: &MarkerKey, account: &str) -> Option<String> {
    let bytes = BASE64URL_NOPAD.decode(marker.as_bytes()).ok()?;
    let (shown, position) = bytes.split_at_checked(PROOF_BYTES)?;
    let proof = proof(position, request, key, account);
    if !bool::from(proof.as_slice().ct_eq(shown)) {
        return None;
    }
    String::from_utf8(position.to_vec()).ok()
}

fn proof<P: Paged>(
    position: &[u8],
    request: &P,
    key: &MarkerKey,
    account: &str,
) -> [u8; PROOF_BYTES] {
    let mac = Hmac::<Sha256>::new_from_slice(&*key.0).expect("HMAC takes keys of any length");
    let mut selection = Selection(mac);
    selection.part(P::SERVICE.name);
    selection.part(P::OPERATION);
    selection.part(account);
    request.select(&mut selection);
    selection.part("");
    selection.0.update(position);
    let whole = selection.0.finalize().into_bytes();
    let mut proof = [0; PROOF_BYTES];
    proof.copy_from_slice(&whole[..PROOF_BYTES]);
    proof
}

/// What was asked for, gathered member by member.
pub struct Selection(Hmac<Sha256>);

impl Selection {
    /// A member, if it was sent. An enumeration or a boolean gives its text.
    pub fn member(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.part(name);
            self.part(value);
        }
    }

    /// Each part with its length, so that no two lists of parts look alike.
    fn part(&mut self, part: &str) {
        self.0.update(&(part.len() as u64).to_be_bytes());
        self.0.update(part.as_bytes());
    }
}

#[cfg(test)]
mod tests;
