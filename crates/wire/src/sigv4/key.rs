//! The key that signs: derived from the secret for one day, region and service.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::TERMINATOR;
use super::parse::Scope;

/// A signing key. It is good for its scope, and may be kept for the day.
pub struct SigningKey(Zeroizing<[u8; 32]>);

impl SigningKey {
    /// Derives the key of a scope.
    pub fn derive(secret_access_key: &str, scope: &Scope) -> Self {
        let secret = Zeroizing::new(format!("AWS4{secret_access_key}"));
        let day = mac(secret.as_bytes(), scope.day().as_bytes());
        let region = mac(&*day, scope.region().as_bytes());
        let service = mac(&*region, scope.service().as_bytes());
        Self(mac(&*service, TERMINATOR.as_bytes()))
    }

    /// The signature of a text.
    pub(super) fn sign(&self, string_to_sign: &[u8]) -> Zeroizing<[u8; 32]> {
        mac(&*self.0, string_to_sign)
    }
}

fn mac(key: &[u8], text: &[u8]) -> Zeroizing<[u8; 32]> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    Zeroizing::new(mac.chain_update(text).finalize().into_bytes().into())
}
