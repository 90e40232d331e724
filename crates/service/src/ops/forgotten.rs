//! A forgotten root password, set anew with an address from a mail. It never touches MFA (RC-2).
//!
//! Whether somebody has the address that was typed is told to nobody: the answer and the work are the
//! same (PW-6).

use rules::enrolment::MAIL_MINUTES;
use rules::ids::Email;
use rules::password::Password;
use rules::principal::PasswordState;
use rules::{Root, SignedDuration};
use zeroize::Zeroizing;

use crate::audit::{Draft, SIGN_IN, Who};
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::gate;
use crate::letters::{About, What};
use crate::mailroom::{self, Envelope};
use crate::ops::account::root_of;
use crate::ops::{mail_budget, make};
use crate::person::Holder;
use crate::records::{self, ResetAddress};
use crate::recovery;
use crate::refusal::{Entity, Refusal};
use crate::root_email;
use crate::secrets::{self, Token};

/// Asks for an address to a new root password.
pub struct ForgetRootPassword {
    /// What was typed as root's address, tidied.
    pub email: String,
}

impl Operation for ForgetRootPassword {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        if !mailroom::can_send_secrets(call) {
            return Err(Refusal::NoMail);
        }
        // What cannot be an address is counted under one that nobody can have.
        let typed =
            Email::parse(&self.email).or_else(|_| Email::parse("nobody@invalid.invalid"))?;
        let root = root_email::root_by(call, &typed).await?;
        let token = call.draw(Token::random);
        let id = call.draw(secrets::random_id);
        let left = mail_budget::spend(call, &typed).await?;
        let Some(root) = root.filter(|_| left) else {
            return Ok(Answer::Done(()));
        };
        let recovering = recovery::of(call, &root.account).await?;
        let is_open = closing::of(&mut call.tx, &root.account).await?.is_open();
        if !is_open || !recovering.lets_mail(call.now()) {
            return Ok(Answer::Done(()));
        }
        let until = call.now() + SignedDuration::from_mins(MAIL_MINUTES);
        let address = ResetAddress {
            account: root.account.clone(),
            hash: token.hash(),
            until,
        };
        call.tx.save(&address).await?;
        let envelope = Envelope::of(&mut call.tx, &root.account).await?;
        let token = Zeroizing::new(token.reveal().to_owned());
        let letter = envelope.letter(root.email.clone(), About::ResetPassword { token, until });
        mailroom::put(&mut call.tx, id, letter).await?;
        let holder = Holder::Root(root);
        tell(call, "PasswordRecoveryRequested", &holder);
        Ok(Answer::Done(()))
    }
}

/// Whether an address from a mail still works, and for whom. It uses nothing up.
pub struct ResetUnderWay {
    /// The token in the address.
    pub token: Token,
}

impl Operation for ResetUnderWay {
    /// Root's address.
    type Output = Email;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Email>, Refusal> {
        let (_, root) = good(call, &self.token).await?;
        Ok(Answer::Done(root.email))
    }
}

/// Sets root's password anew. All of root's sessions end; its devices stay, and are asked for.
pub struct ResetRootPassword {
    /// The token in the address.
    pub token: Token,
    /// The new password.
    pub password: Password,
}

impl Operation for ResetRootPassword {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let (address, root) = good(call, &self.token).await?;
        let mut holder = Holder::Root(root);
        let envelope = Envelope::of(&mut call.tx, holder.account()).await?;
        make::may_be_set(call, &envelope.account, &holder, &self.password).await?;
        let state = PasswordState::own(call.now());
        make::set_password(call, &mut holder, &self.password, state).await?;
        if !holder.credentials().has_mfa() {
            // A code by the same mail would prove nothing more.
            let mut deadline = gate::deadline(&mut call.tx, &holder).await?;
            deadline.password_by_mail = true;
            call.tx.save(&deadline).await?;
        }
        call.tx.remove(&address).await?;
        tell(call, "PasswordRecoveryCompleted", &holder);
        mailroom::tell_of(call, &holder, What::PasswordReset).await?;
        Ok(Answer::Done(()))
    }
}

async fn good(call: &mut Call<'_>, token: &Token) -> Result<(ResetAddress, Root), Refusal> {
    let over = Refusal::NoSuchEntity(Entity::ResetAddress);
    let found = call
        .tx
        .find::<ResetAddress>(&records::reset_address_is(&token.hash()))
        .await?;
    let now = call.now();
    let Some(address) = found.filter(|address| now < address.until) else {
        return Err(over);
    };
    let is_open = closing::of(&mut call.tx, &address.account).await?.is_open();
    if !is_open || !recovery::of(call, &address.account).await?.lets_mail(now) {
        return Err(over);
    }
    let root = root_of(&mut call.tx, &address.account).await?;
    Ok((address, root))
}

fn tell(call: &mut Call<'_>, name: &str, holder: &Holder) {
    let draft = Draft::new(name, SIGN_IN, Who::AtTheDoor(holder), holder.account());
    call.tell(draft);
}
