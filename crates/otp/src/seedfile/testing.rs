//! Seed files for tests, written here: what is read comes from a second hand only in `tests/`.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::consts::U16;
use aes::cipher::{BlockCipherEncrypt, BlockModeEncrypt, BlockSizeUser, KeyInit, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use aes_kw::AesKw;
use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{Entry, Kind, SeedFile, Unlock, read};

/// The seed of most test tokens: the one that RFC 4226 and RFC 6030 use.
pub(super) const SEED: &[u8] = b"12345678901234567890";
pub(super) const SEED_BASE64: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=";
pub(super) const KEY: [u8; 32] = *b"a key that only the tests know..";
/// 24 bytes, so that key wrap can wrap it.
const MAC_KEY: &[u8] = b"another key, for MACs 24";
const START: [u8; 16] = *b"a block to start";

/// Writes encrypted containers with one cipher and one MAC.
#[derive(Clone, Copy)]
pub(super) struct Writer {
    pub(super) key: &'static [u8],
    pub(super) cipher: &'static str,
    pub(super) mac: &'static str,
}

impl Writer {
    /// Every cipher with every MAC.
    pub(super) fn all() -> impl Iterator<Item = Writer> {
        let ciphers = [
            ("aes128-cbc", &KEY[..16]),
            ("aes192-cbc", &KEY[..24]),
            ("aes256-cbc", &KEY[..]),
            ("kw-aes128", &KEY[..16]),
            ("kw-aes192", &KEY[..24]),
            ("kw-aes256", &KEY[..]),
        ];
        ciphers.into_iter().flat_map(|(cipher, key)| {
            ["hmac-sha1", "hmac-sha256", "hmac-sha512"].map(|mac| Writer { key, cipher, mac })
        })
    }

    /// The one of most tests.
    pub(super) fn usual() -> Writer {
        Writer {
            key: &KEY[..16],
            cipher: "aes128-cbc",
            mac: "hmac-sha1",
        }
    }

    pub(super) fn ciphertext(&self, plain: &[u8]) -> Vec<u8> {
        match self.cipher {
            "aes128-cbc" => cbc::<Aes128>(self.key, plain),
            "aes192-cbc" => cbc::<Aes192>(self.key, plain),
            "aes256-cbc" => cbc::<Aes256>(self.key, plain),
            "kw-aes128" => wrap::<Aes128>(self.key, plain),
            "kw-aes192" => wrap::<Aes192>(self.key, plain),
            _ => wrap::<Aes256>(self.key, plain),
        }
    }

    fn tag(&self, bytes: &[u8]) -> Vec<u8> {
        match self.mac {
            "hmac-sha1" => tag::<Hmac<Sha1>>(bytes),
            "hmac-sha256" => tag::<Hmac<Sha256>>(bytes),
            _ => tag::<Hmac<Sha512>>(bytes),
        }
    }

    fn encrypted(&self, bytes: &[u8]) -> String {
        format!(
            "<x:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#{}\"/>\
             <x:CipherData><x:CipherValue>{}</x:CipherValue></x:CipherData>",
            self.cipher,
            BASE64.encode(bytes)
        )
    }

    /// `EncryptedValue` and its `ValueMAC`.
    pub(super) fn value(&self, plain: &[u8]) -> String {
        let bytes = self.ciphertext(plain);
        format!(
            "<EncryptedValue>{}</EncryptedValue><ValueMAC>{}</ValueMAC>",
            self.encrypted(&bytes),
            BASE64.encode(&self.tag(&bytes))
        )
    }

    pub(super) fn mac_method(&self) -> String {
        format!(
            "<MACMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#{}\">\
             <MACKey>{}</MACKey></MACMethod>",
            self.mac,
            self.encrypted(&self.ciphertext(MAC_KEY))
        )
    }

    /// A container with a pre-shared key.
    pub(super) fn container(&self, packages: &str) -> String {
        container(&format!(
            "<EncryptionKey><d:KeyName>shared</d:KeyName></EncryptionKey>{}{packages}",
            self.mac_method()
        ))
    }

    pub(super) fn unlock(&self) -> Unlock<'static> {
        Unlock::PreSharedKey(self.key)
    }
}

