//! Whom a closed account admits: its root user, with MFA, to the page that reopens it, and nobody else.
//!
//! It is asked once for each door: for sessions of the console (`crate::console_session`, and which
//! operations are open in one in `crate::gate`), for what signs (`crate::signer`), for whoever signs in
//! (`ops::sign_in`), for roles that are taken on (`AssumeRole::find`), for addresses that letters and
//! colleagues hand over, and for what the operator does to help people in. What was read is expected
//! unchanged at the commit, so nobody slips in while the account is being closed.

use rules::recovery::Registration;
use rules::{AccountId, Closing};
use store::StoreError;

use crate::person::Holder;
use crate::records::{self, Tx};
use crate::refusal::{ClosingFault, Refusal};
use crate::table::{Authority, Row};

/// What is open to root in a closed account: to reopen it, to prove freshly who asks, and to leave.
const STAYS_OPEN: [&str; 7] = [
    "GetAccountClosing",
    "ReopenAccount",
    "GetCallerIdentity",
    "SignOut",
    "ListOwnDevices",
    "StartProveKey",
    "CheckMfa",
];

/// What is known of an account's closing. A unit of work that asks and is committed finds it unchanged.
pub(crate) async fn of(tx: &mut Tx, account: &AccountId) -> Result<Closing, StoreError> {
    let kept = tx.load(&records::closing_key(account)).await?;
    Ok(kept.unwrap_or_else(|| Closing::of(account.clone())))
}

/// Whether an operation is open in a session of a closed account.
pub(crate) fn stays_open(row: &Row) -> bool {
    let own = matches!(row.authority, Authority::Session | Authority::Root);
    own && STAYS_OPEN.contains(&row.name)
}

/// How often the account of whoever signs and the one in which they act had been closed; none if one of
/// them is closed. It only grows, so a session knows by it whether it is from before.
pub(crate) async fn count_while_open(
    tx: &mut Tx,
    own: &AccountId,
    acting: &AccountId,
) -> Result<Option<u32>, StoreError> {
    let mut count = 0;
    let outside = Some(acting).filter(|acting| *acting != own);
    for account in std::iter::once(own).chain(outside) {
        let closing = of(tx, account).await?;
        if !closing.is_open() {
            return Ok(None);
        }
        count += closing.times;
    }
    Ok(Some(count))
}

/// Whether somebody whose password was right goes on to sign in. A recovery code and the operator's
/// address are no MFA.
pub(crate) async fn admits(
    tx: &mut Tx,
    holder: &Holder,
    registers: Option<&Registration>,
) -> Result<(), Refusal> {
    let closing = of(tx, holder.account()).await?;
    if closing.is_open() {
        return Ok(());
    }
    match holder {
        Holder::Root(_) if closing.is_going() => Err(ClosingFault::Closed.into()),
        Holder::Root(root) if root.credentials.has_mfa() && registers.is_none() => Ok(()),
        Holder::Root(_) => Err(ClosingFault::ReopeningNeedsMfa.into()),
        Holder::User(_) => Err(ClosingFault::Closed.into()),
    }
}

/// Refuses what helps somebody into an account that is closed.
pub(crate) async fn must_be_open(tx: &mut Tx, account: &AccountId) -> Result<(), Refusal> {
    if of(tx, account).await?.is_open() {
        return Ok(());
    }
    Err(ClosingFault::Closed.into())
}
