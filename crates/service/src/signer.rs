//! Who signs a request: which key it is, whose, and what kind of session stands behind it.
//!
//! The order is AWS's: the key is looked for (and the token of a session opened) before the signature
//! is compared, so that a key that opens nothing is said to be unknown, whatever it signed.
//!
//! INVARIANT: a [`Signer`] is made here only, after its signature was found right. That the key is
//! still active and the session still good is asked again in every unit of work (`Signer::admit`).

use std::sync::Arc;

use rules::session::MfaProof;
use rules::{AccessKeyId, AccessKeyStatus, Due, Principal, Role, Timestamp};
use wire::sigv4::{Parsed, Request};
use wire::{AwsError, refusals};

use crate::call::{Person, Service, Standing};
use crate::closing;
use crate::person::{self, Holder, RoleSession, Subject};
use crate::records::{self, AccessKeySecret, Tx};
use crate::refusal::Refusal;
use crate::tokens::{self, Claims};

/// Somebody whose signature was right.
#[derive(Clone, Debug)]
pub struct Signer {
    access_key_id: AccessKeyId,
    principal: Principal,
    session: Option<Claims>,
    region: String,
    service: String,
    subject: Subject,
    at: Timestamp,
}

impl Signer {
    /// The key that signed.
    pub fn access_key_id(&self) -> &AccessKeyId {
        &self.access_key_id
    }

    /// Whose key it is, as known when the signature was checked.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The second factor behind the session, if there is one. A session of a role has none, also if
    /// a code was given to take the role on (IAM user guide: `aws:MultiFactorAuthPresent`).
    pub fn mfa(&self) -> Option<&MfaProof> {
        let session = self.session.as_ref()?;
        session.mfa.as_ref().filter(|_| session.role.is_none())
    }

    /// When the signature was looked at.
    pub(crate) fn signed_in_at(&self) -> Timestamp {
        self.at
    }

    /// The region in the scope of the signature.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// The session, unless the key is a long-term one.
    pub(crate) fn session(&self) -> Option<&Claims> {
        self.session.as_ref()
    }

    /// The person behind the key, in this unit of work; refused if the key or the session opens
    /// nothing any more.
    pub(crate) async fn admit(self: &Arc<Self>, tx: &mut Tx) -> Result<Person, Refusal> {
        let subject = subject(tx, &self.access_key_id, &self.principal, self.session()).await?;
        Ok(Person {
            subject,
            standing: Standing::Key(Arc::clone(self)),
            due: Due::Free,
            is_closed: false,
        })
    }
}

/// Who acts with a key; refused if the key or its session opens nothing any more.
async fn subject(
    tx: &mut Tx,
    id: &AccessKeyId,
    principal: &Principal,
    session: Option<&Claims>,
) -> Result<Subject, Refusal> {
    let taken = session.and_then(|session| session.role.as_ref());
    let acting = taken.map(|taken| records::closing_key(&taken.account));
    let own = records::closing_key(principal.account());
    let together = person::holder_key(principal).into_iter().chain(acting);
    let together: Vec<_> = together.chain([own]).collect();
    tx.prefetch(&together).await?;
    let holder = person::holder(tx, principal).await?;
    let holder = holder.ok_or(Refusal::TokenInvalid)?;
    is_good(id, session, &holder, tx.now)?;
    let acting = taken.map_or(holder.account(), |taken| &taken.account);
    // Nothing of a closed account opens anything, and no session from before it was closed ever does.
    let closings = closing::count_while_open(tx, holder.account(), acting).await?;
    let closings = closings.ok_or(Refusal::TokenInvalid)?;
    if session.is_some_and(|session| session.closings != closings) {
        return Err(Refusal::TokenInvalid);
    }
    let Some(taken) = taken else {
        return Ok(Subject::Holder(holder));
    };
    // The sessions of a role that was deleted end with it.
    let key = records::role_key(&taken.account, &taken.role);
    let role: Role = tx.load(&key).await?.ok_or(Refusal::TokenInvalid)?;
    Ok(Subject::Role(Box::new(RoleSession {
        role,
        taken: taken.clone(),
        origin: holder,
    })))
}

