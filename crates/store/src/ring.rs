//! The key ring: the secrets that are not in the database.
//!
//! A ring holds one **root** and one or more **sealing keys**. The newest sealing key seals, all
//! of them open, so a ring can be rotated while old records are still sealed with old keys. Other
//! keys (for CSRF tokens, for keyed hashes of identifiers) are derived from the root, which
//! rotation leaves as it is: a new root would orphan every record that is found by such a hash.
//!
//! A key's id is computed from the key, so an id in the database names one key and no other, and a
//! damaged key file is noticed. The database keeps the ring's fingerprint and the ids of its
//! sealing keys, never a key.
//!
//! Not here: rotation of a database, and the file's place, which the configuration names.

mod file;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, RandomizedNonceKey};
use aws_lc_rs::hmac;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::error::{OpenError, RingError};
use crate::limits::MAX_RING_KEYS;

pub(crate) use self::file::sync_directory;

const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 8;
const ROOT_LABEL: &str = "sekisho ring 1";
const SEAL_LABEL: &str = "sekisho sealing key 1";

type KeyBytes = Zeroizing<[u8; KEY_BYTES]>;

/// The master keys of one installation. Clones share the keys.
#[derive(Clone)]
pub struct KeyRing(Arc<Keys>);

struct Keys {
    root: KeyBytes,
    fingerprint: String,
    /// INVARIANT: from the oldest to the newest, never empty, no id twice.
    sealing: Vec<SealingKey>,
}

pub(crate) struct SealingKey {
    pub(crate) id: String,
    pub(crate) cipher: RandomizedNonceKey,
    bytes: KeyBytes,
}

impl KeyRing {
    /// Makes a new ring from the randomness that `fill` gives, which must be fit for keys.
    pub fn generate(fill: &mut dyn FnMut(&mut [u8])) -> Self {
        let root = random(fill);
        let sealing = SealingKey::new(random(fill));
        Self::assemble(root, vec![sealing])
    }

    /// This ring with one more key, which seals from now on. Root and fingerprint stay.
    pub fn rotated(&self, fill: &mut dyn FnMut(&mut [u8])) -> Result<Self, RingError> {
        if self.0.sealing.len() >= MAX_RING_KEYS {
            return Err(RingError::RingFull { max: MAX_RING_KEYS });
        }
        let old = self.0.sealing.iter().map(|key| key.bytes.clone());
        let sealing = old.chain([random(fill)]).map(SealingKey::new).collect();
        Ok(Self::assemble(self.0.root.clone(), sealing))
    }

    /// What names this ring in a database and in messages. It tells nothing about the keys and
    /// stays the same when keys are added or retired.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// A key for one purpose, which is a fixed text of the program. The same ring gives the same
    /// key for the same purpose for ever, also after rotation.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        keyed(&self.0.root, "sekisho derived key 1: ", purpose)
    }

    /// The ids of the sealing keys, from the oldest to the newest.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.0.sealing.iter().map(|key| key.id.as_str())
    }

    /// This ring with its newest key alone, once nothing is sealed with the others.
    #[must_use]
    pub fn only_newest(&self) -> Self {
        let newest = SealingKey::new(self.newest().bytes.clone());
        Self::assemble(self.0.root.clone(), vec![newest])
    }

    /// Refuses what was made with another ring, or sealed with a key that is not in this one.
    pub(crate) fn opens(
        &self,
        path: &Path,
        fingerprint: &str,
        sealing: &[String],
    ) -> Result<(), OpenError> {
        let other = |expected: &str, found: String| OpenError::WrongMasterKey {
            path: path.into(),
            expected: expected.into(),
            found,
        };
        if fingerprint != self.fingerprint() {
            return Err(other(fingerprint, self.fingerprint().into()));
        }
        match sealing.iter().find(|id| self.key(id).is_none()) {
            Some(id) => Err(other(id, self.key_ids().collect::<Vec<_>>().join(", "))),
            None => Ok(()),
        }
    }

    pub(crate) fn newest(&self) -> &SealingKey {
        self.0
            .sealing
            .last()
            .expect("a ring is made with at least one key")
    }

    pub(crate) fn key(&self, id: &str) -> Option<&SealingKey> {
        self.0.sealing.iter().find(|key| key.id == id)
    }

    fn assemble(root: KeyBytes, sealing: Vec<SealingKey>) -> Self {
        assert!(!sealing.is_empty(), "a ring has a key that seals");
        let fingerprint = id_of(&root, ROOT_LABEL);
        Self(Arc::new(Keys {
            root,
            fingerprint,
            sealing,
        }))
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({})", self.fingerprint())
    }
}

