//! Whether the claim of a request is true.

use jiff::Timestamp;
use subtle::ConstantTimeEq;

use super::canonical;
use super::error::SignatureError;
use super::key::SigningKey;
use super::parse::{Form, Parsed, Signature};
use super::request::Request;
use super::stamp;

/// How far the clocks of the two ends may be apart.
pub const SKEW_SECONDS: i64 = 300;
/// Longest life of a presigned request: seven days.
pub const EXPIRES_SECONDS_MAX: i64 = 604_800;

impl Parsed {
    /// Proves the claim: the time, the hash of the body if one was sent, the signature.
    pub fn verify(
        &self,
        secret_access_key: &str,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        self.verify_with(
            &SigningKey::derive(secret_access_key, &self.scope),
            request,
            now,
        )
    }

    /// The same with a signing key that was derived before, for the scope of this claim.
    pub fn verify_with(
        &self,
        key: &SigningKey,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        self.check_time(now)?;
        if let Some(claimed) = request.only("x-amz-content-sha256")?
            && claimed.trim() != canonical::body_hash(request.body)
        {
            return Err(SignatureError::Mismatch);
        }
        let canonical = canonical::request(request, &self.signed_headers)?;
        let signed = canonical::string_to_sign(&canonical, &self.scope, self.at);
        if self.signature.is(&key.sign(signed.as_bytes())) {
            Ok(())
        } else {
            Err(SignatureError::Mismatch)
        }
    }

    fn check_time(&self, now: Timestamp) -> Result<(), SignatureError> {
        let at = self.at;
        if at > stamp::after(now, SKEW_SECONDS) {
            return Err(SignatureError::NotYet { at, now });
        }
        match self.form {
            Form::Presigned {
                expires_seconds: Some(seconds),
            } => {
                let end = stamp::after(at, seconds);
                if now > end {
                    return Err(SignatureError::PresignedExpired { end, now });
                }
            }
            Form::Presigned {
                expires_seconds: None,
            }
            | Form::Header => {
                if at < stamp::after(now, -SKEW_SECONDS) {
                    return Err(SignatureError::Expired { at, now });
                }
            }
        }
        Ok(())
    }
}

impl Signature {
    /// In constant time.
    fn is(&self, computed: &[u8; 32]) -> bool {
        let sent = self.0.as_ref();
        sent.is_some_and(|sent| bool::from(sent.as_slice().ct_eq(computed.as_slice())))
    }
}
