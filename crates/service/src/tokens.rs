//! Session tokens: what a session is, sealed into the token itself, so that every node that has the
//! database knows it without a record for each.
//!
//! A token is `1 || day || nonce || AES-256-GCM(claims)` in base64, bound to the id of the key that it
//! belongs to. Each day has a key of its own, a sealed record that is kept for three days: longer than
//! the longest session. The secret of the session's access key is derived from the same day's key.
//!
//! INVARIANT: a token that was changed, cut, made up, or presented with another key opens nothing,
//! and nothing tells which of these it was.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use rules::session::MfaProof;
use rules::switch::Switched;
use rules::{AccessKeyId, AccountId, Chance, Principal, RoleId, Tag, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::call::Call;
use crate::ports::Shared;
use crate::records::{self, TokenKey, Tx};
use crate::refusal::Refusal;

/// How many days the key of a day is kept after it.
pub(crate) const KEPT_DAYS: i64 = 3;
const DAY_SECONDS: i64 = 86_400;
/// The form of a token.
const VERSION: u8 = 1;
/// Bytes before the sealed part: version, day, nonce.
const HEAD_BYTES: usize = 1 + 8 + NONCE_LEN;
/// Bytes of a derived secret: forty characters in base64, as AWS's.
const SECRET_BYTES: usize = 30;

/// What a session is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// Whose it is: of a role's session, the person at its origin.
    #[serde(rename = "p")]
    pub(crate) principal: Principal,
    /// The generation of the person's credentials that it belongs to.
    #[serde(rename = "g")]
    pub(crate) generation: u32,
    /// How often the person's account, and that of the role, had been closed by then
    /// (`closing::count_while_open`).
    #[serde(rename = "c", default)]
    pub(crate) closings: u32,
    /// When it was made.
    #[serde(rename = "i")]
    pub(crate) issued_at: Timestamp,
    /// When it ends.
    #[serde(rename = "e")]
    pub(crate) expires_at: Timestamp,
    /// The device and the time of the code that was given for it.
    #[serde(rename = "m")]
    pub(crate) mfa: Option<MfaProof>,
    /// The role that was taken on.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<Taken>,
}

/// A role that was taken on, and what was said then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// Where the role is.
    #[serde(rename = "a")]
    pub(crate) account: AccountId,
    /// Which it is. One that is made again under the old name is another.
    #[serde(rename = "r")]
    pub(crate) role: RoleId,
    /// The name of the session.
    #[serde(rename = "n")]
    pub(crate) name: String,
    /// The policies of the session, if there are any.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub(crate) policies: Option<SessionPolicies>,
    /// What the session is marked with.
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<Tag>,
    /// The keys of those marks that the next role of a chain takes over.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) transitive: Vec<String>,
    /// Who it is, as the first in the chain said (`aws:SourceIdentity`).
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub(crate) source_identity: Option<String>,
}

impl Taken {
    /// A role to which somebody has switched in the console.
    pub(crate) fn in_console(switched: &Switched) -> Self {
        Self {
            account: switched.choice.account.clone(),
            role: switched.role.clone(),
            name: switched.session_name.clone(),
            policies: None,
            tags: Vec::new(),
            transitive: Vec::new(),
            source_identity: None,
        }
    }
}

/// What a session of a role can do at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionPolicies {
    /// A document.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<String>,
    /// ARNs of managed policies.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) managed: Vec<String>,
}

/// A session that was made.
pub(crate) struct Sealed {
    pub(crate) token: Zeroizing<String>,
    pub(crate) secret: Zeroizing<String>,
}

/// A token that was opened.
pub(crate) struct Opened {
    pub(crate) claims: Claims,
    pub(crate) secret: Zeroizing<String>,
}

/// Keys that were read, by day. A key of a day never changes, so one that was read stays right.
#[derive(Default)]
pub(crate) struct TokenKeys(Mutex<HashMap<i64, Arc<TokenKey>>>);

