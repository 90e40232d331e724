//! The certificate chain and its private key, from PEM files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

/// Most bytes of one of the files: a chain of many certificates has a tenth of it.
const FILE_BYTES_MAX: usize = 256 * 1024;

/// The files cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    /// A file cannot be read.
    #[error("`{path}` cannot be read: {reason}; name the right file in `[tls]`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is no certificate in the file.
    #[error(
        "`{0}` holds no certificate; it begins with `-----BEGIN CERTIFICATE-----`, the server's own first"
    )]
    NoCertificate(PathBuf),
    /// There is no private key in the file.
    #[error(
        "`{0}` holds no private key without a passphrase; it begins with `-----BEGIN PRIVATE KEY-----`"
    )]
    NoKey(PathBuf),
    /// The two do not belong together, or are of a kind that nobody speaks.
    #[error(
        "certificate `{certificate}` and key `{key}` cannot be used together: {reason}; name two that belong together"
    )]
    Unfit {
        /// The file of the chain.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// What TLS says.
        reason: String,
    },
}

/// TLS with the certificate and the key of these files.
pub(crate) fn tls(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, CertificateError> {
    let chain = chain(certificate)?;
    let private = private_key(key)?;
    web::tls(chain, private).map_err(|error| CertificateError::Unfit {
        certificate: certificate.into(),
        key: key.into(),
        reason: error.to_string(),
    })
}

fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let bytes = read(path)?;
    let chain: Result<Vec<_>, PemError> = CertificateDer::pem_slice_iter(&bytes).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(CertificateError::NoCertificate(path.into())),
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, CertificateError> {
    PrivateKeyDer::from_pem_slice(&read(path)?).map_err(|_| CertificateError::NoKey(path.into()))
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, CertificateError> {
    crate::os::read_bounded(path, FILE_BYTES_MAX).map_err(|error| CertificateError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn pair() -> (String, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        (made.cert.pem(), made.signing_key.serialize_pem())
    }

    #[test]
    fn a_pair_that_belongs_together_is_taken_and_everything_else_is_named_by_its_file() {
        let ((certificate, key), (_, other_key)) = (pair(), pair());
        let cases = [
            (certificate.as_str(), key.as_str(), ""),
            (&certificate, &other_key, "cannot be used together"),
            (&key, &key, "`CERT` holds no certificate"),
            ("", &key, "`CERT` holds no certificate"),
            (
                "-----BEGIN CERTIFICATE-----\n!\n",
                &key,
                "`CERT` holds no certificate",
            ),
            (&certificate, &certificate, "`KEY` holds no private key"),
            (&certificate, "", "`KEY` holds no private key"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let (at, key_at) = (folder.path().join("CERT"), folder.path().join("KEY"));
        for (certificate, key, expected) in cases {
            fs::write(&at, certificate).unwrap();
            fs::write(&key_at, key).unwrap();
            let said = tls(&at, &key_at)
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default();
            let said = said.replace(&format!("{}/", folder.path().display()), "");
            assert!(
                said.contains(expected) && said.is_empty() == expected.is_empty(),
                "{said}"
            );
            assert!(
                !said.contains("PRIVATE KEY-----\nM"),
                "a key is never repeated"
            );
        }
        fs::remove_file(&key_at).unwrap();
        let said = tls(&at, &key_at).unwrap_err().to_string();
        assert!(said.contains("KEY` cannot be read"), "{said}");
    }

    #[test]
    fn a_file_is_read_up_to_its_maximum_and_not_a_byte_further() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("CERT");
        fs::write(&path, vec![b'\n'; FILE_BYTES_MAX]).unwrap();
        assert!(read(&path).is_ok());
        fs::write(&path, vec![b'\n'; FILE_BYTES_MAX + 1]).unwrap();
        assert!(read(&path).is_err());
    }
}
