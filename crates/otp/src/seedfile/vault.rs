//! What is encrypted in a PSKC file: the key, the ciphers, the MAC.
//!
//! **Invariants.** A value is decrypted only after its MAC has proved it; AES key wrap proves
//! itself. Whatever does not fit refuses the whole file, with one answer for a wrong key and a
//! changed value. Keys, and what was decrypted, are wiped.
//!
//! Source: RFC 6030 section 6; XML Encryption 1.1 sections 5.2 and 5.4; RFC 8018 section 5.2
//! (PBKDF2); RFC 3394 (key wrap).

use aes::cipher::block_padding::Iso10126;
use aes::cipher::{BlockCipherDecrypt, BlockModeDecrypt, BlockSizeUser, KeyInit, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};
use aes_kw::AesKw;
use data_encoding::BASE64;
use hmac::{Hmac, Mac};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use super::refusal::{FileError, Reason};
use super::xml::Element;
use super::{Protection, Unlock};
use crate::params::Algorithm;
use crate::text::shown;

/// The lengths of AES keys.
pub(super) const KEY_BYTES: [usize; 3] = [16, 24, 32];
pub(super) const KEY_BYTES_MAX: usize = 32;
/// The most rounds of PBKDF2 that are made, about a second of work.
pub const ITERATIONS_MAX: u32 = 2_000_000;
/// AES works on blocks of 128 bits, and so the first block of a ciphertext is its start value.
const BLOCK_BYTES: usize = 16;
/// Key wrap works on half blocks.
const WRAP_BYTES: usize = 8;

/// The key of a file and the MAC that it is used with.
pub(super) struct Vault {
    protection: Protection,
    key: Zeroizing<Vec<u8>>,
    mac: Option<FileMac>,
}

/// The MAC of a file: which hash, and its own key.
struct FileMac {
    algorithm: Algorithm,
    key: Zeroizing<Vec<u8>>,
}

/// How one value is encrypted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cipher {
    Cbc { key_bytes: usize },
    Wrap { key_bytes: usize },
}

impl Vault {
    /// What a file has that says nothing of encryption.
    pub(super) fn plain() -> Vault {
        Vault {
            protection: Protection::Plain,
            key: Zeroizing::default(),
            mac: None,
        }
    }

    /// Reads `EncryptionKey`, and takes or derives the key.
    pub(super) fn open(element: &Element, unlock: Unlock<'_>) -> Result<Vault, FileError> {
        let (protection, key) = match element.child("DerivedKey").map_err(derivation)? {
            Some(derived) => (Protection::Passphrase, derived_key(derived, unlock)?),
            None => (Protection::PreSharedKey, pre_shared_key(element, unlock)?),
        };
        Ok(Vault {
            protection,
            key,
            mac: None,
        })
    }

    pub(super) fn protection(&self) -> Protection {
        self.protection
    }

    /// Reads `MACMethod`. Without a key of its own, the file's key is the MAC's as well.
    pub(super) fn read_mac(&mut self, element: &Element) -> Result<(), FileError> {
        if self.protection == Protection::Plain {
            // There is no key, so there is nothing that a MAC could prove.
            return Ok(());
        }
        let line = element.line();
        if self.mac.is_some() {
            return Err(FileError::Misplaced {
                line,
                what: "MACMethod",
            });
        }
        let method = element.attribute("Algorithm").unwrap_or_default();
        let algorithm = hmac_of(method).ok_or_else(|| FileError::Unsupported {
            what: "the MAC algorithm",
            name: shown(local(method)),
        })?;
        let key = match element.child("MACKey").map_err(|_| damaged(line))? {
            Some(encrypted) => {
                let (cipher, bytes) = ciphertext(encrypted)?;
                self.decrypt(cipher, &bytes, line)?
            }
            None => self.key.clone(),
        };
        self.mac = Some(FileMac { algorithm, key });
        Ok(())
    }

