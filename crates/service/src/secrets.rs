//! Secrets that are handed out once and stored only as a hash.

use std::fmt::Write as _;

use data_encoding::BASE64URL_NOPAD;
use rules::Chance;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Random bytes of a token: 256 bit (SE-1 asks for at least 128).
const TOKEN_BYTES: usize = 32;

/// A bearer secret of a cookie or an address. It can be revealed to its owner and hashed, and
/// neither printed nor compared.
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    pub fn random(chance: &mut dyn Chance) -> Self {
        let bytes = Zeroizing::new(rules::chance::bytes::<TOKEN_BYTES>(chance));
        Self(Zeroizing::new(BASE64URL_NOPAD.encode(&*bytes)))
    }

    /// One that came back. Anything will do: what is not a token hashes to nothing that is known.
    pub fn presented(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The text, for its owner only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string succeeds");
            text
        })
}

/// A random id of 128 bit, for events.
pub(crate) fn random_id(chance: &mut dyn Chance) -> String {
    hex(&rules::chance::bytes::<16>(chance))
}
