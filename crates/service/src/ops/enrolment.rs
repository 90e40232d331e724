//! What somebody proves beside the password before a late first device: a code that is sent by mail,
//! or an address that somebody handed over.
//!
//! INVARIANT: a proof is good in the session in which it was given and for its person only; an address
//! is used up by the device and by nothing before.

use rules::enrolment::{
    ADDRESS_HOURS, CODE_DIGITS, CODE_TRIES_MAX, Late, MAIL_MINUTES, Need, need,
};
use rules::{AccountId, Deadline, Due, Email, Principal, SignedDuration, Timestamp, UserName};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::authorise::Resource;
use crate::call::{Answer, Call, Operation};
use crate::closing;
use crate::gate;
use crate::letters::{About, What};
use crate::mailroom::{self, Envelope};
use crate::ops::mail_budget;
use crate::ops::users::whom;
use crate::person::{self, Holder, Subject, Target};
use crate::records::{self, EnrolmentAddress, EnrolmentProof};
use crate::refusal::{EnrolmentFault, Entity, Refusal};
use crate::secrets::{self, Token};
use crate::table::source;

/// Where the caller's own enrolment stands.
pub struct EnrolmentUnderWay;

/// What the page of a late enrolment shows.
#[derive(Clone, Debug)]
pub struct EnrolmentView {
    /// Where they stand at the gate.
    pub due: Due,
    /// What is still needed beside the password.
    pub need: Need,
    /// Whether something was proved already.
    pub proved: bool,
    /// When a code was sent in this session, if it is still good.
    pub code_sent_at: Option<Timestamp>,
    /// To which address codes go, with most of it hidden; none if they go nowhere.
    pub mailbox: Option<String>,
}

impl Operation for EnrolmentUnderWay {
    type Output = EnrolmentView;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<EnrolmentView>, Refusal> {
        let holder = call.person()?.holder()?.clone();
        let due = call.person()?.due;
        let found = look(call, &holder).await?;
        let proof = proof(call).await?;
        let now = call.now();
        let sent = proof
            .sent_at
            .filter(|sent| now < *sent + minutes(MAIL_MINUTES));
        Ok(Answer::Done(EnrolmentView {
            due,
            need: found.need,
            proved: is_proved(&proof, now),
            code_sent_at: sent.filter(|_| proof.code_hash.is_some()),
            mailbox: found.mailbox.as_ref().map(Email::hidden),
        }))
    }
}

/// Sends a code to the caller's own mailbox. The last one counts.
pub struct SendEnrolmentCode;

impl Operation for SendEnrolmentCode {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let holder = call.person()?.holder()?.clone();
        let found = look(call, &holder).await?;
        let (Need::Code, Some(to)) = (found.need, found.mailbox) else {
            return Err(Refusal::NoSuchEntity(Entity::EnrolmentProof));
        };
        if !mail_budget::spend(call, &to).await? {
            return Err(Refusal::TooManyMails);
        }
        let code = draw_code(call);
        let mut proof = proof(call).await?;
        proof.code_hash = Some(code_hash(&holder.principal(), &code));
        proof.sent_at = Some(call.now());
        proof.wrong = 0;
        call.tx.save(&proof).await?;
        let envelope = Envelope::of(&mut call.tx, holder.account()).await?;
        let code = Zeroizing::new(code);
        let letter = envelope.letter(to, About::EnrolmentCode { code });
        let id = call.draw(secrets::random_id);
        mailroom::put(&mut call.tx, id, letter).await?;
        Ok(Answer::Done(()))
    }
}

/// Proves with the code that was sent last.
pub struct PassEnrolmentCode {
    /// The code as it was typed.
    pub code: String,
}