impl SealingKey {
    fn new(bytes: KeyBytes) -> Self {
        Self {
            id: id_of(&bytes, SEAL_LABEL),
            cipher: RandomizedNonceKey::new(&AES_256_GCM, bytes.as_slice())
                .expect("AES-256 takes every key of 32 bytes"),
            bytes,
        }
    }
}

fn id_of(key: &KeyBytes, label: &str) -> String {
    let tag = keyed(key, label, "");
    HEXLOWER.encode(&tag[..ID_BYTES])
}

fn keyed(key: &KeyBytes, label: &str, text: &str) -> KeyBytes {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key.as_slice()));
    context.update(label.as_bytes());
    context.update(text.as_bytes());
    let mut out = Zeroizing::new([0; KEY_BYTES]);
    out.copy_from_slice(context.sign().as_ref());
    out
}

fn random(fill: &mut dyn FnMut(&mut [u8])) -> KeyBytes {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    fill(bytes.as_mut_slice());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Different bytes at each call, and the same ones in each test.
    pub(super) fn counting() -> impl FnMut(&mut [u8]) {
        let mut next = 0;
        move |bytes| {
            next += 1;
            bytes.fill(next);
        }
    }

    #[test]
    fn rotation_adds_a_key_and_keeps_what_is_derived() {
        let mut fill = counting();
        let ring = KeyRing::generate(&mut fill);
        let rotated = ring.rotated(&mut fill).unwrap();
        assert_eq!(rotated.fingerprint(), ring.fingerprint());
        assert_eq!(*rotated.derive("csrf"), *ring.derive("csrf"));
        assert_ne!(rotated.newest().id, ring.newest().id);
        assert_eq!(rotated.key_ids().next(), ring.key_ids().next());
    }

    #[test]
    fn a_ring_with_its_newest_key_alone_seals_with_it_and_keeps_what_is_derived() {
        let mut fill = counting();
        let rotated = KeyRing::generate(&mut fill).rotated(&mut fill).unwrap();
        let alone = rotated.only_newest();
        assert!(alone.key_ids().eq([rotated.newest().id.as_str()]));
        assert_eq!(alone.fingerprint(), rotated.fingerprint());
        assert_eq!(*alone.derive("csrf"), *rotated.derive("csrf"));
    }

    #[test]
    fn each_purpose_and_each_ring_has_keys_of_its_own() {
        let mut fill = counting();
        let (one, two) = (KeyRing::generate(&mut fill), KeyRing::generate(&mut fill));
        assert_ne!(*one.derive("csrf"), *one.derive("identifiers"));
        assert_ne!(*one.derive("csrf"), *two.derive("csrf"));
        assert_ne!(one.fingerprint(), two.fingerprint());
    }

    /// The value comes from an independent computation:
    /// HMAC-SHA256 with a key of 32 bytes 0x01 over `sekisho derived key 1: csrf`.
    #[test]
    fn derived_keys_never_change_between_releases() {
        let ring = KeyRing::generate(&mut counting());
        assert_eq!(
            HEXLOWER.encode(ring.derive("csrf").as_slice()),
            "aeca19aeeb916a243c2be3338799225d6f6f9743a8c88e00891fd6ee81ba97cd"
        );
        assert_eq!(ring.fingerprint(), "90d0f6d0db778290");
        assert_eq!(ring.newest().id, "15163502179df2dd");
    }

    #[test]
    fn a_ring_holds_its_maximum_of_keys_and_not_one_more() {
        let mut fill = counting();
        let mut ring = KeyRing::generate(&mut fill);
        for _ in 1..MAX_RING_KEYS {
            ring = ring.rotated(&mut fill).unwrap();
        }
        assert_eq!(ring.key_ids().count(), MAX_RING_KEYS);
        let refusal = ring.rotated(&mut fill).unwrap_err();
        assert_eq!(refusal, RingError::RingFull { max: MAX_RING_KEYS });
    }

    #[test]
    fn a_ring_shows_its_fingerprint_only() {
        let ring = KeyRing::generate(&mut counting());
        assert_eq!(
            format!("{ring:?}"),
            format!("KeyRing({})", ring.fingerprint())
        );
    }
}
