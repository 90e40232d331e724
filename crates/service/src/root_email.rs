//! Root's address as several operations see it: who signs in by an address, and the change whose time
//! has come.
//!
//! INVARIANT: an address belongs to one root, or to one change that was confirmed. A change that is due
//! takes effect in the unit of work that meets it first: the job's, or one that looks for the address.

use rules::root_email::EmailChange;
use rules::{AccountId, Email, Root};
use serde_json::json;

use crate::audit::{Draft, Who};
use crate::call::Call;
use crate::jobs::SERVER;
use crate::letters::What;
use crate::mailroom;
use crate::ops::account::root_of;
use crate::person::Holder;
use crate::records;
use crate::recovery;
use crate::refusal::Refusal;
use crate::table::source::ACCOUNT;

/// The change of an account's root, if there is one whose time has not come.
pub(crate) async fn change_of(
    call: &mut Call<'_>,
    account: &AccountId,
) -> Result<Option<EmailChange>, Refusal> {
    let key = records::email_change_key(account);
    let kept = call.tx.load::<EmailChange>(&key).await?;
    match kept {
        Some(change) if change.is_due(call.now()) => {
            take_effect(call, change).await?;
            Ok(None)
        }
        other => Ok(other),
    }
}

/// Root by the address that it signs in with now. One that waits to be root's is nobody's.
pub(crate) async fn root_by(call: &mut Call<'_>, email: &Email) -> Result<Option<Root>, Refusal> {
    let Some(key) = call.tx.owner(&records::root_email_is(email)).await? else {
        return Ok(None);
    };
    let account = AccountId::parse(&key.account)?;
    change_of(call, &account).await?;
    let root = root_of(&mut call.tx, &account).await?;
    Ok(Some(root).filter(|root| root.email.folded() == email.folded()))
}

/// The new address is root's: it signs in with it, and is told things there.
async fn take_effect(call: &mut Call<'_>, change: EmailChange) -> Result<(), Refusal> {
    let mut root = root_of(&mut call.tx, &change.account).await?;
    let from = std::mem::replace(&mut root.email, change.to.clone());
    // It lets go of the address before root takes it.
    call.tx.remove(&change).await?;
    call.tx.save(&root).await?;
    let mut draft = Draft::new(
        "UpdatePrimaryEmail",
        ACCOUNT,
        Who::Operator(SERVER),
        &change.account,
    );
    draft.parameters = json!({ "primaryEmail": change.to.hidden() });
    call.tell(draft);
    let holder = Holder::Root(root);
    recovery::email_changed(call, &holder).await?;
    let to = change.to.to_string();
    mailroom::tell_also(call, &holder, &[from], What::RootEmailChanged { to }).await
}
