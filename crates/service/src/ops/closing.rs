//! Closing an account and reopening it: by its root user in the console, by the operator on the machine.
//!
//! INVARIANT: with the commit that closes an account every session of it is over: its record says so, and
//! whoever comes in asks for it (`crate::closing`).

use rules::principal::Credentials;
use rules::root_email::EmailChange;
use rules::{
    AccessKeyId, AccessKeyStatus, Account, AccountId, Closing, Email, Reason, Session, Timestamp,
    User, UserName,
};
use serde_json::{Value, json};

use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::letters::{About, Happening, What};
use crate::mailroom::{self, Envelope};
use crate::ops::account::{load_account, root_of};
use crate::ops::sessions::{account_of, reissue};
use crate::person::{Holder, Subject};
use crate::records::{self, lists};
use crate::recovery;
use crate::refusal::{ClosingFault, Refusal};
use crate::secrets::{self, Token};
use crate::table::source;

/// Most access keys that are shown one by one.
pub const KEYS_SHOWN_MAX: usize = 50;

/// How the account stands, for the pages that close and reopen it.
pub struct GetClosing;

/// An account that is closed or to be closed.
#[derive(Clone, Debug)]
pub struct ClosingView {
    /// The account.
    pub account: Account,
    /// Root's address.
    pub root_email: Email,
    /// How it stands.
    pub closing: Closing,
    /// When that was looked at.
    pub at: Timestamp,
    /// Active access keys, root's first: at most [`KEYS_SHOWN_MAX`].
    pub keys: Vec<ActiveKey>,
    /// How many more there are.
    pub more_keys: usize,
}

/// An access key that works while the account is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveKey {
    /// Whose: none is root.
    pub user: Option<UserName>,
    /// Its id.
    pub id: AccessKeyId,
}

impl Operation for GetClosing {
    type Output = ClosingView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<ClosingView>, Refusal> {
        let account = account_of(call).await?;
        let root = root_of(&mut call.tx, &account.id).await?;
        let mut keys = active(None, &root.credentials);
        for user in lists::all::<User>(&call.shared.store, account.id.as_str()).await? {
            keys.extend(active(Some(&user.name), &user.credentials));
        }
        let more_keys = keys.len().saturating_sub(KEYS_SHOWN_MAX);
        keys.truncate(KEYS_SHOWN_MAX);
        Ok(Answer::Done(ClosingView {
            closing: closing::of(&mut call.tx, &account.id).await?,
            root_email: root.email,
            at: call.now(),
            account,
            keys,
            more_keys,
        }))
    }
}

fn active(user: Option<&UserName>, credentials: &Credentials) -> Vec<ActiveKey> {
    let active = credentials
        .access_keys
        .iter()
        .filter(|key| key.status == AccessKeyStatus::Active);
    let shown = active.map(|key| ActiveKey {
        user: user.cloned(),
        id: key.id.clone(),
    });
    shown.collect()
}

/// Closes the account of whoever asks. Every session of it ends but this one, which can do nothing but
/// reopen it, and gets a new cookie.
pub struct CloseAccount {
    /// The account's name or its id, typed once more.
    pub typed: String,
}

impl Operation for CloseAccount {
    type Output = Token;

    /// A thief who got as far as a late first device must not get this far.
    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Token>, Refusal> {
        let account = account_of(call).await?;
        let typed = rules::typed::tidy_line(&self.typed);
        let digits = rules::typed::tidy_digits(&self.typed);
        if typed != account.name.as_str() && digits != account.id.as_str() {
            return Err(ClosingFault::Confirmation.into());
        }
        let by = call.who();
        let closing = shut(call, &account, by, None).await?;
        let holder = call.person()?.holder()?.clone();
        let session = Session {
            closings: closing.times,
            ..call.session()?.clone()
        };
        let mfa = session.mfa.clone();
        let token = reissue(call, &session, holder.credentials(), mfa).await?;
        Ok(Answer::Done(token))
    }
}

/// Opens the account of whoever asks again: what was before works again, and no session of before.
pub struct ReopenAccount;

impl Operation for ReopenAccount {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = call.person()?.account().clone();
        let mut closing = closing::of(&mut call.tx, &account).await?;
        closing.reopen(call.now()).map_err(ClosingFault::Not)?;
        let by = call.who();
        open(call, &closing, by, None).await?;
        Ok(Answer::Done(()))
    }
}

