//! Records written straight into a new database by the store's own writer: through the operations, a
//! hundred thousand of anything would take minutes.
//!
//! What is written is what the operations write. Where that differs one day, the first call that
//! meets it is refused, and the run ends.

use anyhow::Result;
use jiff::Timestamp;
use rules::ids::AccountName;
use rules::{Account, AccountId, Credentials, Email, Root};
use serde_json::{Value, json};
use store::limits::MAX_BATCH_CHANGES;
use store::{Batch, Body, Change, Key, Put, Store};
use tokio::task::JoinSet;

/// The first account's number; the others follow.
pub(crate) const FIRST_ACCOUNT: u64 = 100_000_000_001;
/// The scope of what belongs to no account.
pub(crate) const INSTALLATION: &str = "-";
/// Batches that are written at once, and share a flush of the disk.
const BATCHES_AT_ONCE: usize = 64;

/// Gathers records into batches and writes many of them at once.
pub(crate) struct Scribe {
    store: Store,
    changes: Vec<Change>,
    writing: JoinSet<Result<()>>,
}

impl Scribe {
    /// With nothing written yet.
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            changes: Vec::with_capacity(MAX_BATCH_CHANGES),
            writing: JoinSet::new(),
        }
    }

    /// A record that is not there yet.
    pub(crate) fn write(&mut self, key: Key, body: Body) {
        let schema = 1;
        self.changes.push(Change::Create(Put { key, schema, body }));
    }

    /// An account with its root user, who has no password and no device.
    pub(crate) fn account(
        &mut self,
        id: &AccountId,
        users: usize,
        devices_each: usize,
        now: Timestamp,
    ) -> Result<()> {
        let devices = u32::try_from(users * devices_each)?;
        let account = Account {
            id: id.clone(),
            name: AccountName::parse("Bench")?,
            alias: None,
            management: false,
            created_at: now,
            users: u32::try_from(users)?,
            groups: 0,
            roles: 0,
            policies: 0,
            virtual_devices: devices,
            assigned_devices: devices,
            password_policy: None,
        };
        let root = Root {
            account: id.clone(),
            email: Email::parse(&format!("root-{id}@example.com"))?,
            credentials: Credentials::default(),
        };
        let key = Key::new(id.as_str(), "account", "-");
        self.point(INSTALLATION, &format!("account/{id}"), &key)?;
        self.write(key, plain(&account)?);
        let key = Key::new(id.as_str(), "root", "-");
        let email = format!("root-email/{}", root.email.folded());
        self.point(INSTALLATION, &email, &key)?;
        self.write(key, plain(&root)?);
        Ok(())
    }

    /// Lets a unique value point at the record that has it.
    pub(crate) fn point(&mut self, scope: &str, value: &str, at: &Key) -> Result<()> {
        let pointer = json!({ "account": at.account, "kind": at.kind, "id": at.id });
        let key = Key::new(scope, "unique", value);
        self.write(key, Body::Plain(bytes(&pointer)?));
        Ok(())
    }

    /// Begins a batch when so many records might not fit into this one any more.
    pub(crate) async fn flush_if_full(&mut self, next: usize) -> Result<()> {
        if self.changes.len() + next > MAX_BATCH_CHANGES {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        if self.writing.len() >= BATCHES_AT_ONCE
            && let Some(ended) = self.writing.join_next().await
        {
            ended??;
        }
        let batch = Batch {
            changes: std::mem::take(&mut self.changes),
            ..Batch::default()
        };
        let store = self.store.clone();
        self.writing
            .spawn(async move { Ok(store.commit(batch).await?) });
        Ok(())
    }

    /// Writes what is left, and waits until all of it is on the disk.
    pub(crate) async fn end(mut self) -> Result<()> {
        self.flush().await?;
        while let Some(ended) = self.writing.join_next().await {
            ended??;
        }
        Ok(())
    }
}

/// A body that is kept as it is.
pub(crate) fn plain<T: serde::Serialize>(thing: &T) -> Result<Body> {
    Ok(Body::Plain(serde_json::to_vec(thing)?))
}

/// A value as the store keeps it.
pub(crate) fn bytes(value: &Value) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(value)?)
}
