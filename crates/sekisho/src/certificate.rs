//! The certificate chain and its private key, from PEM files, which may change while the server runs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use web::App;
use x509_cert::der::Decode;
use x509_cert::time::Time;
use zeroize::Zeroizing;

use crate::answer::instant;
use crate::serve::every;

/// How often it is looked whether the files have changed. Reading them costs next to nothing.
const LOOK: Duration = Duration::from_secs(10);
/// How many days before its end a certificate is said to end soon, when the server starts.
const SOON_DAYS: i64 = 7;
/// Seconds of a day.
const DAY_SECONDS: i64 = 24 * 60 * 60;

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
    /// The certificate is over, or its time has not come.
    #[error(
        "the certificate in `{path}` is good from {from} until {until}, which is not now; renew it, or look at the clock of this machine"
    )]
    NotNow {
        /// The file of the chain.
        path: PathBuf,
        /// From when.
        from: String,
        /// Until when.
        until: String,
    },
}

/// A certificate chain with its private key, and from when to when it is good.
struct Pair {
    key: Arc<CertifiedKey>,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl Pair {
    fn days_left(&self, now: Timestamp) -> i64 {
        let seconds = self.not_after.as_second() - now.as_second();
        seconds.div_euclid(DAY_SECONDS)
    }
}

/// The certificate that new connections get. It follows its files: whoever renews them replaces them,
/// in whichever way, and what is there then is taken at the next look.
///
/// INVARIANT: what it answers with is always a pair that belongs together. Files that cannot be used
/// leave the one before in its place.
pub(crate) struct Certificate {
    chain_file: PathBuf,
    key_file: PathBuf,
    in_use: RwLock<Pair>,
}

/// What a look at the files showed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Looked {
    /// They are as they were.
    Same,
    /// There is another certificate, and new connections get it.
    New,
}

impl Certificate {
    /// The certificate and the key of these files. One that is over is taken as well at the start,
    /// because nothing would be better without it.
    ///
    /// # Errors
    /// The files cannot be used.
    pub(crate) fn open(chain_file: &Path, key_file: &Path) -> Result<Self, CertificateError> {
        Ok(Self {
            in_use: RwLock::new(load(chain_file, key_file)?),
            chain_file: chain_file.into(),
            key_file: key_file.into(),
        })
    }

    /// Reads the files again and takes what is there.
    ///
    /// # Errors
    /// The files cannot be used, or hold a certificate that is not good now; the one before stays.
    pub(crate) fn look(&self, now: Timestamp) -> Result<Looked, CertificateError> {
        let found = load(&self.chain_file, &self.key_file)?;
        if found.key.cert == self.current().cert {
            return Ok(Looked::Same);
        }
        if !(found.not_before..found.not_after).contains(&now) {
            return Err(CertificateError::NotNow {
                path: self.chain_file.clone(),
                from: instant(found.not_before),
                until: instant(found.not_after),
            });
        }
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(Looked::New)
    }

    /// For how many whole days the one in use is still good; negative when it is over.
    pub(crate) fn days_left(&self, now: Timestamp) -> i64 {
        let in_use = self.in_use.read().unwrap_or_else(PoisonError::into_inner);
        in_use.days_left(now)
    }

    fn current(&self) -> Arc<CertifiedKey> {
        let in_use = self.in_use.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&in_use.key)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _greeting: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Certificate");
        shown.field("chain_file", &self.chain_file);
        shown.finish_non_exhaustive()
    }
}

fn load(chain_file: &Path, key_file: &Path) -> Result<Pair, CertificateError> {
    let unfit = |reason: String| CertificateError::Unfit {
        certificate: chain_file.into(),
        key: key_file.into(),
        reason,
    };
    let chain = chain(chain_file)?;
    let (not_before, not_after) = chain
        .first()
        .and_then(|own| validity(own))
        .ok_or_else(|| CertificateError::NoCertificate(chain_file.into()))?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let key = CertifiedKey::from_der(chain, private_key(key_file)?, &provider)
        .map_err(|error| unfit(error.to_string()))?;
    Ok(Pair {
        key: Arc::new(key),
        not_before,
        not_after,
    })
}

