//! The gate before billing: whatever somebody's policies say, a switch of root's stands before it.
//!
//! INVARIANT: every question to the policies about an action of billing comes through here, because
//! [`crate::authorise`] asks the gate wherever it asks the policies. So no operation can forget it, and
//! no page offers what is shut.

use rules::billing::Wanted;
use rules::{AccountId, BillingAccess, IamAccess};

use crate::call::{Call, Person};
use crate::person::Holder;
use crate::records::{self, Tx};
use crate::refusal::{BillingFault, Refusal};

/// Lets through whoever may ask their policies about this action. Root views in any session, as on
/// AWS, and edits in one with MFA. A role is one of the account in which it stands, whoever took it on.
pub(crate) async fn pass(
    call: &mut Call<'_>,
    person: &Person,
    action: &str,
) -> Result<(), Refusal> {
    let Some(wanted) = Wanted::by(action) else {
        return Ok(());
    };
    if let Some(Holder::Root(_)) = person.subject.holder() {
        return match wanted {
            Wanted::Edit if person.mfa().is_none() => Err(Refusal::MfaNeeded),
            Wanted::Edit | Wanted::View => Ok(()),
        };
    }
    let iam = iam_access(&mut call.tx, person.account()).await?;
    if iam.opens(wanted) {
        return Ok(());
    }
    Err(match iam {
        IamAccess::Deactivated => BillingFault::AccessOff,
        IamAccess::View | IamAccess::Edit => BillingFault::EditingOff,
    }
    .into())
}

/// What the switches of an account open.
pub(crate) async fn iam_access(tx: &mut Tx, account: &AccountId) -> Result<IamAccess, Refusal> {
    let key = records::billing_access_key(account);
    let access = tx.load::<BillingAccess>(&key).await?;
    Ok(access.map(|access| access.iam).unwrap_or_default())
}
