//! The operator's way to a new device for a root user: a wait that everybody concerned is told of and
//! any of them can end, then an address that replaces the second factor and nothing else.

use rules::password::Password;
use rules::recovery::{
    ADDRESS_MINUTES, Address, Drill, OpenedBy, Registration, RootRecovery, Stage, UnderWay,
};
use rules::signin::Ticket;
use rules::{AccountId, Email, Reason, SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::audit::{Draft, SIGN_IN, Who};
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::letters::What;
use crate::mailroom::{self, Envelope};
use crate::ops::account::root_of;
use crate::ops::sign_in::{self, Door, Entered};
use crate::passwords;
use crate::person::Holder;
use crate::records;
use crate::recovery;
use crate::refusal::{RecoveryFault, Refusal};
use crate::secrets::Token;
use crate::table::source::SEKISHO;

/// Begins the wait.
pub struct BeginRecovery {
    /// The account whose root lost the devices.
    pub account: AccountId,
    /// Why.
    pub reason: Reason,
    /// On which machine the operator is.
    pub host: String,
}

impl Operation for BeginRecovery {
    type Output = RootRecovery;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RootRecovery>, Refusal> {
        let holder = root(call, &self.account).await?;
        closing::must_be_open(&mut call.tx, &self.account).await?;
        if !holder.credentials().has_mfa() {
            return Err(RecoveryFault::Nothing.into());
        }
        let now = call.now();
        let mut recovery = recovery::of(call, &self.account).await?;
        if let Some(under_way) = recovery.open(now) {
            return Err(RecoveryFault::Waits(under_way.ready_at).into());
        }
        let link = call.draw(Token::random);
        let mut under_way = UnderWay {
            by: by(call, &self.host),
            reason: self.reason.clone(),
            begun_at: now,
            wait_hours: call.shared.settings.recovery_wait_hours,
            ready_at: now,
            links: Vec::new(),
            address: None,
        };
        under_way.wait_anew(now, link.hash());
        recovery.under_way = Some(under_way);
        call.tx.save(&recovery).await?;
        tell(
            call,
            "BeginRootRecovery",
            &recovery,
            &self.host,
            Some(&self.reason),
        );
        recovery::tell_all(call, &holder, &recovery, &link, false).await?;
        Ok(Answer::Done(recovery))
    }
}

/// Makes the address at the end of the wait. One that was made before does not work any more.
pub struct FinishRecovery {
    /// The account.
    pub account: AccountId,
    /// On which machine the operator is.
    pub host: String,
}

/// An address that replaces root's second factor.
pub struct RecoveryAddress {
    /// The token in it: shown once.
    pub token: Token,
    /// Until when it works.
    pub until: Timestamp,
}

impl Operation for FinishRecovery {
    type Output = RecoveryAddress;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RecoveryAddress>, Refusal> {
        let now = call.now();
        closing::must_be_open(&mut call.tx, &self.account).await?;
        let mut recovery = recovery::of(call, &self.account).await?;
        let under_way = recovery
            .under_way
            .as_mut()
            .ok_or(Refusal::Recovery(RecoveryFault::Over))?;
        match under_way.stage(now) {
            Stage::Waiting(until) => return Err(RecoveryFault::Waits(until).into()),
            Stage::Lapsed => return Err(RecoveryFault::Over.into()),
            Stage::Ready(_) => {}
        }
        let token = call.draw(Token::random);
        let until = now + SignedDuration::from_mins(ADDRESS_MINUTES);
        under_way.address = Some(Address {
            hash: token.hash(),
            until,
        });
        recovery.shut_mail(now);
        call.tx.save(&recovery).await?;
        tell(call, "FinishRootRecovery", &recovery, &self.host, None);
        Ok(Answer::Done(RecoveryAddress { token, until }))
    }
}

/// Cancels a recovery, by the operator.
pub struct StopRecovery {
    /// The account.
    pub account: AccountId,
    /// On which machine the operator is.
    pub host: String,
}

impl Operation for StopRecovery {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let by = by(call, &self.host);
        cancel(call, &self.account, by).await
    }
}

/// Cancels a recovery, by anybody of the account who is signed in; not by those of another account who
/// stand in a role of this one.
pub struct CancelRecovery;

impl Operation for CancelRecovery {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let account = call.person()?.holder()?.account().clone();
        let by = call.who();
        cancel(call, &account, by).await
    }
}

/// The recovery that a link in a letter is about. It uses nothing up.
pub struct RecoveryByLink {
    /// The token in the link.
    pub link: Token,
}