/// Whether a key, or the session that it belongs to, still opens anything.
fn is_good(
    id: &AccessKeyId,
    session: Option<&Claims>,
    holder: &Holder,
    now: Timestamp,
) -> Result<(), Refusal> {
    match session {
        None => is_active(holder, id),
        Some(claims) => is_alive(claims, holder, now),
    }
}

fn is_active(holder: &Holder, id: &AccessKeyId) -> Result<(), Refusal> {
    let key = holder.credentials().access_key(id);
    match key.map(|key| key.status) {
        Some(AccessKeyStatus::Active) => Ok(()),
        Some(AccessKeyStatus::Inactive) | None => Err(Refusal::TokenInvalid),
    }
}

fn is_alive(claims: &Claims, holder: &Holder, now: Timestamp) -> Result<(), Refusal> {
    if now >= claims.expires_at {
        return Err(Refusal::TokenExpired);
    }
    if claims.generation != holder.credentials().session_generation {
        return Err(Refusal::TokenInvalid);
    }
    Ok(())
}

/// A key before its signature is compared.
struct Presented {
    secret: zeroize::Zeroizing<String>,
    signer: Signer,
}

impl Service {
    /// Finds out who signed a request and whether they did.
    ///
    /// Refused: a key that is unknown or inactive, a token that is missing, not for this key, expired
    /// or dead; then a signature that is wrong or too old.
    pub async fn authenticate(
        &self,
        claim: &Parsed,
        request: &Request<'_>,
    ) -> Result<Arc<Signer>, AwsError> {
        let mut tx = Tx::begin(&self.shared.store).await.map_err(unavailable)?;
        let presented = self.presented(&mut tx, claim).await.map_err(refused)?;
        claim.verify(&presented.secret, request, tx.now)?;
        let signer = presented.signer;
        let used = match (&signer.session, &signer.subject) {
            (None, _) => {
                let account = signer.principal.account();
                Some(records::access_key_key(account, &signer.access_key_id))
            }
            (Some(_), Subject::Role(session)) => {
                Some(records::role_key(&session.role.account, &session.role.id))
            }
            (Some(_), Subject::Holder(_)) => None,
        };
        if let Some(key) = used {
            let stamp = crate::stamps::Stamp {
                at: tx.now,
                by: Some((signer.region.clone(), signer.service.clone())),
            };
            self.shared.stamps.set(key, stamp);
        }
        Ok(Arc::new(signer))
    }

    async fn presented(&self, tx: &mut Tx, claim: &Parsed) -> Result<Presented, Refusal> {
        let id = AccessKeyId::parse(claim.access_key_id()).map_err(|_| Refusal::TokenInvalid)?;
        let (principal, session, secret) = if let Some(token) = claim.session_token() {
            let opened = tokens::open(tx, &self.shared, &id, token.expose()).await?;
            let opened = opened.ok_or(Refusal::TokenInvalid)?;
            let principal = opened.claims.principal.clone();
            (principal, Some(opened.claims), opened.secret)
        } else {
            let key: Option<AccessKeySecret> = tx.find(&records::access_key_is(&id)).await?;
            let key = key.ok_or(Refusal::TokenInvalid)?;
            (key.owner, None, key.secret)
        };
        let subject = subject(tx, &id, &principal, session.as_ref()).await?;
        let scope = claim.scope();
        let signer = Signer {
            access_key_id: id,
            principal,
            session,
            region: scope.region().to_owned(),
            service: scope.service().to_owned(),
            subject,
            at: tx.now,
        };
        Ok(Presented { secret, signer })
    }
}

fn refused(refusal: Refusal) -> AwsError {
    match refusal {
        Refusal::TokenExpired => refusals::token_expired(),
        Refusal::TokenInvalid => refusals::token_invalid(),
        other => unavailable(other),
    }
}

fn unavailable(error: impl std::fmt::Display) -> AwsError {
    tracing::error!(%error, "a signature could not be checked");
    refusals::service_unavailable()
}
