//! Lists of everything of a kind, page by page. They serve reports and jobs; no rule depends on one.

use std::collections::BTreeSet;

use rules::{AccountId, Closing};
use store::{Record, Scan, Store, StoreError};

use super::tx::corrupt;
use super::{ACCOUNTS, INSTALLATION, Stored, Unique, decode, pointed};

/// Looks at every record of one kind in one scope.
pub(crate) async fn each<T: Stored>(
    store: &Store,
    scope: &str,
    mut look: impl FnMut(&Record) -> Result<(), StoreError> + Send,
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let scan = Scan {
            account: scope.to_owned(),
            kind: T::KIND.into(),
            prefix: String::new(),
            after,
            limit: store::limits::MAX_PAGE_RECORDS,
        };
        let page = store.scan(&scan).await?;
        after = page.records.last().map(|record| record.key.id.clone());
        page.records.iter().try_for_each(&mut look)?;
        if !page.more {
            return Ok(());
        }
    }
}

/// Everything of one kind in one scope.
pub(crate) async fn all<T: Stored + Send>(
    store: &Store,
    scope: &str,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    each::<T>(store, scope, |record| {
        found.push(decode(&record.key, record.schema, &record.body)?);
        Ok(())
    })
    .await?;
    Ok(found)
}

/// Some accounts in the order of their ids, and whether others follow.
pub(crate) async fn accounts(
    store: &Store,
    after: Option<&AccountId>,
    limit: usize,
) -> Result<(Vec<AccountId>, bool), StoreError> {
    let prefix = format!("{ACCOUNTS}/");
    let scan = Scan {
        account: INSTALLATION.to_owned(),
        kind: Unique::KIND.into(),
        after: after.map(|after| format!("{prefix}{after}")),
        prefix,
        limit,
    };
    let page = store.scan(&scan).await?;
    let id = |record: &Record| {
        let key = pointed(&record.key, &record.body)?;
        AccountId::parse(&key.account).map_err(|_| corrupt(&record.key))
    };
    let ids: Result<_, StoreError> = page.records.iter().map(id).collect();
    Ok((ids?, page.more))
}

/// Every account.
pub(crate) async fn every_account(store: &Store) -> Result<Vec<AccountId>, StoreError> {
    let mut found = Vec::new();
    loop {
        let limit = store::limits::MAX_PAGE_RECORDS;
        let (some, more) = accounts(store, found.last(), limit).await?;
        found.extend(some);
        if !more {
            return Ok(found);
        }
    }
}

/// Every account that is open.
pub(crate) async fn open_accounts(store: &Store) -> Result<Vec<AccountId>, StoreError> {
    let closings = all::<Closing>(store, INSTALLATION).await?.into_iter();
    let closed = closings.filter(|closing| !closing.is_open());
    let closed: BTreeSet<AccountId> = closed.map(|closing| closing.account).collect();
    let mut accounts = every_account(store).await?;
    accounts.retain(|account| !closed.contains(account));
    Ok(accounts)
}
