//! Another e-mail address for root (AWS account management: `GetPrimaryEmail`,
//! `StartPrimaryEmailUpdate`, `AcceptPrimaryEmailUpdate`).
//!
//! A code goes to the new address and a letter with the way to cancel to the old one. Whether somebody
//! else has the new address already is told to nobody but whoever reads its mail.

use rules::root_email::{CODE_HOURS, EmailChange};
use rules::{AccountId, Email, SignedDuration, Timestamp};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::call::{Answer, Call, Operation};
use crate::letters::{About, EmailNotice, What};
use crate::mailroom::{self, Envelope};
use crate::ops::account::root_of;
use crate::ops::{enrolment, mail_budget};
use crate::person::{Holder, Subject};
use crate::records;
use crate::refusal::{EmailFault, Refusal};
use crate::root_email::change_of;
use crate::secrets::{self, Token};
use crate::table::source;

/// Root's address, and the change that is under way.
pub struct GetRootEmail;

/// What root sees of its address.
#[derive(Clone, Debug)]
pub struct RootEmailView {
    /// The address that counts.
    pub email: Email,
    /// The change that goes on.
    pub change: Option<EmailChange>,
    /// Whether the installation sends codes by mail.
    pub can_mail: bool,
}

impl Operation for GetRootEmail {
    type Output = RootEmailView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RootEmailView>, Refusal> {
        let account = call.person()?.account().clone();
        let change = change_of(call, &account).await?;
        let now = call.now();
        Ok(Answer::Done(RootEmailView {
            email: root_of(&mut call.tx, &account).await?.email,
            change: change.filter(|change| change.is_open(now)),
            can_mail: mailroom::can_send_secrets(call),
        }))
    }
}

/// Asks for another address: a code goes there, and a letter to the old one.
pub struct StartEmailChange {
    /// The new address.
    pub to: Email,
}

impl Operation for StartEmailChange {
    type Output = ();