/// A container with whatever is in it.
pub(super) fn container(children: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <KeyContainer Version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\" \
         xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\" \
         xmlns:x=\"http://www.w3.org/2001/04/xmlenc#\">\n{children}\n</KeyContainer>\n"
    )
}

/// `Secret` in the clear.
pub(super) fn plain_secret() -> String {
    format!("<Secret><PlainValue>{SEED_BASE64}</PlainValue></Secret>")
}

/// A package of a TOTP token of six digits; `data` is what stands in `Data`.
pub(super) fn package(serial: &str, data: &str) -> String {
    package_with(serial, ":totp", SIX, data, "")
}

/// What says that codes have six digits.
pub(super) const SIX: &str = "<ResponseFormat Encoding=\"DECIMAL\" Length=\"6\"/>";

/// A package of which every part can be chosen; `rest` follows `Data`.
pub(super) fn package_with(
    serial: &str,
    algorithm: &str,
    parameters: &str,
    data: &str,
    rest: &str,
) -> String {
    format!(
        "<KeyPackage><DeviceInfo><Manufacturer>Acme</Manufacturer><SerialNo>{serial}</SerialNo>\
         </DeviceInfo><Key Id=\"1\" Algorithm=\"urn:ietf:params:xml:ns:keyprov:pskc{algorithm}\">\
         <Issuer>Issuer</Issuer><AlgorithmParameters>{parameters}</AlgorithmParameters>\
         <Data>{data}</Data>{rest}</Key></KeyPackage>\n"
    )
}

/// What became of a text, in words that a table can hold.
pub(super) fn told(text: &str, unlock: Unlock<'_>) -> String {
    match read(text.as_bytes(), unlock) {
        Ok(file) => told_of(&file),
        Err(error) => format!("{}: {error}", error.code()),
    }
}

fn told_of(file: &SeedFile) -> String {
    let entries = file.entries.iter().map(told_of_entry);
    let refusals = file.refusals.iter();
    let refusals = refusals.map(|refusal| format!("{}: {}", refusal.reason.code(), refusal.reason));
    entries.chain(refusals).collect::<Vec<_>>().join("; ")
}

pub(super) fn told_of_entry(entry: &Entry) -> String {
    let serial = &entry.serial;
    let bytes = entry.seed.as_bytes().len();
    match entry.kind {
        Kind::Totp {
            params,
            time_steps,
            drift_steps,
        } => {
            let (algorithm, digits) = (params.algorithm(), params.digits());
            let step = params.step_seconds();
            format!("{serial} {bytes} TOTP {algorithm} {digits} {step} {time_steps} {drift_steps}")
        }
        Kind::Hotp {
            algorithm,
            digits,
            counter,
        } => format!("{serial} {bytes} HOTP {algorithm} {digits} {counter}"),
    }
}

fn cbc<C>(key: &[u8], plain: &[u8]) -> Vec<u8>
where
    C: BlockCipherEncrypt + KeyInit,
    cbc::Encryptor<C>: KeyIvInit + BlockModeEncrypt,
{
    let mut buffer = vec![0; plain.len() + 16];
    buffer[..plain.len()].copy_from_slice(plain);
    let cipher = cbc::Encryptor::<C>::new_from_slices(key, &START).unwrap();
    let encrypted = cipher.encrypt_padded::<Pkcs7>(&mut buffer, plain.len());
    [&START, encrypted.unwrap()].concat()
}

/// Key wrap pads nothing: it is for whole half blocks.
fn wrap<C>(key: &[u8], plain: &[u8]) -> Vec<u8>
where
    C: BlockCipherEncrypt + KeyInit + BlockSizeUser<BlockSize = U16>,
{
    let mut buffer = vec![0; plain.len() + 8];
    let wrap = AesKw::<C>::new_from_slice(key).unwrap();
    wrap.wrap_key(plain, &mut buffer).unwrap();
    buffer
}

fn tag<M: Mac + KeyInit>(bytes: &[u8]) -> Vec<u8> {
    let mac = <M as KeyInit>::new_from_slice(MAC_KEY).unwrap();
    mac.chain_update(bytes).finalize().into_bytes().to_vec()
}