    /// Opens an `EncryptedValue`, which its `ValueMAC` has to prove.
    pub(super) fn value(
        &self,
        encrypted: &Element,
        value_mac: Option<&Element>,
    ) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let line = encrypted.line();
        if self.protection == Protection::Plain {
            return Err(FileError::Unsupported {
                what: "an encrypted value without",
                name: "EncryptionKey".to_owned(),
            });
        }
        let (cipher, bytes) = ciphertext(encrypted)?;
        match (&self.mac, value_mac, cipher) {
            (Some(mac), Some(value_mac), _) => {
                let tag = base64(value_mac.text()).ok_or_else(|| damaged(line))?;
                if !mac.proves(&bytes, &tag) {
                    return Err(FileError::BadMac { line });
                }
            }
            (_, None, Cipher::Wrap { .. }) => {}
            _ => return Err(FileError::MacMissing { line }),
        }
        self.decrypt(cipher, &bytes, line)
    }

    fn decrypt(
        &self,
        cipher: Cipher,
        bytes: &[u8],
        line: u32,
    ) -> Result<Zeroizing<Vec<u8>>, FileError> {
        let (Cipher::Cbc { key_bytes } | Cipher::Wrap { key_bytes }) = cipher;
        if self.key.len() != key_bytes {
            return Err(FileError::KeyLength {
                bytes: self.key.len(),
                expected: key_bytes,
            });
        }
        let (block_bytes, blocks_min) = match cipher {
            Cipher::Cbc { .. } => (BLOCK_BYTES, 2),
            Cipher::Wrap { .. } => (WRAP_BYTES, 3),
        };
        if !bytes.len().is_multiple_of(block_bytes) || bytes.len() < blocks_min * block_bytes {
            return Err(damaged(line));
        }
        let opened = match cipher {
            Cipher::Cbc { key_bytes: 16 } => cbc::<Aes128>(&self.key, bytes),
            Cipher::Cbc { key_bytes: 24 } => cbc::<Aes192>(&self.key, bytes),
            Cipher::Cbc { .. } => cbc::<Aes256>(&self.key, bytes),
            Cipher::Wrap { key_bytes: 16 } => unwrap::<Aes128>(&self.key, bytes),
            Cipher::Wrap { key_bytes: 24 } => unwrap::<Aes192>(&self.key, bytes),
            Cipher::Wrap { .. } => unwrap::<Aes256>(&self.key, bytes),
        };
        opened.ok_or(FileError::BadMac { line })
    }
}

impl FileMac {
    /// Compares in constant time.
    fn proves(&self, bytes: &[u8], tag: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Sha1 => verified::<Hmac<Sha1>>(&self.key, bytes, tag),
            Algorithm::Sha256 => verified::<Hmac<Sha256>>(&self.key, bytes, tag),
            Algorithm::Sha512 => verified::<Hmac<Sha512>>(&self.key, bytes, tag),
        }
    }
}

fn verified<M: Mac + KeyInit>(key: &[u8], bytes: &[u8], tag: &[u8]) -> bool {
    <M as KeyInit>::new_from_slice(key)
        .is_ok_and(|mac| mac.chain_update(bytes).verify_slice(tag).is_ok())
}

/// The key that both sides know.
fn pre_shared_key(element: &Element, unlock: Unlock<'_>) -> Result<Zeroizing<Vec<u8>>, FileError> {
    // Keys for a certificate and the like are named by the element that would hold them.
    if let Some(other) = element.children().find(|child| child.name() != "KeyName") {
        return Err(FileError::Unsupported {
            what: "the encryption by",
            name: shown(other.name()),
        });
    }
    let Unlock::PreSharedKey(key) = unlock else {
        let key_name = element.text_at(&["KeyName"]).map_err(derivation)?;
        return Err(FileError::KeyNeeded {
            key_name: shown(key_name.unwrap_or_default()),
        });
    };
    if !KEY_BYTES.contains(&key.len()) {
        return Err(FileError::KeyLength {
            bytes: key.len(),
            expected: KEY_BYTES[0],
        });
    }
    Ok(Zeroizing::new(key.to_vec()))
}

/// The key that a passphrase gives (PBKDF2).
fn derived_key(element: &Element, unlock: Unlock<'_>) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let Unlock::Passphrase(passphrase) = unlock else {
        let key_name = element.text_at(&["MasterKeyName"]).map_err(derivation)?;
        return Err(FileError::PassphraseNeeded {
            key_name: shown(key_name.unwrap_or_default()),
        });
    };
    let missing = |what| FileError::Derivation { what };
    let method = element.child("KeyDerivationMethod").map_err(derivation)?;
    let method = method.ok_or(missing("method"))?;
    let name = method.attribute("Algorithm").unwrap_or_default();
    if !local(name).eq_ignore_ascii_case("pbkdf2") {
        return Err(FileError::Unsupported {
            what: "the key derivation",
            name: shown(local(name)),
        });
    }
    let params = method.child("PBKDF2-params").map_err(derivation)?;
    let params = params.ok_or(missing("PBKDF2-params"))?;
    let text = |path: &[&'static str]| params.text_at(path).map_err(derivation);

    let salt = text(&["Salt", "Specified"])?.and_then(base64);
    let salt = salt.ok_or(missing("Salt"))?;
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
    let iterations = number(text(&["IterationCount"])?).filter(|count| *count > 0);
    let iterations = iterations.ok_or(missing("IterationCount"))?;
    let rounds = u32::try_from(iterations).ok();
    let rounds = rounds.filter(|rounds| *rounds <= ITERATIONS_MAX);
    let rounds = rounds.ok_or(FileError::Iterations { iterations })?;
    let length = number(text(&["KeyLength"])?).and_then(|bytes| usize::try_from(bytes).ok());
    let length = length.filter(|bytes| KEY_BYTES.contains(bytes));
    let length = length.ok_or(missing("KeyLength"))?;
    let prf = params.child("PRF").map_err(derivation)?;
    let prf = prf.and_then(|prf| prf.attribute("Algorithm"));
    let hash = match prf {
        None => Algorithm::Sha1,
        Some(name) => hmac_of(name).ok_or_else(|| FileError::Unsupported {
            what: "the pseudorandom function",
            name: shown(local(name)),
        })?,
    };
    let mut key = Zeroizing::new(vec![0; length]);
    let passphrase = passphrase.as_bytes();
    match hash {
        Algorithm::Sha1 => pbkdf2_hmac::<Sha1>(passphrase, &salt, rounds, &mut key),
        Algorithm::Sha256 => pbkdf2_hmac::<Sha256>(passphrase, &salt, rounds, &mut key),
        Algorithm::Sha512 => pbkdf2_hmac::<Sha512>(passphrase, &salt, rounds, &mut key),
    }
    Ok(key)
}