    fn parameters(&self) -> Value {
        json!({ "primaryEmail": self.to.hidden() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        if !mailroom::can_send_secrets(call) {
            return Err(Refusal::NoMail);
        }
        let account = call.person()?.account().clone();
        let before = change_of(call, &account).await?;
        let root = root_of(&mut call.tx, &account).await?;
        if root.email.folded() == self.to.folded() {
            return Err(EmailFault::Same.into());
        }
        if let Some(at) = before.as_ref().and_then(EmailChange::takes_effect_at) {
            return Err(EmailFault::Waits(at).into());
        }
        if !mail_budget::spend(call, &self.to).await? {
            return Err(Refusal::TooManyMails);
        }
        let (code, link) = (enrolment::draw_code(call), call.draw(Token::random));
        let hash = enrolment::code_hash(&root.principal(), &code);
        let mut change = EmailChange::begin(account, self.to.clone(), hash, call.now());
        // Letters of a change that this one replaces still end it.
        change.links = before.map(|before| before.links).unwrap_or_default();
        change.links_with(link.hash());
        call.tx.save(&change).await?;
        send_code(call, &change, code).await?;
        warn(call, &Holder::Root(root), &change, &link).await?;
        Ok(Answer::Done(()))
    }
}

/// Sends the code to the new address. Where somebody has it as root's already, its reader is told so
/// and gets no code; whoever asked sees no difference.
async fn send_code(call: &mut Call<'_>, change: &EmailChange, code: String) -> Result<(), Refusal> {
    let taken = records::root_email_is(&change.to);
    let free = call.tx.owner(&taken).await?.is_none();
    let envelope = Envelope::of(&mut call.tx, &change.account).await?;
    let about = About::NewRootEmail {
        code: free.then(|| Zeroizing::new(code)),
        until: change.begun_at + SignedDuration::from_hours(CODE_HOURS),
    };
    let id = call.draw(secrets::random_id);
    let letter = envelope.letter(change.to.clone(), about);
    Ok(mailroom::put(&mut call.tx, id, letter).await?)
}

/// Tells the old address, and who looks after security, each with the way to cancel.
async fn warn(
    call: &mut Call<'_>,
    holder: &Holder,
    change: &EmailChange,
    link: &Token,
) -> Result<(), Refusal> {
    let envelope = Envelope::of(&mut call.tx, holder.account()).await?;
    for to in mailroom::concerned(&mut call.tx, &envelope, holder).await? {
        let notice = EmailNotice {
            to: change.to.to_string(),
            takes_effect_at: change.takes_effect_at(),
            at: call.now(),
            ip: call.visitor.ip.clone(),
            link: link.reveal().to_owned().into(),
        };
        let id = call.draw(secrets::random_id);
        let letter = envelope.letter(to, About::RootEmailChange(notice));
        mailroom::put(&mut call.tx, id, letter).await?;
    }
    Ok(())
}

/// Confirms the new address with the code that was sent there. The wait begins, and the address is
/// nobody else's from now on.
pub struct ConfirmEmailChange {
    /// The code as it was typed.
    pub code: String,
}

impl Operation for ConfirmEmailChange {
    /// From when on the new address counts.
    type Output = Timestamp;

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Timestamp>, Refusal> {
        let account = call.person()?.account().clone();
        let now = call.now();
        let over = Refusal::RootEmail(EmailFault::CodeOver);
        let mut change = change_of(call, &account).await?.ok_or(over.clone())?;
        let sent = change.code(now).ok_or(over.clone())?;
        let root = root_of(&mut call.tx, &account).await?;
        let typed = rules::typed::tidy_digits(&self.code);
        let typed = enrolment::code_hash(&root.principal(), &typed);
        if !bool::from(typed.as_bytes().ct_eq(sent.hash.as_bytes())) {
            change.mistyped();
            call.tx.save(&change).await?;
            let refusal = match change.code(now) {
                Some(_) => EmailFault::CodeWrong.into(),
                None => over,
            };
            call.tell_outcome(
                ACCEPT,
                source::ACCOUNT,
                &account,
                Value::Null,
                Some(&refusal),
            );
            return Ok(Answer::Refused(refusal));
        }
        // Whoever has the code reads the mailbox, so this tells nobody what they could not know.
        let address = records::root_email_is(&change.to);
        if call.tx.owner(&address).await?.is_some() {
            return Err(EmailFault::Taken.into());
        }
        let at = change.confirmed(now);
        let link = call.draw(Token::random);
        change.links_with(link.hash());
        call.tx.save(&change).await?;
        warn(call, &Holder::Root(root), &change, &link).await?;
        Ok(Answer::Done(at))
    }
}

/// AWS's name for a confirmation, told here for a wrong code.
const ACCEPT: &str = "AcceptPrimaryEmailUpdate";

/// Cancels the change, by root.
pub struct CancelEmailChange;

impl Operation for CancelEmailChange {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = call.person()?.account().clone();
        let change = change_of(call, &account).await?;
        let by = call.who();
        cancel(call, change, by).await
    }
}

/// The change that a link in a letter is about. It uses nothing up.
pub struct EmailChangeByLink {
    /// The token in the link.
    pub link: Token,
}

impl Operation for EmailChangeByLink {
    type Output = EmailChange;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EmailChange>, Refusal> {
        let found = linked(call, &self.link).await?;
        let now = call.now();
        found
            .filter(|change| change.is_open(now))
            .map(Answer::Done)
            .ok_or(EmailFault::Over.into())
    }
}

/// Cancels the change, by whoever has a letter of it.
pub struct CancelEmailChangeByLink {
    /// The token in the link.
    pub link: Token,
}

impl Operation for CancelEmailChangeByLink {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let Some(change) = linked(call, &self.link).await? else {
            return Err(EmailFault::Over.into());
        };
        let account = change.account.clone();
        let answer = cancel(call, Some(change), "a letter".to_owned()).await?;
        let parameters = json!({ "cancelledBy": "a letter" });
        call.tell_as_caller(CANCEL, source::ACCOUNT, &account, parameters);
        Ok(answer)
    }
}

/// The name of a cancellation.
const CANCEL: &str = "CancelPrimaryEmailUpdate";

async fn linked(call: &mut Call<'_>, link: &Token) -> Result<Option<EmailChange>, Refusal> {
    let link = records::email_link_is(&link.hash());
    Ok(call.tx.find::<EmailChange>(&link).await?)
}

/// Ends a change that goes on. The old address is told, and the new one if it was confirmed.
async fn cancel(
    call: &mut Call<'_>,
    change: Option<EmailChange>,
    by: String,
) -> Result<Answer<()>, Refusal> {
    let now = call.now();
    let change = change.filter(|change| change.is_open(now));
    let change = change.ok_or(Refusal::RootEmail(EmailFault::Over))?;
    call.tx.remove(&change).await?;
    let holder = Holder::Root(root_of(&mut call.tx, &change.account).await?);
    let confirmed = change.takes_effect_at().map(|_| change.to.clone());
    let what = What::RootEmailKept { by };
    mailroom::tell_also(call, &holder, confirmed.as_slice(), what).await?;
    Ok(Answer::Done(()))
}

/// Lets a change take effect whose wait is over. The server asks for it by itself.
pub struct SettleEmailChange {
    /// The account.
    pub account: AccountId,
}

impl Operation for SettleEmailChange {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        change_of(call, &self.account).await?;
        Ok(Answer::Done(()))
    }
}
