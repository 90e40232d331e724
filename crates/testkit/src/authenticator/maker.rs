//! Whoever made a security key, and says so in a certificate (Level 3, 8.2.1).

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// `id-fido-gen-ce-aaguid`: the model that a certificate is for.
const MODEL: [u64; 9] = [1, 3, 6, 1, 4, 1, 45724, 1, 1];

/// What a maker signs the certificates of its models with.
pub struct Root {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, in DER.
    pub certificate: Vec<u8>,
}

impl Root {
    /// A new one.
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(DnType::CommonName, "A root");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self {
            certificate: certificate.der().to_vec(),
            issuer: Issuer::new(params, key),
        }
    }
}

impl Default for Root {
    fn default() -> Self {
        Self::new()
    }
}

/// A maker with a certificate of its own.
pub(super) struct Maker {
    pair: EcdsaKeyPair,
    /// In DER.
    pub(super) certificate: Vec<u8>,
}

impl Maker {
    /// For this model, signed by `root`, or by itself. A certificate that may sign others signs no
    /// attestation.
    pub(super) fn new(model: [u8; 16], is_root: bool, root: Option<&Root>) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = if is_root {
            IsCa::Ca(BasicConstraints::Unconstrained)
        } else {
            IsCa::ExplicitNoCa
        };
        for (what, value) in [
            (DnType::CountryName, "AA"),
            (DnType::OrganizationName, "A maker"),
            (DnType::OrganizationalUnitName, "Authenticator Attestation"),
            (DnType::CommonName, "A model"),
        ] {
            params.distinguished_name.push(what, value);
        }
        // A string of bytes, of which there are sixteen.
        let content = [&[0x04, 0x10], &model[..]].concat();
        let oid = [&MODEL[..], &[4]].concat();
        let extension = CustomExtension::from_oid_content(&oid, content);
        params.custom_extensions = vec![extension];
        let certificate = match root {
            Some(root) => params.signed_by(&key, &root.issuer),
            None => params.self_signed(&key),
        };
        let certificate = certificate.expect("a certificate");
        let written = key.serialize_der();
        Self {
            pair: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &written)
                .expect("the same key"),
            certificate: certificate.der().to_vec(),
        }
    }

    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let signature = self.pair.sign(&SystemRandom::new(), bytes);
        signature.expect("a signature").as_ref().to_vec()
    }
}