/// The cipher and the bytes of an `EncryptedDataType`: `EncryptedValue` or `MACKey`.
fn ciphertext(element: &Element) -> Result<(Cipher, Zeroizing<Vec<u8>>), FileError> {
    let line = element.line();
    let method = element
        .child("EncryptionMethod")
        .map_err(|_| damaged(line))?;
    let name = method.and_then(|method| method.attribute("Algorithm"));
    let name = name.unwrap_or_default();
    let cipher = match local(name).to_ascii_lowercase().as_str() {
        "aes128-cbc" => Cipher::Cbc { key_bytes: 16 },
        "aes192-cbc" => Cipher::Cbc { key_bytes: 24 },
        "aes256-cbc" => Cipher::Cbc { key_bytes: 32 },
        "kw-aes128" => Cipher::Wrap { key_bytes: 16 },
        "kw-aes192" => Cipher::Wrap { key_bytes: 24 },
        "kw-aes256" => Cipher::Wrap { key_bytes: 32 },
        _ => {
            return Err(FileError::Unsupported {
                what: "the encryption algorithm",
                name: shown(local(name)),
            });
        }
    };
    let text = element.text_at(&["CipherData", "CipherValue"]);
    let text = text.map_err(|_| damaged(line))?;
    let bytes = text.and_then(base64).ok_or_else(|| damaged(line))?;
    Ok((cipher, bytes))
}

/// AES in CBC mode, the first block being the start value; of the padding only its length counts.
fn cbc<C>(key: &[u8], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipherDecrypt + KeyInit,
    cbc::Decryptor<C>: KeyIvInit + BlockModeDecrypt,
{
    let (start, rest) = bytes.split_at_checked(BLOCK_BYTES)?;
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, start).ok()?;
    let mut buffer = Zeroizing::new(rest.to_vec());
    let length = cipher.decrypt_padded::<Iso10126>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

fn unwrap<C>(key: &[u8], bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipherDecrypt + KeyInit + BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
{
    let wrap = AesKw::<C>::new_from_slice(key).ok()?;
    let mut buffer = Zeroizing::new(vec![0; bytes.len()]);
    let length = wrap.unwrap_key(bytes, &mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

/// The bytes of a text in Base64, blanks aside.
pub(super) fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let symbols = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let mut compact = Zeroizing::new(Vec::with_capacity(text.len()));
    compact.extend(symbols);
    let mut bytes = Zeroizing::new(vec![0; BASE64.decode_len(compact.len()).ok()?]);
    let length = BASE64.decode_mut(&compact, &mut bytes).ok()?;
    bytes.truncate(length);
    Some(bytes)
}

/// The hash of a HMAC, from the name that XML Signature gives it.
fn hmac_of(name: &str) -> Option<Algorithm> {
    match local(name).to_ascii_lowercase().as_str() {
        "hmac-sha1" => Some(Algorithm::Sha1),
        "hmac-sha256" => Some(Algorithm::Sha256),
        "hmac-sha512" => Some(Algorithm::Sha512),
        _ => None,
    }
}

/// What names an algorithm within its namespace. The namespaces differ from writer to writer.
fn local(name: &str) -> &str {
    name.rsplit_once('#').map_or(name, |(_, local)| local)
}

fn damaged(line: u32) -> FileError {
    FileError::Damaged { line }
}

fn derivation(_: Reason) -> FileError {
    FileError::Derivation {
        what: "description of the key",
    }
}

#[cfg(test)]
mod tests;
