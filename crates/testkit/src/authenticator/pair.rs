//! The key of a credential: what it signs with, and how COSE writes it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};

use super::{Trick, cbor_bytes, cbor_negative};

/// ECDSA over P-256 with SHA-256 (RFC 9053, 2.1).
pub(super) const ES256: i16 = -7;
/// EdDSA, which is not offered (RFC 9053, 2.2).
const EDDSA: i16 = -8;
/// RSA with PKCS #1 1.5 and SHA-256 (RFC 8812, 2).
pub(super) const RS256: i16 = -257;
/// Bytes of the modulus.
const MODULUS_BYTES: usize = 256;
/// Where the modulus stands in `RSAPublicKey`: behind the heads of a sequence and of a number, and a
/// zero (RFC 8017, A.1.1).
const MODULUS_AT: usize = 9;
/// The exponent, which is last.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// A pair of keys.
pub(super) enum Pair {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Pair {
    pub(super) fn generate(is_rsa: bool) -> Self {
        if is_rsa {
            return Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));
        }
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key"))
    }

    pub(super) fn algorithm(&self) -> i16 {
        match self {
            Self::P256(_) => ES256,
            Self::Rsa(_) => RS256,
        }
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::P256(pair) => {
                let signature = pair.sign(&random, bytes);
                signature.expect("a signature").as_ref().to_vec()
            }
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, bytes, &mut signature)
                    .expect("a signature");
                signature
            }
        }
    }

    /// The point of the public key as U2F writes it; nothing for a key that is no point.
    pub(super) fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(pair) => pair.public_key().as_ref().to_vec(),
            Self::Rsa(_) => Vec::new(),
        }
    }

    /// The public key as COSE writes it (RFC 9053, 7.1.1; RFC 8230, 4).
    pub(super) fn cose(&self, trick: &Trick) -> Vec<u8> {
        let algorithm = match (trick, self) {
            (Trick::OtherAlgorithm, _) => EDDSA,
            (Trick::ConfusedAlgorithm, Self::P256(_)) => RS256,
            (Trick::ConfusedAlgorithm, Self::Rsa(_)) => ES256,
            (_, pair) => pair.algorithm(),
        };
        let mut key = match self {
            Self::P256(_) => vec![0xa5, 0x01, 0x02, 0x03],
            Self::Rsa(_) => vec![0xa4, 0x01, 0x03, 0x03],
        };
        key.extend(cbor_negative(algorithm));
        match self {
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                key.extend([0x20, 0x01, 0x21]);
                key.extend(cbor_bytes(&point[1..33]));
                key.push(0x22);
                key.extend(cbor_bytes(&point[33..65]));
            }
            Self::Rsa(pair) => {
                let written = pair.public_key().as_ref();
                assert!(written.ends_with(&EXPONENT), "the usual exponent");
                key.push(0x20);
                key.extend(cbor_bytes(&written[MODULUS_AT..MODULUS_AT + MODULUS_BYTES]));
                key.push(0x21);
                key.extend(cbor_bytes(&EXPONENT));
            }
        }
        key
    }
}