impl Operation for RecoveryByLink {
    type Output = UnderWay;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<UnderWay>, Refusal> {
        let recovery = linked(call, &self.link).await?;
        let under_way = recovery.open(call.now()).cloned();
        under_way
            .map(Answer::Done)
            .ok_or(Refusal::Recovery(RecoveryFault::Over))
    }
}

/// Cancels a recovery, by whoever has a letter of it.
pub struct CancelRecoveryByLink {
    /// The token in the link.
    pub link: Token,
}

impl Operation for CancelRecoveryByLink {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let recovery = linked(call, &self.link).await?;
        let by = "a letter".to_owned();
        cancel(call, &recovery.account, by).await
    }
}

async fn linked(call: &mut Call<'_>, link: &Token) -> Result<RootRecovery, Refusal> {
    let found = call
        .tx
        .find::<RootRecovery>(&records::recovery_link_is(&link.hash()))
        .await?;
    found.ok_or(Refusal::Recovery(RecoveryFault::Over))
}

async fn cancel(
    call: &mut Call<'_>,
    account: &AccountId,
    by: String,
) -> Result<Answer<()>, Refusal> {
    let now = call.now();
    let mut recovery = recovery::of(call, account).await?;
    if recovery.open(now).is_none() {
        return Err(RecoveryFault::Over.into());
    }
    let parameters = json!({ "cancelledBy": by, "recovery": recovery::described(&recovery) });
    recovery.under_way = None;
    call.tx.save(&recovery).await?;
    call.tell_as_caller("CancelRootRecovery", SEKISHO, account, parameters);
    let holder = root(call, account).await?;
    mailroom::tell_of(call, &holder, What::RecoveryCancelled { by }).await?;
    Ok(Answer::Done(()))
}

/// How far a recovery is, for the operator.
pub struct ShowRecovery {
    /// The account.
    pub account: AccountId,
}

/// A recovery as the operator sees it.
#[derive(Clone, Debug)]
pub struct RecoveryView {
    /// What is known of it.
    pub recovery: RootRecovery,
    /// When that was looked at.
    pub at: Timestamp,
}

impl Operation for ShowRecovery {
    type Output = RecoveryView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<RecoveryView>, Refusal> {
        root(call, &self.account).await?;
        let recovery = recovery::of(call, &self.account).await?;
        let at = call.now();
        Ok(Answer::Done(RecoveryView { recovery, at }))
    }
}

/// Walks the whole procedure for practice. Nothing but the day of it is kept.
pub struct DrillRecovery {
    /// The account.
    pub account: AccountId,
    /// Why, if it was said.
    pub reason: Reason,
    /// On which machine the operator is.
    pub host: String,
}

/// What a drill found out.
#[derive(Clone, Debug)]
pub struct Drilled {
    /// When it was.
    pub at: Timestamp,
    /// Who would be told by mail.
    pub told: Vec<Email>,
    /// Whether mails reach anybody now.
    pub mail: crate::ports::MailWay,
    /// When an address could be had, if the wait began now.
    pub ready_at: Timestamp,
    /// Until when that address would work, if it was made then.
    pub until: Timestamp,
    /// How many devices would go.
    pub devices: usize,
    /// How many active access keys root would have to look through.
    pub keys: usize,
}

impl Operation for DrillRecovery {
    type Output = Drilled;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Drilled>, Refusal> {
        let holder = root(call, &self.account).await?;
        let envelope = Envelope::of(&mut call.tx, &self.account).await?;
        let now = call.now();
        let drilled = walk(call, &holder, &envelope, &self.reason)?;
        let mut recovery = recovery::of(call, &self.account).await?;
        recovery.drilled = Some(Drill {
            at: now,
            by: by(call, &self.host),
        });
        call.tx.save(&recovery).await?;
        tell(
            call,
            "DrillRootRecovery",
            &recovery,
            &self.host,
            Some(&self.reason),
        );
        Ok(Answer::Done(drilled))
    }
}