/// Closes an account, by the operator.
pub struct CloseAccountAsOperator {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub reason: Reason,
    /// On which machine the operator is.
    pub host: String,
}

impl Operation for CloseAccountAsOperator {
    type Output = Closing;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Closing>, Refusal> {
        let account = load_account(&mut call.tx, &self.account).await?;
        let by = format!("{}@{}", call.who(), self.host);
        let closing = shut(call, &account, by, Some(&self.reason)).await?;
        let told = told(&closing, Some(&self.reason));
        call.tell_as_caller("CloseAccount", source::ACCOUNT, &account.id, told);
        Ok(Answer::Done(closing))
    }
}

/// Opens an account again, by the operator: also for a root user without MFA, and also later than root
/// could, as long as nothing of the account is erased.
pub struct ReopenAccountAsOperator {
    /// The account.
    pub account: AccountId,
    /// Why.
    pub reason: Reason,
    /// On which machine the operator is.
    pub host: String,
}

impl Operation for ReopenAccountAsOperator {
    type Output = Closing;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Closing>, Refusal> {
        let mut closing = closing::of(&mut call.tx, &self.account).await?;
        if !closing.is_going() {
            load_account(&mut call.tx, &self.account).await?;
        }
        closing.reopen_late().map_err(ClosingFault::Not)?;
        let by = format!("{}@{}", call.who(), self.host);
        open(call, &closing, by, Some(&self.reason)).await?;
        let told = told(&closing, Some(&self.reason));
        call.tell_as_caller("ReopenAccount", source::SEKISHO, &self.account, told);
        Ok(Answer::Done(closing))
    }
}

/// Closes an account, tells everybody concerned, and tells the installation.
async fn shut(
    call: &mut Call<'_>,
    account: &Account,
    by: String,
    reason: Option<&Reason>,
) -> Result<Closing, Refusal> {
    if account.management {
        return Err(ClosingFault::Management.into());
    }
    let mut closing = closing::of(&mut call.tx, &account.id).await?;
    closing
        .close(call.now(), by.clone(), reason.cloned())
        .map_err(ClosingFault::Not)?;
    call.tx.save(&closing).await?;
    // Whoever closes the account may do so because of just that.
    let change_key = records::email_change_key(&account.id);
    if let Some(change) = call.tx.load::<EmailChange>(&change_key).await? {
        call.tx.remove(&change).await?;
    }
    let until = closing.reopens_until().ok_or(ClosingFault::Closed)?;
    tell_everybody(call, &account.id, What::AccountClosed { by, until }).await?;
    call.tell_of_installation("CloseAccount", told(&closing, reason));
    Ok(closing)
}

/// Saves an account that is open again, tells everybody concerned, and tells the installation.
async fn open(
    call: &mut Call<'_>,
    closing: &Closing,
    by: String,
    reason: Option<&Reason>,
) -> Result<(), Refusal> {
    call.tx.save(closing).await?;
    tell_everybody(call, &closing.account, What::AccountReopened { by }).await?;
    call.tell_of_installation("ReopenAccount", told(closing, reason));
    Ok(())
}

/// What an event says. No name of the account: the installation keeps it when the account is erased.
fn told(closing: &Closing, reason: Option<&Reason>) -> Value {
    json!({
        "accountId": closing.account.as_str(),
        "reason": reason.map(Reason::as_str),
        "reopensUntil": closing.reopens_until().map(|until| until.to_string()),
    })
}

/// Writes to root and to every contact of the account.
async fn tell_everybody(
    call: &mut Call<'_>,
    account: &AccountId,
    what: What,
) -> Result<(), Refusal> {
    let holder = Holder::Root(root_of(&mut call.tx, account).await?);
    let envelope = Envelope::of(&mut call.tx, account).await?;
    let happening = Happening {
        what,
        user: None,
        at: call.now(),
        ip: call.visitor.ip.clone(),
        user_agent: call.visitor.user_agent.clone(),
    };
    for to in recovery::told(&envelope, &holder) {
        let id = call.draw(secrets::random_id);
        let letter = envelope.letter(to, About::Happened(happening.clone()));
        mailroom::put(&mut call.tx, id, letter).await?;
    }
    Ok(())
}
