//! Sealing: a body becomes a row, and a row a body.
//!
//! A sealed body is `nonce (12) || ciphertext || tag (16)` under AES-256-GCM with a random nonce
//! (NIST SP 800-38D, 8.2.2: fit for 2^32 seals under one key). Its account, kind, id and schema are
//! authenticated with it, so a row that was copied to another key, or whose schema was changed,
//! does not open. Not covered: an older body of the same record put back in its place.

use aws_lc_rs::aead::{Aad, NONCE_LEN, Nonce};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::record::{Batch, Body, Change, Key, Put, Record};
use crate::ring::KeyRing;
use crate::row::{Row, RowBatch, RowChange, StoredRow};

const TAG_BYTES: usize = 16;

pub(crate) fn seal_batch(ring: Option<&KeyRing>, batch: Batch) -> Result<RowBatch, StoreError> {
    let seal_change = |change| match change {
        Change::Create(put) => seal(ring, put).map(|(key, row)| RowChange::Create(key, row)),
        Change::Replace(put, version) => {
            seal(ring, put).map(|(key, row)| RowChange::Replace(key, row, version))
        }
        Change::Delete(key, version) => Ok(RowChange::Delete(key, version)),
    };
    let changes = batch.changes.into_iter().map(seal_change);
    Ok(RowBatch {
        expect: batch.expect,
        changes: changes.collect::<Result<_, _>>()?,
        events: batch.events,
        removals: batch.removals,
    })
}

pub(crate) fn open(
    ring: Option<&KeyRing>,
    key: Key,
    stored: StoredRow,
) -> Result<Record, StoreError> {
    let StoredRow { version, row } = stored;
    let body = match &row.sealed_by {
        None => Body::Plain(row.body),
        Some(id) => match open_body(ring.ok_or_else(no_key)?, &key, row.schema, id, &row.body) {
            Some(body) => Body::Sealed(body),
            None => return Err(StoreError::Corrupt { key }),
        },
    };
    Ok(Record {
        key,
        version,
        schema: row.schema,
        body,
    })
}

/// The store was opened without its master key.
pub(crate) fn no_key() -> StoreError {
    StoreError::Unavailable("it was opened without its master key".into())
}

fn seal(ring: Option<&KeyRing>, put: Put) -> Result<(Key, Row), StoreError> {
    let Put { key, schema, body } = put;
    let (sealed_by, body) = match body {
        Body::Plain(bytes) => (None, bytes),
        Body::Sealed(secret) => {
            let newest = ring.ok_or_else(no_key)?.newest();
            // Sealed in place in a buffer of the final size: growing would leave a copy behind.
            let mut sealed = Vec::with_capacity(NONCE_LEN + secret.len() + TAG_BYTES);
            sealed.resize(NONCE_LEN, 0);
            sealed.extend_from_slice(&secret);
            let (nonce, tag) = newest
                .cipher
                .seal_in_place_separate_tag(context(&key, schema), &mut sealed[NONCE_LEN..])
                .map_err(|_| StoreError::Unavailable("the cipher has no randomness".into()))?;
            sealed[..NONCE_LEN].copy_from_slice(nonce.as_ref());
            sealed.extend_from_slice(tag.as_ref());
            (Some(newest.id.clone()), sealed)
        }
    };
    let row = Row {
        schema,
        sealed_by,
        body,
    };
    Ok((key, row))
}

fn open_body(
    ring: &KeyRing,
    key: &Key,
    schema: u32,
    sealed_by: &str,
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut body = Zeroizing::new(rest.to_vec());
    let cipher = &ring.key(sealed_by)?.cipher;
    let len = cipher
        .open_in_place(nonce, context(key, schema), &mut body)
        .ok()?
        .len();
    body.truncate(len);
    Some(body)
}

/// What a sealed body belongs to. Each part is preceded by its length, so no two keys share one.
fn context(key: &Key, schema: u32) -> Aad<Vec<u8>> {
    let mut context = b"sekisho record 1".to_vec();
    for part in [key.account.as_str(), key.kind.as_ref(), key.id.as_str()] {
        context.extend_from_slice(&(part.len() as u64).to_be_bytes());
        context.extend_from_slice(part.as_bytes());
    }
    context.extend_from_slice(&schema.to_be_bytes());
    Aad::from(context)
}