/// The same steps with the same rules, on a recovery that is never stored.
fn walk(
    call: &Call<'_>,
    holder: &Holder,
    envelope: &Envelope,
    reason: &Reason,
) -> Result<Drilled, Refusal> {
    let now = call.now();
    let mut under_way = UnderWay {
        by: call.who(),
        reason: reason.clone(),
        begun_at: now,
        wait_hours: call.shared.settings.recovery_wait_hours,
        ready_at: now,
        links: Vec::new(),
        address: None,
    };
    under_way.wait_anew(now, call.draw(Token::random).hash());
    let Stage::Waiting(ready_at) = under_way.stage(now) else {
        return Err(RecoveryFault::Over.into());
    };
    let token = call.draw(Token::random);
    let until = ready_at + SignedDuration::from_mins(ADDRESS_MINUTES);
    under_way.address = Some(Address {
        hash: token.hash(),
        until,
    });
    if under_way.opens(&token.hash(), now) || !under_way.opens(&token.hash(), ready_at) {
        return Err(RecoveryFault::Over.into());
    }
    Ok(Drilled {
        at: now,
        told: recovery::told(envelope, holder),
        mail: call.shared.settings.mail,
        ready_at,
        until,
        devices: holder.credentials().devices.len(),
        keys: holder.credentials().active_access_keys(),
    })
}

/// Whether the operator's address works, and for whom. It uses nothing up.
pub struct RecoverUnderWay {
    /// The token in the address.
    pub token: Token,
}

impl Operation for RecoverUnderWay {
    /// Root's address.
    type Output = Email;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Email>, Refusal> {
        let recovery = addressed(call, &self.token).await?;
        let root = root_of(&mut call.tx, &recovery.account).await?;
        Ok(Answer::Done(root.email))
    }
}

/// Root signs in with the operator's address and the password. The address is used up, and the session
/// registers a device and does nothing else.
pub struct RecoverRoot {
    /// The token in the address.
    pub token: Token,
    /// Root's password.
    pub password: Password,
}

impl Operation for RecoverRoot {
    type Output = Entered;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<Entered>, Refusal> {
        let mut recovery = addressed(call, &self.token).await?;
        let holder = root(call, &recovery.account).await?;
        let door = Door::Root(holder.display_name().to_owned());
        let identifier = sign_in::identifier(&door, Some(&holder));
        let right =
            passwords::check_at_the_door(call, Some(&holder), &identifier, &self.password).await?;
        if !right {
            sign_in::tell_failure(call, &holder, None, &Refusal::SignInFailed, false);
            return Ok(Answer::Refused(Refusal::SignInFailed));
        }
        if let Some(under_way) = &mut recovery.under_way {
            under_way.address = None;
        }
        call.tx.save(&recovery).await?;
        let draft = Draft::new(
            "RecoveryAddressUsed",
            SIGN_IN,
            Who::AtTheDoor(&holder),
            holder.account(),
        );
        call.tell(draft);
        let token = call.draw(Token::random);
        let ticket = Ticket {
            id: token.hash(),
            principal: holder.principal(),
            password_at: call.now(),
            generation: holder.credentials().session_generation,
            mfa: None,
            browser: call.visitor.browser.clone(),
            registers: Some(Registration {
                by: OpenedBy::Operator,
                replaces: holder.credentials().devices.clone(),
            }),
        };
        let entered = sign_in::go_on(call, &holder, &ticket, token).await?;
        Ok(Answer::Done(entered))
    }
}

async fn addressed(call: &mut Call<'_>, token: &Token) -> Result<RootRecovery, Refusal> {
    let hash = token.hash();
    let found = call
        .tx
        .find::<RootRecovery>(&records::recovery_address_is(&hash))
        .await?;
    let now = call.now();
    let works = |recovery: &RootRecovery| {
        let under_way = recovery.under_way.as_ref();
        under_way.is_some_and(|under_way| under_way.opens(&hash, now))
    };
    let over = Refusal::Recovery(RecoveryFault::Over);
    let recovery = found.filter(works).ok_or(over.clone())?;
    let closing = closing::of(&mut call.tx, &recovery.account).await?;
    Some(recovery).filter(|_| closing.is_open()).ok_or(over)
}

async fn root(call: &mut Call<'_>, account: &AccountId) -> Result<Holder, Refusal> {
    Ok(Holder::Root(root_of(&mut call.tx, account).await?))
}

fn by(call: &Call<'_>, host: &str) -> String {
    format!("{}@{host}", call.who())
}

fn tell(
    call: &mut Call<'_>,
    name: &str,
    recovery: &RootRecovery,
    host: &str,
    reason: Option<&Reason>,
) {
    let parameters: Value = json!({
        "host": host,
        "reason": reason.map(Reason::as_str),
        "recovery": recovery::described(recovery),
    });
    call.tell_as_caller(name, SEKISHO, &recovery.account, parameters);
}