/// From when to when a certificate is good.
fn validity(certificate: &[u8]) -> Option<(Timestamp, Timestamp)> {
    let read = x509_cert::Certificate::from_der(certificate).ok()?;
    let validity = read.tbs_certificate().validity();
    let at = |time: Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        // A certificate without an end says 9999-12-31, which is later than a timestamp can be.
        Some(Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX))
    };
    Some((at(validity.not_before)?, at(validity.not_after)?))
}

/// Looks at the files again and again, for as long as the server runs.
pub(crate) async fn follow(certificate: Arc<Certificate>, app: App) {
    let mut ticks = every(LOOK);
    ticks.reset_immediately();
    let mut said = None;
    let days_left = certificate.days_left(Timestamp::now());
    if days_left < SOON_DAYS {
        tracing::warn!(days_left, "the TLS certificate ends soon; renew its files");
    }
    loop {
        ticks.tick().await;
        let now = Timestamp::now();
        let reader = Arc::clone(&certificate);
        // A file on another machine may let us wait.
        let looked = tokio::task::spawn_blocking(move || reader.look(now)).await;
        let fault = match looked {
            Ok(Ok(Looked::Same)) => None,
            Ok(Ok(Looked::New)) => {
                let days_left = certificate.days_left(now);
                tracing::info!(days_left, "new connections get the new TLS certificate");
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        let days_left = certificate.days_left(now);
        app.metrics().certificate(days_left, fault.is_none());
        // Said once, and not at each look.
        if let Some(reason) = fault.as_ref().filter(|_| said != fault) {
            tracing::error!(
                reason,
                days_left,
                "the TLS certificate cannot be renewed; the one in use stays until its files are mended"
            );
        }
        said = fault;
    }
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
            let said = Certificate::open(&at, &key_at)
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
        let said = Certificate::open(&at, &key_at).unwrap_err().to_string();
        assert!(said.contains("KEY` cannot be read"), "{said}");
    }

    /// A pair that is good between these days of 2024.
    fn pair_of(from: u8, until: u8) -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut wanted = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        wanted.not_before = rcgen::date_time_ymd(2024, 7, from);
        wanted.not_after = rcgen::date_time_ymd(2024, 7, until);
        let made = wanted.self_signed(&key).unwrap();
        (made.pem(), key.serialize_pem())
    }

    #[test]
    fn what_belongs_together_and_is_good_now_is_taken_and_all_else_leaves_the_one_before() {
        let now: Timestamp = "2024-07-16T12:00:00Z".parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (at, key_at) = (folder.path().join("CERT"), folder.path().join("KEY"));
        let write = |(certificate, key): &(String, String)| {
            fs::write(&at, certificate).unwrap();
            fs::write(&key_at, key).unwrap();
        };
        let (first, second) = (pair_of(1, 20), pair_of(2, 31));
        write(&first);
        let followed = Certificate::open(&at, &key_at).unwrap();
        let before = followed.current().cert.clone();
        assert_eq!(followed.look(now).unwrap(), Looked::Same);
        assert_eq!(followed.days_left(now), 3);
        for (files, said) in [
            (
                (second.0.clone(), first.1.clone()),
                "cannot be used together",
            ),
            (
                (second.0[..300].to_owned(), second.1.clone()),
                "holds no certificate",
            ),
            ((second.0.clone(), String::new()), "holds no private key"),
            (
                pair_of(1, 16),
                "until 2024-07-16T00:00:00Z, which is not now",
            ),
            (pair_of(17, 31), "from 2024-07-17T00:00:00Z"),
        ] {
            write(&files);
            let error = followed.look(now).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
            assert_eq!(followed.current().cert, before);
        }
        fs::remove_file(&at).unwrap();
        assert!(followed.look(now).is_err());
        write(&second);
        assert_eq!(followed.look(now).unwrap(), Looked::New);
        assert_ne!(followed.current().cert, before);
        assert_eq!(followed.days_left(now), 14);
        let later: Timestamp = "2024-08-01T00:00:00Z".parse().unwrap();
        assert_eq!(followed.days_left(later), -1, "it is over for a day");
        assert_eq!(followed.look(later).unwrap(), Looked::Same, "and stays");
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
