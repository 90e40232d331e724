//! Who is responsible for which accounts: the operator says so, and one letter tells them what is
//! missing in all of them.

use std::collections::BTreeMap;

use rules::{AccountId, Principal, UserName};
use serde_json::json;

use crate::call::{Answer, Call, Operation};
use crate::ops::account::load_account;
use crate::ops::sign_in::account_named;
use crate::ops::status::spelled;
use crate::person::{self, Target};
use crate::records::{self, INSTALLATION, Responsibility, Responsible, lists};
use crate::refusal::{Entity, Quota, Refusal};
use crate::table::source;

/// Makes somebody responsible for accounts, by the operator: exactly for these.
pub struct AssignAccounts {
    /// Who: an account id or alias, and a user's name; root if none is given.
    pub assignee: (String, Option<UserName>),
    /// For which accounts.
    pub accounts: Vec<AccountId>,
}

/// Most accounts that one person is responsible for.
pub const ASSIGNED_MAX: usize = 100;
/// Most accounts that one change gives to somebody and takes from them, together.
const CHANGED_MAX: usize = 100;

impl Operation for AssignAccounts {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        if self.accounts.len() > ASSIGNED_MAX {
            return Err(Refusal::LimitExceeded(Quota::AssignedAccounts));
        }
        let (principal, target) = named(call, &self.assignee).await?;
        let home = principal.account().clone();
        let key = records::responsible_key(&principal);
        let before = call.tx.load::<Responsible>(&key).await?;
        let (old, told) = before.map_or_else(
            || (Vec::new(), BTreeMap::new()),
            |before| (before.accounts, before.told),
        );
        let gone: Vec<&AccountId> = old
            .iter()
            .filter(|old| !self.accounts.contains(old))
            .collect();
        let come: Vec<&AccountId> = self
            .accounts
            .iter()
            .filter(|new| !old.contains(new))
            .collect();
        // Each is a record, and a commit takes so many.
        if gone.len() + come.len() > CHANGED_MAX {
            return Err(Refusal::LimitExceeded(Quota::AssignedAccounts));
        }
        for account in gone {
            relate(call, account, |assignees| {
                assignees.retain(|one| *one != principal);
            })
            .await?;
        }
        for account in come {
            load_account(&mut call.tx, account).await?;
            relate(call, account, |assignees| {
                if !assignees.contains(&principal) {
                    assignees.push(principal.clone());
                }
            })
            .await?;
        }
        let mut accounts = self.accounts.clone();
        accounts.sort();
        accounts.dedup();
        let parameters = json!({
            "assignee": target.event_name(),
            "accounts": accounts.iter().map(AccountId::as_str).collect::<Vec<_>>(),
        });
        call.tx
            .save(&Responsible {
                principal,
                accounts,
                told,
            })
            .await?;
        call.tell_as_caller("AssignAccounts", source::SEKISHO, &home, parameters);
        Ok(Answer::Done(()))
    }
}

/// Whoever a file or a command names, with the name of it in events.
async fn named(
    call: &mut Call<'_>,
    (typed, user): &(String, Option<UserName>),
) -> Result<(Principal, Target), Refusal> {
    let home = account_named(call, typed).await?;
    let home = home.ok_or(Refusal::NoSuchEntity(Entity::Account))?;
    let target = user.clone().map_or(Target::Root, Target::User);
    let holder = person::named(&mut call.tx, &home, &target).await?;
    Ok((holder.principal(), target))
}

async fn relate(
    call: &mut Call<'_>,
    account: &AccountId,
    change: impl FnOnce(&mut Vec<Principal>),
) -> Result<(), Refusal> {
    let key = records::responsibility_key(account);
    let kept = call.tx.load::<Responsibility>(&key).await?;
    let mut kept = kept.unwrap_or(Responsibility {
        account: account.clone(),
        assignees: Vec::new(),
    });
    change(&mut kept.assignees);
    call.tx.save(&kept).await?;
    Ok(())
}

/// What somebody is responsible for, for the operator: nothing is an answer as well.
pub struct ShowAssignment {
    /// Who, as in [`AssignAccounts`].
    pub assignee: (String, Option<UserName>),
}

impl Operation for ShowAssignment {
    type Output = Assignment;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Assignment>, Refusal> {
        let (principal, _) = named(call, &self.assignee).await?;
        let key = records::responsible_key(&principal);
        let kept = call.tx.load::<Responsible>(&key).await?;
        let assignee = spelled(call, &principal).await?;
        Ok(Answer::Done(Assignment {
            assignee: assignee.ok_or(Refusal::NoSuchEntity(Entity::Account))?,
            accounts: kept.map(|kept| kept.accounts).unwrap_or_default(),
        }))
    }
}

/// All assignments, for the operator.
pub struct ListAssignments;

/// Somebody and the accounts for which they are responsible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Who, for people and files: `keiri/user/hanako` or `keiri/root`.
    pub assignee: String,
    /// The accounts.
    pub accounts: Vec<AccountId>,
}

impl Operation for ListAssignments {
    type Output = Vec<Assignment>;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Vec<Assignment>>, Refusal> {
        let mut found = Vec::new();
        for responsible in lists::all::<Responsible>(&call.shared.store, INSTALLATION).await? {
            if let Some(assignee) = spelled(call, &responsible.principal).await?
                && !responsible.accounts.is_empty()
            {
                found.push(Assignment {
                    assignee,
                    accounts: responsible.accounts,
                });
            }
        }
        Ok(Answer::Done(found))
    }
}