impl Operation for PassEnrolmentCode {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut proof = proof(call).await?;
        let now = call.now();
        let fresh = proof
            .sent_at
            .is_some_and(|sent| now < sent + minutes(MAIL_MINUTES));
        let Some(hash) = proof.code_hash.clone().filter(|_| fresh) else {
            return Err(EnrolmentFault::CodeOver.into());
        };
        let typed = rules::typed::tidy_digits(&self.code);
        let typed = code_hash(&proof.principal, &typed);
        if bool::from(typed.as_bytes().ct_eq(hash.as_bytes())) {
            proof.code_hash = None;
            proof.proved_at = Some(now);
            call.tx.save(&proof).await?;
            return Ok(Answer::Done(()));
        }
        proof.wrong += 1;
        if proof.wrong >= CODE_TRIES_MAX {
            proof.code_hash = None;
        }
        let refusal = if proof.code_hash.is_some() {
            Refusal::Enrolment(EnrolmentFault::CodeWrong)
        } else {
            Refusal::Enrolment(EnrolmentFault::CodeOver)
        };
        call.tx.save(&proof).await?;
        let account = proof.principal.account().clone();
        call.tell_outcome(
            "CheckEnrolmentCode",
            source::SEKISHO,
            &account,
            json!({}),
            Some(&refusal),
        );
        Ok(Answer::Refused(refusal))
    }
}

/// Proves with an address that somebody handed over.
pub struct PassEnrolmentAddress {
    /// The token in the address.
    pub token: Token,
}

impl Operation for PassEnrolmentAddress {
    type Output = ();

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<()>, Refusal> {
        let mut proof = proof(call).await?;
        let hash = self.token.hash();
        let key = records::enrol_address_key(&proof.principal);
        let kept = call.tx.load::<EnrolmentAddress>(&key).await?;
        let now = call.now();
        let good = kept.is_some_and(|kept| now < kept.until && kept.hash == hash);
        if !good {
            return Err(EnrolmentFault::AddressOver.into());
        }
        proof.proved_at = Some(now);
        call.tx.save(&proof).await?;
        Ok(Answer::Done(()))
    }
}

/// An address for the first device of a user, by an administrator.
pub struct CreateEnrolmentAddress {
    /// For whom.
    pub name: UserName,
}

/// An address that was made.
pub struct MadeAddress {
    /// The token in it: shown once.
    pub token: Token,
    /// Until when it is good.
    pub until: Timestamp,
}

impl Operation for CreateEnrolmentAddress {
    type Output = MadeAddress;

    fn asks(&self, _account: &AccountId) -> Vec<(&'static str, Resource)> {
        vec![("sekisho:CreateEnrolmentAddress", Resource::user(&self.name))]
    }

    fn parameters(&self) -> serde_json::Value {
        json!({ "userName": self.name.as_str() })
    }

    fn waits_for_trial(&self, _subject: &Subject) -> bool {
        true
    }

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<MadeAddress>, Refusal> {
        if call.person()?.mfa().is_none() {
            return Err(Refusal::MfaNeeded);
        }
        let target = Target::User(self.name.clone());
        if call.person()?.subject.is(&target) {
            return Err(Refusal::NotForOneself);
        }
        let holder = whom(call, &target, "sekisho:CreateEnrolmentAddress").await?;
        Ok(Answer::Done(make(call, &holder).await?))
    }
}

/// An address for the first device of root or of a user, by the operator.
pub struct HandOverEnrolmentAddress {
    /// The account.
    pub account: AccountId,
    /// Whose device: root's if no user is named.
    pub user: Option<UserName>,
}

impl Operation for HandOverEnrolmentAddress {
    type Output = MadeAddress;

    async fn handle(&self, call: &mut Call<'_>) -> Result<Answer<MadeAddress>, Refusal> {
        let target = self.user.clone().map_or(Target::Root, Target::User);
        let holder = person::named(&mut call.tx, &self.account, &target).await?;
        closing::must_be_open(&mut call.tx, &self.account).await?;
        let parameters = json!({ "userName": target.event_name() });
        call.tell_as_caller(
            "CreateEnrolmentAddress",
            source::SEKISHO,
            &self.account,
            parameters,
        );
        Ok(Answer::Done(make(call, &holder).await?))
    }
}