impl TokenKeys {
    /// The key of a day, if there is one.
    async fn of(&self, tx: &mut Tx, day: i64) -> Result<Option<Arc<TokenKey>>, Refusal> {
        if let Some(known) = self.lock().get(&day) {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(key) = tx.load::<TokenKey>(&records::token_key_key(day)).await? else {
            return Ok(None);
        };
        let key = Arc::new(key);
        let mut known = self.lock();
        known.retain(|other, _| *other >= day - KEPT_DAYS);
        known.insert(day, Arc::clone(&key));
        Ok(Some(key))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<i64, Arc<TokenKey>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The day of an instant, counted from 1970 in UTC.
pub(crate) fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY_SECONDS)
}

/// Seals a session for the key `id`. The first session of a day makes the day's key.
pub(crate) async fn seal(
    call: &mut Call<'_>,
    id: &AccessKeyId,
    claims: &Claims,
) -> Result<Sealed, Refusal> {
    let day = day_of(call.now());
    let shared = call.shared;
    let key = if let Some(key) = shared.token_keys.of(&mut call.tx, day).await? {
        key
    } else {
        let bytes = Zeroizing::new(call.draw(rules::chance::bytes::<32>));
        let key = TokenKey {
            day,
            key: Zeroizing::new(BASE64.encode(&*bytes)),
        };
        call.tx.save(&key).await?;
        // Not remembered before it is committed: another process may be faster.
        Arc::new(key)
    };
    let nonce = call.draw(rules::chance::bytes::<NONCE_LEN>);
    let head = head(day, nonce);
    let mut sealed = serde_json::to_vec(claims).expect("claims are JSON");
    let cipher = cipher(&key).ok_or_else(unreadable)?;
    cipher
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            bound(&head, id),
            &mut sealed,
        )
        .map_err(|_| unreadable())?;
    let token = BASE64.encode(&[&head[..], &sealed].concat());
    Ok(Sealed {
        token: Zeroizing::new(token),
        secret: secret(&key, id),
    })
}

/// Opens a token that was presented with the key `id`.
pub(crate) async fn open(
    tx: &mut Tx,
    shared: &Shared,
    id: &AccessKeyId,
    token: &str,
) -> Result<Option<Opened>, Refusal> {
    let Ok(bytes) = BASE64.decode(token.as_bytes()) else {
        return Ok(None);
    };
    let Some((head, sealed)) = bytes.split_at_checked(HEAD_BYTES) else {
        return Ok(None);
    };
    let (day, nonce) = (&head[1..9], &head[9..]);
    let day = i64::from_be_bytes(day.try_into().expect("eight bytes"));
    let today = day_of(tx.now);
    // A clock that was set back a little must not end sessions, so tomorrow is looked at as well.
    if head[0] != VERSION || !(today - KEPT_DAYS..=today + 1).contains(&day) {
        return Ok(None);
    }
    let Some(key) = shared.token_keys.of(tx, day).await? else {
        return Ok(None);
    };
    let cipher = cipher(&key).ok_or_else(unreadable)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| unreadable())?;
    let mut sealed = sealed.to_vec();
    let Ok(plain) = cipher.open_in_place(nonce, bound(head, id), &mut sealed) else {
        return Ok(None);
    };
    let Ok(claims) = serde_json::from_slice(plain) else {
        return Ok(None);
    };
    Ok(Some(Opened {
        claims,
        secret: secret(&key, id),
    }))
}

/// A new id of a session's key.
pub(crate) fn draw_id(
    chance: &mut dyn Chance,
    prefix: wire::ids::Prefix,
    account: &AccountId,
) -> AccessKeyId {
    let number = account.number();
    let id = wire::ids::access_key_id(prefix, number, rules::chance::bytes(chance))
        .expect("an account id is twelve digits");
    AccessKeyId::parse(&id).expect("an id that is made is one")
}

fn head(day: i64, nonce: [u8; NONCE_LEN]) -> [u8; HEAD_BYTES] {
    let mut head = [VERSION; HEAD_BYTES];
    head[1..9].copy_from_slice(&day.to_be_bytes());
    head[9..].copy_from_slice(&nonce);
    head
}

fn bound(head: &[u8], id: &AccessKeyId) -> Aad<Vec<u8>> {
    Aad::from([head, id.as_str().as_bytes()].concat())
}

fn cipher(key: &TokenKey) -> Option<LessSafeKey> {
    let bytes = Zeroizing::new(BASE64.decode(key.key.as_bytes()).ok()?);
    let key = UnboundKey::new(&AES_256_GCM, &bytes).ok()?;
    Some(LessSafeKey::new(key))
}

fn secret(key: &TokenKey, id: &AccessKeyId) -> Zeroizing<String> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(b"secret access key\0");
    mac.update(id.as_str().as_bytes());
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(mac.finalize().into_bytes().into());
    Zeroizing::new(BASE64.encode(&bytes[..SECRET_BYTES]))
}

fn unreadable() -> Refusal {
    Refusal::Unavailable("a key for session tokens cannot be used".to_owned())
}