async fn make(call: &mut Call<'_>, holder: &Holder) -> Result<MadeAddress, Refusal> {
    if holder.credentials().has_mfa() {
        return Err(Refusal::HasDevice);
    }
    let token = call.draw(Token::random);
    let until = call.now() + SignedDuration::from_hours(ADDRESS_HOURS);
    let address = EnrolmentAddress {
        principal: holder.principal(),
        hash: token.hash(),
        until,
    };
    call.tx.save(&address).await?;
    let by = call.who();
    mailroom::tell_of(call, holder, What::EnrolmentAddressMade { by }).await?;
    Ok(MadeAddress { token, until })
}

/// What a person's enrolment follows from.
struct Found {
    late: bool,
    need: Need,
    mailbox: Option<Email>,
}

/// Looks at what somebody without a device needs.
async fn look(call: &mut Call<'_>, holder: &Holder) -> Result<Found, Refusal> {
    let deadline: Deadline = gate::deadline(&mut call.tx, holder).await?;
    let envelope = Envelope::of(&mut call.tx, holder.account()).await?;
    let mailbox = match holder {
        Holder::Root(root) => Some(root.email.clone()),
        Holder::User(user) => user.contact_email.clone(),
    };
    let mailbox = mailbox.filter(|_| mailroom::can_send_secrets(call));
    let usual = call.shared.settings.time_zone.clone();
    let due = gate::ask(&mut call.tx, holder, &usual).await?;
    let late = Late {
        past_due: due.is_past_due(),
        password_by_mail: deadline.password_by_mail,
        made_at: gate::bears(holder, &envelope.account).made_at,
        can_be_mailed: mailbox.is_some(),
        users: envelope.settings.late_users,
    };
    Ok(Found {
        late: late.is_late(),
        need: need(&holder.principal(), &late, call.now()),
        mailbox,
    })
}

/// Refuses a first device of one's own while something is missing beside the password. Gives back
/// whether the device is a late one.
pub(crate) async fn is_proved_for(call: &mut Call<'_>, holder: &Holder) -> Result<bool, Refusal> {
    let own = call.person()?.principal() == holder.principal();
    if holder.credentials().has_mfa() || !own {
        return Ok(false);
    }
    let found = look(call, holder).await?;
    let proved = match call.session() {
        Ok(_) => is_proved(&proof(call).await?, call.now()),
        Err(_) => false,
    };
    if found.need != Need::Nothing && !proved {
        return Err(Refusal::EnrolmentProofNeeded(found.need));
    }
    Ok(found.late)
}

/// The device is there: proof and address are used up.
pub(crate) async fn use_up(call: &mut Call<'_>, principal: &Principal) -> Result<(), Refusal> {
    if let Ok(session) = call.session() {
        let key = records::enrolment_key(&session.principal, &session.id);
        call.tx.erase(key).await?;
    }
    let key = records::enrol_address_key(principal);
    if let Some(address) = call.tx.load::<EnrolmentAddress>(&key).await? {
        call.tx.remove(&address).await?;
    }
    Ok(())
}

/// What was proved in this session.
async fn proof(call: &mut Call<'_>) -> Result<EnrolmentProof, Refusal> {
    let session = call.session()?.clone();
    let key = records::enrolment_key(&session.principal, &session.id);
    let kept = call.tx.load::<EnrolmentProof>(&key).await?;
    Ok(kept.unwrap_or(EnrolmentProof {
        principal: session.principal,
        session: session.id,
        code_hash: None,
        sent_at: None,
        wrong: 0,
        proved_at: None,
    }))
}

fn is_proved(proof: &EnrolmentProof, now: Timestamp) -> bool {
    proof
        .proved_at
        .is_some_and(|at| now < at + minutes(MAIL_MINUTES))
}

/// Draws the digits of a code that is sent by mail.
pub(crate) fn draw_code(call: &Call<'_>) -> String {
    call.draw(|chance| {
        let most = 10_u64.pow(u32::try_from(CODE_DIGITS).unwrap_or(8));
        format!(
            "{:0width$}",
            rules::chance::below(chance, most),
            width = CODE_DIGITS
        )
    })
}

/// What is kept of a code: of no use for anybody else.
pub(crate) fn code_hash(principal: &Principal, code: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(principal.account().as_str());
    hash.update([0]);
    hash.update(principal.stable_id());
    hash.update([0]);
    hash.update(code);
    secrets::hex(&hash.finalize())
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}
